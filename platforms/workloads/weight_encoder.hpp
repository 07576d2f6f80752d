// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "memvp/platforms/workloads/array_mapping.hpp"

namespace memvp {

/// The conductances that levels are spread over, as a bit line sees them: cell and access transistor in series.
struct conductance_window {
  double minimum, maximum;   ///< S, of the cell alone
  double series_resistance;  ///< ohm, the access transistor while reading
};

/// Turns weights into the conductances of their cells, and sums of currents back into sums of weights.
///
/// Levels are even steps of the conductance in series with the access transistor, since that is what a bit line sees.
/// With slices, a weight's magnitude is a number of `slices` digits, the most significant first.
class weight_encoder {
 public:
  /// \param weight_limit the weight that a full conductance difference stands for
  /// \throws std::invalid_argument if the window is empty or the limit is not positive
  weight_encoder(const mapping_parameters& mapping, const conductance_window& window, double weight_limit);

  /// Conductances [S] of the cells of one word line: columns_of(outputs) values for `outputs` weights, `stride` apart.
  /// \throws std::invalid_argument for a weight beyond the limit or not a number
  void encode(const float* weights, std::size_t stride, std::size_t outputs, double* siemens) const;

  /// The weight that the cells of `weight` stand for: quantised.
  double quantised(double weight) const;

  /// Weight per ampere of an output's current (slices added with their significance) when its input is driven with
  /// `read_volts`: sum of inputs times weights = current * weight_per_ampere, inputs in units of the full drive.
  double weight_per_ampere(double read_volts) const;

  double weight_limit() const { return limit_; }

 private:
  double level_conductance(double level) const;
  long digits_of(double weight) const;

  mapping_parameters mapping_;
  conductance_window window_;
  double limit_;
  double least_, range_;  // S, in series
  long greatest_;         // largest number that the slices hold
};

}  // namespace memvp
