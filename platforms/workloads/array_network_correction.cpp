// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <stdexcept>

#include "memvp/platforms/workloads/array_network.hpp"

namespace memvp {

namespace {

/// y = gain x + offset by least squares; a gain of 1 if x says nothing about y.
struct fitted_line {
  double gain, offset;
};
fitted_line fit_line(const double* x, const double* y, std::size_t count, std::size_t stride) {
  double mean_x = 0, mean_y = 0, squares = 0, products = 0;
  for (std::size_t i = 0; i < count; ++i) {
    mean_x += x[i * stride];
    mean_y += y[i * stride];
  }
  mean_x /= static_cast<double>(count);
  mean_y /= static_cast<double>(count);
  for (std::size_t i = 0; i < count; ++i) {
    squares += (x[i * stride] - mean_x) * (x[i * stride] - mean_x);
    products += (x[i * stride] - mean_x) * (y[i * stride] - mean_y);
  }
  const double gain = products > 0 ? products / squares : 1;
  return {gain, mean_y - gain * mean_x};
}

}  // namespace

void array_network::correct_outputs(const network& net, const std::uint8_t* codes, std::size_t vectors,
                                    const hidden_activation& activation) {
  if (mapping_.bias != bias_place::host)
    throw std::invalid_argument("outputs can be corrected only where the host adds biases: mapping.bias = \"host\".");
  if (vectors == 0) return;
  std::vector<std::uint8_t> inputs(codes, codes + vectors * layers_.front().form.inputs());
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    placed_layer& layer = layers_[l];
    if (layer.form.kernel != 0)
      throw std::invalid_argument("layer " + layer.form.name + " is a convolution, whose outputs are not corrected.");
    const std::size_t outputs = layer.form.outputs, width = layer.form.inputs();
    const weight_matrix& weights = net.layers.at(l).weights;
    std::vector<double> wanted(vectors * outputs), measured(vectors * outputs);
    using row_of_codes = Eigen::Map<const Eigen::Matrix<std::uint8_t, Eigen::Dynamic, 1>>;
    for (std::size_t v = 0; v < vectors; ++v) {
      const row_of_codes row(inputs.data() + v * width, static_cast<Eigen::Index>(width));
      Eigen::Map<Eigen::VectorXd>(wanted.data() + v * outputs, static_cast<Eigen::Index>(outputs)) =
          (weights.leftCols(row.size()) * row.cast<float>() / static_cast<float>(code_maximum_) +
           weights.col(row.size()))
              .cast<double>();
    }
    layer.gain.assign(outputs, 1.0);
    layer.bias.assign(outputs, 0.0);
    const std::size_t most = most_vectors(layer, activation_site::host);
    for (std::size_t first = 0; first < vectors; first += most) {
      const std::size_t some = std::min(most, vectors - first);
      std::vector<std::uint8_t> together(some * layer.inputs(), static_cast<std::uint8_t>(code_maximum_));
      for (std::size_t v = 0; v < some; ++v)
        std::copy_n(inputs.data() + (first + v) * width, width, together.data() + v * layer.inputs());
      sum_up(layer, together.data(), some, measured.data() + first * outputs);
    }
    for (std::size_t o = 0; o < outputs; ++o) {
      const fitted_line line = fit_line(measured.data() + o, wanted.data() + o, vectors, outputs);
      layer.gain[o] = line.gain;
      layer.bias[o] = line.offset;
    }
    if (!layer.form.hidden) continue;
    inputs.resize(vectors * outputs);
    activate_in_host(layer, activation, wanted.data(), vectors, inputs.data());
  }
}

}  // namespace memvp
