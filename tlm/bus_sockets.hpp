// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>
#include <tlm>

#include "memvp/tlm/language_standard.hpp"

namespace memvp {

/// The sockets of every memvp module: 32 bits wide, base protocol. SystemC itself lets them stay unbound, so that
/// the module can say in a sentence which one is missing (require_bound) instead of SystemC naming an inner port.
using bus_target_socket = tlm::tlm_target_socket<32, tlm::tlm_base_protocol_types, 1, sc_core::SC_ZERO_OR_MORE_BOUND>;
using bus_initiator_socket =
    tlm::tlm_initiator_socket<32, tlm::tlm_base_protocol_types, 1, sc_core::SC_ZERO_OR_MORE_BOUND>;

/// What these and any other 32-bit base-protocol sockets can be bound to.
using any_bus_target_socket = tlm::tlm_base_target_socket_b<32>;
using any_bus_initiator_socket = tlm::tlm_base_initiator_socket_b<32>;

/// To be called from `end_of_elaboration`.
/// \throws std::runtime_error naming the socket if nothing is bound to it
void require_bound(const bus_target_socket& socket);
void require_bound(const bus_initiator_socket& socket);

}  // namespace memvp
