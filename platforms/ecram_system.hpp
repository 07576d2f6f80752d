// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <systemc>

#include "memvp/models/tiles/ecram_driver.hpp"
#include "memvp/models/tiles/ecram_tile.hpp"
#include "memvp/platforms/run_traces.hpp"
#include "memvp/tlm/dma_engine.hpp"
#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/interrupt_controller.hpp"
#include "memvp/tlm/memory.hpp"
#include "memvp/tlm/router.hpp"

namespace memvp {

/// Settings of a system with one ECRAM tile.
struct ecram_system_parameters {
  double clock_frequency = 100e6;  ///< Hz
  bus_timing timing = bus_timing::loosely_timed;
  double quantum = 1e-6;  ///< s, how far a loosely timed host may run ahead
  bool direct_memory = true;
  std::int64_t memory_size = 65536;  ///< bytes
  std::int64_t memory_address = 0x00000000;
  std::int64_t ecram_address = 0x40000000;
  std::int64_t dma_address = 0x50000000;
  std::int64_t interrupts_address = 0x50010000;
  ecram_tile_parameters tile;
  trace_parameters trace;
};

/// Declares every key of the system.
void visit_parameters(parameter_visitor& visitor, ecram_system_parameters& parameters);

/// The clock that the frequency stands for. Throws std::invalid_argument unless its period is a whole number of
/// picoseconds.
clock_grid clock_of(const ecram_system_parameters& parameters);

/// Host, bus, memory, DMA engine, interrupt controller and one ECRAM tile:
/// ```
///   host --+            +-- memory
///          +-- bus -----+-- ecram --+
///   dma ---+            +-- dma     +--> interrupts --> host
///                       +-- interrupts
/// ```
/// One object per process, as SystemC elaborates once.
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
  std::uint64_t ecram_base_, interrupts_base_;
  sc_core::sc_signal<bool> host_interrupt_, ecram_interrupt_, dma_interrupt_, reset_;
  router bus_;
  host_cpu host_;
  memory memory_;
  dma_engine dma_;
  interrupt_controller interrupts_;
  ecram_tile ecram_;
};

}  // namespace memvp
