// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "memvp/models/physics/ferroionic_parameters.hpp"

namespace memvp {

/// Loops over ferro-ionic cells, in the widest vector instructions that the processor has. A result is the same to the
/// last bit on every processor and for any count, so that a cell looked at alone agrees with its row. Pointers have
/// `count` values each; time 0 of a cell is the end of the last pulse that drove it.

/// Ionic states that relax from touched_ps on, until now_ps; a time before that counts as it.
struct relaxing_states {
  std::size_t count;
  const double* state;
  const double* rate;  ///< 1/tau at the reference temperature, 1/s
  const std::uint64_t* touched_ps;
  std::uint64_t now_ps;
  double thermal_factor;  ///< tau at the reference temperature over tau
  double equilibrium;
};
void relaxed_states(const relaxing_states& cells, double* states);

/// The law G(p, w) prepared for many cells: logarithms of its factors.
struct conductance_law {
  explicit conductance_law(const ferroionic_device_parameters& parameters);
  double lowest;           ///< G_lo, S
  double log_lowest;       ///< ln G_lo, of S
  double log_half_ratio;   ///< ln(R_P)/2
  double log_ionic_ratio;  ///< ln R_W
  double loss_rate;        ///< 1/tau_ret of p, 1/s
  bool additive;
};
/// Conductances at now_ps, S; `polarisation` is that at touched_ps.
void relaxed_conductances(const relaxing_states& cells, const conductance_law& law, const double* polarisation,
                          double* siemens);

/// Ionic states through a pulse that drives them: relaxation for `elapsed`, then the closed form of the drive.
struct driven_states {
  std::size_t count;
  double* state;              ///< before, and after the pulse
  const double* elapsed;      ///< from the last touch to the beginning of the pulse, s
  const double* rate_before;  ///< of relaxation until the pulse, 1/s
  const double* rate_after;   ///< of relaxation from its beginning on, 1/s
  const double* drive_rate;   ///< 1/s
  const double* seconds;      ///< width of the pulse
  double target;              ///< what it drives w to: 1 or 0
  double equilibrium;
};
void drive(const driven_states& cells);

/// y[i] = scale[i] exp(factor x[i]); x and y may be the same.
void scaled_exponentials(std::size_t count, const double* scale, double factor, const double* x, double* y);

}  // namespace memvp
