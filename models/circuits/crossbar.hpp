// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

namespace memvp {

/// Conductances of an array, siemens: one row per word line, one column per bit line, row-major as cells are numbered.
using conductance_matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// From which ends the row lines are driven.
enum class drive_sides {
  single,  ///< from the left only
  both,    ///< the same source voltage at the left and, through one more segment, at the right end
};

/// Wires of a crossbar. Every segment of a kind has the same resistance; zero merges the nodes of a line.
///
/// A row line of M cells has M segments: source to first cell, then between cells (plus one from the last cell to the
/// right-hand source with drive_sides::both). A column line of N cells has N segments: between cells, and from the last
/// cell to the sense node, which is a virtual ground. Driven from the left, sensed at the bottom:
/// ```
///   V_1 -r-o---r--o-- ...        o: cell, from its row node to its column node
///   V_2 -r-o---r--o-- ...        column currents flow down and are sensed below the last row
/// ```
/// The nodal equations are those of section 8a.7 of the 1T1R fact sheet.
struct wire_parameters {
  double row_resistance = 0.0;     ///< ohm per row segment, >= 0
  double column_resistance = 0.0;  ///< ohm per column segment, >= 0
  drive_sides sides = drive_sides::single;
};

/// A crossbar of N rows and M columns as seen from its N sources and M sense nodes: exact for the given conductances.
struct crossbar_response {
  /// M x N, S. Sensed currents I = transfer * V. By reciprocity its transpose gives the currents into the row ends,
  /// held at virtual ground, when the column ends are driven (with drive_sides::both: the sum of both row ends).
  Eigen::MatrixXd transfer;
  /// N x N, S. Source currents = row_admittance * V, so V^T row_admittance V is the power that the row sources deliver
  /// (with drive_sides::both: both ends together). Empty if `ideal`.
  Eigen::MatrixXd row_admittance;
  /// M x M, S. The same for the transposed product: columns driven at their sense ends, row ends at virtual ground.
  /// Empty if `ideal`.
  Eigen::MatrixXd column_admittance;
  /// No wire resistance: transfer is the transposed conductance matrix, the admittances are diagonal.
  bool ideal = true;
  Eigen::VectorXd row_conductance;     ///< N, S: row sums, the diagonal of the row admittance. Filled if `ideal`.
  Eigen::VectorXd column_conductance;  ///< M, S: column sums. Filled if `ideal`.

  /// Power in watts that the row sources deliver at `volts` (N).
  double row_power(const Eigen::Ref<const Eigen::VectorXd>& volts) const;
  /// Power in watts that sources at the column ends deliver at `volts` (M) in the transposed direction.
  double column_power(const Eigen::Ref<const Eigen::VectorXd>& volts) const;
};

/// Solves the network once; every following product is `transfer * V`.
///
/// Direct elimination, one line at a time, with a dense block of the size of the shorter line (of the column count with
/// drive_sides::both): about 4/3 K^3 L + K^2 L^2 + K L^3 / 3 operations, K by L being the array. All quantities are
/// kept as sums of non-negative terms (off-diagonal conductances and conductances to the sense nodes), so nothing
/// cancels and every entry keeps close to full relative precision, for any ratio of wire to cell resistance.
/// @throws std::invalid_argument if the array is empty or a conductance or resistance is negative or not finite.
crossbar_response solve_crossbar(const Eigen::Ref<const conductance_matrix>& conductance, const wire_parameters& wires);

/// Potentials of all nodes of a driven crossbar, volts, rows x columns each.
struct crossbar_potentials {
  conductance_matrix row_nodes;     ///< where cell (i, j) meets its row line
  conductance_matrix column_nodes;  ///< where cell (i, j) meets its column line
};

/// Potentials for one vector of source voltages: the picture of an IR drop, and a check of solve_crossbar by another
/// method (one sparse LDL^T factorisation of all nodes).
/// @throws std::invalid_argument as solve_crossbar, or if there is not one voltage per row.
crossbar_potentials node_potentials(const Eigen::Ref<const conductance_matrix>& conductance,
                                    const wire_parameters& wires, const Eigen::Ref<const Eigen::VectorXd>& volts);

/// Checks what both solvers need. @throws std::invalid_argument with a sentence that says which cell or wire is wrong.
void check_crossbar(const Eigen::Ref<const conductance_matrix>& conductance, const wire_parameters& wires);

}  // namespace memvp
