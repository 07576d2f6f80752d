// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/circuits/technology.hpp"
#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// Size of a tile's sequencer: registers, counters and state machine.
struct sequencer_parameters {
  std::int64_t flip_flops = 256;
  std::int64_t gates = 1500;
  double activity = 0.1;  ///< share of gates that switch in an active cycle
};

void visit_parameters(parameter_visitor& visitor, sequencer_parameters& sequencer);

/// Control logic of a tile: clocked only while a phase begins, ends or counts; leaks while powered.
class sequencer_control {
 public:
  sequencer_control(const sequencer_parameters& sequencer, const technology_parameters& technology);

  double energy_per_active_cycle() const noexcept { return energy_; }  ///< J
  double area() const noexcept { return area_; }                       ///< m^2
  double leakage_power() const noexcept { return leakage_; }           ///< W while powered

 private:
  double energy_;
  double area_;
  double leakage_;
};

}  // namespace memvp
