// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <ostream>
#include <systemc>
#include <vector>

#include "memvp/models/processor/elf_file.hpp"
#include "memvp/platforms/bus_system.hpp"
#include "memvp/tlm/core_local_interruptor.hpp"
#include "memvp/tlm/finisher.hpp"
#include "memvp/tlm/riscv_cpu.hpp"
#include "memvp/tlm/serial_port.hpp"

namespace memvp {

/// Settings of a system that is driven by firmware.
struct firmware_system_parameters : bus_parameters {
  firmware_system_parameters() {
    // Low addresses stay empty, so that a null pointer is an access fault.
    memory_address = 0x80000000;
    memory_size = 0x100000;
    quantum = 100e-6;  // what firmware does and when does not depend on it
  }

  rv32_timing cycles;
  std::int64_t timer_address = 0x02000000;
  double timer_frequency = 1e6;  ///< Hz, of MTIME
  std::int64_t serial_address = 0x50020000;
  double serial_rate = 1e6;  ///< Bd, ten bits a character
  std::int64_t finisher_address = 0x50030000;
  std::int64_t data_address = 0x90000000;
};

/// Declares the keys of bus_parameters, and `processor.cycles.*`, `timer.*`, `serial.*`, `finisher.address` and
/// `data_memory.address`.
void visit_parameters(parameter_visitor& visitor, firmware_system_parameters& parameters);

/// What firmware has done.
struct firmware_outcome {
  std::uint32_t exit_status = 0;
  cycle_count cycles = 0;
  cycle_count cycles_asleep = 0;
  std::uint64_t instructions = 0;
};

/// A bus system whose host executes firmware:
/// ```
///   processor --+            +-- memory
///               +-- bus -----+-- tiles --------+
///   dma --------+            +-- dma ----------+--> interrupts --> processor (external)
///                            +-- serial -------+
///                            +-- interrupts
///                            +-- timer --> processor (timer, software)
///                            +-- finisher
///                            +-- data memory, if there are data
/// ```
/// Lines of the interrupt controller: 0 to 29 are the tiles', in the order in which they are attached or as they ask
/// for; 30 is the DMA engine's, 31 the serial port's, whatever tiles there are. One object per process, as SystemC
/// elaborates once.
class firmware_system {
 public:
  /// \param text where the serial port's characters go
  /// \param data what the data memory holds at the start; empty: there is none
  /// \throws std::invalid_argument with one sentence for parameters that cannot be built
  firmware_system(const firmware_system_parameters& parameters, run_traces& traces, latency_log& latency,
                  std::ostream& text, std::istream* typed = nullptr, const std::vector<std::uint8_t>& data = {});

  static constexpr unsigned dma_line = 30, serial_line = 31;

  /// Maps a tile at `address` and connects its reset, and its interrupt to `line` of the interrupt controller.
  /// \throws std::invalid_argument if another device has the line
  template <class tile>
  void attach(tile& device, std::uint64_t address, std::uint64_t size, unsigned line) {
    sc_core::sc_signal<bool>& signal = free_line(line);
    bus_.map(device.socket, address, size);
    device.interrupt(signal);
    device.reset(reset_);
    next_line_ = line + 1;
  }

  /// The same with the line after that of the tile attached last.
  template <class tile>
  void attach(tile& device, std::uint64_t address, std::uint64_t size) {
    attach(device, address, size, next_line_);
  }

  /// To be controlled before the program runs.
  riscv_cpu& processor() { return cpu_; }

  /// Runs the program until it writes to the finisher.
  /// \throws firmware_error if it does not come to that
  firmware_outcome run(const elf_file& program);

  std::uint64_t transactions() const { return cpu_.transactions() + dma_.transactions(); }

 private:
  sc_core::sc_signal<bool>& free_line(unsigned line);

  unsigned next_line_ = 0;
  std::uint32_t taken_lines_ = std::uint32_t{1} << dma_line | std::uint32_t{1} << serial_line;
  std::uint32_t exit_status_ = 0;
  sc_core::sc_vector<sc_core::sc_signal<bool>> lines_;
  sc_core::sc_signal<bool> external_, timer_line_, software_, reset_;
  router bus_;
  riscv_cpu cpu_;
  memory memory_;
  dma_engine dma_;
  interrupt_controller interrupts_;
  core_local_interruptor timer_;
  serial_port serial_;
  finisher finisher_;
  std::optional<memory> data_;
};

}  // namespace memvp
