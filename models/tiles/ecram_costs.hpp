// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/traces/clock_grid.hpp"
#include "memvp/traces/energy_ledger.hpp"

namespace memvp {

/// Times of an ECRAM tile's sequencer, in cycles. Everything the sequencer does takes one of these.
struct ecram_timing {
  cycle_count decode;         ///< from the COMMAND write to the first phase
  cycle_count fetch;          ///< per buffer word that the sequencer scans
  cycle_count line_setup;     ///< line drivers settle on the write voltages
  cycle_count line_release;   ///< lines return to ground
  cycle_count pulse_lsb;      ///< one unit of pulse width
  cycle_count pulse_maximum;  ///< greatest pulse width, in units
  cycle_count write_settle;   ///< least time between the end of a write pulse and a read
  cycle_count drive;          ///< DACs switch and the array settles
  cycle_count integrate;      ///< sense lines are integrated; ends with the sample
  cycle_count convert;        ///< one conversion
  cycle_count decide;         ///< write-and-verify: one comparison
  std::uint32_t converters;   ///< ADCs of the tile; a conversion round serves as many neighbouring sense lines
};

/// Dynamic energies of an ECRAM tile's periphery, in joules per event.
struct ecram_costs {
  double buffer_word;                ///< one 32-bit word read from or written to a buffer
  double control_cycle;              ///< sequencer logic, per active cycle
  double counter_tick;               ///< timer: per cycle while a read settles or integrates, per LSB during a pulse
  double decode_row, decode_column;  ///< one address decoded
  double row_line_selected, row_line_other;        ///< one word line brought to its write voltage and back
  double column_line_selected, column_line_other;  ///< one bit line brought to its write voltage and back
  double dac_conversion;                           ///< one DAC output set
  double read_row_full_scale,
      read_column_full_scale;  ///< one line charged to the largest read voltage; goes with its square
  double sample;               ///< one sense line integrated and sampled
  double conversion;           ///< one ADC conversion
};

/// The tile's entries in the energy ledger.
struct ecram_components {
  component_id row_drivers, column_drivers, decoders, dacs, array, sample_and_holds, converters, buffers, control;
};
struct ecram_causes {
  cause_id program, update, verify, multiply, multiply_transposed, read;
};

}  // namespace memvp
