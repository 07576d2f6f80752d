// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace memvp {

/// What a unit of neurons can be told to do: the values of its COMMAND register.
enum class ndr_operation : std::uint32_t {
  none = 0,
  evaluate_analog = 1,  ///< takes column currents as they are delivered, a vector a slot
  evaluate_input = 2,   ///< takes codes from the input window
  tune = 3,             ///< brings each neuron's ECRAM to a conductance, closed loop
  calibrate = 4,        ///< brings the crest of each neuron's response to a place, closed loop
};

/// Codes of the ERROR register.
enum class ndr_error : std::uint32_t {
  none = 0,
  unknown_command = 1,
  neuron_out_of_range = 2,  ///< no neurons, or some that the unit does not have
  busy = 3,
  buffer_too_small = 4,     ///< no vectors, or more than the buffers hold
  bad_argument = 5,         ///< a count of zero or too large, or a scale that is not a positive number
  slot_overflow = 6,        ///< currents came for a slot whose sample capacitors still held those of an earlier one
  target_out_of_range = 7,  ///< a tuning target beyond its range
  not_tunable = 8,          ///< the circuit has nothing to tune, or nothing to calibrate
  not_reached = 9,          ///< tuning or calibration gave up on at least one neuron (all were tried)
  time_out_of_range = 10,   ///< the command would end beyond the longest representable time
};

/// Fixed-point one of tuning targets and of what is measured: the ECRAM's range, or the inputs' range.
inline constexpr std::uint32_t ndr_target_one = 65536;
/// Bit of a measured word: the neuron was given up.
inline constexpr std::uint32_t ndr_given_up = std::uint32_t{1} << 31;
/// Most readings that are averaged, most pulses, most deliveries to a slot: 16-bit counters (assumed).
inline constexpr std::uint32_t ndr_largest_count = 65535;

/// A command with its arguments, as latched from the registers when COMMAND is written.
struct ndr_command {
  ndr_operation operation = ndr_operation::none;
  std::uint32_t first_neuron = 0, neurons = 1;
  std::uint32_t vectors = 1;
  std::uint32_t sources = 1;      ///< evaluate_analog: deliveries that complete a slot
  double transimpedance = 0;      ///< evaluate_analog: ohm
  double input_step = 0;          ///< evaluate_input: V per unit of a code
  std::uint32_t output_bits = 8;  ///< of a code in the output window
  double output_full_scale = 0;   ///< output at the greatest code; 0: the circuit's own
  std::uint32_t tolerance = 0;    ///< tune, calibrate: accepted |error|, in 1/65536
  std::uint32_t pulse_limit = 0;  ///< tune, calibrate: pulses of a neuron at most
  std::uint32_t reads = 1;        ///< tune, calibrate: conversions averaged per reading
  std::uint32_t points = 2;       ///< calibrate: inputs of a sweep
};

}  // namespace memvp
