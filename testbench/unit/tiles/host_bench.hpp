// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <systemc>

#include "memvp/testbench/unit/tiles/device_bench.hpp"
#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/interrupt_controller.hpp"
#include "memvp/tlm/interrupt_line.hpp"
#include "memvp/tlm/router.hpp"

namespace memvp::testing_words {

/// A host with its program, the bus, the interrupt controller and one tile: for tests of the
/// tile's driver.
template <class Tile, class Driver, std::uint64_t address_size>
struct host_bench {
  static constexpr std::uint64_t tile_base = 0x40000000, interrupts_base = 0x50000000;

  energy_ledger energy;
  latency_log latency;
  area_inventory area;
  sc_core::sc_signal<bool> host_interrupt, tile_interrupt, reset;
  router bus;
  host_cpu host;
  interrupt_controller interrupts;
  Tile tile;

  template <class Parameters>
  explicit host_bench(const Parameters& parameters, const std::string& name = "",
                      bus_timing timing = bus_timing::loosely_timed, bool use_dmi = true,
                      sc_core::sc_time quantum = sc_core::sc_time(1, sc_core::SC_US))
      : host_interrupt((name + "host_interrupt").c_str()),
        tile_interrupt((name + "tile_interrupt").c_str()),
        reset((name + "reset").c_str()),
        bus((name + "bus").c_str(), period()),
        host((name + "host").c_str(), host_settings(timing, use_dmi, quantum)),
        interrupts((name + "interrupts").c_str(), 1, period()),
        tile((name + "tile").c_str(), parameters, tile_clock(), 1, 0, tile_traces{energy, latency, area}) {
    bus.attach(host.socket);
    bus.map(tile.socket, tile_base, address_size);
    bus.map(interrupts.socket, interrupts_base, 0x1000);
    host.interrupt(host_interrupt);
    interrupts.interrupt(host_interrupt);
    interrupts.sources[0](tile_interrupt);
    tile.interrupt(tile_interrupt);
    tile.reset(reset);
  }

  void set_program(const std::function<void(Driver&)>& work) {
    host.set_program([work](host_cpu& cpu) {
      Driver driver(cpu, tile_base, interrupt_line(cpu, interrupts_base, 0));
      work(driver);
    });
  }
  void run(const std::function<void(Driver&)>& work) {
    set_program(work);
    sc_core::sc_start();
    host.require_finished();
  }

 private:
  static host_cpu::settings host_settings(bus_timing timing, bool use_dmi, sc_core::sc_time quantum) {
    host_cpu::settings settings;
    settings.timing = timing;
    settings.use_dmi = use_dmi;
    settings.quantum = quantum;
    settings.clock_period = period();
    return settings;
  }
};

}  // namespace memvp::testing_words
