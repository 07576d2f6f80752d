// SPDX-License-Identifier: Apache-2.0
#include "program_run.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "csv_table.hpp"

namespace memvp::system_test {

namespace fs = std::filesystem;

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string said(const fs::path& file) {
  std::ifstream in(file);
  std::string text;
  for (std::string line; std::getline(in, line);) {
    if (line.find("ASan is ignoring requested __asan_handle_no_return") == std::string::npos)
      text += line + "\n";
    else
      for (int remark = 0; remark < 2; ++remark) std::getline(in, line);
  }
  return text;
}

program_test::program_test()
    : folder_(fs::canonical(fs::temp_directory_path()) /
              (std::string("memvp-") + testing::UnitTest::GetInstance()->current_test_info()->name() + "-" +
               std::to_string(getpid()))) {
  fs::remove_all(folder_);
  fs::create_directories(folder_);
}

program_test::~program_test() { fs::remove_all(folder_); }

outcome program_test::memvp(const std::string& arguments) const {
  const std::string command = "cd '" + folder_.string() +
                              "' && env -u MEMVP_DATA -u MEMVP_PLATFORMS '" MEMVP_PROGRAM "' " + arguments +
                              " >out.txt 2>err.txt";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content(folder_ / "out.txt"), said(folder_ / "err.txt")};
}

nlohmann::ordered_json program_test::summary(const std::string& run) const {
  return nlohmann::ordered_json::parse(content(folder_ / run / "summary.json"));
}

nlohmann::ordered_json program_test::run(const std::string& platform, const std::string& settings,
                                         const std::string& name) const {
  const outcome result = memvp("run " + platform + " --quiet --out " + name + " " + settings);
  if (result.status != 0) throw std::runtime_error("memvp run " + platform + " " + settings + ": " + result.err);
  EXPECT_EQ(result.err, "");
  expect_books_agree(folder_ / name);
  expect_bus_was_checked(folder_ / name);
  return summary(name);
}

std::vector<nlohmann::ordered_json> program_test::sweep(const std::string& platform, const std::string& seeds,
                                                        const std::string& settings, const std::string& name) const {
  const outcome result = memvp("run " + platform + " --quiet --seeds " + seeds + " --out " + name + " " + settings);
  if (result.status != 0) throw std::runtime_error("memvp run " + platform + " " + settings + ": " + result.err);
  std::vector<nlohmann::ordered_json> summaries;
  for (const fs::directory_entry& run : fs::directory_iterator(folder_ / name)) {
    expect_books_agree(run.path());
    expect_bus_was_checked(run.path());
    summaries.push_back(nlohmann::ordered_json::parse(content(run.path() / "summary.json")));
  }
  std::sort(summaries.begin(), summaries.end(),
            [](const auto& a, const auto& b) { return a["seed"].template get<int>() < b["seed"].template get<int>(); });
  return summaries;
}

void program_test::expect_sentence(const std::string& arguments, int status, const std::string& part) const {
  SCOPED_TRACE("memvp " + arguments);
  const std::vector<std::string> before = left_runs();
  const outcome result = memvp(arguments);
  EXPECT_EQ(result.status, status);
  EXPECT_THAT(result.err, testing::StartsWith("memvp: "));
  EXPECT_THAT(result.err, testing::HasSubstr(part));
  EXPECT_THAT(result.err, testing::EndsWith("\n"));
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  EXPECT_EQ(left_runs(), before);
}

std::vector<std::string> program_test::left_runs() const {
  std::vector<std::string> runs;
  for (const fs::path& folder : {folder_, folder_ / "runs"}) {
    if (!fs::is_directory(folder)) continue;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
      const std::string name = entry.path().filename().string();
      if (name.find(".partial-") != std::string::npos || fs::exists(entry.path() / "log.txt")) runs.push_back(name);
    }
  }
  std::sort(runs.begin(), runs.end());
  return runs;
}

void program_test::write(const std::string& name, const std::string& text) const {
  fs::create_directories((folder_ / name).parent_path());
  std::ofstream(folder_ / name, std::ios::binary) << text;
}

std::optional<fs::path> real_data() {
  const char* given = std::getenv("MEMVP_DATA");
  const fs::path folder = given != nullptr ? fs::path(given) : fs::path(MEMVP_SOURCE_DIR) / ".." / "shared" / "data";
  if (!fs::exists(folder / "mushroom" / "agaricus-lepiota.data")) return std::nullopt;
  return fs::canonical(folder);
}

std::string with(const std::vector<std::string>& settings) {
  std::string arguments;
  for (const std::string& setting : settings) arguments += " --set '" + setting + "'";
  return arguments;
}

nlohmann::ordered_json without_host(nlohmann::ordered_json summary) {
  summary.erase("host");
  return summary;
}

namespace {

void expect_equal(double a, double b, const char* what) {
  EXPECT_LE(std::abs(a - b), 1e-9 * std::max(std::abs(a), std::abs(b))) << what << ": " << a << " and " << b;
}

double sum_of(const nlohmann::ordered_json& parts) {
  double sum = 0;
  for (const auto& part : parts) sum += part.get<double>();
  return sum;
}

}  // namespace

void expect_bus_was_checked(const fs::path& run) {
  const std::string log = content(run / "log.txt");
  EXPECT_THAT(
      log, testing::ContainsRegex("protocol: checked [1-9][0-9]* transactions?.* on [1-9][0-9]* links: no violation"))
      << run;
}

void expect_books_agree(const fs::path& run) {
  SCOPED_TRACE(run.string());
  const auto energy = nlohmann::ordered_json::parse(content(run / "summary.json"))["energy"];
  const double total = energy["total_j"];
  EXPECT_GT(total, 0);
  expect_equal(energy["dynamic_j"].get<double>() + energy["static_j"].get<double>(), total, "dynamic + static");
  expect_equal(sum_of(energy["by_component_j"]), total, "by component");
  expect_equal(sum_of(energy["by_cause_j"]), total, "by cause");

  const csv_table bins(run / "energy.csv");
  double sum = 0, dynamic = 0;
  std::map<std::string, double> by_component;
  for (std::size_t column = 0; column < bins.names().size(); ++column) {
    const std::string& name = bins.names()[column];
    const std::size_t kind = name.find(".dynamic_j");
    const std::size_t end = kind != std::string::npos ? kind : name.find(".static_j");
    if (end == std::string::npos) continue;
    const double joules = bins.sum(column);
    sum += joules;
    if (kind != std::string::npos) dynamic += joules;
    by_component[name.substr(0, end)] += joules;
  }
  expect_equal(sum, total, "sum of the bins");
  expect_equal(dynamic, energy["dynamic_j"], "dynamic energy of the bins");
  for (const auto& [component, joules] : energy["by_component_j"].items())
    expect_equal(by_component[component], joules, component.c_str());
}

}  // namespace memvp::system_test
