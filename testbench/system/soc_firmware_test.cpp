// SPDX-License-Identifier: Apache-2.0
// Firmware on the RISC-V host, as shipped in platforms/firmware.
#include <gmock/gmock.h>

#include <cstdint>
#include <iostream>
#include <set>
#include <sstream>

#include "memvp/models/tiles/ecram_command.hpp"
#include "memvp/models/tiles/ecram_registers.hpp"
#include "memvp/platforms/ecram_system.hpp"
#include "memvp/platforms/tile_catalogue.hpp"
#include "program_run.hpp"
#include "watched_bus.hpp"

namespace memvp::system_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::MatchesRegex;

const std::string firmware = MEMVP_SOURCE_DIR "/platforms/firmware";

/// An ELF file of these instructions at 0x80000000, where the program begins, without symbols.
std::string elf_of(const std::vector<std::uint32_t>& code) {
  const std::uint32_t base = 0x80000000, headers = 52 + 32, bytes = 4 * static_cast<std::uint32_t>(code.size());
  std::string file;
  const auto put = [&file](std::uint32_t value, unsigned count) {
    for (unsigned i = 0; i < count; ++i) file.push_back(static_cast<char>(value >> 8 * i));
  };
  file += "\x7f";
  file += "ELF\x01\x01\x01";  // 32 bits, little-endian
  file.resize(16);
  put(2, 2), put(243, 2), put(1, 4);                         // an executable for RISC-V
  put(base, 4), put(52, 4), put(0, 4), put(0, 4);            // entry, program headers, no sections, flags
  put(52, 2), put(32, 2), put(1, 2), put(40, 2), put(0, 4);  // sizes and counts
  put(1, 4), put(headers, 4), put(base, 4), put(base, 4);    // a segment to be loaded
  put(bytes, 4), put(bytes, 4), put(7, 4), put(4, 4);
  for (const std::uint32_t word : code) put(word, 4);
  return file;
}

class soc_firmware : public program_test {
 protected:
  std::string serial(const std::string& name) const { return content(folder_ / name / "serial.txt"); }
};

TEST_F(soc_firmware, says_hello_and_sleeps_on_the_timer) {
  const auto results = run("soc-firmware", "", "hello")["results"];
  EXPECT_THAT(serial("hello"), MatchesRegex("Hello from RISC-V.\n"
                                            "1 s: cycle 1000[0-9]+\n2 s: cycle 2000[0-9]+\n3 s: cycle 3000[0-9]+\n"));
  EXPECT_EQ(results["exit_status"], 0);
  // Three times a second, but for what it computes before it sleeps.
  EXPECT_GT(results["time_asleep_s"], 2.99);
  EXPECT_LT(results["time_asleep_s"], 3.0);
  EXPECT_THAT(content(folder_ / "hello" / "latency.csv"), HasSubstr("processor,wait for timer interrupt,"));
}

TEST_F(soc_firmware, shows_on_the_terminal_what_it_prints) {
  const outcome result = memvp("run soc-firmware");
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.out.rfind("Hello from RISC-V.\n", 0), 0u);
  const outcome hidden = memvp("run soc-firmware --set serial.terminal=false");
  EXPECT_EQ(hidden.out.find("Hello"), std::string::npos);
}

TEST_F(soc_firmware, does_the_same_with_any_quantum_over_the_bus_and_in_four_phases) {
  const std::string multiply = "--set firmware=" + firmware + "/ecram_multiply.elf";
  const auto expected = run("soc-firmware", multiply, "expected");
  int number = 0;
  for (const std::string other : {"host.quantum=0s", "host.quantum=130ns", "host.quantum=1ms",
                                  "host.direct_memory=false", "host.timing=approximately-timed"}) {
    SCOPED_TRACE(other);
    const std::string name = "run" + std::to_string(number++);
    const auto summary = run("soc-firmware", multiply + " --set " + other, name);
    EXPECT_EQ(summary["results"], expected["results"]);
    EXPECT_EQ(summary["energy"], expected["energy"]);
    EXPECT_EQ(serial(name), serial("expected"));
    EXPECT_EQ(content(folder_ / name / "latency.csv"), content(folder_ / "expected" / "latency.csv"));
  }
}

/// The commands of platforms/firmware/ecram_multiply.c by the C++ host, at given cycles.
std::string multiply_by_host(host_cpu& host, std::uint64_t base, const std::vector<std::uint64_t>& starts) {
  constexpr std::int32_t lines = 8, vectors = 4;
  std::ostringstream text;
  const auto set = [&](std::uint64_t offset, std::uint32_t value) { host.write32(base + offset, value); };
  const auto get = [&](std::uint64_t offset) { return host.read32(base + offset); };
  const auto run = [&](ecram_operation operation, std::uint64_t start) {
    host.spend(start - 1 - host.now_cycles());  // a cycle on the bus
    set(common_register::command, static_cast<std::uint32_t>(operation));
    host.wait_for_interrupt();
    set(common_register::irq_status, get(common_register::irq_status));
  };
  set(common_register::irq_enable, 3);
  set(ecram_register::row_count, lines);
  set(ecram_register::column_count, lines);
  for (std::int32_t cell = 0; cell < lines * lines; ++cell)
    set(ecram_window::pulse + 4 * static_cast<std::uint32_t>(cell),
        static_cast<std::uint32_t>(40 * (cell * 7 % 33) - 400));
  run(ecram_operation::program_row_parallel, starts.at(0));
  text << "programmed by " << get(ecram_register::pulses_low) << " pulses\n";
  const auto most = static_cast<std::int32_t>(get(ecram_register::input_maximum));
  for (std::int32_t i = 0; i < vectors * lines; ++i)
    set(ecram_window::input + 4 * static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(most - i * 11 % most));
  set(ecram_register::vector_count, vectors);
  run(ecram_operation::multiply, starts.at(1));
  for (std::uint32_t i = 0; i < vectors * lines; ++i)
    text << " " << static_cast<std::int32_t>(get(ecram_window::result + 4 * i)) << ((i + 1) % lines == 0 ? "\n" : "");
  text << get(common_register::cycles_low) << " busy cycles, " << get(common_register::energy_low) << " fJ\n";
  return text.str();
}

/// The lines of latency.csv that are about the ECRAM tile.
std::vector<std::string> ecram_commands(const fs::path& run) {
  std::istringstream lines(content(run / "latency.csv"));
  std::vector<std::string> found;
  for (std::string line; std::getline(lines, line);)
    if (line.rfind("ecram,", 0) == 0) found.push_back(line);
  return found;
}

TEST_F(soc_firmware, gets_from_a_tile_what_the_host_in_cpp_gets_bit_for_bit) {
  run("soc-firmware", "--set firmware=" + firmware + "/ecram_multiply.elf", "firmware");
  const std::vector<std::string> commands = ecram_commands(folder_ / "firmware");
  ASSERT_EQ(commands.size(), 2u);
  std::vector<std::uint64_t> starts;
  for (const std::string& line : commands)
    starts.push_back(std::stoull(line.substr(line.find(',', line.find(',') + 1) + 1)));

  fs::create_directories(folder_ / "host");
  progress_reporter progress(std::cerr, false);
  watched_bus watched;
  const run_context context{1, {}, folder_ / "host", {}, false, progress, watched.link()};
  ecram_system_parameters parameters;
  parameters.tile.array.rows = parameters.tile.array.columns = 8;
  run_traces traces(context, parameters.trace, clock_of(parameters));
  ecram_system system(parameters, context.seed, traces);
  run_summary summary;
  std::string text;
  system.run([&](host_cpu& host, ecram_driver&) { text = multiply_by_host(host, 0x40000000, starts); }, summary);
  EXPECT_EQ(serial("firmware"), text);
  EXPECT_EQ(ecram_commands(folder_ / "host"), commands);
  const auto energy = this->summary("firmware")["energy"]["by_cause_j"];
  for (const auto& [cause, joules] : summary.energy.by_cause_j) {
    if (cause != "leakage") {  // which is the 1T1R tile's too
      EXPECT_EQ(energy[cause], joules) << cause;
    }
  }
}

TEST_F(soc_firmware, that_goes_astray_ends_in_a_sentence_with_pc_symbol_and_cause) {
  const std::string hello = " --set serial.terminal=false --set host.max_time=";
  expect_sentence("run soc-firmware" + hello + "1.5s", 1, "the program has not ended after");
  expect_sentence("run soc-firmware" + hello + "1.5s", 1, "(sleep_");
  write("loop.elf", elf_of({0x0000006F}));  // j .
  expect_sentence("run soc-firmware --set firmware=loop.elf --set host.max_time=1ms", 1,
                  "it is at pc 0x80000000; the last jumps, newest first: 0x80000000 -> 0x80000000 (");
  write("nowhere.elf", elf_of({0x700002B7, 0x000280E7}));  // lui t0, 0x70000; jalr t0
  expect_sentence("run soc-firmware --set firmware=nowhere.elf", 1,
                  "an instruction access fault at address 0x70000000 at pc 0x70000000 has no trap handler");
  write("asleep.elf", elf_of({0x10500073}));  // wfi
  expect_sentence("run soc-firmware --set firmware=asleep.elf", 1, "it sleeps at pc 0x80000004 with mie = 0x00000000");
  // li t0, 0x50030000; li t1, 3; sw t1, 0x40(t0)
  write("three.elf", elf_of({0x500302B7, 0x00300313, 0x0462A023, 0x0000006F}));
  expect_sentence("run soc-firmware --set firmware=three.elf", 1, "three.elf: the program ended with status 3.");
}

TEST_F(soc_firmware, that_cannot_be_loaded_is_refused_in_a_sentence) {
  expect_sentence("run soc-firmware --set firmware=", 2, "firmware must name an ELF file");
  expect_sentence("run soc-firmware --set firmware=none.elf", 1, "none.elf");
  write("text.elf", "This is no program.\n");
  expect_sentence("run soc-firmware --set firmware=text.elf", 1, "text.elf");
  write("loop.elf", elf_of({0x0000006F}));
  expect_sentence("run soc-firmware --set firmware=loop.elf --set memory.address=0x10000000", 1,
                  "the program has 4 bytes for address 0x80000000, but there is memory for 0 of them");
}

TEST_F(soc_firmware, is_built_with_headers_that_the_register_tables_give) {
  std::set<std::string> headers, devices;
  for (const auto& entry : fs::directory_iterator(firmware + "/registers"))
    headers.insert(entry.path().stem().string());
  for (const catalogued_tile& device : tile_catalogue()) {
    const std::string name(device.name);
    devices.insert(name);
    EXPECT_EQ(memvp("regs " + name + " --format c").out, content(firmware + "/registers/" + name + ".h")) << name;
  }
  EXPECT_EQ(headers, devices);
}

/// Names in a folder with this ending, without it.
std::set<std::string> names(const fs::path& folder, const std::string& ending) {
  std::set<std::string> found;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ending) found.insert(entry.path().stem().string());
  return found;
}

TEST_F(soc_firmware, is_shipped_as_its_sources_are_built) {
  // Others make other machine code of the same sources.
  const char* same_tools =
      "riscv64-unknown-elf-gcc --version 2>/dev/null | grep -q ' 12.2.0$' && echo '#include <picolibc.h>' | "
      "riscv64-unknown-elf-gcc --specs=picolibc.specs -E -dM - 2>/dev/null | grep -q '__PICOLIBC_VERSION__ \"1.8\"'";
  if (std::system(same_tools) != 0)
    GTEST_SKIP() << "gcc-riscv64-unknown-elf 12.2.0 with picolibc 1.8, which have built the shipped programs, are not "
                    "installed";
  const fs::path built = folder_ / "built", checks = MEMVP_SOURCE_DIR "/testbench/firmware";
  const std::string build = "'" + firmware + "/build' '" + built.string() + "'";
  ASSERT_EQ(std::system(build.c_str()), 0);
  std::set<std::string> sources = names(firmware, ".c");
  sources.erase("soc");  // which is a part of each
  EXPECT_EQ(names(firmware, ".elf"), sources);
  for (const std::string& name : sources)
    EXPECT_TRUE(content(built / (name + ".elf")) == content(firmware + "/" + name + ".elf")) << name;
  EXPECT_EQ(names(checks, ".elf"), names(checks, ".c"));
  for (const std::string& name : names(checks, ".c")) {
    ASSERT_EQ(std::system((build + " '" + (checks / (name + ".c")).string() + "'").c_str()), 0);
    EXPECT_TRUE(content(built / (name + ".elf")) == content(checks / (name + ".elf"))) << name;
  }
}

}  // namespace
}  // namespace memvp::system_test
