// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/images.hpp"

#include <algorithm>
#include <cmath>

#include "memvp/models/physics/random.hpp"

namespace memvp {

namespace {

/// Grey value at (y, x), both from -1 to 1.
double shape(std::size_t kind, double y, double x) {
  const double radius = std::hypot(x, y);
  switch (kind) {
    case 0:
      return (x + y + 2) / 4;  // ramp
    case 1:
      return 0.5 + 0.5 * std::cos(6 * radius);  // rings
    case 2:
      return std::min(std::abs(x), std::abs(y)) < 0.25 ? 1.0 : 0.1;  // cross
    case 3:
      return std::sin(5 * x) * std::sin(5 * y) > 0 ? 0.8 : 0.2;  // checks
    default:
      return std::max(0.0, 1 - radius);  // disc
  }
}

double centred(std::size_t index, std::size_t count) {
  return count == 1 ? 0.0 : 2 * static_cast<double>(index) / static_cast<double>(count - 1) - 1;
}

}  // namespace

std::vector<double> shape_image(std::size_t index, std::size_t rows, std::size_t columns) {
  std::vector<double> image;
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c)
      image.push_back(std::clamp(shape(index % 5, centred(r, rows), centred(c, columns)), 0.0, 1.0));
  return image;
}

std::vector<double> random_image(std::size_t index, std::size_t rows, std::size_t columns, std::uint64_t seed) {
  const random_key key{seed, random_purpose::test_input, 2};
  std::vector<double> image(rows * columns);
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = uniform(key, i, index);
  return image;
}

}  // namespace memvp
