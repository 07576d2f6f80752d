// SPDX-License-Identifier: Apache-2.0
// What a view does to an image: places worked out by hand on small images.
#include "memvp/platforms/workloads/image_view.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace memvp {
namespace {

constexpr double pi = 3.14159265358979323846;

/// A 5 x 5 image with one pixel of ink.
std::vector<double> dot(std::size_t row, std::size_t column) {
  std::vector<double> pixels(25, 0.0);
  pixels[row * 5 + column] = 1;
  return pixels;
}

std::vector<double> seen(const image_view& view, const std::vector<double>& pixels) {
  std::vector<double> result(pixels.size());
  see(view, pixels.data(), 5, 5, result.data());
  return result;
}

void expect_near(const std::vector<double>& found, const std::vector<double>& wanted) {
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_NEAR(found[i], wanted[i], 1e-12) << "pixel " << i;
}

TEST(image_view, without_anything_between_the_image_is_itself) {
  std::vector<double> pixels(25);
  for (std::size_t i = 0; i < 25; ++i) pixels[i] = static_cast<double>(i) / 25;
  expect_near(seen({}, pixels), pixels);
}

TEST(image_view, a_quarter_turn_clockwise_takes_the_right_to_the_bottom) {
  image_view view;
  view.turn = pi / 2;
  expect_near(seen(view, dot(2, 4)), dot(4, 2));
  expect_near(seen(view, dot(0, 1)), dot(1, 4));
}

TEST(image_view, a_shift_moves_the_ink_and_lets_background_in) {
  image_view view;
  view.right = 1;
  view.down = -2;
  expect_near(seen(view, dot(3, 1)), dot(1, 2));
  expect_near(seen(view, dot(3, 4)), std::vector<double>(25, 0.0));  // beyond the right edge
}

TEST(image_view, half_a_pixel_of_shift_shares_the_ink_between_neighbours) {
  image_view view;
  view.right = 0.5;
  std::vector<double> wanted(25, 0.0);
  wanted[2 * 5 + 2] = wanted[2 * 5 + 3] = 0.5;
  expect_near(seen(view, dot(2, 2)), wanted);
}

TEST(image_view, shear_moves_rows_by_their_distance_from_the_middle) {
  image_view view;
  view.shear = 1;  // a column a row: two rows below the middle, two columns to the right
  expect_near(seen(view, dot(4, 2)), dot(4, 4));
  expect_near(seen(view, dot(2, 2)), dot(2, 2));
  expect_near(seen(view, dot(1, 2)), dot(1, 1));
}

TEST(image_view, stretched_to_twice_the_width_the_ink_is_twice_as_far_from_the_middle) {
  image_view view;
  view.width = 2;
  // The dot one column from the middle is seen two columns from it, and half of it in each of the neighbours.
  std::vector<double> wanted(25, 0.0);
  wanted[2 * 5 + 4] = 1;
  wanted[2 * 5 + 3] = 0.5;
  expect_near(seen(view, dot(2, 3)), wanted);
}

TEST(image_view, a_bold_stroke_grows_a_plus_and_a_thin_one_vanishes) {
  image_view bold, thin;
  bold.stroke = 1;
  thin.stroke = -1;
  std::vector<double> plus(25, 0.0);
  for (const std::size_t place : {7u, 11u, 12u, 13u, 17u}) plus[place] = 1;
  expect_near(seen(bold, dot(2, 2)), plus);
  expect_near(seen(thin, plus), dot(2, 2));
}

TEST(image_view, faint_ink_is_a_factor_on_the_grey_value) {
  image_view view;
  view.ink = 0.25;
  std::vector<double> wanted = dot(1, 3);
  wanted[8] = 0.25;
  expect_near(seen(view, dot(1, 3)), wanted);
}

TEST(image_view, pooling_takes_the_mean_of_each_square) {
  const std::vector<double> pixels = {1, 3, 0, 0,   //
                                      5, 7, 0, 8,   //
                                      0, 0, 1, 1,   //
                                      0, 1, 1, 1};  //
  std::vector<double> pooled(4);
  mean_pool(pixels.data(), 4, 4, 2, pooled.data());
  expect_near(pooled, {4, 2, 0.25, 1});
}

}  // namespace
}  // namespace memvp
