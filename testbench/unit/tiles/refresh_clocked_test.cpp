// SPDX-License-Identifier: Apache-2.0
// The clocked reference of the refresh controller on cases worked by hand from docs/refresh-controller.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <tuple>
#include <vector>

#include "memvp/testbench/per_clock/refresh_clocked_controller.hpp"

namespace memvp {
namespace {

using testing::ElementsAre;
namespace bit = clocked_refresh_interrupt;

// F 1, B 2, S 3, U 1, C 4, Q 1; three columns on two converters: two rounds.
constexpr cycle_count verify = 2 + 3 + 2 + 2 * 4 + 1;            // 16, either kind of reading
constexpr cycle_count slot = 2 + 10 + 5 + 3 + 2 + 2 * 4 + 1;     // 31: a rewrite, first try
constexpr cycle_count slot_pulse_end = 2 + 10;                   // 12
constexpr cycle_count longer_slot = slot + 20 + 5;               // 56: with an ion-reset slot
constexpr cycle_count longer_pulse_end = 2 + 10 + 5 + 20;        // 37
constexpr cycle_count restore_pulse = 20 + 5, bias = 2;          // 25
constexpr cycle_count group = bias + 2 * (6 + 4);                // 22: two pulses of fe_set; fe_reset is as long
constexpr cycle_count update = 2 * 1 + bias + 7 + 5;             // 16: two words of widths, 7 cycles of ion_set
constexpr cycle_count update_pulse_end = 2 * 1 + bias + 7;       // 11
constexpr cycle_count verified_update = update + 3 + 2 + 8 + 1;  // 30

constexpr int level_code(int level) { return 100 + 40 * level; }

struct controller_bench {
  clocked_refresh_settings settings;
  clocked_refresh_registers registers;
  std::vector<std::vector<std::uint16_t>> reading;                                            // a row each
  std::vector<std::tuple<refresh_unit_kind, std::uint32_t, cycle_count, cycle_count>> units;  // row, begin, end
  std::vector<std::tuple<std::uint64_t, refresh_error, cycle_count>> ends;
  std::vector<std::vector<std::uint8_t>> gates;  // of ferroelectric pulses
  std::unique_ptr<clocked_refresh_controller> made;

  controller_bench() {
    settings.rows = 4;
    settings.columns = 3;
    settings.slots = 2;
    settings.converters = 2;
    settings.fetch = 1;
    settings.bias = 2;
    settings.settle = 3;
    settings.unit = 1;
    settings.convert = 4;
    settings.decide = 1;
    for (int level = 0; level < 16; ++level)
      settings.nominal_codes[static_cast<std::size_t>(level)] = level_code(level);
    settings.half_level = 20;
    registers.pulses = {
        {{7, 0, 6, 4}, {-6.6, 0, 5, 5}, {-1.5, -4, 10, 5}, {0.22, -4, 20, 5}, {-0.6, -4, 3, 2}, {-0.6, 0, 4, 1}}};
    registers.n_rest = 2;
    registers.t_ref = 1000;
    registers.t_rest = 300;
    registers.restore_tolerance = registers.verify_tolerance = registers.level_tolerance = 3;
    registers.verify_limit = 2;
    registers.set_pulses = registers.reset_pulses = 2;
    reading.assign(4, std::vector<std::uint16_t>(3, 0));
  }
  clocked_refresh_controller& controller() {
    if (!made) {
      clocked_refresh_callbacks callbacks;
      callbacks.read = [this](const clocked_refresh_unit&, std::uint32_t row, refresh_pulse_kind,
                              std::uint16_t* codes) { std::copy(reading[row].begin(), reading[row].end(), codes); };
      callbacks.began = [this](const clocked_refresh_unit& unit) {
        if (unit.kind == refresh_unit_kind::ferroelectric) gates.push_back(unit.open);
      };
      callbacks.ended = [this](const clocked_refresh_unit& unit, cycle_count now) {
        units.emplace_back(unit.kind, unit.first_row, unit.begin, now);
      };
      callbacks.job_ended = [this](const clocked_refresh_end& end) {
        if (end.number != 0) ends.emplace_back(end.number, end.error, end.ended);
      };
      made = std::make_unique<clocked_refresh_controller>(settings, registers, callbacks);
    }
    return *made;
  }
  void until(cycle_count cycle) {
    while (controller().now() < cycle) controller().clock();
  }
  void idle() {
    while (controller().unit() || controller().busy_slots() != 0 || controller().compute_active()) controller().clock();
  }
  refresh_error ask(refresh_request_kind kind, std::uint32_t first, std::uint32_t count,
                    refresh_mode mode = refresh_mode::free, std::uint32_t task = 0) {
    refresh_request request;
    request.kind = kind;
    request.first_row = first;
    request.row_count = count;
    request.mode = mode;
    request.task = task;
    return controller().request(request);
  }
  refresh_error pulse(std::uint32_t row, std::vector<std::int16_t> widths, bool with_verify) {
    clocked_refresh_compute compute;
    compute.command.operation = refresh_operation::pulse;
    compute.command.region = {row, 1, 0, 3};
    compute.command.verify = with_verify;
    compute.widths = std::move(widths);
    return controller().compute(compute);
  }
  refresh_error product(std::vector<std::int8_t> codes, std::uint32_t vectors) {
    clocked_refresh_compute compute;
    compute.command.operation = refresh_operation::multiply;
    compute.command.region = {0, 2, 0, 3};
    compute.command.vectors = vectors;
    compute.codes = std::move(codes);
    return controller().compute(compute);
  }
  void levels(std::uint32_t row, std::vector<std::uint8_t> values) {
    for (std::uint32_t column = 0; column < 3; ++column) {
      controller().write_level(row * 3 + column, values[column]);
      reading[row][column] = static_cast<std::uint16_t>(level_code(values[column]));
    }
  }
  /// A row that holds levels 1, 2, 1, is V, and has been written by a verified PULSE; ends at that cycle.
  void prepare(std::uint32_t row) {
    ask(refresh_request_kind::alloc, row, 1, refresh_mode::non_volatile, 1);
    idle();
    levels(row, {1, 2, 1});
    ask(refresh_request_kind::reprogram, row, 1);
    idle();
    ask(refresh_request_kind::alloc, row, 1, refresh_mode::volatile_ions, 1);
    idle();
    pulse(row, {7, 0, 0}, true);
    idle();
    units.clear();
    ends.clear();
  }
};

TEST(clocked_refresh_controller, a_table_unit_takes_a_cycle_for_each_row) {
  controller_bench bench;
  EXPECT_EQ(bench.ask(refresh_request_kind::alloc, 1, 3, refresh_mode::volatile_ions, 7), refresh_error::none);
  bench.until(2);
  EXPECT_EQ(bench.controller().row(1).mode, refresh_mode::free);
  bench.until(3);
  EXPECT_EQ(bench.controller().row(3).mode, refresh_mode::volatile_ions);
  EXPECT_EQ(bench.controller().row(1).task, 7u);
  EXPECT_EQ(bench.controller().row(0).mode, refresh_mode::free);
  EXPECT_THAT(bench.ends, ElementsAre(std::make_tuple(1u, refresh_error::none, 3u)));
  EXPECT_EQ(bench.controller().take_interrupts(), bit::request_done);
}

TEST(clocked_refresh_controller, a_row_of_unknown_levels_is_reset_and_climbs_group_by_group) {
  controller_bench bench;
  bench.ask(refresh_request_kind::alloc, 0, 1, refresh_mode::non_volatile);
  bench.until(1);
  bench.levels(0, {0, 1, 3});
  bench.ask(refresh_request_kind::reprogram, 0, 1);
  // reset group, groups 0 to 3, verify
  bench.until(1 + 5 * group + verify - 1);
  EXPECT_EQ(bench.controller().busy_slots(), 1u);
  EXPECT_FALSE(bench.controller().row(0).source_valid);
  bench.until(1 + 5 * group + verify);
  EXPECT_EQ(bench.controller().busy_slots(), 0u);
  EXPECT_TRUE(bench.controller().row(0).source_valid);
  EXPECT_EQ(bench.controller().source()[2], level_code(3));
  using open = std::vector<std::uint8_t>;
  EXPECT_THAT(bench.gates, ElementsAre(open{1, 1, 1}, open{1, 1, 1}, open{1, 1, 1}, open{1, 1, 1}, open{0, 1, 1},
                                       open{0, 1, 1}, open{0, 0, 1}, open{0, 0, 1}, open{0, 0, 1}, open{0, 0, 1}));
}

TEST(clocked_refresh_controller, cells_that_only_go_up_see_the_groups_above_their_level) {
  controller_bench bench;
  bench.ask(refresh_request_kind::alloc, 0, 1, refresh_mode::non_volatile);
  bench.idle();
  bench.levels(0, {0, 1, 3});
  bench.ask(refresh_request_kind::reprogram, 0, 1);
  bench.idle();
  const cycle_count first = bench.controller().now();
  bench.gates.clear();
  bench.levels(0, {2, 1, 3});
  bench.ask(refresh_request_kind::reprogram, 0, 1);
  bench.idle();
  EXPECT_EQ(bench.controller().now(), first + 2 * group + verify);  // groups 1 and 2, no reset
  using open = std::vector<std::uint8_t>;
  EXPECT_THAT(bench.gates, ElementsAre(open{1, 0, 0}, open{1, 0, 0}, open{1, 0, 0}, open{1, 0, 0}));
  bench.ask(refresh_request_kind::reprogram, 0, 1);  // all agree: no time
  EXPECT_EQ(bench.controller().busy_slots(), 0u);
  EXPECT_EQ(bench.controller().now(), first + 2 * group + verify);
}

TEST(clocked_refresh_controller, a_second_round_treats_the_cells_that_miss_their_level) {
  controller_bench bench;
  bench.ask(refresh_request_kind::alloc, 0, 1, refresh_mode::non_volatile);
  bench.idle();
  bench.levels(0, {1, 2, 0});
  bench.reading[0] = {level_code(1) + 4, level_code(2) - 4, level_code(0) + 3};  // above, below, just in tolerance
  bench.ask(refresh_request_kind::reprogram, 0, 1);
  bench.until(1 + 4 * group + verify - 1);
  EXPECT_EQ(bench.controller().busy_slots(), 1u);
  bench.gates.clear();
  // Both are reset and climb, cell 0 to 1, cell 1 to 2: reset, groups 0, 1, 2.
  bench.idle();
  EXPECT_EQ(bench.controller().now(), 1 + 4 * group + verify + 4 * group + verify);
  using open = std::vector<std::uint8_t>;
  EXPECT_THAT(bench.gates, ElementsAre(open{1, 1, 0}, open{1, 1, 0}, open{1, 1, 0}, open{1, 1, 0}, open{1, 1, 0},
                                       open{1, 1, 0}, open{0, 1, 0}, open{0, 1, 0}));
  EXPECT_EQ(bench.controller().error(), refresh_error::verify_timeout);  // two rounds are all
  EXPECT_EQ(bench.controller().failed_slots(), 1u);
  EXPECT_FALSE(bench.controller().row(0).source_valid);
  // The third cell is known to be at level 0, the others are not.
  bench.gates.clear();
  bench.levels(0, {0, 0, 0});
  bench.ask(refresh_request_kind::reprogram, 0, 1);
  bench.idle();
  EXPECT_THAT(bench.gates, ElementsAre(open{1, 1, 0}, open{1, 1, 0}, open{1, 1, 0}, open{1, 1, 0}));
}

TEST(clocked_refresh_controller, an_update_writes_its_row_at_the_end_of_its_pulse) {
  controller_bench bench;
  bench.prepare(0);
  const cycle_count start = bench.controller().now();
  EXPECT_EQ(bench.pulse(0, {0, 7, 3}, false), refresh_error::none);
  bench.until(start + update);
  EXPECT_EQ(bench.controller().row(0).last_write, start + update_pulse_end);
  EXPECT_FALSE(bench.controller().row(0).target_valid);
  EXPECT_FALSE(bench.controller().compute_active());
  // Both polarities: sets first; verified.
  bench.pulse(0, {-4, 7, 0}, true);
  bench.until(start + update + verified_update + 4 + 5);
  EXPECT_EQ(bench.controller().row(0).last_write, start + update + update + 4);
  EXPECT_TRUE(bench.controller().row(0).target_valid);
  EXPECT_FALSE(bench.controller().compute_active());
  // No widths: two words are fetched, nothing else.
  bench.pulse(0, {0, 0, 0}, true);
  bench.until(start + update + verified_update + 4 + 5 + 2);
  EXPECT_FALSE(bench.controller().compute_active());
  EXPECT_EQ(bench.pulse(0, {11, 0, 0}, true), refresh_error::pulse_too_wide);
  EXPECT_EQ(bench.pulse(1, {1, 0, 0}, true), refresh_error::row_not_allocated);
}

TEST(clocked_refresh_controller, a_kept_row_is_rewritten_so_late_that_its_pulse_ends_at_the_deadline) {
  controller_bench bench;
  bench.prepare(0);
  const cycle_count written = bench.controller().row(0).last_write;
  bench.controller().write([](clocked_refresh_registers& r) { r.keep_alive = true; });
  const cycle_count first = written + 1000 - slot_pulse_end, second = first + 1000;
  bench.until(second + slot);
  EXPECT_THAT(bench.units, ElementsAre(std::make_tuple(refresh_unit_kind::rewrite, 0u, first, first + slot),
                                       std::make_tuple(refresh_unit_kind::rewrite, 0u, second, second + slot)));
  EXPECT_EQ(bench.controller().row(0).last_write, written + 2000);
  EXPECT_EQ(bench.controller().row(0).rewrites, 2u);
  EXPECT_EQ(bench.controller().counters().misses, 0u);
}

TEST(clocked_refresh_controller, rewrites_that_would_collide_begin_early_enough_for_the_last_of_them) {
  controller_bench bench;
  bench.prepare(0);
  bench.prepare(1);
  clocked_refresh_compute both;
  both.command.operation = refresh_operation::pulse;
  both.command.region = {0, 2, 0, 3};
  both.command.verify = true;
  both.widths = {7, 0, 0, 0, 0, 7};
  bench.controller().compute(both);
  bench.idle();
  bench.units.clear();
  const cycle_count first = bench.controller().row(0).last_write, second = bench.controller().row(1).last_write;
  ASSERT_EQ(second, first + verified_update);  // 30, a cycle less than a slot
  bench.controller().write([](clocked_refresh_registers& r) { r.keep_alive = true; });
  bench.until(second + 1000 + slot);
  // Row 1 must begin at second + 1000 - 12, so row 0 a slot before it: one cycle before its own latest start.
  EXPECT_THAT(bench.units,
              ElementsAre(std::make_tuple(refresh_unit_kind::rewrite, 0u, first + 1000 - slot_pulse_end - 1,
                                          second + 1000 - slot_pulse_end),
                          std::make_tuple(refresh_unit_kind::rewrite, 1u, second + 1000 - slot_pulse_end,
                                          second + 1000 - slot_pulse_end + slot)));
  EXPECT_EQ(bench.controller().counters().misses, 0u);
}

TEST(clocked_refresh_controller, what_does_not_fit_before_a_rewrite_runs_after_it) {
  controller_bench bench;
  bench.prepare(0);
  bench.until(1000);
  bench.prepare(1);
  const cycle_count first = bench.controller().row(0).last_write, second = bench.controller().row(1).last_write;
  bench.controller().write([&](clocked_refresh_registers& r) {
    r.keep_alive = true;
    r.t_ref = 2000;
  });
  // Row 1 was written more than a slot after row 0, so each row is rewritten at its own latest start.
  ASSERT_GT(second - first, slot + 500);
  bench.until(first + 2000 + 100);
  EXPECT_EQ(bench.controller().row(0).last_write, first + 2000);
  // A product of two vectors begins before row 1's turn; the second one would not fit: row 1 is brought forward.
  const cycle_count latest = second + 2000 - slot_pulse_end;
  const cycle_count vector = 1 + 2 + 3 + 127 + 2 * 4;  // positive codes only: 141
  bench.until(latest - vector - 10);
  bench.product({1, 2, 3, 4}, 2);
  bench.until(latest + 200);
  EXPECT_THAT(bench.units,
              testing::Contains(std::make_tuple(refresh_unit_kind::rewrite, 1u, latest - 10, latest - 10 + slot)));
  EXPECT_EQ(bench.ends.back(), std::make_tuple(9u, refresh_error::none, latest - 10 + slot + vector));
  EXPECT_EQ(bench.controller().counters().brought_forward, 1u);
}

TEST(clocked_refresh_controller, a_candidate_that_never_fits_runs_after_a_round_of_rewrites_and_misses_are_counted) {
  controller_bench bench;
  bench.ask(refresh_request_kind::alloc, 1, 1, refresh_mode::non_volatile);
  bench.idle();
  bench.prepare(0);
  const cycle_count start = bench.controller().now();
  bench.controller().write([](clocked_refresh_registers& r) {
    r.keep_alive = true;
    r.t_ref = 100;  // less than the vector of 141 cycles
  });
  // last_write was 30 - 11 = 19 cycles ago: s = start - 19 + 100 - 12 = start + 69.
  EXPECT_EQ(bench.controller().row(0).last_write, start - (verified_update - update_pulse_end));
  bench.product({1, 2, 3, 4}, 1);
  bench.until(start + slot + 141);
  EXPECT_FALSE(bench.controller().compute_active());
  // Rewritten at once: its pulse ends at start + 12, its deadline is start + 112, the vector ends at start + 172.
  EXPECT_EQ(bench.controller().counters().misses, 1u);
  EXPECT_TRUE(bench.controller().row(0).missed);
  EXPECT_EQ(bench.controller().take_interrupts() & bit::deadline_miss, bit::deadline_miss);
  bench.until(start + slot + 141 + slot);
  EXPECT_FALSE(bench.controller().row(0).missed);
  EXPECT_EQ(bench.controller().counters().misses, 1u);
}

TEST(clocked_refresh_controller, a_further_try_has_a_reset_slot_if_a_cell_reads_above_its_target) {
  controller_bench bench;
  bench.prepare(0);
  const cycle_count start = bench.controller().now();
  bench.reading[0][1] += 4;
  EXPECT_EQ(bench.ask(refresh_request_kind::rewrite, 0, 1), refresh_error::none);
  bench.until(start + slot + 1);
  bench.reading[0][1] -= 4;
  bench.until(start + slot + longer_slot);
  EXPECT_THAT(bench.units,
              ElementsAre(std::make_tuple(refresh_unit_kind::rewrite, 0u, start, start + slot),
                          std::make_tuple(refresh_unit_kind::rewrite, 0u, start + slot, start + slot + longer_slot)));
  EXPECT_EQ(bench.controller().row(0).last_write, start + slot + longer_pulse_end);
  EXPECT_EQ(std::get<1>(bench.ends.back()), refresh_error::none);
  EXPECT_EQ(bench.controller().row(0).rewrites, 0u);  // the timer asked for none
  // Below its target: no reset slot; two tries are all.
  bench.reading[0][2] -= 4;
  bench.ask(refresh_request_kind::rewrite, 0, 2);
  bench.idle();
  EXPECT_EQ(bench.controller().now(), start + slot + longer_slot + 2 * slot);
  EXPECT_EQ(bench.controller().error(), refresh_error::verify_timeout);
}

TEST(clocked_refresh_controller, an_active_restore_pulses_all_rows_at_once) {
  controller_bench bench;
  bench.prepare(0);
  bench.prepare(2);
  bench.ask(refresh_request_kind::alloc, 1, 1, refresh_mode::non_volatile);
  bench.idle();
  bench.units.clear();
  const cycle_count start = bench.controller().now();
  bench.ask(refresh_request_kind::restore, 0, 3);
  bench.until(start + bias + 2 * restore_pulse - 1);
  EXPECT_TRUE(bench.controller().row(0).dirty);
  EXPECT_TRUE(bench.controller().under_pulse(2));
  EXPECT_FALSE(bench.controller().under_pulse(3));
  EXPECT_TRUE(bench.controller().claimed(1));
  bench.until(start + bias + 2 * restore_pulse);
  EXPECT_FALSE(bench.controller().row(0).dirty);
  EXPECT_FALSE(bench.controller().row(2).target_valid);
  EXPECT_EQ(bench.controller().busy_slots(), 0u);
  bench.ask(refresh_request_kind::restore, 0, 3);  // no row is dirty
  EXPECT_EQ(bench.controller().busy_slots(), 0u);
  bench.ask(refresh_request_kind::restore, 0, 4);
  EXPECT_EQ(bench.controller().error(), refresh_error::row_not_allocated);
}

TEST(clocked_refresh_controller, a_verified_restore_adds_a_pulse_for_cells_that_read_too_high) {
  controller_bench bench;
  bench.prepare(0);
  const cycle_count start = bench.controller().now();
  bench.controller().write([](clocked_refresh_registers& r) { r.restore_verify = true; });
  bench.reading[0][0] += 4;
  bench.ask(refresh_request_kind::restore, 0, 1);
  bench.idle();
  // Two pulses and a verify, then twice a pulse and a verify, B before each train.
  EXPECT_EQ(bench.controller().now(),
            start + (bias + 2 * restore_pulse + verify) + 2 * (bias + restore_pulse + verify));
  EXPECT_EQ(bench.controller().error(), refresh_error::verify_timeout);
  EXPECT_TRUE(bench.controller().row(0).dirty);
}

TEST(clocked_refresh_controller, a_passive_restore_rests_without_the_driver) {
  controller_bench bench;
  bench.prepare(0);
  const cycle_count written = bench.controller().row(0).last_write;
  bench.controller().write([](clocked_refresh_registers& r) { r.restore_kind = clocked_restore_kind::passive; });
  bench.ask(refresh_request_kind::alloc, 0, 1, refresh_mode::volatile_ions, 2);
  bench.pulse(0, {1, 0, 0}, false);  // waits for the request
  bench.until(written + 299);
  EXPECT_FALSE(bench.controller().unit());
  EXPECT_TRUE(bench.controller().row(0).dirty);
  bench.until(written + 300);
  EXPECT_FALSE(bench.controller().row(0).dirty);
  EXPECT_EQ(bench.controller().row(0).task, 1u);
  bench.until(written + 301);
  EXPECT_EQ(bench.controller().row(0).task, 2u);
  EXPECT_EQ(bench.controller().unit()->kind, refresh_unit_kind::update);
}

TEST(clocked_refresh_controller, a_lazy_restore_pulses_only_if_time_has_not_done_it) {
  controller_bench bench;
  bench.prepare(0);
  bench.controller().write([](clocked_refresh_registers& r) { r.restore_kind = clocked_restore_kind::lazy; });
  const cycle_count start = bench.controller().now();
  bench.ask(refresh_request_kind::restore, 0, 1);
  bench.idle();
  EXPECT_EQ(bench.controller().now(), start + bias + 2 * restore_pulse);
  bench.pulse(0, {7, 0, 0}, true);
  bench.idle();
  bench.until(bench.controller().row(0).last_write + 300);
  bench.ask(refresh_request_kind::restore, 0, 1);
  EXPECT_EQ(bench.controller().busy_slots(), 0u);
  EXPECT_FALSE(bench.controller().row(0).dirty);
}

TEST(clocked_refresh_controller, refuse_turns_away_what_shares_a_row_with_a_request_or_a_rewrite_of_the_timer) {
  controller_bench bench;
  bench.prepare(0);
  bench.prepare(1);
  bench.controller().write([](clocked_refresh_registers& r) { r.refuse = r.keep_alive = true; });
  bench.ask(refresh_request_kind::rewrite, 0, 1);
  EXPECT_EQ(bench.product({1, 1}, 1), refresh_error::row_under_refresh);
  EXPECT_EQ(bench.pulse(1, {1, 0, 0}, true), refresh_error::none);  // row 0 is none of its rows
  bench.idle();
  bench.until(bench.controller().row(0).last_write + 1000 - slot_pulse_end);
  while (!bench.controller().unit() || bench.controller().unit()->first_row != 1) bench.controller().clock();
  EXPECT_EQ(bench.pulse(1, {1, 0, 0}, true), refresh_error::row_under_refresh);
  EXPECT_EQ(bench.pulse(0, {1, 0, 0}, true), refresh_error::none);
}

TEST(clocked_refresh_controller, a_promoted_row_takes_the_nearest_levels_and_becomes_nv) {
  controller_bench bench;
  bench.prepare(0);  // levels 1, 2, 1
  const cycle_count start = bench.controller().now();
  // 20 above level 1 is as near to 2: the lower one. 21 above: level 2.
  bench.reading[0] = {level_code(1) + 20, level_code(2) - 19, level_code(1) + 21};
  bench.ask(refresh_request_kind::promote, 0, 1);
  bench.until(start + verify + 1);
  bench.reading[0] = {level_code(1), level_code(2), level_code(2)};
  bench.idle();
  // The reading, two restore pulses, group 2 for the third cell, the verify.
  EXPECT_EQ(bench.controller().now(), start + verify + bias + 2 * restore_pulse + group + verify);
  EXPECT_EQ(bench.controller().row(0).mode, refresh_mode::non_volatile);
  EXPECT_FALSE(bench.controller().row(0).dirty);
  EXPECT_EQ(bench.controller().level()[2], 2);
  EXPECT_EQ(bench.controller().counters().promotes, 1u);
}

TEST(clocked_refresh_controller, a_row_beyond_the_last_level_is_not_promoted) {
  controller_bench bench;
  bench.prepare(0);
  const cycle_count start = bench.controller().now();
  bench.reading[0][1] = level_code(15) + 21;
  bench.ask(refresh_request_kind::promote, 0, 1);
  bench.idle();
  EXPECT_EQ(bench.controller().now(), start + verify);
  EXPECT_EQ(bench.controller().error(), refresh_error::level_beyond_last);
  EXPECT_EQ(bench.controller().row(0).mode, refresh_mode::volatile_ions);
  EXPECT_TRUE(bench.controller().row(0).source_valid);
  EXPECT_TRUE(bench.controller().row(0).dirty);
  EXPECT_EQ(bench.controller().level()[1], 2);
}

TEST(clocked_refresh_controller, a_row_rewritten_often_enough_is_promoted) {
  controller_bench bench;
  bench.prepare(0);
  bench.controller().write([](clocked_refresh_registers& r) {
    r.keep_alive = true;
    r.promote_after = 2;
  });
  const cycle_count written = bench.controller().row(0).last_write;
  bench.until(written + 2000 - slot_pulse_end + slot);  // the end of the second rewrite
  EXPECT_EQ(bench.controller().busy_slots(), 1u);
  EXPECT_EQ(bench.controller().unit()->kind, refresh_unit_kind::verify);
  bench.idle();
  EXPECT_EQ(bench.controller().row(0).mode, refresh_mode::non_volatile);
}

TEST(clocked_refresh_controller, a_row_that_waits_to_be_promoted_is_kept_alive_until_it_is_read) {
  controller_bench bench;
  bench.prepare(0);
  const cycle_count written = bench.controller().row(0).last_write;
  bench.controller().write([](clocked_refresh_registers& r) { r.keep_alive = true; });
  bench.controller().write_temperature(315000);  // holds PROMOTE back
  bench.ask(refresh_request_kind::promote, 0, 1);
  const cycle_count first = written + 1000 - slot_pulse_end;
  bench.until(first + slot);
  EXPECT_THAT(bench.units, ElementsAre(std::make_tuple(refresh_unit_kind::rewrite, 0u, first, first + slot)));
  bench.controller().write_temperature(300000);
  EXPECT_EQ(bench.controller().unit()->kind, refresh_unit_kind::verify);
  EXPECT_FALSE(bench.controller().live(0));
  bench.idle();
  EXPECT_EQ(bench.controller().counters().promotes, 1u);
  EXPECT_EQ(bench.controller().counters().misses, 0u);
}

TEST(clocked_refresh_controller, an_alloc_that_changes_nothing_does_not_make_a_rewrite_late) {
  controller_bench bench;
  bench.prepare(0);  // mode V, task 1
  const cycle_count written = bench.controller().row(0).last_write;
  bench.controller().write([](clocked_refresh_registers& r) { r.keep_alive = true; });
  const cycle_count first = written + 1000 - slot_pulse_end;
  bench.until(first);  // the rewrite begins
  bench.ask(refresh_request_kind::alloc, 0, 1, refresh_mode::volatile_ions, 1);
  bench.until(first + slot + 1);
  EXPECT_EQ(bench.controller().row(0).last_write, written + 1000);
  EXPECT_EQ(bench.controller().busy_slots(), 0u);
  // Another one, a cycle before the next rewrite has to begin: its table unit would just fit; at that cycle it does
  // not.
  bench.until(first + 1000 - 1);
  bench.ask(refresh_request_kind::alloc, 0, 1, refresh_mode::volatile_ions, 1);
  bench.until(first + 1000 + slot);
  EXPECT_EQ(bench.controller().row(0).last_write, written + 2000);
  bench.until(first + 2000 - 1);
  bench.ask(refresh_request_kind::alloc, 0, 2, refresh_mode::volatile_ions, 1);  // two rows, two cycles: does not fit
  bench.until(first + 2000 + slot);
  EXPECT_EQ(bench.controller().row(0).last_write, written + 3000 - 1);  // brought forward
  EXPECT_EQ(bench.controller().counters().brought_forward, 1u);
  EXPECT_EQ(bench.controller().counters().misses, 0u);
}

TEST(clocked_refresh_controller, heat_makes_rows_suspect_and_holds_back_what_writes_the_polarisation) {
  controller_bench bench;
  bench.prepare(0);
  bench.controller().write_temperature(315000);
  EXPECT_TRUE(bench.controller().row(0).suspect);
  EXPECT_FALSE(bench.controller().row(1).suspect);
  EXPECT_EQ(bench.controller().take_interrupts() & bit::over_temperature, bit::over_temperature);
  const cycle_count start = bench.controller().now();
  bench.ask(refresh_request_kind::promote, 0, 1);
  bench.until(start + 50);
  EXPECT_FALSE(bench.controller().unit());
  bench.controller().write_temperature(314999);
  EXPECT_TRUE(bench.controller().unit());
  bench.idle();
  // All levels are unknown: the reset group and groups 0, 1, 2.
  EXPECT_EQ(bench.controller().now(), start + 50 + verify + bias + 2 * restore_pulse + 4 * group + verify);
  EXPECT_FALSE(bench.controller().row(0).suspect);
}

TEST(clocked_refresh_controller, requests_are_refused_in_the_order_of_the_page) {
  controller_bench bench;
  bench.controller();
  EXPECT_EQ(bench.ask(static_cast<refresh_request_kind>(9), 9, 0), refresh_error::unknown_command);
  EXPECT_EQ(bench.ask(refresh_request_kind::restore, 3, 2), refresh_error::region_outside_array);
  bench.controller().write([](clocked_refresh_registers& r) { r.pulses[3].volts = 3; });  // between the windows
  EXPECT_EQ(bench.ask(refresh_request_kind::restore, 0, 1), refresh_error::illegal_voltage);
  EXPECT_NE(bench.controller().take_interrupts() & bit::illegal_voltage, 0u);
  bench.controller().write([](clocked_refresh_registers& r) { r.pulses[3].volts = 0.22; });
  bench.ask(refresh_request_kind::alloc, 0, 4, refresh_mode::non_volatile);
  bench.ask(refresh_request_kind::reprogram, 0, 1);
  EXPECT_EQ(bench.controller().last_slot(), 1u);
  EXPECT_EQ(bench.ask(refresh_request_kind::restore, 0, 1), refresh_error::no_free_slot);
}

TEST(clocked_refresh_controller, classes_decide_between_units_and_a_job_that_has_begun_goes_on) {
  controller_bench bench;
  bench.prepare(0);
  bench.prepare(1);
  bench.ask(refresh_request_kind::alloc, 2, 2, refresh_mode::non_volatile);
  bench.idle();
  bench.levels(2, {0, 0, 0});
  bench.levels(3, {0, 0, 0});
  bench.units.clear();
  bench.ends.clear();
  bench.ask(refresh_request_kind::reprogram, 2, 1);  // job 10
  const cycle_count start = bench.controller().now();
  bench.ask(refresh_request_kind::restore, 0, 1);  // 11
  bench.pulse(1, {7, 0, 0}, false);                // 12: computing goes before restoring
  bench.until(start + 1);
  EXPECT_EQ(bench.controller().unit()->kind, refresh_unit_kind::ferroelectric);
  bench.idle();
  const cycle_count first_pulse = bias + 10;
  const cycle_count restored = start + first_pulse + update + bias + 2 * restore_pulse;
  // The train was interrupted: B again before the second reset pulse; then group 0 and the verify.
  EXPECT_THAT(bench.ends,
              ElementsAre(std::make_tuple(12u, refresh_error::none, start + first_pulse + update),
                          std::make_tuple(11u, refresh_error::none, restored),
                          std::make_tuple(10u, refresh_error::none, restored + bias + 10 + group + verify)));
}

}  // namespace
}  // namespace memvp
