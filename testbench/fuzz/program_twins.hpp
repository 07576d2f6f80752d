// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/models/processor/rv32_processor.hpp"

namespace memvp {

/// Bytes of a program at their address.
struct program_memory {
  std::uint32_t address = 0;
  std::vector<std::uint8_t> bytes;
};

/// Runs a program on two processors, for `budget` cycles or until it stops by itself: on one in whole blocks with
/// direct memory, on the other instruction by instruction with every access over its bus. Aborts if they do not agree
/// on why they stopped, on registers, counters and memory, or if a processor runs on beyond its budget.
/// @param memories none touches another; the stack is at the end of the last
void run_program_twins(const std::vector<program_memory>& memories, std::uint32_t entry, std::uint64_t budget);

}  // namespace memvp
