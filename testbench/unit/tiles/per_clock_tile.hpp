// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "memvp/models/tiles/ecram_periphery.hpp"
#include "memvp/testbench/per_clock/ecram_sequencer_bench.hpp"

namespace memvp::testing_words {

/// One cell's share of a write pulse, in cycles of the run.
struct cell_pulse {
  cycle_count start, length;
  std::uint32_t row, column;
  bool positive;
  bool operator==(const cell_pulse& o) const {
    return std::tie(start, length, row, column, positive) == std::tie(o.start, o.length, o.row, o.column, o.positive);
  }
};
std::ostream& operator<<(std::ostream& out, const cell_pulse& pulse);

/// What came of a command.
struct command_record {
  cycle_count cycles = 0;
  std::vector<cell_pulse> pulses;  ///< in order of their start, then of row and column
  std::uint64_t samples = 0, conversions = 0, verify_failures = 0;
  std::vector<std::uint32_t> words;  ///< of the result window

  void sort_pulses();
};

/// The tile once more, clock by clock: the per-clock sequencer says what happens and when, an array of the same seed
/// what becomes of the cells and what is sensed. It shares the array, the converters and the table of times with the
/// tile, and nothing of how the tile plans.
class per_clock_tile {
 public:
  per_clock_tile(const ecram_tile_parameters& parameters, clock_grid clock, std::uint64_t seed);

  /// Carries out a command that begins at cycle `start`. Only from an SC_THREAD.
  command_record carry_out(ecram_sequencer_bench& bench, const ecram_command& command, const ecram_timing& timing,
                           cycle_count start, const std::vector<std::uint32_t>& input,
                           const std::vector<std::uint32_t>& pulse);

  const ecram_array& array() const { return array_; }

 private:
  void pulse_finished(const per_clock_pulse& pulse);
  void sampled(const per_clock_sample& sample);
  std::int64_t decide(std::uint32_t row, std::uint32_t column);
  bool fires(array_line line, std::uint32_t number, std::uint32_t slot) const;
  double input_volts(std::size_t value) const;
  void store(const double* currents, std::size_t count);

  ecram_tile_parameters parameters_;
  clock_grid clock_;
  ecram_array array_;
  digital_to_analog_converter dac_;
  successive_approximation_converter adc_;
  double full_scale_;  // V
  bool written_ = false;
  cycle_count last_write_end_ = 0;
  std::uint64_t sense_events_ = 0;

  // The command that is being carried out.
  ecram_command command_;
  ecram_timing timing_{};
  cycle_count start_ = 0;
  const std::vector<std::uint32_t>* input_ = nullptr;
  const std::vector<std::uint32_t>* pulse_ = nullptr;
  command_record record_;
  std::vector<double> volts_, currents_;
  double reading_sum_ = 0;
  std::uint32_t readings_ = 0;
  std::vector<std::uint8_t> accepted_;  // a cell of the region, in its last round
};

}  // namespace memvp::testing_words
