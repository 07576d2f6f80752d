// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <systemc>

namespace memvp {

/// Steps of the 1T1R tile's sequencer: what it does in a cycle. In a product it is what the lines do or wait for; words
/// are fetched, converted and added up beside it.
enum class rram_step : std::uint32_t {
  idle,
  decode,          ///< `D`
  fetch,           ///< `F`: words of a vector, while no line is driven, or the word of a target
  converter_wait,  ///< until the converters will be free when the sample comes
  drive,           ///< `T`: DACs and word lines switch, the array settles
  integrate,       ///< `I`: ends with the sample, if it is the last step of a drive
  gap,             ///< `P`: nothing is left to drive, the converters have not begun
  convert,         ///< `C`: nothing to do but to wait for the converters
  add,             ///< `A`: of the last vector
  decide,          ///< `Q`: write-and-verify
  setup,           ///< `S`: lines rise to their write voltages
  pulse,           ///< `W`
  release,         ///< `L`: lines fall to ground
};
inline constexpr std::size_t rram_step_count = 13;

const char* name(rram_step step);
std::ostream& operator<<(std::ostream& out, rram_step step);
/// Signals of SystemC ask for it. @throws std::logic_error always: its trace files hold no enumeration
void sc_trace(sc_core::sc_trace_file* file, const rram_step& step, const std::string& signal);

}  // namespace memvp
