// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ndr_activation.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace memvp {
namespace {

constexpr std::size_t curve_intervals = 512;
constexpr std::size_t drive_intervals = 128;
constexpr std::size_t theta_intervals = 16;
// Tables reach as far as devices vary, but for one in 10^8.
constexpr double spreads_covered = 6;
constexpr int most_steps = 60;

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
  tabulate_curve();
  if (divides_) tabulate_drives();
  for (std::size_t i = 0; i <= curve_intervals; ++i) {
    const double u = input_limit_ * static_cast<double>(i) / curve_intervals;
    greatest_value_ = std::max({greatest_value_, value(u, least_theta_), value(u, greatest_theta_)});
  }
  for (const double theta : {least_theta_, greatest_theta_})
    greatest_value_ = std::max(greatest_value_, value(peak_position(theta), theta));
}

void ndr_activation::tabulate_curve() {
  const double width = table_limit_ / curve_intervals;
  curve_rate_ = 1 / width;
  curve_.resize(curve_intervals);
  for (std::size_t i = 0; i < curve_intervals; ++i) {
    const double low = static_cast<double>(i) * width;
    const double high = low + width;
    const double y0 = kernel_.value(low), y1 = kernel_.value(high);
    const double s0 = kernel_.slope(low) * width, s1 = kernel_.slope(high) * width;
    curve_[i] = {y0, s0, 3 * (y1 - y0) - 2 * s0 - s1, 2 * (y0 - y1) + s0 + s1};
  }
}

void ndr_activation::tabulate_drives() {
  const double spread = std::exp(spreads_covered * std::hypot(parameters_.voltage_spread, parameters_.current_spread));
  const double stable = 0.98 / -kernel_.least_slope();
  theta_origin_ = least_theta_ / spread;
  const double last = std::max(greatest_theta_, std::min(greatest_theta_ * spread, stable));
  theta_rate_ = theta_intervals / (last - theta_origin_);
  drive_rate_ = drive_intervals / table_limit_;
  drives_.resize((theta_intervals + 1) * (drive_intervals + 1));
  for (std::size_t t = 0; t <= theta_intervals; ++t) {
    const double theta = theta_origin_ + static_cast<double>(t) / theta_rate_;
    for (std::size_t i = 0; i <= drive_intervals; ++i) {
      const double u = static_cast<double>(i) / drive_rate_;
      // v + theta f(v) = u: the left side grows with v as long as the neuron is single-valued.
      double low = 0, high = u;
      for (int step = 0; step < most_steps; ++step) {
        const double middle = 0.5 * (low + high);
        (middle + theta * kernel_.value(middle) < u ? low : high) = middle;
      }
      drives_[t * (drive_intervals + 1) + i] = static_cast<float>(0.5 * (low + high));
    }
  }
}

double ndr_activation::curve(double v) const noexcept { return curve_with_slope(v).value; }

ndr_activation::value_and_slope ndr_activation::curve_with_slope(double v) const noexcept {
  const double place = v * curve_rate_;
  if (!(place >= 0 && place < static_cast<double>(curve_intervals))) return {kernel_.value(v), kernel_.slope(v)};
  const auto interval = static_cast<std::int32_t>(place);
  const double x = place - interval;
  const cubic& c = curve_[static_cast<std::size_t>(interval)];
  return {c.c0 + x * (c.c1 + x * (c.c2 + x * c.c3)), (c.c1 + x * (2 * c.c2 + x * 3 * c.c3)) * curve_rate_};
}

double ndr_activation::first_drive(double u, double theta) const noexcept {
  const double across =
      std::clamp((theta - theta_origin_) * theta_rate_, 0.0, static_cast<double>(theta_intervals) - 1e-9);
  const double along = std::clamp(u * drive_rate_, 0.0, static_cast<double>(drive_intervals) - 1e-9);
  const auto t = static_cast<std::int32_t>(across);
  const auto i = static_cast<std::int32_t>(along);
  const float* here = drives_.data() + t * static_cast<std::int32_t>(drive_intervals + 1) + i;
  const float* next = here + drive_intervals + 1;
  const double x = along - i;
  const double lower = here[0] + x * (here[1] - here[0]);
  const double upper = next[0] + x * (next[1] - next[0]);
  return lower + (across - t) * (upper - lower);
}

double ndr_activation::divided_drive(double u, double theta) const noexcept {
  double v = first_drive(u, theta);
  for (int step = 0; step < most_steps; ++step) {
    const value_and_slope f = curve_with_slope(v);
    const double change = (u - v - theta * f.value) / (1 + theta * f.slope);
    v += change;
    // Newton's error after a step is about the square of that step.
    if (std::abs(change) < 1e-4) break;
  }
  return v;
}

ndr_activation::response ndr_activation::respond(double u, double theta) const noexcept {
  const bool inside = u >= 0 && u <= input_limit_;
  const double bounded = std::clamp(u, 0.0, input_limit_);
  const double v = device_drive(bounded, theta);
  const value_and_slope f = curve_with_slope(v);
  if (!divides_) return {f.value + theta * bounded, inside ? f.slope + theta : 0, bounded};
  const double share = f.slope / (1 + theta * f.slope);
  return {f.value, inside ? share : 0, -share * f.value};
}

double ndr_activation::value(double u, double theta) const { return respond(u, theta).value; }
double ndr_activation::slope(double u, double theta) const { return respond(u, theta).slope; }
double ndr_activation::sensitivity(double u, double theta) const { return respond(u, theta).sensitivity; }

void ndr_activation::evaluate(const float* u, const float* theta, std::size_t n, float* y, float* dy_du,
                              float* dy_dtheta) const {
  for (std::size_t i = 0; i < n; ++i) {
    const response r = respond(u[i], theta[i]);
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
  for (int step = 0; step < most_steps; ++step) {
    const double middle = 0.5 * (low + high);
    (kernel_.slope(middle) + theta > 0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace memvp
