// SPDX-License-Identifier: Apache-2.0
#include "memvp/traces/clock_grid.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "scratch_folder.hpp"

namespace memvp {
namespace {

TEST(clock_grid, exact_multiples_of_the_period_are_not_rounded_up) {
  const clock_grid grid(10'000);  // 100 MHz
  // None of these times is representable in binary, and each is a whole multiple of 10 ns.
  EXPECT_EQ(grid.cycles_covering(100e-3), 10'000'000u);
  EXPECT_EQ(grid.cycles_covering(150e-3), 15'000'000u);
  EXPECT_EQ(grid.cycles_covering(10e-6), 1'000u);
  EXPECT_EQ(grid.cycles_covering(0.1 + 0.2), 30'000'000u);  // 0.30000000000000004 s
  for (cycle_count cycles = 1; cycles < 100'000; cycles += 7)
    ASSERT_EQ(grid.cycles_covering(static_cast<double>(cycles) * 1e-8), cycles);
}

TEST(clock_grid, a_part_of_a_cycle_takes_a_whole_one) {
  const clock_grid grid(10'000);
  EXPECT_EQ(grid.cycles_covering(0.0), 0u);
  EXPECT_EQ(grid.cycles_covering(1e-12), 1u);
  EXPECT_EQ(grid.cycles_covering(10.1e-9), 2u);
  EXPECT_EQ(grid.nearest_cycles(14.9e-9), 1u);
  EXPECT_EQ(grid.nearest_cycles(15.1e-9), 2u);
  EXPECT_EQ(grid.cycles_covering_ps(10'000), 1u);
  EXPECT_EQ(grid.cycles_covering_ps(10'001), 2u);
}

TEST(clock_grid, cycles_and_picoseconds_convert_without_loss_far_beyond_what_a_double_holds) {
  const clock_grid grid(10'000);
  // 2^53 ps is 9,007 s, where a double begins to skip picoseconds; here 10^7 s and one cycle.
  const cycle_count cycles = 1'000'000'000'000'001;
  EXPECT_EQ(grid.picoseconds(cycles), 10'000'000'000'000'010'000u);
  EXPECT_EQ(grid.cycle_at(grid.picoseconds(cycles)), cycles);
  EXPECT_EQ(grid.cycle_at(grid.picoseconds(cycles) - 1), cycles - 1);
  EXPECT_EQ(grid.seconds(10'000'000), 0.1);
}

TEST(clock_grid, a_run_past_2_to_64_picoseconds_is_refused_in_a_sentence) {
  const clock_grid grid(10'000);
  // 2^64 ps = 18446744.07 s, so 1844674407370955 whole cycles of 10 ns.
  EXPECT_EQ(grid.longest_run(), 1'844'674'407'370'955u);
  EXPECT_NO_THROW(grid.picoseconds(grid.longest_run()));
  EXPECT_THAT(sentence_of<std::overflow_error>([&] { grid.picoseconds(grid.longest_run() + 1); }),
              testing::HasSubstr("longest representable run, which is 18446744 s"));
  EXPECT_NO_THROW(grid.cycles_covering(1.8446e7));
  EXPECT_THROW(grid.cycles_covering(1.8447e7), std::overflow_error);
  EXPECT_THROW(grid.nearest_cycles(1e300), std::overflow_error);
}

TEST(clock_grid, times_that_are_no_times_are_refused) {
  EXPECT_THROW(clock_grid(0), std::invalid_argument);
  const clock_grid grid(10'000);
  EXPECT_THROW(grid.cycles_covering(-1e-9), std::invalid_argument);
  EXPECT_THROW(grid.cycles_covering(std::numeric_limits<double>::quiet_NaN()), std::invalid_argument);
  EXPECT_THROW(grid.nearest_cycles(std::numeric_limits<double>::infinity()), std::invalid_argument);
}

}  // namespace
}  // namespace memvp
