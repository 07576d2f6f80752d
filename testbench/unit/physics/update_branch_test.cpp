// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/update_branch.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace memvp {
namespace {

// A'(NL) as published in the table of github.com/neurosim/DNN_NeuroSim_V2.1, wage_quantizer.py (six decimals). The
// model knows only the definition of NL; the numbers must come out of it.
TEST(update_branch, the_exponential_constant_reproduces_the_published_table) {
  EXPECT_NEAR(exponential_constant(0.01), 126.268958, 2e-6);
  EXPECT_NEAR(exponential_constant(0.10), 12.625807, 1e-6);
  EXPECT_NEAR(exponential_constant(0.50), 2.519877, 1e-6);
  EXPECT_NEAR(exponential_constant(0.99), 1.264518, 1e-6);
  EXPECT_NEAR(exponential_constant(1.00), 1.251653, 1e-6);
  EXPECT_NEAR(exponential_constant(9.00), 0.022810, 1e-6);
}

// Bows of 0.1, 1.0, 5.0 and 9.9 % of the window for NL = 0.01, 0.1, 0.5 and 1: fact sheet of the ECRAM array, section 7
// (3), to its digits.
TEST(update_branch, a_curve_of_nonlinearity_one_bows_by_ten_percent_of_the_window) {
  const double nonlinearity[] = {0.01, 0.1, 0.5, 1.0};
  const double bow[] = {0.001, 0.010, 0.050, 0.099};
  for (int i = 0; i < 4; ++i) {
    const update_branch branch = exponential_branch(nonlinearity[i]);
    double greatest = 0;
    for (double x = 0; x <= 1; x += 1e-4) greatest = std::max(greatest, branch.increment(0, x) - x);
    EXPECT_NEAR(greatest, bow[i], 0.0006);
    EXPECT_NEAR(greatest, exponential_bow(exponential_constant(nonlinearity[i])), 1e-8);
  }
}

// NeuroSim's form itself, g(x) = (1 - exp(-x/A')) / (1 - exp(-1/A')), continued from any g by the inverse
// x = -A' ln(1 - g (1 - exp(-1/A'))).
TEST(update_branch, a_pulse_moves_along_the_exponential_curve_from_wherever_the_cell_is) {
  const double constant = exponential_constant(1.75);
  const double span = 1 - std::exp(-1 / constant);
  const update_branch branch = exponential_branch(1.75);
  for (const double start : {0.0, 0.2, 0.7, 0.95}) {
    for (const double dose : {1e-6, 0.01, 0.3, 1.5}) {
      const double x = -constant * std::log(1 - start * span) + dose;
      EXPECT_NEAR(start + branch.increment(start, dose), (1 - std::exp(-x / constant)) / span, 1e-13);
    }
  }
  EXPECT_NEAR(branch.increment(0, 1), 1, 1e-14);
}

// One pulse of width n is n pulses: the closed form is a flow, exact for every law.
TEST(update_branch, many_short_pulses_equal_one_long_pulse_for_every_law) {
  for (const update_branch& branch : {linear_branch(), exponential_branch(0.01), exponential_branch(5),
                                      soft_bounds_branch(0.4152), soft_bounds_branch(0.7342)}) {
    double position = 0.1;
    for (int pulse = 0; pulse < 50; ++pulse) position += branch.increment(position, 0.008);
    EXPECT_NEAR(position, 0.1 + branch.increment(0.1, 0.4), 1e-13);
  }
}

// Soft bounds, f = 1 - bound (2h - 1): the slope is 1 + bound at the start, 1 in the middle, 1 - bound at the end.
TEST(update_branch, soft_bounds_shrink_the_step_towards_the_bound) {
  const update_branch branch = soft_bounds_branch(0.4);
  EXPECT_NEAR(branch.increment(0, 1e-9) / 1e-9, 1.4, 1e-6);
  EXPECT_NEAR(branch.increment(0.5, 1e-9) / 1e-9, 1.0, 1e-6);
  EXPECT_NEAR(branch.increment(1, 1e-9) / 1e-9, 0.6, 1e-6);
  EXPECT_EQ(soft_bounds_branch(0).increment(0.3, 0.01), 0.01);
}

TEST(update_branch, a_law_outside_its_range_is_refused) {
  EXPECT_THROW(exponential_branch(-0.1), std::invalid_argument);
  EXPECT_THROW(exponential_branch(9.1), std::invalid_argument);
  EXPECT_THROW(exponential_constant(std::nan("")), std::invalid_argument);
  EXPECT_THROW(soft_bounds_branch(1), std::invalid_argument);
  EXPECT_THROW(soft_bounds_branch(-0.1), std::invalid_argument);
}

}  // namespace
}  // namespace memvp
