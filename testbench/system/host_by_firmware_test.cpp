// SPDX-License-Identifier: Apache-2.0
// Every platform with its program in C++, and with firmware on a RISC-V processor that carries out what the program
// asks the bus for: the same words at the same cycles. And a record of what the program has asked for, repeated by a
// processor alone.
#include <gmock/gmock.h>

#include <map>
#include <sstream>

#include "program_run.hpp"

namespace memvp::system_test {
namespace {

using testing::HasSubstr;

/// Two hundred mushrooms that nobody has picked, in the format of the data set: fewer words than its eight thousand.
std::string few_mushrooms() {
  std::string rows;
  for (int mushroom = 0; mushroom < 200; ++mushroom) {
    rows += "ep"[mushroom % 2];
    for (int attribute = 0; attribute < 22; ++attribute)
      rows += std::string(",") + "abcdf"[(mushroom * (attribute + 3) + mushroom / 7) % 5];
    rows += "\n";
  }
  return rows;
}

struct small_run {
  const char* platform;
  std::vector<std::string> settings;  // that make it short
};

std::ostream& operator<<(std::ostream& out, const small_run& chosen) { return out << chosen.platform; }

/// What depends on neither the computer nor on who was the host: the files of a run by name, without the host's part of
/// the summary.
std::map<std::string, std::string> outcome_of(const std::filesystem::path& run) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(run)) {
    const std::string name = entry.path().filename().string();
    if (name == "log.txt" || name == "run.toml") continue;
    std::string text = content(entry.path());
    if (name == "summary.json") text.resize(text.find("\"host\""));
    files[name] = std::move(text);
  }
  return files;
}

class hosts_by_firmware : public program_test, public testing::WithParamInterface<small_run> {
 protected:
  std::map<std::string, std::string> outcome_with(const std::vector<std::string>& host, const std::string& name,
                                                  const std::string& options = "") const {
    write("few/mushroom/agaricus-lepiota.data", few_mushrooms());
    const std::string data = GetParam().platform == std::string("ecram-mushroom") ? "--data few" : "";
    run(GetParam().platform, data + with(GetParam().settings) + with(host) + " " + options, name);
    return outcome_of(file(name));
  }
  static void expect_equal(const std::map<std::string, std::string>& one,
                           const std::map<std::string, std::string>& other) {
    ASSERT_EQ(one.size(), other.size());
    for (const auto& [name, text] : one) EXPECT_TRUE(text == other.at(name)) << name;
  }
};

// Results, cycles, transactions, energy in time and by component, commands and waits, area, recorded accesses with
// their data: byte for byte.
TEST_P(hosts_by_firmware, give_the_same_words_at_the_same_cycles) {
  const std::vector<std::string> pace{"host.word_cycles=150", "host.recording=true"};
  const auto program = outcome_with(pace, "program");
  EXPECT_GE(program.size(), 5u);
  EXPECT_GT(program.at("accesses.csv").size(), 1000u);
  std::vector<std::string> firmware = pace;
  firmware.push_back("host.processor=firmware");
  expect_equal(outcome_with(firmware, "firmware"), program);
}

std::string name_of(const testing::TestParamInfo<small_run>& info) {
  std::string name = info.param.platform;
  for (char& character : name)
    if (character == '-') character = '_';
  return name;
}

// rram-ndr-lenet is the experiment of rram-ndr-mnist with another network, of 10^6 words.
INSTANTIATE_TEST_SUITE_P(
    on, hosts_by_firmware,
    testing::Values(
        small_run{"crossbar-mvm", {}}, small_run{"ecram-image", {"workload.vectors=20"}},
        small_run{"ecram-mushroom", {"training.epochs=1"}},
        small_run{"ecram-mnist", {"training.epochs=1", "training.images=2", "training.hidden=4", "training.side=8"}},
        small_run{"ecram-script", {}}, small_run{"rram-script", {}},
        small_run{"rram-mvm", {"array.rows=24", "array.columns=20", "workload.vectors=5", "workload.program=true"}},
        small_run{"neurram-mvm", {"array.rows=24", "array.columns=20", "workload.vectors=5"}},
        small_run{"rram-ndr-mnist",
                  {"network.hidden=4", "training.epochs=1", "workload.images=5", "workload.comparison_images=1",
                   "workload.calibration_images=2", "programming.passes=1"}},
        small_run{"refresh-service",
                  {"device.preset=cips-what-if", "service.time_constants=1 ms", "array.rows=4", "array.columns=8",
                   "service.intervals=20", "service.products=0 3"}},
        small_run{"refresh-reuse",
                  {"workload.tasks=1", "workload.training_vectors=20", "training.hidden=4", "training.epochs=1",
                   "workload.source_vectors=100", "workload.validation_vectors=10", "workload.test_vectors=10",
                   "training.source_epochs=1"}},
        small_run{"kinetics-mnist",
                  {"workload.draws=1", "workload.test_decisions=3", "workload.tuning_samples=5", "learning.epochs=1",
                   "learning.hidden=2", "training.epochs=1", "programming.passes=1", "workload.comparison_hidden=2",
                   "workload.calibration_samples=3"}},
        small_run{"kinetics-digits",
                  {"workload.draws=1", "workload.test_decisions=3", "workload.tuning_samples=5", "learning.epochs=1",
                   "learning.hidden=2", "training.epochs=1", "programming.passes=1", "workload.comparison_hidden=2",
                   "workload.calibration_samples=3"}},
        small_run{"kinetics-henon", {"henon.training_points=60", "henon.test_points=20", "programming.passes=1"}}),
    name_of);

class relayed_runs : public program_test {
 protected:
  std::map<std::string, std::string> outcome_with(const std::string& platform, const std::string& options,
                                                  const std::string& name) const {
    run(platform, options, name);
    return outcome_of(file(name));
  }
};

TEST_F(relayed_runs, are_the_same_in_every_manner_with_all_traces) {
  const std::string settings = with({"host.word_cycles=150", "workload.images=1", "workload.vectors=2"});
  const std::string traces = " --vcd --trace-transactions" + with({"trace.pulses=true", "host.recording=true"});
  const auto plain = outcome_with("ecram-image", settings + traces, "plain");
  EXPECT_EQ(plain.count("waves.vcd"), 1u);
  EXPECT_EQ(plain.count("transactions.csv"), 1u);
  EXPECT_EQ(plain.count("pulses.csv"), 1u);
  int number = 0;
  for (const char* manner : {"host.quantum=1us", "host.quantum=0", "host.quantum=100us", "host.direct_memory=false",
                             "host.timing=approximately-timed"}) {
    SCOPED_TRACE(manner);
    const auto other = outcome_with("ecram-image", settings + traces + with({"host.processor=firmware", manner}),
                                    "run" + std::to_string(number++));
    ASSERT_EQ(other.size(), plain.size());
    for (const auto& [name, text] : plain) EXPECT_TRUE(text == other.at(name)) << name;
  }
}

// Cells of a measured array do not change with time.
TEST_F(relayed_runs, give_the_same_results_without_a_pace_where_nothing_depends_on_time) {
  const auto program = run("crossbar-mvm", "", "program");
  const auto firmware = run("crossbar-mvm", with({"host.processor=firmware"}), "firmware");
  EXPECT_EQ(firmware["results"], program["results"]);
  EXPECT_EQ(firmware["latency"]["transactions"], program["latency"]["transactions"]);
  EXPECT_GT(firmware["latency"]["cycles"], program["latency"]["cycles"]);  // a processor is slower than a burst
}

TEST_F(relayed_runs, that_go_astray_end_in_a_sentence) {
  write("lost.csv", "write,0x10,4,03000000\nread,0x3c,4\n");
  write("never.csv", "read,0x0,4\nwait\n");
  for (const std::string host :
       {"", " --set host.processor=firmware", " --set host.processor=firmware --set host.word_cycles=150"}) {
    expect_sentence("run ecram-script --set workload.script=lost.csv" + host, 1,
                    "host: read of 4 bytes at 0x4000003c was answered by TLM_ADDRESS_ERROR_RESPONSE");
    expect_sentence("run ecram-script --set workload.script=never.csv" + host, 1, "waits for an interrupt");
    expect_sentence("run ecram-script --set workload.script=never.csv --set host.max_time=1ms" + host, 1,
                    "host: the program has not ended after 1 ms of simulated time; its last access was a read of 4 "
                    "bytes at 0x40000000, and it waits for an interrupt");
  }
  expect_sentence("run crossbar-mvm --set host.processor=firmware --set host.word_cycles=40", 1,
                  "host.word_cycles is too short for the firmware");
  expect_sentence("run crossbar-mvm --set host.processor=firmware --set host.firmware=none.elf", 1, "none.elf");
  // A program for another platform runs into what is not there.
  expect_sentence("run crossbar-mvm --set host.processor=firmware --set host.firmware=" MEMVP_SOURCE_DIR
                  "/platforms/firmware/hello.elf",
                  1, "load access fault at address 0x50020");
  expect_sentence("run crossbar-mvm --set host.processor=firmware --set memory.address=0x80000000", 2, "overlaps");
}

TEST_F(relayed_runs, log_who_waited_for_whom) {
  run("ecram-mnist", with({"training.epochs=1", "training.images=1", "training.hidden=4", "training.side=8"}), "two");
  const std::string rows = content(file("two/latency.csv"));
  EXPECT_THAT(rows, HasSubstr("\nhost,wait for ecram0,"));
  EXPECT_THAT(rows, HasSubstr("\nhost,wait for ecram1,"));
}

class recorded_runs : public program_test {
 protected:
  /// Records a run with a processor's pace, lets a processor repeat it alone, and expects the same of the tile.
  void expect_repeated(const std::string& platform, const std::string& settings, const std::string& tile,
                       const std::string& tile_settings) const {
    const auto recorded = run(
        platform, settings + with({"host.word_cycles=200", "host.recording=true", "trace.pulses=true"}), "recorded");
    const auto repeated = run("soc-firmware",
                              tile_settings + with({"firmware=" MEMVP_SOURCE_DIR "/platforms/firmware/replay.elf",
                                                    "data_memory.script=recorded/accesses.csv", "trace.pulses=true"}),
                              "repeated");
    const auto& results = repeated["results"];
    EXPECT_GT(results["compared_answers"], 50);
    EXPECT_EQ(results["accesses"], recorded["latency"]["transactions"]);
    EXPECT_EQ(results["different_answers"], 0);
    EXPECT_EQ(results["different_times"], 0);
    EXPECT_EQ(results["refused_accesses"], 0);
    // Every command with its cycles, every pulse that a cell has got, with its voltage and its cycle.
    EXPECT_EQ(lines_of("recorded/latency.csv", tile), lines_of("repeated/latency.csv", tile));
    EXPECT_TRUE(content(file("recorded/pulses.csv")) == content(file("repeated/pulses.csv")));
    EXPECT_GT(content(file("repeated/pulses.csv")).size(), 10000u);
    // The tile's energy; what leaks, leaks longer, since the firmware prints in the end.
    int compared = 0;
    for (const auto& [component, joules] : recorded["energy"]["by_component_j"].items()) {
      if (component.rfind(tile + ".", 0) != 0) continue;
      if (component == tile + ".buffers" || component == tile + ".control") continue;  // these leak
      EXPECT_EQ(joules, repeated["energy"]["by_component_j"][component]) << component;
      ++compared;
    }
    EXPECT_GE(compared, 6);
  }
  std::string lines_of(const std::string& name, const std::string& tile) const {
    std::istringstream all(content(file(name)));
    std::string found;
    for (std::string line; std::getline(all, line);)
      if (line.rfind(tile + ",", 0) == 0) found += line + "\n";
    EXPECT_FALSE(found.empty());
    return found;
  }
};

TEST_F(recorded_runs, of_images_are_repeated_by_a_processor_to_the_last_bit) {
  expect_repeated("ecram-image", with({"workload.vectors=20"}), "ecram",
                  with({"ecram.array.rows=10", "ecram.array.columns=10"}));
}

TEST_F(recorded_runs, of_training_are_repeated_by_a_processor_to_the_last_bit) {
  write("few/mushroom/agaricus-lepiota.data", few_mushrooms());
  expect_repeated("ecram-mushroom", "--data few" + with({"training.epochs=1"}), "ecram",
                  with({"ecram.array.rows=10", "ecram.array.columns=10"}));
}

TEST_F(recorded_runs, of_write_and_verify_are_repeated_by_a_processor_to_the_last_bit) {
  expect_repeated("rram-mvm",
                  with({"array.rows=24", "array.columns=20", "workload.vectors=5", "workload.program=true",
                        "rram.address=0x41000000"}),
                  "rram", with({"rram.array.rows=24", "rram.array.columns=20"}));
}

TEST_F(recorded_runs, that_a_processor_cannot_repeat_are_refused_with_a_sentence) {
  const std::string replay = "run soc-firmware --set firmware=" MEMVP_SOURCE_DIR
                             "/platforms/firmware/replay.elf --set serial.terminal=false --set data_memory.script=";
  write("burst.csv", "write,0x40000800,8,0102030405060708,2000,2004\n");
  write("timeless.csv", "read,0x40000000,4\n");
  write("early.csv", "read,0x40000000,4,,10,12\n");
  write("other.csv", "read,0x40000000,4,00000000,2000,2002\nread,0x40000000,4,45435241,3000,3003\n");
  expect_sentence(replay + "burst.csv", 1, "the access of 8 bytes at 0x40000800 is no load or store of a processor");
  expect_sentence(replay + "timeless.csv", 1, "does not say at which cycle it begins");
  expect_sentence(replay + "none.csv", 1, "none.csv: the file cannot be read");
  expect_sentence(replay + "early.csv", 1, "replay.elf: the program ended with status 1");
  const auto results =
      run("soc-firmware", replay.substr(std::string("run soc-firmware").size()) + "other.csv", "other")["results"];
  EXPECT_EQ(results["different_answers"], 2);  // the ID is ECRA, 45435241 in neither order of its bytes
  EXPECT_EQ(results["different_times"], 1);
}

}  // namespace
}  // namespace memvp::system_test
