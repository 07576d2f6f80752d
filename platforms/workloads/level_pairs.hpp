// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/models/physics/ferroionic_parameters.hpp"

namespace memvp {

/// The levels of the two cells that make a weight.
struct level_pair {
  std::uint8_t plus = 0, minus = 0;
};

/// Weights as differences of two cells' conductances at rest, w = (G+ - G-) / siemens_per_weight().
///
/// The smaller of the two cells is always at the floor level, the other at the level that comes nearest. The floor is
/// not the lowest level: ions multiply a cell's conductance, so a cell at the bottom of the range could move a weight
/// by next to nothing. A cell at the floor can add floor * (R_W - 1); a high floor gives ions a say, and leaves fewer
/// levels to the polarisation.
class level_pairs {
 public:
  /// @param floor         level of the cell that does not carry the weight, below the last level
  /// @param weight_limit  weight of a pair at the last level and the floor
  /// @throws std::invalid_argument if there is no level above the floor
  level_pairs(const ferroionic_device_parameters& device, std::int64_t floor, double weight_limit);

  double siemens_per_weight() const { return siemens_per_weight_; }
  /// Conductance [S] of a cell of that level, ions at rest, nominal.
  double level_conductance(std::uint8_t level) const { return conductances_[level]; }

  /// The pair nearest to the weight; a weight beyond the limit gets the last level.
  level_pair nearest(double weight) const;
  /// The weight that a pair of nominal cells has.
  double weight(const level_pair& pair) const {
    return (conductances_[pair.plus] - conductances_[pair.minus]) / siemens_per_weight_;
  }

 private:
  std::vector<double> conductances_;
  std::uint8_t floor_;
  double siemens_per_weight_;
};

}  // namespace memvp
