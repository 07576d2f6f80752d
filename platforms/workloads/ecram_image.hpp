// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "memvp/platforms/experiment.hpp"

namespace memvp {

/// Images written into an ECRAM array open loop, then closed loop, then random vector products: errors, pulses, time
/// and energy of each side by side. Errors are those of the true conductances, read through the debug transport.
std::unique_ptr<experiment> make_ecram_image();

}  // namespace memvp
