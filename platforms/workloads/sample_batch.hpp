// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "memvp/platforms/workloads/kinetics_layer.hpp"
#include "memvp/platforms/workloads/pulse_samples.hpp"

namespace memvp {

/// first, first + 1, ... in all `count`.
std::vector<std::size_t> numbered(std::size_t first, std::size_t count);

/// Samples of a set as fractions of full scale: a row a sample, a column a place.
void take_samples(const pulse_samples& samples, const std::size_t* indices, std::size_t count, Eigen::MatrixXf& batch);

/// @throws std::invalid_argument unless there are samples, of the form's size, with a code a place
void check_samples(const kinetics_layer_form& form, const pulse_samples& samples);

}  // namespace memvp
