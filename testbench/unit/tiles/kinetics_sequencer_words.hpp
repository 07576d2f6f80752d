// SPDX-License-Identifier: Apache-2.0
// The words in which the tests of the kinetics tile's per-clock sequencer speak.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <numeric>
#include <tuple>
#include <utility>
#include <vector>

#include "memvp/testbench/per_clock/kinetics_sequencer_bench.hpp"

namespace memvp::testing_words {

/// What a sequencer has reported, and when.
struct kinetics_report {
  using pulse = std::tuple<std::uint32_t, cycle_count, cycle_count>;  // step, start, cycles
  std::vector<cycle_count> refreshed, sampled, written, unscaled;
  std::vector<pulse> pulses;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> converted;  // first, count
  std::vector<std::pair<std::uint32_t, cycle_count>> scaled;
  std::vector<cycle_count> converted_at;
  std::uint64_t steps = 0, samples = 0, commands = 0;
};

// Distinct numbers, so that a part counted twice or left out shows. Five devices on two converters: three rounds.
inline kinetics_sequencer_request request_of(kinetics_operation code, std::uint32_t devices = 5) {
  kinetics_sequencer_request request;
  kinetics_sequencer_registers& r = request.registers;
  r.command = static_cast<std::uint32_t>(code);
  r.devices = r.trains = devices;
  r.steps = 3;
  r.pulse_width = 31;
  r.high_volts = 3;
  r.converter_high = r.alpha = r.beta = 1;
  kinetics_sequencer_settings& s = request.settings;
  s.bank_devices = 8;
  s.converters = 2;
  s.density_slots = 4;
  s.input_words = s.feature_words = 100;
  s.table_steps = 50;
  s.write_supply = 5;
  s.decode = 3;
  s.fetch = 2;
  s.refresh = 101;
  s.read = 13;
  s.convert = 7;
  s.setup = 17;
  s.release = 19;
  s.write = 23;
  request.alpha_table = request.beta_table = std::vector<std::uint16_t>(50, 4096);
  return request;
}

class program_thread : public sc_core::sc_module {
 public:
  kinetics_sequencer_bench bench{"bench"};

  SC_HAS_PROCESS(program_thread);
  program_thread(const sc_core::sc_module_name& name, std::function<void(kinetics_sequencer_bench&)> program)
      : sc_module(name), program_(std::move(program)) {
    SC_THREAD(run);
  }

 private:
  void run() { program_(bench); }
  std::function<void(kinetics_sequencer_bench&)> program_;
};

inline void on_a_bench(std::function<void(kinetics_sequencer_bench&)> program) {
  bool ended = false;
  program_thread thread("thread", [&](kinetics_sequencer_bench& bench) {
    program(bench);
    ended = true;
  });
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

inline kinetics_sequencer_result carry_out(kinetics_sequencer_bench& bench, kinetics_sequencer_request request,
                                           kinetics_report& seen) {
  kinetics_sequencer_callbacks& calls = request.callbacks;
  seen = {};
  calls.refreshed = [&](const kinetics_position&, cycle_count at) { seen.refreshed.push_back(at); };
  calls.scaled = [&](std::uint32_t step, cycle_count at) { seen.scaled.emplace_back(step, at); };
  calls.unscaled = [&](cycle_count at) { seen.unscaled.push_back(at); };
  calls.pulsed = [&](const kinetics_position& at, cycle_count start, cycle_count cycles) {
    seen.pulses.emplace_back(at.step, start, cycles);
  };
  calls.sampled = [&](const kinetics_position&, bool, cycle_count at) { seen.sampled.push_back(at); };
  calls.converted = [&](const kinetics_position&, std::uint32_t first, std::uint32_t count, cycle_count at) {
    seen.converted.emplace_back(first, count);
    seen.converted_at.push_back(at);
  };
  calls.step_ended = [&](const kinetics_position&, cycle_count) { ++seen.steps; };
  calls.sample_ended = [&](const kinetics_position&, cycle_count) { ++seen.samples; };
  calls.written = [&](std::uint32_t, cycle_count at) { seen.written.push_back(at); };
  calls.ended = [&](cycle_count) { ++seen.commands; };
  const kinetics_sequencer_result result = bench.run(request);
  EXPECT_EQ(std::accumulate(result.cycles_in.begin(), result.cycles_in.end(), cycle_count{0}), result.cycles);
  if (!result.refused && !result.cut) {
    EXPECT_EQ(result.cycles, length_of(request));
  }
  return result;
}

}  // namespace memvp::testing_words
