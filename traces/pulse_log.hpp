// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// One write pulse as a driver gave it to the selected cell (half-selected neighbours follow from the scheme).
struct write_pulse {
  std::uint32_t tile = 0;  ///< from pulse_log::tile()
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  double volts = 0.0;  ///< gate to channel
  cycle_interval interval;
};

/// Keeps the write pulses of a run, for `pulses.csv` and for energy recomputed independently of the ledger. Opt in.
class pulse_log {
 public:
  /// @param most_kept later pulses are counted but not kept (40 bytes each)
  explicit pulse_log(std::size_t most_kept = 1'000'000) : most_kept_(most_kept) {}

  /// Finds or creates the number of a tile.
  std::uint32_t tile(std::string_view name);

  void record(const write_pulse& pulse);

  const std::vector<write_pulse>& pulses() const noexcept { return pulses_; }
  /// Pulses that came after the log was full.
  std::uint64_t not_kept() const noexcept { return not_kept_; }

  /// Writes tile,row,column,volts,start_cycle,cycles; a last line "# N more pulses were not kept" if so.
  void write_csv(const std::filesystem::path& path) const;

 private:
  std::size_t most_kept_;
  std::uint64_t not_kept_ = 0;
  std::vector<std::string> tiles_;
  std::vector<write_pulse> pulses_;
};

}  // namespace memvp
