// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "memvp/models/physics/parameters.hpp"
#include "memvp/platforms/workloads/binary_images.hpp"
#include "memvp/platforms/workloads/plane_engine.hpp"

namespace memvp {

/// Settings of the network that simulators of synaptic arrays are commonly measured by, and of its learning: inputs -
/// hidden - classes without biases, sigmoid units in both layers, squared error, one image an update.
struct sigmoid_training_parameters {
  std::int64_t side = 20;               ///< pixels of the centre's side
  double threshold = 0.5;               ///< of full ink
  std::int64_t hidden = 100;            ///< hidden units
  std::int64_t epochs = 10;             ///< of learning
  std::int64_t images = 8000;           ///< drawn at random in an epoch
  double hidden_rate = 0.4;             ///< learning rate of the first layer
  double output_rate = 0.2;             ///< learning rate of the second layer
  double weight_limit = 1;              ///< weight of a pair of cells at opposite ends of their windows
  double initial_weight = 0.1;          ///< largest initial weight of the first layer
  double initial_readout_weight = 0.3;  ///< largest initial weight of the second layer
  std::int64_t activation_bits = 4;     ///< of a hidden activation as the input of an update
  std::int64_t evaluation_batch = 100;  ///< vectors handed over in one call when only asking
};

/// Keys "training.*".
void visit_parameters(parameter_visitor& visitor, sigmoid_training_parameters& parameters);

/// The two layers.
std::vector<layer_shape> sigmoid_layers(std::size_t classes, const sigmoid_training_parameters& parameters);

/// Initial weights of both layers, uniform: the same on every engine for the same seed.
std::vector<std::vector<double>> initial_sigmoid_weights(const std::vector<layer_shape>& layers,
                                                         const sigmoid_training_parameters& parameters,
                                                         std::uint64_t seed);

/// Trains a network image by image. Which images, in which order, depends on seed and epoch alone: every engine sees
/// the same ones, and the same rule turns errors into pulses.
class sigmoid_training {
 public:
  /// Called after each image; an exception from it ends the training.
  using progress = std::function<void()>;

  /// @param scales  of each layer's array
  sigmoid_training(plane_engine& engine, const sigmoid_training_parameters& parameters,
                   const std::vector<pulse_scale>& scales, std::uint64_t seed);

  /// Learns from the epoch's images. @returns mean squared error of an output, as met while learning
  double learn(const binary_images& images, std::size_t epoch, const progress& done = {});

  /// Fraction of the images that are answered with their own class: the largest output, the first of equals.
  double accuracy(const binary_images& images, const progress& done = {});

  /// Pulses that would have been wider than the pulse counter and were cut to it.
  std::uint64_t cut_pulses() const;

 private:
  void forward(std::size_t count);
  double backward(std::size_t label);
  void load(const binary_images& images, std::size_t index, std::size_t place);

  plane_engine& engine_;
  sigmoid_training_parameters parameters_;
  std::uint64_t seed_;
  std::vector<outer_product_planes> planes_;
  std::vector<double> inputs_, hidden_, outputs_, hidden_errors_, output_errors_;
};

}  // namespace memvp
