// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <systemc>

#include "memvp/tlm/firmware_relay.hpp"
#include "memvp/tlm/host_cpu.hpp"
#include "memvp/tlm/memory.hpp"
#include "memvp/tlm/riscv_cpu.hpp"
#include "memvp/tlm/router.hpp"

namespace memvp {

struct bus_system_parameters;

/// A RISC-V processor on the bus in the place of a host's program, and what it takes to work for that program: memory,
/// the relay, and firmware that does the program's loads and stores (platforms/firmware/relay.c):
/// ```
///   host (program) --> relay      +-- program memory  0x80000000
///                        |        |
///   processor --------------- bus +-- relay           0x81000000
///                        |
///                        +--> processor (external interrupt)
/// ```
class firmware_host {
 public:
  static constexpr std::uint64_t memory_address = 0x80000000, memory_size = 0x100000, relay_address = 0x81000000;

  /// \throws std::exception with one sentence for firmware that cannot be read, addresses that are taken
  firmware_host(const bus_system_parameters& parameters, host_cpu& host, router& bus);

  /// Gives the processor its firmware; before the simulation.
  void start();
  /// To be called when the simulation has ended. \throws firmware_error if the firmware has failed, or sleeps for ever
  /// while the program waits for it
  void require_working() const;

 private:
  sc_core::sc_signal<bool> requested_, no_timer_, no_software_;
  riscv_cpu processor_;
  memory memory_;
  firmware_relay relay_;
  std::string firmware_;
};

}  // namespace memvp
