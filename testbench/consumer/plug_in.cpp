// SPDX-License-Identifier: Apache-2.0
// Two memvp tiles in somebody else's virtual platform: their bus, their processors, their software.
//
//   cpu0 (loosely timed) --------+            +-- ecram
//                                +-- the bus -+
//   cpu1 (approximately timed) --+            +-- rram
//
// Prints what the software found as JSON, and leaves a record of each processor's accesses: ecram.csv, rram.csv.
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <systemc>

#include "crossing_bus.hpp"
#include "memvp/models/tiles/ecram_tile.hpp"
#include "memvp/models/tiles/rram_tile.hpp"
#include "processor.hpp"
#include "software.hpp"

namespace {

constexpr std::uint64_t ecram_base = 0x40000000, rram_base = 0x48000000;
constexpr std::uint64_t seed = 1;

/// A tile's books: where its energy, its times and its area are kept.
struct books {
  memvp::energy_ledger energy;
  memvp::latency_log latency;
  memvp::area_inventory area;
};

template <class Parameters>
Parameters sized() {
  Parameters parameters;
  parameters.array.rows = parameters.array.columns = plug_in::lines;
  return parameters;
}

/// A processor that has come to its end: its record, and the whole energy of its tile, leakage included.
template <class Tile>
void finish(const plug_in::processor& cpu, Tile& tile, const books& kept, nlohmann::ordered_json& found) {
  cpu.require_finished();
  cpu.save_record(std::string(tile.name()) + ".csv");
  tile.post_leakage(found["end_cycle"]);
  found["total_j"] = kept.energy.total();
  found["dynamic_j"] = kept.energy.dynamic_total();
  for (const auto& [component, joules] : kept.energy.by_component()) found["by_component_j"][component] = joules;
}

void run() {
  const sc_core::sc_time cycle(10, sc_core::SC_NS);
  books ecram_books, rram_books;
  plug_in::crossing_bus bus("bus", cycle);
  plug_in::loosely_timed_processor cpu0("cpu0", cycle, ecram_base);
  plug_in::approximately_timed_processor cpu1("cpu1", cycle, rram_base);
  memvp::ecram_tile ecram("ecram", sized<memvp::ecram_tile_parameters>(), memvp::clock_grid(cycle.value()), seed, 0,
                          {ecram_books.energy, ecram_books.latency, ecram_books.area});
  memvp::rram_tile rram("rram", sized<memvp::rram_tile_parameters>(), memvp::clock_grid(cycle.value()), seed, 0,
                        {rram_books.energy, rram_books.latency, rram_books.area});
  sc_core::sc_signal<bool> ecram_interrupt, rram_interrupt, reset;

  cpu0.socket.bind(bus.initiators);
  cpu1.socket.bind(bus.initiators);
  bus.map(ecram.socket, ecram_base, memvp::ecram_tile_address_size);
  bus.map(rram.socket, rram_base, memvp::rram_tile_address_size);
  ecram.interrupt(ecram_interrupt);
  rram.interrupt(rram_interrupt);
  cpu0.interrupt(ecram_interrupt);
  cpu1.interrupt(rram_interrupt);
  ecram.reset(reset);
  rram.reset(reset);

  nlohmann::ordered_json ecram_found, rram_found;
  cpu0.run([&](plug_in::processor& cpu) { plug_in::ecram_software(cpu, ecram_base, ecram_found); });
  cpu1.run([&](plug_in::processor& cpu) { plug_in::rram_software(cpu, rram_base, rram_found); });
  sc_core::sc_start();
  finish(cpu0, ecram, ecram_books, ecram_found);
  finish(cpu1, rram, rram_books, rram_found);
  std::cout << nlohmann::ordered_json{{"ecram", ecram_found}, {"rram", rram_found}}.dump(2) << '\n';
}

}  // namespace

int sc_main(int, char**) {
  try {
    tlm_utils::tlm_quantumkeeper::set_global_quantum(sc_core::sc_time(1, sc_core::SC_US));
    run();
  } catch (const std::exception& error) {
    std::cerr << "plug_in: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
