// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/models/circuits/half_select.hpp"
#include "memvp/models/physics/ecram_parameters.hpp"
#include "memvp/models/tiles/ecram_driver.hpp"
#include "memvp/models/tiles/pulse_quantiser.hpp"

namespace memvp {

/// What the controller knows of the cells' slopes before it programs them.
enum class slope_calibration {
  none,   ///< the nominal slope for every cell
  array,  ///< one measured mean
  cell,   ///< each cell's own, measured once
};

/// Keys "verify.*".
void visit_parameters(parameter_visitor& visitor, verify_settings& verify);

/// Settings of open-loop and closed-loop programming.
struct programming_parameters {
  bool row_parallel = false;
  bool precompensation = false;
  slope_calibration calibration = slope_calibration::none;
  std::int64_t calibration_cycles = 16;  ///< measurements averaged by the calibration
  verify_settings verify;
};

/// Keys "programming.*" and "verify.*".
void visit_parameters(parameter_visitor& visitor, programming_parameters& parameters);

/// Writes whole images of states into an array without reading them back: erases to the window's bottom, then one
/// pulse per cell for its state (fact sheet of the ECRAM array, section 7 (8)).
class open_loop_programmer {
 public:
  open_loop_programmer(ecram_driver& driver, const ecram_device_parameters& device, half_select_scheme scheme,
                       double read_voltage, const programming_parameters& parameters);

  /// Brings every cell to the bottom of its window: all cells together, a fifth longer than the window takes.
  void erase();

  /// Measures the slopes, if they are to be calibrated: half a window for every cell, read before and after, erased
  /// again; several times over, since the noise of one such measurement (cycle_noise * sqrt(2 / pulses_per_window), 3.4
  /// % of the slope by default) is as large as the spread that it is to find.
  void calibrate();

  /// One pulse per cell that takes it from the bottom to its target (state, 0..1, row by row).
  void program(const double* targets);

  std::uint64_t cut_pulses() const { return quantiser_.cut_pulses(); }

 private:
  std::vector<double> read_states(std::uint32_t reads);
  void add_measured_slopes(std::vector<double>& slopes);

  ecram_driver& driver_;
  ecram_device_parameters device_;
  disturb_coupling coupling_;
  double read_voltage_;
  programming_parameters parameters_;
  std::uint64_t full_window_;
  pulse_quantiser quantiser_;
  std::vector<std::int32_t> widths_;
};

}  // namespace memvp
