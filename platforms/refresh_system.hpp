// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "memvp/models/tiles/refresh_driver.hpp"
#include "memvp/models/tiles/refresh_tile.hpp"
#include "memvp/platforms/array_size.hpp"
#include "memvp/platforms/bus_system.hpp"

namespace memvp {

/// Settings of a system with one or more refresh tiles.
struct refresh_system_parameters : bus_system_parameters {
  std::int64_t refresh_address = 0x40000000;  ///< of the first tile; the others follow
  refresh_tile_parameters tile;               ///< of all tiles but for what the workload gives
  trace_parameters trace;
};

/// Declares every key of a system whose tiles have the sizes that the workload needs.
void visit_parameters(parameter_visitor& visitor, refresh_system_parameters& parameters);
/// The same for tiles as large as `array.rows` and `array.columns` say.
void visit_sized_parameters(parameter_visitor& visitor, refresh_system_parameters& parameters);

/// A bus system with refresh tiles: `refresh0`, `refresh1`, ... The cells and rows that waveforms show are the first
/// tile's.
class refresh_system {
 public:
  /// A driver for each tile, which waits for its own tile alone.
  using program = std::function<void(host_cpu&, std::vector<refresh_driver*>)>;

  /// Tiles that differ in size alone. \throws std::invalid_argument with one sentence for parameters that cannot be
  /// built, overlapping addresses and arrays that are too large among them
  refresh_system(const refresh_system_parameters& parameters, const std::vector<array_size>& sizes, std::uint64_t seed,
                 run_traces& traces);
  /// Tiles each with its own parameters, the first at `first_address`. \throws std::invalid_argument as above
  refresh_system(const bus_system_parameters& bus, std::uint64_t first_address,
                 const std::vector<refresh_tile_parameters>& tiles, std::uint64_t seed, run_traces& traces);

  /// Runs the host's program to its end and writes all traces. What the program throws is thrown here.
  void run(const program& work, run_summary& summary);
  /// The same for a program that makes its drivers itself, when it comes to need them.
  void run(const std::function<void(host_cpu&)>& work, run_summary& summary);

  /// A driver for a tile, inside the host's program. Making it is bus traffic.
  refresh_driver driver(host_cpu& host, std::size_t tile) { return {host, address_of(tile), bus_.line(lines_[tile])}; }

 private:
  std::uint64_t address_of(std::size_t tile) const { return first_address_ + tile * refresh_tile_address_size; }

  run_traces& traces_;
  std::uint64_t first_address_;
  bus_system bus_;
  std::vector<std::unique_ptr<refresh_tile>> tiles_;
  std::vector<unsigned> lines_;
};

}  // namespace memvp
