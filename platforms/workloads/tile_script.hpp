// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "memvp/platforms/experiment.hpp"

namespace memvp {

/// Software from anywhere, recorded as a bus script (bus_script.hpp), driving one tile: answers, times, energy. Where
/// the script says what came of it elsewhere, the results say how many answers and times differ.
std::unique_ptr<experiment> make_ecram_script();
std::unique_ptr<experiment> make_rram_script();

}  // namespace memvp
