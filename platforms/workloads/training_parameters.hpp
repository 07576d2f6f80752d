// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// Settings of learning: the data's preparation, the network and stochastic gradient descent. The paper of the ECRAM
/// array (doi 10.1038/s41467-023-41958-4) states none of them in what is openly quoted; all defaults are assumptions
/// of this project, one setting for every seed.
struct training_parameters {
  double training_fraction = 0.8;       ///< share of the records that is learned from, the same in each class
  std::int64_t inputs = 9;              ///< binary groups, an array row each
  bool bias = true;                     ///< one more row, always driven with +1
  std::int64_t hidden = 4;              ///< rectified linear units
  std::int64_t epochs = 5;              ///< passes over the training part
  std::int64_t batch = 32;              ///< samples whose gradients are summed before one update
  std::int64_t evaluation_batch = 128;  ///< vectors handed over in one call when only asking
  double learning_rate = 1.0;           ///< times the batch's mean gradient
  double learning_rate_decay = 0.8;     ///< factor on the learning rate after each epoch
  double inactive_slope = 0.5;          ///< share of the error that passes back through a hidden unit that is off
  double weight_limit = 2.0;            ///< weight at which a differential pair is at the ends of its window
  double initial_weight = 0.2;          ///< largest initial weight of the first layer
  double initial_readout_weight = 1.0;  ///< largest initial weight of the second layer
};

/// Keys "training.*".
void visit_parameters(parameter_visitor& visitor, training_parameters& parameters);

}  // namespace memvp
