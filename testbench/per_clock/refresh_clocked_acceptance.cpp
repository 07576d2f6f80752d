// SPDX-License-Identifier: Apache-2.0
// What comes in: the checks of requests and compute commands.
#include <algorithm>
#include <cmath>

#include "memvp/testbench/per_clock/refresh_clocked_controller.hpp"

namespace memvp {

using kind_of = refresh_pulse_kind;

bool clocked_refresh_controller::legal(refresh_pulse_kind kind) const {
  const double volts = pulse_of(registers_.pulses, kind).volts;
  switch (kind) {
    case kind_of::ferroelectric_set:
      return volts >= settings_.set_lowest &&
             volts + (refresh_levels - 1) * registers_.level_step >= settings_.set_lowest;
    case kind_of::ferroelectric_reset:
      return volts <= -settings_.reset_lowest;
    case kind_of::ion_set:
      return volts < 0 && volts >= -settings_.ion_window;
    case kind_of::ion_reset:
      return volts > 0 && volts <= settings_.ion_window;
    case kind_of::read_ion:
    case kind_of::read_ferroelectric:
      return volts != 0 && std::abs(volts) <= settings_.read_window;
  }
  return false;
}

bool clocked_refresh_controller::legal(std::initializer_list<refresh_pulse_kind> kinds) const {
  return std::all_of(kinds.begin(), kinds.end(), [this](kind_of kind) { return legal(kind); });
}

refresh_error clocked_refresh_controller::fault_of(const refresh_request& request) const {
  bool pulses_are_legal = false;
  switch (request.kind) {
    case refresh_request_kind::alloc:
    case refresh_request_kind::restore:
      pulses_are_legal = legal({kind_of::ion_reset, kind_of::read_ion});
      break;
    case refresh_request_kind::rewrite:
      pulses_are_legal = legal({kind_of::ion_set, kind_of::ion_reset, kind_of::read_ion});
      break;
    case refresh_request_kind::reprogram:
      pulses_are_legal = legal({kind_of::ferroelectric_set, kind_of::ferroelectric_reset, kind_of::read_ferroelectric});
      break;
    case refresh_request_kind::promote:
      pulses_are_legal = legal(
          {kind_of::ferroelectric_set, kind_of::ferroelectric_reset, kind_of::read_ferroelectric, kind_of::ion_reset});
      break;
    default:
      return refresh_error::unknown_command;
  }
  if (request.row_count == 0) return refresh_error::bad_argument;
  if (!array_region{request.first_row, request.row_count, 0, settings_.columns}.inside(settings_.rows,
                                                                                       settings_.columns))
    return refresh_error::region_outside_array;
  if (request.kind == refresh_request_kind::alloc && (request.mode > refresh_mode::volatile_ions || request.task > 255))
    return refresh_error::bad_argument;
  if (!pulses_are_legal) return refresh_error::illegal_voltage;
  if (!free_slot()) return refresh_error::no_free_slot;
  return refresh_error::none;
}

refresh_error clocked_refresh_controller::fault_of(const clocked_refresh_compute& compute) const {
  const refresh_command& command = compute.command;
  const array_region& region = command.region;
  const bool product =
      command.operation == refresh_operation::multiply || command.operation == refresh_operation::multiply_transposed;
  const bool pulse = command.operation == refresh_operation::pulse;
  const bool reading = command.operation == refresh_operation::read_cells;
  if (compute_active()) return refresh_error::busy;
  if (!product && !pulse && !reading) return refresh_error::unknown_command;
  if (!region.inside(settings_.rows, settings_.columns)) return refresh_error::region_outside_array;

  const bool paired = product && command.columns == refresh_column_mode::pairs;
  const bool transposed = command.operation == refresh_operation::multiply_transposed;
  const std::uint32_t column_lines = paired ? region.columns / 2 : region.columns;
  const std::uint64_t driven = transposed ? column_lines : region.rows;
  const std::uint64_t sensed = transposed ? region.rows : column_lines;
  if (product && (command.vectors * ((driven + 3) / 4) > settings_.input_words ||
                  command.vectors * sensed > settings_.result_words))
    return refresh_error::buffer_too_small;
  if (reading && region.cells() > settings_.result_words) return refresh_error::buffer_too_small;
  if (region.cells() == 0) return refresh_error::bad_argument;
  if (product &&
      (command.vectors == 0 || command.vectors > refresh_most_vectors || command.columns > refresh_column_mode::pairs ||
       command.converter_range >= settings_.converter_ranges || (paired && region.columns % 2 != 0)))
    return refresh_error::bad_argument;

  for (std::uint32_t r = region.first_row; r < region.first_row + region.rows; ++r)
    if (rows_[r].mode == refresh_mode::free) return refresh_error::row_not_allocated;
  for (std::uint32_t r = region.first_row; pulse && r < region.first_row + region.rows; ++r)
    if (rows_[r].mode != refresh_mode::volatile_ions) return refresh_error::wrong_mode;
  for (std::size_t i = 0; pulse && i < region.cells(); ++i) {
    const std::int64_t cycles = compute.widths[i] * static_cast<std::int64_t>(settings_.pulse_lsb);
    const auto widest = static_cast<std::int64_t>(width(cycles > 0 ? kind_of::ion_set : kind_of::ion_reset));
    if (std::abs(cycles) > widest) return refresh_error::pulse_too_wide;
  }
  for (std::size_t i = 0; product && i < compute.codes.size(); ++i)
    if (compute.codes[i] == -128) return refresh_error::code_out_of_range;

  if (pulse && !legal({kind_of::ion_set, kind_of::ion_reset, kind_of::read_ion})) return refresh_error::illegal_voltage;
  if (reading && !legal({kind_of::read_ion})) return refresh_error::illegal_voltage;

  if (!registers_.refuse) return refresh_error::none;
  for (std::uint32_t r = region.first_row; r < region.first_row + region.rows; ++r)
    if (claimed(r) || (unit_ && unit_->job == 0 && unit_->first_row == r)) return refresh_error::row_under_refresh;
  return refresh_error::none;
}

}  // namespace memvp
