// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/tiles/array_region.hpp"

namespace memvp {

/// What an ECRAM tile can be told to do: the values of its COMMAND register.
enum class ecram_operation : std::uint32_t {
  none = 0,
  program_serial = 1,        ///< one PWM pulse per cell, cell after cell (open loop)
  program_row_parallel = 2,  ///< the cells of a word line together, positive pulses first, then negative ones
  update_outer_product = 3,  ///< rank-one update: binary row inputs, column pulse widths, in sign phases
  update_bit_streams = 4,    ///< rank-one update: analog rows and columns as coincidences of random bit streams
  program_verify = 5,        ///< closed loop: read, one pulse for the measured error, until within tolerance
  multiply = 6,              ///< inputs on the word lines, currents sensed on the bit lines
  multiply_transposed = 7,   ///< inputs on the bit lines, currents sensed on the word lines
  read_cells = 8,            ///< every cell of the region alone, averaged
};

/// Codes of the ERROR register.
enum class ecram_error : std::uint32_t {
  none = 0,
  unknown_command = 1,
  region_outside_array = 2,
  busy = 3,
  buffer_too_small = 4,   ///< more vectors than a buffer window holds
  pulse_too_wide = 5,     ///< a pulse width beyond the pulse counter
  code_out_of_range = 6,  ///< an input code beyond the DAC's, or a target beyond the window
  not_verified = 7,       ///< write-and-verify gave up on at least one cell (all cells were tried)
  time_out_of_range = 8,  ///< the command would end beyond the longest representable time
  bad_argument = 9,       ///< a count of zero where at least one is needed, or one beyond the sequencer's counters
};

/// Most slots of a bit stream, and most readings of a cell: 16-bit counters (assumed).
inline constexpr std::uint32_t ecram_most_slots = 65535;
inline constexpr std::uint32_t ecram_most_readings = 65535;
/// Most readings of all cells that one command may ask for.
inline constexpr std::uint64_t ecram_most_readings_of_command = std::uint64_t{1} << 22;

/// A command with its arguments, as latched from the registers when COMMAND is written.
struct ecram_command {
  ecram_operation operation = ecram_operation::none;
  array_region region;
  std::uint32_t vectors = 1;           ///< multiply: vectors in the input buffer
  std::uint32_t slots = 1;             ///< bit streams: length of a stream
  std::uint32_t slot_width = 1;        ///< bit streams: pulse width in a slot, in pulse LSB
  std::uint32_t stream_seed = 0;       ///< bit streams: event number of the random generator
  std::uint32_t verify_tolerance = 0;  ///< write-and-verify: accepted |error|, in 1/65536 of the window
  std::uint32_t verify_tries = 1;      ///< write-and-verify: pulses per cell and sweep at most
  std::uint32_t reads = 1;             ///< write-and-verify, read_cells: conversions averaged per reading
  std::uint32_t sweeps = 1;            ///< write-and-verify: passes over the region
  bool training = false;               ///< the pulses of a program command are paid as an update, not as programming
};

}  // namespace memvp
