// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/platforms/workloads/evaluation.hpp"
#include "memvp/platforms/workloads/network_pass.hpp"

namespace memvp {

/// @throws std::invalid_argument if the set is empty, its images do not have the size of the network's input, or a
/// label
///         has no output
void check_images(const network& net, const image_set& images);

/// The converter that reads the last layer's sums.
struct output_converter {
  std::int64_t bits = 0;  ///< 0: sums are read as they are
  double full_scale = 1;  ///< sums from -full_scale to full_scale; outside they saturate
};

/// What came of asking a network about every image of a set.
struct network_evaluation {
  evaluation answers;       ///< the largest sum is the answer (the first of equals)
  double greatest_sum = 0;  ///< largest magnitude of a sum of the last layer
  double saturated = 0;     ///< share of the last layer's sums outside the converter's range
};

/// @throws std::invalid_argument as check_images() and network_pass do, or for a converter without range
network_evaluation evaluate(const network& net, const hidden_activation& activation, const image_set& images,
                            const code_bits& codes = {}, const output_converter& converter = {});

}  // namespace memvp
