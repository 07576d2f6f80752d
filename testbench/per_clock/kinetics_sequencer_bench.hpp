// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <systemc>

#include "memvp/testbench/per_clock/kinetics_sequencer.hpp"

namespace memvp {

/// The kinetics tile's per-clock sequencer with its signals and a clock that ticks only while a command runs. One bench
/// carries out any number of commands, one after another.
class kinetics_sequencer_bench : public sc_core::sc_module {
 public:
  sc_core::sc_signal<bool> clock{"clock"}, start{"start"}, reset{"reset"}, busy{"busy"}, done{"done"},
      refused{"refused"};
  sc_core::sc_signal<kinetics_step> state{"state"};
  sc_core::sc_signal<bool> fetch_active{"fetch_active"}, read_active{"read_active"}, convert_active{"convert_active"},
      drive_active{"drive_active"}, pulse_active{"pulse_active"};
  sc_core::sc_signal<unsigned> converter_channel{"converter_channel"}, step_number{"step_number"};
  kinetics_sequencer sequencer{"sequencer"};

  /// Called in the middle of each cycle from the start of the command on: the pins are stable.
  std::function<void()> watch;

  /// @param period of the clock, at least two units of the time resolution
  explicit kinetics_sequencer_bench(const sc_core::sc_module_name& name,
                                    const sc_core::sc_time& period = sc_core::sc_time(10, sc_core::SC_NS));

  /// Carries out a command and returns when it is done, refused or cut short; only from an SC_THREAD, one call at a
  /// time. @throws std::invalid_argument if the command cannot be carried out, see kinetics_sequencer::present()
  kinetics_sequencer_result run(const kinetics_sequencer_request& request);

 private:
  void tick();

  sc_core::sc_time half_period_;
};

}  // namespace memvp
