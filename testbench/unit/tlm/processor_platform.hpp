// SPDX-License-Identifier: Apache-2.0
// A riscv_cpu with memory, a device, lines that rise and fall at given times, and a place to report its end to.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "bus_vocabulary.hpp"
#include "memvp/testbench/processor/rv32_assembler.hpp"
#include "memvp/tlm/memory.hpp"
#include "memvp/tlm/riscv_cpu.hpp"
#include "memvp/tlm/router.hpp"

namespace memvp::testing_words {

inline constexpr std::uint32_t ram_base = 0x8000'0000, ram_size = 0x4000, device_base = 0x4000'0000,
                               end_base = 0x5000'0000, nowhere = 0x7000'0000;
inline constexpr std::uint32_t mstatus = 0x300, mie = 0x304, mtvec = 0x305, mepc = 0x341, mcause = 0x342, mtval = 0x343,
                               mcycle = 0xB00;
inline constexpr std::int32_t external_bit = 1 << 11, timer_bit = 1 << 7;
enum : unsigned { zero, ra, t0 = 5, t1, t2, a0 = 10, a1, a2, a3, s2 = 18, s3, s4 };

/// Where a program reports its end, by a write to SETTING. Puts the program into memory before the simulation starts.
struct end_device : example_device {
  using example_device::example_device;
  riscv_cpu* cpu = nullptr;
  const rv32_assembler* code = nullptr;
  std::uint32_t value = 0;

  void start_of_simulation() override {
    const std::vector<std::uint32_t> words = code->words();
    ASSERT_EQ(cpu->debug_write(code->base(), words.data(), 4 * words.size()), 4 * words.size());
  }
  void after_write(std::uint32_t, std::uint32_t written, const sc_core::sc_time&) override {
    value = written;
    cpu->halt();
  }
};

/// Raises and lowers a line at given times.
struct line_driver : sc_core::sc_module {
  sc_core::sc_signal<bool> line{"line"};
  std::vector<std::pair<std::uint64_t, bool>> changes;  // ps, level

  explicit line_driver(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
    SC_HAS_PROCESS(line_driver);
    SC_THREAD(drive);
  }
  void drive() {
    for (const auto& [at, level] : changes) {
      wait(sc_core::sc_time::from_value(at) - sc_core::sc_time_stamp());
      line.write(level);
    }
  }
};

struct processor_platform {
  router bus{"bus", period()};
  latency_log latency;
  riscv_cpu cpu;
  memory ram{"ram", ram_settings()};
  example_device device{"device"};
  end_device end{"end"};
  line_driver external{"external"}, timer{"timer"};
  sc_core::sc_signal<bool> software{"software"};
  rv32_assembler code{ram_base};

  explicit processor_platform(const riscv_cpu::settings& chosen) : cpu("cpu", chosen, &latency) {
    end.cpu = &cpu;
    end.code = &code;
    cpu.external_interrupt(external.line);
    cpu.timer_interrupt(timer.line);
    cpu.software_interrupt(software);
    bus.attach(cpu.socket);
    bus.map(ram.socket, ram_base, ram_size);
    bus.map(device.socket, device_base, 0x1000);
    bus.map(end.socket, end_base, 0x1000);
    cpu.set_entry(ram_base);
  }
  static memory::settings ram_settings() {
    memory::settings chosen;
    chosen.size = ram_size;
    return chosen;
  }
  /// Ends the program with the value of a register. Takes t2.
  void finish_with(unsigned rs) {
    code.li(t2, end_base);
    code.sw(rs, example_device::setting, t2);
  }
  std::string failure() {
    sc_core::sc_start();
    return sentence_of<firmware_error>([this] { cpu.require_finished(); });
  }
};

inline riscv_cpu::settings with(bus_timing timing = bus_timing::loosely_timed, bool use_dmi = true,
                                sc_core::sc_time quantum = sc_core::sc_time(100, sc_core::SC_US)) {
  riscv_cpu::settings chosen;
  chosen.timing = timing;
  chosen.use_dmi = use_dmi;
  chosen.quantum = quantum;
  chosen.stop_when_finished = true;
  return chosen;
}

}  // namespace memvp::testing_words
