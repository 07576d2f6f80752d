// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ferroionic_laws.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace memvp {
namespace {

constexpr double boltzmann = 8.617333262e-5;  // eV/K
constexpr double gate_tolerance = 0.05;       // V

// Amplitudes such as 7 V + 0.5 V k come out of sums and scaled codes: a nanovolt of rounding makes no other group.
constexpr double voltage_rounding = 1e-9;

// 95 % are three time constants, as the fact sheet rounds it.
constexpr double time_constants_of_filling = 3;

// sinh(a) / sinh(b) for a, b > 0. Beyond exp(600) a rate fills a cell in any time that a pulse can have, and products
// with it must stay finite.
double sinh_ratio(double a, double b) {
  return std::exp(std::min(a - b, 600.0)) * std::expm1(-2 * a) / std::expm1(-2 * b);
}

double group_of(double magnitude, double lowest, double step, std::int64_t groups) {
  const double group = std::floor((magnitude - lowest + voltage_rounding) / step);
  return std::clamp(group, 0.0, static_cast<double>(groups - 1));
}

}  // namespace

voltage_window window_of(const ferroionic_device_parameters& p, double volts) {
  const double magnitude = std::abs(volts);
  if (magnitude == 0) return voltage_window::none;
  if (magnitude <= std::abs(p.read_voltage) + voltage_rounding) return voltage_window::read;
  if (magnitude <= p.ion_window + voltage_rounding) return voltage_window::ion;
  if (volts >= p.set_lowest - voltage_rounding) return voltage_window::ferroelectric_set;
  if (volts <= -p.reset_lowest + voltage_rounding) return voltage_window::ferroelectric_reset;
  return voltage_window::undefined;
}

bool drives_ions(const ferroionic_device_parameters& p, double volts, double gate_volts) {
  if (volts == 0) return false;
  return std::abs(gate_volts - p.ion_gate_voltage) <= gate_tolerance ||
         std::abs(volts) > p.ion_window + voltage_rounding;
}

double level_polarisation(const ferroionic_device_parameters& p, int level) {
  return -1 + 2.0 * (level + 1) / static_cast<double>(p.set_groups);
}

double set_voltage(const ferroionic_device_parameters& p, int level) { return p.set_lowest + p.set_step * level; }

double reset_voltage(const ferroionic_device_parameters& p, int group) {
  return -(p.reset_lowest + p.reset_step * group);
}

std::optional<double> polarisation_target(const ferroionic_device_parameters& p, double volts) {
  switch (window_of(p, volts)) {
    case voltage_window::ferroelectric_set:
      return -1 + 2 * (group_of(volts, p.set_lowest, p.set_step, p.set_groups) + 1) / static_cast<double>(p.set_groups);
    case voltage_window::ferroelectric_reset:
      return 1 - 2 * (group_of(-volts, p.reset_lowest, p.reset_step, p.reset_groups) + 1) /
                     static_cast<double>(p.reset_groups);
    default:
      return std::nullopt;
  }
}

double polarisation_after(const ferroionic_device_parameters& p, double polarisation, double volts, double seconds) {
  const std::optional<double> target = polarisation_target(p, volts);
  if (!target || (volts > 0 ? *target <= polarisation : *target >= polarisation)) return polarisation;
  const double filling_time = volts > 0 ? p.set_filling_time : p.reset_filling_time;
  return polarisation - (*target - polarisation) * std::expm1(-seconds / filling_time);
}

double set_rate(const ferroionic_device_parameters& p, double volts) {
  if (!(volts < 0)) return 0;
  return time_constants_of_filling / (p.ion_set_pulses * p.ion_set_width) *
         sinh_ratio(-volts / p.ion_set_slope_voltage, -p.ion_set_voltage / p.ion_set_slope_voltage);
}

double reset_rate(const ferroionic_device_parameters& p, double volts) {
  if (!(volts > 0)) return 0;
  return time_constants_of_filling / (p.ion_reset_pulses * p.ion_reset_width) *
         sinh_ratio(volts / p.ion_reset_slope_voltage, p.ion_reset_voltage / p.ion_reset_slope_voltage);
}

double relaxation_time(const ferroionic_device_parameters& p, double kelvin) {
  return p.relaxation_time * std::exp(p.activation_energy / boltzmann * (1 / kelvin - 1 / p.reference_temperature));
}

double relaxed(const ferroionic_device_parameters& p, double w, double seconds, double tau) {
  return p.equilibrium + (w - p.equilibrium) * std::exp(-seconds / tau);
}

ionic_course course_of(const ferroionic_device_parameters& p, double volts, double tau) {
  const double set = set_rate(p, volts);
  const double rate = set + reset_rate(p, volts) + 1 / tau;
  return {rate > 0 ? (set + p.equilibrium / tau) / rate : p.equilibrium, rate};
}

double seconds_between(const ionic_course& course, double from_w, double to_w) {
  if (from_w == to_w) return 0;
  const double ratio = (from_w - course.limit) / (to_w - course.limit);
  // Beyond the limit the ratio is negative; away from it, less than 1.
  if (!(ratio > 1) || to_w == course.limit) return std::numeric_limits<double>::infinity();
  return std::log(ratio) / course.rate;
}

double ionic_after(const ferroionic_device_parameters& p, double w, double volts, double seconds, double tau) {
  const ionic_course course = course_of(p, volts, tau);
  return course.limit + (w - course.limit) * std::exp(-course.rate * seconds);
}

double width_to_reach(const ferroionic_device_parameters& p, double from_w, double to_w, double tau) {
  return seconds_between(course_of(p, to_w > from_w ? p.ion_set_voltage : p.ion_reset_voltage, tau), from_w, to_w);
}

double conductance(const ferroionic_device_parameters& p, double polarisation, double w) {
  const double from_polarisation = std::pow(p.polarisation_ratio, (1 + polarisation) / 2);
  const double from_ions = std::pow(p.ionic_ratio, w);
  return p.lowest_conductance * (p.conduction == ferroionic_conduction::multiplicative
                                     ? from_polarisation * from_ions
                                     : from_polarisation + from_ions - 1);
}

double effective_read_voltage(const ferroionic_device_parameters& p, double volts) {
  return p.nonlinearity_voltage * std::sinh(volts / p.nonlinearity_voltage);
}

double read_current(const ferroionic_device_parameters& p, double siemens, double volts) {
  return siemens * effective_read_voltage(p, volts);
}

double pulse_energy(double volts, double siemens, double seconds) { return volts * volts * siemens * seconds; }

}  // namespace memvp
