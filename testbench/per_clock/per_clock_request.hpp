// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

#include "memvp/models/tiles/ecram_command.hpp"
#include "memvp/models/tiles/ecram_costs.hpp"
#include "memvp/testbench/per_clock/ecram_step.hpp"
#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// Lines that the select pins can show, on either side of the array.
inline constexpr int per_clock_lines = 64;

/// Which of the array's two sets of lines.
enum class array_line { row, column };

/// A write pulse as the lines saw it. Lines are lines of the array, not of the region.
struct per_clock_pulse {
  struct column_pulse {
    std::uint32_t column;
    std::uint64_t width;  ///< in units of the pulse width
  };
  std::vector<std::uint32_t> rows;    ///< rows selected
  std::vector<column_pulse> columns;  ///< columns selected, each with its own width
  bool positive = true;               ///< raises the conductance
  cycle_count start = 0;              ///< counted from the start of the command
  cycle_count cycles = 0;             ///< of the widest column
};

/// A sample taken by the sense lines.
struct per_clock_sample {
  cycle_count cycle = 0;     ///< the end of the integration, counted from the start of the command
  std::uint64_t number = 0;  ///< samples taken before it in this command
  array_region cells;        ///< the region, or the single cell that is read
};

/// What the sequencer asks and reports. `fires` is needed by bit streams and `decide` by write-and-verify only.
struct per_clock_callbacks {
  /// Does this line of the array fire in this slot of this sign phase (0..3)? Asked for lines of the phase's sign.
  std::function<bool(array_line, std::uint32_t line, std::uint32_t slot, unsigned phase)> fires;
  /// Outcome of the comparison for a cell: 0 to accept, otherwise the signed width in units of the pulse to apply.
  std::function<std::int64_t(std::uint32_t row, std::uint32_t column)> decide;
  std::function<void(const per_clock_pulse&)> pulse_finished;
  std::function<void(const per_clock_sample&)> sampled;
};

/// Since the last write pulse of an array that was never written.
inline constexpr cycle_count never_written = std::numeric_limits<cycle_count>::max();

/// A command with all that stands still while it runs. The buffers are laid out as in the tile's windows: `input` holds
/// vector after vector, or row words and then column words; `pulse` holds the words of the region's cells, row by row.
struct per_clock_request {
  ecram_command command;
  ecram_timing timing{};
  std::uint32_t array_rows = 0, array_columns = 0;  ///< 1 to 64 each: the width of the select pins
  const std::uint32_t* input = nullptr;
  std::size_t input_words = 0;
  const std::uint32_t* pulse = nullptr;
  std::size_t pulse_words = 0;
  per_clock_callbacks callbacks;
  /// From the end of the last write pulse to the edge that starts the command; without a value, as the sequencer saw it
  /// itself.
  std::optional<cycle_count> cycles_since_last_write;
};

/// @throws std::invalid_argument if the request cannot be carried out (the tile would refuse it, or the pins are too
/// few) or a callback that it needs is missing
void check(const per_clock_request& request);

/// What came of a command.
struct per_clock_result {
  cycle_count cycles = 0;  ///< from start to done
  std::uint64_t pulses = 0, samples = 0;
  std::uint64_t conversions = 0;                          ///< a line sampled and converted
  std::array<cycle_count, ecram_step_count> cycles_in{};  ///< per step; their sum is `cycles`
  cycle_count in(ecram_step step) const { return cycles_in[static_cast<std::size_t>(step)]; }
};

}  // namespace memvp
