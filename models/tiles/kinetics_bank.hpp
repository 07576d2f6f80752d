// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "memvp/models/physics/kinetics_cells.hpp"
#include "memvp/models/physics/kinetics_reservoir_cells.hpp"
#include "memvp/models/tiles/kinetics_tile_parameters.hpp"

namespace memvp {

/// Guard events of a bank since it was built (see kinetics_cells); a reservoir bank has none.
struct kinetics_events {
  std::uint64_t lower = 0, upper = 0, sign_changes = 0, redraws = 0;
};

/// The devices of a kinetics tile, whichever model they follow.
///
/// Devices are numbered from 0; times are picoseconds since the start of the run, and never go back for a device.
/// Ranges beyond the bank throw std::out_of_range; volts or seconds that no device takes std::invalid_argument, as the
/// models do.
class kinetics_bank {
 public:
  /// Throws std::invalid_argument if the parameters contradict themselves (`check` of the device's own parameters).
  kinetics_bank(const kinetics_tile_parameters& parameters, std::uint64_t seed, std::uint32_t instance);

  std::uint32_t size() const { return static_cast<std::uint32_t>(written_.size()); }
  kinetics_model model() const { return model_; }
  /// Whether pulses of one step may be given one after the other: a device that follows the time (`exact`) may. For the
  /// other laws a step is one call, and parts of a slot are one pulse of their sum.
  bool follows_parts() const { return follows_parts_; }
  double read_voltage() const { return read_voltage_; }  ///< V
  /// S at state 1 and the read voltage.
  double conductance_at_one() const { return read_scale_ / read_voltage_; }

  /// Writes constants into a device, with their spread. Drift-diffusion devices only: a reservoir bank throws
  /// std::logic_error.
  void write(std::uint32_t device, const kinetics_constants& constants, std::uint64_t now_ps);
  /// Whether devices can be given these constants: positive and finite; with the discrete law r < 4 besides.
  bool accepts(const kinetics_constants& constants) const;
  /// Whether all devices, as written, accept a scale of their alpha: positive and finite; discrete law: r < 4.
  bool accepts_alpha_scale(double scale) const;
  void begin_evaluation(std::uint64_t now_ps);
  /// Scales alpha of all devices from now on. A reservoir bank throws std::logic_error.
  void set_alpha_scale(double scale, std::uint64_t now_ps);
  void refresh(std::uint32_t first, std::uint32_t count, std::uint64_t now_ps);
  /// A pulse on devices first..first+count-1 that begins at start_ps. Device first+i sees volts[i] for seconds[i].
  /// \param joules of each pulse
  /// \param amperes null, or where the reservoir model says what current each device carries in its pulse, with noise
  void pulse(std::uint32_t first, std::uint32_t count, const double* volts, const double* seconds,
             std::uint64_t start_ps, double* joules, double* amperes = nullptr);
  /// Read currents with noise, A.
  void read(std::uint32_t first, std::uint32_t count, double* amperes, std::uint64_t now_ps);
  /// J of a read pulse of `seconds` on these devices together: |V_r I| t without noise.
  double read_energy(std::uint32_t first, std::uint32_t count, double seconds, std::uint64_t now_ps);

  /// x = G/G0, or g of the reservoir model.
  double state(std::uint32_t device, std::uint64_t now_ps) const;
  void states(std::uint32_t first, std::uint32_t count, double* x, std::uint64_t now_ps) const;
  /// As they came out: alpha and beta; of the reservoir model retention and drive.
  kinetics_constants constants(std::uint32_t device) const;
  /// Devices first..first+count-1 with r = beta^2/alpha of `least` or more; none of the reservoir model.
  std::uint32_t devices_of_stability(double least, std::uint32_t first, std::uint32_t count) const;
  kinetics_events events() const;

 private:
  kinetics_model model_;
  bool follows_parts_, discrete_;
  double read_voltage_, read_scale_;  // V; A at state 1
  std::variant<kinetics_cells, kinetics_reservoir_cells> devices_;
  std::vector<kinetics_constants> written_;
  std::vector<double> states_;  // for read_energy()
};

}  // namespace memvp
