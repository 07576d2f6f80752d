// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "memvp/models/circuits/technology.hpp"
#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// Geometry of the lines that pulse drivers charge.
struct pulse_driver_parameters {
  double cell_pitch = 10e-6;  ///< m along either line
};

void visit_parameters(parameter_visitor& visitor, pulse_driver_parameters& drivers);

/// Bipolar write driver of one line: level shifter and switches to +V, -V and the partial levels of the half-select
/// scheme. Charges the line, not the cells: what a cell's gate takes is the device's.
class pulse_driver {
 public:
  pulse_driver(const pulse_driver_parameters& drivers, const technology_parameters& technology,
               std::size_t cells_on_line);

  /// F: wire over all cells of the line, and the driver's own output.
  double line_capacitance() const noexcept { return line_capacitance_; }
  /// Joules drawn for one pulse from 0 to `volts` and back: C_line V^2, half lost on each edge, and the level shifter's
  /// C V_write^2. A line that stays at 0 V costs nothing.
  /// @throws std::invalid_argument if |volts| is beyond the write supply.
  double energy_per_pulse(double volts) const;
  /// @throws std::invalid_argument with a sentence if |volts| is beyond the write supply: for checks before a run.
  void check_level(double volts) const;

  static constexpr std::uint64_t edge_cycles() noexcept { return 1; }            ///< each edge takes one cycle
  double area() const noexcept { return technology_.pulse_driver_area; }         ///< m^2
  double leakage_power() const { return leakage_of_area(technology_, area()); }  ///< W while powered

 private:
  technology_parameters technology_;
  double line_capacitance_;
};

}  // namespace memvp
