// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "memvp/platforms/workloads/kinetics_network.hpp"
#include "memvp/platforms/workloads/kinetics_training_parameters.hpp"
#include "memvp/platforms/workloads/pulse_samples.hpp"

namespace memvp {

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

struct kinetics_training_result {
  kinetics_network model;
  kinetics_training_report report;
};

/// Trains alpha, beta and the read-out together by back-propagation through time on the cross-entropy. The read-out
/// learns on the states x as they are (or on the inputs), with weights that begin uniform in +-1/sqrt(inputs) (the
/// default of the authors' framework), and is scaled to features in [0, 1] afterwards: offset and gain, and a batch
/// normalisation, go into weights and biases, and most of every bias into the weights of the trains' first features,
/// which are constant where devices are read before the pulse, so that no great bias takes the conductance window of an
/// array. The same arguments give the same model.
/// @param kinetics  false: the control, the same read-out on the samples themselves
/// @param range  of the converter; high not above low: from 0 to the greatest state that training samples show
/// @param test  asked after every epoch; never learned from
/// @throws std::invalid_argument if samples do not fit the form, or a parameter is out of range
kinetics_training_result train_kinetics(const kinetics_layer_form& form, const pulse_samples& training,
                                        const pulse_samples& test, std::size_t classes,
                                        const kinetics_training_parameters& parameters, std::uint64_t seed,
                                        bool kinetics = true, feature_range range = {0, 0},
                                        const kinetics_training_progress& progress = {});

}  // namespace memvp
