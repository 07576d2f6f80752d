// SPDX-License-Identifier: Apache-2.0
// A run can be repeated from what it left, compared with another, and made for many seeds.
#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "program_run.hpp"

namespace memvp::system_test {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

class repeated_run : public program_test {
 protected:
  void expect_repeated(const std::string& platform, const std::string& settings) const {
    const auto first = run(platform, settings, "first");
    // From another folder: every path in run.toml is absolute.
    std::filesystem::create_directory(file("elsewhere"));
    const outcome again = memvp("run first/run.toml --quiet --out second");
    ASSERT_EQ(again.status, 0) << again.err;
    expect_books_agree(file("second"));
    EXPECT_EQ(without_host(summary("second")), without_host(first));
    EXPECT_EQ(content(file("second/energy.csv")), content(file("first/energy.csv")));
    EXPECT_EQ(content(file("second/run.toml")), content(file("first/run.toml")));
    std::filesystem::rename(file("second"), file("elsewhere/moved"));
    const outcome moved = memvp("run elsewhere/moved/run.toml --quiet --out third");
    ASSERT_EQ(moved.status, 0) << moved.err;
    EXPECT_EQ(without_host(summary("third")), without_host(first));
  }
};

TEST_F(repeated_run, of_images_by_its_run_toml) {
  expect_repeated("ecram-image", "--seed 5" + with({"device.preset=wox-2-4uS", "device.cycle_noise=0.1",
                                                    "array.half_select=V/3", "programming.precompensation=true"}));
}

TEST_F(repeated_run, of_training_by_its_run_toml) {
  expect_repeated("ecram-mushroom", "--seed 3" + with({"training.epochs=1", "update.carry=true"}));
}

TEST_F(repeated_run, of_a_measured_array_by_its_run_toml) {
  write("measured/G.csv", "1e-6,2e-6,0\n3e-6,4e-6,5e-6\n");  // a cell that does not conduct
  write("measured/V.csv", "0.1,-0.2\n0.3,0.05\n");
  expect_repeated("crossbar-mvm", with({"array.conductance=measured/G.csv", "workload.inputs=measured/V.csv",
                                        "wire.resistance=2 ohm"}));
  EXPECT_EQ(content(file("first/currents.csv")), content(file("third/currents.csv")));
}

TEST_F(repeated_run, with_one_setting_changed_is_compared_line_by_line) {
  run("ecram-image", with({"device.gate_leakage_current=1 nA"}), "a");
  run("ecram-image", with({"device.gate_leakage_current=1 nA", "device.half_select_ratio=0"}), "b");
  const outcome comparison = memvp("compare a b");
  ASSERT_EQ(comparison.status, 0) << comparison.err;
  const auto line = [&](const std::string& key) {
    std::istringstream lines(comparison.out);
    for (std::string text; std::getline(lines, text);)
      if (text.find(key) != std::string::npos) return text;
    return std::string();
  };
  for (const char* key : {"results.open_loop.mean_error", "results.closed_loop.reads", "energy.total_j",
                          "latency.simulated_s", "area.total_um2"})
    EXPECT_NE(line(key), "") << key << "\n" << comparison.out;
  EXPECT_THAT(line("results.open_loop.pulses"), ContainsRegex("459 +459"));
  EXPECT_THAT(line("area.total_um2"), ContainsRegex("(^| )1$"));  // the ratio: both have the same hardware
}

TEST_F(repeated_run, for_many_seeds_gives_each_seeds_own_run_and_a_table_over_all) {
  const outcome result = memvp("run ecram-image --seeds 4..7 --out sweep --jobs 2");
  ASSERT_EQ(result.status, 0) << result.err;
  for (const char* heading : {"mean", "spread", "least", "most", "results.open_loop.mean_error"})
    EXPECT_THAT(result.out, HasSubstr(heading));
  const auto alone = run("ecram-image", "--seed 6", "alone");
  EXPECT_EQ(without_host(summary("sweep/ecram-image-6")), without_host(alone));
  EXPECT_EQ(content(file("sweep/ecram-image-6/energy.csv")), content(file("alone/energy.csv")));
}

}  // namespace
}  // namespace memvp::system_test
