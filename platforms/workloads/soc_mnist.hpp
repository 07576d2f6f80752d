// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "memvp/platforms/experiment.hpp"

namespace memvp {

/// A network on 1T1R arrays and NDR neurons as in rram-ndr-mnist, written, tuned and asked by firmware on a RISC-V host
/// (firmware/rram_ndr_mnist.c), or, for comparison, by the same steps of a C++ program.
std::unique_ptr<experiment> make_soc_mnist();

}  // namespace memvp
