// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/memory.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>

#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

memory::memory(const sc_core::sc_module_name& name, const settings& chosen)
    : memory_mapped_target(name, chosen.clock_period), settings_(chosen) {
  if (settings_.size == 0) {
    throw std::invalid_argument("memory " + std::string(this->name()) + " cannot have a size of zero");
  }
  lines_.resize((settings_.size - 1) / sizeof(cache_line) + 1);
}

unsigned memory::access(tlm::tlm_generic_payload& payload, const sc_core::sc_time&) {
  const std::uint64_t address = payload.get_address();
  const unsigned length = payload.get_data_length();
  if (address >= settings_.size || length > settings_.size - address) {
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return 1;
  }
  payload.is_read() ? std::memcpy(payload.get_data_ptr(), bytes() + address, length)
                    : std::memcpy(bytes() + address, payload.get_data_ptr(), length);
  payload.set_dmi_allowed(settings_.direct_memory);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
  return settings_.first_word_cycles + (length - 1) / 4 * settings_.word_cycles;
}

unsigned memory::debug_access(tlm::tlm_generic_payload& payload) {
  const std::uint64_t address = payload.get_address();
  if (address >= settings_.size) {
    return 0;
  }
  const std::size_t length = std::min<std::size_t>(payload.get_data_length(), settings_.size - address);
  payload.is_read() ? std::memcpy(payload.get_data_ptr(), bytes() + address, length)
                    : std::memcpy(bytes() + address, payload.get_data_ptr(), length);
  return static_cast<unsigned>(length);
}

bool memory::direct_memory(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) {
  if (!settings_.direct_memory || payload.get_address() >= settings_.size) {
    const bool nothing = memory_mapped_target::direct_memory(payload, granted);
    if (settings_.direct_memory) granted.set_start_address(settings_.size);
    return nothing;
  }
  granted.init();
  granted.set_dmi_ptr(bytes());
  granted.set_start_address(0);
  granted.set_end_address(settings_.size - 1);
  granted.set_read_latency(duration(settings_.first_word_cycles, clock_period()));
  granted.set_write_latency(duration(settings_.first_word_cycles, clock_period()));
  granted.allow_read_write();
  return true;
}

void memory::put(std::size_t offset, const void* data, std::size_t size) {
  if (offset > settings_.size || size > settings_.size - offset)
    throw std::out_of_range("memory " + std::string(name()) + " has " + std::to_string(settings_.size) +
                            " bytes, too few for " + std::to_string(size) + " at " + std::to_string(offset) + ".");
  if (size > 0) std::memcpy(bytes() + offset, data, size);
}

void memory::allow_direct_memory(bool allowed) {
  settings_.direct_memory = allowed;
  invalidate_direct_memory(0, settings_.size - 1);
}

}  // namespace memvp
