// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/payload_pool.hpp"

namespace memvp {

tlm::tlm_generic_payload& payload_pool::acquire() {
  if (unused_.empty()) {
    payloads_.push_back(std::make_unique<tlm::tlm_generic_payload>(this));
    unused_.reserve(payloads_.size());
    unused_.push_back(payloads_.back().get());
  }
  tlm::tlm_generic_payload& payload = *unused_.back();
  unused_.pop_back();
  payload.acquire();
  return payload;
}

void payload_pool::free(tlm::tlm_generic_payload* payload) {
  payload->reset();  // drops the extensions that were meant for one transaction only
  unused_.push_back(payload);
}

}  // namespace memvp
