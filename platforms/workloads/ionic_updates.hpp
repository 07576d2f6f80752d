// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/physics/ferroionic_parameters.hpp"

namespace memvp {

/// What a host's software goes by when it changes weights through the ions of their cells, open loop: for each cell the
/// conductance at rest as it was read once, and an estimate of the ionic excess, from nominal laws and the widths of
/// the pulses that were sent. Cells differ from the nominal one; the gradients of the next batches answer to that.
///
/// A weight is the difference of two cells (level_pairs). To raise it, ions of the minus cell are taken back first, as
/// far as there are any and one ion-reset pulse reaches (a tenth of them, by default); what is left to do, the plus
/// cell does. Relaxation during a pulse is neglected in widths: it is for the estimate of the rest (rest()) to follow
/// it.
class ionic_updates {
 public:
  /// @param cells         pairs of neighbours: weight i is cells 2i and 2i + 1
  /// @param pulse_lsb_s   unit of widths
  /// @throws std::invalid_argument if the device's ion pulses are wider than 16 bits hold
  ionic_updates(const ferroionic_device_parameters& device, std::size_t cells, double pulse_lsb_s);

  std::size_t cells() const { return at_rest_.size(); }
  /// Conductances [S] of all cells with their ions at rest. The estimate of all ions is then equilibrium.
  void set_at_rest(const double* siemens);
  /// The ions were brought back to equilibrium.
  void restored();
  /// Time passes without pulses.
  void rest(double seconds);

  /// Widths of the pulses that change weights, in pulse_lsb_s: positive ion-set, negative ion-reset, 0 none. The
  /// estimate takes them as done. A pulse is at most as wide as the device's own.
  /// @param change_s  wanted change of each pair's difference, S, cells() / 2 values
  /// @param widths    cells() values
  void widths(const double* change_s, std::int16_t* widths);

  /// Estimated ionic excess of a cell.
  double ionic_state(std::size_t cell) const { return excess_[cell]; }
  /// Ion-set pulses that would have been wider than the device's: changes that fell short.
  std::uint64_t cut_pulses() const { return cut_pulses_; }

 private:
  double lower(std::size_t cell, double change_s, std::int16_t& width);
  void raise(std::size_t cell, double change_s, std::int16_t& width);
  std::int16_t units_of(double seconds) const;

  ferroionic_device_parameters device_;
  double pulse_lsb_, set_rate_, reset_rate_, log_ratio_, equilibrium_factor_;
  std::vector<double> at_rest_;  // S
  std::vector<double> scale_;    // S that ions act on: G = at_rest + scale (R_W^w - R_W^w_eq)
  std::vector<double> excess_;
  std::uint64_t cut_pulses_ = 0;
};

}  // namespace memvp
