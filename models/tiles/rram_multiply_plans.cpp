// SPDX-License-Identifier: Apache-2.0
// Plans of vector products: how codes drive the bit lines, and what becomes of the sampled currents.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "memvp/models/tiles/rram_planner.hpp"

namespace memvp {

void rram_planner::plan_multiply() {
  const array_region& region = command_.region;
  const std::uint32_t lines = sensed_lines(command_.columns, region.columns);
  outputs_ = outputs_of(lines, command_.slices);
  stride_ = (std::size_t{region.rows} + 3) / 4 * 4;
  magnitude_bits_ = dac_.magnitude_bits(command_.input_signed);
  range_factor_ = std::ldexp(1.0, static_cast<int>(command_.converter_range));
  volts_.resize(region.rows);
  power_volts_.resize(region.rows);
  squares_.resize(region.rows);
  currents_.resize(lines);
  prepare_codes();
  register_free_ = lines_free_ = converters_free_ = at_;
  for (std::uint32_t vector = 0; vector < command_.vectors; ++vector) {
    sums_.assign(outputs_, 0);
    fetch_vector();
    switch (settings_.drive) {
      case rram_drive::multi_level:
        drive_multi_level(vector);
        break;
      case rram_drive::bit_serial:
        drive_bit_serial(vector);
        break;
      case rram_drive::pulse_count:
        drive_pulse_count(vector);
        break;
    }
    if (command_.analog_output)
      analog_.insert(analog_.end(), currents_.begin(), currents_.end());
    else if (adds_up())
      add_up(vector);
  }
}

void rram_planner::prepare_codes() {
  const std::int32_t largest = dac_.largest_code(command_.input_signed);
  const rram_device_parameters& device = array_.device();
  for (std::int32_t code = command_.input_signed ? -largest : 0; code <= largest; ++code) {
    const double volts = settings_.read_voltage * code / largest;
    const double effective = effective_read_voltage(device, volts);
    levels_[static_cast<std::uint8_t>(code)] = {effective, std::copysign(std::sqrt(volts * effective), volts),
                                                volts * volts};
  }
}

// There are two input registers: the next vector is fetched while the one before drives the array.
void rram_planner::fetch_vector() {
  const std::size_t words = stride_ / 4;
  at_ = register_free_;
  append(rram_activity::fetch, settings_.timing.fetch * words, settings_.causes.multiply);
  pay(settings_.components.buffers, settings_.costs.buffer_word * static_cast<double>(words));
  pay(settings_.components.control, logic(settings_.timing.fetch * words));
  fetched_ = at_;
}

// The lines must be free and the codes there, and the sample, `length` cycles later, may not be taken before the
// sample-and-holds are free of the one before.
cycle_count rram_planner::drive_start(cycle_count length) const {
  const cycle_count earliest = std::max(fetched_, lines_free_);
  return std::max(earliest + length, converters_free_) - length;
}

void rram_planner::pay_lines(double squares, double steps) {
  const rram_costs& costs = settings_.costs;
  const double lines = static_cast<double>(command_.region.rows) * steps;
  pay(settings_.components.dacs, costs.dac_conversion * lines);
  pay(settings_.components.word_line_drivers, costs.word_line_read * lines);
  pay(settings_.components.bit_line_drivers, costs.bit_line * squares * steps);
}

void rram_planner::pay_conduction(double watts, cycle_count cycles) {
  const double seconds = clock_.seconds(cycles);
  pay(settings_.components.array, watts * seconds);
  pay(settings_.components.sample_and_holds,
      settings_.costs.clamp_power * static_cast<double>(command_.region.columns) * seconds);
  pay(settings_.components.control, ticks(cycles));
}

void rram_planner::pay_samples(double steps) {
  // Of an analog output the neurons' own capacitors are the sample-and-holds.
  if (command_.analog_output) return;
  pay(settings_.components.sample_and_holds,
      settings_.costs.sample * static_cast<double>(command_.region.columns) * steps);
}

// One drive and one integration of what volts_, power_volts_ and squares_ hold. `line_squares` is the sum of the
// squared voltages on the lines themselves.
void rram_planner::drive_once(const rram_drive_step& step, double line_squares) {
  const rram_timing& timing = settings_.timing;
  at_ = drive_start(timing.step());
  if (step.bit == 0) register_free_ = at_;
  lines_free_ = at_ + timing.step();
  rram_sensed_region& sensed = array_.sensed(command_.region, command_.columns, origin_ + lines_free_);
  sensed.currents(volts_.data(), currents_.data());
  array_.add_read_noise(sensed, command_.region, squares_.data(), sense_events_++, currents_.data());
  const double power = sensed.power(power_volts_.data());

  drives_.push_back(step);
  const auto operand = static_cast<std::uint32_t>(drives_.size() - 1);
  append(rram_activity::drive, timing.drive, settings_.causes.multiply, operand);
  pay_lines(line_squares, 1);
  pay_conduction(power, timing.drive);
  append(rram_activity::integrate, timing.integrate, settings_.causes.multiply, operand);
  pay_conduction(power, timing.integrate);
  pay_samples(1);
  if (!command_.analog_output) convert(lines_free_, step.bit);
}

void rram_planner::drive_multi_level(std::uint32_t vector) {
  const std::uint8_t* codes = buffers_.input.data() + vector * stride_;
  double line_squares = 0;
  std::uint32_t driven = 0;
  for (std::uint32_t i = 0; i < command_.region.rows; ++i) {
    const input_level& level = levels_[codes[i]];
    volts_[i] = level.volts;
    power_volts_[i] = level.power;
    squares_[i] = level.volts * level.volts;
    line_squares += level.square;
    driven += codes[i] != 0;
  }
  drive_once({vector, 0, driven, true}, line_squares);
}

// Lines that carry a one (or minus one) in this bit, at the full voltage.
std::uint32_t rram_planner::load_bit(std::uint32_t vector, std::uint32_t bit) {
  const std::uint8_t* codes = buffers_.input.data() + vector * stride_;
  const double power = std::sqrt(settings_.read_voltage * effective_voltage_);
  std::uint32_t driven = 0;
  for (std::uint32_t i = 0; i < command_.region.rows; ++i) {
    const std::int32_t code = command_.input_signed ? static_cast<std::int8_t>(codes[i]) : codes[i];
    const bool on = ((std::abs(code) >> bit) & 1) != 0;
    const double sign = !on ? 0 : code < 0 ? -1 : 1;
    volts_[i] = sign * effective_voltage_;
    power_volts_[i] = sign * power;
    squares_[i] = volts_[i] * volts_[i];
    driven += on;
  }
  return driven;
}

void rram_planner::drive_bit_serial(std::uint32_t vector) {
  for (std::uint32_t bit = 0; bit < magnitude_bits_; ++bit) {
    const std::uint32_t driven = load_bit(vector, bit);
    drive_once({vector, bit, driven, bit + 1 == magnitude_bits_},
               settings_.read_voltage * settings_.read_voltage * driven);
  }
}

void rram_planner::drive_pulse_count(std::uint32_t vector) {
  const rram_timing& timing = settings_.timing;
  const std::uint32_t rows = command_.region.rows;
  const auto steps_in_all = (cycle_count{1} << magnitude_bits_) - 1;
  at_ = drive_start(timing.step() * steps_in_all);
  register_free_ = at_;
  lines_free_ = at_ + timing.step() * steps_in_all;
  rram_sensed_region& sensed = array_.sensed(command_.region, command_.columns, origin_ + lines_free_);
  for (std::uint32_t bit = 0; bit < magnitude_bits_; ++bit) {
    const std::uint32_t driven = load_bit(vector, bit);
    const double power = sensed.power(power_volts_.data());
    const cycle_count steps = cycle_count{1} << bit;
    drives_.push_back({vector, bit, driven, bit + 1 == magnitude_bits_});
    append(rram_activity::pulse_train, timing.step() * steps, settings_.causes.multiply,
           static_cast<std::uint32_t>(drives_.size() - 1));
    pay_lines(settings_.read_voltage * settings_.read_voltage * driven, static_cast<double>(steps));
    pay_conduction(power, timing.step() * steps);
    pay_samples(static_cast<double>(steps));
  }
  // The charge of all steps, as the mean current of as many steps as the greatest code has. The noise of every step is
  // one of its own, so that its variance goes with the number of steps.
  const auto largest = static_cast<double>(steps_in_all);
  for (std::uint32_t i = 0; i < rows; ++i) {
    const double share = code(vector, i) / largest;
    volts_[i] = effective_voltage_ * share;
    squares_[i] = effective_voltage_ * effective_voltage_ * std::abs(share) / largest;
  }
  sensed.currents(volts_.data(), currents_.data());
  array_.add_read_noise(sensed, command_.region, squares_.data(), sense_events_++, currents_.data());
  if (!command_.analog_output) convert(lines_free_, 0);
}

// A round converts neighbouring lines, each with a converter of its own.
void rram_planner::convert(cycle_count sample, std::uint32_t bit) {
  const rram_timing& timing = settings_.timing;
  const auto lines = static_cast<std::uint32_t>(currents_.size());
  const std::size_t first_word = converted_.size();
  for (double& amperes : currents_) amperes *= range_factor_;
  converted_.resize(first_word + lines);
  at_ = sample + timing.gap;
  for (std::uint32_t done = 0; done < lines;) {
    const std::uint32_t in_round = std::min(timing.converters, lines - done);
    const auto word = static_cast<std::uint32_t>(first_word + done);
    const auto saturated = static_cast<std::uint32_t>(
        adc_.convert(currents_.data() + done, converted_.data() + first_word + done, in_round));
    const bool direct = !adds_up();
    rounds_.push_back({word, in_round, done, direct ? word : 0, direct ? in_round : 0, saturated});
    append(rram_activity::convert, timing.convert, settings_.causes.multiply,
           static_cast<std::uint32_t>(rounds_.size() - 1));
    pay(settings_.components.converters, settings_.costs.conversion * in_round);
    pay(settings_.components.control, logic(timing.convert));
    if (direct)
      pay(settings_.components.buffers, settings_.costs.buffer_word * in_round);
    else
      pay(settings_.components.shift_adders, settings_.costs.shift_add * in_round);
    done += in_round;
  }
  converters_free_ = at_;
  const std::int32_t* words = converted_.data() + first_word;
  if (!adds_up()) {
    results_.insert(results_.end(), words, words + lines);
    return;
  }
  for (std::uint32_t line = 0; line < lines; ++line) {
    const std::uint32_t less_significant = command_.slices - 1 - line % command_.slices;
    const std::int64_t weight = std::int64_t{1} << (less_significant * command_.slice_bits + bit);
    sums_[line / command_.slices] += words[line] * weight;
  }
}

void rram_planner::add_up(std::uint32_t vector) {
  std::uint32_t saturated = 0;
  for (const std::int64_t sum : sums_) {
    const std::int64_t largest = std::numeric_limits<std::int32_t>::max();
    const std::int64_t held = std::clamp(sum, -largest, largest);
    saturated += held != sum;
    results_.push_back(static_cast<std::int32_t>(held));
  }
  sums_saturated_.push_back(saturated);
  append(rram_activity::shift_add, settings_.timing.shift_add, settings_.causes.multiply, vector);
  pay(settings_.components.buffers, settings_.costs.buffer_word * outputs_);
  pay(settings_.components.control, logic(settings_.timing.shift_add));
}

}  // namespace memvp
