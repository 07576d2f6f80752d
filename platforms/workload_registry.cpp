// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workload_registry.hpp"

namespace memvp {

std::vector<workload> workload_registry() { return {}; }

}  // namespace memvp
