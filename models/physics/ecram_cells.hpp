// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/physics/ecram_parameters.hpp"
#include "memvp/models/physics/exponential_sum.hpp"
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
/// Relaxation towards g_eq is lazy: each cell keeps the time of its last touch and is brought up to date in closed
/// form. For a stretched law (b < 1) the distance from equilibrium is held as one state per exponential of
/// `exponential_sum`; a write shares its increment over them by their weights, so that it restarts no clock. (The law
/// being log-convex, g cannot leave [0, 1] between writes: Kaluza, Math. Z. 28 (1928) 161.) A pulse acts at its
/// beginning; relaxation during the pulse follows from there.
///
/// Copyable; not safe for writing from several threads at once.
class ecram_cells {
 public:
  /// All cells at g = 0 (Gmin) at time 0. Throws std::invalid_argument for an empty array or inconsistent parameters
  /// (see `check`). `seed` and `instance` name the random streams.
  ecram_cells(std::size_t rows, std::size_t columns, const ecram_device_parameters& parameters, std::uint64_t seed,
              std::uint32_t instance = 0);

  std::size_t rows() const noexcept { return rows_; }
  std::size_t columns() const noexcept { return columns_; }
  std::size_t size() const noexcept { return cells_.size(); }
  const ecram_device_parameters& parameters() const noexcept { return parameters_; }

  /// One write event of `volts` (gate to channel) for `seconds` on every cell of the range, beginning at `now_ps`: one
  /// lumped event a cell, one noise draw a cell. No volts, no seconds or a field law that gives nothing: no event.
  /// A time before a cell's last touch counts as that touch's. Throws std::invalid_argument for volts or seconds that
  /// are not finite or seconds below 0, std::out_of_range for a range beyond the array; then nothing has changed.
  void apply_pulse(cell_range range, double volts, double seconds, std::uint64_t now_ps);
  void apply_pulse(std::size_t cell, double volts, double seconds, std::uint64_t now_ps) {
    apply_pulse(cell_range{cell, 1, 1}, volts, seconds, now_ps);
  }

  /// g as it is at `now_ps`. Throws std::out_of_range for a cell beyond the array.
  double state(std::size_t cell, std::uint64_t now_ps) const;
  /// Channel conductance at `now_ps`, S.
  double conductance(std::size_t cell, std::uint64_t now_ps) const;
  /// Writes size() conductances at `now_ps`, row-major, S.
  void conductances(double* siemens, std::uint64_t now_ps) const;

  /// An initial condition: the cell is at g from `now_ps` on, and what is not equilibrium begins to decay then. Throws
  /// std::invalid_argument outside [0, 1], std::out_of_range for a cell beyond the array. Counts as no event.
  void set_state(std::size_t cell, double g, std::uint64_t now_ps);

  /// Grows with every change by a pulse or `set_state`; relaxation alone does not move it (see `relaxes`).
  std::uint64_t revision() const noexcept { return revision_; }
  /// Whether conductances change without pulses.
  bool relaxes() const noexcept { return !terms_.empty(); }
  /// Cell events that ran into an end of the window.
  std::uint64_t clipped_events() const noexcept { return clipped_events_; }
  /// Endurance counter of a cell: its write events at more than 0.75 Vp, so that half-selection does not count.
  std::uint64_t pulses(std::size_t cell) const { return pulses_.at(cell); }
  /// Frozen gains k+ and k- of a cell, 1 in the mean.
  double gain_up(std::size_t cell) const { return cells_.at(cell).step_up * parameters_.pulses_per_window; }
  double gain_down(std::size_t cell) const { return cells_.at(cell).step_down * parameters_.pulses_per_window; }

 private:
  // What a pulse reads and writes, together in one cache line whatever the stride.
  struct cell_record {
    double state = 0;          // at the last touch
    double step_up = 0;        // k+ / N0
    double step_down = 0;      // k- / N0
    std::uint64_t events = 0;  // of this cell: names its next noise draw
  };

  double remembered_field_factor(double volts);
  void relax(std::size_t cell, std::uint64_t now_ps);
  void add_to_terms(std::size_t cell, double change);
  double relaxed_state(std::size_t cell, std::uint64_t now_ps) const;

  std::size_t rows_;
  std::size_t columns_;
  ecram_device_parameters parameters_;
  update_branch rising_;
  update_branch falling_;
  random_stream noise_;
  std::vector<cell_record> cells_;
  std::vector<std::uint64_t> pulses_;
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
