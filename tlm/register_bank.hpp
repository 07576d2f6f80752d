// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <systemc>
#include <tlm>
#include <vector>

#include "memvp/tlm/register_map.hpp"

namespace memvp {

/// What a device does beyond storing register values. `offset` is the register's, so that a device reads like its data
/// sheet: one `switch` over offsets. `at` is when the access takes effect, at or after the present simulated time.
class register_hooks {
 public:
  /// The value of a register that the bank was told to `compute`. Must not change anything: debug reads come here too.
  /// \param stored what the bank holds
  virtual std::uint32_t register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const;
  /// Follows every bus read of a register that the bank was told to `compute`: a read with a side effect.
  virtual void after_read(std::uint32_t offset, const sc_core::sc_time& at);
  /// Follows every bus write that was allowed. \param value what was written (the bank holds what became of it)
  virtual void after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time& at);

 protected:
  register_hooks() = default;
  ~register_hooks() = default;
  register_hooks(const register_hooks&) = default;
  register_hooks& operator=(const register_hooks&) = default;
};

/// The registers of one device: a flat array, indexed by offset / 4.
///
/// Does: access rights, write-one-to-clear, 64-bit counters (reading X_LOW latches X_HIGH), reset values, hooks.
/// Does not: windows (register_device), timing (memory_mapped_target), masking of bits outside declared fields.
class register_bank {
 public:
  /// \param hooks may be null, else must live as long as the bank
  /// \throws std::invalid_argument if the map is wrong (see check)
  register_bank(register_map map, register_hooks* hooks);

  /// These registers' values come from register_hooks::register_value.
  void compute(std::initializer_list<std::uint32_t> offsets);
  /// Before accesses to these registers a loosely timed initiator that runs ahead must let simulated time catch up,
  /// since their value or effect depends on what else happens in that time.
  void synchronise(std::initializer_list<std::uint32_t> offsets);

  bool contains(std::uint64_t offset) const noexcept {
    return offset < end_ && (words_[offset / 4].flags & present) != 0;
  }
  bool synchronises(std::uint64_t offset) const noexcept {
    return offset < end_ && (words_[offset / 4].flags & synchronised) != 0;
  }

  /// Serves the most frequent transaction, the read of a stored register, and leaves any other to access().
  /// \return whether it was one and is done
  bool read_stored(tlm::tlm_generic_payload& payload) const noexcept {
    const std::uint64_t offset = payload.get_address();
    if (offset >= end_ || offset % 4 != 0 || !payload.is_read() || payload.get_data_length() != 4) {
      return false;
    }
    const word& accessed = words_[offset / 4];
    if ((accessed.flags & (present | readable | read_needs_care | synchronised)) != (present | readable)) {
      return false;
    }
    std::memcpy(payload.get_data_ptr(), &accessed.value, 4);
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    return true;
  }

  /// A bus read. TLM_ADDRESS_ERROR_RESPONSE: no register begins at `offset`; TLM_COMMAND_ERROR_RESPONSE: it is write
  /// only. An error leaves `value` alone.
  tlm::tlm_response_status read(std::uint64_t offset, std::uint32_t& value, const sc_core::sc_time& at);

  /// A bus write. Errors as of read(), for registers that are read only; they change nothing.
  tlm::tlm_response_status write(std::uint64_t offset, std::uint32_t value, const sc_core::sc_time& at);

  /// A whole bus transaction of 4 bytes; sets its response status. An unaligned address gets
  /// TLM_ADDRESS_ERROR_RESPONSE, any other length TLM_BURST_ERROR_RESPONSE.
  void access(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at);

  /// What a bus read at `at` would give if the register is readable, without any side effect; of X_HIGH the live value
  /// and not the latched one, so that a debugger sees a consistent pair.
  /// \throws std::out_of_range if there is no such register
  std::uint32_t peek(std::uint32_t offset, const sc_core::sc_time& at) const;

  /// The device's own access, without rights and hooks. \throws std::out_of_range if there is no such register
  std::uint32_t get(std::uint32_t offset) const { return at(offset).value; }
  void set(std::uint32_t offset, std::uint32_t value) { at(offset).value = value; }
  void set_bits(std::uint32_t offset, std::uint32_t mask) { at(offset).value |= mask; }
  void clear_bits(std::uint32_t offset, std::uint32_t mask) { at(offset).value &= ~mask; }
  /// Sets the pair X_LOW at `offset`, X_HIGH at `offset + 4`.
  void set_counter(std::uint32_t offset, std::uint64_t value);

  /// All registers back to their reset values.
  void reset();

  const register_map& map() const noexcept { return map_; }

 private:
  static constexpr std::uint32_t present = 1, readable = 2, writable = 4, clears_ones = 8, computed = 16,
                                 counter_low = 32, counter_high = 64, synchronised = 128,
                                 read_needs_care = computed | counter_low | counter_high;

  struct word {
    std::uint32_t value = 0;
    std::uint32_t latched = 0;  // of counter_high: what the last read of its counter_low found
    std::uint32_t flags = 0;
  };

  std::uint32_t live_value(std::uint32_t offset, const sc_core::sc_time& at) const;
  const word& at(std::uint32_t offset) const;
  word& at(std::uint32_t offset);

  register_map map_;
  register_hooks* hooks_;
  std::vector<word> words_;
  std::uint64_t end_ = 0;  // bytes: 4 for every word
};

}  // namespace memvp
