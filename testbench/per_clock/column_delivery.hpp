// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ostream>
#include <stdexcept>
#include <string>
#include <systemc>
#include <tuple>

namespace memvp {

/// What an array shows beside its column currents in the one cycle in which they are sampled into neurons' capacitors.
struct column_delivery {
  bool valid = false;
  std::uint32_t slot = 0;
  std::uint32_t first_neuron = 0, count = 0;

  bool operator==(const column_delivery& o) const {
    return std::tie(valid, slot, first_neuron, count) == std::tie(o.valid, o.slot, o.first_neuron, o.count);
  }
};

inline std::ostream& operator<<(std::ostream& out, const column_delivery& delivery) {
  if (!delivery.valid) return out << "nothing";
  return out << delivery.count << " currents for slot " << delivery.slot << " from neuron " << delivery.first_neuron;
}

/// Signals of SystemC ask for it. @throws std::logic_error always
inline void sc_trace(sc_core::sc_trace_file*, const column_delivery&, const std::string& signal) {
  throw std::logic_error("SystemC's trace files do not know deliveries, so '" + signal + "' cannot be traced");
}

}  // namespace memvp
