// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "memvp/models/tiles/ecram_driver.hpp"
#include "memvp/models/tiles/ecram_tile.hpp"
#include "memvp/platforms/bus_system.hpp"

namespace memvp {

/// Settings of a system with one ECRAM tile.
struct ecram_system_parameters : bus_system_parameters {
  std::int64_t ecram_address = 0x40000000;
  ecram_tile_parameters tile;
  trace_parameters trace;
};

/// Declares every key of the system.
void visit_parameters(parameter_visitor& visitor, ecram_system_parameters& parameters);

/// A bus system with one ECRAM tile.
class ecram_system {
 public:
  using program = std::function<void(host_cpu&, ecram_driver&)>;

  /// \throws std::invalid_argument with one sentence for parameters that cannot be built, overlapping addresses among
  /// them
  ecram_system(const ecram_system_parameters& parameters, std::uint64_t seed, run_traces& traces);

  /// Runs the host's program to its end and writes all traces. What the program throws is thrown here.
  void run(const program& work, run_summary& summary);

  /// The tile's cells before the run, for arrays that were measured rather than programmed.
  ecram_tile& tile() { return ecram_; }

 private:
  run_traces& traces_;
  std::uint64_t ecram_base_;
  bus_system bus_;
  ecram_tile ecram_;
};

}  // namespace memvp
