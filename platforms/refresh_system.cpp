// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/refresh_system.hpp"

#include <string>

namespace memvp {

namespace {

void visit_bus(parameter_visitor& visitor, refresh_system_parameters& p) {
  visit_parameters(visitor, static_cast<bus_system_parameters&>(p));
  visit_address(visitor, "refresh.address", "address of the first refresh tile; the others follow", p.refresh_address);
}

std::vector<refresh_tile_parameters> of_sizes(const refresh_tile_parameters& tile,
                                              const std::vector<array_size>& sizes) {
  std::vector<refresh_tile_parameters> tiles(sizes.size(), tile);
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    tiles[i].array.rows = sizes[i].rows;
    tiles[i].array.columns = sizes[i].columns;
  }
  return tiles;
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, refresh_system_parameters& p) {
  visit_bus(visitor, p);
  visit_unsized_parameters(visitor, p.tile);
  visit_parameters(visitor, p.trace);
}

void visit_sized_parameters(parameter_visitor& visitor, refresh_system_parameters& p) {
  visit_bus(visitor, p);
  visit_parameters(visitor, p.tile);
  visit_parameters(visitor, p.trace);
}

refresh_system::refresh_system(const refresh_system_parameters& p, const std::vector<array_size>& sizes,
                               std::uint64_t seed, run_traces& traces)
    : refresh_system(p, static_cast<std::uint64_t>(p.refresh_address), of_sizes(p.tile, sizes), seed, traces) {}

refresh_system::refresh_system(const bus_system_parameters& bus, std::uint64_t first_address,
                               const std::vector<refresh_tile_parameters>& tiles, std::uint64_t seed,
                               run_traces& traces)
    : traces_(traces), first_address_(first_address), bus_(bus, static_cast<unsigned>(tiles.size()), traces) {
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    refresh_tile_parameters tile = tiles[i];
    if (i > 0) tile.trace = {"", ""};
    tiles_.push_back(std::make_unique<refresh_tile>(("refresh" + std::to_string(i)).c_str(), tile, clock_of(bus), seed,
                                                    static_cast<std::uint32_t>(i), traces.for_tiles()));
    lines_.push_back(bus_.attach(*tiles_.back(), address_of(i), refresh_tile_address_size));
  }
}

void refresh_system::run(const program& work, run_summary& summary) {
  run(
      [&](host_cpu& host) {
        std::vector<refresh_driver> drivers;
        std::vector<refresh_driver*> pointers;
        for (std::size_t i = 0; i < tiles_.size(); ++i) drivers.push_back(driver(host, i));
        for (refresh_driver& each : drivers) pointers.push_back(&each);
        work(host, pointers);
      },
      summary);
}

void refresh_system::run(const std::function<void(host_cpu&)>& work, run_summary& summary) {
  const cycle_count end = bus_.run(work);
  for (const auto& tile : tiles_) tile->post_leakage(end);
  traces_.finish(end, bus_.transactions(), summary);
}

}  // namespace memvp
