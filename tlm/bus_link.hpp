// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "memvp/tlm/bus_sockets.hpp"

namespace memvp {

/// Connects an initiator with a target, by way of whatever is to watch the two: a probe, a protocol checker. Called
/// while the bus is elaborated, so that it may make modules, which must outlive the simulation.
using bus_link = std::function<void(any_bus_initiator_socket& from, any_bus_target_socket& to)>;

}  // namespace memvp
