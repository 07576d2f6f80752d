// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/platforms/workloads/image_data.hpp"

namespace memvp {

/// Black and white images of one width, a byte a pixel, and the class of each.
struct binary_images {
  std::size_t width = 0;             ///< pixels of an image
  std::vector<std::uint8_t> pixels;  ///< size() x width, 0 or 1
  std::vector<std::uint8_t> labels;

  std::size_t size() const { return labels.size(); }
  const std::uint8_t* image(std::size_t index) const { return pixels.data() + index * width; }
};

/// The centre of each image, `side` x `side` pixels, white where a grey value is at least `threshold` of full ink.
/// @throws std::invalid_argument if the images are smaller
binary_images centre_of(const image_set& images, std::size_t side, double threshold);

}  // namespace memvp
