// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "memvp/platforms/experiment.hpp"

namespace memvp {

/// Spoken digits through drift-diffusion memristors, a train for each filter (or part of the recording).
std::unique_ptr<experiment> make_kinetics_digits();

}  // namespace memvp
