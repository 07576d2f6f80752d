// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace memvp {

/// Points of the Hénon map x(n+1) = 1 - 1.4 x(n)^2 + 0.3 x(n-1) + noise(n), from x = 0. The noise is part of the
/// motion: normal, of standard deviation `noise`, 0.0025 in the software of doi 10.1038/s41467-020-20692-1
/// (github.com/Tsinghua-LEMON-Lab/Reservoir-computing), so that nothing predicts x(n+1) better than that.
std::vector<double> henon_series(std::size_t points, double noise, std::uint64_t seed);

}  // namespace memvp
