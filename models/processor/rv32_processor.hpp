// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "memvp/models/processor/direct_memory.hpp"
#include "memvp/models/processor/rv32_bus.hpp"
#include "memvp/models/processor/rv32_code_cache.hpp"
#include "memvp/models/processor/rv32_control_registers.hpp"
#include "memvp/models/processor/rv32_debug_points.hpp"
#include "memvp/models/processor/rv32_jump_history.hpp"
#include "memvp/models/processor/rv32_state.hpp"
#include "memvp/models/processor/rv32_timing.hpp"

namespace memvp {

/// Why rv32_processor::run() returned.
enum class rv32_stop_reason : std::uint8_t {
  budget,      ///< the cycles are used up
  sleep,       ///< wfi waits for an interrupt; call idle() for the cycles until one comes, then run() again
  breakpoint,  ///< the instruction at pc has a breakpoint and has not been executed
  watchpoint,  ///< the instruction before pc has touched a watched address
  exception,   ///< the instruction at pc has raised one, and debug_points() catch them; run() takes the trap
  requested,   ///< request_stop()
  /// mtvec leads to where there is no instruction: it was not set, or wrongly. mepc, mcause and mtval are those of the
  /// trap that could not be handled.
  no_trap_handler,
  /// An exception in a trap handler that has neither read mepc nor returned: the way back would be lost. mepc, mcause
  /// and mtval are the first trap's; `exception`, and pc, the second one's.
  double_trap,
};

/// An exception that an instruction has raised.
struct rv32_raised_exception {
  rv32_exception cause = rv32_exception::illegal_instruction;
  std::uint32_t pc = 0;     ///< of the instruction
  std::uint32_t value = 0;  ///< what mtval gets: the address, or the instruction's word
};

/// How run() ended.
struct rv32_stop {
  rv32_stop_reason reason = rv32_stop_reason::budget;
  std::uint64_t cycles = 0;                        ///< that run() took
  std::optional<rv32_watchpoint> watchpoint;       ///< if that is the reason
  std::optional<rv32_raised_exception> exception;  ///< of exception, no_trap_handler and double_trap
};

struct rv32_configuration {
  std::uint32_t hart = 0;  ///< mhartid
  rv32_timing timing;
  /// Whether exceptions in a trap handler that has not read mepc stop the run. Otherwise they are traps like any other,
  /// as they are in hardware, and a program may trap for ever.
  bool stop_at_double_trap = true;
};

/// A RISC-V processor, RV32IM with Zicsr and Zifencei in machine mode, that counts cycles. Misaligned loads, stores and
/// jumps are exceptions. Instructions are decoded once and kept, by basic blocks; stores of the processor into what it
/// has decoded take effect at once, those of others after fence.i or invalidate_code().
///
/// Between any two instructions it takes a pending interrupt, the external one before the software and the timer one.
/// SOURCE: The RISC-V Instruction Set Manual, volumes I (20191213) and II (20211203).
class rv32_processor {
 public:
  /// @param bus where accesses go that no direct memory holds; outlives the processor
  /// @throws std::invalid_argument if a number of cycles is out of range
  explicit rv32_processor(rv32_bus& bus, const rv32_configuration& configuration = {});

  /// Clears registers, counters, history and decoded instructions; direct memory, debug points and interrupt inputs
  /// stay. Not to be called by the bus during run().
  /// @param pc where the program begins, a multiple of 4
  void reset(std::uint32_t pc);

  /// Executes instructions until `budget` cycles have passed (the last instruction may go beyond), or until something
  /// else stops it.
  rv32_stop run(std::uint64_t budget);
  /// Executes one instruction, even if it has a breakpoint, or takes one interrupt.
  rv32_stop step();
  /// Lets run() return after the instruction in progress; to be called by the bus.
  void request_stop() noexcept { stop_requested_ = true; }
  /// Time passes without instructions: while the processor sleeps, or waits for something outside.
  void idle(std::uint64_t cycles) noexcept { state_.cycles += cycles; }

  /// Level of an interrupt input.
  void set_interrupt(rv32_interrupt interrupt, bool level) noexcept;
  /// Whether an enabled interrupt is pending, so that a sleeping processor wakes (even if mstatus.MIE is clear).
  bool wakes() const noexcept { return (state_.mip & state_.mie) != 0; }

  /// Memory to be touched without the bus; what it overlaps is removed first.
  /// @throws std::invalid_argument as direct_memory_map::add()
  void add_direct_memory(const direct_memory& region);
  /// Removes all regions that touch [first, last].
  void remove_direct_memory(std::uint32_t first, std::uint32_t last);
  const direct_memory_map& direct_memories() const noexcept { return memories_; }
  /// Something other than this processor has written [first, last]: decodes it anew.
  void invalidate_code(std::uint32_t first, std::uint32_t last);

  const rv32_state& state() const noexcept { return state_; }
  std::uint32_t pc() const noexcept { return state_.pc; }
  /// The program goes on at `pc`, without the exception that has stopped it there, and awake.
  /// @param pc misaligned ones raise an exception when run() comes to them
  void set_pc(std::uint32_t pc) noexcept;
  /// @param number 0 to 31
  std::uint32_t read_register(unsigned number) const noexcept { return state_.x[number % 32]; }
  /// Writing x0 changes nothing.
  void write_register(unsigned number, std::uint32_t value) noexcept;
  /// A control and status register, without side effects; nothing if there is none of this number.
  std::optional<std::uint32_t> read_csr(std::uint32_t number) const;
  /// @return false if there is no such register or it is read-only
  bool write_csr(std::uint32_t number, std::uint32_t value);

  rv32_debug_points& debug_points() noexcept { return debug_points_; }
  const rv32_debug_points& debug_points() const noexcept { return debug_points_; }
  const rv32_jump_history& jumps() const noexcept { return jumps_; }

 private:
  /// Executes `block` and whatever blocks follow it, until something needs attention; with `careful` only this block,
  /// looking before each further instruction at the budget and at breakpoints, after each access at watchpoints.
  template <bool careful>
  void execute(const rv32_block* block, std::uint64_t until);
  void execute_special(const rv32_instruction& instruction);
  void execute_csr(const rv32_instruction& instruction);
  void leave_before(const rv32_block& block, const rv32_instruction* instruction, std::uint64_t cycles) noexcept;
  void retire(std::int64_t cycles) noexcept;

  /// The page of direct memory that holds `address`, found anew; nullptr if none does.
  const direct_page* load_page(std::uint32_t address);
  const direct_page* store_page(std::uint32_t address);
  std::optional<std::uint32_t> load_over_bus(std::uint32_t address, unsigned bytes);
  void store_over_bus(std::uint32_t address, unsigned bytes, std::uint32_t value);
  void watch(std::uint32_t address, unsigned bytes, bool store);

  const rv32_block* block_at(std::uint32_t pc);
  void forget_pages() noexcept;
  void raise(rv32_exception cause, std::uint32_t value) noexcept;
  void enter_trap(std::uint32_t cause, std::uint32_t value) noexcept;
  bool take_interrupt() noexcept;
  bool take_exception() noexcept;
  bool trap_is_impossible() const noexcept;
  bool no_instruction_at_trap_entry() const noexcept;
  void return_from_trap() noexcept;

  rv32_bus& bus_;
  rv32_configuration configuration_;
  rv32_state state_;
  direct_memory_map memories_;
  direct_pages loads_, stores_;
  rv32_code_cache code_;
  rv32_block undirected_;  ///< the instruction that was fetched over the bus
  rv32_jump_history jumps_;
  rv32_debug_points debug_points_;

  std::optional<rv32_raised_exception> exception_;
  bool exception_reported_ = false;
  std::optional<rv32_watchpoint> watch_hit_;
  std::uint32_t trap_entry_ = 0;  ///< where the handler of the last trap begins
  bool stop_requested_ = false;
  /// When a breakpoint was reported last, or passed over by step(): it does not stop the run at this moment again.
  std::uint64_t breakpoint_cycle_ = ~std::uint64_t{0};
};

}  // namespace memvp
