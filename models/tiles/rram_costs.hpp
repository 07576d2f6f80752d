// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/traces/clock_grid.hpp"
#include "memvp/traces/energy_ledger.hpp"

namespace memvp {

/// Times of a 1T1R tile's sequencer, in cycles. Everything the sequencer does takes one of these.
struct rram_timing {
  cycle_count decode;        ///< from the COMMAND write to the first phase
  cycle_count fetch;         ///< per buffer word that the sequencer fetches
  cycle_count drive;         ///< DACs and word lines switch and the array settles
  cycle_count integrate;     ///< one integration step; ends with the sample
  cycle_count gap;           ///< from the sample to the first conversion
  cycle_count convert;       ///< one conversion
  cycle_count compare;       ///< one comparison of a conversion, for waveforms
  cycle_count shift_add;     ///< the last words are added up
  cycle_count decide;        ///< write-and-verify: one comparison
  cycle_count line_setup;    ///< lines rise to the write voltages
  cycle_count line_release;  ///< lines return to ground
  cycle_count set_width, reset_width, form_width;
  std::uint32_t converters;  ///< ADCs of the tile; a conversion round serves as many lines

  cycle_count step() const { return drive + integrate; }
  /// One reading of a cell that is driven already.
  cycle_count reading() const { return integrate + gap + convert; }
};

/// Dynamic energies of a 1T1R tile's periphery, in joules per event, and the capacitances of its lines.
struct rram_costs {
  double buffer_word;                       ///< one 32-bit word read from or written to a buffer
  double control_cycle;                     ///< sequencer logic, per active cycle
  double counter_tick;                      ///< timer, per cycle of a read or a pulse
  double decode_row, decode_column;         ///< one address decoded
  double word_line, bit_line, source_line;  ///< F: C V^2 to bring a line to V and back
  double level_shift;                       ///< besides, for a line that leaves the logic's voltages
  double word_line_read;                    ///< one word line brought to its read voltage and back
  double dac_conversion;                    ///< one DAC output set
  double clamp_power;                       ///< W per source line held at virtual ground and sensed
  double sample;                            ///< one sense line integrated and sampled
  double conversion;                        ///< one ADC conversion
  double shift_add;                         ///< one word shifted and added
};

/// The tile's entries in the energy ledger.
struct rram_components {
  component_id word_line_drivers, bit_line_drivers, source_line_drivers, decoders, dacs, array, sample_and_holds,
      converters, shift_adders, buffers, control;
};
struct rram_causes {
  cause_id form, program, verify, read, multiply;
};

}  // namespace memvp
