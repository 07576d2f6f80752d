// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <systemc>
#include <vector>

#include "memvp/testbench/per_clock/ecram_sequencer.hpp"

namespace memvp {

/// The per-clock sequencer with its signals and a clock that ticks only while a command runs, so that it costs nothing
/// beside other models. One bench carries out any number of commands, one after another.
class ecram_sequencer_bench : public sc_core::sc_module {
 public:
  sc_core::sc_signal<bool> clock{"clock"}, start{"start"}, busy{"busy"}, done{"done"};
  sc_core::sc_signal<ecram_step> state{"state"};
  sc_core::sc_signal<ecram_sequencer::line_vector> row_select{"row_select"}, column_select{"column_select"};
  sc_core::sc_signal<bool> pulse_active{"pulse_active"}, polarity{"polarity"}, dac_enable{"dac_enable"},
      sample{"sample"}, convert_active{"convert_active"};
  sc_core::sc_signal<unsigned> converter_channel{"converter_channel"};
  ecram_sequencer sequencer{"sequencer"};

  /// Called in the middle of each cycle, from the start of a command to the cycle of `done`: the pins are stable.
  std::function<void()> watch;

  /// @param period of the clock, at least two units of the time resolution
  explicit ecram_sequencer_bench(const sc_core::sc_module_name& name,
                                 const sc_core::sc_time& period = sc_core::sc_time(10, sc_core::SC_NS));

  /// Carries out a command and returns when `done` has been seen; only from an SC_THREAD, one call at a time. Every
  /// call stands for itself: without `cycles_since_last_write` the array counts as never written.
  /// @throws std::invalid_argument if the command cannot be carried out, see ecram_sequencer::present()
  per_clock_result run(const ecram_command& command, const ecram_timing& timing, std::uint32_t array_rows,
                       std::uint32_t array_columns, const std::vector<std::uint32_t>& input,
                       const std::vector<std::uint32_t>& pulse, const per_clock_callbacks& callbacks = {},
                       cycle_count cycles_since_last_write = never_written);

  /// The same for a request; without `cycles_since_last_write` the sequencer goes by its own count of the cycles since
  /// the write pulse that it last saw.
  per_clock_result run(const per_clock_request& request);

  /// Lets the clock tick with the sequencer idle.
  void idle(cycle_count cycles);

 private:
  void tick();

  sc_core::sc_time half_period_;
};

}  // namespace memvp
