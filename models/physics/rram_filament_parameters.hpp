// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// Parameters of the filament model that `rram_filament` integrates: the HfO2 ReRAM cell of SkyWater's open 130 nm
/// process (github.com/google/skywater-pdk-libs-sky130_fd_pr_reram), as listed in ndr_1t1r.md section 5. Lengths,
/// voltages and energies are SI here except the barriers, which are in electron volts.
struct rram_filament_parameters {
  double oxide_thickness = 5e-9;          ///< Tox, m
  double shortest_filament = 3.3e-9;      ///< least x, m
  double longest_filament = 4.9e-9;       ///< greatest x, m
  double reference_filament = 4.7249e-9;  ///< x_ref, m
  double current_scale = 6.14e-5;         ///< I_k, A
  double field_voltage = 0.43;            ///< V_ref, V
  double velocity = 150;                  ///< v1, m/s
  double enhancement = 16.5;              ///< gamma at a closed gap
  double enhancement_fall = 1.25;         ///< fall of gamma per cubic nanometre of gap^3
  double generation_barrier = 1.501;      ///< E_g, eV
  double recombination_barrier = 1.500;   ///< E_r, eV
  double hopping_distance = 0.25e-9;      ///< a0, m
  double heat_capacity = 3.1825e-16;      ///< C_th, J/K
  double thermal_time = 0.23e-9;          ///< tau_th, s
  double ambient_temperature = 300;       ///< T0, K
};

/// Declares every parameter under "device.filament_".
void visit_parameters(parameter_visitor& visitor, rram_filament_parameters& parameters);

/// Throws std::invalid_argument with one sentence if the set contradicts itself.
void check(const rram_filament_parameters& parameters);

}  // namespace memvp
