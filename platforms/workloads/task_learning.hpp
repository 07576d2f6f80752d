// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "memvp/models/physics/parameters.hpp"
#include "memvp/models/physics/random.hpp"
#include "memvp/platforms/workloads/matrix_engine.hpp"
#include "memvp/platforms/workloads/supervised_task.hpp"

namespace memvp {

/// Stochastic gradient descent: how long, in what portions, how fast.
struct descent_schedule {
  std::int64_t epochs = 20;
  std::int64_t batch = 20;            ///< vectors whose gradients are averaged before an update
  double learning_rate = 0.3;         ///< weight change per unit of the batch's mean gradient
  double learning_rate_decay = 0.95;  ///< factor after each epoch

  /// Batches of an epoch over `vectors` vectors; the last one may be smaller.
  std::size_t batches(std::size_t vectors) const;
};

/// The network and how source and tasks are learned. 20 epochs a task are the paper's (doi 10.1038/s41467-024-55701-0,
/// Fig. 5c); nothing else of its training is openly available. Rates and batches were chosen on validation images, one
/// setting for every seed and every arm.
struct task_learning_parameters {
  std::int64_t hidden = 64;   ///< rectified linear units
  double weight_limit = 1;    ///< the greatest weight of both layers: the full difference of a pair's levels
  double initial_weight = 1;  ///< standard deviation of weights that nothing was learned with, in sqrt(2 / inputs)
  descent_schedule source{8, 32, 0.3, 0.8};
  descent_schedule task;                ///< of classifications
  double regression_rate = 0.15;        ///< learning rate of tasks whose loss is the squared error, which has no bound
  std::int64_t follow_interval = 5;     ///< batches after which a task is asked about its validation vectors
  std::int64_t evaluation_batch = 200;  ///< vectors handed over in one call when only asking
};

/// Keys "training.*".
void visit_parameters(parameter_visitor& visitor, task_learning_parameters& parameters);

/// How a task of that kind is learned.
descent_schedule task_schedule(task_kind kind, const task_learning_parameters& parameters);

/// inputs - hidden - outputs.
std::vector<layer_shape> task_layers(const supervised_vectors& vectors, const task_learning_parameters& parameters);

/// Normal weights of standard deviation initial_weight * sqrt(2 / inputs of the layer) (He et al., arXiv 1502.01852),
/// none beyond the limit: draws that are, are drawn again.
/// @throws std::invalid_argument if the standard deviation itself is beyond the limit
std::vector<std::vector<double>> random_weights(const std::vector<layer_shape>& layers,
                                                const task_learning_parameters& parameters, std::uint64_t seed,
                                                std::uint32_t instance);

/// Learns from `vectors` with the weights that the engine has. Each epoch takes all vectors in an order of its own.
/// @param order  key of the orders; they depend on nothing else, so that every engine sees the same batches
/// @param done   called after each batch with the number of batches learned so far
void learn(matrix_engine& engine, task_kind kind, const supervised_vectors& vectors, const descent_schedule& schedule,
           random_key order, const std::function<void(std::size_t)>& done = {});

/// The score of the network's answers: see task_kind. At most 1.
double score(matrix_engine& engine, task_kind kind, const supervised_vectors& vectors, std::size_t batch);

}  // namespace memvp
