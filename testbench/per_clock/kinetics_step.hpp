// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <systemc>

namespace memvp {

/// What the kinetics tile's sequencer as a whole does in a cycle. The parts of a step overlap and have pins of their
/// own.
enum class kinetics_step : std::uint32_t {
  idle,
  decode,
  refresh,  ///< of a pass or of the command `refresh`
  step,     ///< of a pass: fetch, read, convert, pulse, idle
  read,     ///< the command `read`: read and convert
  write,    ///< one device's constants
};
inline constexpr std::size_t kinetics_step_count = 6;

const char* name(kinetics_step step);
std::ostream& operator<<(std::ostream& out, kinetics_step step);
/// Signals of SystemC ask for it. @throws std::logic_error always: its trace files hold no enumeration
void sc_trace(sc_core::sc_trace_file* file, const kinetics_step& step, const std::string& signal);

}  // namespace memvp
