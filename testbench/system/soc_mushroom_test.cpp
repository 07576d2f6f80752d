// SPDX-License-Identifier: Apache-2.0
// A network trained in place by firmware, beside the same one trained by the C++ host.
#include <gmock/gmock.h>

#include <sstream>

#include "memvp/platforms/workloads/shuffled_order.hpp"
#include "program_run.hpp"

namespace memvp::system_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// What the two have in common: results that are counts or fractions of them.
const std::vector<std::string> figures = {"train_accuracy", "test_accuracy",   "write_pulses", "conversions",
                                          "epochs",         "clipped_weights", "cut_pulses"};

class soc_mushroom : public program_test {
 protected:
  /// Lines of a run's pulses.csv, without the cycle in which a pulse began.
  std::vector<std::string> pulses(const std::string& run) const {
    std::istringstream lines(content(folder_ / run / "pulses.csv"));
    std::vector<std::string> found;
    for (std::string line; std::getline(lines, line);) {
      if (line.rfind("ecram,", 0) != 0) continue;
      const std::size_t width = line.rfind(','), start = line.rfind(',', width - 1);
      found.push_back(line.substr(0, start) + line.substr(width));
    }
    return found;
  }

  /// The lines "epoch N: loss X" of a file, from "epoch" on.
  std::vector<std::string> losses(const fs::path& file) const {
    std::istringstream lines(content(file));
    std::vector<std::string> found;
    for (std::string line; std::getline(lines, line);)
      if (const std::size_t at = line.find("epoch "); at != std::string::npos) found.push_back(line.substr(at));
    return found;
  }

  void expect_the_same(const nlohmann::ordered_json& host, const nlohmann::ordered_json& firmware) const {
    for (const std::string& figure : figures)
      // Firmware prints fractions to nine decimals.
      EXPECT_NEAR(firmware["results"][figure].get<double>(), host["results"][figure].get<double>(), 1e-9) << figure;
    const auto& confusion = host["results"]["confusion"];
    EXPECT_EQ(firmware["results"]["missed_poisonous"], confusion[1][0]);
    EXPECT_EQ(firmware["results"]["refused_edible"], confusion[0][1]);
    // The host waits until the lines have settled after a write; the processor has not computed its pulses by then.
    // Only this wait costs other energy.
    EXPECT_NEAR(
        firmware["results"]["training_energy_j"].get<double>() / host["results"]["training_energy_j"].get<double>(), 1,
        0.02);
  }
};

TEST_F(soc_mushroom, gives_the_array_the_pulses_that_the_host_in_cpp_gives_it) {
  const std::vector<std::vector<std::string>> schemes = {
      {},
      {"update.scheme=row-parallel", "device.device_spread=0.3"},
      {"update.scheme=outer-product", "update.stream_slots=16"},
      {"update.carry=true", "training.bias=false", "array.rows=16", "array.columns=16", "training.hidden=5"},
      {"update.up_only=true", "training.weight_limit=0.15", "converter.adc_bits=5"}};
  int number = 0;
  for (std::vector<std::string> settings : schemes) {
    SCOPED_TRACE(with(settings));
    const std::string host = "host" + std::to_string(number), firmware = "firmware" + std::to_string(number);
    ++number;
    for (const std::string setting : {"training.epochs=2", "training.training_fraction=0.02", "trace.pulses=true"})
      settings.push_back(setting);
    const auto by_host = run("ecram-mushroom", with(settings), host);
    const auto by_firmware = run("soc-mushroom", with(settings), firmware);
    expect_the_same(by_host, by_firmware);
    EXPECT_EQ(by_firmware["results"]["data"], "generated");
    const auto spoken = losses(folder_ / firmware / "serial.txt");
    EXPECT_EQ(spoken.size(), 2u);
    EXPECT_EQ(spoken, losses(folder_ / host / "log.txt"));
    // The host goes on after training, with transfers of float weights.
    const auto given = pulses(firmware);
    auto expected = pulses(host);
    EXPECT_GT(given.size(), 500u);
    ASSERT_GE(expected.size(), given.size());
    expected.resize(given.size());
    EXPECT_TRUE(given == expected);
  }
}

TEST_F(soc_mushroom, sleeps_while_the_tile_is_at_work) {
  const auto summary = run("soc-mushroom", "--set training.epochs=1 --set training.training_fraction=0.02", "run");
  const auto& results = summary["results"];
  // Pulses last as long as the tile says; all of it is sleep but for the few cycles around each command.
  EXPECT_GT(results["time_asleep_s"].get<double>(), 0.999 * results["write_time_s"].get<double>());
  EXPECT_NEAR(results["time_awake_s"].get<double>() + results["time_asleep_s"].get<double>(),
              summary["latency"]["simulated_s"].get<double>(), 1e-6);
  EXPECT_THAT(content(folder_ / "run" / "latency.csv"), HasSubstr("processor,wait for external interrupt,"));
}

TEST_F(soc_mushroom, tells_real_mushrooms_apart_as_the_host_in_cpp_does) {
  const auto data = real_data();
  if (!data) GTEST_SKIP() << "the UCI mushroom data is neither in $MEMVP_DATA/mushroom nor beside the project";
  const std::string settings = "--data '" + data->string() + "' --set training.epochs=1";
  const auto host = sweep("ecram-mushroom", "1..2", settings, "host");
  const auto firmware = sweep("soc-mushroom", "1..2", settings, "firmware");
  for (std::size_t seed = 0; seed < 2; ++seed) {
    EXPECT_EQ(firmware[seed]["results"]["data"], "UCI mushroom");
    expect_the_same(host[seed], firmware[seed]);
    EXPECT_GT(firmware[seed]["results"]["test_accuracy"], 0.99);
  }
}

TEST_F(soc_mushroom, refuses_in_a_sentence_what_its_program_cannot_do) {
  const std::string run = "run soc-mushroom --set ";
  expect_sentence(run + "converter.ideal=true", 2, "converter.ideal must be false");
  expect_sentence(run + "training.batch=257", 2, "must not exceed 256");
  expect_sentence(run + "training.evaluation_batch=257", 2, "must not exceed 256");
  expect_sentence(run + "training.hidden=33", 2, "the program has memory for 64 inputs, 32 hidden units");
  expect_sentence(run + "training.hidden=6", 2, "the network needs 12 rows and 14 columns");
}

/// testbench/firmware/driver_checks.c on the platform soc-firmware.
TEST_F(soc_mushroom, is_built_on_drivers_that_do_what_their_headers_say) {
  const auto results = run("soc-firmware", "--set firmware=" MEMVP_SOURCE_DIR "/testbench/firmware/driver_checks.elf",
                           "drivers")["results"];
  const std::string printed = content(folder_ / "drivers" / "serial.txt");
  EXPECT_EQ(printed.find("line "), std::string::npos) << printed;
  EXPECT_EQ(results["largest"].get<std::uint64_t>(), ~std::uint64_t{0});
  EXPECT_EQ(results["zero"], 0);
  EXPECT_EQ(results["joules"].get<double>(), 1.234567e-9);
  EXPECT_EQ(results["third"].get<double>(), 0.333333333);
  EXPECT_EQ(results["whole"].get<double>(), 2e9);
  EXPECT_THAT(printed, HasSubstr("\n1.000\n3\n"));  // 0.9999996 to three decimals, 5/2 to none

  // The simulator's own random numbers.
  const random_key key{0x123456789abcdef, random_purpose::training_shuffle};
  EXPECT_EQ(results["uniform"].get<double>(), uniform(key, std::uint64_t{5} << 32 | 3, 7) * 0x1p53);
  std::string order = "\norder";
  for (const std::size_t place : shuffled_order(10, key, 2)) order += " " + std::to_string(place);
  EXPECT_THAT(printed, HasSubstr(order + "\n"));
}

}  // namespace
}  // namespace memvp::system_test
