// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// How weights and constants step against their gradient.
enum class kinetics_optimiser {
  momentum,  ///< gradient descent with momentum
  adam,      ///< Adam (Kingma and Ba, arXiv 1412.6980)
};

/// What the hidden neurons of the read-out make of their sums.
enum class readout_activation {
  rectified,  ///< max(u, 0)
  sigmoid,    ///< 1/(1 + exp(-u))
};

/// How the learning rate goes over the epochs.
enum class learning_rate_course {
  constant,
  cosine,  ///< to 0 along half a cosine
};

/// Joint training of alpha, beta and the read-out. Defaults are the authors' for MNIST (github.com/gllspeed/DDK,
/// mnist_classification_64; fact sheet kinetics.md, section 3) where nothing else is said.
struct kinetics_training_parameters {
  readout_activation activation = readout_activation::rectified;
  std::int64_t hidden = 64;  ///< neurons of the read-out
  std::int64_t epochs = 50;
  std::int64_t batch = 64;
  kinetics_optimiser optimiser = kinetics_optimiser::momentum;
  learning_rate_course course = learning_rate_course::constant;
  double learning_rate = 0.001;
  double momentum = 0.5;
  double weight_decay = 0;           ///< times the weights, added to their gradient
  bool batch_normalisation = false;  ///< of the hidden sums; folded into the weights afterwards
  double alpha = 0;                  ///< to begin with; 0: drawn uniformly from the range
  double beta = 0;                   ///< likewise
  double least_constant = 0.001;     ///< alpha and beta are kept above
  double greatest_constant = 1;      ///< and below
  bool train_constants = true;       ///< else alpha and beta stay as they began
  bool constants_per_step = false;   ///< a value of each a step, for a tile's tables
  double alpha_spread = 0;           ///< standard deviation of the devices' alpha, drawn anew for each batch
  double beta_spread = 0;            ///< likewise beta
  double read_noise = 0;             ///< of every feature, standard deviation as a share of it
  double weight_noise = 0;           ///< of every weight for each batch, as a share of the layer's greatest
};

/// Keys "learning.*".
void visit_parameters(parameter_visitor& visitor, kinetics_training_parameters& parameters);

/// @throws std::invalid_argument with one sentence for a set that contradicts itself
void check(const kinetics_training_parameters& parameters);

}  // namespace memvp
