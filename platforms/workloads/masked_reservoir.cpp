// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/masked_reservoir.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "memvp/models/physics/kinetics_reservoir_cells.hpp"
#include "memvp/models/physics/random.hpp"

namespace memvp {

reservoir_mask random_mask(std::size_t devices, std::size_t nodes, std::uint64_t seed) {
  if (devices == 0 || nodes == 0) throw std::invalid_argument("a mask needs devices and virtual nodes.");
  const random_stream draws({seed, random_purpose::generated_data, 1});
  reservoir_mask mask{devices, nodes, std::vector<std::uint8_t>(devices * nodes)};
  for (std::size_t i = 0; i < mask.inverted.size(); ++i) mask.inverted[i] = draws.uniform(i, 0) < 0.5 ? 1 : 0;
  return mask;
}

double symmetric_limit(const std::vector<double>& series) {
  double limit = 0;
  for (const double x : series) limit = std::max(limit, std::abs(x));
  return limit;
}

Eigen::MatrixXd ideal_features(const kinetics_reservoir_parameters& device, const reservoir_mask& mask,
                               const std::vector<double>& fractions, double low_volts, double high_volts) {
  Eigen::MatrixXd features(static_cast<Eigen::Index>(fractions.size()), static_cast<Eigen::Index>(mask.features()));
  const double greatest = reservoir_current(device, 1, high_volts);
  for (std::size_t d = 0; d < mask.devices; ++d) {
    double g = device.rest_state;
    for (std::size_t n = 0; n < fractions.size(); ++n)
      for (std::size_t m = 0; m < mask.nodes; ++m) {
        const double f = mask.inverted[d * mask.nodes + m] != 0 ? 1 - fractions[n] : fractions[n];
        const double volts = low_volts + (high_volts - low_volts) * f;
        g = reservoir_step(device, g, volts);
        features(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(m * mask.devices + d)) =
            reservoir_current(device, g, volts) / greatest;
      }
  }
  return features;
}

}  // namespace memvp
