// SPDX-License-Identifier: Apache-2.0
// Branches and jumps. Definitions: The RISC-V Instruction Set Manual, volume I, version 20191213, section 2.5.
#include <gtest/gtest.h>

#include "memvp/testbench/processor/rv32_bench.hpp"

namespace memvp {
namespace {

enum branch_function : std::uint32_t { beq = 0, bne = 1, blt = 4, bge = 5, bltu = 6, bgeu = 7 };

bool is_taken(std::uint32_t function, std::uint32_t a, std::uint32_t b) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.li(1, a);
  program.li(2, b);
  const auto taken = program.forward();
  program.branch(function, 1, 2, taken);
  program.wfi();
  program.place(taken);
  program.addi(3, 0, 1);
  program.wfi();
  bench.load_program(program);
  bench.run();
  return bench.x(3) == 1;
}

TEST(rv32_branch, compares_as_its_name_says) {
  const std::uint32_t negative = 0xFFFF'FFF0, positive = 16;
  struct {
    std::uint32_t function;
    bool equal, negative_positive, positive_negative;
  } const cases[] = {{beq, true, false, false}, {bne, false, true, true},   {blt, false, true, false},
                     {bge, true, false, true},  {bltu, false, false, true}, {bgeu, true, true, false}};
  for (const auto& c : cases) {
    EXPECT_EQ(is_taken(c.function, 5, 5), c.equal) << c.function;
    EXPECT_EQ(is_taken(c.function, negative, positive), c.negative_positive) << c.function;
    EXPECT_EQ(is_taken(c.function, positive, negative), c.positive_negative) << c.function;
  }
}

TEST(rv32_branch, reaches_4_KiB_both_ways) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  const auto back = program.forward(), away = program.forward();
  program.beq(0, 0, away);
  program.place(back);
  program.addi(5, 5, 1);
  program.wfi();
  while (program.address() < rv32_bench::base + 4092) program.word(0);
  program.place(away);
  program.addi(5, 5, 16);
  program.beq(0, 0, back);
  bench.load_program(program);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(5), 17u);
}

TEST(rv32_jump, links_and_returns) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  const auto routine = program.forward();
  program.jal(1, routine);
  const std::uint32_t back = program.address();
  program.addi(5, 5, 1);
  program.wfi();
  program.place(routine);
  program.addi(5, 5, 16);
  program.jalr(0, 0, 1);
  bench.load_program(program);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(1), back);
  EXPECT_EQ(bench.x(5), 17u);
}

TEST(rv32_jump, through_a_register_ignores_the_lowest_bit_and_may_link_its_own_base) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.li(1, rv32_bench::base + 0x101 + 2048);
  const std::uint32_t link = program.address() + 4;
  program.jalr(1, -2048, 1);
  while (program.address() < rv32_bench::base + 0x100) program.word(0);
  program.addi(5, 0, 9);
  program.wfi();
  bench.load_program(program);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(5), 9u);
  EXPECT_EQ(bench.x(1), link);
}

TEST(rv32_jump, history_names_the_last_jumps_and_counts_loops_once) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.li(5, 10);
  const auto loop = program.here();
  program.addi(5, 5, -1);
  const std::uint32_t branch = program.address();
  program.bne(5, 0, loop);
  const std::uint32_t jump = program.address();
  const auto end = program.forward();
  program.j(end);
  program.place(end);
  program.wfi();
  bench.load_program(program);
  bench.run();
  const std::vector<rv32_jump> jumps = bench.cpu.jumps().newest_first();
  ASSERT_EQ(jumps.size(), 2u);
  EXPECT_EQ(jumps[0].from, jump);
  EXPECT_EQ(jumps[0].to, jump + 4);
  EXPECT_EQ(jumps[0].times, 1u);
  EXPECT_EQ(jumps[1].from, branch);
  EXPECT_EQ(jumps[1].to, rv32_bench::base + 4);
  EXPECT_EQ(jumps[1].times, 9u);  // of ten rounds, the last one falls through
}

TEST(rv32_jump, history_keeps_the_newest_sixteen) {
  rv32_jump_history history;
  EXPECT_TRUE(history.newest_first().empty());
  for (std::uint32_t i = 0; i < 20; ++i) history.record(i, i + 1);
  const auto jumps = history.newest_first();
  ASSERT_EQ(jumps.size(), rv32_jump_history::capacity);
  EXPECT_EQ(jumps.front().from, 19u);
  EXPECT_EQ(jumps.back().from, 4u);
}

}  // namespace
}  // namespace memvp
