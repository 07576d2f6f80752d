// SPDX-License-Identifier: Apache-2.0
// Weights as pairs of polarisation levels: G(level) = 1 nS * 1000^((level + 1) / 16), the device page's example.
#include "memvp/platforms/workloads/level_pairs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace memvp {
namespace {

double siemens(int level) { return 1e-9 * std::pow(1000.0, (level + 1) / 16.0); }

TEST(level_pairs, have_one_cell_at_the_floor_and_the_full_weight_at_the_last_level) {
  const level_pairs pairs({}, 8, 2);
  EXPECT_NEAR(pairs.siemens_per_weight(), (siemens(15) - siemens(8)) / 2, 1e-18);
  for (const double weight : {2.0, 0.7, 0.01, 0.0, -0.3, -2.0}) {
    const level_pair pair = pairs.nearest(weight);
    EXPECT_EQ(weight < 0 ? pair.plus : pair.minus, 8) << weight;
  }
  EXPECT_EQ(pairs.nearest(2).plus, 15);
  EXPECT_EQ(pairs.nearest(-2).minus, 15);
  EXPECT_EQ(pairs.nearest(7).plus, 15);  // beyond the limit
  EXPECT_NEAR(pairs.weight(pairs.nearest(-2)), -2, 1e-12);
}

TEST(level_pairs, take_the_nearest_of_the_levels_above_the_floor) {
  const level_pairs pairs({}, 8, 1);
  const double full = siemens(15) - siemens(8);
  for (double weight = -1; weight <= 1; weight += 1.0 / 64) {
    double least = 1e9;
    for (int level = 8; level < 16; ++level)
      least = std::min(least, std::abs(std::abs(weight) - (siemens(level) - siemens(8)) / full));
    EXPECT_NEAR(std::abs(pairs.weight(pairs.nearest(weight)) - weight), least, 1e-12) << weight;
  }
}

TEST(level_pairs, need_a_level_above_the_floor) {
  EXPECT_THROW(level_pairs({}, 15, 1), std::invalid_argument);
  EXPECT_THROW(level_pairs({}, -1, 1), std::invalid_argument);
  EXPECT_NO_THROW(level_pairs({}, 14, 1));
}

}  // namespace
}  // namespace memvp
