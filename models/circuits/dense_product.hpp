// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>

namespace memvp {

/// output = matrix * input, as Eigen computes it but with the widest vector instructions that the processor has, found
/// out once at the first call: packages are built for any x86-64, and this is where a product through a tile spends its
/// time. Sums are formed in an order that depends on the instruction set, so results are equal bit for bit on one
/// machine only.
///
/// `input` has matrix.cols() values and `output` matrix.rows(); they must not overlap.
void multiply(const Eigen::MatrixXd& matrix, const double* input, double* output);

/// The sum of some lines of a matrix, each times a factor: what flows where only some lines of an array are driven.
/// Line l is the `length` values from `lines` + l * length on; `which` names `count` lines, `factors` has a factor
/// each. `output` gets `length` sums. If `squares` is given, it gets as many sums of the squares of the same products,
/// the variance of a noise that is proportional to each; they cost little beside the products themselves.
void add_up_lines(const double* lines, std::size_t length, const std::uint32_t* which, const double* factors,
                  std::size_t count, double* output, double* squares);

/// input^T * matrix * input for a symmetric matrix, of which the lower triangle is read.
double quadratic_form(const Eigen::MatrixXd& symmetric, const double* input);

}  // namespace memvp
