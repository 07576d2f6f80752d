// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <systemc>

namespace memvp {

/// Steps of the neuron unit's sequencer: what it does in a cycle. A reading of TUNE is `integrate` and `convert`, a
/// point of CALIBRATE's sweep goes from `dac` to `convert`.
enum class ndr_step : std::uint32_t {
  idle,
  decode,
  fetch,          ///< words from INPUT or TUNING
  await,          ///< until the last current of the next vector has been sampled
  dac,            ///< input codes become voltages
  input_stage,    ///< the input stages settle
  convert_input,  ///< digital circuits: held currents become codes
  activate,
  sample,
  convert,
  store,   ///< words to OUTPUT or MEASURED
  load,    ///< digital circuits take their parameters
  settle,  ///< the rest of the time that ECRAMs need after a pulse
  integrate,
  decide,
  select,  ///< the write line rises
  pulse,   ///< neuron after neuron leaves the line when it has had its pulses
  release,
};
inline constexpr std::size_t ndr_step_count = 18;

const char* name(ndr_step step);
std::ostream& operator<<(std::ostream& out, ndr_step step);
/// Signals of SystemC ask for it. @throws std::logic_error always: its trace files hold no enumeration
void sc_trace(sc_core::sc_trace_file* file, const ndr_step& step, const std::string& signal);

}  // namespace memvp
