// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// How polarisation and ionic state act together on the conductance.
enum class ferroionic_conduction {
  multiplicative,  ///< both lower one barrier: G = G_lo R_P^((1+p)/2) R_W^w
  additive,        ///< two paths in parallel: G = G_lo (R_P^((1+p)/2) + R_W^w - 1)
};

/// A gated ferro-ionic cell, MoS2 / CuInP2S6 / MoS2, after Chen et al., Nat. Commun. 16:702 (2025),
/// doi 10.1038/s41467-024-55701-0: a non-volatile polarisation p and a volatile ionic excess w in the same material.
/// The paper gives pulses; conductances, time constants and spreads it does not. Each parameter's own declaration
/// (`visit_parameters`) says what it is and where its default comes from. Volts are across the cell, positive ones
/// raise p and lower w.
struct ferroionic_device_parameters {
  // Pulses.
  double set_lowest = 7.0;            ///< V, amplitude of the lowest FE-set group
  double set_step = 0.5;              ///< V between FE-set groups
  std::int64_t set_groups = 16;       ///< amplitudes of FE-set pulses, and states of p
  double reset_lowest = 5.0;          ///< V, magnitude of the lowest FE-reset group; the pulses are negative
  double reset_step = 0.1;            ///< V between FE-reset groups
  std::int64_t reset_groups = 17;     ///< amplitudes of FE-reset pulses
  double ferroelectric_width = 0.01;  ///< s, one FE pulse
  double ferroelectric_gap = 0.4;     ///< s at 0 V after each FE pulse
  std::int64_t set_pulses = 40;       ///< FE-set pulses a group
  std::int64_t reset_pulses = 30;     ///< FE-reset pulses a group
  double ion_set_voltage = -1.5;      ///< V
  double ion_set_width = 0.2;         ///< s
  double ion_reset_voltage = 0.22;    ///< V
  double ion_reset_width = 0.4;       ///< s
  double read_voltage = -0.6;         ///< V
  double read_width = 0.1;            ///< s
  double ion_gate_voltage = -4;       ///< V, gate at which ions can be driven
  double hold_gate_voltage = 0;       ///< V, gate at which they cannot
  double ion_window = 1.5;            ///< V, greatest magnitude of the ion window

  // Laws.
  double set_filling_time = 0.133;        ///< tau_Ps, s of pulse
  double reset_filling_time = 0.1;        ///< tau_Pr, s of pulse
  double ion_set_pulses = 30;             ///< Ns: pulses of ion_set_voltage and ion_set_width that fill 95 %
  double ion_reset_pulses = 30;           ///< Nr: pulses of ion_reset_voltage and ion_reset_width that empty 95 %
  double ion_set_slope_voltage = 0.23;    ///< Vs of sinh(-V/Vs), V
  double ion_reset_slope_voltage = 0.10;  ///< Vr of sinh(V/Vr), V
  double relaxation_time = 10;            ///< tau0 of w at the reference temperature, s
  double activation_energy = 0;           ///< Ea of tau, eV; 0: tau does not depend on temperature
  double reference_temperature = 300;     ///< T0, K
  double equilibrium = 0;                 ///< w_eq
  double polarisation_retention = std::numeric_limits<double>::infinity();  ///< tau_ret of p, s
  double curie_temperature = 315;                                           ///< K, p is lost from here on

  // Conductance.
  double lowest_conductance = 1e-9;  ///< G_lo at p = -1, w = 0, S
  double polarisation_ratio = 1e3;   ///< R_P = G(p = 1) / G(p = -1)
  double ionic_ratio = 10;           ///< R_W = G(w = 1) / G(w = 0)
  ferroionic_conduction conduction = ferroionic_conduction::multiplicative;
  double nonlinearity_voltage = 0.5;  ///< V_nl of I = G V_nl sinh(V/V_nl), V

  // Spreads: standard deviation of the logarithm of a factor of median 1.
  bool variability = true;  ///< whether cells and cycles differ at all
  double polarisation_step_device_spread = 0.05;
  double polarisation_step_cycle_spread = 0.05;
  double ion_set_device_spread = 0.05;
  double ion_set_cycle_spread = 0.05;
  double ion_reset_device_spread = 0.05;
  double ion_reset_cycle_spread = 0.05;
  double relaxation_device_spread = 0.05;
  double relaxation_cycle_spread = 0.179;
  double set_threshold_device_spread = 0;
  double set_threshold_cycle_spread = 0.053;
  double reset_threshold_device_spread = 0;
  double reset_threshold_cycle_spread = 0.091;
  double read_noise = 0.01;  ///< of the current of one read
};

/// Declares every parameter under "device.".
void visit_parameters(parameter_visitor& visitor, ferroionic_device_parameters& parameters);

/// Throws std::invalid_argument with one sentence if the set contradicts itself or leaves the model's range.
void check(const ferroionic_device_parameters& parameters);

}  // namespace memvp
