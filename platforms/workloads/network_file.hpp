// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "memvp/platforms/workloads/hidden_activation.hpp"
#include "memvp/platforms/workloads/network.hpp"

namespace memvp {

/// Writes a network as text, so that a later run can take it and other programs can read it:
///
///     memvp-network 1
///     activation ndr-n-series
///     layers 2
///     layer dense1 input 1 1 784 kernel 0 outputs 128 pooling 1 hidden 1 weight_limit 0.166 output_scale 1
///     <theta of each output, if hidden: one line>
///     <a line for each output: its weights, the bias last>
///     ...
///
/// Numbers are the shortest that read back as the same float. An input is rows, columns, channels.
/// @throws std::runtime_error if the file cannot be written
void write_network(const std::filesystem::path& file, const network& net);

/// Reads what write_network() wrote.
/// @throws std::runtime_error naming the file, the line, the layer and what is wrong: missing file, another format,
///         a line with too few or too many numbers, a number that is none, a weight beyond the layer's limit, a file
///         that ends early or goes on
network read_network(const std::filesystem::path& file);

/// Refuses a network that was made for something else than this run asks for.
/// @throws std::invalid_argument naming the first layer that differs, or the activation, and both sides; or a layer
///         with a theta outside the activation's range
void check_network(const network& net, const std::vector<layer_form>& forms, const hidden_activation& activation);

}  // namespace memvp
