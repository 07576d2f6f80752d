// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <systemc>

#include "memvp/platforms/run_traces.hpp"
#include "memvp/tlm/dma_driver.hpp"
#include "memvp/tlm/dma_engine.hpp"
#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/interrupt_controller.hpp"
#include "memvp/tlm/interrupt_line.hpp"
#include "memvp/tlm/memory.hpp"
#include "memvp/tlm/router.hpp"

namespace memvp {

/// Settings of a system's bus and what is always on it.
struct bus_system_parameters {
  double clock_frequency = 100e6;  ///< Hz
  bus_timing timing = bus_timing::loosely_timed;
  double quantum = 1e-6;  ///< s, how far a loosely timed host may run ahead
  bool direct_memory = true;
  std::int64_t memory_size = 65536;  ///< bytes
  std::int64_t memory_address = 0x00000000;
  std::int64_t dma_address = 0x50000000;
  std::int64_t interrupts_address = 0x50010000;
};

/// Declares `clock.frequency` and the keys `host.*`, `memory.*`, `dma.*` and `interrupts.*`.
void visit_parameters(parameter_visitor& visitor, bus_system_parameters& parameters);

/// Declares a bus address.
void visit_address(parameter_visitor& visitor, std::string_view key, std::string_view meaning, std::int64_t& value);

/// The clock that the frequency stands for. Throws std::invalid_argument unless its period is a whole number of
/// picoseconds.
clock_grid clock_of(const bus_system_parameters& parameters);

/// Host, bus, memory, DMA engine and interrupt controller, and the tiles that a system attaches to them:
/// ```
///   host --+            +-- memory
///          +-- bus -----+-- tiles --------+
///   dma ---+            +-- dma ----------+--> interrupts --> host
///                       +-- interrupts
/// ```
/// One object per process, as SystemC elaborates once.
class bus_system {
 public:
  /// \param tiles how many will be attached, below 32
  /// \throws std::invalid_argument with one sentence for parameters that cannot be built
  bus_system(const bus_system_parameters& parameters, unsigned tiles, run_traces& traces);

  /// Maps a tile at `address` and connects its interrupt and reset. Returns its line at the interrupt controller.
  template <class tile>
  unsigned attach(tile& device, std::uint64_t address, std::uint64_t size) {
    bus_.map(device.socket, address, size);
    device.interrupt(tile_interrupts_[attached_]);
    device.reset(reset_);
    interrupts_.sources[attached_](tile_interrupts_[attached_]);
    return attached_++;
  }

  /// Runs the host's program, with every interrupt enabled, to its end. What the program throws is thrown here.
  /// Returns the cycle at which the simulation ended.
  cycle_count run(const std::function<void(host_cpu&)>& work);

  /// For the host's program.
  interrupt_line line(unsigned source) { return {host_, interrupts_base_, source}; }
  dma_driver dma() { return {host_, dma_base_, line(tiles_)}; }

  std::uint64_t transactions() const { return host_.transactions() + dma_.transactions(); }

 private:
  unsigned tiles_, attached_ = 0;
  std::uint64_t dma_base_, interrupts_base_;
  sc_core::sc_vector<sc_core::sc_signal<bool>> tile_interrupts_;
  sc_core::sc_signal<bool> host_interrupt_, dma_interrupt_, reset_;
  router bus_;
  host_cpu host_;
  memory memory_;
  dma_engine dma_;
  interrupt_controller interrupts_;
};

}  // namespace memvp
