// SPDX-License-Identifier: Apache-2.0
// Program files, good and bad. Layouts: Tool Interface Standard, Executable and Linking Format Specification, version
// 1.2.
#include "memvp/models/processor/elf_file.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <random>
#include <stdexcept>

namespace memvp {
namespace {

using file_bytes = std::vector<std::uint8_t>;

void put(file_bytes& file, std::size_t at, std::uint64_t value, unsigned bytes) {
  if (file.size() < at + bytes) file.resize(at + bytes);
  for (unsigned i = 0; i < bytes; ++i) file[at + i] = static_cast<std::uint8_t>(value >> 8 * i);
}

constexpr std::size_t code_header = 52, data_header = 84, code = 0x100, data = 0x120, symbols = 0x140, names = 0x1A0;
constexpr std::size_t sections = 0x1D0, symbol_section = sections + 40, name_section = sections + 80;
constexpr std::uint32_t rom = 0x8000'0000, ram = 0x8000'1000;

void put_segment(file_bytes& file, std::size_t at, std::uint32_t offset, std::uint32_t virtual_address,
                 std::uint32_t address, std::uint32_t bytes, std::uint32_t memory, std::uint32_t flags) {
  const std::uint32_t fields[] = {1, offset, virtual_address, address, bytes, memory, flags, 4};
  for (std::size_t i = 0; i < 8; ++i) put(file, at + 4 * i, fields[i], 4);
}

/// Sixteen bytes of code at `rom`, eight of data and eight zeros at `ram`, and five symbols.
file_bytes good_file() {
  file_bytes file = {0x7F, 'E', 'L', 'F', 1, 1, 1};
  put(file, 16, 2, 2);    // e_type: executable
  put(file, 18, 243, 2);  // e_machine: RISC-V
  put(file, 20, 1, 4);
  put(file, 24, rom + 4, 4);  // e_entry
  put(file, 28, code_header, 4);
  put(file, 32, sections, 4);
  put(file, 40, 52, 2);
  put(file, 42, 32, 2);
  put(file, 44, 2, 2);
  put(file, 46, 40, 2);
  put(file, 48, 3, 2);
  put_segment(file, code_header, code, rom, rom, 16, 16, 5);
  put_segment(file, data_header, data, ram, ram, 8, 16, 6);
  for (std::size_t i = 0; i < 16; ++i) put(file, code + i, i, 1);
  for (std::size_t i = 0; i < 8; ++i) put(file, data + i, 0xD0 + i, 1);
  const char all_names[] = "\0_start\0main\0table\0$x\0.L5\0weird";
  for (std::size_t i = 0; i < sizeof(all_names); ++i) put(file, names + i, static_cast<unsigned char>(all_names[i]), 1);
  const struct {
    std::uint32_t name, address, size, type;
  } table[] = {{0, 0, 0, 0},    {8, rom + 8, 8, 2},  {1, rom + 4, 0, 0},
               {13, ram, 8, 1}, {19, rom + 8, 0, 0}, {22, rom + 12, 0, 0}};
  for (std::size_t i = 0; i < 6; ++i) {
    put(file, symbols + 16 * i, table[i].name, 4);
    put(file, symbols + 16 * i + 4, table[i].address, 4);
    put(file, symbols + 16 * i + 8, table[i].size, 4);
    put(file, symbols + 16 * i + 12, table[i].type, 1);
    put(file, symbols + 16 * i + 14, i == 0 ? 0 : 1, 2);
  }
  const auto put_section = [&](std::size_t at, const std::vector<std::uint64_t>& fields) {
    for (std::size_t i = 0; i < 10; ++i) put(file, at + 4 * i, fields[i], 4);
  };
  put_section(sections, std::vector<std::uint64_t>(10, 0));
  put_section(symbol_section, {0, 2, 0, 0, symbols, 96, 2, 1, 4, 16});
  put_section(name_section, {0, 3, 0, 0, names, sizeof(all_names), 0, 0, 1, 0});
  return file;
}

std::string refusal(const file_bytes& file, const elf_limits& limits = {}) {
  try {
    elf_file::parse(file, "test.elf", limits);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(elf_file, gives_entry_segments_and_their_bytes) {
  const elf_file program = elf_file::parse(good_file(), "test.elf");
  EXPECT_EQ(program.entry(), rom + 4);
  ASSERT_EQ(program.segments().size(), 2u);
  const elf_segment& first = program.segments()[0];
  EXPECT_EQ(first.address, rom);
  EXPECT_EQ(first.bytes, 16u);
  EXPECT_EQ(first.zeros, 0u);
  EXPECT_TRUE(first.readable && first.executable && !first.writable);
  EXPECT_EQ(program.bytes_of(first)[5], 5u);
  const elf_segment& second = program.segments()[1];
  EXPECT_EQ(second.address, ram);
  EXPECT_EQ(second.bytes, 8u);
  EXPECT_EQ(second.zeros, 8u);
  EXPECT_TRUE(second.readable && second.writable && !second.executable);
  EXPECT_EQ(program.bytes_of(second)[7], 0xD7u);
}

TEST(elf_file, leaves_what_the_program_moves_and_clears_itself_to_it) {
  file_bytes file = good_file();
  put(file, data_header + 12, rom + 16, 4);  // physical: right behind the code
  const elf_file program = elf_file::parse(file, "test.elf");
  EXPECT_EQ(program.segments()[1].address, rom + 16);
  EXPECT_EQ(program.segments()[1].virtual_address, ram);
  EXPECT_EQ(program.segments()[1].zeros, 0u);
  EXPECT_EQ(program.segments()[1].memory, 16u);
}

TEST(elf_file, names_places_by_symbol) {
  const elf_file program = elf_file::parse(good_file(), "test.elf");
  ASSERT_EQ(program.symbols().size(), 3u);  // without the marks $x and .L5
  EXPECT_EQ(program.address_of("main"), rom + 8);
  EXPECT_EQ(program.address_of("table"), ram);
  EXPECT_EQ(program.address_of("$x"), std::nullopt);
  EXPECT_EQ(program.address_of("nothing"), std::nullopt);
  EXPECT_EQ(program.describe(rom + 8), "main");
  EXPECT_EQ(program.describe(rom + 12), "main+0x4");
  EXPECT_EQ(program.describe(rom + 4), "_start");
  EXPECT_EQ(program.describe(ram + 4), "table+0x4");
  EXPECT_EQ(program.describe(ram + 12), "0x8000100c");  // behind the table, which knows its size
  EXPECT_EQ(program.describe(rom), "0x80000000");
  EXPECT_EQ(program.describe(0x1234), "0x1234");
  EXPECT_EQ(program.describe(0xFFFF'FFFF), "0xffffffff");
}

TEST(elf_file, without_sections_has_no_symbols) {
  file_bytes file = good_file();
  put(file, 32, 0, 4);
  EXPECT_TRUE(elf_file::parse(file, "test.elf").symbols().empty());
  file = good_file();
  put(file, 48, 0, 2);
  EXPECT_TRUE(elf_file::parse(file, "test.elf").symbols().empty());
}

TEST(elf_file, that_is_no_program_for_this_processor_is_refused_with_a_sentence) {
  struct {
    std::size_t at;
    unsigned bytes;
    std::uint64_t value;
    const char* sentence;
  } const cases[] = {
      {0, 1, 0x7E, "is not an ELF file."},
      {4, 1, 2, "is not for 32 bits"},
      {5, 1, 2, "is not little-endian."},
      {16, 2, 1, "is not an executable (its type is 1): link it first."},
      {16, 2, 3, "is not an executable (its type is 3)"},
      {18, 2, 40, "is not for RISC-V (its machine is 40)."},
      {36, 4, 1, "has compressed instructions"},
      {36, 4, 2, "needs floating-point registers"},
      {24, 4, rom + 2, "begins at 0x80000002, which is not a multiple of 4."},
      {24, 4, ram, "begins at 0x80001000, which lies in none of its executable segments."},
      {24, 4, 0, "begins at 0x0, which lies in none"},
      {44, 2, 0, "has nothing to load."},
      {42, 2, 16, "has program headers of 16 bytes instead of 32."},
      {28, 4, 0xFFFF'FFFF, "has program headers beyond its end."},
      {44, 2, 0xFFFF, "has program headers beyond its end."},
      {code_header + 4, 4, 0xFFFF'FFF0, "has a segment at 0x80000000 that reaches beyond its end."},
      {code_header + 16, 4, 0xFFFF'FFFF, "has a segment at 0x80000000 that reaches beyond its end."},
      {code_header + 20, 4, 8, "with more bytes in the file than in memory."},
      {data_header + 20, 4, 0xFFFF'FFFF, "that asks for 4096 MiB of memory, more than the 256 MiB allowed."},
      {data_header + 8, 4, 0xFFFF'FFF8, "that reaches beyond the last 32-bit address."},
      {data_header + 12, 4, 0xFFFF'FFF8, "that reaches beyond the last 32-bit address."},
      {data_header + 12, 4, rom + 15, "has two segments that overlap at 0x8000000f."},
      {data_header + 12, 4, rom - 7, "has two segments that overlap at 0x80000000."},
      {46, 2, 41, "has section headers of 41 bytes instead of 40."},
      {32, 4, 0xFFFF'FF00, "has section headers beyond its end."},
      {sections + 4, 4, 2, "has more than one symbol table."},
      {symbol_section + 36, 4, 15, "has a symbol table that is cut or lies beyond its end."},
      {symbol_section + 20, 4, 95, "has a symbol table that is cut or lies beyond its end."},
      {symbol_section + 16, 4, 0xFFFF'FFFF, "has a symbol table that is cut or lies beyond its end."},
      {symbol_section + 24, 4, 3, "has a symbol table without names."},
      {symbol_section + 24, 4, 0xFFFF'FFFF, "has a symbol table without names."},
      {symbol_section + 24, 4, 1, "has a symbol table without names."},
      {name_section + 16, 4, 0xFFFF'FFFF, "has a symbol table without names."},
      {name_section + 20, 4, 0xFFFF'FFFF, "has a symbol table without names."},
      {name_section + 20, 4, 10, "has a symbol whose name"},
      {symbols + 16, 4, 0xFFFF'FFFF, "has a symbol whose name lies outside the names."},
  };
  for (const auto& c : cases) {
    file_bytes file = good_file();
    put(file, c.at, c.value, c.bytes);
    const std::string sentence = refusal(file);
    EXPECT_EQ(sentence.find("Program test.elf "), 0u) << sentence;
    EXPECT_NE(sentence.find(c.sentence), std::string::npos) << c.sentence << " / " << sentence;
    EXPECT_EQ(sentence.back(), '.') << sentence;
  }
  EXPECT_EQ(refusal({}), "Program test.elf is empty.");
}

TEST(elf_file, more_memory_than_allowed_is_refused_segment_by_segment_and_in_all) {
  EXPECT_EQ(refusal(good_file(), {1 << 20, 32}), "accepted");
  EXPECT_NE(refusal(good_file(), {1 << 20, 31}).find("asks for 1 MiB of memory"), std::string::npos);
  EXPECT_NE(refusal(good_file(), {1 << 20, 15}).find("has a segment at 0x80000000 that asks for"), std::string::npos);
}

TEST(elf_file, names_that_share_their_ends_cannot_grow_without_bound) {
  // 2,000 symbols, each with all but a few of the same 40,000 characters as its name: 80 MB of a small file.
  file_bytes file = good_file();
  const std::size_t long_names = 0x1000, table = 0x10000;
  file.resize(table + 16 * 2000);
  for (std::size_t i = 1; i < 40'000; ++i) file[long_names + i] = 'a';
  for (std::size_t i = 0; i < 2000; ++i) {
    put(file, table + 16 * i, 1 + i % 7, 4);
    put(file, table + 16 * i + 14, 1, 2);
  }
  put(file, symbol_section + 16, table, 4);
  put(file, symbol_section + 20, 16 * 2000, 4);
  put(file, name_section + 16, long_names, 4);
  put(file, name_section + 20, 40'001, 4);
  EXPECT_NE(refusal(file).find("more than 64 MiB"), std::string::npos);
}

/// Reads a file of any content: all that may happen is a refusal.
void survive(const file_bytes& file) {
  try {
    const elf_file program = elf_file::parse(file, "test.elf");
    std::uint64_t sum = 0;
    for (const elf_segment& segment : program.segments())
      for (std::uint32_t i = 0; i < segment.bytes; ++i) sum += program.bytes_of(segment)[i];
    EXPECT_LE(sum, std::uint64_t{255} * file.size() * program.segments().size());
    EXPECT_FALSE(program.describe(program.entry()).empty());
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()).find("Program test.elf "), 0u);
  }
}

TEST(elf_file, cut_anywhere_is_refused_or_read) {
  const file_bytes file = good_file();
  for (std::size_t length = 0; length < file.size(); ++length) {
    const file_bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
    if (length < sections) {
      EXPECT_NE(refusal(cut), "accepted") << length;
    }
    survive(cut);
  }
}

TEST(elf_file, with_any_bytes_changed_is_refused_or_read) {
  const file_bytes file = good_file();
  for (std::size_t at = 0; at < file.size(); ++at)
    for (const unsigned value : {0x00u, 0x01u, 0x7Fu, 0x80u, 0xFFu}) {
      file_bytes changed = file;
      changed[at] = static_cast<std::uint8_t>(value);
      survive(changed);
    }
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    file_bytes changed = file;
    for (auto n = 1 + random() % 6; n > 0; --n) changed[random() % file.size()] = static_cast<std::uint8_t>(random());
    survive(changed);
  }
}

TEST(elf_file, is_read_from_disk_unless_it_is_missing_a_folder_or_too_long) {
  const std::string path = testing::TempDir() + "memvp_elf_file_test.elf";
  const file_bytes file = good_file();
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
  EXPECT_EQ(elf_file::read(path).entry(), rom + 4);
  EXPECT_THROW(elf_file::read(path, {100, 1 << 20}), std::runtime_error);
  std::remove(path.c_str());
  EXPECT_THROW(elf_file::read(path), std::runtime_error);
  try {
    elf_file::read(testing::TempDir());
    FAIL() << "a folder was read";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()), "Program " + testing::TempDir() + " is not a file.");
  }
}

}  // namespace
}  // namespace memvp
