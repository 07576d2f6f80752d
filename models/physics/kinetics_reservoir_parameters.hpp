// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// How the conductance of a reservoir device decays between pulses.
enum class reservoir_decay {
  per_step,  ///< by r a pulse, whatever the time: the authors' software
  by_time,   ///< by r^(t/step_time), lazily
};

/// A dynamic memristor Ti/TiOx/TaOy/Pt with decaying conductance and cubic current, after Zhong et al., Nat. Commun.
/// 12:408 (2021), doi 10.1038/s41467-020-20692-1, and the authors' software
/// (github.com/Tsinghua-LEMON-Lab/Reservoir-computing). Conductance g is a number of 0..1.
struct kinetics_reservoir_parameters {
  double retention = 0.99;            ///< r: share of g - G0 that is left after a step
  double rest_state = 0.5;            ///< G0
  double positive_current = 9.13e-6;  ///< K_p, A/V^3
  double negative_current = 0.32e-6;  ///< K_n, A/V^3
  double drive = 0.23;                ///< alpha of kappa(V) = alpha|V|/(1 + alpha|V|), 1/V
  reservoir_decay decay = reservoir_decay::per_step;
  double step_time = 4.02e-6;  ///< s, of which r is the decay
  double read_voltage = 1.9;   ///< V
  double read_width = 10e-6;   ///< s
  bool variability = true;     ///< whether devices differ and reads are noisy at all
  double decay_spread = 0;     ///< of ln(-ln r) over devices
  double drive_spread = 0;     ///< of ln alpha over devices
  double read_noise = 0;       ///< of the current of one read or pulse
};

/// Declares every parameter under "device.reservoir_".
void visit_parameters(parameter_visitor& visitor, kinetics_reservoir_parameters& parameters);

/// Throws std::invalid_argument with one sentence if the set contradicts itself or leaves the model's range.
void check(const kinetics_reservoir_parameters& parameters);

}  // namespace memvp
