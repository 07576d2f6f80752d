// SPDX-License-Identifier: Apache-2.0
// The words in which the tests of the ECRAM tile speak: a tile on a bare bus, with its books at hand.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <systemc>
#include <vector>

#include "memvp/models/tiles/ecram_tile.hpp"
#include "memvp/testbench/unit/tiles/device_bench.hpp"

namespace memvp::testing_words {

/// An ECRAM device on which nothing is left to chance.
inline ecram_device_parameters quiet_device() {
  ecram_device_parameters device;
  device.device_spread = device.asymmetry_spread = device.cycle_noise = device.read_noise = 0;
  return device;
}

inline ecram_tile_parameters quiet_tile(std::int64_t rows, std::int64_t columns) {
  ecram_tile_parameters parameters;
  parameters.array.rows = rows;
  parameters.array.columns = columns;
  parameters.device = quiet_device();
  return parameters;
}

/// The times of a tile from its parameters, as docs/ecram-sequencer.md has them.
inline ecram_timing expected_timing(const ecram_tile_parameters& p) {
  const auto cycles = [](double seconds) {
    return static_cast<cycle_count>(std::ceil(seconds / 10e-9 - 1e-6));  // 10 ns: period()
  };
  const std::int64_t lines = std::max(p.array.rows, p.array.columns);
  ecram_timing t{};
  t.decode = static_cast<cycle_count>(p.sequencer.decode_cycles);
  t.fetch = static_cast<cycle_count>(p.sequencer.fetch_cycles);
  t.decide = static_cast<cycle_count>(p.sequencer.decide_cycles);
  t.line_setup = cycles(p.sequencer.setup_time);
  t.line_release = cycles(p.sequencer.release_time);
  t.pulse_lsb = cycles(p.sequencer.pulse_lsb);
  t.pulse_maximum = (cycle_count{1} << p.sequencer.pulse_bits) - 1;
  t.write_settle = cycles(p.device.settle_time);
  t.drive = 1 + cycles(p.device.settle_time);  // the DACs switch in one cycle
  t.integrate = cycles(p.device.read_time);
  t.convert = static_cast<cycle_count>(p.converter.adc_bits + 1 + (p.converter.adc_ranges > 1 ? 1 : 0));
  t.converters = static_cast<std::uint32_t>((lines + p.converter.columns_per_adc - 1) / p.converter.columns_per_adc);
  return t;
}

inline ecram_command command_of(ecram_operation operation, array_region region) {
  ecram_command command;
  command.operation = operation;
  command.region = region;
  return command;
}

/// An ECRAM tile and an initiator that speaks to it.
struct tile_bench : device_bench<ecram_tile> {
  using device_bench::device_bench;
  using device_bench::start;

  void load(const ecram_command& command) {
    namespace reg = ecram_register;
    set(reg::first_row, command.region.first_row);
    set(reg::row_count, command.region.rows);
    set(reg::first_column, command.region.first_column);
    set(reg::column_count, command.region.columns);
    set(reg::vector_count, command.vectors);
    set(reg::slot_count, command.slots);
    set(reg::slot_width, command.slot_width);
    set(reg::stream_seed, command.stream_seed);
    set(reg::verify_tolerance, command.verify_tolerance);
    set(reg::verify_tries, command.verify_tries);
    set(reg::read_count, command.reads);
    set(reg::sweep_count, command.sweeps);
    set(reg::purpose, command.training ? 1 : 0);
  }
  void start(const ecram_command& command) {
    load(command);
    start(static_cast<std::uint32_t>(command.operation));
  }
  /// Waits for the interrupt, takes it back and says with which error the command has ended.
  ecram_error finish() {
    synchronise();
    if (!interrupt.read()) sc_core::wait(interrupt.posedge_event());
    const std::uint32_t causes = get(common_register::irq_status);
    set(common_register::irq_status, causes);
    synchronise();
    EXPECT_FALSE(interrupt.read());
    return (causes & ecram_interrupt::error) != 0 ? static_cast<ecram_error>(get(common_register::error))
                                                  : ecram_error::none;
  }
  ecram_error carry_out(const ecram_command& command) {
    start(command);
    return finish();
  }
  /// Carries out a command that must succeed. Returns how many cycles it took.
  cycle_count cycles_of(const ecram_command& command) {
    EXPECT_EQ(carry_out(command), ecram_error::none);
    return latency.rows().back().cycles;
  }

  std::vector<double> conductances() {
    return look<double>(ecram_window::conductance, tile.array().rows() * tile.array().columns());
  }
  /// States in the window, 0 to 1, row by row.
  std::vector<double> states() {
    const ecram_device_parameters& device = tile.array().device();
    std::vector<double> values = conductances();
    for (double& value : values)
      value = (value - device.minimum_conductance) / (device.maximum_conductance - device.minimum_conductance);
    return values;
  }
};

/// Runs `script` in the initiator's thread, with the tile's interrupts enabled.
inline void on_a_tile(const ecram_tile_parameters& parameters, const std::function<void(tile_bench&)>& script,
                      std::uint64_t seed = 1) {
  tile_bench bench("tile", parameters, seed);
  bool ended = false;
  bench.host.script = [&](scripted_initiator&) {
    bench.set(common_register::irq_enable, ecram_interrupt::done | ecram_interrupt::error);
    script(bench);
    ended = true;
  };
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

}  // namespace memvp::testing_words
