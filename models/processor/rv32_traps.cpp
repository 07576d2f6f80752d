// SPDX-License-Identifier: Apache-2.0
// Traps of rv32_processor: exceptions, interrupts and the way back. SOURCE: The RISC-V Instruction Set Manual, volume
// II, version 20211203, section 3.1.
#include "memvp/models/processor/rv32_processor.hpp"

namespace memvp {
namespace {

/// In the order in which simultaneous ones are taken (section 3.1.9).
constexpr rv32_interrupt by_priority[] = {rv32_interrupt::external, rv32_interrupt::software, rv32_interrupt::timer};

}  // namespace

void rv32_processor::raise(rv32_exception cause, std::uint32_t value) noexcept {
  exception_ = rv32_raised_exception{cause, state_.pc, value};
}

void rv32_processor::enter_trap(std::uint32_t cause, std::uint32_t value) noexcept {
  state_.mepc = state_.pc & ~3u;
  state_.mcause = cause;
  state_.mtval = value;
  state_.mstatus = mstatus_mpp | ((state_.mstatus & mstatus_mie) != 0 ? mstatus_mpie : 0);
  const bool vectored = (state_.mtvec & 1) != 0 && (cause & mcause_interrupt) != 0;
  trap_entry_ = (state_.mtvec & ~3u) + (vectored ? 4 * (cause & ~mcause_interrupt) : 0);
  jumps_.record(state_.pc, trap_entry_);
  state_.pc = trap_entry_;
  state_.trap_open = true;
  state_.cycles += static_cast<std::uint64_t>(configuration_.timing.trap);
}

/// @return whether there was one to take
bool rv32_processor::take_interrupt() noexcept {
  const std::uint32_t pending = state_.mip & state_.mie;
  if (pending == 0 || (state_.mstatus & mstatus_mie) == 0) return false;
  for (const rv32_interrupt interrupt : by_priority) {
    if ((pending & bit_of(interrupt)) == 0) continue;
    enter_trap(mcause_interrupt | static_cast<std::uint32_t>(interrupt), 0);
    return true;
  }
  return false;
}

/// Whether the exception raised says that a trap has led to where there is no instruction, which the next trap would do
/// again.
bool rv32_processor::no_instruction_at_trap_entry() const noexcept {
  return state_.trap_open && exception_->pc == trap_entry_ &&
         (exception_->cause == rv32_exception::instruction_access_fault ||
          exception_->cause == rv32_exception::illegal_instruction);
}

/// Whether the trap of the exception raised would lose the way back from another one, or leads nowhere.
bool rv32_processor::trap_is_impossible() const noexcept {
  return no_instruction_at_trap_entry() || (state_.trap_open && configuration_.stop_at_double_trap);
}

/// Enters the trap of the exception raised, which is done with then.
/// @return false, and nothing has changed, if that is impossible
bool rv32_processor::take_exception() noexcept {
  if (trap_is_impossible()) return false;
  enter_trap(static_cast<std::uint32_t>(exception_->cause), exception_->value);
  exception_.reset();
  exception_reported_ = false;
  return true;
}

void rv32_processor::return_from_trap() noexcept {
  jumps_.record(state_.pc, state_.mepc);
  state_.mstatus = mstatus_mpp | mstatus_mpie | ((state_.mstatus & mstatus_mpie) != 0 ? mstatus_mie : 0);
  state_.pc = state_.mepc;
  state_.trap_open = false;
}

}  // namespace memvp
