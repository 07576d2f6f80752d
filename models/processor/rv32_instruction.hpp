// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/processor/rv32_timing.hpp"

namespace memvp {

/// What a decoded instruction does. Everything from `first_special` on ends a block and is executed one at a time.
enum class rv32_operation : std::uint8_t {
  nothing,   ///< fence: a single processor sees its own accesses in order
  constant,  ///< lui, auipc: x[rd] = immediate
  add_immediate,
  set_less_immediate,
  set_less_unsigned_immediate,
  xor_immediate,
  or_immediate,
  and_immediate,
  shift_left_immediate,
  shift_right_immediate,
  shift_right_arithmetic_immediate,
  add,
  subtract,
  shift_left,
  set_less,
  set_less_unsigned,
  exclusive_or,
  shift_right,
  shift_right_arithmetic,
  inclusive_or,
  conjunction,
  multiply,
  multiply_high,
  multiply_high_signed_unsigned,
  multiply_high_unsigned,
  divide,
  divide_unsigned,
  remainder,
  remainder_unsigned,
  load_byte,
  load_half,
  load_word,
  load_byte_unsigned,
  load_half_unsigned,
  store_byte,
  store_half,
  store_word,
  branch_equal,
  branch_not_equal,
  branch_less,
  branch_greater_equal,
  branch_less_unsigned,
  branch_greater_equal_unsigned,
  jump,           ///< jal; immediate is the target
  jump_register,  ///< jalr
  end_of_block,   ///< no instruction: the block is continued by another one
  first_special,
  csr_write = first_special,  ///< csrrw; immediate is the instruction word, for all of these
  csr_set,
  csr_clear,
  csr_write_immediate,  ///< rs1 is the value
  csr_set_immediate,
  csr_clear_immediate,
  environment_call,
  breakpoint,
  return_from_trap,
  wait_for_interrupt,
  fence_instruction,
  misaligned_jump,  ///< jal; immediate is the target
  illegal,          ///< immediate is the instruction word
};

/// Number of the register that takes what is written to x0.
inline constexpr std::uint8_t discarded_register = 32;

/// An instruction made ready to execute.
struct rv32_instruction {
  rv32_operation operation = rv32_operation::illegal;
  std::uint8_t rd = discarded_register;  ///< 1 to 31, or discarded_register
  std::uint8_t rs1 = 0, rs2 = 0;
  std::uint32_t immediate = 0;      ///< sign-extended; the absolute target of branches and jal
  std::uint32_t cycles_before = 0;  ///< of its block, from its beginning to this instruction
};

/// Decodes the instruction `word` that lies at `pc`. Whatever RV32IM, Zicsr, Zifencei and machine mode do not define is
/// `illegal`. SOURCE: The RISC-V Instruction Set Manual, volume I, version 20191213, chapters 2, 3, 7, 9 and 24, and
/// volume II, version 20211203, chapter 5.
rv32_instruction decode(std::uint32_t word, std::uint32_t pc);

/// Cycles of an instruction that the program goes on straight after, and the most that it takes in any case, without
/// what memory adds.
struct rv32_instruction_cycles {
  std::uint32_t straight, most;
};
rv32_instruction_cycles cycles_of(rv32_operation operation, const rv32_timing& timing);

}  // namespace memvp
