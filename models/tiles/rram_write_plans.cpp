// SPDX-License-Identifier: Apache-2.0
// Plans of the commands that write or read cells one by one: form, write-and-verify, single pulses, read cells.
#include <algorithm>
#include <cmath>
#include <limits>

#include "memvp/models/tiles/rram_planner.hpp"

namespace memvp {

namespace {
/// Cells that are found to be right may follow each other in one plan, up to so many.
constexpr std::size_t most_cells_of_plan = 64;
}  // namespace

rram_pulse rram_planner::pulse_at(rram_pulse::kind what, std::uint32_t step) const {
  const rram_write_parameters& write = settings_.write;
  rram_pulse pulse{what, row(), column(), 0, 0, 0};
  switch (what) {
    case rram_pulse::kind::set: {
      const bool word_line = write.set_ramp == rram_set_ramp::word_line;
      pulse.word_line_volts = word_line ? write.set.volts(step) : write.set_other_voltage;
      pulse.line_volts = word_line ? write.set_other_voltage : write.set.volts(step);
      pulse.width = settings_.timing.set_width;
      break;
    }
    case rram_pulse::kind::reset:
      pulse.word_line_volts = write.reset_gate_voltage;
      pulse.line_volts = write.reset.volts(step);
      pulse.width = settings_.timing.reset_width;
      break;
    case rram_pulse::kind::form:
      pulse.word_line_volts = write.form_gate_voltage;
      pulse.line_volts = write.form.volts(step);
      pulse.width = settings_.timing.form_width;
      break;
  }
  return pulse;
}

void rram_planner::write(const rram_pulse& pulse, cause_id cause) {
  const rram_timing& timing = settings_.timing;
  const rram_costs& costs = settings_.costs;
  const rram_components& components = settings_.components;
  const auto swing = [&](double farads, double volts) {
    return volts == 0 ? 0 : farads * volts * volts + costs.level_shift;
  };
  append(rram_activity::select, timing.line_setup, cause);
  pay(components.control, logic(timing.line_setup));
  pay(components.decoders, costs.decode_row + costs.decode_column);
  pay(components.word_line_drivers, swing(costs.word_line, pulse.word_line_volts));
  if (pulse.what == rram_pulse::kind::reset) {
    pay(components.source_line_drivers, swing(costs.source_line, pulse.line_volts));
  } else {
    // The other source lines float and follow the bit line through the cells of the row.
    const double followers = static_cast<double>(array_.columns() - 1) * costs.source_line;
    pay(components.bit_line_drivers, swing(costs.bit_line + followers, pulse.line_volts));
  }
  pulse_ = pulse;
  pending_conductance_ = array_.conductance(pulse.row, pulse.column, origin_ + at_);
  pulse_pending_ = true;
  const double joules = array_.apply(pulse, origin_ + at_);
  append(rram_activity::pulse, pulse.width, cause);
  pay(components.array, joules);
  pay(components.control, ticks(pulse.width));
  append(rram_activity::release, timing.line_release, cause);
  pay(components.control, logic(timing.line_release));
}

bool rram_planner::plan_single_pulse() {
  if (cell_ == command_.region.cells()) return false;
  const auto kind = command_.operation == rram_operation::set_pulses ? rram_pulse::kind::set : rram_pulse::kind::reset;
  write(pulse_at(kind, command_.ramp_step), settings_.causes.program);
  ++cell_;
  return true;
}

double rram_planner::conductance_of(double amperes) const {
  const double series = amperes / effective_voltage_;
  const double left = 1 - series * on_resistance_;
  return left > 0 ? series / left : std::numeric_limits<double>::infinity();
}

// Leaves the mean current in currents_[0].
std::int32_t rram_planner::read_cell(cause_id cause, bool count_saturations) {
  const rram_timing& timing = settings_.timing;
  const rram_costs& costs = settings_.costs;
  const rram_components& components = settings_.components;
  const double volts = settings_.read_voltage;
  const auto readings = static_cast<double>(command_.reads);
  cycle_count sample_at = origin_ + at_ + timing.step();
  double sum = 0, drawn = 0;
  std::uint32_t saturated = 0;
  for (std::uint32_t i = 0; i < command_.reads; ++i, sample_at += timing.reading()) {
    const double amperes = array_.cell_current(row(), column(), effective_voltage_, sample_at, sense_events_++);
    std::int32_t word = 0;
    saturated += static_cast<std::uint32_t>(cell_adc_.convert(&amperes, &word, 1));
    sum += word;
    drawn += amperes;
  }
  const double watts = volts * drawn / readings;
  const double followers = static_cast<double>(array_.columns() - 1) * costs.source_line;
  append(rram_activity::drive, timing.drive, cause);
  pay(components.dacs, costs.dac_conversion);
  pay(components.word_line_drivers, costs.word_line_read);
  pay(components.bit_line_drivers, (costs.bit_line + followers) * volts * volts);
  pay(components.array, watts * clock_.seconds(timing.drive));
  pay(components.sample_and_holds, costs.clamp_power * clock_.seconds(timing.drive));
  pay(components.control, ticks(timing.drive));

  const cycle_count length = command_.reads * timing.reading();
  rounds_.push_back({static_cast<std::uint32_t>(converted_.size()), command_.reads, column(), 0, 0,
                     count_saturations ? saturated : 0});
  append(rram_activity::average, length, cause, static_cast<std::uint32_t>(rounds_.size() - 1));
  pay(components.array, watts * clock_.seconds(length));
  pay(components.sample_and_holds, costs.sample * readings + costs.clamp_power * clock_.seconds(length));
  pay(components.converters, costs.conversion * readings);
  pay(components.control, readings * (ticks(timing.integrate + timing.gap) + logic(timing.convert)));

  const double mean = sum / readings;
  currents_.assign(1, mean * cell_adc_.step());
  converted_.push_back(static_cast<std::int32_t>(std::lround(mean)));
  return converted_.back();
}

void rram_planner::plan_read_cells() {
  for (cell_ = 0; cell_ < command_.region.cells(); ++cell_) {
    results_.push_back(read_cell(settings_.causes.read, true));
    rounds_.back().first_result = cell_;
    rounds_.back().results = 1;
    pay(settings_.components.buffers, settings_.costs.buffer_word);
  }
}

bool rram_planner::accept(double siemens, bool& rising) const {
  if (command_.operation == rram_operation::form) {
    rising = true;
    return siemens >= settings_.write.formed_conductance;
  }
  const rram_device_parameters& device = array_.device();
  const double unit = (device.maximum_conductance - device.minimum_conductance) / rram_target_one;
  const std::uint32_t target = (buffers_.target[cell_ / 2] >> (cell_ % 2 * 16)) & 0xFFFFu;
  const double error = device.minimum_conductance + unit * target - siemens;
  rising = error > 0;
  return std::abs(error) <= unit * command_.verify_tolerance;
}

void rram_planner::decide(std::int32_t word, bool failed, cause_id cause) {
  decisions_.push_back({row(), column(), word, failed});
  append(rram_activity::decide, settings_.timing.decide, cause, static_cast<std::uint32_t>(decisions_.size() - 1));
  pay(settings_.components.control, logic(settings_.timing.decide));
  if (failed) pay(settings_.components.buffers, 2 * settings_.costs.buffer_word);
}

bool rram_planner::plan_verify() {
  const bool forming = command_.operation == rram_operation::form;
  const cause_id writing = forming ? settings_.causes.form : settings_.causes.program;
  for (std::size_t visited = 0; cell_ < command_.region.cells(); ++visited) {
    if (visited == most_cells_of_plan) return true;
    if (new_cell_) {
      new_cell_ = false;
      step_ = cell_pulses_ = 0;
      direction_ = 0;
      if (!forming && cell_ % 2 == 0) {
        append(rram_activity::fetch, settings_.timing.fetch, writing);
        pay(settings_.components.buffers, settings_.costs.buffer_word);
        pay(settings_.components.control, logic(settings_.timing.fetch));
      }
    }
    const std::int32_t word = read_cell(settings_.causes.verify, false);
    bool rising = false;
    const bool accepted = accept(conductance_of(currents_[0]), rising);
    const bool gives_up = !accepted && cell_pulses_ == command_.pulse_limit;
    decide(word, gives_up, settings_.causes.verify);
    if (accepted || gives_up) {
      new_cell_ = true;
      ++cell_;
      continue;
    }
    const int direction = rising ? 1 : -1;
    step_ = direction == direction_ ? step_ + 1 : 0;
    direction_ = direction;
    ++cell_pulses_;
    const auto kind = forming ? rram_pulse::kind::form : rising ? rram_pulse::kind::set : rram_pulse::kind::reset;
    write(pulse_at(kind, step_), writing);
    return true;
  }
  return !plan_.empty();
}

}  // namespace memvp
