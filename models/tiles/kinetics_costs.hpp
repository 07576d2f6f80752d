// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "memvp/traces/clock_grid.hpp"
#include "memvp/traces/energy_ledger.hpp"

namespace memvp {

/// What a kinetics tile's sequencer is doing in a phase.
enum class kinetics_activity : std::uint32_t {
  idle,  ///< rest of a period; or no command
  decode,
  refresh,
  fetch,     ///< codes of a step; alongside all else
  read,      ///< read pulse; ends with the sample
  convert,   ///< a round of conversions; features are in FEATURE at its end
  setup,     ///< lines rise
  pulse,     ///< the slot of the pulses; sampling in the pulse: ends with the sample
  release,   ///< lines fall
  write,     ///< constants go into one device
  evaluate,  ///< takes no time: constants are drawn anew
  step,      ///< takes no time: a step ends and the next one begins
};
inline constexpr std::array<const char*, 12> kinetics_activity_names = {
    "idle", "decode", "refresh", "fetch", "read", "convert", "setup", "pulse", "release", "write", "evaluate", "step"};

/// Times of the sequencer, in cycles. Everything it does takes one of these, or what the command says.
struct kinetics_timing {
  cycle_count decode;        ///< D, from the COMMAND write to the first phase
  cycle_count fetch;         ///< F, per word
  cycle_count refresh;       ///< E
  cycle_count read;          ///< T
  cycle_count compare;       ///< one comparison of a conversion, for waveforms
  cycle_count convert;       ///< C, one conversion
  cycle_count setup;         ///< S
  cycle_count release;       ///< L
  cycle_count write;         ///< K, per device
  std::uint32_t converters;  ///< n: a round converts as many devices

  /// Rounds of conversions that take `devices` devices.
  std::uint32_t rounds(std::uint32_t devices) const { return (devices + converters - 1) / converters; }
};

/// Dynamic energies of the periphery, in joules per event.
struct kinetics_costs {
  double buffer_word;       ///< one 32-bit word read from or written to a buffer, a table or the mask
  double control_cycle;     ///< sequencer logic, per cycle of decode, fetch, convert, setup, release
  double timer_tick;        ///< the timer of 32 bits, per cycle of what only waits: refresh, read, pulse, idle, write
  double encode_amplitude;  ///< one code through the DAC of a device
  double encode_width;      ///< one width or density into the comparator of a device
  double line_capacitance;  ///< F: C V^2 to bring a device's line to V and back
  double level_shift;       ///< besides, per rise of a line
  double read_line;         ///< one device's line brought to the read voltage and back
  double sample;            ///< one current held
  double conversion;        ///< one conversion
  double refresh;           ///< of a device
  double write;             ///< of a device
};

/// The tile's entries in the energy ledger.
struct kinetics_components {
  component_id devices, encoders, line_drivers, sample_and_holds, converters, buffers, control;
};
/// A cause a kind of phase: what the sequencer did when the energy was spent.
struct kinetics_causes {
  cause_id decode, refresh, fetch, read, convert, pulse, idle, write;
};

}  // namespace memvp
