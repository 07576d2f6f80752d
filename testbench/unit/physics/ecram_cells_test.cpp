// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ecram_cells.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace memvp {
namespace {

constexpr double volts = 5;
constexpr double quantum = 0.1;  // s

ecram_device_parameters quiet() {
  ecram_device_parameters parameters;
  parameters.cycle_noise = 0;
  parameters.device_spread = 0;
  parameters.asymmetry_spread = 0;
  return parameters;
}

cell_range all_of(const ecram_cells& cells) { return {0, cells.size(), 1}; }

void set_all(ecram_cells& cells, double g) {
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.set_state(cell, g, 0);
}

struct moments {
  double mean = 0;
  double deviation = 0;
};

moments moments_of(const std::vector<double>& values) {
  moments result;
  for (const double value : values) result.mean += value / static_cast<double>(values.size());
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  result.deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
  return result;
}

std::vector<double> states(const ecram_cells& cells) {
  std::vector<double> result;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) result.push_back(cells.state(cell, 0));
  return result;
}

struct window {
  double low, high, step;  // S
};

// Fig. 2a of doi 10.1038/s41467-023-41958-4, and the steps that 100 pulses a window imply: fact sheet, section 1.
constexpr window windows[] = {{0.1e-6, 0.2e-6, 1e-9}, {0.4e-6, 1e-6, 6e-9},    {2e-6, 4e-6, 20e-9},
                              {15e-6, 30e-6, 150e-9}, {60e-6, 100e-6, 400e-9}, {170e-6, 230e-6, 600e-9}};

// Fact sheet, section 8, check 1: end points within 0.5 % of the window, steps within 1 %.
TEST(ecram_cells, hundred_pulses_up_and_down_cross_each_window_in_equal_steps) {
  for (const window& w : windows) {
    ecram_device_parameters parameters = quiet();
    parameters.minimum_conductance = w.low;
    parameters.maximum_conductance = w.high;
    ecram_cells cells(1, 1, parameters, 1);
    double last = cells.conductance(0, 0);
    EXPECT_EQ(last, w.low);
    for (const double direction : {1.0, -1.0}) {
      for (int pulse = 0; pulse < 100; ++pulse) {
        cells.apply_pulse(0, direction * volts, quantum, 0);
        const double now = cells.conductance(0, 0);
        ASSERT_NEAR((now - last) * direction, w.step, 0.01 * w.step);
        last = now;
      }
      EXPECT_NEAR(last, direction > 0 ? w.high : w.low, 0.005 * (w.high - w.low));
    }
  }
}

// Fact sheet, section 8, check 1: with noise the mean slope over 100 cells keeps within 3 %. 80 of the 100 pulses, so
// that no cell reaches the end of its window (6 standard deviations of spread and noise: 80 (1 + 6 * 0.03) < 100).
TEST(ecram_cells, with_default_noise_the_mean_slope_of_a_hundred_cells_keeps_to_the_step) {
  for (const window& w : windows) {
    ecram_device_parameters parameters;
    parameters.minimum_conductance = w.low;
    parameters.maximum_conductance = w.high;
    ecram_cells cells(10, 10, parameters, 7);
    // A middle start keeps the first noisy pulses off the lower end.
    set_all(cells, 0.02);
    const double before = moments_of(states(cells)).mean;
    for (int pulse = 0; pulse < 80; ++pulse) cells.apply_pulse(all_of(cells), volts, quantum, 0);
    const double slope = (moments_of(states(cells)).mean - before) * (w.high - w.low) / 80;
    EXPECT_NEAR(slope, w.step, 0.03 * w.step);
    EXPECT_EQ(cells.clipped_events(), 0u);
  }
}

// Fact sheet, section 8, check 2 (Fig. 1c, pulse A of 150 ms): peaks proportional to the count, base regained within
// 0.1 step without noise.
TEST(ecram_cells, ramps_of_20_to_35_pulses_peak_in_proportion_and_return_to_base) {
  ecram_device_parameters parameters = quiet();
  parameters.pulse_width = 0.15;
  std::vector<double> peaks;
  for (const int count : {20, 25, 30, 35}) {
    ecram_cells cells(1, 1, parameters, 1);
    cells.set_state(0, 0.3, 0);
    for (int pulse = 0; pulse < count; ++pulse) cells.apply_pulse(0, volts, 0.15, 0);
    peaks.push_back(cells.state(0, 0) - 0.3);
    for (int pulse = 0; pulse < count; ++pulse) cells.apply_pulse(0, -volts, 0.15, 0);
    EXPECT_NEAR(cells.state(0, 0), 0.3, 0.1 * 0.01);
  }
  EXPECT_NEAR(peaks[1] / peaks[0], 1.25, 0.03 * 1.25);
  EXPECT_NEAR(peaks[2] / peaks[0], 1.50, 0.03 * 1.50);
  EXPECT_NEAR(peaks[3] / peaks[0], 1.75, 0.03 * 1.75);
}

// Fact sheet, section 8, check 2: closure 0.24 sqrt(2n) = 1.5, 1.7, 1.9, 2.0 steps within 15 %. Gains spread the step
// by 3 %, which the 2n independent draws average into a factor sqrt(1 + 0.03^2): negligible.
TEST(ecram_cells, default_noise_leaves_a_ramp_open_by_the_root_of_its_pulses) {
  ecram_device_parameters parameters;
  parameters.asymmetry_spread = 0;  // asymmetry does not average out over a ramp; it has its own test
  for (const int count : {20, 25, 30, 35}) {
    ecram_cells cells(20, 20, parameters, static_cast<std::uint64_t>(count));
    set_all(cells, 0.3);
    for (int pulse = 0; pulse < count; ++pulse) cells.apply_pulse(all_of(cells), volts, quantum, 0);
    for (int pulse = 0; pulse < count; ++pulse) cells.apply_pulse(all_of(cells), -volts, quantum, 0);
    const moments closure = moments_of(states(cells));
    const double expected = 0.24 * std::sqrt(2.0 * count) * 0.01;
    EXPECT_NEAR(closure.deviation, expected, 0.15 * expected);
    EXPECT_NEAR(closure.mean, 0.3, 4 * expected / 20);  // 4 standard errors of 400 cells
  }
}

// Fact sheet, section 8, check 2: A = 0.05 walks n A steps a cycle = 1.0, 1.25, 1.5, 1.75.
TEST(ecram_cells, an_asymmetric_cell_walks_by_its_asymmetry_with_every_ramp) {
  ecram_device_parameters parameters = quiet();
  parameters.asymmetry = 0.05;
  const int counts[] = {20, 25, 30, 35};
  const double walks[] = {1.0, 1.25, 1.5, 1.75};
  for (int i = 0; i < 4; ++i) {
    ecram_cells cells(1, 1, parameters, 1);
    cells.set_state(0, 0.3, 0);
    for (int pulse = 0; pulse < counts[i]; ++pulse) cells.apply_pulse(0, volts, quantum, 0);
    for (int pulse = 0; pulse < counts[i]; ++pulse) cells.apply_pulse(0, -volts, quantum, 0);
    EXPECT_NEAR((cells.state(0, 0) - 0.3) / 0.01, walks[i], 1e-9);
  }
}

// Fact sheet, section 8, check 3: mean equal within 0.5 %, variance within 10 %, for n = 1..100. 40,000 cells make
// their standard errors 0.24/200 = 0.12 % of a step at n = 1 and sqrt(2/40000) = 0.7 %. 250 quanta a window, so that
// none clips.
TEST(ecram_cells, one_wide_pulse_equals_many_short_ones_in_mean_and_variance) {
  ecram_device_parameters parameters = quiet();
  parameters.cycle_noise = 0.24;
  parameters.pulses_per_window = 250;
  ecram_cells serial(200, 200, parameters, 1);
  set_all(serial, 0.3);
  for (int count = 1; count <= 100; ++count) {
    serial.apply_pulse(all_of(serial), volts, quantum, 0);
    if (count > 4 && count % 8 != 0 && count != 100) continue;
    ecram_cells wide(200, 200, parameters, 1000 + static_cast<std::uint64_t>(count));
    set_all(wide, 0.3);
    wide.apply_pulse(all_of(wide), volts, count * quantum, 0);
    const moments by_pulses = moments_of(states(serial));
    const moments by_width = moments_of(states(wide));
    EXPECT_NEAR((by_width.mean - 0.3) / (by_pulses.mean - 0.3), 1, 0.005) << count;
    EXPECT_NEAR(std::pow(by_width.deviation / by_pulses.deviation, 2), 1, 0.10) << count;
    EXPECT_NEAR(by_width.deviation * 250, 0.24 * std::sqrt(count), 0.05 * 0.24 * std::sqrt(count)) << count;
  }
  EXPECT_EQ(serial.clipped_events(), 0u);
}

// Fact sheet, section 8, check 4: 255 steps in 255 quanta have 255 Phi(-1/0.24) = 0.004 expected reversals a cell; 255
// steps squeezed into 100 quanta, 100/255 of a quantum each, 255 Phi(-sqrt(100/255)/0.24) = 1.15 (the sheet's 1.2).
TEST(ecram_cells, a_wide_window_holds_256_rising_states_and_a_narrow_one_does_not) {
  const auto reversals = [](double pulses_per_window, double width) {
    ecram_device_parameters parameters = quiet();
    parameters.cycle_noise = 0.24;
    parameters.pulses_per_window = pulses_per_window;
    ecram_cells cells(40, 40, parameters, 3);
    std::vector<double> last = states(cells);
    std::vector<int> falls(cells.size(), 0);
    for (int step = 0; step < 255; ++step) {
      cells.apply_pulse(all_of(cells), volts, width, 0);
      for (std::size_t cell = 0; cell < cells.size(); ++cell) {
        const double now = cells.state(cell, 0);
        falls[cell] += now < last[cell];
        last[cell] = now;
      }
    }
    return falls;
  };
  int total = 0;
  for (const int count : reversals(255, quantum)) total += count;
  EXPECT_EQ(reversals(255, quantum)[0], 0);  // the one device of the figure: all 255 steps rise
  EXPECT_LE(total, 17);                      // 1600 cells: 6.3 expected, 4 standard deviations of a count above

  total = 0;
  for (const int count : reversals(100, quantum * 100 / 255)) total += count;
  const double probability = 0.5 * std::erfc(std::sqrt(100.0 / 255) / 0.24 / std::sqrt(2.0));
  // 15 % covers the last steps at the upper end of the window, where clipping hides reversals.
  EXPECT_NEAR(total / 1600.0, 255 * probability, 0.15 * 255 * probability);
}

// R = 300 by definition of the ratio, fact sheet, section 7.
TEST(ecram_cells, a_half_selected_cell_receives_one_300th_of_a_full_pulse) {
  ecram_cells cells(1, 3, quiet(), 1);
  set_all(cells, 0.5);
  cells.apply_pulse(0, volts, 30 * quantum, 0);
  cells.apply_pulse(1, volts / 2, 30 * quantum, 0);
  cells.apply_pulse(2, -volts / 3, 30 * quantum, 0);
  EXPECT_NEAR(cells.state(0, 0) - 0.5, 0.3, 1e-12);
  EXPECT_NEAR(cells.state(1, 0) - 0.5, 0.3 / 300, 1e-12);
  EXPECT_NEAR(cells.state(2, 0) - 0.5, -0.3 / 2009.27, 1e-8);  // V/3: sinh ratio 2009.27 at R = 300
}

// Fact sheet, table of section 7: a serial open-loop image in a V/2 scheme lifts a 10 x 10 array by +3.0 % of the
// window at R = 300, spread 0.4 %: 18 mean pulses of half a window, over 300.
TEST(ecram_cells, writing_an_image_serially_lifts_the_array_by_three_percent) {
  std::vector<double> errors;
  for (std::uint64_t image = 0; image < 40; ++image) {
    ecram_cells cells(10, 10, quiet(), 1);
    const random_key targets{image, random_purpose::test_input, 0};
    for (std::size_t row = 0; row < 10; ++row) {
      for (std::size_t column = 0; column < 10; ++column) {
        const double width = uniform(targets, row * 10 + column, 0) * 100 * quantum;
        cells.apply_pulse(row * 10 + column, volts, width, 0);
        cells.apply_pulse({row * 10, column, 1}, volts / 2, width, 0);
        cells.apply_pulse({row * 10 + column + 1, 9 - column, 1}, volts / 2, width, 0);
        cells.apply_pulse({column, row, 10}, volts / 2, width, 0);
        cells.apply_pulse({row * 10 + column + 10, 9 - row, 10}, volts / 2, width, 0);
      }
    }
    for (std::size_t cell = 0; cell < 100; ++cell) {
      const double target = uniform(targets, cell, 0);
      if (target < 0.95) errors.push_back(cells.state(cell, 0) - target);  // the table's case has no clipping
    }
  }
  EXPECT_NEAR(moments_of(errors).mean, 0.030, 0.15 * 0.030);
  EXPECT_NEAR(moments_of(errors).deviation, 0.004, 0.15 * 0.004);
}

// Spread 0.03 over 10,000 cells: standard errors 0.03/100 of the mean and 0.03/sqrt(20000) = 0.7 % of the deviation.
TEST(ecram_cells, gains_are_frozen_and_spread_as_declared) {
  const ecram_device_parameters parameters;
  const ecram_cells cells(100, 100, parameters, 5);
  std::vector<double> gains;
  std::vector<double> asymmetries;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    const double gain = 0.5 * (cells.gain_up(cell) + cells.gain_down(cell));
    gains.push_back(gain);
    asymmetries.push_back((cells.gain_up(cell) - cells.gain_down(cell)) / gain);
  }
  EXPECT_NEAR(moments_of(gains).mean, 1, 4 * 0.03 / 100);
  EXPECT_NEAR(moments_of(gains).deviation, 0.03, 4 * 0.007 * 0.03);
  EXPECT_NEAR(moments_of(asymmetries).mean, 0, 4 * 0.01 / 100);
  EXPECT_NEAR(moments_of(asymmetries).deviation, 0.01, 4 * 0.007 * 0.01);
}

// k = max(0.2, 1 + s_dev xi): fact sheet, section 7.
TEST(ecram_cells, no_gain_falls_below_a_fifth) {
  ecram_device_parameters parameters = quiet();
  parameters.device_spread = 1;
  const ecram_cells cells(50, 50, parameters, 5);
  double least = 1;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) least = std::min(least, cells.gain_up(cell));
  EXPECT_NEAR(least, 0.2, 1e-12);
}

// Noise is keyed by the cell and the count of that cell's own events: the order of the cells does not matter.
TEST(ecram_cells, the_order_of_cells_does_not_change_the_noise) {
  const ecram_device_parameters parameters;
  ecram_cells forward(4, 5, parameters, 11);
  ecram_cells backward(4, 5, parameters, 11);
  ecram_cells by_range(4, 5, parameters, 11);
  for (int round = 0; round < 3; ++round) {
    for (std::size_t cell = 0; cell < 20; ++cell) forward.apply_pulse(cell, volts, 3 * quantum, 0);
    for (std::size_t cell = 20; cell-- > 0;) backward.apply_pulse(cell, volts, 3 * quantum, 0);
    for (std::size_t column = 0; column < 5; ++column) by_range.apply_pulse({column, 4, 5}, volts, 3 * quantum, 0);
  }
  EXPECT_EQ(states(forward), states(backward));
  EXPECT_EQ(states(forward), states(by_range));
  ecram_cells other_seed(4, 5, parameters, 12);
  ecram_cells other_instance(4, 5, parameters, 11, 1);
  EXPECT_NE(forward.gain_up(0), other_seed.gain_up(0));
  EXPECT_NE(forward.gain_up(0), other_instance.gain_up(0));
}

// The exponential law through the array: 50 of 100 quanta from the bottom of an NL 1 window reach
// g(1/2) = 1 / (1 + exp(-1/(2 A'))) with A' = 1.251653 (NeuroSim's table): 0.598557; down is the mirror image.
TEST(ecram_cells, a_nonlinear_cell_rises_and_falls_on_mirrored_curves) {
  ecram_device_parameters parameters = quiet();
  parameters.nonlinearity_up = 1;
  parameters.nonlinearity_down = 1;
  ecram_cells cells(1, 2, parameters, 1);
  cells.set_state(1, 1, 0);
  for (int pulse = 0; pulse < 50; ++pulse) {
    cells.apply_pulse(0, volts, quantum, 0);
    cells.apply_pulse(1, -volts, quantum, 0);
  }
  const double expected = 1 / (1 + std::exp(-1 / (2 * 1.251653)));
  EXPECT_NEAR(cells.state(0, 0), expected, 1e-6);
  EXPECT_NEAR(cells.state(1, 0), 1 - expected, 1e-6);
}

// Soft bounds: dg/dn = (1 + gam - 2 gam g)/N0 from 0 for n = N0 gives g = (1 + gam)/(2 gam) (1 - exp(-2 gam)); for
// gam = 0.4152 (aihwkit's oxide ECRAM preset) 0.961387.
TEST(ecram_cells, a_soft_bound_cell_takes_smaller_steps_near_its_bound) {
  ecram_device_parameters parameters = quiet();
  parameters.law = update_law::soft_bounds;
  parameters.soft_bound_up = 0.4152;
  parameters.soft_bound_down = 0.7342;
  ecram_cells cells(1, 2, parameters, 1);
  cells.set_state(1, 1, 0);
  cells.apply_pulse(0, volts, 100 * quantum, 0);
  cells.apply_pulse(1, -volts, 100 * quantum, 0);
  const auto reached = [](double bound) { return (1 + bound) / (2 * bound) * (1 - std::exp(-2 * bound)); };
  EXPECT_NEAR(cells.state(0, 0), reached(0.4152), 1e-12);
  EXPECT_NEAR(cells.state(1, 0), 1 - reached(0.7342), 1e-12);
}

TEST(ecram_cells, events_that_run_into_the_window_are_clipped_and_counted) {
  ecram_cells cells(1, 2, quiet(), 1);
  cells.apply_pulse(0, -volts, quantum, 0);
  EXPECT_EQ(cells.state(0, 0), 0);
  EXPECT_EQ(cells.clipped_events(), 1u);
  cells.apply_pulse(all_of(cells), volts, 200 * quantum, 0);
  EXPECT_EQ(cells.state(1, 0), 1);
  EXPECT_EQ(cells.clipped_events(), 3u);
  cells.apply_pulse(0, -volts, quantum, 0);
  EXPECT_EQ(cells.clipped_events(), 3u);
}

TEST(ecram_cells, the_endurance_counter_counts_full_pulses_alone) {
  ecram_cells cells(2, 2, quiet(), 1);
  cells.apply_pulse(3, volts, quantum, 0);
  cells.apply_pulse(3, -volts, quantum, 0);
  cells.apply_pulse({1, 2, 2}, volts / 2, quantum, 0);
  EXPECT_EQ(cells.pulses(3), 2u);
  EXPECT_EQ(cells.pulses(1), 0u);
}

TEST(ecram_cells, a_pulse_without_volts_or_width_is_no_event) {
  ecram_device_parameters parameters;
  parameters.half_select_ratio = 0;
  ecram_cells cells(2, 2, parameters, 1);
  ecram_cells untouched(2, 2, parameters, 1);
  cells.apply_pulse(all_of(cells), 0, quantum, 0);
  cells.apply_pulse(all_of(cells), volts, 0, 0);
  cells.apply_pulse(all_of(cells), volts / 2, quantum, 0);  // no disturb
  cells.apply_pulse({0, 0, 1}, volts, quantum, 0);
  EXPECT_EQ(cells.revision(), 0u);
  EXPECT_EQ(cells.pulses(0), 0u);
  // Nor does it use up noise: the next pulse draws what the first pulse of an untouched array draws.
  cells.apply_pulse(all_of(cells), volts, quantum, 0);
  untouched.apply_pulse(all_of(untouched), volts, quantum, 0);
  EXPECT_EQ(states(cells), states(untouched));
  EXPECT_EQ(cells.revision(), 1u);
}

TEST(ecram_cells, conductances_are_listed_row_by_row) {
  ecram_cells cells(2, 3, quiet(), 1);
  for (std::size_t cell = 0; cell < 6; ++cell) cells.set_state(cell, 0.1 * static_cast<double>(cell), 0);
  std::vector<double> siemens(6);
  cells.conductances(siemens.data(), 0);
  for (std::size_t cell = 0; cell < 6; ++cell) {
    EXPECT_NEAR(siemens[cell], 15e-6 + 1.5e-6 * static_cast<double>(cell), 1e-18);  // 15-30 uS window
    EXPECT_EQ(siemens[cell], cells.conductance(cell, 0));
  }
}

TEST(ecram_cells, what_lies_outside_the_array_or_the_model_is_refused_and_changes_nothing) {
  EXPECT_THROW(ecram_cells(0, 3, quiet(), 1), std::invalid_argument);
  EXPECT_THROW(ecram_cells(std::size_t{1} << 40, std::size_t{1} << 40, quiet(), 1), std::invalid_argument);
  ecram_device_parameters reversed = quiet();
  std::swap(reversed.minimum_conductance, reversed.maximum_conductance);
  EXPECT_THROW(ecram_cells(2, 2, reversed, 1), std::invalid_argument);

  ecram_cells cells(2, 3, quiet(), 1);
  EXPECT_THROW(cells.apply_pulse(6, volts, quantum, 0), std::out_of_range);
  EXPECT_THROW(cells.apply_pulse({1, 3, 3}, volts, quantum, 0), std::out_of_range);
  EXPECT_THROW(cells.apply_pulse({0, 2, 0}, volts, quantum, 0), std::out_of_range);
  EXPECT_THROW(cells.apply_pulse({1, std::numeric_limits<std::size_t>::max(), 3}, volts, quantum, 0),
               std::out_of_range);
  EXPECT_THROW(cells.apply_pulse(0, volts, -quantum, 0), std::invalid_argument);
  EXPECT_THROW(cells.apply_pulse(0, std::nan(""), quantum, 0), std::invalid_argument);
  EXPECT_THROW(cells.set_state(0, 1.1, 0), std::invalid_argument);
  EXPECT_THROW(cells.set_state(6, 0.5, 0), std::out_of_range);
  EXPECT_THROW(cells.state(6, 0), std::out_of_range);
  EXPECT_EQ(cells.revision(), 0u);
  EXPECT_EQ(states(cells), std::vector<double>(6, 0.0));
  EXPECT_NO_THROW(cells.apply_pulse({1, 2, 3}, volts, quantum, 0));
}

}  // namespace
}  // namespace memvp
