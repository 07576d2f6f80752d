// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/float_engine.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <utility>

namespace memvp {
namespace {

using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using matrix_view = Eigen::Map<matrix>;
using constant_matrix_view = Eigen::Map<const matrix>;

Eigen::Index index(std::size_t value) { return static_cast<Eigen::Index>(value); }

}  // namespace

float_engine::float_engine(std::vector<layer_shape> layers, double weight_limit)
    : layers_(std::move(layers)), weight_limit_(weight_limit) {
  for (const layer_shape& shape : layers_) {
    weights_.emplace_back(shape.inputs * shape.outputs, 0.0);
  }
}

void float_engine::set_weights(std::size_t layer, const double* weights) {
  std::copy_n(weights, weights_[layer].size(), weights_[layer].begin());
  clip(weights_[layer]);
}

void float_engine::weights(std::size_t layer, double* weights) const {
  std::copy(weights_[layer].begin(), weights_[layer].end(), weights);
}

void float_engine::forward(std::size_t layer, const double* inputs, std::size_t count, double* outputs) {
  const layer_shape shape = layers_[layer];
  const constant_matrix_view weights(weights_[layer].data(), index(shape.inputs), index(shape.outputs));
  matrix_view(outputs, index(count), index(shape.outputs)).noalias() =
      constant_matrix_view(inputs, index(count), index(shape.inputs)) * weights;
}

void float_engine::backward(std::size_t layer, const double* errors, std::size_t count, double* input_errors) {
  const layer_shape shape = layers_[layer];
  const constant_matrix_view weights(weights_[layer].data(), index(shape.inputs), index(shape.outputs));
  matrix_view(input_errors, index(count), index(shape.inputs)).noalias() =
      constant_matrix_view(errors, index(count), index(shape.outputs)) * weights.transpose();
}

void float_engine::update(std::size_t layer, const double* weight_change) {
  std::vector<double>& weights = weights_[layer];
  for (std::size_t place = 0; place < weights.size(); ++place) {
    weights[place] += weight_change[place];
  }
  clip(weights);
}

void float_engine::clip(std::vector<double>& weights) {
  for (double& weight : weights) {
    const double inside = std::clamp(weight, -weight_limit_, weight_limit_);
    clipped_ += inside != weight ? 1U : 0U;
    weight = inside;
  }
}

}  // namespace memvp
