// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/reuse_report.hpp"

#include <cmath>

#include "memvp/platforms/summary_table.hpp"
#include "memvp/platforms/text_table.hpp"
#include "memvp/platforms/units.hpp"

namespace memvp {

namespace {

using json = nlohmann::ordered_json;

std::string figure_of(const json& results, const char* figure) {
  return figure_text(figure, results.at(figure).get<double>());
}
std::string score_text(const json& value) { return figure_text("score", value.get<double>()); }

std::string change_text(const json& change) {
  const double percent = change.is_number() ? 100 * change.get<double>() : std::nan("");
  if (!std::isfinite(percent)) return "-";
  return (percent > 0 ? "+" : "") + format_rounded(percent, dimension::number, 3) + " %";
}

struct headline_row {
  const char* figure;      // in the arms
  const char* change;      // in the results
  const char* paper;       // the change that the paper's abstract gives
  const char* definition;  // of the figure
};

constexpr headline_row headline[] = {
    {"mean_test_accuracy", "accuracy_change", "+17 %", "mean over tasks, after the last epoch, own test vectors"},
    {"energy_j", "energy_change", "-40 %", "dynamic, arrays and periphery: programming, deployment, learning"},
    {"epochs_to_target", "training_speed_change", "+2200 %", "mean over tasks; speed is 1 / epochs"},
    {"unseen_accuracy", "generalisation_change", "+21 %", "test vectors under a distortion that no task trained with"},
    {"time_to_target_s", "", "", "mean over tasks, simulated, programming and deployment included"},
    {"pulses", "", "", "write pulses of cells: programming, deployment, learning"},
};

std::string headline_table(const json& results) {
  std::vector<std::vector<std::string>> rows = {{"figure", "reuse", "no reuse", "change", "paper", "definition"}};
  for (const headline_row& row : headline)
    rows.push_back({row.figure, figure_of(results.at("reuse"), row.figure),
                    figure_of(results.at("no_reuse"), row.figure),
                    *row.change != 0 ? change_text(results.at(row.change)) : "", row.paper, row.definition});
  return text_table(rows);
}

std::string controls_table(const json& results) {
  std::vector<std::vector<std::string>> rows = {
      {"arm", "test accuracy", "unseen accuracy", "epochs to target", "targets missed"}};
  for (const char* arm : {"reuse", "no_reuse", "reuse_without_restore", "float_reuse", "float_no_reuse"}) {
    const json& figures = results.at(arm);
    rows.push_back({arm});
    for (const char* figure : {"mean_test_accuracy", "unseen_accuracy", "epochs_to_target", "targets_missed"})
      rows.back().push_back(figure_of(figures, figure));
  }
  return text_table(rows);
}

std::string task_table(const json& results) {
  std::vector<std::vector<std::string>> rows = {{"task", "target", "reuse", "no reuse", "without restore",
                                                 "float reuse", "float no reuse", "epochs, reuse", "epochs, no reuse"}};
  for (std::size_t task = 0; task < results.at("task_names").size(); ++task) {
    rows.push_back({results.at("task_names")[task].get<std::string>(), score_text(results.at("target_scores")[task])});
    for (const char* arm : {"reuse", "no_reuse", "reuse_without_restore", "float_reuse", "float_no_reuse"})
      rows.back().push_back(score_text(results.at(arm).at("test_accuracies")[task]));
    for (const char* arm : {"reuse", "no_reuse"})
      rows.back().push_back(score_text(results.at(arm).at("epochs_to_targets")[task]));
  }
  return text_table(rows);
}

std::string published_table(const json& results) {
  std::vector<std::vector<std::string>> rows = {{"", "this run", "published pulses"}};
  const json& published = results.at("published_pulses");
  const auto row = [&](const char* text, const char* figure) {
    rows.push_back({text, figure_of(published.at("this_run"), figure), figure_of(published, figure)});
  };
  row("writing of one update, all rows", "update_write_time_s");
  row("left of the first row's ions when the last is written", "first_row_retention");
  row("writing of the source model", "programming_time_s");
  return text_table(rows);
}

std::vector<double> mean_course(const reuse_arm& arm) {
  std::vector<double> means(arm.tasks.front().course.size(), 0.0);
  for (const task_outcome& outcome : arm.tasks)
    for (std::size_t point = 0; point < means.size(); ++point)
      means[point] += outcome.course[point].score / static_cast<double>(arm.tasks.size());
  return means;
}

}  // namespace

json arm_results(const reuse_arm& arm, const std::vector<double>& targets, std::size_t batches_per_epoch) {
  const auto count = static_cast<double>(arm.tasks.size());
  stage_cost programming = arm.programming, deployment, learning, asking;
  double test = 0, unseen = 0, epochs = 0, seconds = 0, joules = 0;
  std::size_t missed = 0;
  std::vector<double> tests, unseens, epochs_each, starts, ends;
  for (std::size_t task = 0; task < arm.tasks.size(); ++task) {
    const task_outcome& outcome = arm.tasks[task];
    programming = programming + outcome.programming;
    deployment = deployment + outcome.deployment;
    learning = learning + outcome.learning;
    asking = asking + outcome.asking;
    tests.push_back(outcome.test_score);
    unseens.push_back(outcome.unseen_score);
    starts.push_back(outcome.course.front().score);
    ends.push_back(outcome.course.back().score);
    test += outcome.test_score / count;
    unseen += outcome.unseen_score / count;
    const target_reached target = reach(outcome, targets[task], batches_per_epoch);
    missed += target.reached ? 0U : 1U;
    epochs_each.push_back(target.epochs);
    epochs += target.epochs / count;
    seconds += target.learning.seconds / count;
    joules += target.learning.joules / count;
  }
  const stage_cost all = programming + deployment + learning;
  json results;
  results["mean_test_accuracy"] = test;
  results["energy_j"] = all.joules;
  results["pulses"] = all.pulses;
  results["epochs_to_target"] = epochs;
  results["time_to_target_s"] = seconds + (programming.seconds + deployment.seconds) / count;
  results["unseen_accuracy"] = unseen;
  results["targets_missed"] = missed;
  results["energy_to_target_j"] = joules + (programming.joules + deployment.joules) / count;
  results["programming_energy_j"] = programming.joules;
  results["deployment_energy_j"] = deployment.joules;
  results["learning_energy_j"] = learning.joules;
  results["asking_energy_j"] = asking.joules;
  results["programming_pulses"] = programming.pulses;
  results["deployment_pulses"] = deployment.pulses;
  results["learning_pulses"] = learning.pulses;
  results["programming_time_s"] = programming.seconds;
  results["deployment_time_s"] = deployment.seconds;
  results["learning_time_s"] = learning.seconds;
  results["test_accuracies"] = tests;
  results["unseen_accuracies"] = unseens;
  results["epochs_to_targets"] = epochs_each;
  results["validation_accuracies_before"] = starts;
  results["validation_accuracies"] = ends;
  results["validation_course"] = mean_course(arm);
  return results;
}

void add_changes(json& results) {
  const auto ratio = [&](const char* figure) {
    return results.at("reuse").at(figure).get<double>() / results.at("no_reuse").at(figure).get<double>();
  };
  results["accuracy_change"] = ratio("mean_test_accuracy") - 1;
  results["energy_change"] = ratio("energy_j") - 1;
  results["training_speed_change"] = 1 / ratio("epochs_to_target") - 1;
  results["generalisation_change"] = ratio("unseen_accuracy") - 1;
}

json published_pulses(const update_pulses& pulses, const ferroionic_device_parameters& device) {
  const double factor = ferroionic_device_parameters{}.ion_set_width / device.ion_set_width;
  const auto figures = [&](double scale, json& into) {
    const double seconds = pulses.updates == 0 ? 0 : scale * pulses.pulse_seconds / static_cast<double>(pulses.updates);
    into["update_write_time_s"] = seconds;
    into["first_row_retention"] = std::exp(-seconds / device.relaxation_time);
    into["programming_time_s"] = scale * pulses.programming_seconds;
  };
  json results;
  results["width_factor"] = factor;
  figures(factor, results);
  figures(1, results["this_run"]);
  return results;
}

std::string reuse_table(const json& results) {
  std::string text = headline_table(results);
  text += "\n" + controls_table(results) + "\n" + task_table(results) + "\n" + published_table(results);
  json rest = results;
  for (const char* shown : {"task_names", "course_epochs", "target_scores", "reuse", "no_reuse",
                            "reuse_without_restore", "float_reuse", "float_no_reuse", "published_pulses",
                            "accuracy_change", "energy_change", "training_speed_change", "generalisation_change"})
    rest.erase(shown);
  run_summary others;
  others.results = rest;
  return text + "\n" + results_text(others);
}

}  // namespace memvp
