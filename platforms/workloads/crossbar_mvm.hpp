// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "memvp/platforms/experiment.hpp"

namespace memvp {

/// A user's own measured array: conductances and input voltages from CSV files, currents into one. Converters are
/// ideal, so that what is seen is the array and its wires.
std::unique_ptr<experiment> make_crossbar_mvm();

}  // namespace memvp
