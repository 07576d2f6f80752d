// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstddef>

#include "memvp/models/circuits/crossbar.hpp"
#include "memvp/models/tiles/rram_command.hpp"

namespace memvp {

/// Wires and transistors around the cells, as products see them.
struct rram_wiring {
  wire_parameters wires;
  double on_resistance;  ///< ohm, of a selected row's access transistors
};

/// What a product through a region of a 1T1R array needs to know of it: which current each line carries per volt on
/// each bit line, what the drivers deliver, and how read noise adds up.
///
/// While a region is read its word lines are on and all others off. Bit lines are segmented: what lies to the right of
/// the region is cut off from them (assumed; with drivers at both ends nothing is cut off). Every source line that is
/// not cut off is held at virtual ground. So the network is that of the region's rows and of the columns up to the
/// region's last one, driven at the left and sensed below the array's last row. Each cell is G / (1 + G R_on). Exact
/// for the conductances it was solved for (solve_crossbar).
class rram_sensed_region {
 public:
  rram_sensed_region(const array_region& region, rram_column_mode mode) : region_(region), mode_(mode) {}

  bool is(const array_region& region, rram_column_mode mode) const;

  /// Solves the wires for the conductances [S] of the whole array's filaments.
  void solve(const Eigen::Ref<const conductance_matrix>& filaments, const rram_wiring& wiring, bool noisy);

  /// Brings the region up to conductances that have relaxed a little since solve(), without solving again: every cell's
  /// share of its line's current keeps its IR drop, corrected to first order in the wire resistances for what the other
  /// cells of its row and column draw now. (First order: the cell at row i, column j loses
  /// r_row sum_k (min(j,k)+1) G_ik + r_column sum_k (N - max(i,k)) G_kj of its current.)
  void follow(const Eigen::Ref<const conductance_matrix>& filaments, const rram_wiring& wiring, bool noisy);

  /// Currents [A] of the lines (columns, or differences of columns) for `volts` on the region's bit lines.
  void currents(const double* volts, double* amperes) const;
  /// Power [W] that the bit line drivers deliver.
  double power(const double* volts) const;
  /// Adds the read noise of each line: `relative` of each cell's current, independent for each cell, for bit lines
  /// whose squared volts are `squares`. `normals` are noise_sources() standard normal numbers.
  void add_noise(double relative, const double* squares, const double* normals, double* amperes);
  std::size_t noise_sources() const { return static_cast<std::size_t>(squared_.rows()); }

 private:
  void load(const Eigen::Ref<const conductance_matrix>& filaments, const rram_wiring& wiring);
  void take(const Eigen::MatrixXd& transfer, bool noisy);
  Eigen::MatrixXd first_order_drop(const rram_wiring& wiring) const;

  array_region region_;
  rram_column_mode mode_;
  bool ideal_ = true;
  conductance_matrix cells_;         // of the network: from the region's first row down, transistors included
  Eigen::MatrixXd solved_cells_;     // region's columns x rows, when the wires were solved
  Eigen::MatrixXd solved_transfer_;  // region's columns x rows
  Eigen::MatrixXd solved_drop_;      // region's columns x rows
  Eigen::MatrixXd solved_admittance_;
  Eigen::MatrixXd line_transfer_;    // lines x rows
  Eigen::MatrixXd squared_;          // squares of what each column carries; of pairs added up
  Eigen::MatrixXd admittance_;       // rows x rows; empty if ideal
  Eigen::VectorXd row_conductance_;  // if ideal
  Eigen::VectorXd deviation_;
};

}  // namespace memvp
