// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

#include "memvp/models/circuits/successive_approximation_converter.hpp"
#include "memvp/models/tiles/rram_array.hpp"
#include "memvp/testbench/per_clock/rram_sequencer_bench.hpp"

namespace memvp::testing_words {

/// A write pulse of a 1T1R cell, in cycles of the run.
struct rram_cell_pulse {
  cycle_count start, length;
  std::uint32_t row, column;
  bool operator==(const rram_cell_pulse& o) const {
    return std::tie(start, length, row, column) == std::tie(o.start, o.length, o.row, o.column);
  }
};
std::ostream& operator<<(std::ostream& out, const rram_cell_pulse& pulse);

/// A sample of a product, in cycles of the run.
struct rram_product_sample {
  cycle_count cycle;
  std::uint32_t vector;
  bool operator==(const rram_product_sample& o) const { return std::tie(cycle, vector) == std::tie(o.cycle, o.vector); }
};
std::ostream& operator<<(std::ostream& out, const rram_product_sample& sample);

/// What a 1T1R tile counts since reset.
struct rram_tally {
  std::uint64_t cycles = 0, pulses = 0, verify_reads = 0, conversions = 0, verify_failures = 0;
  bool operator==(const rram_tally& o) const;
};
std::ostream& operator<<(std::ostream& out, const rram_tally& tally);

/// A command with the contents of the windows that it reads.
struct rram_drawn_command {
  rram_command command;
  std::vector<std::int32_t> codes;     ///< vector after vector
  std::vector<std::uint32_t> targets;  ///< in 1/65535 of the window
};

/// What came of a command.
struct rram_record {
  cycle_count cycles = 0;
  std::vector<rram_cell_pulse> pulses;
  std::vector<rram_product_sample> samples;
  std::vector<std::int32_t> readings;    ///< words of read_cells
  std::vector<std::uint32_t> delivered;  ///< which words of a product have come to RESULT
  std::vector<std::uint32_t> failures;   ///< words of the FAILURE window
};

/// The 1T1R tile once more, clock by clock: the per-clock sequencer says what happens and when, an array of the same
/// seed what becomes of the cells and what is read of them. It shares the array with the tile, and nothing of how the
/// tile plans; times and decisions are those of docs/rram-sequencer.md.
class per_clock_rram_tile {
 public:
  per_clock_rram_tile(const rram_tile_parameters& parameters, clock_grid clock, std::uint64_t seed);

  /// Carries out a command that begins at cycle `start`. Only from an SC_THREAD.
  /// @param reset_after cycles that the command gets before the tile is reset, which also ends the counts
  rram_record carry_out(rram_sequencer_bench& bench, const rram_drawn_command& drawn, cycle_count start,
                        std::optional<cycle_count> reset_after = std::nullopt);

  const rram_sequencer_settings& settings() const { return settings_; }
  const rram_tally& tally() const { return tally_; }
  rram_array& array() { return array_; }

 private:
  void sampled(const per_clock_rram_sample& sample);
  void read_converted();
  double conductance_read();
  rram_verdict compare(std::uint32_t row, std::uint32_t column);
  void pulsed(const per_clock_rram_pulse& pulse);

  rram_tile_parameters parameters_;
  clock_grid clock_;
  rram_array array_;
  successive_approximation_converter cell_converter_;
  rram_sequencer_settings settings_;
  rram_tally tally_;
  double volts_;              // that drive an ohmic cell like the greatest code drives a cell
  double on_resistance_;      // ohm, of the access transistor in a read
  std::uint64_t events_ = 0;  // samples, which name the read noise

  // The command that is being carried out.
  const rram_drawn_command* drawn_ = nullptr;
  cycle_count start_ = 0;
  rram_record record_;
  std::int64_t words_ = 0;  // sum of the reading in progress
  std::uint32_t conversions_ = 0;
  double current_ = 0;  // A, sampled of a cell
  std::int32_t last_reading_ = 0;
};

}  // namespace memvp::testing_words
