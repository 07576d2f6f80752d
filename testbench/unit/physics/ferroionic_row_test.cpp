// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ferroionic_row.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace memvp {
namespace {

TEST(ferroionic_row, exponentials_are_those_of_the_standard_library) {
  std::vector<double> x, scale, y;
  for (double value = -690; value < 690; value += 0.37) x.push_back(value);
  scale.assign(x.size(), 2.5);
  y.resize(x.size());
  scaled_exponentials(x.size(), scale.data(), 1, x.data(), y.data());
  // Two roundings of the product and about one unit in the last place of either exponential.
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(y[i] / (2.5 * std::exp(x[i])), 1, 6e-16) << x[i];
}

TEST(ferroionic_row, exponentials_far_below_zero_are_nothing) {
  const std::vector<double> x{-700, -1e4, -1e300}, scale{1, 1, 1};
  std::vector<double> y(3);
  scaled_exponentials(3, scale.data(), 1, x.data(), y.data());
  EXPECT_NEAR(y[0] / 9.8596765437597708e-305, 1, 1e-15);  // exp(-700)
  EXPECT_EQ(y[1], 0);
  EXPECT_EQ(y[2], 0);
}

TEST(ferroionic_row, a_drive_takes_a_state_to_its_target_and_no_further) {
  std::vector<double> state{0, 0.3, 1, 1, 0.5};
  const std::vector<double> elapsed{0, 1, 2, 0, 0}, rate(5, 0.1), drive_rate(5, 1e200), seconds(5, 0.2);
  drive({5, state.data(), elapsed.data(), rate.data(), rate.data(), drive_rate.data(), seconds.data(), 1, 0});
  for (const double w : state) EXPECT_EQ(w, 1);
  drive({5, state.data(), elapsed.data(), rate.data(), rate.data(), drive_rate.data(), seconds.data(), 0, 0});
  for (const double w : state) EXPECT_EQ(w, 0);
}

}  // namespace
}  // namespace memvp
