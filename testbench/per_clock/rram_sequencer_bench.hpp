// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <systemc>

#include "memvp/testbench/per_clock/rram_sequencer.hpp"

namespace memvp {

/// The 1T1R tile's per-clock sequencer with its signals and a clock that ticks only while a command runs, so that it
/// costs nothing beside other models. One bench carries out any number of commands, one after another.
class rram_sequencer_bench : public sc_core::sc_module {
 public:
  sc_core::sc_signal<bool> clock{"clock"}, start{"start"}, reset{"reset"}, busy{"busy"}, done{"done"};
  sc_core::sc_signal<rram_step> state{"state"};
  sc_core::sc_signal<rram_sequencer::line_vector> word_line_select{"word_line_select"},
      source_line_select{"source_line_select"};
  sc_core::sc_signal<bool> fetch_active{"fetch_active"}, dac_enable{"dac_enable"}, sample{"sample"},
      convert_active{"convert_active"}, add_active{"add_active"}, pulse_active{"pulse_active"},
      reset_polarity{"reset_polarity"};
  sc_core::sc_signal<unsigned> input_bit{"input_bit"}, converter_channel{"converter_channel"};
  rram_sequencer sequencer{"sequencer"};

  /// Called in the middle of each cycle, from the start of a command to the cycle of `done`: the pins are stable.
  std::function<void()> watch;

  /// @param period of the clock, at least two units of the time resolution
  explicit rram_sequencer_bench(const sc_core::sc_module_name& name,
                                const sc_core::sc_time& period = sc_core::sc_time(10, sc_core::SC_NS));

  /// Carries out a command and returns when `done` has been seen; only from an SC_THREAD, one call at a time.
  /// @param reset_after cycles that the command gets before it is abandoned
  /// @throws std::invalid_argument if the command cannot be carried out, see rram_sequencer::present()
  rram_sequencer_result run(const rram_sequencer_request& request,
                            std::optional<cycle_count> reset_after = std::nullopt);

 private:
  void tick();

  sc_core::sc_time half_period_;
};

}  // namespace memvp
