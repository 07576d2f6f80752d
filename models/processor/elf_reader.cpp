// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/processor/elf_reader.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace memvp {
namespace {

/// A section header's fields that symbols need.
struct section {
  std::uint32_t type, offset, size, link, entry_size;
};

constexpr std::uint32_t symbol_table = 2, string_table = 3;  // sh_type
constexpr std::uint32_t section_bytes = 40, symbol_bytes = 16;
/// Names may share their ends in the file, so that their lengths can add up to far more than the file's.
constexpr std::uint64_t most_name_bytes = std::uint64_t{64} << 20;

std::vector<section> read_sections(const elf_reader& file) {
  const std::uint32_t offset = file.word(32);
  const std::uint32_t entry_size = file.half(46), count = file.half(48);
  if (offset == 0 || count == 0) return {};
  if (entry_size != section_bytes)
    file.refuse("has section headers of " + std::to_string(entry_size) + " bytes instead of 40.");
  if (!file.holds(offset, std::uint64_t{count} * section_bytes)) file.refuse("has section headers beyond its end.");
  std::vector<section> sections;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t at = offset + std::uint64_t{i} * section_bytes;
    sections.push_back(
        {file.word(at + 4), file.word(at + 16), file.word(at + 20), file.word(at + 24), file.word(at + 36)});
  }
  return sections;
}

/// Names that the assembler makes: local labels, and marks between instructions and data.
bool is_assembler_mark(const std::string& name) { return name[0] == '$' || name.compare(0, 2, ".L") == 0; }

std::vector<elf_symbol> symbols_of(const elf_reader& file, const section& table, const section& strings) {
  std::vector<elf_symbol> symbols;
  std::uint64_t name_bytes = 0;
  constexpr unsigned no_type = 0, object = 1, function = 2;  // st_info
  const std::uint64_t end = std::uint64_t{strings.offset} + strings.size;
  for (std::uint64_t at = table.offset; at < std::uint64_t{table.offset} + table.size; at += symbol_bytes) {
    const unsigned type = file.byte(at + 12) & 15u;
    const bool defined = file.half(at + 14) != 0;
    const std::uint32_t name_offset = file.word(at);
    if (!defined || name_offset == 0 || (type != no_type && type != object && type != function)) continue;
    if (name_offset >= strings.size) file.refuse("has a symbol whose name lies outside the names.");
    std::string name = file.text(std::uint64_t{strings.offset} + name_offset, end);
    name_bytes += name.size();
    if (name_bytes > most_name_bytes) file.refuse("has symbols whose names add up to more than 64 MiB.");
    if (name.empty() || is_assembler_mark(name)) continue;
    symbols.push_back({std::move(name), file.word(at + 4), file.word(at + 8), type == function});
  }
  return symbols;
}

}  // namespace

std::uint32_t elf_reader::little_endian(std::uint64_t offset, unsigned count) const {
  if (!holds(offset, count)) refuse("ends in the middle of its headers.");
  std::uint32_t value = 0;
  for (unsigned i = 0; i < count; ++i) value |= std::uint32_t{bytes_[offset + i]} << 8 * i;
  return value;
}

std::string elf_reader::text(std::uint64_t offset, std::uint64_t end) const {
  const auto first = bytes_.begin() + static_cast<std::ptrdiff_t>(offset);
  const auto last = bytes_.begin() + static_cast<std::ptrdiff_t>(end);
  const auto zero = std::find(first, last, 0);
  if (zero == last) refuse("has a symbol whose name does not end.");
  return {first, zero};
}

void elf_reader::refuse(const std::string& what) const { throw std::runtime_error("Program " + name_ + " " + what); }

std::vector<elf_symbol> read_symbols(const elf_reader& file) {
  const std::vector<section> sections = read_sections(file);
  const auto is_table = [](const section& candidate) { return candidate.type == symbol_table; };
  const auto table = std::find_if(sections.begin(), sections.end(), is_table);
  if (table == sections.end()) return {};
  if (std::count_if(sections.begin(), sections.end(), is_table) != 1) file.refuse("has more than one symbol table.");
  if (table->entry_size != symbol_bytes || table->size % symbol_bytes != 0 || !file.holds(table->offset, table->size))
    file.refuse("has a symbol table that is cut or lies beyond its end.");
  if (table->link >= sections.size() || sections[table->link].type != string_table ||
      !file.holds(sections[table->link].offset, sections[table->link].size))
    file.refuse("has a symbol table without names.");
  std::vector<elf_symbol> symbols = symbols_of(file, *table, sections[table->link]);
  std::stable_sort(symbols.begin(), symbols.end(),
                   [](const elf_symbol& a, const elf_symbol& b) { return a.address < b.address; });
  return symbols;
}

}  // namespace memvp
