// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/crossbar.hpp"

#include <cmath>
#include <sstream>
#include <stdexcept>

#include "memvp/models/circuits/dominant_inverse.hpp"

namespace memvp {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

void check_resistance(double ohm, const char* which) {
  if (std::isfinite(ohm) && ohm >= 0.0) return;
  std::ostringstream sentence;
  sentence << "The " << which << " wire resistance must be finite and not negative, but is " << ohm
           << " ohm per segment.";
  throw std::invalid_argument(sentence.str());
}

/// One row line with its cells, seen from its source and from the column nodes that the cells end in.
///
/// A node's potential follows from its neighbour's by a voltage divider, and the dividers from the conductances seen
/// looking away along the line, so everything is a product or a sum of non-negative numbers.
class row_line {
 public:
  row_line(Index cells, const wire_parameters& wires)
      : wires_(wires),
        conductance_(cells),
        rightward_(cells),
        leftward_(cells),
        node_resistance_(cells),
        sourced_(cells),
        from_left_(cells + 1) {}

  void load(const Eigen::Ref<const Eigen::RowVectorXd>& conductance) {
    conductance_ = conductance;
    if (wires_.row_resistance == 0.0) {
      sourced_ = conductance_;
      return;
    }
    const Index cells = conductance_.size();
    const double wire = 1.0 / wires_.row_resistance;
    const bool driven_right = wires_.sides == drive_sides::both;

    // Conductance to ground through the line left of node j, all other ends grounded; divider for the way left.
    from_left_[0] = wire;
    for (Index j = 0; j < cells; ++j) {
      const double here = from_left_[j] + conductance_[j];
      leftward_[j] = wire / (wire + here);
      from_left_[j + 1] = here * leftward_[j];
    }
    double from_right = driven_right ? wire : 0.0;
    for (Index j = cells - 1; j >= 0; --j) {
      node_resistance_[j] = 1.0 / (from_left_[j] + conductance_[j] + from_right);
      const double here = from_right + conductance_[j];
      rightward_[j] = wire / (wire + here);
      from_right = here * rightward_[j];
    }

    // Potentials with 1 V at the source and all column nodes grounded.
    double left_potential = 1.0;
    for (Index j = 0; j < cells; ++j) {
      left_potential *= rightward_[j];
      sourced_[j] = left_potential;
    }
    if (driven_right) {
      double right_potential = 1.0;
      for (Index j = cells - 1; j >= 0; --j) {
        right_potential *= leftward_[j];
        sourced_[j] += right_potential;
      }
    }
    sourced_.array() *= conductance_.array();
  }

  /// Current into each grounded column node per volt of the source, S. By reciprocity also the current into the
  /// grounded source per volt of each column node.
  const VectorXd& source_coupling() const { return sourced_; }

  /// Adds the conductance that this line puts between each two column nodes, S, to a symmetric matrix (zero diagonal).
  void add_node_coupling(MatrixXd& coupling) const {
    if (wires_.row_resistance == 0.0) return;
    const Index cells = conductance_.size();
    for (Index j = 0; j < cells; ++j) {
      double current = conductance_[j] * node_resistance_[j];
      if (current == 0.0) continue;
      for (Index k = j + 1; k < cells; ++k) {
        current *= rightward_[k];
        const double siemens = current * conductance_[k];
        coupling(k, j) += siemens;
        coupling(j, k) += siemens;
      }
    }
  }

 private:
  wire_parameters wires_;
  VectorXd conductance_;
  VectorXd rightward_;        // potential of node j per volt of the node on its left
  VectorXd leftward_;         // potential of node j per volt of the node on its right
  VectorXd node_resistance_;  // ohm, of node j to ground with every end grounded
  VectorXd sourced_;
  VectorXd from_left_;
};

/// Symmetric conductance matrix from its couplings (zero diagonal) and the conductance of each node to the far side.
MatrixXd assemble(const MatrixXd& coupling, const VectorXd& grounded) {
  MatrixXd result = -coupling;
  result.diagonal() = grounded + coupling.rowwise().sum();
  return result;
}

/// Columns without resistance: every row line is on its own.
crossbar_response solve_separate_rows(const Eigen::Ref<const conductance_matrix>& conductance,
                                      const wire_parameters& wires) {
  const Index rows = conductance.rows();
  const Index columns = conductance.cols();
  crossbar_response response;
  response.ideal = false;
  response.transfer.resize(columns, rows);
  MatrixXd coupling = MatrixXd::Zero(columns, columns);
  row_line line(columns, wires);
  for (Index i = 0; i < rows; ++i) {
    line.load(conductance.row(i));
    response.transfer.col(i) = line.source_coupling();
    line.add_node_coupling(coupling);
  }
  response.row_admittance = response.transfer.colwise().sum().transpose().asDiagonal();
  response.column_admittance = assemble(coupling, response.transfer.rowwise().sum());
  return response;
}

/// Columns with resistance: rows are eliminated from the top down. What lies above is kept as the network it makes
/// between the column nodes of the current row (coupling, grounded) and the current each source so far injects there.
crossbar_response solve_row_by_row(const Eigen::Ref<const conductance_matrix>& conductance,
                                   const wire_parameters& wires) {
  const Index rows = conductance.rows();
  const Index columns = conductance.cols();
  const double ohm = wires.column_resistance;

  MatrixXd coupling = MatrixXd::Zero(columns, columns);   // S between column nodes, zero diagonal
  VectorXd grounded = VectorXd::Zero(columns);            // S from each column node to the sources
  MatrixXd injected = MatrixXd::Zero(columns, rows);      // A into column nodes per volt of each source
  MatrixXd source_coupling = MatrixXd::Zero(rows, rows);  // S between sources; lower triangle
  MatrixXd divider(columns, columns);
  MatrixXd passed(columns, rows);
  row_line line(columns, wires);

  for (Index i = 0; i < rows; ++i) {
    line.load(conductance.row(i));
    line.add_node_coupling(coupling);
    grounded += line.source_coupling();
    injected.col(i) = line.source_coupling();

    // Down one segment: with Y the conductance matrix at the nodes, (1 + ohm Y)^-1 divides potentials and currents.
    divider = -ohm * coupling;
    divider.diagonal() = ohm * (grounded + coupling.rowwise().sum());
    divider.diagonal().array() += 1.0;
    invert_dominant(divider);

    auto above = injected.leftCols(i + 1);
    auto below = passed.leftCols(i + 1);
    below.noalias() = divider * above;
    source_coupling.topLeftCorner(i + 1, i + 1).triangularView<Eigen::StrictlyLower>() +=
        ohm * (above.transpose() * below);
    above = below;
    grounded = divider * grounded;
    coupling = divider * (1.0 / ohm);
    coupling.diagonal().setZero();
  }

  crossbar_response response;
  response.ideal = false;
  response.transfer = injected;
  source_coupling.triangularView<Eigen::StrictlyUpper>() = source_coupling.transpose();
  response.row_admittance = assemble(source_coupling, response.transfer.colwise().sum());
  response.column_admittance = assemble(coupling, grounded);
  return response;
}

/// The same network with rows and columns exchanged: driven from below, sensed at the left. Only for rows whose right
/// end is open.
crossbar_response solve_transposed(const Eigen::Ref<const conductance_matrix>& conductance,
                                   const wire_parameters& wires) {
  const conductance_matrix turned = conductance.transpose().reverse();
  const wire_parameters turned_wires{wires.column_resistance, wires.row_resistance, drive_sides::single};
  const crossbar_response mirror = solve_crossbar(turned, turned_wires);
  crossbar_response response;
  response.ideal = false;
  response.transfer = mirror.transfer.transpose().reverse();
  response.row_admittance = mirror.column_admittance.reverse();
  response.column_admittance = mirror.row_admittance.reverse();
  return response;
}

}  // namespace

void check_crossbar(const Eigen::Ref<const conductance_matrix>& conductance, const wire_parameters& wires) {
  check_resistance(wires.row_resistance, "row");
  check_resistance(wires.column_resistance, "column");
  if (conductance.size() == 0) throw std::invalid_argument("A crossbar needs at least one row and one column.");
  for (Index i = 0; i < conductance.rows(); ++i) {
    for (Index j = 0; j < conductance.cols(); ++j) {
      if (std::isfinite(conductance(i, j)) && conductance(i, j) >= 0.0) continue;
      std::ostringstream sentence;
      sentence << "The conductance of cell (" << i << ", " << j << ") must be finite and not negative, but is "
               << conductance(i, j) << " S.";
      throw std::invalid_argument(sentence.str());
    }
  }
}

crossbar_response solve_crossbar(const Eigen::Ref<const conductance_matrix>& conductance,
                                 const wire_parameters& wires) {
  check_crossbar(conductance, wires);
  if (wires.row_resistance == 0.0 && wires.column_resistance == 0.0) {
    crossbar_response response;
    response.transfer = conductance.transpose();
    response.row_conductance = conductance.rowwise().sum();
    response.column_conductance = conductance.colwise().sum();
    return response;
  }
  if (wires.column_resistance == 0.0) return solve_separate_rows(conductance, wires);
  // Without row resistance the right-hand source changes nothing.
  if (wires.row_resistance == 0.0) return solve_transposed(conductance, wires);
  if (wires.sides == drive_sides::single && conductance.cols() > conductance.rows()) {
    return solve_transposed(conductance, wires);
  }
  return solve_row_by_row(conductance, wires);
}

double crossbar_response::row_power(const Eigen::Ref<const VectorXd>& volts) const {
  if (ideal) return (volts.array().square() * row_conductance.array()).sum();
  return volts.dot(row_admittance * volts);
}

double crossbar_response::column_power(const Eigen::Ref<const VectorXd>& volts) const {
  if (ideal) return (volts.array().square() * column_conductance.array()).sum();
  return volts.dot(column_admittance * volts);
}

}  // namespace memvp
