// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

namespace memvp {

/// Replaces a symmetric, strictly diagonally dominant matrix with non-positive off-diagonal entries (a conductance
/// matrix with a path to ground at every node) by its inverse, which has no negative entry.
///
/// Recursive two-by-two block elimination without pivoting: such a matrix needs none, and off-diagonal entries only
/// ever gain terms of their own sign. Full storage; about 4/3 n^3 operations, nearly all of them in matrix products.
void invert_dominant(Eigen::Ref<Eigen::MatrixXd> matrix);

}  // namespace memvp
