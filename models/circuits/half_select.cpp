// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/half_select.hpp"

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace memvp {

line_voltage_fractions line_fractions(half_select_scheme scheme) noexcept {
  if (scheme == half_select_scheme::half) return {0.5, -0.5, 0.0, 0.0};
  return {0.5, -0.5, -1.0 / 6.0, 1.0 / 6.0};
}

cell_voltage_fractions cell_fractions(half_select_scheme scheme) noexcept {
  const line_voltage_fractions lines = line_fractions(scheme);
  return {lines.selected_row - lines.selected_column, lines.selected_row - lines.unselected_column,
          lines.unselected_row - lines.selected_column, lines.unselected_row - lines.unselected_column};
}

disturb_coupling disturb_of(half_select_scheme scheme, double ratio) {
  if (ratio == 0.0 || (std::isinf(ratio) && ratio > 0.0)) return {};
  if (!(ratio > 1.0)) {
    std::ostringstream sentence;
    sentence << "A half-select ratio must be greater than 1, or 0 for no disturb, but is " << ratio << ".";
    throw std::invalid_argument(sentence.str());
  }
  const double partial = 1.0 / ratio;
  return {partial, partial, scheme == half_select_scheme::third ? -partial : 0.0};
}

namespace {

// D leaves n_ij the factor `own`, and adds `row` times the sum of its row, `column` times that of its column and `all`
// times the total: each of the three coupling constants counted over whole rows, columns and arrays.
struct coupling_sums {
  double own, row, column, all;

  explicit coupling_sums(const disturb_coupling& coupling)
      : own(1.0 - coupling.same_row - coupling.same_column + coupling.other),
        row(coupling.same_row - coupling.other),
        column(coupling.same_column - coupling.other),
        all(coupling.other) {}
};

}  // namespace

Eigen::MatrixXd received_quanta(const Eigen::Ref<const Eigen::MatrixXd>& quanta, const disturb_coupling& coupling) {
  const coupling_sums sums(coupling);
  const Eigen::VectorXd row_part = sums.row * quanta.rowwise().sum();
  const Eigen::RowVectorXd column_part = sums.column * quanta.colwise().sum();
  Eigen::MatrixXd received = sums.own * quanta;
  received.colwise() += row_part;
  received.rowwise() += column_part;
  received.array() += sums.all * quanta.sum();
  return received;
}

Eigen::MatrixXd precompensated_quanta(const Eigen::Ref<const Eigen::MatrixXd>& target,
                                      const disturb_coupling& coupling) {
  const coupling_sums sums(coupling);
  const auto rows = static_cast<double>(target.rows());
  const auto columns = static_cast<double>(target.cols());
  // How much of a pattern comes through: of one without row and column sums, of a row's sum, a column's, of the total.
  const double through_row = sums.own + columns * sums.row;
  const double through_column = sums.own + rows * sums.column;
  const double through_all = sums.own + columns * sums.row + rows * sums.column + rows * columns * sums.all;
  for (const double through : {sums.own, through_row, through_column, through_all}) {
    if (std::abs(through) > 1e-9) continue;
    std::ostringstream sentence;
    sentence << "The half-select disturb cannot be precompensated in an array of " << target.rows() << " by "
             << target.cols() << " cells: it cancels a whole pattern of writes.";
    throw std::invalid_argument(sentence.str());
  }
  const double total = target.sum() / through_all;
  const Eigen::VectorXd row_totals =
      (target.rowwise().sum().array() - (columns * sums.all + sums.column) * total) / through_row;
  const Eigen::RowVectorXd column_totals =
      (target.colwise().sum().array() - (rows * sums.all + sums.row) * total) / through_column;
  Eigen::MatrixXd quanta = target.array() - sums.all * total;
  quanta.colwise() -= sums.row * row_totals;
  quanta.rowwise() -= sums.column * column_totals;
  return quanta / sums.own;
}

}  // namespace memvp
