// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/physics/ndr_activation.hpp"

namespace memvp {

/// The TUNING word by which `tune` brings the ECRAM of neuron `neuron` to theta on the nominal device.
/// \throws std::invalid_argument that names the neuron, for a theta outside the ECRAM's range
std::uint32_t ndr_tuning_target(const ndr_activation& nominal, double theta, std::uint32_t neuron);

/// The TUNING word by which `calibrate` brings the crest of neuron `neuron` to where theta has it on the nominal
/// device. Errors as of ndr_tuning_target().
std::uint32_t ndr_crest_target(const ndr_activation& nominal, double theta, std::uint32_t neuron);

/// TUNE_TOLERANCE for an accepted error, a fraction of the ECRAM's range (tune) or of the inputs (calibrate).
std::uint32_t ndr_tuning_tolerance(double fraction);

}  // namespace memvp
