// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/physics/kinetics_laws.hpp"
#include "memvp/models/physics/kinetics_parameters.hpp"
#include "memvp/models/physics/kinetics_row.hpp"
#include "memvp/models/physics/random.hpp"

namespace memvp {

/// A bank of drift-diffusion memristors under pulses and time: the laws of kinetics_laws.hpp with spread, guards and
/// counters. Every device begins at x = initial_state at time 0, written with the parameters' own alpha and beta.
///
/// Time is lazy (exact, kick): a device keeps the end of its last pulse and diffuses in closed form from there, so that
/// waiting costs nothing and a state is the same bit for bit whenever, and however often, anybody looks. A pulse that
/// begins before the end of the last one counts as beginning there; looking into a pulse shows its end. The discrete
/// law knows no time: a pulse is a step, also one of 0 V, and a state stays until the next.
///
/// A pulse of V volts and t seconds carries a drift of beta f(V) t/t_w, whatever the integrator. In `exact` it acts as
/// b = beta f(V) T0/t_w for t/T0 steps; so with t_w = T0 a pulse is a step of exact_step with b = beta u.
///
/// States are kept within [least_state, greatest_state]. At the bounds the law stops there until it points inwards
/// again, which for constant drift is the same as a bound at the end of the pulse. Each device that a pulse (or the
/// time before it) leaves at a bound that its law would have passed is counted.
///
/// Spread (device.variability): alpha and beta of a device are normal numbers of the standard deviations alpha_spread
/// and beta_spread around what was written, drawn at each write and, as device.redrawn_each_evaluation says, at each
/// evaluation; numbers that are not positive are drawn again and counted (the authors' rule).
///
/// Random numbers are keyed by (device, count of its draws). Copyable; not safe for use from several threads at once.
class kinetics_cells {
 public:
  /// Throws std::invalid_argument for an empty bank or inconsistent parameters (see `check`).
  kinetics_cells(std::size_t count, const kinetics_device_parameters& parameters, std::uint64_t seed,
                 std::uint32_t instance = 0);

  std::size_t size() const noexcept { return state_.size(); }
  const kinetics_device_parameters& parameters() const noexcept { return parameters_; }

  /// Writes constants into devices first..first+count-1, each with a spread drawn anew; they hold from now_ps on, so
  /// states are brought up to it first. Throws std::invalid_argument unless all are positive and finite (with
  /// `discrete`: and r < 4), std::out_of_range for devices beyond the bank; then nothing has changed.
  void write(std::size_t first, std::size_t count, const kinetics_constants* constants, std::uint64_t now_ps);
  /// The same constants for all devices.
  void write(const kinetics_constants& constants, std::uint64_t now_ps);
  /// A new evaluation begins: draws again what device.redrawn_each_evaluation says, around what was written.
  void begin_evaluation(std::uint64_t now_ps);
  /// Constants of a device from the next pulse on as a multiple of those it has: a table of alpha per step. All devices
  /// of the bank; 1 at first. (A table of beta scales the pulses.) Throws std::invalid_argument unless positive,
  /// finite.
  void set_alpha_scale(double scale, std::uint64_t now_ps);

  /// One pulse that begins at start_ps on devices first..first+count-1: device first+i sees volts[i] for seconds[i].
  /// @param joules null, or where the energy of each pulse is written: V^2 G0 times the integral of x over the pulse,
  ///   exactly so for `exact`; for the other laws x is taken at the beginning (discrete) or the mean of both sides of
  ///   the kick (assumed).
  /// Throws std::out_of_range for devices beyond the bank, std::invalid_argument for volts or seconds that are not
  /// finite or seconds outside 0..1e6; then nothing has changed.
  void pulse(std::size_t first, std::size_t count, const double* volts, const double* seconds, std::uint64_t start_ps,
             double* joules = nullptr);
  /// Brings devices to x = initial_state at now_ps, by whatever means (the paper's are not published).
  void refresh(std::size_t first, std::size_t count, std::uint64_t now_ps);
  /// An initial condition. Throws std::invalid_argument for x outside [least_state, greatest_state].
  void set_state(std::size_t cell, double x, std::uint64_t now_ps);

  /// x at now_ps. This and all below throw std::out_of_range for a device beyond the bank.
  double state(std::size_t cell, std::uint64_t now_ps) const;
  void states(std::size_t first, std::size_t count, double* x, std::uint64_t now_ps) const;
  /// Read currents V_r G0 x (1 + read_noise xi), A; each read draws its own xi. Reading moves no ions (assumed: the
  /// read pulse's drift is not published).
  void read(std::size_t first, std::size_t count, double* amperes, std::uint64_t now_ps);

  double alpha(std::size_t cell) const { return alpha_.at(cell); }
  double beta(std::size_t cell) const { return beta_.at(cell); }
  /// r = beta^2/alpha of a device as it came out.
  double stability(std::size_t cell) const { return stability_figure(alpha(cell), beta(cell)); }
  /// Devices of r >= `least`.
  std::size_t devices_of_stability(double least) const;

  /// Guard events: a pulse left a device at least_state, or it or the time before it at greatest_state.
  std::uint64_t lower_events() const noexcept { return lower_events_; }
  std::uint64_t upper_events() const noexcept { return upper_events_; }
  /// Steps of the discrete law (or kicks) that would have made x negative or 0. None while r < 4, by the discrete law.
  std::uint64_t sign_changes() const noexcept { return sign_changes_; }
  /// Constants that were drawn again because they were not positive.
  std::uint64_t redraws() const noexcept { return redraws_; }
  /// Grows with every change of a state other than diffusion.
  std::uint64_t revision() const noexcept { return revision_; }

 private:
  void check_range(std::size_t first, std::size_t count) const;
  void check_pulse(const double* volts, const double* seconds, std::size_t count) const;
  void draw(std::size_t cell, bool alpha, bool beta);
  double positive_draw(const random_stream& stream, std::size_t cell, double mean, double spread);
  void bring_up_to(std::size_t first, std::size_t count, std::uint64_t now_ps);
  diffusing_states diffusing(std::size_t first, std::size_t count, std::uint64_t now_ps) const;
  struct packed_pulses;
  void step_discrete(packed_pulses& pulses);
  void kick(packed_pulses& pulses);
  void drift_exactly(packed_pulses& pulses);

  kinetics_device_parameters parameters_;
  random_stream alpha_draws_, beta_draws_, read_noise_;
  double alpha_scale_ = 1;
  // A device's members apart, since loops take some of them at a time.
  std::vector<double> state_;  // at touched_ps_
  std::vector<std::uint64_t> touched_ps_;
  std::vector<double> alpha_, beta_;
  std::vector<kinetics_constants> written_;
  std::vector<std::uint64_t> draws_, reads_;
  std::uint64_t lower_events_ = 0, upper_events_ = 0, sign_changes_ = 0, redraws_ = 0, revision_ = 0;
};

}  // namespace memvp
