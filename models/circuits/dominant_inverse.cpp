// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/dominant_inverse.hpp"

namespace memvp {

namespace {

// Below this size a matrix product costs more in preparation than it saves.
constexpr Eigen::Index smallest_block = 16;

// In-place Gauss-Jordan elimination, pivots down the diagonal.
void invert_small(Eigen::Ref<Eigen::MatrixXd> matrix) {
  const Eigen::Index size = matrix.rows();
  for (Eigen::Index k = 0; k < size; ++k) {
    const double inverse_pivot = 1.0 / matrix(k, k);
    matrix(k, k) = 1.0;
    matrix.row(k) *= inverse_pivot;
    for (Eigen::Index i = 0; i < size; ++i) {
      if (i == k) continue;
      const double factor = matrix(i, k);
      matrix(i, k) = 0.0;
      matrix.row(i) -= factor * matrix.row(k);
    }
  }
}

}  // namespace

void invert_dominant(Eigen::Ref<Eigen::MatrixXd> matrix) {
  const Eigen::Index size = matrix.rows();
  if (size <= smallest_block) {
    invert_small(matrix);
    return;
  }
  const Eigen::Index first = size / 2;
  const Eigen::Index second = size - first;
  auto leading = matrix.topLeftCorner(first, first);
  auto coupling = matrix.bottomLeftCorner(second, first);
  auto trailing = matrix.bottomRightCorner(second, second);

  invert_dominant(leading);
  const Eigen::MatrixXd through = coupling * leading;
  trailing.noalias() -= through * coupling.transpose();
  invert_dominant(trailing);
  coupling.noalias() = -trailing * through;
  leading.noalias() -= through.transpose() * coupling;
  matrix.topRightCorner(first, second) = coupling.transpose();
}

}  // namespace memvp
