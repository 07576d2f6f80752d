// SPDX-License-Identifier: Apache-2.0
// Cycles, counted instructions, and the control and status registers. Expected cycles are sums of rv32_timing's classes
// by hand.
#include <gtest/gtest.h>

#include <stdexcept>

#include "memvp/testbench/processor/rv32_bench.hpp"

namespace memvp {
namespace {

/// Classes that can be told apart in a sum.
rv32_configuration distinct() {
  rv32_configuration configuration;
  configuration.timing = {1, 100, 1'000, 10'000, 10, 20, 7, 3, 5, 11, 13};
  return configuration;
}

std::uint64_t cycles_of(const rv32_assembler& program, const rv32_configuration& configuration, bool direct = true) {
  rv32_bench bench(configuration, direct);
  bench.load_program(program);
  EXPECT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  return bench.cpu.state().cycles - 1;  // wfi
}

TEST(rv32_cycles, are_those_of_each_class) {
  rv32_assembler program(rv32_bench::base);
  const auto skip = program.forward(), next = program.forward();
  program.lui(5, rv32_bench::base >> 12);  // 1
  program.mul(6, 5, 5);                    // 100
  program.mulh(6, 5, 5);                   // 1,000
  program.mulhu(6, 5, 5);                  // 1,000
  program.divu(6, 5, 5);                   // 10,000
  program.rem(6, 5, 5);                    // 10,000
  program.lb(6, 0, 5);                     // 10
  program.sw(6, 1024, 5);                  // 20
  program.beq(0, 5, skip);                 // 3
  program.bne(0, 5, skip);                 // 7
  program.nop();                           //
  program.place(skip);
  program.j(next);         // 5
  program.place(next);     //
  program.csrr(6, 0xB00);  // 11
  program.fence();         // 1
  program.fence_i();       // 5
  program.slli(6, 6, 3);   // 1
  program.wfi();
  EXPECT_EQ(cycles_of(program, distinct()), 1u + 100 + 2 * 1000 + 2 * 10'000 + 10 + 20 + 3 + 7 + 5 + 11 + 1 + 5 + 1);
}

TEST(rv32_cycles, of_traps_and_returns) {
  rv32_assembler program(rv32_bench::base);
  program.auipc(5, 0);     // 1
  program.addi(5, 5, 20);  // 1
  program.csrw(0x305, 5);  // 11
  program.ecall();         // trap 13
  program.wfi();
  program.csrr(6, 0x341);  // 11
  program.addi(6, 6, 4);   // 1
  program.csrw(0x341, 6);  // 11
  program.mret();          // 5
  EXPECT_EQ(cycles_of(program, distinct()), 1u + 1 + 11 + 13 + 11 + 1 + 11 + 5);
}

TEST(rv32_cycles, memory_and_bus_add_theirs) {
  rv32_assembler program(rv32_bench::base);
  program.lui(5, rv32_bench::base >> 12);
  program.lw(6, 0, 5);
  program.sw(6, 1024, 5);
  program.addi(6, 6, 1);
  program.wfi();
  const std::uint64_t own = 1 + 10 + 20 + 1;
  EXPECT_EQ(cycles_of(program, distinct()), own);
  // Over the bus, 10 cycles an access: five instructions, a load and a store.
  EXPECT_EQ(cycles_of(program, distinct(), false), own + 5 * 10 + 2 * 10);
  rv32_bench bench(distinct(), false);
  direct_memory region = bench.region();
  region.load_cycles = 3;
  region.store_cycles = 4;
  region.fetch_cycles = 2;
  bench.cpu.add_direct_memory(region);
  bench.load_program(program);
  bench.run();
  EXPECT_EQ(bench.cpu.state().cycles, own + 1 + 3 + 4 + 5 * 2);
}

TEST(rv32_cycles, a_budget_ends_the_run_at_the_first_instruction_boundary_behind_it) {
  rv32_assembler program(rv32_bench::base);
  const auto loop = program.here();
  program.addi(5, 5, 1);    // 1
  program.mul(6, 5, 5);     // 3
  program.lw(7, 0, 8);      // 2, and 5 of the memory
  program.bne(5, 0, loop);  // 3
  rv32_bench bench;
  direct_memory region = bench.region();
  region.load_cycles = 5;
  bench.cpu.add_direct_memory(region);
  bench.load_program(program);
  bench.cpu.write_register(8, rv32_bench::base);
  const std::uint64_t boundaries[] = {1, 4, 11, 14};
  for (std::uint64_t budget = 1; budget < 500; ++budget) {
    bench.cpu.reset(rv32_bench::base);
    bench.cpu.write_register(8, rv32_bench::base);
    const rv32_stop stop = bench.cpu.run(budget);
    std::uint64_t expected = budget / 14 * 14;
    for (unsigned i = 0; expected < budget; ++i) expected = budget / 14 * 14 + boundaries[i];
    ASSERT_EQ(stop.reason, rv32_stop_reason::budget);
    ASSERT_EQ(stop.cycles, expected) << budget;
    ASSERT_EQ(bench.cpu.state().cycles, expected);
  }
}

// Each instruction takes 1 + 2; a run that is cut between two must not fetch the second one twice.
TEST(rv32_cycles, of_a_fetch_count_once_wherever_a_run_is_cut) {
  rv32_assembler program(rv32_bench::base);
  for (int i = 0; i < 20; ++i) program.addi(5, 5, 1);
  rv32_bench bench;
  direct_memory region = bench.region();
  region.fetch_cycles = 2;
  bench.cpu.add_direct_memory(region);
  bench.load_program(program);
  for (std::uint64_t instructions = 1; instructions <= 20; ++instructions) {
    bench.cpu.run(1);
    ASSERT_EQ(bench.cpu.state().cycles, 3 * instructions);
    ASSERT_EQ(bench.cpu.state().retired, instructions);
  }
}

TEST(rv32_cycles, do_not_depend_on_how_a_run_is_cut) {
  rv32_assembler program(rv32_bench::base);
  program.li(5, 1000);
  program.li(7, rv32_bench::base + 0x2000);
  const auto loop = program.here();
  program.mul(6, 5, 5);
  program.sw(6, 0, 7);
  program.lw(6, 0, 7);
  program.csrr(9, 0xB00);
  program.addi(5, 5, -1);
  program.bne(5, 0, loop);
  program.wfi();
  rv32_bench whole;
  whole.load_program(program);
  whole.run();
  for (const std::uint64_t quantum : {1, 2, 7, 100}) {
    rv32_bench cut;
    cut.load_program(program);
    while (cut.cpu.run(quantum).reason == rv32_stop_reason::budget) {
    }
    EXPECT_EQ(cut.cpu.state().cycles, whole.cpu.state().cycles) << quantum;
    EXPECT_EQ(cut.cpu.state().retired, whole.cpu.state().retired) << quantum;
    EXPECT_EQ(cut.x(9), whole.x(9)) << quantum;
  }
}

TEST(rv32_cycles, out_of_range_are_refused) {
  rv32_bench bench;
  rv32_configuration configuration;
  configuration.timing.alu = 0;
  EXPECT_THROW(rv32_processor(bench, configuration), std::invalid_argument);
  configuration.timing.alu = 1'000'001;
  EXPECT_THROW(rv32_processor(bench, configuration), std::invalid_argument);
}

TEST(rv32_counters, tell_cycles_and_instructions_before_the_instruction_that_reads) {
  rv32_bench bench(distinct());
  rv32_assembler program(rv32_bench::base);
  program.nop();            // 1
  program.mul(5, 5, 5);     // 100
  program.csrr(10, 0xB00);  // mcycle, 11 a read
  program.csrr(11, 0xC00);  // cycle
  program.csrr(12, 0xB02);  // minstret
  program.csrr(13, 0xC02);  // instret
  program.csrr(14, 0xC01);  // time
  program.csrr(15, 0xC81);  // timeh
  program.wfi();
  bench.now = 0x1'2345'6789;
  bench.load_program(program);
  bench.run();
  EXPECT_EQ(bench.x(10), 101u);
  EXPECT_EQ(bench.x(11), 112u);
  EXPECT_EQ(bench.x(12), 4u);
  EXPECT_EQ(bench.x(13), 5u);
  EXPECT_EQ(bench.x(14), 0x2345'6789u);
  EXPECT_EQ(bench.x(15), 1u);
}

TEST(rv32_counters, count_on_from_what_is_written) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.li(5, 0xFFFF'FFFE);
  program.csrw(0xB00, 5);   // mcycle
  program.csrr(10, 0xB00);  // reads what was written
  program.csrw(0xB02, 5);   // minstret
  program.csrr(11, 0xB02);  //
  program.nop();
  program.csrr(12, 0xB02);  // two further, across the low word
  program.csrr(13, 0xB82);
  program.csrr(14, 0xB80);  // mcycleh
  program.csrrwi(0, 0xB80, 7);
  program.csrr(15, 0xC80);
  program.wfi();
  bench.load_program(program);
  bench.run();
  EXPECT_EQ(bench.x(10), 0xFFFF'FFFEu);
  EXPECT_EQ(bench.x(11), 0xFFFF'FFFEu);
  EXPECT_EQ(bench.x(12), 0u);
  EXPECT_EQ(bench.x(13), 1u);
  EXPECT_EQ(bench.x(14), 1u);
  EXPECT_EQ(bench.x(15), 7u);
  EXPECT_EQ(bench.cpu.state().retired, 12u);  // the count since reset is not the program's to change
}

TEST(rv32_counters, stand_still_while_inhibited) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.csrrwi(0, 0x320, 5);  // mcountinhibit
  program.csrr(10, 0xB00);
  program.csrr(11, 0xB02);
  program.mul(5, 5, 5);
  program.csrr(12, 0xB00);
  program.csrr(13, 0xB02);
  program.csrrwi(0, 0xB02, 30);  // writes take effect all the same
  program.csrr(14, 0x320);
  program.csrrwi(0, 0x320, 0);
  program.csrr(15, 0xB00);
  program.csrr(16, 0xB02);
  program.wfi();
  bench.load_program(program);
  bench.run();
  EXPECT_EQ(bench.x(10), 1u);  // the write itself
  EXPECT_EQ(bench.x(11), 1u);
  EXPECT_EQ(bench.x(12), 1u);
  EXPECT_EQ(bench.x(13), 1u);
  EXPECT_EQ(bench.x(14), 5u);
  EXPECT_EQ(bench.x(15), 1u);
  EXPECT_EQ(bench.x(16), 31u);
}

TEST(rv32_csr, access_reads_and_writes_as_its_name_says) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.li(5, 0xFF00);
  program.li(6, 0x0FF0);
  program.csrrw(10, 0x340, 5);    // mscratch = FF00
  program.csrrs(11, 0x340, 6);    // FFF0
  program.csrrc(12, 0x340, 5);    // 00F0
  program.csrrwi(13, 0x340, 21);  // 15
  program.csrrsi(14, 0x340, 10);  // 1F
  program.csrrci(15, 0x340, 17);  // 0E
  program.csrrs(16, 0x340, 0);
  program.csrrw(5, 0x340, 5);   // swaps
  program.csrrs(17, 0xF14, 0);  // reading a read-only register is no write
  program.csrrci(18, 0xC00, 0);
  program.wfi();
  bench.load_program(program);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  const std::uint32_t expected[] = {0, 0xFF00, 0xFFF0, 0x00F0, 0x15, 0x1F, 0x0E};
  for (unsigned i = 0; i < 7; ++i) EXPECT_EQ(bench.x(10 + i), expected[i]) << "x" << 10 + i;
  EXPECT_EQ(bench.x(5), 0x0Eu);
  EXPECT_EQ(bench.csr(rv32_csr::mscratch), 0xFF00u);
}

TEST(rv32_csr, fields_keep_to_their_legal_values) {
  rv32_bench bench({3, {}, true});
  struct {
    rv32_csr csr;
    std::uint32_t written, expected;
  } const cases[] = {{rv32_csr::mstatus, 0xFFFF'FFFF, 0x1888},     // MPP stays machine mode
                     {rv32_csr::mstatus, 0, 0x1800},               //
                     {rv32_csr::misa, 0, 0x4000'1100},             // 32 bits, I, M
                     {rv32_csr::mie, 0xFFFF'FFFF, 0x888},          // external, timer, software
                     {rv32_csr::mip, 0xFFFF'FFFF, 0},              // inputs only
                     {rv32_csr::mtvec, 0x8000'0003, 0x8000'0001},  // modes 0 and 1
                     {rv32_csr::mepc, 0x8000'0007, 0x8000'0004},   // no compressed instructions
                     {rv32_csr::mcountinhibit, 0xFFFF'FFFF, 5},    //
                     {rv32_csr::mhpmcounter3, 5, 0},               //
                     {rv32_csr::mhpmevent31, 5, 0},                //
                     {rv32_csr::mstatush, 5, 0},                   //
                     {rv32_csr::mcause, 0x8000'000B, 0x8000'000B},
                     {rv32_csr::mtval, 0x1234'5678, 0x1234'5678}};
  for (const auto& c : cases) {
    EXPECT_TRUE(bench.cpu.write_csr(static_cast<std::uint32_t>(c.csr), c.written));
    EXPECT_EQ(bench.csr(c.csr), c.expected) << std::hex << static_cast<std::uint32_t>(c.csr);
  }
  EXPECT_EQ(bench.csr(rv32_csr::mhartid), 3u);
  for (const auto csr : {rv32_csr::mvendorid, rv32_csr::marchid, rv32_csr::mimpid, rv32_csr::mconfigptr})
    EXPECT_EQ(bench.csr(csr), 0u);
  EXPECT_FALSE(bench.cpu.write_csr(0xF14, 1));
  EXPECT_FALSE(bench.cpu.write_csr(0x180, 1));
  EXPECT_FALSE(bench.cpu.read_csr(0x180).has_value());
}

}  // namespace
}  // namespace memvp
