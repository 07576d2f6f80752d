// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/matrix_engine.hpp"

namespace memvp {

void add_outer_products(layer_shape shape, const double* inputs, const double* errors, std::size_t count, double scale,
                        double* change) {
  for (std::size_t vector = 0; vector < count; ++vector) {
    const double* input = inputs + vector * shape.inputs;
    const double* error = errors + vector * shape.outputs;
    for (std::size_t i = 0; i < shape.inputs; ++i) {
      const double factor = scale * input[i];
      if (factor == 0) continue;
      for (std::size_t j = 0; j < shape.outputs; ++j) {
        change[i * shape.outputs + j] += factor * error[j];
      }
    }
  }
}

void matrix_engine::update_outer(std::size_t layer, const double* inputs, const double* errors, std::size_t count,
                                 double scale) {
  const layer_shape shape = layers()[layer];
  std::vector<double> change(shape.inputs * shape.outputs, 0.0);
  add_outer_products(shape, inputs, errors, count, scale, change.data());
  update(layer, change.data());
}

}  // namespace memvp
