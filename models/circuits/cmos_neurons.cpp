// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/cmos_neurons.hpp"

#include <cmath>

namespace memvp {

void visit_parameters(parameter_visitor& visitor, cmos_neuron_parameters& c) {
  using d = dimension;
  using p = provenance;
  constexpr auto puma =
      "sigmoid unit at 32 nm, github Aayush-Ankit/puma-simulator, include/constants.py (its author doubts the area)";
  constexpr auto napstic = "abstract of search.napstic.cn/literature/periodical/010dzqj202403005, 180 nm, 1.8 V";
  visitor.real(
      {"digital.latency", d::time, 1e-15, 1, "Digital activation unit: time of one evaluation", p::literature, puma},
      c.digital_latency);
  visitor.real({"digital.power", d::power, 0, 1, "Digital activation unit: power while it works", p::literature, puma},
               c.digital_power);
  visitor.real({"digital.area", d::area, 0, 1, "Digital activation unit: area", p::literature, puma}, c.digital_area);
  visitor.real({"analog.latency", d::time, 1e-15, 1, "Analog sigmoid neuron: settling time", p::inferred,
                "not published; solved from the abstract's ratio 1.3e5 of doi 10.1002/adfm.202405618 with assumed NDR "
                "figures (fact sheet section 2)"},
               c.analog_latency);
  visitor.real({"analog.power", d::power, 0, 1, "Analog sigmoid neuron: power while it works", p::literature, napstic},
               c.analog_power);
  visitor.real({"analog.area", d::area, 0, 1, "Analog sigmoid neuron: area", p::literature, napstic}, c.analog_area);
  visitor.real(
      {"analog.gain", d::number, 1e-3, 1e3, "Analog sigmoid neuron: gain per unit of input", p::assumed, "assumed: 1"},
      c.analog_gain);
}

digital_neurons::digital_neurons(const cmos_neuron_parameters& circuit, const ndr_device_parameters& device,
                                 std::uint32_t neurons)
    : circuit_(circuit), function_(device), theta_(neurons, function_.default_theta()) {}

activation_cost digital_neurons::evaluate(std::uint32_t first, std::uint32_t count, const double* u, double* y) {
  for (std::uint32_t i = 0; i < count; ++i) y[i] = function_.value(u[i], theta_[first + i]);
  return {count * circuit_.digital_power * circuit_.digital_latency, 0};
}

activation_cost analog_sigmoid_neurons::evaluate(std::uint32_t, std::uint32_t count, const double* u, double* y) {
  for (std::uint32_t i = 0; i < count; ++i) y[i] = 1 / (1 + std::exp(-circuit_.analog_gain * u[i]));
  return {count * circuit_.analog_power * circuit_.analog_latency, 0};
}

}  // namespace memvp
