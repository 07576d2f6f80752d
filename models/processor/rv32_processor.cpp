// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/processor/rv32_processor.hpp"

#include <limits>

namespace memvp {

rv32_processor::rv32_processor(rv32_bus& bus, const rv32_configuration& configuration)
    : bus_(bus), configuration_(configuration) {
  check(configuration.timing);
}

void rv32_processor::reset(std::uint32_t pc) {
  const std::uint32_t inputs = state_.mip;
  state_ = rv32_state();
  state_.pc = pc;
  state_.mip = inputs;
  code_.clear();
  stores_.clear();
  jumps_.clear();
  exception_.reset();
  exception_reported_ = false;
  watch_hit_.reset();
  stop_requested_ = false;
  breakpoint_cycle_ = std::numeric_limits<std::uint64_t>::max();
}

rv32_stop rv32_processor::run(std::uint64_t budget) {
  const std::uint64_t start = state_.cycles;
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max() - start;
  const std::uint64_t until = start + (budget < most ? budget : most);
  rv32_stop stop;
  for (;;) {
    code_.release();
    if (exception_ && debug_points_.catches_exceptions() && !exception_reported_ && !trap_is_impossible()) {
      exception_reported_ = true;
      stop.reason = rv32_stop_reason::exception;
      stop.exception = exception_;
      break;
    }
    if (exception_ && !take_exception()) {
      stop.reason = no_instruction_at_trap_entry() ? rv32_stop_reason::no_trap_handler : rv32_stop_reason::double_trap;
      stop.exception = exception_;
      exception_.reset();
      break;
    }
    if (watch_hit_) {
      stop.reason = rv32_stop_reason::watchpoint;
      stop.watchpoint = watch_hit_;
      watch_hit_.reset();
      break;
    }
    if (stop_requested_) {
      stop.reason = rv32_stop_reason::requested;
      stop_requested_ = false;
      break;
    }
    if (state_.cycles >= until) break;
    if (state_.asleep && !wakes()) {
      stop.reason = rv32_stop_reason::sleep;
      break;
    }
    state_.asleep = false;
    if (take_interrupt()) continue;
    if (debug_points_.is_breakpoint(state_.pc) && breakpoint_cycle_ != state_.cycles) {
      stop.reason = rv32_stop_reason::breakpoint;
      breakpoint_cycle_ = state_.cycles;
      break;
    }
    const rv32_block* block = block_at(state_.pc);
    if (block == nullptr) continue;
    if (debug_points_.empty() && state_.cycles + block->bound(memories_.most_cycles()) <= until)
      execute<false>(block, until);
    else
      execute<true>(block, until);
  }
  stop.cycles = state_.cycles - start;
  return stop;
}

rv32_stop rv32_processor::step() {
  breakpoint_cycle_ = state_.cycles;
  return run(1);  // no instruction and no trap takes less
}

void rv32_processor::set_pc(std::uint32_t pc) noexcept {
  state_.pc = pc;
  state_.asleep = false;
  exception_.reset();
  exception_reported_ = false;
  breakpoint_cycle_ = std::numeric_limits<std::uint64_t>::max();
}

void rv32_processor::set_interrupt(rv32_interrupt interrupt, bool level) noexcept {
  state_.mip = level ? state_.mip | bit_of(interrupt) : state_.mip & ~bit_of(interrupt);
}

void rv32_processor::add_direct_memory(const direct_memory& region) {
  memories_.add(region);
  code_.drop(region.base, region.last());
  forget_pages();
}

void rv32_processor::remove_direct_memory(std::uint32_t first, std::uint32_t last) {
  // Regions go as a whole, and their instructions with them.
  for (const direct_memory& region : memories_.regions())
    if (region.base <= last && region.last() >= first) code_.drop(region.base, region.last());
  memories_.remove(first, last);
  forget_pages();
}

void rv32_processor::invalidate_code(std::uint32_t first, std::uint32_t last) { code_.drop(first, last); }

void rv32_processor::write_register(unsigned number, std::uint32_t value) noexcept {
  if (number % 32 != 0) state_.x[number % 32] = value;
}

std::optional<std::uint32_t> rv32_processor::read_csr(std::uint32_t number) const {
  return memvp::read_csr(state_, number, configuration_.hart, bus_);
}

bool rv32_processor::write_csr(std::uint32_t number, std::uint32_t value) {
  if (is_read_only(number) || !read_csr(number)) return false;
  memvp::write_csr(state_, number, value);
  return true;
}

/// The decoded block at `pc`; nullptr with an exception raised if no instruction can be fetched there.
const rv32_block* rv32_processor::block_at(std::uint32_t pc) {
  if (const rv32_block* block = code_.find(pc)) return block;
  if (pc % 4 != 0) {
    raise(rv32_exception::instruction_address_misaligned, pc);
    return nullptr;
  }
  const direct_memory* memory = memories_.find(pc);
  if (memory != nullptr && memory->readable) {
    stores_.at(pc) = direct_page();  // it does not know of these instructions
    return &code_.insert(decode_block(*memory, pc, configuration_.timing));
  }
  std::uint32_t word = 0;
  const rv32_bus_reply reply = bus_.fetch(pc, word);
  if (!reply.ok) {
    raise(rv32_exception::instruction_access_fault, pc);
    return nullptr;
  }
  state_.cycles += reply.cycles;
  undirected_ = decode_single(word, pc, 0, configuration_.timing);
  return &undirected_;
}

void rv32_processor::forget_pages() noexcept {
  loads_.clear();
  stores_.clear();
}

}  // namespace memvp
