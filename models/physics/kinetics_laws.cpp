// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/kinetics_laws.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "memvp/models/physics/kinetics_row.hpp"
#include "memvp/models/physics/kinetics_series.hpp"

namespace memvp {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

// 2 g(y)/y^2, of kinetics_series.hpp.
double growth(double y) {
  return std::abs(y) < small_drift ? growth_series(y) : -2 * (y + std::log(std::abs(1 - y))) / (y * y);
}

}  // namespace

double discrete_step(double alpha, double b, double x) { return x + alpha / x - b; }

double exact_step(double alpha, double b, double x, double s) {
  drift({1, &x, &alpha, &b, &s, nullptr});
  return x;
}

double kick_step(double alpha, double b, double x, double s, double least) {
  return diffused(alpha, std::max(x - b, least), s);
}

double diffused(double alpha, double x, double s) { return std::sqrt(x * x + 2 * alpha * s); }

double state_integral(double alpha, double b, double x, double after, double s) {
  return drift_integral(alpha, b, x, after, s);
}

double steps_between(double alpha, double b, double x, double to) {
  if (to == x) return 0;
  const double y = b * x / alpha;
  const double y_to = b * to / alpha;
  const bool rises = y < 1;
  if (y == 1 || (to > x) != rises || (y_to < 1) != rises || y_to == 1) return never;
  return (to * to * growth(y_to) - x * x * growth(y)) / (2 * alpha);
}

double fixed_point(double alpha, double b) { return alpha / b; }

double relaxation_steps(double alpha, double b) { return alpha / (b * b); }

double stability_figure(double alpha, double beta, double input) { return beta * input * (beta * input) / alpha; }

kinetics_stability stability_of(double r) {
  if (r < 1) return kinetics_stability::monotone;
  if (r < 2) return kinetics_stability::alternating;
  return r < 4 ? kinetics_stability::unsettled : kinetics_stability::crossing;
}

double drift_input(const kinetics_device_parameters& p, double volts) {
  if (p.drift == kinetics_drift::linear) return volts / p.full_scale_voltage;
  // sinh(a)/sinh(b) from exponentials that do not overflow while the ratio does not.
  const double a = std::abs(volts) / p.drift_slope_voltage;
  const double b = p.full_scale_voltage / p.drift_slope_voltage;
  return std::copysign(std::exp(a - b) * std::expm1(-2 * a) / std::expm1(-2 * b), volts);
}

double drift_voltage(const kinetics_device_parameters& p, double input) {
  if (p.drift == kinetics_drift::linear) return input * p.full_scale_voltage;
  const double slope = p.drift_slope_voltage;
  const double b = p.full_scale_voltage / slope;
  if (b < 300) return slope * std::asinh(input * std::sinh(b));
  // Where sinh(b) would overflow: asinh(u sinh(b)) = b + ln|u| for all u that are not as small as exp(-b).
  const double size = std::abs(input);
  return size == 0 ? 0 : std::copysign(slope * std::max(b + std::log(size), 0.0), input);
}

double pulse_input(const kinetics_device_parameters& p, double volts, double seconds) {
  return drift_input(p, volts) * (seconds / p.pulse_width);
}

double read_current(const kinetics_device_parameters& p, double x) {
  return p.read_voltage * p.initial_conductance * x;
}

double read_energy(const kinetics_device_parameters& p, double x) {
  return p.read_voltage * p.read_voltage * p.initial_conductance * x * p.read_width;
}

double pulse_energy(const kinetics_device_parameters& p, double volts, double integral) {
  return volts * volts * p.initial_conductance * integral * p.step_time;
}

}  // namespace memvp
