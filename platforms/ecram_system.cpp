// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/ecram_system.hpp"

namespace memvp {

void visit_parameters(parameter_visitor& visitor, ecram_system_parameters& p) {
  visit_parameters(visitor, static_cast<bus_system_parameters&>(p));
  visit_address(visitor, "ecram.address", "address of the ECRAM tile", p.ecram_address);
  visit_parameters(visitor, p.tile);
  visit_parameters(visitor, p.trace);
}

ecram_system::ecram_system(const ecram_system_parameters& p, std::uint64_t seed, run_traces& traces)
    : traces_(traces),
      ecram_base_(static_cast<std::uint64_t>(p.ecram_address)),
      bus_(p, 1, traces),
      ecram_("ecram", p.tile, clock_of(p), seed, 0, traces.for_tiles()) {
  bus_.attach(ecram_, ecram_base_, ecram_tile_address_size);
}

void ecram_system::run(const program& work, run_summary& summary) {
  const cycle_count end = bus_.run([&](host_cpu& host) {
    ecram_driver driver(host, ecram_base_);
    work(host, driver);
  });
  ecram_.post_leakage(end);
  traces_.finish(end, bus_.transactions(), summary);
}

}  // namespace memvp
