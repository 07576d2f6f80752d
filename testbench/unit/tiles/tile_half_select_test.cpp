// SPDX-License-Identifier: Apache-2.0
// What writes do to every cell of a small array without noise. Expected values come from the voltages of the lines and
// the field law, computed here: fact sheet (ecram.md) section 7 (2) and (7).
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "memvp/testbench/unit/tiles/tile_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = ecram_operation;

constexpr std::size_t rows = 4, columns = 5;
constexpr double lsb_per_window = 100 * 100;  // N0 = 100 quanta of 100 ms, LSB 1 ms

/// eta of section 7 (2): quanta of a pulse of `fraction` of the write voltage, with eta(1/2) = 1/ratio.
double eta(double fraction, double ratio) {
  const double whole = 2 * std::acosh(ratio / 2);  // Vp / V0
  return std::sinh(fraction * whole) / std::sinh(whole);
}

/// Line voltages while some lines are selected for +V, as fractions of V. V/2: selected lines at +-1/2, others at
/// ground. V/3: others at -1/6 (rows) and +1/6 (columns), so that a cell on one selected line sees 1/3.
double row_level(bool selected, half_select_scheme scheme) {
  return selected ? 0.5 : scheme == half_select_scheme::half ? 0.0 : -1.0 / 6;
}
double column_level(bool selected, half_select_scheme scheme) {
  return selected ? -0.5 : scheme == half_select_scheme::half ? 0.0 : 1.0 / 6;
}

/// States as the field law has them: a sum over stretches of time in which no line changes.
class expected_states {
 public:
  expected_states(double initial, half_select_scheme scheme, double ratio)
      : states_(rows * columns, initial), scheme_(scheme), ratio_(ratio) {}

  /// Rows are selected until the widest column has ended, columns for their own widths (in LSB).
  void write(int polarity, const std::set<std::size_t>& selected_rows, const std::map<std::size_t, int>& widths) {
    std::set<int> ends;
    for (const auto& [column, width] : widths) ends.insert(width);
    int begin = 0;
    for (const int end : ends) {
      for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column) {
          const auto found = widths.find(column);
          const bool selected = found != widths.end() && found->second >= end;
          const double volts = row_level(selected_rows.count(row) != 0, scheme_) - column_level(selected, scheme_);
          states_[row * columns + column] += polarity * eta(volts, ratio_) * (end - begin) / lsb_per_window;
        }
      begin = end;
    }
  }
  const std::vector<double>& states() const { return states_; }

 private:
  std::vector<double> states_;
  half_select_scheme scheme_;
  double ratio_;
};

void expect_states(tile_bench& tile, const std::vector<double>& expected) {
  const std::vector<double> states = tile.states();
  for (std::size_t cell = 0; cell < expected.size(); ++cell)
    EXPECT_NEAR(states[cell], expected[cell], 1e-12) << "cell (" << cell / columns << ", " << cell % columns << ")";
}

ecram_tile_parameters half_selected_tile(half_select_scheme scheme, double ratio) {
  ecram_tile_parameters p = quiet_tile(rows, columns);
  p.array.scheme = scheme;
  p.array.initial_state = 0.5;
  p.device.half_select_ratio = ratio;
  return p;
}

const array_region whole{0, rows, 0, columns};

struct half_select_schemes : testing::TestWithParam<half_select_scheme> {};
INSTANTIATE_TEST_SUITE_P(both, half_select_schemes,
                         testing::Values(half_select_scheme::half, half_select_scheme::third), [](const auto& scheme) {
                           return std::string(scheme.param == half_select_scheme::half ? "half" : "third");
                         });

TEST_P(half_select_schemes, give_every_cell_of_a_serial_pulse_the_voltage_of_its_lines) {
  on_a_tile(half_selected_tile(GetParam(), 300), [&](tile_bench& tile) {
    expected_states expected(0.5, GetParam(), 300);
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{1500});
    EXPECT_EQ(tile.carry_out(command_of(operation::program_serial, {1, 1, 3, 1})), ecram_error::none);
    expected.write(1, {1}, {{3, 1500}});
    expect_states(tile, expected.states());
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{-700});
    EXPECT_EQ(tile.carry_out(command_of(operation::program_serial, {3, 1, 0, 1})), ecram_error::none);
    expected.write(-1, {3}, {{0, 700}});
    expect_states(tile, expected.states());
    // A half-selected cell is not worn out: the counter of write events is that of the selected ones.
    for (std::size_t cell = 0; cell < rows * columns; ++cell)
      EXPECT_EQ(tile.tile.array().cells().pulses(cell), cell == 1 * columns + 3 || cell == 3 * columns ? 1u : 0u);
  });
}

TEST_P(half_select_schemes, disturb_each_other_in_a_whole_image_written_cell_by_cell) {
  on_a_tile(half_selected_tile(GetParam(), 30), [&](tile_bench& tile) {
    expected_states expected(0.5, GetParam(), 30);
    draws random(31);
    std::vector<std::int32_t> widths;
    for (std::size_t cell = 0; cell < rows * columns; ++cell) {
      widths.push_back(random.chance(0.2) ? 0 : random.between(-800, 800));
      if (widths.back() != 0)
        expected.write(widths.back() > 0 ? 1 : -1, {cell / columns}, {{cell % columns, std::abs(widths.back())}});
    }
    tile.write(ecram_window::pulse, widths);
    EXPECT_EQ(tile.carry_out(command_of(operation::program_serial, whole)), ecram_error::none);
    expect_states(tile, expected.states());
  });
}

TEST_P(half_select_schemes, half_select_the_columns_of_a_row_that_have_ended) {
  on_a_tile(half_selected_tile(GetParam(), 30), [&](tile_bench& tile) {
    expected_states expected(0.5, GetParam(), 30);
    // Row 2, columns 1 to 4: positive 300, 900; negative 500; one not at all
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{300, -500, 900, 0});
    EXPECT_EQ(tile.carry_out(command_of(operation::program_row_parallel, {2, 1, 1, 4})), ecram_error::none);
    expected.write(1, {2}, {{1, 300}, {3, 900}});
    expected.write(-1, {2}, {{2, 500}});
    expect_states(tile, expected.states());
  });
}

TEST_P(half_select_schemes, update_by_outer_products_in_four_sign_phases) {
  on_a_tile(half_selected_tile(GetParam(), 30), [&](tile_bench& tile) {
    expected_states expected(0.5, GetParam(), 30);
    tile.write(ecram_window::input, std::vector<std::int32_t>{1, -1, 0, 1, 200, -350, 0, 100, -50});
    EXPECT_EQ(tile.carry_out(command_of(operation::update_outer_product, whole)), ecram_error::none);
    expected.write(1, {0, 3}, {{0, 200}, {3, 100}});
    expected.write(1, {1}, {{1, 350}, {4, 50}});
    expected.write(-1, {0, 3}, {{1, 350}, {4, 50}});
    expected.write(-1, {1}, {{0, 200}, {3, 100}});
    expect_states(tile, expected.states());
  });
}

TEST(half_selection, gives_a_three_hundredth_in_the_half_scheme_and_a_two_thousandth_in_the_third_scheme) {
  // Fact sheet, section 7: R = 300; "V/3 at V0 = 0.438 V (ratio 2009)", which is rounded.
  EXPECT_NEAR(1 / eta(0.5, 300), 300, 1e-9);
  EXPECT_NEAR(1 / eta(1.0 / 3, 300), 2009, 1.5);
  on_a_tile(half_selected_tile(half_select_scheme::third, 300), [](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{4000});
    EXPECT_EQ(tile.carry_out(command_of(operation::program_serial, {0, 1, 0, 1})), ecram_error::none);
    const std::vector<double> states = tile.states();
    EXPECT_NEAR(0.4 / (states[1] - 0.5), 2009, 1.5);             // same row, same sign
    EXPECT_NEAR(0.4 / (states[columns + 1] - 0.5), -2009, 1.5);  // on neither line: opposite sign
  });
}

TEST(an_outer_product, gives_a_cell_the_shorter_of_its_lines_pulses_and_not_their_product) {
  on_a_tile(half_selected_tile(half_select_scheme::half, 0), [](tile_bench& tile) {
    // The row is on for the longest column, so that the overlap with column c is min(400, width) = width. A product
    // would make rows of 1, 2, 3 and 7 different and a column of 400 four times as effective in them as it is.
    tile.write(ecram_window::input, std::vector<std::int32_t>{1, 2, 3, 7, 400, 200, 100, 50, 0});
    EXPECT_EQ(tile.cycles_of(command_of(operation::update_outer_product, whole)), 2u + 9 + 10 + 40'000'000 + 10);
    const int widths[] = {400, 200, 100, 50, 0};
    const std::vector<double> states = tile.states();
    for (std::size_t cell = 0; cell < rows * columns; ++cell)
      EXPECT_NEAR(states[cell] - 0.5, widths[cell % columns] / lsb_per_window, 1e-12);
  });
}

TEST(an_outer_product, moves_each_cell_by_the_sign_of_its_row_times_its_column) {
  on_a_tile(half_selected_tile(half_select_scheme::half, 0), [](tile_bench& tile) {
    const std::vector<std::int32_t> words{1, -1, 0, -5, 30, -40, 50, 0, -60};
    tile.write(ecram_window::input, words);
    EXPECT_EQ(tile.carry_out(command_of(operation::update_outer_product, whole)), ecram_error::none);
    const std::vector<double> states = tile.states();
    for (std::size_t cell = 0; cell < rows * columns; ++cell) {
      const std::int32_t row = words[cell / columns];
      const int sign = (row > 0) - (row < 0);
      EXPECT_NEAR(states[cell] - 0.5, sign * words[rows + cell % columns] / lsb_per_window, 1e-12) << cell;
    }
    EXPECT_EQ(tile.get(ecram_register::pulses_low), 12u);  // 3 rows and 4 columns that have a sign
  });
}

TEST(an_outer_product, leaves_cells_outside_its_region_alone_but_for_half_selection) {
  on_a_tile(half_selected_tile(half_select_scheme::half, 0), [](tile_bench& tile) {
    tile.write(ecram_window::input, std::vector<std::int32_t>{1, -1, 100});
    EXPECT_EQ(tile.carry_out(command_of(operation::update_outer_product, {1, 2, 4, 1})), ecram_error::none);
    const std::vector<double> states = tile.states();
    for (std::size_t cell = 0; cell < rows * columns; ++cell)
      EXPECT_NEAR(states[cell] - 0.5, cell == 9 ? 0.01 : cell == 14 ? -0.01 : 0.0, 1e-12) << cell;
  });
}

}  // namespace
}  // namespace memvp
