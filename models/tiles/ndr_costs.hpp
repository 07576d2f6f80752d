// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "memvp/traces/clock_grid.hpp"
#include "memvp/traces/energy_ledger.hpp"

namespace memvp {

/// What a unit's sequencer is doing in a phase.
enum class ndr_activity : std::uint32_t {
  idle,
  decode,
  fetch,
  dac,            ///< input codes become voltages
  input_stage,    ///< transimpedance stages settle
  convert_input,  ///< digital circuits: held currents become codes
  activate,       ///< the activation circuits at work
  sample,
  convert,
  store,
  select,
  pulse,
  release,
  settle,
  read,   ///< ECRAM conductances, averaged
  sweep,  ///< responses to all inputs, averaged
  decide,
  load,  ///< digital circuits take their parameters
};
inline constexpr std::array<const char*, 18> ndr_activity_names = {
    "idle",  "decode", "fetch", "dac",     "input_stage", "convert_input", "activate", "sample", "convert",
    "store", "select", "pulse", "release", "settle",      "read",          "sweep",    "decide", "load"};

/// Times of a unit's sequencer, in cycles. Everything the sequencer does takes one of these.
struct ndr_timing {
  cycle_count decode;        ///< from the COMMAND write to the first phase
  cycle_count fetch;         ///< per buffer word read or written
  cycle_count dac;           ///< input codes become voltages
  cycle_count input_stage;   ///< transimpedance stages settle
  cycle_count activate;      ///< the activation circuit's own time
  cycle_count sample;        ///< outputs are held
  cycle_count decide;        ///< tune, calibrate: all comparisons of a round
  cycle_count line_setup;    ///< the write line settles
  cycle_count line_release;  ///< the write line returns to ground
  cycle_count pulse;         ///< one write pulse
  cycle_count write_settle;  ///< least time between a write pulse and a reading
  cycle_count integrate;     ///< one reading of the ECRAMs
  std::uint32_t converters;  ///< a round converts as many neurons
};

/// Dynamic energies of a unit's periphery, in joules per event.
struct ndr_costs {
  double buffer_word;    ///< one 32-bit word read from or written to a buffer
  double control_cycle;  ///< sequencer logic, per active cycle
  double counter_tick;   ///< pulse counter of one neuron, per pulse
  double dac_conversion;
  double sample;        ///< one value held
  double write_line;    ///< the common write line brought to the pulse voltage and back
  double write_select;  ///< one neuron's switch to the write line, on and off
};

/// The unit's entries in the energy ledger.
struct ndr_components {
  component_id neurons, input_stages, dacs, sample_and_holds, converters, write_driver, buffers, control;
};
struct ndr_causes {
  cause_id activate, tune, calibrate;
};

}  // namespace memvp
