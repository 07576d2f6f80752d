// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// Values at every place of a grid, several channels a place. In memory: places row by row, a place's channels next to
/// each other, which is the order in which a row of neurons, one a channel, delivers them place after place.
struct map_size {
  std::size_t rows = 1;
  std::size_t columns = 1;
  std::size_t channels = 1;

  std::size_t places() const { return rows * columns; }
  std::size_t elements() const { return rows * columns * channels; }
  bool operator==(const map_size& other) const {
    return rows == other.rows && columns == other.columns && channels == other.channels;
  }
};

/// What a layer computes, less its numbers. A layer is one matrix: a dense layer multiplies its whole input by it once,
/// a convolution every patch of `kernel` x `kernel` places (stride 1, no padding). A patch's elements come in the order
/// of map_size, so that each of its rows is one run of memory. Then, in a hidden layer, the activation, one neuron an
/// output; then the maximum over `pooling` x `pooling` places (rows and columns left over are dropped).
struct layer_form {
  std::string name;
  map_size input;
  std::size_t kernel = 0;   ///< side of the patches; 0: a dense layer
  std::size_t outputs = 1;  ///< neurons: columns of the map that comes out
  std::size_t pooling = 1;  ///< side of the squares that pooling takes the maximum of; 1: none
  bool hidden = true;       ///< false: the last layer, whose sums are read as they are

  /// Elements of one input vector, without the bias.
  std::size_t inputs() const { return kernel == 0 ? input.elements() : kernel * kernel * input.channels; }
  /// The map before pooling: vectors that the layer multiplies for one image are its places().
  map_size computed() const {
    return kernel == 0 ? map_size{1, 1, outputs}
                       : map_size{input.rows - kernel + 1, input.columns - kernel + 1, outputs};
  }
  map_size output() const { return {computed().rows / pooling, computed().columns / pooling, outputs}; }
  bool operator==(const layer_form& other) const;
};

/// Row-major: a row holds the weights of one output.
using weight_matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A layer with its numbers. Sums are in the activation's own unit, u = weights * (inputs, 1), inputs in [0, 1].
struct network_layer {
  layer_form form;
  weight_matrix weights;   ///< outputs x (inputs + 1); the last column is the bias, whose input is always 1
  Eigen::VectorXf theta;   ///< of each output's neuron; empty in the last layer
  float weight_limit = 1;  ///< no weight's magnitude is greater; what a full conductance difference stands for
  float output_scale = 1;  ///< a hidden layer's y over this goes on to the next layer: the greatest y; then in [0, 1]
};

/// Layers in order. The input of the first are the image's grey values over 255, one channel.
struct network {
  std::string activation;  ///< which hidden activation it was trained with, as the activation calls itself
  std::vector<network_layer> layers;

  std::size_t weights() const;  ///< in all, biases included
};

/// The shapes that are shipped.
enum class network_shape {
  mlp,    ///< dense, one hidden layer: 784-128-10 on MNIST
  lenet,  ///< the layers of LeNet-5 (LeCun et al. 1998, doi 10.1109/5.726791, Fig. 2) with one full second convolution,
          ///< pooling by the maximum and a plain last layer: conv 5x5x6, pool 2, conv 5x5x16, pool 2, 120, 84, classes
};

/// Which network.
struct network_parameters {
  network_shape shape = network_shape::mlp;
  std::int64_t hidden = 128;  ///< hidden neurons of the mlp
};

/// Keys "network.*".
void visit_parameters(parameter_visitor& visitor, network_parameters& parameters);

/// The layers of such a network for images of this size.
/// @throws std::invalid_argument naming the layer whose input is too small for its kernel or its pooling
std::vector<layer_form> layer_forms(const network_parameters& parameters, std::size_t image_rows,
                                    std::size_t image_columns, std::size_t classes);

/// A network of these layers with all weights and thetas 0.
network empty_network(const std::vector<layer_form>& forms);

}  // namespace memvp
