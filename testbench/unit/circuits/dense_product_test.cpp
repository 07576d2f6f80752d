// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/dense_product.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace memvp {
namespace {

// The expected values are Eigen's own products.
TEST(dense_product, equals_eigens_for_every_remainder_of_the_vector_length) {
  for (const Eigen::Index rows : {1, 2, 7, 8, 9, 31, 128}) {
    for (const Eigen::Index columns : {1, 3, 4, 5, 10, 127, 128}) {
      const Eigen::MatrixXd matrix = Eigen::MatrixXd::Random(rows, columns);
      const Eigen::VectorXd input = Eigen::VectorXd::Random(columns);
      Eigen::VectorXd output = Eigen::VectorXd::Constant(rows, 7.0);
      multiply(matrix, input.data(), output.data());
      EXPECT_LT((output - matrix * input).norm(), 1e-14 * static_cast<double>(columns)) << rows << " x " << columns;
    }
  }
}

// Lines of a matrix picked at random, with repetitions of none; the squares are those of the single products.
TEST(dense_product, adds_up_some_lines_and_the_squares_of_their_products) {
  for (const std::size_t length : {1u, 3u, 8u, 100u}) {
    for (const std::size_t count : {0u, 1u, 4u, 7u, 50u}) {
      const Eigen::MatrixXd lines = Eigen::MatrixXd::Random(static_cast<Eigen::Index>(length), 100);
      const Eigen::VectorXd factors = Eigen::VectorXd::Random(static_cast<Eigen::Index>(count));
      std::vector<std::uint32_t> which;
      Eigen::VectorXd expected = Eigen::VectorXd::Zero(lines.rows()), expected_squares = expected;
      for (std::size_t i = 0; i < count; ++i) {
        which.push_back(static_cast<std::uint32_t>((37 * i + 5) % 100));
        const Eigen::VectorXd product = lines.col(which.back()) * factors(static_cast<Eigen::Index>(i));
        expected += product;
        expected_squares += product.cwiseAbs2();
      }
      Eigen::VectorXd output = Eigen::VectorXd::Constant(lines.rows(), 7.0), squares = output, alone = output;
      add_up_lines(lines.data(), length, which.data(), factors.data(), count, output.data(), squares.data());
      add_up_lines(lines.data(), length, which.data(), factors.data(), count, alone.data(), nullptr);
      EXPECT_LT((output - expected).norm(), 1e-13) << length << " x " << count;
      EXPECT_LT((squares - expected_squares).norm(), 1e-13) << length << " x " << count;
      EXPECT_LT((alone - expected).norm(), 1e-13) << length << " x " << count;
    }
  }
}

TEST(dense_product, forms_the_power_of_a_symmetric_admittance_from_its_lower_triangle) {
  for (const Eigen::Index size : {1, 2, 8, 9, 10, 17, 128}) {
    const Eigen::MatrixXd any = Eigen::MatrixXd::Random(size, size);
    const Eigen::MatrixXd symmetric = any + any.transpose();
    const Eigen::MatrixXd lower = symmetric.triangularView<Eigen::Lower>();
    const Eigen::VectorXd input = Eigen::VectorXd::Random(size);
    const double expected = input.dot(symmetric * input);
    EXPECT_NEAR(quadratic_form(lower, input.data()), expected, 1e-13 * static_cast<double>(size * size)) << size;
  }
}

}  // namespace
}  // namespace memvp
