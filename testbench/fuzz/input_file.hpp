// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace memvp {

/// A file in memory, for readers and writers that know files by their path. Linux.
class input_file {
 public:
  /// @throws std::system_error if there is no memory for it
  input_file();
  ~input_file();
  input_file(const input_file&) = delete;
  input_file& operator=(const input_file&) = delete;

  /// Fills it with these bytes instead of what it held.
  /// @throws std::system_error if there is no memory for them
  void fill(const std::uint8_t* bytes, std::size_t size);
  /// What it holds.
  std::string content() const;
  /// Opens as any file does, as often as it is asked for; valid as long as this object.
  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  int descriptor_;
  std::filesystem::path path_;
};

}  // namespace memvp
