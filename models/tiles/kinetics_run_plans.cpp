// SPDX-License-Identifier: Apache-2.0
// How commands become phases: the part of the planner that appends to plans.
#include <algorithm>

#include "memvp/models/tiles/kinetics_half_words.hpp"
#include "memvp/models/tiles/kinetics_planner.hpp"
#include "memvp/models/tiles/kinetics_registers.hpp"

namespace memvp {

void kinetics_planner::open(cycle_count start) {
  plan_.clear();
  origin_ = start;
  at_ = 0;
}

cause_id kinetics_planner::cause_of(kinetics_activity activity) const {
  const kinetics_causes& causes = periphery_.causes();
  switch (activity) {
    case kinetics_activity::refresh:
      return causes.refresh;
    case kinetics_activity::fetch:
      return causes.fetch;
    case kinetics_activity::read:
      return causes.read;
    case kinetics_activity::convert:
      return causes.convert;
    case kinetics_activity::setup:
    case kinetics_activity::pulse:
    case kinetics_activity::release:
      return causes.pulse;
    case kinetics_activity::idle:
    case kinetics_activity::step:
      return causes.idle;
    case kinetics_activity::write:
      return causes.write;
    default:
      return causes.decode;
  }
}

void kinetics_planner::append(kinetics_activity activity, cycle_count length, std::uint32_t operand) {
  append_at(activity, {at_, length}, operand);
  at_ += length;
}

void kinetics_planner::append_at(kinetics_activity activity, cycle_interval interval, std::uint32_t operand) {
  plan_.append(static_cast<std::uint32_t>(activity), interval, cause_of(activity), operand);
}

void kinetics_planner::pay_logic(cycle_count cycles) {
  plan_.pay(periphery_.components().control, periphery_.costs().control_cycle * static_cast<double>(cycles));
}

void kinetics_planner::pay_timer(cycle_count cycles) {
  plan_.pay(periphery_.components().control, periphery_.costs().timer_tick * static_cast<double>(cycles));
}

void kinetics_planner::pay_words(double words) {
  plan_.pay(periphery_.components().buffers, periphery_.costs().buffer_word * words);
}

void kinetics_planner::plan_refresh() {
  append(kinetics_activity::refresh, timing_.refresh);
  plan_.pay(periphery_.components().devices, periphery_.costs().refresh * active_);
  pay_timer(timing_.refresh);
}

void kinetics_planner::plan_write() {
  for (std::uint32_t device = 0; device < command_.devices; ++device) {
    append(kinetics_activity::write, timing_.write, device);
    plan_.pay(periphery_.components().devices, periphery_.costs().write);
    pay_timer(timing_.write);
  }
}

void kinetics_planner::plan_read() {
  append(kinetics_activity::read, timing_.read, 0);
  pay_read();
  for (std::uint32_t round = 0; round < timing_.rounds(active_); ++round) {
    append(kinetics_activity::convert, timing_.convert, round << round_shift);
    pay_conversion(0, round);
  }
}

void kinetics_planner::plan_pass() {
  active_ = steps_.active(pass_);
  next_step_ = 0;
  if (command_.refresh) plan_refresh();
  append(kinetics_activity::step, 0, 0);
  plan_steps();
}

void kinetics_planner::plan_steps() {
  const std::uint32_t end = std::min(train_steps_, next_step_ + steps_of_a_plan);
  for (; next_step_ < end; ++next_step_) {
    steps_.parts(pass_, next_step_, parts_);
    for (const kinetics_step_part& part : parts_) append_part(part, next_step_);
    at_ += steps_.length(pass_, next_step_);
    append(kinetics_activity::step, 0, next_step_ + 1);
  }
}

void kinetics_planner::append_part(const kinetics_step_part& part, std::uint32_t step) {
  append_at(part.activity, {at_ + part.interval.start, part.interval.length}, step | part.round << round_shift);
  const cycle_count length = part.interval.length;
  switch (part.activity) {
    case kinetics_activity::fetch:
      pay_words(static_cast<double>(steps_.fetched_words(pass_, step)));
      pay_logic(length);
      return;
    case kinetics_activity::read:
      pay_read();
      if (!has_pulse(step)) pay_words(words_of_tables(step));
      return;
    case kinetics_activity::pulse:
      pay_pulse();
      pay_words(words_of_tables(step));
      return;
    case kinetics_activity::convert:
      pay_conversion(step, part.round);
      return;
    case kinetics_activity::idle:
      pay_timer(length);
      return;
    default:
      pay_logic(length);
      return;
  }
}

// What the devices take is known when they are read.
void kinetics_planner::pay_read() {
  const kinetics_components& components = periphery_.components();
  plan_.owe(components.devices);
  plan_.pay(components.line_drivers, periphery_.costs().read_line * active_);
  plan_.pay(components.sample_and_holds, periphery_.costs().sample * active_);
  pay_timer(timing_.read);
}

// What devices and lines take is known when the pulses have acted.
void kinetics_planner::pay_pulse() {
  const kinetics_components& components = periphery_.components();
  const kinetics_costs& costs = periphery_.costs();
  plan_.owe(components.devices);
  plan_.owe(components.line_drivers);
  const bool amplitude = command_.encoding == kinetics_encoding::amplitude;
  plan_.pay(components.encoders, (amplitude ? costs.encode_amplitude : costs.encode_width) * active_);
  if (command_.sampling == kinetics_sampling::in_pulse) plan_.pay(components.sample_and_holds, costs.sample * active_);
  pay_timer(command_.pulse_width);
}

void kinetics_planner::pay_conversion(std::uint32_t step, std::uint32_t round) {
  const std::uint32_t first = round * timing_.converters;
  const std::uint32_t count = std::min(timing_.converters, active_ - first);
  plan_.pay(periphery_.components().converters, periphery_.costs().conversion * count);
  const std::uint64_t begin = feature_byte(step, first);
  const std::uint64_t stride = count > 1 ? feature_byte(step, first + 1) - begin : 0;
  pay_words(static_cast<double>(words_touched(begin, stride, count)));
  pay_logic(timing_.convert);
}

// An entry of each table in use, and at the first node of a word the mask's words of all active devices.
double kinetics_planner::words_of_tables(std::uint32_t step) const {
  double words = (command_.tables & kinetics_tables::alpha) != 0 ? 1 : 0;
  if (!has_pulse(step)) return words;
  words += (command_.tables & kinetics_tables::beta) != 0 ? 1 : 0;
  if (command_.has_mask() && step % command_.mask_length % 32 == 0) words += active_;
  return words;
}

std::uint64_t kinetics_planner::feature_byte(std::uint32_t step, std::uint32_t index) const {
  const std::uint64_t size = command_.feature_bytes() ? 1 : 2;
  if (command_.operation == kinetics_operation::read) return size * index;
  const std::uint64_t train = std::uint64_t{first_train()} + index;
  const std::uint64_t place = command_.axis == kinetics_axis::rows ? train * train_steps_ + step
                                                                   : std::uint64_t{step} * command_.trains + train;
  return sample_ * feature_stride_ + size * place;
}

kinetics_pulse kinetics_planner::pulse_of(std::uint32_t step, std::uint32_t index) const {
  const std::uint64_t train = std::uint64_t{first_train()} + index;
  const std::uint32_t scale =
      (command_.tables & kinetics_tables::beta) != 0 ? half_word(buffers_.beta_table, step) : kinetics_table_one;
  const std::uint64_t sample = sample_ * code_stride_;
  if (command_.has_mask()) {
    const std::uint32_t node = step % command_.mask_length;
    const std::size_t device = std::size_t{command_.first_device} + index;
    const bool inverted = (buffers_.mask[2 * device + node / 32] >> (node % 32) & 1) != 0;
    return encoder_.encode(half_word(buffers_.input, sample + step / command_.mask_length), inverted, scale);
  }
  const std::uint64_t place = command_.axis == kinetics_axis::rows ? train * command_.steps + step
                                                                   : std::uint64_t{step} * command_.trains + train;
  return encoder_.encode(half_word(buffers_.input, sample + place), false, scale);
}

}  // namespace memvp
