// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "memvp/models/physics/parameters.hpp"
#include "memvp/models/tiles/kinetics_driver.hpp"
#include "memvp/platforms/workloads/image_data.hpp"
#include "memvp/platforms/workloads/kinetics_layer.hpp"
#include "memvp/platforms/workloads/kinetics_network.hpp"
#include "memvp/platforms/workloads/pulse_samples.hpp"

namespace memvp {

/// Samples to classify through a kinetics tile. A decision is put to the vote of `frames` samples, which follow each
/// other and have one class.
struct kinetics_task {
  std::string origin;  ///< of the data: a folder, or "generated"
  std::size_t classes = 10;
  std::size_t frames = 1;
  pulse_samples training, test;
};

/// What is done with them, on hardware.
struct kinetics_workload_parameters {
  std::int64_t test_decisions = 10000;     ///< decisions asked of the hardware
  std::int64_t draws = 5;                  ///< times that all devices and arrays are written anew
  std::int64_t tuning_samples = 10000;     ///< training samples that the read-out is fine-tuned on, each draw
  std::int64_t calibration_samples = 512;  ///< of them, by which the arrays' converters and outputs are calibrated
  std::int64_t comparison_hidden = 24;  ///< hidden neurons of the network that is compared, on the samples as they are
  double weight_limit = 4;              ///< greatest weight of a layer, in standard deviations of its weights
  std::int64_t host_cycles_per_value = 1;  ///< that the host takes to pack, pool, add or compare a value
  bool column_trains = false;              ///< trains are a sample's columns
  bool validation = false;                 ///< training samples held back stand in for the test samples
};

/// Declares the keys `workload.*`.
void visit_parameters(parameter_visitor& visitor, kinetics_workload_parameters& parameters);

/// `count` samples of a set, evenly over its length; all if there are no more.
pulse_samples evenly_chosen(const pulse_samples& samples, std::size_t count);

/// The first samples of a set.
pulse_samples first_of(const pulse_samples& samples, std::size_t count);

/// How a sample of this layer goes through a tile.
kinetics_run run_of(const kinetics_layer_form& form, std::size_t devices);

/// Times of a step of the tile at its reset settings, for the layer in software.
kinetics_step_timing timing_on_tile(const kinetics_tile_parameters& tile, clock_grid clock, std::size_t active_devices);

/// States that the ends of the tile's converters stand for at their reset values.
feature_range range_on_tile(const kinetics_tile_parameters& tile, clock_grid clock);

}  // namespace memvp
