// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/two_layer_batch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace memvp {

namespace {

constexpr std::size_t first_layer = 0, second_layer = 1;

}  // namespace

void two_layer_batch::resize(std::size_t samples, const std::vector<layer_shape>& layers) {
  count = samples;
  inputs.resize(samples * layers[first_layer].inputs);
  hidden.resize(samples * layers[first_layer].outputs);
  outputs.resize(samples * layers[second_layer].outputs);
  output_errors.resize(outputs.size());
  hidden_errors.resize(hidden.size());
}

void two_layer_batch::forward(matrix_engine& engine) {
  engine.forward(first_layer, inputs.data(), count, hidden.data());
  for (double& value : hidden) value = std::max(value, 0.0);
  engine.forward(second_layer, hidden.data(), count, outputs.data());
}

void two_layer_batch::backward(matrix_engine& engine, double inactive_slope) {
  engine.backward(second_layer, output_errors.data(), count, hidden_errors.data());
  for (std::size_t place = 0; place < hidden.size(); ++place)
    if (hidden[place] <= 0.0) hidden_errors[place] *= inactive_slope;
}

void two_layer_batch::update(matrix_engine& engine, double scale) {
  update_layer(engine, first_layer, inputs, hidden_errors, scale);
  update_layer(engine, second_layer, hidden, output_errors, scale);
}

void two_layer_batch::update_layer(matrix_engine& engine, std::size_t layer, const std::vector<double>& vectors,
                                   const std::vector<double>& errors, double scale) {
  if (engine.takes_outer_products()) {
    engine.update_outer(layer, vectors.data(), errors.data(), count, scale);
    return;
  }
  const layer_shape shape = engine.layers()[layer];
  change_.assign(shape.inputs * shape.outputs, 0.0);
  add_outer_products(shape, vectors.data(), errors.data(), count, scale, change_.data());
  engine.update(layer, change_.data());
}

double softmax(double* outputs, std::size_t count, std::size_t actual) {
  const double largest = *std::max_element(outputs, outputs + count);
  double sum = 0.0;
  for (std::size_t k = 0; k < count; ++k) {
    outputs[k] = std::exp(outputs[k] - largest);
    sum += outputs[k];
  }
  for (std::size_t k = 0; k < count; ++k) outputs[k] /= sum;
  return -std::log(std::max(outputs[actual], std::numeric_limits<double>::min()));
}

}  // namespace memvp
