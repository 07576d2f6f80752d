// SPDX-License-Identifier: Apache-2.0
// Updates by coincidence of bit streams: statistics over many streams on an array without noise or disturb. Everything
// is drawn from fixed seeds, so that a test passes or fails for good.
#include <gtest/gtest.h>

#include <cmath>

#include "memvp/testbench/unit/tiles/tile_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = ecram_operation;

constexpr std::size_t rows = 5, columns = 6;
constexpr std::uint32_t slots = 40, slot_width = 3;
constexpr double window_units = 1e7;  // LSB across the window: no cell comes near an end

ecram_tile_parameters stream_tile() {
  ecram_tile_parameters p = quiet_tile(rows, columns);
  p.array.initial_state = 0.5;
  p.device.half_select_ratio = 0;
  p.device.pulse_width = 1e-6;
  p.device.pulses_per_window = window_units;
  p.sequencer.pulse_lsb = 1e-6;
  return p;
}

ecram_command streams(std::uint32_t seed) {
  ecram_command command = command_of(operation::update_bit_streams, {0, rows, 0, columns});
  command.slots = slots;
  command.slot_width = slot_width;
  command.stream_seed = seed;
  return command;
}

/// Change of each cell, in pulse LSB, by one stream. The state is a double: good to 1e-9 of an LSB.
std::vector<double> units_of(tile_bench& tile, std::uint32_t seed) {
  const std::vector<double> before = tile.states();
  EXPECT_EQ(tile.carry_out(streams(seed)), ecram_error::none);
  std::vector<double> change = tile.states();
  for (std::size_t cell = 0; cell < change.size(); ++cell) change[cell] = (change[cell] - before[cell]) * window_units;
  return change;
}

TEST(bit_streams, move_a_cell_by_slots_times_width_times_both_probabilities_in_the_mean) {
  on_a_tile(stream_tile(), [](tile_bench& tile) {
    // In 1/65536: certain, a half, an eighth of either sign, nothing
    const std::vector<std::int32_t> levels{65536, 32768, -8192, 0, -50000, 65536, -65536, 16384, 30000, 0, -5000};
    tile.write(ecram_window::input, levels);
    constexpr int streams_drawn = 500;
    std::vector<double> sum(rows * columns), squares(rows * columns);
    for (int stream = 0; stream < streams_drawn; ++stream) {
      const std::vector<double> units = units_of(tile, 1000 + static_cast<std::uint32_t>(stream));
      for (std::size_t cell = 0; cell < units.size(); ++cell) {
        EXPECT_NEAR(units[cell], std::round(units[cell] / slot_width) * slot_width, 1e-6);  // whole slots
        sum[cell] += units[cell];
        squares[cell] += units[cell] * units[cell];
      }
    }
    for (std::size_t cell = 0; cell < rows * columns; ++cell) {
      const double row = levels[cell / columns] / 65536.0, column = levels[rows + cell % columns] / 65536.0;
      const double both = std::abs(row * column);
      // Slots are independent trials: binomial.
      const double mean = slots * slot_width * row * column;
      const double variance = slots * slot_width * slot_width * both * (1 - both);
      const double drawn_mean = sum[cell] / streams_drawn;
      const double drawn_variance = squares[cell] / streams_drawn - drawn_mean * drawn_mean;
      // 30 cells: one of them is beyond 4.5 standard errors by chance in 5,000 tests.
      EXPECT_NEAR(drawn_mean, mean, 4.5 * std::sqrt(variance / streams_drawn) + 1e-6) << cell;
      // The variance of a variance of 500 draws is 2/500 of its square: 6.3 %, times 4.5.
      EXPECT_NEAR(drawn_variance, variance, 0.29 * variance + 1e-6) << cell;
    }
  });
}

TEST(bit_streams, repeat_themselves_for_the_same_seed_and_no_other) {
  on_a_tile(stream_tile(), [](tile_bench& tile) {
    tile.write(ecram_window::input, std::vector<std::int32_t>(rows + columns, 32768));
    const auto rounded = [&](std::uint32_t seed) {
      std::vector<long> units;
      for (const double change : units_of(tile, seed)) units.push_back(std::lround(change));
      return units;
    };
    const std::vector<long> first = rounded(7);
    EXPECT_NE(rounded(8), first);
    EXPECT_EQ(rounded(7), first);
  });
}

TEST(bit_streams, of_certain_lines_are_an_outer_product) {
  on_a_tile(stream_tile(), [](tile_bench& tile) {
    std::vector<std::int32_t> levels(rows + columns, 65536);
    levels[1] = levels[rows + 2] = -65536;
    tile.write(ecram_window::input, levels);
    const std::vector<double> units = units_of(tile, 1);
    for (std::size_t cell = 0; cell < rows * columns; ++cell)
      EXPECT_NEAR(units[cell], ((cell / columns == 1) != (cell % columns == 2) ? -1.0 : 1.0) * slots * slot_width,
                  1e-6);
    EXPECT_EQ(tile.counter(ecram_register::pulses_low), rows * columns * slots);
  });
}

TEST(bit_streams, touch_no_cell_in_slots_in_which_no_line_fires) {
  ecram_tile_parameters p = stream_tile();
  p.array.scheme = half_select_scheme::third;  // lines at rest are biased while others are selected
  p.device.half_select_ratio = 3;              // a disturb that cannot be overlooked
  p.device.gate_leakage_current = 1e-9;
  on_a_tile(p, [](tile_bench& tile) {
    std::vector<std::int32_t> levels(rows + columns, 0);
    levels[0] = levels[rows] = 1;  // fires once in 65536 slots, and not in these
    tile.write(ecram_window::input, levels);
    const std::vector<double> before = tile.states();
    const std::uint64_t revision = tile.tile.array().cells().revision();
    // D 2, 11 words, slots of S 10, 300 and L 10
    EXPECT_EQ(tile.cycles_of(streams(1)), 2u + 11 + slots * 320);
    EXPECT_EQ(tile.states(), before);
    EXPECT_EQ(tile.tile.array().cells().revision(), revision);
    for (const auto& [name, joules] : tile.energy.by_component()) {
      if (name != "tile.control" && name != "tile.buffers") {
        EXPECT_EQ(joules, 0) << name;
      }
    }
    // No write: a read need not wait. D 2, T 1001, I 1000, C 10
    EXPECT_EQ(tile.cycles_of(command_of(operation::read_cells, {0, 1, 0, 1})), 2013u);
  });
}

TEST(bit_streams, half_select_the_line_in_slots_in_which_one_line_fires_alone) {
  ecram_tile_parameters p = stream_tile();
  p.device.half_select_ratio = 10;
  on_a_tile(p, [](tile_bench& tile) {
    std::vector<std::int32_t> levels(rows + columns, 0);
    levels[2] = 65536;     // row 2 always fires
    levels[rows + 1] = 1;  // column 1 never does
    tile.write(ecram_window::input, levels);
    const std::vector<double> units = units_of(tile, 1);
    // eta(1/2) = 1/10 along the row, nothing elsewhere (V/2)
    for (std::size_t cell = 0; cell < rows * columns; ++cell)
      EXPECT_NEAR(units[cell], cell / columns == 2 ? slots * slot_width / 10.0 : 0.0, 1e-6) << cell;
    EXPECT_EQ(tile.counter(ecram_register::pulses_low), 0u);  // no cell has had the full voltage
    // But it was a write: D 2 and one cycle to write COMMAND after L 10 and the interrupt; the rest of W 1000.
    EXPECT_GT(tile.cycles_of(command_of(operation::read_cells, {0, 1, 0, 1})), 2013u + 900);
  });
}

}  // namespace
}  // namespace memvp
