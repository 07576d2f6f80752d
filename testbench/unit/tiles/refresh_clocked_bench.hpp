// SPDX-License-Identifier: Apache-2.0
// A clocked reference of the refresh controller for cases worked by hand.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <tuple>
#include <vector>

#include "memvp/testbench/per_clock/refresh_clocked_controller.hpp"

namespace memvp::testing_words {

// F 1, B 2, S 3, U 1, C 4, Q 1; three columns on two converters: two rounds.
inline constexpr cycle_count verify = 2 + 3 + 2 + 2 * 4 + 1;            // 16, either kind of reading
inline constexpr cycle_count slot = 2 + 10 + 5 + 3 + 2 + 2 * 4 + 1;     // 31: a rewrite, first try
inline constexpr cycle_count slot_pulse_end = 2 + 10;                   // 12
inline constexpr cycle_count longer_slot = slot + 20 + 5;               // 56: with an ion-reset slot
inline constexpr cycle_count longer_pulse_end = 2 + 10 + 5 + 20;        // 37
inline constexpr cycle_count restore_pulse = 20 + 5, bias = 2;          // 25
inline constexpr cycle_count group = bias + 2 * (6 + 4);                // 22: two pulses of fe_set; fe_reset is as long
inline constexpr cycle_count update = 2 * 1 + bias + 7 + 5;             // 16: two words of widths, 7 cycles of ion_set
inline constexpr cycle_count update_pulse_end = 2 * 1 + bias + 7;       // 11
inline constexpr cycle_count verified_update = update + 3 + 2 + 8 + 1;  // 30

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

}  // namespace memvp::testing_words
