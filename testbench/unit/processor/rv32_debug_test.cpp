// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "memvp/testbench/processor/rv32_bench.hpp"

namespace memvp {
namespace {

constexpr std::uint32_t data = rv32_bench::base + 0x2000;

class rv32_debug : public testing::Test {
 protected:
  rv32_bench bench;
  std::uint32_t loop = 0, store = 0;

  void SetUp() override {
    rv32_assembler program(rv32_bench::base);
    program.li(5, data);
    program.li(6, rv32_bench::registers);
    program.addi(9, 0, 3);
    const auto again = program.here();
    loop = program.address();
    program.lw(7, 4, 5);
    program.addi(8, 8, 1);
    store = program.address();
    program.sh(8, 2, 5);
    program.sw(8, 0, 6);
    program.addi(9, 9, -1);
    program.bne(9, 0, again);
    program.wfi();
    bench.load_program(program);
  }
};

TEST_F(rv32_debug, a_breakpoint_stops_before_its_instruction_each_time) {
  bench.cpu.debug_points().add_breakpoint(store);
  for (std::uint32_t round = 1; round <= 3; ++round) {
    EXPECT_EQ(bench.run().reason, rv32_stop_reason::breakpoint);
    EXPECT_EQ(bench.cpu.pc(), store);
    EXPECT_EQ(bench.x(8), round);
  }
  EXPECT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_TRUE(bench.cpu.debug_points().remove_breakpoint(store));
  EXPECT_FALSE(bench.cpu.debug_points().remove_breakpoint(store));
}

TEST_F(rv32_debug, a_breakpoint_on_the_next_instruction_stops_at_once_unless_reported) {
  bench.cpu.debug_points().add_breakpoint(rv32_bench::base);
  rv32_stop stop = bench.run();
  EXPECT_EQ(stop.reason, rv32_stop_reason::breakpoint);
  EXPECT_EQ(stop.cycles, 0u);
  EXPECT_EQ(bench.run().reason, rv32_stop_reason::sleep);
}

TEST_F(rv32_debug, a_breakpoint_in_a_quantum_that_ends_at_it_is_not_missed) {
  bench.cpu.debug_points().add_breakpoint(loop);
  while (bench.cpu.pc() != loop) ASSERT_EQ(bench.cpu.run(1).reason, rv32_stop_reason::budget);
  EXPECT_EQ(bench.cpu.run(1).reason, rv32_stop_reason::breakpoint);
}

TEST_F(rv32_debug, a_step_is_one_instruction_whatever_its_breakpoints) {
  bench.cpu.debug_points().add_breakpoint(rv32_bench::base);
  bench.cpu.debug_points().add_breakpoint(rv32_bench::base + 4);
  for (std::uint64_t i = 1; i < 10; ++i) {
    EXPECT_EQ(bench.cpu.step().reason, rv32_stop_reason::budget);
    EXPECT_EQ(bench.cpu.state().retired, i);
  }
}

TEST_F(rv32_debug, a_step_over_the_bus_is_one_instruction) {
  bench.cpu.remove_direct_memory(0, ~0u);
  for (std::uint64_t i = 1; i < 10; ++i) {
    bench.cpu.step();
    EXPECT_EQ(bench.cpu.state().retired, i);
  }
}

TEST_F(rv32_debug, watchpoints_stop_behind_the_access_that_touches_one_of_their_bytes) {
  struct {
    rv32_watchpoint point;
    std::uint32_t pc;  // 0: no stop
  } const cases[] = {
      {{data + 3, 1, rv32_watch::store}, store + 4},
      {{data, 4, rv32_watch::store}, store + 4},
      {{data + 2, 1, rv32_watch::access}, store + 4},
      {{data + 2, 2, rv32_watch::load}, 0},
      {{data + 1, 1, rv32_watch::store}, 0},
      {{data + 4, 4, rv32_watch::store}, 0},
      {{data + 7, 1, rv32_watch::load}, loop + 4},
      {{data, 100, rv32_watch::access}, loop + 4},
      {{rv32_bench::registers, 4, rv32_watch::store}, store + 8},
  };
  for (const auto& c : cases) {
    SetUp();
    bench.cpu.debug_points().add_watchpoint(c.point);
    const rv32_stop stop = bench.run();
    EXPECT_EQ(stop.reason, c.pc == 0 ? rv32_stop_reason::sleep : rv32_stop_reason::watchpoint);
    if (c.pc != 0) {
      EXPECT_EQ(bench.cpu.pc(), c.pc);
      ASSERT_TRUE(stop.watchpoint.has_value());
      EXPECT_EQ(stop.watchpoint->address, c.point.address);
    }
    EXPECT_TRUE(bench.cpu.debug_points().remove_watchpoint(c.point));
  }
}

TEST_F(rv32_debug, points_do_not_change_what_a_program_does) {
  bench.run();
  const rv32_state plain = bench.cpu.state();
  SetUp();
  bench.cpu.debug_points().add_breakpoint(store);
  bench.cpu.debug_points().add_watchpoint({data, 8, rv32_watch::access});
  int stops = 0;
  while (bench.run().reason != rv32_stop_reason::sleep) ++stops;
  EXPECT_EQ(stops, 3 * 3);
  EXPECT_EQ(bench.cpu.state().x, plain.x);
  EXPECT_EQ(bench.cpu.state().cycles, plain.cycles);
  EXPECT_EQ(bench.cpu.state().retired, plain.retired);
}

TEST_F(rv32_debug, registers_can_be_read_and_written) {
  bench.cpu.write_register(0, 5);
  bench.cpu.write_register(31, 6);
  EXPECT_EQ(bench.cpu.read_register(0), 0u);
  EXPECT_EQ(bench.cpu.read_register(31), 6u);
  bench.cpu.set_pc(store);
  EXPECT_EQ(bench.cpu.pc(), store);
  bench.cpu.step();  // x5 is 0, where there is no memory
  EXPECT_EQ(bench.csr(rv32_csr::mepc), store);
}

TEST_F(rv32_debug, a_misaligned_pc_is_an_exception) {
  bench.cpu.set_pc(loop + 2);
  EXPECT_EQ(bench.run().reason, rv32_stop_reason::no_trap_handler);
  EXPECT_EQ(bench.csr(rv32_csr::mcause), 0u);
  EXPECT_EQ(bench.csr(rv32_csr::mtval), loop + 2);
}

TEST_F(rv32_debug, an_exception_that_is_caught_stops_before_its_trap_and_takes_no_time) {
  rv32_assembler program(rv32_bench::base);
  const auto handler = program.forward();
  program.li(5, rv32_bench::base + 64);
  program.csrw(static_cast<std::uint32_t>(rv32_csr::mtvec), 5);
  program.addi(6, 0, 1);
  const std::uint32_t faulty = program.address();
  program.lw(7, 1, 0);  // misaligned
  program.addi(6, 6, 1);
  program.wfi();
  while (program.address() < rv32_bench::base + 64) program.nop();
  program.place(handler);
  program.wfi();

  bench.load_program(program);
  EXPECT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  const std::uint64_t cycles = bench.cpu.state().cycles;

  bench.load_program(program);
  bench.cpu.debug_points().catch_exceptions(true);
  const rv32_stop stop = bench.run();
  EXPECT_EQ(stop.reason, rv32_stop_reason::exception);
  EXPECT_EQ(stop.exception->cause, rv32_exception::load_address_misaligned);
  EXPECT_EQ(stop.exception->value, 1u);
  EXPECT_EQ(bench.cpu.pc(), faulty);
  EXPECT_EQ(bench.csr(rv32_csr::mepc), 0u);
  EXPECT_EQ(bench.run().reason, rv32_stop_reason::sleep);  // in the handler
  EXPECT_EQ(bench.csr(rv32_csr::mepc), faulty);
  EXPECT_EQ(bench.cpu.state().cycles, cycles);

  // Sent elsewhere, the program goes on without the trap.
  bench.load_program(program);
  EXPECT_EQ(bench.run().reason, rv32_stop_reason::exception);
  bench.cpu.set_pc(faulty + 4);
  EXPECT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(6), 2u);
  EXPECT_EQ(bench.csr(rv32_csr::mcause), 0u);
}

TEST_F(rv32_debug, an_exception_that_would_end_the_program_is_reported_as_such) {
  rv32_assembler program(rv32_bench::base);
  program.ecall();
  bench.load_program(program);
  bench.cpu.debug_points().catch_exceptions(true);
  EXPECT_EQ(bench.run().reason, rv32_stop_reason::exception);
  EXPECT_EQ(bench.run().reason, rv32_stop_reason::no_trap_handler);
}

TEST_F(rv32_debug, a_stop_asked_for_by_the_bus_comes_behind_the_access) {
  rv32_assembler program(rv32_bench::base);
  program.li(6, rv32_bench::stop_register);
  program.sw(6, 0, 6);
  program.addi(7, 0, 1);
  program.wfi();
  bench.load_program(program);
  EXPECT_EQ(bench.run().reason, rv32_stop_reason::requested);
  EXPECT_EQ(bench.x(7), 0u);
  EXPECT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(7), 1u);
}

}  // namespace
}  // namespace memvp
