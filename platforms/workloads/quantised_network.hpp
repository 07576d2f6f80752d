// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/platforms/workloads/network.hpp"

namespace memvp {

/// The network with every weight rounded to what differential pairs of cells hold: multiples of
/// weight_limit / (levels - 1) from -weight_limit to weight_limit.
/// @param levels  conductance levels of a cell, or levels^slices of several that share a weight; at least 2
/// @throws std::invalid_argument for fewer levels, or naming the layer with a weight beyond its limit or not a number
network quantised(const network& net, std::int64_t levels);

/// The network with an error on every weight, as an array's cells have after programming: normal, standard deviation
/// `share` of the layer's weight limit. A probe of how much a network bears; arrays have laws of their own.
network perturbed(const network& net, double share, std::uint64_t seed, std::uint64_t draw);

}  // namespace memvp
