// SPDX-License-Identifier: Apache-2.0
// Loads and stores of rv32_processor that its quick look into the pages used last does not settle.
#include "memvp/models/processor/rv32_processor.hpp"

namespace memvp {

const direct_page* rv32_processor::load_page(std::uint32_t address) {
  const direct_memory* memory = memories_.find(address);
  if (memory == nullptr || !memory->readable) return nullptr;
  return &(loads_.at(address) = direct_pages::page_in(*memory, address, memory->load_cycles));
}

const direct_page* rv32_processor::store_page(std::uint32_t address) {
  const direct_memory* memory = memories_.find(address);
  if (memory == nullptr || !memory->writable) return nullptr;
  direct_page& page = stores_.at(address);
  page = direct_pages::page_in(*memory, address, memory->store_cycles);
  page.code_lines = code_.code_lines(address);
  return &page;
}

/// The load at pc, whose address is misaligned or held by no direct memory. Completes the instruction but for its
/// register, or raises an exception and returns nothing.
std::optional<std::uint32_t> rv32_processor::load_over_bus(std::uint32_t address, unsigned bytes) {
  if (address % bytes != 0) {
    raise(rv32_exception::load_address_misaligned, address);
    return std::nullopt;
  }
  std::uint32_t value = 0;
  const rv32_bus_reply reply = bus_.load(address, bytes, value);
  if (!reply.ok) {
    raise(rv32_exception::load_access_fault, address);
    return std::nullopt;
  }
  state_.cycles += reply.cycles;
  retire(configuration_.timing.load);
  state_.pc += 4;
  watch(address, bytes, false);
  return value;
}

/// The store at pc, whose address is misaligned or held by no direct memory.
void rv32_processor::store_over_bus(std::uint32_t address, unsigned bytes, std::uint32_t value) {
  if (address % bytes != 0) return raise(rv32_exception::store_address_misaligned, address);
  const rv32_bus_reply reply = bus_.store(address, bytes, value);
  if (!reply.ok) return raise(rv32_exception::store_access_fault, address);
  // Memory that may be read directly may still be written over the bus.
  code_.drop(address, address + (bytes - 1));
  state_.cycles += reply.cycles;
  retire(configuration_.timing.store);
  state_.pc += 4;
  watch(address, bytes, true);
}

void rv32_processor::watch(std::uint32_t address, unsigned bytes, bool store) {
  if (!debug_points_.empty()) watch_hit_ = debug_points_.hit(address, bytes, store);
}

}  // namespace memvp
