// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/circuits/crossbar.hpp"
#include "memvp/models/circuits/half_select.hpp"
#include "memvp/models/physics/ecram_cells.hpp"
#include "memvp/models/physics/parameters.hpp"
#include "memvp/models/physics/random.hpp"
#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// Size and wiring of a passive ECRAM array.
struct ecram_array_parameters {
  std::int64_t rows = 10;              ///< word lines; Chen et al. 2023, abstract
  std::int64_t columns = 10;           ///< bit lines; same
  double initial_state = 0;            ///< g of every cell at the start, 0 (window bottom) to 1; assumed
  double wire_resistance = 0;          ///< ohm per segment; assumed, the paper states none
  double column_resistance_ratio = 1;  ///< bit-line segment / word-line segment resistance; assumed
  drive_sides sides = drive_sides::single;
  half_select_scheme scheme = half_select_scheme::half;  ///< assumed: the paper's addressing was not found
};

/// Declares the keys `array.*` and `wire.*`.
void visit_parameters(parameter_visitor& visitor, ecram_array_parameters& parameters);
/// All but `array.rows` and `array.columns`, for platforms whose workload gives the size.
void visit_unsized_parameters(parameter_visitor& visitor, ecram_array_parameters& parameters);

/// Throws std::invalid_argument with one sentence if the array cannot be built.
void check(const ecram_array_parameters& parameters);

/// One bit line's share of a write step.
struct column_pulse {
  std::uint32_t column;
  cycle_count width;  ///< cycles
};

/// A stretch of time in which some word lines and bit lines are selected together: the row lines for its whole length,
/// each column line for its own width. A selected cell sees the full voltage for its column's width.
struct write_step {
  double polarity;  ///< +1 potentiates, -1 depresses
  const std::uint32_t* rows;
  std::size_t row_count;
  const column_pulse* columns;
  std::size_t column_count;
  cycle_count length;  ///< cycles; the longest column pulse
};

/// The cells and their wires: what a write step does to every cell, half-selected ones included, and what the sense
/// lines carry for given line voltages. No time of its own, no energy of periphery.
class ecram_array {
 public:
  ecram_array(const ecram_array_parameters& array, const ecram_device_parameters& device, clock_grid clock,
              std::uint64_t seed, std::uint32_t instance);

  std::size_t rows() const { return cells_.rows(); }
  std::size_t columns() const { return cells_.columns(); }
  const ecram_cells& cells() const { return cells_; }
  const ecram_device_parameters& device() const { return device_; }
  half_select_scheme scheme() const { return array_.scheme; }

  /// Sets every cell's conductance [S] (row-major, rows*columns values), for arrays that were measured rather than
  /// programmed. Throws std::invalid_argument for a value outside the window.
  void set_conductances(const double* siemens);

  /// Applies a write step that begins at cycle `start`: each cell gets the voltages of its place for their times.
  void apply(const write_step& step, cycle_count start);

  /// Energy [J] that the cells themselves take in a write step: gate leakage and gate charge, zero by default as
  /// neither is published.
  double write_energy(const write_step& step) const;

  /// Currents [A] into the sense lines for `volts` on the driven lines at cycle `now`: all bit lines (columns() values)
  /// from all word lines (rows() values), or the other way round if `transposed`. Returns the power [W] the drivers
  /// deliver. Read noise is included if the device has any, drawn once per sense line and `event` from the summed
  /// variance of its cells: equal in distribution to a draw per cell.
  double sense(bool transposed, const double* volts, double* currents, cycle_count now, std::uint64_t event);

  /// The same for one word line at `volts` and one bit line, the others at ground: its current [A], of all of which
  /// nothing else is worked out. The noise is that which sense() would have drawn for this line and event.
  double sense_cell(std::uint32_t row, std::uint32_t column, double volts, cycle_count now, std::uint64_t event,
                    double& current);

  /// Key of the random bit streams of outer-product updates.
  random_key stream_key() const { return stream_key_; }

  /// Conductance of one cell [S] at cycle `now`.
  double conductance(std::size_t row, std::size_t column, cycle_count now) const;

 private:
  struct driven_lines {
    std::vector<std::uint32_t> which;
    std::vector<double> volts;
  };

  bool wired() const { return array_.wire_resistance > 0; }
  void read_row(std::uint32_t row, cycle_count now);
  void read_all(cycle_count now);
  void transpose(cycle_count now);
  double power(bool transposed, const double* volts) const;

  ecram_array_parameters array_;
  ecram_device_parameters device_;
  clock_grid clock_;
  ecram_cells cells_;
  random_key noise_key_;
  random_key stream_key_;
  wire_parameters wires_;

  /// What a part of the array was worked out for: cells that have changed since, or relax, make it stale.
  struct evaluation {
    std::uint64_t revision = ~std::uint64_t{0};
    cycle_count at = 0;
  };
  bool current(const evaluation& last, cycle_count now) const {
    return last.revision == cells_.revision() && (!cells_.relaxes() || last.at == now);
  }

  // Without wire resistance only driven word lines need be known: a row is read from the cells when it is driven.
  conductance_matrix conductance_;  // rows x columns
  Eigen::VectorXd row_sums_;
  std::vector<evaluation> rows_read_;
  evaluation solved_;           // response_, with wire resistance
  crossbar_response response_;  // of conductance_
  evaluation transposed_at_;
  Eigen::MatrixXd transposed_;  // rows x columns, column-major: currents of the word lines per volt of each bit line
  Eigen::VectorXd column_sums_;

  driven_lines driven_;
  Eigen::VectorXd variance_, noise_;
  std::vector<line_pulse> column_pulses_;
};

}  // namespace memvp
