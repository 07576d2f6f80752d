// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/level_pairs.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "memvp/models/physics/ferroionic_laws.hpp"

namespace memvp {

level_pairs::level_pairs(const ferroionic_device_parameters& device, std::int64_t floor, double weight_limit)
    : floor_(static_cast<std::uint8_t>(floor)) {
  const std::int64_t levels = device.set_groups;
  if (floor < 0 || floor + 1 >= levels)
    throw std::invalid_argument("mapping.floor_level must leave a level above it, but it is " + std::to_string(floor) +
                                " of levels 0 to " + std::to_string(levels - 1) + ".");
  for (std::int64_t level = 0; level < levels; ++level)
    conductances_.push_back(
        conductance(device, level_polarisation(device, static_cast<int>(level)), device.equilibrium));
  siemens_per_weight_ = (conductances_.back() - conductances_[floor_]) / weight_limit;
}

level_pair level_pairs::nearest(double weight) const {
  const double wanted = conductances_[floor_] + std::abs(weight) * siemens_per_weight_;
  std::uint8_t level = floor_;
  while (level + 1U < conductances_.size() &&
         std::abs(conductances_[level + 1U] - wanted) < std::abs(conductances_[level] - wanted))
    ++level;
  return weight < 0 ? level_pair{floor_, level} : level_pair{level, floor_};
}

}  // namespace memvp
