// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/processor/rv32_instruction.hpp"

#include <algorithm>

namespace memvp {
namespace {

using op = rv32_operation;

/// Bits [low, low + width) of an instruction.
constexpr std::uint32_t field(std::uint32_t word, unsigned low, unsigned width) {
  return word >> low & ((1u << width) - 1);
}

constexpr std::uint32_t sign_extended(std::uint32_t value, unsigned width) {
  const std::uint32_t sign = 1u << (width - 1);
  return (value ^ sign) - sign;
}

constexpr std::uint32_t immediate_i(std::uint32_t word) { return sign_extended(field(word, 20, 12), 12); }

constexpr std::uint32_t immediate_s(std::uint32_t word) {
  return sign_extended(field(word, 25, 7) << 5 | field(word, 7, 5), 12);
}

constexpr std::uint32_t immediate_b(std::uint32_t word) {
  return sign_extended(
      field(word, 31, 1) << 12 | field(word, 7, 1) << 11 | field(word, 25, 6) << 5 | field(word, 8, 4) << 1, 13);
}

constexpr std::uint32_t immediate_u(std::uint32_t word) { return word & 0xFFFFF000u; }

constexpr std::uint32_t immediate_j(std::uint32_t word) {
  return sign_extended(
      field(word, 31, 1) << 20 | field(word, 12, 8) << 12 | field(word, 20, 1) << 11 | field(word, 21, 10) << 1, 21);
}

op decode_register_immediate(std::uint32_t word) {
  const std::uint32_t high = field(word, 25, 7);
  switch (field(word, 12, 3)) {
    case 0:
      return op::add_immediate;
    case 1:
      return high == 0 ? op::shift_left_immediate : op::illegal;
    case 2:
      return op::set_less_immediate;
    case 3:
      return op::set_less_unsigned_immediate;
    case 4:
      return op::xor_immediate;
    case 5:
      if (high == 0) return op::shift_right_immediate;
      return high == 0x20 ? op::shift_right_arithmetic_immediate : op::illegal;
    case 6:
      return op::or_immediate;
    default:
      return op::and_immediate;
  }
}

op decode_register_register(std::uint32_t word) {
  constexpr op base[] = {op::add,          op::shift_left,  op::set_less,     op::set_less_unsigned,
                         op::exclusive_or, op::shift_right, op::inclusive_or, op::conjunction};
  constexpr op multiplication[] = {op::multiply,
                                   op::multiply_high,
                                   op::multiply_high_signed_unsigned,
                                   op::multiply_high_unsigned,
                                   op::divide,
                                   op::divide_unsigned,
                                   op::remainder,
                                   op::remainder_unsigned};
  const std::uint32_t function = field(word, 12, 3);
  switch (field(word, 25, 7)) {
    case 0:
      return base[function];
    case 1:
      return multiplication[function];
    case 0x20:
      if (function == 0) return op::subtract;
      return function == 5 ? op::shift_right_arithmetic : op::illegal;
    default:
      return op::illegal;
  }
}

op decode_load(std::uint32_t word) {
  constexpr op loads[] = {op::load_byte,          op::load_half,          op::load_word, op::illegal,
                          op::load_byte_unsigned, op::load_half_unsigned, op::illegal,   op::illegal};
  return loads[field(word, 12, 3)];
}

op decode_store(std::uint32_t word) {
  constexpr op stores[] = {op::store_byte, op::store_half, op::store_word};
  const std::uint32_t function = field(word, 12, 3);
  return function < 3 ? stores[function] : op::illegal;
}

op decode_branch(std::uint32_t word) {
  constexpr op branches[] = {op::branch_equal,
                             op::branch_not_equal,
                             op::illegal,
                             op::illegal,
                             op::branch_less,
                             op::branch_greater_equal,
                             op::branch_less_unsigned,
                             op::branch_greater_equal_unsigned};
  return branches[field(word, 12, 3)];
}

op decode_system(std::uint32_t word) {
  constexpr op csr[] = {op::illegal, op::csr_write,           op::csr_set,           op::csr_clear,
                        op::illegal, op::csr_write_immediate, op::csr_set_immediate, op::csr_clear_immediate};
  switch (word) {
    case 0x00000073:
      return op::environment_call;
    case 0x00100073:
      return op::breakpoint;
    case 0x30200073:
      return op::return_from_trap;
    case 0x10500073:
      return op::wait_for_interrupt;
    default:
      return csr[field(word, 12, 3)];
  }
}

}  // namespace

rv32_instruction decode(std::uint32_t word, std::uint32_t pc) {
  rv32_instruction instruction;
  const auto rd = static_cast<std::uint8_t>(field(word, 7, 5));
  if (rd != 0) instruction.rd = rd;
  instruction.rs1 = static_cast<std::uint8_t>(field(word, 15, 5));
  instruction.rs2 = static_cast<std::uint8_t>(field(word, 20, 5));
  const auto set = [&](op operation, std::uint32_t immediate) {
    instruction.operation = operation;
    instruction.immediate = immediate;
  };
  switch (field(word, 0, 7)) {
    case 0x37:
      set(op::constant, immediate_u(word));
      break;
    case 0x17:
      set(op::constant, pc + immediate_u(word));
      break;
    case 0x6F:
      set(immediate_j(word) % 4 == 0 ? op::jump : op::misaligned_jump, pc + immediate_j(word));
      break;
    case 0x67:
      set(field(word, 12, 3) == 0 ? op::jump_register : op::illegal, immediate_i(word));
      break;
    case 0x63:
      set(decode_branch(word), pc + immediate_b(word));
      break;
    case 0x03:
      set(decode_load(word), immediate_i(word));
      break;
    case 0x23:
      set(decode_store(word), immediate_s(word));
      break;
    case 0x13:
      set(decode_register_immediate(word), immediate_i(word));
      break;
    case 0x33:
      set(decode_register_register(word), 0);
      break;
    case 0x0F:
      if (field(word, 12, 3) == 0) set(op::nothing, 0);
      if (field(word, 12, 3) == 1) set(op::fence_instruction, 0);
      break;
    case 0x73:
      set(decode_system(word), word);
      break;
    default:
      break;
  }
  if (instruction.operation == op::illegal) instruction.immediate = word;
  if (instruction.operation == op::shift_left_immediate || instruction.operation == op::shift_right_immediate ||
      instruction.operation == op::shift_right_arithmetic_immediate)
    instruction.immediate = field(word, 20, 5);
  return instruction;
}

rv32_instruction_cycles cycles_of(rv32_operation operation, const rv32_timing& timing) {
  const auto both = [](std::int64_t cycles) {
    return rv32_instruction_cycles{static_cast<std::uint32_t>(cycles), static_cast<std::uint32_t>(cycles)};
  };
  if (operation == op::end_of_block) return {0, 0};
  if (operation >= op::csr_write && operation <= op::csr_clear_immediate) return both(timing.csr);
  if (operation == op::wait_for_interrupt) return both(timing.alu);
  if (operation == op::return_from_trap || operation == op::fence_instruction) return both(timing.jump);
  if (operation >= op::first_special) return both(timing.trap);
  if (operation >= op::jump) return both(timing.jump);
  if (operation >= op::branch_equal)
    return {static_cast<std::uint32_t>(timing.branch_not_taken),
            static_cast<std::uint32_t>(std::max(timing.branch_not_taken, timing.branch_taken))};
  if (operation >= op::store_byte) return both(timing.store);
  if (operation >= op::load_byte) return both(timing.load);
  if (operation >= op::divide) return both(timing.divide);
  if (operation >= op::multiply_high) return both(timing.multiply_high);
  if (operation == op::multiply) return both(timing.multiply);
  return both(timing.alu);
}

}  // namespace memvp
