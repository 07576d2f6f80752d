// SPDX-License-Identifier: Apache-2.0
// What riscv_cpu says of firmware that has gone astray.
#include <string>

#include "memvp/tlm/hexadecimal.hpp"
#include "memvp/tlm/riscv_cpu.hpp"

namespace memvp {

namespace {

constexpr std::size_t shown_jumps = 6;

std::string described(std::uint32_t cause, std::uint32_t value) {
  if ((cause & mcause_interrupt) != 0) return "an interrupt (mcause = " + hexadecimal(cause, 8) + ")";
  const std::string address = " at address " + hexadecimal(value, 8);
  switch (static_cast<rv32_exception>(cause)) {
    case rv32_exception::instruction_address_misaligned:
      return "a jump to the misaligned address " + hexadecimal(value, 8);
    case rv32_exception::instruction_access_fault:
      return "an instruction access fault" + address;
    case rv32_exception::illegal_instruction:
      return "the illegal instruction " + hexadecimal(value, 8);
    case rv32_exception::breakpoint:
      return "an ebreak";
    case rv32_exception::load_address_misaligned:
      return "a misaligned load" + address;
    case rv32_exception::load_access_fault:
      return "a load access fault" + address;
    case rv32_exception::store_address_misaligned:
      return "a misaligned store" + address;
    case rv32_exception::store_access_fault:
      return "a store access fault" + address;
    case rv32_exception::environment_call:
      return "an ecall";
  }
  return "a trap of cause " + std::to_string(cause);
}

}  // namespace

std::string riscv_cpu::describe(std::uint32_t address) const {
  const std::string pc = hexadecimal(address, 8);
  const std::string symbol = program_ ? program_->describe(address) : pc;
  return symbol == pc ? "pc " + pc : "pc " + pc + " (" + symbol + ")";
}

std::string riscv_cpu::latest_jumps() const {
  const auto place = [this](std::uint32_t address) {
    return program_ ? program_->describe(address) : hexadecimal(address, 8);
  };
  std::string text;
  std::size_t shown = 0;
  for (const rv32_jump& jump : processor_.jumps().newest_first()) {
    if (++shown > shown_jumps) break;
    text += (text.empty() ? "; the last jumps, newest first: " : ", ") + place(jump.from) + " -> " + place(jump.to);
    if (jump.times > 1) text += " (" + std::to_string(jump.times) + " times)";
  }
  return text;
}

firmware_error riscv_cpu::failure_of(const rv32_stop& stop) const {
  const rv32_state& state = processor_.state();
  std::string sentence =
      std::string(name()) + ": " + described(state.mcause, state.mtval) + " at " + describe(state.mepc);
  if (stop.reason == rv32_stop_reason::no_trap_handler)
    sentence += " has no trap handler: mtvec = " + hexadecimal(state.mtvec, 8) + " leads to no instruction";
  else
    sentence += " was followed, in its trap handler, by " +
                described(static_cast<std::uint32_t>(stop.exception->cause), stop.exception->value) + " at " +
                describe(stop.exception->pc);
  return {sentence + latest_jumps(), state.mepc};
}

}  // namespace memvp
