// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "memvp/models/processor/rv32_debug_points.hpp"

namespace memvp {

/// A processor that is held, as a debugger sees it. Nothing here takes simulated time, and reading has no effect on the
/// program or its devices.
class debug_target {
 public:
  /// Numbers of registers: x0 to x31 are 0 to 31.
  static constexpr unsigned pc_register = 32;
  /// Number of a control and status register: this and its own number.
  static constexpr unsigned first_csr_register = 65;

  virtual ~debug_target() = default;

  /// \return nothing if there is no such register
  virtual std::optional<std::uint32_t> read_register(unsigned number) const = 0;
  /// \return false if there is no such register or it cannot be written
  virtual bool write_register(unsigned number, std::uint32_t value) = 0;

  /// \return bytes that could be read, from the first one on
  virtual std::size_t read_memory(std::uint32_t address, void* data, std::size_t bytes) = 0;
  /// \return whether all bytes have been written
  virtual bool write_memory(std::uint32_t address, const void* data, std::size_t bytes) = 0;

  /// Where the program is stopped, besides by exceptions.
  virtual rv32_debug_points& debug_points() = 0;

  /// Carries out a command in words, of a person at the debugger. \return what to show
  virtual std::string monitor(std::string_view command) = 0;
};

}  // namespace memvp
