// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "memvp/models/circuits/sequencer_control.hpp"
#include "memvp/models/circuits/technology.hpp"
#include "memvp/models/physics/kinetics_parameters.hpp"
#include "memvp/models/physics/kinetics_reservoir_parameters.hpp"
#include "memvp/models/physics/parameters.hpp"
#include "memvp/models/tiles/kinetics_command.hpp"
#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// Which device the bank consists of.
enum class kinetics_model : std::uint32_t {
  drift_diffusion = 0,  ///< kinetics_cells
  reservoir = 1,        ///< kinetics_reservoir_cells
};

/// The devices. Each has a line of its own; nothing else hangs on it.
struct kinetics_bank_parameters {
  std::int64_t devices = 32;
  kinetics_model model = kinetics_model::drift_diffusion;
  double cell_area = 0;  ///< m^2; 0: unknown
};

/// Codes to pulses.
struct kinetics_encoder_parameters {
  std::int64_t dac_bits = 8;        ///< of an amplitude
  std::int64_t density_slots = 16;  ///< parts of a slot whose number a density chooses
};

/// SAR converters of the read currents.
struct kinetics_converter_parameters {
  std::int64_t bits = 8;  ///< of a feature
  double low = 0;         ///< A at code 0, reset value of CONVERTER_LOW
  double high = 0;        ///< A at the greatest code, reset value of CONVERTER_HIGH; both 0: all currents of a read
  std::int64_t devices_per_converter = 4;
  double bit_time = 10e-9;       ///< s, one comparison
  double overhead_time = 10e-9;  ///< s, of a conversion besides its comparisons
};

/// What the ALPHA table scales.
enum class kinetics_alpha_table : std::uint32_t {
  constants = 0,  ///< the devices' alpha
  period = 1,     ///< the period of a step: longer idle time is more diffusion
};

/// Times of the sequencer and sizes of its buffers.
struct kinetics_sequencer_parameters {
  std::int64_t decode_cycles = 2;
  std::int64_t fetch_cycles = 1;
  double setup_time = 100e-9;    ///< s, lines rise to the voltages of pulses
  double release_time = 100e-9;  ///< s, lines fall to ground
  double refresh_time = 1.1e-3;  ///< s, devices go back to their initial state
  double refresh_energy = 0;     ///< J, of a device
  double write_time = 0;         ///< s, constants are written into a device
  double write_energy = 0;       ///< J, of a device
  bool overlap = false;          ///< reset value of OVERLAP
  kinetics_alpha_table alpha_table = kinetics_alpha_table::constants;
  std::int64_t input_buffer = 65536;    ///< bytes
  std::int64_t feature_buffer = 65536;  ///< bytes
  std::int64_t table_steps = 1024;      ///< that the ALPHA and BETA tables hold each
};

/// What waveforms show besides the sequencer.
struct kinetics_trace_parameters {
  std::string devices = "0";
};

/// Everything that a kinetics tile is built from.
struct kinetics_tile_parameters {
  kinetics_bank_parameters bank;
  kinetics_device_parameters device;
  kinetics_reservoir_parameters reservoir;
  kinetics_encoder_parameters encoder;
  kinetics_converter_parameters converter;
  kinetics_sequencer_parameters sequencer;
  sequencer_parameters control;
  technology_parameters technology;
  kinetics_trace_parameters trace;
};

/// Declares the keys bank.*, device.*, encoder.*, converter.*, sequencer.*, control.*, technology.* and trace.*.
void visit_parameters(parameter_visitor& visitor, kinetics_tile_parameters& parameters);

/// Throws std::invalid_argument with one sentence if the parameters cannot be built together. (Whether a step fits into
/// device.step_time depends on the clock: the periphery's constructor checks it.)
void check(const kinetics_tile_parameters& parameters);

/// Read voltage [V] and width [s] of the bank's device.
double read_voltage(const kinetics_tile_parameters& parameters);
double read_width(const kinetics_tile_parameters& parameters);
/// Greatest magnitude of a read current: |V_r| G0 x_max; of the reservoir model at g = 1. [A]
double greatest_read_current(const kinetics_tile_parameters& parameters);

/// A command whose arguments are the reset values of the tile's registers: those of kinetics_command; PULSE_WIDTH =
/// device.pulse_width; PERIOD = device.step_time (reservoir: 0, its published law knows no time); VOLTAGE_LOW 0,
/// VOLTAGE_HIGH = device.full_scale_voltage; converter ends as converter.low and high, or if both are 0 from 0 to the
/// greatest read current (to 0 from its negative if the read voltage is negative); OVERLAP = sequencer.overlap; ALPHA
/// and BETA = device.alpha and device.beta. Seconds are rounded up to cycles.
/// Throws std::invalid_argument if PULSE_WIDTH or PERIOD is beyond a register of 32 bits.
kinetics_command reset_command(const kinetics_tile_parameters& parameters, clock_grid clock);

}  // namespace memvp
