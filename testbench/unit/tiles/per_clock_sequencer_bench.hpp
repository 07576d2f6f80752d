// SPDX-License-Identifier: Apache-2.0
// The words in which the tests of the ECRAM tile's per-clock sequencer speak.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <numeric>
#include <systemc>
#include <utility>
#include <vector>

#include "memvp/testbench/per_clock/ecram_sequencer_bench.hpp"

namespace memvp::per_clock_words {

using words = std::vector<std::uint32_t>;

/// Distinct numbers, so that a step counted twice or left out shows. One converter, n = 1.
inline ecram_timing distinct_times() {
  ecram_timing t{};
  t.decode = 3;        // D
  t.fetch = 2;         // F
  t.line_setup = 5;    // S
  t.line_release = 7;  // L
  t.pulse_lsb = 11;    // U
  t.pulse_maximum = 1000;
  t.write_settle = 13;  // W
  t.drive = 17;         // T
  t.integrate = 19;     // I
  t.convert = 23;       // C
  t.decide = 29;        // Q
  t.converters = 1;
  return t;
}

inline ecram_timing no_times() {
  ecram_timing t{};
  t.pulse_maximum = 1000;
  t.converters = 1;
  return t;
}

inline words signed_words(const std::vector<int>& values) { return {values.begin(), values.end()}; }

inline ecram_command command_of(ecram_operation operation, array_region region) {
  ecram_command command;
  command.operation = operation;
  command.region = region;
  return command;
}

/// Runs a program against the sequencer.
class program_thread : public sc_core::sc_module {
 public:
  ecram_sequencer_bench bench{"bench"};

  SC_HAS_PROCESS(program_thread);
  program_thread(const sc_core::sc_module_name& name, std::function<void(ecram_sequencer_bench&)> program)
      : sc_module(name), program_(std::move(program)) {
    SC_THREAD(run);
  }

 private:
  void run() { program_(bench); }
  std::function<void(ecram_sequencer_bench&)> program_;
};

inline void on_a_bench(std::function<void(ecram_sequencer_bench&)> program) {
  bool ended = false;
  program_thread thread("thread", [&](ecram_sequencer_bench& bench) {
    program(bench);
    ended = true;
  });
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

/// Keeps what the sequencer reports.
struct record {
  std::vector<per_clock_pulse> pulses;
  std::vector<cycle_count> samples;

  per_clock_callbacks callbacks() {
    per_clock_callbacks c;
    c.pulse_finished = [this](const per_clock_pulse& pulse) { pulses.push_back(pulse); };
    c.sampled = [this](const per_clock_sample& sample) { samples.push_back(sample.cycle); };
    return c;
  }
};

inline std::vector<std::pair<std::uint32_t, std::uint64_t>> columns_of(const per_clock_pulse& pulse) {
  std::vector<std::pair<std::uint32_t, std::uint64_t>> columns;
  for (const auto& column : pulse.columns) columns.emplace_back(column.column, column.width);
  return columns;
}

inline cycle_count sum_of_steps(const per_clock_result& result) {
  return std::accumulate(result.cycles_in.begin(), result.cycles_in.end(), cycle_count{0});
}

}  // namespace memvp::per_clock_words
