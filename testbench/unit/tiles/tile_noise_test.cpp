// SPDX-License-Identifier: Apache-2.0
// Read noise: drawn per sense line, it must be distributed as if every cell had a noise of its own. Fact sheet, section
// 7 (6): I = G V (1 + s_rd xi) for each cell. Drawn from fixed seeds, so that a test passes or fails for good.
#include <gtest/gtest.h>

#include <cmath>

#include "memvp/testbench/unit/tiles/tile_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = ecram_operation;

TEST(read_noise, has_the_variance_of_all_cells_of_a_line_and_no_mean) {
  constexpr std::size_t rows = 8, columns = 6, commands = 20;
  constexpr std::uint32_t vectors = 1000;
  ecram_tile_parameters p = quiet_tile(rows, columns);
  p.converter.ideal = true;
  p.device.read_noise = 0.02;
  p.sequencer.buffer_vectors = vectors;
  on_a_tile(p, [&](tile_bench& tile) {
    draws random(51);
    std::vector<std::int32_t> widths;
    for (std::size_t i = 0; i < rows * columns; ++i) widths.push_back(random.between(0, 9000));
    tile.write(ecram_window::pulse, widths);
    EXPECT_EQ(tile.carry_out(command_of(operation::program_row_parallel, {0, rows, 0, columns})), ecram_error::none);
    const std::vector<double> siemens = tile.conductances();

    for (const bool transposed : {false, true}) {
      const std::size_t driven = transposed ? columns : rows, sensed = transposed ? rows : columns;
      std::vector<double> volts;
      for (std::size_t i = 0; i < driven; ++i) volts.push_back(0.2 * random.fraction() - 0.1);
      std::vector<double> input;
      for (std::uint32_t i = 0; i < vectors; ++i) input.insert(input.end(), volts.begin(), volts.end());
      tile.write(ecram_window::input, input);
      ecram_command command =
          command_of(transposed ? operation::multiply_transposed : operation::multiply, {0, rows, 0, columns});
      command.vectors = vectors;

      std::vector<double> ideal(sensed), variance(sensed), sum(sensed), squares(sensed), next(sensed),
          neighbour(sensed);
      for (std::size_t s = 0; s < sensed; ++s)
        for (std::size_t d = 0; d < driven; ++d) {
          const double current = siemens[transposed ? s * columns + d : d * columns + s] * volts[d];
          ideal[s] += current;
          variance[s] += 0.02 * 0.02 * current * current;
        }
      std::vector<double> before(sensed);
      for (std::size_t repetition = 0; repetition < commands; ++repetition) {
        EXPECT_EQ(tile.carry_out(command), ecram_error::none);
        const std::vector<double> amperes = tile.read<double>(ecram_window::result, vectors * sensed);
        for (std::size_t v = 0; v < vectors; ++v)
          for (std::size_t s = 0; s < sensed; ++s) {
            const double error = (amperes[v * sensed + s] - ideal[s]) / std::sqrt(variance[s]);
            const std::size_t other = (s + 1) % sensed;
            sum[s] += error;
            squares[s] += error * error;
            next[s] += error * before[s];
            neighbour[s] += error * (amperes[v * sensed + other] - ideal[other]) / std::sqrt(variance[other]);
            before[s] = error;
          }
      }
      const double n = static_cast<double>(commands) * vectors;
      for (std::size_t s = 0; s < sensed; ++s) {
        EXPECT_NEAR(squares[s] / n, 1, 0.05) << s;  // 20,000 reads: 5 standard errors of 1 %
        EXPECT_NEAR(sum[s] / n, 0, 4.5 / std::sqrt(n)) << s;
        EXPECT_NEAR(next[s] / n, 0, 4.5 / std::sqrt(n)) << s;       // from read to read
        EXPECT_NEAR(neighbour[s] / n, 0, 4.5 / std::sqrt(n)) << s;  // from line to line
      }
    }
  });
}

TEST(read_noise, is_averaged_away_by_repeated_readings) {
  constexpr std::uint32_t cells = 100;
  ecram_tile_parameters p = quiet_tile(10, 10);
  p.converter.ideal = true;
  p.device.read_noise = 0.05;
  on_a_tile(p, [&](tile_bench& tile) {
    for (const std::uint32_t reads : {1u, 16u}) {
      ecram_command command = command_of(operation::read_cells, {0, 10, 0, 10});
      command.reads = reads;
      double squares = 0;
      for (int repetition = 0; repetition < 20; ++repetition) {
        EXPECT_EQ(tile.carry_out(command), ecram_error::none);
        for (const double current : tile.read<double>(ecram_window::result, cells)) {
          const double error = current / 1.5e-6 - 1;  // 15 uS at 0.1 V
          squares += error * error;
        }
      }
      // 2,000 readings: the variance to 3.2 %, times 4.5
      EXPECT_NEAR(squares / 2000, 0.05 * 0.05 / reads, 0.15 * 0.05 * 0.05 / reads);
    }
  });
}

TEST(cells_that_are_not_driven, add_no_noise) {
  ecram_tile_parameters p = quiet_tile(4, 4);
  p.converter.ideal = true;
  p.device.read_noise = 0.05;
  on_a_tile(p, [&](tile_bench& tile) {
    tile.write(ecram_window::input, std::vector<double>{0, 0, 0, 0});
    EXPECT_EQ(tile.carry_out(command_of(operation::multiply, {0, 4, 0, 4})), ecram_error::none);
    for (const double current : tile.read<double>(ecram_window::result, 4)) EXPECT_EQ(current, 0);
  });
}

}  // namespace
}  // namespace memvp
