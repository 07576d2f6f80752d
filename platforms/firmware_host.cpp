// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/firmware_host.hpp"

#include <filesystem>
#include <stdexcept>

#include "memvp/platforms/bus_system.hpp"
#include "memvp/platforms/platform_registry.hpp"

namespace memvp {

namespace {

constexpr std::uint64_t relay_size = 0x1000;

sc_core::sc_time period_of(const bus_system_parameters& p) {
  return sc_core::sc_time::from_value(clock_of(p).period_ps());
}

riscv_cpu::settings processor_settings(const bus_system_parameters& p) {
  riscv_cpu::settings chosen;
  chosen.timing = p.timing;
  chosen.quantum = simulated_time_of(p.quantum);
  chosen.clock_period = period_of(p);
  chosen.use_dmi = p.direct_memory;
  // What the program asks for goes over the bus.
  chosen.direct_first = static_cast<std::uint32_t>(firmware_host::memory_address);
  chosen.direct_last = static_cast<std::uint32_t>(firmware_host::memory_address + firmware_host::memory_size - 1);
  chosen.max_time = simulated_time_of(p.max_time);
  return chosen;
}

memory::settings memory_settings(const bus_system_parameters& p) {
  memory::settings chosen;
  chosen.size = firmware_host::memory_size;
  chosen.clock_period = period_of(p);
  chosen.direct_memory = p.direct_memory;
  return chosen;
}

firmware_relay::settings relay_settings(const bus_system_parameters& p) {
  firmware_relay::settings chosen;
  chosen.clock_period = period_of(p);
  chosen.word_cycles = static_cast<std::uint64_t>(p.word_cycles);
  return chosen;
}

std::string firmware_of(const bus_system_parameters& p) {
  if (!p.firmware.empty()) return p.firmware;
  for (const std::filesystem::path& folder : platform_folders()) {
    const std::filesystem::path file = folder / "firmware" / "relay.elf";
    if (std::filesystem::exists(file)) return file.string();
  }
  throw std::invalid_argument(
      "host.firmware must name an ELF file: there is no firmware/relay.elf among the platforms.");
}

}  // namespace

firmware_host::firmware_host(const bus_system_parameters& p, host_cpu& host, router& bus)
    : requested_("relay_interrupt"),
      no_timer_("no_timer"),
      no_software_("no_software_interrupt"),
      processor_("processor", processor_settings(p)),
      memory_("program_memory", memory_settings(p)),
      relay_("relay", relay_settings(p), processor_),
      firmware_(firmware_of(p)) {
  bus.attach(processor_.socket);
  bus.map(memory_.socket, memory_address, memory_size);
  bus.map(relay_.socket, relay_address, relay_size);
  host.socket.bind(relay_.program.socket);
  relay_.interrupt(requested_);
  processor_.external_interrupt(requested_);
  processor_.timer_interrupt(no_timer_);
  processor_.software_interrupt(no_software_);
}

void firmware_host::start() { processor_.set_program(elf_file::read(firmware_)); }

void firmware_host::require_working() const {
  processor_.rethrow_if_failed();
  if (relay_.waits()) processor_.require_finished();
}

}  // namespace memvp
