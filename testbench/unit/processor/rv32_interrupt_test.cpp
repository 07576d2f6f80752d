// SPDX-License-Identifier: Apache-2.0
// Interrupts and sleep. Definitions: The RISC-V Instruction Set Manual, volume II, version 20211203, sections 3.1.7,
// 3.1.9 and 3.3.3.
#include <gtest/gtest.h>

#include "memvp/testbench/processor/rv32_bench.hpp"

namespace memvp {
namespace {

constexpr std::uint32_t handler = rv32_bench::base + 0x100;
constexpr std::uint32_t all_enabled = 0x888;

/// Counts in x8 for ever, with interrupts enabled; the handler puts mcause and mepc into x10 and x11 and sleeps.
rv32_assembler counting_program(std::uint32_t mtvec, std::uint32_t enabled = all_enabled, bool global = true) {
  rv32_assembler program(rv32_bench::base);
  program.li(5, mtvec);
  program.csrw(0x305, 5);
  program.li(5, enabled);
  program.csrw(0x304, 5);
  if (global) program.csrrsi(0, 0x300, 8);
  const auto loop = program.here();
  program.addi(8, 8, 1);
  program.j(loop);
  while (program.address() < handler) program.word(0);
  const auto common = program.forward();
  for (unsigned cause = 0; cause < 12; ++cause) program.j(common);  // a table of vectors
  program.place(common);
  program.csrr(10, 0x342);
  program.csrr(11, 0x341);
  program.csrrw(0, 0x304, 0);
  program.wfi();
  return program;
}

TEST(rv32_interrupt, is_taken_between_instructions_and_names_the_next_one) {
  rv32_bench bench;
  bench.load_program(counting_program(handler));
  bench.cpu.run(1000);
  const std::uint32_t pc = bench.cpu.pc();
  const std::uint64_t retired = bench.cpu.state().retired;
  bench.cpu.set_interrupt(rv32_interrupt::timer, true);
  EXPECT_EQ(bench.csr(rv32_csr::mip), 0x80u);
  bench.cpu.step();
  EXPECT_EQ(bench.cpu.pc(), handler);
  EXPECT_EQ(bench.cpu.state().retired, retired);
  bench.run();
  EXPECT_EQ(bench.x(10), 0x8000'0007u);
  EXPECT_EQ(bench.x(11), pc);
  EXPECT_EQ(bench.csr(rv32_csr::mtval), 0u);
}

TEST(rv32_interrupt, vectored_ones_have_an_entry_each_and_exceptions_the_first) {
  for (const auto interrupt : {rv32_interrupt::software, rv32_interrupt::timer, rv32_interrupt::external}) {
    rv32_bench bench;
    bench.load_program(counting_program(handler | 1));
    bench.cpu.run(100);
    bench.cpu.set_interrupt(interrupt, true);
    bench.cpu.step();
    EXPECT_EQ(bench.cpu.pc(), handler + 4 * static_cast<std::uint32_t>(interrupt));
    EXPECT_EQ(bench.csr(rv32_csr::mcause), 0x8000'0000u + static_cast<std::uint32_t>(interrupt));
  }
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.li(5, handler | 1);
  program.csrw(0x305, 5);
  program.ecall();
  bench.load_program(program);
  bench.cpu.step();
  while (bench.cpu.pc() != handler && bench.cpu.state().retired < 10) bench.cpu.step();
  EXPECT_EQ(bench.cpu.pc(), handler);
}

TEST(rv32_interrupt, external_comes_before_software_before_timer) {
  rv32_bench bench;
  bench.load_program(counting_program(handler));
  bench.cpu.run(100);
  for (const auto i : {rv32_interrupt::timer, rv32_interrupt::software, rv32_interrupt::external})
    bench.cpu.set_interrupt(i, true);
  const auto cause_of_next = [&] {
    bench.cpu.write_csr(0x300, 0x1808);
    bench.cpu.step();
    return bench.csr(rv32_csr::mcause);
  };
  EXPECT_EQ(cause_of_next(), 0x8000'000Bu);
  bench.cpu.set_interrupt(rv32_interrupt::external, false);
  EXPECT_EQ(cause_of_next(), 0x8000'0003u);
  bench.cpu.set_interrupt(rv32_interrupt::software, false);
  EXPECT_EQ(cause_of_next(), 0x8000'0007u);
}

TEST(rv32_interrupt, waits_while_disabled) {
  struct {
    std::uint32_t enabled;
    bool global;
  } const cases[] = {{all_enabled & ~0x80u, true}, {all_enabled, false}};
  for (const auto& c : cases) {
    rv32_bench bench;
    bench.load_program(counting_program(handler, c.enabled, c.global));
    bench.cpu.set_interrupt(rv32_interrupt::timer, true);
    EXPECT_EQ(bench.cpu.run(1000).reason, rv32_stop_reason::budget);
    EXPECT_EQ(bench.x(10), 0u);
  }
}

TEST(rv32_interrupt, that_a_register_write_enables_is_taken_right_after_it) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.li(5, handler);
  program.csrw(0x305, 5);
  program.li(5, all_enabled);
  program.csrw(0x304, 5);
  program.csrrsi(0, 0x300, 8);
  const std::uint32_t next = program.address();
  program.addi(9, 0, 1);
  program.wfi();
  bench.load_program(program);
  bench.cpu.set_interrupt(rv32_interrupt::external, true);
  while (bench.cpu.pc() != handler && bench.cpu.state().retired < 100) bench.cpu.step();
  EXPECT_EQ(bench.csr(rv32_csr::mepc), next);
  EXPECT_EQ(bench.x(9), 0u);
}

/// A bus access whose target raises the interrupt line.
class raising_bench : public rv32_bench {
 public:
  rv32_bus_reply store(std::uint32_t address, unsigned bytes, std::uint32_t value) override {
    cpu.set_interrupt(rv32_interrupt::external, true);
    return rv32_bench::store(address, bytes, value);
  }
};

TEST(rv32_interrupt, that_an_access_raises_is_taken_right_after_it) {
  raising_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.li(5, handler);
  program.csrw(0x305, 5);
  program.li(5, all_enabled);
  program.csrw(0x304, 5);
  program.li(6, rv32_bench::registers);
  program.csrrsi(0, 0x300, 8);
  program.addi(7, 0, 1);
  program.sw(7, 0, 6);
  const std::uint32_t next = program.address();
  program.addi(9, 0, 1);
  while (program.address() < handler) program.nop();
  program.csrrw(0, 0x304, 0);
  program.wfi();
  bench.load_program(program);
  EXPECT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.csr(rv32_csr::mepc), next);
  EXPECT_EQ(bench.x(9), 0u);
  EXPECT_EQ(bench.words[0], 1u);
}

TEST(rv32_sleep, lasts_until_an_enabled_interrupt_and_goes_on_behind_wfi) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.li(5, 0x80);
  program.csrw(0x304, 5);
  program.wfi();
  program.addi(8, 0, 5);  // interrupts are disabled in mstatus: no trap
  program.csrw(0x304, 0);
  program.wfi();
  bench.load_program(program);
  EXPECT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_TRUE(bench.cpu.state().asleep);
  const std::uint64_t cycles = bench.cpu.state().cycles;
  rv32_stop stop = bench.cpu.run(1000);
  EXPECT_EQ(stop.reason, rv32_stop_reason::sleep);
  EXPECT_EQ(stop.cycles, 0u);
  bench.cpu.set_interrupt(rv32_interrupt::external, true);  // not enabled
  EXPECT_EQ(bench.cpu.run(1000).cycles, 0u);
  EXPECT_EQ(bench.x(8), 0u);
  bench.cpu.idle(500);
  bench.cpu.set_interrupt(rv32_interrupt::timer, true);
  stop = bench.run();
  EXPECT_EQ(stop.reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(8), 5u);
  EXPECT_EQ(bench.cpu.state().cycles, cycles + 500 + 1 + 1 + 1);  // addi, csrw, wfi
}

TEST(rv32_sleep, does_not_begin_while_an_enabled_interrupt_is_pending) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.li(5, 0x80);
  program.csrw(0x304, 5);
  program.wfi();
  const auto loop = program.here();
  program.addi(8, 8, 1);
  program.j(loop);
  bench.load_program(program);
  bench.cpu.set_interrupt(rv32_interrupt::timer, true);
  EXPECT_EQ(bench.cpu.run(1000).reason, rv32_stop_reason::budget);
  EXPECT_GT(bench.x(8), 100u);
}

TEST(rv32_sleep, ends_in_the_handler_if_interrupts_are_enabled) {
  rv32_bench bench;
  rv32_assembler program = counting_program(handler);
  bench.load_program(program);
  bench.cpu.run(50);
  rv32_assembler sleeping(rv32_bench::base);
  sleeping.li(5, handler);
  sleeping.csrw(0x305, 5);
  sleeping.li(5, all_enabled);
  sleeping.csrw(0x304, 5);
  sleeping.csrrsi(0, 0x300, 8);
  sleeping.wfi();
  const std::uint32_t next = sleeping.address();
  bench.load_program(sleeping);
  EXPECT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  bench.cpu.set_interrupt(rv32_interrupt::software, true);
  bench.run();
  EXPECT_EQ(bench.x(10), 0x8000'0003u);
  EXPECT_EQ(bench.x(11), next);
}

}  // namespace
}  // namespace memvp
