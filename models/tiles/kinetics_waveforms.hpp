// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "memvp/models/tiles/kinetics_planner.hpp"
#include "memvp/models/tiles/plan_waveforms.hpp"
#include "memvp/traces/vcd_writer.hpp"

namespace memvp {

/// The signals of one kinetics tile: the command, the sequencer's phases with sample, pass and step, converters and
/// feature writes, guard events, power and interrupt; and of chosen devices (trace.devices) the voltage, the state, the
/// current sampled last and the feature made of it.
///
/// The power of a pulse that a reset cuts short is shown as that of the whole pulse.
///
/// A state is shown where it bends or is used: when a command begins and ends, at the ends of refreshes, reads, pulses
/// and idle times. Between them it diffuses. The step number is written from the fetch of a step on.
class kinetics_waveforms : public plan_waveforms {
 public:
  /// \throws std::invalid_argument for trace.devices that the bank does not have
  kinetics_waveforms(vcd_writer& writer, const std::string& scope, const kinetics_tile_parameters& parameters,
                     const kinetics_timing& timing, const kinetics_bank& bank, kinetics_planner& planner,
                     clock_grid clock);

  void command(cycle_count at, std::uint32_t code) override;
  void begin(const plan_phase& phase, cycle_count plan_start) override;
  void end(const plan_phase& phase, cycle_count plan_start, bool more) override;
  void cut_short(cycle_count at) override;
  void interrupt(std::uint64_t at_ps, bool level) override;

 private:
  struct device_signals {
    std::uint32_t device;
    signal_id volts, state, amperes, code;
  };

  struct running_phase {
    const plan_phase* phase;
    double watts;
  };

  void rest(std::uint64_t at_ps);
  void show_running(std::uint64_t at_ps);
  void show_states(std::uint64_t at_ps);
  void show_events(std::uint64_t at_ps);
  void show_place(const plan_phase& phase, std::uint64_t at_ps);
  void show_read_voltage(std::uint64_t at_ps, double volts);
  void show_pulses(std::uint32_t step, cycle_count start);
  void show_currents(std::uint64_t at_ps);
  void show_features(const plan_phase& phase, std::uint64_t at_ps);
  bool takes_part(std::uint32_t device) const;

  vcd_writer& writer_;
  const kinetics_bank& bank_;
  kinetics_planner& planner_;
  clock_grid clock_;
  std::uint32_t converters_;
  std::vector<device_signals> devices_;
  std::size_t first_signal_, last_signal_ = 0;  // of the tile, in the writer
  std::vector<running_phase> running_;

  signal_id command_, activity_, sample_, pass_, step_;
  signal_id fetch_, refresh_, read_, pulse_, convert_, write_, round_, feature_write_, feature_;
  signal_id lower_events_, upper_events_, sign_changes_, power_, interrupt_;
};

}  // namespace memvp
