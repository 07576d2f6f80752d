// SPDX-License-Identifier: Apache-2.0
// The controller by itself: units of round lengths, and nominal cells that do as they are told.
#include "memvp/models/tiles/refresh_controller.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace memvp {
namespace {

constexpr std::size_t rows = 8, columns = 4;
constexpr double bottom = 1e-9, step = 0.01125, seconds_per_cycle = 1e-3;

/// Lengths in cycles, chosen round: bias 10, ion pulses 100 (set) and 200 (reset), FE pulses 100 with their gap,
/// readings 90 and 10 of bias, vectors 500, row updates 300. A rewrite takes 200; its pulse ends 110 after it has
/// begun.
class round_sequencer final : public refresh_sequencer {
 public:
  explicit round_sequencer(const refresh_code_book& book)
      : book_(book), level_(rows * columns, -1), ions_(rows * columns, 0), codes_(columns) {
    table_[0] = {7, -4, 50, 50};
    table_[1] = {-6.6, -4, 50, 50};
    table_[2] = {-1.5, -4, 100, 0};
    table_[3] = {0.22, -4, 200, 0};
    table_[4] = table_[5] = {-0.6, 0, 50, 0};
  }
  cycle_count length(const refresh_unit& unit) const override {
    const cycle_count bias = unit.biased ? 0 : 10;
    switch (unit.kind) {
      case refresh_unit_kind::table:
        return unit.row_count;
      case refresh_unit_kind::ferroelectric:
        return bias + 100;
      case refresh_unit_kind::restore:
        return bias + 200;
      case refresh_unit_kind::rewrite:
        return unit.reset_slot ? 400 : 200;
      case refresh_unit_kind::update:
        return 200;
      case refresh_unit_kind::vector:
        return 500;
      default:
        return 100;
    }
  }
  cycle_count ionic_end(const refresh_unit& unit) const override {
    if (unit.kind == refresh_unit_kind::update) return 110;
    if (unit.kind != refresh_unit_kind::rewrite) return 0;
    return unit.reset_slot ? 310 : 110;
  }
  const std::uint16_t* codes() const override { return codes_.data(); }
  const refresh_pulse_table& pulses() const override { return table_; }

  /// What a unit does to the cells.
  void carry_out(const refresh_unit& unit, const refresh_images& images) {
    for (std::uint32_t i = 0; i < unit.row_count; ++i)
      for (std::size_t column = 0; column < columns; ++column) carry_out(unit, i, column, images);
  }
  refresh_pulse_table table_;
  double reading_error = 0;  // codes
  int update_codes = 40;     // by which an update raises a cell

 private:
  void carry_out(const refresh_unit& unit, std::uint32_t i, std::size_t column, const refresh_images& images) {
    const std::size_t row = unit.first_row + i, cell = row * columns + column;
    switch (unit.kind) {
      case refresh_unit_kind::ferroelectric:
        if (unit.open[column] == 0) return;
        ions_[cell] = 0;
        if (unit.pulse == refresh_pulse_kind::ferroelectric_reset)
          level_[cell] = -1;
        else
          level_[cell] = std::max(level_[cell], static_cast<int>(std::lround((unit.volts - 7) / 0.5)));
        return;
      case refresh_unit_kind::restore:
        if (unit.open[i] != 0) ions_[cell] = 0;
        return;
      case refresh_unit_kind::rewrite:
        ions_[cell] = images.target[row * refresh_row_stride(columns) + column] - nominal(cell);
        break;
      case refresh_unit_kind::update:
        ions_[cell] += update_codes;
        break;
      default:
        break;
    }
    codes_[column] = static_cast<std::uint16_t>(std::lround(nominal(cell) + ions_[cell] + reading_error));
  }
  int nominal(std::size_t cell) const {
    return level_[cell] < 0 ? 0
                            : static_cast<int>(std::lround(book_.level_code(static_cast<std::uint32_t>(level_[cell]))));
  }

  const refresh_code_book& book_;
  std::vector<int> level_, ions_;
  std::vector<std::uint16_t> codes_;
};

/// Time, and a log of what was at work when.
class refresh_controller_test : public ::testing::Test {
 protected:
  struct entry {
    refresh_unit_kind kind;
    refresh_controller::owner owner;
    std::uint32_t row;
    cycle_count start, end;
  };

  refresh_controller_test() {
    refresh_policy& policy = controller.policy();
    policy.restore_pulses = 3;
    policy.verify_limit = 2;
    policy.set_pulses = 4;
    policy.reset_pulses = 3;
    policy.level_tolerance = policy.verify_tolerance = policy.restore_tolerance = 5;
    policy.level_step = 0.5;
    policy.rewrite_interval = 1000;
    policy.rest_time = 5000;
  }

  void run_until(cycle_count end) {
    while (true) {
      if (busy_) {
        if (log.back().end > end) break;
        now = log.back().end;
        sequencer.carry_out(controller.unit(), images);
        busy_ = false;
        controller.ended(now);
      } else if (asked_ && controller.wakes_at() > end) {
        break;
      } else if (asked_) {
        now = std::max(now, controller.wakes_at());
      }
      look();
    }
    now = end;
  }
  void look() {
    asked_ = true;
    const refresh_unit* unit = controller.decide(now);
    if (unit == nullptr) return;
    busy_ = true;
    log.push_back({unit->kind, controller.at_work(), unit->first_row, now, now + sequencer.length(*unit)});
  }
  refresh_error request(refresh_request_kind kind, std::uint32_t first, std::uint32_t count,
                        refresh_mode mode = refresh_mode::free, std::uint32_t task = 0) {
    const refresh_error error = controller.submit({kind, first, count, mode, task}, now);
    if (!busy_) look();
    return error;
  }
  refresh_error compute(refresh_operation operation, std::uint32_t first, std::uint32_t count, std::uint32_t units,
                        bool verify = false) {
    refresh_command command;
    command.operation = operation;
    command.region = {first, count, 0, columns};
    command.verify = verify;
    refresh_error error = controller.check_rows(command);
    if (error == refresh_error::none) error = controller.begin(command, units, now);
    if (!busy_) look();
    return error;
  }
  /// Rows with a written polarisation, in mode V, their ions written one after another by a verified PULSE.
  void deploy(std::uint32_t count) {
    ASSERT_EQ(request(refresh_request_kind::alloc, 0, count, refresh_mode::non_volatile, 1), refresh_error::none);
    ASSERT_EQ(request(refresh_request_kind::reprogram, 0, count), refresh_error::none);
    ASSERT_EQ(request(refresh_request_kind::alloc, 0, count, refresh_mode::volatile_ions, 1), refresh_error::none);
    run_until(now + 1000000);
    ASSERT_EQ(compute(refresh_operation::pulse, 0, count, count, true), refresh_error::none);
    run_until(now + 200 * count);
    ASSERT_FALSE(controller.compute_active());
    log.clear();
  }
  std::vector<refresh_controller::ended_work> finished() {
    std::vector<refresh_controller::ended_work> work;
    controller.take_ended(work);
    return work;
  }

  std::vector<std::uint8_t> level = std::vector<std::uint8_t>(rows * columns, 2);
  std::vector<std::uint16_t> source = std::vector<std::uint16_t>(rows * columns),
                             target = std::vector<std::uint16_t>(rows * columns);
  refresh_images images{level.data(), source.data(), target.data()};
  refresh_code_book book{ferroionic_device_parameters(), bottom, step};
  round_sequencer sequencer{book};
  refresh_controller controller{rows, columns, 4, book, sequencer, images, seconds_per_cycle};
  cycle_count now = 0;
  std::vector<entry> log;

 private:
  bool busy_ = false, asked_ = false;
};

using kind = refresh_request_kind;
using owner = refresh_controller::owner;

TEST_F(refresh_controller_test, a_fresh_row_takes_one_reset_group_and_every_set_group_up_to_its_highest_level) {
  level[0] = 1;  // the others of the row 2: groups 0, 1 and 2
  request(kind::alloc, 0, 1, refresh_mode::non_volatile, 7);
  request(kind::reprogram, 0, 1);
  run_until(100000);
  // table 1; reset group 10 + 3 * 100; three set groups 10 + 4 * 100 each, biased once a group; reading 100.
  ASSERT_EQ(log.size(), 1u + 3 + 12 + 1);
  EXPECT_EQ(log.back().end, 1u + 310 + 3 * 410 + 100);
  EXPECT_TRUE(controller.row(0).source_valid);
  EXPECT_EQ(controller.row(0).task, 7);
  // SOURCE is what was read: the nominal codes, ln(G_k / 1 nS) / step with G_k = 1 nS 1000^((k+1)/16).
  EXPECT_EQ(source[0], std::lround(2.0 / 16 * std::log(1000.0) / step));
  EXPECT_EQ(source[1], std::lround(3.0 / 16 * std::log(1000.0) / step));
}

TEST_F(refresh_controller_test, a_row_that_has_its_levels_takes_no_time) {
  request(kind::alloc, 0, 1, refresh_mode::non_volatile);
  request(kind::reprogram, 0, 1);
  run_until(100000);
  finished();
  log.clear();
  request(kind::reprogram, 0, 1);
  run_until(100001);
  EXPECT_TRUE(log.empty());
  const auto work = finished();
  ASSERT_EQ(work.size(), 1u);
  EXPECT_EQ(work[0].ended, 100000u);
}

TEST_F(refresh_controller_test, cells_that_only_rise_are_not_reset) {
  request(kind::alloc, 0, 1, refresh_mode::non_volatile);
  request(kind::reprogram, 0, 1);
  run_until(100000);
  log.clear();
  level[3] = 4;  // from 2: groups 3 and 4
  request(kind::reprogram, 0, 1);
  run_until(200000);
  EXPECT_EQ(log.size(), 8u + 1);
  EXPECT_EQ(source[3], std::lround(5.0 / 16 * std::log(1000.0) / step));
}

TEST_F(refresh_controller_test, a_reading_out_of_tolerance_makes_another_round_and_then_a_timeout) {
  request(kind::alloc, 0, 1, refresh_mode::non_volatile);
  sequencer.reading_error = -6;  // one code beyond the tolerance, below
  request(kind::reprogram, 0, 1);
  run_until(100000);
  // Two rounds of the reset group and groups 0..2. VERIFY_LIMIT is 2.
  EXPECT_EQ(log.size(), 1u + 2 * (3 + 12 + 1));
  const auto work = finished();
  EXPECT_EQ(work.back().error, refresh_error::verify_timeout);
  EXPECT_FALSE(controller.row(0).source_valid);
}

TEST_F(refresh_controller_test, rewrites_come_once_in_every_interval_and_none_is_late) {
  deploy(5);  // 5 * 200 = 1000 = T_REF: as many rows as can be kept alive
  controller.policy().keep_alive = true;
  const cycle_count begin = now;
  look();
  run_until(begin + 100000);
  EXPECT_EQ(controller.counters().misses, 0u);
  // Every row is written every 1000 cycles: 100 times in 100,000, but for the ends.
  EXPECT_NEAR(static_cast<double>(controller.counters().rewrites), 5 * 100.0, 5);
  for (std::uint32_t row = 0; row < 5; ++row) {
    cycle_count last = 0;
    for (const entry& each : log) {
      if (each.row != row || each.owner != owner::timer) continue;
      EXPECT_TRUE(last == 0 || each.start - last <= 1000) << "row " << row;
      last = each.start;
    }
  }
}

TEST_F(refresh_controller_test, one_row_more_than_fit_misses_deadlines) {
  deploy(6);
  controller.policy().keep_alive = true;
  look();
  run_until(now + 100000);
  EXPECT_GT(controller.counters().misses, 0u);
  EXPECT_TRUE(controller.take_missed());
}

TEST_F(refresh_controller_test, a_single_row_is_written_again_as_late_as_its_deadline_allows) {
  deploy(1);
  const cycle_count written = controller.row(0).last_write;
  controller.policy().keep_alive = true;
  look();
  run_until(now + 2000);
  ASSERT_FALSE(log.empty());
  EXPECT_EQ(log[0].start + 110, written + 1000);  // the pulse ends at the deadline
  EXPECT_EQ(log[1].start + 110, written + 2000);
}

TEST_F(refresh_controller_test, a_product_goes_before_a_restore_and_a_restore_before_a_reprogram) {
  deploy(2);
  request(kind::alloc, 4, 1, refresh_mode::non_volatile);
  request(kind::alloc, 6, 2, refresh_mode::non_volatile);
  run_until(now + 100);
  log.clear();
  request(kind::reprogram, 4, 1);  // begins at once
  request(kind::restore, 0, 2);
  compute(refresh_operation::multiply, 6, 2, 2);
  run_until(now + 10000);
  ASSERT_GE(log.size(), 7u);
  EXPECT_EQ(log[0].owner, owner::request);
  EXPECT_EQ(log[0].kind, refresh_unit_kind::ferroelectric);
  EXPECT_EQ(log[1].kind, refresh_unit_kind::vector);
  EXPECT_EQ(log[2].kind, refresh_unit_kind::vector);
  EXPECT_EQ(log[3].kind, refresh_unit_kind::restore);
  EXPECT_EQ(log[5].kind, refresh_unit_kind::restore);
  EXPECT_EQ(log[6].kind, refresh_unit_kind::ferroelectric);
}

TEST_F(refresh_controller_test, a_product_on_rows_that_a_request_names_waits_for_it) {
  deploy(2);
  request(kind::restore, 0, 2);
  compute(refresh_operation::multiply, 0, 2, 1);
  run_until(now + 10000);
  ASSERT_EQ(log.size(), 4u);
  EXPECT_EQ(log[3].kind, refresh_unit_kind::vector);
  EXPECT_EQ(log[3].start, log[2].end);
}

TEST_F(refresh_controller_test, refuses_a_product_on_rows_under_refresh_if_told_to) {
  deploy(2);
  controller.policy().refuse = true;
  request(kind::restore, 0, 1);
  EXPECT_EQ(compute(refresh_operation::multiply, 0, 2, 1), refresh_error::row_under_refresh);
  EXPECT_EQ(compute(refresh_operation::multiply, 1, 1, 1), refresh_error::none);
}

TEST_F(refresh_controller_test, a_product_that_would_make_a_rewrite_late_waits_for_it) {
  deploy(1);
  controller.policy().keep_alive = true;
  look();
  const cycle_count due = controller.row(0).last_write + 1000 - 110;  // latest start of the rewrite
  run_until(due - 499);
  compute(refresh_operation::multiply, 0, 1, 1);  // takes 500
  run_until(now + 2000);
  EXPECT_EQ(log[0].owner, owner::timer);
  EXPECT_EQ(log[0].start, due - 499);  // brought forward
  EXPECT_EQ(log[1].owner, owner::compute);
  EXPECT_EQ(controller.counters().misses, 0u);
}

TEST_F(refresh_controller_test, a_product_longer_than_any_gap_runs_after_every_row_has_been_rewritten_once) {
  deploy(4);  // 4 * 200 of every 1000 cycles: a gap of 500 never comes
  controller.policy().keep_alive = true;
  look();
  compute(refresh_operation::multiply, 0, 4, 1);
  run_until(now + 3000);
  ASSERT_GE(log.size(), 5u);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(log[i].owner, owner::timer);
  EXPECT_EQ(log[4].owner, owner::compute);
}

TEST_F(refresh_controller_test, a_guard_lets_a_short_reading_pass_between_rewrites_that_follow_one_another) {
  for (const cycle_count guard : {0, 200}) {
    deploy(4);  // deadlines 200 apart, as long as a rewrite takes: without a guard the four have no gap between them
    controller.policy().guard = guard;
    controller.policy().keep_alive = true;
    look();
    run_until(controller.row(0).last_write + 1000 - 110 - guard + 50);  // in the middle of the first rewrite
    compute(refresh_operation::read_cells, 0, 1, 1);                    // takes 100
    run_until(now + 1500);
    const auto reading =
        std::find_if(log.begin(), log.end(), [](const entry& each) { return each.owner == owner::compute; });
    ASSERT_NE(reading, log.end());
    EXPECT_EQ(reading - log.begin(), guard == 0 ? 4 : 1) << "place among what ran";
    controller.policy().keep_alive = false;
    run_until(now + 1000);
    request(kind::restore, 0, 4);
    run_until(now + 10000);
  }
}

TEST_F(refresh_controller_test, a_row_that_changes_its_task_is_restored_first) {
  deploy(2);
  request(kind::alloc, 0, 1, refresh_mode::volatile_ions, 2);
  run_until(now + 10000);
  // three pulses, bias before the first, then the table entry
  ASSERT_EQ(log.size(), 4u);
  EXPECT_EQ(log[3].kind, refresh_unit_kind::table);
  EXPECT_EQ(log[3].end - log[0].start, 10u + 3 * 200 + 1);
  EXPECT_FALSE(controller.row(0).dirty);
  EXPECT_TRUE(controller.row(1).dirty);
  EXPECT_EQ(controller.counters().restores, 1u);
}

TEST_F(refresh_controller_test, a_passive_restore_takes_no_pulse_and_ends_when_the_ions_have_rested) {
  deploy(1);
  controller.policy().restore = refresh_restore_kind::passive;
  finished();
  request(kind::restore, 0, 1);
  run_until(now + 10000);
  EXPECT_TRUE(log.empty());
  const auto work = finished();
  ASSERT_EQ(work.size(), 1u);
  EXPECT_EQ(work[0].ended, controller.row(0).last_write + 5000);
}

TEST_F(refresh_controller_test, a_lazy_restore_spares_the_pulses_of_a_row_that_has_rested) {
  deploy(1);
  controller.policy().restore = refresh_restore_kind::lazy;
  run_until(controller.row(0).last_write + 5000);
  request(kind::restore, 0, 1);
  run_until(now + 1000);
  EXPECT_TRUE(log.empty());
  EXPECT_FALSE(controller.row(0).dirty);
}

TEST_F(refresh_controller_test, promotion_writes_what_ions_and_polarisation_make_together_to_the_polarisation) {
  sequencer.update_codes = 77;  // two levels of ln(1000) / 16 / 0.01125 = 38.4 codes
  deploy(1);
  request(kind::promote, 0, 1);
  run_until(now + 100000);
  EXPECT_EQ(level[0], 4);
  EXPECT_EQ(controller.row(0).mode, refresh_mode::non_volatile);
  EXPECT_FALSE(controller.row(0).dirty);
  EXPECT_EQ(controller.counters().promotes, 1u);
}

TEST_F(refresh_controller_test, promotion_past_the_last_level_is_refused_and_leaves_the_row_untouched) {
  std::fill(level.begin(), level.end(), std::uint8_t{15});
  deploy(1);  // 40 codes above level 15: more than half a level of 38.4
  request(kind::promote, 0, 1);
  run_until(now + 100000);
  ASSERT_EQ(log.size(), 1u);  // the reading
  EXPECT_EQ(finished().back().error, refresh_error::level_beyond_last);
  EXPECT_EQ(controller.row(0).mode, refresh_mode::volatile_ions);
  EXPECT_TRUE(controller.row(0).dirty);
}

TEST_F(refresh_controller_test, a_row_that_was_rewritten_often_enough_is_promoted) {
  deploy(1);
  controller.policy().keep_alive = true;
  controller.policy().promote_after = 3;
  look();
  run_until(now + 100000);
  EXPECT_EQ(controller.counters().rewrites, 3u);
  EXPECT_EQ(controller.counters().promotes, 1u);
  EXPECT_EQ(controller.row(0).mode, refresh_mode::non_volatile);
}

TEST_F(refresh_controller_test, the_timer_gives_no_illegal_pulse) {
  deploy(1);
  controller.policy().keep_alive = true;
  sequencer.table_[2].volts = -3;  // between the ionic and the ferroelectric window
  look();
  run_until(now + 5000);
  EXPECT_TRUE(log.empty());
  EXPECT_EQ(controller.counters().misses, 0u);  // a row that is not live has no deadline
  sequencer.table_[2].volts = -1.5;
  look();
  run_until(now + 500);
  EXPECT_FALSE(log.empty());
  EXPECT_EQ(controller.counters().misses, 1u);
}

TEST_F(refresh_controller_test, heat_makes_rows_suspect_and_holds_back_what_writes_polarisation) {
  deploy(1);
  request(kind::alloc, 3, 1, refresh_mode::non_volatile);
  run_until(now + 10);
  log.clear();
  controller.set_hot(true);
  EXPECT_TRUE(controller.row(0).suspect);
  EXPECT_FALSE(controller.row(3).suspect);  // it never held a polarisation
  request(kind::reprogram, 3, 1);
  run_until(now + 10000);
  EXPECT_TRUE(log.empty());
  controller.set_hot(false);
  look();
  run_until(now + 10000);
  EXPECT_FALSE(log.empty());
}

TEST_F(refresh_controller_test, refuses_what_it_cannot_do_and_changes_nothing) {
  EXPECT_EQ(request(static_cast<kind>(6), 0, 1), refresh_error::unknown_command);
  EXPECT_EQ(request(kind::restore, 0, 0), refresh_error::bad_argument);
  EXPECT_EQ(request(kind::restore, 7, 2), refresh_error::region_outside_array);
  EXPECT_EQ(request(kind::alloc, 0, 1, static_cast<refresh_mode>(3)), refresh_error::bad_argument);
  sequencer.table_[0].volts = 6;  // between the ionic and the ferroelectric window
  EXPECT_EQ(request(kind::reprogram, 0, 1), refresh_error::illegal_voltage);
  EXPECT_EQ(controller.slots_busy(), 0u);
  EXPECT_TRUE(log.empty());
}

TEST_F(refresh_controller_test, a_row_nobody_has_allocated_is_an_error_of_the_request_and_of_the_product) {
  EXPECT_EQ(request(kind::restore, 0, 1), refresh_error::none);
  run_until(now + 10);
  EXPECT_EQ(finished().back().error, refresh_error::row_not_allocated);
  EXPECT_EQ(compute(refresh_operation::multiply, 0, 1, 1), refresh_error::row_not_allocated);
}

TEST_F(refresh_controller_test, the_slot_table_fills_up) {
  deploy(1);
  controller.policy().restore = refresh_restore_kind::passive;
  for (int i = 0; i < 4; ++i) EXPECT_EQ(request(kind::restore, 0, 1), refresh_error::none);
  EXPECT_EQ(controller.slots_busy(), 0xfu);
  EXPECT_EQ(request(kind::restore, 0, 1), refresh_error::no_free_slot);
}

}  // namespace
}  // namespace memvp
