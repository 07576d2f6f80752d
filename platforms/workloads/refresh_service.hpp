// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "memvp/platforms/experiment.hpp"

namespace memvp {

/// What it takes to keep volatile rows alive: occupancy of the row driver, missed deadlines, refresh power and the
/// waiting of products, against the number of rows, the time constant and the traffic; and the largest number of rows
/// that can be sustained, beside its closed form.
std::unique_ptr<experiment> make_refresh_service();

}  // namespace memvp
