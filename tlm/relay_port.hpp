// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <systemc>
#include <tlm>

#include "memvp/tlm/bus_sockets.hpp"

namespace memvp {

/// A target socket whose accesses somebody else carries out: blocking ones in their initiator's process, debug ones at
/// once. It grants no direct memory, and answers a transaction in phases by an error: it is for one loosely timed
/// initiator.
class relay_port : private tlm::tlm_fw_transport_if<> {
 public:
  using access = std::function<void(tlm::tlm_generic_payload&, sc_core::sc_time&)>;
  using debug_access = std::function<unsigned(tlm::tlm_generic_payload&)>;

  bus_target_socket socket;

  relay_port(const char* name, access carry_out, debug_access look);

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override;
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) override;
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) override;

  access carry_out_;
  debug_access look_;
};

}  // namespace memvp
