// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/riscv_debugger.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#include "gdb_client.hpp"
#include "memvp/tlm/hexadecimal.hpp"
#include "processor_platform.hpp"

namespace memvp {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using namespace testing_words;

const std::string sigtrap = "T05thread:1;", sigint = "T02thread:1;", aborted = "T06thread:1;";

std::string hex(std::uint32_t address) { return hexadecimal(address, 8).substr(2); }
std::string at_pc(gdb_client& client) { return hexadecimal(*gdb_word(client.ask("p20")), 8); }
std::string words(gdb_client& client, const std::string& command) {
  return gdb_bytes(client.ask("qRcmd," + gdb_hex(command))).value_or("(no text)");
}
/// Text that the program's end puts on the debugger's terminal.
std::string shown(gdb_client& client) {
  const std::string text = client.reply();
  return text[0] == 'O' ? gdb_bytes(text.substr(1)).value_or("(no text)") : "no text, but " + text;
}

/// A processor whose program a debugger talks to in a thread of its own.
struct debugged_platform : processor_platform {
  std::optional<riscv_debugger> debugger;

  explicit debugged_platform(const riscv_cpu::settings& chosen = with(), std::function<void()> checkpoint = {})
      : processor_platform(chosen) {
    debugger.emplace("debugger", cpu, std::uint16_t{0}, std::move(checkpoint));
  }
  std::uint16_t port() const { return debugger->port(); }

  /// Runs the simulation to its end; \return what went wrong, if anything
  std::string run_with(const std::function<void()>& conversation) {
    std::string sentence;
    std::thread person([&] {
      try {
        conversation();
      } catch (const std::exception& failure) {
        ADD_FAILURE() << failure.what();
      }
    });
    sc_core::sc_start();
    try {
      cpu.require_finished();
    } catch (const std::exception& failure) {
      sentence = failure.what();
    }
    debugger.reset();
    person.join();
    return sentence;
  }
};

// As in riscv_cpus: 2 cycles for the fetch of each instruction.
void short_program(processor_platform& platform) {
  platform.code.addi(a0, zero, 21);                   // 2 + 1, ends at 3
  platform.code.add(a0, a0, a0);                      // 2 + 1, 6
  platform.code.lui(t2, end_base >> 12);              // 2 + 1, 9
  platform.code.sw(a0, example_device::setting, t2);  // 2 + 2 + 1, 14
}

TEST(riscv_debuggers, hold_a_program_at_its_entry_and_step_through_it_in_its_own_time) {
  debugged_platform platform;
  short_program(platform);
  const std::string wrong = platform.run_with([&] {
    { gdb_client looked_whether_the_port_is_there(platform.port()); }
    gdb_client client(platform.port());
    EXPECT_EQ(client.ask("?"), sigtrap);
    EXPECT_EQ(at_pc(client), "0x80000000");
    EXPECT_EQ(client.ask("s"), sigtrap);
    EXPECT_EQ(at_pc(client), "0x80000004");
    EXPECT_EQ(client.ask("pa"), "15000000");  // a0: 21
    EXPECT_THAT(words(client, "info"), HasSubstr("\n3 cycles"));
    EXPECT_THAT(words(client, "info"), HasSubstr("\n1 instructions\n30 ns of simulated time"));
    EXPECT_EQ(client.ask("vCont;r80000000,8000000c:1"), sigtrap);
    EXPECT_EQ(at_pc(client), "0x8000000c");
    EXPECT_EQ(client.ask("pb41"), "09000000");  // mcycle, 65 + 0xb00
    EXPECT_EQ(client.ask("vCont;s:1"), "W00");
  });
  EXPECT_EQ(wrong, "");
  EXPECT_EQ(platform.end.value, 42u);
  EXPECT_EQ(platform.cpu.now_cycles(), 14u);
  EXPECT_EQ(sc_core::sc_time_stamp(), duration(14, period()));
}

TEST(riscv_debuggers, change_registers_memory_and_instructions) {
  debugged_platform platform;
  short_program(platform);
  platform.run_with([&] {
    gdb_client client(platform.port());
    EXPECT_EQ(client.ask("Z0,80000008,4"), "OK");
    EXPECT_EQ(client.ask("c"), sigtrap);
    EXPECT_EQ(at_pc(client), "0x80000008");
    EXPECT_EQ(client.ask("Pa=07000000"), "OK");
    EXPECT_EQ(client.ask("P20=04000080"), "OK");          // add a0, a0, a0 again
    EXPECT_EQ(client.ask("M80000004,4:13051510"), "OK");  // now addi a0, a0, 0x101
    EXPECT_EQ(client.ask("m80000000,8"), "1305500113051510");
    EXPECT_EQ(client.ask("z0,80000008,4"), "OK");
    EXPECT_EQ(client.ask("c"), "W00");
  });
  EXPECT_EQ(platform.end.value, 0x108u);
}

TEST(riscv_debuggers, watch_registers_of_a_device_and_read_them_without_effect) {
  debugged_platform platform;
  rv32_assembler& code = platform.code;
  code.li(t0, device_base);
  code.addi(t1, zero, 5);
  code.sw(t1, example_device::setting, t0);
  code.lw(a0, example_device::setting, t0);
  platform.finish_with(a0);
  platform.run_with([&] {
    gdb_client client(platform.port());
    const std::string setting = hex(device_base + example_device::setting);
    EXPECT_EQ(client.ask("Z2," + setting + ",4"), "OK");
    EXPECT_EQ(client.ask("m" + setting + ",4"), "07000000");  // its reset
    EXPECT_EQ(client.ask("c"), sigtrap + "watch:" + setting + ";");
    EXPECT_EQ(client.ask("m" + setting + ",4"), "05000000");
    EXPECT_EQ(client.ask("z2," + setting + ",4"), "OK");
    EXPECT_EQ(client.ask("Z3," + setting + ",4"), "OK");
    EXPECT_EQ(client.ask("c"), sigtrap + "rwatch:" + setting + ";");
    EXPECT_EQ(client.ask("M" + setting + ",4:09000000"), "E0e");  // would have effects
    EXPECT_EQ(client.ask("c"), "W00");
  });
  EXPECT_EQ(platform.end.value, 5u);
}

TEST(riscv_debuggers, interrupt_an_endless_loop_leave_it_and_come_back) {
  debugged_platform platform;
  const auto turn = platform.code.here();
  platform.code.addi(a0, a0, 1);
  platform.code.beq(zero, zero, turn);
  platform.finish_with(a0);
  platform.run_with([&] {
    {
      gdb_client client(platform.port());
      client.tell("c");
      client.send("\x03");
      EXPECT_EQ(client.reply(), sigint);
      EXPECT_EQ(client.ask("Z0,80000004,4"), "OK");
      EXPECT_EQ(client.ask("c"), sigtrap);
      EXPECT_EQ(client.ask("D"), "OK");
    }
    {
      gdb_client client(platform.port());
      EXPECT_EQ(client.ask("?"), sigtrap);
      client.tell("c");  // the breakpoint has gone with the debugger
      client.send("\x03");
      EXPECT_EQ(client.reply(), sigint);
      client.tell("c");  // and breaks off
    }
    gdb_client client(platform.port());
    EXPECT_EQ(client.ask("P20=08000080"), "OK");
    EXPECT_EQ(client.ask("c"), "W00");
  });
  EXPECT_GT(platform.end.value, 0u);
}

TEST(riscv_debuggers, interrupt_a_processor_that_is_asleep) {
  debugged_platform platform;
  std::atomic<bool> rise{false};
  // Something goes on in the simulation, so that it does not end while the person thinks.
  struct ticker : sc_core::sc_module {
    std::atomic<bool>& rise;
    sc_core::sc_signal<bool>& line;
    ticker(const sc_core::sc_module_name& name, std::atomic<bool>& when, sc_core::sc_signal<bool>& which)
        : sc_core::sc_module(name), rise(when), line(which) {
      SC_HAS_PROCESS(ticker);
      SC_THREAD(tick);
    }
    void tick() {
      while (!rise) wait(1, sc_core::SC_US);
      line.write(true);
    }
  } tick("tick", rise, platform.software);
  platform.code.addi(t0, zero, 8);  // the software interrupt
  platform.code.csrw(mie, t0);
  platform.code.wfi();
  platform.finish_with(t0);
  platform.run_with([&] {
    gdb_client client(platform.port());
    // However busy the computer is, the program falls asleep at some time.
    for (int tries = 0; tries < 500; ++tries) {
      client.tell("c");
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      client.send("\x03");
      ASSERT_EQ(client.reply(), sigint);
      if (at_pc(client) == "0x8000000c") break;
    }
    EXPECT_EQ(at_pc(client), "0x8000000c");
    EXPECT_THAT(words(client, "info"), HasSubstr("asleep"));
    client.tell("s");  // ends with the instruction after the sleep
    rise = true;
    EXPECT_EQ(client.reply(), sigtrap);
    EXPECT_EQ(at_pc(client), "0x80000010");
    EXPECT_EQ(client.ask("c"), "W00");
  });
  ASSERT_EQ(platform.latency.rows().size(), 1u);
  const latency_log::row row = platform.latency.rows().front();
  EXPECT_EQ(row.start, 9u);  // 3 + 3 + 3
  EXPECT_EQ(row.cycles, platform.cpu.cycles_asleep());
}

TEST(riscv_debuggers, stop_a_program_that_nothing_can_wake_up) {
  debugged_platform platform;
  platform.code.wfi();
  const std::string wrong = platform.run_with([&] {
    gdb_client client(platform.port());
    client.tell("c");
    EXPECT_EQ(shown(client), "the processor is asleep, and nothing is left that could wake it up\n");
    EXPECT_EQ(client.reply(), aborted);
    EXPECT_EQ(client.ask("c"), "W01");
  });
  EXPECT_THAT(wrong, StartsWith("cpu: the program did not end"));
}

TEST(riscv_debuggers, stop_at_an_exception_before_its_trap_and_at_the_end_of_what_cannot_go_on) {
  debugged_platform platform;
  platform.code.li(t0, nowhere);
  platform.code.lw(a0, 0, t0);
  const std::string wrong = platform.run_with([&] {
    gdb_client client(platform.port());
    EXPECT_EQ(client.ask("c"), "T0bthread:1;");  // SIGSEGV
    EXPECT_EQ(at_pc(client), "0x80000004");
    EXPECT_EQ(client.ask("p382"), "00000000");  // mepc: no trap yet
    client.tell("c");
    EXPECT_THAT(shown(client), StartsWith("cpu: a load access fault at address 0x70000000 at pc 0x80000004 has no "));
    EXPECT_EQ(client.reply(), aborted);
    EXPECT_EQ(client.ask("p382"), "04000080");
    EXPECT_EQ(client.ask("c"), "W01");
  });
  EXPECT_THAT(wrong, StartsWith("cpu: a load access fault at address 0x70000000 at pc 0x80000004 has no trap handler"));
}

TEST(riscv_debuggers, let_exceptions_pass_where_they_are_told_to) {
  debugged_platform platform;
  rv32_assembler& code = platform.code;
  const auto handler = code.forward();
  code.li(t0, ram_base + 32);
  code.csrw(mtvec, t0);
  code.ecall();
  while (code.address() < ram_base + 32) code.nop();
  code.place(handler);
  code.csrr(a0, mcause);
  platform.finish_with(a0);
  platform.run_with([&] {
    gdb_client client(platform.port());
    EXPECT_THAT(words(client, "exceptions off"), HasSubstr("handler"));
    EXPECT_THAT(words(client, "jumps"), StartsWith("no jump"));
    EXPECT_THAT(words(client, "nonsense"), StartsWith("there is no command \"nonsense\"; there are:\ninfo"));
    EXPECT_EQ(client.ask("c"), "W00");
  });
  EXPECT_EQ(platform.end.value, 11u);  // mcause: ecall from machine mode
}

TEST(riscv_debuggers, can_end_a_program) {
  debugged_platform platform;
  short_program(platform);
  const std::string wrong = platform.run_with([&] {
    gdb_client client(platform.port());
    client.ask("s");
    client.tell("k");
    EXPECT_EQ(client.reply(), "(closed)");
  });
  EXPECT_EQ(wrong, "debugger: the program was killed by the debugger.");
  EXPECT_EQ(platform.cpu.instructions(), 1u);
}

TEST(riscv_debuggers, that_nobody_comes_to_can_be_called_off) {
  int looked = 0;
  debugged_platform platform(with(), [&looked] {
    if (++looked == 3) throw std::runtime_error("interrupted");
  });
  short_program(platform);
  EXPECT_EQ(platform.run_with([] {}), "interrupted");
}

TEST(riscv_debuggers, answer_damaged_packets_and_repeat_what_was_lost) {
  debugged_platform platform;
  short_program(platform);
  platform.run_with([&] {
    gdb_client client(platform.port());
    client.send("$p20#00");
    EXPECT_EQ(client.input().what, gdb_input::kind::rejected);
    client.send("\xff\x80garbage" + gdb_packet("p20"));
    EXPECT_EQ(client.input().what, gdb_input::kind::acknowledged);
    EXPECT_EQ(client.input().payload, "00000080");
    client.send("-");
    EXPECT_EQ(client.input().payload, "00000080");
    EXPECT_EQ(client.ask("QStartNoAckMode"), "OK");
    client.send(gdb_packet("p20"));
    EXPECT_EQ(client.input().payload, "00000080");
    client.send("$p20#00");
    EXPECT_EQ(client.input().payload, "E16");
    EXPECT_EQ(client.ask("c"), "W00");
  });
  EXPECT_EQ(platform.end.value, 42u);
}

}  // namespace
}  // namespace memvp
