// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/outer_product_planes.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "memvp/platforms/workloads/float_plane_engine.hpp"

namespace memvp {
namespace {

constexpr pulse_scale ten_seconds_in_milliseconds{10'000, 16'383, 1.0};

/// What planes add to a matrix of inputs x outputs, in pulse LSB.
std::vector<double> sum_of(const std::vector<update_plane>& planes, std::size_t inputs, std::size_t outputs) {
  std::vector<double> sum(inputs * outputs);
  for (const update_plane& plane : planes)
    for (std::size_t i = 0; i < inputs; ++i)
      for (std::size_t o = 0; o < outputs; ++o) sum[i * outputs + o] += plane.rows[i] * plane.widths[o];
  return sum;
}

TEST(outer_product_planes, of_binary_inputs_are_one_plane_of_rounded_widths) {
  outer_product_planes planes(ten_seconds_in_milliseconds, 1);
  // A weight of 2 is a whole window of 10,000 LSB of both cells: 1 LSB is 2e-4.
  EXPECT_DOUBLE_EQ(planes.weight_per_width(), 2e-4);
  const double inputs[] = {1, 0, 1};
  const double errors[] = {0.01, -0.0149, 2e-5, 0};
  const auto& found = planes.of(inputs, 3, errors, 4, 0.4);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].rows, (std::vector<std::uint8_t>{1, 0, 1}));
  // 0.4 * 0.01 / 2e-4 = 20; -29.8 is rounded to -30; 0.04 to nothing.
  EXPECT_EQ(found[0].widths, (std::vector<std::int32_t>{20, -30, 0, 0}));
  EXPECT_EQ(planes.cut_pulses(), 0u);
}

TEST(outer_product_planes, of_graded_inputs_add_up_to_the_product_with_the_code) {
  outer_product_planes planes(ten_seconds_in_milliseconds, 4);
  const double inputs[] = {0, 0.2, 0.5, 0.731, 1};
  const double errors[] = {0.1, -0.05};
  const auto& found = planes.of(inputs, 5, errors, 2, 0.2);
  EXPECT_EQ(found.size(), 4u);
  const std::vector<double> sum = sum_of(found, 5, 2);
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t o = 0; o < 2; ++o) {
      const double code = std::floor(inputs[i] * 15 + 0.5) / 15;
      // Four planes, each rounded by at most half a unit.
      EXPECT_NEAR(sum[i * 2 + o], code * errors[o] * 0.2 / 2e-4, 2) << i << ' ' << o;
    }
}

TEST(outer_product_planes, that_change_nothing_are_left_out) {
  outer_product_planes planes(ten_seconds_in_milliseconds, 4);
  const double inputs[] = {0, 4.0 / 15, 6.0 / 15};  // codes 0, 4, 6: bits 1 and 2
  const double large[] = {0.1}, small[] = {0.0003}, none[] = {0};
  EXPECT_EQ(planes.of(inputs, 3, large, 1, 0.2).size(), 2u);
  EXPECT_EQ(planes.of(inputs, 3, none, 1, 0.2).size(), 0u);
  EXPECT_EQ(planes.of(inputs, 3, large, 1, 0).size(), 0u);
  // 0.0003 * 0.2 / 2e-4 / 15 = 0.02 LSB of the code's unit: no bit of it reaches half an LSB.
  EXPECT_EQ(planes.of(inputs, 3, small, 1, 0.2).size(), 0u);
  // What has been left out is not there again with the next update.
  EXPECT_EQ(planes.of(inputs, 3, large, 1, 0.2).size(), 2u);
}

TEST(outer_product_planes, cut_pulses_wider_than_the_counter_and_count_them) {
  outer_product_planes planes({10'000, 100, 1.0}, 1);
  const double inputs[] = {1};
  const double errors[] = {1, -1, 0.01};
  const auto& found = planes.of(inputs, 1, errors, 3, 0.4);
  EXPECT_EQ(found[0].widths, (std::vector<std::int32_t>{100, -100, 20}));  // asked for 2000, -2000, 20
  EXPECT_EQ(planes.cut_pulses(), 2u);
}

TEST(outer_product_planes, refuse_what_no_array_can_do) {
  EXPECT_THROW(outer_product_planes(ten_seconds_in_milliseconds, 0), std::invalid_argument);
  EXPECT_THROW(outer_product_planes(ten_seconds_in_milliseconds, 9), std::invalid_argument);
  EXPECT_THROW(outer_product_planes({0, 100, 1.0}, 1), std::invalid_argument);
}

TEST(float_plane_engine, multiplies_both_ways_and_learns_by_widths_within_its_limits) {
  float_plane_engine engine({{2, 3}, {3, 2}}, 1.0, {2e-4, 1e-3});
  engine.set_weights({{0.1, 0.2, 0.3, 0.4, 0.5, 0.6}, {1, 0, 0, 1, 0.5, 0.5}});
  const double inputs[] = {1, 0, 1, 1};
  double outputs[6] = {};
  engine.forward(0, inputs, 2, outputs);
  const double expected[] = {0.1, 0.2, 0.3, 0.5, 0.7, 0.9};
  for (int i = 0; i < 6; ++i) EXPECT_DOUBLE_EQ(outputs[i], expected[i]);
  const double errors[] = {2, -1};
  double back[3] = {};
  engine.backward(1, errors, 1, back);
  EXPECT_DOUBLE_EQ(back[0], 2);
  EXPECT_DOUBLE_EQ(back[1], -1);
  EXPECT_DOUBLE_EQ(back[2], 0.5);

  const std::vector<update_plane> first = {{{0, 1}, {1000, -500, 5000}}};
  const std::vector<update_plane> second = {{{1, 0, 0}, {10, 20}}, {{1, 1, 0}, {0, -3000}}};
  engine.update({&first, &second});
  std::vector<double> weights(6);
  engine.weights(0, weights.data());
  const double learned[] = {0.1, 0.2, 0.3, 0.4 + 0.2, 0.5 - 0.1, 1.0 /* 1.6, but for the limit */};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_DOUBLE_EQ(weights[i], learned[i]) << i;
  engine.weights(1, weights.data());
  // The limit holds after each plane: 1 + 0.01 stays 1; 0 + 0.02 - 3 ends at -1, 1 - 3 too.
  const double both[] = {1, -1, 0, -1, 0.5, 0.5};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_DOUBLE_EQ(weights[i], both[i]) << i;
}

}  // namespace
}  // namespace memvp
