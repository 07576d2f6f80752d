// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "memvp/platforms/experiment.hpp"

namespace memvp {

/// Random weights in one 1T1R tile and random vectors through it: time, energy and error of a product, without a
/// network around it. Weights are differential pairs; of each pair one cell is at the window's bottom.
std::unique_ptr<experiment> make_rram_mvm();

}  // namespace memvp
