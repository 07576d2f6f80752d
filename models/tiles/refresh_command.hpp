// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "memvp/models/tiles/array_region.hpp"
#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// What a refresh tile can be told to compute: the values of its COMMAND register.
enum class refresh_operation : std::uint32_t {
  none = 0,
  multiply = 1,             ///< signed codes on the rows, currents sensed on the columns
  multiply_transposed = 2,  ///< signed codes on the columns, currents sensed on the rows
  read_cells = 3,           ///< every cell of the region, a row at a time, as logarithmic codes
  pulse = 4,                ///< ionic pulses of given widths, a row at a time
};

/// What its controller can be asked for: the values of its REQUEST register.
enum class refresh_request_kind : std::uint32_t {
  none = 0,
  alloc = 1,      ///< rows are given a mode and a task
  restore = 2,    ///< ions go back to equilibrium, the polarisation stays
  rewrite = 3,    ///< ions are brought to TARGET again
  reprogram = 4,  ///< the polarisation is written to LEVEL
  promote = 5,    ///< what ions and polarisation make together is written to the polarisation
};

/// Modes of a row.
enum class refresh_mode : std::uint32_t { free = 0, non_volatile = 1, volatile_ions = 2 };

/// Codes of the ERROR register.
enum class refresh_error : std::uint32_t {
  none = 0,
  unknown_command = 1,  ///< of COMMAND or REQUEST
  region_outside_array = 2,
  busy = 3,
  buffer_too_small = 4,    ///< more vectors or results than a buffer holds
  bad_argument = 5,        ///< a count of zero, an unknown mode, columns that do not pair
  code_out_of_range = 6,   ///< an input code of -128
  time_out_of_range = 7,   ///< the unit would end beyond the longest representable time
  row_not_allocated = 8,   ///< a row is FREE
  wrong_mode = 9,          ///< ions of a row that is not V, or the polarisation of one that is not NV
  row_under_refresh = 10,  ///< REFUSE is on, and a request or a rewrite has the row
  illegal_voltage = 11,    ///< a pulse that is needed lies outside the window of its kind
  no_free_slot = 12,       ///< the slot table is full
  level_beyond_last = 13,  ///< a level above 15, or ions and polarisation that make more than level 15
  verify_timeout = 14,     ///< cells still out of tolerance after VERIFY_LIMIT tries
  pulse_too_wide = 15,     ///< a width beyond that of the pulse table's entry
  no_source = 16,          ///< a rewrite of a row whose polarisation was never written
};

/// Kinds of pulses: indices of the PULSE table.
enum class refresh_pulse_kind : std::uint32_t {
  ferroelectric_set = 0,
  ferroelectric_reset = 1,
  ion_set = 2,
  ion_reset = 3,
  read_ion = 4,
  read_ferroelectric = 5,
};
inline constexpr std::size_t refresh_pulse_kinds = 6;
inline constexpr std::array<const char*, refresh_pulse_kinds> refresh_pulse_names = {
    "fe_set", "fe_reset", "ion_set", "ion_reset", "read_ion", "read_fe"};

/// An entry of the PULSE table: what the row driver and the gate lines do in one pulse.
struct refresh_pulse {
  double volts = 0;       ///< on the row; of fe_set the amplitude of group 0
  double gate_volts = 0;  ///< on the gate lines of open cells
  cycle_count width = 0;
  cycle_count gap = 0;  ///< at 0 V after it
};
using refresh_pulse_table = std::array<refresh_pulse, refresh_pulse_kinds>;
inline const refresh_pulse& pulse_of(const refresh_pulse_table& table, refresh_pulse_kind kind) {
  return table[static_cast<std::size_t>(kind)];
}

/// How the sensed columns of a product make the lines that are converted.
enum class refresh_column_mode : std::uint32_t {
  single = 0,  ///< a line a column
  pairs = 1,   ///< line o is column 2o less column 2o + 1; transposed, code o drives both with opposite signs
};

/// Most vectors of a product: a 16-bit counter (assumed).
inline constexpr std::uint32_t refresh_most_vectors = 65535;
/// States of the polarisation (doi 10.1038/s41467-024-55701-0, Fig. 2f).
inline constexpr std::uint32_t refresh_levels = 16;
/// A cell's level when nobody knows it.
inline constexpr std::uint8_t refresh_level_unknown = 255;
/// Greatest magnitude of an input code.
inline constexpr std::uint32_t refresh_greatest_code = 127;

/// A compute command with its arguments, as latched when COMMAND is written.
struct refresh_command {
  refresh_operation operation = refresh_operation::none;
  array_region region;
  std::uint32_t vectors = 1;  ///< products: vectors in the input buffer
  refresh_column_mode columns = refresh_column_mode::single;
  std::uint32_t converter_range = 0;  ///< products: full scale of the converters / 2^range
  bool verify = false;                ///< pulse: each row is read afterwards, and the codes go to TARGET
};

/// A request with its arguments, as latched when REQUEST is written.
struct refresh_request {
  refresh_request_kind kind = refresh_request_kind::none;
  std::uint32_t first_row = 0, row_count = 0;
  refresh_mode mode = refresh_mode::free;  ///< alloc
  std::uint32_t task = 0;                  ///< alloc, 8 bits
};

}  // namespace memvp
