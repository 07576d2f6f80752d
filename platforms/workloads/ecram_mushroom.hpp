// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "memvp/platforms/experiment.hpp"

namespace memvp {

/// A two-layer network trained in place on an ECRAM array to tell poisonous mushrooms from edible ones, next to its
/// float twin on the same records, and to the float weights written into the array open loop and closed loop.
std::unique_ptr<experiment> make_ecram_mushroom();

}  // namespace memvp
