// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "memvp/models/circuits/converter_parameters.hpp"
#include "memvp/models/physics/ecram_parameters.hpp"
#include "memvp/models/tiles/ecram_driver.hpp"

namespace memvp {

/// Products with a matrix of weights, each of which is a pair of neighbouring cells of an ECRAM array: w = limit
/// (g+ - g-). The two are in neighbouring rows or in neighbouring columns. Lines of pairs that are driven get opposite
/// signs, so that the array subtracts; those that are sensed are subtracted by the host.
class pair_product {
 public:
  pair_product(ecram_driver& driver, const ecram_device_parameters& device, const converter_parameters& converter,
               double weight_limit)
      : driver_(driver),
        input_unit_(converter.ideal ? converter.dac_full_scale : 1.0),
        weight_per_ampere_(weight_limit /
                           (converter.dac_full_scale * (device.maximum_conductance - device.minimum_conductance))) {}

  /// outputs = inputs * W (`transposed`: inputs * W^T) for `count` vectors, where the region holds W and its rows are
  /// inputs of W, two rows or two columns a weight. The inputs of one call share a scale: the largest magnitude among
  /// them is driven by the full read voltage. If all are zero, nothing is driven and the outputs are zero.
  void multiply(const array_region& region, bool pairs_in_rows, bool transposed, const double* inputs,
                std::size_t count, double* outputs);

 private:
  ecram_driver& driver_;
  double input_unit_;         // what the driver takes for the full read voltage
  double weight_per_ampere_;  // of a weight whose input is driven by the full read voltage
  std::vector<double> driven_, sensed_;
};

}  // namespace memvp
