// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ferroionic_cells.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

namespace memvp {
namespace {

constexpr double ion_gate = -4;
constexpr double hold_gate = 0;

ferroionic_device_parameters nominal() {
  ferroionic_device_parameters parameters;
  parameters.variability = false;
  return parameters;
}

std::uint64_t picoseconds(double seconds) { return static_cast<std::uint64_t>(std::llround(seconds * 1e12)); }

// One cell and a clock that its pulses move on.
struct cell_under_test {
  explicit cell_under_test(const ferroionic_device_parameters& parameters = nominal()) : cells(1, 1, parameters, 1) {}

  void pulse(double volts, double seconds, double gap = 0, double gate = ion_gate) {
    cells.pulse(0, volts, gate, seconds, now);
    now += picoseconds(seconds) + picoseconds(gap);
  }
  void ferroelectric_group(double volts, std::int64_t pulses) {
    const ferroionic_device_parameters& p = cells.parameters();
    for (std::int64_t i = 0; i < pulses; ++i) pulse(volts, p.ferroelectric_width, p.ferroelectric_gap, hold_gate);
  }
  void wait(double seconds) { now += picoseconds(seconds); }
  double seconds() const { return static_cast<double>(now) * 1e-12; }
  double p() const { return cells.polarisation(0, now); }
  double w() const { return cells.ionic_state(0, now); }
  double siemens() const { return cells.conductance(0, now); }

  ferroionic_cells cells;
  std::uint64_t now = 0;
};

// Check 1 of refresh.md: 16 groups of 40 pulses, 262.4 s; 17 groups of 30 pulses, 209.1 s.
TEST(ferroionic_cells, the_published_staircase_has_sixteen_separate_levels_and_comes_back) {
  cell_under_test cell;
  double before = cell.p();
  for (int level = 0; level < 16; ++level) {
    cell.ferroelectric_group(set_voltage(cell.cells.parameters(), level), 40);
    // 5 % of the distance is left; levels are 0.125 apart.
    EXPECT_NEAR(cell.p(), level_polarisation(cell.cells.parameters(), level), 0.125 / 16);
    EXPECT_GT(cell.p(), before + 0.1);
    before = cell.p();
  }
  EXPECT_NEAR(cell.seconds(), 262.4, 1e-9);
  const double set_done = cell.seconds();
  for (int group = 0; group < 17; ++group) {
    cell.ferroelectric_group(reset_voltage(cell.cells.parameters(), group), 30);
    EXPECT_LT(cell.p(), before - 0.1);
    before = cell.p();
  }
  EXPECT_NEAR(cell.seconds() - set_done, 209.1, 1e-9);
  EXPECT_NEAR(cell.p(), -1, 0.01);
}

// Check 2 of refresh.md, and the trial run at the end of its section 4: each pulse is followed by a read at the same
// gate, 0.3 s and 0.5 s a step.
TEST(ferroionic_cells, potentiation_and_depression_run_as_in_the_sheets_trial) {
  cell_under_test cell;
  const auto set_and_read = [&] {
    cell.pulse(-1.5, 0.2);
    cell.pulse(-0.6, 0.1);
  };
  const auto reset_and_read = [&] {
    cell.pulse(0.22, 0.4);
    cell.pulse(-0.6, 0.1);
  };
  double siemens = cell.siemens();
  std::vector<double> rising, falling;
  for (int step = 0; step < 30; ++step) {
    set_and_read();
    rising.push_back(cell.w());
    EXPECT_GT(cell.siemens(), siemens);
    siemens = cell.siemens();
  }
  EXPECT_NEAR(cell.seconds(), 30 * 0.3, 1e-9);
  EXPECT_NEAR(rising[0], 0.094, 0.0005);
  EXPECT_NEAR(rising[9], 0.56, 0.005);
  EXPECT_NEAR(rising[29], 0.75, 0.005);
  for (int step = 0; step < 100; ++step) set_and_read();
  EXPECT_NEAR(cell.w(), 0.77, 0.005);
  siemens = cell.siemens();
  const double begin = cell.seconds();
  for (int step = 0; step < 30; ++step) {
    reset_and_read();
    falling.push_back(cell.w());
    EXPECT_LT(cell.siemens(), siemens);
    siemens = cell.siemens();
  }
  EXPECT_NEAR(cell.seconds() - begin, 30 * 0.5, 1e-9);
  EXPECT_NEAR(falling[0], 0.66, 0.005);
  EXPECT_NEAR(falling[9], 0.17, 0.005);
  EXPECT_NEAR(falling[29], 0.015, 0.0005);
}

// Check 3 of refresh.md: the tolerance is half a level, the model's own answer 0.
TEST(ferroionic_cells, a_thousand_deployments_and_restores_leave_the_levels_alone) {
  const ferroionic_device_parameters parameters;  // with its spreads
  ferroionic_cells cells(1, 16, parameters, 5);
  for (int level = 0; level < 16; ++level)
    cells.set_state(std::size_t(level), level_polarisation(parameters, level), 0, 0);
  const random_key key{1, random_purpose::test_input, 0};
  std::uint64_t now = 0;
  std::vector<double> seconds(16);
  for (std::uint64_t cycle = 0; cycle < 1000; ++cycle) {
    for (std::size_t i = 0; i < 16; ++i) seconds[i] = uniform(key, i, cycle);
    cells.pulse_row(0, 0, 16, cycle % 2 == 0 ? -1.5 : 1.5 * (2 * uniform(key, 99, cycle) - 1), ion_gate, seconds.data(),
                    now);
    now += picoseconds(1);
    const std::vector<double> restore(16, 0.4);
    for (int pulse = 0; pulse < 28; ++pulse, now += picoseconds(0.4)) {
      cells.pulse_row(0, 0, 16, 0.22, ion_gate, restore.data(), now);
    }
  }
  for (int level = 0; level < 16; ++level) {
    EXPECT_EQ(cells.polarisation(std::size_t(level)), level_polarisation(parameters, level));
    EXPECT_LT(cells.ionic_state(std::size_t(level), now), 0.05);
  }
}

// Check 4 of refresh.md: within 1 %.
TEST(ferroionic_cells, idle_cells_lose_their_ionic_part_with_tau_and_keep_their_polarisation) {
  for (const double tau : {1.0, 10.0, 1000.0}) {
    ferroionic_device_parameters parameters = nominal();
    parameters.relaxation_time = tau;
    parameters.equilibrium = 0.1;
    cell_under_test cell(parameters);
    cell.cells.set_state(0, 0.25, 0.8, 0);
    const double rest = std::log(conductance(parameters, 0.25, 0.1));
    const double begin = std::log(cell.siemens()) - rest;
    cell.wait(tau);
    EXPECT_NEAR((std::log(cell.siemens()) - rest) / begin, std::exp(-1), 0.01 * std::exp(-1));
    cell.wait(2 * tau);
    EXPECT_NEAR((std::log(cell.siemens()) - rest) / begin, std::exp(-3), 0.01 * std::exp(-3));
    cell.wait(60 * tau);
    EXPECT_NEAR(cell.siemens(), conductance(parameters, 0.25, 0.1), 1e-20);
    EXPECT_EQ(cell.p(), 0.25);
  }
}

// Check 5 of refresh.md.
TEST(ferroionic_cells, half_selected_cells_are_disturbed_as_the_sheet_computes) {
  cell_under_test half;
  half.pulse(7.25, 0.01, 0, hold_gate);
  EXPECT_GT(half.p(), -0.995);
  cell_under_test third;
  for (const double volts : {4.83, -4.83}) {
    third.cells.set_state(0, 0.5, 0.5, third.now);
    third.pulse(volts, 0.01, 0, hold_gate);
    EXPECT_EQ(third.p(), 0.5);
    EXPECT_NEAR(third.w(), volts > 0 ? 0 : 1, 1e-6);  // "P safe, but saturates w"
  }
  EXPECT_EQ(third.cells.undefined_pulses(), 2U);
  cell_under_test ionic;
  ionic.pulse(-1.5, 0.2);
  const double full = ionic.w();
  ionic.cells.set_state(0, -1, 0, ionic.now);
  ionic.pulse(-0.75, 0.2);
  EXPECT_NEAR(ionic.w() / full, 0.038, 0.001 + 0.038 * 0.06);  // the full pulse bends by up to 6 % (rate 0.6/s, 0.2 s)
  ionic.cells.set_state(0, -1, 0.75, ionic.now);
  ionic.pulse(0.5, 0.24);
  EXPECT_NEAR(ionic.w() / 0.75, std::exp(-1), 0.02);
}

// Check 8 of refresh.md.
TEST(ferroionic_cells, polarisation_is_lost_at_the_curie_temperature_and_kept_below_it) {
  const ferroionic_device_parameters parameters = nominal();
  ferroionic_cells cells(1, 16, parameters, 1);
  for (int level = 0; level < 16; ++level)
    cells.set_state(std::size_t(level), level_polarisation(parameters, level), 0, 0);
  cells.set_temperature(314.9, picoseconds(1));
  for (int level = 0; level < 16; ++level) {
    EXPECT_EQ(cells.polarisation(std::size_t(level)), level_polarisation(parameters, level));
  }
  const std::uint64_t revision = cells.revision();
  cells.set_temperature(315, picoseconds(2));
  for (std::size_t cell = 0; cell < 16; ++cell) EXPECT_EQ(cells.polarisation(cell), 0);
  EXPECT_EQ(cells.depolarised_cells(), 15U);  // level 7 is p = 0
  EXPECT_GT(cells.revision(), revision);
  cells.pulse(3, 14.5, hold_gate, 0.4, picoseconds(3));
  EXPECT_EQ(cells.polarisation(3), 0);
  EXPECT_THROW(cells.set_state(3, 0.5, 0, picoseconds(4)), std::invalid_argument);
  cells.set_temperature(300, picoseconds(5));
  cells.pulse(3, 14.5, hold_gate, 0.4, picoseconds(5));
  EXPECT_NEAR(cells.polarisation(3), 0.95, 0.001);
}

TEST(ferroionic_cells, tau_changes_with_the_temperature_from_then_on) {
  ferroionic_device_parameters parameters = nominal();
  parameters.activation_energy = 0.5;  // tau 5.358 s at 310 K, see ferroionic_laws
  ferroionic_cells cells(1, 1, parameters, 1);
  cells.set_state(0, -1, 0.8, 0);
  cells.set_temperature(310, picoseconds(2));
  EXPECT_NEAR(cells.relaxation_time(0), 5.358, 0.001);
  EXPECT_NEAR(cells.ionic_state(0, picoseconds(5)), 0.8 * std::exp(-2 / 10.0 - 3 / 5.358), 1e-4);
  cells.set_temperature(300, picoseconds(5));
  EXPECT_NEAR(cells.ionic_state(0, picoseconds(6)), 0.8 * std::exp(-2 / 10.0 - 3 / 5.358 - 1 / 10.0), 1e-4);
}

TEST(ferroionic_cells, a_closed_gate_and_an_idle_line_change_nothing) {
  cell_under_test cell;
  cell.cells.set_state(0, 0.5, 0.5, 0);
  const std::uint64_t revision = cell.cells.revision();
  cell.pulse(-1.5, 0.2, 0, hold_gate);
  cell.pulse(0.22, 0.4, 0, hold_gate);
  cell.pulse(-1.5, 0);
  cell.pulse(0, 1);
  EXPECT_EQ(cell.cells.revision(), revision);
  EXPECT_EQ(cell.cells.last_write_ps(0), 0U);
  EXPECT_NEAR(cell.w(), 0.5 * std::exp(-1.6 / 10), 1e-12);
}

TEST(ferroionic_cells, only_cells_with_an_open_gate_see_a_pulse_each_for_its_own_time) {
  const ferroionic_device_parameters parameters = nominal();
  ferroionic_cells cells(3, 200, parameters, 1);  // more than are worked on at a time
  std::vector<double> seconds(190);
  for (std::size_t i = 0; i < seconds.size(); ++i) seconds[i] = i % 3 == 0 ? 0 : 1e-3 * static_cast<double>(i);
  cells.pulse_row(1, 7, 190, -1.5, ion_gate, seconds.data(), 0);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    const bool inside = cell >= 207 && cell < 397;
    const double width = inside ? seconds[cell - 207] : 0;
    const std::uint64_t end = picoseconds(width);
    EXPECT_EQ(cells.last_write_ps(cell), end);
    EXPECT_NEAR(cells.ionic_state(cell, end), ionic_after(parameters, 0, -1.5, width, 10), 1e-14);
  }
}

TEST(ferroionic_cells, a_ferroelectric_set_leaves_no_ions_and_a_reset_all_of_them) {
  cell_under_test cell;
  cell.cells.set_state(0, -1, 0.4, 0);
  cell.pulse(7, 0.01, 0, hold_gate);
  EXPECT_EQ(cell.w(), 0);
  cell.pulse(-6.6, 0.01, 0, hold_gate);
  EXPECT_NEAR(cell.w(), 1, 1e-9);
}

TEST(ferroionic_cells, a_read_pulse_at_the_ion_gate_sets_a_little_and_is_no_write) {
  cell_under_test cell;
  cell.pulse(-0.6, 0.1);
  EXPECT_NEAR(cell.w(), 0.5 * 0.0199 * 0.1, 2e-5);  // rate 0.5/s times sinh(0.6/0.23)/sinh(1.5/0.23)
  EXPECT_EQ(cell.cells.last_write_ps(0), 0U);
  EXPECT_GT(cell.cells.revision(), 0U);
}

TEST(ferroionic_cells, looking_changes_nothing_and_a_row_agrees_with_its_cells) {
  const ferroionic_device_parameters parameters;
  ferroionic_cells looked_at(4, 37, parameters, 9, 2), left_alone(4, 37, parameters, 9, 2);
  std::vector<double> seconds(37), siemens(2 * 37);
  const random_key key{2, random_purpose::test_input, 0};
  std::uint64_t now = 0;
  for (std::uint64_t event = 0; event < 200; ++event) {
    for (std::size_t i = 0; i < 37; ++i) seconds[i] = 0.1 * uniform(key, i, event);
    const double volts[] = {-1.5, 0.22, -0.6, 12, -6.6, 0.5};
    const double applied = volts[std::size_t(6 * uniform(key, 99, event))];
    for (auto* cells : {&looked_at, &left_alone}) {
      cells->pulse_row(event % 4, 0, 37, applied, ion_gate, seconds.data(), now);
    }
    now += picoseconds(3 * uniform(key, 100, event));
    looked_at.conductances(1, 2, siemens.data(), now);
    for (std::size_t i = 0; i < siemens.size(); ++i) EXPECT_EQ(siemens[i], looked_at.conductance(37 + i, now));
  }
  for (std::size_t cell = 0; cell < looked_at.size(); ++cell) {
    EXPECT_EQ(looked_at.conductance(cell, now), left_alone.conductance(cell, now));
    EXPECT_NEAR(looked_at.conductance(cell, now),
                conductance(parameters, looked_at.polarisation(cell), looked_at.ionic_state(cell, now)),
                1e-13 * looked_at.conductance(cell, now));
  }
}

TEST(ferroionic_cells, a_pulse_during_another_begins_at_its_end) {
  ferroionic_cells one_after_another(1, 1, nominal(), 1), at_once(1, 1, nominal(), 1);
  one_after_another.pulse(0, -1.5, ion_gate, 0.2, 0);
  one_after_another.pulse(0, -1.5, ion_gate, 0.2, picoseconds(0.2));
  at_once.pulse(0, -1.5, ion_gate, 0.2, 0);
  at_once.pulse(0, -1.5, ion_gate, 0.2, picoseconds(0.1));
  EXPECT_EQ(at_once.ionic_state(0, picoseconds(1)), one_after_another.ionic_state(0, picoseconds(1)));
  EXPECT_EQ(at_once.ionic_state(0, 0), at_once.ionic_state(0, picoseconds(0.4)));
  EXPECT_EQ(at_once.last_write_ps(0), picoseconds(0.4));
}

TEST(ferroionic_cells, a_finite_retention_lets_the_polarisation_fade_however_the_ions_are_treated) {
  ferroionic_device_parameters parameters = nominal();
  parameters.polarisation_retention = 100;
  ferroionic_cells cells(1, 2, parameters, 1);
  for (std::size_t cell : {0, 1}) cells.set_state(cell, 0.8, 0, 0);
  for (int pulse = 0; pulse < 50; ++pulse) cells.pulse(1, -1.5, ion_gate, 0.2, picoseconds(pulse));
  for (std::size_t cell : {0, 1}) {
    EXPECT_NEAR(cells.polarisation(cell, picoseconds(100)), 0.8 * std::exp(-1), 1e-12);
    EXPECT_NEAR(cells.conductance(cell, picoseconds(100)),
                conductance(parameters, 0.8 * std::exp(-1), cells.ionic_state(cell, picoseconds(100))), 1e-18);
  }
}

TEST(ferroionic_cells, bad_pulses_and_states_are_refused_and_change_nothing) {
  ferroionic_cells cells(2, 3, ferroionic_device_parameters{}, 1);
  const std::vector<double> good(3, 0.1), negative{0.1, -0.1, 0.1}, infinite{0.1, INFINITY, 0.1};
  EXPECT_THROW(cells.pulse_row(2, 0, 3, -1.5, ion_gate, good.data(), 0), std::out_of_range);
  EXPECT_THROW(cells.pulse_row(1, 1, 3, -1.5, ion_gate, good.data(), 0), std::out_of_range);
  EXPECT_THROW(cells.pulse_row(1, 0, 3, -1.5, ion_gate, negative.data(), 0), std::invalid_argument);
  EXPECT_THROW(cells.pulse_row(1, 0, 3, -1.5, ion_gate, infinite.data(), 0), std::invalid_argument);
  EXPECT_THROW(cells.pulse_row(1, 0, 3, NAN, ion_gate, good.data(), 0), std::invalid_argument);
  EXPECT_THROW(cells.pulse(6, -1.5, ion_gate, 0.1, 0), std::out_of_range);
  EXPECT_THROW(cells.set_state(0, 1.1, 0, 0), std::invalid_argument);
  EXPECT_THROW(cells.set_state(0, 0, -0.1, 0), std::invalid_argument);
  EXPECT_THROW(cells.set_temperature(0, 0), std::invalid_argument);
  double siemens[9];
  EXPECT_THROW(cells.conductances(1, 2, siemens, 0), std::out_of_range);
  EXPECT_THROW(cells.conductance(6, 0), std::out_of_range);
  EXPECT_THROW(cells.ionic_state(6, 0), std::out_of_range);
  EXPECT_THROW(ferroionic_cells(0, 3, ferroionic_device_parameters{}, 1), std::invalid_argument);
  EXPECT_EQ(cells.revision(), 0U);
}

}  // namespace
}  // namespace memvp
