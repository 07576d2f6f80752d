// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <systemc>

namespace memvp {

/// Steps of the sequencer: what it does in a cycle.
enum class ecram_step : std::uint32_t {
  idle,
  decode,          ///< `D`
  fetch,           ///< `F`: one value word
  setup,           ///< `S`: lines rise to their write voltages
  pulse,           ///< write pulse; column after column ends when its own width has passed
  release,         ///< `L`: lines fall to ground
  write_wait,      ///< until `W` has passed since the last write pulse
  converter_wait,  ///< until the converters will be free when the sample comes
  drive,           ///< `T`: DACs switch, the array settles
  integrate,       ///< `I`: ends with the sample
  convert,         ///< nothing to do but to wait for the converters
  decide,          ///< `Q`: write-and-verify
};
inline constexpr std::size_t ecram_step_count = 12;

const char* name(ecram_step step);
std::ostream& operator<<(std::ostream& out, ecram_step step);
/// Signals of SystemC ask for it. @throws std::logic_error always: its trace files hold no enumeration
void sc_trace(sc_core::sc_trace_file* file, const ecram_step& step, const std::string& signal);

}  // namespace memvp
