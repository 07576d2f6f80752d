// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/physics/random.hpp"
#include "memvp/platforms/workloads/kinetics_training_parameters.hpp"

namespace memvp {

/// A dense network with one hidden layer, after batch normalisation of its sums if asked for (Ioffe and Szegedy, arXiv
/// 1502.03167), on its way through gradient descent. Matrices have a row a sample.
class dense_readout {
 public:
  using matrix = Eigen::MatrixXf;

  /// Weights and biases uniform in +-1/sqrt(inputs of their layer), the default of PyTorch, which the authors of doi
  /// 10.1038/s41467-025-56286-y train with.
  dense_readout(std::size_t inputs, std::size_t hidden, std::size_t classes, readout_activation activation,
                bool normalised, std::uint64_t seed);

  /// Sums of the classes, valid until the next call. @param learning  keep what backward() needs, and normalise by this
  /// batch, not by the means over those learned from (decay 0.1 a batch)
  const matrix& forward(const matrix& features, bool learning);
  /// Works out all gradients for the features of the last forward(). @param output_gradient  of the cost with respect
  /// to the sums
  void backward(const matrix& features, const matrix& output_gradient);
  const matrix& feature_gradient() const { return feature_gradient_; }

  /// Numbers that are learned, and where their gradient lies.
  struct block {
    float* values;
    const float* gradient;
    Eigen::Index count;
  };
  std::vector<block> blocks();

  /// Adds normal noise to every weight and bias, standard deviation a share of the layer's greatest; restore() takes it
  /// away.
  void perturb(double share, const random_key& key, std::uint64_t event);
  void restore() { layers_ = clean_; }

  /// A layer with its bias, normalisation folded in: y = weights x + bias.
  struct folded_layer {
    matrix weights;
    Eigen::VectorXf bias;
  };
  std::array<folded_layer, 2> folded() const;

 private:
  struct normalisation {
    Eigen::RowVectorXf gain, shift, mean, variance;
  };

  void normalise(bool learning);

  std::array<folded_layer, 2> layers_, clean_, gradient_;
  readout_activation activation_;
  bool normalised_;
  normalisation norm_;
  Eigen::RowVectorXf gain_gradient_, shift_gradient_, per_deviation_;
  matrix sums_, standardised_, hidden_, outputs_, hidden_gradient_, feature_gradient_;
};

}  // namespace memvp
