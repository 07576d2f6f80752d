// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/multi_passthrough_initiator_socket.h>
#include <tlm_utils/multi_passthrough_target_socket.h>

#include <cstdint>
#include <map>
#include <systemc>
#include <tlm>
#include <vector>

namespace plug_in {

/// A plain address-mapped bus, loosely and approximately timed: every access takes one cycle on its way to the target.
/// It arbitrates nothing, so a target may have one approximately timed initiator at most.
class crossing_bus : public sc_core::sc_module {
 public:
  tlm_utils::multi_passthrough_target_socket<crossing_bus> initiators{"initiators"};
  tlm_utils::multi_passthrough_initiator_socket<crossing_bus> targets{"targets"};

  crossing_bus(const sc_core::sc_module_name& name, const sc_core::sc_time& cycle)
      : sc_core::sc_module(name), cycle_(cycle) {
    initiators.register_b_transport(this, &crossing_bus::b_transport);
    initiators.register_nb_transport_fw(this, &crossing_bus::nb_transport_fw);
    initiators.register_transport_dbg(this, &crossing_bus::transport_dbg);
    targets.register_nb_transport_bw(this, &crossing_bus::nb_transport_bw);
  }

  /// Binds a target to the `size` bytes from `base`, which it sees as 0 to `size - 1`.
  template <class Socket>
  void map(Socket& target, std::uint64_t base, std::uint64_t size) {
    targets.bind(target);
    ranges_.push_back({base, size});
  }

 private:
  struct range {
    std::uint64_t base, size;
  };
  struct route {
    unsigned target;
    std::uint64_t address;
  };

  /// The target that an address belongs to, or the number of targets.
  unsigned decode(std::uint64_t address) const {
    unsigned target = 0;
    while (target < ranges_.size() && address - ranges_[target].base >= ranges_[target].size) ++target;
    return target;
  }
  /// Where a transaction goes; its address becomes the target's. False if there is nobody.
  bool enter(tlm::tlm_generic_payload& payload, route& taken) const {
    taken = {decode(payload.get_address()), payload.get_address()};
    if (taken.target < ranges_.size()) {
      payload.set_address(taken.address - ranges_[taken.target].base);
      return true;
    }
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return false;
  }

  void b_transport(int, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    delay += cycle_;
    route taken;
    if (!enter(payload, taken)) return;
    targets[taken.target]->b_transport(payload, delay);
    payload.set_address(taken.address);
  }

  unsigned transport_dbg(int, tlm::tlm_generic_payload& payload) {
    route taken;
    if (!enter(payload, taken)) return 0;
    const unsigned bytes = targets[taken.target]->transport_dbg(payload);
    payload.set_address(taken.address);
    return bytes;
  }

  tlm::tlm_sync_enum nb_transport_fw(int initiator, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) {
    if (phase == tlm::BEGIN_REQ) {
      delay += cycle_;
      route taken;
      if (!enter(payload, taken)) return tlm::TLM_COMPLETED;
      in_progress_[&payload] = {static_cast<unsigned>(initiator), taken};
      return pass(payload, targets[taken.target]->nb_transport_fw(payload, phase, delay));
    }
    const auto found = in_progress_.find(&payload);
    if (found == in_progress_.end()) return tlm::TLM_COMPLETED;
    return pass(payload, targets[found->second.second.target]->nb_transport_fw(payload, phase, delay));
  }

  tlm::tlm_sync_enum nb_transport_bw(int, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) {
    const auto found = in_progress_.find(&payload);
    if (found == in_progress_.end()) return tlm::TLM_ACCEPTED;
    return pass(payload, initiators[found->second.first]->nb_transport_bw(payload, phase, delay));
  }

  /// A transaction that is over is forgotten, and has its address back.
  tlm::tlm_sync_enum pass(tlm::tlm_generic_payload& payload, tlm::tlm_sync_enum answer) {
    if (answer != tlm::TLM_COMPLETED) return answer;
    const auto found = in_progress_.find(&payload);
    if (found == in_progress_.end()) return answer;
    payload.set_address(found->second.second.address);
    in_progress_.erase(found);
    return answer;
  }

  sc_core::sc_time cycle_;
  std::vector<range> ranges_;
  std::map<tlm::tlm_generic_payload*, std::pair<unsigned, route>> in_progress_;  // approximately timed
};

}  // namespace plug_in
