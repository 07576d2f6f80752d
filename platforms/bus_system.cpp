// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/bus_system.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "memvp/platforms/simulation.hpp"

namespace memvp {

namespace {

constexpr std::uint64_t small_device_size = 0x1000;

sc_core::sc_time period_of(const bus_parameters& p) { return sc_core::sc_time::from_value(clock_of(p).period_ps()); }

host_cpu::settings host_settings(const bus_system_parameters& p) {
  host_cpu::settings chosen;
  chosen.timing = p.timing;
  chosen.quantum = simulated_time_of(p.quantum);
  chosen.clock_period = period_of(p);
  chosen.use_dmi = p.direct_memory;
  chosen.stop_when_finished = true;
  chosen.word_cycles = static_cast<std::uint64_t>(p.word_cycles);
  chosen.max_time = simulated_time_of(p.max_time);
  if (p.processor == host_processor::program) return chosen;
  // The program has its firmware carry accesses out one after the other, and goes on when that is done.
  chosen.timing = bus_timing::loosely_timed;
  chosen.quantum = sc_core::SC_ZERO_TIME;
  chosen.use_dmi = false;
  chosen.handed_over = p.word_cycles != 0;
  return chosen;
}

memory::settings memory_settings(const bus_parameters& p) {
  memory::settings chosen;
  chosen.size = static_cast<std::size_t>(p.memory_size);
  chosen.clock_period = period_of(p);
  chosen.direct_memory = p.direct_memory;
  return chosen;
}

dma_engine::settings dma_settings(const bus_parameters& p) {
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

void visit_parameters(parameter_visitor& visitor, bus_parameters& p) {
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
  visitor.real({"host.max_time", dimension::time, 0, 1e7,
                "simulated time after which a program that still runs is given up; 0: never", provenance::setting, ""},
               p.max_time);
}

void visit_parameters(parameter_visitor& visitor, bus_system_parameters& p) {
  const auto setting = provenance::setting;
  visit_parameters(visitor, static_cast<bus_parameters&>(p));
  visitor.enumeration(
      {"host.processor", dimension::number, 0, 0,
       "what carries out the host's bus accesses: its program or a RISC-V processor's firmware", setting, ""},
      {"program", "firmware"}, p.processor);
  visitor.path({"host.firmware", dimension::number, 0, 0,
                "ELF file that carries them out; empty: firmware/relay.elf of the platforms", setting, ""},
               p.firmware);
  visitor.integer(
      {"host.word_cycles", dimension::number, 0, 1e6,
       "cycles from word to word, as a processor takes them; 0: bursts, as fast as the bus takes them", setting, ""},
      p.word_cycles);
  visitor.boolean(
      {"host.recording", dimension::number, 0, 1, "write accesses.csv, what the host does on the bus", setting, ""},
      p.recording);
}

sc_core::sc_time simulated_time_of(double seconds) {
  return sc_core::sc_time::from_value(static_cast<std::uint64_t>(std::llround(seconds * 1e12)));
}

clock_grid clock_of(const bus_parameters& p) {
  const double period_ps = 1e12 / p.clock_frequency;
  const double whole = std::round(period_ps);
  if (whole < 1 || std::abs(period_ps - whole) > 1e-6 * whole)
    throw std::invalid_argument("clock.frequency must have a period of a whole number of picoseconds, but " +
                                std::to_string(p.clock_frequency) + " Hz gives " + std::to_string(period_ps) + " ps.");
  return clock_grid(static_cast<std::uint64_t>(whole));
}

bus_system::bus_system(const bus_system_parameters& p, unsigned tiles, run_traces& traces)
    : traces_(traces),
      tiles_(tiles),
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
      interrupts_("interrupts", tiles + 1, period_of(p)),
      latency_(traces.for_tiles().latency),
      waits_(tiles + 1) {
  bus_.set_link(traces.link());
  if (p.processor == host_processor::firmware) {
    firmware_ = std::make_unique<firmware_host>(p, host_, bus_);
  } else {
    bus_.attach(host_.socket);
  }
  if (p.recording) {
    recording_ = std::make_unique<access_recording>(traces.folder() / "accesses.csv");
    host_.follow(recording_.get());
  }
  waits_[tiles].cause = "wait for dma";
  host_.log_waits(latency_, [this] { return wait_in_progress(); });
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

/// The first line that is up at the interrupt controller.
latency_id bus_system::wait_in_progress() {
  std::size_t line = 0;
  while (line + 1 < waits_.size() && (interrupts_.raised() >> line & 1) == 0) ++line;
  logged_wait& wait = waits_[line];
  if (!wait.known) wait.id = latency_.command(host_.name(), wait.cause);
  wait.known = true;
  return wait.id;
}

cycle_count bus_system::run(const std::function<void(host_cpu&)>& work) {
  traces_.check_waveform_filter();
  host_.set_program([&](host_cpu& host) {
    host.write32(interrupts_base_ + interrupt_controller::enable,
                 static_cast<std::uint32_t>((std::uint64_t{2} << tiles_) - 1));
    work(host);
  });
  if (firmware_) firmware_->start();
  simulate();
  host_.rethrow_if_failed();
  if (firmware_) firmware_->require_working();
  host_.require_finished();
  if (recording_) recording_->close();
  return host_.now_cycles();
}

}  // namespace memvp
