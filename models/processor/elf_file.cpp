// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/processor/elf_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ios>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "memvp/models/processor/elf_reader.hpp"

namespace memvp {
namespace {

constexpr std::uint64_t address_space = std::uint64_t{1} << 32;
constexpr std::uint32_t header_bytes = 52, program_header_bytes = 32;

std::string hexadecimal(std::uint64_t value) {
  std::ostringstream text;
  text << "0x" << std::hex << value;
  return text.str();
}

std::string mebibytes(std::uint64_t bytes) { return std::to_string((bytes + 0xFFFFF) >> 20) + " MiB"; }

void check_header(const elf_reader& file) {
  constexpr std::uint8_t magic[] = {0x7F, 'E', 'L', 'F'};
  constexpr std::uint32_t executable = 2, riscv = 243, compressed_flag = 1, embedded_flag = 8;
  if (file.size() == 0) file.refuse("is empty.");
  for (std::uint32_t i = 0; i < 4; ++i)
    if (!file.holds(i, 1) || file.byte(i) != magic[i]) file.refuse("is not an ELF file.");
  if (!file.holds(0, 6)) file.refuse("ends in the middle of its headers.");
  if (file.byte(4) != 1) file.refuse("is not for 32 bits: build it with -march=rv32im -mabi=ilp32.");
  if (file.byte(5) != 1) file.refuse("is not little-endian.");
  if (!file.holds(0, header_bytes)) file.refuse("ends in the middle of its headers.");
  if (file.half(18) != riscv) file.refuse("is not for RISC-V (its machine is " + std::to_string(file.half(18)) + ").");
  if (file.half(16) != executable)
    file.refuse("is not an executable (its type is " + std::to_string(file.half(16)) + "): link it first.");
  const std::uint32_t flags = file.word(36);
  if ((flags & compressed_flag) != 0)
    file.refuse("has compressed instructions, which this processor lacks: build it with -march=rv32im.");
  if ((flags & ~embedded_flag) != 0)
    file.refuse("needs floating-point registers, which this processor lacks: build it with -mabi=ilp32.");
}

/// Which addresses a segment fills before the program runs.
bool overlap(const elf_segment& a, const elf_segment& b) {
  const std::uint64_t a_end = std::uint64_t{a.address} + a.bytes + a.zeros;
  const std::uint64_t b_end = std::uint64_t{b.address} + b.bytes + b.zeros;
  return a.address < b_end && b.address < a_end;
}

elf_segment read_segment(const elf_reader& file, std::uint64_t at, const elf_limits& limits) {
  elf_segment segment;
  segment.offset = file.word(at + 4);
  segment.virtual_address = file.word(at + 8);
  segment.address = file.word(at + 12);
  segment.bytes = file.word(at + 16);
  segment.memory = file.word(at + 20);
  const std::uint32_t flags = file.word(at + 24);
  segment.executable = (flags & 1) != 0;
  segment.writable = (flags & 2) != 0;
  segment.readable = (flags & 4) != 0;
  const std::string what = "has a segment at " + hexadecimal(segment.address);
  if (!file.holds(segment.offset, segment.bytes)) file.refuse(what + " that reaches beyond its end.");
  if (segment.bytes > segment.memory) file.refuse(what + " with more bytes in the file than in memory.");
  if (segment.memory > limits.memory_bytes)
    file.refuse(what + " that asks for " + mebibytes(segment.memory) + " of memory, more than the " +
                mebibytes(limits.memory_bytes) + " allowed.");
  if (segment.virtual_address + std::uint64_t{segment.memory} > address_space ||
      segment.address + std::uint64_t{segment.memory} > address_space)
    file.refuse(what + " that reaches beyond the last 32-bit address.");
  if (segment.address == segment.virtual_address) segment.zeros = segment.memory - segment.bytes;
  return segment;
}

std::vector<elf_segment> read_segments(const elf_reader& file, const elf_limits& limits) {
  constexpr std::uint32_t loaded = 1;  // p_type
  const std::uint32_t offset = file.word(28);
  const std::uint32_t entry_size = file.half(42), count = file.half(44);
  if (count != 0 && entry_size != program_header_bytes)
    file.refuse("has program headers of " + std::to_string(entry_size) + " bytes instead of 32.");
  if (!file.holds(offset, std::uint64_t{count} * program_header_bytes))
    file.refuse("has program headers beyond its end.");
  std::vector<elf_segment> segments;
  std::uint64_t memory = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t at = offset + std::uint64_t{i} * program_header_bytes;
    if (file.word(at) != loaded || file.word(at + 20) == 0) continue;
    segments.push_back(read_segment(file, at, limits));
    memory += segments.back().memory;
    if (memory > limits.memory_bytes)
      file.refuse("asks for " + mebibytes(memory) + " of memory, more than the " + mebibytes(limits.memory_bytes) +
                  " allowed.");
  }
  if (segments.empty()) file.refuse("has nothing to load.");
  return segments;
}

/// In order of address, so that any overlap is one of neighbours.
void check_overlaps(const elf_reader& file, std::vector<elf_segment> segments) {
  std::sort(segments.begin(), segments.end(),
            [](const elf_segment& a, const elf_segment& b) { return a.address < b.address; });
  const elf_segment* before = nullptr;
  for (const elf_segment& segment : segments) {
    if (segment.bytes + segment.zeros == 0) continue;
    if (before != nullptr && overlap(*before, segment))
      file.refuse("has two segments that overlap at " + hexadecimal(segment.address) + ".");
    before = &segment;
  }
}

void check_entry(const elf_reader& file, std::uint32_t entry, const std::vector<elf_segment>& segments) {
  if (entry % 4 != 0) file.refuse("begins at " + hexadecimal(entry) + ", which is not a multiple of 4.");
  const bool inside = std::any_of(segments.begin(), segments.end(), [&](const elf_segment& segment) {
    return segment.executable && entry - segment.virtual_address < segment.memory;
  });
  if (!inside) file.refuse("begins at " + hexadecimal(entry) + ", which lies in none of its executable segments.");
}

}  // namespace

elf_file elf_file::read(const std::string& path, const elf_limits& limits) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored))
    throw std::runtime_error("Program " + path + " is not a file.");
  std::ifstream stream(path, std::ios::binary | std::ios::ate);
  const std::streamoff length = stream ? static_cast<std::streamoff>(stream.tellg()) : -1;
  if (length < 0) throw std::runtime_error("Program " + path + " cannot be read.");
  if (static_cast<std::uint64_t>(length) > limits.file_bytes)
    throw std::runtime_error("Program " + path + " is a file of " + mebibytes(static_cast<std::uint64_t>(length)) +
                             ", more than the " + mebibytes(limits.file_bytes) + " allowed.");
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(length));
  stream.seekg(0);
  stream.read(reinterpret_cast<char*>(bytes.data()), length);
  if (!stream) throw std::runtime_error("Program " + path + " cannot be read.");
  return parse(std::move(bytes), path, limits);
}

elf_file elf_file::parse(std::vector<std::uint8_t> bytes, const std::string& name, const elf_limits& limits) {
  elf_file program;
  program.bytes_ = std::move(bytes);
  const elf_reader file(program.bytes_, name);
  check_header(file);
  program.entry_ = file.word(24);
  program.segments_ = read_segments(file, limits);
  check_overlaps(file, program.segments_);
  check_entry(file, program.entry_, program.segments_);
  program.symbols_ = read_symbols(file);
  return program;
}

std::optional<std::uint32_t> elf_file::address_of(std::string_view name) const noexcept {
  for (const elf_symbol& symbol : symbols_)
    if (symbol.name == name) return symbol.address;
  return std::nullopt;
}

const elf_symbol* elf_file::symbol_at(std::uint32_t address) const noexcept {
  const auto segment = std::find_if(segments_.begin(), segments_.end(), [&](const elf_segment& candidate) {
    return address - candidate.virtual_address < candidate.memory;
  });
  if (segment == segments_.end()) return nullptr;
  auto next = std::upper_bound(symbols_.begin(), symbols_.end(), address,
                               [](std::uint32_t at, const elf_symbol& symbol) { return at < symbol.address; });
  // Functions say how long they are. Labels of assembly do not, and lie in functions at times: the last function that
  // holds the address wins, then the last label.
  const elf_symbol* label = nullptr;
  while (next != symbols_.begin() && (next - 1)->address >= segment->virtual_address) {
    const elf_symbol& symbol = *--next;
    if (address - symbol.address < symbol.size) return &symbol;
    if (symbol.size == 0 && label == nullptr) label = &symbol;
  }
  return label;
}

std::string elf_file::describe(std::uint32_t address) const {
  const elf_symbol* symbol = symbol_at(address);
  if (symbol == nullptr) return hexadecimal(address);
  return address == symbol->address ? symbol->name : symbol->name + "+" + hexadecimal(address - symbol->address);
}

}  // namespace memvp
