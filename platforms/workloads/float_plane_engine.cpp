// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/float_plane_engine.hpp"

#include <algorithm>

namespace memvp {

float_plane_engine::float_plane_engine(const std::vector<layer_shape>& layers, double weight_limit,
                                       const std::vector<double>& weight_per_width)
    : layers_(layers), weight_limit_(weight_limit), weight_per_width_(weight_per_width) {
  for (const layer_shape& shape : layers) weights_.emplace_back(shape.inputs * shape.outputs);
}

void float_plane_engine::weights(std::size_t layer, double* weights) const {
  std::copy(weights_[layer].begin(), weights_[layer].end(), weights);
}

void float_plane_engine::forward(std::size_t layer, const double* inputs, std::size_t count, double* outputs) {
  const layer_shape shape = layers_[layer];
  std::fill(outputs, outputs + count * shape.outputs, 0.0);
  for (std::size_t v = 0; v < count; ++v) {
    double* sums = outputs + v * shape.outputs;
    for (std::size_t i = 0; i < shape.inputs; ++i) {
      const double input = inputs[v * shape.inputs + i];
      if (input == 0) continue;  // most pixels are
      const double* row = weights_[layer].data() + i * shape.outputs;
      for (std::size_t o = 0; o < shape.outputs; ++o) sums[o] += input * row[o];
    }
  }
}

void float_plane_engine::backward(std::size_t layer, const double* errors, std::size_t count, double* input_errors) {
  const layer_shape shape = layers_[layer];
  for (std::size_t v = 0; v < count; ++v) {
    for (std::size_t i = 0; i < shape.inputs; ++i) {
      const double* row = weights_[layer].data() + i * shape.outputs;
      double sum = 0;
      for (std::size_t o = 0; o < shape.outputs; ++o) sum += errors[v * shape.outputs + o] * row[o];
      input_errors[v * shape.inputs + i] = sum;
    }
  }
}

void float_plane_engine::update(const std::vector<const std::vector<update_plane>*>& layers) {
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    const layer_shape shape = layers_[layer];
    for (const update_plane& plane : *layers[layer]) {
      for (std::size_t i = 0; i < shape.inputs; ++i) {
        if (plane.rows[i] == 0) continue;
        double* row = weights_[layer].data() + i * shape.outputs;
        for (std::size_t o = 0; o < shape.outputs; ++o) {
          const double moved = row[o] + weight_per_width_[layer] * plane.widths[o];
          row[o] = std::min(weight_limit_, std::max(-weight_limit_, moved));
        }
      }
    }
  }
}

}  // namespace memvp
