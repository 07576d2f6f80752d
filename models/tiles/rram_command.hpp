// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/tiles/array_region.hpp"

namespace memvp {

/// What a 1T1R tile can be told to do: the values of its COMMAND register.
enum class rram_operation : std::uint32_t {
  none = 0,
  form = 1,            ///< forming pulses of rising voltage, cell after cell, until each reads as formed
  program_verify = 2,  ///< read, one SET or RESET pulse of rising voltage, until within tolerance (ISPP)
  set_pulses = 3,      ///< one SET pulse a cell, at a given step of the ramp: characterisation
  reset_pulses = 4,    ///< one RESET pulse a cell, likewise
  read_cells = 5,      ///< every cell of the region alone, averaged
  multiply = 6,        ///< inputs on the bit lines, currents sensed on the source lines
};

/// Codes of the ERROR register.
enum class rram_error : std::uint32_t {
  none = 0,
  unknown_command = 1,
  region_outside_array = 2,
  busy = 3,
  buffer_too_small = 4,    ///< more vectors, results or cells than a buffer holds
  bad_argument = 5,        ///< a count of zero where one is needed, beyond its counter, or an unknown mode
  code_out_of_range = 6,   ///< an input code beyond the DAC's
  time_out_of_range = 7,   ///< the command would end beyond the longest representable time
  columns_do_not_fit = 8,  ///< the region's columns do not divide into pairs, a reference and slices as asked
  no_analog_output = 9,    ///< analog output with no neurons bound, with slices, or with a conversion per input bit
  neurons_refused = 10,    ///< the neurons had no room for a vector's currents; the vectors after it were not delivered
};

/// How the sensed columns of a region make the lines that are converted. Differences are formed at the sample, of
/// currents, so that a line takes one conversion.
enum class rram_column_mode : std::uint32_t {
  single = 0,        ///< a line a column
  differential = 1,  ///< line o is column 2o less column 2o + 1
  offset = 2,        ///< line o is column o less the region's last column
};

/// How an input code reaches the array.
enum class rram_drive : std::uint32_t {
  multi_level = 0,  ///< a DAC a row: the voltage is in proportion to the code
  bit_serial = 1,   ///< a bit after the other at the full voltage; a conversion a bit, added up digitally
  pulse_count = 2,  ///< bit k as 2^k pulses of the full voltage, added up as charge; one conversion
};

/// Most readings that are averaged, and most pulses of a cell: 16-bit counters (assumed).
inline constexpr std::uint32_t rram_most_readings = 65535;
inline constexpr std::uint32_t rram_most_pulses = 65535;
/// Most slices of a weight and most bits of a slice.
inline constexpr std::uint32_t rram_most_slices = 8, rram_most_slice_bits = 8;
/// Target of the window's top; 0 is its bottom.
inline constexpr std::uint32_t rram_target_one = 65535;

/// A command with its arguments, as latched from the registers when COMMAND is written.
struct rram_command {
  rram_operation operation = rram_operation::none;
  array_region region;
  std::uint32_t vectors = 1;  ///< multiply: vectors in the input buffer
  rram_column_mode columns = rram_column_mode::single;
  std::uint32_t slices = 1;            ///< multiply: neighbouring lines that make an output, most significant first
  std::uint32_t slice_bits = 1;        ///< multiply: bits by which a slice's place exceeds that of the next
  bool input_signed = false;           ///< multiply: codes are signed bytes
  bool analog_output = false;          ///< multiply: currents go to the neurons, without conversion
  std::uint32_t first_neuron = 0;      ///< multiply, analog output: the neuron that takes output 0
  std::uint32_t converter_range = 0;   ///< multiply: full scale of the converters / 2^range
  std::uint32_t verify_tolerance = 0;  ///< program_verify: accepted |error|, in 1/65535 of the window
  std::uint32_t pulse_limit = 1;       ///< program_verify, form: pulses of a cell at most
  std::uint32_t reads = 1;             ///< program_verify, form, read_cells: conversions averaged per reading
  std::uint32_t ramp_step = 0;         ///< set_pulses, reset_pulses: step of the voltage ramp
};

/// Lines that a multiply of `columns` columns converts, 0 if they do not divide so.
inline std::uint32_t sensed_lines(rram_column_mode mode, std::uint32_t columns) {
  switch (mode) {
    case rram_column_mode::differential:
      return columns % 2 == 0 ? columns / 2 : 0;
    case rram_column_mode::offset:
      return columns - 1;
    case rram_column_mode::single:
      break;
  }
  return columns;
}

/// Outputs that these lines make, 0 if they do not divide so.
inline std::uint32_t outputs_of(std::uint32_t lines, std::uint32_t slices) {
  return slices != 0 && lines % slices == 0 ? lines / slices : 0;
}

}  // namespace memvp
