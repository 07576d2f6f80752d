// SPDX-License-Identifier: Apache-2.0
// The program as a user meets it: exit status, sentences on the standard error output, files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

struct outcome {
  int status;
  std::string out;
  std::string err;
};

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// A folder of its own for each test, in which the program runs.
class program : public testing::Test {
 protected:
  program()
      : folder_(fs::temp_directory_path() /
                (std::string("memvp-") + testing::UnitTest::GetInstance()->current_test_info()->name() + "-" +
                 std::to_string(getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~program() override { fs::remove_all(folder_); }

  std::string command(const std::string& executable, const std::string& arguments) const {
    return "cd '" + folder_.string() + "' && env -u MEMVP_DATA MEMVP_PLATFORMS='" MEMVP_EXAMPLE_PLATFORMS "' '" +
           executable + "' " + arguments + " >out.txt 2>err.txt";
  }

  outcome call(const std::string& executable, const std::string& arguments) const {
    const int status = std::system(command(executable, arguments).c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content(folder_ / "out.txt"), content(folder_ / "err.txt")};
  }
  outcome example(const std::string& arguments) const { return call(MEMVP_EXAMPLE_PROGRAM, arguments); }
  outcome memvp(const std::string& arguments) const { return call(MEMVP_PROGRAM, arguments); }

  /// One line that begins with the program's name, and nothing else.
  static void expect_sentence(const outcome& result, int status, const std::string& part) {
    EXPECT_EQ(result.status, status);
    EXPECT_THAT(result.err, StartsWith("memvp: "));
    EXPECT_THAT(result.err, HasSubstr(part));
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  }

  /// No run folder, whether complete or partial.
  bool nothing_is_left() const { return !fs::exists(folder_ / "runs") || fs::is_empty(folder_ / "runs"); }

  nlohmann::json summary(const std::string& run) const {
    return nlohmann::json::parse(content(folder_ / run / "summary.json"));
  }

  fs::path folder_;
};

TEST_F(program, says_its_version_and_its_commands) {
  EXPECT_EQ(memvp("--version").out, "memvp " MEMVP_VERSION "\n");
  const outcome help = memvp("--help");
  EXPECT_EQ(help.status, 0);
  for (const char* name : {"list", "describe", "run", "compare", "regs"}) {
    EXPECT_THAT(help.out, HasSubstr(std::string("memvp ") + name));
    const outcome of_command = memvp(std::string(name) + " --help");
    EXPECT_EQ(of_command.status, 0);
    EXPECT_THAT(of_command.out, HasSubstr(std::string("usage: memvp ") + name));
    EXPECT_EQ(of_command.err, "");
  }
  EXPECT_EQ(memvp("").status, 2);
}

TEST_F(program, lists_platforms_and_presets_a_line_each) {
  const outcome list = memvp("list");
  EXPECT_EQ(list.status, 0);
  for (const char* name : {"\n  example ", "\n  wox-170-230uS ", "\n  adverse-retention ", "\n  130nm "}) {
    EXPECT_THAT(list.out, HasSubstr(name));
  }
}

TEST_F(program, bad_usage_is_one_sentence_and_status_2) {
  expect_sentence(memvp("rnu"), 2, "there is no command rnu; did you mean run?");
  expect_sentence(memvp("run"), 2, "usage: memvp run");
  expect_sentence(memvp("run --frobnicate x"), 2, "--frobnicate");
  expect_sentence(memvp("run nowhere"), 2, "there is no platform nowhere");
  expect_sentence(memvp("run nowhere.toml"), 2, "there is no file nowhere.toml");
  expect_sentence(memvp("describe exampel"), 2, "did you mean example?");
  expect_sentence(memvp("regs toaster"), 2, "there is no tile toaster");
  expect_sentence(memvp("regs ecram_tile --format pdf"), 2, "must be table, c, svd or markdown");
  expect_sentence(memvp("compare one"), 2, "two runs or more");
  expect_sentence(memvp("compare one two"), 2, "the run one cannot be read");
  expect_sentence(example("run example --seed 1 --seeds 1..2"), 2, "exclude each other");
  expect_sentence(example("run example --seed many"), 2, "--set seed=many is given, but a whole number is expected");
  expect_sentence(example("run example --seed -1"), 2, "seed");
  expect_sentence(example("run example --seeds 3..1"), 2, "\"3..1\" was given");
  expect_sentence(example("run example --vcd=5"), 2, "START:STOP");
  expect_sentence(example("run example --vcd 2ms:1ms"), 2, "STOP must be after START");
  expect_sentence(example("run example --data nowhere"), 2, "--data nowhere");
  expect_sentence(example("run example --max-time 1s"), 2, "--max-time: the platform example has no key host.max_time");
  expect_sentence(example("run example --gdb 3333"), 2, "--gdb: there is nothing to debug");
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(program, a_bad_configuration_is_one_sentence_with_the_place_and_status_2) {
  expect_sentence(example("run example --set device.pulse_widht='1 ms'"), 2, "did you mean device.pulse_width?");
  expect_sentence(example("run example --set device.pulse_width='1 mV'"), 2, "is a voltage");
  expect_sentence(example("run example --set workload.steps=-5"), 2, "at least 1");
  expect_sentence(example("run example --set device.preset=wox-2-5uS"), 2, "did you mean wox-2-4uS?");
  // The two windows contradict each other: no single value is out of its range.
  expect_sentence(example("run example --set device.minimum_conductance='1 mS'"), 2, "device.minimum_conductance");
  std::ofstream(folder_ / "bad.toml") << "experiment = \"example\"\n[workload]\nsteps = \n";
  expect_sentence(example("run bad.toml"), 2, "bad.toml:3:");
  std::ofstream(folder_ / "lost.toml") << "experiment = \"exmaple\"\n";
  expect_sentence(example("run lost.toml"), 2, "did you mean example?");
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(program, a_run_writes_its_folder_and_prints_its_table) {
  const outcome run = example("run example --seed 7");
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.err, "");  // no progress line in a pipe
  EXPECT_THAT(run.out, HasSubstr("write_time_s"));
  EXPECT_THAT(run.out, HasSubstr("drivers"));
  EXPECT_THAT(run.out, HasSubstr("1450 um^2"));
  EXPECT_THAT(run.out, HasSubstr("runs/example-7\n"));
  const nlohmann::json json = summary("runs/example-7");
  EXPECT_EQ(json["platform"], "example");
  EXPECT_EQ(json["seed"], 7);
  EXPECT_EQ(json["results"]["data"], "generated");
  EXPECT_EQ(json["results"]["window"]["low_siemens"], 2e-6);  // of the preset
  EXPECT_EQ(json["results"]["write_time_s"], 20 * 0.05);      // 20 steps of 50 ms, of the platform file
  EXPECT_EQ(json["latency"]["simulated_s"], 1.0);
  EXPECT_EQ(json["unknown_parameters"],
            (nlohmann::json{"device.gate_leakage_current", "device.gate_capacitance", "device.cell_area"}));
  EXPECT_GT(json["host"]["peak_rss_mib"], 0.0);
  const std::string log = content(folder_ / "runs/example-7/log.txt");
  EXPECT_THAT(log, HasSubstr("all steps are done"));  // SystemC's report
  EXPECT_EQ(example("run example --seed 7 --quiet").out, "runs/example-7-2\n");
}

TEST_F(program, settings_of_the_command_line_hold_over_the_platform_and_that_over_its_preset) {
  example("run example --set device.pulse_width='10 ms' --set device.minimum_conductance='3 uS' --out a");
  EXPECT_EQ(summary("a")["results"]["window"]["low_siemens"], 3e-6);
  EXPECT_EQ(summary("a")["results"]["write_time_s"], 20 * 0.01);
  example("run example --set device.preset=wox-15-30uS --out b");
  EXPECT_EQ(summary("b")["results"]["window"]["low_siemens"], 15e-6);
  EXPECT_EQ(summary("b")["results"]["write_time_s"], 20 * 0.05);  // still the platform's, not the preset's 100 ms
}

TEST_F(program, a_run_is_repeated_by_its_run_toml) {
  fs::create_directory(folder_ / "real");
  example("run example --seed 5 --set device.cycle_noise=0.1 --data real --out first");
  const outcome again = example("run first/run.toml --out second");
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(content(folder_ / "first/run.toml"), content(folder_ / "second/run.toml"));
  nlohmann::json first = summary("first");
  nlohmann::json second = summary("second");
  first.erase("host");
  second.erase("host");
  EXPECT_EQ(first, second);
  EXPECT_EQ(first["results"]["data"], fs::canonical(folder_ / "real").string());
}

TEST_F(program, several_seeds_give_statistics_and_a_run_folder_each) {
  const outcome sweep = example("run example --seeds 3..6 --jobs 2");
  EXPECT_EQ(sweep.status, 0) << sweep.err;
  for (const char* heading : {"mean", "spread", "least", "most"}) EXPECT_THAT(sweep.out, HasSubstr(heading));
  EXPECT_THAT(sweep.out, testing::ContainsRegex("results.data +generated"));
  for (const int seed : {3, 4, 5, 6}) EXPECT_EQ(summary("runs/example-" + std::to_string(seed))["seed"], seed);
  EXPECT_NE(summary("runs/example-3")["results"]["accuracy"], summary("runs/example-4")["results"]["accuracy"]);
  // The same seed alone gives the same results.
  example("run example --seed 4 --out alone");
  EXPECT_EQ(summary("alone")["results"], summary("runs/example-4")["results"]);
}

TEST_F(program, runs_are_compared_with_ratios) {
  example("run example --out a");
  example("run example --set device.pulse_width='100 ms' --out b");
  const outcome comparison = memvp("compare a b");
  EXPECT_EQ(comparison.status, 0) << comparison.err;
  std::string line = comparison.out.substr(comparison.out.find("results.write_time_s"));
  line = line.substr(0, line.find('\n'));
  EXPECT_THAT(line, testing::ContainsRegex("results.write_time_s +1 s +2 s +2$"));
}

TEST_F(program, a_failed_run_is_one_sentence_and_status_1_and_leaves_nothing) {
  expect_sentence(example("run example --set workload.failure='the crystal is cracked'"), 1, "the crystal is cracked");
  EXPECT_TRUE(nothing_is_left());
  const outcome sweep = example("run example --seeds 1..3 --jobs 1 --set workload.failure='cracked'");
  EXPECT_EQ(sweep.status, 1);
  EXPECT_THAT(sweep.err, HasSubstr("memvp: seed 1: cracked\n"));
  EXPECT_THAT(sweep.err, Not(HasSubstr("seed 2")));
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(program, an_unwritable_output_folder_is_one_sentence) {
  std::ofstream(folder_ / "file") << "no folder";
  expect_sentence(example("run example --out file"), 1, "not a folder");
  expect_sentence(example("run example --out file/below"), 1, "run folder");
  expect_sentence(example("run example --out /proc/nowhere/run"), 1, "run folder");
  fs::create_directory(folder_ / "full");
  std::ofstream(folder_ / "full" / "old") << "precious";
  expect_sentence(example("run example --out full"), 1, "not empty");
  EXPECT_EQ(content(folder_ / "full" / "old"), "precious");
}

/// Starts the program, sends it a signal once its partial folder exists, and waits.
outcome interrupted(const std::string& command, const fs::path& folder, int signal) {
  const pid_t process = fork();
  if (process == 0) {
    execl("/bin/sh", "sh", "-c", ("exec 3>&1; " + command + " & echo $! > pid; wait $!").c_str(), nullptr);
    _exit(127);
  }
  const auto started = std::chrono::steady_clock::now();
  const auto too_long = [&] { return std::chrono::steady_clock::now() - started > std::chrono::seconds(20); };
  while ((!fs::exists(folder / "runs") || fs::is_empty(folder / "runs")) && !too_long()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  pid_t program = 0;
  std::ifstream(folder / "pid") >> program;
  if (program > 1) kill(program, signal);
  int status = 0;
  waitpid(process, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content(folder / "out.txt"), content(folder / "err.txt")};
}

TEST_F(program, ctrl_c_ends_a_run_with_a_sentence_and_leaves_nothing) {
  // The shell's own "cd && env" must become the program itself for the signal to reach it.
  const std::string arguments = "run example --set workload.steps=1000 --set workload.delay_ms=20";
  const std::string command = "cd '" + folder_.string() +
                              "'; MEMVP_PLATFORMS='" MEMVP_EXAMPLE_PLATFORMS "' exec '" MEMVP_EXAMPLE_PROGRAM "' " +
                              arguments + " >out.txt 2>err.txt";
  for (const int signal : {SIGINT, SIGTERM}) {
    const outcome result = interrupted("cd '" + folder_.string() + "'; (" + command + ")", folder_, signal);
    EXPECT_EQ(result.status, 1);
    EXPECT_EQ(result.err, "memvp: interrupted\n");
    EXPECT_TRUE(nothing_is_left());
  }
  const outcome sweep = interrupted("cd '" + folder_.string() + "'; (" + command.substr(0, command.find(" >out.txt")) +
                                        " --seeds 1..8 --jobs 2 >out.txt 2>err.txt)",
                                    folder_, SIGTERM);
  EXPECT_EQ(sweep.status, 1);
  EXPECT_EQ(sweep.err, "memvp: interrupted\n");
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(program, describe_shows_every_parameter_with_the_place_of_its_value) {
  const outcome text = example("describe example");
  EXPECT_EQ(text.status, 0) << text.err;
  for (const char* part : {"workload.steps", "device.gate_capacitance", "technology.adc_area", "seed", "device.preset",
                           "example.toml:7", "Fig. 2a", "50 ms"}) {
    EXPECT_THAT(text.out, HasSubstr(part));
  }
  EXPECT_THAT(example("describe example --format markdown").out, HasSubstr("| `device.pulse_width` | 50 ms |"));
  EXPECT_THAT(example("describe wox-2-4uS").out, HasSubstr("device.maximum_conductance = \"4 uS\""));
}

TEST_F(program, registers_are_printed_in_four_formats) {
  for (const char* format : {"table", "c", "svd", "markdown"}) {
    const outcome result = memvp(std::string("regs ecram_tile --format ") + format);
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("IRQ_STATUS"));
  }
}

}  // namespace
