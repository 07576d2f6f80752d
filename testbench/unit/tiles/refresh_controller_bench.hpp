// SPDX-License-Identifier: Apache-2.0
// The controller by itself: units of round lengths, and nominal cells that do as they are told.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/tiles/refresh_controller.hpp"

namespace memvp::refresh_controller_testing {

inline constexpr std::size_t rows = 8, columns = 4;
inline constexpr double bottom = 1e-9, step = 0.01125, seconds_per_cycle = 1e-3;

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
    if (error == refresh_error::none) error = controller.begin(command, units);
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

}  // namespace memvp::refresh_controller_testing
