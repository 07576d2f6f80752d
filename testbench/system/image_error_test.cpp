// SPDX-License-Identifier: Apache-2.0
// Open-loop programming of random 10x10 images: the table of the ECRAM fact sheet's section 7 (its check 5).
#include <algorithm>
#include <cmath>
#include <vector>

#include "csv_table.hpp"
#include "memvp/models/physics/ecram_parameters.hpp"
#include "memvp/platforms/workloads/images.hpp"
#include "program_run.hpp"

namespace memvp::system_test {
namespace {

struct error_figures {
  double mean, deviation;  // percent of the window
};

/// The table is without clipping, which its window of 100 quanta has at both ends. Twice the window in twice the quanta
/// has the same step; images in its lower half keep a whole window free above, and errors count double.
const std::vector<std::string> unclipped = {"device.maximum_conductance=45 uS", "device.pulses_per_window=200",
                                            "workload.target_maximum=0.5"};
constexpr double window_ratio = 2;

const std::vector<std::string> no_noise = {"device.cycle_noise=0"};
const std::vector<std::string> no_spread = {"device.device_spread=0", "device.asymmetry_spread=0"};
const std::vector<std::string> no_disturb = {"device.half_select_ratio=0"};

std::vector<std::string> together(std::initializer_list<std::vector<std::string>> lists) {
  std::vector<std::string> all;
  for (const auto& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

class open_loop_images : public program_test {
 protected:
  /// Errors of all cells of twenty images for each seed. The closed loop, which is not asked for, is kept short.
  error_figures errors(const std::vector<std::string>& settings, const std::string& seeds, double scale = 1) const {
    constexpr double cells = 20 * 100;
    const auto runs = sweep("ecram-image", seeds,
                            with({"workload.pattern=random", "workload.images=20", "workload.vectors=1",
                                  "verify.tries=1", "verify.reads=1", "verify.sweeps=1"}) +
                                with(settings),
                            "sweep");
    const auto count = static_cast<double>(runs.size());
    double mean = 0;
    for (const auto& run : runs) mean += run["results"]["open_loop"]["mean_error"].get<double>() / count;
    double variance = 0;
    for (const auto& run : runs) {
      const double of_run = run["results"]["open_loop"]["std_error"];
      const double shift = run["results"]["open_loop"]["mean_error"].get<double>() - mean;
      variance += ((cells - 1) * of_run * of_run + cells * shift * shift) / (count * cells - 1);
    }
    std::filesystem::remove_all(file("sweep"));
    return {100 * scale * mean, 100 * scale * std::sqrt(variance)};
  }

  error_figures unclipped_errors(const std::vector<std::string>& settings, const std::string& seeds) const {
    return errors(together({settings, unclipped}), seeds, window_ratio);
  }
};

/// The tolerance of check 5.
void expect_within_15_percent(double figure, double of_table) {
  EXPECT_NEAR(figure, of_table, 0.15 * std::abs(of_table));
}

TEST_F(open_loop_images, take_a_hundred_single_pulses_and_no_read_and_500_seconds_each) {
  // Check 5: exactly 100 write events and 0 reads per image; 500 s +/- 10 % for uniform random images, that is 100
  // cells x 100 quanta x 100 ms / 2.
  double seconds = 0;
  const auto runs = sweep("ecram-image", "1..10", with({"workload.pattern=random"}), "sweep");
  for (const auto& run : runs) {
    EXPECT_EQ(run["results"]["open_loop"]["pulses"], 5 * 100);
    EXPECT_EQ(run["results"]["open_loop"]["reads"], 0);
    seconds += run["results"]["open_loop"]["time_s"].get<double>() / 50;
  }
  EXPECT_EQ(runs.size(), 10u);
  EXPECT_NEAR(seconds, 500, 50);
}

TEST_F(open_loop_images, take_the_sum_of_their_pulse_widths_with_each_cell_written_once) {
  const auto summary =
      run("ecram-image", with({"workload.pattern=random", "workload.images=1", "trace.pulses=true"}), "run");
  const csv_table pulses(file("run/pulses.csv"));
  // All cells are erased at the start, in one pulse of 12 s: 100 quanta of 100 ms and a fifth more.
  double seconds = 0;
  std::vector<int> written(100);
  for (std::size_t i = 100; i < 200; ++i) {
    EXPECT_EQ(pulses.number(i, "volts"), 5);
    seconds += pulses.number(i, "cycles") * 10e-9;  // 100 MHz
    ++written[static_cast<std::size_t>(10 * pulses.number(i, "row") + pulses.number(i, "column"))];
  }
  EXPECT_EQ(written, std::vector<int>(100, 1));
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(pulses.number(i, "cycles"), 12e8) << i;
  // The rest are bus cycles, fetches, and edges: a microsecond or so a pulse.
  const double of_program = summary["results"]["open_loop"]["time_s"];
  EXPECT_GT(of_program, seconds);
  EXPECT_LT(of_program, seconds + 100 * 2e-6);
}

TEST_F(open_loop_images, err_by_the_cycle_noise) {
  // sqrt(E[n]) s_cyc / N0 = sqrt(50) x 0.24 / 100 = 1.7 %. The mean's own deviation is 1.7 % / sqrt(20,000) = 0.012 %.
  const error_figures found = unclipped_errors(together({no_spread, no_disturb}), "1..10");
  EXPECT_NEAR(found.mean, 0, 0.04);
  expect_within_15_percent(found.deviation, 1.7);
}

TEST_F(open_loop_images, err_by_the_spread_of_devices_over_the_root_of_three) {
  // s_dev sqrt(E[g^2]) = s_dev / sqrt(3). 40 seeds are 4,000 devices: the mean's own deviation is s_dev / 2 / 63.
  const std::vector<std::string> only = together({no_noise, no_disturb, {"device.asymmetry_spread=0"}});
  const error_figures little = unclipped_errors(only, "1..40");  // s_dev 0.03
  EXPECT_NEAR(little.mean, 0, 0.08);
  expect_within_15_percent(little.deviation, 1.75);
  const error_figures much = unclipped_errors(together({only, {"device.device_spread=0.1"}}), "1..40");
  EXPECT_NEAR(much.mean, 0, 0.25);
  expect_within_15_percent(much.deviation, 5.8);
}

TEST_F(open_loop_images, err_by_a_common_offset_under_half_select_disturb) {
  // 2 (N-1) mean(n) / R = 18 x 50 / R quanta of 100.
  const std::vector<std::string> only = together({no_noise, no_spread});
  const error_figures strong = unclipped_errors(only, "1..10");  // R 300
  expect_within_15_percent(strong.mean, 3.0);
  expect_within_15_percent(strong.deviation, 0.4);
  const error_figures weak = unclipped_errors(together({only, {"device.half_select_ratio=1000"}}), "1..10");
  expect_within_15_percent(weak.mean, 0.9);
  expect_within_15_percent(weak.deviation, 0.12);
}

TEST_F(open_loop_images, err_by_all_of_it_with_the_default_device) {
  const error_figures found = unclipped_errors({}, "1..40");
  expect_within_15_percent(found.mean, 3.0);
  expect_within_15_percent(found.deviation, 2.5);
  const error_figures less_disturbed = unclipped_errors({"device.half_select_ratio=1000"}, "1..40");
  expect_within_15_percent(less_disturbed.mean, 0.9);
  expect_within_15_percent(less_disturbed.deviation, 2.5);
  // In the preset's own window white pixels stop at its top, which takes little off.
  const error_figures clipped = errors({}, "1..40");
  expect_within_15_percent(clipped.mean, 3.0);
  expect_within_15_percent(clipped.deviation, 2.5);
}

TEST_F(open_loop_images, err_less_by_the_spread_of_devices_when_each_slope_was_measured) {
  const error_figures uncalibrated = unclipped_errors({"device.device_spread=0.1"}, "1..40");
  expect_within_15_percent(uncalibrated.mean, 3.0);
  expect_within_15_percent(uncalibrated.deviation, 6.2);
  const error_figures calibrated =
      unclipped_errors({"device.device_spread=0.1", "programming.calibration=cell"}, "1..20");
  expect_within_15_percent(calibrated.mean, 3.0);
  expect_within_15_percent(calibrated.deviation, 1.8);
}

TEST_F(open_loop_images, keep_their_mean_when_the_disturb_is_subtracted_beforehand) {
  // Section 7 (8): +2.98 % becomes +0.04 %.
  const error_figures found =
      unclipped_errors(together({no_noise, no_spread, {"programming.precompensation=true"}}), "1..10");
  EXPECT_NEAR(found.mean, 0.04, 0.04);
}

/// Serial writing of random images upward from g = 0, cell by cell, as sums over the whole array: nothing of the
/// simulator but the images. `other` is the share of a cell's quanta that cells in neither its row nor its column get.
error_figures brute_force(double same_line, double other, bool clips) {
  double sum = 0, squares = 0;
  constexpr std::size_t images = 20, seeds = 10;
  for (std::size_t seed = 1; seed <= seeds; ++seed) {
    for (std::size_t index = 0; index < images; ++index) {
      const std::vector<double> targets = random_image(index, 10, 10, seed);
      std::vector<double> g(100, 0.0);
      for (std::size_t written = 0; written < 100; ++written) {
        for (std::size_t cell = 0; cell < 100; ++cell) {
          const bool row = cell / 10 == written / 10, column = cell % 10 == written % 10;
          g[cell] += targets[written] * (row && column ? 1 : row || column ? same_line : other);
          if (clips) g[cell] = std::min(1.0, std::max(0.0, g[cell]));
        }
      }
      for (std::size_t cell = 0; cell < 100; ++cell) {
        const double error = g[cell] - targets[cell];
        sum += error;
        squares += error * error;
      }
    }
  }
  constexpr double count = images * seeds * 100;
  const double mean = sum / count;
  return {100 * mean, 100 * std::sqrt(squares / count - mean * mean)};
}

TEST_F(open_loop_images, err_as_a_brute_force_sum_says_when_the_window_clips) {
  const error_figures found = errors(together({no_noise, no_spread}), "1..10");
  const error_figures expected = brute_force(1 / 300.0, 0, true);
  // Both see the same images: what differs is the rounding of pulses to 1 ms, 0.01 % of the window.
  EXPECT_NEAR(found.mean, expected.mean, 0.01);
  EXPECT_NEAR(found.deviation, expected.deviation, 0.01);
  EXPECT_NEAR(expected.deviation, 0.50, 0.02);  // without clipping 0.40: white pixels miss their share of disturb
}

TEST_F(open_loop_images, err_downwards_under_the_thirds_scheme_whose_disturb_has_both_signs) {
  const error_figures found = errors(together({no_noise, no_spread, {"array.half_select=V/3"}}), "1..10");
  // eta(Vp/3) = sinh(Vp / 3 V0) / sinh(Vp / V0) with V0 = Vp / (2 acosh(R/2)) = 0.438 V.
  const double v0 = 5 / (2 * std::acosh(150.0));
  const double share = std::sinh(5 / (3 * v0)) / std::sinh(5 / v0);
  EXPECT_NEAR(1 / share, 2009, 1);  // table of section 7
  const error_figures expected = brute_force(share, -share, true);
  EXPECT_NEAR(found.mean, expected.mean, 0.01);
  EXPECT_NEAR(found.deviation, expected.deviation, 0.01);
  // The table's +2.5 % takes all signs as equal and calls it an upper bound. With the signs as they are, -1.6 % would
  // result if cells could sink below the window's bottom; since those not yet written cannot, it is -0.7 %.
  expect_within_15_percent(brute_force(share, share, false).mean, 2.5);
  expect_within_15_percent(brute_force(share, share, false).deviation, 0.14);
  EXPECT_NEAR(brute_force(share, -share, false).mean, (18 - 81) * 50 * share, 0.05);
  EXPECT_NEAR(found.mean, -0.66, 0.02);
}

TEST_F(open_loop_images, take_one_pulse_a_cell_where_the_closed_loop_takes_more_and_reads_besides) {
  // Check 8: with a tolerance of 1 % the closed loop needs more than one write and one read per cell.
  for (const auto& summary : sweep("ecram-image", "1..10", with({"workload.pattern=random"}), "sweep")) {
    const auto& open = summary["results"]["open_loop"];
    const auto& closed = summary["results"]["closed_loop"];
    EXPECT_EQ(open["pulses"], 500);
    EXPECT_EQ(open["reads"], 0);
    EXPECT_GT(closed["pulses"], 500);
    EXPECT_GT(closed["reads"], 500);
    EXPECT_EQ(closed["unverified_cells"], 0);
    EXPECT_GT(closed["time_s"], open["time_s"]);
    EXPECT_GT(closed["energy_j"], open["energy_j"]);
    // What it buys: section 7 (9) has +0.1 % mean after two sweeps, against +3 %.
    EXPECT_LT(closed["mean_error"].get<double>(), 0.2 * open["mean_error"].get<double>());
    EXPECT_LT(closed["std_error"].get<double>(), 0.5 * open["std_error"].get<double>());
  }
}

}  // namespace
}  // namespace memvp::system_test
