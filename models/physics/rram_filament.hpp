// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "memvp/models/physics/rram_access_transistor.hpp"
#include "memvp/models/physics/rram_filament_parameters.hpp"

namespace memvp {

/// Which line of a 1T1R cell is raised.
enum class pulse_polarity {
  set,    ///< bit line: the filament grows
  reset,  ///< source line: the filament dissolves
};

/// A moment within a pulse.
struct filament_sample {
  double seconds = 0;      ///< since the pulse's beginning
  double length = 0;       ///< x, m
  double temperature = 0;  ///< K
  double cell_volts = 0;   ///< across the filament
  double amperes = 0;
};

/// One filament with an access transistor in series: the reference mode of the 1T1R cell, integrated in time. It has no
/// random part. Equations: ndr_1t1r.md section 8a.3, after the SkyWater ReRAM model [S13]:
///
///   I = I_k exp(-(Tox - x)/(Tox - x_ref)) sinh(V/V_ref)
///   dx/dt = v1 [exp(-(E_g - gamma a0 V/Tox) q/kT) - exp(-(E_r + gamma a0 V/Tox) q/kT)],
///   gamma = gamma0 - fall * gap^3, gap = Tox - x; V > 0 grows the filament; x held in [shortest, longest]
///   C_th dT/dt = |V I| - C_th (T - T0)/tau_th
///
/// and the same current through transistor and filament at every moment (8a.1). Integrated by Boost.odeint's
/// Dormand-Prince method with step control, relative and absolute error 1e-7 of nm and of T0.
class rram_filament {
 public:
  /// The deepest reset state, x = shortest_filament. Throws std::invalid_argument for inconsistent parameters.
  explicit rram_filament(const rram_filament_parameters& parameters);

  const rram_filament_parameters& parameters() const noexcept { return parameters_; }
  /// Filament length x, m.
  double length() const noexcept { return length_; }
  /// Throws std::invalid_argument outside [shortest_filament, longest_filament].
  void set_length(double metres);

  /// One rectangular pulse of `volts` over cell and transistor, from ambient temperature. Returns the energy that the
  /// driven line gives, volts * integral(I dt), in J. `observer`, if given, sees every step of the integration. Throws
  /// std::invalid_argument unless volts and seconds are finite and not negative.
  double pulse(pulse_polarity polarity, double volts, const access_transistor& transistor, double seconds,
               const std::function<void(const filament_sample&)>& observer = {});

  /// Current at `volts` across the filament over that voltage, S. The fact sheet's checks read at 0.2 V.
  double conductance(double volts = 0.2) const;

 private:
  double current_scale(double length) const;

  rram_filament_parameters parameters_;
  double length_;
};

}  // namespace memvp
