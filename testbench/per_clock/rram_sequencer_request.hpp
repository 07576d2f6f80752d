// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include "memvp/models/tiles/rram_command.hpp"
#include "memvp/testbench/per_clock/rram_step.hpp"
#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// Word lines and source lines of a 1T1R array that the select pins can show.
inline constexpr std::uint32_t per_clock_rram_lines = 64;

/// What a tile is, as far as its sequencer has to know, and its times in cycles: the table of docs/rram-sequencer.md.
struct rram_sequencer_settings {
  std::uint32_t rows = 1, columns = 1;  ///< of the array, 1 to 64 each
  std::uint32_t converters = 1;         ///< `n`
  rram_drive drive = rram_drive::multi_level;
  std::uint32_t input_bits = 1;  ///< of a code, its sign included
  cycle_count decode = 0;        ///< `D`
  cycle_count fetch = 0;         ///< `F`
  cycle_count settle = 0;        ///< `T`
  cycle_count integrate = 0;     ///< `I`
  cycle_count gap = 0;           ///< `P`
  cycle_count convert = 0;       ///< `C`
  cycle_count add = 0;           ///< `A`
  cycle_count decide = 0;        ///< `Q`
  cycle_count setup = 0;         ///< `S`
  cycle_count release = 0;       ///< `L`
  cycle_count set_width = 0;     ///< `W`
  cycle_count reset_width = 0;   ///< `W`
  cycle_count form_width = 0;    ///< `W`
};

/// Which pulse a cell gets.
enum class rram_pulse_kind { set, reset, form };

/// A write pulse as the lines saw it. Lines are lines of the array, not of the region.
struct per_clock_rram_pulse {
  rram_pulse_kind kind = rram_pulse_kind::set;
  std::uint32_t row = 0, column = 0;
  std::uint32_t ramp_step = 0;  ///< steps of the ramp above its start, beyond its end too
  cycle_count start = 0;        ///< counted from the start of the command
  cycle_count cycles = 0;
};

/// A sample taken by the source lines.
struct per_clock_rram_sample {
  cycle_count cycle = 0;     ///< the end of the last integration, counted from the start of the command
  std::uint32_t vector = 0;  ///< of a product
  std::uint32_t bit = 0;     ///< of a bit-serial product, 0 the least significant
  array_region cells;        ///< the region, or the single cell that is read
};

/// Lines that were converted at the same time.
struct per_clock_rram_round {
  cycle_count cycle = 0;                    ///< its end
  std::uint32_t vector = 0, bit = 0;        ///< as in per_clock_rram_sample
  std::uint32_t first_line = 0, lines = 0;  ///< of those that were sampled
};

/// Outcome of a comparison.
enum class rram_verdict { accepted, too_low, too_high };

/// What the sequencer asks and reports, each at the edge at which it happens. `compare` is needed by program_verify and
/// form only.
struct rram_sequencer_callbacks {
  std::function<void(const per_clock_rram_sample&)> sampled;
  /// A round of conversions has ended.
  std::function<void(const per_clock_rram_round&)> converted;
  /// A vector's words have been added up.
  std::function<void(std::uint32_t vector, cycle_count cycle)> added;
  std::function<rram_verdict(std::uint32_t row, std::uint32_t column)> compare;
  std::function<void(std::uint32_t row, std::uint32_t column)> given_up;
  /// At its end, or where a reset cuts it; not for one that has not begun by then.
  std::function<void(const per_clock_rram_pulse&)> pulsed;
};

/// A command with all that stands still while it runs.
struct rram_sequencer_request {
  rram_command command;
  rram_sequencer_settings settings;
  rram_sequencer_callbacks callbacks;
};

/// @throws std::invalid_argument if the request cannot be carried out (the tile would refuse it, or the pins are too
/// few) or a callback that it needs is missing
void check(const rram_sequencer_request& request);

/// What came of a command.
struct rram_sequencer_result {
  cycle_count cycles = 0;  ///< from start to done
  std::uint64_t samples = 0, conversions = 0, pulses = 0, comparisons = 0, failures = 0;
  std::array<cycle_count, rram_step_count> cycles_in{};  ///< per step; their sum is `cycles`
  cycle_count in(rram_step step) const { return cycles_in[static_cast<std::size_t>(step)]; }
};

}  // namespace memvp
