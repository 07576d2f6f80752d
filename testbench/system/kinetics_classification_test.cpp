// SPDX-License-Identifier: Apache-2.0
// The platforms kinetics-mnist and kinetics-digits as a user runs them.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "memvp/testbench/system/program_run.hpp"

namespace memvp::system_test {
namespace {

using kinetics_mnist = program_test;
using kinetics_digits = program_test;

/// A run that takes seconds: little learning, one draw.
const std::string few_images =
    with({"workload.draws=1", "workload.test_decisions=200", "workload.tuning_samples=600", "learning.epochs=3",
          "learning.hidden=16", "training.epochs=10", "programming.passes=1"});
const std::string few_words = with({"workload.draws=1", "learning.epochs=20", "training.epochs=40",
                                    "programming.passes=1", "workload.test_decisions=60"});

TEST_F(kinetics_digits, spoken_digits_go_through_devices_read_out_and_vote) {
  const nlohmann::ordered_json summary = run("kinetics-digits", few_words, "digits");
  const nlohmann::ordered_json& r = summary.at("results");
  EXPECT_EQ(r.at("data"), "generated");
  // 16 trains of 8 steps, 32 hidden neurons, 10 classes: 128 32 + 32 + 32 10 + 10, alpha and beta.
  EXPECT_EQ(r.at("parameters"), 128 * 32 + 32 + 32 * 10 + 10 + 2);
  // Products, and 2 a step of a device: the authors' convention (kinetics.md section 4).
  EXPECT_EQ(r.at("operations_per_inference"), 128 * 32 + 32 * 10 + 2 * 128);
  EXPECT_EQ(r.at("operations_per_decision"), r.at("operations_per_inference"));
  // Ten classes: guessing gives 0.1; 60 decisions have a standard error of 0.065 at most.
  EXPECT_GT(r.at("hardware_test_accuracy_mean"), 0.4);
  EXPECT_LE(r.at("hardware_test_accuracy_worst"), r.at("hardware_test_accuracy_mean"));
  EXPECT_GT(r.at("control_test_accuracy"), 0.8);
  // Eight steps of 1.1 ms at least, less the last one's pulse.
  const nlohmann::ordered_json& kinetics = r.at("networks").at("kinetics");
  EXPECT_GT(kinetics.at("latency_per_decision_s"), 7 * 1.1e-3);
  EXPECT_LT(r.at("networks").at("control").at("latency_per_decision_s"), 1e-4);
  EXPECT_GT(kinetics.at("energy_per_decision_j"), r.at("networks").at("control").at("energy_per_decision_j"));
  EXPECT_NE(content(file("digits") / "log.txt").find("fine-tuning"), std::string::npos);
}

TEST_F(kinetics_digits, a_recording_of_two_frames_takes_two_inferences_a_decision) {
  const nlohmann::ordered_json summary =
      run("kinetics-digits", few_words + with({"sound.frames=2", "learning.epochs=3"}), "frames");
  const nlohmann::ordered_json& r = summary.at("results");
  EXPECT_EQ(r.at("operations_per_decision"), 2 * r.at("operations_per_inference").get<int>());
  EXPECT_TRUE(r.contains("ties"));
  EXPECT_EQ(r.at("test_decisions"), 60);
}

TEST_F(kinetics_mnist, the_report_compares_three_networks_and_chips_differ_from_seed_to_seed) {
  const nlohmann::ordered_json once = run("kinetics-mnist", few_images, "a");
  const nlohmann::ordered_json& r = once.at("results");
  EXPECT_EQ(r.at("draws"), 1);
  EXPECT_EQ(r.at("hardware_test_accuracy_mean"), r.at("hardware_test_accuracy_worst"));
  // 784 16 + 16 + 16 10 + 10 of the read-out, alpha and beta; the controls have no alpha and beta.
  EXPECT_EQ(r.at("parameters"), 784 * 16 + 16 + 160 + 10 + 2);
  EXPECT_EQ(r.at("networks").at("control").at("parameters"), 784 * 16 + 16 + 160 + 10);
  EXPECT_EQ(r.at("networks").at("comparison").at("parameters"), 784 * 24 + 24 + 240 + 10);
  EXPECT_GE(r.at("alpha"), 0.001);  // where the authors clamp it
  EXPECT_LE(r.at("beta"), 1);
  const nlohmann::ordered_json other = run("kinetics-mnist", few_images + " --seed 2", "b");
  EXPECT_NE(other.at("results").at("unstable_devices"), r.at("unstable_devices"));
}

TEST_F(kinetics_mnist, is_the_same_whatever_the_bus_is_timed_like) {
  const std::string small = few_images + with({"workload.test_decisions=20", "workload.tuning_samples=100"});
  const nlohmann::ordered_json loose = run("kinetics-mnist", small, "loose");
  const nlohmann::ordered_json exact =
      run("kinetics-mnist", small + with({"host.timing=approximately-timed"}), "exact");
  EXPECT_EQ(loose.at("results"), exact.at("results"));
  EXPECT_EQ(loose.at("latency").at("cycles"), exact.at("latency").at("cycles"));
}

TEST_F(kinetics_mnist, refuses_what_it_cannot_do_in_a_sentence) {
  expect_sentence("run kinetics-mnist --set bank.model=reservoir", 2, "bank.model");
  expect_sentence("run kinetics-mnist --set device.integrator=discrete --set device.alpha=0.1 --set device.beta=0.9", 2,
                  "below 4");
  expect_sentence("run kinetics-mnist --set device.alpha=-1", 2, "device.alpha");
  expect_sentence("run kinetics-mnist --set device.step_time='0.5 ms'", 2, "device.step_time");
  expect_sentence("run kinetics-mnist --set mapping.arrays=3" + few_images, 2, "does not fit");
  expect_sentence("run kinetics-digits --set sound.points=0", 2, "sound.points");
}

}  // namespace
}  // namespace memvp::system_test
