// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ndr_transient.hpp"

#include <algorithm>
#include <boost/numeric/odeint.hpp>
#include <cmath>
#include <stdexcept>

namespace memvp {
namespace {

namespace odeint = boost::numeric::odeint;

constexpr std::int32_t input_intervals = 128;
constexpr std::int32_t theta_intervals = 16;
constexpr double tolerance = 1e-7;  // absolute and relative, of the integration
constexpr double first_step = 0.01;
// In units of tau: the grid on which settling is observed, and how long it may take.
constexpr double observed_every = 0.02;
constexpr double longest_settling = 200;
// Inputs looked at to find the slowest.
constexpr int observed_inputs = 64;
// Energy per input at u = 0 is taken at this input, of which it does not depend any more.
constexpr double least_input = 1e-6;

}  // namespace

ndr_transient::ndr_transient(const ndr_activation& activation)
    : activation_(activation), parameters_(activation.parameters()), divides_(ecram_divides(parameters_)) {
  const ndr_kernel& kernel = activation_.kernel();
  unit_energy_ = kernel.input_scale() * kernel.output_scale() * parameters_.time_constant;
  const double greatest = activation_.greatest_value() * kernel.voltage_scale();
  if (parameters_.kernel == ndr_kernel_type::s_type && greatest > parameters_.compliance_voltage)
    throw std::invalid_argument("ndr.compliance_voltage is below the greatest output voltage of the neuron, " +
                                std::to_string(greatest) + " V.");
  find_settle_time();
  tabulate();
}

// Of the device current in units of I_p, or of the heating in kelvin; of the energy in units of the scales and tau.
ndr_transient::state ndr_transient::rate(const state& now, double u, double theta) const {
  const ndr_kernel& kernel = activation_.kernel();
  if (parameters_.kernel == ndr_kernel_type::n_type) {
    const double drive = divides_ ? u - theta * now[0] : u;
    return {activation_.device_curve(drive) - now[0], u * output_of(now, u, theta)};
  }
  const double unit_ohm = kernel.voltage_scale() / kernel.current_scale();
  const double device_ohm = ndr_thermal_resistance(parameters_, parameters_.ambient_temperature + now[0]);
  const double total_ohm =
      divides_ ? 1 / (1 / device_ohm + theta / unit_ohm) : device_ohm + theta * unit_ohm;  // parallel, or in series
  const double asked = u * kernel.current_scale();
  const double total_ampere = std::min(asked, parameters_.compliance_voltage / total_ohm);
  const double device_ampere = divides_ ? total_ampere * total_ohm / device_ohm : total_ampere;
  const double watts = device_ampere * device_ampere * device_ohm;
  return {parameters_.thermal_resistance * watts - now[0],
          total_ampere * total_ampere * total_ohm / (kernel.voltage_scale() * kernel.current_scale())};
}

double ndr_transient::output_of(const state& now, double u, double theta) const {
  if (parameters_.kernel == ndr_kernel_type::n_type) return divides_ ? now[0] : now[0] + theta * u;
  const ndr_kernel& kernel = activation_.kernel();
  const double unit_ohm = kernel.voltage_scale() / kernel.current_scale();
  const double ohm = ndr_thermal_resistance(parameters_, parameters_.ambient_temperature + now[0]) / unit_ohm;
  const double volts = divides_ ? u / (1 / ohm + theta) : u * (ohm + theta);
  return std::min(volts, parameters_.compliance_voltage / kernel.voltage_scale());
}

ndr_transient::outcome ndr_transient::integrate(double u, double theta, double seconds) const {
  const double input = std::max(u, least_input);
  state now{0, 0};
  const auto system = [&](const state& at, state& slope, double) { slope = rate(at, input, theta); };
  odeint::integrate_adaptive(odeint::make_controlled(tolerance, tolerance, odeint::runge_kutta_dopri5<state>()), system,
                             now, 0.0, seconds / parameters_.time_constant, first_step);
  return {activation_.operate(input, theta).output - output_of(now, input, theta), now[1] / input};
}

// The last time at which the output is further from its end than half a step.
double ndr_transient::seconds_to_settle(double u, double theta) const {
  const double allowed = activation_.greatest_value() * std::exp2(-parameters_.settle_bits - 1);
  const double end = activation_.operate(u, theta).output;
  double last_outside = 0;
  state now{0, 0};
  const auto system = [&](const state& at, state& slope, double) { slope = rate(at, u, theta); };
  odeint::runge_kutta_dopri5<state> stepper;
  auto dense = odeint::make_dense_output(tolerance, tolerance, stepper);
  dense.initialize(now, 0.0, first_step);
  double observed = 0;
  while (observed < longest_settling) {
    dense.do_step(system);
    for (; observed <= dense.current_time(); observed += observed_every) {
      dense.calc_state(observed, now);
      if (std::abs(output_of(now, u, theta) - end) > allowed) last_outside = observed;
    }
    // Settled for as long again as it took, and all of the first tau: it comes back no more.
    if (observed > 2 * last_outside + 4) break;
  }
  if (observed >= longest_settling)
    throw std::invalid_argument("the NDR neuron does not settle to ndr.settle_bits within 200 ndr.time_constant.");
  return (last_outside + observed_every) * parameters_.time_constant;
}

void ndr_transient::find_settle_time() {
  for (const double theta : {activation_.least_theta(), activation_.default_theta(), activation_.greatest_theta()})
    for (int i = 1; i <= observed_inputs; ++i)
      settle_time_ = std::max(settle_time_, seconds_to_settle(activation_.input_limit() * i / observed_inputs, theta));
}

void ndr_transient::tabulate() {
  input_rate_ = input_intervals / activation_.greatest_device_input();
  theta_origin_ = activation_.least_device_theta();
  theta_rate_ = theta_intervals / (activation_.greatest_device_theta() - theta_origin_);
  for (std::int32_t t = 0; t <= theta_intervals; ++t)
    for (std::int32_t i = 0; i <= input_intervals; ++i) {
      const outcome point = integrate(i / input_rate_, theta_origin_ + t / theta_rate_, settle_time_);
      entries_.push_back({static_cast<float>(point.missing), static_cast<float>(point.energy_per_input)});
    }
}

ndr_transient::outcome ndr_transient::at(double u, double theta) const noexcept {
  const double along = std::clamp(u * input_rate_, 0.0, input_intervals - 1e-9);
  const double across = std::clamp((theta - theta_origin_) * theta_rate_, 0.0, theta_intervals - 1e-9);
  const auto i = static_cast<std::int32_t>(along);
  const auto t = static_cast<std::int32_t>(across);
  const double x = along - i;
  const double z = across - t;
  const entry* here = entries_.data() + t * (input_intervals + 1) + i;
  const entry* next = here + input_intervals + 1;
  const auto between = [&](auto member) {
    const double lower = (1 - x) * static_cast<double>(here[0].*member) + x * static_cast<double>(here[1].*member);
    const double upper = (1 - x) * static_cast<double>(next[0].*member) + x * static_cast<double>(next[1].*member);
    return (1 - z) * lower + z * upper;
  };
  return {between(&entry::missing), between(&entry::energy_per_input)};
}

}  // namespace memvp
