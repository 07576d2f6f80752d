// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "memvp/platforms/experiment.hpp"

namespace memvp {

/// A network fully in hardware: trained in float, written into 1T1R arrays by write-and-verify, asked about test images
/// with its activations in NDR neurons. After Yang et al. 2024, doi 10.1002/adfm.202405618, of which only the abstract
/// was at hand: network, data and every device figure are this project's choices, marked as such.
std::unique_ptr<experiment> make_rram_ndr_mnist();

}  // namespace memvp
