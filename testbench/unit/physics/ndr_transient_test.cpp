// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ndr_transient.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace memvp {
namespace {

ndr_device_parameters device(ndr_kernel_type kernel, ndr_connection connection) {
  ndr_device_parameters parameters;
  parameters.kernel = kernel;
  parameters.connection = connection;
  return parameters;
}

// Fact sheet 8b: tau = 10 ns / ln(2^9), so that a first-order device is within half an 8-bit step after 10 ns.
TEST(ndr_transient, a_device_at_constant_voltage_settles_to_8_bits_in_10_ns) {
  const ndr_activation activation(device(ndr_kernel_type::n_type, ndr_connection::parallel));
  const ndr_transient transient(activation);
  // Full scale is a little above the peak (the ECRAM adds), so that settling to half its step takes a little less.
  EXPECT_NEAR(transient.settle_time(), 10e-9, 0.2e-9);
  EXPECT_LE(transient.settle_time(), 10.05e-9);
}

// Closed form of tau dI/dt = I_N(V) - I: integral of I over t = I_N (t - tau (1 - exp(-t/tau))); the ECRAM conducts at
// once.
TEST(ndr_transient, the_energy_at_constant_voltage_is_the_closed_form) {
  const ndr_device_parameters parameters = device(ndr_kernel_type::n_type, ndr_connection::parallel);
  const ndr_activation activation(parameters);
  const ndr_transient transient(activation);
  const double volts = 0.6, siemens = 3e-6, seconds = 10e-9, tau = parameters.time_constant;
  const double u = volts / parameters.peak_voltage;
  const double theta = ecram_theta(parameters, activation.kernel(), siemens);
  const double ampere = 13.7e-6 * 2 * std::exp(-1) + 1e-9 * (std::exp(4) - 1);
  const double joules =
      volts * ampere * (seconds - tau * (1 - std::exp(-seconds / tau))) + volts * volts * siemens * seconds;
  const ndr_transient::outcome whole = transient.integrate(u, theta, seconds);
  EXPECT_NEAR(whole.energy_per_input * u * transient.unit_energy(), joules, 1e-5 * joules);
  EXPECT_NEAR(whole.missing * parameters.peak_current, ampere * std::exp(-seconds / tau), 1e-5 * ampere);
}

// A series ECRAM feeds back: around the operating point the rate is (1 + theta f'(v)) / tau, slower where f falls.
TEST(ndr_transient, a_series_ecram_slows_the_neuron_where_its_characteristic_falls) {
  const ndr_device_parameters parameters = device(ndr_kernel_type::n_type, ndr_connection::series);
  const ndr_activation activation(parameters);
  const ndr_transient transient(activation);
  EXPECT_GT(transient.settle_time(), 10e-9);
  const double theta = activation.greatest_theta();
  struct observation {
    double u, early, late;  // late enough to be near the end, early enough to be above the tables' 1e-6
  };
  for (const auto& [u, t_early, t_late] : {observation{0.5, 5e-9, 6e-9}, observation{2.4, 12e-9, 14e-9}}) {
    const double v = activation.operate(u, theta).drive;
    const double rate = (1 + theta * activation.kernel().slope(v)) / parameters.time_constant;
    const double early = transient.integrate(u, theta, t_early).missing;
    const double late = transient.integrate(u, theta, t_late).missing;
    EXPECT_NEAR(std::log(early / late) / (t_late - t_early), rate, 0.02 * rate) << u;
  }
}

// The same equation by Euler's method in 10^5 steps, good to 1e-4.
TEST(ndr_transient, the_series_neurons_energy_is_the_integral_of_its_current) {
  const ndr_device_parameters parameters = device(ndr_kernel_type::n_type, ndr_connection::series);
  const ndr_activation activation(parameters);
  const ndr_transient transient(activation);
  const double volts = 0.6, siemens = 80e-6;
  const double theta = ecram_theta(parameters, activation.kernel(), siemens);
  double ampere = 0, charge = 0;
  const int steps = 100'000;
  const double step = transient.settle_time() / steps;
  for (int i = 0; i < steps; ++i) {
    const double across = volts - ampere / siemens;
    const double steady = 13.7e-6 * (across / 0.3) * std::exp(1 - across / 0.3) + 1e-9 * (std::exp(across / 0.15) - 1);
    charge += ampere * step;
    ampere += (steady - ampere) * step / parameters.time_constant;
  }
  const double u = volts / 0.3;
  const ndr_transient::outcome tabled = transient.at(u, theta);
  EXPECT_NEAR(tabled.energy_per_input * u * transient.unit_energy(), volts * charge, 1e-3 * volts * charge);
}

TEST(ndr_transient, what_is_missing_after_settling_is_less_than_half_a_step) {
  for (const ndr_kernel_type kernel : {ndr_kernel_type::n_type, ndr_kernel_type::s_type}) {
    for (const ndr_connection connection : {ndr_connection::series, ndr_connection::parallel}) {
      const ndr_activation activation(device(kernel, connection));
      const ndr_transient transient(activation);
      const double half_step = activation.greatest_value() / 512;
      for (double u = 0.02; u < activation.input_limit(); u += 0.31) {
        for (const double theta : {activation.least_theta(), activation.greatest_theta()}) {
          const ndr_transient::outcome exact = transient.integrate(u, theta, transient.settle_time());
          EXPECT_LT(std::abs(exact.missing), 1.05 * half_step) << u << " " << theta;
          const ndr_transient::outcome tabled = transient.at(u, theta);
          EXPECT_NEAR(tabled.missing, exact.missing, 0.2 * half_step) << u << " " << theta;
          // Linear interpolation over 1/128 of the inputs: h^2/8 times the curvature, up to 8e-3 of about 5.
          EXPECT_NEAR(tabled.energy_per_input, exact.energy_per_input, 2e-3 * exact.energy_per_input + 8e-3)
              << u << " " << theta;
        }
      }
    }
  }
}

// Heat balance over the whole settling: the electrical energy is what heated the device and what leaked away.
TEST(ndr_transient, an_s_type_neuron_ends_at_its_static_voltage) {
  const ndr_device_parameters parameters = device(ndr_kernel_type::s_type, ndr_connection::parallel);
  const ndr_activation activation(parameters);
  const ndr_transient transient(activation);
  for (const double u : {0.3, 1.0, 1.6, 3.5})
    EXPECT_NEAR(transient.integrate(u, activation.default_theta(), 60 * parameters.time_constant).missing, 0, 1e-5);
}

TEST(ndr_transient, an_s_type_neuron_whose_source_cannot_reach_its_voltage_is_refused) {
  ndr_device_parameters parameters = device(ndr_kernel_type::s_type, ndr_connection::parallel);
  parameters.compliance_voltage = 0.7;  // below the threshold of 0.745 V
  EXPECT_THROW(ndr_transient{ndr_activation(parameters)}, std::invalid_argument);
}

}  // namespace
}  // namespace memvp
