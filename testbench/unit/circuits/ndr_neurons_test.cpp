// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/ndr_neurons.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <iostream>
#include <stdexcept>
#include <vector>

namespace memvp {
namespace {

ndr_device_parameters quiet() {
  ndr_device_parameters parameters;
  parameters.current_spread = parameters.voltage_spread = parameters.noise = 0;
  parameters.ecram_cycle_noise = parameters.ecram_device_spread = parameters.ecram_read_noise = 0;
  return parameters;
}

// Half a step of 8 bits is what settling leaves, a table of 256 steps adds 1e-4.
TEST(ndr_neurons, without_variation_and_noise_they_are_the_function) {
  for (const ndr_kernel_type kernel : {ndr_kernel_type::n_type, ndr_kernel_type::s_type}) {
    for (const ndr_connection connection : {ndr_connection::series, ndr_connection::parallel}) {
      ndr_device_parameters parameters = quiet();
      parameters.kernel = kernel;
      parameters.connection = connection;
      ndr_neurons neurons(parameters, 3, 1, 0);
      const ndr_ecram_range range = ecram_range(parameters);
      neurons.set_conductance(1, range.minimum);
      const ndr_activation function(parameters);
      for (double u = 0; u <= function.input_limit(); u += 0.01) {
        const std::vector<double> inputs(3, u);
        std::vector<double> y(3);
        neurons.evaluate(0, 3, inputs.data(), y.data());
        const double allowed = function.greatest_value() / 500 + 2e-4;
        EXPECT_NEAR(y[0], function.value(u, function.default_theta()), allowed);
        EXPECT_NEAR(y[1], function.value(u, ecram_theta(parameters, function.kernel(), range.minimum)), allowed);
        EXPECT_EQ(y[2], y[0]);
      }
    }
  }
}

// A device whose currents are c times and voltages v times the nominal ones is the nominal one in other units; its
// circuit is solved here from volts and amperes, by bisection.
TEST(ndr_neurons, a_device_that_differs_is_solved_with_its_own_currents_and_voltages) {
  ndr_device_parameters parameters = quiet();
  parameters.current_spread = parameters.voltage_spread = 0.05;
  ndr_neurons neurons(parameters, 50, 3, 0);
  const double siemens = neurons.conductance(0);
  EXPECT_NEAR(siemens, 80e-6, 1e-12);  // the middle of 60 to 100 uS
  double mean_c = 0, mean_c2 = 0;
  for (std::uint32_t i = 0; i < 50; ++i) {
    const double c = neurons.current_factor(i), v = neurons.voltage_factor(i);
    mean_c += std::log(c) / 50;
    mean_c2 += std::log(c) * std::log(c) / 50;
    const double u = 2.0, volts = u * 0.3;
    const auto device = [&](double across) {
      const double x = across / (0.3 * v);
      return c * (13.7e-6 * x * std::exp(1 - x) + 1e-9 * (std::exp(2 * x) - 1));
    };
    double low = 0, high = volts;
    for (int step = 0; step < 60; ++step) {
      const double middle = 0.5 * (low + high);
      (middle + device(middle) / siemens < volts ? low : high) = middle;
    }
    double y = 0;
    neurons.evaluate(i, 1, &u, &y);
    EXPECT_NEAR(y, device(low) / 13.7e-6, 3e-3) << i;  // 2e-3 are missing after settling
    EXPECT_NEAR(neurons.settled(i, u).volts, low, 1e-6);
    EXPECT_NEAR(neurons.settled(i, u).amperes, device(low), 1e-11);
  }
  // Of 50 draws the spread is known to 10 %: three of these.
  EXPECT_NEAR(std::sqrt(mean_c2 - mean_c * mean_c), 0.05, 0.015);
}

TEST(ndr_neurons, noise_is_in_proportion_to_the_output_and_differs_from_neuron_to_neuron) {
  ndr_device_parameters parameters = quiet();
  parameters.noise = 0.01;
  ndr_neurons neurons(parameters, 4, 1, 0);
  const std::vector<double> u(4, 1.0);
  std::vector<double> y(4), sum(4), squares(4);
  double product = 0;
  const int events = 4000;
  const double expected = ndr_activation(parameters).value(1.0, ndr_activation(parameters).default_theta());
  for (int event = 0; event < events; ++event) {
    neurons.evaluate(0, 4, u.data(), y.data());
    for (std::size_t i = 0; i < 4; ++i) {
      sum[i] += y[i] / expected - 1;
      squares[i] += (y[i] / expected - 1) * (y[i] / expected - 1);
    }
    product += (y[0] / expected - 1) * (y[1] / expected - 1);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(sum[i] / events, 0, 2.5e-3);  // what settling leaves
    EXPECT_NEAR(std::sqrt(squares[i] / events), 0.01, 1e-3);
  }
  EXPECT_NEAR(product / events, 0, 1e-5);  // 1e-4 if they were the same draw; standard error 1.6e-6
}

// 100 pulses cross 60 to 100 uS: 0.4 uS a pulse.
TEST(ndr_neurons, a_pulse_moves_the_ecram_by_a_hundredth_of_its_range) {
  ndr_neurons neurons(quiet(), 2, 1, 0);
  neurons.pulse(1, true, 0.1, 0);
  EXPECT_NEAR(neurons.conductance(1), 80.4e-6, 1e-12);
  neurons.pulse(1, false, 0.3, 1'000'000'000'000);
  EXPECT_NEAR(neurons.conductance(1), 79.2e-6, 1e-12);
  EXPECT_NEAR(neurons.conductance(0), 80e-6, 1e-12);
  EXPECT_NEAR(neurons.read_conductance(1), 79.2e-6, 1e-12);
  // G <- G + s dG (1 - s nu z), fact sheet 8b: at the top, z = 1, the step up shrinks to (1 - nu) dG.
  ndr_device_parameters bowed = quiet();
  bowed.ecram_nonlinearity = 0.5;
  ndr_neurons others(bowed, 1, 1, 0);
  others.set_conductance(0, 99.6e-6);
  others.pulse(0, true, 0.1, 0);
  EXPECT_NEAR(others.conductance(0) - 99.6e-6, 0.4e-6 * (1 - 0.5 * 0.98), 0.01e-6);  // z = 0.98 at 99.6 uS
}

TEST(ndr_neurons, a_spread_that_would_make_a_neuron_hysteretic_is_refused) {
  ndr_device_parameters parameters = quiet();
  parameters.ecram_minimum = 18e-6;  // stable down to 16.45 uS
  parameters.ecram_maximum = 40e-6;
  EXPECT_NO_THROW(ndr_neurons(parameters, 100, 1, 0));
  parameters.current_spread = parameters.voltage_spread = 0.1;
  EXPECT_THROW(ndr_neurons(parameters, 100, 1, 0), std::invalid_argument);
}

TEST(ndr_neurons, the_crest_centre_is_the_middle_between_two_crossings) {
  const ndr_activation function((ndr_device_parameters()));
  for (const double theta : {function.least_theta(), function.default_theta(), function.greatest_theta()}) {
    const double centre = function.crest_centre(theta);
    double first = -1, last = -1, greatest = 0;
    for (double u = 0; u < 4; u += 1e-4) greatest = std::max(greatest, function.value(u, theta));
    for (double u = 0; u < 4; u += 1e-4) {
      if (function.value(u, theta) < ndr_activation::crest_level * greatest) continue;
      if (first < 0) first = u;
      last = u;
    }
    EXPECT_NEAR(centre, 0.5 * (first + last), 3e-4);
  }
}

// The aim is 10 to 20 ns an evaluation on one core, noise and variation included; 100 ns fails on any machine of today.
TEST(ndr_neurons, an_evaluation_with_noise_takes_nanoseconds) {
  ndr_neurons neurons(ndr_device_parameters(), 120, 1, 0);
  std::vector<double> u(120), y(120);
  for (std::size_t i = 0; i < u.size(); ++i) u[i] = 0.033 * static_cast<double>(i);
  double best = 1e9;
  for (int repetition = 0; repetition < 10; ++repetition) {
    const auto start = std::chrono::steady_clock::now();
    for (int vector = 0; vector < 100; ++vector) neurons.evaluate(0, 120, u.data(), y.data());
    const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
    best = std::min(best, taken.count() / 12000);
  }
  std::cout << "one evaluation: " << best << " ns\n";
  EXPECT_LT(best, 100);
}

}  // namespace
}  // namespace memvp
