// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <systemc>
#include <vector>

#include "memvp/models/tiles/ecram_tile.hpp"
#include "memvp/testbench/benchmarks/processor_speed.hpp"
#include "memvp/testbench/processor/rv32_assembler.hpp"
#include "memvp/tlm/finisher.hpp"
#include "memvp/tlm/memory.hpp"
#include "memvp/tlm/riscv_cpu.hpp"
#include "memvp/tlm/router.hpp"

namespace memvp::benchmarks {

/// A RISC-V processor with an ECRAM tile on its bus, as in soc-firmware: direct memory, a quantum of 100 us. It sleeps,
/// executes its program once whenever run() says so, and sleeps again.
class firmware_bench : public sc_core::sc_module {
 public:
  static constexpr std::uint32_t memory_base = product_memory, tile_base = 0x40000000;

  /// \param body what the program does each time; all registers but x31 are its own
  firmware_bench(const sc_core::sc_module_name& name, const std::function<void(rv32_assembler&)>& body);

  /// To be called in simulation: returns when the program has been executed once more.
  void run();
  /// That the processor has executed so far.
  std::uint64_t instructions() const { return cpu_.instructions(); }
  std::uint32_t x(unsigned number) const { return cpu_.processor().read_register(number); }
  std::uint64_t transactions() const { return cpu_.transactions(); }
  void write_memory(std::uint32_t offset, const std::vector<std::uint8_t>& content);

 private:
  void start_of_simulation() override;

  static constexpr std::uint32_t finisher_base = 0x50030000;

  clock_grid clock_{10'000};
  energy_ledger energy_;
  latency_log latency_;
  area_inventory area_;
  std::vector<std::uint32_t> program_;
  sc_core::sc_signal<bool> start_, timer_, tile_line_, reset_;
  sc_core::sc_event done_;
  router bus_;
  riscv_cpu cpu_;
  memory memory_;
  ecram_tile tile_;
  finisher finisher_;
};

/// The processor in SystemC: the loop of the processor's benchmarks; reads of STATUS and writes of an argument of a
/// tile over the router; reads of STATUS while the tile carries out a command, for which simulated time catches up.
struct firmware_benches {
  firmware_benches();
  firmware_bench products;
  firmware_bench reads, writes, polls;
};

/// Register accesses of one run: of `reads` and `writes` four in a turn of a loop, as drivers have them in rows, of
/// `polls` one.
inline constexpr std::uint32_t accesses_of_a_run = 4000;

void register_firmware(firmware_benches& benches);

}  // namespace memvp::benchmarks
