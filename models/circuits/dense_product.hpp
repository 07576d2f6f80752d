// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

namespace memvp {

/// output = matrix * input, as Eigen computes it but with the widest vector instructions that the processor has, found
/// out once at the first call: packages are built for any x86-64, and this is where a product through a tile spends its
/// time. Sums are formed in an order that depends on the instruction set, so results are equal bit for bit on one
/// machine only.
///
/// `input` has matrix.cols() values and `output` matrix.rows(); they must not overlap.
void multiply(const Eigen::MatrixXd& matrix, const double* input, double* output);

/// input^T * matrix * input for a symmetric matrix, of which the lower triangle is read.
double quadratic_form(const Eigen::MatrixXd& symmetric, const double* input);

}  // namespace memvp
