// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/platforms/workloads/image_data.hpp"

namespace memvp {

/// The first images of a set; all of them if it has no more.
image_set first_of(const image_set& set, std::size_t images);

/// Pixels as input codes, 0 to `greatest`, rounded, in the set's order.
std::vector<std::uint8_t> codes_of(const image_set& set, std::uint32_t greatest);

}  // namespace memvp
