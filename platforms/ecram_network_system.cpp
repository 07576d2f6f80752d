// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/ecram_network_system.hpp"

#include <string>

namespace memvp {

void visit_parameters(parameter_visitor& visitor, ecram_network_parameters& p) {
  visit_parameters(visitor, static_cast<bus_system_parameters&>(p));
  visit_address(visitor, "ecram.address", "address of the first ECRAM tile; the others follow", p.ecram_address);
  visit_unsized_parameters(visitor, p.tile);
  visit_parameters(visitor, p.trace);
}

ecram_network_system::ecram_network_system(const ecram_network_parameters& p, const std::vector<array_size>& sizes,
                                           std::uint64_t seed, run_traces& traces)
    : traces_(traces),
      first_address_(static_cast<std::uint64_t>(p.ecram_address)),
      bus_(p, static_cast<unsigned>(sizes.size()), traces) {
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    ecram_tile_parameters tile = p.tile;
    tile.array.rows = sizes[i].rows;
    tile.array.columns = sizes[i].columns;
    if (i > 0) tile.trace.cells.clear();
    tiles_.push_back(std::make_unique<ecram_tile>(("ecram" + std::to_string(i)).c_str(), tile, clock_of(p), seed,
                                                  static_cast<std::uint32_t>(i), traces.for_tiles()));
    lines_.push_back(bus_.attach(*tiles_.back(), address_of(i), ecram_tile_address_size));
  }
}

void ecram_network_system::run(const program& work, run_summary& summary) {
  const cycle_count end = bus_.run([&](host_cpu& host) {
    std::vector<std::unique_ptr<ecram_driver>> owned;
    std::vector<ecram_driver*> drivers;
    for (std::size_t i = 0; i < tiles_.size(); ++i) {
      owned.push_back(std::make_unique<ecram_driver>(host, address_of(i), bus_.line(lines_[i])));
      drivers.push_back(owned.back().get());
    }
    work(host, drivers);
  });
  for (const auto& tile : tiles_) tile->post_leakage(end);
  traces_.finish(end, bus_.transactions(), summary);
}

}  // namespace memvp
