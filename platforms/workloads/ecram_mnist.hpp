// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "memvp/platforms/experiment.hpp"

namespace memvp {

/// The network that simulators of synaptic arrays are commonly measured by (400-100-10, sigmoid, binary images, one
/// image an update), trained in place on passive ECRAM arrays beside its float twin.
std::unique_ptr<experiment> make_ecram_mnist();

}  // namespace memvp
