// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/per_clock/kinetics_step.hpp"

#include <array>
#include <ostream>
#include <stdexcept>

namespace memvp {

namespace {
constexpr std::array<const char*, kinetics_step_count> names = {"idle", "decode", "refresh", "step", "read", "write"};
}  // namespace

const char* name(kinetics_step step) {
  const auto index = static_cast<std::size_t>(step);
  return index < names.size() ? names[index] : "unknown";
}

std::ostream& operator<<(std::ostream& out, kinetics_step step) { return out << name(step); }

void sc_trace(sc_core::sc_trace_file*, const kinetics_step&, const std::string& signal) {
  throw std::logic_error("SystemC's trace files do not know sequencer steps, so '" + signal + "' cannot be traced");
}

}  // namespace memvp
