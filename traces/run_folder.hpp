// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace memvp {

/// The folder of a run's results, which appears complete or not at all.
///
/// Files are written into a hidden folder beside the final one; commit() renames it, which is atomic. Without commit()
/// the destructor removes everything. Errors are std::runtime_error or std::invalid_argument with one sentence.
class run_folder {
 public:
  /// A folder `base`/`name`-`seed`, or with -2, -3, ... appended if that is taken; `base` is created if need be.
  run_folder(const std::filesystem::path& base, std::string_view name, std::uint64_t seed);

  /// Exactly this folder, which must not exist yet or be empty.
  explicit run_folder(const std::filesystem::path& exactly);

  ~run_folder();
  run_folder(const run_folder&) = delete;
  run_folder& operator=(const run_folder&) = delete;

  /// Where to write now: the hidden folder, after commit() the final one.
  const std::filesystem::path& path() const noexcept { return path_; }

  /// Gives the folder its final name and returns it. Every file in it must be closed. A second call does nothing.
  const std::filesystem::path& commit();

 private:
  void create_hidden_folder();

  std::filesystem::path parent_;
  std::string name_;
  bool numbered_;
  bool parent_is_ours_ = false;
  bool committed_ = false;
  std::filesystem::path path_;
};

}  // namespace memvp
