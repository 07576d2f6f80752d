// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/refresh_system.hpp"

#include <string>

namespace memvp {

void visit_parameters(parameter_visitor& visitor, refresh_system_parameters& p) {
  visit_parameters(visitor, static_cast<bus_system_parameters&>(p));
  visit_address(visitor, "refresh.address", "address of the first refresh tile; the others follow", p.refresh_address);
  visit_unsized_parameters(visitor, p.tile);
  visit_parameters(visitor, p.trace);
}

refresh_system::refresh_system(const refresh_system_parameters& p, const std::vector<array_size>& sizes,
                               std::uint64_t seed, run_traces& traces)
    : traces_(traces),
      first_address_(static_cast<std::uint64_t>(p.refresh_address)),
      bus_(p, static_cast<unsigned>(sizes.size()), traces) {
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    refresh_tile_parameters tile = p.tile;
    tile.array.rows = sizes[i].rows;
    tile.array.columns = sizes[i].columns;
    if (i > 0) {
      tile.trace.cells.clear();
      tile.trace.rows.clear();
    }
    tiles_.push_back(std::make_unique<refresh_tile>(("refresh" + std::to_string(i)).c_str(), tile, clock_of(p), seed,
                                                    static_cast<std::uint32_t>(i), traces.for_tiles()));
    lines_.push_back(bus_.attach(*tiles_.back(), address_of(i), refresh_tile_address_size));
  }
}

void refresh_system::run(const program& work, run_summary& summary) {
  const cycle_count end = bus_.run([&](host_cpu& host) {
    std::vector<std::unique_ptr<refresh_driver>> owned;
    std::vector<refresh_driver*> drivers;
    for (std::size_t i = 0; i < tiles_.size(); ++i) {
      owned.push_back(std::make_unique<refresh_driver>(host, address_of(i), bus_.line(lines_[i])));
      drivers.push_back(owned.back().get());
    }
    work(host, drivers);
  });
  for (const auto& tile : tiles_) tile->post_leakage(end);
  traces_.finish(end, bus_.transactions(), summary);
}

}  // namespace memvp
