// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/physics/ferroionic_laws.hpp"
#include "memvp/models/physics/ferroionic_parameters.hpp"
#include "memvp/models/physics/ferroionic_row.hpp"
#include "memvp/models/physics/random.hpp"

namespace memvp {

/// The states of an array of ferro-ionic cells under pulses, time and temperature: laws of ferroionic_laws.hpp with a
/// spread over cells and cycles. A cell is polarisation p in [-1, 1] and ionic excess w in [0, 1]; it begins at p = -1,
/// w = w_eq.
///
/// Time is lazy. A cell keeps the end of the last pulse that drove it and is brought up to date in closed form, so that
/// waiting costs nothing and a state is the same bit for bit whenever, and however often, anybody looks. A pulse that
/// begins before the end of the last one counts as beginning there; looking into a pulse shows its end.
///
/// Spread (device.variability): each factor is exp(s_cell xi_cell) exp(s_cycle xi_cycle), of median 1. xi_cell belongs
/// to the cell. xi_cycle of threshold and filling rate of p is drawn when the polarity of pulses beyond the ion window
/// changes on the cell and holds for the whole train ("cycle to cycle"); that of the ionic rates at every pulse that
/// drives ions; that of tau at every such pulse that is no read pulse (negative, of at most |read_voltage|): the decay
/// depends on how it was written (arXiv 2606.25679, of another material). Assumed: a threshold factor f shifts the
/// whole staircase of amplitudes by set_lowest (f-1) or reset_lowest (f-1), and fills its steps to a straight line
/// (equal at the groups' amplitudes); so it carries a pulse in the undefined zone near a threshold over it.
///
/// At and above the Curie temperature p is 0 and no pulse sets it; ions go on.
///
/// Random numbers are keyed by (cell, count of its events). Copyable; not safe for use from several threads at once.
class ferroionic_cells {
 public:
  /// Throws std::invalid_argument for an empty array or inconsistent parameters (see `check`).
  ferroionic_cells(std::size_t rows, std::size_t columns, const ferroionic_device_parameters& parameters,
                   std::uint64_t seed, std::uint32_t instance = 0);

  std::size_t rows() const noexcept { return rows_; }
  std::size_t columns() const noexcept { return columns_; }
  std::size_t size() const noexcept { return polarisation_.size(); }
  const ferroionic_device_parameters& parameters() const noexcept { return parameters_; }

  /// One pulse that begins at start_ps on the cells first..first+count-1 of a row: cell i of them sees `volts` for
  /// seconds[i], nothing at 0, with its gate at `gate_volts` (see `drives_ions`). A pulse that drives no ions changes
  /// nothing. Throws std::out_of_range for cells beyond the row and std::invalid_argument for volts or seconds that are
  /// not finite or seconds below 0; then nothing has changed.
  void pulse_row(std::size_t row, std::size_t first, std::size_t count, double volts, double gate_volts,
                 const double* seconds, std::uint64_t start_ps);
  /// The same on one cell, of index row * columns() + column.
  void pulse(std::size_t cell, double volts, double gate_volts, double seconds, std::uint64_t start_ps);

  /// The array is at this temperature from now_ps on, having been at the former one until then. Throws
  /// std::invalid_argument unless it is a positive finite number of kelvin.
  void set_temperature(double kelvin, std::uint64_t now_ps);
  /// K; the reference temperature at first.
  double temperature() const noexcept { return kelvin_; }

  /// p as it was at the end of the last pulse that drove the cell: for good, if device.polarisation_retention is
  /// infinite. This and all below throw std::out_of_range for a cell beyond the array.
  double polarisation(std::size_t cell) const { return polarisation_.at(cell); }
  /// p at `now_ps`.
  double polarisation(std::size_t cell, std::uint64_t now_ps) const;
  /// w at `now_ps`.
  double ionic_state(std::size_t cell, std::uint64_t now_ps) const;
  /// Conductance G(p, w) at `now_ps`, S.
  double conductance(std::size_t cell, std::uint64_t now_ps) const;
  /// Writes the row_count * columns() conductances of whole rows at `now_ps`, S. Throws std::out_of_range for rows
  /// beyond the array.
  void conductances(std::size_t first_row, std::size_t row_count, double* siemens, std::uint64_t now_ps) const;

  /// An initial condition, for measured or ideal arrays: the cell is at p and w at now_ps, and w relaxes from there.
  /// Throws std::invalid_argument for p outside [-1, 1] or w outside [0, 1].
  void set_state(std::size_t cell, double p, double w, std::uint64_t now_ps);

  /// Grows with every change of a state other than relaxation.
  std::uint64_t revision() const noexcept { return revision_; }
  /// End of the last pulse that drove the cell and was no read pulse, or time of set_state; 0 if there was none.
  std::uint64_t last_write_ps(std::size_t cell) const { return written_ps_.at(cell); }
  /// tau of the cell's present state at the present temperature, s.
  double relaxation_time(std::size_t cell) const;
  /// Pulses of cells in the undefined zone of voltages.
  std::uint64_t undefined_pulses() const noexcept { return undefined_pulses_; }
  /// Cells that lost a polarisation other than 0 by the Curie temperature, counted each time.
  std::uint64_t depolarised_cells() const noexcept { return depolarised_cells_; }

 private:
  struct pulse_event;
  struct packed_cells;

  void check_pulse(double volts, double gate_volts, const double* seconds, std::size_t count) const;
  void apply(std::size_t first_cell, std::size_t count, double volts, double gate_volts, const double* seconds,
             std::uint64_t start_ps);
  void apply(const pulse_event& event, packed_cells& cells);
  void drive_ions(const pulse_event& event, packed_cells& cells);
  void drive_polarisation(const pulse_event& event, packed_cells& cells);
  void begin_write_cycle(std::size_t cell, bool setting);
  relaxing_states relaxing(std::size_t first, std::size_t count, std::uint64_t now_ps) const;

  std::size_t rows_;
  std::size_t columns_;
  ferroionic_device_parameters parameters_;
  conductance_law law_;
  random_stream write_noise_;
  random_stream pulse_noise_;
  random_stream relaxation_noise_;
  double kelvin_;
  double thermal_factor_ = 1;  // tau(T0) / tau(T)

  // A cell's members apart, since loops over a row take some of them at a time.
  std::vector<double> polarisation_, ionic_state_;  // at touched_ps_
  std::vector<std::uint64_t> touched_ps_, written_ps_;
  std::vector<double> relaxation_rate_;  // 1/tau at T0, of what was written last
  // Empty without variability: the count that names the next random numbers of a pulse, and frozen factors.
  std::vector<std::uint64_t> events_;
  std::vector<double> device_relaxation_rate_, set_gain_, reset_gain_, step_gain_;
  std::vector<double> set_threshold_, reset_threshold_;
  // Of the present train of pulses beyond the ion window; empty without variability.
  std::vector<double> cycle_step_gain_, cycle_threshold_shift_;
  std::vector<std::uint64_t> write_cycles_;
  std::vector<std::int8_t> write_polarity_;

  std::uint64_t revision_ = 0;
  std::uint64_t undefined_pulses_ = 0;
  std::uint64_t depolarised_cells_ = 0;
};

}  // namespace memvp
