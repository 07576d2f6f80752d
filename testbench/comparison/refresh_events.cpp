// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/comparison/refresh_events.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace memvp {

using kind_of = refresh_pulse_kind;
using action_of = refresh_event::action;

namespace {

constexpr double legal_volts[refresh_pulse_kinds] = {7, -6.6, -1.5, 0.22, -0.6, -0.6};

}  // namespace

clocked_refresh_settings drawn_settings(drawn_numbers& numbers) {
  clocked_refresh_settings settings;
  settings.rows = numbers.between(1, numbers.chance(0.3) ? 40 : 10);
  settings.columns = numbers.between(1, 6);
  settings.slots = numbers.between(1, 8);
  settings.converters = numbers.between(1, 4);
  settings.fetch = numbers.between(1, 3);
  settings.bias = numbers.below(6);
  settings.settle = numbers.below(4);
  settings.unit = 1;
  settings.convert = numbers.between(1, 6);
  settings.decide = numbers.below(3);
  // 1000 between the ends of 16 levels on 10 bits over five decades of conductance, and an offset.
  const double level = 30 + 10 * numbers.fraction();
  for (std::uint32_t k = 0; k < refresh_levels; ++k) settings.nominal_codes[k] = 60 + level * k;
  settings.half_level = level / 2;
  return settings;
}

clocked_refresh_registers drawn_registers(drawn_numbers& numbers, const clocked_refresh_settings& settings) {
  clocked_refresh_registers registers;
  for (std::size_t kind = 0; kind < refresh_pulse_kinds; ++kind) {
    refresh_pulse& pulse = registers.pulses[kind];
    pulse.volts = legal_volts[kind];
    pulse.gate_volts = -4;
    pulse.width = numbers.between(1, 40);
    pulse.gap = numbers.below(20);
  }
  registers.restore_kind = static_cast<clocked_restore_kind>(numbers.below(4));
  registers.keep_alive = numbers.chance(0.8);
  registers.refuse = numbers.chance(0.3);
  registers.restore_verify = numbers.chance(0.5);
  clocked_refresh_unit rewrite;
  rewrite.kind = refresh_unit_kind::rewrite;
  const auto slot = static_cast<double>(length_of(rewrite, settings, registers.pulses, {}));
  registers.t_ref = static_cast<cycle_count>(slot * settings.rows * std::exp(4 * numbers.fraction() - 1));
  registers.t_guard = numbers.chance(0.5) ? 0 : numbers.below(static_cast<std::uint32_t>(registers.t_ref / 2 + 1));
  registers.t_rest = numbers.below(1000);
  registers.n_rest = numbers.below(5);
  registers.restore_tolerance = numbers.between(2, 12);
  registers.verify_tolerance = numbers.between(2, 12);
  registers.level_tolerance = numbers.between(2, 12);
  registers.verify_limit = numbers.between(1, 4);
  registers.promote_after = numbers.chance(0.3) ? numbers.between(1, 5) : 0;
  registers.set_pulses = numbers.below(4);
  registers.reset_pulses = numbers.below(4);
  return registers;
}

refresh_host_habits drawn_habits(drawn_numbers& numbers) {
  refresh_host_habits habits;
  habits.requests = 0.5 + 4 * numbers.fraction();
  habits.computing = 0.5 + 6 * numbers.fraction();
  habits.levels = 4 * numbers.fraction();
  habits.temperature = numbers.chance(0.5) ? 0 : 0.3 * numbers.fraction();
  habits.registers = numbers.chance(0.3) ? 0 : 2 * numbers.fraction();
  if (numbers.chance(0.6)) {
    habits.settles = true;
    habits.requests *= 0.1;
    habits.resets *= 0.1;
  }
  habits.pauses = static_cast<cycle_count>(std::exp(6.5 * numbers.fraction()));
  return habits;
}

drawn_host::drawn_host(std::uint64_t seed, const refresh_host_habits& habits) : numbers_(seed, 1), habits_(habits) {}

// ALLOC as NV, REPROGRAM, ALLOC as V of all rows, each when the one before has ended.
bool drawn_host::settle(const clocked_refresh_controller& controller, refresh_event& event) {
  if (!habits_.settles || settled_ == 3) return false;
  event.wait = 1000;
  if (controller.busy_slots() != 0) return true;
  event.what = action_of::request;
  event.request.kind = settled_ == 1 ? refresh_request_kind::reprogram : refresh_request_kind::alloc;
  event.request.row_count = controller.settings().rows;
  event.request.mode = settled_ == 0 ? refresh_mode::non_volatile : refresh_mode::volatile_ions;
  ++settled_;
  return true;
}

refresh_event drawn_host::next(const clocked_refresh_controller& controller) {
  const clocked_refresh_settings& settings = controller.settings();
  const std::uint32_t cells = settings.rows * settings.columns;
  refresh_event event;
  if (settle(controller, event)) return event;
  event.wait = static_cast<cycle_count>(-std::log(1 - numbers_.fraction()) * static_cast<double>(habits_.pauses));
  const std::array<std::pair<double, action_of>, 9> shares = {{{habits_.requests, action_of::request},
                                                               {habits_.computing, action_of::compute},
                                                               {habits_.registers, action_of::registers},
                                                               {habits_.temperature, action_of::temperature},
                                                               {habits_.levels, action_of::level},
                                                               {habits_.sources, action_of::source},
                                                               {habits_.targets, action_of::target},
                                                               {habits_.looks, action_of::look},
                                                               {habits_.resets, action_of::reset}}};
  double sum = 0;
  for (const auto& [share, action] : shares) sum += share;
  double drawn = sum * numbers_.fraction();
  for (const auto& [share, action] : shares) {
    event.what = action;
    if ((drawn -= share) < 0) break;
  }
  // Heat and forbidden voltages hold everything up: they do not last.
  if (hot_ && numbers_.chance(0.3)) event.what = action_of::temperature;
  if (illegal_ && numbers_.chance(0.3)) event.what = action_of::registers;
  if (controller.failed_slots() != 0 && numbers_.chance(0.1)) event.what = action_of::failed;

  switch (event.what) {
    case action_of::request:
      event.request = draw_request(controller);
      break;
    case action_of::compute:
      event.compute = draw_compute(controller);
      if (event.compute.command.operation == refresh_operation::none) event.what = action_of::look;
      break;
    case action_of::registers:
      event.registers = controller.registers();
      draw_register(event.registers, settings);
      break;
    case action_of::temperature:
      hot_ = !hot_ && numbers_.chance(0.8);
      event.value = hot_ ? numbers_.between(settings.curie_millikelvin, settings.curie_millikelvin + 5000)
                         : numbers_.between(280000, settings.curie_millikelvin - 1);
      break;
    case action_of::level:
      event.cell = numbers_.below(cells);
      event.value = numbers_.chance(0.002) ? numbers_.between(16, 255) : numbers_.below(16);
      break;
    case action_of::source:
    case action_of::target:
      event.cell = numbers_.below(cells);
      event.value = numbers_.below(1024);
      break;
    case action_of::failed:
      event.value = controller.failed_slots() & numbers_.below(256);
      break;
    default:
      break;
  }
  return event;
}

// A row of that mode if a few attempts find one.
std::uint32_t drawn_host::row_of_mode(const clocked_refresh_controller& controller, refresh_mode mode) {
  std::uint32_t row = 0;
  for (int attempt = 0; attempt < 8; ++attempt) {
    row = numbers_.below(controller.settings().rows);
    if (controller.row(row).mode == mode) break;
  }
  return row;
}

refresh_request drawn_host::draw_request(const clocked_refresh_controller& controller) {
  const std::uint32_t rows = controller.settings().rows;
  refresh_request request;
  if (numbers_.chance(habits_.mistakes)) {
    request.kind = static_cast<refresh_request_kind>(numbers_.below(8));
    request.first_row = numbers_.below(rows + 1);
    request.row_count = numbers_.below(rows + 2);
    request.mode = static_cast<refresh_mode>(numbers_.below(4));
    request.task = numbers_.below(4);
    return request;
  }
  request.kind = static_cast<refresh_request_kind>(numbers_.between(1, 5));
  const bool of_polarisation = request.kind == refresh_request_kind::reprogram;
  const auto wanted = of_polarisation ? refresh_mode::non_volatile : refresh_mode::volatile_ions;
  request.first_row = row_of_mode(controller, wanted);
  std::uint32_t most = rows - request.first_row;
  if (request.kind != refresh_request_kind::alloc && !numbers_.chance(0.1))
    for (std::uint32_t r = request.first_row; r < rows; ++r)
      if (controller.row(r).mode != wanted) {
        most = std::max(1u, r - request.first_row);
        break;
      }
  request.row_count = numbers_.chance(0.5) ? 1 : numbers_.between(1, std::min(most, 6u));
  request.task = numbers_.below(3);
  // Rows go from NV, where their polarisation is written, to V; few become FREE.
  const double lot = numbers_.fraction();
  request.mode = lot < 0.05 ? refresh_mode::free : lot < 0.4 ? refresh_mode::non_volatile : refresh_mode::volatile_ions;
  if (controller.row(request.first_row).mode == refresh_mode::free) {
    request.kind = refresh_request_kind::alloc;
    request.mode = refresh_mode::non_volatile;
  } else if (request.kind == refresh_request_kind::alloc && !controller.row(request.first_row).source_valid &&
             numbers_.chance(0.8)) {
    request.kind = refresh_request_kind::reprogram;
  }
  return request;
}

clocked_refresh_compute drawn_host::draw_compute(const clocked_refresh_controller& controller) {
  clocked_refresh_compute compute;
  refresh_command& command = compute.command;
  const clocked_refresh_settings& settings = controller.settings();
  const bool mistaken = numbers_.chance(habits_.mistakes);
  if (controller.compute_active() && !mistaken) return compute;
  command.operation =
      numbers_.chance(0.5) ? refresh_operation::pulse : static_cast<refresh_operation>(numbers_.between(1, 3));
  const auto wanted = command.operation == refresh_operation::pulse || numbers_.chance(0.5)
                          ? refresh_mode::volatile_ions
                          : refresh_mode::non_volatile;
  array_region& region = command.region;
  region.first_row = row_of_mode(controller, wanted);
  region.rows = 1;
  while (region.first_row + region.rows < settings.rows && numbers_.chance(0.5) &&
         (mistaken || controller.row(region.first_row + region.rows).mode == wanted))
    ++region.rows;
  region.columns = numbers_.between(1, settings.columns);
  region.first_column = numbers_.below(settings.columns - region.columns + 1);
  if (command.operation == refresh_operation::pulse) {
    command.verify = numbers_.chance(0.8);
    const std::uint32_t widest_set =
        static_cast<std::uint32_t>(pulse_of(controller.registers().pulses, kind_of::ion_set).width);
    const std::uint32_t widest_reset =
        static_cast<std::uint32_t>(pulse_of(controller.registers().pulses, kind_of::ion_reset).width);
    for (std::size_t i = 0; i < region.cells(); ++i) {
      std::int32_t width = 0;
      if (numbers_.chance(0.4)) width = static_cast<std::int32_t>(numbers_.below(widest_set + 1));
      if (numbers_.chance(0.2)) width = -static_cast<std::int32_t>(numbers_.below(widest_reset + 1));
      if (mistaken && numbers_.chance(0.02)) width = static_cast<std::int32_t>(widest_set) + 1;
      compute.widths.push_back(static_cast<std::int16_t>(width));
    }
  } else if (command.operation != refresh_operation::read_cells) {
    command.vectors = numbers_.between(1, 4);
    if (region.columns % 2 == 0 && numbers_.chance(0.5)) command.columns = refresh_column_mode::pairs;
    const bool transposed = command.operation == refresh_operation::multiply_transposed;
    const std::uint32_t lines = command.columns == refresh_column_mode::pairs ? region.columns / 2 : region.columns;
    const double zeros = numbers_.fraction();
    for (std::uint32_t i = 0; i < command.vectors * (transposed ? lines : region.rows); ++i)
      compute.codes.push_back(numbers_.chance(zeros)
                                  ? std::int8_t{0}
                                  : static_cast<std::int8_t>(static_cast<int>(numbers_.below(255)) - 127));
  }
  if (mistaken) make_mistake(compute);
  return compute;
}

void drawn_host::make_mistake(clocked_refresh_compute& compute) {
  refresh_command& command = compute.command;
  switch (numbers_.below(10)) {
    case 0:
      command.region.first_row += 100;
      break;
    case 1:
      command.region.rows = 0;
      break;
    case 2:
      command.region.columns = 0;
      break;
    case 3:
      command.region.first_column = 0xFFFFFFFF;
      break;
    case 4:
      command.columns = static_cast<refresh_column_mode>(2);
      break;
    case 5:
      command.converter_range = numbers_.below(100);
      break;
    case 6:
      command.operation = static_cast<refresh_operation>(5 + numbers_.below(100));
      break;
    case 7:
      if (!compute.codes.empty()) compute.codes.back() = -128;
      break;
    default:
      break;
  }
}

void drawn_host::draw_register(clocked_refresh_registers& registers, const clocked_refresh_settings& settings) {
  if (illegal_) {
    for (std::size_t kind = 0; kind < refresh_pulse_kinds; ++kind) {
      if (registers.pulses[kind].volts == legal_volts[kind]) continue;
      registers.pulses[kind].volts = legal_volts[kind];
      illegal_ = false;
      return;
    }
    illegal_ = false;
  }
  switch (numbers_.below(13)) {
    case 0:
      registers.restore_kind = static_cast<clocked_restore_kind>(numbers_.below(4));
      break;
    case 1:
      registers.keep_alive = !registers.keep_alive || numbers_.chance(0.5);
      registers.refuse = numbers_.chance(0.3);
      registers.restore_verify = numbers_.chance(0.5);
      break;
    case 2: {
      clocked_refresh_unit rewrite;
      rewrite.kind = refresh_unit_kind::rewrite;
      const auto slot = static_cast<double>(length_of(rewrite, settings, registers.pulses, {}));
      registers.t_ref = static_cast<cycle_count>(slot * settings.rows * std::exp(4 * numbers_.fraction() - 1));
      break;
    }
    case 3:
      registers.t_rest = numbers_.below(1000);
      break;
    case 4:
      registers.n_rest = numbers_.below(5);
      break;
    case 5:
      registers.verify_limit = numbers_.between(1, 4);
      break;
    case 6:
      registers.verify_tolerance = numbers_.between(2, 12);
      break;
    case 7:
      registers.promote_after = numbers_.chance(0.5) ? numbers_.between(1, 5) : 0;
      break;
    case 8:
      (numbers_.chance(0.5) ? registers.set_pulses : registers.reset_pulses) = numbers_.below(4);
      break;
    case 9:
      registers.pulses[numbers_.below(6)].width = numbers_.between(1, 40);
      break;
    case 10:
      registers.t_guard = numbers_.below(300);
      break;
    case 11:
      registers.pulses[numbers_.below(6)].gap = numbers_.below(20);
      break;
    default:
      registers.pulses[numbers_.below(6)].volts = 3;  // in none of the windows
      illegal_ = true;
      break;
  }
}

}  // namespace memvp
