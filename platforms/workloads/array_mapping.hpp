// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// How a signed weight becomes conductances.
enum class weight_pairing {
  differential,   ///< two cells a weight, their currents subtracted: the magnitude on one, the other at the bottom
  offset_column,  ///< one cell a weight around the middle of the window, and one column of middle cells to subtract
};

/// Where the parts of a layer that is split by inputs are added up.
enum class partial_sums {
  neuron,  ///< at the neuron's input, as currents
  host,    ///< in the host, as words of the arrays' converters
};

/// Where the bias of an output is added.
enum class bias_place {
  array,  ///< a cell like a weight's, its input always on
  host,   ///< a number that the host adds to the words of the arrays' converters; that cell stays at a weight of 0
};

/// How networks are laid out on arrays.
struct mapping_parameters {
  std::int64_t arrays = 16;    ///< 1T1R arrays that the platform has
  std::int64_t rows = 256;     ///< word lines of each; NeuRRAM cores have 256 x 256 cells [S10]
  std::int64_t columns = 256;  ///< bit lines of each
  std::int64_t levels = 16;    ///< conductance levels of a cell; 4-bit weights of NeuRRAM [S10]
  std::int64_t slices = 1;     ///< cells (or pairs) that share a weight, each a digit
  weight_pairing pairing = weight_pairing::differential;
  partial_sums accumulate = partial_sums::neuron;
  bias_place bias = bias_place::array;
};

/// Declares the keys `mapping.*`.
void visit_parameters(parameter_visitor& visitor, mapping_parameters& parameters);

/// Throws std::invalid_argument with one sentence if nothing can be laid out so.
void check(const mapping_parameters& parameters);

/// A layer as its matrix: one output is a sum over the inputs.
struct layer_matrix {
  std::string name;    ///< for messages
  std::size_t inputs;  ///< bias included
  std::size_t outputs;
};

/// What one array holds of one layer: a rectangle of its matrix, in the corner next to the row drivers and the sense
/// amplifiers, so that nothing lies on the way.
struct array_part {
  std::size_t layer;
  std::size_t first_input, inputs;  ///< bias included
  std::size_t first_output, outputs;
};

/// Columns that `outputs` outputs take in an array.
std::size_t columns_of(std::size_t outputs, const mapping_parameters& parameters);

/// Gives every layer its arrays, in order of layers, then outputs, then inputs. Splits are as even as they can be: an
/// even split of the inputs shortens the longest bit line.
/// \throws std::invalid_argument naming the layer, what it needs and what is missing
std::vector<array_part> place_layers(const std::vector<layer_matrix>& layers, const mapping_parameters& parameters);

}  // namespace memvp
