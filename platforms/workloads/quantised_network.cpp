// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/quantised_network.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "memvp/models/physics/random.hpp"

namespace memvp {

network quantised(const network& net, std::int64_t levels) {
  if (levels < 2)
    throw std::invalid_argument("weights of " + std::to_string(levels) +
                                " levels were asked for, at least 2 are needed.");
  network result = net;
  for (network_layer& layer : result.layers) {
    const float step = layer.weight_limit / static_cast<float>(levels - 1);
    for (float* weight = layer.weights.data(); weight != layer.weights.data() + layer.weights.size(); ++weight) {
      if (!(std::abs(*weight) <= layer.weight_limit * 1.000001F))
        throw std::invalid_argument("layer " + layer.form.name + ": the weight " + std::to_string(*weight) +
                                    " is outside +/-" + std::to_string(layer.weight_limit) + ", the layer's limit.");
      *weight = step * std::nearbyint(*weight / step);
    }
  }
  return result;
}

network perturbed(const network& net, double share, std::uint64_t seed, std::uint64_t draw) {
  network result = net;
  const random_stream random({seed, random_purpose::training_noise, 1});
  std::uint64_t place = 0;
  for (network_layer& layer : result.layers)
    for (float* weight = layer.weights.data(); weight != layer.weights.data() + layer.weights.size(); ++weight)
      *weight +=
          static_cast<float>(share * static_cast<double>(layer.weight_limit) * random.standard_normal(place++, draw));
  return result;
}

}  // namespace memvp
