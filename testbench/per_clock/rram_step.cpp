// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/per_clock/rram_step.hpp"

#include <ostream>
#include <stdexcept>

namespace memvp {

const char* name(rram_step step) {
  switch (step) {
    case rram_step::idle:
      return "idle";
    case rram_step::decode:
      return "decode";
    case rram_step::fetch:
      return "fetch";
    case rram_step::converter_wait:
      return "converter_wait";
    case rram_step::drive:
      return "drive";
    case rram_step::integrate:
      return "integrate";
    case rram_step::gap:
      return "gap";
    case rram_step::convert:
      return "convert";
    case rram_step::add:
      return "add";
    case rram_step::decide:
      return "decide";
    case rram_step::setup:
      return "setup";
    case rram_step::pulse:
      return "pulse";
    case rram_step::release:
      return "release";
  }
  return "unknown";
}

std::ostream& operator<<(std::ostream& out, rram_step step) { return out << name(step); }

void sc_trace(sc_core::sc_trace_file*, const rram_step&, const std::string& signal) {
  throw std::logic_error("SystemC's trace files do not know sequencer steps, so '" + signal + "' cannot be traced");
}

}  // namespace memvp
