// SPDX-License-Identifier: Apache-2.0
// What phases do: the part of the planner that carries plans out.
#include <algorithm>
#include <cmath>

#include "memvp/models/tiles/kinetics_half_words.hpp"
#include "memvp/models/tiles/kinetics_planner.hpp"
#include "memvp/models/tiles/kinetics_registers.hpp"

namespace memvp {

void kinetics_planner::execute(std::size_t index, cycle_count elapsed) {
  const plan_phase& phase = plan_.phases()[index];
  const bool whole = elapsed == phase.interval.length;
  switch (static_cast<kinetics_activity>(phase.activity)) {
    case kinetics_activity::refresh:
      if (!whole) return;
      bank_.refresh(command_.first_device, active_, clock_.picoseconds(origin_ + phase.end()));
      counted_.refreshes += active_;
      return;
    case kinetics_activity::read:
      return execute_read(phase, elapsed);
    case kinetics_activity::pulse:
      return execute_pulse(phase, elapsed);
    case kinetics_activity::convert:
      if (whole) execute_conversion(phase);
      return;
    case kinetics_activity::step:
      return execute_step(phase);
    case kinetics_activity::write:
      if (!whole) return;
      bank_.write(command_.first_device + phase.operand, command_.constants, clock_.picoseconds(origin_ + phase.end()));
      return;
    case kinetics_activity::evaluate:
      bank_.begin_evaluation(clock_.picoseconds(origin_ + phase.interval.start));
      return;
    default:
      return;
  }
}

// Step `operand` begins, the one before it has ended; as many as a train has: the pass has ended.
void kinetics_planner::execute_step(const plan_phase& phase) {
  const std::uint32_t begins = phase.operand;
  const bool over = begins == train_steps_;
  if (begins > 0) counted_.steps += active_;
  if (over && pass_ + 1 == steps_.passes()) ++counted_.samples;
  if (!scales_alpha(command_)) return;
  bank_.set_alpha_scale(over ? 1.0 : alpha_scale(begins), clock_.picoseconds(origin_ + phase.interval.start));
}

double kinetics_planner::alpha_scale(std::uint32_t step) const {
  return static_cast<double>(half_word(buffers_.alpha_table, step)) / kinetics_table_one;
}

void kinetics_planner::execute_read(const plan_phase& phase, cycle_count elapsed) {
  const std::uint64_t now_ps = clock_.picoseconds(origin_ + phase.interval.start + elapsed);
  plan_.settle(phase.first_energy, bank_.read_energy(command_.first_device, active_, read_seconds_, now_ps));
  if (elapsed != phase.interval.length) return;
  bank_.read(command_.first_device, active_, sampled_.data(), now_ps);
  counted_.reads += active_;
}

void kinetics_planner::execute_pulse(const plan_phase& phase, cycle_count elapsed) {
  if (elapsed == 0) return;
  const std::uint32_t step = step_of(phase);
  for (std::uint32_t i = 0; i < active_; ++i) pulses_[i] = pulse_of(step, i);
  const std::uint64_t start_ps = clock_.picoseconds(origin_ + phase.interval.start);
  const bool whole = elapsed == phase.interval.length;
  const bool sampled = whole && command_.sampling == kinetics_sampling::in_pulse;
  const bool in_parts = command_.encoding == kinetics_encoding::density && bank_.follows_parts();
  const double joules = in_parts ? give_parts(elapsed, start_ps) : give_pulses(elapsed, start_ps, sampled);
  // What is settled is for the whole phase: a reset pays the share of it that has passed.
  const double whole_share = static_cast<double>(phase.interval.length) / static_cast<double>(elapsed);
  plan_.settle(phase.first_energy, joules * whole_share);
  plan_.settle(phase.first_energy + 1, line_joules(elapsed) * whole_share);
  if (!whole) return;
  for (std::uint32_t i = 0; i < active_; ++i) {
    counted_.pulses += pulses_[i].empty() ? 0 : 1;
    counted_.limited += pulses_[i].limited ? 1 : 0;
  }
  if (!sampled) return;
  sample_in_pulse(clock_.picoseconds(origin_ + phase.end()));
  counted_.reads += active_;
}

// Carried out on the devices themselves, which are then put back.
double kinetics_planner::owed_energy(const plan_phase& phase) {
  const auto activity = static_cast<kinetics_activity>(phase.activity);
  if (activity != kinetics_activity::read && activity != kinetics_activity::pulse) return 0;
  const kinetics_bank kept = bank_;
  const std::uint64_t start_ps = clock_.picoseconds(origin_ + phase.interval.start);
  const std::uint32_t step = step_of(phase);
  // The step that it belongs to may have begun at the same time as the plan, and not been carried out yet.
  for (std::size_t i = 0; i < plan_.phases().size() && &plan_.phases()[i] != &phase; ++i) {
    const plan_phase& before = plan_.phases()[i];
    if (before.activity == static_cast<std::uint32_t>(kinetics_activity::step) && before.operand == step &&
        scales_alpha(command_))
      bank_.set_alpha_scale(alpha_scale(step), clock_.picoseconds(origin_ + before.interval.start));
  }
  double joules = 0;
  if (activity == kinetics_activity::read) {
    joules =
        bank_.read_energy(command_.first_device, active_, read_seconds_, clock_.picoseconds(origin_ + phase.end()));
  } else {
    for (std::uint32_t i = 0; i < active_; ++i) pulses_[i] = pulse_of(step, i);
    const cycle_count whole = phase.interval.length;
    const bool in_parts = command_.encoding == kinetics_encoding::density && bank_.follows_parts();
    joules = (in_parts ? give_parts(whole, start_ps) : give_pulses(whole, start_ps, false)) + line_joules(whole);
  }
  bank_ = kept;
  return joules;
}

// Cycles of a device's pulse that have passed `elapsed` cycles after the beginning of the slot.
std::uint32_t kinetics_planner::passed_cycles(const kinetics_pulse& pulse, cycle_count elapsed) const {
  if (command_.encoding != kinetics_encoding::density)
    return static_cast<std::uint32_t>(std::min<cycle_count>(pulse.cycles, elapsed));
  if (elapsed == command_.pulse_width) return pulse.cycles;
  const cycle_count length = encoder_.part_cycles();
  cycle_count passed = 0;
  for (std::uint32_t part = 0; part < encoder_.parts() && part * length < elapsed; ++part)
    if (encoder_.part_is_pulsed(pulse.parts, part)) passed += std::min(length, elapsed - part * length);
  return static_cast<std::uint32_t>(passed);
}

// One pulse a device, for what has passed of it. Returns the devices' energy.
double kinetics_planner::give_pulses(cycle_count elapsed, std::uint64_t start_ps, bool sampled) {
  for (std::uint32_t i = 0; i < active_; ++i) {
    const std::uint32_t cycles = passed_cycles(pulses_[i], elapsed);
    volts_[i] = cycles > 0 ? pulses_[i].volts : 0;
    seconds_[i] = clock_.seconds(cycles);
  }
  bank_.pulse(command_.first_device, active_, volts_.data(), seconds_.data(), start_ps, joules_.data(),
              sampled && bank_.model() == kinetics_model::reservoir ? sampled_.data() : nullptr);
  double sum = 0;
  for (std::uint32_t i = 0; i < active_; ++i) sum += joules_[i];
  return sum;
}

// Part after part of the slots: the first to all devices, which brings them up to date; then those that are pulsed.
double kinetics_planner::give_parts(cycle_count elapsed, std::uint64_t start_ps) {
  const cycle_count length = encoder_.part_cycles();
  const std::uint32_t parts = encoder_.parts();
  std::fill_n(parts_owed_.begin(), active_, 0u);
  double sum = 0;
  for (std::uint32_t part = 0; part < parts && part * length < elapsed; ++part) {
    const double seconds = clock_.seconds(std::min(length, elapsed - part * length));
    const std::uint64_t at_ps = start_ps + clock_.picoseconds(part * length);
    // Neighbours that are pulsed alike go together.
    std::uint32_t first = 0;
    const auto give_until = [&](std::uint32_t last) {
      if (last > first)
        bank_.pulse(command_.first_device + first, last - first, &volts_[first], &seconds_[first], at_ps,
                    &joules_[first]);
      for (; first < last; ++first) sum += joules_[first];
    };
    for (std::uint32_t i = 0; i < active_; ++i) {
      // As kinetics_encoder::part_is_pulsed(), without its divisions: parts owed so far, in units of 1/q.
      parts_owed_[i] += pulses_[i].parts;
      const bool pulsed = parts_owed_[i] >= parts;
      if (pulsed) parts_owed_[i] -= parts;
      volts_[i] = pulsed ? pulses_[i].volts : 0;
      seconds_[i] = pulsed ? seconds : 0;
      if (pulsed || part == 0) continue;
      give_until(i);
      first = i + 1;
    }
    give_until(active_);
  }
  return sum;
}

// What raising the lines has cost: C V^2 and the level shifter, for each rise that has begun.
double kinetics_planner::line_joules(cycle_count elapsed) const {
  const kinetics_costs& costs = periphery_.costs();
  const bool density = command_.encoding == kinetics_encoding::density;
  double sum = 0;
  for (std::uint32_t i = 0; i < active_; ++i) {
    const kinetics_pulse& pulse = pulses_[i];
    if (pulse.empty()) continue;
    const double rises = density ? encoder_.rises(pulse, elapsed) : 1;
    sum += rises * (costs.line_capacitance * pulse.volts * pulse.volts + costs.level_shift);
  }
  return sum;
}

// Currents at the end of the slots, where the lines are at their voltages still.
void kinetics_planner::sample_in_pulse(std::uint64_t end_ps) {
  const bool reservoir = bank_.model() == kinetics_model::reservoir;  // whose pulses have told their currents
  if (!reservoir) bank_.read(command_.first_device, active_, sampled_.data(), end_ps);
  for (std::uint32_t i = 0; i < active_; ++i) {
    if (!encoder_.lasts_to_the_end(pulses_[i]))
      sampled_[i] = 0;
    else if (!reservoir)
      sampled_[i] *= pulses_[i].volts / bank_.read_voltage();
  }
}

void kinetics_planner::execute_conversion(const plan_phase& phase) {
  const std::uint32_t first = round_of(phase) * timing_.converters;
  const std::uint32_t end = std::min(active_, first + timing_.converters);
  const double span = command_.converter_high - command_.converter_low;
  const bool bytes = command_.feature_bytes();
  const std::uint32_t dropped = bytes && converter_bits_ > 8 ? converter_bits_ - 8 : 0;
  for (std::uint32_t i = first; i < end; ++i) {
    const double code = std::round((sampled_[i] - command_.converter_low) / span * greatest_code_);
    counted_.saturations += code < 0 || code > greatest_code_ ? 1 : 0;
    codes_[i] = static_cast<std::uint32_t>(std::clamp(code, 0.0, static_cast<double>(greatest_code_)));
    const std::uint64_t byte = feature_byte(step_of(phase), i);
    if (bytes)
      set_byte(buffers_.feature, byte, codes_[i] >> dropped);
    else
      set_half_word(buffers_.feature, byte / 2, codes_[i]);
  }
  counted_.conversions += end - first;
}

}  // namespace memvp
