// SPDX-License-Identifier: Apache-2.0
// How the host speaks to the bus, how far it runs ahead, and what is recorded change nothing of a run's outcome.
#include "program_run.hpp"

namespace memvp::system_test {
namespace {

/// Everything about time, energy and results that a run leaves, to the last digit.
struct traces {
  nlohmann::ordered_json summary;
  std::string energy, latency, area;
};

class same_results : public program_test {
 protected:
  traces traces_of(const std::string& platform, const std::string& settings, const std::string& name) const {
    const auto summary = without_host(run(platform, settings, name));
    return {summary, content(file(name + "/energy.csv")), content(file(name + "/latency.csv")),
            content(file(name + "/area.csv"))};
  }

  /// Runs the platform in every manner, the plain one first.
  void expect_the_same(const std::string& platform, const std::string& settings) const {
    const traces plain = traces_of(platform, settings, "plain");
    EXPECT_FALSE(plain.energy.empty());
    EXPECT_FALSE(plain.latency.empty());
    EXPECT_FALSE(plain.area.empty());
    const std::vector<std::pair<std::string, std::string>> manners = {
        {"approximately-timed", with({"host.timing=approximately-timed"})},
        {"no-quantum", with({"host.quantum=0"})},
        {"long-quantum", with({"host.quantum=100 us"})},
        {"over-the-bus", with({"host.direct_memory=false"})},
        {"slowly-over-the-bus", with({"host.timing=approximately-timed", "host.direct_memory=false"})},
        {"waveforms", "--vcd"},
        {"window", "--vcd '1 ms:2 ms'"},
        {"transactions", "--trace-transactions" + with({"trace.pulses=true"})},
        {"approximately-timed-waveforms", "--vcd" + with({"host.timing=approximately-timed"})},
    };
    for (const auto& [name, manner] : manners) {
      SCOPED_TRACE(name);
      const traces other = traces_of(platform, settings + " " + manner, name);
      EXPECT_EQ(other.summary, plain.summary);  // results, cycles, transactions, energy, area
      EXPECT_EQ(other.energy, plain.energy);
      EXPECT_EQ(other.latency, plain.latency);
      EXPECT_EQ(other.area, plain.area);
      std::filesystem::remove_all(file(name));
    }
  }

  /// A run twice: every file byte for byte, but for the log and the host's part of the summary.
  void expect_the_same_bytes(const std::string& platform, const std::string& settings) const {
    for (const char* name : {"first", "second"})
      run(platform, settings + " --seed 7 --trace-transactions" + with({"trace.pulses=true"}), name);
    std::vector<std::string> compared;
    for (const auto& entry : std::filesystem::directory_iterator(file("first"))) {
      const std::string name = entry.path().filename().string();
      std::string first = content(file("first/" + name)), second = content(file("second/" + name));
      if (name == "log.txt") continue;  // has the time of day
      if (name == "summary.json") {
        // The host's times are the last member.
        first.resize(first.find("\"host\""));
        second.resize(second.find("\"host\""));
      }
      EXPECT_TRUE(first == second) << name;
      EXPECT_FALSE(first.empty()) << name;
      compared.push_back(name);
    }
    EXPECT_GE(compared.size(), 8u);
  }
};

TEST_F(same_results, of_images_whatever_the_bus_protocol_and_the_traces) {
  expect_the_same("ecram-image", with({"workload.vectors=300"}));
}

TEST_F(same_results, of_training_whatever_the_bus_protocol_and_the_traces) {
  expect_the_same("ecram-mushroom", with({"training.epochs=1"}));
}

TEST_F(same_results, of_training_by_outer_products_whatever_the_bus_protocol_and_the_traces) {
  // Sample by sample: many short commands, of which --vcd would keep 100 MB.
  const std::string settings = with({"training.epochs=1", "update.scheme=outer-product"});
  const traces plain = traces_of("ecram-mushroom", settings, "plain");
  for (const char* manner : {"host.timing=approximately-timed", "host.quantum=0", "host.direct_memory=false"}) {
    const traces other = traces_of("ecram-mushroom", settings + with({manner}), manner);
    EXPECT_EQ(other.summary, plain.summary) << manner;
    EXPECT_EQ(other.energy, plain.energy) << manner;
    EXPECT_EQ(other.latency, plain.latency) << manner;
  }
}

TEST_F(same_results, of_training_on_two_tiles_at_once_whatever_the_bus_protocol_and_the_traces) {
  expect_the_same("ecram-mnist", with({"training.epochs=1", "training.images=20", "training.hidden=10",
                                       "training.side=12", "trace.cells=0,0 143,9"}));
}

TEST_F(same_results, of_products_whatever_the_bus_protocol_and_the_traces) {
  expect_the_same("crossbar-mvm", with({"wire.resistance=1 ohm"}));
}

TEST_F(same_results, of_rows_kept_alive_whatever_the_bus_protocol_and_the_traces) {
  // T_REF 51.3 us, a rewrite 17 us: three rows are kept, a fourth is one too many. The tile works by itself while the
  // host runs ahead of it, and products wait for rewrites.
  expect_the_same("refresh-service",
                  with({"device.preset=cips-what-if", "service.time_constants=1 ms", "array.rows=4", "array.columns=8",
                        "service.intervals=20", "service.products=0 3", "trace.cells=0,0 3,7", "trace.rows=0 3"}));
}

TEST_F(same_results, to_the_byte_of_rows_kept_alive_with_the_same_seed) {
  expect_the_same_bytes("refresh-service", "--vcd" + with({"device.preset=cips-what-if", "service.time_constants=1 ms",
                                                           "array.rows=4", "array.columns=8", "service.intervals=5"}));
}

TEST_F(same_results, to_the_byte_of_images_with_the_same_seed) {
  expect_the_same_bytes("ecram-image", "--vcd" + with({"workload.pattern=random", "trace.cells=0,0 9,9"}));
}

TEST_F(same_results, to_the_byte_of_training_with_the_same_seed) {
  expect_the_same_bytes("ecram-mushroom", "--vcd '0:100 s'" + with({"training.epochs=1"}));
}

TEST_F(same_results, to_the_byte_of_products_with_the_same_seed) { expect_the_same_bytes("crossbar-mvm", "--vcd"); }

TEST_F(same_results, differ_between_seeds) {
  // The comparison above would be empty if the seed were ignored.
  const auto one = run("ecram-image", "--seed 1", "one"), two = run("ecram-image", "--seed 2", "two");
  EXPECT_NE(one["results"], two["results"]);
}

}  // namespace
}  // namespace memvp::system_test
