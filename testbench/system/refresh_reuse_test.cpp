// SPDX-License-Identifier: Apache-2.0
// Neural reuse on refresh tiles: tasks learned in the ions of cells whose polarisation holds a source model.
#include <cmath>

#include "program_run.hpp"

namespace memvp::system_test {
namespace {

class refresh_reuse : public program_test {
 protected:
  /// Two tasks of a hundred points on a network of 16 hidden units: seconds, not minutes.
  nlohmann::ordered_json sines(std::vector<std::string> settings, const std::string& name) const {
    settings.insert(settings.end(), {"workload.family=sines", "workload.tasks=2", "workload.source_vectors=4000",
                                     "workload.training_vectors=100", "workload.validation_vectors=100",
                                     "workload.test_vectors=500", "training.hidden=16"});
    return run("refresh-reuse", with(settings), name);
  }
};

/// doi 10.1038/s41467-024-55701-0, abstract: +17 %, -40 %, +2200 %, +21 %. The sign is what can be compared.
void expect_the_signs_of_the_paper(const nlohmann::ordered_json& results) {
  EXPECT_GT(results["accuracy_change"].get<double>(), 0);
  EXPECT_LT(results["energy_change"].get<double>(), 0);
  EXPECT_GT(results["training_speed_change"].get<double>(), 0);
  EXPECT_GT(results["generalisation_change"].get<double>(), 0);
}

TEST_F(refresh_reuse, has_the_signs_of_the_paper_on_generated_functions) {
  const auto summary = sines({}, "run");
  const auto& results = summary["results"];
  EXPECT_EQ(results["data"], "generated");
  EXPECT_EQ(results["tasks"], 2);
  expect_the_signs_of_the_paper(results);
  double dynamic = 0;
  for (const char* arm : {"reuse", "no_reuse", "reuse_without_restore"}) {
    const auto& figures = results[arm];
    for (const char* figure :
         {"mean_test_accuracy", "energy_j", "pulses", "epochs_to_target", "time_to_target_s", "unseen_accuracy"})
      EXPECT_GT(figures[figure].get<double>(), 0) << arm << " " << figure;
    double parts = 0;
    for (const char* part : {"programming_energy_j", "deployment_energy_j", "learning_energy_j"})
      parts += figures[part].get<double>();
    EXPECT_NEAR(figures["energy_j"].get<double>(), parts, 1e-9 * parts) << arm;
    dynamic += parts + figures["asking_energy_j"].get<double>();
  }
  // The arms are all that the tiles have done, but for asking the source model.
  EXPECT_LT(dynamic, summary["energy"]["dynamic_j"].get<double>());
  EXPECT_GT(dynamic, 0.98 * summary["energy"]["dynamic_j"].get<double>());
  // No reuse writes two models, reuse one: that is where its energy goes.
  EXPECT_GT(results["no_reuse"]["programming_pulses"].get<double>(),
            1.5 * results["reuse"]["programming_pulses"].get<double>());
  // Restoring: 40 pulses on every cell of both arrays for each task but the first, whose rows are not dirty.
  EXPECT_EQ(results["reuse"]["deployment_pulses"], 40 * (49 * 32 + 16 * 8));
  EXPECT_EQ(results["reuse_without_restore"]["deployment_pulses"], 0);
}

TEST_F(refresh_reuse, brings_the_source_model_back_when_the_ions_are_restored) {
  const auto results = sines({"training.epochs=5"}, "run")["results"];
  const double written = results["source_accuracy_written"], restored = results["source_accuracy_restored"];
  // 40 reset pulses leave 1.8 % of the ions, each of them a tenth: the score stays within a few hundredths.
  EXPECT_NEAR(written, restored, 0.03);
  EXPECT_GT(written, 0.5);
}

TEST_F(refresh_reuse, with_the_published_pulses_forgets_faster_than_it_learns) {
  const auto results =
      sines({"device.preset=cips-published", "driver.pulse_lsb=200us", "training.epochs=2"}, "run")["results"];
  const auto& published = results["published_pulses"];
  EXPECT_EQ(published["width_factor"], 1);
  // Writing the rows one after another takes more than the time constant of 10 s: less than 1/e is left.
  EXPECT_GT(published["update_write_time_s"].get<double>(), 10);
  EXPECT_LT(published["first_row_retention"].get<double>(), std::exp(-1));
  const auto what_if = sines({"training.epochs=2"}, "what-if")["results"];
  EXPECT_LT(results["no_reuse"]["mean_test_accuracy"].get<double>(),
            what_if["no_reuse"]["mean_test_accuracy"].get<double>() - 0.1);
}

TEST_F(refresh_reuse, refuses_what_does_not_fit) {
  expect_sentence("run refresh-reuse --set mapping.floor_level=15", 2, "mapping.floor_level");
  expect_sentence("run refresh-reuse --set training.hidden=300", 2, "197 x 600 cells cannot be built");
  write("mnist/train-images-idx3-ubyte", std::string("\0\0\x08\x03", 4));
  expect_sentence("run refresh-reuse --data .", 1, "the folder holds no train-labels-idx1-ubyte");
}

TEST_F(refresh_reuse, has_the_signs_of_the_paper_on_views_of_the_published_digits) {
  const auto data = real_data();
  if (!data || !std::filesystem::exists(*data / "mnist"))
    GTEST_SKIP() << "the MNIST files are neither in $MEMVP_DATA/mnist nor beside the project in ../shared/data/mnist";
  const auto results = run("refresh-reuse",
                           "--data '" + data->string() + "'" +
                               with({"workload.tasks=2", "workload.training_vectors=200", "training.hidden=16",
                                     "training.epochs=8", "workload.source_vectors=4000"}),
                           "run")["results"];
  expect_the_signs_of_the_paper(results);
  // Ten classes: 10 % by chance. The restored source model answers 1000 images as it did when it was written, to two
  // standard deviations of the difference.
  const double written = results["source_accuracy_written"];
  EXPECT_GT(written, 0.8);
  EXPECT_NEAR(results["source_accuracy_restored"].get<double>(), written, 2 * std::sqrt(2 * 0.1 * 0.9 / 1000));
  // Left as the last task has shaped it, the same array answers as a model of that task: here by 10 points worse.
  EXPECT_LT(results["source_accuracy_without_restore"].get<double>(), written - 0.05);
}

}  // namespace
}  // namespace memvp::system_test
