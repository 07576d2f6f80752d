// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "memvp/platforms/workloads/matrix_engine.hpp"
#include "memvp/platforms/workloads/outer_product_planes.hpp"

namespace memvp {

/// Whoever holds the weights of a network that learns by planes of outer products: arrays behind a bus, or floating
/// point. Weight matrices are inputs x outputs, row-major, vectors one after another, as in `matrix_engine`.
class plane_engine {
 public:
  plane_engine() = default;
  plane_engine(const plane_engine&) = delete;
  plane_engine& operator=(const plane_engine&) = delete;
  virtual ~plane_engine() = default;

  virtual const std::vector<layer_shape>& layers() const = 0;

  /// Writes weights of all layers from an unknown state: an array programs them by whatever means it has, and may miss
  /// them.
  virtual void set_weights(const std::vector<std::vector<double>>& weights) = 0;
  /// A layer's weights as they are, for reports and tests: no noise, no time.
  virtual void weights(std::size_t layer, double* weights) const = 0;

  /// outputs = inputs * W for `count` vectors.
  virtual void forward(std::size_t layer, const double* inputs, std::size_t count, double* outputs) = 0;
  /// input_errors = errors * W^T for `count` vectors.
  virtual void backward(std::size_t layer, const double* errors, std::size_t count, double* input_errors) = 0;
  /// Applies the planes of every layer, an element each.
  virtual void update(const std::vector<const std::vector<update_plane>*>& layers) = 0;
};

}  // namespace memvp
