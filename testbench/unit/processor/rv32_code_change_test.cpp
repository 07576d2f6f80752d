// SPDX-License-Identifier: Apache-2.0
// Programs that change instructions, and what is kept of decoded ones.
#include <gtest/gtest.h>

#include <cstring>

#include "memvp/testbench/processor/rv32_bench.hpp"

namespace memvp {
namespace {

std::uint32_t addi_word(unsigned rd, std::int32_t value) {
  rv32_assembler one(0);
  one.addi(rd, 0, value);
  return one.words()[0];
}

TEST(rv32_code_change, a_store_into_the_instruction_behind_it_takes_effect_at_once) {
  for (const bool executed_before : {false, true}) {
    const std::uint32_t place = rv32_bench::base + 0x40;
    rv32_bench bench;
    rv32_assembler program(rv32_bench::base);
    program.li(6, addi_word(8, 2));
    program.li(7, executed_before ? place + 0x100 : place);
    program.addi(9, 0, executed_before ? 1 : 0);
    while (program.address() < place - 4) program.nop();
    const auto store = program.here();
    program.sw(6, 0, 7);
    program.addi(8, 0, 1);  // at `place`
    program.mv(10, 8);
    program.li(7, place);
    program.addi(9, 9, -1);
    program.beq(9, 0, store);
    program.wfi();
    bench.load_program(program);
    ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
    EXPECT_EQ(bench.x(10), 2u);
  }
}

TEST(rv32_code_change, a_byte_of_an_instruction_that_was_executed_changes_it) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.li(7, rv32_bench::base + 0x40);
  program.addi(9, 0, 3);
  while (program.address() < rv32_bench::base + 0x40) program.nop();
  const auto loop = program.here();
  program.addi(8, 8, 0x010);  // 0x01040413: the immediate is in its two highest bytes
  program.li(6, 0x02);
  program.sb(6, 3, 7);  // 0x020
  program.addi(9, 9, -1);
  program.bne(9, 0, loop);
  program.wfi();
  bench.load_program(program);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(8), 0x10u + 0x20 + 0x20);
}

TEST(rv32_code_change, is_seen_in_a_page_that_was_stored_into_before_it_was_executed) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  const std::uint32_t page = rv32_bench::base + 0x1000;
  program.li(6, addi_word(8, 2));
  program.li(7, page);
  program.sw(0, 0x100, 7);
  program.jalr(1, 0, 7);
  program.mv(10, 8);
  program.sw(6, 0, 7);
  program.jalr(1, 0, 7);
  program.wfi();
  while (program.address() < page) program.word(0);
  program.addi(8, 0, 1);
  program.jalr(0, 0, 1);
  bench.load_program(program);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(10), 1u);
  EXPECT_EQ(bench.x(8), 2u);
}

TEST(rv32_code_change, by_a_store_over_the_bus_into_memory_read_directly_takes_effect_at_once) {
  rv32_bench bench;
  direct_memory region = bench.region();
  region.writable = false;
  bench.cpu.add_direct_memory(region);
  rv32_assembler program(rv32_bench::base);
  program.li(6, addi_word(8, 2));
  program.auipc(7, 0);
  program.sw(6, 8, 7);
  program.addi(8, 0, 1);
  program.wfi();
  bench.load_program(program);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.accesses, 1u);
  EXPECT_EQ(bench.x(8), 2u);
}

TEST(rv32_code_change, data_beside_code_leaves_the_code_alone) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.auipc(7, 0);
  program.addi(9, 0, 100);
  const auto loop = program.here();
  program.sw(9, 24, 7);  // behind the wfi, in the same line of 64 bytes
  program.addi(9, 9, -1);
  program.bne(9, 0, loop);
  program.wfi();
  bench.load_program(program);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  std::uint32_t word;
  std::memcpy(&word, bench.memory.data() + 24, 4);
  EXPECT_EQ(word, 1u);
  EXPECT_EQ(bench.cpu.state().cycles, 1u + 1 + 100 * (2 + 1) + 99 * 3 + 1 + 1);
}

/// Executes the instruction at `place` twice, with a bus access between during which something else replaces it.
class code_changed_by_others : public testing::Test {
 protected:
  static constexpr std::uint32_t place = rv32_bench::base + 0x40;
  rv32_bench bench;

  void run_first(bool fence) {
    rv32_assembler program(rv32_bench::base);
    program.li(6, rv32_bench::stop_register);
    const auto routine = program.forward();
    program.jal(1, routine);
    program.mv(10, 8);
    program.sw(0, 0, 6);
    if (fence) program.fence_i();
    program.jal(1, routine);
    program.mv(11, 8);
    program.wfi();
    while (program.address() < place) program.nop();
    program.place(routine);
    program.addi(8, 0, 1);
    program.jalr(0, 0, 1);
    bench.load_program(program);
    ASSERT_EQ(bench.run().reason, rv32_stop_reason::requested);
    const std::uint32_t word = addi_word(8, 2);
    std::memcpy(bench.memory.data() + (place - rv32_bench::base), &word, 4);
  }
};

TEST_F(code_changed_by_others, is_seen_after_fence_i) {
  run_first(true);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(10), 1u);
  EXPECT_EQ(bench.x(11), 2u);
}

TEST_F(code_changed_by_others, is_seen_when_the_processor_is_told) {
  run_first(false);
  bench.cpu.invalidate_code(place + 3, place + 3);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(11), 2u);
}

TEST_F(code_changed_by_others, is_seen_when_its_memory_is_removed) {
  run_first(false);
  bench.cpu.remove_direct_memory(place, place);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(11), 2u);
}

/// A bus access whose target takes all direct memory away, as a bus target does that begins to compute.
class removing_bench : public rv32_bench {
 public:
  rv32_bus_reply load(std::uint32_t address, unsigned bytes, std::uint32_t& value) override {
    cpu.remove_direct_memory(0, ~0u);
    return rv32_bench::load(address, bytes, value);
  }
};

TEST(rv32_code_change, direct_memory_may_go_away_during_an_access) {
  removing_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.li(6, rv32_bench::registers);
  program.lw(7, 0, 6);
  program.addi(7, 7, 1);
  program.wfi();
  bench.load_program(program);
  bench.words[0] = 41;
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(7), 42u);
  EXPECT_EQ(bench.accesses, 3u);  // the load, and the two instructions behind it
}

TEST(rv32_code_cache, straight_code_goes_on_across_pages) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  for (unsigned i = 0; i < 3000; ++i) program.addi(8, 8, 1);
  program.wfi();
  bench.load_program(program);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(8), 3000u);
  EXPECT_EQ(bench.cpu.state().retired, 3001u);
  EXPECT_EQ(bench.cpu.state().cycles, 3001u);
}

TEST(rv32_code_cache, code_that_runs_off_its_memory_is_an_access_fault) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base + rv32_bench::size - 8);
  program.nop();
  program.nop();
  bench.load_program(program);
  const rv32_stop stop = bench.run();
  EXPECT_EQ(stop.reason, rv32_stop_reason::no_trap_handler);
  EXPECT_EQ(bench.csr(rv32_csr::mepc), rv32_bench::base + rv32_bench::size);
  EXPECT_EQ(bench.csr(rv32_csr::mcause), 1u);
}

}  // namespace
}  // namespace memvp
