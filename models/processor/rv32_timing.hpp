// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// Cycles that an instruction of each class takes, at least 1 each. What a load, a store or a fetch waits for memory
/// beyond these comes on top: the cycles of the direct memory, or those of the bus.
///
/// SOURCE: the defaults are those of Ibex, a published RV32IM core with two pipeline stages: one cycle and the stall
/// cycles of the table "Stall cycles" (Ibex documentation, "Pipeline Details"), with the fast multi-cycle multiplier
/// and without a separate adder for branch targets. The cycles of entering a trap are assumed.
struct rv32_timing {
  std::int64_t alu = 1;               ///< integer computation, fence, wfi
  std::int64_t multiply = 3;          ///< mul
  std::int64_t multiply_high = 4;     ///< mulh, mulhu, mulhsu
  std::int64_t divide = 38;           ///< div, divu, rem, remu
  std::int64_t load = 2;              ///< with memory that answers in the next cycle
  std::int64_t store = 2;             ///< with memory that answers in the next cycle
  std::int64_t branch_taken = 3;      ///<
  std::int64_t branch_not_taken = 1;  ///<
  std::int64_t jump = 2;              ///< jal, jalr, mret, fence.i
  std::int64_t csr = 1;               ///< access to a control and status register
  std::int64_t trap = 4;              ///< from the interrupted or failed instruction to the handler's first one
};

/// Keys processor.cycles.*
void visit_parameters(parameter_visitor& visitor, rv32_timing& timing);

/// Checks what nothing but files and options is checked for by the parameters' ranges.
/// @throws std::invalid_argument if a class takes less than 1 or more than 10^6 cycles
void check(const rv32_timing& timing);

}  // namespace memvp
