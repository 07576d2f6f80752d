// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "memvp/platforms/experiment.hpp"
#include "memvp/platforms/workloads/labelled_vectors.hpp"
#include "memvp/platforms/workloads/training_parameters.hpp"

namespace memvp {

/// Mushrooms as a network on an array sees them.
struct mushroom_records {
  std::string origin;               ///< "UCI mushroom", or "generated"
  labelled_vectors training, test;  ///< inputs are -1, 0 or 1
  double rule_accuracy = 0;         ///< of the best single attribute, on the test part
};

/// Reads the data set of the run's data folder, or generates the stand-in if there is none, splits it by the run's seed
/// and encodes it by groups of values that the training part alone decides. Logs what it has done.
/// @throws std::exception with a sentence if the data cannot be read or do not allow that many inputs
mushroom_records prepare_mushrooms(const run_context& context, const training_parameters& parameters);

}  // namespace memvp
