// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/bus_system.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "memvp/platforms/simulation.hpp"

namespace memvp {

namespace {

constexpr std::uint64_t small_device_size = 0x1000;

sc_core::sc_time period_of(const bus_system_parameters& p) {
  return sc_core::sc_time::from_value(clock_of(p).period_ps());
}

host_cpu::settings host_settings(const bus_system_parameters& p) {
  host_cpu::settings chosen;
  chosen.timing = p.timing;
  chosen.quantum = sc_core::sc_time::from_value(static_cast<std::uint64_t>(std::llround(p.quantum * 1e12)));
  chosen.clock_period = period_of(p);
  chosen.use_dmi = p.direct_memory;
  chosen.stop_when_finished = true;
  return chosen;
}

memory::settings memory_settings(const bus_system_parameters& p) {
  memory::settings chosen;
  chosen.size = static_cast<std::size_t>(p.memory_size);
  chosen.clock_period = period_of(p);
  chosen.direct_memory = p.direct_memory;
  return chosen;
}

dma_engine::settings dma_settings(const bus_system_parameters& p) {
  dma_engine::settings chosen;
  chosen.timing = p.timing;
  chosen.clock_period = period_of(p);
  return chosen;
}

constexpr double last_address = 4294967295.0;

}  // namespace

void visit_address(parameter_visitor& visitor, std::string_view key, std::string_view meaning, std::int64_t& value) {
  visitor.integer({key, dimension::number, 0, last_address, meaning, provenance::setting, ""}, value);
}

void visit_parameters(parameter_visitor& visitor, bus_system_parameters& p) {
  visitor.real(
      {"clock.frequency", dimension::frequency, 1e3, 1e12, "clock of bus and tiles", provenance::assumed, "assumed"},
      p.clock_frequency);
  visitor.enumeration(
      {"host.timing", dimension::number, 0, 0, "how the host speaks to the bus", provenance::setting, ""},
      {"loosely-timed", "approximately-timed"}, p.timing);
  visitor.real(
      {"host.quantum", dimension::time, 0, 1e-3, "how far a loosely timed host may run ahead", provenance::setting, ""},
      p.quantum);
  visitor.boolean({"host.direct_memory", dimension::number, 0, 1, "whether initiators may go past the bus (same times)",
                   provenance::setting, ""},
                  p.direct_memory);
  visitor.integer({"memory.size", dimension::number, 4, last_address, "bytes of RAM", provenance::setting, ""},
                  p.memory_size);
  visit_address(visitor, "memory.address", "address of the RAM", p.memory_address);
  visit_address(visitor, "dma.address", "address of the DMA engine", p.dma_address);
  visit_address(visitor, "interrupts.address", "address of the interrupt controller", p.interrupts_address);
}

clock_grid clock_of(const bus_system_parameters& p) {
  const double period_ps = 1e12 / p.clock_frequency;
  const double whole = std::round(period_ps);
  if (whole < 1 || std::abs(period_ps - whole) > 1e-6 * whole)
    throw std::invalid_argument("clock.frequency must have a period of a whole number of picoseconds, but " +
                                std::to_string(p.clock_frequency) + " Hz gives " + std::to_string(period_ps) + " ps.");
  return clock_grid(static_cast<std::uint64_t>(whole));
}

bus_system::bus_system(const bus_system_parameters& p, unsigned tiles, run_traces& traces)
    : tiles_(tiles),
      dma_base_(static_cast<std::uint64_t>(p.dma_address)),
      interrupts_base_(static_cast<std::uint64_t>(p.interrupts_address)),
      tile_interrupts_("tile_interrupt", tiles),
      host_interrupt_("host_interrupt"),
      dma_interrupt_("dma_interrupt"),
      reset_("reset"),
      bus_("bus", period_of(p)),
      host_("host", host_settings(p)),
      memory_("memory", memory_settings(p)),
      dma_("dma", dma_settings(p)),
      interrupts_("interrupts", tiles + 1, period_of(p)) {
  bus_.set_link(traces.link());
  bus_.attach(host_.socket);
  bus_.attach(dma_.initiator_socket);
  bus_.map(memory_.socket, static_cast<std::uint64_t>(p.memory_address), static_cast<std::uint64_t>(p.memory_size));
  bus_.map(dma_.socket, dma_base_, small_device_size);
  bus_.map(interrupts_.socket, interrupts_base_, small_device_size);
  host_.interrupt(host_interrupt_);
  interrupts_.interrupt(host_interrupt_);
  interrupts_.sources[tiles](dma_interrupt_);
  dma_.interrupt(dma_interrupt_);
  host_.observe(traces.bus_observer());
  dma_.observe(traces.bus_observer());
}

cycle_count bus_system::run(const std::function<void(host_cpu&)>& work) {
  host_.set_program([&](host_cpu& host) {
    host.write32(interrupts_base_ + interrupt_controller::enable,
                 static_cast<std::uint32_t>((std::uint64_t{2} << tiles_) - 1));
    work(host);
  });
  simulate();
  host_.require_finished();
  return host_.now_cycles();
}

}  // namespace memvp
