// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "memvp/platforms/experiment.hpp"

namespace memvp {

/// Firmware on a RISC-V host with an ECRAM, a 1T1R, an NDR, a refresh and a kinetics tile: what it prints, how long it
/// computes and sleeps.
std::unique_ptr<experiment> make_soc_firmware();

}  // namespace memvp
