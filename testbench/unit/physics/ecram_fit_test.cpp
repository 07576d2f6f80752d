// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ecram_fit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>

#include "memvp/models/physics/ecram_cells.hpp"

namespace memvp {
namespace {

// A device of 10-20 uS, 100 quanta, that starts at `start` and receives `up` pulses up and `down` pulses down.
std::vector<update_curve_point> simulate(const ecram_device_parameters& device, double start, int up, int down,
                                         std::uint64_t seed, double read_noise = 0) {
  ecram_cells cells(1, 1, device, seed);
  cells.set_state(0, start, 0);
  const random_stream readings(random_key{seed, random_purpose::read_noise, 0});
  std::vector<update_curve_point> curve;
  for (int pulse = 0; pulse <= up + down; ++pulse) {
    if (pulse > 0) cells.apply_pulse(0, pulse <= up ? 5 : -5, 0.1, 0);
    const double noise = 1 + read_noise * readings.standard_normal(0, static_cast<std::uint64_t>(pulse));
    curve.push_back({static_cast<double>(pulse), cells.conductance(0, 0) * noise});
  }
  return curve;
}

ecram_device_parameters device(double cycle_noise) {
  ecram_device_parameters parameters;
  parameters.minimum_conductance = 10e-6;
  parameters.maximum_conductance = 20e-6;
  parameters.device_spread = 0;
  parameters.asymmetry_spread = 0;
  parameters.cycle_noise = cycle_noise;
  return parameters;
}

// What went into the noiseless simulation must come out: window 10-20 uS, 100 pulses, NL 1.5 and 0.7.
TEST(ecram_fit, a_noiseless_curve_gives_back_the_law_that_made_it) {
  ecram_device_parameters parameters = device(0);
  parameters.nonlinearity_up = 1.5;
  parameters.nonlinearity_down = 0.7;
  const ecram_fit fit = fit_update_curve(simulate(parameters, 0, 100, 100, 1));
  EXPECT_NEAR(fit.minimum_conductance, 10e-6, 1e-11);
  EXPECT_NEAR(fit.maximum_conductance, 20e-6, 1e-11);
  EXPECT_NEAR(fit.pulses_per_window, 100, 1e-3);
  EXPECT_NEAR(fit.nonlinearity_up, 1.5, 1e-4);
  EXPECT_NEAR(fit.nonlinearity_down, 0.7, 1e-4);
  EXPECT_NEAR(fit.asymmetry, 0, 1e-5);
  EXPECT_NEAR(fit.cycle_noise, 0, 1e-4);
  EXPECT_NEAR(fit.r_squared, 1, 1e-9);
  EXPECT_LT(fit.residual, 1e-11);
  EXPECT_EQ(fit.points_up, 101u);
  EXPECT_EQ(fit.points_down, 100u);
}

TEST(ecram_fit, a_curve_that_only_rises_is_enough) {
  ecram_device_parameters parameters = device(0);
  parameters.nonlinearity_up = 3;
  const ecram_fit fit = fit_update_curve(simulate(parameters, 0, 100, 0, 1));
  EXPECT_NEAR(fit.nonlinearity_up, 3, 1e-4);
  EXPECT_EQ(fit.nonlinearity_down, fit.nonlinearity_up);
  EXPECT_EQ(fit.asymmetry, 0);
  EXPECT_NEAR(fit.pulses_per_window, 100, 1e-3);
  EXPECT_EQ(fit.points_down, 0u);
}

// A = 0.1 on 80 pulses each way from g = 0.1: up 80 * 1.05 %, down 80 * 0.95 %; the swept window is 0.1-0.94 of 10 uS,
// 84 mean steps of 1 %.
TEST(ecram_fit, asymmetry_is_the_difference_of_the_mean_steps) {
  ecram_device_parameters parameters = device(0);
  parameters.asymmetry = 0.1;
  const ecram_fit fit = fit_update_curve(simulate(parameters, 0.1, 80, 80, 1));
  EXPECT_NEAR(fit.asymmetry, 0.1, 1e-6);
  EXPECT_NEAR(fit.minimum_conductance, 11e-6, 1e-11);
  EXPECT_NEAR(fit.maximum_conductance, 19.4e-6, 1e-11);
  EXPECT_NEAR(fit.pulses_per_window, 84, 1e-4);
  EXPECT_EQ(fit.nonlinearity_up, 0);
}

// Mean over 40 noisy curves (s_cyc 0.24 a quantum, 90 pulses each way of 100, so that none clips). Noise of one curve:
// cycle noise 1/sqrt(2*180) = 5 % and its separation from read noise about 10 %; mean step 0.24/sqrt(90) = 2.5 %;
// asymmetry 2 sqrt(2)/2 of that = 3.6 %; nonlinearity about 0.15 (a Brownian bridge of 0.24 sqrt(90)/2 = 1.1 steps
// against the 9.9 steps that NL 1 bows). The tolerances are 4 standard errors of the mean of 40.
TEST(ecram_fit, noisy_curves_give_back_the_law_in_the_mean) {
  ecram_device_parameters parameters = device(0.24);
  parameters.nonlinearity_up = 1;
  parameters.nonlinearity_down = 1;
  double step = 0;
  double up = 0;
  double down = 0;
  double asymmetry = 0;
  double cycle_noise = 0;
  constexpr int curves = 40;
  const ecram_fit truth = [&] {  // the part of the law that 90 of 100 pulses sweep, without noise
    ecram_device_parameters silent = parameters;
    silent.cycle_noise = 0;
    return fit_update_curve(simulate(silent, 0.05, 90, 90, 1));
  }();
  for (int seed = 1; seed <= curves; ++seed) {
    const ecram_fit fit = fit_update_curve(simulate(parameters, 0.05, 90, 90, static_cast<std::uint64_t>(seed)));
    step += (fit.maximum_conductance - fit.minimum_conductance) / fit.pulses_per_window / curves;
    up += fit.nonlinearity_up / curves;
    down += fit.nonlinearity_down / curves;
    asymmetry += fit.asymmetry / curves;
    cycle_noise += fit.cycle_noise / curves;
    EXPECT_GT(fit.r_squared, 0.99);
    EXPECT_NEAR(static_cast<double>(fit.points_up), 91, 3);
  }
  const double true_step = (truth.maximum_conductance - truth.minimum_conductance) / truth.pulses_per_window;
  EXPECT_NEAR(step, true_step, 4 * 0.025 / std::sqrt(2.0 * curves) * true_step);
  EXPECT_NEAR(up, truth.nonlinearity_up, 4 * 0.15 / std::sqrt(curves));
  EXPECT_NEAR(down, truth.nonlinearity_down, 4 * 0.15 / std::sqrt(curves));
  EXPECT_NEAR(asymmetry, truth.asymmetry, 4 * 0.036 / std::sqrt(curves));
  // s_cyc in mean steps of the swept part, which are larger or smaller than a hundredth of the window.
  const double expected_noise = 0.24 * 0.1e-6 / true_step;
  EXPECT_NEAR(cycle_noise, expected_noise, 4 * 0.1 / std::sqrt(curves) * expected_noise);
}

// Read noise of 0.5 % of 15 uS is 0.75 steps, three times the pulses' own 0.24: their sum of squares would say
// sqrt(0.24^2 + 2 * 0.75^2) = 1.1. The covariance of neighbours separates them; 15 % for the mean of 20 curves.
TEST(ecram_fit, noise_of_the_reading_is_not_taken_for_noise_of_the_pulses) {
  double read_noise = 0;
  double cycle_noise = 0;
  for (int seed = 1; seed <= 20; ++seed) {
    const auto curve = simulate(device(0.24), 0.02, 95, 95, static_cast<std::uint64_t>(seed), 0.005);
    const ecram_fit fit = fit_update_curve(curve);
    read_noise += fit.read_noise / 20;
    cycle_noise += fit.cycle_noise / 20;
    EXPECT_EQ(fit.points_up + fit.points_down, curve.size());
    EXPECT_NEAR(static_cast<double>(fit.points_up), 96, 4);
  }
  EXPECT_NEAR(read_noise, 0.005, 0.15 * 0.005);
  EXPECT_LT(cycle_noise, 0.5);
}

// A saturated curve ends in noise, which is not a falling branch.
TEST(ecram_fit, the_noisy_plateau_of_a_saturating_curve_is_not_a_falling_branch) {
  ecram_device_parameters parameters = device(0.24);
  parameters.nonlinearity_up = 5;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const ecram_fit fit = fit_update_curve(simulate(parameters, 0, 100, 0, seed));
    EXPECT_EQ(fit.points_down, 0u);
    EXPECT_NEAR(fit.nonlinearity_up, 5, 1.0);
  }
}

TEST(ecram_fit, a_long_curve_is_fitted_as_well_as_a_short_one) {
  ecram_device_parameters parameters = device(0.24);
  parameters.pulses_per_window = 4000;
  parameters.nonlinearity_up = 2;
  parameters.nonlinearity_down = 2;
  const ecram_fit fit = fit_update_curve(simulate(parameters, 0, 4000, 4000, 3));
  // The random walk of 4000 pulses, 0.24 sqrt(4000) = 15 pulses, moves the ends by 0.4 % of the window.
  EXPECT_NEAR(fit.pulses_per_window, 4000, 60);
  EXPECT_NEAR(fit.nonlinearity_up, 2, 0.1);
  EXPECT_NEAR(fit.nonlinearity_down, 2, 0.1);
  EXPECT_NEAR(fit.cycle_noise, 0.24, 0.02);
}

TEST(ecram_fit, a_curve_without_a_law_is_refused_in_a_sentence) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<std::pair<std::string, std::vector<update_curve_point>>> mistakes = {
      {"at least 3 points", {{0, 1e-6}, {1, 2e-6}}},
      {"not a finite number", {{0, 1e-6}, {1, infinity}, {2, 3e-6}}},
      {"not a finite number", {{0, 1e-6}, {std::nan(""), 2e-6}, {2, 3e-6}}},
      {"Point 2", {{0, 1e-6}, {1, 0}, {2, 3e-6}}},
      {"not positive", {{0, 1e-6}, {1, -2e-6}, {2, 3e-6}}},
      {"not greater", {{0, 1e-6}, {1, 2e-6}, {1, 3e-6}}},
      {"net rise", {{0, 1e-6}, {1, 1e-6}, {2, 1e-6}}},
      {"net rise", {{0, 3e-6}, {1, 2e-6}, {2, 1e-6}}},
      {"too large or too small", {{0, 1e-200}, {1, 2e-200}, {2, 3e-200}, {3, 4e-200}}},  // the squares are 0
      {"too large or too small", {{0, 1e300}, {1, 2e300}, {2, 2.5e300}, {3, 4e300}}},    // the squares are infinite
      {"net rise", {{0, 5e-6}, {1, 4e-6}, {2, 3e-6}, {3, 2e-6}, {4, 1e-6}}},
  };
  for (const auto& [words, curve] : mistakes) {
    try {
      fit_update_curve(curve);
      ADD_FAILURE() << "accepted: " << words;
    } catch (const std::invalid_argument& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr(words));
      EXPECT_THAT(error.what(), testing::EndsWith("."));
    }
  }
}

TEST(ecram_fit, a_fit_put_into_a_device_replays_the_measured_curve) {
  ecram_device_parameters parameters = device(0);
  parameters.nonlinearity_up = 1.5;
  parameters.nonlinearity_down = 0.7;
  const auto measured = simulate(parameters, 0, 100, 100, 1);
  ecram_device_parameters fitted = with_fit(device(0), fit_update_curve(measured));
  const auto replayed = simulate(fitted, 0, 100, 100, 1);
  for (std::size_t i = 0; i < measured.size(); ++i) {
    EXPECT_NEAR(replayed[i].conductance, measured[i].conductance, 1e-9);  // 0.01 % of the 10 uS window
  }
}

}  // namespace
}  // namespace memvp
