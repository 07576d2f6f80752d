// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/physics/parameters.hpp"
#include "memvp/models/tiles/rram_driver.hpp"

namespace memvp {

/// How weights are written into arrays.
struct network_programming_parameters {
  rram_verify_settings verify;
  std::int64_t passes = 3;  ///< over the whole array; NeuRRAM repeats programming against relaxation [S10]
  double wait_time = 1;     ///< s after each pass, in which cells relax
};

/// Declares the keys `programming.*`.
void visit_parameters(parameter_visitor& visitor, network_programming_parameters& parameters);

/// What is asked of the hardware once it is programmed.
struct inference_parameters {
  std::int64_t images = 10000;             ///< test images
  std::int64_t calibration_images = 64;    ///< training images by which ranges are chosen
  std::int64_t comparison_images = 16;     ///< test images whose sums the CMOS activations get too
  std::int64_t host_cycles_per_value = 1;  ///< that the host takes to pack, pool, add or compare a value
};

/// Declares the keys `workload.*`.
void visit_parameters(parameter_visitor& visitor, inference_parameters& parameters);

}  // namespace memvp
