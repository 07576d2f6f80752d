// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ndr_activation.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace memvp {
namespace {

// Tables reach as far as devices vary, but for one in 10^8.
constexpr double spreads_covered = 6;
constexpr int bisections = 60;
// Of v, relative to the scale: far below a step of any converter.
constexpr double drive_tolerance = 1e-6;
constexpr int most_newton_steps = 20;

}  // namespace

ndr_activation::ndr_activation(const ndr_device_parameters& parameters)
    : parameters_((check(parameters), parameters)),
      kernel_(parameters),
      divides_(ecram_divides(parameters)),
      input_limit_(parameters.input_limit),
      table_limit_(input_limit_ *
                   std::exp(spreads_covered * std::max(parameters.voltage_spread, parameters.current_spread))) {
  const ndr_ecram_range range = ecram_range(parameters);
  const auto theta_of = [&](double siemens) { return ecram_theta(parameters_, kernel_, siemens); };
  least_theta_ = std::min(theta_of(range.minimum), theta_of(range.maximum));
  greatest_theta_ = std::max(theta_of(range.minimum), theta_of(range.maximum));
  default_theta_ = theta_of(0.5 * (range.minimum + range.maximum));
  const double spread = std::exp(spreads_covered * std::hypot(parameters_.voltage_spread, parameters_.current_spread));
  double last = greatest_theta_ * spread;
  // Up to where the neuron would become hysteretic, and to the range's end at least.
  if (divides_) last = std::max(greatest_theta_, std::min(last, 0.98 / -kernel_.least_slope()));
  theta_origin_ = least_theta_ / spread;
  theta_rate_ = theta_intervals / (last - theta_origin_);
  tabulate_curve();
  if (divides_) tabulate_drives();
  for (std::int32_t i = 0; i <= curve_intervals; ++i) {
    const double u = input_limit_ * i / curve_intervals;
    greatest_value_ = std::max({greatest_value_, value(u, least_theta_), value(u, greatest_theta_)});
  }
  for (const double theta : {least_theta_, greatest_theta_})
    greatest_value_ = std::max(greatest_value_, value(peak_position(theta), theta));
}

void ndr_activation::tabulate_curve() {
  const double width = table_limit_ / curve_intervals;
  curve_rate_ = 1 / width;
  curve_.resize(curve_intervals);
  for (std::int32_t i = 0; i < curve_intervals; ++i) {
    const double low = i * width;
    const double high = low + width;
    const double y0 = kernel_.value(low), y1 = kernel_.value(high);
    const double s0 = kernel_.slope(low) * width, s1 = kernel_.slope(high) * width;
    curve_[static_cast<std::size_t>(i)] = {y0, s0, 3 * (y1 - y0) - 2 * s0 - s1, 2 * (y0 - y1) + s0 + s1};
  }
}

void ndr_activation::tabulate_drives() {
  drive_rate_ = drive_intervals / table_limit_;
  for (std::int32_t t = 0; t <= theta_intervals; ++t)
    for (std::int32_t i = 0; i <= drive_intervals; ++i)
      drives_.push_back(static_cast<float>(solved_drive(i / drive_rate_, theta_origin_ + t / theta_rate_)));
  // The table is worst half-way between its points.
  for (newton_steps_ = 1; newton_steps_ < most_newton_steps; ++newton_steps_) {
    double worst = 0;
    for (std::int32_t t = 0; t < theta_intervals; ++t)
      for (std::int32_t i = 0; i < drive_intervals; ++i) {
        const double u = (i + 0.5) / drive_rate_;
        const double theta = theta_origin_ + (t + 0.5) / theta_rate_;
        const double v = divided_drive(u, theta);
        const value_and_slope f = curve(v);
        worst = std::max(worst, std::abs((u - v - theta * f.value) / (1 + theta * f.slope)));
      }
    if (worst < drive_tolerance) break;
  }
}

// v + theta f(v) = u: the left side grows with v as long as the neuron is single-valued.
double ndr_activation::solved_drive(double u, double theta) const {
  double low = 0, high = u;
  for (int step = 0; step < bisections; ++step) {
    const double middle = 0.5 * (low + high);
    (middle + theta * curve(middle).value < u ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

// Free of branches that depend on the data, but for a drive beyond the tables.
template <bool derivatives>
ndr_activation::response ndr_activation::respond(double u, double theta) const noexcept {
  const double bounded = within(u, input_limit_);
  const double v = divides_ ? divided_drive(bounded, theta) : bounded;
  const value_and_slope f = curve(v);
  const double value = divides_ ? f.value : f.value + theta * bounded;
  if constexpr (!derivatives) return {value, 0, 0};
  const double passed = u == bounded ? 1 : 0;
  if (!divides_) return {value, passed * (f.slope + theta), bounded};
  const double share = f.slope / (1 + theta * f.slope);
  return {value, passed * share, -share * f.value};
}

double ndr_activation::value(double u, double theta) const { return respond<false>(u, theta).value; }
double ndr_activation::slope(double u, double theta) const { return respond<true>(u, theta).slope; }
double ndr_activation::sensitivity(double u, double theta) const { return respond<true>(u, theta).sensitivity; }

void ndr_activation::evaluate(const float* u, const float* theta, std::size_t n, float* y, float* dy_du,
                              float* dy_dtheta) const {
  if (dy_du == nullptr && dy_dtheta == nullptr) {
    for (std::size_t i = 0; i < n; ++i) y[i] = static_cast<float>(respond<false>(u[i], theta[i]).value);
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    const response r = respond<true>(u[i], theta[i]);
    y[i] = static_cast<float>(r.value);
    if (dy_du != nullptr) dy_du[i] = static_cast<float>(r.slope);
    if (dy_dtheta != nullptr) dy_dtheta[i] = static_cast<float>(r.sensitivity);
  }
}

double ndr_activation::peak_position(double theta) const {
  const ndr_curve_point& peak = kernel_.peak();
  if (divides_) return std::min(peak.position + theta * peak.value, input_limit_);
  if (theta >= -kernel_.least_slope()) return input_limit_;
  // Beyond the bare device's peak the slope f'(u) + theta falls to below 0 within the fall.
  double low = peak.position;
  while (low < input_limit_ && kernel_.slope(low) + theta > 0) low += 1.0 / 128;
  if (low >= input_limit_) return input_limit_;
  double high = low;
  low -= 1.0 / 128;
  for (int step = 0; step < bisections; ++step) {
    const double middle = 0.5 * (low + high);
    (kernel_.slope(middle) + theta > 0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

double ndr_activation::crest_centre(double theta) const {
  const double peak = peak_position(theta);
  const double level = crest_level * value(peak, theta);
  const auto crossing = [&](double low, double high, bool rising) {
    for (int step = 0; step < bisections; ++step) {
      const double middle = 0.5 * (low + high);
      ((value(middle, theta) < level) == rising ? low : high) = middle;
    }
    return 0.5 * (low + high);
  };
  const double left = crossing(0, peak, true);
  // From the end of the inputs back, for the curve may rise again beyond its valley.
  if (value(input_limit_, theta) >= level) return 0.5 * (left + input_limit_);
  return 0.5 * (left + crossing(peak, input_limit_, false));
}

}  // namespace memvp
