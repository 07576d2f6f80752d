// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/physics/kinetics_parameters.hpp"

namespace memvp {

/// What a kinetics tile can be told to do: the values of its COMMAND register.
enum class kinetics_operation : std::uint32_t {
  none = 0,
  run = 1,               ///< samples go through the devices as pulse trains and come out as features
  refresh = 2,           ///< devices go back to their initial state
  read = 3,              ///< devices are read and converted
  write = 4,             ///< devices get the constants ALPHA and BETA
  begin_evaluation = 5,  ///< what the device parameters redraw for an evaluation is drawn anew
};

/// Codes of the ERROR register.
enum class kinetics_error : std::uint32_t {
  none = 0,
  unknown_command = 1,
  devices_outside_bank = 2,
  busy = 3,
  buffer_too_small = 4,  ///< codes, features or steps of a table in use do not fit
  bad_argument = 5,
  period_too_short = 6,      ///< a step needs longer than PERIOD
  time_out_of_range = 7,     ///< the command would end beyond the longest representable time
  voltage_out_of_range = 8,  ///< a voltage that a code could ask for is beyond the write supply
  unstable_constants = 9,    ///< not positive and finite, or r of 4 or more with the discrete law
};

/// How the codes of a sample, and its features, lie in their buffers.
enum class kinetics_axis : std::uint32_t {
  rows = 0,     ///< train after train
  columns = 1,  ///< step after step
};

/// What a code makes of the pulse of a step.
enum class kinetics_encoding : std::uint32_t { amplitude = 0, width = 1, density = 2 };

/// When in a step a device is read.
enum class kinetics_sampling : std::uint32_t { before_pulse = 0, after_pulse = 1, in_pulse = 2 };

/// A command with its arguments, as latched from the registers when COMMAND is written: enumerations and words hold
/// what the registers did, be it known or not. The defaults are the registers' reset values, but for those that depend
/// on the tile (reset_command() in kinetics_tile_parameters.hpp has all).
struct kinetics_command {
  kinetics_operation operation = kinetics_operation::none;
  std::uint32_t first_device = 0, devices = 1;
  std::uint32_t samples = 1;  ///< run
  std::uint32_t trains = 1;   ///< run: of a sample
  std::uint32_t steps = 1;    ///< run: input codes of a train
  kinetics_axis axis = kinetics_axis::rows;
  std::uint32_t mask_length = 0;  ///< run: virtual nodes per code; 0: no mask
  kinetics_encoding encoding = kinetics_encoding::amplitude;
  kinetics_sampling sampling = kinetics_sampling::before_pulse;
  bool refresh = true;                 ///< run: before each pass
  std::uint32_t tables = 0;            ///< run: bits of TABLES (kinetics_tables)
  std::uint32_t feature_size = 0;      ///< run, read: 0 half-words, 1 bytes
  bool overlap = false;                ///< run: the pulse may begin during the conversion of what was read before it
  std::uint32_t pulse_width = 1;       ///< run: slot of a pulse, cycles
  std::uint32_t period = 0;            ///< run: of a step, cycles; 0: as long as its parts
  double low_volts = 0;                ///< run: amplitude of code 0
  double high_volts = 0;               ///< run: amplitude of code 65535, and of widths and densities
  double converter_low = 0;            ///< run, read: A at code 0
  double converter_high = 0;           ///< run, read: A at the greatest code
  kinetics_constants constants{0, 0};  ///< write

  bool has_mask() const { return mask_length != 0; }
  /// Steps of a train, pulses or not: STEP_COUNT, times MASK_LENGTH with a mask.
  std::uint64_t steps_of_train() const { return std::uint64_t{steps} * (has_mask() ? mask_length : 1); }
  /// Input codes of a sample: all trains share them with a mask.
  std::uint64_t codes_of_sample() const { return std::uint64_t{steps} * (has_mask() ? 1 : trains); }
  bool feature_bytes() const { return feature_size == 1; }
};

}  // namespace memvp
