// SPDX-License-Identifier: Apache-2.0
// The refresh controller against its clocked reference: requests, compute commands, register and window writes in
// random order at random cycles, on units that read what is drawn for them. Every expected number is the reference's
// (docs/refresh-controller.md), none is written here. Longer runs: testbench/experiments/refresh_comparison.cpp.
#include <gtest/gtest.h>

#include "memvp/testbench/comparison/refresh_controller_pair.hpp"

namespace memvp {
namespace {

/// 25,000 accesses to ten controllers.
void compare_ten(std::uint64_t first_seed) {
  refresh_comparison_tally tally;
  for (std::uint64_t seed = first_seed; seed < first_seed + 10; ++seed) {
    refresh_controller_pair pair(seed);
    for (int access = 0; access < 2500; ++access) {
      const std::string differences = pair.step();
      ASSERT_EQ(differences, "") << "seed " << seed;
    }
    tally.add(pair.tally());
  }
  // What is drawn is not all refused, and deadlines, errors and collisions occur.
  EXPECT_GT(tally.accepted, 2500u);
  EXPECT_GT(tally.units, 5000u);
  EXPECT_GT(tally.errors, 100u);
  EXPECT_GT(tally.brought_forward, 0u);
}

TEST(refresh_controller_reference, says_what_the_controller_does_in_25000_accesses) { compare_ten(100); }
TEST(refresh_controller_reference, says_what_the_controller_does_in_50000_accesses) { compare_ten(200); }
TEST(refresh_controller_reference, says_what_the_controller_does_in_75000_accesses) { compare_ten(300); }
TEST(refresh_controller_reference, says_what_the_controller_does_in_100000_accesses) { compare_ten(400); }

}  // namespace
}  // namespace memvp
