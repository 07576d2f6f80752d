// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/testbench/processor/rv32_assembler.hpp"
#include "memvp/testbench/processor/rv32_bench.hpp"

namespace memvp::benchmarks {

/// The loop that processors are measured by: x[i] = x[i] * y[i] ^ sum, over 1,000 words and 200 rounds; the sum is left
/// in x12. Its words are in memory at `product_memory`, from `product_data_offset` on.
inline constexpr std::uint32_t product_memory = rv32_bench::base, product_data_offset = 0x2000;
void append_products(rv32_assembler& program);
/// What these words are at first, and what the sum is after the loop was executed once.
std::vector<std::uint8_t> product_data();
std::uint32_t product_checksum();

/// Instructions that a run of the processor's benchmarks executes.
double processor_instructions();

/// Registers the benchmarks of the RISC-V processor: a loop of two loads, a multiplication, an exclusive or and a store
/// over 4 KiB of direct memory, in quanta of 1,000 cycles, by rv32_processor and by Unicorn, which translates
/// instructions into those of this machine. Without Unicorn, the first alone.
void register_processor();

}  // namespace memvp::benchmarks
