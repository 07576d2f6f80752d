// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/dma_engine.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace memvp {

register_map dma_engine::registers_of_dma_engine() {
  using access = register_access;
  return {"dma_engine",
          "Copies memory to memory over the bus.",
          {{"ID", common_register::id, access::read_only, 0x444d4145, "the letters DMAE", {}},
           {"VERSION", common_register::version, access::read_only, 0x00010000, "version of this map", {}},
           {"CONTROL",
            common_register::control,
            access::write_only,
            0,
            "starts the engine",
            {{"START", 0, 1, "write 1: copy LINES lines of LENGTH bytes from SOURCE to DESTINATION"}}},
           {"STATUS",
            common_register::status,
            access::read_only,
            0,
            "what the engine is doing",
            {{"BUSY", 0, 1, "a copy is in progress"}}},
           {"IRQ_ENABLE",
            common_register::irq_enable,
            access::read_write,
            0,
            "which causes raise the interrupt line",
            {{"DONE", 0, 1, "the copy has finished"}, {"ERROR", 1, 1, "a start was refused or the copy failed"}}},
           {"IRQ_STATUS",
            common_register::irq_status,
            access::write_one_to_clear,
            0,
            "interrupt causes; the line is high while one that is enabled is set",
            {{"DONE", 0, 1, "the copy has finished"}, {"ERROR", 1, 1, "a start was refused or the copy failed"}}},
           {"ERROR",
            common_register::error,
            access::read_only,
            0,
            "0 none, 1 the source answered with an error, 2 the destination did, 3 started while busy",
            {}},
           {"SOURCE", source, access::read_write, 0, "bus address to copy from", {}},
           {"DESTINATION", destination, access::read_write, 0, "bus address to copy to", {}},
           {"LENGTH", length, access::read_write, 0, "bytes of a line", {}},
           {"TRANSFERRED", transferred, access::read_only, 0, "bytes that have reached the destination", {}},
           {"LINES", lines, access::read_write, 1, "lines to copy", {}},
           {"SOURCE_STRIDE", source_stride, access::read_write, 0, "bytes from a line's source to the next line's", {}},
           {"DESTINATION_STRIDE",
            destination_stride,
            access::read_write,
            0,
            "bytes from a line's destination to the next line's",
            {}}},
          {}};
}

dma_engine::dma_engine(const sc_core::sc_module_name& name, const settings& chosen)
    : register_device(name, registers_of_dma_engine(), chosen.clock_period),
      initiator_socket("initiator_socket"),
      interrupt("interrupt"),
      settings_(chosen),
      master_(initiator_socket, chosen.timing, false),
      started_("started"),
      interrupt_changed_("interrupt_changed") {
  if (settings_.burst_bytes == 0) {
    throw std::invalid_argument("DMA engine " + std::string(this->name()) + " cannot move bursts of zero bytes");
  }
  burst_.resize(settings_.burst_bytes);
  SC_HAS_PROCESS(dma_engine);
  SC_THREAD(run);
  set_stack_size(1024 * 1024);  // a copy into a tile's COMMAND starts it: it computes on this thread's stack
  SC_METHOD(drive_interrupt);
  sensitive << interrupt_changed_;
}

void dma_engine::end_of_elaboration() {
  register_device::end_of_elaboration();
  require_bound(initiator_socket);
}

void dma_engine::after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time&) {
  if (offset == common_register::control && (value & control_start) != 0) {
    start();
  } else if (offset == common_register::irq_enable || offset == common_register::irq_status) {
    interrupt_changed_.notify(sc_core::SC_ZERO_TIME);
  }
}

unsigned dma_engine::access(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) {
  // The engine works in simulated time; whoever asks or tells it something must not be ahead of that.
  synchronise(at);
  show_changes_before(at);
  return register_device::access(payload, at);
}

unsigned dma_engine::debug_access(tlm::tlm_generic_payload& payload) {
  show_changes_before(sc_core::sc_time_stamp());
  return register_device::debug_access(payload);
}

void dma_engine::change_register(std::uint32_t offset, std::uint32_t cleared, std::uint32_t set) {
  show_changes_before(sc_core::sc_time_stamp());
  changes_.push_back({sc_core::sc_time_stamp(), offset, cleared, set});
}

void dma_engine::show_changes_before(const sc_core::sc_time& instant) {
  auto next = changes_.begin();
  for (; next != changes_.end() && next->at < instant; ++next) {
    registers().clear_bits(next->offset, next->cleared);
    registers().set_bits(next->offset, next->set);
  }
  changes_.erase(changes_.begin(), next);
}

void dma_engine::start() {
  if ((registers().get(common_register::status) & status_busy) != 0) {
    registers().set(common_register::error, static_cast<std::uint32_t>(fault::start_while_busy));
    registers().set_bits(common_register::irq_status, irq_error);
    interrupt_changed_.notify(sc_core::SC_ZERO_TIME);
    return;
  }
  registers().set(common_register::error, static_cast<std::uint32_t>(fault::none));
  registers().set(transferred, 0);
  registers().set_bits(common_register::status, status_busy);
  started_.notify(sc_core::SC_ZERO_TIME);
}

void dma_engine::run() {
  while (true) {
    sc_core::wait(started_);
    const fault ended = copy_all();
    change_register(common_register::status, status_busy, 0);
    if (ended != fault::none) {
      change_register(common_register::error, ~std::uint32_t{0}, static_cast<std::uint32_t>(ended));
    }
    change_register(common_register::irq_status, 0, ended == fault::none ? irq_done : irq_error);
    interrupt_changed_.notify(sc_core::SC_ZERO_TIME);
  }
}

dma_engine::fault dma_engine::copy_all() {
  // As they were at the start: later writes are for the next copy.
  const std::uint64_t from = registers().get(source), to = registers().get(destination);
  const std::uint64_t from_stride = registers().get(source_stride), to_stride = registers().get(destination_stride);
  const std::uint32_t bytes = registers().get(length), count = registers().get(lines);
  std::uint32_t done = 0;
  for (std::uint32_t line = 0; line < count; ++line) {
    const fault ended = copy_line(from + line * from_stride, to + line * to_stride, bytes, done);
    if (ended != fault::none) {
      return ended;
    }
  }
  return fault::none;
}

dma_engine::fault dma_engine::copy_line(std::uint64_t from, std::uint64_t to, std::uint32_t bytes,
                                        std::uint32_t& done) {
  for (std::uint32_t at = 0; at < bytes;) {
    const unsigned burst = std::min(settings_.burst_bytes, bytes - at);
    if (!move(tlm::TLM_READ_COMMAND, from + at, burst)) {
      return fault::source_refused;
    }
    if (!move(tlm::TLM_WRITE_COMMAND, to + at, burst)) {
      return fault::destination_refused;
    }
    at += burst;
    done += burst;
    change_register(transferred, ~std::uint32_t{0}, done);
  }
  return fault::none;
}

/// One bus transaction, in step with simulated time, so that others see the copy progress.
bool dma_engine::move(tlm::tlm_command command, std::uint64_t address, unsigned bytes) {
  sc_core::sc_time local = sc_core::SC_ZERO_TIME;
  const tlm::tlm_response_status status = master_.transport(command, address, burst_.data(), bytes, local);
  if (local != sc_core::SC_ZERO_TIME) {
    sc_core::wait(local);
  }
  return status == tlm::TLM_OK_RESPONSE;
}

void dma_engine::drive_interrupt() {
  std::uint32_t causes = registers().get(common_register::irq_status);
  for (const change& coming : changes_) {  // the line does not wait for somebody to look
    causes |= coming.offset == common_register::irq_status ? coming.set : 0;
  }
  interrupt.write((causes & registers().get(common_register::irq_enable)) != 0);
}

}  // namespace memvp
