// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/circuits/crossbar.hpp"
#include "memvp/models/physics/ferroionic_cells.hpp"
#include "memvp/models/physics/random.hpp"
#include "memvp/models/tiles/array_region.hpp"
#include "memvp/models/tiles/refresh_tile_parameters.hpp"
#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// A pulse on the cells of a row: `volts` across cell c for seconds[c] from its beginning on, its gate at `gate_volts`.
struct refresh_row_pulse {
  std::uint32_t row;
  double volts, gate_volts;
  const double* seconds;  ///< a value a column; 0: the cell takes no part
  double length;          ///< s for which the row is driven; no cell has more
};

/// The driven lines of one integration of a product: line i of the region for `shares[i]` of the longest pulse. Only
/// lines with a share other than 0 are looked at; shares are positive.
struct refresh_drive {
  array_region region;
  bool transposed;             ///< columns are driven, rows sensed
  const std::uint32_t* lines;  ///< driven lines, absolute
  const double* shares;        ///< one each
  std::size_t count;
};

/// The cells, their wires and how they are singled out: what a pulse does to every cell, disturbed ones included, and
/// what is sensed. No time of its own, no energy of periphery. All energies are the ohmic V^2 G t of the device model
/// with the conductance at the pulse's beginning.
class refresh_array {
 public:
  refresh_array(const refresh_array_parameters& array, const ferroionic_device_parameters& device, clock_grid clock,
                std::uint64_t seed, std::uint32_t instance);

  std::size_t rows() const { return cells_.rows(); }
  std::size_t columns() const { return cells_.columns(); }
  const ferroionic_cells& cells() const { return cells_; }
  const ferroionic_device_parameters& device() const { return device_; }
  refresh_selection selection() const { return array_.selection; }

  /// Initial condition of a cell at time 0, for arrays that were measured or are ideal. Throws std::invalid_argument
  /// for p outside [-1, 1] or w outside [0, 1].
  void set_state(std::size_t cell, double polarisation, double ionic_state);
  void set_temperature(double kelvin, cycle_count now);

  /// A pulse that begins at cycle `start`. Without gate lines it disturbs the other cells.
  void pulse(const refresh_row_pulse& pulse, cycle_count start);
  /// What it takes from the drivers, J, disturbed cells included.
  double pulse_energy(const refresh_row_pulse& pulse, cycle_count start) const;
  /// A pulse on all cells of a row, with all columns at ground: it disturbs nothing, whatever the selection.
  void pulse_whole_row(std::uint32_t row, double volts, double gate_volts, double seconds, cycle_count start);
  double whole_row_energy(std::uint32_t row, double volts, double seconds, cycle_count start) const;

  /// Conductances [S] that a reading of a row finds at cycle `now`, a value a column: read noise of reading `event`
  /// included. Wires are neglected: one row alone carries little.
  void read_row(std::uint32_t row, cycle_count now, std::uint64_t event, double* siemens);

  /// Adds to `siemens` what the driven lines conduct into each sensed line of the region, [S] times share, at cycle
  /// `now`, and to `squares` the sum of its squares, from which add_read_noise() makes the noise. Both have a value for
  /// each sensed line of the region.
  /// Returns the sum of share times conductance over all cells that draw current: times V^2 and the longest pulse's
  /// seconds, the energy. With gate lines that is the region; without, all cells of the driven lines. (With wire
  /// resistance each line is counted as if it were driven alone.)
  double integrate(const refresh_drive& drive, cycle_count now, double* siemens, double* squares);
  /// Adds the read noise of `count` sensed lines: one number a line and event, of the summed variance of its cells.
  void add_read_noise(std::size_t first_line, std::size_t count, const double* squares, std::uint64_t event,
                      double* siemens);
  /// What an integration does to the cells if the read gate lets ions move: pulses of share times `seconds`.
  void disturb(const refresh_drive& drive, double volts, double gate_volts, double seconds, cycle_count start);

  /// True conductances [S] of all cells at cycle `now`, row by row.
  void conductances(double* siemens, cycle_count now) const;
  double conductance(std::size_t row, std::size_t column, cycle_count now) const;

 private:
  void take_row(std::size_t row, std::uint64_t now_ps);
  void take_transposed(std::size_t row);
  void solve(const array_region& region);
  void changed(std::size_t row);
  void hold_conductances();

  refresh_array_parameters array_;
  ferroionic_device_parameters device_;
  clock_grid clock_;
  ferroionic_cells cells_;
  random_key noise_key_;
  std::uint64_t held_ps_ = 0;  ///< for which conductances of products are taken as they were

  // Conductances that products use, taken row by row when they are needed.
  conductance_matrix siemens_;           // rows x columns
  Eigen::MatrixXd transposed_;           // rows x columns, column-major
  std::vector<std::uint64_t> taken_ps_;  // of a row; not_taken if it has changed since
  std::vector<std::uint8_t> transposed_fresh_;
  // With wire resistance.
  bool solved_ = false;
  array_region solved_region_;
  crossbar_response response_;
  Eigen::MatrixXd response_transposed_;

  std::vector<double> line_sums_, line_squares_, noise_, seconds_;
  mutable std::vector<double> row_siemens_;
};

}  // namespace memvp
