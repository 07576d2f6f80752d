// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/per_clock/ecram_step.hpp"

#include <ostream>
#include <stdexcept>

namespace memvp {

const char* name(ecram_step step) {
  switch (step) {
    case ecram_step::idle:
      return "idle";
    case ecram_step::decode:
      return "decode";
    case ecram_step::fetch:
      return "fetch";
    case ecram_step::setup:
      return "setup";
    case ecram_step::pulse:
      return "pulse";
    case ecram_step::release:
      return "release";
    case ecram_step::write_wait:
      return "write_wait";
    case ecram_step::converter_wait:
      return "converter_wait";
    case ecram_step::drive:
      return "drive";
    case ecram_step::integrate:
      return "integrate";
    case ecram_step::convert:
      return "convert";
    case ecram_step::decide:
      return "decide";
  }
  return "unknown";
}

std::ostream& operator<<(std::ostream& out, ecram_step step) { return out << name(step); }

void sc_trace(sc_core::sc_trace_file*, const ecram_step&, const std::string& signal) {
  throw std::logic_error("SystemC's trace files do not know sequencer steps, so '" + signal + "' cannot be traced");
}

}  // namespace memvp
