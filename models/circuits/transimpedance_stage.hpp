// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "memvp/models/circuits/technology.hpp"
#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// The stage between a column and a neuron.
struct transimpedance_parameters {
  double settle_time = 10e-9;   ///< s, to 8 bits
  double bias_power = 20e-6;    ///< W while it works
  double supply_voltage = 1.8;  ///< V
  double area = 100e-12;        ///< m^2
};

/// Declares the keys `ndr.stage_*`.
void visit_parameters(parameter_visitor& visitor, transimpedance_parameters& parameters);

/// Turns the sum of the column currents at a neuron into the neuron's input, rectified and limited, and drives it: what
/// the neuron takes comes from this stage's supply.
class transimpedance_stage {
 public:
  transimpedance_stage(const transimpedance_parameters& parameters, const technology_parameters& technology)
      : parameters_(parameters), technology_(technology) {}

  double settle_time() const noexcept { return parameters_.settle_time; }  ///< s
  /// J: bias for `seconds`, and what is lost between the supply and a neuron that takes `coulombs` and `joules`.
  double energy(double seconds, double coulombs, double joules) const noexcept {
    return parameters_.bias_power * seconds + std::max(0.0, parameters_.supply_voltage * coulombs - joules);
  }
  double area() const noexcept { return parameters_.area; }                      ///< m^2
  double leakage_power() const { return leakage_of_area(technology_, area()); }  ///< W while powered

 private:
  transimpedance_parameters parameters_;
  technology_parameters technology_;
};

}  // namespace memvp
