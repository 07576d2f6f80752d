// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "memvp/platforms/access_recording.hpp"
#include "memvp/platforms/firmware_host.hpp"
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
struct bus_parameters {
  double clock_frequency = 100e6;  ///< Hz
  bus_timing timing = bus_timing::loosely_timed;
  double quantum = 1e-6;  ///< s, how far a loosely timed host may run ahead
  bool direct_memory = true;
  std::int64_t memory_size = 65536;  ///< bytes
  std::int64_t memory_address = 0x00000000;
  std::int64_t dma_address = 0x50000000;
  std::int64_t interrupts_address = 0x50010000;
  double max_time = 0;  ///< s of simulated time until a program that still runs is given up; 0: never
};

/// Declares `clock.frequency`, `host.timing`, `host.quantum`, `host.direct_memory`, `host.max_time` and the keys
/// `memory.*`, `dma.*` and `interrupts.*`.
void visit_parameters(parameter_visitor& visitor, bus_parameters& parameters);

/// What carries out the bus accesses of a host's program.
enum class host_processor {
  program,  ///< the program itself, in C++
  firmware  ///< a RISC-V processor, whose firmware the program hands them to
};

/// Settings of a system whose host is a program in C++.
struct bus_system_parameters : bus_parameters {
  host_processor processor = host_processor::program;
  std::string firmware;          ///< of a processor that works for the program; empty: relay.elf among the platforms
  std::int64_t word_cycles = 0;  ///< cycles between two words of the program; 0: bursts, as fast as the bus takes them
  bool recording = false;        ///< write accesses.csv, what the program does on the bus
};

/// Declares the keys of bus_parameters, and `host.processor`, `host.firmware`, `host.word_cycles` and `host.recording`.
void visit_parameters(parameter_visitor& visitor, bus_system_parameters& parameters);

/// Declares a bus address.
void visit_address(parameter_visitor& visitor, std::string_view key, std::string_view meaning, std::int64_t& value);

/// The clock that the frequency stands for. Throws std::invalid_argument unless its period is a whole number of
/// picoseconds.
clock_grid clock_of(const bus_parameters& parameters);

/// Seconds as simulated time.
sc_core::sc_time simulated_time_of(double seconds);

/// Host, bus, memory, DMA engine and interrupt controller, and the tiles that a system attaches to them:
/// ```
///   host --+            +-- memory
///          +-- bus -----+-- tiles --------+
///   dma ---+            +-- dma ----------+--> interrupts --> host
///                       +-- interrupts
/// ```
/// With `host.processor = "firmware"` a RISC-V processor is in the host's place, and works for it (firmware_host).
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
    waits_[attached_].cause = std::string("wait for ") + device.name();
    device.interrupt(tile_interrupts_[attached_]);
    device.reset(reset_);
    interrupts_.sources[attached_](tile_interrupts_[attached_]);
    return attached_++;
  }

  /// Runs the host's program, with every interrupt enabled, to its end. \throws std::invalid_argument if the filter of
  /// the waveforms names nothing. What the program throws is thrown here.
  /// Returns the cycle at which the simulation ended.
  cycle_count run(const std::function<void(host_cpu&)>& work);

  /// For the host's program.
  interrupt_line line(unsigned source) { return {host_, interrupts_base_, source}; }
  dma_driver dma() { return {host_, dma_base_, line(tiles_)}; }

  /// Of the host's program and of the DMA engine.
  std::uint64_t transactions() const { return host_.transactions() + dma_.transactions(); }

 private:
  /// What the log has of waits for a line of the interrupt controller.
  struct logged_wait {
    std::string cause;
    latency_id id;
    bool known = false;
  };
  latency_id wait_in_progress();

  const run_traces& traces_;
  unsigned tiles_, attached_ = 0;
  std::uint64_t dma_base_, interrupts_base_;
  sc_core::sc_vector<sc_core::sc_signal<bool>> tile_interrupts_;
  sc_core::sc_signal<bool> host_interrupt_, dma_interrupt_, reset_;
  router bus_;
  host_cpu host_;
  memory memory_;
  dma_engine dma_;
  interrupt_controller interrupts_;
  std::unique_ptr<firmware_host> firmware_;
  latency_log& latency_;
  std::vector<logged_wait> waits_;
  std::unique_ptr<access_recording> recording_;
};

}  // namespace memvp
