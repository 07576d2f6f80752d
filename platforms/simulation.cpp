// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/simulation.hpp"

#include <algorithm>
#include <systemc>

#include "memvp/platforms/interruption.hpp"

namespace memvp {

namespace {
constexpr std::uint64_t slice_ps = 1'000'000'000'000;
}

void simulate() {
  const std::uint64_t last_ps = sc_core::sc_max_time().value();
  do {
    throw_if_interrupted();
    // A pause between two events changes nothing of what happens.
    const std::uint64_t left_ps = last_ps - sc_core::sc_time_stamp().value();
    sc_core::sc_start(sc_core::sc_time::from_value(std::min(slice_ps, left_ps)));
  } while (sc_core::sc_get_status() != sc_core::SC_STOPPED && sc_core::sc_pending_activity());
}

}  // namespace memvp
