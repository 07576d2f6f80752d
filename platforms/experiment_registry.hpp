// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "memvp/platforms/experiment.hpp"

namespace memvp {

/// All experiments of the program: the one list to add a new one to.
std::vector<experiment_entry> experiment_registry();

}  // namespace memvp
