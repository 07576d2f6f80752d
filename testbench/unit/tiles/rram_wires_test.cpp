// SPDX-License-Identifier: Apache-2.0
// IR drop in the 1T1R tile: transistors in series, different wires along rows and columns, regions, relaxing cells.
#include <gtest/gtest.h>

#include <Eigen/Core>

#include "memvp/models/circuits/crossbar.hpp"
#include "memvp/testbench/unit/tiles/rram_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using Eigen::Index;
using Eigen::VectorXd;
namespace reg = rram_register;

/// Currents that leave the columns' ends, from the potentials of all nodes: another method than the tile's (one sparse
/// factorisation; crossbar_test and crossbar_ngspice_test compare the two).
VectorXd column_currents(const conductance_matrix& cells, const wire_parameters& wires, const VectorXd& volts) {
  const crossbar_potentials potentials = node_potentials(cells, wires, volts);
  return (cells.array() * (potentials.row_nodes - potentials.column_nodes).array()).colwise().sum().transpose();
}

TEST(ir_drop, of_a_uniform_array_with_transistors_is_that_of_the_series_conductance) {
  // K7 of ndr_1t1r.md has 64 x 64 cells of 20 uS between wires of 1 ohm, without transistors: the column next to the
  // row drivers loses 2.82 %, the farthest 6.52 %, the mean is 5.27 % (0.01 percentage points). Here the same cells are
  // made of a filament and a transistor in series.
  rram_tile_parameters p = ideal_rram_tile(64, 64);
  p.array.row_resistance = p.array.column_resistance = 1;
  const double filament = 20e-6 / (1 - 20e-6 * on_resistance_of(p));
  on_an_rram_tile(p, [&](rram_bench& tile) {
    tile.tile.array().set_conductances(std::vector<double>(64 * 64, filament).data());
    tile.write_codes(std::vector<std::int32_t>(64, 15), 64);
    EXPECT_EQ(tile.carry_out(rram_command_of(rram_operation::multiply, {0, 64, 0, 64})), rram_error::none);
    const double lsb = tile.look_float(reg::current_lsb);
    const auto words = tile.results(64);
    const double without = 64 * 20e-6 * read_volts(p, 0.2);
    const auto loss = [&](std::int32_t word) { return 100 * (1 - word * lsb / without); };
    double mean = 0;
    for (const std::int32_t word : words) mean += loss(word) / 64;
    EXPECT_NEAR(loss(words.front()), 2.82, 0.01);
    EXPECT_NEAR(loss(words.back()), 6.52, 0.01);
    EXPECT_NEAR(mean, 5.27, 0.01);
  });
}

TEST(ir_drop, agrees_with_the_potentials_of_all_nodes_for_any_cells_wires_and_region) {
  constexpr std::size_t rows = 24, columns = 20;
  rram_tile_parameters p = ideal_rram_tile(rows, columns);
  p.device.read_field_voltage = 0;  // ohmic, as the network is
  p.converter.full_scale = 100e-6;
  const std::vector<double> siemens = random_conductances(rows * columns, 11);
  for (const drive_sides sides : {drive_sides::single, drive_sides::both}) {
    p.array.sides = sides;
    p.array.row_resistance = 8;
    p.array.column_resistance = 3;
    const array_region region{5, 12, 4, 10};
    const wire_parameters wires{8, 3, sides};
    // The other rows' transistors are off; what lies to the right of the region is cut off, unless it is driven from
    // there; source lines are at virtual ground below the last row.
    const std::size_t connected = sides == drive_sides::single ? region.first_column + region.columns : columns;
    conductance_matrix cells = conductance_matrix::Zero(rows, columns);
    VectorXd volts = VectorXd::Zero(rows);
    std::vector<std::int32_t> codes;
    for (std::uint32_t row = region.first_row; row < region.first_row + region.rows; ++row) {
      for (std::size_t column = 0; column < connected; ++column)
        cells(row, static_cast<Index>(column)) = in_series(p, siemens[row * columns + column]);
      codes.push_back(static_cast<std::int32_t>(row % 16));
      volts(row) = 0.2 * codes.back() / 15;
    }
    const VectorXd expected = column_currents(cells, wires, volts);

    rram_array array(p.array, p.device, tile_clock(), 1, 0);
    array.set_conductances(siemens.data());
    rram_sensed_region& sensed = array.sensed(region, rram_column_mode::single, 0);
    std::vector<double> currents(region.columns);
    sensed.currents(volts.data() + region.first_row, currents.data());
    for (std::uint32_t line = 0; line < region.columns; ++line)
      EXPECT_NEAR(currents[line] / expected(region.first_column + line), 1, 1e-9) << line;
    // What the drivers deliver: their voltages times the currents into the rows.
    const crossbar_potentials potentials = node_potentials(cells, wires, volts);
    const double joule_heat =
        (cells.array() * (potentials.row_nodes - potentials.column_nodes).array()).rowwise().sum().matrix().dot(volts);
    EXPECT_NEAR(sensed.power(volts.data() + region.first_row) / joule_heat, 1, 1e-9);
  }
}

TEST(a_cell_that_is_read_alone, has_its_transistor_and_its_lines_in_series) {
  rram_tile_parameters p = ideal_rram_tile(10, 12);
  p.array.row_resistance = 40;
  p.array.column_resistance = 15;
  rram_array array(p.array, p.device, tile_clock(), 1, 0);
  const std::vector<double> siemens = random_conductances(120, 12);
  array.set_conductances(siemens.data());
  // 8 segments of the bit line, 10 - 3 of the source line; other source lines are open.
  const double ohm = 1 / siemens[3 * 12 + 7] + on_resistance_of(p) + 8 * 40 + 7 * 15;
  EXPECT_NEAR(array.cell_current(3, 7, 0.2, 0, 0), 0.2 / ohm, 1e-18);
  p.array.sides = drive_sides::both;
  rram_array between(p.array, p.device, tile_clock(), 1, 0);
  between.set_conductances(siemens.data());
  // 8 segments to the left driver and 5 to the right one, in parallel
  const double both = ohm - 8 * 40 + 40 * (8.0 * 5) / 13;
  EXPECT_NEAR(between.cell_current(3, 7, 0.2, 0, 0), 0.2 / both, 1e-18);
}

TEST(relaxing_cells, are_followed_between_two_solutions_of_the_wires) {
  // A decade of relaxation, in a network whose IR drop (some 10 %) is of the size of K7's.
  constexpr std::size_t lines = 48;
  rram_tile_parameters p = ideal_rram_tile(lines, lines);
  p.device.relaxation = p.device.drift = true;
  p.array.row_resistance = 4;
  p.array.column_resistance = 2;
  const std::vector<double> siemens = random_conductances(lines * lines, 13);
  const array_region region{0, lines, 0, lines};
  const clock_grid clock = tile_clock();
  const auto currents_at = [&](double solve_step, std::initializer_list<double> seconds) {
    p.array.solve_step = solve_step;
    rram_array array(p.array, p.device, clock, 1, 0);
    array.set_conductances(siemens.data());
    std::vector<double> currents(lines);
    const std::vector<double> volts(lines, 0.2);
    array.sensed(region, rram_column_mode::single, 0);
    for (const double time : seconds)
      array.sensed(region, rram_column_mode::single, clock.cycles_covering(time))
          .currents(volts.data(), currents.data());
    return currents;
  };
  const auto solved = currents_at(1e-3, {1.0, 9.0});  // solved anew at every reading
  const auto followed = currents_at(1, {1.0, 9.0});   // solved at 1 s, followed at 9 s
  const auto before = currents_at(1e-3, {1.0});
  double moved = 0, missed = 0;
  for (std::size_t line = 0; line < lines; ++line) {
    moved = std::max(moved, std::abs(solved[line] / before[line] - 1));
    missed = std::max(missed, std::abs(followed[line] / solved[line] - 1));
  }
  EXPECT_GT(moved, 5e-3);   // there is something to follow
  EXPECT_LT(missed, 2e-4);  // second order: the square of the drop times the relative change
  EXPECT_GT(missed, 0);
}

}  // namespace
}  // namespace memvp
