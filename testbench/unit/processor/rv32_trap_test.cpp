// SPDX-License-Identifier: Apache-2.0
// Exceptions: cause, address and value of each, entry and return. Definitions: The RISC-V Instruction Set Manual,
// volume II, version 20211203, sections 3.1.6 to 3.1.16 and 3.3.
#include <gtest/gtest.h>

#include <functional>

#include "memvp/testbench/processor/rv32_bench.hpp"

namespace memvp {
namespace {

constexpr std::uint32_t handler = rv32_bench::base + 0x800;
constexpr std::uint32_t unmapped = 0x4000'0000;

/// A program whose handler, at `handler`, puts mepc, mcause and mtval into x20 to x22 and sleeps.
class trapping_program : public rv32_assembler {
 public:
  trapping_program() : rv32_assembler(rv32_bench::base) {
    li(5, handler);
    csrw(0x305, 5);
  }
  /// Ends the program with the handler.
  void finish() {
    while (address() < handler) word(0);
    csrr(20, 0x341);
    csrr(21, 0x342);
    csrr(22, 0x343);
    wfi();
  }
};

struct exception_case {
  const char* name;
  rv32_exception cause;
  std::uint32_t value;                                 ///< mtval
  std::function<void(trapping_program&)> instruction;  ///< one that may not retire or write x10
};

const exception_case exceptions[] = {
    {"ecall", rv32_exception::environment_call, 0, [](auto& p) { p.ecall(); }},
    {"all zeros", rv32_exception::illegal_instruction, 0, [](auto& p) { p.word(0); }},
    {"all ones", rv32_exception::illegal_instruction, 0xFFFF'FFFF, [](auto& p) { p.word(0xFFFF'FFFF); }},
    {"a compressed instruction", rv32_exception::illegal_instruction, 0x8082, [](auto& p) { p.word(0x8082); }},
    {"a shift by 32", rv32_exception::illegal_instruction, 0x0200'1513,
     [](auto& p) { p.r_type(0x13, 1, 1, 10, 0, 0); }},
    {"a subtract of nothing", rv32_exception::illegal_instruction, 0x4000'7533,
     [](auto& p) { p.r_type(0x33, 7, 0x20, 10, 0, 0); }},
    {"a load of 64 bits", rv32_exception::illegal_instruction, 0x0000'3503,
     [](auto& p) { p.i_type(0x03, 3, 10, 0, 0); }},
    {"a store of 64 bits", rv32_exception::illegal_instruction, 0x0000'3023, [](auto& p) { p.s_type(3, 0, 0, 0); }},
    {"branch function 2", rv32_exception::illegal_instruction, 0x0000'2063, [](auto& p) { p.word(0x2063); }},
    {"jalr function 1", rv32_exception::illegal_instruction, 0x0000'1067, [](auto& p) { p.word(0x1067); }},
    {"sret", rv32_exception::illegal_instruction, 0x1020'0073, [](auto& p) { p.word(0x1020'0073); }},
    {"a register that is not there", rv32_exception::illegal_instruction, 0x1800'2573,
     [](auto& p) { p.csrrs(10, 0x180, 0); }},
    {"a write of a read-only register", rv32_exception::illegal_instruction, 0xF140'1573,
     [](auto& p) { p.csrrw(10, 0xF14, 0); }},
    {"a set of a read-only register", rv32_exception::illegal_instruction, 0xC002'A573,
     [](auto& p) { p.csrrs(10, 0xC00, 5); }},
    {"lh", rv32_exception::load_address_misaligned, rv32_bench::base + 1, [](auto& p) { p.lh(10, 1, 6); }},
    {"lhu", rv32_exception::load_address_misaligned, rv32_bench::base + 3, [](auto& p) { p.lhu(10, 3, 6); }},
    {"lw", rv32_exception::load_address_misaligned, rv32_bench::base + 2, [](auto& p) { p.lw(10, 2, 6); }},
    {"sh", rv32_exception::store_address_misaligned, rv32_bench::base + 1, [](auto& p) { p.sh(10, 1, 6); }},
    {"sw", rv32_exception::store_address_misaligned, rv32_bench::base + 2, [](auto& p) { p.sw(10, 2, 6); }},
    {"lb of nothing", rv32_exception::load_access_fault, unmapped + 1, [](auto& p) { p.lb(10, 1, 7); }},
    {"lw of nothing", rv32_exception::load_access_fault, unmapped, [](auto& p) { p.lw(10, 0, 7); }},
    {"sb to nothing", rv32_exception::store_access_fault, unmapped + 3, [](auto& p) { p.sb(10, 3, 7); }},
    {"sw to nothing", rv32_exception::store_access_fault, unmapped, [](auto& p) { p.sw(10, 0, 7); }},
    {"jalr", rv32_exception::instruction_address_misaligned, rv32_bench::base + 2, [](auto& p) { p.jalr(10, 2, 6); }},
    {"jal", rv32_exception::instruction_address_misaligned, rv32_bench::base + 0x18 + 6,
     [](auto& p) { p.word(6u << 20 | 10u << 7 | 0x6F); }},
    {"a branch that is taken", rv32_exception::instruction_address_misaligned, rv32_bench::base + 0x18 + 6,
     [](auto& p) { p.word(6u << 7 | 0x63); }},
};

TEST(rv32_trap, every_exception_names_its_cause_instruction_and_value) {
  for (const exception_case& c : exceptions) {
    for (const bool direct : {true, false}) {
      rv32_bench bench({}, direct);
      trapping_program program;
      program.li(6, rv32_bench::base);
      program.li(7, unmapped);
      program.li(10, 1234);
      const std::uint32_t at = program.address();
      ASSERT_EQ(at, rv32_bench::base + 0x18) << "the jumps above count on it";
      c.instruction(program);
      program.finish();
      bench.load_program(program);
      ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep) << c.name;
      EXPECT_EQ(bench.x(20), at) << c.name;
      EXPECT_EQ(bench.x(21), static_cast<std::uint32_t>(c.cause)) << c.name;
      EXPECT_EQ(bench.x(22), c.value) << c.name;
      EXPECT_EQ(bench.x(10), 1234u) << c.name;
      EXPECT_EQ(bench.cpu.state().retired, 6u + 4u) << c.name << ": the instruction itself has not retired";
    }
  }
}

TEST(rv32_trap, ebreak_gives_its_own_address) {
  rv32_bench bench;
  trapping_program program;
  const std::uint32_t at = program.address();
  program.ebreak();
  program.finish();
  bench.load_program(program);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(20), at);
  EXPECT_EQ(bench.x(21), 3u);
  EXPECT_EQ(bench.x(22), at);
}

TEST(rv32_trap, a_jump_to_nowhere_fails_where_it_leads) {
  rv32_bench bench;
  trapping_program program;
  program.li(7, unmapped);
  program.jalr(1, 8, 7);
  const std::uint32_t link = program.address();
  program.finish();
  bench.load_program(program);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(20), unmapped + 8);
  EXPECT_EQ(bench.x(21), 1u);
  EXPECT_EQ(bench.x(22), unmapped + 8);
  EXPECT_EQ(bench.x(1), link);
}

TEST(rv32_trap, a_branch_that_is_not_taken_may_name_a_misaligned_target) {
  rv32_bench bench;
  trapping_program program;
  program.word(1u << 12 | 6u << 7 | 0x63);  // bne x0, x0
  program.addi(9, 0, 7);
  program.wfi();
  bench.load_program(program);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(9), 7u);
}

TEST(rv32_trap, entry_and_return_carry_the_interrupt_enable) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  const auto entry = program.forward();
  program.auipc(5, 0);
  program.addi(5, 5, 40);
  program.csrw(0x305, 5);
  program.csrrsi(0, 0x300, 8);  // MIE
  program.ecall();
  program.csrr(11, 0x300);
  program.csrrci(0, 0x300, 8);
  program.ecall();
  program.csrr(13, 0x300);
  program.wfi();
  program.place(entry);
  ASSERT_EQ(program.address_of(entry), rv32_bench::base + 40);
  program.mv(12, 10);
  program.csrr(10, 0x300);
  program.csrr(6, 0x341);
  program.addi(6, 6, 4);
  program.csrw(0x341, 6);
  program.mret();
  bench.load_program(program);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(12), 0x1880u);  // in the first handler: MPP, MPIE
  EXPECT_EQ(bench.x(11), 0x1888u);  // after it: MIE again, MPIE set by mret
  EXPECT_EQ(bench.x(10), 0x1800u);  // in the second handler: MPIE as MIE was
  EXPECT_EQ(bench.x(13), 0x1880u);
}

TEST(rv32_trap, without_a_handler_stops_the_run_and_says_what_happened) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.li(7, unmapped);
  program.jalr(1, 0, 7);
  bench.load_program(program);
  const rv32_stop stop = bench.run();
  EXPECT_EQ(stop.reason, rv32_stop_reason::no_trap_handler);
  ASSERT_TRUE(stop.exception.has_value());
  EXPECT_EQ(stop.exception->cause, rv32_exception::instruction_access_fault);
  EXPECT_EQ(stop.exception->pc, 0u);  // mtvec after reset
  EXPECT_EQ(bench.csr(rv32_csr::mepc), unmapped);
  EXPECT_EQ(bench.csr(rv32_csr::mcause), 1u);
  const auto jumps = bench.cpu.jumps().newest_first();
  ASSERT_EQ(jumps.size(), 2u);
  EXPECT_EQ(jumps[1].from, rv32_bench::base + 4);
  EXPECT_EQ(jumps[1].to, unmapped);
}

TEST(rv32_trap, into_memory_without_instructions_stops_the_run_as_well) {
  rv32_bench bench({{}, {}, false});
  rv32_assembler program(rv32_bench::base);
  program.li(5, rv32_bench::base + 0x3000);  // zeros
  program.csrw(0x305, 5);
  program.ecall();
  bench.load_program(program);
  const rv32_stop stop = bench.run();
  EXPECT_EQ(stop.reason, rv32_stop_reason::no_trap_handler);
  EXPECT_EQ(stop.exception->cause, rv32_exception::illegal_instruction);
  EXPECT_EQ(bench.csr(rv32_csr::mcause), 11u);
}

/// A handler that saves x1 on a stack that has run out, as a program with an overflown stack has it.
rv32_assembler program_without_stack() {
  rv32_assembler program(rv32_bench::base);
  program.li(5, rv32_bench::base + 0x20);
  program.csrw(0x305, 5);
  program.li(2, unmapped);
  program.sw(1, -4, 2);
  while (program.address() < rv32_bench::base + 0x20) program.nop();
  program.addi(2, 2, -16);
  program.sw(1, 12, 2);
  program.csrr(6, 0x341);
  program.mret();
  return program;
}

TEST(rv32_trap, in_a_handler_that_has_not_saved_the_way_back_stops_the_run) {
  rv32_bench bench;
  bench.load_program(program_without_stack());
  const rv32_stop stop = bench.run();
  EXPECT_EQ(stop.reason, rv32_stop_reason::double_trap);
  EXPECT_EQ(stop.exception->cause, rv32_exception::store_access_fault);
  EXPECT_EQ(stop.exception->pc, rv32_bench::base + 0x24);
  EXPECT_EQ(stop.exception->value, unmapped - 4);
  EXPECT_EQ(bench.csr(rv32_csr::mepc), rv32_bench::base + 0x10);  // the first one's
  EXPECT_EQ(bench.cpu.pc(), rv32_bench::base + 0x24);
}

TEST(rv32_trap, in_a_handler_goes_on_for_ever_as_in_hardware_if_asked) {
  rv32_bench bench({{}, {}, false});
  bench.load_program(program_without_stack());
  EXPECT_EQ(bench.run().reason, rv32_stop_reason::budget);
  EXPECT_EQ(bench.csr(rv32_csr::mepc), rv32_bench::base + 0x24);
}

TEST(rv32_trap, in_a_handler_that_has_saved_the_way_back_is_a_trap_like_any_other) {
  rv32_bench bench;
  rv32_assembler program(rv32_bench::base);
  program.li(5, rv32_bench::base + 0x20);
  program.csrw(0x305, 5);
  program.ecall();
  program.addi(8, 0, 3);
  program.wfi();
  while (program.address() < rv32_bench::base + 0x20) program.nop();
  // The handler counts in x7 and makes a second trap in the first one.
  const auto inner = program.forward();
  program.addi(7, 7, 1);
  program.addi(9, 0, 1);
  program.csrr(10, 0x341);
  program.bne(7, 9, inner);
  program.mv(11, 10);
  program.ecall();
  program.addi(11, 11, 4);
  program.csrw(0x341, 11);
  program.mret();
  program.place(inner);
  program.addi(10, 10, 4);
  program.csrw(0x341, 10);
  program.mret();
  bench.load_program(program);
  ASSERT_EQ(bench.run().reason, rv32_stop_reason::sleep);
  EXPECT_EQ(bench.x(7), 2u);
  EXPECT_EQ(bench.x(8), 3u);
}

}  // namespace
}  // namespace memvp
