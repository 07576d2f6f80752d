// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/rram_sensed_region.hpp"

#include <algorithm>
#include <cmath>

#include "memvp/models/circuits/dense_product.hpp"
#include "memvp/models/physics/rram_access_transistor.hpp"

namespace memvp {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

bool rram_sensed_region::is(const array_region& region, rram_column_mode mode) const {
  return mode_ == mode && region_.first_row == region.first_row && region_.rows == region.rows &&
         region_.first_column == region.first_column && region_.columns == region.columns;
}

void rram_sensed_region::load(const Eigen::Ref<const conductance_matrix>& filaments, const rram_wiring& wiring) {
  const auto first = static_cast<Index>(region_.first_row);
  const auto rows = static_cast<Index>(region_.rows);
  // Below the region the source lines go on, but no cell is on. Without resistance that is as good as nothing.
  const Index below = wiring.wires.column_resistance > 0 ? filaments.rows() - first - rows : 0;
  const bool cut = wiring.wires.sides == drive_sides::single;
  const Index columns = cut ? static_cast<Index>(region_.first_column + region_.columns) : filaments.cols();
  cells_.setZero(rows + below, columns);
  const double ohm = wiring.on_resistance;
  cells_.topRows(rows) = filaments.block(first, 0, rows, columns).unaryExpr([ohm](double siemens) {
    return series_conductance(siemens, ohm);
  });
}

void rram_sensed_region::solve(const Eigen::Ref<const conductance_matrix>& filaments, const rram_wiring& wiring,
                               bool noisy) {
  load(filaments, wiring);
  const auto rows = static_cast<Index>(region_.rows), columns = static_cast<Index>(region_.columns);
  const auto first = static_cast<Index>(region_.first_column);
  const crossbar_response response = solve_crossbar(cells_, wiring.wires);
  ideal_ = response.ideal;
  const MatrixXd transfer = response.transfer.block(first, 0, columns, rows);
  if (ideal_) {
    row_conductance_ = response.row_conductance.head(rows);
  } else {
    admittance_ = response.row_admittance.topLeftCorner(rows, rows);
    solved_admittance_ = admittance_;
    solved_transfer_ = transfer;
    solved_cells_ = cells_.block(0, first, rows, columns).transpose();
    solved_drop_ = first_order_drop(wiring);
  }
  take(transfer, noisy);
}

void rram_sensed_region::follow(const Eigen::Ref<const conductance_matrix>& filaments, const rram_wiring& wiring,
                                bool noisy) {
  if (ideal_) return solve(filaments, wiring, noisy);
  load(filaments, wiring);
  const auto rows = static_cast<Index>(region_.rows), columns = static_cast<Index>(region_.columns);
  const auto first = static_cast<Index>(region_.first_column);
  const MatrixXd drop = first_order_drop(wiring);
  const MatrixXd now = cells_.block(0, first, rows, columns).transpose();
  // A cell that hardly conducts carries what others leak into its line: its share cannot exceed its conductance.
  const MatrixXd share =
      (solved_cells_.array() > 0).select((solved_transfer_.array() / solved_cells_.array()).min(1.0), 1.0).matrix();
  const MatrixXd transfer =
      (solved_transfer_.array() +
       share.array() * (now.array() * (1 + solved_drop_.array()) / (1 + drop.array()) - solved_cells_.array()))
          .max(0.0)
          .matrix();
  const VectorXd growth =
      (transfer.colwise().sum().array() / solved_transfer_.colwise().sum().array().max(1e-300)).sqrt().transpose();
  admittance_ = growth.asDiagonal() * solved_admittance_ * growth.asDiagonal();
  take(transfer, noisy);
}

// Sums over the cells left and right, above and below, one pass each.
MatrixXd rram_sensed_region::first_order_drop(const rram_wiring& wiring) const {
  const auto rows = static_cast<Index>(region_.rows), columns = static_cast<Index>(region_.columns);
  const auto first = static_cast<Index>(region_.first_column);
  const Index network_rows = cells_.rows(), network_columns = cells_.cols();
  MatrixXd drop = MatrixXd::Zero(columns, rows);
  const double row_ohm = wiring.wires.row_resistance, column_ohm = wiring.wires.column_resistance;
  for (Index i = 0; i < rows; ++i) {
    double right = cells_.row(i).sum(), left = 0;  // sum_k>=j G, sum_k<j (k+1) G
    for (Index j = 0; j < network_columns; ++j) {
      if (j >= first && j < first + columns) drop(j - first, i) = row_ohm * (left + static_cast<double>(j + 1) * right);
      left += static_cast<double>(j + 1) * cells_(i, j);
      right -= cells_(i, j);
    }
  }
  for (Index j = 0; j < columns; ++j) {
    double above = 0, below = 0;  // sum_k<=i G, sum_k>i (N-k) G
    for (Index i = 0; i < rows; ++i) below += static_cast<double>(network_rows - i) * cells_(i, first + j);
    for (Index i = 0; i < rows; ++i) {
      const double here = cells_(i, first + j), length = static_cast<double>(network_rows - i);
      above += here;
      below -= length * here;
      drop(j, i) += column_ohm * (length * above + below);
    }
  }
  return drop;
}

void rram_sensed_region::take(const MatrixXd& transfer, bool noisy) {
  const Index columns = transfer.rows();
  const auto lines = static_cast<Index>(sensed_lines(mode_, region_.columns));
  switch (mode_) {
    case rram_column_mode::single:
      line_transfer_ = transfer;
      break;
    case rram_column_mode::differential:
      line_transfer_.resize(lines, transfer.cols());
      for (Index line = 0; line < lines; ++line)
        line_transfer_.row(line) = transfer.row(2 * line) - transfer.row(2 * line + 1);
      break;
    case rram_column_mode::offset:
      line_transfer_ = transfer.topRows(lines).rowwise() - transfer.row(columns - 1);
      break;
  }
  if (!noisy) {
    squared_.resize(0, 0);
    return;
  }
  const MatrixXd squares = transfer.cwiseAbs2();
  if (mode_ != rram_column_mode::differential) {
    squared_ = squares;  // the reference column of an offset is the last one, with a noise of its own
  } else {
    squared_.resize(lines, transfer.cols());
    for (Index line = 0; line < lines; ++line) squared_.row(line) = squares.row(2 * line) + squares.row(2 * line + 1);
  }
  deviation_.resize(squared_.rows());
}

void rram_sensed_region::currents(const double* volts, double* amperes) const {
  multiply(line_transfer_, volts, amperes);
}

double rram_sensed_region::power(const double* volts) const {
  if (!ideal_) return quadratic_form(admittance_, volts);
  return Eigen::Map<const VectorXd>(volts, row_conductance_.size()).cwiseAbs2().dot(row_conductance_);
}

void rram_sensed_region::add_noise(double relative, const double* squares, const double* normals, double* amperes) {
  multiply(squared_, squares, deviation_.data());
  const Eigen::Map<const VectorXd> draws(normals, squared_.rows());
  deviation_.array() = relative * deviation_.array().sqrt() * draws.array();
  Eigen::Map<VectorXd> currents(amperes, line_transfer_.rows());
  currents += deviation_.head(line_transfer_.rows());
  if (mode_ == rram_column_mode::offset) currents.array() -= deviation_(deviation_.size() - 1);
}

}  // namespace memvp
