// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <systemc>

#include "memvp/testbench/per_clock/ndr_sequencer.hpp"

namespace memvp {

/// The neuron unit's per-clock sequencer with its signals, arrays that deliver when they are told to, and a clock that
/// ticks only while a command runs. One bench carries out any number of commands, one after another.
class ndr_sequencer_bench : public sc_core::sc_module {
 public:
  sc_core::sc_signal<bool> clock{"clock"}, start{"start"}, busy{"busy"}, done{"done"}, refused{"refused"};
  sc_core::sc_vector<sc_core::sc_signal<column_delivery>> columns{"columns", per_clock_sources};
  sc_core::sc_signal<ndr_step> state{"state"};
  sc_core::sc_signal<bool> dac_enable{"dac_enable"}, convert_active{"convert_active"}, pulse_active{"pulse_active"},
      polarity{"polarity"};
  sc_core::sc_signal<unsigned> converter_channel{"converter_channel"};
  sc_core::sc_signal<ndr_sequencer::neuron_vector> neuron_select{"neuron_select"};
  ndr_sequencer sequencer{"sequencer"};

  /// Called in the middle of each cycle, from the first delivery or the start of a command on: the pins are stable.
  std::function<void()> watch;

  /// @param period of the clock, at least two units of the time resolution
  explicit ndr_sequencer_bench(const sc_core::sc_module_name& name,
                               const sc_core::sc_time& period = sc_core::sc_time(10, sc_core::SC_NS));

  /// Carries out a command and returns when it is done or refused and all deliveries have been made; only from an
  /// SC_THREAD, one call at a time.
  /// @throws std::invalid_argument if the command cannot be carried out, see ndr_sequencer::present()
  ndr_sequencer_result run(const ndr_sequencer_request& request);

 private:
  void tick();

  sc_core::sc_time half_period_;
};

}  // namespace memvp
