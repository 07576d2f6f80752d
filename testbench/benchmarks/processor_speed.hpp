// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace memvp::benchmarks {

/// Instructions that a run of the processor's benchmarks executes.
double processor_instructions();

/// Registers the benchmarks of the RISC-V processor: a loop of two loads, a multiplication, an exclusive or and a store
/// over 4 KiB of direct memory, in quanta of 1,000 cycles, by rv32_processor and by Unicorn, which translates
/// instructions into those of this machine. Without Unicorn, the first alone.
void register_processor();

}  // namespace memvp::benchmarks
