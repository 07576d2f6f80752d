// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/pulse_samples.hpp"

#include <algorithm>

namespace memvp {

pulse_samples samples_of(const image_set& images) {
  pulse_samples samples{images.rows, images.columns, std::vector<std::uint16_t>(images.pixels.size()), images.labels};
  std::transform(images.pixels.begin(), images.pixels.end(), samples.codes.begin(),
                 [](std::uint8_t pixel) { return static_cast<std::uint16_t>(257 * pixel); });
  return samples;
}

}  // namespace memvp
