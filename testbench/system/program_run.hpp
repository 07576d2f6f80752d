// SPDX-License-Identifier: Apache-2.0
// The built program, run in a temporary folder as a user runs it, and what it leaves there.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace memvp::system_test {

struct outcome {
  int status;
  std::string out, err;
};

std::string content(const std::filesystem::path& file);

/// What the program wrote to its standard error output, without the address sanitizer's remark that it cannot follow
/// exceptions on the stacks of SystemC's threads.
std::string said(const std::filesystem::path& file);

/// Gives every test an empty folder and runs the program in it.
class program_test : public testing::Test {
 protected:
  program_test();
  ~program_test() override;

  /// `memvp ARGUMENTS`, as the shell understands them.
  outcome memvp(const std::string& arguments) const;

  /// A run that must succeed, into folder `name`; checks its energy books and returns its summary.
  nlohmann::ordered_json run(const std::string& platform, const std::string& settings, const std::string& name) const;

  /// A run for each seed, all of which must succeed, into folder `name`; checks all books, returns the summaries.
  std::vector<nlohmann::ordered_json> sweep(const std::string& platform, const std::string& seeds,
                                            const std::string& settings, const std::string& name) const;

  nlohmann::ordered_json summary(const std::string& run) const;

  /// `memvp ARGUMENTS` must fail with this status and one sentence that has `part` in it, and leave no run folder.
  void expect_sentence(const std::string& arguments, int status, const std::string& part) const;

  /// Names in the folder and in its `runs`, hidden ones included, that look like a run, whole or half-written.
  std::vector<std::string> left_runs() const;

  std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& text) const;

  std::filesystem::path folder_;
};

/// The folder of the real data sets: $MEMVP_DATA, or that beside the project's own; nothing if there is none.
std::optional<std::filesystem::path> real_data();

/// `--set a=b` for each word "a=b".
std::string with(const std::vector<std::string>& settings);

/// A summary without what depends on the computer that ran it.
nlohmann::ordered_json without_host(nlohmann::ordered_json summary);

/// The program that system tests run has watched every link of the bus and found no breach of TLM-2.0.
void expect_bus_was_checked(const std::filesystem::path& run);

/// Energy by component = by cause = sum of the bins of energy.csv = total, each to 1e-9, and dynamic + static likewise.
void expect_books_agree(const std::filesystem::path& run);

}  // namespace memvp::system_test
