// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/rram_cells.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace memvp {
namespace {

constexpr double set_line = 2.0;      // V on the bit line, as measured
constexpr double reset_gate = 3.5;    // V on the word line, as measured
constexpr double set_width = 100e-9;  // s
constexpr double reset_width = 200e-9;

rram_device_parameters without_faults() {
  rram_device_parameters parameters;
  parameters.stuck_on_fraction = 0;
  parameters.stuck_off_fraction = 0;
  return parameters;
}

rram_device_parameters without_spread() {
  rram_device_parameters parameters = without_faults();
  parameters.set_spread_low = 0;
  parameters.set_spread_high = 0;
  parameters.reset_spread = 0;
  parameters.relaxation = false;
  parameters.drift = false;
  return parameters;
}

void set_all(rram_cells& cells, double siemens) {
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.set_conductance(cell, siemens, 0);
}

std::vector<double> conductances(const rram_cells& cells) {
  std::vector<double> siemens(cells.size());
  cells.conductances(siemens.data(), 0);
  return siemens;
}

double quantile(std::vector<double> values, double share) {
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

struct moments {
  double mean = 0;
  double deviation = 0;
};

moments of_logarithms(const std::vector<double>& values) {
  moments result;
  for (const double value : values) result.mean += std::log(value) / static_cast<double>(values.size());
  for (const double value : values) result.deviation += std::pow(std::log(value) - result.mean, 2);
  result.deviation = std::sqrt(result.deviation / static_cast<double>(values.size() - 1));
  return result;
}

TEST(rram_cells, a_set_pulse_below_onset_leaves_the_cell_alone) {
  rram_cells cells(64, 64, without_faults(), 1);
  set_all(cells, 1e-6);
  const std::uint64_t revision = cells.revision();
  // The onset at 100 ns is at 2.2 V (ndr_1t1r.md 4.2).
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.set(cell, 1.7, set_line, set_width, 0);
  for (const double siemens : conductances(cells)) EXPECT_EQ(siemens, 1e-6);
  EXPECT_EQ(cells.revision(), revision);
  EXPECT_EQ(cells.pulses(0), 1U);
}

TEST(rram_cells, without_spread_a_pulse_takes_a_cell_to_the_tables_median) {
  rram_cells cells(1, 1, without_spread(), 1);
  cells.set_conductance(0, 10e-6, 0);
  cells.set(0, 2.54, set_line, set_width, 0);
  EXPECT_NEAR(cells.conductance(0, 0), 123e-6, 1e-15);
  cells.reset(0, reset_gate, 1.2, reset_width, 0);
  EXPECT_NEAR(cells.conductance(0, 0), 37e-6, 1e-15);
}

TEST(rram_cells, a_set_pulse_never_lowers_and_a_reset_pulse_never_raises_a_conductance) {
  rram_cells cells(32, 32, without_faults(), 2);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    const double before = cells.conductance(cell, 0);
    cells.set(cell, 2.4, set_line, set_width, 0);
    const double between = cells.conductance(cell, 0);
    EXPECT_GE(between, before);
    cells.reset(cell, reset_gate, 1.0, reset_width, 0);
    EXPECT_LE(cells.conductance(cell, 0), between);
  }
}

// ndr_1t1r.md section 4.2: R p10-p90 at 1.5 V = 21-102 kohm.
TEST(rram_cells, resets_spread_as_measured) {
  rram_cells cells(128, 128, without_faults(), 3);
  set_all(cells, 167e-6);  // 6 kohm, the start of the measurement
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.reset(cell, reset_gate, 1.5, reset_width, 0);
  const std::vector<double> siemens = conductances(cells);
  EXPECT_NEAR(1e-3 / quantile(siemens, 0.9), 21, 0.1 * 21);
  EXPECT_NEAR(1e-3 / quantile(siemens, 0.1), 102, 0.1 * 102);
}

// ndr_1t1r.md section 4.2: sigma_G ~14-25 uS at set pulses; 4.2 and 8a.4: ~0.4 near 50 uS, 0.10-0.17 above 120 uS.
TEST(rram_cells, sets_spread_as_measured) {
  rram_cells cells(128, 128, without_faults(), 4);
  set_all(cells, 1e-6);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.set(cell, 2.54, set_line, set_width, 0);
  const moments high = of_logarithms(conductances(cells));
  EXPECT_NEAR(high.mean, std::log(123e-6), 0.01);
  EXPECT_GT(high.deviation, 0.10);
  EXPECT_LT(high.deviation, 0.17);
  set_all(cells, 1e-6);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.set(cell, 2.37, set_line, set_width, 0);
  EXPECT_NEAR(of_logarithms(conductances(cells)).deviation, 0.4, 0.02);
}

TEST(rram_cells, pulses_far_below_onset_do_not_make_a_cell_walk) {
  // With the spread outside of max and min, a thousand resets with no voltage would each move the cell by 60 %.
  rram_cells cells(1, 1, without_faults(), 5);
  cells.set_conductance(0, 20e-6, 0);
  for (int pulse = 0; pulse < 1000; ++pulse) cells.reset(0, reset_gate, 0.1, reset_width, 0);
  EXPECT_EQ(cells.conductance(0, 0), 20e-6);
}

TEST(rram_cells, the_frozen_share_correlates_a_cells_pulses) {
  for (const double share : {0.0, 0.5, 1.0}) {
    rram_device_parameters parameters = without_faults();
    parameters.frozen_share = share;
    rram_cells cells(128, 128, parameters, 6);
    std::vector<double> logarithms[2];
    for (auto& values : logarithms) {
      set_all(cells, 300e-6);
      for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.reset(cell, reset_gate, 1.5, reset_width, 0);
      for (const double siemens : conductances(cells)) values.push_back(std::log(siemens));
    }
    double products = 0;
    const double mean = std::log(std::sqrt(25e-6 * 18e-6));
    for (std::size_t i = 0; i < cells.size(); ++i) {
      products += (logarithms[0][i] - mean) * (logarithms[1][i] - mean);
    }
    // Two pulses share the variance 0.36 in this proportion; 16,384 pairs.
    EXPECT_NEAR(products / static_cast<double>(cells.size()) / 0.36, share, 0.03);
  }
}

TEST(rram_cells, half_selected_cells_stay_alone) {
  rram_cells cells(32, 32, without_faults(), 7);
  set_all(cells, 20e-6);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    cells.set(cell, 2.6, 0, set_width, 0);             // word line up, bit line at 0
    cells.set(cell, 0, set_line, set_width, 0);        // bit line up, word line at 0
    cells.reset(cell, reset_gate, 0, reset_width, 0);  // word line up, source line at 0
    cells.reset(cell, 0, 2.0, reset_width, 0);         // source line up, word line at 0
  }
  for (const double siemens : conductances(cells)) EXPECT_EQ(siemens, 20e-6);
}

TEST(rram_cells, a_longer_set_pulse_needs_less_voltage) {
  rram_cells cells(1, 2, without_spread(), 8);
  set_all(cells, 1e-6);
  cells.set(0, 1.8, set_line, 100e-9, 0);
  cells.set(1, 1.8, set_line, 1e-6, 0);
  EXPECT_EQ(cells.conductance(0, 0), 1e-6);
  EXPECT_NEAR(cells.conductance(1, 0), 179e-6, 1e-15);
}

// ndr_1t1r.md section 4.2: BL median 3.15 V (p5-p95 2.65-3.45), post-form R median 7.8 kohm; 4.1: 1 us.
TEST(rram_cells, forming_needs_its_voltages_and_its_time) {
  rram_device_parameters parameters = without_faults();
  parameters.formed = false;
  rram_cells cells(64, 64, parameters, 9);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    cells.set(cell, 2.8, set_line, set_width, 0);
    cells.reset(cell, reset_gate, 2.0, reset_width, 0);
    cells.form(cell, 2.0, 5.0, 0.9e-6, 0);
    cells.form(cell, 1.9, 5.0, 1e-6, 0);
    EXPECT_FALSE(cells.formed(cell));
    EXPECT_EQ(cells.conductance(cell, 0), 0.1e-6);
    EXPECT_EQ(cells.pulses(cell), 4U);
  }
  const auto formed_at = [&](double bit_line) {
    std::size_t count = 0;
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
      cells.form(cell, 2.0, bit_line, 1e-6, 0);
      count += cells.formed(cell);
    }
    return static_cast<double>(count) / static_cast<double>(cells.size());
  };
  // A normal law through p5 and p95; the measured median lies off their middle (3.05 V) by 0.1 V.
  EXPECT_NEAR(formed_at(2.75), 0.05, 0.015);
  EXPECT_NEAR(formed_at(3.15), 0.5, 0.03);
  EXPECT_NEAR(formed_at(3.55), 0.95, 0.015);
  EXPECT_EQ(formed_at(5.0), 1);
}

TEST(rram_cells, formed_cells_begin_near_the_measured_resistance) {
  const rram_cells made_formed(128, 128, without_faults(), 9);
  EXPECT_NEAR(1e-3 / quantile(conductances(made_formed), 0.5), 7.8, 0.2);
  rram_device_parameters parameters = without_faults();
  parameters.formed = false;
  rram_cells cells(128, 128, parameters, 9);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.form(cell, 2.0, 5.0, 1e-6, 0);
  EXPECT_EQ(conductances(cells), conductances(made_formed));
}

TEST(rram_cells, a_formed_cell_takes_a_forming_pulse_as_a_set_pulse) {
  rram_cells cells(1, 2, without_spread(), 9);
  set_all(cells, 1e-6);
  cells.form(0, 2.0, 3.5, 1e-6, 0);
  cells.set(1, 2.0, 3.5, 1e-6, 0);
  EXPECT_EQ(cells.conductance(0, 0), cells.conductance(1, 0));
  EXPECT_GT(cells.conductance(0, 0), 100e-6);
}

TEST(rram_cells, stuck_cells_appear_at_their_rate_and_obey_no_pulse) {
  rram_device_parameters parameters;
  parameters.stuck_on_fraction = 0.02;
  parameters.stuck_off_fraction = 0.05;
  rram_cells cells(128, 128, parameters, 10);
  std::size_t on = 0;
  std::size_t off = 0;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    if (cells.fault(cell) == cell_fault::none) continue;
    const bool is_on = cells.fault(cell) == cell_fault::stuck_on;
    (is_on ? on : off) += 1;
    const double stuck_at = is_on ? parameters.stuck_on_conductance : parameters.pristine_conductance;
    cells.form(cell, 2.5, 5, 1e-6, 0);
    cells.set(cell, 2.8, set_line, set_width, 0);
    EXPECT_EQ(cells.conductance(cell, 0), stuck_at);
    cells.reset(cell, reset_gate, 2.5, reset_width, 0);
    EXPECT_EQ(cells.conductance(cell, 1'000'000'000'000), stuck_at);
    EXPECT_EQ(cells.pulses(cell), 3U);
  }
  // Four standard deviations of a binomial law of 16,384.
  EXPECT_NEAR(static_cast<double>(on), 0.02 * 16384, 4 * std::sqrt(0.02 * 16384));
  EXPECT_NEAR(static_cast<double>(off), 0.05 * 16384, 4 * std::sqrt(0.05 * 16384));
}

TEST(rram_cells, a_measured_array_can_be_put_in_and_faulty_cells_stay_where_they_were_put) {
  rram_device_parameters parameters;
  parameters.stuck_on_fraction = 1;
  parameters.stuck_off_fraction = 0;
  rram_cells cells(1, 1, parameters, 11);
  cells.set_conductance(0, 5e-6, 0);
  cells.set(0, 2.8, set_line, set_width, 0);
  EXPECT_EQ(cells.conductance(0, 1'000'000'000'000'000), 5e-6);
  EXPECT_THROW(cells.set_conductance(0, 1.1e-3, 0), std::invalid_argument);
  EXPECT_THROW(cells.set_conductance(0, -1e-9, 0), std::invalid_argument);
  EXPECT_THROW(cells.set_conductance(0, std::nan(""), 0), std::invalid_argument);
  EXPECT_NO_THROW(cells.set_conductance(0, 0, 0));
  EXPECT_NO_THROW(cells.set_conductance(0, 1e-3, 0));
}

TEST(rram_cells, a_pulse_without_effect_does_not_disturb_the_cells_path) {
  rram_cells cells(1, 2, without_faults(), 12);
  set_all(cells, 20e-6);
  rram_cells undisturbed = cells;
  const std::uint64_t second = 1'000'000'000'000;
  cells.set(0, 1.5, set_line, set_width, second);
  EXPECT_EQ(cells.conductance(0, 10 * second), undisturbed.conductance(0, 10 * second));
  cells.set(0, 2.6, set_line, set_width, second);
  EXPECT_NE(cells.conductance(0, 10 * second), undisturbed.conductance(0, 10 * second));
}

TEST(rram_cells, a_pulse_meets_the_cell_as_it_has_relaxed_to_now) {
  rram_device_parameters parameters = without_spread();
  parameters.drift = true;
  rram_cells cells(1, 1, parameters, 13);
  const std::uint64_t later = 100'000ull * 1'000'000'000'000ull;
  const auto set_at = [&](double volts, std::uint64_t now) { cells.set(0, volts, set_line, set_width, now); };
  cells.set_conductance(0, 22.5e-6, 0);                                          // 20.53 uS after 1e5 s
  const double volts = 2.30 + 0.08 * std::log(21.5 / 18) / std::log(53.0 / 18);  // aims at 21.5 uS
  set_at(volts, 1);
  EXPECT_EQ(cells.conductance(0, 1), 22.5e-6);
  set_at(volts, later);
  EXPECT_NEAR(cells.conductance(0, later), 21.5e-6, 1e-14);
}

TEST(rram_cells, the_same_seed_gives_the_same_array_in_any_order_of_pulses) {
  rram_cells forward(8, 8, rram_device_parameters{}, 14);
  rram_cells backward(8, 8, rram_device_parameters{}, 14);
  const auto pulse = [](rram_cells& cells, std::size_t cell) {
    cells.reset(cell, reset_gate, 1.5, reset_width, 0);
    cells.set(cell, 2.35, set_line, set_width, 0);
  };
  for (std::size_t cell = 0; cell < forward.size(); ++cell) {
    pulse(forward, cell);
    pulse(backward, forward.size() - 1 - cell);
  }
  EXPECT_EQ(conductances(forward), conductances(backward));
  rram_cells other_seed(8, 8, rram_device_parameters{}, 15);
  rram_cells other_instance(8, 8, rram_device_parameters{}, 14, 1);
  for (std::size_t cell = 0; cell < forward.size(); ++cell) {
    pulse(other_seed, cell);
    pulse(other_instance, cell);
  }
  EXPECT_NE(conductances(forward), conductances(other_seed));
  EXPECT_NE(conductances(forward), conductances(other_instance));
}

TEST(rram_cells, results_beyond_what_a_cell_holds_are_held_and_counted) {
  rram_device_parameters parameters = without_faults();
  parameters.set_spread_high = 3;
  parameters.reset_spread = 3;
  rram_cells cells(32, 32, parameters, 16);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.set(cell, 2.86, set_line, set_width, 0);
  const auto held = [&](double siemens) {
    const std::vector<double> values = conductances(cells);
    return static_cast<std::uint64_t>(std::count(values.begin(), values.end(), siemens));
  };
  EXPECT_GT(cells.clipped_events(), 0U);
  EXPECT_EQ(cells.clipped_events(), held(rram_cells::greatest_conductance));
  const std::uint64_t before = cells.clipped_events();
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.reset(cell, reset_gate, 1.8, reset_width, 0);
  EXPECT_GT(cells.clipped_events(), before);
  EXPECT_EQ(cells.clipped_events() - before, held(parameters.pristine_conductance));
}

TEST(rram_cells, pulses_outside_of_what_was_measured_are_counted) {
  rram_cells cells(1, 1, without_faults(), 17);
  cells.set(0, 2.4, set_line, set_width, 0);
  cells.reset(0, reset_gate, 1.0, reset_width, 0);
  EXPECT_EQ(cells.extrapolated_pulses(), 0U);
  cells.set(0, 2.0, set_line, set_width, 0);
  cells.set(0, 2.4, set_line, 20e-9, 0);
  cells.reset(0, reset_gate, 2.5, reset_width, 0);
  cells.reset(0, reset_gate, 1.0, 2 * reset_width, 0);
  EXPECT_EQ(cells.extrapolated_pulses(), 4U);
}

TEST(rram_cells, impossible_pulses_are_refused_and_change_nothing) {
  rram_cells cells(2, 2, without_faults(), 18);
  const std::vector<double> before = conductances(cells);
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_THROW(cells.set(4, 2.4, set_line, set_width, 0), std::out_of_range);
  EXPECT_THROW(cells.reset(4, reset_gate, 1, reset_width, 0), std::out_of_range);
  EXPECT_THROW(cells.form(4, 2, 3, 1e-6, 0), std::out_of_range);
  EXPECT_THROW(cells.set(0, -2.4, set_line, set_width, 0), std::invalid_argument);
  EXPECT_THROW(cells.set(0, 2.4, infinity, set_width, 0), std::invalid_argument);
  EXPECT_THROW(cells.reset(0, reset_gate, std::nan(""), reset_width, 0), std::invalid_argument);
  EXPECT_THROW(cells.reset(0, reset_gate, 1, -reset_width, 0), std::invalid_argument);
  EXPECT_THROW(cells.conductance(4, 0), std::out_of_range);
  EXPECT_THROW(cells.set_conductance(4, 1e-6, 0), std::out_of_range);
  cells.reset(0, reset_gate, 2, 0, 0);
  EXPECT_EQ(cells.pulses(0), 0U);
  EXPECT_EQ(conductances(cells), before);
  EXPECT_THROW(rram_cells(0, 4, without_faults(), 1), std::invalid_argument);
  EXPECT_THROW(rram_cells(4, 0, without_faults(), 1), std::invalid_argument);
}

}  // namespace
}  // namespace memvp
