// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "memvp/platforms/experiment.hpp"

namespace memvp {

/// Time-series prediction by a bank of reservoir devices with masks and virtual nodes: the next point of a Hénon map,
/// after Zhong et al. 2021 (doi 10.1038/s41467-020-20692-1).
std::unique_ptr<experiment> make_kinetics_henon();

}  // namespace memvp
