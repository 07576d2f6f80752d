// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/kinetics_bank.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace memvp {
namespace {

kinetics_tile_parameters parameters(kinetics_model model) {
  kinetics_tile_parameters p;
  p.bank.devices = 5;
  p.bank.model = model;
  return p;
}

TEST(kinetics_bank, is_the_drift_diffusion_cells_of_the_same_seed) {
  const kinetics_tile_parameters p = parameters(kinetics_model::drift_diffusion);
  kinetics_bank bank(p, 3, 2);
  kinetics_cells cells(5, p.device, 3, 2);
  const double volts[] = {3, 1, 2}, seconds[] = {1e-3, 1e-3, 5e-4};
  double joules[3], expected[3], amperes[3], read[3];
  bank.pulse(1, 3, volts, seconds, 5000, joules);
  cells.pulse(1, 3, volts, seconds, 5000, expected);
  bank.read(1, 3, amperes, 2'000'000'000);
  cells.read(1, 3, read, 2'000'000'000);
  for (std::uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(joules[i], expected[i]);
    EXPECT_EQ(amperes[i], read[i]);
    EXPECT_EQ(bank.constants(i).alpha, cells.alpha(i));
    EXPECT_EQ(bank.constants(i).beta, cells.beta(i));
  }
  bank.write(4, audio_kinetics, 3'000'000'000);
  cells.write(4, 1, &audio_kinetics, 3'000'000'000);
  EXPECT_EQ(bank.constants(4).beta, cells.beta(4));
  EXPECT_EQ(bank.devices_of_stability(0, 1, 3), 3u);
  EXPECT_EQ(bank.events().redraws, cells.redraws());
}

TEST(kinetics_bank, reads_at_the_cost_of_an_ohmic_device) {
  kinetics_tile_parameters p = parameters(kinetics_model::drift_diffusion);
  p.device.variability = false;
  kinetics_bank bank(p, 1, 0);
  EXPECT_DOUBLE_EQ(bank.conductance_at_one(), 100e-6);
  // V_r^2 G0 x t, three devices at x = 1
  EXPECT_NEAR(bank.read_energy(0, 3, 10e-6, 0), 3 * 1.9 * 1.9 * 100e-6 * 10e-6, 1e-22);
  // T0 later x = sqrt(1 + 2 alpha)
  EXPECT_NEAR(bank.read_energy(0, 1, 10e-6, 1'100'000'000), 1.9 * 1.9 * 1e-9 * std::sqrt(2.4), 1e-22);
}

TEST(kinetics_bank, says_which_constants_the_discrete_law_takes) {
  kinetics_tile_parameters p = parameters(kinetics_model::drift_diffusion);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  kinetics_bank exact(p, 1, 0);
  EXPECT_TRUE(exact.accepts({0.1, 1}));  // r = 10
  EXPECT_TRUE(exact.accepts_alpha_scale(0.01));
  EXPECT_FALSE(exact.accepts({0, 1}));
  EXPECT_FALSE(exact.accepts({1, nan}));
  EXPECT_FALSE(exact.accepts_alpha_scale(0));
  p.device.integrator = kinetics_integrator::discrete;
  kinetics_bank discrete(p, 1, 0);
  EXPECT_FALSE(discrete.accepts({0.25, 1}));  // r = 4
  EXPECT_TRUE(discrete.accepts({0.2501, 1}));
  EXPECT_TRUE(discrete.accepts_alpha_scale(0.36));   // 0.252
  EXPECT_FALSE(discrete.accepts_alpha_scale(0.35));  // 0.245
  discrete.write(3, {0.26, 1}, 0);                   // one is enough
  EXPECT_FALSE(discrete.accepts_alpha_scale(0.96));
  EXPECT_NO_THROW(discrete.set_alpha_scale(0.97, 0));
}

TEST(kinetics_bank, is_the_reservoir_cells_of_the_same_seed) {
  kinetics_tile_parameters p = parameters(kinetics_model::reservoir);
  p.reservoir.read_noise = 0.1;
  p.reservoir.drive_spread = 0.2;
  kinetics_bank bank(p, 3, 2);
  kinetics_reservoir_cells cells(5, p.reservoir, 3, 2);
  const double volts[] = {2.5, 0, -1}, seconds[] = {1e-3, 0, 1e-3};
  double joules[3], expected[3], amperes[3], carried[3];
  bank.pulse(2, 3, volts, seconds, 0, joules, amperes);
  cells.pulse(2, 3, volts, seconds, 0, expected, carried);
  for (std::uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(joules[i], expected[i]);
    EXPECT_EQ(amperes[i], carried[i]);
    EXPECT_EQ(bank.state(2 + i, 0), cells.state(2 + i, 0));
    EXPECT_EQ(bank.constants(2 + i).beta, cells.drive(2 + i));
  }
  EXPECT_FALSE(bank.follows_parts());
  EXPECT_NEAR(bank.conductance_at_one(), 9.13e-6 * 1.9 * 1.9, 1e-18);  // K_p V^2
  EXPECT_EQ(bank.devices_of_stability(0, 0, 5), 0u);
  EXPECT_THROW(bank.write(0, image_kinetics, 0), std::logic_error);
  EXPECT_THROW(bank.set_alpha_scale(1, 0), std::logic_error);
  EXPECT_NO_THROW(bank.begin_evaluation(0));
}

TEST(kinetics_tile_parameters, are_refused_where_they_contradict_each_other) {
  const auto refused = [](void (*change)(kinetics_tile_parameters&)) {
    kinetics_tile_parameters p;
    change(p);
    try {
      check(p);
    } catch (const std::invalid_argument&) {
      return true;
    }
    return false;
  };
  EXPECT_FALSE(refused([](kinetics_tile_parameters&) {}));
  EXPECT_TRUE(refused([](kinetics_tile_parameters& p) { p.bank.devices = 1025; }));
  EXPECT_TRUE(refused([](kinetics_tile_parameters& p) { p.device.read_voltage = 5.1; }));
  EXPECT_TRUE(refused([](kinetics_tile_parameters& p) { p.device.full_scale_voltage = 5.1; }));
  EXPECT_TRUE(
      refused([](kinetics_tile_parameters& p) { p.device.greatest_state = std::numeric_limits<double>::infinity(); }));
  EXPECT_FALSE(refused([](kinetics_tile_parameters& p) {
    p.device.greatest_state = std::numeric_limits<double>::infinity();
    p.converter.high = 1e-3;
  }));
  EXPECT_TRUE(refused([](kinetics_tile_parameters& p) { p.converter.low = 1e-3; }));
  EXPECT_TRUE(refused([](kinetics_tile_parameters& p) { p.trace.devices = "32"; }));
  EXPECT_TRUE(refused([](kinetics_tile_parameters& p) {
    p.device.drift = kinetics_drift::sinh;
    p.device.drift_slope_voltage = 5e-3;  // sinh(1000)
  }));
}

TEST(kinetics_tile_parameters, give_registers_their_reset_values) {
  kinetics_tile_parameters p;
  kinetics_command c = reset_command(p, clock_grid(10'000));
  EXPECT_EQ(c.pulse_width, 100'000u);                    // 1 ms at 100 MHz
  EXPECT_EQ(c.period, 110'000u);                         // 1.1 ms
  EXPECT_DOUBLE_EQ(c.converter_high, 1.9 * 100e-6 * 5);  // V_r G0 x_max
  EXPECT_EQ(c.converter_low, 0);
  EXPECT_EQ(c.high_volts, 3);
  EXPECT_EQ(c.constants.beta, 1);
  EXPECT_TRUE(c.refresh);
  p.device.read_voltage = -1.9;
  c = reset_command(p, clock_grid(10'000));
  EXPECT_DOUBLE_EQ(c.converter_low, -1.9 * 100e-6 * 5);
  EXPECT_EQ(c.converter_high, 0);
  p.bank.model = kinetics_model::reservoir;
  c = reset_command(p, clock_grid(10'000));
  EXPECT_EQ(c.period, 0u);
  EXPECT_DOUBLE_EQ(c.converter_high, 9.13e-6 * 1.9 * 1.9 * 1.9);
}

}  // namespace
}  // namespace memvp
