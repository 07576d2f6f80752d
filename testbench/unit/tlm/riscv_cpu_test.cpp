// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/riscv_cpu.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "processor_platform.hpp"

namespace memvp {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using namespace testing_words;

// Bus 1 cycle and memory 1: an instruction is fetched in 2. Ibex's classes: alu 1, load and store 2, which have the
// first of the 2 cycles of their access.
TEST(riscv_cpus, take_the_cycles_of_their_instructions_and_of_the_bus) {
  processor_platform platform(with());
  platform.code.addi(a0, zero, 21);                   // 2 + 1
  platform.code.add(a0, a0, a0);                      // 2 + 1
  platform.code.lui(t2, end_base >> 12);              // 2 + 1
  platform.code.sw(a0, example_device::setting, t2);  // 2 + 2 + 1
  sc_core::sc_start();
  platform.cpu.require_finished();
  EXPECT_EQ(platform.end.value, 42u);
  EXPECT_EQ(platform.cpu.instructions(), 4u);
  EXPECT_EQ(platform.cpu.now_cycles(), 14u);
  EXPECT_EQ(sc_core::sc_time_stamp(), duration(14, period()));
}

/// What a program saw, apart from how it got there.
struct outcome {
  std::uint32_t checksum = 0;
  std::uint64_t cycles = 0, instructions = 0, asleep = 0, end_ps = 0;
  bool operator==(const outcome& other) const {
    return checksum == other.checksum && cycles == other.cycles && instructions == other.instructions &&
           asleep == other.asleep && end_ps == other.end_ps;
  }
};

std::ostream& operator<<(std::ostream& out, const outcome& seen) {
  return out << "checksum " << seen.checksum << ", " << seen.cycles << " cycles, " << seen.instructions
             << " instructions, " << seen.asleep << " cycles asleep, end " << seen.end_ps << " ps";
}

/// Computes in a loop that is interrupted at odd instants; the handler adds mcycle to a checksum, a faulty load that it
/// steps over happens in every turn, and the program sleeps in between.
void interrupted_program(processor_platform& platform) {
  for (std::uint64_t i = 0; i < 1000; ++i) {
    platform.external.changes.emplace_back(40'000'001 * (i + 1) + 7'777 * i, true);
    platform.external.changes.emplace_back(40'000'001 * (i + 1) + 7'777 * i + 2'000'003, false);
    platform.timer.changes.emplace_back(61'003'000 * (i + 1), true);
    platform.timer.changes.emplace_back(61'003'000 * (i + 1) + 500'000, false);
  }
  rv32_assembler& code = platform.code;
  const auto handler = code.forward(), begin = code.forward();
  code.j(begin);
  code.place(handler);
  code.csrr(s2, mepc);
  code.csrr(s3, mcause);
  const auto interrupt = code.forward(), back = code.forward();
  code.blt(s3, zero, interrupt);
  code.addi(s2, s2, 4);
  code.csrw(mepc, s2);
  code.j(back);
  code.place(interrupt);
  code.csrr(s4, mcycle);
  code.slli(a0, a0, 1);
  code.add(a0, a0, s4);
  code.add(a0, a0, s2);
  // What came is disabled until the loop enables it again.
  code.li(s4, static_cast<std::uint32_t>(external_bit));
  const auto other = code.forward();
  code.andi(s3, s3, 15);
  code.addi(s3, s3, -11);
  code.beq(s3, zero, other);
  code.li(s4, static_cast<std::uint32_t>(timer_bit));
  code.place(other);
  code.csrrc(zero, mie, s4);
  code.place(back);
  code.mret();

  code.place(begin);
  code.li(t0, code.address_of(handler));
  code.csrw(mtvec, t0);
  code.li(a3, nowhere);
  code.li(s4, device_base);
  code.addi(a2, zero, 120);
  const auto turn = code.here();
  code.li(t0, static_cast<std::uint32_t>(external_bit | timer_bit));
  code.csrrs(zero, mie, t0);
  code.csrrsi(zero, mstatus, 8);
  code.addi(t1, zero, 700);
  const auto inner = code.here();
  code.mul(a1, a1, t1);
  code.xor_(a1, a1, a0);
  code.addi(t1, t1, -1);
  code.bne(t1, zero, inner);
  code.lw(t2, 0, a3);  // a fault
  code.li(t2, device_base);
  code.sw(a1, static_cast<std::int32_t>(example_device::buffer), t2);
  code.lw(t1, static_cast<std::int32_t>(example_device::buffer), t2);
  code.add(a0, a0, t1);
  code.andi(t1, a2, 7);
  const auto awake = code.forward();
  code.bne(t1, zero, awake);
  code.li(t0, static_cast<std::uint32_t>(external_bit | timer_bit));
  code.csrrs(zero, mie, t0);
  code.wfi();
  code.csrr(t1, mcycle);
  code.add(a0, a0, t1);
  code.place(awake);
  code.addi(a2, a2, -1);
  code.bne(a2, zero, turn);
  platform.finish_with(a0);
}

/// Lets a program go on by one instruction at a time.
struct stepping : execution_control {
  sc_core::sc_event never{"never"};
  pace go_on(const rv32_stop&) override { return pace::step; }
  void sleeps_for_ever() override {}
  void finished(std::uint32_t) override {}
  void failed(const std::string&) override {}
  const sc_core::sc_event& hold_request() const override { return never; }
};

/// Runs in a process of its own (SystemC elaborates once a process).
outcome outcome_of(const riscv_cpu::settings& chosen, bool step = false) {
  int channel[2];
  if (pipe(channel) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    int status = 1;
    try {
      processor_platform platform(chosen);
      stepping control;
      if (step) platform.cpu.control_by(&control);
      interrupted_program(platform);
      sc_core::sc_start();
      platform.cpu.require_finished();
      const outcome seen{platform.end.value, platform.cpu.now_cycles(), platform.cpu.instructions(),
                         platform.cpu.cycles_asleep(), picoseconds(sc_core::sc_time_stamp())};
      status = write(channel[1], &seen, sizeof seen) == static_cast<ssize_t>(sizeof seen) ? 0 : 1;
    } catch (const std::exception& failure) {
      std::fprintf(stderr, "%s\n", failure.what());
    }
    _exit(status);
  }
  close(channel[1]);
  outcome seen;
  EXPECT_EQ(read(channel[0], &seen, sizeof seen), static_cast<ssize_t>(sizeof seen));
  close(channel[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  return seen;
}

TEST(riscv_cpus, see_interrupts_at_the_same_instruction_in_lt_and_at_with_any_quantum_with_and_without_dmi) {
  const outcome phased = outcome_of(with(bus_timing::approximately_timed));
  EXPECT_GT(phased.instructions, 120u * 700 * 4);
  EXPECT_GT(phased.asleep, 1000u);
  for (const double quantum_ns : {0., 10., 777., 1e3, 1e6})
    for (const bool use_dmi : {false, true})
      EXPECT_EQ(outcome_of(with(bus_timing::loosely_timed, use_dmi, {quantum_ns, sc_core::SC_NS})), phased)
          << "quantum " << quantum_ns << " ns, dmi " << use_dmi;
}

TEST(riscv_cpus, do_the_same_step_by_step) {
  EXPECT_EQ(outcome_of(with(), true), outcome_of(with()));
  EXPECT_EQ(outcome_of(with(bus_timing::approximately_timed), true), outcome_of(with()));
}

// The line rises at 40 s, in which 4 * 10^9 cycles of 10 ns pass.
TEST(riscv_cpus, sleep_until_an_enabled_line_rises_and_count_the_cycles) {
  processor_platform platform(with());
  platform.timer.changes = {{1'000'000'000, true}};  // not enabled
  platform.external.changes = {{40'000'000'000'005, true}};
  platform.code.li(t0, static_cast<std::uint32_t>(external_bit));
  platform.code.csrw(mie, t0);
  platform.code.wfi();
  platform.code.csrr(a0, 0xB80);  // mcycleh
  platform.finish_with(a0);
  sc_core::sc_start();
  platform.cpu.require_finished();
  EXPECT_EQ(platform.end.value, 0u);
  ASSERT_EQ(platform.latency.rows().size(), 1u);
  const latency_log::row row = platform.latency.rows().front();
  EXPECT_EQ(platform.latency.tile(row.command), "cpu");
  EXPECT_EQ(platform.latency.name(row.command), "wait for external interrupt");
  EXPECT_EQ(row.start + row.cycles, 4'000'000'001u);  // 5 ps later: at the next clock edge
  EXPECT_EQ(platform.cpu.cycles_asleep(), row.cycles);
  EXPECT_GT(platform.cpu.now_cycles(), 4'000'000'001u);
  EXPECT_LT(platform.cpu.now_cycles(), 4'000'000'030u);
}

TEST(riscv_cpus, make_access_faults_of_bus_errors) {
  processor_platform platform(with());
  rv32_assembler& code = platform.code;
  const auto handler = code.forward();
  code.li(t0, ram_base + 64);
  code.csrw(mtvec, t0);
  code.li(a3, device_base);
  code.sw(a3, 0, a3);  // ID is read only
  code.place(handler);
  while (code.address() < ram_base + 64) code.nop();
  code.csrr(a0, mcause);
  code.csrr(a1, mtval);
  code.slli(a0, a0, 28);
  code.or_(a0, a0, a1);
  platform.finish_with(a0);
  sc_core::sc_start();
  platform.cpu.require_finished();
  EXPECT_EQ(platform.end.value, 0x7000'0000u | device_base);  // 7: store access fault
}

TEST(riscv_cpus, ask_for_direct_memory_once_and_again_when_it_was_taken_back) {
  processor_platform platform(with(bus_timing::loosely_timed, true, sc_core::sc_time(1, sc_core::SC_US)));
  platform.code.addi(a0, zero, 1000);
  const auto turn = platform.code.here();
  platform.code.addi(a0, a0, -1);
  platform.code.bne(a0, zero, turn);
  platform.finish_with(a0);
  sc_core::sc_start(sc_core::sc_time(20, sc_core::SC_US));
  EXPECT_EQ(platform.cpu.transactions(), 1u);  // the first instruction
  EXPECT_EQ(platform.cpu.processor().direct_memories().regions().size(), 1u);
  platform.ram.allow_direct_memory(true);
  EXPECT_TRUE(platform.cpu.processor().direct_memories().regions().empty());
  sc_core::sc_start();
  platform.cpu.require_finished();
  EXPECT_EQ(platform.cpu.transactions(), 3u);  // one more instruction, and the end
}

TEST(riscv_cpus, keep_to_the_bus_outside_the_range_of_direct_memory) {
  riscv_cpu::settings chosen = with();
  chosen.direct_first = ram_base + 0x1000;
  processor_platform platform(chosen);
  platform.finish_with(a0);
  sc_core::sc_start();
  platform.cpu.require_finished();
  EXPECT_EQ(platform.cpu.transactions(), 3u);
}

TEST(riscv_cpus, that_jump_to_nowhere_say_from_where) {
  processor_platform platform(with());
  platform.code.li(t0, nowhere);
  platform.code.jalr(ra, 0, t0);
  EXPECT_EQ(platform.failure(),
            "cpu: an instruction access fault at address 0x70000000 at pc 0x70000000 has no trap handler: mtvec = "
            "0x00000000 leads to no instruction; the last jumps, newest first: 0x70000000 -> 0x00000000, 0x80000004 -> "
            "0x70000000");
}

TEST(riscv_cpus, that_fail_in_their_trap_handler_say_how_they_came_there) {
  processor_platform platform(with());
  platform.code.li(t0, ram_base + 16);
  platform.code.csrw(mtvec, t0);
  platform.code.ecall();
  while (platform.code.address() < ram_base + 16) platform.code.nop();
  platform.code.ebreak();
  EXPECT_THAT(platform.failure(), AllOf(StartsWith("cpu: an ecall at pc 0x8000000c was followed, in its trap handler, "
                                                   "by an ebreak at pc 0x80000010; the last jumps"),
                                        HasSubstr("0x8000000c -> 0x80000010")));
}

TEST(riscv_cpus, in_an_endless_loop_are_given_up_at_the_limit) {
  riscv_cpu::settings chosen = with();
  chosen.max_time = sc_core::sc_time(1, sc_core::SC_MS);
  processor_platform platform(chosen);
  const auto turn = platform.code.here();
  platform.code.nop();
  platform.code.j(turn);
  EXPECT_THAT(platform.failure(), AllOf(StartsWith("cpu: the program has not ended after 1 ms of simulated time; it is "
                                                   "at pc 0x8000000"),
                                        HasSubstr("0x80000004 -> 0x80000000 (")));
}

TEST(riscv_cpus, that_sleep_are_given_up_at_the_limit) {
  riscv_cpu::settings chosen = with();
  chosen.max_time = sc_core::sc_time(1, sc_core::SC_MS);
  processor_platform platform(chosen);
  platform.external.changes = {{5'000'000'000, true}};
  platform.code.wfi();
  EXPECT_THAT(platform.failure(), HasSubstr("it is at pc 0x80000004, asleep"));
  EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::sc_time(1, sc_core::SC_MS));
}

TEST(riscv_cpus, that_wait_for_an_interrupt_that_never_comes_say_so) {
  processor_platform platform(with());
  platform.code.li(t0, static_cast<std::uint32_t>(external_bit));
  platform.code.csrw(mie, t0);
  platform.code.wfi();
  EXPECT_THAT(platform.failure(),
              AllOf(StartsWith("cpu: the program did not end: at cycle "),
                    HasSubstr("it sleeps at pc 0x80000010 with mie = 0x00000800, and nothing is left that could raise "
                              "one of these interrupts")));
}

TEST(riscv_cpus, show_the_time_of_the_platforms_timer) {
  processor_platform platform(with());
  platform.cpu.set_time([](const sc_core::sc_time& at) { return picoseconds(at) / 1000; });  // ns
  platform.code.nop();
  platform.code.csrr(a0, 0xC01);
  platform.finish_with(a0);
  sc_core::sc_start();
  platform.cpu.require_finished();
  EXPECT_EQ(platform.end.value, 30u + 20u);  // nop with its fetch, and this instruction's fetch
}

}  // namespace
}  // namespace memvp
