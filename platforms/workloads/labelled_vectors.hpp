// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace memvp {

/// Input vectors of equal width and the class of each.
struct labelled_vectors {
  std::size_t width = 0;
  std::vector<double> inputs;         ///< size() x width, row-major
  std::vector<std::uint8_t> classes;  ///< one a vector

  std::size_t size() const { return classes.size(); }
  const double* input(std::size_t index) const { return inputs.data() + index * width; }
};

}  // namespace memvp
