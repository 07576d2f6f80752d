// SPDX-License-Identifier: Apache-2.0
// The inside of the router: what initiators and targets talk to.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <utility>

#include "memvp/tlm/hexadecimal.hpp"
#include "memvp/tlm/router.hpp"

namespace memvp {

struct router::route {
  tlm::tlm_generic_payload* payload;
  input* from;
  output* to;
  std::uint64_t address;  // as the initiator gave it
  bool target_is_done;    // the target completed early and expects no END_RESP
};

class router::input final : public tlm::tlm_fw_transport_if<> {
 public:
  explicit input(router& bus) : latency_(bus.latency_), bus_(bus) {}

  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override;
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) override;
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) override;

  tlm::tlm_bw_transport_if<>* initiator = nullptr;
  tlm::tlm_generic_payload* responding = nullptr;  // has got BEGIN_RESP, owes END_RESP
  std::deque<waiting> responses;
  sc_core::sc_time free_from;

 private:
  void transport_elsewhere(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);

  // The loosely timed path, of which every access is made: most go where the one before went.
  const sc_core::sc_time latency_;
  std::uint64_t recent_base_ = 0, recent_size_ = 0;
  tlm::tlm_blocking_transport_if<>* recent_target_ = nullptr;
  router& bus_;
};

class router::output final : public tlm::tlm_bw_transport_if<> {
 public:
  output(router& bus, std::string its_name, std::uint64_t its_base, std::uint64_t its_size)
      : name(std::move(its_name)), base(its_base), size(its_size), bus_(bus) {}

  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override {
    return bus_.from_target(*this, payload, phase, delay);
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) override {
    bus_.invalidate(*this, first, last);
  }

  /// First and last address, as a person reads them.
  std::string range() const { return hexadecimal(base, 8) + "-" + hexadecimal(base + (size - 1), 8); }

  const std::string name;
  const std::uint64_t base, size;
  tlm::tlm_fw_transport_if<>* target = nullptr;
  tlm::tlm_generic_payload* requesting = nullptr;  // has sent BEGIN_REQ, awaits END_REQ
  std::deque<waiting> requests;
  sc_core::sc_time free_from;

 private:
  router& bus_;
};

}  // namespace memvp
