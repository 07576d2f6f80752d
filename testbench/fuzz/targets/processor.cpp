// SPDX-License-Identifier: Apache-2.0
// Any words as a program: decoded by blocks and one by one.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/testbench/fuzz/program_twins.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::uint32_t base = 0x8000'0000;
  constexpr std::size_t memory = 4096;  // with room for data behind the program
  constexpr std::uint64_t cycles = 2000;
  if (size > memory / 2) return 0;
  std::vector<std::uint8_t> content(bytes, bytes + size);
  content.resize(memory);
  memvp::run_program_twins({{base, content}}, base, cycles);
  return 0;
}
