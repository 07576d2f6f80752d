// SPDX-License-Identifier: Apache-2.0
#include "payload_snapshot.hpp"

#include <cstring>

namespace memvp {

void payload_snapshot::take(const tlm::tlm_generic_payload& payload) {
  command_ = payload.get_command();
  address_ = payload.get_address();
  data_pointer_ = payload.get_data_ptr();
  length_ = payload.get_data_length();
  enable_pointer_ = payload.get_byte_enable_ptr();
  enable_length_ = payload.get_byte_enable_length();
  width_ = payload.get_streaming_width();
  option_ = payload.get_gp_option();
  managed_ = payload.has_mm();
  data_.clear();
  enables_.clear();
  extensions_.clear();
  if (enable_pointer_ != nullptr) enables_.assign(enable_pointer_, enable_pointer_ + enable_length_);
  const bool target_fills_all = command_ == tlm::TLM_READ_COMMAND && enables_.empty();
  if (data_pointer_ != nullptr && !target_fills_all) data_.assign(data_pointer_, data_pointer_ + length_);
  if (!managed_)
    for (unsigned i = 0; i < tlm::max_num_extensions(); ++i) extensions_.push_back(payload.get_extension(i));
}

const char* payload_snapshot::changed_attribute(const tlm::tlm_generic_payload& payload, bool address_counts) const {
  if (payload.get_command() != command_) return "the command";
  if (address_counts && payload.get_address() != address_) return "the address";
  if (payload.get_data_ptr() != data_pointer_) return "the data pointer";
  if (payload.get_data_length() != length_) return "the data length";
  if (payload.get_byte_enable_ptr() != enable_pointer_) return "the byte enable pointer";
  if (payload.get_byte_enable_length() != enable_length_) return "the byte enable length";
  if (payload.get_streaming_width() != width_) return "the streaming width";
  if (!enables_.empty() && std::memcmp(enable_pointer_, enables_.data(), enables_.size()) != 0)
    return "the byte enables";
  return nullptr;
}

bool payload_snapshot::data_kept(const tlm::tlm_generic_payload& payload) const {
  const unsigned char* now = payload.get_data_ptr();
  if (data_.empty() || now != data_pointer_) return true;
  if (command_ != tlm::TLM_READ_COMMAND) return std::memcmp(now, data_.data(), data_.size()) == 0;
  for (std::size_t i = 0; i < data_.size(); ++i)
    if (enables_[i % enables_.size()] == TLM_BYTE_DISABLED && now[i] != data_[i]) return false;
  return true;
}

bool payload_snapshot::extensions_restored(const tlm::tlm_generic_payload& payload) const {
  if (managed_) return true;
  if (payload.has_mm()) return false;
  for (unsigned i = 0; i < tlm::max_num_extensions(); ++i) {
    const bool had = i < extensions_.size() && extensions_[i] != nullptr;
    if (!had && payload.get_extension(i) != nullptr) return false;
  }
  return true;
}

bool payload_snapshot::option_kept(const tlm::tlm_generic_payload& payload) const {
  const tlm::tlm_gp_option now = payload.get_gp_option();
  return now == option_ || (option_ == tlm::TLM_FULL_PAYLOAD && now == tlm::TLM_FULL_PAYLOAD_ACCEPTED);
}

}  // namespace memvp
