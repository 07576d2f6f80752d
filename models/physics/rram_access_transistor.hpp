// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memvp/models/physics/rram_parameters.hpp"

namespace memvp {

/// An access transistor at one gate voltage: I = I_sat tanh(V_DS / (R_on I_sat)), the same in both directions.
/// Source: ndr_1t1r.md section 8a.1 (own formulation; parameters of the PKU/Stanford 1T1R deck [S22]). The gate voltage
/// counts against the grounded line in both directions, as there; a source that rises with the cell's voltage is left
/// out.
struct access_transistor {
  double on_resistance = 0;       ///< R_on, ohm
  double saturation_current = 0;  ///< I_sat, A: the compliance of a set pulse; 0: switched off

  /// Current for `volts` from drain to source, A; odd in volts.
  double current(double volts) const;
};

/// 1 / (beta (V_G - V_T)), ohm; infinite at or below the threshold.
double transistor_on_resistance(const rram_device_parameters& parameters, double gate_volts);

/// beta/2 (V_G - V_T)^2, A; 0 at or below the threshold.
double transistor_saturation_current(const rram_device_parameters& parameters, double gate_volts);

/// Drain current at a gate and a drain-source voltage, A.
double transistor_current(const rram_device_parameters& parameters, double gate_volts, double drain_volts);

/// The transistor at one gate voltage.
access_transistor transistor_at(const rram_device_parameters& parameters, double gate_volts);

/// Gate voltage at which the transistor saturates at `amperes`, V.
double gate_voltage_of_compliance(const rram_device_parameters& parameters, double amperes);

/// A filament of `filament_siemens` with `on_resistance` ohm in series, both ohmic: G / (1 + G R_on), S.
/// Source: ndr_1t1r.md section 8a.2.
constexpr double series_conductance(double filament_siemens, double on_resistance) {
  return filament_siemens / (1 + filament_siemens * on_resistance);
}

/// Voltage across a cell of current `scale` sinh(V / `field_volts`) with a transistor in series under `volts` >= 0, V.
/// `guess` is where the iteration begins: the last solution, or anything.
double cell_voltage_in_series(double scale, double field_volts, const access_transistor& transistor, double volts,
                              double guess);

}  // namespace memvp
