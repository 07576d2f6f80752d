// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/vector_functions.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace memvp {
namespace {

// The C library's functions are within a unit of the last place.
TEST(vector_functions, the_logarithm_agrees_with_the_library) {
  std::mt19937_64 engine(1);
  std::uniform_real_distribution<double> exponent(-1000, 1000), near(0.5, 2);
  for (int i = 0; i < 100000; ++i) {
    const double x = i % 2 == 0 ? std::exp2(exponent(engine)) : near(engine);
    const double expected = std::log(x);
    ASSERT_NEAR(natural_logarithm(x), expected, 4e-16 * std::abs(expected)) << x;
  }
  EXPECT_EQ(natural_logarithm(1), 0);
  EXPECT_NEAR(natural_logarithm(1 + 1e-14), std::log(1 + 1e-14), 1e-29);
  EXPECT_NEAR(natural_logarithm(1e-305), std::log(1e-305), 2e-13);
}

TEST(vector_functions, the_exponential_agrees_with_the_library) {
  std::mt19937_64 engine(1);
  std::uniform_real_distribution<double> exponent(-700, 700);
  for (int i = 0; i < 100000; ++i) {
    const double x = exponent(engine);
    ASSERT_NEAR(exponential(x) / std::exp(x), 1, 5e-16) << x;
  }
  EXPECT_EQ(exponential(0), 1);
  EXPECT_EQ(exponential(-701), 0);
  EXPECT_EQ(exponential(-1e300), 0);
}

TEST(vector_functions, times_before_a_touch_count_as_none) {
  EXPECT_EQ(seconds_since(5, 4), 0);
  EXPECT_EQ(seconds_since(5, 5), 0);
  EXPECT_DOUBLE_EQ(seconds_since(5, 1'000'000'000'005), 1);
  EXPECT_DOUBLE_EQ(seconds_since(0, 9'000'000'000'000'000'000U), 9e6);
}

}  // namespace
}  // namespace memvp
