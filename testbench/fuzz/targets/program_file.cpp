// SPDX-License-Identifier: Apache-2.0
// ELF files: read, described, put into memory and run for some cycles.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "memvp/models/processor/elf_file.hpp"
#include "memvp/testbench/fuzz/expectation.hpp"
#include "memvp/testbench/fuzz/program_twins.hpp"

namespace {

constexpr memvp::elf_limits limits{64 << 10, 64 << 10};
constexpr std::uint64_t cycles = 2000;

void require_consistent(const memvp::elf_file& program, std::size_t size) {
  memvp::require(!program.segments().empty() && program.entry() % 4 == 0, "a program begins with an instruction");
  for (const memvp::elf_segment& segment : program.segments()) {
    memvp::require(segment.offset <= size && segment.bytes <= size - segment.offset, "a segment lies in the file");
    memvp::require(segment.bytes + std::uint64_t{segment.zeros} <= segment.memory, "a segment fits its memory");
    memvp::require(segment.memory <= limits.memory_bytes, "a segment is within the limits");
    memvp::require(!program.describe(segment.virtual_address).empty(), "an address can be described");
    memvp::require(!program.describe(segment.virtual_address + segment.memory - 1).empty(), "so can the last one");
  }
  memvp::require(!program.describe(program.entry()).empty(), "the entry can be described");
  const auto by_address = [](const auto& a, const auto& b) { return a.address < b.address; };
  memvp::require(std::is_sorted(program.symbols().begin(), program.symbols().end(), by_address),
                 "symbols are in order");
  for (const memvp::elf_symbol& symbol : program.symbols()) {
    memvp::require(!symbol.name.empty() && program.address_of(symbol.name).has_value(),
                   "a symbol is found by its name");
    memvp::require(!program.describe(symbol.address).empty(), "a symbol's address can be described");
  }
}

/// As riscv_cpu puts it into its memory.
std::vector<memvp::program_memory> memories_of(const memvp::elf_file& program) {
  std::vector<memvp::program_memory> memories;
  for (const memvp::elf_segment& segment : program.segments()) {
    if (segment.bytes + segment.zeros == 0) continue;
    const std::uint8_t* bytes = program.bytes_of(segment);
    memories.push_back({segment.address, {bytes, bytes + segment.bytes}});
    memories.back().bytes.resize(segment.bytes + segment.zeros);
  }
  return memories;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  memvp::is_accepted([&] {
    const memvp::elf_file program = memvp::elf_file::parse({bytes, bytes + size}, "input.elf", limits);
    require_consistent(program, size);
    const auto memories = memories_of(program);
    if (!memories.empty()) memvp::run_program_twins(memories, program.entry(), cycles);
  });
  return 0;
}
