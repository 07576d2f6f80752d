// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "memvp/models/physics/ndr_activation.hpp"

namespace memvp {

/// How a neuron comes from rest to its output after its input has been applied, and what that takes.
///
/// N-type: the device's current follows its static curve with tau dI/dt = I_N(V) - I; an ECRAM in series takes its
/// share of the voltage meanwhile, one in parallel conducts at once. S-type: tau dT/dt = R_th I^2 R(T) - (T - T_0) with
/// tau = R_th C_th; the driving current is cut where it would need more than `compliance_voltage`. The energy is the
/// integral of V I over device and ECRAM. SOURCE: fact sheet ndr_1t1r.md, section 8b.
///
/// Everything is in units of the scales and of tau: an input u takes u * energy_per_input() * unit_energy() joules.
class ndr_transient {
 public:
  /// Integrates (Boost.odeint) over the inputs and ECRAM states that devices can have, and tabulates.
  explicit ndr_transient(const ndr_activation& activation);

  /// Time, s, after which every input and every state of the ECRAM's range is within half a step of `settle_bits` of
  /// the full scale, and stays there. An ECRAM in series slows the neuron where its characteristic falls: this is
  /// longer than tau ln 2^(bits + 1).
  double settle_time() const { return settle_time_; }
  /// J: input scale times output scale times tau.
  double unit_energy() const { return unit_energy_; }

  struct outcome {
    double missing;           ///< output that is still missing at the end of settle_time(), in units of y
    double energy_per_input;  ///< integral of V I over u, in units of the output scale times tau
  };
  /// Interpolated. `u` is not rectified or limited here.
  outcome at(double u, double theta) const noexcept;

  /// The same, integrated for this very point, at `seconds` after the input was applied to the neuron at rest.
  outcome integrate(double u, double theta, double seconds) const;

 private:
  struct entry {
    float missing, energy_per_input;
  };
  using state = std::array<double, 2>;  // device current or heating above ambient, and the energy so far

  state rate(const state& now, double u, double theta) const;
  double output_of(const state& now, double u, double theta) const;
  double seconds_to_settle(double u, double theta) const;
  void find_settle_time();
  void tabulate();

  ndr_activation activation_;
  ndr_device_parameters parameters_;
  bool divides_;
  double settle_time_ = 0, unit_energy_ = 0;
  double input_rate_ = 0, theta_origin_ = 0, theta_rate_ = 0;
  std::vector<entry> entries_;
};

}  // namespace memvp
