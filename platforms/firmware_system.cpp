// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/firmware_system.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "memvp/platforms/simulation.hpp"

namespace memvp {

namespace {

constexpr std::uint64_t small_device_size = 0x1000;
constexpr double bits_of_a_character = 10;
constexpr unsigned most_lines = 32;

sc_core::sc_time time_of(double seconds) {
  return sc_core::sc_time::from_value(static_cast<std::uint64_t>(std::llround(seconds * 1e12)));
}

sc_core::sc_time period_of(const firmware_system_parameters& p) {
  return sc_core::sc_time::from_value(clock_of(p).period_ps());
}

/// A first and a last address.
struct address_range {
  std::int64_t first, last;
};

address_range memories(const firmware_system_parameters& p, std::size_t data_bytes) {
  const address_range program{p.memory_address, p.memory_address + p.memory_size - 1};
  if (data_bytes == 0) return program;
  return {std::min(program.first, p.data_address),
          std::max(program.last, p.data_address + static_cast<std::int64_t>(data_bytes) - 1)};
}

riscv_cpu::settings processor_settings(const firmware_system_parameters& p, std::size_t data_bytes) {
  riscv_cpu::settings chosen;
  chosen.timing = p.timing;
  chosen.quantum = time_of(p.quantum);
  chosen.clock_period = period_of(p);
  chosen.use_dmi = p.direct_memory;
  // The tiles' windows take whole words over the bus; only memory takes every width.
  const address_range direct = memories(p, data_bytes);
  chosen.direct_first = static_cast<std::uint32_t>(direct.first);
  chosen.direct_last = static_cast<std::uint32_t>(direct.last);
  chosen.max_time = time_of(p.max_time);
  chosen.stop_when_finished = true;
  chosen.processor.timing = p.cycles;
  return chosen;
}

memory::settings memory_settings(const firmware_system_parameters& p, std::size_t bytes) {
  memory::settings chosen;
  chosen.size = bytes;
  chosen.clock_period = period_of(p);
  chosen.direct_memory = p.direct_memory;
  return chosen;
}

dma_engine::settings dma_settings(const firmware_system_parameters& p) {
  dma_engine::settings chosen;
  chosen.timing = p.timing;
  chosen.clock_period = period_of(p);
  return chosen;
}

core_local_interruptor::settings timer_settings(const firmware_system_parameters& p) {
  core_local_interruptor::settings chosen;
  chosen.tick = time_of(1 / p.timer_frequency);
  chosen.clock_period = period_of(p);
  return chosen;
}

serial_port::settings serial_settings(const firmware_system_parameters& p) {
  serial_port::settings chosen;
  chosen.character_time = time_of(bits_of_a_character / p.serial_rate);
  chosen.clock_period = period_of(p);
  return chosen;
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, firmware_system_parameters& p) {
  visit_parameters(visitor, static_cast<bus_parameters&>(p));
  visit_parameters(visitor, p.cycles);
  visit_address(visitor, "timer.address", "address of the timer (CLINT)", p.timer_address);
  visitor.real({"timer.frequency", dimension::frequency, 1, 1e9, "ticks of MTIME", provenance::assumed, "assumed"},
               p.timer_frequency);
  visit_address(visitor, "serial.address", "address of the serial port", p.serial_address);
  visitor.real({"serial.rate", dimension::frequency, 1e3, 1e9, "bits on the line, ten a character", provenance::assumed,
                "assumed"},
               p.serial_rate);
  visit_address(visitor, "finisher.address", "address of the finisher, which ends the program", p.finisher_address);
  visit_address(visitor, "data_memory.address", "address of the memory for the program's data, if the platform has any",
                p.data_address);
}

firmware_system::firmware_system(const firmware_system_parameters& p, run_traces& traces, latency_log& latency,
                                 std::ostream& text, std::istream* typed, const std::vector<std::uint8_t>& data)
    : lines_("line", most_lines),
      external_("external_interrupt"),
      timer_line_("timer_interrupt"),
      software_("software_interrupt"),
      reset_("reset"),
      bus_("bus", period_of(p)),
      cpu_("processor", processor_settings(p, data.size()), &latency),
      memory_("memory", memory_settings(p, static_cast<std::size_t>(p.memory_size))),
      dma_("dma", dma_settings(p)),
      interrupts_("interrupts", most_lines, period_of(p)),
      timer_("timer", timer_settings(p)),
      serial_("serial", serial_settings(p), text, typed),
      finisher_("finisher", period_of(p), [this](std::uint32_t status) {
        exit_status_ = status;
        cpu_.halt(status);
      }) {
  bus_.set_link(traces.link());
  bus_.attach(cpu_.socket);
  bus_.attach(dma_.initiator_socket);
  const auto at = [](std::int64_t address) { return static_cast<std::uint64_t>(address); };
  bus_.map(memory_.socket, at(p.memory_address), at(p.memory_size));
  bus_.map(dma_.socket, at(p.dma_address), small_device_size);
  bus_.map(interrupts_.socket, at(p.interrupts_address), small_device_size);
  bus_.map(timer_.socket, at(p.timer_address), core_local_interruptor::address_size);
  bus_.map(serial_.socket, at(p.serial_address), small_device_size);
  bus_.map(finisher_.socket, at(p.finisher_address), small_device_size);
  if (!data.empty()) {
    data_.emplace("data", memory_settings(p, data.size()));
    data_->put(0, data.data(), data.size());
    bus_.map(data_->socket, at(p.data_address), data.size());
  }
  interrupts_.sources.bind(lines_);
  dma_.interrupt(lines_[dma_line]);
  serial_.interrupt(lines_[serial_line]);
  interrupts_.interrupt(external_);
  timer_.timer_interrupt(timer_line_);
  timer_.software_interrupt(software_);
  cpu_.external_interrupt(external_);
  cpu_.timer_interrupt(timer_line_);
  cpu_.software_interrupt(software_);
  cpu_.set_time([this](const sc_core::sc_time& now) { return timer_.time(now); });
  cpu_.observe(traces.bus_observer());
  dma_.observe(traces.bus_observer());
}

sc_core::sc_signal<bool>& firmware_system::free_line(unsigned line) {
  if (line >= most_lines || (taken_lines_ >> line & 1) != 0)
    throw std::invalid_argument("interrupt line " + std::to_string(line) + " has a device already, or does not exist.");
  taken_lines_ |= std::uint32_t{1} << line;
  return lines_[line];
}

firmware_outcome firmware_system::run(const elf_file& program) {
  cpu_.set_program(program);
  simulate();
  cpu_.require_finished();
  return {exit_status_, cpu_.now_cycles(), cpu_.cycles_asleep(), cpu_.instructions()};
}

}  // namespace memvp
