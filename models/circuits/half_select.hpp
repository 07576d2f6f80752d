// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

namespace memvp {

/// How the write voltage of the selected cell is shared among the lines of a passive array (no transistor per cell).
/// Which scheme the ECRAM array of doi 10.1038/s41467-023-41958-4 used is not known; V/2 is assumed (fact sheet, 7).
enum class half_select_scheme {
  half,   ///< V/2: unselected lines grounded
  third,  ///< V/3: unselected lines biased so that every other cell sees a third
};

/// Voltages across cells (row line minus column line) during a write of +V, as fractions of V.
struct cell_voltage_fractions {
  double selected = 1.0;
  double same_row = 0.0;
  double same_column = 0.0;
  double other = 0.0;
};

/// Voltages of lines during a write of +V, as fractions of V; symmetric about ground, as bipolar drivers want it.
struct line_voltage_fractions {
  double selected_row = 0.0;
  double selected_column = 0.0;
  double unselected_row = 0.0;
  double unselected_column = 0.0;
};

/// half: +1/2 and -1/2 on the selected lines, the rest grounded. third: the rest at -1/6 (rows) and +1/6 (columns).
line_voltage_fractions line_fractions(half_select_scheme scheme) noexcept;

/// half: 1, 1/2, 1/2, 0. third: 1, 1/3, 1/3, -1/3.
cell_voltage_fractions cell_fractions(half_select_scheme scheme) noexcept;

/// Quanta that other cells receive per (signed) quantum given to the selected cell.
struct disturb_coupling {
  double same_row = 0.0;
  double same_column = 0.0;
  double other = 0.0;
};

/// Coupling of a scheme whose partly selected cells receive 1/`ratio` of a full pulse: ratio = 1 / eta(V/2) for `half`,
/// 1 / eta(V/3) for `third` (field law (2) of the fact sheet), where the remaining cells receive it with opposite sign.
/// @param ratio > 1; infinity or 0 for an array without disturb.
/// @throws std::invalid_argument for any other ratio.
disturb_coupling disturb_of(half_select_scheme scheme, double ratio);

/// (I + D/R) n: what each cell has received after every cell was given its `quanta` one by one. A disturb has the sign
/// of the pulse that causes it. Holds for the linear update law without clipping; then the order of writing does not
/// matter.
Eigen::MatrixXd received_quanta(const Eigen::Ref<const Eigen::MatrixXd>& quanta, const disturb_coupling& coupling);

/// Precompensation: the quanta n to give so that received_quanta(n) is `target` (fact sheet, section 7 (8)).
///
/// D only adds row sums, column sums and the total, so the solution is direct: rows x columns operations. Cells whose
/// target is less than what the others give them get negative quanta: such a cell has to be above its lower bound while
/// they are applied.
/// @throws std::invalid_argument if the coupling is so strong that no solution exists.
Eigen::MatrixXd precompensated_quanta(const Eigen::Ref<const Eigen::MatrixXd>& target,
                                      const disturb_coupling& coupling);

}  // namespace memvp
