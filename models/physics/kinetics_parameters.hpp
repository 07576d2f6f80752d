// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// The two constants that make a drift-diffusion memristor: per step (device.step_time), of the state x = G/G0.
struct kinetics_constants {
  double alpha;  ///< diffusion: x grows by alpha/x a step
  double beta;   ///< drift: x falls by beta a step at an input of 1
};

/// Constants learned or used by the authors of doi 10.1038/s41467-025-56286-y (their repository,
/// github.com/gllspeed/DDK; fact sheet kinetics.md, section 9).
inline constexpr kinetics_constants audio_kinetics{0.354447, 0.854424};  ///< spoken samples, left in a comment
inline constexpr kinetics_constants image_kinetics{0.70, 1.00};          ///< MNIST, learned
inline constexpr kinetics_constants text_kinetics{0.10234, 0.63911};     ///< AGNews; r = 3.99: not for `discrete`

/// Which law a device follows from pulse to pulse. Features of one are not interchangeable with those of another.
enum class kinetics_integrator {
  discrete,  ///< x += alpha/x - beta u, a step a pulse whatever the time: the authors' software, with guards
  exact,     ///< the closed form of T0 dx/dt = alpha/x - b in the pulse and between pulses
  kick,      ///< x -= beta u at once, then diffusion: the limit of ultra-short pulses
};

/// How drift depends on the voltage.
enum class kinetics_drift {
  linear,  ///< f(V) = V/V_fs
  sinh,    ///< f(V) = sinh(V/V0)/sinh(V_fs/V0): non-linear ion drift
};

/// Which constants are drawn anew at the beginning of an evaluation, besides at each write.
enum class kinetics_redraw { none, beta, both };

/// A memristor whose conductance G = G0 x follows drift against diffusion, after Shi et al., Nat. Commun. 16:913
/// (2025), doi 10.1038/s41467-025-56286-y. The authors' software gives the law and its constants; voltages, times,
/// stack and energies were not available. Each parameter's own declaration (`visit_parameters`) says where its default
/// comes from.
struct kinetics_device_parameters {
  // Laws.
  double alpha = image_kinetics.alpha;
  double beta = image_kinetics.beta;
  kinetics_integrator integrator = kinetics_integrator::exact;
  double initial_state = 1;         ///< x0, where a refresh leads to
  double least_state = 0.05;        ///< x_min
  double greatest_state = 5;        ///< x_max; infinite for none
  double step_time = 1.1e-3;        ///< T0 that alpha refers to, s
  double pulse_width = 1e-3;        ///< t_w that beta refers to, s
  double full_scale_voltage = 3.0;  ///< V_fs: an input of 1, V
  kinetics_drift drift = kinetics_drift::linear;
  double drift_slope_voltage = 1.0;  ///< V0 of the sinh law, V

  // Conductance and reading.
  double initial_conductance = 100e-6;  ///< G0, S
  double read_voltage = 1.9;            ///< V_r, V
  double read_width = 10e-6;            ///< t_r, s

  // Spreads.
  bool variability = true;       ///< whether devices differ and reads are noisy at all
  double alpha_spread = 0.0955;  ///< standard deviation of alpha over devices, absolute
  double beta_spread = 0.276;    ///< standard deviation of beta over devices, absolute
  kinetics_redraw redrawn_each_evaluation = kinetics_redraw::none;
  double read_noise = 0.01;  ///< of the current of one read
};

/// Declares every parameter under "device.".
void visit_parameters(parameter_visitor& visitor, kinetics_device_parameters& parameters);

/// Throws std::invalid_argument with one sentence if the set contradicts itself or leaves the model's range; among
/// others if the discrete law is asked for where it can cross zero (r >= 4, see `stability_figure`).
void check(const kinetics_device_parameters& parameters);

}  // namespace memvp
