// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/experiment.hpp"

#include "memvp/platforms/summary_table.hpp"

namespace memvp {

std::string experiment::results_table(const run_summary& summary) const { return results_text(summary); }

}  // namespace memvp
