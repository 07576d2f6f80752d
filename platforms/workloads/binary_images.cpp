// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/binary_images.hpp"

#include <stdexcept>
#include <string>

namespace memvp {

binary_images centre_of(const image_set& images, std::size_t side, double threshold) {
  if (side == 0 || side > images.rows || side > images.columns)
    throw std::invalid_argument("a centre of " + std::to_string(side) + " x " + std::to_string(side) +
                                " pixels cannot be cut out of images of " + std::to_string(images.rows) + " x " +
                                std::to_string(images.columns) + " pixels.");
  const std::size_t first_row = (images.rows - side) / 2;
  const std::size_t first_column = (images.columns - side) / 2;
  binary_images result;
  result.width = side * side;
  result.labels = images.labels;
  result.pixels.reserve(images.size() * result.width);
  for (std::size_t index = 0; index < images.size(); ++index) {
    const std::uint8_t* image = images.image(index);
    for (std::size_t row = first_row; row < first_row + side; ++row)
      for (std::size_t column = first_column; column < first_column + side; ++column)
        result.pixels.push_back(image[row * images.columns + column] >= threshold * 255 ? 1 : 0);
  }
  return result;
}

}  // namespace memvp
