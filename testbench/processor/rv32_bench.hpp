// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/models/processor/rv32_processor.hpp"
#include "memvp/testbench/processor/rv32_assembler.hpp"

namespace memvp {

/// A processor with a memory of its own, for tests without a bus system. Accesses elsewhere go to a bus that a test can
/// give registers; each takes `bus_cycles`.
class rv32_bench : public rv32_bus {
 public:
  static constexpr std::uint32_t base = 0x8000'0000;
  static constexpr std::uint32_t size = 64 * 1024;
  /// Words of the bus that loads and stores reach, at `registers`; everything else there is an access fault.
  static constexpr std::uint32_t registers = 0x1000'0000;
  static constexpr std::uint32_t register_count = 4;
  /// Word that requests a stop when written.
  static constexpr std::uint32_t stop_register = registers + 12;

  explicit rv32_bench(const rv32_configuration& configuration = {}, bool direct = true);

  /// Puts a program into memory and the processor to its beginning.
  void load_program(const rv32_assembler& program);
  /// Runs until the program stops by itself: at most 10^6 cycles.
  rv32_stop run() { return cpu.run(1'000'000); }
  std::uint32_t x(unsigned number) const { return cpu.read_register(number); }
  std::uint32_t csr(rv32_csr number) const { return cpu.read_csr(static_cast<std::uint32_t>(number)).value(); }

  rv32_bus_reply load(std::uint32_t address, unsigned bytes, std::uint32_t& value) override;
  rv32_bus_reply store(std::uint32_t address, unsigned bytes, std::uint32_t value) override;
  std::uint64_t time() override { return now; }

  direct_memory region() { return {base, size, memory.data()}; }

  std::vector<std::uint8_t> memory;
  std::uint32_t words[register_count] = {};
  std::uint64_t bus_cycles = 10;
  std::uint64_t now = 0;
  std::uint64_t accesses = 0;  ///< that went over the bus
  rv32_processor cpu;

 private:
  std::uint8_t* find(std::uint32_t address, unsigned bytes);
};

}  // namespace memvp
