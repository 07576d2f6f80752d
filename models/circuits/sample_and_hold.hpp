// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/circuits/technology.hpp"

namespace memvp {

/// Holds a line's current while a shared ADC gets to it. One a sensed line; all sample in the same cycle.
class sample_and_hold {
 public:
  explicit sample_and_hold(const technology_parameters& technology) : technology_(technology) {}

  static constexpr std::uint64_t cycles() noexcept { return 1; }
  double energy_per_sample() const noexcept { return technology_.sample_energy; }  ///< J
  double area() const noexcept { return technology_.sample_area; }                 ///< m^2
  double leakage_power() const { return leakage_of_area(technology_, area()); }    ///< W while powered

 private:
  technology_parameters technology_;
};

}  // namespace memvp
