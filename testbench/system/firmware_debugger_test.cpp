// SPDX-License-Identifier: Apache-2.0
// Firmware under a real debugger, gdb-multiarch.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <regex>

#include "program_run.hpp"

namespace memvp::system_test {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

const std::string shipped = MEMVP_SOURCE_DIR "/platforms/firmware/";
const std::string astray = MEMVP_SOURCE_DIR "/testbench/system/firmware/astray.elf";

/// What a run has left whose firmware was debugged.
struct debugged {
  int status;        ///< of memvp
  std::string said;  ///< by gdb
  std::string err;   ///< by memvp
};

class firmware_debugger : public program_test {
 protected:
  void SetUp() override {
    if (std::system("gdb-multiarch -nx -batch -ex 'python print(1)' >/dev/null 2>&1") != 0)
      GTEST_SKIP() << "gdb-multiarch (Debian: gdb-multiarch), with Python, is not installed";
  }

  /// Runs firmware and a script of gdb's, both to their ends.
  debugged debug(const std::string& elf, const std::string& script, const std::string& settings = "") const {
    write("script", script);
    const std::string run =
        "env -u MEMVP_DATA -u MEMVP_PLATFORMS timeout 60 '" MEMVP_PROGRAM
        "' run soc-firmware --quiet --gdb 0 --out debugged --set serial.terminal=false --set firmware=" +
        elf + " " + settings + " >out.txt 2>err.txt & run=$!; ";
    const std::string port =
        "until grep -q 127.0.0.1: err.txt; do kill -0 $run || break; sleep 0.02; done; "
        "port=$(sed -n 's/.*127.0.0.1:\\([0-9]*\\).*/\\1/p' err.txt); ";
    const std::string gdb =
        "timeout 50 gdb-multiarch -nx -batch -ex 'set pagination off' -ex 'set confirm off' -ex 'file " + elf +
        "' -ex \"target remote 127.0.0.1:$port\" -x script >gdb.txt 2>&1; ";
    const std::string command = "cd '" + folder_.string() + "'; : >err.txt; " + run + port + gdb + "wait $run";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content(folder_ / "gdb.txt"), said(folder_ / "err.txt")};
  }
  /// The program that goes astray. \param way as the first character that it receives
  debugged debug_astray(char way, const std::string& script) const {
    write("way", std::string(1, way));
    return debug(astray, script, "--set serial.input=way --max-time 3600s");
  }
};

TEST_F(firmware_debugger, breaks_at_a_symbol_steps_and_says_where_it_is) {
  const debugged run =
      debug(shipped + "hello.elf",
            "break sleep_until\ncontinue\nbacktrace\ninfo registers pc ra mcycle mtvec\nstepi\nx/i $pc\n"
            "monitor info\ndelete\ncontinue\n");
  EXPECT_EQ(run.status, 0) << run.said << run.err;
  EXPECT_THAT(run.said, HasSubstr("in _start ()\n"));  // where it waits
  EXPECT_THAT(run.said, ContainsRegex("Breakpoint 1, 0x[0-9a-f]+ in sleep_until \\(\\)\n"));
  EXPECT_THAT(run.said, ContainsRegex("#0  0x[0-9a-f]+ in sleep_until \\(\\)\n#1  0x[0-9a-f]+ in main \\(\\)\n"));
  EXPECT_THAT(run.said, ContainsRegex("\nra +0x[0-9a-f]+\t0x[0-9a-f]+ <main\\+[0-9]+>\nmcycle +0x[0-9a-f]+\t[0-9]+\n"));
  // stepi, of four bytes, in sleep_until
  std::smatch found;
  ASSERT_TRUE(std::regex_search(run.said, found, std::regex("\npc +0x([0-9a-f]+)\t0x[0-9a-f]+ <sleep_until\\+")));
  std::ostringstream next;
  next << "=> 0x" << std::hex << std::stoul(found[1], nullptr, 16) + 4 << " <sleep_until+";
  EXPECT_THAT(run.said, HasSubstr(next.str()));
  EXPECT_THAT(run.said, ContainsRegex("processor at pc 0x[0-9a-f]+ \\(sleep_until\\+0x[0-9a-f]+\\)\n[0-9]+ cycles"));
  EXPECT_THAT(run.said, HasSubstr("exited normally"));
  EXPECT_THAT(content(folder_ / "debugged" / "serial.txt"), HasSubstr("3 s: cycle 3000"));
}

// COMMAND of the ECRAM tile is at 0x18; 2 programs rows in parallel.
TEST_F(firmware_debugger, watches_a_register_of_a_tile) {
  const debugged run = debug(shipped + "ecram_multiply.elf",
                             "watch *(unsigned*)0x40000018\ncontinue\nbacktrace\nx/s (char*)0x40000000\ndelete\n"
                             "continue\n");
  EXPECT_EQ(run.status, 0) << run.said << run.err;
  EXPECT_THAT(run.said, HasSubstr("Hardware watchpoint 1: *(unsigned*)0x40000018\n\nOld value = 0\nNew value = 2\n"));
  EXPECT_THAT(run.said, ContainsRegex("#[0-9]  0x[0-9a-f]+ in main \\(\\)\n"));
  EXPECT_THAT(run.said, HasSubstr("\"ARCE\""));  // its ID, lowest byte first
  EXPECT_THAT(run.said, HasSubstr("exited normally"));
}

TEST_F(firmware_debugger, changes_nothing_of_what_a_program_does_and_when) {
  const std::string firmware = "--set serial.terminal=false --set firmware=" + shipped + "ecram_multiply.elf";
  const auto alone = run("soc-firmware", firmware, "alone");
  const debugged stopped =
      debug(shipped + "ecram_multiply.elf",
            "break sleep_until_lines\nrwatch *(unsigned*)0x40000014\nawatch *(unsigned*)0x40000018\n"
            "continue\ncontinue\nstepi 40\ncontinue\ninfo registers\nx/64xw 0x40000000\ndelete\n"
            "continue\n");
  ASSERT_EQ(stopped.status, 0) << stopped.said << stopped.err;
  EXPECT_THAT(stopped.said, HasSubstr("Hardware access (read/write) watchpoint 3: *(unsigned*)0x40000018\n"));
  const auto watched = summary("debugged");
  for (const char* part : {"results", "latency", "energy", "area"}) EXPECT_EQ(watched[part], alone[part]) << part;
  for (const char* file : {"serial.txt", "latency.csv", "energy.csv"})
    EXPECT_EQ(content(folder_ / "debugged" / file), content(folder_ / "alone" / file)) << file;
}

// Reading RECEIVE (0x44 of the serial port) takes the character from the queue, if the processor does it.
TEST_F(firmware_debugger, reads_a_register_without_the_effect_that_reading_has) {
  const debugged run =
      debug_astray('x', "break sleep_until_lines\ncontinue\nfinish\nx/xw 0x50020044\nx/xw 0x50020044\ncontinue\n");
  EXPECT_EQ(run.status, 0) << run.said << run.err;
  EXPECT_THAT(run.said, HasSubstr("0x50020044:\t0x00000078\n0x50020044:\t0x00000078\n"));
  EXPECT_EQ(content(folder_ / "debugged" / "serial.txt"), "x\n");
}

TEST_F(firmware_debugger, interrupts_an_endless_loop_and_kills_it) {
  const debugged run = debug_astray('l',
                                    "python\n"
                                    "import os, signal, threading\n"
                                    "interrupt = lambda: os.kill(os.getpid(), signal.SIGINT)\n"
                                    "gdb.events.cont.connect(lambda event: threading.Timer(0.3, interrupt).start())\n"
                                    "end\n"
                                    "continue\nbacktrace\nprint *(unsigned*)&count > 0\nkill\n");
  EXPECT_EQ(run.status, 1) << run.said;
  EXPECT_THAT(run.said, HasSubstr("Program received signal SIGINT, Interrupt.\n"));
  EXPECT_THAT(run.said, ContainsRegex("#0  0x[0-9a-f]+ in loop_for_ever \\(\\)\n#1  0x[0-9a-f]+ in main \\(\\)\n"));
  EXPECT_THAT(run.said, HasSubstr("$1 = 1\n"));
  EXPECT_THAT(run.err, HasSubstr("memvp: debugger: the program was killed by the debugger.\n"));
  EXPECT_TRUE(left_runs().empty());
}

TEST_F(firmware_debugger, stops_where_a_program_goes_astray_and_again_before_its_end) {
  const debugged run = debug_astray('0', "continue\nbacktrace\ncontinue\ncontinue\n");
  EXPECT_EQ(run.status, 1) << run.said;
  EXPECT_THAT(run.said, HasSubstr("Program received signal SIGSEGV, Segmentation fault.\n"));
  EXPECT_THAT(run.said, ContainsRegex("#0  0x[0-9a-f]+ in store_to_null \\(\\)\n#1  0x[0-9a-f]+ in main \\(\\)\n"));
  const std::string sentence = "processor: a store access fault at address 0x00000000 at pc ";
  EXPECT_THAT(run.said, HasSubstr(sentence));
  EXPECT_THAT(run.said, HasSubstr("Program received signal SIGABRT, Aborted.\n"));
  EXPECT_THAT(run.said, HasSubstr("exited with code 01]\n"));
  EXPECT_THAT(run.err, HasSubstr("memvp: " + sentence));
}

TEST_F(firmware_debugger, stops_a_program_that_nothing_can_wake_up) {
  write("way", "w");
  const debugged run = debug(astray, "continue\nbacktrace\ncontinue\n", "--set serial.input=way");
  EXPECT_EQ(run.status, 1) << run.said;
  EXPECT_THAT(run.said, HasSubstr("the processor is asleep, and nothing is left that could wake it up\n"));
  EXPECT_THAT(run.said, ContainsRegex("#0  0x[0-9a-f]+ in sleep_for_ever \\(\\)\n#1  0x[0-9a-f]+ in main \\(\\)\n"));
  EXPECT_THAT(run.err, HasSubstr("memvp: processor: the program did not end: at cycle "));
}

TEST_F(firmware_debugger, lets_a_program_that_it_leaves_run_to_its_end) {
  const debugged run = debug(shipped + "hello.elf", "break main\ncontinue\ndetach\n");
  EXPECT_EQ(run.status, 0) << run.said << run.err;
  EXPECT_THAT(run.said, HasSubstr("detached]\n"));
  EXPECT_THAT(content(folder_ / "debugged" / "serial.txt"), HasSubstr("3 s: cycle 3000"));
}

class debugger_option : public program_test {};

TEST_F(debugger_option, that_makes_no_sense_is_refused_in_a_sentence) {
  expect_sentence("run rram-mvm --gdb 0", 2,
                  "--gdb: there is nothing to debug, since the platform rram-mvm executes no firmware of its own");
  for (const std::string port : {"65536", "-1", "http"})
    expect_sentence("run soc-firmware --gdb=" + port, 2, "--gdb takes a port from 1 to 65535, or 0 for any free one");
  expect_sentence("run soc-firmware --gdb 0 --seeds 1..2", 2, "--gdb and --seeds exclude each other");
  expect_sentence("run soc-firmware --max-time 3V", 2, "host.max_time");
}

TEST_F(debugger_option, with_a_port_in_use_is_refused_in_a_sentence) {
  const int taken = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  ASSERT_EQ(bind(taken, reinterpret_cast<const sockaddr*>(&address), length), 0);
  ASSERT_EQ(listen(taken, 1), 0);
  ASSERT_EQ(getsockname(taken, reinterpret_cast<sockaddr*>(&address), &length), 0);
  const std::string port = std::to_string(ntohs(address.sin_port));
  expect_sentence("run soc-firmware --gdb " + port, 1,
                  "port " + port + " of 127.0.0.1 cannot be listened at: Address already in use");
  close(taken);
}

}  // namespace
}  // namespace memvp::system_test
