// SPDX-License-Identifier: Apache-2.0
// What the pictures of docs/rram-device.md are drawn from: runs both modes of the 1T1R cell and prints "series,x,y"
// lines.
#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "memvp/models/physics/rram_cells.hpp"
#include "memvp/models/physics/rram_filament.hpp"
#include "memvp/models/physics/rram_relaxation.hpp"
#include "memvp/models/physics/rram_tabulation.hpp"

namespace memvp {
namespace {

constexpr double microsiemens = 1e-6;

void print(const std::string& series, double x, double y) {
  std::cout << series << ',' << std::setprecision(9) << x << ',' << y << '\n';
}

// The name of a series: texts and numbers with spaces in between.
template <class... Parts>
std::string words(const Parts&... parts) {
  std::ostringstream text;
  const char* space = "";
  ((text << space << parts, space = " "), ...);
  return text.str();
}

rram_device_parameters without_faults() {
  rram_device_parameters parameters;
  parameters.stuck_on_fraction = 0;
  parameters.stuck_off_fraction = 0;
  return parameters;
}

// 10 %, 50 % and 90 % of the conductances of an array.
void print_quantiles(const std::string& name, double x, const rram_cells& cells) {
  std::vector<double> siemens(cells.size());
  cells.conductances(siemens.data(), 0);
  std::sort(siemens.begin(), siemens.end());
  for (const int percent : {10, 50, 90}) {
    print(words(name, "p") + std::to_string(percent), x,
          siemens[siemens.size() * static_cast<std::size_t>(percent) / 100] / microsiemens);
  }
}

void print_points(const std::string& name, const pulse_family& family) {
  for (const pulse_curve& curve : family.curves()) {
    const std::string series = words(name, std::round(curve.seconds * 1e9), "ns points");
    for (const pulse_point& point : curve.points) print(series, point.volts, point.siemens / microsiemens);
  }
}

void measured_pulses() {
  const pulse_table table = measured_pulse_table();
  print_points("set", table.set);
  print_points("reset", table.reset);
  for (const double seconds : {100e-9, 300e-9, 1e-6, 10e-6}) {
    const std::string series = words("set", std::round(seconds * 1e9), "ns");
    for (double volts = 1.3; volts < 3.0; volts += 0.02) {
      rram_cells cells(64, 64, without_faults(), 1);
      for (std::size_t cell = 0; cell < cells.size(); ++cell) {
        cells.set_conductance(cell, 1e-6, 0);
        cells.set(cell, volts, 2.0, seconds, 0);
      }
      print_quantiles(series, volts, cells);
    }
  }
  for (double volts = 0.6; volts < 4.0; volts += 0.05) {
    rram_cells cells(64, 64, without_faults(), 1);
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
      cells.set_conductance(cell, 167e-6, 0);
      cells.reset(cell, 3.5, volts, 200e-9, 0);
    }
    print_quantiles("reset 200 ns", volts, cells);
  }
}

// Check K4 of the fact sheet: 2 kohm in series whatever the compliance.
void filament_check() {
  for (double compliance = 5e-6; compliance < 261e-6; compliance += 5e-6) {
    for (const double seconds : {100e-9, 1e-6}) {
      rram_filament filament{rram_filament_parameters{}};
      filament.pulse(pulse_polarity::set, 2.4, {2e3, compliance}, seconds);
      print(seconds < 1e-6 ? "K4 set 100 ns" : "K4 set 1 us", compliance * 1e6, filament.conductance() / microsiemens);
    }
  }
  for (double volts = 1.0; volts < 2.2; volts += 0.01) {
    rram_filament filament{rram_filament_parameters{}};
    filament.set_length(filament.parameters().longest_filament);
    filament.pulse(pulse_polarity::reset, volts, {2e3, 400e-6}, 1e-6);
    print("K4 reset 1 us", volts, filament.conductance() / microsiemens);
  }
}

void one_set_pulse() {
  rram_filament filament{rram_filament_parameters{}};
  double shown = 0;
  filament.pulse(pulse_polarity::set, 2.4, {2e3, 100e-6}, 100e-9, [&](const filament_sample& sample) {
    if (sample.seconds < 1.02 * shown || sample.seconds == 0) return;
    shown = sample.seconds;
    print("pulse length", sample.seconds * 1e9, sample.length * 1e9);
    print("pulse temperature", sample.seconds * 1e9, sample.temperature);
    print("pulse current", sample.seconds * 1e9, sample.amperes * 1e6);
  });
}

void both_modes() {
  rram_device_parameters parameters = without_faults();
  const pulse_table table = tabulate(parameters);
  for (const double seconds : {100e-9, 1e-6}) {
    const char* width = seconds < 1e-6 ? "100 ns" : "1 us";
    for (double word_line = 0.95; word_line < 1.75; word_line += 0.01) {
      print(words("table set", width), word_line,
            std::exp(table.set.at_width(seconds).log_siemens(word_line)) / microsiemens);
    }
    for (double word_line = 1.0; word_line < 1.7; word_line += 0.053) {
      rram_filament filament(parameters.filament);
      filament.pulse(pulse_polarity::set, 2.4, transistor_at(parameters, word_line), seconds);
      print(words("filament set", width), word_line, filament.conductance() / microsiemens);
    }
    for (double source_line = 1.0; source_line < 2.1; source_line += 0.005) {
      print(words("table reset", width), source_line,
            std::exp(table.reset.at_width(seconds).log_siemens(source_line)) / microsiemens);
    }
    for (double source_line = 1.0; source_line < 2.1; source_line += 0.043) {
      rram_filament filament(parameters.filament);
      filament.set_length(parameters.filament.longest_filament);
      filament.pulse(pulse_polarity::reset, source_line, transistor_at(parameters, 2.5), seconds);
      print(words("filament reset", width), source_line, filament.conductance() / microsiemens);
    }
  }
}

void relaxation() {
  rram_cells cells(1, 3 * 12, without_faults(), 2);
  const double starts[] = {3.5e-6, 12.5e-6, 37.5e-6};
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.set_conductance(cell, starts[cell / 12], 0);
  for (double decade = -4.5; decade < 5.01; decade += 0.05) {
    const double seconds = std::pow(10.0, decade);
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
      print(words("path", cell), seconds,
            cells.conductance(cell, static_cast<std::uint64_t>(seconds * 1e12)) / microsiemens);
    }
    for (const double siemens : {3.5e-6, 12.5e-6, 22.5e-6, 37.5e-6}) {
      print(words("sigma", siemens / microsiemens), seconds, relaxation_deviation(siemens, seconds) / microsiemens);
    }
  }
}

}  // namespace
}  // namespace memvp

int main() {
  memvp::measured_pulses();
  memvp::filament_check();
  memvp::one_set_pulse();
  memvp::both_modes();
  memvp::relaxation();
}
