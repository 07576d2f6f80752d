// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "memvp/platforms/experiment.hpp"

namespace memvp {

/// Handwritten digits, row by row through 28 drift-diffusion memristors.
std::unique_ptr<experiment> make_kinetics_mnist();

}  // namespace memvp
