// SPDX-License-Identifier: Apache-2.0
// A C++ host and one tile whose commands begin when they are told to: at the cycles at which somebody else gave them.
#pragma once

#include <gtest/gtest.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <systemc>
#include <utility>
#include <vector>

#include "memvp/models/tiles/tile_traces.hpp"
#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/interrupt_controller.hpp"
#include "memvp/tlm/interrupt_line.hpp"
#include "memvp/tlm/router.hpp"
#include "watched_bus.hpp"

namespace memvp::system_test {

/// Keeps every write to one of some registers waiting until its cycle; what is to come later then comes later. All else
/// goes through at once.
class command_gate : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<command_gate> in{"in"};
  tlm_utils::simple_initiator_socket<command_gate> out{"out"};

  /// \param starts the cycles, in the order of the writes
  command_gate(const sc_core::sc_module_name& name, sc_core::sc_time cycle, std::set<std::uint64_t> registers,
               std::vector<std::uint64_t> starts)
      : sc_module(name), cycle_(std::move(cycle)), registers_(std::move(registers)), starts_(std::move(starts)) {
    in.register_b_transport(this, &command_gate::transport);
  }

  /// Writes that are still to come.
  std::size_t left() const { return starts_.size() - passed_; }

 private:
  void transport(tlm::tlm_generic_payload& access, sc_core::sc_time& delay) {
    if (access.is_write() && registers_.count(access.get_address()) != 0) {
      sc_core::wait(delay);
      delay = sc_core::SC_ZERO_TIME;
      ASSERT_GT(left(), 0u) << "a command more than was to be given";
      const sc_core::sc_time begin = static_cast<double>(starts_[passed_++]) * cycle_;
      ASSERT_LE(sc_core::sc_time_stamp(), begin) << "command " << passed_ << " comes too late";
      sc_core::wait(begin - sc_core::sc_time_stamp());
    }
    out->b_transport(access, delay);
  }

  sc_core::sc_time cycle_;
  std::set<std::uint64_t> registers_;
  std::vector<std::uint64_t> starts_;
  std::size_t passed_ = 0;
};

/// Host, bus with protocol checkers, interrupt controller, gate and tile, at 100 MHz.
template <class Tile, class Driver>
struct gated_system {
  static constexpr std::uint64_t tile_base = 0x40000000, interrupts_base = 0x50000000;

  watched_bus watched;
  energy_ledger energy;
  latency_log latency;
  area_inventory area;
  sc_core::sc_signal<bool> host_interrupt{"host_interrupt"}, tile_interrupt{"tile_interrupt"}, reset{"reset"};
  router bus{"bus", cycle()};
  host_cpu host{"host", host_settings()};
  interrupt_controller interrupts{"interrupts", 1, cycle()};
  command_gate gate;
  Tile tile;

  template <class Parameters>
  gated_system(const char* name, const Parameters& parameters, std::uint64_t address_size,
               std::set<std::uint64_t> registers, std::vector<std::uint64_t> starts)
      : gate("gate", cycle(), std::move(registers), std::move(starts)),
        tile(name, parameters, clock_grid(10'000), /*seed=*/1, /*instance=*/0, {energy, latency, area}) {
    bus.set_link(watched.link());
    bus.attach(host.socket);
    bus.map(gate.in, tile_base, address_size);
    gate.out.bind(tile.socket);
    bus.map(interrupts.socket, interrupts_base, 0x1000);
    host.interrupt(host_interrupt);
    interrupts.interrupt(host_interrupt);
    interrupts.sources[0](tile_interrupt);
    tile.interrupt(tile_interrupt);
    tile.reset(reset);
  }

  void run(const std::function<void(Driver&)>& work) {
    host.set_program([&work](host_cpu& cpu) {
      Driver driver(cpu, tile_base, interrupt_line(cpu, interrupts_base, 0));
      work(driver);
    });
    sc_core::sc_start();
    host.require_finished();
    EXPECT_EQ(gate.left(), 0u);
  }

  /// "command,start,cycles" of everything that has ended, in its order.
  std::vector<std::string> commands() const {
    std::vector<std::string> lines;
    for (const latency_log::row& row : latency.rows())
      lines.push_back(latency.name(row.command) + "," + std::to_string(row.start) + "," + std::to_string(row.cycles));
    return lines;
  }

 private:
  static sc_core::sc_time cycle() { return {10, sc_core::SC_NS}; }
  static host_cpu::settings host_settings() {
    host_cpu::settings settings;
    settings.stop_when_finished = true;
    return settings;
  }
};

}  // namespace memvp::system_test
