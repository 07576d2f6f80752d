// SPDX-License-Identifier: Apache-2.0
#include "memvp/traces/run_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "memvp/traces/summary.hpp"
#include "memvp/traces/text_file.hpp"
#include "scratch_folder.hpp"

namespace memvp {
namespace {

namespace fs = std::filesystem;

void write_result(const fs::path& path, std::string_view text) {
  text_file file(path);
  file.write(text);
  file.close();
}

std::vector<std::string> entries(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

TEST(run_folder, appears_with_all_its_files_at_commit) {
  const scratch_folder scratch;
  run_folder run(scratch / "runs", "ecram-mushroom", 3);
  write_result(run.path() / "summary.json", "{}");
  // Until then there is one hidden entry.
  const auto before = entries(scratch / "runs");
  ASSERT_EQ(before.size(), 1u);
  EXPECT_THAT(before[0], testing::StartsWith(".ecram-mushroom-3.partial-"));
  EXPECT_EQ(run.commit(), scratch / "runs/ecram-mushroom-3");
  EXPECT_EQ(run.path(), scratch / "runs/ecram-mushroom-3");
  EXPECT_THAT(entries(scratch / "runs"), testing::ElementsAre("ecram-mushroom-3"));
  EXPECT_EQ(content_of(run.path() / "summary.json"), "{}");
  EXPECT_EQ(run.commit(), run.path());
}

TEST(run_folder, takes_the_next_free_number) {
  const scratch_folder scratch;
  for (int i = 0; i < 3; ++i) run_folder(scratch.path(), "mvm", 1).commit();
  EXPECT_THAT(entries(scratch.path()), testing::ElementsAre("mvm-1", "mvm-1-2", "mvm-1-3"));
}

TEST(run_folder, two_runs_at_once_keep_apart) {
  const scratch_folder scratch;
  run_folder first(scratch.path(), "mvm", 1), second(scratch.path(), "mvm", 1);
  EXPECT_NE(first.path(), second.path());
  write_result(second.path() / "who", "second");
  write_result(first.path() / "who", "first");
  second.commit();
  first.commit();
  EXPECT_EQ(content_of(scratch / "mvm-1/who"), "second");
  EXPECT_EQ(content_of(scratch / "mvm-1-2/who"), "first");
}

TEST(run_folder, a_run_that_fails_half_way_leaves_nothing) {
  const scratch_folder scratch;
  EXPECT_THROW(
      {
        run_folder run(scratch / "runs", "mvm", 1);
        write_result(run.path() / "energy.csv", "half");
        throw std::runtime_error("the workload failed");
      },
      std::runtime_error);
  EXPECT_THAT(entries(scratch.path()), testing::IsEmpty());
}

TEST(run_folder, a_failed_run_leaves_the_runs_before_it) {
  const scratch_folder scratch;
  run_folder(scratch / "runs", "mvm", 1).commit();
  { run_folder abandoned(scratch / "runs", "mvm", 1); }
  EXPECT_THAT(entries(scratch / "runs"), testing::ElementsAre("mvm-1"));
}

TEST(run_folder, an_explicit_folder_is_taken_as_named) {
  const scratch_folder scratch;
  {
    run_folder run(scratch / "new/deep/");
    write_result(run.path() / "a", "1");
    EXPECT_FALSE(fs::exists(scratch / "new/deep"));
    EXPECT_EQ(run.commit(), fs::canonical(scratch.path()) / "new/deep");
  }
  fs::create_directory(scratch / "empty");
  run_folder run(scratch / "empty");
  write_result(run.path() / "a", "2");
  run.commit();
  EXPECT_EQ(content_of(scratch / "new/deep/a"), "1");
  EXPECT_EQ(content_of(scratch / "empty/a"), "2");
}

TEST(run_folder, an_explicit_folder_with_something_in_it_is_refused) {
  const scratch_folder scratch;
  write_result(scratch / "file", "precious");
  EXPECT_THAT(sentence_of<std::runtime_error>([&] { run_folder run(scratch.path()); }),
              testing::HasSubstr("is not empty"));
  EXPECT_THAT(sentence_of<std::runtime_error>([&] { run_folder run(scratch / "file"); }),
              testing::HasSubstr("is not a folder"));
  EXPECT_THAT(entries(scratch.path()), testing::ElementsAre("file"));
}

TEST(run_folder, an_explicit_folder_that_is_filled_during_the_run_is_not_replaced) {
  const scratch_folder scratch;
  {
    run_folder run(scratch / "out");
    write_result(run.path() / "a", "mine");
    fs::create_directory(scratch / "out");
    write_result(scratch / "out/b", "theirs");
    EXPECT_THROW(run.commit(), std::runtime_error);
  }
  EXPECT_THAT(entries(scratch.path()), testing::ElementsAre("out"));
  EXPECT_THAT(entries(scratch / "out"), testing::ElementsAre("b"));
}

TEST(run_folder, a_place_that_cannot_be_written_is_reported_before_the_run) {
  EXPECT_THAT(sentence_of<std::runtime_error>([] { run_folder run("/dev/null/runs", "mvm", 1); }),
              testing::StartsWith("cannot create the run folder /dev/null/runs/mvm-1: "));
  EXPECT_THAT(sentence_of<std::runtime_error>([] { run_folder run("/proc/out"); }),
              testing::StartsWith("cannot create the run folder /proc/out: "));
  const scratch_folder scratch;
  EXPECT_THROW(run_folder(scratch.path(), "../up", 1), std::invalid_argument);
}

run_summary sample() {
  run_summary summary;
  summary.platform = "ecram-mushroom";
  summary.version = "0.1.0";
  summary.seed = 18446744073709551615u;
  summary.results["data"] = "generated";
  summary.results["test_accuracy"] = 0.1 + 0.2;
  summary.results["confusion"] = {{1, 2}, {3, 4}};
  summary.latency = {1.0 / 3.0, 33333333, 1234};
  summary.energy = {3e-6, 2e-6, 1e-6, {{"ecram0.drivers", 1e-6}, {"ecram0.adc", 2e-6}}, {{"update", 3e-6}}};
  summary.area = {12.5, {{"ecram0.adc", 12.5}}};
  summary.unknown_parameters = {"device.gate_leakage_current"};
  summary.host = {1.5, 30.25, {}};
  return summary;
}

TEST(summary, has_the_keys_that_are_promised_in_their_order) {
  const auto json = to_json(sample());
  const auto keys = [](const nlohmann::ordered_json& object) {
    std::vector<std::string> names;
    for (const auto& [name, value] : object.items()) names.push_back(name);
    return names;
  };
  EXPECT_THAT(keys(json), testing::ElementsAre("platform", "version", "seed", "results", "latency", "energy", "area",
                                               "unknown_parameters", "host"));
  EXPECT_THAT(keys(json["latency"]), testing::ElementsAre("simulated_s", "cycles", "transactions"));
  EXPECT_THAT(keys(json["energy"]),
              testing::ElementsAre("total_j", "dynamic_j", "static_j", "by_component_j", "by_cause_j"));
  EXPECT_THAT(keys(json["energy"]["by_component_j"]), testing::ElementsAre("ecram0.drivers", "ecram0.adc"));
  EXPECT_THAT(keys(json["area"]), testing::ElementsAre("total_um2", "by_component_um2"));
  EXPECT_THAT(keys(json["host"]), testing::ElementsAre("wall_s", "peak_rss_mib"));
  // A run without parts still has objects, not null.
  EXPECT_TRUE(to_json(run_summary())["energy"]["by_cause_j"].is_object());
  EXPECT_TRUE(to_json(run_summary())["results"].is_object());
  EXPECT_TRUE(to_json(run_summary())["unknown_parameters"].is_array());
}

TEST(summary, reads_back_as_it_was_written_to_the_last_bit) {
  const scratch_folder scratch;
  const run_summary written = sample();
  write_summary(scratch / "summary.json", written);
  for (const fs::path& run : {scratch.path(), scratch / "summary.json"}) {
    const run_summary read = read_summary(run);
    EXPECT_EQ(to_json(read), to_json(written));
    EXPECT_EQ(read.seed, written.seed);
    EXPECT_EQ(read.results["test_accuracy"].get<double>(), 0.1 + 0.2);
    EXPECT_EQ(read.latency.simulated_s, 1.0 / 3.0);
    EXPECT_EQ(read.energy.by_component_j, written.energy.by_component_j);
  }
  write_summary(scratch / "again.json", read_summary(scratch.path()));
  EXPECT_EQ(content_of(scratch / "again.json"), content_of(scratch / "summary.json"));
}

TEST(summary, a_figure_that_is_no_number_reads_back_as_none) {
  const scratch_folder scratch;
  run_summary summary = sample();
  summary.energy.total_j = std::numeric_limits<double>::quiet_NaN();
  write_summary(scratch / "summary.json", summary);
  EXPECT_TRUE(std::isnan(read_summary(scratch.path()).energy.total_j));
}

TEST(summary, what_is_no_summary_is_refused_in_a_sentence) {
  const scratch_folder scratch;
  const auto sentence = [&](std::string_view text) {
    write_result(scratch / "summary.json", text);
    return sentence_of<std::runtime_error>([&] { read_summary(scratch.path()); });
  };
  EXPECT_THAT(sentence_of<std::runtime_error>([&] { read_summary(scratch.path()); }),
              testing::HasSubstr("there is no summary of a run at"));
  EXPECT_THAT(sentence("{ \"platform\": "), testing::HasSubstr("is not JSON"));
  EXPECT_THAT(sentence("[1, 2]"), testing::HasSubstr("the key \"platform\" is missing"));
  EXPECT_THAT(sentence("{\"platform\": 5}"), testing::HasSubstr("the key \"platform\" has a value of the wrong type"));
}

}  // namespace
}  // namespace memvp
