// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/physics/random.hpp"
#include "memvp/models/physics/rram_parameters.hpp"
#include "memvp/models/physics/rram_pulse_table.hpp"

namespace memvp {

/// Whether a cell obeys pulses.
enum class cell_fault : std::uint8_t {
  none,
  stuck_on,   ///< stays at device.stuck_on_conductance
  stuck_off,  ///< stays at device.pristine_conductance and cannot be formed
};

/// The conductances of an array of 1T1R cells: the fast mode of the cell model, one table look-up a pulse. Laws:
/// ndr_1t1r.md section 8a (own formulation), tables of section 4; docs/rram-device.md says of each whether it is
/// stated, inferred or assumed.
///
/// SET:   G <- max(G, G_set(V_WL, V_BL, t) exp(s xi));  RESET: G <- min(G, G_rst(V_SL, V_WL, t) exp(s xi)).
/// The sheet writes the spread outside of max and min; there, pulses far below the onset would make a cell walk at
/// random, so here the spread belongs to what the pulse aims at. s: `set_spread`, device.reset_spread; of its variance
/// device.frozen_share belongs to the cell (drawn once), the rest to the pulse.
///
/// The tables hold for one voltage of the other line. A shortage of the other line counts in full against the swept
/// one (assumed); an excess has no effect (assumed). So a half-selected cell, with its bit line at 0, stays alone.
///
/// Relaxation (rram_relaxation.hpp) begins at the write that last changed the cell, with a xi of its own; it is closed
/// form and lazy. A pulse that does not move a cell does not disturb its path.
///
/// Conductances are those of the filament; the transistor in series and read noise belong to whoever reads. Random
/// numbers are keyed by (cell, count of its events). Copyable; not safe for writing from several threads at once.
class rram_cells {
 private:
  // What a pulse reads and writes, in one cache line.
  struct cell_record {
    double conductance = 0;   // just after the last write
    double path = 0;          // xi + mu/sigma: how many sigmas the cell moves
    double set_tendency = 0;  // frozen parts of the spreads, in units of the whole spread
    double reset_tendency = 0;
    std::uint64_t written_ps = 0;
    std::uint64_t pulses = 0;
    std::uint64_t events = 0;  // names the next random numbers
    cell_fault fault = cell_fault::none;
    bool formed = true;
  };

 public:
  /// The most a cell holds, S.
  static constexpr double greatest_conductance = 1e-3;

  /// An array as made: formed (device.formed) or pristine, with its faults and frozen tendencies drawn. Pulses follow
  /// the measured table or one tabulated from the filament model (device.pulse_table); the latter takes half a second,
  /// so that several arrays better share one (next constructor). Throws std::invalid_argument for an empty array or
  /// inconsistent parameters.
  rram_cells(std::size_t rows, std::size_t columns, const rram_device_parameters& parameters, std::uint64_t seed,
             std::uint32_t instance = 0);
  /// The same with a pulse table of the caller's.
  rram_cells(std::size_t rows, std::size_t columns, const rram_device_parameters& parameters, const pulse_table& table,
             std::uint64_t seed, std::uint32_t instance = 0);

  std::size_t rows() const noexcept { return rows_; }
  std::size_t columns() const noexcept { return columns_; }
  std::size_t size() const noexcept { return cells_.size(); }
  const rram_device_parameters& parameters() const noexcept { return parameters_; }

  /// One pulse at `now_ps` on the cell row * columns() + column. Volts are magnitudes of the driven lines, the line not
  /// named is at 0 V. All three count one pulse of the cell; 0 seconds are no pulse. A time before the cell's last
  /// write counts as that write's. Throws std::out_of_range for a cell beyond the array, std::invalid_argument for
  /// volts or seconds that are negative or not finite; then nothing has changed.
  ///
  /// form: a pristine cell is formed if bit line, word line and width reach its forming voltage,
  /// device.forming_gate_voltage and device.forming_time; a formed one takes it as a set pulse.
  void form(std::size_t cell, double word_line_volts, double bit_line_volts, double seconds, std::uint64_t now_ps);
  void set(std::size_t cell, double word_line_volts, double bit_line_volts, double seconds, std::uint64_t now_ps);
  void reset(std::size_t cell, double word_line_volts, double source_line_volts, double seconds, std::uint64_t now_ps);

  /// Conductance of the filament as it is at `now_ps`, S. Throws std::out_of_range for a cell beyond the array.
  double conductance(std::size_t cell, std::uint64_t now_ps) const;
  /// Writes size() conductances at `now_ps`, row-major, S.
  void conductances(double* siemens, std::uint64_t now_ps) const;

  /// An initial condition, for measured or ideal arrays: the cell is formed and at `siemens` at `now_ps`, and relaxes
  /// from there. A faulty cell is then stuck at that conductance. Counts as no pulse. Throws std::invalid_argument
  /// outside [0, greatest_conductance], std::out_of_range for a cell beyond the array.
  void set_conductance(std::size_t cell, double siemens, std::uint64_t now_ps);

  /// A cell before a pulse, for taking the pulse back.
  class snapshot {
    friend class rram_cells;
    cell_record cell;
    std::uint64_t clipped_events, extrapolated_pulses;
  };
  /// Throws std::out_of_range for a cell beyond the array.
  snapshot state(std::size_t cell) const;
  /// Undoes the pulses since state(cell), which all went to this cell: next time it draws the same numbers.
  void restore(std::size_t cell, const snapshot& before);

  /// Grows with every change by a pulse or `set_conductance`; relaxation alone does not move it.
  std::uint64_t revision() const noexcept { return revision_; }
  /// Whether conductances change without pulses.
  bool relaxes() const noexcept { return parameters_.relaxation || parameters_.drift; }
  /// Conductances computed at `now_ps` may be used until this time, in ps: the next point of a logarithmic grid of
  /// device.relaxation_step decades that begins when relaxation sets in after the last write of any cell. The greatest
  /// representable time if nothing relaxes.
  std::uint64_t valid_until_ps(std::uint64_t now_ps) const;

  cell_fault fault(std::size_t cell) const { return cells_.at(cell).fault; }
  bool formed(std::size_t cell) const { return cells_.at(cell).formed; }
  /// Pulses that the cell has taken, with effect or without.
  std::uint64_t pulses(std::size_t cell) const { return cells_.at(cell).pulses; }
  /// Pulses whose result was held at greatest_conductance (set) or device.pristine_conductance (reset).
  std::uint64_t clipped_events() const noexcept { return clipped_events_; }
  /// Pulses on formed cells at voltages or widths that the pulse table does not cover.
  std::uint64_t extrapolated_pulses() const noexcept { return extrapolated_pulses_; }
  /// Cells whose relaxation would carry them below 0 S at `now_ps` and that are read as 0 S.
  std::size_t cells_held_at_zero(std::uint64_t now_ps) const;

 private:
  bool takes_pulse(std::size_t cell, double gate_volts, double line_volts, double seconds);
  double formed_conductance(std::size_t cell) const;
  double forming_voltage(std::size_t cell) const;
  void write(cell_record& record, double siemens, double relaxation_draw, std::uint64_t now_ps);
  double unbounded_conductance(const cell_record& record, std::uint64_t now_ps) const;
  double conductance_of(const cell_record& record, std::uint64_t now_ps) const;

  std::size_t rows_;
  std::size_t columns_;
  rram_device_parameters parameters_;
  pulse_table table_;
  pulse_response set_response_;  // for the width used last
  pulse_response reset_response_;
  random_stream pulse_noise_;
  random_stream forming_;
  double free_share_;  // square root of what is not frozen
  std::uint64_t relaxation_onset_ps_;
  std::vector<cell_record> cells_;
  std::uint64_t last_write_ps_ = 0;
  std::uint64_t revision_ = 0;
  std::uint64_t clipped_events_ = 0;
  std::uint64_t extrapolated_pulses_ = 0;
};

/// Energy that a fast-mode pulse takes from the line it is driven on, J: V integral(I dt) with the current that flows
/// through filament and transistor *after* the pulse, at `filament_siemens`, taken for the whole width. An
/// approximation of our own: cells switch early in a pulse, so that the state they switch to is what most of the pulse
/// sees. Against the filament model it is within 5 % for set pulses; for reset pulses it gives 0.8 to 1.0 of the
/// energy, and down to 0.35 where a cell happens to switch in the middle of the pulse (tests hold these bounds).
/// `line_volts`: bit line (set, form) or source line (reset).
double pulse_energy(const rram_device_parameters& parameters, double filament_siemens, double gate_volts,
                    double line_volts, double seconds);

/// Current through a filament of low-voltage conductance `filament_siemens`, I = G V0 sinh(V/V0) (ohmic for V0 = 0),
/// with the access transistor in series, A.
double series_current(const rram_device_parameters& parameters, double filament_siemens, double gate_volts,
                      double line_volts);

}  // namespace memvp
