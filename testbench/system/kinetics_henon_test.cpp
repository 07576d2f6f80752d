// SPDX-License-Identifier: Apache-2.0
// The platform kinetics-henon as a user runs it.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "memvp/testbench/system/program_run.hpp"

namespace memvp::system_test {
namespace {

using kinetics_henon = program_test;

TEST_F(kinetics_henon, predicts_better_than_a_line_and_worse_than_ideal_devices) {
  const nlohmann::ordered_json summary = run("kinetics-henon", "", "henon");
  const nlohmann::ordered_json& r = summary.at("results");
  const double tile = r.at("nrmse"), ideal = r.at("ideal_nrmse"), array = r.at("array_nrmse");
  const double line = r.at("control_nrmse"), polynomial = r.at("polynomial_nrmse"), noise = r.at("noise_nrmse");
  EXPECT_LT(ideal, 0.006);  // as masked_reservoir_test, where it comes from
  EXPECT_LT(ideal, tile);   // converters and noise cannot help
  EXPECT_LT(tile, array);   // nor can errors of weights
  EXPECT_LT(array, line);
  // 1000 points of noise: the error of the best predictor there is is within 10 % of the noise.
  EXPECT_NEAR(polynomial, noise, 0.1 * noise);
  EXPECT_EQ(r.at("clipped_inputs"), 0);
  EXPECT_EQ(r.at("parameters"), 101);                // 25 devices, 4 nodes, an offset
  EXPECT_EQ(r.at("operations_per_inference"), 300);  // 100 products, 2 a step of a device
  EXPECT_GT(r.at("energy_per_point_j"), 0);
  // A point is four steps of at least 3.5 us.
  EXPECT_GT(r.at("latency_per_point_s"), 14e-6);
  const std::string predictions = content(file("henon") / "predictions.csv");
  EXPECT_EQ(std::count(predictions.begin(), predictions.end(), '\n'), 1001);
  EXPECT_NE(content(file("henon") / "log.txt").size(), 0u);
}

TEST_F(kinetics_henon, sees_more_with_finer_converters) {
  const double coarse = run("kinetics-henon", with({"converter.bits=6"}), "a").at("results").at("nrmse");
  const double fine = run("kinetics-henon", with({"converter.bits=14"}), "b").at("results").at("nrmse");
  EXPECT_LT(fine, 0.5 * coarse);
}

TEST_F(kinetics_henon, is_the_same_whatever_the_bus_is_timed_like) {
  const std::string few = with({"henon.training_points=100", "henon.test_points=60", "programming.passes=1"});
  const nlohmann::ordered_json loose = run("kinetics-henon", few, "loose");
  const nlohmann::ordered_json exact = run("kinetics-henon", few + with({"host.timing=approximately-timed"}), "exact");
  EXPECT_EQ(loose.at("results"), exact.at("results"));
  EXPECT_EQ(loose.at("latency").at("cycles"), exact.at("latency").at("cycles"));
}

TEST_F(kinetics_henon, refuses_what_it_cannot_do_in_a_sentence) {
  expect_sentence("run kinetics-henon --set bank.model=drift_diffusion", 2, "bank.model");
  expect_sentence("run kinetics-henon --set henon.mask_length=65", 2, "henon.mask_length");
  expect_sentence("run kinetics-henon --set henon.test_points=100 --set henon.skipped_points=95", 2,
                  "henon.skipped_points");
  expect_sentence("run kinetics-henon --set readout.array.rows=7", 2, "readout.array.rows");
  expect_sentence("run kinetics-henon --set readout.technology.feature_size='90 nm'", 2, "readout.technology");
  expect_sentence("run kinetics-henon --set henon.high_voltage='9 V'", 1, "write supply");
  expect_sentence("run kinetics-henon --set sequencer.input_buffer=4 --set sequencer.feature_buffer=4", 2,
                  "buffers hold");
}

}  // namespace
}  // namespace memvp::system_test
