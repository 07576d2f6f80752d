// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/per_clock/ecram_sequencer_bench.hpp"

namespace memvp {

ecram_sequencer_bench::ecram_sequencer_bench(const sc_core::sc_module_name& name, const sc_core::sc_time& period)
    : sc_module(name), half_period_(period / 2) {
  sequencer.clock(clock);
  sequencer.start(start);
  sequencer.busy(busy);
  sequencer.done(done);
  sequencer.state(state);
  sequencer.row_select(row_select);
  sequencer.column_select(column_select);
  sequencer.pulse_active(pulse_active);
  sequencer.polarity(polarity);
  sequencer.dac_enable(dac_enable);
  sequencer.sample(sample);
  sequencer.convert_active(convert_active);
  sequencer.converter_channel(converter_channel);
}

per_clock_result ecram_sequencer_bench::run(const ecram_command& command, const ecram_timing& timing,
                                            std::uint32_t array_rows, std::uint32_t array_columns,
                                            const std::vector<std::uint32_t>& input,
                                            const std::vector<std::uint32_t>& pulse,
                                            const per_clock_callbacks& callbacks, cycle_count cycles_since_last_write) {
  per_clock_request request;
  request.command = command;
  request.timing = timing;
  request.array_rows = array_rows;
  request.array_columns = array_columns;
  request.input = input.data();
  request.input_words = input.size();
  request.pulse = pulse.data();
  request.pulse_words = pulse.size();
  request.callbacks = callbacks;
  request.cycles_since_last_write = cycles_since_last_write;
  return run(request);
}

per_clock_result ecram_sequencer_bench::run(const per_clock_request& request) {
  sequencer.present(request);
  start.write(true);
  wait(sc_core::SC_ZERO_TIME);  // `start` is up before the edge
  do {
    tick();
    start.write(false);
  } while (!done.read());
  return sequencer.result();
}

void ecram_sequencer_bench::idle(cycle_count cycles) {
  for (; cycles != 0; --cycles) tick();
}

// A cycle of the clock; the next edge follows if there is another one.
void ecram_sequencer_bench::tick() {
  clock.write(true);
  wait(half_period_);
  if (watch) watch();
  clock.write(false);
  wait(half_period_);
}

}  // namespace memvp
