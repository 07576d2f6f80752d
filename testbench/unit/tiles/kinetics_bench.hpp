// SPDX-License-Identifier: Apache-2.0
// The words in which the tests of the kinetics tile speak.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "memvp/models/tiles/kinetics_driver.hpp"
#include "memvp/models/tiles/kinetics_registers.hpp"
#include "memvp/models/tiles/kinetics_tile.hpp"
#include "memvp/testbench/unit/tiles/device_bench.hpp"
#include "memvp/testbench/unit/tiles/host_bench.hpp"

namespace memvp::testing_words {

/// A tile on which nothing is left to chance, with times that can be counted at 100 MHz: pulse W 100 cycles, period Z
/// 200, read T 10, setup S 5, release L 4, refresh E 50, write K 7, decode D 2, fetch F 1; conversions of C = 8 + 1
/// cycles, four devices a converter.
inline kinetics_tile_parameters quiet_kinetics_tile(std::int64_t devices) {
  kinetics_tile_parameters parameters;
  parameters.bank.devices = devices;
  kinetics_device_parameters& device = parameters.device;
  device.variability = false;
  device.pulse_width = 1e-6;
  device.step_time = 2e-6;
  device.read_width = 100e-9;
  parameters.reservoir.variability = false;
  parameters.reservoir.read_width = 100e-9;
  parameters.sequencer.setup_time = 50e-9;
  parameters.sequencer.release_time = 40e-9;
  parameters.sequencer.refresh_time = 500e-9;
  parameters.sequencer.write_time = 70e-9;
  parameters.trace.devices = "";
  return parameters;
}

/// The same with 16-bit converters and amplitudes, by the discrete law.
inline kinetics_tile_parameters fine_discrete_tile(std::int64_t devices) {
  kinetics_tile_parameters parameters = quiet_kinetics_tile(devices);
  parameters.device.integrator = kinetics_integrator::discrete;
  parameters.encoder.dac_bits = 16;
  parameters.converter.bits = 16;
  return parameters;
}

/// The same tile with reservoir devices.
inline kinetics_tile_parameters quiet_reservoir_tile(std::int64_t devices) {
  kinetics_tile_parameters parameters = quiet_kinetics_tile(devices);
  parameters.bank.model = kinetics_model::reservoir;
  return parameters;
}

/// Cycles of the tile above, as docs/kinetics-sequencer.md names them.
struct kinetics_times {
  cycle_count D = 2, F = 1, T = 10, C = 9, S = 5, W = 100, L = 4, E = 50, K = 7, Z = 200;
};

/// A run of so many trains and steps on as many devices, everything else at the reset values.
inline kinetics_command run_of(std::uint32_t trains, std::uint32_t steps, std::uint32_t devices,
                               const kinetics_tile_parameters& parameters) {
  kinetics_command command = reset_command(parameters, tile_clock());
  command.operation = kinetics_operation::run;
  command.trains = trains;
  command.steps = steps;
  command.devices = devices;
  return command;
}

/// States by the discrete law of the authors' software: x[0] = 1, x[k] = x[k-1] + alpha/x[k-1] - beta u[k-1].
inline std::vector<double> discrete_states(const kinetics_constants& constants, const std::vector<double>& inputs) {
  std::vector<double> states{1};
  for (std::size_t k = 0; k + 1 < inputs.size(); ++k)
    states.push_back(states[k] + constants.alpha / states[k] - constants.beta * inputs[k]);
  return states;
}

/// A kinetics tile and an initiator that speaks to it.
struct kinetics_bench : device_bench<kinetics_tile> {
  using device_bench::device_bench;
  using device_bench::start;

  void set_float(std::uint32_t offset, double value) {
    const auto single = static_cast<float>(value);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &single, sizeof bits);
    set(offset, bits);
  }
  double look_float(std::uint32_t offset) {
    const std::uint32_t bits = look(offset);
    float value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return static_cast<double>(value);
  }
  void load(const kinetics_command& command) {
    namespace reg = kinetics_register;
    set(reg::first_device, command.first_device);
    set(reg::device_count, command.devices);
    set(reg::sample_count, command.samples);
    set(reg::train_count, command.trains);
    set(reg::step_count, command.steps);
    set(reg::axis, static_cast<std::uint32_t>(command.axis));
    set(reg::mask_length, command.mask_length);
    set(reg::encoding, static_cast<std::uint32_t>(command.encoding));
    set(reg::sampling, static_cast<std::uint32_t>(command.sampling));
    set(reg::refresh, command.refresh ? 1 : 0);
    set(reg::tables, command.tables);
    set(reg::feature_size, command.feature_size);
    set(reg::overlap, command.overlap ? 1 : 0);
    set(reg::pulse_width, command.pulse_width);
    set(reg::period, command.period);
    set_float(reg::voltage_low, command.low_volts);
    set_float(reg::voltage_high, command.high_volts);
    set_float(reg::converter_low, command.converter_low);
    set_float(reg::converter_high, command.converter_high);
    set_float(reg::alpha, command.constants.alpha);
    set_float(reg::beta, command.constants.beta);
  }
  void start(const kinetics_command& command) {
    load(command);
    start(static_cast<std::uint32_t>(command.operation));
  }
  /// Waits for the interrupt, takes it back and says with which error the command has ended; `causes` are the bits of
  /// IRQ_STATUS.
  kinetics_error finish() {
    synchronise();
    if (!interrupt.read()) sc_core::wait(interrupt.posedge_event());
    causes = get(common_register::irq_status);
    set(common_register::irq_status, causes);
    synchronise();
    EXPECT_FALSE(interrupt.read());
    return (causes & kinetics_interrupt::error) != 0 ? static_cast<kinetics_error>(get(common_register::error))
                                                     : kinetics_error::none;
  }
  kinetics_error carry_out(const kinetics_command& command) {
    start(command);
    return finish();
  }
  /// Carries out a command that must succeed. Returns how many cycles it took.
  cycle_count cycles_of(const kinetics_command& command) {
    EXPECT_EQ(carry_out(command), kinetics_error::none);
    return latency.rows().back().cycles;
  }
  /// A reset of two cycles, at a cycle that now() gives.
  void reset_now() {
    reset.write(true);
    sc_core::wait(duration(2, period()));
    reset.write(false);
    sc_core::wait(period());
    host.delay = sc_core::SC_ZERO_TIME;
  }

  /// Half-words from the beginning of a window.
  void write_half_words(std::uint32_t window, const std::vector<std::uint16_t>& values) {
    std::vector<std::uint32_t> words((values.size() + 1) / 2);
    for (std::size_t i = 0; i < values.size(); ++i) words[i / 2] |= std::uint32_t{values[i]} << (i % 2 * 16);
    write(window, words);
  }
  /// Codes of one sample.
  void write_codes(const std::vector<std::uint16_t>& codes) { write_half_words(kinetics_window::input, codes); }
  /// The first `count` features.
  std::vector<std::uint16_t> features(std::size_t count) {
    std::vector<std::uint32_t> words = read<std::uint32_t>(kinetics_window::feature, (count + 1) / 2);
    std::vector<std::uint16_t> codes(count);
    std::memcpy(codes.data(), words.data(), count * sizeof(std::uint16_t));
    return codes;
  }
  /// States of the first devices, through transport_dbg.
  std::vector<double> states(std::size_t devices) { return look<double>(kinetics_window::state, devices); }
  /// alpha and beta of a device.
  std::vector<double> constants(std::uint32_t device) {
    return look<double>(kinetics_window::constants + device * 16, 2);
  }

  /// Joules of each component so far.
  std::map<std::string, double> paid() const {
    std::map<std::string, double> joules;
    for (const auto& [component, total] : energy.by_component())
      joules[component.substr(component.find('.') + 1)] = total;
    return joules;
  }

  std::uint32_t causes = 0;
};

/// Runs `script` in the initiator's thread, with the tile's interrupts enabled.
inline void on_a_kinetics_tile(const kinetics_tile_parameters& parameters,
                               const std::function<void(kinetics_bench&)>& script, std::uint64_t seed = 1) {
  kinetics_bench bench("tile", parameters, seed);
  bool ended = false;
  bench.host.script = [&](scripted_initiator&) {
    bench.set(common_register::irq_enable, kinetics_interrupt::done | kinetics_interrupt::error);
    script(bench);
    ended = true;
  };
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

inline std::vector<std::uint16_t> random_codes(std::size_t count, std::uint64_t seed) {
  draws numbers(seed);
  std::vector<std::uint16_t> codes(count);
  for (std::uint16_t& code : codes) code = static_cast<std::uint16_t>(numbers.below(65536));
  return codes;
}

using kinetics_host_bench = host_bench<kinetics_tile, kinetics_driver, kinetics_tile_address_size>;

}  // namespace memvp::testing_words
