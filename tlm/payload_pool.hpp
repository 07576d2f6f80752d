// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <tlm>
#include <vector>

namespace memvp {

/// Generic payloads that are used again: the memory manager that approximately timed transactions need. A payload comes
/// back by itself when its last user has released it.
class payload_pool final : public tlm::tlm_mm_interface {
 public:
  /// A payload that nobody uses, already acquired once.
  tlm::tlm_generic_payload& acquire();
  /// Payloads that were ever made.
  std::size_t size() const noexcept { return payloads_.size(); }

 private:
  void free(tlm::tlm_generic_payload* payload) override;

  std::vector<std::unique_ptr<tlm::tlm_generic_payload>> payloads_;
  std::vector<tlm::tlm_generic_payload*> unused_;
};

}  // namespace memvp
