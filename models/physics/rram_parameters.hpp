// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memvp/models/physics/parameters.hpp"
#include "memvp/models/physics/rram_filament_parameters.hpp"

namespace memvp {

/// Where the median conductance after a pulse comes from.
enum class rram_pulse_source {
  measured,   ///< measured 1T1R curves (ndr_1t1r.md section 4.2)
  reference,  ///< tabulated from the filament model with the access transistor in series
};

/// A resistive cell with its access transistor (1T1R), HfO2, 130 nm. Defaults are those of published chips; each
/// parameter's own declaration (`visit_parameters`) says what it is and where its default comes from. Tags [S..] are
/// those of the fact sheet ndr_1t1r.md.
struct rram_device_parameters {
  double minimum_conductance = 1e-6;   ///< S, lower end of the programming window
  double maximum_conductance = 40e-6;  ///< S, upper end of the programming window

  double transistor_gain = 6e-4;      ///< beta, A/V^2
  double transistor_threshold = 0.7;  ///< V_T, V
  double read_gate_voltage = 2.5;     ///< V, word line of a selected row during a read
  double read_field_voltage = 0.43;   ///< V0 of I = G V0 sinh(V/V0), V; 0: ohmic

  rram_pulse_source pulse_source = rram_pulse_source::measured;
  double set_spread_low = 0.4;     ///< of ln G after a set pulse, at 50 uS and below
  double set_spread_high = 0.135;  ///< of ln G after a set pulse, at 120 uS and above
  double reset_spread = 0.6;       ///< of ln G after a reset pulse
  double frozen_share = 0.5;       ///< share of those variances that belongs to the cell, not to the pulse

  double stuck_on_fraction = 0.001;
  double stuck_off_fraction = 0.001;
  double stuck_on_conductance = 128e-6;  ///< S

  bool formed = true;                     ///< whether the array begins formed
  double pristine_conductance = 0.1e-6;   ///< S: before forming, and the least that a reset leaves
  double forming_voltage = 3.15;          ///< V on the bit line, median of the cells
  double forming_voltage_spread = 0.243;  ///< V
  double forming_gate_voltage = 2.0;      ///< V, least word line voltage
  double forming_time = 1e-6;             ///< s, least pulse width
  double formed_conductance = 128e-6;     ///< S, median after forming
  double formed_spread = 0.38;            ///< of ln G after forming

  bool relaxation = true;        ///< random part of what happens after a write
  bool drift = true;             ///< mean part of what happens after a write
  double relaxation_step = 0.1;  ///< decades of time for which a conductance matrix stays in use
  double read_noise = 0.01;      ///< of the current of one read

  double cell_area = 2.125e-12;  ///< m^2

  rram_filament_parameters filament;  ///< of the reference model
};

/// Declares every parameter under "device.".
void visit_parameters(parameter_visitor& visitor, rram_device_parameters& parameters);

/// Throws std::invalid_argument with one sentence if the set contradicts itself or leaves the model's range.
void check(const rram_device_parameters& parameters);

/// Standard deviation of ln G after a set pulse whose median result has the natural logarithm `log_siemens`:
/// set_spread_low up to 50 uS, set_spread_high from 120 uS on, linear in ln G between. Source: ndr_1t1r.md section
/// 8a.4, which states both ends ("~0.4 near 50 uS", "~0.10-0.17 above 120 uS"); the line between them and the constant
/// below 50 uS are assumed.
double set_spread(const rram_device_parameters& parameters, double log_siemens);

}  // namespace memvp
