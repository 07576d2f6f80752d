// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ndr_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace memvp {
namespace {

constexpr double kelvin_per_volt = 11604.518;  // q / k
constexpr int bisections = 100;
// The curve is searched up to this input for its peak and valley, in steps of the scale.
constexpr double search_limit = 64;
constexpr double search_step = 1.0 / 128;

// Root of a function that changes sign between low and high.
template <class Function>
double root_between(double low, double high, Function function) {
  const bool rising = function(high) > 0;
  for (int i = 0; i < bisections; ++i) {
    const double middle = 0.5 * (low + high);
    ((function(middle) > 0) == rising ? high : low) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

double ndr_thermal_resistance(const ndr_device_parameters& p, double kelvin) {
  return p.cold_resistance *
             std::exp(p.activation_energy * kelvin_per_volt * (1 / kelvin - 1 / p.ambient_temperature)) +
         p.metallic_resistance;
}

ndr_kernel::ndr_kernel(const ndr_device_parameters& parameters)
    : parameters_(parameters), current_scale_(parameters.peak_current), voltage_scale_(parameters.peak_voltage) {
  if (!n_type()) find_threshold();
  find_landmarks();
}

ndr_kernel::value_and_slope ndr_kernel::n_curve(double v) const {
  const double rho = parameters_.leakage_current / parameters_.peak_current;
  const double kappa = parameters_.peak_voltage / parameters_.leakage_voltage;
  const double bell = std::exp(1 - v);
  const double leakage = rho * std::exp(kappa * v);
  return {v * bell + leakage - rho, (1 - v) * bell + kappa * leakage};
}

// The temperature at which the device's heat is what the current makes of it; I^2 grows with T, so there is one.
ndr_kernel::value_and_slope ndr_kernel::s_curve(double v) const {
  const double sign = v < 0 ? -1 : 1;
  const double current = std::abs(v) * current_scale_;
  const double ambient = parameters_.ambient_temperature;
  const auto surplus = [&](double kelvin) {
    return (kelvin - ambient) / parameters_.thermal_resistance -
           current * current * ndr_thermal_resistance(parameters_, kelvin);
  };
  const double hottest =
      ambient + parameters_.thermal_resistance * current * current * ndr_thermal_resistance(parameters_, ambient);
  const double kelvin = root_between(ambient, hottest + 1e-9, surplus);
  const double resistance = ndr_thermal_resistance(parameters_, kelvin);
  const double falling = (resistance - parameters_.metallic_resistance) * parameters_.activation_energy *
                         kelvin_per_volt / (kelvin * kelvin);  // -dR/dT
  // dT/dI from I^2 R = (T - T_0) / R_th, then dV/dI = R - I (-dR/dT) dT/dI.
  const double heating = 2 * current * resistance / (1 / parameters_.thermal_resistance + current * current * falling);
  const double differential = resistance - current * falling * heating;
  return {sign * current * resistance / voltage_scale_, differential * current_scale_ / voltage_scale_};
}

// The first temperature at which V^2 = (T - T_0) R(T) / R_th stops rising.
void ndr_kernel::find_threshold() {
  const double ambient = parameters_.ambient_temperature;
  const auto rise = [&](double kelvin) {
    const double resistance = ndr_thermal_resistance(parameters_, kelvin);
    const double falling = (resistance - parameters_.metallic_resistance) * parameters_.activation_energy *
                           kelvin_per_volt / (kelvin * kelvin);
    return resistance - (kelvin - ambient) * falling;
  };
  double kelvin = ambient;
  while (kelvin < 10 * ambient && rise(kelvin + 1) > 0) kelvin += 1;
  if (kelvin >= 10 * ambient)
    throw std::invalid_argument("the parameters of the S-type device (ndr.*) leave it without a threshold.");
  kelvin = root_between(kelvin, kelvin + 1, rise);
  const double watts = (kelvin - ambient) / parameters_.thermal_resistance;
  const double resistance = ndr_thermal_resistance(parameters_, kelvin);
  current_scale_ = std::sqrt(watts / resistance);
  voltage_scale_ = std::sqrt(watts * resistance);
}

void ndr_kernel::find_landmarks() {
  const auto slope_at = [this](double v) { return slope(v); };
  double v = 0;
  while (v < search_limit && slope(v + search_step) > 0) v += search_step;
  if (v >= search_limit)
    throw std::invalid_argument("the parameters of the NDR device (ndr.*) give a curve that never falls.");
  peak_.position = root_between(v, v + search_step, slope_at);
  double steepest = v;
  while (v < search_limit && slope(v + search_step) <= 0) {
    v += search_step;
    if (slope(v) < slope(steepest)) steepest = v;
  }
  valley_.position = v < search_limit ? root_between(v, v + search_step, slope_at) : search_limit;
  peak_.value = value(peak_.position);
  valley_.value = value(valley_.position);
  // Golden section around the steepest point of the search.
  double low = steepest - search_step;
  double high = steepest + search_step;
  const double ratio = (std::sqrt(5.0) - 1) / 2;
  for (int i = 0; i < 60; ++i) {
    const double left = high - ratio * (high - low);
    const double right = low + ratio * (high - low);
    (slope(left) < slope(right) ? high : low) = slope(left) < slope(right) ? right : left;
  }
  least_slope_ = slope(0.5 * (low + high));
}

bool ecram_divides(const ndr_device_parameters& p) {
  return (p.kernel == ndr_kernel_type::n_type) == (p.connection == ndr_connection::series);
}

double ecram_theta(const ndr_device_parameters& p, const ndr_kernel& kernel, double siemens) {
  const double unit = kernel.current_scale() / kernel.voltage_scale();
  return p.connection == ndr_connection::series ? unit / siemens : siemens / unit;
}

double ecram_conductance(const ndr_device_parameters& p, const ndr_kernel& kernel, double theta) {
  const double unit = kernel.current_scale() / kernel.voltage_scale();
  return p.connection == ndr_connection::series ? unit / theta : unit * theta;
}

}  // namespace memvp
