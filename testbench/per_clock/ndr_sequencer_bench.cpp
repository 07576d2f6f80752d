// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/per_clock/ndr_sequencer_bench.hpp"

#include <algorithm>

namespace memvp {

ndr_sequencer_bench::ndr_sequencer_bench(const sc_core::sc_module_name& name, const sc_core::sc_time& period)
    : sc_module(name), half_period_(period / 2) {
  sequencer.clock(clock);
  sequencer.start(start);
  sequencer.columns(columns);
  sequencer.busy(busy);
  sequencer.done(done);
  sequencer.refused(refused);
  sequencer.state(state);
  sequencer.dac_enable(dac_enable);
  sequencer.convert_active(convert_active);
  sequencer.converter_channel(converter_channel);
  sequencer.neuron_select(neuron_select);
  sequencer.pulse_active(pulse_active);
  sequencer.polarity(polarity);
}

ndr_sequencer_result ndr_sequencer_bench::run(const ndr_sequencer_request& request) {
  sequencer.present(request);
  auto next = request.deliveries.begin();
  std::int64_t cycle = next == request.deliveries.end() ? 0 : std::min<std::int64_t>(0, next->cycle);
  bool over = false, shown = false;
  for (; !over || next != request.deliveries.end(); ++cycle) {
    start.write(cycle == 0);
    if (shown)
      for (auto& pins : columns) pins.write(column_delivery{});
    shown = false;
    for (; next != request.deliveries.end() && next->cycle == cycle; ++next, shown = true) {
      column_delivery what = next->what;
      what.valid = true;
      columns[next->source].write(what);
    }
    wait(sc_core::SC_ZERO_TIME);  // all is up before the edge
    tick();
    over = over || done.read() || refused.read();
  }
  for (auto& pins : columns) pins.write(column_delivery{});
  return sequencer.result();
}

// A cycle of the clock; the next edge follows if there is another one.
void ndr_sequencer_bench::tick() {
  clock.write(true);
  wait(half_period_);
  if (watch) watch();
  clock.write(false);
  wait(half_period_);
}

}  // namespace memvp
