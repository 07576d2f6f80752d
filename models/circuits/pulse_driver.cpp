// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/pulse_driver.hpp"

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace memvp {

void visit_parameters(parameter_visitor& visitor, pulse_driver_parameters& drivers) {
  visitor.real(
      {"driver.cell_pitch", dimension::length, 1e-9, 1e-2, "Length of line per cell", provenance::unknown,
       "cell size of the array of doi 10.1038/s41467-023-41958-4 not found (ecram.md section 1); 10 um is assumed"},
      drivers.cell_pitch);
}

pulse_driver::pulse_driver(const pulse_driver_parameters& drivers, const technology_parameters& technology,
                           std::size_t cells_on_line)
    : technology_(technology),
      line_capacitance_(technology.driver_capacitance +
                        technology.wire_capacitance * 1e6 * drivers.cell_pitch * static_cast<double>(cells_on_line)) {}

double pulse_driver::energy_per_pulse(double volts) const {
  check_level(volts);
  if (volts == 0.0) return 0.0;
  const double supply = technology_.write_supply_voltage;
  return line_capacitance_ * volts * volts + technology_.level_shifter_capacitance * supply * supply;
}

void pulse_driver::check_level(double volts) const {
  // A billionth of slack: levels are fractions of a device voltage, computed elsewhere.
  if (std::abs(volts) <= technology_.write_supply_voltage * (1.0 + 1e-9)) return;
  std::ostringstream sentence;
  sentence << "A line cannot be driven to " << volts << " V from a write supply of " << technology_.write_supply_voltage
           << " V (technology.write_supply_voltage).";
  throw std::invalid_argument(sentence.str());
}

}  // namespace memvp
