// SPDX-License-Identifier: Apache-2.0
// Rows kept alive by the timer, as a user sweeps them: check 6 of the fact sheet (refresh.md).
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "program_run.hpp"

namespace memvp::system_test {
namespace {

/// The seconds of "10 s" and "1 ks".
double seconds(const std::string& text) { return std::stod(text) * (text.find("ks") == std::string::npos ? 1 : 1000); }

class refresh_service_run : public program_test {
 protected:
  /// Nominal cells: nothing needs a second try.
  const std::vector<std::string> nominal = {"device.variability=false", "device.read_noise=0", "array.columns=4"};
  std::string nominal_with(std::vector<std::string> more) const {
    more.insert(more.end(), nominal.begin(), nominal.end());
    return with(more);
  }
};

TEST_F(refresh_service_run, sustains_as_many_rows_as_the_closed_form_says_and_not_one_more) {
  // floor(-tau ln(1 - EPS) / 0.3 s), EPS 5 %: section 5 of the sheet has 1, 17 and 170 rows for 10, 100 and 1000 s, 64
  // rows from 374 s on (374.3 s) and 128 from 749 s on.
  const auto service = run("refresh-service",
                           nominal_with({"service.time_constants=10 s, 100 s, 375 s, 749 s, 1000 s", "array.rows=172",
                                         "service.intervals=30", "service.products=0", "service.row_shares=50 100"}),
                           "sweep")["results"]["service"];
  const std::vector<std::pair<std::string, int>> sheet = {
      {"10 s", 1}, {"100 s", 17}, {"375 s", 64}, {"749 s", 128}, {"1 ks", 170}};
  ASSERT_EQ(service.size(), sheet.size());
  for (const auto& [tau, most] : sheet) {
    ASSERT_TRUE(service.contains(tau)) << service.dump();
    const auto& tile = service[tau];
    EXPECT_EQ(tile["sustainable_rows"], most) << tau;
    EXPECT_EQ(tile["sustainable_rows_closed_form"], most) << tau;
    for (const auto& point : tile["points"]) {
      if (point["rows"] > most) {
        EXPECT_GT(point["misses"], 0) << tau << point.dump();
        continue;
      }
      EXPECT_EQ(point["misses"], 0) << tau << point.dump();
      // Refresh duty = N 0.3 s / T_REF within 1 %. A rewrite that the end of the watch cuts does not count: a slot of
      // 30 intervals at most.
      const double duty = point["rows"].get<double>() * 0.3 / (-std::log(0.95) * seconds(tau));
      EXPECT_NEAR(point["occupancy"].get<double>(), duty, 0.01 * duty + 0.3 / (30 * -std::log(0.95) * seconds(tau)));
    }
  }
}

TEST_F(refresh_service_run, keeps_what_was_written_within_the_loss_that_sets_the_interval) {
  const auto summary = run("refresh-service",
                           nominal_with({"service.time_constants=100 s", "array.rows=8", "service.intervals=20",
                                         "service.products=0", "service.row_shares=100"}),
                           "kept");
  // Five per cent at the end of an interval, and a code of 0.0049 of the ionic range in a deployed state of 0.05.
  for (const auto& point : summary["results"]["service"]["100 s"]["points"])
    EXPECT_GT(point["least_kept"].get<double>(), 0.95 - 0.1) << point.dump();
}

TEST_F(refresh_service_run, products_wait_for_the_rewrite_at_work_and_for_no_more_if_there_is_a_guard) {
  const std::vector<std::string> traffic = {"service.time_constants=100 s", "array.rows=18", "service.intervals=6",
                                            "service.products=10", "service.row_shares=100"};
  const auto longest = [&](const std::string& guard, const std::string& name) {
    std::vector<std::string> settings = traffic;
    settings.push_back("controller.guard_share=" + guard);
    const auto summary = run("refresh-service", nominal_with(settings), name);
    for (const auto& point : summary["results"]["service"]["100 s"]["points"])
      if (point["rows"] == 17) return point["longest_wait_s"].get<double>();
    return std::nan("");
  };
  EXPECT_LT(longest("0.001", "guarded"), 0.3);  // a slot
  EXPECT_GT(longest("0", "unguarded"), 1);      // rewrites that follow one another closely
}

TEST_F(refresh_service_run, says_what_is_wrong_with_its_settings) {
  expect_sentence("run refresh-service --set service.time_constants='10 s,, 5 s'", 2, "service.time_constants");
  expect_sentence("run refresh-service --set service.time_constants='10 V'", 2, "10 V");
  expect_sentence("run refresh-service --set service.row_shares=x", 2, "service.row_shares");
  expect_sentence("run refresh-service --set array.rows=513", 2, "array.rows");
  expect_sentence("run refresh-service --set service.time_constants=inf --set array.rows=2", 2, "service.intervals");
}

}  // namespace
}  // namespace memvp::system_test
