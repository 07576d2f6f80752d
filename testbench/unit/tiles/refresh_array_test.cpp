// SPDX-License-Identifier: Apache-2.0
// The refreshable array: how cells are singled out, what their neighbours see, wires, and conductances that products
// take as they were.
#include "memvp/models/tiles/refresh_array.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "memvp/models/physics/ferroionic_laws.hpp"

namespace memvp {
namespace {

const clock_grid grid(10'000);

refresh_tile_parameters quiet(refresh_selection selection = refresh_selection::gated) {
  refresh_tile_parameters p;
  p.array.rows = 4;
  p.array.columns = 5;
  p.array.selection = selection;
  p.device.variability = false;
  p.device.read_noise = 0;
  return p;
}

refresh_array array_of(const refresh_tile_parameters& p) { return {p.array, p.device, grid, 1, 0}; }

void set_all(refresh_array& array, double polarisation, double ionic_state) {
  for (std::size_t cell = 0; cell < array.cells().size(); ++cell) array.set_state(cell, polarisation, ionic_state);
}

double polarisation(const refresh_array& array, std::size_t row, std::size_t column) {
  return array.cells().polarisation(row * array.columns() + column);
}
double ions(const refresh_array& array, std::size_t row, std::size_t column, double seconds) {
  return array.cells().ionic_state(row * array.columns() + column, grid.picoseconds(grid.cycles_covering(seconds)));
}

/// A pulse of `length` seconds on cell (1, 2) of an array at p = -1, w = 0.5.
refresh_array pulsed(const refresh_tile_parameters& p, double volts, double length) {
  refresh_array array = array_of(p);
  set_all(array, -1, 0.5);
  const double seconds[] = {0, 0, length, 0, 0};
  array.pulse({1, volts, p.device.ion_gate_voltage, seconds, length}, 0);
  return array;
}

TEST(refresh_selection, by_gates_leaves_all_other_cells_alone) {
  const refresh_array array = pulsed(quiet(), 14.5, 0.01);
  EXPECT_GT(polarisation(array, 1, 2), -0.9);
  for (std::size_t row = 0; row < 4; ++row)
    for (std::size_t column = 0; column < 5; ++column) {
      if (row == 1 && column == 2) continue;
      EXPECT_EQ(polarisation(array, row, column), -1);
      EXPECT_EQ(ions(array, row, column, 0), 0.5);
    }
}

TEST(refresh_selection, by_halves_flips_the_polarisation_of_half_selected_cells) {
  const refresh_tile_parameters p = quiet(refresh_selection::half);
  const refresh_array array = pulsed(p, 14.5, 0.01);
  // refresh.md section 4: 7.25 V is beyond the lowest FE-set amplitude. Its group leads to p = -0.875.
  const double flipped = polarisation_after(p.device, -1, 7.25, 0.01);
  EXPECT_GT(flipped, -1);
  for (std::size_t row = 0; row < 4; ++row)
    for (std::size_t column = 0; column < 5; ++column) {
      if (row == 1 && column == 2) continue;
      const bool half_selected = row == 1 || column == 2;
      EXPECT_EQ(polarisation(array, row, column), half_selected ? flipped : -1) << row << ", " << column;
    }
}

TEST(refresh_selection, by_thirds_keeps_the_polarisation_but_not_the_ions) {
  const refresh_array array = pulsed(quiet(refresh_selection::third), 14.5, 0.01);
  for (std::size_t row = 0; row < 4; ++row)
    for (std::size_t column = 0; column < 5; ++column) {
      if (row == 1 && column == 2) continue;
      EXPECT_EQ(polarisation(array, row, column), -1);
      // refresh.md section 4: 4.83 V saturates w: erased where positive, filled where all lines are unselected
      const bool positive = row == 1 || column == 2;
      EXPECT_NEAR(ions(array, row, column, 0.01), positive ? 0 : 1, 1e-6) << row << ", " << column;
    }
  EXPECT_GT(array.cells().undefined_pulses(), 0u);
}

TEST(refresh_selection, by_thirds_erases_unselected_ions_in_an_ion_set_pulse) {
  const refresh_tile_parameters p = quiet(refresh_selection::third);
  const refresh_array array = pulsed(p, -1.5, 0.2);
  // refresh.md section 4: +0.5 V on unselected cells, a time constant of about 0.24 s
  EXPECT_NEAR(ions(array, 0, 0, 0.2), ionic_after(p.device, 0.5, 0.5, 0.2, 10), 1e-12);
  EXPECT_NEAR(std::log(0.5 / ions(array, 0, 0, 0.2)), 0.2 / 0.24, 0.03);
  EXPECT_NEAR(ions(array, 1, 2, 0.2), ionic_after(p.device, 0.5, -1.5, 0.2, 10), 1e-12);
  // Half-selected: -0.5 V, a weak set pulse.
  EXPECT_NEAR(ions(array, 1, 0, 0.2), ionic_after(p.device, 0.5, -0.5, 0.2, 10), 1e-12);
  EXPECT_NEAR(ions(array, 3, 2, 0.2), ionic_after(p.device, 0.5, -0.5, 0.2, 10), 1e-12);
}

TEST(refresh_selection, by_halves_disturbs_a_column_for_its_own_width_and_the_row_for_the_rest) {
  const refresh_tile_parameters p = quiet(refresh_selection::half);
  refresh_array array = array_of(p);
  set_all(array, -1, 0.2);
  const double seconds[] = {0.05, 0, 0.2, 0, 0};
  array.pulse({1, -1.5, -4, seconds, 0.2}, 0);
  const auto after = [&](double w, double volts, double time) { return ionic_after(p.device, w, volts, time, 10); };
  EXPECT_NEAR(ions(array, 1, 0, 0.2), after(after(0.2, -1.5, 0.05), -0.75, 0.15), 1e-12);
  EXPECT_NEAR(ions(array, 1, 1, 0.2), after(0.2, -0.75, 0.2), 1e-12);
  EXPECT_NEAR(ions(array, 0, 2, 0.2), after(0.2, -0.75, 0.2), 1e-12);
  EXPECT_NEAR(ions(array, 0, 0, 0.05), after(0.2, -0.75, 0.05), 1e-12);
  EXPECT_NEAR(ions(array, 0, 1, 0.2), relaxed(p.device, 0.2, 0.2, 10), 1e-12);
}

TEST(refresh_pulse_energy, is_ohmic_and_counts_disturbed_cells) {
  // refresh.md section 1: E = V^2 G t, 0.45 nJ for an ion-set pulse at 1 nS
  const double seconds[] = {0, 0, 0.2, 0, 0};
  refresh_array gated = array_of(quiet());
  EXPECT_NEAR(gated.pulse_energy({1, -1.5, -4, seconds, 0.2}, 0), 0.45e-9, 1e-15);
  EXPECT_NEAR(gated.whole_row_energy(1, 0.22, 0.4, 0), 5 * 0.0194e-9, 5 * 0.0001e-9);
  // V/2: 4 cells of the row and 3 of the column at a quarter of it
  refresh_array half = array_of(quiet(refresh_selection::half));
  EXPECT_NEAR(half.pulse_energy({1, -1.5, -4, seconds, 0.2}, 0), (1 + 7 / 4.0) * 0.45e-9, 1e-15);
  // V/3: all 19 others at a ninth
  refresh_array third = array_of(quiet(refresh_selection::third));
  EXPECT_NEAR(third.pulse_energy({1, -1.5, -4, seconds, 0.2}, 0), (1 + 19 / 9.0) * 0.45e-9, 1e-15);
}

TEST(refresh_products, take_conductances_as_they_were_for_a_share_of_the_relaxation_time) {
  refresh_tile_parameters p = quiet();
  p.array.relaxation_step = 1e-3;  // of 10 s
  refresh_array array = array_of(p);
  set_all(array, 0, 1);
  const std::uint32_t line[] = {2};
  const double share[] = {1};
  const auto sensed = [&](double seconds) {
    std::vector<double> siemens(5), squares(5);
    array.integrate({{0, 4, 0, 5}, false, line, share, 1}, grid.cycles_covering(seconds), siemens.data(),
                    squares.data());
    return siemens[3];
  };
  const auto truth = [&](double seconds) {
    return conductance(p.device, 0, relaxed(p.device, 1, seconds, p.device.relaxation_time));
  };
  EXPECT_NEAR(sensed(1), truth(1), 1e-9 * truth(1));
  EXPECT_EQ(sensed(1.009), sensed(1));
  EXPECT_NEAR(sensed(1.011), truth(1.011), 1e-9 * truth(1));
  EXPECT_LT(sensed(1.011), sensed(1.0));  // a row that has been taken again is not taken back
  // A pulse on the row makes it new at once.
  const double seconds[] = {0, 0, 0, 0.2, 0};
  array.pulse({2, -1.5, -4, seconds, 0.2}, grid.cycles_covering(1.012));
  EXPECT_EQ(sensed(1.212), array.conductance(2, 3, grid.cycles_covering(1.212)));
  EXPECT_GT(sensed(1.212), truth(1.212));
}

TEST(refresh_products, through_wires_are_those_of_the_crossbar) {
  refresh_tile_parameters p = quiet();
  p.array.wire_resistance = 1e5;
  p.device.lowest_conductance = 1e-7;  // up to 1 mS: wires matter
  refresh_array array = array_of(p);
  for (std::size_t cell = 0; cell < 20; ++cell)
    array.set_state(cell, level_polarisation(p.device, static_cast<int>(cell * 3 % 16)), 0);
  conductance_matrix cells(4, 5);
  array.conductances(cells.data(), 0);
  // Columns of the region alone are open.
  conductance_matrix open = conductance_matrix::Zero(4, 5);
  open.block(1, 1, 2, 3) = cells.block(1, 1, 2, 3);
  const crossbar_response response = solve_crossbar(open, {1e5, 1e5, drive_sides::single});
  const std::uint32_t rows[] = {1, 2}, columns[] = {1, 3};
  const double shares[] = {0.5, 1};
  std::vector<double> siemens(3), squares(3);
  const double drawn = array.integrate({{1, 2, 1, 3}, false, rows, shares, 2}, 0, siemens.data(), squares.data());
  for (Eigen::Index i = 0; i < 3; ++i)
    EXPECT_NEAR(siemens[static_cast<std::size_t>(i)], 0.5 * response.transfer(1 + i, 1) + response.transfer(1 + i, 2),
                1e-15);
  EXPECT_NEAR(drawn, 0.5 * response.row_admittance(1, 1) + response.row_admittance(2, 2), 1e-15);
  EXPECT_LT(siemens[0], 0.9 * (0.5 * cells(1, 1) + cells(2, 1)));
  std::vector<double> transposed(2);
  array.integrate({{1, 2, 1, 3}, true, columns, shares, 2}, 0, transposed.data(), squares.data());
  for (Eigen::Index i = 0; i < 2; ++i)
    EXPECT_NEAR(transposed[static_cast<std::size_t>(i)],
                0.5 * response.transfer(1, 1 + i) + response.transfer(3, 1 + i), 1e-15);
}

TEST(refresh_tile_parameters, that_cannot_be_built_are_refused_with_a_sentence) {
  const auto refused = [](auto change) {
    refresh_tile_parameters p;
    change(p);
    EXPECT_THROW(check(p), std::invalid_argument);
  };
  EXPECT_NO_THROW(check(refresh_tile_parameters{}));
  refused([](refresh_tile_parameters& p) { p.array.columns = 513; });
  refused([](refresh_tile_parameters& p) { p.technology.write_supply_voltage = 14; });  // 14.5 V are needed
  refused([](refresh_tile_parameters& p) { p.read.voltage = -0.7; });
  refused([](refresh_tile_parameters& p) { p.read.voltage = 0; });
  refused([](refresh_tile_parameters& p) { p.converter.cell_top = p.converter.cell_bottom; });
  refused([](refresh_tile_parameters& p) { p.driver.pulse_lsb = 0.3; });
  refused([](refresh_tile_parameters& p) { p.device.set_groups = 17; });
  refused([](refresh_tile_parameters& p) { p.trace.cells = "128,0"; });
  refused([](refresh_tile_parameters& p) { p.trace.rows = "128"; });
}

TEST(refresh_tile_parameters, give_the_published_pulses_and_the_sheets_intervals) {
  const refresh_tile_parameters p;
  const refresh_pulse_table table = pulse_table_of(p, grid);
  const auto entry = [&](refresh_pulse_kind kind) { return pulse_of(table, kind); };
  constexpr cycle_count second = 100'000'000;
  // doi 10.1038/s41467-024-55701-0, Fig. 2e and 2h
  EXPECT_EQ(entry(refresh_pulse_kind::ferroelectric_set).volts, 7.0);
  EXPECT_NEAR(entry(refresh_pulse_kind::ferroelectric_reset).volts, -6.6, 1e-12);
  EXPECT_EQ(entry(refresh_pulse_kind::ferroelectric_set).width, second / 100);
  EXPECT_EQ(entry(refresh_pulse_kind::ferroelectric_reset).gap, second * 4 / 10);
  EXPECT_EQ(entry(refresh_pulse_kind::ion_set).width, second / 5);
  EXPECT_EQ(entry(refresh_pulse_kind::ion_reset).width, second * 2 / 5);
  EXPECT_EQ(entry(refresh_pulse_kind::read_ion).width, second / 10);
  EXPECT_EQ(entry(refresh_pulse_kind::read_ion).gate_volts, 0);
  EXPECT_EQ(entry(refresh_pulse_kind::ion_set).gate_volts, -4);
  EXPECT_EQ(pulse_lsb_of(p, grid), second / 10'000);  // 100 us
  refresh_tile_parameters fast = p;
  fast.device.ion_set_width = 10e-6;
  EXPECT_EQ(pulse_lsb_of(fast, grid), 1u);  // a 2000th is half a cycle
  // refresh.md section 5: tau 10 s, 5 %: 0.513 s; 2 %: 39.1 s; 28 pulses
  const refresh_policy policy = policy_of(p, grid);
  EXPECT_NEAR(grid.seconds(policy.rewrite_interval), 0.5129, 1e-4);
  EXPECT_NEAR(grid.seconds(policy.rest_time), 39.12, 0.01);
  EXPECT_EQ(policy.restore_pulses, 28u);
  EXPECT_EQ(policy.set_pulses, 40u);
  EXPECT_EQ(policy.reset_pulses, 30u);
  EXPECT_EQ(policy.level_step, 0.5);
}

}  // namespace
}  // namespace memvp
