// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace memvp {

/// Inputs and outputs of one layer's weight matrix.
struct layer_shape {
  std::size_t inputs = 0;
  std::size_t outputs = 0;
};

/// Whoever holds the weights of a network and multiplies by them: an array behind a bus, or floating point.
///
/// Weight matrices are inputs x outputs, row-major: the weight from input i to output j is at [i * outputs + j], as a
/// cell in row i and column j of an array. Several vectors pass in one call, one after another (count x inputs,
/// row-major), so that an array can take them in as one pipelined command. Everything but the multiplication
/// (activations, loss, errors) stays with the caller.
class matrix_engine {
 public:
  matrix_engine() = default;
  matrix_engine(const matrix_engine&) = delete;
  matrix_engine& operator=(const matrix_engine&) = delete;
  virtual ~matrix_engine() = default;

  virtual const std::vector<layer_shape>& layers() const = 0;

  /// Writes weights from an unknown state: an array programs them by whatever means it has, and may miss them.
  virtual void set_weights(std::size_t layer, const double* weights) = 0;
  /// The weights as they are, for reports and tests: no noise, no time.
  virtual void weights(std::size_t layer, double* weights) const = 0;

  /// outputs = inputs * W for `count` vectors.
  virtual void forward(std::size_t layer, const double* inputs, std::size_t count, double* outputs) = 0;
  /// input_errors = errors * W^T for `count` vectors: the transposed multiplication of back-propagation.
  virtual void backward(std::size_t layer, const double* errors, std::size_t count, double* input_errors) = 0;
  /// W += weight_change (inputs x outputs; the learning rate is already in it).
  virtual void update(std::size_t layer, const double* weight_change) = 0;

  /// Whether updates are best handed over as the vectors whose outer products they are.
  virtual bool takes_outer_products() const { return false; }
  /// W += scale * sum over the vectors of input^T error. The default forms the sum and calls update(); hardware that
  /// forms products in its cells overrides it.
  virtual void update_outer(std::size_t layer, const double* inputs, const double* errors, std::size_t count,
                            double scale);
};

/// change += scale * sum over `count` vectors of input^T error; `change` is inputs x outputs.
void add_outer_products(layer_shape shape, const double* inputs, const double* errors, std::size_t count, double scale,
                        double* change);

}  // namespace memvp
