// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/dense_product.hpp"

#include <gtest/gtest.h>

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
