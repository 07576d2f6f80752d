// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/per_clock/kinetics_sequencer_bench.hpp"

namespace memvp {

kinetics_sequencer_bench::kinetics_sequencer_bench(const sc_core::sc_module_name& name, const sc_core::sc_time& period)
    : sc_module(name), half_period_(period / 2) {
  sequencer.clock(clock);
  sequencer.start(start);
  sequencer.reset(reset);
  sequencer.busy(busy);
  sequencer.done(done);
  sequencer.refused(refused);
  sequencer.state(state);
  sequencer.fetch_active(fetch_active);
  sequencer.read_active(read_active);
  sequencer.convert_active(convert_active);
  sequencer.converter_channel(converter_channel);
  sequencer.drive_active(drive_active);
  sequencer.pulse_active(pulse_active);
  sequencer.step_number(step_number);
}

kinetics_sequencer_result kinetics_sequencer_bench::run(const kinetics_sequencer_request& request) {
  sequencer.present(request);
  for (cycle_count cycle = 0;; ++cycle) {
    start.write(cycle == 0);
    const bool resets = request.reset && *request.reset == cycle;
    reset.write(resets);
    wait(sc_core::SC_ZERO_TIME);  // all is up before the edge
    tick();
    if (done.read() || refused.read() || resets) break;
  }
  reset.write(false);
  return sequencer.result();
}

// A cycle of the clock; the next edge follows if there is another one.
void kinetics_sequencer_bench::tick() {
  clock.write(true);
  wait(half_period_);
  if (watch) watch();
  clock.write(false);
  wait(half_period_);
}

}  // namespace memvp
