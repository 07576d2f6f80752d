// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/physics/random.hpp"

namespace memvp {

/// A random order of 0 .. count-1, every order equally likely (Fisher-Yates). The same key and event always give the
/// same order.
std::vector<std::size_t> shuffled_order(std::size_t count, random_key key, std::uint64_t event);

}  // namespace memvp
