// SPDX-License-Identifier: Apache-2.0
// Prints the curves of docs/ndr-neuron.md as name,x,y.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>
#include <vector>

#include "memvp/models/circuits/ndr_neurons.hpp"

namespace memvp {
namespace {

void point(const std::string& name, double x, double y) { std::cout << name << ',' << x << ',' << y << '\n'; }

ndr_device_parameters device(ndr_kernel_type kernel, ndr_connection connection) {
  ndr_device_parameters parameters;
  parameters.kernel = kernel;
  parameters.connection = connection;
  return parameters;
}

void print_kernels() {
  const ndr_kernel n_type(device(ndr_kernel_type::n_type, ndr_connection::series));
  for (double v = 0; v <= 4.5; v += 0.02)
    point("n alone", v * n_type.voltage_scale(), n_type.value(v) * n_type.current_scale() * 1e6);
  const ndr_kernel s_type(device(ndr_kernel_type::s_type, ndr_connection::parallel));
  for (double v = 0; v <= 8; v += 0.02)
    point("s alone", v * s_type.current_scale() * 1e6, s_type.value(v) * s_type.voltage_scale());
}

void print_tuned(const std::string& name, ndr_kernel_type kernel, ndr_connection connection,
                 const std::vector<double>& microsiemens) {
  for (const double g : microsiemens) {
    ndr_device_parameters parameters = device(kernel, connection);
    parameters.ecram_minimum = 0.99e-6 * g;
    parameters.ecram_maximum = 1.01e-6 * g;
    const ndr_activation neuron(parameters);
    const double theta = ecram_theta(parameters, neuron.kernel(), g * 1e-6);
    const double in = neuron.kernel().input_scale(), out = neuron.kernel().output_scale();
    const bool volts_in = kernel == ndr_kernel_type::n_type;
    for (double u = 0; u <= neuron.input_limit(); u += 0.02)
      point(name + ' ' + std::to_string(static_cast<int>(g)), u * in * (volts_in ? 1 : 1e6),
            neuron.value(u, theta) * out * (volts_in ? 1e6 : 1));
  }
}

void print_settling() {
  for (const ndr_connection connection : {ndr_connection::parallel, ndr_connection::series}) {
    const ndr_activation neuron(device(ndr_kernel_type::n_type, connection));
    const ndr_transient transient(neuron);
    const std::string name = connection == ndr_connection::series ? "settling series " : "settling parallel ";
    for (const double u : {0.5, 1.5, 2.5}) {
      for (double ns = 0; ns <= 16; ns += 0.1) {
        const double missing = transient.integrate(u, neuron.greatest_theta(), ns * 1e-9).missing;
        point(name + std::to_string(u).substr(0, 3), ns, std::abs(missing) / neuron.greatest_value());
      }
    }
    point(name + "time", transient.settle_time() * 1e9, 0);
  }
}

double crest_of(const ndr_neurons& neurons, std::uint32_t neuron, double scale) {
  std::vector<double> y;
  for (int k = 0; k <= 800; ++k) y.push_back(neurons.settled(neuron, 0.005 * k).amperes / scale);
  const double level = ndr_activation::crest_level * *std::max_element(y.begin(), y.end());
  std::size_t first = 0, last = 800;
  while (y[first] < level) ++first;
  while (y[last] < level) --last;
  return 0.0025 * static_cast<double>(first + last);
}

// Responses of 25 neurons, before and after their crests were brought to the nominal one's place, pulse by pulse.
void print_calibration() {
  const ndr_device_parameters parameters = device(ndr_kernel_type::n_type, ndr_connection::series);
  constexpr std::uint32_t count = 25;
  ndr_neurons neurons(parameters, count, 1, 0);
  const double scale = neurons.activation().kernel().current_scale();
  const double target = neurons.activation().crest_centre(neurons.activation().default_theta());
  const auto print = [&](const std::string& name) {
    for (std::uint32_t i = 0; i < count; ++i)
      for (double u = 0; u <= 4; u += 0.04)
        point(name + ' ' + std::to_string(i), u, neurons.settled(i, u).amperes / scale);
  };
  print("before");
  for (std::uint32_t i = 0; i < count; ++i)
    for (int pulse = 0; pulse < 120 && std::abs(crest_of(neurons, i, scale) - target) > 0.005; ++pulse)
      // A larger conductance in series moves the crest to lower inputs.
      neurons.pulse(i, crest_of(neurons, i, scale) > target, parameters.ecram_pulse_width, 0);
  print("after");
  for (double u = 0; u <= 4; u += 0.04)
    point("nominal", u, neurons.activation().value(u, neurons.activation().default_theta()));
}

}  // namespace
}  // namespace memvp

int main() {
  using namespace memvp;
  print_kernels();
  print_tuned("n series", ndr_kernel_type::n_type, ndr_connection::series, {60, 80, 100});
  print_tuned("n parallel", ndr_kernel_type::n_type, ndr_connection::parallel, {2, 4, 8, 17});
  print_tuned("s parallel", ndr_kernel_type::s_type, ndr_connection::parallel, {15, 30, 60});
  print_settling();
  print_calibration();
  return 0;
}
