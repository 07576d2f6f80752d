// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "memvp/models/tiles/kinetics_driver.hpp"
#include "memvp/models/tiles/kinetics_tile.hpp"
#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/models/tiles/rram_tile.hpp"
#include "memvp/models/tiles/vote_driver.hpp"
#include "memvp/models/tiles/vote_unit.hpp"
#include "memvp/platforms/array_size.hpp"
#include "memvp/platforms/bus_system.hpp"
#include "memvp/platforms/workloads/array_network.hpp"

namespace memvp {

/// Settings of a system of a kinetics tile, 1T1R arrays for read-outs and a vote unit.
struct kinetics_system_parameters : bus_system_parameters {
  std::int64_t kinetics_address = 0x30000000;
  std::int64_t arrays_address = 0x40000000;  ///< of the first array; the others follow
  std::int64_t vote_address = 0x60000000;
  kinetics_tile_parameters tile;
  rram_tile_parameters array;  ///< of every array; who builds the system gives rows and columns
  vote_unit_parameters vote;
  trace_parameters trace;
};

/// Declares every key of the system: those of the kinetics tile as they are, those of the arrays under "readout.".
/// Control and technology are the same for all tiles. `votes`: whether the system has a vote unit.
void visit_parameters(parameter_visitor& visitor, kinetics_system_parameters& parameters, bool votes);

/// The arrays of one network: "readout" gives the tiles readout0, readout1...
struct array_group {
  std::string name;
  std::vector<array_size> arrays;
};

/// What a host's program has at hand.
struct kinetics_hardware {
  host_cpu& host;
  dma_driver dma;
  kinetics_driver kinetics;
  std::vector<network_hardware> networks;  ///< a group of arrays each
  std::unique_ptr<vote_driver> vote;       ///< null if there is no vote unit
};

/// Dynamic energy [J] since reset of the arrays of one network.
double energy_of(network_hardware& network);

/// A bus system with a kinetics tile, groups of 1T1R arrays and, if asked for, a vote unit:
/// ```
///   host, dma --- bus ---+-- kinetics0     samples in, features out
///                        +-- readout0...   arrays of a network: features in, sums out
///                        +-- ...           arrays of further networks
///                        +-- vote0         sums of frames in, decisions out
/// ```
class kinetics_system {
 public:
  using program = std::function<void(kinetics_hardware&)>;

  /// \throws std::invalid_argument with one sentence for parameters that cannot be built
  kinetics_system(const kinetics_system_parameters& parameters, const std::vector<array_group>& groups, bool votes,
                  std::uint64_t seed, run_traces& traces);

  /// Runs the host's program to its end and writes all traces. What the program throws is thrown here.
  void run(const program& work, run_summary& summary);

 private:
  struct attached_array {
    std::unique_ptr<rram_tile> tile;
    std::size_t group;
    unsigned line;
  };
  std::uint64_t array_base(std::size_t index) const { return arrays_base_ + index * rram_tile_address_size; }

  run_traces& traces_;
  std::uint64_t kinetics_base_, arrays_base_, vote_base_;
  std::size_t groups_;
  bus_system bus_;
  kinetics_tile kinetics_;
  unsigned kinetics_line_ = 0, vote_line_ = 0;
  std::vector<attached_array> arrays_;
  std::unique_ptr<vote_unit> vote_;
};

/// Whole array of the size that each part of a network takes: no cell without a weight.
std::vector<array_size> sizes_of(const std::vector<array_part>& parts, const mapping_parameters& mapping);

}  // namespace memvp
