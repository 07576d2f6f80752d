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
#include "memvp/testbench/unit/tlm/bus_vocabulary.hpp"

namespace memvp::testing_words {

inline clock_grid tile_clock() { return clock_grid(period().value()); }  // 100 MHz

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

/// A tile and an initiator that speaks to it without a bus between. All calls but those for debugging are for the
/// initiator's thread.
struct tile_bench {
  energy_ledger energy;
  latency_log latency;
  area_inventory area;
  pulse_log pulses;
  sc_core::sc_signal<bool> interrupt, reset;
  scripted_initiator host;
  ecram_tile tile;

  tile_bench(const std::string& name, const ecram_tile_parameters& parameters, std::uint64_t seed = 1,
             vcd_writer* waveforms = nullptr)
      : interrupt((name + "_interrupt").c_str()),
        reset((name + "_reset").c_str()),
        host((name + "_host").c_str()),
        tile(name.c_str(), parameters, tile_clock(), seed, 0, tile_traces{energy, latency, area, &pulses, waveforms}) {
    host.socket.bind(tile.socket);
    tile.interrupt(interrupt);
    tile.reset(reset);
  }

  /// Lets simulated time catch up with the initiator.
  void synchronise() {
    sc_core::wait(host.delay);
    host.delay = sc_core::SC_ZERO_TIME;
  }
  void spend(std::uint64_t cycles) {
    host.delay += duration(cycles, period());
    synchronise();
  }
  static cycle_count now() { return cycles_at(sc_core::sc_time_stamp()); }

  std::uint32_t get(std::uint32_t offset) { return host.read32(offset); }
  std::uint64_t counter(std::uint32_t low_offset) {
    const std::uint64_t low = get(low_offset);
    return low | std::uint64_t{get(low_offset + 4)} << 32;
  }
  void set(std::uint32_t offset, std::uint32_t value) {
    EXPECT_EQ(host.write32(offset, value), tlm::TLM_OK_RESPONSE) << "writing " << std::hex << offset;
  }
  template <class Value>
  void write(std::uint32_t window, const std::vector<Value>& values) {
    static_assert(sizeof(Value) % 4 == 0);
    if (values.empty()) return;
    EXPECT_EQ(host.write(window, values.data(), static_cast<unsigned>(values.size() * sizeof(Value))),
              tlm::TLM_OK_RESPONSE);
  }
  template <class Value>
  std::vector<Value> read(std::uint32_t window, std::size_t count) {
    std::vector<Value> values(count);
    EXPECT_EQ(host.read(window, values.data(), static_cast<unsigned>(count * sizeof(Value))), tlm::TLM_OK_RESPONSE);
    return values;
  }
  /// As read(), through transport_dbg: without time.
  template <class Value>
  std::vector<Value> look(std::uint32_t window, std::size_t count) {
    std::vector<Value> values(count);
    const auto bytes = static_cast<unsigned>(count * sizeof(Value));
    EXPECT_EQ(host.debug(tlm::TLM_READ_COMMAND, window, values.data(), bytes), bytes);
    return values;
  }
  std::uint32_t look(std::uint32_t offset) { return look<std::uint32_t>(offset, 1)[0]; }

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
  /// Begins a command, at a cycle that now() gives.
  void start(std::uint32_t code) {
    synchronise();
    set(common_register::command, code);
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

/// Numbers that are the same on every platform (the distributions of <random> are not).
class draws {
 public:
  explicit draws(std::uint64_t seed) : key_{seed, random_purpose::test_input, 0} {}
  double fraction() { return uniform(key_, 0, next_++); }
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(fraction() * limit); }
  std::int32_t between(std::int32_t least, std::int32_t most) {
    return least + static_cast<std::int32_t>(below(static_cast<std::uint32_t>(most - least + 1)));
  }
  bool chance(double probability) { return fraction() < probability; }

 private:
  random_key key_;
  std::uint64_t next_ = 0;
};

}  // namespace memvp::testing_words
