// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// How long the commands of one kind took, without a row for each.
struct latency_histogram {
  std::uint64_t count = 0;
  cycle_count least = std::numeric_limits<cycle_count>::max();
  cycle_count greatest = 0;
  double sum = 0.0;  ///< cycles; exact to 2^53
  /// Bin 0 counts latencies of 0 cycles, bin b those from 2^(b-1) to 2^b - 1.
  std::array<std::uint64_t, 65> log2_bins{};

  void add(cycle_count cycles) noexcept;
  double mean() const noexcept { return count == 0 ? 0.0 : sum / static_cast<double>(count); }
};

/// The pair of a tile and a command; from latency_log::command().
struct latency_id {
  std::uint32_t index = UINT32_MAX;
};

/// Start and length of every command. The first commands (100,000 by default) have a row each; later ones only count in
/// a histogram for their tile and command, so the memory of a run does not grow with its length.
class latency_log {
 public:
  struct row {
    latency_id command;
    cycle_count start;
    cycle_count cycles;
  };

  explicit latency_log(std::size_t most_rows = 100'000) : most_rows_(most_rows) {}

  /// Finds or creates the log's id of a tile's command, for instance ("ecram0", "update"). Allocates.
  latency_id command(std::string_view tile, std::string_view name);

  /// @throws std::logic_error for an id of another log
  void record(latency_id command, cycle_count start, cycle_count cycles);
  void record(std::string_view tile, std::string_view name, cycle_count start, cycle_count cycles) {
    record(command(tile, name), start, cycles);
  }

  const std::vector<row>& rows() const noexcept { return rows_; }
  /// All commands of that kind, with or without a row.
  const latency_histogram& histogram(latency_id command) const { return commands_.at(command.index).all; }
  /// Only those that have no row.
  const latency_histogram& histogram_beyond_rows(latency_id command) const {
    return commands_.at(command.index).beyond_rows;
  }
  const std::string& tile(latency_id command) const { return commands_.at(command.index).tile; }
  const std::string& name(latency_id command) const { return commands_.at(command.index).name; }
  std::size_t command_count() const noexcept { return commands_.size(); }

  /// Writes tile,command,start_cycle,cycles,count,least_cycles,mean_cycles,greatest_cycles,log2_histogram.
  /// A command's own row fills the first four columns. Commands without a row share one line for each (tile, command),
  /// with an empty start and length; its histogram reads "b:n b:n ..." with the bins of latency_histogram. So each
  /// command appears once.
  void write_csv(const std::filesystem::path& path) const;

 private:
  struct logged_command {
    std::string tile;
    std::string name;
    latency_histogram all;
    latency_histogram beyond_rows;
  };

  std::size_t most_rows_;
  std::vector<row> rows_;
  std::vector<logged_command> commands_;
};

}  // namespace memvp
