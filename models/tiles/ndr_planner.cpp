// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/ndr_planner.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace memvp {

namespace {

bool usable_scale(double value) { return std::isfinite(value) && value > 0; }

std::size_t words_of(std::size_t bytes) { return (bytes + 3) / 4; }

}  // namespace

ndr_planner::ndr_planner(neuron_bank& neurons, ndr_buffers& buffers, ndr_periphery& periphery,
                         const ndr_unit_settings& settings, clock_grid clock)
    : neurons_(neurons),
      ndr_(dynamic_cast<ndr_neurons*>(&neurons)),
      digital_(dynamic_cast<digital_neurons*>(&neurons)),
      buffers_(buffers),
      periphery_(periphery),
      settings_(settings),
      timing_(periphery.timing()),
      clock_(clock),
      activation_ps_(static_cast<std::uint64_t>(std::llround(neurons.latency() * 1e12))) {
  timing_.activate = clock.cycles_covering(neurons.latency());
}

ndr_error ndr_planner::check(const ndr_command& command) const {
  if (command.operation < ndr_operation::evaluate_analog || command.operation > ndr_operation::calibrate)
    return ndr_error::unknown_command;
  if (command.neurons == 0 || command.first_neuron >= neurons_.size() ||
      command.neurons > neurons_.size() - command.first_neuron)
    return ndr_error::neuron_out_of_range;
  return command.operation <= ndr_operation::evaluate_input ? check_evaluation(command) : check_tuning(command);
}

ndr_error ndr_planner::check_evaluation(const ndr_command& command) const {
  if (command.vectors == 0 || command.vectors > settings_.buffer_vectors) return ndr_error::buffer_too_small;
  if (command.output_bits < 2 || command.output_bits > settings_.output_bits) return ndr_error::bad_argument;
  if (command.output_full_scale != 0 && !usable_scale(command.output_full_scale)) return ndr_error::bad_argument;
  if (command.operation == ndr_operation::evaluate_input)
    return usable_scale(command.input_step) ? ndr_error::none : ndr_error::bad_argument;
  if (command.sources == 0 || command.sources > ndr_largest_count) return ndr_error::bad_argument;
  return usable_scale(command.transimpedance) ? ndr_error::none : ndr_error::bad_argument;
}

ndr_error ndr_planner::begin(const ndr_command& command, cycle_count start) {
  if (const ndr_error error = check(command); error != ndr_error::none) return error;
  command_ = command;
  command_start_ = start;
  outcome_ = ndr_error::none;
  waits_ = false;
  pending_ = {};
  const ndr_causes& causes = periphery_.causes();
  const bool evaluates = command.operation <= ndr_operation::evaluate_input;
  open(evaluates ? causes.activate : command.operation == ndr_operation::tune ? causes.tune : causes.calibrate, start);
  append(ndr_activity::decode, timing_.decode);
  pay_control(timing_.decode);
  if (evaluates) {
    next_vector_ = 0;
    largest_code_ = std::exp2(static_cast<double>(command.output_bits)) - 1;
    codes_per_unit_ =
        largest_code_ / (command.output_full_scale > 0 ? command.output_full_scale : neurons_.full_scale());
    conversion_joules_ = periphery_.conversion_energy(command.output_bits) * command.neurons;
    u_.resize(command.neurons);
    y_.resize(command.neurons);
    codes_.resize(command.neurons);
    if (command.operation == ndr_operation::evaluate_analog) {
      slots_.assign(command.vectors, {});
      sums_.assign(std::size_t{command.vectors} * command.neurons, 0.0);
      freed_.assign(static_cast<std::size_t>(settings_.held_vectors), 0);
    }
  } else {
    plan_targets();
  }
  if (!close()) {
    command_ = {};
    return outcome_;
  }
  return ndr_error::none;
}

bool ndr_planner::next(cycle_count start) {
  const bool more = outcome_ != ndr_error::time_out_of_range &&
                    (command_.operation <= ndr_operation::evaluate_input ? next_vector(start) : next_round(start));
  if (!more) next_vector_ = command_.vectors;  // currents are expected no longer
  return more;
}

void ndr_planner::open(cause_id cause, cycle_count start) {
  plan_.clear();
  cause_ = cause;
  origin_ = start;
  at_ = 0;
}

// False if the plan would end beyond the longest time that can be represented.
bool ndr_planner::close() {
  if (origin_ <= clock_.longest_run() && plan_.length() <= clock_.longest_run() - origin_) return true;
  outcome_ = ndr_error::time_out_of_range;
  return false;
}

void ndr_planner::append(ndr_activity activity, cycle_count length, std::uint32_t operand) {
  plan_.append(static_cast<std::uint32_t>(activity), {at_, length}, cause_, operand);
  at_ += length;
}

void ndr_planner::pay_control(cycle_count cycles) {
  plan_.pay(periphery_.components().control, periphery_.costs().control_cycle * static_cast<double>(cycles));
}

void ndr_planner::transfer(ndr_activity activity, std::size_t words) {
  const cycle_count cycles = timing_.fetch * words;
  append(activity, cycles);
  plan_.pay(periphery_.components().buffers, periphery_.costs().buffer_word * static_cast<double>(words));
  pay_control(cycles);
}

// Each converter takes its share of the command's neurons, one comparison more than bits a conversion.
cycle_count ndr_planner::conversion_cycles(std::uint32_t bits) const {
  const std::uint32_t rounds = (command_.neurons + timing_.converters - 1) / timing_.converters;
  return cycle_count{bits + 1} * rounds;
}

bool ndr_planner::deliver(std::uint32_t index, std::uint32_t first_neuron, const double* amperes, std::uint32_t count,
                          cycle_count sampled_at, cycle_count now) {
  const ndr_command& c = command_;
  const bool expected = c.operation == ndr_operation::evaluate_analog && index < c.vectors && index >= next_vector_ &&
                        slots_[index].deliveries < c.sources && first_neuron >= c.first_neuron &&
                        first_neuron - c.first_neuron < c.neurons &&
                        count <= c.neurons - (first_neuron - c.first_neuron) && sampled_at >= command_start_ &&
                        sampled_at <= now;
  if (!expected) {
    ++counters_.refused_deliveries;
    return false;
  }
  slot& taken = slots_[index];
  taken.first_sample = taken.deliveries == 0 ? sampled_at : std::min(taken.first_sample, sampled_at);
  taken.last_sample = std::max(taken.last_sample, sampled_at);
  taken.samples += count;
  ++taken.deliveries;
  double* sums = sums_.data() + std::size_t{index} * c.neurons + (first_neuron - c.first_neuron);
  for (std::uint32_t i = 0; i < count; ++i) sums[i] += amperes[i];
  return true;
}

bool ndr_planner::next_vector_is_complete() const {
  return command_.operation == ndr_operation::evaluate_analog && next_vector_ < command_.vectors &&
         slots_[next_vector_].deliveries == command_.sources;
}

// Of vectors that many apart as a neuron has capacitors the samples share one.
bool ndr_planner::next_vector_is_lost() const {
  if (command_.operation != ndr_operation::evaluate_analog || next_vector_ == command_.vectors) return false;
  const slot& waiting = slots_[next_vector_];
  const auto held = static_cast<std::uint32_t>(settings_.held_vectors);
  return waiting.deliveries > 0 && waiting.first_sample < freed_[next_vector_ % held];
}

bool ndr_planner::next_vector(cycle_count start) {
  waits_ = false;
  pending_ = {};
  const bool analog = command_.operation == ndr_operation::evaluate_analog;
  const auto held = static_cast<std::uint32_t>(settings_.held_vectors);
  if (analog && next_vector_ > 0) freed_[(next_vector_ - 1) % held] = start;
  if (next_vector_ == command_.vectors) return false;
  cycle_count begins = start;
  if (analog) {
    if (next_vector_is_lost()) {
      outcome_ = ndr_error::slot_overflow;
      return false;
    }
    if (!next_vector_is_complete()) {
      waits_ = true;
      return true;
    }
    begins = std::max(start, slots_[next_vector_].last_sample);
  }
  open(periphery_.causes().activate, begins);
  if (analog)
    take_slot(next_vector_);
  else
    take_codes(next_vector_);
  plan_vector(next_vector_);
  ++next_vector_;
  return close();
}

// The scales are single precision registers: what their rounding takes beyond a limit is not counted.
double ndr_planner::limit_input(double u) {
  const double slack = 1e-6 * neurons_.greatest_input();
  if (u < neurons_.least_input()) {
    if (u < neurons_.least_input() - slack) ++pending_.rectified;
    return neurons_.least_input();
  }
  if (u > neurons_.greatest_input()) {
    if (u > neurons_.greatest_input() + slack) ++pending_.limited;
    return neurons_.greatest_input();
  }
  return u;
}

// Held column currents, through the input stage or, before digital circuits, through converters.
void ndr_planner::take_slot(std::uint32_t vector) {
  const double* sums = sums_.data() + std::size_t{vector} * command_.neurons;
  const double per_ampere = command_.transimpedance / neurons_.input_volts();
  for (std::uint32_t i = 0; i < command_.neurons; ++i) u_[i] = limit_input(per_ampere * sums[i]);
  const double samples = periphery_.costs().sample * slots_[vector].samples;
  if (digital_ == nullptr) {
    append(ndr_activity::input_stage, timing_.input_stage, vector);
    plan_.pay(periphery_.components().sample_and_holds, samples);
    return;
  }
  const auto bits = static_cast<std::uint32_t>(settings_.input_bits);
  const double steps = std::exp2(static_cast<double>(bits)) - 1;
  for (double& u : u_) u = std::round(u / neurons_.greatest_input() * steps) / steps * neurons_.greatest_input();
  const cycle_count cycles = conversion_cycles(bits);
  append(ndr_activity::convert_input, cycles, vector);
  plan_.pay(periphery_.components().sample_and_holds, samples);
  plan_.pay(periphery_.components().converters, periphery_.conversion_energy(bits) * command_.neurons);
  pay_control(cycles);
  pending_.conversions += command_.neurons;
}

// Codes from the input window, through the DACs or straight into digital circuits.
void ndr_planner::take_codes(std::uint32_t vector) {
  const std::size_t words = words_of(2 * std::size_t{command_.neurons});
  const std::uint32_t* window = buffers_.input.data() + vector * words;
  const std::int32_t largest = (std::int32_t{1} << settings_.input_bits) - 1;
  const std::int32_t least = neurons_.least_input() < 0 ? -largest : 0;
  for (std::uint32_t i = 0; i < command_.neurons; ++i) {
    std::int16_t code = 0;
    std::memcpy(&code, reinterpret_cast<const unsigned char*>(window) + 2 * std::size_t{i}, sizeof code);
    const double u = std::clamp<std::int32_t>(code, least, largest) * command_.input_step / neurons_.input_volts();
    if (code < least) {
      ++pending_.rectified;
      u_[i] = std::max(u, neurons_.least_input());
    } else if (code > largest) {
      ++pending_.limited;
      u_[i] = std::min(u, neurons_.greatest_input());
    } else {
      u_[i] = limit_input(u);
    }
  }
  transfer(ndr_activity::fetch, words);
  if (digital_ != nullptr) return;
  append(ndr_activity::dac, timing_.dac, vector);
  plan_.pay(periphery_.components().dacs, periphery_.costs().dac_conversion * command_.neurons);
  append(ndr_activity::input_stage, timing_.input_stage, vector);
}

// From inputs to codes in the output window: `u_` is there, and its phases are in the plan.
void ndr_planner::plan_vector(std::uint32_t vector) {
  const ndr_components& components = periphery_.components();
  const activation_cost cost = neurons_.evaluate(command_.first_neuron, command_.neurons, u_.data(), y_.data());
  for (std::uint32_t i = 0; i < command_.neurons; ++i) codes_[i] = code_of(y_[i]);

  if (digital_ == nullptr) {
    // To the phase of the input stage that take_slot() or take_codes() has appended.
    plan_.pay(components.input_stages,
              periphery_.stage().energy(periphery_.stage().settle_time() * command_.neurons, 0, 0));
    pay_control(timing_.input_stage);
  }
  append(ndr_activity::activate, timing_.activate, vector);
  plan_.pay(components.neurons, cost.joules);
  if (digital_ == nullptr)
    plan_.pay(components.input_stages, periphery_.stage().energy(neurons_.latency() * command_.neurons, cost.coulombs,
                                                                 cost.coulombs > 0 ? cost.joules : 0));
  pay_control(timing_.activate);
  pending_.evaluations += command_.neurons;
  pending_.activation_ps += activation_ps_ * command_.neurons;
  pending_.activation_joules += cost.joules;

  if (digital_ == nullptr) {
    append(ndr_activity::sample, timing_.sample, vector);
    plan_.pay(components.sample_and_holds, periphery_.costs().sample * command_.neurons);
    const cycle_count cycles = conversion_cycles(command_.output_bits);
    append(ndr_activity::convert, cycles, vector);
    plan_.pay(components.converters, conversion_joules_);
    pay_control(cycles);
    pending_.conversions += command_.neurons;
  }
  transfer(ndr_activity::store, words_of(command_.neurons));
}

std::uint8_t ndr_planner::code_of(double y) {
  const double code = y * codes_per_unit_;
  if (code >= largest_code_ + 0.5) ++pending_.saturations;
  return static_cast<std::uint8_t>(std::clamp(code, 0.0, largest_code_) + 0.5);
}

void ndr_planner::execute(std::size_t index, cycle_count elapsed) {
  const plan_phase& phase = plan_.phases()[index];
  const auto activity = static_cast<ndr_activity>(phase.activity);
  const bool whole = elapsed == phase.interval.length;
  switch (activity) {
    case ndr_activity::activate:
      if (!whole) return;
      counters_.evaluations += pending_.evaluations;
      counters_.activation_ps += pending_.activation_ps;
      counters_.activation_joules += pending_.activation_joules;
      counters_.rectified += pending_.rectified;
      counters_.limited += pending_.limited;
      if (digital_ != nullptr) counters_.saturations += pending_.saturations;  // no converter finds them
      return;
    case ndr_activity::sweep:
    case ndr_activity::read:
      if (!whole) return;
      counters_.evaluations += pending_.evaluations;
      counters_.activation_ps += pending_.activation_ps;
      counters_.activation_joules += pending_.activation_joules;
      [[fallthrough]];
    case ndr_activity::convert:
      if (!whole) return;
      counters_.saturations += pending_.saturations;
      [[fallthrough]];
    case ndr_activity::convert_input:
      if (whole) counters_.conversions += pending_.conversions;
      return;
    case ndr_activity::store: {
      if (!whole) return;
      if (command_.operation <= ndr_operation::evaluate_input) {
        const std::size_t words = words_of(command_.neurons);
        std::memcpy(buffers_.output.data() + vector() * words, codes_.data(), codes_.size());
        return;
      }
      for (std::uint32_t i = 0; i < command_.neurons; ++i) {
        const double word = std::round(std::clamp(tuned_[i].measured, 0.0, 1.0) * ndr_target_one);
        buffers_.measured[i] = static_cast<std::uint32_t>(word) | (tuned_[i].given_up ? ndr_given_up : 0);
        counters_.tune_failures += tuned_[i].given_up ? 1 : 0;
      }
      return;
    }
    case ndr_activity::load:
      if (!whole) return;
      for (std::uint32_t i = 0; i < command_.neurons; ++i) {
        const ndr_activation& function = digital_->function();
        const ndr_ecram_range range = ecram_range(function.parameters());
        const double siemens = range.minimum + target(i) * (range.maximum - range.minimum);
        digital_->set_theta(command_.first_neuron + i, ecram_theta(function.parameters(), function.kernel(), siemens));
      }
      return;
    case ndr_activity::pulse: {
      const std::uint64_t begin_ps = clock_.picoseconds(origin_ + phase.interval.start);
      for (const neuron_pulses& given : pulses(phase)) {
        const cycle_count width = std::min(elapsed, timing_.pulse * given.pulses);
        if (width == 0) continue;
        ndr_->pulse(given.neuron, phase.operand == 0, clock_.seconds(width), begin_ps);
        counters_.write_pulses += (width + timing_.pulse - 1) / timing_.pulse;
      }
      last_write_end_ = origin_ + phase.interval.start + elapsed;
      written_ = true;
      return;
    }
    default:
      return;
  }
}

}  // namespace memvp
