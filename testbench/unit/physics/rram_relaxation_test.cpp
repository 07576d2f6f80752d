// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/rram_relaxation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "memvp/models/physics/random.hpp"
#include "memvp/models/physics/rram_cells.hpp"

namespace memvp {
namespace {

constexpr double microsiemens = 1e-6;

std::uint64_t picoseconds(double seconds) { return static_cast<std::uint64_t>(seconds * 1e12); }

rram_device_parameters without_faults() {
  rram_device_parameters parameters;
  parameters.stuck_on_fraction = 0;
  parameters.stuck_off_fraction = 0;
  return parameters;
}

struct moments {
  double mean = 0;
  double deviation = 0;
};

// Of G(t) - G(0) in uS, of cells that were left evenly over a range of conductances.
moments changes(double least, double greatest, double seconds) {
  rram_cells cells(128, 128, without_faults(), 7);
  std::vector<double> start(cells.size());
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    start[cell] = least + (greatest - least) * (static_cast<double>(cell) + 0.5) / static_cast<double>(cells.size());
    cells.set_conductance(cell, start[cell] * microsiemens, 0);
  }
  moments result;
  double squares = 0;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    const double change = cells.conductance(cell, picoseconds(seconds)) / microsiemens - start[cell];
    result.mean += change;
    squares += change * change;
  }
  const auto count = static_cast<double>(cells.size());
  result.mean /= count;
  result.deviation = std::sqrt(squares / count - result.mean * result.mean);
  return result;
}

// Check K6 of ndr_1t1r.md section 9, tolerance 10 %.
TEST(rram_relaxation, cells_spread_as_much_as_check_K6_says) {
  const struct {
    double least, greatest, at_1_s, at_1e5_s;
  } figures[] = {{10, 15, 2.38, 3.97}, {20, 25, 2.23, 3.83}, {35, 40, 1.55, 3.25}};
  for (const auto& figure : figures) {
    EXPECT_NEAR(changes(figure.least, figure.greatest, 1).deviation, figure.at_1_s, 0.1 * figure.at_1_s);
    EXPECT_NEAR(changes(figure.least, figure.greatest, 1e5).deviation, figure.at_1e5_s, 0.1 * figure.at_1e5_s);
  }
}

// The rest of the table in ndr_1t1r.md section 4.3, at the middles of its bins.
TEST(rram_relaxation, the_table_comes_back_at_the_middles_of_its_bins) {
  const double seconds[] = {1e-2, 1e-1, 1, 4, 1e5};
  const struct {
    double centre;
    double deviation[5];
    double mean;
  } bins[] = {{3.5, {0.86, 1.31, 1.77, 1.95, 2.56}, 0.45},
              {12.5, {1.04, 1.80, 2.38, 2.80, 3.97}, -1.22},
              {22.5, {0.96, 1.69, 2.23, 2.48, 3.83}, -1.97},
              {32.5, {0.84, 1.42, 1.81, 2.30, 3.33}, -2.14},
              {37.5, {0.71, 1.16, 1.55, 1.67, 3.25}, -2.08}};
  for (const auto& bin : bins) {
    for (int i = 0; i < 5; ++i) {
      EXPECT_NEAR(relaxation_deviation(bin.centre * microsiemens, seconds[i]), bin.deviation[i] * microsiemens, 1e-15);
    }
    EXPECT_NEAR(relaxation_mean(bin.centre * microsiemens, 1e5), bin.mean * microsiemens, 1e-15);
  }
}

TEST(rram_relaxation, cells_drift_in_the_mean_as_the_table_says) {
  // ndr_1t1r.md section 4.3, in brackets at 1e5 s; 16,384 cells leave 0.03 uS of sampling error, and within the two
  // outer bins the interpolated mean is not the bin's.
  EXPECT_NEAR(changes(10, 15, 1e5).mean, -1.22, 0.15);
  EXPECT_NEAR(changes(20, 25, 1e5).mean, -1.97, 0.15);
  EXPECT_NEAR(changes(30, 35, 1e5).mean, -2.14, 0.15);
  EXPECT_NEAR(changes(35, 40, 1e5).mean, -2.08, 0.15);
}

// ndr_1t1r.md section 8a.6: sigma = 2.38 (1 + 0.28 log10 t) uS below 1 s for 10-15 uS.
TEST(rram_relaxation, grows_with_the_logarithm_of_time_below_a_second) {
  for (const double seconds : {2e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0}) {
    const double expected = 2.38 * (1 + 0.28 * std::log10(seconds)) * microsiemens;
    EXPECT_NEAR(relaxation_deviation(12.5 * microsiemens, seconds), expected, 0.04 * 2.38 * microsiemens) << seconds;
  }
}

TEST(rram_relaxation, begins_a_fraction_of_a_millisecond_after_the_write) {
  // 2-5 uS: 0.86 uS at 10 ms, 0.45 uS a decade less before: zero at 10^-3.911 s = 0.123 ms.
  EXPECT_NEAR(relaxation_onset(), std::pow(10.0, -2 - 0.86 / 0.45), 1e-9);
  for (const double siemens : {0.0, 1e-6, 8e-6, 20e-6, 60e-6}) {
    EXPECT_EQ(relaxation_deviation(siemens, 0.99 * relaxation_onset()), 0);
    EXPECT_EQ(relaxation_deviation(siemens, 0), 0);
  }
  EXPECT_GT(relaxation_deviation(3.5e-6, 1.01 * relaxation_onset()), 0);
}

TEST(rram_relaxation, a_cell_follows_one_path) {
  rram_cells cells(64, 64, without_faults(), 3);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.set_conductance(cell, 20e-6, 0);
  // One xi for all times: who is above the mean at 10 ms is above it at 1e5 s.
  const double mean_early = 20e-6 + relaxation_mean(20e-6, 1e-2);
  const double mean_late = 20e-6 + relaxation_mean(20e-6, 1e5);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    EXPECT_EQ(cells.conductance(cell, picoseconds(1e-2)) > mean_early,
              cells.conductance(cell, picoseconds(1e5)) > mean_late);
  }
}

TEST(rram_relaxation, each_write_draws_a_path_of_its_own) {
  rram_cells cells(1, 1, without_faults(), 3);
  cells.set_conductance(0, 20e-6, 0);
  const double first = cells.conductance(0, picoseconds(1)) - 20e-6;
  cells.set_conductance(0, 20e-6, picoseconds(1));
  const double second = cells.conductance(0, picoseconds(2)) - 20e-6;
  EXPECT_NE(first, second);
}

TEST(rram_relaxation, its_random_part_and_its_mean_can_be_switched_off_apart) {
  rram_device_parameters parameters = without_faults();
  parameters.relaxation = false;
  rram_cells drifting(1, 1, parameters, 3);
  drifting.set_conductance(0, 22.5e-6, 0);
  EXPECT_NEAR(drifting.conductance(0, picoseconds(1e5)), 22.5e-6 - 1.97e-6, 1e-12);
  EXPECT_TRUE(drifting.relaxes());

  parameters.drift = false;
  rram_cells still(1, 1, parameters, 3);
  still.set_conductance(0, 22.5e-6, 0);
  EXPECT_EQ(still.conductance(0, picoseconds(1e5)), 22.5e-6);
  EXPECT_FALSE(still.relaxes());
}

TEST(rram_relaxation, a_path_below_zero_is_read_as_zero_and_counted) {
  rram_cells cells(64, 64, without_faults(), 3);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.set_conductance(cell, 1e-6, 0);
  EXPECT_EQ(cells.cells_held_at_zero(0), 0U);
  std::vector<double> siemens(cells.size());
  cells.conductances(siemens.data(), picoseconds(1e5));
  std::size_t zeros = 0;
  for (const double value : siemens) {
    EXPECT_GE(value, 0);
    zeros += value == 0;
  }
  EXPECT_GT(zeros, 0U);
  EXPECT_EQ(cells.cells_held_at_zero(picoseconds(1e5)), zeros);
}

TEST(rram_relaxation, conductances_stay_valid_until_the_next_point_of_a_logarithmic_grid) {
  rram_device_parameters parameters = without_faults();
  rram_cells cells(16, 16, parameters, 3);
  const std::uint64_t written = picoseconds(5);
  for (std::size_t cell = 0; cell < cells.size(); ++cell) cells.set_conductance(cell, 12.5e-6, written);
  // Nothing moves before the onset.
  EXPECT_EQ(cells.valid_until_ps(written), written + static_cast<std::uint64_t>(relaxation_onset() * 1e12));
  std::uint64_t now = written;
  int steps = 0;
  while (now < picoseconds(1e5)) {
    const std::uint64_t until = cells.valid_until_ps(now);
    ASSERT_GT(until, now);
    // Throughout the interval the answer is the same.
    EXPECT_EQ(cells.valid_until_ps(now + (until - now) / 2), until);
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
      // sigma grows by at most 0.76 uS a decade up to 1 s, by 0.70 uS a decade from there to 4 s: 0.076 uS a step and
      // xi.
      EXPECT_NEAR(cells.conductance(cell, now), cells.conductance(cell, until - 1), 4.5 * 0.077e-6);
    }
    now = until;
    ++steps;
  }
  // From 0.123 ms to 1e5 s there are 8.91 decades, ten steps each.
  EXPECT_NEAR(steps, 90, 1);

  parameters.relaxation = false;
  parameters.drift = false;
  EXPECT_EQ(rram_cells(1, 1, parameters, 3).valid_until_ps(0), std::numeric_limits<std::uint64_t>::max());
}

}  // namespace
}  // namespace memvp
