// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include "memvp/models/physics/kinetics_series.hpp"

namespace memvp {

/// Derivatives of x' = exact_step(alpha, b, x, s).
struct exact_step_slopes {
  double state;  ///< with respect to x
  double alpha;
  double drift;  ///< with respect to b
};

/// With y = b x/alpha the law is g(y') = g(y) + b^2 s/alpha, g(y) = -y - ln|1 - y| (kinetics_series.hpp).
/// Differentiated, with rho = (1-y')/(1-y) = exp(y - y' - b^2 s/alpha), which needs no difference of near numbers:
///
///     dx'/dx     = rho x/x'
///     dx'/dalpha = (x'^2 - rho x^2 - alpha s (1 - y')) / (alpha x')                       -> s/x' for b -> 0
///     dx'/db     = (x^2 (rho - 1)/b - 2 s x' + 2 I) / x',  I the integral of x over s     -> -(x'^3 - x^3)/(3 alpha
///     x')
///
/// the last by way of 2 alpha s - x'^2 + x^2 = 2 b I. Derived here; tests compare with finite differences.
inline exact_step_slopes slopes_of_exact_step(double alpha, double b, double x, double after, double s) {
  const double per_after = 1 / after;
  const double rate = (x - after - b * s) / alpha;  // ln(rho)/b
  const double exponent = b * rate;
  const double growth = std::expm1(exponent);
  const double rho = 1 + growth;
  const double per_drift = exponent == 0 ? rate : growth / b;
  const double integral = drift_integral(alpha, b, x, after, s);
  return {rho * x * per_after,
          ((after - x) * (after + x) - growth * x * x - s * (alpha - b * after)) * per_after / alpha,
          (x * x * per_drift - 2 * s * after + 2 * integral) * per_after};
}

}  // namespace memvp
