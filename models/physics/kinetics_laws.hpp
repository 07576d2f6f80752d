// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memvp/models/physics/kinetics_parameters.hpp"

namespace memvp {

/// Laws of the drift-diffusion memristor (sections 2 and 7 of the fact sheet kinetics.md). State x = G/G0 > 0; s is
/// time in steps (t/T0); b the drift per step, beta times the input where a pulse lasts for the whole step. Free of
/// guards and bounds, which are the bank's (kinetics_cells.hpp). None throws.

/// x + alpha/x - b: the authors' law, forward Euler of the equation below with a step of 1.
double discrete_step(double alpha, double b, double x);

/// x after a time s >= 0 of dx/ds = alpha/x - b with constant b of either sign: (alpha/b)(1 + W(c)), W the Lambert
/// function, W_0 for b > 0 and W_-1 for b < 0; sqrt(x^2 + 2 alpha s) for b = 0, and a series where x b/alpha is near 0.
/// Positive for every x > 0, alpha > 0.
double exact_step(double alpha, double b, double x, double s);

/// x - b at once, kept at `least` or above, then a time s of diffusion.
double kick_step(double alpha, double b, double x, double s, double least);

/// x after a time s without drift.
double diffused(double alpha, double x, double s);

/// Integral of x over the time s that takes it from `x` to `after` = exact_step(alpha, b, x, s):
/// (2 alpha s - after^2 + x^2)/(2b), and a series for b near 0.
double state_integral(double alpha, double b, double x, double after, double s);

/// Time in which dx/ds = alpha/x - b takes x to `to`; infinite if it never gets there.
double steps_between(double alpha, double b, double x, double to);

/// x* = alpha/b that a constant drift b > 0 leads to.
double fixed_point(double alpha, double b);
/// Steps in which a small distance from x* falls by e: alpha/b^2.
double relaxation_steps(double alpha, double b);

/// r = (beta u)^2/alpha of the discrete law; its slope at the fixed point is 1 - r.
double stability_figure(double alpha, double beta, double input = 1);
/// What r says of the discrete law under an input from 0 to the given one. The exact law has none of these failures.
enum class kinetics_stability {
  monotone,     ///< r < 1
  alternating,  ///< 1 <= r < 2: settles, from side to side
  unsettled,    ///< 2 <= r < 4: no longer settles, but stays positive since x + alpha/x >= 2 sqrt(alpha) > beta u
  crossing,     ///< r >= 4: can cross zero
};
kinetics_stability stability_of(double r);

/// f(V), 1 at full scale; odd, so that negative volts raise x.
double drift_input(const kinetics_device_parameters& parameters, double volts);
/// Volts of an input, the inverse of f.
double drift_voltage(const kinetics_device_parameters& parameters, double input);
/// Input that a pulse is worth, f(V) t/t_w: what the discrete law and the kick multiply beta with.
double pulse_input(const kinetics_device_parameters& parameters, double volts, double seconds);

/// V_r G0 x, A.
double read_current(const kinetics_device_parameters& parameters, double x);
/// V_r^2 G0 x t_r, J.
double read_energy(const kinetics_device_parameters& parameters, double x);
/// V^2 G0 times the integral of x over time, J; `integral` in steps, as from state_integral.
double pulse_energy(const kinetics_device_parameters& parameters, double volts, double integral);

}  // namespace memvp
