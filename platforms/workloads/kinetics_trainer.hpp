// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "memvp/platforms/workloads/image_data.hpp"
#include "memvp/platforms/workloads/kinetics_layer.hpp"
#include "memvp/platforms/workloads/kinetics_training_parameters.hpp"
#include "memvp/platforms/workloads/network.hpp"
#include "memvp/platforms/workloads/pulse_samples.hpp"

namespace memvp {

/// States that the least and the greatest feature code stand for: a converter's range of currents over V_r G0. Features
/// in [0, 1] are (x - low)/(high - low); those outside saturate.
struct feature_range {
  double low = 0;
  double high = 1;
};

/// A kinetics layer with its read-out, or (`kinetics` false) the read-out on the samples themselves.
struct kinetics_network {
  kinetics_layer_form form;
  bool kinetics = true;
  kinetics_step_constants constants;
  feature_range range;
  network readout;             ///< on features in [0, 1], or on inputs; rectified_linear, sample's rows x columns
  double rectifier_limit = 1;  ///< of rectified_linear: greatest hidden sum met on training samples
};

/// After an epoch.
struct kinetics_epoch {
  double loss = 0;           ///< mean cross-entropy in nats, as met while learning
  double test_accuracy = 0;  ///< without noise, spread or rounding
  double alpha = 0;          ///< mean over the steps
  double beta = 0;
};

struct kinetics_training_report {
  std::vector<kinetics_epoch> epochs;
  kinetics_guard_events guard_events;  ///< while learning
  double best() const;  ///< greatest test accuracy of any epoch: an optimistic figure, picked by the test
  double last() const;  ///< test accuracy after the last
};

/// Called after each batch with samples done and samples in all; an exception from it ends the training.
using kinetics_training_progress = std::function<void(std::size_t, std::size_t)>;

/// Trains alpha, beta and the read-out together by back-propagation through time on the cross-entropy. The read-out
/// learns on the states x as they are (or on the inputs), with weights that begin uniform in +-1/sqrt(inputs) (the
/// default of the authors' framework), and is scaled to features in [0, 1] afterwards: offset and gain, and a batch
/// normalisation, go into weights and biases. The same arguments give the same model.
/// @param kinetics  false: the control, the same read-out on the samples themselves
/// @param range  of the converter; high not above low: from the least to the greatest state that training samples show
/// @param test  asked after every epoch; never learned from
/// @throws std::invalid_argument if samples do not fit the form, or a parameter is out of range
struct kinetics_training_result {
  kinetics_network model;
  kinetics_training_report report;
};
kinetics_training_result train_kinetics(const kinetics_layer_form& form, const pulse_samples& training,
                                        const pulse_samples& test, std::size_t classes,
                                        const kinetics_training_parameters& parameters, std::uint64_t seed,
                                        bool kinetics = true, feature_range range = {0, 0},
                                        const kinetics_training_progress& progress = {});

/// What the model's layer makes of samples, as images of codes of 8 bits (what a tile with FEATURE_SIZE 1 returns), for
/// a network_trainer, a network_evaluation or an array: without kinetics the samples themselves.
/// @param offsets  of the devices; empty: all are nominal
image_set feature_images(const kinetics_network& model, const pulse_samples& samples,
                         const kinetics_offsets& offsets = {});

/// Share of the samples that the model answers rightly, without rounding.
double accuracy(const kinetics_network& model, const pulse_samples& samples, const kinetics_offsets& offsets = {});

/// The answers put to a vote: samples f frames .. f frames + frames - 1 belong together and have one class. The class
/// with most answers wins, the lowest of equals. Returns the share of right decisions.
/// @throws std::invalid_argument unless samples come in whole groups of one class
double voted_accuracy(const kinetics_network& model, const pulse_samples& samples, std::size_t frames,
                      const kinetics_offsets& offsets = {});

/// Offsets of a chip of `devices` devices, of which trains use one after the other and again from the first: normal
/// numbers, drawn again where alpha or beta would not be positive (the authors' rule). `draw` names the chip.
kinetics_offsets drawn_offsets(const kinetics_step_constants& constants, std::size_t trains, std::size_t devices,
                               double alpha_spread, double beta_spread, std::uint64_t seed, std::uint64_t draw);

}  // namespace memvp
