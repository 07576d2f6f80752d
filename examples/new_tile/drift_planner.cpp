// SPDX-License-Identifier: Apache-2.0
#include "drift_planner.hpp"

#include <algorithm>

namespace drift {

planner::planner(device_row& cells, const periphery& circuits, const tile_parameters& parameters,
                 memvp::clock_grid clock, const std::vector<std::int32_t>& pulse, std::vector<std::int32_t>& result)
    : cells_(cells),
      circuits_(circuits),
      parameters_(parameters),
      clock_(clock),
      pulse_(pulse),
      result_(result),
      widths_(cells.size()) {}

error planner::begin(const command& wanted, memvp::cycle_count start) {
  if (wanted.code != operation::program && wanted.code != operation::read) return error::unknown_command;
  if (wanted.count == 0 || wanted.first >= cells_.size() || wanted.count > cells_.size() - wanted.first)
    return error::cells_outside_row;
  command_ = wanted;
  plan_.clear();
  append(activity::decode, static_cast<memvp::cycle_count>(parameters_.decode_cycles),
         wanted.code == operation::program ? circuits_.programming() : circuits_.reading());
  plan_.pay(circuits_.control(), static_cast<double>(parameters_.decode_cycles) * circuits_.control_cycle());
  for (std::uint32_t i = 0; i < wanted.count; ++i)
    if (wanted.code == operation::read)
      plan_reading(wanted.first + i);
    else if (pulse_[i] != 0)
      plan_pulse(wanted.first + i, pulse_[i]);
  return plan_.length() <= clock_.longest_run() - std::min(start, clock_.longest_run()) ? error::none : error::too_long;
}

void planner::append(activity what, memvp::cycle_count length, memvp::cause_id cause, std::uint32_t cell) {
  plan_.append(static_cast<std::uint32_t>(what), {plan_.length(), length}, cause, cell);
}

// Every cell has one phase a command, so that what it costs is known from its present state.
void planner::plan_pulse(std::uint32_t cell, std::int32_t width) {
  widths_[cell] = width;
  const auto magnitude = static_cast<memvp::cycle_count>(width < 0 ? -std::int64_t{width} : std::int64_t{width});
  const memvp::cycle_count length = magnitude * circuits_.pulse_lsb_cycles();
  append(activity::pulse, length, circuits_.programming(), cell);
  plan_.pay(circuits_.cells(), cells_.preview(cell, volts(plan_.phases().back()), clock_.seconds(length)).joules);
  plan_.pay(circuits_.control(), 2 * circuits_.control_cycle());  // a counter's load and its end
  append(activity::recover, static_cast<memvp::cycle_count>(parameters_.recover_cycles), circuits_.programming(), cell);
}

void planner::plan_reading(std::uint32_t cell) {
  const memvp::cycle_count length = circuits_.sense_cycles();
  append(activity::sense, length, circuits_.reading(), cell);
  plan_.pay(circuits_.cells(), cells_.preview(cell, volts(plan_.phases().back()), clock_.seconds(length)).joules);
  plan_.pay(circuits_.converter(), circuits_.conversion());
  plan_.pay(circuits_.control(), static_cast<double>(length) * circuits_.control_cycle());
}

double planner::volts(const memvp::plan_phase& phase) const {
  switch (static_cast<activity>(phase.activity)) {
    case activity::pulse:
      return widths_[phase.operand] < 0 ? -parameters_.write_voltage : parameters_.write_voltage;
    case activity::sense:
      return parameters_.read_voltage;
    default:
      return 0;
  }
}

void planner::execute(std::size_t index, memvp::cycle_count elapsed) {
  const memvp::plan_phase& phase = plan_.phases()[index];
  const auto what = static_cast<activity>(phase.activity);
  if (elapsed == 0 || (what != activity::pulse && what != activity::sense)) return;
  if (what == activity::pulse) {
    ++pulses_;
  } else if (elapsed == phase.interval.length) {  // a reset leaves no word behind
    const double amperes = parameters_.read_voltage / cells_.resistance(phase.operand);
    circuits_.convert(amperes, result_[phase.operand - command_.first]);
    ++readings_;
  }
  cells_.pulse(phase.operand, volts(phase), clock_.seconds(elapsed));  // a reading disturbs, too
}

}  // namespace drift
