// SPDX-License-Identifier: Apache-2.0
// How riscv_cpu speaks to the bus.
#include <algorithm>
#include <limits>

#include "memvp/tlm/riscv_cpu.hpp"
#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

namespace {

/// The first cycle of a load or a store is among those of its instruction.
std::uint64_t beyond_first(std::uint64_t cycles) { return cycles - std::min<std::uint64_t>(cycles, 1); }

}  // namespace

rv32_bus_reply riscv_cpu::load(std::uint32_t address, unsigned bytes, std::uint32_t& value) {
  rv32_bus_reply reply = transport(tlm::TLM_READ_COMMAND, address, &value, bytes);
  reply.cycles = beyond_first(reply.cycles);
  return reply;
}

rv32_bus_reply riscv_cpu::store(std::uint32_t address, unsigned bytes, std::uint32_t value) {
  rv32_bus_reply reply = transport(tlm::TLM_WRITE_COMMAND, address, &value, bytes);
  reply.cycles = beyond_first(reply.cycles);
  return reply;
}

rv32_bus_reply riscv_cpu::fetch(std::uint32_t address, std::uint32_t& word) {
  return transport(tlm::TLM_READ_COMMAND, address, &word, 4);
}

std::uint64_t riscv_cpu::time() { return timer_ ? timer_(processor_time()) : processor_.state().cycles; }

rv32_bus_reply riscv_cpu::transport(tlm::tlm_command command, std::uint32_t address, void* data, unsigned bytes) {
  const sc_core::sc_time begun = processor_time(), before = now_;
  sc_core::sc_time local = begun - before;
  const tlm::tlm_response_status status =
      phases_ ? phases_->transport(command, address, static_cast<unsigned char*>(data), bytes, local)
              : transport_blocking(command, address, data, bytes, local);
  // What the access has set off may happen earlier than the processor was allowed to run. And if simulated time has
  // passed meanwhile, as it does in four phases, lines may have changed that the processor has not looked at since.
  if (now_ != before ||
      picoseconds(sc_core::sc_time_to_pending_activity()) < horizon_ps_ - std::min(horizon_ps_, picoseconds(now_)))
    processor_.request_stop();
  const std::uint64_t cycles = whole_cycles(picoseconds(now_ + local - begun));
  if (status == tlm::TLM_OK_RESPONSE) return {true, cycles};
  latest_refusal_ = status;
  processor_.idle(cycles);  // an instruction that fails counts none of its own
  return {false, cycles};
}

tlm::tlm_response_status riscv_cpu::transport_blocking(tlm::tlm_command command, std::uint32_t address, void* data,
                                                       unsigned bytes, sc_core::sc_time& local) {
  const std::uint64_t start = picoseconds(now_ + local);
  payload_.set_command(command);
  payload_.set_address(address);
  payload_.set_data_ptr(static_cast<unsigned char*>(data));
  payload_.set_data_length(bytes);
  payload_.set_streaming_width(bytes);
  payload_.set_byte_enable_ptr(nullptr);
  payload_.set_dmi_allowed(false);
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  ++blocking_transactions_;
  socket->b_transport(payload_, local);
  const tlm::tlm_response_status status = payload_.get_response_status();
  if (observer_ != nullptr)
    observer_->transaction({name(), address, command == tlm::TLM_WRITE_COMMAND, bytes, start, picoseconds(now_ + local),
                            status == tlm::TLM_OK_RESPONSE});
  else if (settings_.use_dmi && payload_.is_dmi_allowed())
    request_direct_memory(address);
  return status;
}

void riscv_cpu::request_direct_memory(std::uint32_t address) {
  tlm::tlm_dmi granted;
  payload_.set_address(address);
  if (!socket->get_direct_mem_ptr(payload_, granted)) return;
  const std::uint64_t first =
      (std::max<std::uint64_t>(granted.get_start_address(), settings_.direct_first) + 3) & ~std::uint64_t{3};
  const std::uint64_t end =
      (std::min<std::uint64_t>(granted.get_end_address(), settings_.direct_last) + 1) & ~std::uint64_t{3};
  if (first >= end) return;
  const std::uint64_t read_cycles = whole_cycles(picoseconds(granted.get_read_latency()));
  const std::uint64_t write_cycles = whole_cycles(picoseconds(granted.get_write_latency()));
  direct_memory region;
  region.base = static_cast<std::uint32_t>(first);
  region.size = end - first;
  region.data = granted.get_dmi_ptr() + (first - granted.get_start_address());
  region.readable = granted.is_read_allowed();
  region.writable = granted.is_write_allowed();
  region.fetch_cycles = static_cast<std::uint32_t>(read_cycles);
  region.load_cycles = static_cast<std::uint32_t>(beyond_first(read_cycles));
  region.store_cycles = static_cast<std::uint32_t>(beyond_first(write_cycles));
  processor_.add_direct_memory(region);
}

void riscv_cpu::invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) {
  constexpr std::uint64_t highest = std::numeric_limits<std::uint32_t>::max();
  if (first > highest) return;
  processor_.remove_direct_memory(static_cast<std::uint32_t>(first),
                                  static_cast<std::uint32_t>(std::min<std::uint64_t>(last, highest)));
}

/// Blocking transactions have no phases.
tlm::tlm_sync_enum riscv_cpu::nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) {
  return tlm::TLM_ACCEPTED;
}

std::uint64_t riscv_cpu::whole_cycles(std::uint64_t picoseconds) const noexcept {
  return picoseconds / period_ps_ + (picoseconds % period_ps_ != 0 ? 1 : 0);
}

std::uint64_t riscv_cpu::transactions() const noexcept {
  return phases_ ? phases_->transactions() : blocking_transactions_;
}

void riscv_cpu::observe(transaction_observer* observer) {
  observer_ = observer;
  if (phases_) phases_->observe(observer);
}

std::size_t riscv_cpu::debug_read(std::uint64_t address, void* data, std::size_t bytes) {
  return debug_transport(tlm::TLM_READ_COMMAND, address, data, bytes);
}

std::size_t riscv_cpu::debug_write(std::uint64_t address, const void* data, std::size_t bytes) {
  // The payload's pointer serves reads and writes; a write leaves the data alone.
  return debug_transport(tlm::TLM_WRITE_COMMAND, address, const_cast<void*>(data), bytes);
}

unsigned riscv_cpu::debug_transport(tlm::tlm_command command, std::uint64_t address, void* data, std::size_t bytes) {
  if (bytes == 0) return 0;
  const auto length = static_cast<unsigned>(std::min<std::size_t>(bytes, std::numeric_limits<unsigned>::max()));
  tlm::tlm_generic_payload payload;
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(static_cast<unsigned char*>(data));
  payload.set_data_length(length);
  payload.set_streaming_width(length);
  payload.set_byte_enable_ptr(nullptr);
  return socket->transport_dbg(payload);
}

}  // namespace memvp
