// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "memvp/platforms/workloads/evaluation.hpp"
#include "memvp/platforms/workloads/labelled_vectors.hpp"
#include "memvp/platforms/workloads/matrix_engine.hpp"
#include "memvp/platforms/workloads/training_parameters.hpp"

namespace memvp {

/// What came of a training run.
struct training_report {
  std::vector<double> loss;  ///< of each epoch, mean cross-entropy in nats, as met while learning
  std::size_t updates = 0;   ///< batches learned from
  evaluation training;       ///< after the final epoch
  evaluation test;           ///< after the final epoch
};

/// Called after each batch with samples done and samples in all; an exception from it ends the training.
using training_progress = std::function<void(std::size_t, std::size_t)>;

/// The two layers: inputs - hidden - classes. The hidden units are rectified linear, the outputs softmax.
std::vector<layer_shape> network_layers(std::size_t inputs, std::size_t classes, const training_parameters& parameters);

/// Initial weights, the same on every engine for the same seed. First layer: uniform in +/- initial_weight. Second:
/// each hidden unit speaks for one class, taken in turn, with a weight uniform in [1/2, 1] of initial_readout_weight,
/// and as much against the others. So each class has its units from the start whatever the seed; with four units and
/// all signs drawn, one seed in eight would begin with every unit for the same class.
std::vector<std::vector<double>> initial_weights(const std::vector<layer_shape>& layers,
                                                 const training_parameters& parameters, std::uint64_t seed);

/// Trains in place by stochastic gradient descent: writes initial weights, then for each batch asks `engine` for the
/// products of both passes and hands it the weight changes. Classes, shapes and the order of the samples depend on
/// nothing but the arguments: every engine sees the same batches. Accuracy is that after the final epoch.
///
/// A sample for which every hidden unit is off has all outputs 0 and, by the exact gradient, no way to change that:
/// with four units, rare kinds of sample end so (mushrooms of the one poisonous spore colour among those of harmless
/// odor). Therefore a share of the error, `inactive_slope`, passes back through units that are off; forward they stay
/// off.
/// @throws std::invalid_argument if a part is empty, the widths do not match, a class index exceeds the outputs, or a
///         parameter is out of range
training_report train(matrix_engine& engine, const labelled_vectors& training, const labelled_vectors& test,
                      const training_parameters& parameters, std::uint64_t seed,
                      const training_progress& progress = {});

/// Asks the network about every vector; the largest output is the answer (the first of equals).
/// @throws std::invalid_argument as train() does
evaluation evaluate(matrix_engine& engine, const labelled_vectors& vectors, const training_parameters& parameters);

}  // namespace memvp
