// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/platforms/workloads/network.hpp"

namespace memvp {

/// A layer as its matrix: dense, or a convolution of any number of dimensions, which multiplies a patch at each place.
struct counted_layer {
  std::size_t inputs = 1;  ///< of one output: a kernel's elements times the channels, for a convolution
  std::size_t outputs = 1;
  std::size_t places = 1;   ///< that share the weights
  bool bias = true;         ///< an addend an output
  bool normalised = false;  ///< batch normalisation of the outputs: 2 parameters each
};

/// A layer of drift-diffusion devices.
struct counted_kinetics {
  std::size_t trains = 0;     ///< 0: no such layer
  std::size_t steps = 0;      ///< of a train
  std::size_t constants = 2;  ///< alpha and beta: 2, or 2 a step
  bool counted = true;        ///< whether its steps count (the authors leave them out for SITW)
};

/// Numbers that are learned, and multiply-accumulate operations for one sample. Convention of the authors' figures, as
/// far as their integers show it (fact sheet kinetics.md, section 4, inferred): a multiplication a weight and place, 2
/// a step of a device, 4 a normalised neuron, nothing for biases, activations and pooling.
struct network_counts {
  std::uint64_t parameters = 0;
  std::uint64_t products = 0;        ///< of weights
  std::uint64_t steps = 0;           ///< 2 a step
  std::uint64_t normalisations = 0;  ///< 4 a neuron

  /// Of one inference: one sample, frame or slice.
  std::uint64_t operations_per_inference() const { return products + steps + normalisations; }
  /// Of one decision that is put to the vote of so many inferences.
  std::uint64_t operations_per_decision(std::size_t votes) const { return operations_per_inference() * votes; }
};

network_counts counts_of(const counted_kinetics& kinetics, const std::vector<counted_layer>& layers);

/// The layers of a network that lies on arrays.
std::vector<counted_layer> counted_layers(const std::vector<layer_form>& forms, bool normalised_hidden = false);

}  // namespace memvp
