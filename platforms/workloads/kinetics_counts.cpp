// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/kinetics_counts.hpp"

namespace memvp {

network_counts counts_of(const counted_kinetics& kinetics, const std::vector<counted_layer>& layers) {
  network_counts counts;
  if (kinetics.trains > 0) {
    counts.parameters = kinetics.constants;
    if (kinetics.counted) counts.steps = 2 * kinetics.trains * kinetics.steps;
  }
  for (const counted_layer& layer : layers) {
    const std::uint64_t weights = layer.inputs * layer.outputs;
    counts.parameters += weights;
    if (layer.bias) counts.parameters += layer.outputs;
    if (layer.normalised) counts.parameters += 2 * layer.outputs;
    counts.products += weights * layer.places;
    if (layer.normalised) counts.normalisations += 4 * layer.outputs * layer.places;
  }
  return counts;
}

std::vector<counted_layer> counted_layers(const std::vector<layer_form>& forms, bool normalised_hidden) {
  std::vector<counted_layer> layers;
  for (const layer_form& form : forms)
    layers.push_back({form.inputs(), form.outputs, form.computed().places(), true, normalised_hidden && form.hidden});
  return layers;
}

}  // namespace memvp
