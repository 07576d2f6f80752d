// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/half_select.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using memvp::cell_fractions;
using memvp::disturb_coupling;
using memvp::disturb_of;
using memvp::half_select_scheme;
using memvp::line_fractions;
using memvp::precompensated_quanta;
using memvp::received_quanta;

// Writes cell after cell, as the array sees it: each pulse reaches every cell in proportion to its place.
MatrixXd written_serially(const MatrixXd& quanta, half_select_scheme scheme, double ratio) {
  MatrixXd received = MatrixXd::Zero(quanta.rows(), quanta.cols());
  for (Index i = 0; i < quanta.rows(); ++i) {
    for (Index j = 0; j < quanta.cols(); ++j) {
      for (Index k = 0; k < quanta.rows(); ++k) {
        for (Index l = 0; l < quanta.cols(); ++l) {
          if (k == i && l == j) {
            received(k, l) += quanta(i, j);
          } else if (k == i || l == j) {
            received(k, l) += quanta(i, j) / ratio;
          } else if (scheme == half_select_scheme::third) {
            received(k, l) -= quanta(i, j) / ratio;
          }
        }
      }
    }
  }
  return received;
}

MatrixXd random_image(Index rows, Index columns, std::mt19937_64& generator) {
  std::uniform_real_distribution<double> quanta(0.0, 100.0);  // a window is 100 quanta (ecram.md section 7)
  return MatrixXd::NullaryExpr(rows, columns, [&] { return quanta(generator); });
}

TEST(half_select, in_the_half_scheme_lines_share_the_voltage_and_unselected_ones_are_grounded) {
  const auto cells = cell_fractions(half_select_scheme::half);
  EXPECT_DOUBLE_EQ(cells.selected, 1.0);
  EXPECT_DOUBLE_EQ(cells.same_row, 0.5);
  EXPECT_DOUBLE_EQ(cells.same_column, 0.5);
  EXPECT_DOUBLE_EQ(cells.other, 0.0);
  EXPECT_DOUBLE_EQ(line_fractions(half_select_scheme::half).unselected_row, 0.0);
}

TEST(half_select, in_the_third_scheme_every_other_cell_sees_a_third_and_the_far_ones_reversed) {
  const auto cells = cell_fractions(half_select_scheme::third);
  EXPECT_DOUBLE_EQ(cells.selected, 1.0);
  EXPECT_DOUBLE_EQ(cells.same_row, 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(cells.same_column, 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(cells.other, -1.0 / 3.0);
}

TEST(half_select, the_disturb_sums_equal_a_cell_by_cell_write) {
  std::mt19937_64 generator(3);
  for (const auto scheme : {half_select_scheme::half, half_select_scheme::third}) {
    const MatrixXd quanta = random_image(7, 12, generator).array() - 40.0;  // pulses of both signs
    const MatrixXd expected = written_serially(quanta, scheme, 300.0);
    EXPECT_LT((received_quanta(quanta, disturb_of(scheme, 300.0)) - expected).cwiseAbs().maxCoeff(), 1e-11);
  }
}

TEST(half_select, precompensation_removes_the_mean_error_of_random_images) {
  // ecram.md section 7: 10x10, R = 300, uniform random targets: mean error 2 * 9 * 50 quanta / 300 = 3.0 % of the
  // window (its Monte Carlo of 200 images: +2.98 %), standard deviation 0.4 %.
  std::mt19937_64 generator(4);
  const auto coupling = disturb_of(half_select_scheme::half, 300.0);
  double mean_before = 0.0;
  double square_before = 0.0;
  double worst_after = 0.0;
  constexpr int images = 200;
  for (int image = 0; image < images; ++image) {
    const MatrixXd target = random_image(10, 10, generator);
    const MatrixXd before = written_serially(target, half_select_scheme::half, 300.0) - target;
    mean_before += before.mean() / images;
    square_before += before.array().square().mean() / images;
    const MatrixXd quanta = precompensated_quanta(target, coupling);
    const MatrixXd after = written_serially(quanta, half_select_scheme::half, 300.0) - target;
    worst_after = std::max(worst_after, after.cwiseAbs().maxCoeff());
  }
  EXPECT_NEAR(mean_before, 3.0, 0.05);
  EXPECT_NEAR(std::sqrt(square_before - mean_before * mean_before), 0.4, 0.06);
  EXPECT_LT(worst_after, 1e-11);
}

TEST(half_select, precompensation_is_exact_for_both_schemes_and_any_shape) {
  std::mt19937_64 generator(5);
  for (const auto scheme : {half_select_scheme::half, half_select_scheme::third}) {
    for (const auto& [rows, columns] : {std::pair{1, 1}, std::pair{3, 17}, std::pair{40, 8}}) {
      const MatrixXd target = random_image(rows, columns, generator);
      const MatrixXd quanta = precompensated_quanta(target, disturb_of(scheme, 2009.0));
      EXPECT_LT((written_serially(quanta, scheme, 2009.0) - target).cwiseAbs().maxCoeff(), 1e-10);
    }
  }
}

TEST(half_select, without_disturb_the_target_itself_is_written) {
  std::mt19937_64 generator(6);
  const MatrixXd target = random_image(4, 5, generator);
  for (const double ratio : {0.0, std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(precompensated_quanta(target, disturb_of(half_select_scheme::third, ratio)), target);
  }
}

TEST(half_select, impossible_ratios_and_hopeless_couplings_are_refused) {
  for (const double ratio : {-5.0, 0.5, 1.0, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THROW(disturb_of(half_select_scheme::half, ratio), std::invalid_argument) << ratio;
  }
  // V/3, 10x10: a uniform image comes through times 1 + (18 - 81) / R, nothing at all at R = 63.
  EXPECT_THROW(precompensated_quanta(MatrixXd::Ones(10, 10), disturb_of(half_select_scheme::third, 63.0)),
               std::invalid_argument);
}

}  // namespace
