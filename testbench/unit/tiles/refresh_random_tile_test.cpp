// SPDX-License-Identifier: Apache-2.0
// The refresh tile over the bus against the clocked reference of its controller: requests, commands, register and
// window writes and resets in random order at random cycles. Every expected number is the reference's
// (docs/refresh-controller.md), none is written here. Longer runs: testbench/experiments/refresh_comparison.cpp.
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "memvp/testbench/comparison/refresh_tile_pair.hpp"

namespace memvp {
namespace {

void compare_tiles(std::uint64_t first_seed, std::uint64_t tiles, std::uint64_t accesses) {
  std::vector<std::unique_ptr<refresh_tile_pair>> pairs;
  for (std::uint64_t seed = first_seed; seed < first_seed + tiles; ++seed)
    pairs.push_back(std::make_unique<refresh_tile_pair>(("pair" + std::to_string(seed)).c_str(), seed, accesses));
  sc_core::sc_start();
  refresh_comparison_tally tally;
  for (const auto& pair : pairs) {
    EXPECT_EQ(pair->differences(), "") << pair->name();
    tally.add(pair->tally());
  }
  EXPECT_EQ(tally.events, tiles * accesses);
  EXPECT_GT(tally.accepted, tally.events / 20);
}

TEST(refresh_tile_reference, says_what_the_tile_does_in_40000_accesses) { compare_tiles(1000, 20, 2000); }
TEST(refresh_tile_reference, says_what_the_tile_does_in_80000_accesses) { compare_tiles(2000, 20, 2000); }

}  // namespace
}  // namespace memvp
