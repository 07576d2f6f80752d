// SPDX-License-Identifier: Apache-2.0
// Every instruction that computes from registers and immediates. Expected results follow from the definitions in The
// RISC-V Instruction Set Manual, volume I, version 20191213, sections 2.4 and 7; each line can be checked by hand.
#include <gtest/gtest.h>

#include <utility>

#include "memvp/testbench/processor/rv32_bench.hpp"

namespace memvp {
namespace {

struct register_case {
  const char* name;
  void (rv32_assembler::*write)(unsigned rd, unsigned rs1, unsigned rs2);
  std::uint32_t a, b, expected;
};

constexpr std::uint32_t least = 0x8000'0000, greatest = 0x7FFF'FFFF, minus_one = 0xFFFF'FFFF;
using as = rv32_assembler;

const register_case register_cases[] = {
    {"add", &as::add, 5, 7, 12},
    {"add wraps", &as::add, greatest, 1, least},
    {"add carries out", &as::add, minus_one, 1, 0},
    {"sub", &as::sub, 5, 7, minus_one - 1},
    {"sub wraps", &as::sub, least, 1, greatest},
    {"sll", &as::sll, 1, 31, least},
    {"sll by the five low bits", &as::sll, 3, 33, 6},
    {"sll by zero", &as::sll, 3, 32, 3},
    {"slt negative and positive", &as::slt, minus_one, 1, 1},
    {"slt positive and negative", &as::slt, 1, minus_one, 0},
    {"slt of equals", &as::slt, 4, 4, 0},
    {"slt across the range", &as::slt, least, greatest, 1},
    {"sltu", &as::sltu, 1, minus_one, 1},
    {"sltu the other way", &as::sltu, minus_one, 1, 0},
    {"sltu across the sign", &as::sltu, least, greatest, 0},
    {"xor", &as::xor_, 0xFF00'FF00, 0x0FF0'0FF0, 0xF0F0'F0F0},
    {"srl", &as::srl, least, 31, 1},
    {"srl by the five low bits", &as::srl, least, 0xFFFF'FFE1, 0x4000'0000},
    {"sra of a negative number", &as::sra, least, 31, minus_one},
    {"sra of a positive number", &as::sra, greatest, 30, 1},
    {"sra by the five low bits", &as::sra, 0x8000'0000, 36, 0xF800'0000},
    {"or", &as::or_, 0xF0F0'0000, 0x0F00'00FF, 0xFFF0'00FF},
    {"and", &as::and_, 0xFF00'FF00, 0x0FF0'0FF0, 0x0F00'0F00},
    {"mul", &as::mul, 7, 6, 42},
    {"mul keeps the low half", &as::mul, 0x0001'0000, 0x0001'0001, 0x0001'0000},
    {"mul of negative numbers", &as::mul, minus_one, minus_one, 1},
    {"mul of the least number", &as::mul, least, minus_one, least},
    {"mulh of negative numbers", &as::mulh, minus_one, minus_one, 0},
    {"mulh of different signs", &as::mulh, minus_one, 1, minus_one},
    {"mulh of the least numbers", &as::mulh, least, least, 0x4000'0000},         // 2^62
    {"mulh of the ends", &as::mulh, least, greatest, 0xC000'0000},               // -2^62 + 2^31
    {"mulhsu with a negative a", &as::mulhsu, minus_one, minus_one, minus_one},  // -(2^32 - 1)
    {"mulhsu with an unsigned b", &as::mulhsu, 2, minus_one, 1},                 // 2^33 - 2
    {"mulhsu of the least number", &as::mulhsu, least, least, 0xC000'0000},      // -2^62
    {"mulhu", &as::mulhu, minus_one, minus_one, 0xFFFF'FFFE},                    // 2^64 - 2^33 + 1
    {"mulhu of the highest bits", &as::mulhu, least, least, 0x4000'0000},
    {"mulhu of small numbers", &as::mulhu, 0x1'0000, 0xFFFF, 0},
    {"div towards zero", &as::div, 7, minus_one - 1, minus_one - 2},   // 7 / -2 = -3
    {"div of a negative number", &as::div, 0u - 7, 2, minus_one - 2},  // -7 / 2 = -3
    {"div of negative numbers", &as::div, 0u - 6, 0u - 3, 2},
    {"div by zero", &as::div, 7, 0, minus_one},
    {"div of a negative number by zero", &as::div, 0u - 7, 0, minus_one},
    {"div that overflows", &as::div, least, minus_one, least},
    {"div by -1", &as::div, 5, minus_one, 0u - 5},
    {"divu", &as::divu, minus_one, 2, greatest},
    {"divu by zero", &as::divu, 7, 0, minus_one},
    {"divu does not overflow", &as::divu, least, minus_one, 0},
    {"rem has the sign of the dividend", &as::rem, 0u - 7, 2, minus_one},
    {"rem of a positive number", &as::rem, 7, 0u - 2, 1},
    {"rem by zero", &as::rem, 0u - 7, 0, 0u - 7},
    {"rem that overflows", &as::rem, least, minus_one, 0},
    {"rem by -1", &as::rem, 5, minus_one, 0},
    {"remu", &as::remu, minus_one, 16, 15},
    {"remu by zero", &as::remu, minus_one, 0, minus_one},
    {"remu does not overflow", &as::remu, least, minus_one, least},
};

TEST(rv32_arithmetic, computes_from_two_registers_as_defined) {
  for (const register_case& c : register_cases) {
    rv32_bench bench;
    rv32_assembler program(rv32_bench::base);
    program.li(1, c.a);
    program.li(2, c.b);
    (program.*c.write)(3, 1, 2);
    (program.*c.write)(0, 1, 2);  // to x0: nothing
    (program.*c.write)(1, 1, 2);  // to its own operands
    program.li(4, c.a);
    (program.*c.write)(2, 4, 2);
    program.wfi();
    bench.load_program(program);
    ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep) << c.name;
    EXPECT_EQ(bench.x(3), c.expected) << c.name;
    EXPECT_EQ(bench.x(1), c.expected) << c.name;
    EXPECT_EQ(bench.x(2), c.expected) << c.name;
    EXPECT_EQ(bench.x(0), 0u) << c.name;
  }
}

TEST(rv32_arithmetic, computes_from_one_register_twice) {
  const std::uint32_t value = 0x8000'0003;
  const std::pair<void (as::*)(unsigned, unsigned, unsigned), std::uint32_t> cases[] = {
      {&as::add, 6},           {&as::sub, 0}, {&as::xor_, 0}, {&as::and_, value}, {&as::or_, value},
      {&as::sltu, 0},          {&as::div, 1}, {&as::remu, 0}, {&as::mul, 9},  // 2^62 + 6 * 2^31 + 9
      {&as::mulhu, 0x40000003}};
  for (const auto& [write, expected] : cases) {
    rv32_bench bench;
    rv32_assembler program(rv32_bench::base);
    program.li(7, value);
    (program.*write)(8, 7, 7);
    program.wfi();
    bench.load_program(program);
    bench.run();
    EXPECT_EQ(bench.x(8), expected);
  }
}

struct immediate_case {
  const char* name;
  void (rv32_assembler::*write)(unsigned rd, unsigned rs1, std::int32_t value);
  std::uint32_t a;
  std::int32_t immediate;
  std::uint32_t expected;
};

const immediate_case immediate_cases[] = {
    {"addi", &as::addi, 5, 7, 12},
    {"addi extends the sign", &as::addi, 5, -7, 0u - 2},
    {"addi of the least immediate", &as::addi, 0, -2048, 0xFFFF'F800},
    {"addi of the greatest immediate", &as::addi, 0, 2047, 0x7FF},
    {"addi wraps", &as::addi, greatest, 1, least},
    {"slti", &as::slti, minus_one, 0, 1},
    {"slti of a negative immediate", &as::slti, 0u - 6, -5, 1},
    {"slti of equals", &as::slti, 0u - 5, -5, 0},
    {"sltiu of 1 tells zero", &as::sltiu, 0, 1, 1},
    {"sltiu of 1 tells others", &as::sltiu, 5, 1, 0},
    {"sltiu extends the sign first", &as::sltiu, 5, -1, 1},
    {"xori", &as::xori, 0xF0F, 0x7FF, 0x8F0},
    {"xori of -1 is not", &as::xori, 0x1234'5678, -1, 0xEDCB'A987},
    {"ori", &as::ori, 0x100, 0x0F0, 0x1F0},
    {"ori extends the sign", &as::ori, 0, -2048, 0xFFFF'F800},
    {"andi", &as::andi, 0x1FF, 0x0F0, 0x0F0},
    {"andi extends the sign", &as::andi, 0x1234'5678, -16, 0x1234'5670},
};

TEST(rv32_arithmetic, computes_from_a_register_and_an_immediate_as_defined) {
  for (const immediate_case& c : immediate_cases) {
    rv32_bench bench;
    rv32_assembler program(rv32_bench::base);
    program.li(1, c.a);
    (program.*c.write)(3, 1, c.immediate);
    (program.*c.write)(0, 1, c.immediate);
    (program.*c.write)(1, 1, c.immediate);
    program.wfi();
    bench.load_program(program);
    ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep) << c.name;
    EXPECT_EQ(bench.x(3), c.expected) << c.name;
    EXPECT_EQ(bench.x(1), c.expected) << c.name;
    EXPECT_EQ(bench.x(0), 0u) << c.name;
  }
}

TEST(rv32_arithmetic, shifts_by_every_constant) {
  for (unsigned count = 0; count < 32; ++count) {
    rv32_bench bench;
    rv32_assembler program(rv32_bench::base);
    program.li(1, 0x8000'0001);
    program.slli(2, 1, count);
    program.srli(3, 1, count);
    program.srai(4, 1, count);
    program.wfi();
    bench.load_program(program);
    bench.run();
    // Powers of two by multiplication and division, the arithmetic shift by rounding down.
    const std::uint64_t power = std::uint64_t{1} << count;
    EXPECT_EQ(bench.x(2), static_cast<std::uint32_t>(0x8000'0001u * power)) << count;
    EXPECT_EQ(bench.x(3), static_cast<std::uint32_t>(0x8000'0001u / power)) << count;
    const std::int64_t value = -std::int64_t{0x7FFF'FFFF};  // 0x80000001
    const auto divisor = static_cast<std::int64_t>(power);
    const std::int64_t floor = -((-value + divisor - 1) / divisor);
    EXPECT_EQ(bench.x(4), static_cast<std::uint32_t>(floor)) << count;
  }
}

TEST(rv32_arithmetic, builds_constants_and_addresses) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.lui(1, 0xFFFFF);
  program.lui(2, 1);
  const std::uint32_t at = program.address();
  program.auipc(3, 0);
  program.auipc(4, 0x80000);  // wraps around
  program.auipc(5, 0xFFFFF);  // a page back
  program.lui(0, 5);
  program.wfi();
  bench.load_program(program);
  bench.run();
  EXPECT_EQ(bench.x(1), 0xFFFF'F000u);
  EXPECT_EQ(bench.x(2), 0x1000u);
  EXPECT_EQ(bench.x(3), at);
  EXPECT_EQ(bench.x(4), at + 4 + 0x8000'0000u);
  EXPECT_EQ(bench.x(5), at + 8 - 0x1000u);
  EXPECT_EQ(bench.x(0), 0u);
}

}  // namespace
}  // namespace memvp
