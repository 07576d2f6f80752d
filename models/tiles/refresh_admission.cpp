// SPDX-License-Identifier: Apache-2.0
// What the refresh controller accepts: requests and compute commands, and why it refuses others.
#include <algorithm>
#include <initializer_list>

#include "memvp/models/physics/ferroionic_laws.hpp"
#include "memvp/models/tiles/refresh_controller.hpp"

namespace memvp {

bool refresh_controller::legal(refresh_pulse_kind kind) const {
  const double volts = pulse_of(context_.sequencer.pulses(), kind).volts;
  const auto window = [&](double amplitude) { return window_of(book_.device(), amplitude); };
  const bool drives_ions = window(volts) == voltage_window::ion || window(volts) == voltage_window::read;
  switch (kind) {
    case refresh_pulse_kind::ferroelectric_set:
      return window(volts) == voltage_window::ferroelectric_set &&
             window(volts + (book_.levels() - 1) * policy_.level_step) == voltage_window::ferroelectric_set;
    case refresh_pulse_kind::ferroelectric_reset:
      return window(volts) == voltage_window::ferroelectric_reset;
    case refresh_pulse_kind::ion_set:
      return volts < 0 && drives_ions;
    case refresh_pulse_kind::ion_reset:
      return volts > 0 && drives_ions;
    default:
      return window(volts) == voltage_window::read;
  }
}

refresh_error refresh_controller::check_pulses(refresh_request_kind request) const {
  using kind = refresh_pulse_kind;
  const auto all = [this](std::initializer_list<kind> kinds) {
    return std::all_of(kinds.begin(), kinds.end(), [this](kind each) { return legal(each); })
               ? refresh_error::none
               : refresh_error::illegal_voltage;
  };
  switch (request) {
    case refresh_request_kind::alloc:
    case refresh_request_kind::restore:
      return all({kind::ion_reset, kind::read_ion});
    case refresh_request_kind::rewrite:
      return all({kind::ion_set, kind::ion_reset, kind::read_ion});
    case refresh_request_kind::reprogram:
      return all({kind::ferroelectric_set, kind::ferroelectric_reset, kind::read_ferroelectric});
    default:
      return all({kind::ferroelectric_set, kind::ferroelectric_reset, kind::ion_reset, kind::read_ferroelectric});
  }
}

refresh_error refresh_controller::check_pulses(refresh_operation operation) const {
  const bool is_legal = operation == refresh_operation::pulse
                            ? check_pulses(refresh_request_kind::rewrite) == refresh_error::none
                            : operation != refresh_operation::read_cells || legal(refresh_pulse_kind::read_ion);
  return is_legal ? refresh_error::none : refresh_error::illegal_voltage;
}

std::optional<std::uint32_t> refresh_controller::free_slot() const {
  for (std::uint32_t i = 0; i < slots_.size(); ++i)
    if (!slots_[i].busy) return i;
  return std::nullopt;
}

std::uint32_t refresh_controller::slots_busy() const {
  std::uint32_t mask = 0;
  for (std::uint32_t i = 0; i < slots_.size(); ++i)
    if (slots_[i].busy) mask |= std::uint32_t{1} << i;
  return mask;
}

refresh_error refresh_controller::submit(const refresh_request& request, cycle_count now) {
  const auto code = static_cast<std::uint32_t>(request.kind);
  if (code < 1 || code > 5) return refresh_error::unknown_command;
  const std::uint64_t end = std::uint64_t{request.first_row} + request.row_count;
  if (request.row_count == 0) return refresh_error::bad_argument;
  if (end > table_.rows.size()) return refresh_error::region_outside_array;
  if (request.kind == refresh_request_kind::alloc &&
      (static_cast<std::uint32_t>(request.mode) > 2 || request.task > 255))
    return refresh_error::bad_argument;
  if (const refresh_error error = check_pulses(request.kind); error != refresh_error::none) return error;
  const std::optional<std::uint32_t> index = free_slot();
  if (!index) return refresh_error::no_free_slot;
  enter(*index, request, now);
  last_slot_ = *index;
  return refresh_error::none;
}

refresh_error refresh_controller::check_rows(const refresh_command& command) const {
  const auto first = table_.rows.begin() + command.region.first_row;
  const auto last = first + command.region.rows;
  if (std::any_of(first, last, [](const refresh_row& row) { return row.mode == refresh_mode::free; }))
    return refresh_error::row_not_allocated;
  const auto volatile_ions = [](const refresh_row& row) { return row.mode == refresh_mode::volatile_ions; };
  if (command.operation == refresh_operation::pulse && !std::all_of(first, last, volatile_ions))
    return refresh_error::wrong_mode;
  return refresh_error::none;
}

refresh_error refresh_controller::begin(const refresh_command& command, std::uint32_t units) {
  if (const refresh_error error = check_pulses(command.operation); error != refresh_error::none) return error;
  if (policy_.refuse) {
    const std::uint32_t first = command.region.first_row, count = command.region.rows;
    for (const slot& each : slots_)
      if (each.busy && each.job.shares_rows(first, count)) return refresh_error::row_under_refresh;
    if (owner_ == owner::timer && unit_->first_row - first < count) return refresh_error::row_under_refresh;
  }
  compute_ = {true, command, units, 0, next_order_++, {}};
  return refresh_error::none;
}

}  // namespace memvp
