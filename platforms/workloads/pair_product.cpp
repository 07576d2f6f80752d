// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/pair_product.hpp"

#include <algorithm>
#include <cmath>

namespace memvp {

void pair_product::multiply(const array_region& region, bool pairs_in_rows, bool transposed, const double* inputs,
                            std::size_t count, double* outputs) {
  const std::size_t driven_lines = transposed ? region.columns : region.rows;
  const std::size_t sensed_lines = transposed ? region.rows : region.columns;
  const bool driven_pairs = pairs_in_rows != transposed;
  const std::size_t values = count * (driven_pairs ? driven_lines / 2 : driven_lines);
  const std::size_t results = count * (driven_pairs ? sensed_lines : sensed_lines / 2);
  double most = 0;
  for (std::size_t i = 0; i < values; ++i) most = std::max(most, std::abs(inputs[i]));
  if (most == 0) {
    std::fill(outputs, outputs + results, 0.0);
    return;
  }
  driven_.resize(count * driven_lines);
  sensed_.resize(count * sensed_lines);
  const double unit = input_unit_ / most;
  for (std::size_t i = 0; i < values; ++i) {
    const double level = unit * inputs[i];
    if (driven_pairs) {
      driven_[2 * i] = level;
      driven_[2 * i + 1] = -level;
    } else {
      driven_[i] = level;
    }
  }
  driver_.multiply(region, driven_.data(), static_cast<std::uint32_t>(count), sensed_.data(), transposed);
  const double scale = most * weight_per_ampere_;
  for (std::size_t i = 0; i < results; ++i)
    outputs[i] = scale * (driven_pairs ? sensed_[i] : sensed_[2 * i] - sensed_[2 * i + 1]);
}

}  // namespace memvp
