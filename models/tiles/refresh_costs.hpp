// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/traces/clock_grid.hpp"
#include "memvp/traces/energy_ledger.hpp"

namespace memvp {

/// Times of a refresh tile's sequencer that are no pulses, in cycles (docs/refresh-controller.md, "Units").
struct refresh_timing {
  cycle_count fetch;         ///< F, per 32-bit word
  cycle_count bias;          ///< B
  cycle_count settle;        ///< S
  cycle_count unit;          ///< U
  cycle_count convert;       ///< C
  cycle_count decide;        ///< Q
  cycle_count pulse_lsb;     ///< unit of the widths of PULSE
  std::uint32_t converters;  ///< n
};

/// Dynamic energies of a refresh tile's periphery, J per event, and the capacitances of its lines.
struct refresh_costs {
  double buffer_word;    ///< one 32-bit word read from or written to a buffer
  double control_cycle;  ///< sequencer logic, per active cycle
  double timer_tick;     ///< pulse timer: per pulse_lsb of a pulse or gap, per unit of a code, per cycle of settling
  double decode_row, decode_column;         ///< one address decoded
  double row_line, column_line, gate_line;  ///< F: C V^2 to bring a line to V and back
  double level_shift;                       ///< besides, for every line that moves
  double front_end_power;                   ///< W per sensed line
  double sample;                            ///< one sensed line integrated, or its logarithm held
  double conversion;
};

/// The tile's entries in the energy ledger.
struct refresh_components {
  component_id row_drivers, column_drivers, gate_drivers, decoders, array, integrators, converters, buffers, control;
};
struct refresh_causes {
  cause_id allocate, verify, reprogram, restore, rewrite, update, multiply, multiply_transposed, read;
};

}  // namespace memvp
