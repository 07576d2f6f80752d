// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <tlm>
#include <vector>

namespace memvp {

/// What a payload was like at an instant, as far as a transaction must leave it alone.
class payload_snapshot {
 public:
  void take(const tlm::tlm_generic_payload& payload);

  /// The name of an attribute that differs now, or null: command, address (if it counts), data pointer and length, byte
  /// enables, streaming width.
  const char* changed_attribute(const tlm::tlm_generic_payload& payload, bool address_counts) const;

  /// Whether data are as they were where a target must not change them: all that is written or ignored, and what byte
  /// enables leave out of a read.
  bool data_kept(const tlm::tlm_generic_payload& payload) const;

  /// Whether a payload without memory manager has no more extensions than then, and still no memory manager.
  bool extensions_restored(const tlm::tlm_generic_payload& payload) const;

  /// Whether the payload option has changed only as a target may change it.
  bool option_kept(const tlm::tlm_generic_payload& payload) const;

 private:
  tlm::tlm_command command_ = tlm::TLM_IGNORE_COMMAND;
  std::uint64_t address_ = 0;
  const unsigned char* data_pointer_ = nullptr;
  const unsigned char* enable_pointer_ = nullptr;
  unsigned length_ = 0, enable_length_ = 0, width_ = 0;
  tlm::tlm_gp_option option_ = tlm::TLM_MIN_PAYLOAD;
  bool managed_ = false;
  std::vector<unsigned char> data_, enables_;
  std::vector<tlm::tlm_extension_base*> extensions_;
};

}  // namespace memvp
