// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "memvp/models/physics/rram_parameters.hpp"
#include "memvp/models/physics/rram_pulse_table.hpp"

namespace memvp {

/// At which pulses the filament model is tabulated. Defaults: SET at BL 2.4 V and RESET at WL 2.5 V, the tuning of the
/// SkyWater ReRAM (ndr_1t1r.md 4.1 [S13]); compliances around those of check K4; the rest assumed.
struct rram_tabulation {
  double set_bit_line_volts = 2.4;
  double least_compliance = 5e-6;       ///< A, of the weakest set pulse
  double greatest_compliance = 400e-6;  ///< A, of the strongest
  int set_points = 16;                  ///< evenly spaced on the word line in between
  double reset_word_line_volts = 2.5;
  double least_reset_volts = 0.8;                   ///< V of the source line
  double greatest_reset_volts = 2.6;                ///< V
  int reset_points = 37;                            ///< 50 mV apart
  std::vector<double> widths{10e-9, 100e-9, 1e-6};  ///< s, rising
};

/// A pulse table from the filament model with the access transistor in series: SET from the shortest filament, RESET
/// from the longest, conductance at 0.2 V. Points that change by less than 0.1 % from their neighbour (pulses without
/// effect, filaments at their bound) are left out. Throws std::invalid_argument for an inconsistent choice of pulses or
/// parameters under which the filament does not switch.
pulse_table tabulate(const rram_device_parameters& parameters, const rram_tabulation& pulses = {});

/// The pulse table that device.pulse_table asks for: `measured_pulse_table()` or `tabulate(parameters)`.
pulse_table pulse_table_of(const rram_device_parameters& parameters);

}  // namespace memvp
