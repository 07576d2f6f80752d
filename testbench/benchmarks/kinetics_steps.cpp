// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/benchmarks/kinetics_steps.hpp"

#include <benchmark/benchmark.h>

#include <boost/numeric/odeint.hpp>
#include <cmath>
#include <vector>

#include "memvp/models/physics/kinetics_cells.hpp"

namespace memvp::benchmarks {
namespace {

/// States and drifts of devices somewhere within a train of inputs from 0 to 1.
struct devices_in_a_train {
  devices_in_a_train() {
    const kinetics_cells cells(kinetics_devices, kinetics_device_parameters{}, 1);
    const random_key inputs{1, random_purpose::test_input, 0};
    for (std::size_t i = 0; i < kinetics_devices; ++i) {
      alpha.push_back(cells.alpha(i));
      drift.push_back(cells.beta(i) * uniform(inputs, i, 0));
      state.push_back(exact_step(alpha[i], cells.beta(i) * uniform(inputs, i, 1), 1, 2 * uniform(inputs, i, 2)));
    }
  }
  std::vector<double> alpha, drift, state;
  std::vector<double> steps = std::vector<double>(kinetics_devices, 1.0);
};

void exact_steps(benchmark::State& state) {
  const devices_in_a_train devices;
  std::vector<double> x(kinetics_devices);
  for (auto _ : state) {
    x = devices.state;
    drift({x.size(), x.data(), devices.alpha.data(), devices.drift.data(), devices.steps.data(), nullptr});
    benchmark::DoNotOptimize(x.data());
    benchmark::ClobberMemory();
  }
}

void bank_pulses(benchmark::State& state) {
  kinetics_cells cells(kinetics_devices, kinetics_device_parameters{}, 1);
  const random_key inputs{1, random_purpose::test_input, 0};
  std::vector<double> volts(kinetics_devices), joules(kinetics_devices);
  const std::vector<double> seconds(kinetics_devices, 1e-3);
  for (std::size_t i = 0; i < volts.size(); ++i) volts[i] = 3 * uniform(inputs, i, 0);
  std::uint64_t now = 0;
  for (auto _ : state) {
    cells.pulse(0, volts.size(), volts.data(), seconds.data(), now, joules.data());
    now += 1'100'000'000;  // a step of 1.1 ms
    benchmark::DoNotOptimize(joules.data());
    benchmark::ClobberMemory();
  }
}

double odeint_step(double alpha, double b, double x, double tolerance) {
  namespace odeint = boost::numeric::odeint;
  using stepper = odeint::runge_kutta_dopri5<double, double, double, double, odeint::vector_space_algebra>;
  odeint::integrate_adaptive(
      odeint::make_controlled<stepper>(tolerance, tolerance),
      [alpha, b](double at, double& slope, double) { slope = alpha / at - b; }, x, 0.0, 1.0, 0.1);
  return x;
}

double loosest_tolerance(const devices_in_a_train& devices) {
  const auto keeps_up = [&](double tolerance) {
    for (std::size_t i = 0; i < kinetics_devices; ++i) {
      const double expected = exact_step(devices.alpha[i], devices.drift[i], devices.state[i], 1);
      const double by_odeint = odeint_step(devices.alpha[i], devices.drift[i], devices.state[i], tolerance);
      if (std::abs(by_odeint - expected) > 1e-9 * expected) return false;
    }
    return true;
  };
  double tolerance = 1e-6;
  while (tolerance > 1e-14 && !keeps_up(tolerance)) tolerance /= 10;
  return tolerance;
}

void odeint_steps(benchmark::State& state) {
  const devices_in_a_train devices;
  static const double tolerance = loosest_tolerance(devices);
  if (tolerance <= 1e-14) state.SkipWithError("odeint does not keep to the exact law");
  std::vector<double> x(kinetics_devices);
  for (auto _ : state) {
    for (std::size_t i = 0; i < kinetics_devices; ++i) {
      x[i] = odeint_step(devices.alpha[i], devices.drift[i], devices.state[i], tolerance);
    }
    benchmark::DoNotOptimize(x.data());
    benchmark::ClobberMemory();
  }
  state.counters["tolerance"] = tolerance;
}

}  // namespace

void register_kinetics() {
  benchmark::RegisterBenchmark("kinetics_exact_steps", exact_steps);
  benchmark::RegisterBenchmark("kinetics_bank_pulses", bank_pulses);
  benchmark::RegisterBenchmark("kinetics_odeint_steps", odeint_steps);
}

}  // namespace memvp::benchmarks
