// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/summary_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "memvp/platforms/progress.hpp"
#include "memvp/platforms/text_table.hpp"

namespace memvp {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

run_summary summary(double accuracy, double joules) {
  run_summary run;
  run.results["data"] = "generated";
  run.results["test_accuracy"] = accuracy;
  run.results["confusion"] = {{7, 1}, {0, 8}};
  run.energy.total_j = joules;
  run.energy.by_component_j = {{"adc", 0.75 * joules}, {"dac", 0.25 * joules}};
  run.area = {2000.0, {{"adc", 1450.0}, {"dac", 549.5}, {"switch", 0.5}}};
  return run;
}

TEST(summary_tables, the_unit_of_a_figure_is_the_end_of_its_key) {
  EXPECT_EQ(figure_text("results.write_time_s", 0.15), "150 ms");
  EXPECT_EQ(figure_text("energy.total_j", 2e-12), "2 pJ");
  EXPECT_EQ(figure_text("energy.by_component_j.adc", 2e-12), "2 pJ");
  EXPECT_EQ(figure_text("area.by_component_um2.adc", 1450.0), "1450 um^2");
  EXPECT_EQ(figure_text("results.test_accuracy", 0.994), "0.994");
  EXPECT_EQ(figure_text("results.write_pulses", 81968.0), "81968");
  EXPECT_EQ(figure_text("results.anything", std::numeric_limits<double>::quiet_NaN()), "-");
}

TEST(summary_tables, results_show_texts_and_matrices_too) {
  const std::string text = results_text(summary(0.994, 1e-12));
  EXPECT_THAT(text, ContainsRegex("data +generated"));
  EXPECT_THAT(text, ContainsRegex("confusion +7, 1; 0, 8"));
}

TEST(summary_tables, parts_of_a_cost_come_largest_first_and_the_smallest_are_summed_up) {
  const std::string text = costs_text(summary(0.994, 4e-12));
  EXPECT_LT(text.find("adc"), text.find("dac"));
  EXPECT_THAT(text, ContainsRegex("adc +3 pJ +75 %"));
  EXPECT_THAT(text, ContainsRegex("all others +0.5 um\\^2 +0.025 %"));  // the switch: 0.5 of 2000
}

TEST(summary_tables, a_comparison_gives_the_ratio_of_each_run_to_the_first) {
  const std::string text =
      comparison_text({{"a", summary(0.9, 1e-12)}, {"b", summary(0.9, 4e-12)}, {"c", summary(0.9, 0.5e-12)}});
  EXPECT_THAT(text, ContainsRegex("energy.total_j +1 pJ +4 pJ +4 +500 fJ +0.5\n"));
  EXPECT_THAT(text, ContainsRegex("results.data +generated +generated +generated"));
}

// 1, 2, 3, 4: mean 2.5, sample standard deviation sqrt(5/3) = 1.291.
TEST(summary_tables, seeds_give_mean_sample_spread_least_and_most) {
  std::vector<run_summary> runs;
  for (const double value : {4.0, 1.0, 3.0, 2.0}) runs.push_back(summary(value, 1e-12));
  EXPECT_THAT(seeds_text(runs), ContainsRegex("results.test_accuracy +2.5 +1.291 +1 +4\n"));
}

TEST(summary_tables, columns_are_aligned) {
  EXPECT_EQ(text_table({{"", "a"}, {"name", "100"}, {"x", "2"}}),
            "          a\n"
            "  ---------\n"
            "  name  100\n"
            "  x       2\n");
}

TEST(progress, a_line_shows_share_rate_and_time_left) {
  // 50 of 200 steps in 10 s: 5 a second, 30 s left.
  EXPECT_EQ(progress_line("epoch 1", 50, 200, 10.0), "epoch 1  [#######                       ]  25 %  5/s  0:30 left");
  EXPECT_THAT(progress_line("long", 1, 10000, 1.0), HasSubstr("2:46:39 left"));  // 9999 s
  EXPECT_THAT(progress_line("done", 5, 5, 1.0), HasSubstr("100 %  5/s"));
}

TEST(progress, nothing_is_written_unless_it_is_visible) {
  std::ostringstream out;
  {
    progress_reporter hidden(out, false);
    hidden.begin("stage", 3);
    hidden.advance(3);
  }
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace memvp
