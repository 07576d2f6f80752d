// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/rram_tabulation.hpp"

#include <cmath>
#include <stdexcept>

#include "memvp/models/physics/rram_access_transistor.hpp"
#include "memvp/models/physics/rram_filament.hpp"

namespace memvp {
namespace {

constexpr double least_change = 1e-3;

std::vector<double> evenly_spaced(double first, double last, int count) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(first + (last - first) * i / (count - 1));
  return values;
}

// One empty curve a width.
std::vector<pulse_curve> empty_curves(const std::vector<double>& widths) {
  std::vector<pulse_curve> curves;
  for (const double width : widths) curves.push_back({width, {}});
  return curves;
}

// Adds the point at `volts` to the curve of every width. A rectangular pulse passes through what shorter ones leave, so
// the widths are stretches of one pulse; the heat that each stretch starts without builds up within a nanosecond.
void add_points(std::vector<pulse_curve>& curves, pulse_polarity polarity, double volts, double line_volts,
                const access_transistor& transistor, rram_filament filament) {
  double elapsed = 0;
  for (pulse_curve& curve : curves) {
    filament.pulse(polarity, line_volts, transistor, curve.seconds - elapsed);
    elapsed = curve.seconds;
    const double siemens = filament.conductance();
    if (!curve.points.empty()) {
      const double change = std::log(siemens / curve.points.back().siemens);
      if ((polarity == pulse_polarity::set ? change : -change) < least_change) continue;
    }
    curve.points.push_back({volts, siemens});
  }
}

void require_switching(const std::vector<pulse_curve>& curves) {
  for (const pulse_curve& curve : curves) {
    if (curve.points.size() < 2) {
      throw std::invalid_argument(
          "The filament of device.filament_... does not switch under the pulses that the reference table is made of.");
    }
  }
}

void check(const rram_tabulation& pulses) {
  if (pulses.set_points < 2 || pulses.reset_points < 2 || pulses.widths.empty() ||
      !(pulses.least_compliance > 0 && pulses.greatest_compliance > pulses.least_compliance) ||
      !(pulses.least_reset_volts > 0 && pulses.greatest_reset_volts > pulses.least_reset_volts)) {
    throw std::invalid_argument(
        "A tabulation needs at least two set and two reset pulses and one width, in rising order.");
  }
}

}  // namespace

pulse_table tabulate(const rram_device_parameters& parameters, const rram_tabulation& pulses) {
  check(parameters);
  check(pulses);
  rram_filament filament(parameters.filament);

  std::vector<pulse_curve> set = empty_curves(pulses.widths);
  for (const double word_line :
       evenly_spaced(gate_voltage_of_compliance(parameters, pulses.least_compliance),
                     gate_voltage_of_compliance(parameters, pulses.greatest_compliance), pulses.set_points)) {
    add_points(set, pulse_polarity::set, word_line, pulses.set_bit_line_volts, transistor_at(parameters, word_line),
               filament);
  }
  require_switching(set);

  filament.set_length(parameters.filament.longest_filament);
  const access_transistor transistor = transistor_at(parameters, pulses.reset_word_line_volts);
  std::vector<pulse_curve> reset = empty_curves(pulses.widths);
  for (const double source_line :
       evenly_spaced(pulses.least_reset_volts, pulses.greatest_reset_volts, pulses.reset_points)) {
    add_points(reset, pulse_polarity::reset, source_line, source_line, transistor, filament);
  }
  require_switching(reset);

  return {pulse_family(true, pulses.set_bit_line_volts, std::move(set)),
          pulse_family(false, pulses.reset_word_line_volts, std::move(reset))};
}

pulse_table pulse_table_of(const rram_device_parameters& parameters) {
  return parameters.pulse_source == rram_pulse_source::measured ? measured_pulse_table() : tabulate(parameters);
}

}  // namespace memvp
