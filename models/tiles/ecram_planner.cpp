// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/ecram_planner.hpp"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace memvp {

ecram_planner::ecram_planner(ecram_array& array, ecram_buffers& buffers, const digital_to_analog_converter& dac,
                             const successive_approximation_converter& adc, const ecram_planner_settings& settings,
                             clock_grid clock)
    : array_(array),
      buffers_(buffers),
      dac_(dac),
      adc_(adc),
      settings_(settings),
      clock_(clock),
      full_scale_(dac.step() * dac.largest_code()) {
  const ecram_device_parameters& device = array.device();
  full_window_width_ = device.pulses_per_window * device.pulse_width / clock.seconds(settings.timing.pulse_lsb);
  const std::size_t lines = std::max(array.rows(), array.columns());
  volts_.resize(lines);
  currents_.resize(lines);
}

ecram_error ecram_planner::check_region(const array_region& region) const {
  if (region.rows == 0 || region.columns == 0) return ecram_error::bad_argument;
  return region.inside(array_.rows(), array_.columns()) ? ecram_error::none : ecram_error::region_outside_array;
}

ecram_error ecram_planner::check_pulses(const ecram_command& command) const {
  const std::size_t words = std::size_t{command.region.rows} * command.region.columns;
  for (std::size_t i = 0; i < words; ++i) {
    const auto width = static_cast<cycle_count>(std::llabs(pulse_word(i)));
    if (width > settings_.timing.pulse_maximum) return ecram_error::pulse_too_wide;
  }
  return ecram_error::none;
}

double ecram_planner::input_volts(std::size_t value_index) const {
  if (words_per_value() == 2) {
    double volts = 0;
    std::memcpy(&volts, &buffers_.input[2 * value_index], sizeof volts);
    return volts;
  }
  return dac_.step() * static_cast<std::int32_t>(buffers_.input[value_index]);
}

void ecram_planner::read_inputs(std::size_t first_value, std::size_t values, double* volts) const {
  if (words_per_value() == 2) {
    std::memcpy(volts, &buffers_.input[2 * first_value], values * sizeof(double));
    return;
  }
  const double step = dac_.step();
  const std::uint32_t* codes = buffers_.input.data() + first_value;
  for (std::size_t i = 0; i < values; ++i) volts[i] = step * static_cast<std::int32_t>(codes[i]);
}

ecram_error ecram_planner::check_inputs(const ecram_command& command) const {
  const bool transposed = command.operation == ecram_operation::multiply_transposed;
  const std::uint64_t driven = transposed ? command.region.columns : command.region.rows;
  const std::uint64_t sensed = transposed ? command.region.rows : command.region.columns;
  if (command.vectors == 0) return ecram_error::bad_argument;
  if (command.vectors > settings_.buffer_vectors ||
      command.vectors * driven * words_per_value() > buffers_.input.size() ||
      command.vectors * sensed * words_per_value() > buffers_.result.size())
    return ecram_error::buffer_too_small;
  const std::size_t values = command.vectors * driven;
  bool in_range = true;
  if (words_per_value() == 2) {
    for (std::size_t i = 0; i < values; ++i) in_range = in_range && std::isfinite(input_volts(i));
  } else {
    // Without an early way out, so that the loop becomes vector instructions.
    const std::int32_t largest = dac_.largest_code();
    for (std::size_t i = 0; i < values; ++i) {
      const auto code = static_cast<std::int32_t>(buffers_.input[i]);
      in_range &= (code >= -largest) & (code <= largest);
    }
  }
  return in_range ? ecram_error::none : ecram_error::code_out_of_range;
}

ecram_error ecram_planner::check(const ecram_command& command) const {
  const array_region& region = command.region;
  const std::size_t cells = std::size_t{region.rows} * region.columns;
  const std::size_t lines = std::size_t{region.rows} + region.columns;
  const bool known = command.operation != ecram_operation::none && command.operation <= ecram_operation::read_cells;
  if (!known) return ecram_error::unknown_command;
  if (const ecram_error error = check_region(region); error != ecram_error::none) return error;
  switch (command.operation) {
    case ecram_operation::program_serial:
    case ecram_operation::program_row_parallel:
      return check_pulses(command);
    case ecram_operation::update_outer_product:
      if (lines > buffers_.input.size()) return ecram_error::buffer_too_small;
      for (std::size_t c = region.rows; c < lines; ++c) {
        const auto width = static_cast<cycle_count>(std::llabs(static_cast<std::int32_t>(buffers_.input[c])));
        if (width > settings_.timing.pulse_maximum) return ecram_error::pulse_too_wide;
      }
      return ecram_error::none;
    case ecram_operation::update_bit_streams:
      if (lines > buffers_.input.size()) return ecram_error::buffer_too_small;
      if (command.slots == 0 || command.slots > ecram_most_slots || command.slot_width == 0)
        return ecram_error::bad_argument;
      if (command.slot_width > settings_.timing.pulse_maximum) return ecram_error::pulse_too_wide;
      for (std::size_t i = 0; i < lines; ++i)
        if (std::llabs(static_cast<std::int32_t>(buffers_.input[i])) > stream_probability_one)
          return ecram_error::code_out_of_range;
      return ecram_error::none;
    case ecram_operation::program_verify:
      if (command.reads == 0 || command.reads > ecram_most_readings || command.sweeps == 0)
        return ecram_error::bad_argument;
      for (std::size_t i = 0; i < cells; ++i)
        if (buffers_.pulse[i] > verify_target_one) return ecram_error::code_out_of_range;
      return ecram_error::none;
    case ecram_operation::multiply:
    case ecram_operation::multiply_transposed:
      return check_inputs(command);
    case ecram_operation::read_cells:
      if (command.reads == 0 || command.reads > ecram_most_readings ||
          cells * command.reads > ecram_most_readings_of_command)
        return ecram_error::bad_argument;
      if (cells * words_per_value() > buffers_.result.size()) return ecram_error::buffer_too_small;
      return ecram_error::none;
    case ecram_operation::none:
      break;
  }
  return ecram_error::unknown_command;
}

void ecram_planner::open(cause_id cause, cycle_count start) {
  plan_.clear();
  steps_.clear();
  step_rows_.clear();
  step_columns_.clear();
  rounds_.clear();
  results_.clear();
  vectors_volts_.clear();
  cause_ = cause;
  origin_ = start;
  at_ = 0;
}

ecram_error ecram_planner::begin(const ecram_command& command, cycle_count start) {
  if (const ecram_error error = check(command); error != ecram_error::none) return error;
  command_ = command;
  outcome_ = ecram_error::none;
  verify_cell_ = verify_try_ = verify_sweep_ = 0;
  verify_new_cell_ = true;
  const auto cause = [&] {
    switch (command.operation) {
      case ecram_operation::update_outer_product:
      case ecram_operation::update_bit_streams:
        return settings_.causes.update;
      case ecram_operation::multiply:
        return settings_.causes.multiply;
      case ecram_operation::multiply_transposed:
        return settings_.causes.multiply_transposed;
      case ecram_operation::read_cells:
        return settings_.causes.read;
      default:
        return program_cause();
    }
  }();
  return make_plan(cause, start, true) ? ecram_error::none : outcome_;
}

bool ecram_planner::next(cycle_count start) {
  if (command_.operation != ecram_operation::program_verify) return false;
  return make_plan(program_cause(), start, false);
}

// False if no plan was made: the command is over, or the plan would end beyond the longest representable time. Then
// nothing has been counted for it.
bool ecram_planner::make_plan(cause_id cause, cycle_count start, bool first) {
  const ecram_counters counters = counters_;
  const std::uint64_t sense_events = sense_events_;
  open(cause, start);
  try {
    if (first) {
      plan_command();
    } else if (!plan_verify()) {
      return false;
    }
    if (start <= clock_.longest_run() && plan_.length() <= clock_.longest_run() - start) return true;
  } catch (const std::overflow_error&) {
    // A sample beyond the longest time: the plan is too long as well.
  }
  counters_ = counters;
  sense_events_ = sense_events;
  outcome_ = ecram_error::time_out_of_range;
  return false;
}

void ecram_planner::plan_command() {
  append(ecram_activity::decode, settings_.timing.decode);
  plan_.pay(settings_.components.control, settings_.costs.control_cycle * static_cast<double>(settings_.timing.decode));
  switch (command_.operation) {
    case ecram_operation::program_serial:
      plan_serial();
      break;
    case ecram_operation::program_row_parallel:
      plan_row_parallel();
      break;
    case ecram_operation::update_outer_product:
      plan_outer_product();
      break;
    case ecram_operation::update_bit_streams:
      plan_bit_streams();
      break;
    case ecram_operation::multiply:
    case ecram_operation::multiply_transposed:
      plan_multiply(command_.operation == ecram_operation::multiply_transposed);
      break;
    case ecram_operation::read_cells:
      plan_read_cells();
      break;
    default:
      plan_verify();
      break;
  }
}

void ecram_planner::append(ecram_activity activity, cycle_count length, std::uint32_t operand) {
  plan_.append(static_cast<std::uint32_t>(activity), {at_, length}, cause_, operand);
  at_ += length;
  if (at_ < length) throw std::overflow_error("a command lasts longer than cycles can be counted");
}

void ecram_planner::fetch(std::size_t words) {
  const cycle_count cycles = settings_.timing.fetch * words;
  append(ecram_activity::fetch, cycles);
  plan_.pay(settings_.components.buffers, settings_.costs.buffer_word * static_cast<double>(words));
  plan_.pay(settings_.components.control, settings_.costs.control_cycle * static_cast<double>(cycles));
}

void ecram_planner::settle_after_write() {
  if (!written_) return;
  const cycle_count ready = last_write_end_ + settings_.timing.write_settle;
  const cycle_count now = origin_ + at_;
  if (now >= ready) return;
  append(ecram_activity::settle, ready - now);
  plan_.pay(settings_.components.control, settings_.costs.counter_tick * static_cast<double>(ready - now));
}

write_step ecram_planner::step(const plan_phase& phase) const {
  const stored_step& stored = steps_[phase.operand];
  return {stored.polarity,     step_rows_.data() + stored.first_row,
          stored.row_count,    step_columns_.data() + stored.first_column,
          stored.column_count, stored.length};
}

double ecram_planner::first_driven_volts(const plan_phase& phase) const {
  if (phase.operand == plan_phase::no_operand) return full_scale_;  // one cell alone
  const bool transposed = command_.operation == ecram_operation::multiply_transposed;
  const std::size_t lines = transposed ? array_.columns() : array_.rows();
  const std::size_t first = transposed ? command_.region.first_column : command_.region.first_row;
  return vectors_volts_[phase.operand * lines + first];
}

void ecram_planner::execute(std::size_t index, cycle_count elapsed) {
  const plan_phase& phase = plan_.phases()[index];
  switch (static_cast<ecram_activity>(phase.activity)) {
    case ecram_activity::pulse: {
      write_step applied = step(phase);
      if (applied.row_count + applied.column_count == 0) return;  // a slot of bit streams in which nothing fires
      if (elapsed < phase.interval.length) applied = shortened(applied, elapsed);
      if (applied.length == 0) return;
      array_.apply(applied, origin_ + phase.interval.start);
      const std::uint64_t pulses = applied.row_count * applied.column_count;
      counters_.pulses += pulses;
      counters_.operations += pulses;
      last_write_end_ = origin_ + phase.interval.start + applied.length;
      written_ = true;
      return;
    }
    case ecram_activity::average:
      if (elapsed < phase.interval.length) {
        // Of readings that a reset cuts short, those that are complete have been converted.
        counters_.conversions += elapsed / (settings_.timing.integrate + settings_.timing.convert);
        return;
      }
      [[fallthrough]];
    case ecram_activity::convert: {
      if (elapsed < phase.interval.length) return;
      const conversion_round& done = rounds_[phase.operand];
      counters_.conversions += done.lines;
      std::copy_n(results_.begin() + done.first_word, done.words, buffers_.result.begin() + done.first_word);
      return;
    }
    default:
      return;
  }
}

write_step ecram_planner::shortened(const write_step& whole, cycle_count elapsed) {
  write_step part = whole;
  part.length = std::min(whole.length, elapsed);
  cut_columns_.assign(whole.columns, whole.columns + whole.column_count);
  for (column_pulse& pulse : cut_columns_) pulse.width = std::min(pulse.width, elapsed);
  part.columns = cut_columns_.data();
  return part;
}

}  // namespace memvp
