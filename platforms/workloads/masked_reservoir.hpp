// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/physics/kinetics_reservoir_parameters.hpp"

namespace memvp {

/// How a series of numbers is spread over reservoir devices and virtual nodes, after doi 10.1038/s41467-020-20692-1:
/// every device multiplies every number by a row of +1 and -1, a pulse each.
struct reservoir_mask {
  std::size_t devices = 0, nodes = 0;
  std::vector<std::uint8_t> inverted;  ///< devices x nodes: 1 for -1

  std::size_t features() const { return devices * nodes; }
};

/// A random mask. @throws std::invalid_argument for no devices or nodes
reservoir_mask random_mask(std::size_t devices, std::size_t nodes, std::uint64_t seed);

/// The range of a series, on which its points become fractions of 0..1: -greatest to greatest, so that 1 - fraction
/// stands for the number times -1.
double symmetric_limit(const std::vector<double>& series);

/// What ideal devices of the law answer: exact pulses, no noise, no spread, currents over the greatest that the law
/// allows at `high_volts`. Devices begin at rest.
/// @param fractions  a point each, 0..1 for low_volts to high_volts
/// @return a row a point, feature (node, device) in column node * devices + device
Eigen::MatrixXd ideal_features(const kinetics_reservoir_parameters& device, const reservoir_mask& mask,
                               const std::vector<double>& fractions, double low_volts, double high_volts);

}  // namespace memvp
