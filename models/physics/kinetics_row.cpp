// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/kinetics_row.hpp"

#include <cmath>

#include "memvp/models/physics/kinetics_series.hpp"
#include "memvp/models/physics/vector_functions.hpp"
#include "memvp/models/physics/vector_instructions.hpp"

namespace memvp {
namespace {

[[gnu::always_inline]] inline double magnitude(double x) { return from_bits(bits_of(x) & 0x7FFFFFFFFFFFFFFFU); }

// y/v of the solution of g(y) = v^2/2, y of the sign of v: the series of the Lambert function at its branch point. Its
// coefficients follow from a_k = (a_{k-1} - sum_{j=2}^{k-1} j a_j a_{k-j+1})/(k+1), a_1 = 1, a_2 = 1/3, with
// alternating signs (Marsaglia and Marsaglia, "A new derivation of Stirling's approximation to n!", Amer. Math. Monthly
// 97 (1990) 826). It converges for |v| < 2 sqrt(pi); for |v| < 1/2 the rest is below 1e-16, for |v| < 2.5 below 1e-4.
[[gnu::always_inline]] inline double branch_point_series(double v) {
  const double v2 = v * v;
  const double v4 = v2 * v2;
  const double v8 = v4 * v4;
  const double a = (1.0 + v * (-1.0 / 3)) + v2 * (1.0 / 36 + v * (1.0 / 270));
  const double b = (1.0 / 4320 + v * (-1.0 / 17010)) + v2 * (-139.0 / 5443200 + v * (-1.0 / 204120));
  const double c =
      (-2.428276122977769e-07 + v * 1.85406221071516e-07) + v2 * (7.542464855411896e-08 + v * 1.47216272806884e-08);
  const double d =
      (5.159887341078076e-10 + v * -7.32986413160022e-10) + v2 * (-2.921357345635569e-10 + v * -5.717312238897994e-11);
  return (a + v4 * b) + v8 * (c + v4 * d);
}

// One step towards the w of w + ln|w| = l: of the fourth order, in logarithmic form.
// Source: Fritsch, Shafer, Crowley, "Solution of the transcendental equation w exp(w) = x", Comm. ACM 16 (1973) 123,
// doi 10.1145/361952.361970.
[[gnu::always_inline]] inline double refined(double w, double l) {
  const double size = magnitude(w);
  const double gap = l - natural_logarithm(size > 1e-305 ? size : 1e-305) - w;
  const double u = 1.0 + w;
  const double q = 2.0 * u * (u + (2.0 / 3) * gap);
  return w + w * (gap * (q - gap) / (u * (q - 2.0 * gap)));
}

[[gnu::always_inline]] inline double drifted(double alpha, double b, double x, double s) {
  const double slope = b / alpha;
  const double y = slope * x;
  const double z = y - 1.0;
  const double distance = magnitude(z) > 1e-300 ? magnitude(z) : 1e-300;
  const double log_distance = natural_logarithm(distance);
  const bool above = z > 0.0;  // of the fixed point: c of W(c) is positive

  // y < 1: g(y) by its series or its definition, and v with v^2/2 = g afterwards. root is v alpha/b, regular at b = 0.
  const double growth = magnitude(y) < small_drift ? growth_series(y) : -2.0 * (y + log_distance) / (y * y);
  const double root = std::sqrt(x * x * growth + 2.0 * alpha * s);
  const double v = slope * root;
  const double series = branch_point_series(v);

  // w + ln|w| = l with w = y - 1 afterwards. At l = -690 w is nothing beside 1 where w is W_0; W_-1 has no such end.
  const double l_above = z + log_distance - slope * b * s;
  const double l_any = above ? l_above : -1.0 - 0.5 * v * v;
  const double l_limited = l_any > -690.0 ? l_any : -690.0;
  const double l = b < 0.0 ? l_any : l_limited;

  // Starts, each where it is within a few per cent: a Pade approximant around c = 0, the branch-point series, the
  // Taylor series of W(exp(l)) around l = 1, the asymptotic series for large |l|.
  const double power = exponential(l < 1.0 ? l : 1.0);
  const double c = above ? power : -power;
  const double at_zero = c * (60.0 + c * (114.0 + c * 17.0)) / (60.0 + c * (174.0 + c * 101.0));
  const double at_branch = v * series - 1.0;
  const double t = l - 1.0;
  const double at_one = 1.0 + t * (0.5 + t * (1.0 / 16 + t * (-1.0 / 192 + t * (-1.0 / 3072))));
  const double log_l = natural_logarithm(magnitude(l) > 1e-300 ? magnitude(l) : 1e-300);
  const double per_l = 1.0 / l;
  const double at_infinity = l - log_l + log_l * per_l * (1.0 + (0.5 * log_l - 1.0) * per_l);
  const double start_middle = l < 5.0 ? at_one : at_infinity;
  const double start_above = l < 0.4 ? at_zero : start_middle;
  const double start_negative = v < -2.5 ? at_infinity : at_branch;
  const double start_below = v > 2.0 ? at_zero : start_negative;
  const double w = refined(refined(above ? start_above : start_below, l), l);

  const double by_iteration = (1.0 + w) / slope;
  const double by_series = root * series;
  const double below = magnitude(v) < 0.5 ? by_series : by_iteration;
  const double after = above ? by_iteration : below;
  return s > 0.0 ? after : x;
}

template <bool integrates>
[[gnu::always_inline]] inline void drift_of(const drifting_states& cells) {
  for (std::size_t i = 0; i < cells.count; ++i) {
    const double x = cells.state[i];
    const double after = drifted(cells.alpha[i], cells.drift[i], x, cells.steps[i]);
    if (integrates) cells.integral[i] = drift_integral(cells.alpha[i], cells.drift[i], x, after, cells.steps[i]);
    cells.state[i] = after;
  }
}

[[gnu::always_inline]] inline void drift_by_need(const drifting_states& cells) {
  cells.integral == nullptr ? drift_of<false>(cells) : drift_of<true>(cells);
}

[[gnu::always_inline]] inline void states_of(const diffusing_states& cells, double* states) {
  for (std::size_t i = 0; i < cells.count; ++i) {
    const double steps = seconds_since(cells.touched_ps[i], cells.now_ps) * cells.steps_per_second;
    const double x = std::sqrt(cells.state[i] * cells.state[i] + 2.0 * cells.alpha[i] * steps);
    states[i] = x < cells.greatest ? x : cells.greatest;
  }
}

void drift_baseline(const drifting_states& cells) { drift_by_need(cells); }
void states_baseline(const diffusing_states& cells, double* states) { states_of(cells, states); }

// Without fused operations, which round differently.
#if defined(__x86_64__)
[[gnu::target("avx2")]] void drift_avx2(const drifting_states& cells) { drift_by_need(cells); }
[[gnu::target("avx2")]] void states_avx2(const diffusing_states& cells, double* states) { states_of(cells, states); }
#else
constexpr auto drift_avx2 = drift_baseline;
constexpr auto states_avx2 = states_baseline;
#endif

}  // namespace

void diffused_states(const diffusing_states& cells, double* states) {
  const auto work_out = has_avx2() ? states_avx2 : states_baseline;
  work_out(cells, states);
}

void drift(const drifting_states& cells) {
  const auto work_out = has_avx2() ? drift_avx2 : drift_baseline;
  work_out(cells);
}

}  // namespace memvp
