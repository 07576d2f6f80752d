// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/array_mapping.hpp"

#include <algorithm>
#include <stdexcept>

namespace memvp {

namespace {

std::size_t parts_of(std::size_t whole, std::size_t most) { return (whole + most - 1) / most; }

/// The first index of part `index` of `parts`, sizes differing by one at most.
std::size_t split_point(std::size_t whole, std::size_t parts, std::size_t index) { return whole * index / parts; }

std::string size_text(const layer_matrix& layer) {
  return "layer " + layer.name + " (" + std::to_string(layer.inputs) + " inputs with bias, " +
         std::to_string(layer.outputs) + " outputs)";
}

/// Most outputs that fit the columns of one array.
std::size_t most_outputs(const mapping_parameters& p) {
  const auto columns = static_cast<std::size_t>(p.columns), slices = static_cast<std::size_t>(p.slices);
  if (p.pairing == weight_pairing::differential) return columns / (2 * slices);
  return columns == 0 ? 0 : (columns - 1) / slices;
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, mapping_parameters& p) {
  using d = dimension;
  visitor.integer({"mapping.arrays", d::number, 1, 24, "1T1R arrays of the platform", provenance::setting, ""},
                  p.arrays);
  visitor.integer({"mapping.rows", d::number, 2, 512, "word lines of each array", provenance::literature,
                   "256 x 256 cells a core: NeuRRAM, doi 10.1038/s41586-022-04992-8"},
                  p.rows);
  visitor.integer({"mapping.columns", d::number, 2, 512, "bit lines of each array", provenance::literature,
                   "256 x 256 cells a core: NeuRRAM, doi 10.1038/s41586-022-04992-8"},
                  p.columns);
  visitor.integer({"mapping.levels", d::number, 2, 256, "conductance levels of a cell", provenance::assumed,
                   "16, the surrogate chip of ndr_1t1r.md section 3 (4-bit weights, doi 10.1038/s41586-022-04992-8)"},
                  p.levels);
  visitor.integer({"mapping.slices", d::number, 1, 4, "cells (or pairs) that share a weight, each one digit of it",
                   provenance::setting, ""},
                  p.slices);
  visitor.enumeration(
      {"mapping.pairing", d::number, 0, 0, "how a signed weight becomes conductances", provenance::setting, ""},
      {"differential", "offset-column"}, p.pairing);
  visitor.enumeration(
      {"mapping.accumulate", d::number, 0, 0, "where the parts of a split layer are added up", provenance::setting, ""},
      {"neuron", "host"}, p.accumulate);
  visitor.enumeration({"mapping.bias", d::number, 0, 0, "where biases are added", provenance::setting, ""},
                      {"array", "host"}, p.bias);
}

void check(const mapping_parameters& p) {
  if (p.slices > 1 && (p.levels & (p.levels - 1)) != 0)
    throw std::invalid_argument("mapping.levels must be a power of two for weights of several slices, but is " +
                                std::to_string(p.levels) + ".");
  if (p.slices > 1 && p.accumulate == partial_sums::neuron)
    throw std::invalid_argument(
        "mapping.slices above 1 needs mapping.accumulate = \"host\": slices are shifted and added as digital words.");
  if (p.bias == bias_place::host && p.accumulate == partial_sums::neuron)
    throw std::invalid_argument(
        "mapping.bias = \"host\" needs mapping.accumulate = \"host\": it adds to digital words.");
  if (most_outputs(p) == 0)
    throw std::invalid_argument("mapping.columns = " + std::to_string(p.columns) +
                                " leaves no room for a single output of " + std::to_string(p.slices) + " slices.");
}

std::size_t columns_of(std::size_t outputs, const mapping_parameters& p) {
  const std::size_t cells = outputs * static_cast<std::size_t>(p.slices);
  return p.pairing == weight_pairing::differential ? 2 * cells : cells + 1;
}

std::vector<array_part> place_layers(const std::vector<layer_matrix>& layers, const mapping_parameters& p) {
  check(p);
  const auto available = static_cast<std::size_t>(p.arrays);
  std::vector<array_part> placed;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const layer_matrix& layer = layers[l];
    if (layer.inputs == 0 || layer.outputs == 0)
      throw std::invalid_argument(size_text(layer) + " has nothing to place.");
    const std::size_t down = parts_of(layer.inputs, static_cast<std::size_t>(p.rows));
    const std::size_t across = parts_of(layer.outputs, most_outputs(p));
    const std::size_t left = available - placed.size(), needed = down * across;
    if (needed > left)
      throw std::invalid_argument("the network does not fit: " + size_text(layer) + " needs " + std::to_string(needed) +
                                  " arrays of " + std::to_string(p.rows) + " x " + std::to_string(p.columns) +
                                  " cells, but " + std::to_string(left) + " of " + std::to_string(available) +
                                  " are left, " + std::to_string(needed - left) + " too few.");
    for (std::size_t c = 0; c < across; ++c)
      for (std::size_t r = 0; r < down; ++r) {
        const std::size_t first_input = split_point(layer.inputs, down, r);
        const std::size_t first_output = split_point(layer.outputs, across, c);
        placed.push_back({l, first_input, split_point(layer.inputs, down, r + 1) - first_input, first_output,
                          split_point(layer.outputs, across, c + 1) - first_output});
      }
  }
  return placed;
}

}  // namespace memvp
