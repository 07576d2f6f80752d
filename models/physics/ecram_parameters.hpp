// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <string>

#include "memvp/models/physics/parameters.hpp"
#include "memvp/models/physics/update_branch.hpp"

namespace memvp {

/// How the step depends on the state inside the window.
enum class update_law {
  exponential,  ///< curve of `nonlinearity_up/down`; 0 is the linear law
  soft_bounds,  ///< step falls linearly towards the bound, by `soft_bound_up/down`
};

/// A three-terminal electrochemical cell: gate writes, channel is read. Defaults: the 15-30 uS window of the W/YSZ/WOx
/// device of Chen et al. 2023, doi 10.1038/s41467-023-41958-4, where that paper gives a figure; each parameter's own
/// declaration (`visit_parameters`) says what it is and where its default comes from.
struct ecram_device_parameters {
  double pulse_voltage = 5;            ///< Vp, V
  double pulse_width = 0.1;            ///< t_q, s: the quantum of writing
  double pulses_per_window = 100;      ///< N0
  double minimum_conductance = 15e-6;  ///< S
  double maximum_conductance = 30e-6;  ///< S
  update_law law = update_law::exponential;
  double nonlinearity_up = 0;
  double nonlinearity_down = 0;
  double soft_bound_up = 0;
  double soft_bound_down = 0;
  double asymmetry = 0;                                             ///< A: (k+ - k-) / k
  double asymmetry_spread = 0.01;                                   ///< s_a
  double device_spread = 0.03;                                      ///< s_dev
  double cycle_noise = 0.24;                                        ///< s_cyc, in quanta
  double half_select_ratio = 300;                                   ///< R = 1 / eta(Vp/2); 0: no disturb at all
  double retention_time = std::numeric_limits<double>::infinity();  ///< tau, s
  double retention_exponent = 1;                                    ///< b
  double retention_equilibrium = 0.5;                               ///< g_eq
  double read_noise = 0.005;                                        ///< s_rd, of the current
  double settle_time = 10e-6;                                       ///< s
  double read_time = 10e-6;                                         ///< s
  double gate_leakage_current = 0;                                  ///< I_g, A
  double gate_capacitance = 0;                                      ///< C_g, F
  double cell_area = 0;                                             ///< m^2
  std::string update_curve;                                         ///< CSV file of a measured update curve, or empty
};

/// Declares every parameter under "device.".
void visit_parameters(parameter_visitor& visitor, ecram_device_parameters& parameters);

/// Throws std::invalid_argument with one sentence if the set contradicts itself or leaves the model's range.
void check(const ecram_device_parameters& parameters);

/// V0 of the field law, V: Vp / (2 acosh(R/2)). Infinite sharpness (R = 0) has no V0 and gives 0.
double field_voltage(const ecram_device_parameters& parameters);

/// eta(V) = sinh(V/V0) / sinh(Vp/V0): quanta that a pulse of `volts` and of width t_q is worth, with its sign. With
/// half_select_ratio 0 the law is a step: full effect (-1 or 1) from |V| >= Vp on, none below.
/// Source: exponential dependence on amplitude after Kim et al., IEDM 2019 (ieeexplore 8993463); odd form assumed.
double field_factor(double volts, const ecram_device_parameters& parameters);

/// The branch of the update law that a positive (`rising`) or negative pulse follows.
update_branch update_branch_of(const ecram_device_parameters& parameters, bool rising);

/// Energy that one pulse takes from the gate line, J: |V| I_g t + C_g V^2.
double device_energy_of_pulse(const ecram_device_parameters& parameters, double volts, double seconds);

}  // namespace memvp
