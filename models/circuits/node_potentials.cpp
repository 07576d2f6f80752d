// SPDX-License-Identifier: Apache-2.0
#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "memvp/models/circuits/crossbar.hpp"

namespace memvp {

namespace {

using Eigen::Index;

/// A place in the network: an unknown potential (index >= 0), or a known one.
struct network_node {
  Index unknown = -1;
  double volts = 0.0;
};

/// Collects resistors into the nodal equations of the unknown potentials.
class nodal_equations {
 public:
  explicit nodal_equations(Index unknowns) : currents_(Eigen::VectorXd::Zero(unknowns)) {}

  void connect(network_node a, network_node b, double siemens) {
    add_end(a, b, siemens);
    add_end(b, a, siemens);
  }

  Eigen::VectorXd solve() const {
    Eigen::SparseMatrix<double> matrix(currents_.size(), currents_.size());
    matrix.setFromTriplets(entries_.begin(), entries_.end());
    const Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> factors(matrix);
    Eigen::VectorXd volts = factors.solve(currents_);
    volts += factors.solve(currents_ - matrix * volts);  // one step of iterative refinement
    return volts;
  }

 private:
  void add_end(network_node here, network_node there, double siemens) {
    if (here.unknown < 0) return;
    entries_.emplace_back(here.unknown, here.unknown, siemens);
    if (there.unknown >= 0) {
      entries_.emplace_back(here.unknown, there.unknown, -siemens);
    } else {
      currents_[here.unknown] += siemens * there.volts;
    }
  }

  std::vector<Eigen::Triplet<double>> entries_;
  Eigen::VectorXd currents_;
};

}  // namespace

crossbar_potentials node_potentials(const Eigen::Ref<const conductance_matrix>& conductance,
                                    const wire_parameters& wires, const Eigen::Ref<const Eigen::VectorXd>& volts) {
  check_crossbar(conductance, wires);
  const Index rows = conductance.rows();
  const Index columns = conductance.cols();
  if (volts.size() != rows) {
    std::ostringstream sentence;
    sentence << "A crossbar of " << rows << " rows needs " << rows << " source voltages, but got " << volts.size()
             << ".";
    throw std::invalid_argument(sentence.str());
  }
  const bool row_wires = wires.row_resistance > 0.0;
  const bool column_wires = wires.column_resistance > 0.0;
  const Index first_column_node = row_wires ? rows * columns : 0;

  const auto source = [&](Index i) { return network_node{-1, volts[i]}; };
  const auto row_node = [&](Index i, Index j) { return row_wires ? network_node{i * columns + j, 0.0} : source(i); };
  const auto column_node = [&](Index i, Index j) {
    return column_wires ? network_node{first_column_node + i * columns + j, 0.0} : network_node{};
  };

  nodal_equations equations(first_column_node + (column_wires ? rows * columns : 0));
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < columns; ++j) {
      equations.connect(row_node(i, j), column_node(i, j), conductance(i, j));
      if (row_wires) {
        const double wire = 1.0 / wires.row_resistance;
        equations.connect(j == 0 ? source(i) : row_node(i, j - 1), row_node(i, j), wire);
        if (wires.sides == drive_sides::both && j == columns - 1) equations.connect(row_node(i, j), source(i), wire);
      }
      if (column_wires) {
        equations.connect(column_node(i, j), i == rows - 1 ? network_node{} : column_node(i + 1, j),
                          1.0 / wires.column_resistance);
      }
    }
  }
  const Eigen::VectorXd unknown_volts = equations.solve();

  crossbar_potentials potentials{conductance_matrix(rows, columns), conductance_matrix(rows, columns)};
  const auto potential = [&](network_node node) { return node.unknown < 0 ? node.volts : unknown_volts[node.unknown]; };
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < columns; ++j) {
      potentials.row_nodes(i, j) = potential(row_node(i, j));
      potentials.column_nodes(i, j) = potential(column_node(i, j));
    }
  }
  return potentials;
}

}  // namespace memvp
