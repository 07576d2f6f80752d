// SPDX-License-Identifier: Apache-2.0
// The words in which the tests of the unit of neurons speak: a unit on a bare bus, an array that delivers what it is
// told to, and the books at hand.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <systemc>
#include <vector>

#include "memvp/models/tiles/ndr_unit.hpp"
#include "memvp/testbench/unit/tlm/bus_vocabulary.hpp"

namespace memvp::testing_words {

inline clock_grid unit_clock() { return clock_grid(period().value()); }  // 100 MHz

/// A unit on whose neurons nothing is left to chance.
inline ndr_unit_parameters quiet_unit(std::int64_t neurons) {
  ndr_unit_parameters parameters;
  parameters.unit.neurons = neurons;
  ndr_device_parameters& device = parameters.device;
  device.current_spread = device.voltage_spread = device.noise = 0;
  device.ecram_cycle_noise = device.ecram_device_spread = device.ecram_read_noise = 0;
  return parameters;
}

inline ndr_unit_parameters quiet_unit(std::int64_t neurons, activation_circuit circuit) {
  ndr_unit_parameters parameters = quiet_unit(neurons);
  parameters.unit.circuit = circuit;
  return parameters;
}

/// Something that delivers column currents, without any time of its own.
struct current_source : sc_core::sc_module {
  sc_core::sc_port<column_current_sink, 1, sc_core::SC_ZERO_OR_MORE_BOUND> neurons{"neurons"};
  explicit current_source(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {}
  bool deliver(std::uint32_t slot, std::uint32_t first, const std::vector<double>& amperes, cycle_count at) {
    return neurons->deliver(slot, first, amperes.data(), static_cast<std::uint32_t>(amperes.size()), at);
  }
};

struct ndr_bench {
  energy_ledger energy;
  latency_log latency;
  area_inventory area;
  pulse_log pulses;
  sc_core::sc_signal<bool> interrupt, reset;
  scripted_initiator host;
  ndr_unit unit;
  current_source source;

  ndr_bench(const std::string& name, const ndr_unit_parameters& parameters, std::uint64_t seed = 1,
            vcd_writer* waveforms = nullptr)
      : interrupt((name + "_interrupt").c_str()),
        reset((name + "_reset").c_str()),
        host((name + "_host").c_str()),
        unit(name.c_str(), parameters, unit_clock(), seed, 0, tile_traces{energy, latency, area, &pulses, waveforms}),
        source((name + "_source").c_str()) {
    host.socket.bind(unit.socket);
    unit.interrupt(interrupt);
    unit.reset(reset);
    source.neurons(unit.columns);
  }

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
  double get_float(std::uint32_t offset) {
    const std::uint32_t bits = get(offset);
    float value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return static_cast<double>(value);
  }
  std::uint64_t counter(std::uint32_t low_offset) {
    const std::uint64_t low = get(low_offset);
    return low | std::uint64_t{get(low_offset + 4)} << 32;
  }
  void set(std::uint32_t offset, std::uint32_t value) {
    EXPECT_EQ(host.write32(offset, value), tlm::TLM_OK_RESPONSE) << "writing " << std::hex << offset;
  }
  void set_float(std::uint32_t offset, double value) {
    const auto single = static_cast<float>(value);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &single, sizeof bits);
    set(offset, bits);
  }
  template <class Value>
  void write(std::uint32_t window, const std::vector<Value>& values) {
    EXPECT_EQ(host.write(window, values.data(), static_cast<unsigned>(values.size() * sizeof(Value))),
              tlm::TLM_OK_RESPONSE);
  }
  template <class Value>
  std::vector<Value> read(std::uint32_t window, std::size_t count) {
    std::vector<Value> values(count);
    EXPECT_EQ(host.read(window, values.data(), static_cast<unsigned>(count * sizeof(Value))), tlm::TLM_OK_RESPONSE);
    return values;
  }
  template <class Value>
  std::vector<Value> look(std::uint32_t window, std::size_t count) {
    std::vector<Value> values(count);
    const auto bytes = static_cast<unsigned>(count * sizeof(Value));
    EXPECT_EQ(host.debug(tlm::TLM_READ_COMMAND, window, values.data(), bytes), bytes);
    return values;
  }

  /// Output codes of a vector.
  std::vector<int> codes(std::uint32_t vector, std::uint32_t neurons) {
    const std::uint32_t stride = (neurons + 3) / 4 * 4;
    const auto bytes = look<std::uint8_t>(ndr_window::output + vector * stride, neurons);
    return {bytes.begin(), bytes.end()};
  }
  /// Input codes, each vector from a 4-byte boundary.
  void write_inputs(const std::vector<std::vector<int>>& vectors) {
    std::vector<std::int16_t> words;
    for (const std::vector<int>& vector : vectors) {
      for (const int code : vector) words.push_back(static_cast<std::int16_t>(code));
      if (vector.size() % 2 != 0) words.push_back(0);
    }
    write(ndr_window::input, words);
  }

  /// ECRAM conductances, S.
  std::vector<double> conductances(std::uint32_t neurons) {
    const auto truth = look<double>(ndr_window::truth, 3 * std::size_t{neurons});
    std::vector<double> siemens;
    for (std::uint32_t i = 0; i < neurons; ++i) siemens.push_back(truth[3 * i + 2]);
    return siemens;
  }

  /// Begins a command, at a cycle that now() gives.
  void start(ndr_operation operation) {
    synchronise();
    set(common_register::command, static_cast<std::uint32_t>(operation));
  }
  /// Waits for the interrupt, takes it back and says with which error the command has ended.
  ndr_error finish() {
    synchronise();
    if (!interrupt.read()) sc_core::wait(interrupt.posedge_event());
    const std::uint32_t causes = get(common_register::irq_status);
    set(common_register::irq_status, causes);
    synchronise();
    EXPECT_FALSE(interrupt.read());
    return (causes & ndr_interrupt::error) != 0 ? static_cast<ndr_error>(get(common_register::error)) : ndr_error::none;
  }
  ndr_error carry_out(ndr_operation operation) {
    start(operation);
    return finish();
  }
  /// Carries out a command that must succeed. Returns how many cycles it took.
  cycle_count cycles_of(ndr_operation operation) {
    EXPECT_EQ(carry_out(operation), ndr_error::none);
    return latency.rows().back().cycles;
  }
  /// Neurons 0 to count - 1, vectors, and the reference of the DACs at the unit's limit.
  void select(std::uint32_t count, std::uint32_t vectors = 1) {
    set(ndr_register::neuron_count, count);
    set(ndr_register::vector_count, vectors);
    set_float(ndr_register::input_step, get_float(ndr_register::input_unit) * get_float(ndr_register::input_limit) /
                                            get(ndr_register::input_maximum));
  }
  /// Arms the unit.
  void arm(std::uint32_t neurons, std::uint32_t vectors, std::uint32_t sources, double ohm) {
    select(neurons, vectors);
    set(ndr_register::source_count, sources);
    set_float(ndr_register::transimpedance, ohm);
    start(ndr_operation::evaluate_analog);
  }

  /// Joules of each component so far.
  std::map<std::string, double> paid() const {
    std::map<std::string, double> joules;
    for (const auto& [name, total] : energy.by_component()) joules[name.substr(name.find('.') + 1)] = total;
    return joules;
  }
};

/// Runs `script` in the initiator's thread, with the unit's interrupts enabled.
inline void on_a_unit(const ndr_unit_parameters& parameters, const std::function<void(ndr_bench&)>& script,
                      std::uint64_t seed = 1) {
  ndr_bench bench("unit", parameters, seed);
  bool ended = false;
  bench.host.script = [&](scripted_initiator&) {
    bench.set(common_register::irq_enable, ndr_interrupt::done | ndr_interrupt::error);
    script(bench);
    ended = true;
  };
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

/// Times of a unit of default parameters, in cycles of 10 ns, as docs/ndr-neuron.md has them.
struct expected_unit_times {
  cycle_count decode = 2, dac = 1, input_stage = 1, sample = 1, decide = 2;
  /// 13.27 ns for the N-type device with its ECRAM in series.
  cycle_count activate = 2;
  cycle_count vector(std::uint32_t neurons, std::uint32_t converters, bool from_window, std::uint32_t bits = 8) const {
    const cycle_count rounds = (neurons + converters - 1) / converters;
    const cycle_count in = from_window ? (neurons + 1) / 2 + dac : 0;
    return in + input_stage + activate + sample + rounds * (bits + 1) + (neurons + 3) / 4;
  }
};

}  // namespace memvp::testing_words
