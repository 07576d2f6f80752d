// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "memvp/platforms/experiment.hpp"

namespace memvp {

/// The network of ecram-mushroom trained in place by firmware on a RISC-V host (platforms/firmware/ecram_mushroom.c).
/// The encoded records lie in the data memory; everything else is the program's.
std::unique_ptr<experiment> make_soc_mushroom();

}  // namespace memvp
