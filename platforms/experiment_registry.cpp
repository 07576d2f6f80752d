// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/experiment_registry.hpp"

namespace memvp {

std::vector<experiment_entry> experiment_registry() { return {}; }

}  // namespace memvp
