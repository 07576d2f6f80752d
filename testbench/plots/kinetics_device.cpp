// SPDX-License-Identifier: Apache-2.0
// What the pictures and figures of docs/kinetics-device.md are drawn from: puts drift-diffusion memristors and
// reservoir devices through trains of pulses and prints "series,x,y" lines.
#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

#include "memvp/models/physics/kinetics_cells.hpp"
#include "memvp/models/physics/kinetics_reservoir_cells.hpp"

namespace memvp {
namespace {

constexpr std::uint64_t step_ps = 1'000'000'000;

struct named_set {
  const char* name;
  kinetics_constants constants;
};
constexpr named_set sets[] = {{"image", image_kinetics}, {"audio", audio_kinetics}, {"text", text_kinetics}};

struct named_law {
  const char* name;
  kinetics_integrator integrator;
};
constexpr named_law laws[] = {{"discrete", kinetics_integrator::discrete},
                              {"exact", kinetics_integrator::exact},
                              {"kick", kinetics_integrator::kick}};

void print(const std::string& series, double x, double y) {
  std::cout << series << ',' << std::setprecision(9) << x << ',' << y << '\n';
}

// A pulse fills the step; without spread.
kinetics_device_parameters nominal(const kinetics_constants& constants, kinetics_integrator integrator) {
  kinetics_device_parameters parameters;
  parameters.alpha = constants.alpha;
  parameters.beta = constants.beta;
  parameters.integrator = integrator;
  parameters.step_time = parameters.pulse_width;
  parameters.variability = false;
  return parameters;
}

void pulse_all(kinetics_cells& cells, double input, std::uint64_t start_ps) {
  const std::vector<double> volts(cells.size(), drift_voltage(cells.parameters(), input));
  const std::vector<double> seconds(cells.size(), cells.parameters().pulse_width);
  cells.pulse(0, cells.size(), volts.data(), seconds.data(), start_ps);
}

// A constant input for 20 steps, by each law and parameter set; the reading precedes the pulse.
void habituation() {
  for (const auto& [law, integrator] : laws) {
    for (const auto& [name, constants] : sets) {
      for (const auto& [label, input] : {std::pair{"0.5", 0.5}, {"1", 1.0}}) {
        kinetics_cells cells(1, nominal(constants, integrator), 1);
        for (std::uint64_t k = 0; k < 30; ++k) {
          print(std::string("habituation ") + law + ' ' + name + ' ' + label, static_cast<double>(k),
                cells.state(0, k * step_ps));
          pulse_all(cells, input, k * step_ps);
        }
      }
    }
  }
}

// A burst like a spoken sample's, by the three laws.
void train() {
  const auto input = [](std::uint64_t k) {
    const double t = static_cast<double>(k) / 64;
    return std::pow(std::sin(3.14159265358979 * t), 2) * (0.5 + 0.5 * std::sin(40 * t));
  };
  for (std::uint64_t k = 0; k < 64; ++k) print("train input", static_cast<double>(k), input(k));
  for (const auto& [law, integrator] : laws) {
    kinetics_cells cells(1, nominal(audio_kinetics, integrator), 1);
    for (std::uint64_t k = 0; k < 64; ++k) {
      print(std::string("train ") + law, static_cast<double>(k), cells.state(0, k * step_ps));
      pulse_all(cells, input(k), k * step_ps);
    }
  }
}

// Ten pulses of full height, then nothing; twelve devices with spread beside the nominal one.
void recovery() {
  for (const auto& [name, constants] : sets) {
    for (const bool spread : {false, true}) {
      kinetics_device_parameters parameters = nominal(constants, kinetics_integrator::exact);
      parameters.variability = spread;
      kinetics_cells cells(spread ? 12 : 1, parameters, 1);
      for (std::uint64_t k = 0; k < 10; ++k) pulse_all(cells, 1, k * step_ps);
      for (std::uint64_t tenth = 0; tenth <= 400; ++tenth) {
        for (std::size_t cell = 0; cell < cells.size(); ++cell) {
          print(std::string(spread ? "spread recovery " : "recovery ") + name + ' ' + std::to_string(cell),
                static_cast<double>(tenth) / 10, cells.state(cell, 10 * step_ps + tenth * step_ps / 10));
        }
      }
    }
  }
}

// After a long transient at u = 1: where the discrete law goes, for beta = 1 and falling alpha.
void bifurcation() {
  for (double r = 0.5; r < 3.9995; r += 0.01) {
    const double alpha = 1 / r;
    double x = 1.03 * std::sqrt(alpha);
    for (int k = 0; k < 4000; ++k) x = discrete_step(alpha, 1, x);
    for (int k = 0; k < 60; ++k) {
      x = discrete_step(alpha, 1, x);
      print("visited", r, x / alpha);
    }
  }
}

// Devices of the default spread around each set.
void spread_of_stability() {
  for (const auto& [name, constants] : sets) {
    kinetics_device_parameters parameters = nominal(constants, kinetics_integrator::exact);
    parameters.variability = true;
    const kinetics_cells cells(100000, parameters, 1);
    for (std::size_t cell = 0; cell < 400; ++cell) {
      print(std::string("devices ") + name, cells.alpha(cell), cells.beta(cell));
    }
    print(std::string("share unsettled ") + name, 0,
          static_cast<double>(cells.devices_of_stability(2)) / static_cast<double>(cells.size()));
    print(std::string("share crossing ") + name, 0,
          static_cast<double>(cells.devices_of_stability(4)) / static_cast<double>(cells.size()));
    print(std::string("redraws ") + name, 0, static_cast<double>(cells.redraws()) / static_cast<double>(cells.size()));
  }
}

void reservoir() {
  for (const auto& [label, volts] : {std::pair{"-0.8", -0.8}, {"0.5", 0.5}, {"1", 1.0}, {"2.5", 2.5}}) {
    kinetics_reservoir_cells cells(1, kinetics_reservoir_parameters{}, 1);
    const double none = 0, seconds = 1e-6;
    for (int k = 0; k < 200; ++k) {
      print(std::string("reservoir ") + label, k, cells.state(0, 0));
      cells.pulse(0, 1, k < 20 ? &volts : &none, &seconds, 0);
    }
  }
  const kinetics_reservoir_parameters parameters;
  for (double volts = -1; volts <= 2.5001; volts += 0.05) {
    print("reservoir current", volts,
          reservoir_current(parameters, reservoir_step(parameters, 0.5, volts), volts) * 1e6);
  }
}

}  // namespace
}  // namespace memvp

int main() {
  memvp::habituation();
  memvp::train();
  memvp::recovery();
  memvp::bifurcation();
  memvp::spread_of_stability();
  memvp::reservoir();
}
