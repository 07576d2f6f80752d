// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// Prediction of a Hénon map by reservoir devices with masks, after doi 10.1038/s41467-020-20692-1.
struct henon_parameters {
  std::int64_t training_points = 1000;
  std::int64_t test_points = 1000;
  std::int64_t skipped_points = 9;
  double noise = 0.0025;
  double headroom = 0.02;
  std::int64_t mask_length = 4;
  double low_voltage = 0;
  double high_voltage = 2.5;
  double weight_error = 0.01;
};

/// Declares the keys `henon.*`.
void visit_parameters(parameter_visitor& visitor, henon_parameters& parameters);

}  // namespace memvp
