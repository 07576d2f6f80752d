// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/ndr_neurons.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

namespace memvp {

namespace {
// Of the slope at which a series ECRAM makes a neuron hysteretic; closer than this its tables end.
constexpr double stability_margin = 0.98;
}  // namespace

ndr_neurons::ndr_neurons(const ndr_device_parameters& device, std::uint32_t neurons, std::uint64_t seed,
                         std::uint32_t instance)
    : device_(device),
      activation_(device),
      transient_(activation_),
      cells_(1, neurons, ecram_of(device), seed, instance),
      noise_({seed, random_purpose::neuron_noise, instance}),
      readings_({seed, random_purpose::neuron_tuning_read, instance}),
      reading_count_(neurons),
      tables_(std::size_t{neurons} * (intervals + 1)),
      table_rate_(intervals / activation_.input_limit()) {
  const random_stream draws({seed, random_purpose::neuron_variation, instance});
  const ndr_ecram_range range = ecram_range(device);
  for (std::uint32_t i = 0; i < neurons; ++i) {
    const std::array<double, 2> xi = draws.standard_normals(i, 0);
    variations_.push_back({std::exp(device.current_spread * xi[0]), std::exp(device.voltage_spread * xi[1])});
    const double theta = std::max(theta_of(i, range.minimum), theta_of(i, range.maximum));
    if (ecram_divides(device) && theta * -activation_.kernel().least_slope() > stability_margin)
      throw std::invalid_argument("neuron " + std::to_string(i) +
                                  " differs so far from the nominal one (ndr.current_spread, ndr.voltage_spread) that "
                                  "its ECRAM's range would make it hysteretic.");
    cells_.set_state(i, 0.5, 0);
    tabulate(i);
  }
}

double ndr_neurons::theta_of(std::uint32_t neuron, double siemens) const {
  const double unit = variations_[neuron].current / variations_[neuron].voltage;
  const double theta = ecram_theta(device_, activation_.kernel(), siemens);
  return device_.connection == ndr_connection::series ? theta * unit : theta / unit;
}

double ndr_neurons::input_factor(std::uint32_t neuron) const {
  return device_.kernel == ndr_kernel_type::n_type ? variations_[neuron].voltage : variations_[neuron].current;
}

double ndr_neurons::output_factor(std::uint32_t neuron) const {
  return device_.kernel == ndr_kernel_type::n_type ? variations_[neuron].current : variations_[neuron].voltage;
}

void ndr_neurons::tabulate(std::uint32_t neuron) {
  const double theta = theta_of(neuron, conductance(neuron));
  const double out = output_factor(neuron);
  const double in = input_factor(neuron);
  table_point* table = tables_.data() + std::size_t{neuron} * (intervals + 1);
  for (std::int32_t i = 0; i <= intervals; ++i) {
    const double own = i / table_rate_ / in;  // in units of this device
    const ndr_transient::outcome end = transient_.at(own, theta);
    table[i] = {static_cast<float>(out * (activation_.operate(own, theta).output - end.missing)),
                static_cast<float>(out * end.energy_per_input)};
  }
}

activation_cost ndr_neurons::evaluate(std::uint32_t first, std::uint32_t count, const double* u, double* y) {
  const std::uint64_t event = evaluations_++;
  const double sigma = device_.noise;
  double energies = 0, charges = 0, inputs = 0;
  std::array<double, 2> xi{};
  const table_point* table = tables_.data() + std::size_t{first} * (intervals + 1);
  for (std::uint32_t i = 0; i < count; ++i, table += intervals + 1) {
    const double place = u[i] * table_rate_;
    const auto interval = std::min(static_cast<std::int32_t>(place), intervals - 1);
    const double x = place - interval;
    const table_point& low = table[interval];
    const table_point& high = table[interval + 1];
    const double output = low.output + x * static_cast<double>(high.output - low.output);
    const double per_input =
        low.energy_per_input + x * static_cast<double>(high.energy_per_input - low.energy_per_input);
    energies += u[i] * per_input;
    charges += per_input;
    inputs += u[i];
    if (sigma > 0) {
      // Two neighbours share a draw.
      const std::uint32_t neuron = first + i;
      if (i == 0 || neuron % 2 == 0) xi = noise_.standard_normals(neuron / 2, event);
      y[i] = output * (1 + sigma * xi[neuron % 2]);
    } else {
      y[i] = output;
    }
  }
  // N-type: energy per input voltage is charge. S-type: the input current flows all the time.
  const ndr_kernel& kernel = activation_.kernel();
  const double coulombs = device_.kernel == ndr_kernel_type::n_type
                              ? charges * kernel.current_scale() * device_.time_constant
                              : inputs * kernel.current_scale() * latency();
  return {energies * transient_.unit_energy(), coulombs};
}

void ndr_neurons::pulse(std::uint32_t neuron, bool up, double seconds, std::uint64_t now_ps) {
  cells_.apply_pulse(neuron, up ? device_.ecram_pulse_voltage : -device_.ecram_pulse_voltage, seconds, now_ps);
  tabulate(neuron);
}

double ndr_neurons::read_conductance(std::uint32_t neuron) {
  const double xi = readings_.standard_normal(neuron, reading_count_.at(neuron)++);
  return conductance(neuron) * (1 + device_.ecram_read_noise * xi);
}

void ndr_neurons::set_conductance(std::uint32_t neuron, double siemens) {
  const ndr_ecram_range range = ecram_range(device_);
  const double state = (siemens - range.minimum) / (range.maximum - range.minimum);
  // An end of the range itself may come out a rounding beyond it.
  const double nearest = std::clamp(state, 0.0, 1.0);
  cells_.set_state(neuron, std::abs(state - nearest) < 1e-9 ? nearest : state, 0);
  tabulate(neuron);
}

ndr_neurons::operating_point ndr_neurons::settled(std::uint32_t neuron, double u) const {
  const double theta = theta_of(neuron, conductance(neuron));
  const ndr_activation::operating_point point = activation_.operate(u / input_factor(neuron), theta);
  const double volt = activation_.kernel().voltage_scale() * voltage_factor(neuron);
  const double ampere = activation_.kernel().current_scale() * current_factor(neuron);
  return device_.kernel == ndr_kernel_type::n_type ? operating_point{point.drive * volt, point.device * ampere}
                                                   : operating_point{point.device * volt, point.drive * ampere};
}

}  // namespace memvp
