// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "memvp/models/physics/parameters.hpp"
#include "memvp/platforms/workloads/hidden_activation.hpp"
#include "memvp/platforms/workloads/image_data.hpp"
#include "memvp/platforms/workloads/network.hpp"
#include "memvp/platforms/workloads/network_pass.hpp"

namespace memvp {

/// Settings of the float trainer. What the paper trained, and how, is not known (doi 10.1002/adfm.202405618, abstract);
/// all but the noise are assumptions of this project, one setting for both shapes and every seed.
struct network_training_parameters {
  std::int64_t epochs = 12;
  std::int64_t batch = 64;       ///< images whose gradients are summed before one update
  double learning_rate = 0.01;   ///< largest step at first, as a share of the weight limit (or of theta's range)
  double initial_mean = 0.6;     ///< of a hidden neuron's sums over the training images before learning
  double initial_spread = 0.4;   ///< their standard deviation
  double readout_spread = 1;     ///< standard deviation of the last layer's sums before learning
  double weight_limit = 3;       ///< in standard deviations of the layer's initial weights
  double weight_noise = 0.1;     ///< on every weight of every batch, standard deviation as a share of the limit
  std::int64_t input_bits = 4;   ///< codes of the grey values while learning; 0: not rounded
  std::int64_t hidden_bits = 4;  ///< codes of the hidden outputs while learning; 0: not rounded
  std::int64_t shift = 1;        ///< pixels by which training images are moved at random each way
  double theta_margin = 0.25;    ///< share of theta's range at either end that learning leaves to calibration
  bool train_theta = true;       ///< learn each neuron's theta too; else all keep the activation's default
  bool free_biases = false;      ///< biases are an adder's, not cells': they have neither noise nor limit
};

/// Keys "training.*", for all but train_theta and free_biases, which platforms decide themselves.
void visit_parameters(parameter_visitor& visitor, network_training_parameters& parameters);

/// What one layer looks like after learning.
struct layer_report {
  double at_limit = 0;   ///< share of its weights that are at the weight limit
  double rectified = 0;  ///< share of its sums over test images that are below 0 (hidden layers)
  double limited = 0;    ///< share of its sums over test images that are above the activation's limit (hidden layers)
};

/// What came of a training run.
struct network_training_report {
  std::vector<double> loss;          ///< of each epoch, mean cross-entropy in nats, as met while learning
  std::vector<layer_report> layers;  ///< after the final epoch
};

/// Called after each batch with images done and images in all; an exception from it ends the training.
using network_training_progress = std::function<void(std::size_t, std::size_t)>;

/// Draws the initial weights, layer by layer: normal numbers, scaled and, row by row, shifted so that the sums of a
/// sample of training images have the wanted mean in every neuron and the wanted standard deviation over all, to which
/// the shift adds its own (after Mishkin and Matas, "All you need is a good init", arXiv 1511.06422). For an activation
/// that rises and falls again, this puts the sums on its rising side. The last layer's sums have mean 0. Sets weight
/// limits, thetas and output scales too.
/// @throws std::invalid_argument if the images do not fit the network, or a parameter is out of range
void initialise(network& net, const hidden_activation& activation, const image_set& images,
                const network_training_parameters& parameters, std::uint64_t seed);

/// Trains a network from the numbers it has, by gradient descent on the cross-entropy with the steps of Adam (Kingma
/// and Ba, arXiv 1412.6980) that shrink to 0 along half a cosine. Weights are clipped to the limit and thetas to their
/// range after every step. Before every batch each weight gets noise for this batch only, so that what is learned bears
/// the errors of programmed cells (as Wan et al. did, doi 10.1038/s41586-022-04992-8, with 10 % of the greatest
/// weight), and codes are rounded as in hardware. The same arguments give the same weights.
/// @param test  only for the layers' report
/// @throws std::invalid_argument if the images do not fit the network, or a parameter is out of range
network_training_report train(network& net, const hidden_activation& activation, const image_set& training,
                              const image_set& test, const network_training_parameters& parameters, std::uint64_t seed,
                              const network_training_progress& progress = {});

}  // namespace memvp
