// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>

namespace memvp {

/// A text file written once from front to back through a buffer of 128 KiB.
///
/// A failed write (a full disk) is remembered, further output is dropped, and close() throws; so the hot path has no
/// error handling and no failure goes unnoticed. Without close() the destructor writes what is buffered and is silent.
class text_file {
 public:
  /// Creates or overwrites. @throws std::runtime_error with a sentence naming the file and the system's reason
  explicit text_file(const std::filesystem::path& path);
  ~text_file();
  text_file(const text_file&) = delete;
  text_file& operator=(const text_file&) = delete;

  text_file& write(std::string_view text);
  text_file& write(char character);
  text_file& number(std::uint64_t value);
  /// Shortest decimal number that reads back as the same double (at most 17 significant digits).
  text_file& number(double value);
  /// As many significant digits as given, at most 17 of which mean something.
  text_file& number(double value, int significant_digits);
  /// A CSV field, in quotes if it needs them.
  text_file& csv_field(std::string_view text);

  /// Room for `bytes` (at most 4096) characters that the caller fills in; advance_to() takes them.
  char* room(std::size_t bytes) {
    if (bytes > largest_room || used_ + bytes > capacity) make_room(bytes);
    return buffer_.get() + used_;
  }
  void advance_to(const char* end) noexcept { used_ = static_cast<std::size_t>(end - buffer_.get()); }

  /// Writes the rest. @throws std::runtime_error if anything could not be written
  void close();

 private:
  static constexpr std::size_t capacity = 128 * 1024;
  static constexpr std::size_t largest_room = 4096;

  struct file_closer {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };

  void make_room(std::size_t bytes);
  void empty_buffer() noexcept;

  std::filesystem::path path_;
  std::unique_ptr<std::FILE, file_closer> file_;
  std::unique_ptr<char[]> buffer_;
  std::size_t used_ = 0;
  int error_ = 0;  // errno of the first failed write
};

}  // namespace memvp
