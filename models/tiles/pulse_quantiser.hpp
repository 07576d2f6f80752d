// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// How the host turns wanted state changes into pulse widths.
struct update_parameters {
  bool carry = false;  ///< keep the remainder digitally until a whole quantum is due
};

/// Declares the keys `update.*`.
void visit_parameters(parameter_visitor& visitor, update_parameters& parameters);

/// The linear quantiser of open-loop programming: a wanted change of state becomes one pulse width. It never reads the
/// array; the only thing it knows of a cell is an optional calibration of its slope.
///
/// Without carry a change is rounded to the pulse LSB and the rest is lost. With carry a cell's changes add up in a
/// digital remainder, and a pulse of whole quanta is due when the remainder reaches one.
class pulse_quantiser {
 public:
  /// `full_window` is the width of a pulse across the whole window and `quantum` that of one quantum, in pulse LSB;
  /// `maximum` is the pulse counter's. Throws std::invalid_argument if one of them is zero.
  pulse_quantiser(std::size_t cells, std::uint64_t full_window, std::uint64_t quantum, std::uint64_t maximum,
                  bool carry);

  /// Signed width, in pulse LSB, of the pulse for a change of `state` (fraction of the window) of `cell`.
  std::int32_t width(std::size_t cell, double state);

  /// Sets the slope of a cell relative to the nominal one (1 = nominal, must be positive).
  void calibrate(std::size_t cell, double slope);

  /// Pulses that would have been wider than the counter and were cut to it.
  std::uint64_t cut_pulses() const { return cut_pulses_; }

 private:
  std::uint64_t full_window_, quantum_, maximum_;
  bool carry_;
  std::vector<double> slope_;
  std::vector<double> remainder_;  // in pulse LSB
  std::uint64_t cut_pulses_ = 0;
};

}  // namespace memvp
