// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace memvp {

/// Pieces of the exact drift-diffusion law in y = b x/alpha, in which it reads dy/dtau = (1-y)/y, tau = b^2 s/alpha.
/// Its solution is g(y) = g(y0) + tau with g(y) = -y - ln|1-y|, the Lambert function in other words, and the integral
/// of y over tau is the growth of g(y) - y^2/2. Around y = 0, where b or x is small, differences of these lose their
/// digits and series stand in. For |y| < `small_drift` their rests are below 1e-15.
inline constexpr double small_drift = 1.0 / 16;

/// 2 g(y)/y^2 = 1 + 2y/3 + 2y^2/4 + ...
[[gnu::always_inline]] inline double growth_series(double y) {
  const double y2 = y * y;
  const double y4 = y2 * y2;
  const double low = (1.0 + y * (2.0 / 3)) + y2 * (2.0 / 4 + y * (2.0 / 5));
  const double middle = (2.0 / 6 + y * (2.0 / 7)) + y2 * (2.0 / 8 + y * (2.0 / 9));
  const double high = (2.0 / 10 + y * (2.0 / 11)) + y2 * (2.0 / 12 + y * (2.0 / 13));
  return low + y4 * (middle + y4 * high);
}

/// (g(y) - y^2/2)/y^3 = 1/3 + y/4 + y^2/5 + ...
[[gnu::always_inline]] inline double integral_series(double y) {
  const double y2 = y * y;
  const double y4 = y2 * y2;
  const double low = (1.0 / 3 + y * (1.0 / 4)) + y2 * (1.0 / 5 + y * (1.0 / 6));
  const double middle = (1.0 / 7 + y * (1.0 / 8)) + y2 * (1.0 / 9 + y * (1.0 / 10));
  const double high = (1.0 / 11 + y * (1.0 / 12)) + y2 * (1.0 / 13 + y * (1.0 / 14));
  return low + y4 * (middle + y4 * high);
}

/// Integral of x over the time s that takes x to `after`: the identity d(x^2)/ds = 2 alpha - 2 b x where it keeps its
/// digits, the series around y = 0, and for steps that hardly change x the trapezium with its end correction (rest
/// below 3e-10 of the integral).
[[gnu::always_inline]] inline double drift_integral(double alpha, double b, double x, double after, double s) {
  const double per_alpha = 1.0 / alpha;
  const double y = b * x * per_alpha;
  const double y_after = b * after * per_alpha;
  const double by_identity = (2.0 * alpha * s - (after - x) * (after + x)) / (2.0 * b);
  const double by_series =
      (after * after * after * integral_series(y_after) - x * x * x * integral_series(y)) * per_alpha;
  const double by_trapezium = s * (x + after) * 0.5 + s * s * (alpha / x - alpha / after) * (1.0 / 12);
  const double greatest_y =
      (y < 0 ? -y : y) > (y_after < 0 ? -y_after : y_after) ? (y < 0 ? -y : y) : (y_after < 0 ? -y_after : y_after);
  const double change_by_diffusion = alpha * s;
  const double change_by_drift = (b < 0 ? -b : b) * s;
  const double large = greatest_y < small_drift ? by_series : by_identity;
  const double limit = 0.01 * x;
  const double first = change_by_drift < limit ? by_trapezium : large;
  return change_by_diffusion < limit * x ? first : large;
}

}  // namespace memvp
