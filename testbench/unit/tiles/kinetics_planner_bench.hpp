// SPDX-License-Identifier: Apache-2.0
// A kinetics tile's bank, circuits and planner, without SystemC: commands are handed over by the test.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "memvp/models/tiles/kinetics_half_words.hpp"
#include "memvp/models/tiles/kinetics_periphery.hpp"
#include "memvp/models/tiles/kinetics_planner.hpp"
#include "memvp/models/tiles/kinetics_registers.hpp"

namespace memvp::testing_words {

/// Times that are small and all different, in cycles of 10 ns: D 2, F 3, E 23, T 11, C 9 (4 comparisons of 2 and 1),
/// S 5, L 7, K 13, pulse width 40, period 150; 3 converters for 6 devices. Nothing is left to chance.
inline kinetics_tile_parameters counted_kinetics_tile(std::int64_t devices = 6) {
  kinetics_tile_parameters p;
  p.bank.devices = devices;
  p.device.variability = false;
  p.device.pulse_width = 400e-9;
  p.device.step_time = 1.5e-6;
  p.device.read_width = 110e-9;
  p.reservoir.variability = false;
  p.reservoir.read_width = 110e-9;
  p.converter.bits = 4;
  p.converter.bit_time = 20e-9;
  p.converter.overhead_time = 10e-9;
  p.converter.devices_per_converter = 2;
  p.sequencer.fetch_cycles = 3;
  p.sequencer.setup_time = 50e-9;
  p.sequencer.release_time = 70e-9;
  p.sequencer.refresh_time = 230e-9;
  p.sequencer.write_time = 130e-9;
  return p;
}

/// The same with codes and features so fine that they hardly round.
inline kinetics_tile_parameters fine_kinetics_tile(std::int64_t devices = 6) {
  kinetics_tile_parameters p = counted_kinetics_tile(devices);
  p.converter.bits = 16;
  p.encoder.dac_bits = 16;
  return p;
}

struct kinetics_planner_bench {
  kinetics_tile_parameters parameters;
  clock_grid clock{10'000};
  energy_ledger energy;
  kinetics_periphery periphery;
  kinetics_bank bank;
  kinetics_buffers buffers;
  kinetics_planner planner;
  cycle_count now = 0;
  std::size_t plans = 0;  // of the command carried out last

  explicit kinetics_planner_bench(const kinetics_tile_parameters& p, std::uint64_t seed = 1)
      : parameters(p),
        periphery(p, clock, "tile", energy),
        bank(p, seed, 0),
        planner(bank, buffers, periphery, p, clock) {}

  kinetics_command command(kinetics_operation operation, std::uint32_t devices = 1) const {
    kinetics_command c = reset_command(parameters, clock);
    c.operation = operation;
    c.devices = devices;
    return c;
  }
  /// A run without idle time, everything else as after a reset.
  kinetics_command run(std::uint32_t trains, std::uint32_t steps, std::uint32_t devices) const {
    kinetics_command c = command(kinetics_operation::run, devices);
    c.trains = trains;
    c.steps = steps;
    c.period = 0;
    return c;
  }

  /// Carries a command out, or as much of it as a reset `until` cycles after its beginning leaves. Returns its cycles.
  cycle_count carry_out(const kinetics_command& c, cycle_count until = ~cycle_count{0}) {
    const cycle_count begin = now;
    const kinetics_error error = planner.begin(c, now);
    EXPECT_EQ(error, kinetics_error::none);
    if (error != kinetics_error::none) return 0;
    plans = 0;
    do {
      ++plans;
      const cycle_count passed = std::min(planner.current().length(), until - (now - begin));
      pass(passed);
      now += passed;
      if (now - begin == until) {
        planner.stop(now);
        break;
      }
    } while (planner.next(now));
    return now - begin;
  }

  /// Energy paid so far, by component and by cause.
  std::map<std::string, double> paid() const {
    std::map<std::string, double> all;
    for (const auto& [name, joules] : energy.by_component()) all[name.substr(std::string("tile.").size())] = joules;
    return all;
  }
  std::map<std::string, double> causes() const {
    std::map<std::string, double> all;
    for (const auto& [name, joules] : energy.by_cause()) all[name] = joules;
    return all;
  }

  void set_code(std::uint64_t index, std::uint32_t code) { set_half_word(buffers.input, index, code); }
  void set_codes(const std::vector<std::uint32_t>& codes) {
    for (std::size_t i = 0; i < codes.size(); ++i) set_code(i, codes[i]);
  }
  std::uint32_t feature(std::uint64_t index) const { return half_word(buffers.feature, index); }
  double state(std::uint32_t device) const { return bank.state(device, clock.picoseconds(now)); }

 private:
  void pass(cycle_count passed) {
    const auto& phases = planner.current().phases();
    cycle_count last_end = 0;
    for (std::size_t i = 0; i < phases.size(); ++i) {
      EXPECT_GE(phases[i].end(), last_end);  // effects in the order in which they happen
      last_end = phases[i].end();
      const cycle_interval interval = phases[i].interval;
      if (interval.start > passed || (interval.start == passed && interval.length > 0)) continue;
      const cycle_count elapsed = std::min(interval.length, passed - interval.start);
      planner.execute(i, elapsed);
      const double share =
          interval.length == 0 ? 1 : static_cast<double>(elapsed) / static_cast<double>(interval.length);
      for (std::uint32_t k = 0; k < phases[i].energy_count; ++k) {
        const phase_energy& entry = planner.current().energies(phases[i])[k];
        energy.post(entry.component, phases[i].cause, {now + interval.start, elapsed}, entry.joules * share);
      }
    }
  }
};

}  // namespace memvp::testing_words
