// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/bus_sockets.hpp"

#include <stdexcept>
#include <string>

namespace memvp {

void require_bound(const bus_target_socket& socket) {
  if (socket.size() == 0) {
    throw std::runtime_error("target socket '" + std::string(socket.name()) +
                             "' is not bound: map it into a router or bind an initiator to it");
  }
}

void require_bound(const bus_initiator_socket& socket) {
  if (socket.size() == 0) {
    throw std::runtime_error("initiator socket '" + std::string(socket.name()) +
                             "' is not bound: attach it to a router or bind it to a target");
  }
}

}  // namespace memvp
