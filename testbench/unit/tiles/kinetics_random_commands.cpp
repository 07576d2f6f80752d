// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/unit/tiles/kinetics_random_commands.hpp"

#include <algorithm>
#include <limits>

namespace memvp::testing_words {

namespace {

// What a register of 32 bits holds.
double as_single(double value) { return static_cast<double>(static_cast<float>(value)); }

std::uint16_t table_entry(draws& random, double zeros, double wild) {
  if (random.chance(zeros)) return 0;
  if (random.chance(wild)) return static_cast<std::uint16_t>(random.below(65536));
  if (random.chance(0.2)) return static_cast<std::uint16_t>(2048 * (1 + random.below(3)));  // halves to be rounded
  return static_cast<std::uint16_t>(random.chance(0.2) ? 4096 : random.between(3000, 6000));
}

}  // namespace

kinetics_tile_parameters random_kinetics_tile(draws& random, const kinetics_kind& kind) {
  kinetics_tile_parameters p;
  p.bank.devices = random.between(1, 30);
  p.bank.model = kind.model;
  kinetics_device_parameters& device = p.device;
  device.integrator = kind.integrator;
  device.pulse_width = random.between(5, 40) * 13e-9;
  device.read_width = random.between(1, 20) * 9e-9;
  device.alpha = 0.4 + 0.6 * random.fraction();
  device.beta = 0.4 + 0.6 * random.fraction();
  device.alpha_spread = 0.1 * random.fraction();
  device.beta_spread = 0.3 * random.fraction();
  device.variability = random.chance(0.8);
  device.read_noise = random.chance(0.8) ? 0.02 : 0;
  device.least_state = random.chance(0.5) ? 0.05 : 0.6;
  device.greatest_state = random.chance(0.5) ? 5 : 1.3;
  device.drift = random.chance(0.3) ? kinetics_drift::sinh : kinetics_drift::linear;
  device.redrawn_each_evaluation = static_cast<kinetics_redraw>(random.below(3));
  kinetics_reservoir_parameters& reservoir = p.reservoir;
  reservoir.decay = kind.decay;
  reservoir.retention = 0.8 + 0.19 * random.fraction();
  reservoir.step_time = random.between(50, 100) * 11e-9;
  reservoir.read_width = random.between(1, 20) * 9e-9;
  reservoir.decay_spread = 0.2;
  reservoir.drive_spread = 0.1;
  reservoir.read_noise = random.chance(0.8) ? 0.02 : 0;
  p.encoder.dac_bits = random.between(1, 16);
  p.encoder.density_slots = random.between(1, 17);
  p.converter.bits = random.between(2, 16);
  p.converter.devices_per_converter = random.between(1, 9);
  p.converter.bit_time = random.between(0, 2) * 8e-9;
  p.converter.overhead_time = random.between(0, 3) * 7e-9;
  kinetics_sequencer_parameters& sequencer = p.sequencer;
  sequencer.decode_cycles = random.between(0, 4);
  sequencer.fetch_cycles = random.between(0, 4);
  sequencer.setup_time = random.between(0, 10) * 9e-9;
  sequencer.release_time = random.between(0, 10) * 11e-9;
  sequencer.refresh_time = random.between(0, 30) * 12e-9;
  sequencer.write_time = random.between(0, 20) * 6e-9;
  sequencer.overlap = random.chance(0.5);
  sequencer.alpha_table = kind.alpha_table;
  sequencer.input_buffer = 4 * random.between(100, 1500);
  sequencer.feature_buffer = 4 * random.between(100, 1500);
  sequencer.table_steps = random.chance(0.5) ? random.between(5, 60) : random.between(270, 350);
  p.trace.devices = "";
  // A step at the registers' reset values has to fit into the device's, with times in whole cycles.
  const kinetics_converter_parameters& c = p.converter;
  const double conversion = static_cast<double>(c.bits) * (c.bit_time + 10e-9) + c.overhead_time + 10e-9;
  device.step_time = (device.read_width + static_cast<double>(c.devices_per_converter) * conversion +
                      static_cast<double>(p.bank.devices * sequencer.fetch_cycles) * 10e-9 + sequencer.setup_time +
                      device.pulse_width + sequencer.release_time + 40e-9) *
                     (1 + random.fraction());
  return p;
}

void draw_windows(draws& random, kinetics_windows& windows, const kinetics_tile_parameters& p) {
  const double extremes = random.fraction();
  windows.input.resize(static_cast<std::size_t>(p.sequencer.input_buffer) / 2);
  for (std::uint16_t& code : windows.input)
    code = static_cast<std::uint16_t>(!random.chance(extremes) ? random.below(65536) : random.chance(0.5) ? 0 : 65535);
  for (std::vector<std::uint16_t>* table : {&windows.alpha_table, &windows.beta_table}) {
    table->resize(static_cast<std::size_t>(p.sequencer.table_steps + 1) / 2 * 2);
    const double zeros = random.chance(0.3) ? 0.03 : 0, wild = random.chance(0.3) ? 0.05 : 0;
    for (std::uint16_t& entry : *table) entry = table_entry(random, zeros, wild);
  }
  for (std::uint16_t& entry : windows.beta_table)
    if (random.chance(0.1)) entry = 0;
  for (std::uint64_t& bits : windows.mask)
    bits = std::uint64_t{random.below(65536)} << 48 | std::uint64_t{random.below(65536)} << 32 |
           std::uint64_t{random.below(65536)} << 16 | random.below(65536);
}

kinetics_drawn_command draw_kinetics_command(draws& random, const per_clock_kinetics_tile& tile,
                                             kinetics_operation operation) {
  const kinetics_sequencer_settings& s = tile.settings();
  kinetics_drawn_command drawn;
  kinetics_sequencer_registers& r = drawn.registers;
  r.command = static_cast<std::uint32_t>(operation);
  r.devices = 1 + random.below(s.bank_devices);
  r.first_device = random.below(s.bank_devices - r.devices + 1);
  r.samples = 1 + random.below(3);
  r.steps = 1 + random.below(random.chance(0.7) ? 6 : 20);
  const bool masked = random.chance(0.3);
  if (masked) {
    r.mask_length = 1 + random.below(random.chance(0.9) ? 6 : 64);
    r.trains = 1 + random.below(r.devices);
  } else {
    r.trains = 1 + random.below(r.devices * 5 / 2 + 1);
  }
  r.axis = random.below(2);
  r.encoding = random.below(3);
  r.sampling = random.below(3);
  r.refresh = random.chance(0.7);
  r.overlap = random.chance(0.5);
  r.feature_size = random.below(2);
  if (random.chance(0.6)) r.tables = s.reservoir ? (s.periods_in_alpha ? 1 : 0) : random.below(4);
  r.pulse_width = 1 + random.below(60);
  if (r.encoding == 2) r.pulse_width += s.density_slots - 1;
  const bool table_of_periods = s.periods_in_alpha && (r.tables & 1) != 0;
  if (table_of_periods || random.chance(0.5)) {
    const auto rounds = (r.devices + s.converters - 1) / s.converters;
    const auto parts = s.read + rounds * s.convert + s.setup + r.pulse_width + s.release;
    r.period = static_cast<std::uint32_t>(parts) + random.below(60);
    if (table_of_periods) r.period = r.period * 4 / 3;
    if (random.chance(0.7)) r.period += static_cast<std::uint32_t>(r.devices * s.fetch);
  }
  r.low_volts = random.chance(0.5) ? 0 : as_single(2 * random.fraction() - 1);
  r.high_volts = as_single(random.chance(0.8) ? 1 + 2.6 * random.fraction() : -2 * random.fraction());
  const double scale = s.reservoir ? 60e-6 : 300e-6;
  r.converter_low = as_single(scale * (0.3 * random.fraction() - (random.chance(0.3) ? 0.5 : 0)));
  r.converter_high = as_single(r.converter_low + scale * (0.2 + random.fraction()));
  r.alpha = as_single(0.1 + 0.6 * random.fraction());
  r.beta = as_single(0.1 + 1.2 * random.fraction());
  return drawn;
}

void spoil(draws& random, kinetics_drawn_command& drawn, const kinetics_sequencer_settings& s) {
  kinetics_sequencer_registers& r = drawn.registers;
  const auto not_a_number = [&] {
    const double values[] = {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
                             std::numeric_limits<double>::quiet_NaN()};
    return values[random.below(3)];
  };
  const auto count = [&](std::uint32_t& value) {
    const std::uint32_t values[] = {0, 1000, 65536, 0x80000000, 0xFFFFFFFF};
    value = values[random.below(5)];
  };
  switch (random.below(24)) {
    case 0:
      r.command = random.chance(0.5) ? 0 : 6 + random.below(100);
      break;
    case 1:
      return count(r.devices);
    case 2:
      r.devices = s.bank_devices + 1;
      break;
    case 3:
      r.first_device = random.chance(0.5) ? s.bank_devices : 0xFFFFFFFF;
      break;
    case 4:
      return count(r.samples);
    case 5:
      return count(r.trains);
    case 6:
      return count(r.steps);
    case 7:
      r.axis = 2 + random.below(3);
      break;
    case 8:
      r.encoding = 3 + random.below(3);
      break;
    case 9:
      r.sampling = 3 + random.below(3);
      break;
    case 10:
      r.feature_size = 2 + random.below(3);
      break;
    case 11:
      r.tables = 4 + random.below(8);
      break;
    case 12:
      r.mask_length = random.chance(0.5) ? 65 : 0xFFFFFFFF;
      break;
    case 13:
      r.mask_length = 1 + random.below(64);
      r.trains = r.devices + 1;
      break;
    case 14:
      r.pulse_width = random.chance(0.5) ? 0 : s.density_slots - 1;
      break;
    case 15:
      r.period = 1 + random.below(60);
      break;
    case 16:
      (random.chance(0.5) ? r.low_volts : r.high_volts) = not_a_number();
      break;
    case 17:
      (random.chance(0.5) ? r.low_volts : r.high_volts) =
          as_single((random.chance(0.5) ? 1 : -1) * (4.5 + random.fraction()));
      break;
    case 18:
      (random.chance(0.5) ? r.converter_low : r.converter_high) = not_a_number();
      break;
    case 19:
      r.converter_high = random.chance(0.5) ? r.converter_low : as_single(r.converter_low - 1e-6);
      break;
    case 20:
      (random.chance(0.5) ? r.alpha : r.beta) = random.chance(0.5) ? 0 : not_a_number();
      break;
    case 21:
      r.alpha = as_single(0.25 * r.beta * r.beta * (random.chance(0.5) ? 1 : 0.9));
      break;
    case 22:
      r.period = 0xFFFFFFFF;  // too long, or hours of a clocked reference
      r.samples = 1 + random.below(64);
      break;
    default:
      r.tables = 1 + random.below(3);
      r.steps = s.table_steps + random.below(2);
      break;
  }
}

void lengthen(draws& random, kinetics_drawn_command& drawn, const kinetics_sequencer_settings& s) {
  kinetics_sequencer_registers& r = drawn.registers;
  r.devices = std::min(r.devices, 2u);
  r.trains = std::min(r.trains, r.devices);
  r.samples = 1;
  r.mask_length = 0;
  r.steps = 250 + random.below(s.table_steps - 249);
  if (!s.reservoir || s.periods_in_alpha) r.tables |= 1;
  if (s.periods_in_alpha) r.period = std::max(r.period, 200u);
}

void spoil_repeatedly(draws& random, kinetics_drawn_command& drawn, const kinetics_sequencer_settings& s) {
  kinetics_sequencer_registers& r = drawn.registers;
  if (random.chance(0.1)) r.command += 6;
  if (random.chance(0.2)) r.steps = r.devices = 0;
  if (random.chance(0.3)) r.first_device = s.bank_devices;
  if (random.chance(0.3)) r.samples = 2000;
  if (random.chance(0.5)) r.period = 1 + random.below(30);
  if (random.chance(0.5)) r.high_volts = 6;
  if (random.chance(0.5)) r.alpha = 0;
  if (random.chance(0.5) && !s.reservoir) r.tables = 1;
}

}  // namespace memvp::testing_words
