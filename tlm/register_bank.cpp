// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/register_bank.hpp"

#include <algorithm>
#include <stdexcept>

#include "memvp/tlm/hexadecimal.hpp"

namespace memvp {
namespace {

/// The part of "X_LOW" before "_LOW", or nothing if the name ends otherwise.
std::string stem(std::string_view name, std::string_view ending) {
  if (name.size() <= ending.size() || name.substr(name.size() - ending.size()) != ending) {
    return {};
  }
  return std::string(name.substr(0, name.size() - ending.size()));
}

}  // namespace

std::uint32_t register_hooks::register_value(std::uint32_t, std::uint32_t stored, const sc_core::sc_time&) const {
  return stored;
}
void register_hooks::after_read(std::uint32_t, const sc_core::sc_time&) {}
void register_hooks::after_write(std::uint32_t, std::uint32_t, const sc_core::sc_time&) {}

register_bank::register_bank(register_map map, register_hooks* hooks) : map_(std::move(map)), hooks_(hooks) {
  check(map_);
  for (const register_entry& entry : map_.registers) {
    words_.resize(std::max<std::size_t>(words_.size(), entry.offset / 4 + 1));
    std::uint32_t& flags = words_[entry.offset / 4].flags;
    flags |= present;
    flags |= entry.access != register_access::write_only ? readable : 0;
    flags |= entry.access != register_access::read_only ? writable : 0;
    flags |= entry.access == register_access::write_one_to_clear ? clears_ones : 0;
  }
  for (const register_entry& low : map_.registers) {
    for (const register_entry& high : map_.registers) {
      if (low.access == register_access::read_only && high.access == register_access::read_only &&
          high.offset == low.offset + 4 && !stem(low.name, "_LOW").empty() &&
          stem(low.name, "_LOW") == stem(high.name, "_HIGH")) {
        words_[low.offset / 4].flags |= counter_low;
        words_[high.offset / 4].flags |= counter_high;
      }
    }
  }
  end_ = 4 * words_.size();
  reset();
}

void register_bank::compute(std::initializer_list<std::uint32_t> offsets) {
  for (const std::uint32_t offset : offsets) {
    at(offset).flags |= computed;
  }
}

void register_bank::synchronise(std::initializer_list<std::uint32_t> offsets) {
  for (const std::uint32_t offset : offsets) {
    at(offset).flags |= synchronised;
  }
}

void register_bank::reset() {
  for (const register_entry& entry : map_.registers) {
    word& restored = words_[entry.offset / 4];
    restored.value = entry.reset;
    restored.latched = entry.reset;
  }
}

std::uint32_t register_bank::live_value(std::uint32_t offset, const sc_core::sc_time& at) const {
  const word& accessed = words_[offset / 4];
  return (accessed.flags & computed) != 0 && hooks_ != nullptr ? hooks_->register_value(offset, accessed.value, at)
                                                               : accessed.value;
}

tlm::tlm_response_status register_bank::read(std::uint64_t offset, std::uint32_t& value, const sc_core::sc_time& at) {
  if (!contains(offset) || offset % 4 != 0) {
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  }
  const std::uint32_t flags = words_[offset / 4].flags;
  if ((flags & readable) == 0) {
    return tlm::TLM_COMMAND_ERROR_RESPONSE;
  }
  const auto begin = static_cast<std::uint32_t>(offset);
  if ((flags & counter_low) != 0) {
    words_[offset / 4 + 1].latched = live_value(begin + 4, at);
  }
  value = (flags & counter_high) != 0 ? words_[offset / 4].latched : live_value(begin, at);
  if ((flags & computed) != 0 && hooks_ != nullptr) {
    hooks_->after_read(begin, at);
  }
  return tlm::TLM_OK_RESPONSE;
}

void register_bank::access(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) {
  if (payload.get_data_length() != 4) {
    payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    return;
  }
  std::uint32_t value = 0;
  if (payload.is_read()) {
    const tlm::tlm_response_status status = read(payload.get_address(), value, at);
    if (status == tlm::TLM_OK_RESPONSE) {
      std::memcpy(payload.get_data_ptr(), &value, 4);
    }
    payload.set_response_status(status);
  } else {
    std::memcpy(&value, payload.get_data_ptr(), 4);
    payload.set_response_status(write(payload.get_address(), value, at));
  }
}

tlm::tlm_response_status register_bank::write(std::uint64_t offset, std::uint32_t value, const sc_core::sc_time& at) {
  if (!contains(offset) || offset % 4 != 0) {
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  }
  word& accessed = words_[offset / 4];
  if ((accessed.flags & writable) == 0) {
    return tlm::TLM_COMMAND_ERROR_RESPONSE;
  }
  accessed.value = (accessed.flags & clears_ones) != 0 ? accessed.value & ~value : value;
  if (hooks_ != nullptr) {
    hooks_->after_write(static_cast<std::uint32_t>(offset), value, at);
  }
  return tlm::TLM_OK_RESPONSE;
}

std::uint32_t register_bank::peek(std::uint32_t offset, const sc_core::sc_time& at) const {
  static_cast<void>(this->at(offset));
  return live_value(offset, at);
}

void register_bank::set_counter(std::uint32_t offset, std::uint64_t value) {
  set(offset, static_cast<std::uint32_t>(value));
  set(offset + 4, static_cast<std::uint32_t>(value >> 32));
}

const register_bank::word& register_bank::at(std::uint32_t offset) const {
  if (!contains(offset) || offset % 4 != 0) {
    throw std::out_of_range("register map '" + std::string(map_.name) + "' has no register at " + hexadecimal(offset));
  }
  return words_[offset / 4];
}

register_bank::word& register_bank::at(std::uint32_t offset) {
  return const_cast<word&>(static_cast<const register_bank*>(this)->at(offset));
}

}  // namespace memvp
