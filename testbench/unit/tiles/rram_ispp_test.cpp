// SPDX-License-Identifier: Apache-2.0
// K5 of ndr_1t1r.md: statistics of incremental-pulse write-and-verify.
#include <gtest/gtest.h>

#include <iostream>

#include "memvp/testbench/unit/tiles/rram_planner_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;

struct ispp_outcome {
  double pulses_per_cell, success;
};

/// Cells to random levels, SET pulses of rising word line, RESET pulses of rising source line, on the measured curves
/// of section 4.2 with their spreads. Levels are spread evenly over 10 to 160 uS; a reading is accepted within half the
/// distance of two levels. Neither the levels nor the acceptance windows of the publication [S20] are known: assumed.
ispp_outcome ispp(unsigned bits, double step) {
  constexpr std::uint32_t lines = 32;
  rram_tile_parameters p;
  p.array.rows = p.array.columns = lines;
  p.device.minimum_conductance = 10e-6;
  p.device.maximum_conductance = 160e-6;
  p.device.stuck_on_fraction = p.device.stuck_off_fraction = 0;
  p.converter.cell_full_scale = 60e-6;
  p.write.set.step = p.write.reset.step = step;
  rram_planner_bench tile(p);
  draws numbers(bits);
  const std::uint32_t levels = 1u << bits;
  for (std::uint32_t cell = 0; cell < lines * lines; ++cell)
    tile.buffers.target[cell / 2] |= (numbers.below(levels) * rram_target_one / (levels - 1)) << (cell % 2 * 16);
  rram_command command;
  command.operation = rram_operation::program_verify;
  command.region = {0, lines, 0, lines};
  command.verify_tolerance = rram_target_one / (levels - 1) / 2;
  command.pulse_limit = 1000;
  EXPECT_EQ(tile.carry_out(command), rram_error::none);
  constexpr double cells = lines * lines;
  const ispp_outcome outcome{static_cast<double>(tile.planner.counters().pulses) / cells,
                             1 - tile.planner.failures() / cells};
  std::cout << bits << " bit, steps of " << step << " V: " << outcome.pulses_per_cell << " pulses a cell, "
            << 100 * outcome.success << " % succeed\n";
  return outcome;
}

TEST(incremental_pulses, cost_more_the_finer_their_steps_and_the_more_levels_there_are) {
  const ispp_outcome coarse = ispp(2, 0.10), middle = ispp(2, 0.05), fine = ispp(2, 0.01);
  const ispp_outcome three_bits = ispp(3, 0.07);
  std::cout << "published [S20]: 20.5, 24.7, 54.6 pulses for 2 bit at 0.10, 0.05, 0.01 V; 80.5 for 3 bit at 0.07 V\n";
  for (const ispp_outcome& outcome : {coarse, middle, fine, three_bits}) EXPECT_GE(outcome.success, 0.98);
  EXPECT_GT(middle.pulses_per_cell, coarse.pulses_per_cell);
  EXPECT_GT(fine.pulses_per_cell, middle.pulses_per_cell);
  EXPECT_GT(three_bits.pulses_per_cell, coarse.pulses_per_cell);
}

}  // namespace
}  // namespace memvp
