// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/rram_access_transistor.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace memvp {

double access_transistor::current(double volts) const {
  if (saturation_current == 0) return 0;
  return saturation_current * std::tanh(volts / (on_resistance * saturation_current));
}

double transistor_on_resistance(const rram_device_parameters& parameters, double gate_volts) {
  const double overdrive = gate_volts - parameters.transistor_threshold;
  return overdrive > 0 ? 1 / (parameters.transistor_gain * overdrive) : std::numeric_limits<double>::infinity();
}

double transistor_saturation_current(const rram_device_parameters& parameters, double gate_volts) {
  const double overdrive = std::max(0.0, gate_volts - parameters.transistor_threshold);
  return 0.5 * parameters.transistor_gain * overdrive * overdrive;
}

double transistor_current(const rram_device_parameters& parameters, double gate_volts, double drain_volts) {
  return transistor_at(parameters, gate_volts).current(drain_volts);
}

access_transistor transistor_at(const rram_device_parameters& parameters, double gate_volts) {
  return {transistor_on_resistance(parameters, gate_volts), transistor_saturation_current(parameters, gate_volts)};
}

double gate_voltage_of_compliance(const rram_device_parameters& parameters, double amperes) {
  return parameters.transistor_threshold + std::sqrt(2 * amperes / parameters.transistor_gain);
}

double cell_voltage_in_series(double scale, double field_volts, const access_transistor& transistor, double volts,
                              double guess) {
  if (transistor.saturation_current == 0 || volts <= 0) return 0;
  const double knee = transistor.on_resistance * transistor.saturation_current;
  // What flows through the cell less what the transistor gives rises with the cell's voltage and is convex in it: from
  // above, Newton's steps go straight down to the solution; from below, the first one overshoots, at most to the top of
  // the bracket. The cell takes at most what the transistor can give, which bounds its voltage. Steps shrink
  // quadratically: after one of 1e-7 nothing is left to gain.
  double low = 0;
  double high = std::min(volts, field_volts * std::asinh(transistor.saturation_current / scale));
  double cell = std::min(std::max(guess, low), high);
  for (int step = 0; step < 100; ++step) {
    const double growth = std::exp(cell / field_volts);
    const double fall = std::exp(-2 * (volts - cell) / knee);
    const double share = (1 - fall) / (1 + fall);  // tanh
    const double excess = 0.5 * scale * (growth - 1 / growth) - transistor.saturation_current * share;
    (excess > 0 ? high : low) = cell;
    const double slope =
        0.5 * scale * (growth + 1 / growth) / field_volts + (1 - share * share) / transistor.on_resistance;
    const double next = std::min(std::max(cell - excess / slope, low), high);
    if (std::abs(next - cell) <= 1e-7 * volts) return next;
    cell = next;
  }
  return cell;
}

}  // namespace memvp
