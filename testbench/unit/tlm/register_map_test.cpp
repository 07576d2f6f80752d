// SPDX-License-Identifier: Apache-2.0
#include "memvp/tlm/register_map.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "bus_vocabulary.hpp"

namespace memvp {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace testing_words;

register_map two_registers(std::uint32_t first, std::uint32_t second) {
  return {"two",
          "Two registers.",
          {{"A", first, register_access::read_write, 0, "first", {}},
           {"B", second, register_access::read_write, 0, "second", {}}},
          {}};
}

std::string complaint(const register_map& map) {
  return sentence_of<std::invalid_argument>([&map] { check(map); });
}

TEST(register_maps, refuse_two_registers_at_one_address) {
  EXPECT_EQ(complaint(two_registers(4, 4)), "register map 'two': A at 0x04 and B at 0x04 overlap");
}

TEST(register_maps, refuse_an_unaligned_register) {
  EXPECT_EQ(complaint(two_registers(0, 6)), "register map 'two': register B at 0x06 does not begin at a multiple of 4");
}

TEST(register_maps, refuse_a_window_over_a_register_or_over_a_window) {
  register_map map = two_registers(0, 0x20);
  map.windows = {{"BUFFER", 0x10, 0x14, true, true, false, "data"}};
  EXPECT_THAT(complaint(map), HasSubstr("BUFFER at 0x10 and B at 0x20 overlap"));
  map.windows = {{"X", 0x40, 8, true, true, false, "data"}, {"Y", 0x44, 8, true, true, false, "data"}};
  EXPECT_THAT(complaint(map), HasSubstr("X at 0x40 and Y at 0x44 overlap"));
}

TEST(register_maps, refuse_windows_that_are_empty_unaligned_or_too_far_up) {
  register_map map = two_registers(0, 4);
  map.windows = {{"X", 0x40, 0, true, true, false, "data"}};
  EXPECT_THAT(complaint(map), HasSubstr("window X is empty"));
  map.windows = {{"X", 0x40, 6, true, true, false, "data"}};
  EXPECT_THAT(complaint(map), HasSubstr("window X does not begin and end at a multiple of 4"));
  map.windows = {{"X", 0xFFFFFFF0, 0x20, true, true, false, "data"}};
  EXPECT_THAT(complaint(map), HasSubstr("window X ends past 2^32"));
}

TEST(register_maps, refuse_names_that_are_no_identifiers_or_occur_twice) {
  register_map map = two_registers(0, 4);
  map.registers[1].name = "A";
  EXPECT_THAT(complaint(map), HasSubstr("register name 'A' is used twice"));
  map.registers[1].name = "9 lives";
  EXPECT_THAT(complaint(map), HasSubstr("register name '9 lives' is not an identifier"));
}

TEST(register_maps, refuse_fields_that_overlap_or_do_not_fit) {
  register_map map = two_registers(0, 4);
  map.registers[0].fields = {{"LOW", 0, 4, "low"}, {"HIGH", 3, 4, "high"}};
  EXPECT_THAT(complaint(map), HasSubstr("field A.HIGH overlaps another field"));
  map.registers[0].fields = {{"WIDE", 31, 2, "wide"}};
  EXPECT_THAT(complaint(map), HasSubstr("field A.WIDE does not fit into 32 bits"));
}

TEST(register_maps, put_the_common_registers_where_every_device_has_them) {
  const register_map map = {"common", "The common block.", common_registers(0x1234, 0x00020001), {}};
  check(map);
  EXPECT_EQ(find_register(map, "IRQ_STATUS").offset, 0x14u);  // contract of every device's first 16 words
  EXPECT_EQ(find_register(map, "ENERGY_HIGH").offset, 0x34u);
  EXPECT_EQ(find_register(map, "ID").reset, 0x1234u);
  EXPECT_EQ(find_register(map, "VERSION").reset, 0x00020001u);
  EXPECT_LE(address_span(map), common_register::first_own);
  EXPECT_THAT(sentence_of<std::invalid_argument>([&] { find_register(map, "NONE"); }), HasSubstr("'NONE'"));
}

TEST(register_maps, span_registers_and_windows) {
  EXPECT_EQ(address_span(example_device::example_map()), 0x308u);  // TRUTH begins at 0x300 and has 8 bytes
}

TEST(register_map_formats, give_firmware_offsets_shifts_and_masks) {
  const std::string header = c_header(example_device::example_map());
  EXPECT_THAT(header, HasSubstr("#define EXAMPLE_SETTING_OFFSET UINT32_C(0x04)"));
  EXPECT_THAT(header, HasSubstr("#define EXAMPLE_SETTING_RESET UINT32_C(0x00000007)"));
  EXPECT_THAT(header, HasSubstr("#define EXAMPLE_SETTING_LEVEL_SHIFT 4u"));
  EXPECT_THAT(header, HasSubstr("#define EXAMPLE_SETTING_LEVEL_MASK UINT32_C(0x00000070)"));  // bits 6-4
  EXPECT_THAT(header, HasSubstr("#define EXAMPLE_BUFFER_SIZE UINT32_C(0x0040)"));
}

TEST(register_map_formats, give_firmware_a_header_that_compiles_as_c_and_reads_a_register) {
  const std::string folder = testing::TempDir();
  const std::string name = folder + "memvp_example_registers";
  register_map map = example_device::example_map();
  map.meaning = "Ends a comment */ early.";
  std::ofstream(name + ".h") << c_header(map);
  std::ofstream(name + ".c") << "#include \"memvp_example_registers.h\"\n"
                                "#include \"memvp_example_registers.h\"\n"
                                "int main(void) {\n"
                                "  static uint32_t device[64];\n"
                                "  uintptr_t base = (uintptr_t)device;\n"
                                "  example_write(base, EXAMPLE_SETTING_OFFSET, EXAMPLE_SETTING_LEVEL_MASK);\n"
                                "  return example_read(base, EXAMPLE_SETTING_OFFSET) == 0x70 && device[1] == 0x70 ? 0 "
                                ": 1;\n}\n";
  const std::string compile = "cc -std=c99 -Wall -Wextra -Werror -pedantic -o " + name + " " + name + ".c";
  EXPECT_EQ(std::system(compile.c_str()), 0);
  EXPECT_EQ(std::system(name.c_str()), 0);
  for (const char* ending : {"", ".c", ".h"}) {
    std::remove((name + ending).c_str());
  }
}

TEST(register_map_formats, list_registers_by_address_for_people) {
  register_map map = two_registers(4, 0);
  map.registers[0].meaning = "one | two";
  EXPECT_EQ(markdown(map),
            "# Registers of `two`\n\nTwo registers.\n\n"
            "| Offset | Register | Access | Reset | Meaning |\n|---|---|---|---|---|\n"
            "| 0x00 | `B` | read/write | 0x00000000 | second |\n"
            "| 0x04 | `A` | read/write | 0x00000000 | one \\| two |\n");
  EXPECT_EQ(table(map),
            "two: Two registers.\n"
            "OFFSET  NAME  ACCESS      RESET       MEANING\n"
            "0x00    B     read/write  0x00000000  second\n"
            "0x04    A     read/write  0x00000000  one | two\n");
  EXPECT_THAT(markdown(example_device::example_map()),
              HasSubstr("| 0x0100-0x013f | `BUFFER` | 64 | read/write | data |"));
  EXPECT_THAT(table(example_device::example_map()), HasSubstr("bits 6-4"));
}

TEST(register_map_formats, give_debuggers_a_peripheral_without_what_no_bus_sees) {
  register_map map = example_device::example_map();
  map.registers[0].meaning = "a < b & c";
  const std::string xml = svd(map);
  EXPECT_THAT(xml, HasSubstr("<description>a &lt; b &amp; c</description>"));
  EXPECT_THAT(xml, HasSubstr("<modifiedWriteValues>oneToClear</modifiedWriteValues>"));
  EXPECT_THAT(xml, HasSubstr("<bitOffset>4</bitOffset>\n              <bitWidth>3</bitWidth>"));
  EXPECT_THAT(xml, HasSubstr("<dim>16</dim>"));  // 64 bytes of BUFFER
  EXPECT_THAT(xml, Not(HasSubstr("TRUTH")));
}

}  // namespace
}  // namespace memvp
