// SPDX-License-Identifier: Apache-2.0
// What the requests of the refresh tile do to its rows, and how long they take.
#include <gtest/gtest.h>

#include <cmath>

#include "memvp/testbench/unit/tiles/refresh_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using error = refresh_error;
using kind = refresh_request_kind;
using operation = refresh_operation;
namespace reg = refresh_register;
namespace bits = refresh_row_bits;

TEST(a_reprogrammed_row, has_the_conductances_of_its_levels_after_the_time_of_the_staircase) {
  on_a_refresh_tile(quiet_refresh_tile(2, 16), [](refresh_bench& tile) {
    EXPECT_EQ(tile.allocate(0, 2, refresh_mode::non_volatile, 7), error::none);
    std::vector<std::uint8_t> levels(16);
    for (std::size_t i = 0; i < 16; ++i) levels[i] = static_cast<std::uint8_t>(i);
    tile.write_levels(0, levels);
    // The fact sheet, sections 1 and 5: 30 reset pulses and 16 groups of 40 set pulses, 0.41 s each. Besides, B (1 us)
    // before each of the 17 groups and the reading, the read pulse (0.1 s), 16 columns on 2 converters at 110 ns, Q 2.
    const cycle_count pulses = (30 + 16 * 40) * cycle_count{41'000'000};
    EXPECT_EQ(tile.cycles_of({kind::reprogram, 0, 1}), pulses + 18 * 100 + 10'000'000 + 8 * 11 + 2);
    EXPECT_EQ(tile.last_name(), "reprogram");
    const auto siemens = tile.conductances();
    const auto source = tile.codes(refresh_window::source, 0);
    for (std::size_t level = 0; level < 16; ++level) {
      // G_lo R_P^((1+p)/2) at p = -1 + 2 (k+1)/16: 1 nS times 1000^((k+1)/16). The pulses fill 95 % of the way.
      const double nominal = 1e-9 * std::pow(1000, (static_cast<double>(level) + 1) / 16);
      EXPECT_NEAR(siemens[level] / nominal, 1, 0.025) << level;
      // Codes of 10 bits over 1 nS to 100 uS.
      EXPECT_NEAR(source[level], std::log(siemens[level] / 1e-9) / std::log(1e5) * 1023, 0.5001) << level;
    }
    EXPECT_EQ(tile.row_bits(0), 1u | bits::source_valid | 7u << bits::task_shift);
    EXPECT_EQ(tile.row_bits(1), 1u | 7u << bits::task_shift);
    EXPECT_EQ(tile.counter(reg::reprograms_low), 1u);
    EXPECT_EQ(tile.counter(reg::verify_reads_low), 1u);
    EXPECT_EQ(tile.cycles_of({kind::reprogram, 0, 1}), 0u);  // the levels are as they are to be
  });
}

}  // namespace
}  // namespace memvp
