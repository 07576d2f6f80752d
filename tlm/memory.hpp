// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/tlm/memory_mapped_target.hpp"

namespace memvp {

/// Random access memory: any length, any alignment, direct memory access. Its content is zero at first.
///
/// An access of n bytes takes `first_word_cycles` for the first four bytes and `word_cycles` for every four, or part of
/// them, after that.
class memory : public memory_mapped_target {
 public:
  struct settings {
    std::size_t size = 64 * 1024;                       ///< bytes, at least 1
    unsigned first_word_cycles = 1;                     ///< cycles
    unsigned word_cycles = 1;                           ///< cycles
    bool direct_memory = true;                          ///< whether initiators may go past the bus
    sc_core::sc_time clock_period{10, sc_core::SC_NS};  ///< length of a cycle
  };

  /// \throws std::invalid_argument if the size or the clock period is zero
  memory(const sc_core::sc_module_name& name, const settings& chosen);

  /// Bytes.
  std::size_t size() const noexcept { return settings_.size; }

  /// Writes without time. \throws std::out_of_range beyond the memory
  void put(std::size_t offset, const void* data, std::size_t bytes);

  /// Takes back all direct access, and grants it again only if `allowed`.
  void allow_direct_memory(bool allowed);

 protected:
  unsigned access(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) override;
  unsigned debug_access(tlm::tlm_generic_payload& payload) override;
  bool direct_memory(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) override;

 private:
  struct alignas(64) cache_line {
    unsigned char bytes[64];
  };
  unsigned char* bytes() noexcept { return lines_.front().bytes; }

  settings settings_;
  std::vector<cache_line> lines_;
};

}  // namespace memvp
