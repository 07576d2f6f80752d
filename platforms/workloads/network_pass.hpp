// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/platforms/workloads/hidden_activation.hpp"
#include "memvp/platforms/workloads/image_data.hpp"
#include "memvp/platforms/workloads/network.hpp"

namespace memvp {

/// How many bits the numbers between layers have; 0: not rounded at all.
struct code_bits {
  std::int64_t input = 0;   ///< of an input grey value
  std::int64_t hidden = 0;  ///< of a hidden neuron's output
};

/// The gradient of a loss with respect to a network's numbers.
struct layer_gradient {
  weight_matrix weights;
  Eigen::VectorXf theta;
};

/// Room for a batch of images on its way forward through a network and back. Codes of b bits are multiples of
/// 1 / (2^b - 1) in [0, 1]; the way back takes rounding for the identity (straight-through estimator, Bengio et al.,
/// arXiv 1308.3432).
class network_pass {
 public:
  /// @throws std::invalid_argument if a code has more than 16 bits
  network_pass(const hidden_activation& activation, const code_bits& codes);

  /// Runs images forward. @param indices  which images of the set
  /// @param keep  keep what backward() needs
  /// @return the last layer's sums, count x classes, valid until the next call
  weight_matrix& forward(const network& net, const image_set& set, const std::size_t* indices, std::size_t count,
                         bool keep);

  /// Goes back through the batch of the last forward(), called with keep, on the same network, and adds to `gradient`.
  /// @param output_gradient  of the loss with respect to the last layer's sums
  void backward(const network& net, const weight_matrix& output_gradient, std::vector<layer_gradient>& gradient);

  /// What one hidden layer's neurons met in the last forward().
  const weight_matrix& sums(std::size_t layer) const { return buffers_[layer].sums; }
  /// The vectors that a layer multiplied in the last forward(), images x places after each other.
  const weight_matrix& vectors(std::size_t layer) const;

 private:
  struct layer_buffers {
    weight_matrix map;      // images x input elements
    weight_matrix patches;  // images * places x inputs; empty if the map itself is that (dense layers)
    weight_matrix sums, theta, outputs, slope, sensitivity;  // images * places x outputs
    weight_matrix sum_gradient, patch_gradient, map_gradient, output_gradient;
    std::vector<std::uint32_t> origin;
  };

  void load(const image_set& set, const std::size_t* indices, std::size_t count);
  void multiply(std::size_t layer, const network_layer& numbers);
  void activate(std::size_t layer, const network_layer& numbers, bool keep, weight_matrix& next);

  const hidden_activation& activation_;
  code_bits codes_;
  std::vector<float> grey_;  // of each pixel value
  std::vector<layer_buffers> buffers_;
  std::size_t count_ = 0;
  std::vector<layer_form> forms_;
};

/// A matrix of gradients, 0, for each layer.
std::vector<layer_gradient> zero_gradient(const network& net);

}  // namespace memvp
