// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "memvp/platforms/experiment.hpp"
#include "memvp/platforms/workloads/hidden_activation.hpp"
#include "memvp/platforms/workloads/image_data.hpp"
#include "memvp/platforms/workloads/network.hpp"
#include "memvp/platforms/workloads/network_trainer.hpp"

namespace memvp {

/// Declares `network.weights`: the folder of an earlier run.
void visit_network_weights(parameter_visitor& visitor, std::string& folder);

/// A network as trained now, or as the run in folder `weights` has left it, and leaves it in this run's folder in turn:
/// `trained.network` with thetas that have learned along, `fixed.network` with all of them at the activation's default.
/// \throws std::exception with one sentence for images that do not fit, or a file that does not
network obtain_network(const std::vector<layer_form>& forms, const hidden_activation& activation,
                       const image_data& data, network_training_parameters training, bool train_theta,
                       const std::string& weights, const run_context& context);

}  // namespace memvp
