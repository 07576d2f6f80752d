// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/network_system.hpp"

namespace memvp {

void visit_parameters(parameter_visitor& visitor, network_system_parameters& p) {
  visit_parameters(visitor, static_cast<bus_system_parameters&>(p));
  visit_parameters(visitor, static_cast<network_tile_parameters&>(p));
  visit_parameters(visitor, p.trace);
}

network_system::network_system(const network_system_parameters& p, const network_layout& layout, std::uint64_t seed,
                               run_traces& traces)
    : traces_(traces),
      places_(p),
      bus_(p, network_tiles::count(layout, true), traces),
      tiles_(p, layout, true, clock_of(p), seed, traces.for_tiles()) {
  tiles_.attach_to(bus_);
}

void network_system::run(const program& work, run_summary& summary) {
  const cycle_count end = bus_.run([&](host_cpu& host) {
    network_hardware hardware{host, bus_.dma(), {}, {}};
    unsigned line = 0;
    for (std::size_t i = 0; i < tiles_.arrays(); ++i)
      hardware.arrays.emplace_back(host, array_address(places_, i), bus_.line(line++));
    for (std::size_t b = 0; b < tiles_.banks(); ++b)
      hardware.neurons.emplace_back(host, bank_address(places_, b), bus_.line(line++), places_.neurons.device);
    ndr_driver analog = hardware.neurons.back();
    hardware.neurons.pop_back();
    ndr_driver digital = hardware.neurons.back();
    hardware.neurons.pop_back();
    work(hardware, digital, analog);
  });
  tiles_.post_leakage(end);
  traces_.finish(end, bus_.transactions(), summary);
}

}  // namespace memvp
