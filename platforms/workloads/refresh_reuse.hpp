// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "memvp/platforms/experiment.hpp"

namespace memvp {

/// Neural reuse: a source model in the polarisation of two refresh tiles, and downstream tasks learned one after
/// another in the ionic state of the same cells; beside it fresh arrays for each task, reuse without restoring the
/// source model, and floating point (docs/refresh-reuse.md).
std::unique_ptr<experiment> make_refresh_reuse();

}  // namespace memvp
