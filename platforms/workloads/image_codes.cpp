// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/image_codes.hpp"

#include <algorithm>

namespace memvp {

image_set first_of(const image_set& set, std::size_t images) {
  image_set part{set.rows, set.columns, {}, {}};
  images = std::min(images, set.size());
  part.pixels.assign(set.pixels.begin(),
                     set.pixels.begin() + static_cast<std::ptrdiff_t>(images * set.pixels_per_image()));
  part.labels.assign(set.labels.begin(), set.labels.begin() + static_cast<std::ptrdiff_t>(images));
  return part;
}

std::vector<std::uint8_t> codes_of(const image_set& set, std::uint32_t greatest) {
  std::vector<std::uint8_t> codes(set.pixels.size());
  std::transform(set.pixels.begin(), set.pixels.end(), codes.begin(),
                 [greatest](std::uint8_t pixel) { return static_cast<std::uint8_t>((pixel * greatest + 127) / 255); });
  return codes;
}

}  // namespace memvp
