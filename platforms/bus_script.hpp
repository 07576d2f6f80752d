// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "memvp/traces/clock_grid.hpp"
#include "memvp/traces/text_file.hpp"

namespace memvp {

/// One step of software that drives a device: an access to it, or waiting for its interrupt.
struct bus_step {
  enum class action { read, write, wait };

  action what = action::wait;
  std::uint64_t offset = 0;         ///< in the device's address space
  std::vector<std::uint8_t> bytes;  ///< in order of address; what was read, if that is known
  std::uint32_t length = 0;         ///< of a read or a write
  /// Cycles at which it began and ended, if it has been carried out.
  std::optional<cycle_interval> times;
};

/// Most bytes of one access of a script.
inline constexpr std::uint32_t bus_script_longest_access = 1 << 20;

/// Software as a list of bus accesses: a CSV file with the columns
///
///     access,offset,bytes,data,start_cycle,end_cycle
///
/// where access is `read`, `write` or `wait`, the offset and the data are hexadecimal (data: two digits a byte, in
/// order of address), and the rest is decimal. A write needs its data; for a read they and the cycles are what came of
/// it, and may be left out, as may the columns from the first that is not needed. Empty lines and lines that begin with
/// # are skipped.
///
/// \throws std::runtime_error with file and line for anything else
std::vector<bus_step> read_bus_script(const std::filesystem::path& file);

/// Writes a bus script a step after the other, as read_bus_script() reads it.
class bus_script_writer {
 public:
  /// \throws std::runtime_error if the file cannot be written
  explicit bus_script_writer(const std::filesystem::path& file);

  void write(const bus_step& step);
  /// \throws std::runtime_error if the file could not be written
  void close() { file_.close(); }

 private:
  text_file file_;
};

/// \throws std::runtime_error if it cannot be written
void write_bus_script(const std::filesystem::path& file, const std::vector<bus_step>& steps);

}  // namespace memvp
