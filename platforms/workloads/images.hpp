// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace memvp {

/// Grey images in [0, 1], row by row, of any size: ramp, rings, cross, checks, disc, and again from the first. Figures
/// of our own: the patterns of doi 10.1038/s41467-023-41958-4, Fig. 1e, are not available as numbers.
std::vector<double> shape_image(std::size_t index, std::size_t rows, std::size_t columns);

/// Every pixel uniform in [0, 1].
std::vector<double> random_image(std::size_t index, std::size_t rows, std::size_t columns, std::uint64_t seed);

}  // namespace memvp
