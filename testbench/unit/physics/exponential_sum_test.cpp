// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/exponential_sum.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace memvp {
namespace {

double value_at(const std::vector<exponential_term>& terms, double time) {
  double sum = 0;
  for (const exponential_term& term : terms) sum += term.weight * std::exp(-term.rate * time);
  return sum;
}

TEST(exponential_sum, a_plain_exponential_is_one_exact_term) {
  const auto terms = exponential_sum(3600, 1);
  ASSERT_EQ(terms.size(), 1u);
  EXPECT_EQ(terms[0].weight, 1);
  EXPECT_EQ(terms[0].rate, 1.0 / 3600);
}

// The law itself, exp(-(t/tau)^b), from 1e-30 tau (nothing lost for b = 0.2: (1e-30)^0.2 = 1e-6) to 1e9 tau (nothing
// left). 5e-4 is the accuracy that the header promises.
TEST(exponential_sum, stays_within_five_parts_in_ten_thousand_of_the_stretched_law) {
  constexpr double time_constant = 3600;
  for (const double exponent : {0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999}) {
    const auto terms = exponential_sum(time_constant, exponent);
    for (double decade = -30; decade <= 9; decade += 0.01) {
      const double relative_time = std::pow(10, decade);
      ASSERT_NEAR(value_at(terms, relative_time * time_constant), std::exp(-std::pow(relative_time, exponent)), 5e-4)
          << "b " << exponent << ", t/tau " << relative_time;
    }
  }
}

// Positive weights that sum to 1: what keeps a relaxing cell inside its window.
TEST(exponential_sum, its_weights_are_positive_and_sum_to_one) {
  for (const double exponent : {0.2, 0.5, 0.9}) {
    double sum = 0;
    for (const exponential_term& term : exponential_sum(1, exponent)) {
      EXPECT_GT(term.weight, 0);
      EXPECT_GT(term.rate, 0);
      sum += term.weight;
    }
    EXPECT_NEAR(sum, 1, 1e-14);
  }
}

TEST(exponential_sum, a_law_outside_its_range_is_refused) {
  EXPECT_THROW(exponential_sum(0, 0.5), std::invalid_argument);
  EXPECT_THROW(exponential_sum(std::numeric_limits<double>::infinity(), 0.5), std::invalid_argument);
  EXPECT_THROW(exponential_sum(1, 0.1), std::invalid_argument);
  EXPECT_THROW(exponential_sum(1, 1.1), std::invalid_argument);
}

}  // namespace
}  // namespace memvp
