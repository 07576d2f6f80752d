// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/register_device.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace memvp {
namespace {

void copy(const tlm::tlm_generic_payload& payload, unsigned char* storage, std::size_t from, std::size_t bytes) {
  unsigned char* data = payload.get_data_ptr() + from;
  payload.is_read() ? std::memcpy(data, storage, bytes) : std::memcpy(storage, data, bytes);
}

}  // namespace

register_device::register_device(const sc_core::sc_module_name& name, register_map map,
                                 const sc_core::sc_time& clock_period)
    : memory_mapped_target(name, clock_period), registers_(std::move(map), this) {
  for (const buffer_window& window : registers_.map().windows) {
    windows_.push_back({window, nullptr});
  }
}

void register_device::end_of_elaboration() {
  memory_mapped_target::end_of_elaboration();
  for (const backed_window& backed : windows_) {
    if (backed.storage == nullptr) {
      throw std::logic_error(std::string(name()) + ": window " + backed.window.name + " has no storage");
    }
  }
}

void register_device::back_window(std::string_view name, void* storage) {
  const auto found = std::find_if(windows_.begin(), windows_.end(),
                                  [name](const backed_window& backed) { return name == backed.window.name; });
  if (found == windows_.end()) {
    throw std::invalid_argument(std::string(this->name()) + " has no window '" + std::string(name) + "'");
  }
  found->storage = static_cast<unsigned char*>(storage);
}

void register_device::allow_direct_memory(bool allowed) {
  if (direct_memory_allowed_ && !allowed) {
    for (const backed_window& backed : windows_) {
      invalidate_direct_memory(backed.window.offset, std::uint64_t{backed.window.offset} + backed.window.size - 1);
    }
  }
  direct_memory_allowed_ = allowed;
}

void register_device::refresh_window(const buffer_window&) {}

const register_device::backed_window* register_device::window_at(std::uint64_t address) const noexcept {
  for (const backed_window& backed : windows_) {
    if (address >= backed.window.offset && address - backed.window.offset < backed.window.size) {
      return &backed;
    }
  }
  return nullptr;
}

unsigned register_device::access(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) {
  if (registers_.read_stored(payload)) {
    return 1;
  }
  const std::uint64_t address = payload.get_address();
  if (!registers_.contains(address)) {
    return access_window(payload);
  }
  if (registers_.synchronises(address)) {
    synchronise(at);
  }
  registers_.access(payload, at);
  return 1;
}

unsigned register_device::access_window(tlm::tlm_generic_payload& payload) {
  const std::uint64_t address = payload.get_address();
  const unsigned length = payload.get_data_length();
  const backed_window* backed = window_at(address);
  if (backed == nullptr || backed->window.debug_only || address % 4 != 0 ||
      length > backed->window.size - (address - backed->window.offset)) {
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return 1;
  }
  if (!(payload.is_read() ? backed->window.read : backed->window.write && !windows_locked_)) {
    payload.set_response_status(tlm::TLM_COMMAND_ERROR_RESPONSE);
    return 1;
  }
  if (payload.is_read()) refresh_window(backed->window);
  copy(payload, backed->storage + (address - backed->window.offset), 0, length);
  payload.set_dmi_allowed(direct_memory_allowed_);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
  return length / 4 + (length % 4 != 0 ? 1 : 0);
}

unsigned register_device::debug_access(tlm::tlm_generic_payload& payload) {
  const sc_core::sc_time& now = sc_core::sc_time_stamp();
  const unsigned length = payload.get_data_length();
  unsigned done = 0;
  while (done < length) {
    const std::uint64_t address = payload.get_address() + done;
    std::size_t bytes = 0;
    if (registers_.contains(address) && payload.is_read()) {
      const std::uint32_t value = registers_.peek(static_cast<std::uint32_t>(address & ~std::uint64_t{3}), now);
      bytes = std::min<std::size_t>(length - done, 4 - address % 4);
      std::memcpy(payload.get_data_ptr() + done, reinterpret_cast<const unsigned char*>(&value) + address % 4, bytes);
    } else if (const backed_window* backed = window_at(address);
               backed != nullptr && (payload.is_read() ? backed->window.read : backed->window.write)) {
      if (payload.is_read()) {
        refresh_window(backed->window);
      }
      const std::uint64_t offset = address - backed->window.offset;
      bytes = std::min<std::size_t>(length - done, backed->window.size - offset);
      copy(payload, backed->storage + offset, done, bytes);
    } else {
      break;
    }
    done += static_cast<unsigned>(bytes);
  }
  return done;
}

bool register_device::direct_memory(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) {
  const backed_window* backed = window_at(payload.get_address());
  if (!direct_memory_allowed_ || backed == nullptr || backed->window.debug_only ||
      !(backed->window.read || backed->window.write)) {
    const bool nothing = memory_mapped_target::direct_memory(payload, granted);
    granted.set_start_address(payload.get_address());  // elsewhere in the device it may be allowed
    granted.set_end_address(payload.get_address());
    return nothing;
  }
  if (!(payload.is_write() ? backed->window.write : backed->window.read)) {
    granted.init();  // denied, in the whole window: what was asked for
    payload.is_write() ? granted.allow_write() : granted.allow_read();
    granted.set_start_address(backed->window.offset);
    granted.set_end_address(std::uint64_t{backed->window.offset} + backed->window.size - 1);
    return false;
  }
  granted.init();
  granted.set_dmi_ptr(backed->storage);
  granted.set_start_address(backed->window.offset);
  granted.set_end_address(std::uint64_t{backed->window.offset} + backed->window.size - 1);
  granted.set_read_latency(clock_period());
  granted.set_write_latency(clock_period());
  if (backed->window.read && backed->window.write) {
    granted.allow_read_write();
  } else if (backed->window.read) {
    granted.allow_read();
  } else {
    granted.allow_write();
  }
  return true;
}

}  // namespace memvp
