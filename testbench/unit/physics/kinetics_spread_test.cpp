// SPDX-License-Identifier: Apache-2.0
// How drift-diffusion memristors differ, and their reads.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "memvp/models/physics/kinetics_cells.hpp"

namespace memvp {
namespace {

constexpr std::size_t many = 40000;

struct moments {
  double mean = 0;
  double deviation = 0;
};

moments of(const std::vector<double>& values) {
  moments result;
  for (const double value : values) result.mean += value / static_cast<double>(values.size());
  for (const double value : values) result.deviation += std::pow(value - result.mean, 2);
  result.deviation = std::sqrt(result.deviation / static_cast<double>(values.size() - 1));
  return result;
}

std::vector<double> alphas(const kinetics_cells& cells) {
  std::vector<double> values(cells.size());
  for (std::size_t cell = 0; cell < cells.size(); ++cell) values[cell] = cells.alpha(cell);
  return values;
}

std::vector<double> betas(const kinetics_cells& cells) {
  std::vector<double> values(cells.size());
  for (std::size_t cell = 0; cell < cells.size(); ++cell) values[cell] = cells.beta(cell);
  return values;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const moments of_a = of(a), of_b = of(b);
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - of_a.mean) * (b[i] - of_b.mean);
  return sum / (static_cast<double>(a.size() - 1) * of_a.deviation * of_b.deviation);
}

// Section 2: sigma(alpha) = 0.0955, sigma(beta) = 0.276 about (0.70, 1.00), at 7.3 and 3.6 sigma of 0: the few redraws
// (1.5e-4 of beta) move no moment. Bounds are four standard errors, sigma/sqrt(n) and sigma/sqrt(2n).
TEST(kinetics_spread, constants_have_the_spread_of_the_fact_sheet) {
  const kinetics_cells cells(many, kinetics_device_parameters{}, 1);
  const double n = static_cast<double>(many);
  const moments alpha = of(alphas(cells)), beta = of(betas(cells));
  EXPECT_NEAR(alpha.mean, 0.70, 4 * 0.0955 / std::sqrt(n));
  EXPECT_NEAR(alpha.deviation, 0.0955, 4 * 0.0955 / std::sqrt(2 * n));
  EXPECT_NEAR(beta.mean, 1.00, 4 * 0.276 / std::sqrt(n));
  EXPECT_NEAR(beta.deviation, 0.276, 4 * 0.276 / std::sqrt(2 * n));
  EXPECT_NEAR(correlation(alphas(cells), betas(cells)), 0, 4 / std::sqrt(n));
  EXPECT_GT(cells.redraws(), 0U);
  EXPECT_LT(cells.redraws(), 20U);  // 5.8 expected: 40000 times the normal tail beyond 3.623 sigma, 1.46e-4
}

// Text: alpha = 0.10234 with sigma 0.0955, 1.0716 sigma above 0. The tail below is 0.1420; a draw is repeated until it
// is positive, so 0.1420/(1 - 0.1420) = 0.1655 redraws a device. Beta: 2.3156 sigma, tail 0.01029, 0.01040 redraws.
// Mean of the normal cut off at 0: 0.10234 + 0.0955 phi(1.0716)/Phi(1.0716) = 0.10234 + 0.0955 * 0.22470/0.8580 =
// 0.12735.
TEST(kinetics_spread, constants_that_are_not_positive_are_drawn_again_and_counted) {
  kinetics_device_parameters parameters;
  parameters.alpha = text_kinetics.alpha;
  parameters.beta = text_kinetics.beta;
  const kinetics_cells cells(many, parameters, 2);
  for (std::size_t cell = 0; cell < many; ++cell) {
    EXPECT_GT(cells.alpha(cell), 0);
    EXPECT_GT(cells.beta(cell), 0);
  }
  EXPECT_NEAR(static_cast<double>(cells.redraws()) / static_cast<double>(many), 0.1655 + 0.0104, 0.01);
  EXPECT_NEAR(of(alphas(cells)).mean, 0.12735, 4 * 0.08 / 200);
}

TEST(kinetics_spread, a_write_draws_anew) {
  kinetics_cells cells(many, kinetics_device_parameters{}, 1);
  const std::vector<double> before = alphas(cells);
  cells.write(audio_kinetics, 0);
  EXPECT_NEAR(of(alphas(cells)).mean, 0.354447, 4 * 0.0955 / 200);
  EXPECT_NEAR(of(betas(cells)).mean, 0.854424, 4 * 0.276 / 200 + 1e-3);
  EXPECT_NEAR(correlation(before, alphas(cells)), 0, 4.0 / 200);
}

// The authors' MNIST script redraws beta at each evaluation and keeps alpha.
TEST(kinetics_spread, an_evaluation_draws_again_what_is_asked) {
  for (const kinetics_redraw redraw : {kinetics_redraw::none, kinetics_redraw::beta, kinetics_redraw::both}) {
    kinetics_device_parameters parameters;
    parameters.redrawn_each_evaluation = redraw;
    kinetics_cells cells(many, parameters, 1);
    const std::vector<double> alpha = alphas(cells), beta = betas(cells);
    cells.begin_evaluation(0);
    EXPECT_EQ(alpha == alphas(cells), redraw != kinetics_redraw::both);
    EXPECT_EQ(beta == betas(cells), redraw == kinetics_redraw::none);
    if (redraw == kinetics_redraw::none) continue;
    EXPECT_NEAR(of(betas(cells)).deviation, 0.276, 4 * 0.276 / std::sqrt(2.0 * many));
    EXPECT_NEAR(correlation(beta, betas(cells)), 0, 4.0 / 200);
  }
}

TEST(kinetics_spread, an_evaluation_changes_a_device_from_then_on) {
  kinetics_device_parameters parameters;
  parameters.redrawn_each_evaluation = kinetics_redraw::both;
  kinetics_cells cells(1, parameters, 1);
  const double first = cells.alpha(0);
  cells.begin_evaluation(2'200'000'000);  // two steps of 1.1 ms
  EXPECT_NEAR(cells.state(0, 3'300'000'000), diffused(cells.alpha(0), diffused(first, 1, 2), 1), 1e-13);
}

TEST(kinetics_spread, banks_of_one_seed_are_equal_and_of_other_seeds_or_instances_not) {
  const kinetics_device_parameters parameters;
  const kinetics_cells one(100, parameters, 1), same(100, parameters, 1), other(100, parameters, 2),
      neighbour(100, parameters, 1, 1);
  EXPECT_EQ(alphas(one), alphas(same));
  EXPECT_NE(alphas(one), alphas(other));
  EXPECT_NE(alphas(one), alphas(neighbour));
  // What a device is does not depend on how many there are.
  EXPECT_EQ(kinetics_cells(10, parameters, 1).beta(9), one.beta(9));
}

TEST(kinetics_spread, without_variability_all_are_nominal) {
  kinetics_device_parameters parameters;
  parameters.variability = false;
  kinetics_cells cells(10, parameters, 1);
  EXPECT_EQ(alphas(cells), std::vector<double>(10, 0.70));
  EXPECT_EQ(betas(cells), std::vector<double>(10, 1.00));
  EXPECT_EQ(cells.redraws(), 0U);
  double amperes = 0;
  cells.read(0, 1, &amperes, 0);
  EXPECT_EQ(amperes, 1.9 * 100e-6);
}

// 1.9 V * 100 uS = 190 uA at x = 1, with 1 % of noise that differs from read to read.
TEST(kinetics_spread, reads_are_noisy_about_the_current_of_the_state) {
  kinetics_cells cells(many, kinetics_device_parameters{}, 1);
  std::vector<double> first(many), second(many);
  cells.read(0, many, first.data(), 0);
  cells.read(0, many, second.data(), 0);
  const moments read = of(first);
  EXPECT_NEAR(read.mean, 190e-6, 4 * 1.9e-6 / 200);
  EXPECT_NEAR(read.deviation, 1.9e-6, 4 * 1.9e-6 / std::sqrt(2.0 * many));
  EXPECT_NEAR(correlation(first, second), 0, 4.0 / 200);
  // A read's noise does not depend on who is read beside it.
  kinetics_cells again(many, kinetics_device_parameters{}, 1);
  double amperes = 0;
  again.read(77, 1, &amperes, 0);
  EXPECT_EQ(amperes, first[77]);
  again.read(77, 1, &amperes, 0);
  EXPECT_EQ(amperes, second[77]);
}

}  // namespace
}  // namespace memvp
