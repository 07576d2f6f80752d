// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/rram_planner.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "memvp/models/physics/rram_access_transistor.hpp"

namespace memvp {

rram_planner::rram_planner(rram_array& array, rram_buffers& buffers, const input_converter& dac,
                           const successive_approximation_converter& adc,
                           const successive_approximation_converter& cell_adc, const rram_planner_settings& settings,
                           clock_grid clock)
    : array_(array),
      buffers_(buffers),
      dac_(dac),
      adc_(adc),
      cell_adc_(cell_adc),
      settings_(settings),
      clock_(clock),
      effective_voltage_(effective_read_voltage(array.device(), settings.read_voltage)),
      on_resistance_(transistor_on_resistance(array.device(), array.device().read_gate_voltage)) {}

rram_error rram_planner::check(const rram_command& command, bool neurons) const {
  const array_region& region = command.region;
  const bool known = command.operation != rram_operation::none && command.operation <= rram_operation::multiply;
  if (!known) return rram_error::unknown_command;
  if (region.rows == 0 || region.columns == 0) return rram_error::bad_argument;
  if (!region.inside(array_.rows(), array_.columns())) return rram_error::region_outside_array;
  const bool readable = command.reads > 0 && command.reads <= rram_most_readings;
  switch (command.operation) {
    case rram_operation::form:
    case rram_operation::program_verify:
      if (!readable || command.pulse_limit > rram_most_pulses) return rram_error::bad_argument;
      return region.cells() > settings_.program_cells ? rram_error::buffer_too_small : rram_error::none;
    case rram_operation::set_pulses:
      return command.ramp_step > settings_.write.set.steps() ? rram_error::bad_argument : rram_error::none;
    case rram_operation::reset_pulses:
      return command.ramp_step > settings_.write.reset.steps() ? rram_error::bad_argument : rram_error::none;
    case rram_operation::read_cells:
      if (!readable) return rram_error::bad_argument;
      return 4 * region.cells() > settings_.result_bytes ? rram_error::buffer_too_small : rram_error::none;
    default:
      return check_product(command, neurons);
  }
}

rram_error rram_planner::check_product(const rram_command& command, bool neurons) const {
  if (command.vectors == 0 || command.columns > rram_column_mode::offset || command.slices == 0 ||
      command.slices > rram_most_slices || command.slice_bits == 0 || command.slice_bits > rram_most_slice_bits ||
      command.converter_range >= settings_.ranges)
    return rram_error::bad_argument;
  const std::uint32_t lines = sensed_lines(command.columns, command.region.columns);
  const std::uint32_t outputs = outputs_of(lines, command.slices);
  if (outputs == 0) return rram_error::columns_do_not_fit;
  const std::uint32_t magnitude = dac_.magnitude_bits(command.input_signed);
  const bool serial = settings_.drive == rram_drive::bit_serial;
  if (command.analog_output) {
    if (!neurons || command.slices > 1 || (serial && magnitude > 1)) return rram_error::no_analog_output;
  } else if ((command.slices - 1) * command.slice_bits + (serial ? magnitude : 0) + settings_.word_bits > 32) {
    return rram_error::bad_argument;  // the sum would not fit a result word
  }
  const std::uint64_t stride = (std::uint64_t{command.region.rows} + 3) / 4 * 4;
  if (command.vectors * stride > settings_.input_bytes ||
      (!command.analog_output && command.vectors * std::uint64_t{outputs} * 4 > settings_.result_bytes))
    return rram_error::buffer_too_small;
  // Without an early way out, so that the loop becomes vector instructions.
  const std::int32_t largest = dac_.largest_code(command.input_signed);
  bool in_range = true;
  for (std::uint32_t vector = 0; vector < command.vectors; ++vector) {
    const std::uint8_t* codes = buffers_.input.data() + vector * stride;
    for (std::uint32_t i = 0; i < command.region.rows; ++i) {
      const std::int32_t code = command.input_signed ? static_cast<std::int8_t>(codes[i]) : codes[i];
      in_range &= (code <= largest) & (code >= -largest);
    }
  }
  return in_range ? rram_error::none : rram_error::code_out_of_range;
}

rram_error rram_planner::begin(const rram_command& command, cycle_count start, bool neurons) {
  if (const rram_error error = check(command, neurons); error != rram_error::none) return error;
  command_ = command;
  outcome_ = rram_error::none;
  cell_ = failures_ = 0;
  new_cell_ = true;
  return make_plan(start, true) ? rram_error::none : outcome_;
}

bool rram_planner::next(cycle_count start) {
  const bool continues =
      command_.operation != rram_operation::multiply && command_.operation != rram_operation::read_cells;
  return continues && make_plan(start, false);
}

// False if no plan was made: the command is over, or the plan would end beyond the longest representable time. Then
// nothing has happened for it.
bool rram_planner::make_plan(cycle_count start, bool first) {
  const std::uint64_t sense_events = sense_events_;
  plan_.clear();
  rounds_.clear();
  drives_.clear();
  decisions_.clear();
  converted_.clear();
  results_.clear();
  analog_.clear();
  sums_saturated_.clear();
  origin_ = start;
  at_ = 0;
  try {
    if (!continue_plan(first)) return false;
    if (start <= clock_.longest_run() && plan_.length() <= clock_.longest_run() - start) return true;
  } catch (const std::overflow_error&) {
    // A sample beyond the longest time: the plan is too long as well.
  }
  abandon();
  sense_events_ = sense_events;
  outcome_ = rram_error::time_out_of_range;
  return false;
}

bool rram_planner::continue_plan(bool first) {
  if (first) {
    const cause_id causes[] = {settings_.causes.form,    settings_.causes.program, settings_.causes.program,
                               settings_.causes.program, settings_.causes.read,    settings_.causes.multiply};
    append(rram_activity::decode, settings_.timing.decode, causes[static_cast<std::size_t>(command_.operation) - 1]);
    pay(settings_.components.control, logic(settings_.timing.decode));
  }
  switch (command_.operation) {
    case rram_operation::form:
    case rram_operation::program_verify:
      return plan_verify();
    case rram_operation::set_pulses:
    case rram_operation::reset_pulses:
      return plan_single_pulse();
    case rram_operation::read_cells:
      plan_read_cells();
      return true;
    default:
      plan_multiply();
      return true;
  }
}

void rram_planner::append(rram_activity activity, cycle_count length, cause_id cause, std::uint32_t operand) {
  plan_.append(static_cast<std::uint32_t>(activity), {at_, length}, cause, operand);
  at_ += length;
  if (at_ < length) throw std::overflow_error("a command lasts longer than cycles can be counted");
}

void rram_planner::abandon() {
  if (pulse_pending_) array_.take_back();
  pulse_pending_ = false;
}

void rram_planner::reset_counters() {
  counters_ = {};
  failures_ = 0;
}

void rram_planner::execute(std::size_t index, cycle_count elapsed) {
  const plan_phase& phase = plan_.phases()[index];
  const bool complete = elapsed == phase.interval.length;
  switch (static_cast<rram_activity>(phase.activity)) {
    case rram_activity::pulse:
      if (elapsed == 0) return;
      pulse_pending_ = false;
      ++counters_.pulses;
      ++counters_.operations;
      return;
    case rram_activity::integrate:
    case rram_activity::pulse_train:
      if (complete && drives_[phase.operand].sampled) counters_.operations += command_.region.cells();
      return;
    case rram_activity::average:
      if (!complete) {
        // Of readings that a reset cuts short, those that are complete have been converted.
        counters_.conversions += elapsed / settings_.timing.reading();
        return;
      }
      if (command_.operation != rram_operation::read_cells) ++counters_.verify_reads;
      [[fallthrough]];
    case rram_activity::convert: {
      if (!complete) return;
      const rram_conversion_round& done = rounds_[phase.operand];
      counters_.conversions += done.lines;
      counters_.saturations += done.saturated;
      std::copy_n(results_.begin() + done.first_result, done.results, buffers_.result.begin() + done.first_result);
      return;
    }
    case rram_activity::shift_add: {
      if (!complete) return;
      const std::size_t first = std::size_t{phase.operand} * outputs_;
      counters_.saturations += sums_saturated_[phase.operand];
      std::copy_n(results_.begin() + static_cast<std::ptrdiff_t>(first), outputs_,
                  buffers_.result.begin() + static_cast<std::ptrdiff_t>(first));
      return;
    }
    case rram_activity::decide: {
      const decision& made = decisions_[phase.operand];
      if (!complete || !made.failed) return;
      buffers_.failure[2 * failures_] = (made.row << 16) | made.column;
      buffers_.failure[2 * failures_ + 1] = static_cast<std::uint32_t>(made.word);
      ++failures_;
      ++counters_.verify_failures;
      return;
    }
    default:
      return;
  }
}

rram_delivery rram_planner::delivery(std::size_t index) const {
  const plan_phase& phase = plan_.phases()[index];
  const auto activity = static_cast<rram_activity>(phase.activity);
  const bool sampling = activity == rram_activity::integrate || activity == rram_activity::pulse_train;
  if (!sampling || !command_.analog_output || outcome_ != rram_error::none || !drives_[phase.operand].sampled)
    return {0, 0, nullptr, 0, 0};
  const std::uint32_t vector = drives_[phase.operand].vector;
  return {vector, command_.first_neuron, analog_.data() + std::size_t{vector} * outputs_, outputs_,
          origin_ + phase.end()};
}

void rram_planner::conductances(double* siemens, cycle_count now) const {
  array_.cells().conductances(siemens, clock_.picoseconds(now));
  if (pulse_pending_) siemens[pulse_.row * array_.columns() + pulse_.column] = pending_conductance_;
}

double rram_planner::conductance(std::uint32_t row, std::uint32_t column, cycle_count now) const {
  if (pulse_pending_ && row == pulse_.row && column == pulse_.column) return pending_conductance_;
  return array_.conductance(row, column, now);
}

std::int32_t rram_planner::code(std::uint32_t vector, std::uint32_t row) const {
  const std::uint8_t byte = buffers_.input[vector * stride_ + row];
  return command_.input_signed ? static_cast<std::int8_t>(byte) : byte;
}

}  // namespace memvp
