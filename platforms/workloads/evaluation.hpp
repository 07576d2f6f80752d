// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace memvp {

/// How a network answers a set of vectors.
struct evaluation {
  double accuracy = 0.0;                            ///< fraction answered with their own class
  double loss = 0.0;                                ///< mean cross-entropy, nats
  std::vector<std::vector<std::size_t>> confusion;  ///< [actual class][answered class] records
};

}  // namespace memvp
