// SPDX-License-Identifier: Apache-2.0
// What is exported of every register table: a C header for firmware and a CMSIS-SVD file.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "memvp/platforms/tile_catalogue.hpp"

namespace memvp {

/// How GoogleTest names the device that a test is about.
static void PrintTo(const catalogued_tile& device, std::ostream* out) { *out << device.name; }

namespace {

using boost::property_tree::ptree;

class register_exports : public testing::TestWithParam<catalogued_tile> {
 protected:
  const register_map& registers() const { return GetParam().registers(); }
};

std::uint64_t number(std::string text) {
  const std::string constant = "UINT32_C(";
  if (text.rfind(constant, 0) == 0) text = text.substr(constant.size(), text.size() - constant.size() - 1);
  if (!text.empty() && text.back() == 'u') text.pop_back();
  std::size_t used = 0;
  const std::uint64_t value = std::stoull(text, &used, 0);
  EXPECT_EQ(used, text.size()) << text;
  return value;
}

/// Every `#define NAME VALUE` of a header, each name once.
std::map<std::string, std::uint64_t> constants_of(const std::string& header) {
  std::map<std::string, std::uint64_t> found;
  std::istringstream lines(header);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string directive, name, value;
    words >> directive >> name >> value;
    if (directive != "#define" || value.empty()) continue;
    EXPECT_TRUE(found.emplace(name, number(value)).second) << name << " twice";
  }
  return found;
}

std::uint32_t mask_of(const register_field& field) {
  return static_cast<std::uint32_t>(((std::uint64_t{1} << field.width) - 1) << field.low_bit);
}

TEST_P(register_exports, c_header_has_every_register_field_and_window_and_nothing_else) {
  std::string device = registers().name;
  std::transform(device.begin(), device.end(), device.begin(), [](unsigned char c) { return std::toupper(c); });
  std::map<std::string, std::uint64_t> expected;
  for (const register_entry& entry : registers().registers) {
    const std::string name = device + "_" + entry.name;
    expected[name + "_OFFSET"] = entry.offset;
    expected[name + "_RESET"] = entry.reset;
    for (const register_field& field : entry.fields) {
      expected[name + "_" + field.name + "_SHIFT"] = field.low_bit;
      expected[name + "_" + field.name + "_MASK"] = mask_of(field);
    }
  }
  for (const buffer_window& window : registers().windows) {
    expected[device + "_" + window.name + "_OFFSET"] = window.offset;
    expected[device + "_" + window.name + "_SIZE"] = window.size;
  }
  EXPECT_EQ(constants_of(c_header(registers())), expected);
  EXPECT_GE(expected.size(), 4u);  // at least ID and another register
}

/// Names of an element's children must come in this order, as the schema's sequences have it (CMSIS-SVD.xsd 1.3.8); of
/// those that it leaves out, none may come.
void expect_order(const ptree& element, const std::vector<std::string>& order) {
  std::size_t place = 0;
  for (const auto& [name, child] : element) {
    if (name == "<xmlattr>") continue;
    const auto found = std::find(order.begin() + static_cast<std::ptrdiff_t>(place), order.end(), name);
    ASSERT_NE(found, order.end()) << name << " is out of order or unknown";
    place = static_cast<std::size_t>(found - order.begin());
  }
}

const std::vector<std::string> register_order = {
    "dim",        "dimIncrement",        "name",       "description", "addressOffset", "size", "access",
    "resetValue", "modifiedWriteValues", "readAction", "fields"};

ptree parsed_svd(const register_map& map) {
  std::istringstream text(svd(map));
  ptree document;
  boost::property_tree::read_xml(text, document);
  return document.get_child("device");
}

const char* svd_access(bool read, bool write) { return read ? (write ? "read-write" : "read-only") : "write-only"; }

void expect_fields(const ptree& element, const register_entry& entry) {
  const ptree none;
  const ptree& fields = element.get_child("fields", none);
  EXPECT_EQ(fields.size(), entry.fields.size());
  std::size_t index = 0;
  for (const auto& [tag, field] : fields) {
    const register_field& declared = entry.fields.at(index++);
    EXPECT_EQ(tag, "field");
    expect_order(field, {"name", "description", "bitOffset", "bitWidth"});
    EXPECT_EQ(field.get<std::string>("name"), declared.name);
    EXPECT_EQ(field.get<std::string>("description"), declared.meaning);
    EXPECT_EQ(field.get<unsigned>("bitOffset"), declared.low_bit);
    EXPECT_EQ(field.get<unsigned>("bitWidth"), declared.width);
  }
}

void expect_register(const ptree& element, const register_entry& entry) {
  EXPECT_EQ(element.get<std::string>("description"), entry.meaning);
  EXPECT_EQ(number(element.get<std::string>("addressOffset")), entry.offset);
  EXPECT_EQ(element.get<unsigned>("size"), 32u);
  EXPECT_EQ(number(element.get<std::string>("resetValue")), entry.reset);
  EXPECT_EQ(element.get<std::string>("access"),
            svd_access(entry.access != register_access::write_only, entry.access != register_access::read_only));
  EXPECT_EQ(element.get<std::string>("modifiedWriteValues", ""),
            entry.access == register_access::write_one_to_clear ? "oneToClear" : "");
  EXPECT_EQ(element.count("dim"), 0u);
  expect_fields(element, entry);
}

void expect_window(const ptree& element, const buffer_window& window) {
  EXPECT_EQ(element.get<std::uint64_t>("dim") * 4, window.size);
  EXPECT_EQ(element.get<unsigned>("dimIncrement"), 4u);
  EXPECT_EQ(element.get<std::string>("description"), window.meaning);
  EXPECT_EQ(number(element.get<std::string>("addressOffset")), window.offset);
  EXPECT_EQ(element.get<unsigned>("size"), 32u);
  EXPECT_EQ(element.get<std::string>("access"), svd_access(window.read, window.write));
}

TEST_P(register_exports, svd_has_every_register_field_and_window_that_a_bus_reaches) {
  const ptree device = parsed_svd(registers());
  std::map<std::string, const register_entry*> entries;
  for (const register_entry& entry : registers().registers) entries[entry.name] = &entry;
  std::map<std::string, const buffer_window*> windows;
  for (const buffer_window& window : registers().windows)
    if (!window.debug_only) windows[std::string(window.name) + "[%s]"] = &window;

  std::set<std::string> seen;
  for (const auto& [tag, element] : device.get_child("peripherals.peripheral.registers")) {
    ASSERT_EQ(tag, "register");
    const std::string name = element.get<std::string>("name");
    SCOPED_TRACE(name);
    expect_order(element, register_order);
    EXPECT_TRUE(seen.insert(name).second) << "twice";
    if (entries.count(name) != 0)
      expect_register(element, *entries[name]);
    else if (windows.count(name) != 0)
      expect_window(element, *windows[name]);
    else
      ADD_FAILURE() << "is in no table";
  }
  EXPECT_EQ(seen.size(), entries.size() + windows.size());
}

TEST_P(register_exports, svd_has_the_structure_of_the_schema) {
  const ptree device = parsed_svd(registers());
  EXPECT_EQ(device.get<std::string>("<xmlattr>.schemaVersion"), "1.3");
  expect_order(device, {"name", "version", "description", "addressUnitBits", "width", "peripherals"});
  EXPECT_EQ(device.get<std::string>("name"), registers().name);
  EXPECT_EQ(device.get<std::string>("description"), registers().meaning);
  EXPECT_EQ(device.get<unsigned>("addressUnitBits"), 8u);
  EXPECT_EQ(device.get<unsigned>("width"), 32u);
  const ptree& peripheral = device.get_child("peripherals.peripheral");
  expect_order(peripheral, {"name", "description", "baseAddress", "addressBlock", "registers"});
  const ptree& block = peripheral.get_child("addressBlock");
  expect_order(block, {"offset", "size", "usage"});
  EXPECT_EQ(number(block.get<std::string>("offset")), 0u);
  EXPECT_EQ(number(block.get<std::string>("size")), address_span(registers()));
  EXPECT_EQ(block.get<std::string>("usage"), "registers");
  // Descriptions are of one character at least, and of the first 256.
  for (const char c : svd(registers())) ASSERT_TRUE(c == '\n' || (c >= ' ' && c <= '~')) << static_cast<int>(c);
  for (const register_entry& entry : registers().registers) EXPECT_STRNE(entry.meaning, "") << entry.name;
}

TEST_P(register_exports, c_header_compiles_as_c99_without_a_warning) {
  if (std::system("cc --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "there is no C compiler";
  const std::string file = testing::TempDir() + "registers_of_" + registers().name + ".c";
  std::ofstream(file) << c_header(registers()) << "uint32_t identity(uintptr_t base) { return " << registers().name
                      << "_read(base, 0); }\nvoid clear(uintptr_t base) { " << registers().name
                      << "_write(base, 0, 0); }\n";
  EXPECT_EQ(
      std::system(("cc -std=c99 -pedantic -Wall -Wextra -Wconversion -Werror -fsyntax-only '" + file + "'").c_str()),
      0);
  std::remove(file.c_str());
}

INSTANTIATE_TEST_SUITE_P(every_device, register_exports, testing::ValuesIn(tile_catalogue()),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace memvp
