// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/per_clock/kinetics_sequencer_request.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

namespace memvp {

namespace {

constexpr std::uint64_t no_end = std::numeric_limits<std::uint64_t>::max();

std::uint64_t product(std::uint64_t a, std::uint64_t b) { return b != 0 && a > no_end / b ? no_end : a * b; }
std::uint64_t sum(std::uint64_t a, std::uint64_t b) { return a > no_end - b ? no_end : a + b; }
std::uint64_t divided_up(std::uint64_t a, std::uint64_t b) { return a / b + (a % b != 0 ? 1 : 0); }

bool is(const kinetics_sequencer_request& request, kinetics_operation operation) {
  return request.registers.command == static_cast<std::uint32_t>(operation);
}

bool converts(const kinetics_sequencer_registers& r) {
  return std::isfinite(r.converter_low) && std::isfinite(r.converter_high) && r.converter_high > r.converter_low;
}

bool sensible_run(const kinetics_sequencer_request& request) {
  const kinetics_sequencer_registers& r = request.registers;
  const kinetics_sequencer_settings& s = request.settings;
  if (r.samples == 0 || r.trains == 0 || r.steps == 0) return false;
  if (r.axis > 1 || r.encoding > 2 || r.sampling > 2 || r.tables > 3) return false;
  if (r.mask_length > 64 || (r.mask_length != 0 && r.trains > r.devices)) return false;
  if (r.pulse_width == 0 || (r.encoding == 2 && r.pulse_width < s.density_slots)) return false;
  if (r.pulse_width * s.seconds_a_cycle > 1e6) return false;
  if (!std::isfinite(r.low_volts) || !std::isfinite(r.high_volts)) return false;
  if (request.uses_alpha() && s.periods_in_alpha && r.period == 0) return false;
  if (s.reservoir && (request.scales_alpha() || request.uses_beta())) return false;
  if (request.uses_alpha())
    for (std::uint64_t j = 0; j < std::min<std::uint64_t>(request.train_steps(), s.table_steps); ++j)
      if (request.alpha_entry(j) == 0) return false;
  return true;
}

bool sensible(const kinetics_sequencer_request& request) {
  const kinetics_sequencer_registers& r = request.registers;
  if (is(request, kinetics_operation::begin_evaluation)) return true;
  if (r.devices == 0) return false;
  if (is(request, kinetics_operation::write)) return !request.settings.reservoir;
  if (is(request, kinetics_operation::refresh)) return true;
  if (r.feature_size > 1 || !converts(r)) return false;
  return is(request, kinetics_operation::read) || sensible_run(request);
}

bool fits(const kinetics_sequencer_request& request) {
  const kinetics_sequencer_registers& r = request.registers;
  const kinetics_sequencer_settings& s = request.settings;
  const std::uint64_t in_a_word = r.feature_size == 0 ? 2 : 4;
  if (is(request, kinetics_operation::read)) return divided_up(r.devices, in_a_word) <= s.feature_words;
  const std::uint64_t codes = r.mask_length != 0 ? r.steps : product(r.trains, r.steps);
  if (product(r.samples, divided_up(codes, 2)) > s.input_words) return false;
  const std::uint64_t features = product(r.trains, request.train_steps());
  if (product(r.samples, divided_up(features, in_a_word)) > s.feature_words) return false;
  return r.tables == 0 || request.train_steps() <= s.table_steps;
}

cycle_count conversions(const kinetics_sequencer_request& request, std::uint32_t devices) {
  return product(divided_up(devices, request.settings.converters), request.settings.convert);
}

// From the first cycle of a step to the end of the last of its parts.
cycle_count parts_of(const kinetics_sequencer_request& request, std::uint32_t pass, std::uint32_t step) {
  const kinetics_sequencer_registers& r = request.registers;
  const kinetics_sequencer_settings& s = request.settings;
  const cycle_count convert = conversions(request, request.active(pass));
  const cycle_count pulse = s.setup + r.pulse_width + s.release;
  const cycle_count fetch = request.fetched_words(pass, step) * s.fetch;
  if (r.sampling == 1) return fetch + pulse + s.read + convert;
  if (r.sampling == 2) return fetch + s.setup + r.pulse_width + std::max(s.release, convert);
  if (!request.has_pulse(step)) return s.read + convert;
  return std::max(std::max(fetch, r.overlap ? s.read : s.read + convert) + pulse, s.read + convert);
}

bool fast_enough(const kinetics_sequencer_request& request) {
  for (std::uint32_t pass = 0; pass < request.passes(); ++pass)
    for (std::uint32_t step = 0; step < request.train_steps(); ++step) {
      if (request.registers.period == 0 || (request.registers.sampling == 0 && !request.has_pulse(step))) continue;
      if (request.period(step) < parts_of(request, pass, step)) return false;
    }
  return true;
}

bool drivable(const kinetics_sequencer_request& request) {
  const kinetics_sequencer_registers& r = request.registers;
  const auto within = [&](double volts) { return std::abs(volts) <= request.settings.write_supply * (1 + 1e-9); };
  if (r.encoding != 0) return within(r.high_volts);
  double greatest = 1;
  if (request.uses_beta()) {
    greatest = 0;
    for (std::uint64_t step = 0; step < request.train_steps(); ++step)
      greatest = std::max(greatest, request.beta_entry(step) / 4096.0);
  }
  return within(r.low_volts * greatest) && within(r.high_volts * greatest);
}

bool stable(const kinetics_sequencer_request& request) {
  const auto positive = [](double value) { return std::isfinite(value) && value > 0; };
  const double alpha = request.registers.alpha, beta = request.registers.beta;
  return positive(alpha) && positive(beta) && (!request.settings.discrete || beta * beta / alpha < 4);
}

bool stays_stable(const kinetics_sequencer_request& request) {
  if (!request.settings.discrete || !request.scales_alpha()) return true;
  for (std::uint64_t step = 0; step < request.train_steps(); ++step)
    for (const auto& [alpha, beta] : request.written)
      if (beta * beta / (alpha * (request.alpha_entry(step) / 4096.0)) >= 4) return false;
  return true;
}

}  // namespace

std::uint64_t kinetics_sequencer_request::train_steps() const {
  return registers.mask_length == 0 ? registers.steps : std::uint64_t{registers.steps} * registers.mask_length;
}

std::uint32_t kinetics_sequencer_request::passes() const {
  return static_cast<std::uint32_t>(divided_up(registers.trains, registers.devices));
}

std::uint32_t kinetics_sequencer_request::active(std::uint32_t pass) const {
  return std::min(registers.devices, registers.trains - pass * registers.devices);
}

bool kinetics_sequencer_request::has_pulse(std::uint32_t step) const {
  return registers.sampling != 0 || std::uint64_t{step} + 1 != train_steps();
}

std::uint32_t kinetics_sequencer_request::fetched_words(std::uint32_t pass, std::uint32_t step) const {
  if (!has_pulse(step)) return 0;
  if (registers.mask_length != 0) return step % registers.mask_length == 0 ? 1 : 0;
  std::set<std::uint64_t> words;
  for (std::uint32_t i = 0; i < active(pass); ++i) {
    const std::uint64_t train = std::uint64_t{pass} * registers.devices + i;
    const std::uint64_t place =
        registers.axis == 0 ? train * registers.steps + step : std::uint64_t{step} * registers.trains + train;
    words.insert(place / 2);
  }
  return static_cast<std::uint32_t>(words.size());
}

cycle_count kinetics_sequencer_request::period(std::uint32_t step) const {
  if (!has_pulse(step)) return 0;
  if (!uses_alpha() || !settings.periods_in_alpha) return registers.period;
  return (std::uint64_t{registers.period} * alpha_entry(step) + 2048) / 4096;
}

kinetics_error refusal_of(const kinetics_sequencer_request& request) {
  const kinetics_sequencer_registers& r = request.registers;
  if (r.command < static_cast<std::uint32_t>(kinetics_operation::run) ||
      r.command > static_cast<std::uint32_t>(kinetics_operation::begin_evaluation))
    return kinetics_error::unknown_command;
  const bool runs = is(request, kinetics_operation::run);
  if (!sensible(request)) return kinetics_error::bad_argument;
  if (!is(request, kinetics_operation::begin_evaluation) &&
      std::uint64_t{r.first_device} + r.devices > request.settings.bank_devices)
    return kinetics_error::devices_outside_bank;
  if ((runs || is(request, kinetics_operation::read)) && !fits(request)) return kinetics_error::buffer_too_small;
  if (runs && !fast_enough(request)) return kinetics_error::period_too_short;
  if (runs && !drivable(request)) return kinetics_error::voltage_out_of_range;
  if (runs && !stays_stable(request)) return kinetics_error::unstable_constants;
  if (is(request, kinetics_operation::write) && !stable(request)) return kinetics_error::unstable_constants;
  return length_of(request) > request.cycles_left ? kinetics_error::time_out_of_range : kinetics_error::none;
}

void check(const kinetics_sequencer_request& request) {
  if (request.settings.bank_devices == 0) throw std::invalid_argument("a bank needs at least one device");
  if (request.settings.converters == 0) throw std::invalid_argument("a bank needs at least one converter");
  if (request.reset && *request.reset == 0)
    throw std::invalid_argument("the edge that starts a command cannot be the one that resets the sequencer");
}

cycle_count length_of(const kinetics_sequencer_request& request) {
  const kinetics_sequencer_registers& r = request.registers;
  const kinetics_sequencer_settings& s = request.settings;
  switch (static_cast<kinetics_operation>(r.command)) {
    case kinetics_operation::refresh:
      return sum(s.decode, s.refresh);
    case kinetics_operation::read:
      return sum(s.decode, sum(s.read, conversions(request, r.devices)));
    case kinetics_operation::write:
      return sum(s.decode, product(r.devices, s.write));
    case kinetics_operation::run:
      break;
    default:
      return s.decode;
  }
  cycle_count sample = 0;
  for (std::uint32_t pass = 0; pass < request.passes(); ++pass) {
    if (r.refresh) sample = sum(sample, s.refresh);
    for (std::uint32_t step = 0; step < request.train_steps(); ++step)
      sample = sum(sample, std::max(request.period(step), parts_of(request, pass, step)));
  }
  return sum(s.decode, product(r.samples, sample));
}

}  // namespace memvp
