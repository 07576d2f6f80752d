// SPDX-License-Identifier: Apache-2.0
// What is kept of a task's course, and the figures that are made of it: checked on courses made by hand.
#include "memvp/platforms/workloads/task_course.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "memvp/platforms/workloads/float_engine.hpp"
#include "memvp/platforms/workloads/reuse_report.hpp"
#include "memvp/platforms/workloads/task_families.hpp"

namespace memvp {
namespace {

task_outcome outcome_of(double test, double unseen, std::vector<course_point> course) {
  task_outcome outcome;
  outcome.name = "made by hand";
  outcome.course = std::move(course);
  outcome.test_score = test;
  outcome.unseen_score = unseen;
  outcome.learning = {2, 20, 200};
  outcome.deployment = {0.5, 5, 50};
  outcome.asking = {100, 1000, 0};
  return outcome;
}

/// Two tasks of 10 batches an epoch; the first reaches 0.8 after half an epoch, the second never.
reuse_arm two_tasks() {
  reuse_arm arm;
  arm.programming = {10, 100, 1000};
  arm.tasks.push_back(outcome_of(0.9, 0.6, {{0, 0.3, {}}, {5, 0.8, {0.5, 6, 60}}, {20, 0.7, {2, 20, 200}}}));
  arm.tasks.push_back(outcome_of(0.7, 0.4, {{0, 0.1, {}}, {5, 0.2, {0.5, 6, 60}}, {20, 0.5, {2, 20, 200}}}));
  return arm;
}

TEST(task_course, reaches_a_target_at_the_first_point_that_has_it) {
  const reuse_arm arm = two_tasks();
  const target_reached first = reach(arm.tasks[0], 0.8, 10);
  EXPECT_TRUE(first.reached);
  EXPECT_EQ(first.epochs, 0.5);
  EXPECT_EQ(first.learning.joules, 6);
  EXPECT_EQ(reach(arm.tasks[0], 0.3, 10).epochs, 0);  // before anything was learned
}

TEST(task_course, never_reached_counts_as_the_whole_course) {
  const target_reached second = reach(two_tasks().tasks[1], 0.8, 10);
  EXPECT_FALSE(second.reached);
  EXPECT_EQ(second.epochs, 2);
  EXPECT_EQ(second.learning.seconds, 2);
}

TEST(task_course, is_followed_before_the_first_batch_at_each_interval_and_after_the_last) {
  task_family_parameters sizes;
  sizes.family = family_kind::sines;
  sizes.tasks = 1;
  sizes.source_vectors = 10;
  sizes.training_vectors = 70;  // 7 batches of 10
  sizes.test_vectors = 20;
  sizes.validation_vectors = 20;
  const task_family family = sine_tasks(sizes, 1);
  task_learning_parameters learning;
  learning.hidden = 8;
  learning.task = {2, 10, 0.01, 1};
  learning.regression_rate = 0.01;
  learning.follow_interval = 4;
  const auto layers = task_layers(family.source.training, learning);
  float_engine engine(layers);
  const auto weights = random_weights(layers, learning, 1, 0);
  for (std::size_t layer = 0; layer < 2; ++layer) engine.set_weights(layer, weights[layer].data());
  int laps = 0, batches = 0;
  const task_outcome outcome = follow_task(
      engine, family, 0, learning, 1,
      [&] {
        ++laps;
        return stage_cost{1, 1, 1};
      },
      [&] { ++batches; });
  EXPECT_EQ(batches, 14);
  std::vector<std::size_t> points;
  for (const course_point& point : outcome.course) points.push_back(point.batches);
  EXPECT_EQ(points, (std::vector<std::size_t>{0, 4, 8, 12, 14}));
  // A lap of learning before each point but the first, one of asking after each, and two more for test and unseen.
  EXPECT_EQ(outcome.learning.seconds, 4);
  EXPECT_EQ(outcome.asking.seconds, 5 + 2);
  EXPECT_EQ(laps, 1 + 4 + 7);
}

TEST(reuse_report, means_over_tasks_and_sums_over_costs_without_asking) {
  const auto results = arm_results(two_tasks(), {0.8, 0.8}, 10);
  EXPECT_DOUBLE_EQ(results["mean_test_accuracy"], 0.8);
  EXPECT_DOUBLE_EQ(results["unseen_accuracy"], 0.5);
  EXPECT_DOUBLE_EQ(results["epochs_to_target"], (0.5 + 2) / 2);
  EXPECT_EQ(results["targets_missed"], 1);
  EXPECT_DOUBLE_EQ(results["energy_j"], 100 + 2 * 5 + 2 * 20);
  EXPECT_EQ(results["pulses"], 1000 + 2 * 50 + 2 * 200);
  // Learning until the target, deployment, and half of the source's programming.
  EXPECT_DOUBLE_EQ(results["time_to_target_s"], (0.5 + 2) / 2 + 0.5 + 10.0 / 2);
  EXPECT_DOUBLE_EQ(results["energy_to_target_j"], (6.0 + 20) / 2 + 5 + 100.0 / 2);
  ASSERT_EQ(results["validation_course"].size(), 3u);
  EXPECT_DOUBLE_EQ(results["validation_course"][1], (0.8 + 0.2) / 2);
}

TEST(reuse_report, a_target_that_needs_no_learning_is_reached_infinitely_fast) {
  nlohmann::ordered_json results;
  results["reuse"] = {
      {"mean_test_accuracy", 1.0}, {"energy_j", 1.0}, {"epochs_to_target", 0.0}, {"unseen_accuracy", 1.0}};
  results["no_reuse"] = {
      {"mean_test_accuracy", 1.0}, {"energy_j", 1.0}, {"epochs_to_target", 2.0}, {"unseen_accuracy", 1.0}};
  add_changes(results);
  EXPECT_TRUE(std::isinf(results["training_speed_change"].get<double>()));
}

TEST(reuse_report, changes_are_ratios_less_one_and_speed_is_the_inverse_of_epochs) {
  nlohmann::ordered_json results;
  results["reuse"] = {
      {"mean_test_accuracy", 0.9}, {"energy_j", 3.0}, {"epochs_to_target", 0.5}, {"unseen_accuracy", 0.6}};
  results["no_reuse"] = {
      {"mean_test_accuracy", 0.8}, {"energy_j", 5.0}, {"epochs_to_target", 5}, {"unseen_accuracy", 0.5}};
  add_changes(results);
  EXPECT_NEAR(results["accuracy_change"].get<double>(), 0.125, 1e-12);
  EXPECT_NEAR(results["energy_change"].get<double>(), -0.4, 1e-12);
  EXPECT_NEAR(results["training_speed_change"].get<double>(), 9, 1e-12);
  EXPECT_NEAR(results["generalisation_change"].get<double>(), 0.2, 1e-12);
}

TEST(reuse_report, published_pulses_take_longer_by_the_factor_of_the_widths) {
  ferroionic_device_parameters device;
  device.ion_set_width /= 20000;
  // 100 updates of 1 ms; with the published widths each takes 20 s, twice tau.
  const auto results = published_pulses({100, 0.1, 0.05}, device);
  EXPECT_DOUBLE_EQ(results["width_factor"], 20000);
  EXPECT_NEAR(results["this_run"]["update_write_time_s"].get<double>(), 1e-3, 1e-15);
  EXPECT_NEAR(results["update_write_time_s"].get<double>(), 20, 1e-9);
  EXPECT_NEAR(results["first_row_retention"].get<double>(), std::exp(-2), 1e-9);
  EXPECT_NEAR(results["programming_time_s"].get<double>(), 1000, 1e-9);
}

}  // namespace
}  // namespace memvp
