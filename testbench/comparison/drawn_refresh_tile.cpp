// SPDX-License-Identifier: Apache-2.0
// Refresh tiles drawn at random, and what the page says of them.
#include <algorithm>
#include <cmath>

#include "memvp/models/physics/ferroionic_laws.hpp"
#include "memvp/testbench/comparison/refresh_tile_pair.hpp"

namespace memvp {

namespace {

constexpr double cycle = 10e-9;  // s

}  // namespace

refresh_tile_parameters drawn_tile(std::uint64_t seed) {
  drawn_numbers numbers(seed, 3);
  const clocked_refresh_settings settings = drawn_settings(numbers);
  clocked_refresh_registers registers = drawn_registers(numbers, settings);
  refresh_tile_parameters p;
  p.trace = {"", ""};
  p.array.rows = settings.rows;
  p.array.columns = settings.columns;
  ferroionic_device_parameters& device = p.device;
  device.variability = false;
  device.read_noise = 0;
  const auto seconds = [&](refresh_pulse_kind kind) {
    return cycle * static_cast<double>(pulse_of(registers.pulses, kind).width);
  };
  device.ferroelectric_width = seconds(refresh_pulse_kind::ferroelectric_set);
  device.ferroelectric_gap = cycle * numbers.below(20);
  device.set_filling_time = device.reset_filling_time = device.ferroelectric_width / 5;  // e^-5 is left after a pulse
  device.set_pulses = numbers.between(1, 3);
  device.reset_pulses = numbers.between(1, 3);
  device.ion_set_width = seconds(refresh_pulse_kind::ion_set);
  device.ion_reset_width = seconds(refresh_pulse_kind::ion_reset);
  device.ion_set_pulses = numbers.between(1, 5);
  device.ion_reset_pulses = numbers.between(1, 5);
  device.read_width = seconds(refresh_pulse_kind::read_ion);
  device.relaxation_time = 1000;  // s: nothing relaxes while a row is read
  p.read.settle_time = cycle * static_cast<double>(settings.settle);
  p.read.unit_time = cycle * static_cast<double>(settings.unit);
  p.converter.columns_per_converter = numbers.between(1, 4);
  p.converter.bit_time = cycle * numbers.between(1, 2);
  p.converter.overhead_time = cycle * numbers.below(4);
  p.driver.pulse_lsb = cycle * numbers.between(1, 2);
  device.ion_set_width = std::max(device.ion_set_width, p.driver.pulse_lsb);
  device.ion_reset_width = std::max(device.ion_reset_width, p.driver.pulse_lsb);
  p.sequencer.fetch_cycles = static_cast<std::int64_t>(settings.fetch);
  p.sequencer.bias_time = cycle * static_cast<double>(settings.bias);
  p.sequencer.decide_cycles = static_cast<std::int64_t>(settings.decide);
  p.sequencer.input_buffer = 4 * numbers.between(4, 30);
  p.sequencer.result_buffer = 4 * numbers.between(4, 60);
  refresh_controller_parameters& c = p.controller;
  c.slots = settings.slots;
  c.restore_kind = static_cast<refresh_restore_kind>(registers.restore_kind);
  c.keep_alive = registers.keep_alive;
  c.refuse = registers.refuse;
  c.restore_verify = registers.restore_verify;
  c.rewrite_loss = -std::expm1(-cycle * static_cast<double>(registers.t_ref) / device.relaxation_time);
  c.residual = std::exp(-cycle * (1 + static_cast<double>(registers.t_rest)) / device.relaxation_time);
  c.guard_share = numbers.chance(0.5) ? 0 : 0.5 * numbers.fraction();
  c.restore_pulses = registers.n_rest;
  c.restore_tolerance = registers.restore_tolerance;
  c.verify_tolerance = 3 * registers.verify_tolerance;
  c.level_tolerance = registers.level_tolerance;
  c.verify_limit = registers.verify_limit;
  c.promote_after = registers.promote_after;
  return p;
}

clocked_refresh_settings clocked_settings_of(const refresh_tile_parameters& p, clock_grid clock) {
  const auto cycles = [&](double seconds) { return clock.cycles_covering(seconds); };
  const auto number = [](std::int64_t value) { return static_cast<std::uint32_t>(value); };
  clocked_refresh_settings settings;
  settings.rows = number(p.array.rows);
  settings.columns = number(p.array.columns);
  settings.slots = number(p.controller.slots);
  const std::int64_t lines = std::max(p.array.rows, p.array.columns), shared = p.converter.columns_per_converter;
  settings.converters = number((lines + shared - 1) / shared);
  settings.fetch = number(p.sequencer.fetch_cycles);
  settings.bias = cycles(p.sequencer.bias_time);
  settings.settle = cycles(p.read.settle_time);
  settings.unit = cycles(p.read.unit_time);
  settings.convert = number(p.converter.bits) * cycles(p.converter.bit_time) + cycles(p.converter.overhead_time);
  settings.decide = number(p.sequencer.decide_cycles);
  settings.pulse_lsb = cycles(p.driver.pulse_lsb);
  settings.curie_millikelvin = static_cast<std::uint32_t>(std::lround(1e3 * p.device.curie_temperature));
  settings.input_words = number(p.sequencer.input_buffer / 4);
  settings.result_words = number(p.sequencer.result_buffer / 4);
  settings.converter_ranges = number(p.converter.ranges);
  const double step = std::log(p.converter.cell_top / p.converter.cell_bottom) /
                      (std::ldexp(1.0, static_cast<int>(p.converter.bits)) - 1);
  for (std::uint32_t level = 0; level < refresh_levels; ++level) {
    const double siemens =
        conductance(p.device, level_polarisation(p.device, static_cast<int>(level)), p.device.equilibrium);
    settings.nominal_codes[level] = std::log(siemens / p.converter.cell_bottom) / step;
  }
  settings.half_level = (settings.nominal_codes[15] - settings.nominal_codes[14]) / 2;
  return settings;
}

// Voltages are kept in millivolts.
clocked_refresh_registers clocked_registers_of(const refresh_tile_parameters& p, clock_grid clock) {
  const refresh_policy policy = policy_of(p, clock);
  clocked_refresh_registers registers;
  registers.restore_kind = static_cast<clocked_restore_kind>(policy.restore);
  registers.keep_alive = policy.keep_alive;
  registers.refuse = policy.refuse;
  registers.restore_verify = policy.restore_verify;
  registers.t_ref = policy.rewrite_interval;
  registers.t_guard = policy.guard;
  registers.t_rest = policy.rest_time;
  registers.n_rest = policy.restore_pulses;
  registers.restore_tolerance = policy.restore_tolerance;
  registers.verify_tolerance = policy.verify_tolerance;
  registers.level_tolerance = policy.level_tolerance;
  registers.verify_limit = policy.verify_limit;
  registers.promote_after = policy.promote_after;
  registers.set_pulses = policy.set_pulses;
  registers.reset_pulses = policy.reset_pulses;
  registers.level_step = std::round(1e3 * policy.level_step) / 1e3;
  registers.pulses = pulse_table_of(p, clock);
  for (refresh_pulse& pulse : registers.pulses) pulse.volts = std::round(1e3 * pulse.volts) / 1e3;
  return registers;
}

}  // namespace memvp
