// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "memvp/platforms/workloads/hidden_activation.hpp"
#include "memvp/platforms/workloads/image_data.hpp"
#include "memvp/platforms/workloads/kinetics_layer.hpp"
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
  network readout;              ///< on features in [0, 1], or on inputs: sample's rows x columns
  double activation_limit = 1;  ///< greatest input of the hidden activation: greatest met on training samples

  /// That of the read-out's hidden layer: rectified_linear or, with every theta at half the limit, shifted_sigmoid.
  std::unique_ptr<hidden_activation> activation() const;
};

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
