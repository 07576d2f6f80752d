// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/models/physics/ferroionic_laws.hpp"

namespace memvp {

/// What the controller knows of the cells: what the nominal cell makes of a logarithmic code, and the pulse that
/// brings it to another. A code c stands for the conductance bottom * exp(c * step).
class refresh_code_book {
 public:
  /// \param bottom_siemens, step_nepers  of the cell converter
  refresh_code_book(const ferroionic_device_parameters& device, double bottom_siemens, double step_nepers);

  std::uint32_t levels() const { return static_cast<std::uint32_t>(level_codes_.size()); }
  /// The nominal code of a level, relaxed ions; not rounded.
  double level_code(std::uint32_t level) const { return level_codes_[level]; }
  /// The level whose nominal code is nearest, the lower of two equals; levels() if the code lies more than half a
  /// level above the last.
  std::uint32_t nearest_level(std::uint32_t code) const;

  /// Ionic excess of a cell that reads `code` and read `source` with relaxed ions; between 0 and 1.
  double ionic_state(std::uint32_t source, std::uint32_t code) const;
  /// What `seconds` of rest leave of an excess over the equilibrium.
  double left_after(double seconds) const;
  /// Width [s] of the ion-set or ion-reset pulse between two states; infinite if one pulse's drive never gets there.
  double width(double from, double to) const { return seconds_between(to > from ? set_ : reset_, from, to); }

  const ferroionic_device_parameters& device() const { return device_; }

 private:
  double siemens(std::uint32_t code) const;

  ferroionic_device_parameters device_;
  double bottom_, step_, log_ionic_ratio_, relaxation_time_;
  ionic_course set_, reset_;  // of the nominal pulses
  std::vector<double> level_codes_;
};

}  // namespace memvp
