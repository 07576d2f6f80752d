// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "memvp/platforms/workloads/matrix_engine.hpp"

namespace memvp {

/// The vectors of one batch on their way through a network of two layers, the hidden units rectified linear, and back.
/// Whoever learns fills `inputs`, goes forward(), turns `outputs` into `output_errors` by its own loss, goes
/// backward(), and lets the engine update().
struct two_layer_batch {
  std::size_t count = 0;
  std::vector<double> inputs, hidden, outputs;  ///< count x the layers' widths; outputs are sums of the second layer
  std::vector<double> output_errors, hidden_errors;  ///< the direction in which the loss falls

  void resize(std::size_t samples, const std::vector<layer_shape>& layers);
  void forward(matrix_engine& engine);
  /// @param inactive_slope  share of the error that passes back through a unit that is off
  void backward(matrix_engine& engine, double inactive_slope);
  /// Both layers take a step of `scale` along the sum of their errors.
  void update(matrix_engine& engine, double scale);

 private:
  void update_layer(matrix_engine& engine, std::size_t layer, const std::vector<double>& vectors,
                    const std::vector<double>& errors, double scale);

  std::vector<double> change_;
};

/// Turns the outputs of one vector into probabilities (softmax). @return the loss, -log p(actual), in nats
double softmax(double* outputs, std::size_t count, std::size_t actual);

}  // namespace memvp
