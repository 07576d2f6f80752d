// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/physics/parameters.hpp"

namespace drift {

/// A film of oxide whose one end is doped: dopants drift with the current, and the boundary between the two regions is
/// what the device remembers.
/// SOURCE: D. B. Strukov, G. S. Snider, D. R. Stewart, R. S. Williams, "The missing memristor found", Nature 453, 80
/// (2008), doi 10.1038/nature06932: equations 5 and 6, figures of its example in the caption of figure 2.
struct device_parameters {
  double on_resistance = 100;     ///< ohm, the whole film doped: R_ON
  double resistance_ratio = 160;  ///< R_OFF / R_ON
  double thickness = 10e-9;       ///< m: D
  double mobility = 1e-14;        ///< m^2/(V s): mu_V
  double initial_state = 0;       ///< w / D, 0: off, 1: on
  double mobility_spread = 0;     ///< standard deviation of the logarithm of a device's mobility

  double off_resistance() const { return on_resistance * resistance_ratio; }
};

/// Declares the keys `device.*`.
void visit_parameters(memvp::parameter_visitor& visitor, device_parameters& device);

/// Throws std::invalid_argument with one sentence if no device can be made of the parameters, for those who fill them
/// in by hand.
void check(const device_parameters& device);

/// A row of devices, each alone between two terminals.
class device_row {
 public:
  /// \param seed, instance what random numbers are drawn by: rows of different instances differ
  /// \throws std::invalid_argument as check()
  device_row(std::size_t count, const device_parameters& device, std::uint64_t seed, std::uint32_t instance);

  std::size_t size() const { return states_.size(); }
  double state(std::size_t i) const { return states_[i]; }  ///< w / D, 0 to 1
  double resistance(std::size_t i) const;                   ///< ohm

  /// What a pulse would do.
  struct outcome {
    double state;   ///< after it
    double joules;  ///< dissipated in the device
  };
  /// \param volts positive: towards R_ON
  /// \param seconds not negative
  outcome preview(std::size_t i, double volts, double seconds) const;
  /// Does it.
  void pulse(std::size_t i, double volts, double seconds) { states_[i] = preview(i, volts, seconds).state; }

 private:
  device_parameters device_;
  std::vector<double> states_;
  std::vector<double> rates_;  ///< 1/(A s): how far a coulomb moves a device's state
};

}  // namespace drift
