// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/platforms/network_tiles.hpp"
#include "memvp/platforms/workloads/image_data.hpp"
#include "memvp/platforms/workloads/network_workload.hpp"

namespace memvp {

/// Refuses what the firmware does not drive: a network without a hidden layer, layers that are not dense, parts of
/// later layers that do not begin at multiples of four inputs, more tiles or classes than it has room for. \throws
/// std::invalid_argument with one sentence
void require_drivable(const std::vector<layer_form>& forms, const std::vector<array_part>& parts);

/// All that the firmware of soc-mnist has to know.
struct soc_mnist_contents {
  const network& net;
  const std::vector<array_part>& parts;  ///< where its layers lie, as place_network() gives them
  const mapping_parameters& mapping;
  const network_tile_parameters& tiles;  ///< the tiles' addresses and windows; their lines follow their order
  const network_programming_parameters& programming;
  double timer_frequency;  ///< Hz, ticks of the timer that the firmware sleeps by
  const image_set& test;
  const image_set& calibration;
};

/// The data memory of soc-mnist, in the form of firmware/rram_ndr_mnist.h: weights as targets of cells, thetas as
/// targets of neurons, images as codes, a block for every array, so that DMA takes them in one piece. Targets are those
/// that rram_driver and ndr_driver would send. \throws std::invalid_argument as require_drivable() does, or if it is
/// more than the memory can hold
std::vector<std::uint8_t> soc_mnist_data(const soc_mnist_contents& contents);

}  // namespace memvp
