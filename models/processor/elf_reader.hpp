// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "memvp/models/processor/elf_file.hpp"

namespace memvp {

/// Bytes of an ELF file with checked access to little-endian words, and the name that messages begin with.
class elf_reader {
 public:
  elf_reader(const std::vector<std::uint8_t>& bytes, const std::string& name) : bytes_(bytes), name_(name) {}

  std::uint64_t size() const noexcept { return bytes_.size(); }
  bool holds(std::uint64_t offset, std::uint64_t count) const noexcept {
    return offset <= bytes_.size() && count <= bytes_.size() - offset;
  }
  /// @throws std::runtime_error if the file ends before; so do the others
  std::uint8_t byte(std::uint64_t offset) const { return static_cast<std::uint8_t>(little_endian(offset, 1)); }
  std::uint16_t half(std::uint64_t offset) const { return static_cast<std::uint16_t>(little_endian(offset, 2)); }
  std::uint32_t word(std::uint64_t offset) const { return little_endian(offset, 4); }
  /// The text at `offset` that ends with a zero before `end`, which lies within the file.
  std::string text(std::uint64_t offset, std::uint64_t end) const;
  /// @throws std::runtime_error always: the file's name and `what`, a sentence about it
  [[noreturn]] void refuse(const std::string& what) const;

 private:
  std::uint32_t little_endian(std::uint64_t offset, unsigned count) const;

  const std::vector<std::uint8_t>& bytes_;
  const std::string& name_;
};

/// The symbols of the symbol table, by address; empty names, sections, files and the assembler's own marks left out.
/// @throws std::runtime_error if there are several tables, or one lies outside the file or names outside its strings
std::vector<elf_symbol> read_symbols(const elf_reader& file);

}  // namespace memvp
