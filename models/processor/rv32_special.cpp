// SPDX-License-Identifier: Apache-2.0
// Instructions of rv32_processor that are executed one at a time: those that touch control and status registers, trap,
// return, sleep, or change what is decoded.
#include "memvp/models/processor/rv32_processor.hpp"

namespace memvp {

/// The instruction at pc has been executed; where the next one lies is for the caller to say.
void rv32_processor::retire(std::int64_t cycles) noexcept {
  ++state_.retired;
  state_.cycles += static_cast<std::uint64_t>(cycles);
}

void rv32_processor::execute_special(const rv32_instruction& instruction) {
  const rv32_timing& timing = configuration_.timing;
  switch (instruction.operation) {
    case rv32_operation::environment_call:
      raise(rv32_exception::environment_call, 0);
      break;
    case rv32_operation::breakpoint:
      raise(rv32_exception::breakpoint, state_.pc);
      break;
    case rv32_operation::misaligned_jump:
      raise(rv32_exception::instruction_address_misaligned, instruction.immediate);
      break;
    case rv32_operation::illegal:
      raise(rv32_exception::illegal_instruction, instruction.immediate);
      break;
    case rv32_operation::return_from_trap:
      retire(timing.jump);
      return_from_trap();
      break;
    case rv32_operation::wait_for_interrupt:
      retire(timing.alu);
      state_.pc += 4;
      state_.asleep = true;
      break;
    case rv32_operation::fence_instruction:
      retire(timing.jump);
      state_.pc += 4;
      code_.clear();
      break;
    default:
      execute_csr(instruction);
      break;
  }
}

/// SOURCE: The RISC-V Instruction Set Manual, volume I, version 20191213, chapter 9: a register is written after the
/// instruction has otherwise completed; csrrs and csrrc with x0 or 0 do not write.
void rv32_processor::execute_csr(const rv32_instruction& instruction) {
  using op = rv32_operation;
  const op operation = instruction.operation;
  const std::uint32_t number = instruction.immediate >> 20;
  const bool immediate = operation >= op::csr_write_immediate;
  const std::uint32_t operand = immediate ? instruction.rs1 : state_.x[instruction.rs1];
  const bool plain = operation == op::csr_write || operation == op::csr_write_immediate;
  const bool writes = plain || instruction.rs1 != 0;
  const std::optional<std::uint32_t> old = read_csr(number);
  if (!old || (writes && is_read_only(number))) {
    raise(rv32_exception::illegal_instruction, instruction.immediate);
    return;
  }
  if (number == static_cast<std::uint32_t>(rv32_csr::mepc) && !(plain && instruction.rd == discarded_register))
    state_.trap_open = false;
  retire(configuration_.timing.csr);
  state_.pc += 4;
  if (writes) {
    const bool sets = operation == op::csr_set || operation == op::csr_set_immediate;
    memvp::write_csr(state_, number, plain ? operand : sets ? *old | operand : *old & ~operand);
  }
  state_.x[instruction.rd] = *old;
}

}  // namespace memvp
