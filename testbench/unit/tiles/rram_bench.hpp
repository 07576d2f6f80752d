// SPDX-License-Identifier: Apache-2.0
// The words in which the tests of the 1T1R tile speak.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "memvp/models/tiles/rram_driver.hpp"
#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/models/tiles/rram_tile.hpp"
#include "memvp/testbench/unit/tiles/device_bench.hpp"
#include "memvp/testbench/unit/tiles/host_bench.hpp"

namespace memvp::testing_words {

/// A 1T1R device on which nothing is left to chance and nothing moves by itself.
inline rram_device_parameters quiet_rram_device() {
  rram_device_parameters device;
  device.set_spread_low = device.set_spread_high = device.reset_spread = device.formed_spread = 0;
  device.forming_voltage_spread = device.read_noise = 0;
  device.stuck_on_fraction = device.stuck_off_fraction = 0;
  device.relaxation = device.drift = false;
  return device;
}

inline rram_tile_parameters quiet_rram_tile(std::int64_t rows, std::int64_t columns) {
  rram_tile_parameters parameters;
  parameters.array.rows = rows;
  parameters.array.columns = columns;
  parameters.device = quiet_rram_device();
  parameters.trace = {"", "", ""};
  return parameters;
}

/// The same without wire resistance and quantisation.
inline rram_tile_parameters ideal_rram_tile(std::int64_t rows, std::int64_t columns) {
  rram_tile_parameters parameters = quiet_rram_tile(rows, columns);
  parameters.array.row_resistance = parameters.array.column_resistance = 0;
  parameters.converter.ideal = true;
  return parameters;
}

/// ohm: 1 / (beta (V_G - V_T)), ndr_1t1r.md section 8a.1
inline double on_resistance_of(const rram_tile_parameters& p) {
  return 1 / (p.device.transistor_gain * (p.device.read_gate_voltage - p.device.transistor_threshold));
}

/// S of a filament with its transistor
inline double in_series(const rram_tile_parameters& p, double siemens) {
  return siemens / (1 + siemens * on_resistance_of(p));
}

/// V0 sinh(V/V0)
inline double read_volts(const rram_tile_parameters& p, double volts) {
  const double field = p.device.read_field_voltage;
  return field == 0 ? volts : field * std::sinh(volts / field);
}

inline rram_command rram_command_of(rram_operation operation, array_region region) {
  rram_command command;
  command.operation = operation;
  command.region = region;
  return command;
}

/// Takes what a tile delivers, and says no when it is told to.
struct recording_sink : sc_core::sc_module, column_current_sink {
  struct delivery {
    std::uint32_t slot, first_neuron;
    std::vector<double> amperes;
    cycle_count sampled_at, delivered_at;
  };
  std::vector<delivery> deliveries;
  std::size_t capacity = 1000;

  explicit recording_sink(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {}
  bool deliver(std::uint32_t slot, std::uint32_t first_neuron, const double* amperes, std::uint32_t count,
               cycle_count sampled_at) override {
    if (deliveries.size() == capacity) return false;
    deliveries.push_back(
        {slot, first_neuron, {amperes, amperes + count}, sampled_at, cycles_at(sc_core::sc_time_stamp())});
    return true;
  }
};

/// A 1T1R tile and an initiator that speaks to it.
struct rram_bench : device_bench<rram_tile> {
  using device_bench::device_bench;
  using device_bench::start;

  void load(const rram_command& command) {
    namespace reg = rram_register;
    set(reg::first_row, command.region.first_row);
    set(reg::row_count, command.region.rows);
    set(reg::first_column, command.region.first_column);
    set(reg::column_count, command.region.columns);
    set(reg::vector_count, command.vectors);
    set(reg::column_mode, static_cast<std::uint32_t>(command.columns));
    set(reg::slice_count, command.slices);
    set(reg::slice_bits, command.slice_bits);
    set(reg::input_signed, command.input_signed ? 1 : 0);
    set(reg::output, command.analog_output ? 1 : 0);
    set(reg::neuron_first, command.first_neuron);
    set(reg::converter_range, command.converter_range);
    set(reg::verify_tolerance, command.verify_tolerance);
    set(reg::pulse_limit, command.pulse_limit);
    set(reg::read_count, command.reads);
    set(reg::ramp_step, command.ramp_step);
  }
  void start(const rram_command& command) {
    load(command);
    start(static_cast<std::uint32_t>(command.operation));
  }
  /// Waits for the interrupt, takes it back and says with which error the command has ended; `causes` are the bits of
  /// IRQ_STATUS.
  rram_error finish() {
    synchronise();
    if (!interrupt.read()) sc_core::wait(interrupt.posedge_event());
    causes = get(common_register::irq_status);
    set(common_register::irq_status, causes);
    synchronise();
    EXPECT_FALSE(interrupt.read());
    return (causes & rram_interrupt::error) != 0 ? static_cast<rram_error>(get(common_register::error))
                                                 : rram_error::none;
  }
  rram_error carry_out(const rram_command& command) {
    start(command);
    return finish();
  }
  /// Carries out a command that must succeed. Returns how many cycles it took.
  cycle_count cycles_of(const rram_command& command) {
    EXPECT_EQ(carry_out(command), rram_error::none);
    return latency.rows().back().cycles;
  }
  /// Codes of `vectors` vectors of `rows` codes, as the INPUT window takes them.
  void write_codes(const std::vector<std::int32_t>& codes, std::size_t rows) {
    const std::size_t stride = (rows + 3) / 4 * 4;
    std::vector<std::uint32_t> words(codes.size() / rows * stride / 4);
    auto* bytes = reinterpret_cast<std::uint8_t*>(words.data());
    for (std::size_t i = 0; i < codes.size(); ++i)
      bytes[i / rows * stride + i % rows] = static_cast<std::uint8_t>(codes[i]);
    write(rram_window::input, words);
  }
  /// Targets in 1/65535 of the window, as the TARGET window takes them.
  void write_targets(const std::vector<std::uint32_t>& targets) {
    std::vector<std::uint32_t> words((targets.size() + 1) / 2);
    for (std::size_t i = 0; i < targets.size(); ++i) words[i / 2] |= targets[i] << (i % 2 * 16);
    write(rram_window::target, words);
  }
  std::vector<std::int32_t> results(std::size_t count) { return read<std::int32_t>(rram_window::result, count); }
  double look_float(std::uint32_t offset) {
    const std::uint32_t bits = look(offset);
    float value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return static_cast<double>(value);
  }
  std::vector<double> conductances() {
    return look<double>(rram_window::conductance, tile.array().rows() * tile.array().columns());
  }

  std::uint32_t causes = 0;
};

/// Runs `script` in the initiator's thread, with the tile's interrupts enabled.
inline void on_an_rram_tile(const rram_tile_parameters& parameters, const std::function<void(rram_bench&)>& script,
                            std::uint64_t seed = 1, recording_sink* neurons = nullptr) {
  rram_bench bench("tile", parameters, seed);
  if (neurons != nullptr) bench.tile.neurons(*neurons);
  bool ended = false;
  bench.host.script = [&](scripted_initiator&) {
    bench.set(common_register::irq_enable, rram_interrupt::done | rram_interrupt::error | rram_interrupt::failure);
    script(bench);
    ended = true;
  };
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

/// Conductances of an array, S, spread over the window.
inline std::vector<double> random_conductances(std::size_t cells, std::uint64_t seed) {
  draws numbers(seed);
  std::vector<double> siemens(cells);
  for (double& value : siemens) value = 1e-6 + 39e-6 * numbers.fraction();
  return siemens;
}

using rram_host_bench = host_bench<rram_tile, rram_driver, rram_tile_address_size>;

}  // namespace memvp::testing_words
