// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace memvp {

/// What a program file may ask for. More is refused before anything of that size is copied or allocated.
struct elf_limits {
  std::uint64_t file_bytes = std::uint64_t{256} << 20;    ///< length of the file
  std::uint64_t memory_bytes = std::uint64_t{256} << 20;  ///< memory of all segments together
};

/// Bytes of a program that have to be in memory before it runs.
struct elf_segment {
  std::uint32_t address = 0;          ///< physical: where the bytes are put
  std::uint32_t virtual_address = 0;  ///< where the program uses them; another one if its start-up code moves them
  std::uint32_t offset = 0;           ///< of the bytes in the file
  std::uint32_t bytes = 0;            ///< taken from the file
  /// Bytes behind these to be cleared. If the program moves the segment, its start-up code clears what follows: 0.
  std::uint32_t zeros = 0;
  std::uint32_t memory = 0;  ///< bytes it occupies at its virtual address
  bool readable = false, writable = false, executable = false;
};

/// A named place of a program.
struct elf_symbol {
  std::string name;
  std::uint32_t address = 0;
  std::uint32_t size = 0;  ///< bytes; 0 if unknown
  bool function = false;
};

/// A RISC-V program: an executable ELF file of 32 bits, little-endian, without compressed instructions. Whatever is in
/// the file, reading it ends with a program or with an exception; every offset, size and count is checked before use.
///
/// SOURCE: Tool Interface Standard, Executable and Linking Format Specification, version 1.2; RISC-V ELF psABI
/// Specification, version 1.0, chapter 8.
class elf_file {
 public:
  /// @throws std::runtime_error, with a sentence that names the file, if it cannot be read or is no such program
  static elf_file read(const std::string& path, const elf_limits& limits = {});
  /// @param name of the program, for messages
  /// @throws std::runtime_error as read()
  static elf_file parse(std::vector<std::uint8_t> bytes, const std::string& name, const elf_limits& limits = {});

  /// Address of the first instruction.
  std::uint32_t entry() const noexcept { return entry_; }
  /// In the order of the file; none is empty, and no two overlap.
  const std::vector<elf_segment>& segments() const noexcept { return segments_; }
  const std::uint8_t* bytes_of(const elf_segment& segment) const noexcept { return bytes_.data() + segment.offset; }

  /// Functions, objects and labels by address; none if the file is stripped.
  const std::vector<elf_symbol>& symbols() const noexcept { return symbols_; }
  /// Address of the symbol of this name.
  std::optional<std::uint32_t> address_of(std::string_view name) const noexcept;
  /// The function or label that `address` lies in or, if the file knows no sizes, the last one before it in the same
  /// segment; nullptr if there is none. Valid as long as the file.
  const elf_symbol* symbol_at(std::uint32_t address) const noexcept;
  /// For messages: "main+0x1c", or "0x80000123" if no symbol is there.
  std::string describe(std::uint32_t address) const;

 private:
  elf_file() = default;

  std::vector<std::uint8_t> bytes_;
  std::uint32_t entry_ = 0;
  std::vector<elf_segment> segments_;
  std::vector<elf_symbol> symbols_;
};

}  // namespace memvp
