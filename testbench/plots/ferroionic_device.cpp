// SPDX-License-Identifier: Apache-2.0
// What the pictures and figures of docs/refresh-device.md are drawn from: puts ferro-ionic cells through the published
// pulses and prints "series,x,y" lines.
#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "memvp/models/physics/ferroionic_cells.hpp"

namespace memvp {
namespace {

constexpr double nanosiemens = 1e-9;
constexpr double ion_gate = -4;
constexpr double hold_gate = 0;

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

ferroionic_device_parameters nominal() {
  ferroionic_device_parameters parameters;
  parameters.variability = false;
  return parameters;
}

std::uint64_t picoseconds(double seconds) { return static_cast<std::uint64_t>(seconds * 1e12 + 0.5); }

// An array and a clock that its pulses move on.
struct array_under_test {
  array_under_test(const ferroionic_device_parameters& parameters, std::size_t rows, std::size_t columns)
      : cells(rows, columns, parameters, 1) {}

  void pulse(double volts, double seconds, double gap, double gate) {
    const std::vector<double> widths(cells.columns(), seconds);
    for (std::size_t row = 0; row < cells.rows(); ++row) {
      cells.pulse_row(row, 0, cells.columns(), volts, gate, widths.data(), now);
    }
    now += picoseconds(seconds + gap);
  }
  void ferroelectric_group(double volts, std::int64_t pulses) {
    const ferroionic_device_parameters& p = cells.parameters();
    for (std::int64_t i = 0; i < pulses; ++i) pulse(volts, p.ferroelectric_width, p.ferroelectric_gap, hold_gate);
  }
  double seconds() const { return static_cast<double>(now) * 1e-12; }

  ferroionic_cells cells;
  std::uint64_t now = 0;
};

void print_quantiles(const std::string& name, double x, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  for (const int percent : {10, 50, 90}) {
    print(words(name, "p") + std::to_string(percent), x,
          values[values.size() * static_cast<std::size_t>(percent) / 100]);
  }
}

// Fig. 2e of the paper: every group of both polarities.
void staircase() {
  array_under_test array(nominal(), 1, 1);
  const ferroionic_device_parameters& p = array.cells.parameters();
  const auto train = [&](double volts, std::int64_t pulses) {
    for (std::int64_t pulse = 0; pulse < pulses; ++pulse) {
      array.ferroelectric_group(volts, 1);
      print("staircase", array.seconds(), array.cells.polarisation(0));
    }
  };
  for (int level = 0; level < 16; ++level) train(set_voltage(p, level), p.set_pulses);
  for (int group = 0; group < 17; ++group) train(reset_voltage(p, group), p.reset_pulses);
}

// One level a time, written from p = 1 by one full reset group and the set groups up to its own.
void levels(const std::string& name, double reset_volts, bool all_thresholds_nominal) {
  for (int level = 0; level < 16; ++level) {
    ferroionic_device_parameters parameters;
    if (all_thresholds_nominal) {
      parameters.set_threshold_cycle_spread = 0;
      parameters.reset_threshold_cycle_spread = 0;
    }
    array_under_test array(parameters, 32, 128);
    for (std::size_t cell = 0; cell < array.cells.size(); ++cell) array.cells.set_state(cell, 1, 0, 0);
    array.ferroelectric_group(reset_volts, parameters.reset_pulses);
    for (int group = 0; group <= level; ++group) {
      array.ferroelectric_group(set_voltage(parameters, group), parameters.set_pulses);
    }
    std::vector<double> reached(array.cells.size());
    double within = 0;
    for (std::size_t cell = 0; cell < reached.size(); ++cell) {
      reached[cell] = array.cells.polarisation(cell);
      const double off = std::abs(reached[cell] - level_polarisation(parameters, level));
      within += off < 1.0 / static_cast<double>(parameters.set_groups);
    }
    print_quantiles(name, level, reached);
    print(words(name, "within half a level"), level, within / static_cast<double>(reached.size()));
  }
}

// Fig. 2h of the paper: pulses of either sign, a read after each.
void potentiation_and_depression() {
  const auto run = [](const std::string& name, const ferroionic_device_parameters& parameters, double polarisation) {
    array_under_test array(parameters, 1, 12);
    for (std::size_t cell = 0; cell < 12; ++cell) array.cells.set_state(cell, polarisation, 0, 0);
    for (int step = 0; step <= 60; ++step) {
      if (step > 0) {
        const bool set = step <= 30;
        array.pulse(set ? -1.5 : 0.22, set ? 0.2 : 0.4, 0, ion_gate);
        array.pulse(-0.6, 0.1, 0, ion_gate);
      }
      for (std::size_t cell = 0; cell < (parameters.variability ? 12 : 1); ++cell) {
        print(words(name, polarisation, cell), step, array.cells.conductance(cell, array.now) / nanosiemens);
        if (!parameters.variability) print(words("w", polarisation), step, array.cells.ionic_state(cell, array.now));
      }
    }
  };
  for (const double polarisation : {-0.5, 0.0, 0.5}) {
    run("nominal steps", nominal(), polarisation);
    run("steps", ferroionic_device_parameters{}, polarisation);
  }
}

// Idle at 0 V after thirty ion-set pulses; below, the same cell with other time constants.
void relaxation() {
  for (const double polarisation : {-0.5, 0.0, 0.5}) {
    array_under_test array(ferroionic_device_parameters{}, 1, 12);
    for (std::size_t cell = 0; cell < 12; ++cell) array.cells.set_state(cell, polarisation, 0, 0);
    for (int pulse = 0; pulse < 30; ++pulse) array.pulse(-1.5, 0.2, 0, ion_gate);
    for (double seconds = 0; seconds < 60.1; seconds += 0.5) {
      for (std::size_t cell = 0; cell < 12; ++cell) {
        print(words("relaxation", polarisation, cell), seconds,
              array.cells.conductance(cell, array.now + picoseconds(seconds)) / nanosiemens);
      }
    }
  }
  const ferroionic_device_parameters parameters;
  for (const double tau : {1.0, 10.0, 100.0, 1000.0}) {
    for (double decade = -1; decade < 4.01; decade += 0.05) {
      print(words("tau", tau), std::pow(10, decade), relaxed(parameters, 0.75, std::pow(10, decade), tau));
    }
  }
  double w = 0.75;
  for (int pulse = 0; pulse <= 30; ++pulse, w = ionic_after(parameters, w, 0.22, 0.4, 10)) {
    print("active restore", 0.4 * pulse, w);
  }
}

// What pulses of any voltage do to cells that are not meant.
void disturb() {
  const ferroionic_device_parameters parameters;
  const double full = set_rate(parameters, parameters.ion_set_voltage);
  for (double volts = -1.6; volts < 0; volts += 0.01) print("set dose", volts, set_rate(parameters, volts) / full);
  for (double volts = 0.01; volts < 0.8; volts += 0.01)
    print("reset dose", volts, reset_rate(parameters, volts) / full);
  const auto switched = [](const ferroionic_device_parameters& device, double volts) {
    array_under_test array(device, 32, 128);
    const double begin = volts > 0 ? -1 : 1;
    for (std::size_t cell = 0; cell < array.cells.size(); ++cell) array.cells.set_state(cell, begin, 0, 0);
    array.pulse(volts, 0.01, 0, hold_gate);
    double sum = 0;
    for (std::size_t cell = 0; cell < array.cells.size(); ++cell)
      sum += std::abs(array.cells.polarisation(cell) - begin);
    return sum / static_cast<double>(array.cells.size());
  };
  for (double volts = 2; volts < 15.001; volts += 0.05) {
    for (const double sign : {-1.0, 1.0}) {
      if (sign < 0 && volts > 7.6) continue;
      print(words("nominal switched", sign), sign * volts, switched(nominal(), sign * volts));
      print(words("switched", sign), sign * volts, switched(ferroionic_device_parameters{}, sign * volts));
    }
  }
}

}  // namespace
}  // namespace memvp

int main() {
  memvp::staircase();
  memvp::levels("level", -6.6, false);
  memvp::levels("overdriven level", -8, false);
  memvp::levels("equal thresholds level", -6.6, true);
  memvp::potentiation_and_depression();
  memvp::relaxation();
  memvp::disturb();
}
