// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "memvp/models/physics/kinetics_reservoir_cells.hpp"

namespace memvp {
namespace {

constexpr std::uint64_t microsecond_ps = 1'000'000;

// By hand, from section 6 of the fact sheet: r = 0.99, G0 = 0.5, alpha = 0.23.
// kappa(2) = 0.46/1.46 = 0.315068493; g = 0.5 + 0.315068493 * 0.5 = 0.657534247.
// kappa(-0.8) = 0.184/1.184 = 0.155405405; then 0.99 * 0.657534247 + 0.005 - 0.155405405 * 0.657534247 = 0.553774528.
TEST(kinetics_reservoir, a_step_is_that_of_the_published_software) {
  const kinetics_reservoir_parameters p;
  EXPECT_NEAR(reservoir_drive(0.23, 2), 0.315068493, 1e-9);
  EXPECT_NEAR(reservoir_drive(0.23, -0.8), 0.155405405, 1e-9);
  EXPECT_EQ(reservoir_drive(0.23, 0), 0);
  EXPECT_NEAR(reservoir_step(p, 0.5, 2), 0.657534247, 1e-9);
  EXPECT_NEAR(reservoir_step(p, 0.657534247, -0.8), 0.553774528, 1e-9);
  EXPECT_NEAR(reservoir_step(p, 0.9, 0), 0.99 * 0.9 + 0.005, 1e-15);
}

// I = g 9.13 uA V^3 above 0 V: 0.657534247 * 9.13 * 8 = 48.0263 uA at 2 V; below g 0.32 uA V^3:
// -0.553774528 * 0.32 * 0.512 = -0.0907304 uA at -0.8 V.
TEST(kinetics_reservoir, the_current_is_cubic_and_has_two_sides) {
  const kinetics_reservoir_parameters p;
  EXPECT_NEAR(reservoir_current(p, 0.657534247, 2), 48.0263e-6, 1e-10);
  EXPECT_NEAR(reservoir_current(p, 0.553774528, -0.8), -0.0907304e-6, 1e-13);
  EXPECT_EQ(reservoir_current(p, 0.5, 0), 0);
}

TEST(kinetics_reservoir, a_bank_steps_and_tells_the_current_of_each_pulse) {
  kinetics_reservoir_cells cells(2, kinetics_reservoir_parameters{}, 1);
  const std::vector<double> seconds(2, 10e-6);
  std::vector<double> volts{2, 0}, joules(2), amperes(2);
  cells.pulse(0, 2, volts.data(), seconds.data(), 0, joules.data(), amperes.data());
  EXPECT_NEAR(cells.state(0, 0), 0.657534247, 1e-9);
  EXPECT_EQ(cells.state(1, 0), 0.5);  // at rest, a step of 0 V
  EXPECT_NEAR(amperes[0], 48.0263e-6, 1e-10);
  EXPECT_NEAR(joules[0], 2 * 48.0263e-6 * 10e-6, 1e-14);
  EXPECT_EQ(joules[1], 0);
  volts = {-0.8, -0.8};
  cells.pulse(0, 2, volts.data(), seconds.data(), 100 * microsecond_ps, joules.data(), amperes.data());
  EXPECT_NEAR(cells.state(0, 0), 0.553774528, 1e-9);
  EXPECT_NEAR(amperes[0], -0.0907304e-6, 1e-13);
  EXPECT_NEAR(joules[0], 0.8 * 0.0907304e-6 * 10e-6, 1e-17);
  EXPECT_EQ(cells.state(0, 1'000'000 * microsecond_ps), cells.state(0, 0));  // per step: time does nothing
  cells.refresh(0, 2, 200 * microsecond_ps);
  EXPECT_EQ(cells.state(0, 0), 0.5);
}

// Fixed point under a constant voltage: ((1-r) G0 + kappa)/((1-r) + kappa) = (0.005 + 0.315068)/(0.01 + 0.315068).
TEST(kinetics_reservoir, a_constant_voltage_leads_to_the_fixed_point) {
  kinetics_reservoir_cells cells(1, kinetics_reservoir_parameters{}, 1);
  const double volts = 2, seconds = 1e-6;
  for (int step = 0; step < 200; ++step) cells.pulse(0, 1, &volts, &seconds, 0);
  EXPECT_NEAR(cells.state(0, 0), 0.320068493 / 0.325068493, 1e-10);
}

// The paper's decay of 400 us: after that time the distance from rest is 1/e.
TEST(kinetics_reservoir, by_time_a_device_decays_while_nobody_looks) {
  kinetics_reservoir_parameters parameters;
  parameters.decay = reservoir_decay::by_time;
  parameters.step_time = -400e-6 * std::log(0.99);
  kinetics_reservoir_cells cells(1, parameters, 1);
  cells.set_state(0, 0.9, 0);
  EXPECT_NEAR(cells.state(0, 400 * microsecond_ps), 0.5 + 0.4 * std::exp(-1), 1e-12);
  // A pulse acts on what is left.
  const double volts = 2, seconds = 1e-6;
  cells.pulse(0, 1, &volts, &seconds, 400 * microsecond_ps);
  const double left = 0.5 + 0.4 * std::exp(-1);
  EXPECT_NEAR(cells.state(0, 400 * microsecond_ps), left + 0.315068493 * (1 - left), 1e-9);
}

TEST(kinetics_reservoir, reads_are_cubic_at_the_read_voltage_with_noise_if_asked) {
  kinetics_reservoir_parameters parameters;
  kinetics_reservoir_cells quiet(1, parameters, 1);
  double amperes = 0;
  quiet.read(0, 1, &amperes, 0);
  EXPECT_NEAR(amperes, 0.5 * 9.13e-6 * 6.859, 1e-15);  // 1.9^3 = 6.859
  parameters.read_noise = 0.02;
  kinetics_reservoir_cells noisy(10000, parameters, 1);
  std::vector<double> currents(10000);
  noisy.read(0, 10000, currents.data(), 0);
  double mean = 0, square = 0;
  for (const double current : currents) mean += current / 10000;
  for (const double current : currents) square += std::pow(current / mean - 1, 2) / 10000;
  EXPECT_NEAR(mean, amperes, 4 * 0.02 * amperes / 100);
  EXPECT_NEAR(std::sqrt(square), 0.02, 4 * 0.02 / std::sqrt(20000.0));
}

// ln(-ln r) and ln alpha are normal with the spreads asked for.
TEST(kinetics_reservoir, devices_differ_if_asked) {
  kinetics_reservoir_parameters parameters;
  const kinetics_reservoir_cells equal(10, parameters, 1);
  EXPECT_EQ(equal.retention(3), 0.99);
  EXPECT_EQ(equal.drive(3), 0.23);
  parameters.decay_spread = 0.3;
  parameters.drive_spread = 0.1;
  constexpr std::size_t many = 10000;
  const kinetics_reservoir_cells cells(many, parameters, 1);
  double rate = 0, drive = 0;
  for (std::size_t cell = 0; cell < many; ++cell) {
    rate += std::pow(std::log(std::log(cells.retention(cell)) / std::log(0.99)), 2) / many;
    drive += std::pow(std::log(cells.drive(cell) / 0.23), 2) / many;
  }
  EXPECT_NEAR(std::sqrt(rate), 0.3, 4 * 0.3 / std::sqrt(2.0 * many));
  EXPECT_NEAR(std::sqrt(drive), 0.1, 4 * 0.1 / std::sqrt(2.0 * many));
}

TEST(kinetics_reservoir, bad_input_is_refused_and_changes_nothing) {
  kinetics_reservoir_cells cells(2, kinetics_reservoir_parameters{}, 1);
  const std::vector<double> good(2, 1e-3);
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    const std::vector<double> spoiled{1, bad};
    EXPECT_THROW(cells.pulse(0, 2, spoiled.data(), good.data(), 0), std::invalid_argument);
    EXPECT_THROW(cells.pulse(0, 2, good.data(), spoiled.data(), 0), std::invalid_argument);
    EXPECT_THROW(cells.set_state(0, bad, 0), std::invalid_argument);
  }
  EXPECT_THROW(cells.set_state(0, 1.5, 0), std::invalid_argument);
  EXPECT_THROW(cells.pulse(1, 2, good.data(), good.data(), 0), std::out_of_range);
  EXPECT_THROW(cells.refresh(3, 0, 0), std::out_of_range);
  EXPECT_THROW(cells.state(2, 0), std::out_of_range);
  EXPECT_EQ(cells.state(0, 0), 0.5);
  EXPECT_EQ(cells.revision(), 0U);
  EXPECT_THROW(kinetics_reservoir_cells(0, kinetics_reservoir_parameters{}, 1), std::invalid_argument);
}

}  // namespace
}  // namespace memvp
