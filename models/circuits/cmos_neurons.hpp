// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/models/circuits/neuron_bank.hpp"
#include "memvp/models/physics/ndr_activation.hpp"
#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// The CMOS activation circuits that an NDR neuron is compared with. SOURCE: fact sheet ndr_1t1r.md, section 2.
struct cmos_neuron_parameters {
  double digital_latency = 1e-9;     ///< s
  double digital_power = 0.26e-3;    ///< W while it works
  double digital_area = 300e-12;     ///< m^2
  double analog_latency = 49.50e-9;  ///< s
  double analog_power = 8.02e-6;     ///< W while it works
  double analog_area = 1000e-12;     ///< m^2
  double analog_gain = 1;            ///< of the sigmoid, per unit of u
};

/// Declares the keys `digital.*` and `analog.*`.
void visit_parameters(parameter_visitor& visitor, cmos_neuron_parameters& parameters);

/// Digital activation units, one a neuron: the NDR neuron's nominal function from a code, exact to the code. theta is a
/// register of each unit.
class digital_neurons : public neuron_bank {
 public:
  digital_neurons(const cmos_neuron_parameters& circuit, const ndr_device_parameters& device, std::uint32_t neurons);

  /// Sets a neuron's theta; any that the function takes.
  void set_theta(std::uint32_t neuron, double theta) { theta_.at(neuron) = theta; }
  double theta(std::uint32_t neuron) const { return theta_.at(neuron); }
  const ndr_activation& function() const { return function_; }

  activation_circuit circuit() const override { return activation_circuit::digital; }
  activation_cost evaluate(std::uint32_t first, std::uint32_t count, const double* u, double* y) override;
  double latency() const override { return circuit_.digital_latency; }
  double area() const override { return circuit_.digital_area; }
  double full_scale() const override { return function_.greatest_value(); }
  double least_input() const override { return 0; }
  double greatest_input() const override { return function_.input_limit(); }
  double input_volts() const override { return function_.kernel().voltage_scale(); }
  std::uint32_t size() const override { return static_cast<std::uint32_t>(theta_.size()); }

 private:
  cmos_neuron_parameters circuit_;
  ndr_activation function_;
  std::vector<double> theta_;
};

/// Analog sigmoid neurons, one each: y = 1 / (1 + exp(-gain u)), for u of either sign. Without variation and noise,
/// for which no figure was found.
class analog_sigmoid_neurons : public neuron_bank {
 public:
  /// \param input_limit greatest |u|; \param input_volts volts of u = 1
  analog_sigmoid_neurons(const cmos_neuron_parameters& circuit, std::uint32_t neurons, double input_limit,
                         double input_volts)
      : circuit_(circuit), neurons_(neurons), input_limit_(input_limit), input_volts_(input_volts) {}

  activation_circuit circuit() const override { return activation_circuit::analog; }
  activation_cost evaluate(std::uint32_t first, std::uint32_t count, const double* u, double* y) override;
  double latency() const override { return circuit_.analog_latency; }
  double area() const override { return circuit_.analog_area; }
  double full_scale() const override { return 1; }
  double least_input() const override { return -input_limit_; }
  double greatest_input() const override { return input_limit_; }
  double input_volts() const override { return input_volts_; }
  std::uint32_t size() const override { return neurons_; }

 private:
  cmos_neuron_parameters circuit_;
  std::uint32_t neurons_;
  double input_limit_, input_volts_;
};

}  // namespace memvp
