// SPDX-License-Identifier: Apache-2.0
// Neural reuse on refresh tiles: tasks learned in the ions of cells whose polarisation holds a source model.
#include <cmath>

#include "program_run.hpp"

namespace memvp::system_test {
namespace {

class refresh_reuse : public program_test {};

/// Two tasks of a few images on a small network: seconds, not minutes.
std::vector<std::string> small_run() {
  return {"workload.tasks=2",           "workload.source_vectors=2000", "workload.training_vectors=100",
          "workload.validation_vectors=50", "workload.test_vectors=300", "training.hidden=24",
          "training.epochs=6"};
}

TEST_F(refresh_reuse, has_the_sign_of_the_paper_in_all_four_changes_on_the_generated_digits) {
  const auto summary = run("refresh-reuse", with(small_run()), "run");
  const auto& results = summary["results"];
  EXPECT_EQ(results["data"], "generated");
  EXPECT_EQ(results["tasks"], 2);
  // doi 10.1038/s41467-024-55701-0, abstract: +17 %, -40 %, +2200 %, +21 %. The sign is what can be compared.
  EXPECT_GT(results["accuracy_change"].get<double>(), 0);
  EXPECT_LT(results["energy_change"].get<double>(), 0);
  EXPECT_GT(results["training_speed_change"].get<double>(), 0);
  EXPECT_GT(results["generalisation_change"].get<double>(), 0);
  for (const char* figure : {"mean_test_accuracy", "energy_j", "pulses", "epochs_to_target", "time_to_target_s",
                             "unseen_accuracy"})
    for (const char* arm : {"reuse", "no_reuse"}) EXPECT_GT(results[arm][figure].get<double>(), 0) << arm << figure;
  // Each change is the ratio of the arms' figures less one.
  EXPECT_NEAR(results["energy_change"].get<double>(),
              results["reuse"]["energy_j"].get<double>() / results["no_reuse"]["energy_j"].get<double>() - 1, 1e-12);
}

TEST_F(refresh_reuse, restoring_brings_the_source_model_back) {
  const auto results = run("refresh-reuse", with(small_run()), "run")["results"];
  // 300 answers, of which a residue of 2 % of the ions and read noise may change some: two standard deviations of the
  // difference of two independent counts.
  const double written = results["source_accuracy_written"], restored = results["source_accuracy_restored"];
  EXPECT_NEAR(written, restored, 2 * std::sqrt(2 * written * (1 - written) / 300));
  // Programming in levels within tolerance costs something, and not most of it; ten classes: 10 % by chance.
  EXPECT_GT(written, 0.5);
}

}  // namespace
}  // namespace memvp::system_test
