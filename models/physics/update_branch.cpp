// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/update_branch.hpp"

#include <limits>
#include <stdexcept>

namespace memvp {
namespace {

// The bow as a function of s = 1/A': the curve is parallel to the diagonal where exp(-s x) = (1 - exp(-s)) / s.
double bow_of_curvature(double curvature) {
  // Below, the closed form loses digits to cancellation; the bow at mid-window is exact there to 1e-8.
  if (curvature < 1e-3) return 0.5 * std::tanh(curvature / 4);
  const double span = -std::expm1(-curvature);
  return 1 / span - 1 / curvature + std::log(span / curvature) / curvature;
}

constexpr double bow_of_unit_nonlinearity = 0.07 * 1.41421356237309504880;

}  // namespace

double exponential_bow(double constant) { return bow_of_curvature(1 / constant); }

double exponential_constant(double nonlinearity) {
  if (!(nonlinearity >= 0 && nonlinearity <= 9)) {
    throw std::invalid_argument("The nonlinearity of an update branch must lie between 0 and 9.");
  }
  const double bow = bow_of_unit_nonlinearity * nonlinearity;
  if (bow == 0) return std::numeric_limits<double>::infinity();
  // The bow grows with the curvature from 0 to 1; bisect on a logarithmic scale. NL 9 has curvature 44.
  double low = 1e-18;
  double high = 1e3;
  while (high / low > 1 + 1e-14) {
    const double middle = std::sqrt(low) * std::sqrt(high);
    if (middle <= low || middle >= high) break;
    (bow_of_curvature(middle) < bow ? low : high) = middle;
  }
  return 1 / high;
}

update_branch exponential_branch(double nonlinearity) {
  const double curvature = 1 / exponential_constant(nonlinearity);
  // A bow of less than 1e-9 of the window is the straight line: its closed form would only add rounding.
  if (curvature < 8e-9) return linear_branch();
  return {curvature / -std::expm1(-curvature), curvature};
}

update_branch soft_bounds_branch(double bound) {
  if (!(bound >= 0 && bound < 1)) {
    throw std::invalid_argument("A soft bound must lie between 0 (none) and 1, which is excluded.");
  }
  return {1 + bound, 2 * bound};
}

}  // namespace memvp
