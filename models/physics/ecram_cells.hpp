// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/physics/ecram_parameters.hpp"
#include "memvp/models/physics/ecram_row.hpp"
#include "memvp/models/physics/exponential_sum.hpp"
#include "memvp/models/physics/half_select_dose.hpp"
#include "memvp/models/physics/random.hpp"

namespace memvp {

/// Cells first, first + stride, ... of an array. The index of a cell is row * columns + column, so a row has stride 1
/// and a column has stride `columns`.
struct cell_range {
  std::size_t first = 0;
  std::size_t count = 0;
  std::size_t stride = 1;
};

/// The states of an array of ECRAM cells: what each does under gate pulses and time. The model is built on what Chen et
/// al. 2023 (doi 10.1038/s41467-023-41958-4) show of the device; its equations are this project's, with sources of
/// their parts in `ecram_device_parameters` and `update_branch`.
///
/// State g in [0, 1], conductance Gmin + g (Gmax - Gmin). A pulse of volts V and seconds t is worth n = t/t_q eta(V)
/// quanta and moves the cell along its update branch by |n| k/N0 of the window, plus cycle noise of standard deviation
/// (k/N0) s_cyc sqrt(|n|); then g is clipped to [0, 1], and the event counted if that changed it. The gains are frozen
/// at construction: k = max(0.2, 1 + s_dev xi), k+- = k (1 +- a/2), a = A + s_a xi.
///
/// Half-selection (`select`) disturbs every cell of the selected lines at every write, and is therefore lazy: the array
/// keeps a dose for each line (`half_select_dose`), and what a cell has received since it was last settled is worked
/// out from them when it is pulsed or read. A cell is settled, that is, its share becomes its state,
/// - when it gets a pulse of its own,
/// - when a line of its has gathered `disturb_grain` quanta since that line's cells were last settled, and
/// - at every disturb while it is so near an end of the window that it might run into it.
/// So a state without noise is that of a disturb at a time, ends of the window included: exactly for the linear law,
/// and for a bent one to second order in the little that is gathered. The noise of what was gathered is drawn when the
/// cell is settled, with the noise of the pulse if there is one, in one number: its variance is the sum of the
/// variances. Reading draws nothing: what is read has the whole mean, and lacks the noise of the last grains.
///
/// A state is a function of what has been done to the array alone: bit for bit the same whenever, and however often,
/// anybody looks.
///
/// Relaxation towards g_eq is lazy: each cell keeps the time of its last touch and is brought up to date in closed
/// form. For a stretched law (b < 1) the distance from equilibrium is held as one state per exponential of
/// `exponential_sum`; a write shares its increment over them by their weights, so that it restarts no clock. (The law
/// being log-convex, g cannot leave [0, 1] between writes: Kaluza, Math. Z. 28 (1928) 161.) A pulse acts at its
/// beginning; relaxation during the pulse follows from there. Where cells relax the time of a disturb matters, and
/// `select` applies each at once, with a noise draw of its own.
///
/// Copyable; not safe for use from several threads at once.
class ecram_cells {
 public:
  /// Quanta of half-selection that a line gathers before its cells are settled. A matter of computation, not of the
  /// device: at most that much a line goes without its noise, which at the default cycle noise is 0.08 % of the window.
  static constexpr double disturb_grain = 0.125;

  /// All cells at g = 0 (Gmin) at time 0. Throws std::invalid_argument for an empty array, inconsistent parameters
  /// (see `check`) or a partial fraction outside 0..1. `seed` and `instance` name the random streams.
  ecram_cells(std::size_t rows, std::size_t columns, const ecram_device_parameters& parameters, std::uint64_t seed,
              std::uint32_t instance = 0, const partial_selection& partial = {});

  std::size_t rows() const noexcept { return rows_; }
  std::size_t columns() const noexcept { return columns_; }
  std::size_t size() const noexcept { return state_.size(); }
  const ecram_device_parameters& parameters() const noexcept { return parameters_; }

  /// One write event of `volts` (gate to channel) for `seconds` on every cell of the range, beginning at `now_ps`: one
  /// lumped event a cell, one noise draw a cell, nothing to any other cell. No volts, no seconds or a field law that
  /// gives nothing: no event. A time before a cell's last touch counts as that touch's. Throws std::invalid_argument
  /// for volts or seconds that are not finite or seconds below 0, std::out_of_range for a range beyond the array; then
  /// nothing has changed.
  void apply_pulse(cell_range range, double volts, double seconds, std::uint64_t now_ps);
  void apply_pulse(std::size_t cell, double volts, double seconds, std::uint64_t now_ps) {
    apply_pulse(cell_range{cell, 1, 1}, volts, seconds, now_ps);
  }

  /// A write through the lines of a passive array, beginning at `now_ps`: cells whose row and column are selected get a
  /// pulse of +Vp (`rising`) or -Vp for their column's time, one noise draw each; all others, and those for the rest of
  /// the rows' time, get the partial voltages. Throws std::out_of_range for a line beyond the array and
  /// std::invalid_argument for a column pulse that outlasts the rows; then nothing has changed.
  void select(const line_selection& selection, bool rising, std::uint64_t now_ps);

  /// g as it is at `now_ps`. Throws std::out_of_range for a cell beyond the array.
  double state(std::size_t cell, std::uint64_t now_ps) const;
  /// Channel conductance at `now_ps`, S.
  double conductance(std::size_t cell, std::uint64_t now_ps) const;
  /// Writes size() conductances at `now_ps`, row-major, S.
  void conductances(double* siemens, std::uint64_t now_ps) const;
  /// Writes the columns() conductances of a row at `now_ps`, S. Throws std::out_of_range for a row beyond the array.
  void row_conductances(std::size_t row, double* siemens, std::uint64_t now_ps) const;

  /// An initial condition: the cell is at g from `now_ps` on, and what is not equilibrium begins to decay then. Throws
  /// std::invalid_argument outside [0, 1], std::out_of_range for a cell beyond the array. Counts as no event.
  void set_state(std::size_t cell, double g, std::uint64_t now_ps);

  /// Grows with every change by a pulse, `select` or `set_state`; relaxation alone does not move it (see `relaxes`).
  std::uint64_t revision() const noexcept { return revision_; }
  /// Whether conductances change without pulses.
  bool relaxes() const noexcept { return !terms_.empty(); }
  /// Events that ran into an end of the window.
  std::uint64_t clipped_events() const noexcept { return clipped_events_; }
  /// Endurance counter of a cell: its write events at more than 0.75 Vp, so that half-selection does not count.
  std::uint64_t pulses(std::size_t cell) const { return pulses_.at(cell); }
  /// Frozen gains k+ and k- of a cell, 1 in the mean.
  double gain_up(std::size_t cell) const { return step_up_.at(cell) * parameters_.pulses_per_window; }
  double gain_down(std::size_t cell) const { return step_down_.at(cell) * parameters_.pulses_per_window; }

 private:
  using doses = half_select_dose::doses;

  /// A column's pulse in `select`, worked out once for all rows.
  struct column_event {
    std::size_t column;
    double quanta, noise;  // mean, and standard deviation of the noise in quanta
    doses seen;            // column's part of what a selected cell has seen when the selection has been counted
  };

  void prepare_disturbs();
  bool disturbs() const noexcept { return quanta_per_picosecond_ != 0; }
  void check_selection(const line_selection& selection) const;
  void select_relaxing(const line_selection& selection, bool rising, std::uint64_t now_ps);
  void settle_full_lines(const line_selection& selection, bool after);
  void settle_row(std::size_t row);
  void settle_column(std::size_t column);
  void settle_edge_cells();
  void settle(std::size_t cell, doses now);
  void pulse_row(std::size_t row, bool rising);
  void draw_row(std::size_t first);
  void pulse(std::size_t cell, bool rising, double quanta, double noise);
  linear_row linear_row_of(std::size_t row) const;
  void gather_row(std::size_t row, double* states) const;
  void gather_row_variances(std::size_t row, double* variances) const;
  double gathered_state(std::size_t cell, doses gathered) const;
  double gathered_state(std::size_t cell, doses gathered, std::uint64_t& clipped) const;
  double gathered_variance(std::size_t cell, doses gathered) const;
  void move_to(std::size_t cell, double state);
  bool near_edge(double state) const noexcept { return state < edge_ || state > 1 - edge_; }
  void list_edge_cell(std::size_t cell);
  void forget_edge_cell(std::size_t cell);
  doses doses_of(std::size_t cell) const { return dose_.of_row(cell / columns_) + dose_.of_column(cell % columns_); }
  doses seen(std::size_t cell) const { return {seen_rising_[cell], seen_falling_[cell]}; }

  double remembered_field_factor(double volts);
  void relax(std::size_t cell, std::uint64_t now_ps);
  void add_to_terms(std::size_t cell, double change);
  double relaxed_state(std::size_t cell, std::uint64_t now_ps) const;

  std::size_t rows_;
  std::size_t columns_;
  ecram_device_parameters parameters_;
  partial_selection partial_;
  update_branch rising_;
  update_branch falling_;
  random_stream noise_;

  // A cell's members apart, since loops over a row take some of them at a time.
  std::vector<double> state_;                // g after the last touch
  std::vector<double> step_up_, step_down_;  // k+- / N0
  std::vector<std::uint64_t> events_;        // names the next noise draw
  std::vector<std::uint64_t> pulses_;

  // Half-selection of cells that do not relax.
  half_select_dose dose_;
  double quanta_per_picosecond_ = 0;                       // of a half-selection; 0: nothing disturbs
  bool last_rising_ = true;                                // sign of the last selection: that comes first in it
  std::vector<std::uint64_t> seen_rising_, seen_falling_;  // doses when the cell was last settled
  std::uint64_t grain_ = 0;                                // picoseconds that a line gathers
  std::vector<std::uint64_t> row_gathered_, column_gathered_;
  std::uint64_t all_gathered_ = 0;           // where cells on no selected line are disturbed as well
  std::vector<column_event> column_events_;  // and, for a row of them, what is worked out at once
  std::vector<double> row_states_, row_variances_, row_draws_;
  std::vector<std::uint64_t> drawn_cells_, drawn_events_;
  double edge_ = 0;                       // within this of an end of the window a cell is an edge cell
  std::vector<std::size_t> edge_cells_;   // all of them, in any order
  std::vector<std::size_t> edge_places_;  // of a cell that is one, in edge_cells_

  std::vector<exponential_term> terms_;    // empty without relaxation
  std::vector<double> distances_;          // size() * terms_.size(): parts of g - g_eq at the last touch
  std::vector<std::uint64_t> touched_ps_;  // size(), with relaxation
  struct field_point {
    double volts = 0;
    double factor = 0;
  };
  std::array<field_point, 4> field_points_{};  // an array sees few distinct voltages
  std::size_t next_field_point_ = 0;
  std::uint64_t revision_ = 0;
  std::uint64_t clipped_events_ = 0;
};

}  // namespace memvp
