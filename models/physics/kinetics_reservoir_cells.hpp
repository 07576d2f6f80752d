// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/physics/kinetics_reservoir_parameters.hpp"
#include "memvp/models/physics/random.hpp"

namespace memvp {

/// Laws of the reservoir device (section 6 of the fact sheet kinetics.md).
/// kappa(V) = alpha|V|/(1 + alpha|V|).
double reservoir_drive(double alpha, double volts);
/// g after a step: r g + (1-r) G0 + kappa(V)(1[V > 0] - g).
double reservoir_step(const kinetics_reservoir_parameters& parameters, double g, double volts);
/// Current g (K_p V^3 for V > 0, K_n V^3 for V < 0), A.
double reservoir_current(const kinetics_reservoir_parameters& parameters, double g, double volts);

/// A bank of reservoir devices, called as kinetics_cells are. Every device begins at g = rest_state.
///
/// per_step: each pulse is one step of the law, also one of 0 V; time does nothing, and a pulse's width matters to its
/// energy alone. by_time: g decays lazily towards G0 as r^(t/step_time) from one pulse's beginning to the next (a state
/// is the same bit for bit whenever anybody looks), and the pulse adds kappa(V)(1[V > 0] - g) at its beginning
/// (assumed). By the law g may leave 0..1 when kappa + 1 - r > 1, for tens of volts; it is not kept.
class kinetics_reservoir_cells {
 public:
  /// Throws std::invalid_argument for an empty bank or inconsistent parameters (see `check`).
  kinetics_reservoir_cells(std::size_t count, const kinetics_reservoir_parameters& parameters, std::uint64_t seed,
                           std::uint32_t instance = 0);

  std::size_t size() const noexcept { return state_.size(); }
  const kinetics_reservoir_parameters& parameters() const noexcept { return parameters_; }

  /// One pulse that begins at start_ps: device first+i sees volts[i] for seconds[i].
  /// @param joules null, or where the energy |V I| t of each pulse goes, with g after the pulse's step
  /// @param amperes null, or where the current of each device goes while its pulse lasts, with g after the step and
  /// with
  ///   read noise: the feature of the authors' software
  /// Throws std::out_of_range for devices beyond the bank, std::invalid_argument for volts or seconds that are not
  /// finite or seconds outside 0..1e6; then nothing has changed.
  void pulse(std::size_t first, std::size_t count, const double* volts, const double* seconds, std::uint64_t start_ps,
             double* joules = nullptr, double* amperes = nullptr);
  /// Brings devices to g = rest_state at now_ps.
  void refresh(std::size_t first, std::size_t count, std::uint64_t now_ps);
  /// An initial condition. Throws std::invalid_argument for g outside [0, 1].
  void set_state(std::size_t cell, double g, std::uint64_t now_ps);

  /// g at now_ps. This and all below throw std::out_of_range for a device beyond the bank.
  double state(std::size_t cell, std::uint64_t now_ps) const;
  void states(std::size_t first, std::size_t count, double* g, std::uint64_t now_ps) const;
  /// Currents at read_voltage with noise, A. Reading changes nothing (assumed).
  void read(std::size_t first, std::size_t count, double* amperes, std::uint64_t now_ps);

  /// r and alpha of a device as it came out.
  double retention(std::size_t cell) const { return retention_.at(cell); }
  double drive(std::size_t cell) const { return drive_.at(cell); }
  /// Grows with every change of a state other than decay.
  std::uint64_t revision() const noexcept { return revision_; }

 private:
  void check_range(std::size_t first, std::size_t count) const;
  double noisy(std::size_t cell, double amperes);

  kinetics_reservoir_parameters parameters_;
  random_stream read_noise_;
  std::vector<double> state_;  // at touched_ps_
  std::vector<std::uint64_t> touched_ps_;
  std::vector<double> retention_, drive_;
  std::vector<std::uint64_t> reads_;
  std::uint64_t revision_ = 0;
};

}  // namespace memvp
