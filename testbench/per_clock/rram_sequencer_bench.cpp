// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/per_clock/rram_sequencer_bench.hpp"

namespace memvp {

rram_sequencer_bench::rram_sequencer_bench(const sc_core::sc_module_name& name, const sc_core::sc_time& period)
    : sc_module(name), half_period_(period / 2) {
  sequencer.clock(clock);
  sequencer.start(start);
  sequencer.reset(reset);
  sequencer.busy(busy);
  sequencer.done(done);
  sequencer.state(state);
  sequencer.fetch_active(fetch_active);
  sequencer.word_line_select(word_line_select);
  sequencer.source_line_select(source_line_select);
  sequencer.dac_enable(dac_enable);
  sequencer.input_bit(input_bit);
  sequencer.sample(sample);
  sequencer.convert_active(convert_active);
  sequencer.converter_channel(converter_channel);
  sequencer.add_active(add_active);
  sequencer.pulse_active(pulse_active);
  sequencer.reset_polarity(reset_polarity);
}

rram_sequencer_result rram_sequencer_bench::run(const rram_sequencer_request& request,
                                                std::optional<cycle_count> reset_after) {
  sequencer.present(request);
  cycle_count cycle = 0;
  do {
    start.write(cycle == 0);
    reset.write(reset_after && cycle == *reset_after);
    wait(sc_core::SC_ZERO_TIME);  // both are up before the edge
    tick();
    ++cycle;
  } while (!done.read());
  start.write(false);
  reset.write(false);
  return sequencer.result();
}

// A cycle of the clock; the next edge follows if there is another one.
void rram_sequencer_bench::tick() {
  clock.write(true);
  wait(half_period_);
  if (watch) watch();
  clock.write(false);
  wait(half_period_);
}

}  // namespace memvp
