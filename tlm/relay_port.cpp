// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/relay_port.hpp"

#include <utility>

namespace memvp {

relay_port::relay_port(const char* name, access carry_out, debug_access look)
    : socket(name), carry_out_(std::move(carry_out)), look_(std::move(look)) {
  socket.bind(static_cast<tlm::tlm_fw_transport_if<>&>(*this));
}

void relay_port::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  payload.set_dmi_allowed(false);
  carry_out_(payload, delay);
}

tlm::tlm_sync_enum relay_port::nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase&, sc_core::sc_time&) {
  payload.set_dmi_allowed(false);
  payload.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
  return tlm::TLM_COMPLETED;
}

bool relay_port::get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi& granted) {
  granted.init();
  granted.allow_read_write();  // denied, everywhere
  return false;
}

unsigned relay_port::transport_dbg(tlm::tlm_generic_payload& payload) { return look_(payload); }

}  // namespace memvp
