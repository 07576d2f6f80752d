// SPDX-License-Identifier: Apache-2.0
// Loads and stores: widths, signs, direct memory and bus alike. Definitions: The RISC-V Instruction Set Manual, volume
// I, version 20191213, section 2.6.
#include <gtest/gtest.h>

#include <cstring>
#include <stdexcept>

#include "memvp/testbench/processor/rv32_bench.hpp"

namespace memvp {
namespace {

constexpr std::uint32_t data = rv32_bench::base + 0x4000;

std::uint32_t word_at(const rv32_bench& bench, std::uint32_t address) {
  std::uint32_t word;
  std::memcpy(&word, bench.memory.data() + (address - rv32_bench::base), 4);
  return word;
}

/// Programs behave alike with direct memory and over the bus.
class rv32_access : public testing::TestWithParam<bool> {
 protected:
  rv32_bench bench{{}, GetParam()};
  rv32_assembler program{rv32_bench::base};

  void execute() {
    program.wfi();
    bench.load_program(program);
    ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  }
};

TEST_P(rv32_access, loads_extend_their_sign_or_zeros) {
  program.li(1, data);
  program.li(2, 0x80FF'7F81);
  program.sw(2, 0, 1);
  for (unsigned i = 0; i < 4; ++i) program.lb(10 + i, static_cast<std::int32_t>(i), 1);
  for (unsigned i = 0; i < 4; ++i) program.lbu(14 + i, static_cast<std::int32_t>(i), 1);
  program.lh(18, 0, 1);
  program.lh(19, 2, 1);
  program.lhu(20, 0, 1);
  program.lhu(21, 2, 1);
  program.lw(22, 0, 1);
  program.lw(0, 0, 1);
  execute();
  const std::uint32_t expected[] = {0xFFFF'FF81, 0x7F,   0xFFFF'FFFF, 0xFFFF'FF80, 0x81,   0x7F,      0xFF,
                                    0x80,        0x7F81, 0xFFFF'80FF, 0x7F81,      0x80FF, 0x80FF7F81};
  for (unsigned i = 0; i < 13; ++i) EXPECT_EQ(bench.x(10 + i), expected[i]) << "x" << 10 + i;
  EXPECT_EQ(bench.x(0), 0u);
}

TEST_P(rv32_access, stores_touch_their_bytes_alone) {
  program.li(1, data + 2048);
  program.li(2, 0x1122'3344);
  for (std::int32_t i = 0; i < 4; ++i) program.sw(2, 4 * i - 2048, 1);  // the least offset
  program.li(3, 0xFFFF'FFAA);
  program.sb(3, 1 - 2048, 1);
  program.sb(3, 3 - 2048, 1);
  program.li(4, 0xFFFF'BBCC);
  program.sh(4, 4 - 2048, 1);
  program.sh(4, 10 - 2048, 1);
  program.sw(0, 12 - 2048, 1);
  program.sw(2, 2044, 1);  // nearly the greatest one
  execute();
  EXPECT_EQ(word_at(bench, data), 0xAA22'AA44u);
  EXPECT_EQ(word_at(bench, data + 4), 0x1122'BBCCu);
  EXPECT_EQ(word_at(bench, data + 8), 0xBBCC'3344u);
  EXPECT_EQ(word_at(bench, data + 12), 0u);
  EXPECT_EQ(word_at(bench, data + 2048 + 2044), 0x1122'3344u);
}

TEST_P(rv32_access, a_load_may_replace_its_own_base) {
  program.li(1, data);
  program.sw(1, 8, 1);
  program.lw(1, 8, 1);
  program.lw(1, 8, 1);
  execute();
  EXPECT_EQ(bench.x(1), data);
}

INSTANTIATE_TEST_SUITE_P(direct_and_bus, rv32_access, testing::Bool(),
                         [](const auto& access) { return access.param ? "direct" : "bus"; });

TEST(rv32_direct_memory, keeps_accesses_off_the_bus_and_its_removal_brings_them_back) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.li(1, data);
  const auto loop = program.here();
  program.lw(2, 0, 1);
  program.addi(2, 2, 1);
  program.sw(2, 0, 1);
  program.j(loop);
  bench.load_program(program);
  bench.cpu.run(1000);
  EXPECT_EQ(bench.accesses, 0u);
  const std::uint32_t before = word_at(bench, data);
  EXPECT_GT(before, 10u);
  bench.cpu.remove_direct_memory(data, data);  // takes the whole region
  bench.cpu.run(1000);
  EXPECT_GT(bench.accesses, 50u);  // instructions, loads and stores
  EXPECT_GT(word_at(bench, data), before);
  const std::uint64_t accesses = bench.accesses;
  bench.cpu.add_direct_memory(bench.region());
  bench.cpu.run(1000);
  EXPECT_LE(bench.accesses, accesses + 1);
}

TEST(rv32_direct_memory, small_regions_side_by_side_in_a_page_serve_their_own_addresses) {
  rv32_bench bench;
  std::uint32_t first[2] = {1, 2}, second[3] = {3, 4, 5};
  const std::uint32_t place = 0x2000'0100;
  bench.cpu.add_direct_memory({place, 8, reinterpret_cast<std::uint8_t*>(first)});
  bench.cpu.add_direct_memory({place + 8, 12, reinterpret_cast<std::uint8_t*>(second)});
  rv32_assembler program(rv32_bench::base);
  program.li(1, place);
  for (std::int32_t i = 0; i < 5; ++i) program.lw(10 + static_cast<unsigned>(i), 4 * i, 1);
  for (std::int32_t i = 0; i < 5; ++i) program.sw(1, 4 * i, 1);
  program.wfi();
  bench.load_program(program);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  for (unsigned i = 0; i < 5; ++i) EXPECT_EQ(bench.x(10 + i), i + 1);
  for (const std::uint32_t word : {first[0], first[1], second[0], second[1], second[2]}) EXPECT_EQ(word, place);
  EXPECT_EQ(bench.accesses, 0u);
}

TEST(rv32_direct_memory, without_permission_goes_over_the_bus) {
  rv32_bench bench;
  direct_memory region = bench.region();
  region.writable = false;
  bench.cpu.add_direct_memory(region);
  rv32_assembler program(rv32_bench::base);
  program.li(1, data);
  program.sw(1, 0, 1);
  program.lw(2, 0, 1);
  program.wfi();
  bench.load_program(program);
  bench.run();
  EXPECT_EQ(bench.x(2), data);
  EXPECT_EQ(bench.accesses, 1u);
}

TEST(rv32_direct_memory, reaches_the_last_address) {
  rv32_bench bench;
  std::vector<std::uint8_t> top(4096, 7);
  bench.cpu.add_direct_memory({0xFFFF'F000, 4096, top.data()});
  rv32_assembler program(rv32_bench::base);
  program.lw(1, -4, 0);
  program.lbu(2, -1, 0);
  program.wfi();
  bench.load_program(program);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(1), 0x0707'0707u);
  EXPECT_EQ(bench.x(2), 7u);
}

TEST(rv32_direct_memory, that_makes_no_sense_is_refused) {
  direct_memory_map map;
  std::uint8_t bytes[8];
  EXPECT_THROW(map.add({0, 0, bytes}), std::invalid_argument);
  EXPECT_THROW(map.add({0, 6, bytes}), std::invalid_argument);
  EXPECT_THROW(map.add({2, 8, bytes}), std::invalid_argument);
  EXPECT_THROW(map.add({0, 8, nullptr}), std::invalid_argument);
  EXPECT_THROW(map.add({0xFFFF'FFFC, 8, bytes}), std::invalid_argument);
  EXPECT_TRUE(map.regions().empty());
  map.add({0xFFFF'FFF8, 8, bytes});
  EXPECT_EQ(map.find(0xFFFF'FFFF)->base, 0xFFFF'FFF8u);
  EXPECT_EQ(map.find(0), nullptr);
}

TEST(rv32_direct_memory, that_overlaps_replaces_what_was_there) {
  direct_memory_map map;
  std::uint8_t bytes[64];
  map.add({0x100, 16, bytes});
  map.add({0x110, 16, bytes});
  map.add({0x10C, 8, bytes});
  ASSERT_EQ(map.regions().size(), 1u);
  EXPECT_EQ(map.find(0x100), nullptr);
  EXPECT_NE(map.find(0x113), nullptr);
}

}  // namespace
}  // namespace memvp
