// SPDX-License-Identifier: Apache-2.0
// Every expected integer and ratio is of the fact sheet kinetics.md, section 4 (check 3 of section 10): integers that
// reproduce the figure of the authors' repository, github.com/gllspeed/DDK.
#include "memvp/platforms/workloads/kinetics_counts.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace memvp {
namespace {

counted_layer dense(std::size_t inputs, std::size_t outputs) { return {inputs, outputs}; }
counted_layer normalised(std::size_t inputs, std::size_t outputs, bool bias) {
  return {inputs, outputs, 1, bias, true};
}

/// 128 points through one device; the authors leave its steps out.
network_counts speakers(bool steps_counted = false) {
  return counts_of({1, 128, 2, steps_counted}, {dense(128, 16), dense(16, 10)});
}
network_counts digits(std::size_t hidden) { return counts_of({28, 28}, {dense(784, hidden), dense(hidden, 10)}); }
/// 80 trains of 60 steps with an alpha and a beta a step. Biases in the hidden layers alone give the figure's count.
network_counts actions() {
  return counts_of(
      {80, 60, 120},
      {normalised(4800, 128, true), normalised(128, 128, true), normalised(128, 128, true), {128, 10, 1, false}});
}
/// 32 trains of 32 steps, as above; no biases at all give the figure's count.
network_counts objects() {
  return counts_of(
      {32, 32, 64},
      {normalised(1024, 128, false), normalised(128, 128, false), normalised(128, 128, false), {128, 10, 1, false}});
}

/// The figure shows so many significant digits of a count.
double rounded(std::uint64_t count, double grain) { return std::round(static_cast<double>(count) / grain) * grain; }

TEST(kinetics_counts, speakers_in_the_wild) {
  EXPECT_EQ(speakers().parameters, 2236u);
  EXPECT_EQ(speakers().operations_per_inference(), 2208u);
  EXPECT_EQ(speakers(true).operations_per_inference(), 2464u);
  // SL-CNN: 662.7k parameters, 15.6M operations; the ratios are to the figure's 2.2k.
  EXPECT_NEAR(662.7e3 / rounded(speakers().parameters, 100), 301, 0.5);
  EXPECT_NEAR(15.6e6 / rounded(speakers().operations_per_inference(), 100), 7.1e3, 50);
}

/// 300 numbers of each of 64 words through a dense layer a word, then 128 to 4.
TEST(kinetics_counts, news) {
  const std::vector<counted_layer> layers{{300, 128, 64}, dense(128, 4)};
  const auto counts = counts_of({300, 64}, layers);
  EXPECT_EQ(counts.parameters, 39046u);
  EXPECT_EQ(counts.products, 2458112u);
  EXPECT_EQ(counts.operations_per_inference(), 2496512u);
}

TEST(kinetics_counts, handwritten_digits) {
  EXPECT_EQ(digits(48).parameters, 38172u);
  EXPECT_EQ(digits(48).products, 38112u);
  EXPECT_EQ(digits(48).operations_per_inference(), 39680u);
  EXPECT_EQ(digits(64).parameters, 50892u);
  EXPECT_EQ(digits(64).operations_per_inference(), 52384u);
}

TEST(kinetics_counts, actions_a_frame_and_a_clip_of_16) {
  EXPECT_EQ(actions().parameters, 649720u);
  EXPECT_EQ(actions().products, 648448u);
  EXPECT_EQ(actions().operations_per_inference(), 659584u);
  EXPECT_EQ(actions().operations_per_decision(16), 10553344u);
  // C3D: 78.0M parameters, 38.5G operations a clip.
  EXPECT_NEAR(78.0e6 / static_cast<double>(actions().parameters), 120, 0.5);
  EXPECT_NEAR(38.5e9 / static_cast<double>(actions().operations_per_inference()), 5.8e4, 500);
  EXPECT_NEAR(38.5e9 / static_cast<double>(actions().operations_per_decision(16)), 3.6e3, 50);
}

/// LeNet as the authors' repository has it: kernels of 3, 6 and 16 channels, 400-120-84-10.
std::vector<layer_form> lenet() {
  return {{"conv1", {28, 28, 1}, 3, 6, 2, true},
          {"conv2", {13, 13, 6}, 3, 16, 2, true},
          {"dense1", {5, 5, 16}, 0, 120, 1, true},
          {"dense2", {1, 1, 120}, 0, 84, 1, true},
          {"output", {1, 1, 84}, 0, 10, 1, false}};
}

TEST(kinetics_counts, lenet_from_its_layers_on_arrays) {
  const auto counts = counts_of({}, counted_layers(lenet()));
  EXPECT_EQ(counts.parameters, 60074u);
  EXPECT_EQ(counts.operations_per_inference(), 199968u);
  EXPECT_NEAR(60.1e3 / rounded(digits(48).parameters, 100), 1.57, 0.005);
  EXPECT_NEAR(200.0e3 / rounded(digits(48).operations_per_inference(), 100), 5.0, 0.05);
}

/// Kernels of 5^3 with a stride of 2 (32 -> 14), of 3^3 (14 -> 12), pooling by 2 (-> 6), 6912-128-10.
TEST(kinetics_counts, objects_a_slice_and_all_32_beside_voxnet) {
  const std::vector<counted_layer> layers{
      {125, 32, 14 * 14 * 14}, {27 * 32, 32, 12 * 12 * 12}, dense(6912, 128), dense(128, 10)};
  const auto voxnet = counts_of({}, layers);
  EXPECT_EQ(voxnet.parameters, 917866u);
  EXPECT_EQ(voxnet.operations_per_inference(), 59637760u);
  EXPECT_EQ(objects().parameters, 165952u);
  EXPECT_EQ(objects().products, 165120u);
  EXPECT_EQ(objects().operations_per_inference(), 168704u);
  EXPECT_EQ(objects().operations_per_decision(32), 5398528u);
  const auto ratio = [](std::uint64_t a, std::uint64_t b) { return static_cast<double>(a) / static_cast<double>(b); };
  EXPECT_NEAR(ratio(voxnet.parameters, objects().parameters), 5.5, 0.05);
  EXPECT_NEAR(ratio(voxnet.operations_per_inference(), objects().operations_per_inference()), 353, 0.6);
  EXPECT_NEAR(ratio(voxnet.operations_per_inference(), objects().operations_per_decision(32)), 11, 0.5);
}

}  // namespace
}  // namespace memvp
