// SPDX-License-Identifier: Apache-2.0
// The book: what it quotes is what the code says, its links lead somewhere, its memory map is the platforms'.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iterator>
#include <map>
#include <memory>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "memvp/models/tiles/ecram_registers.hpp"
#include "memvp/models/tiles/kinetics_registers.hpp"
#include "memvp/models/tiles/ndr_registers.hpp"
#include "memvp/models/tiles/refresh_registers.hpp"
#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/models/tiles/vote_registers.hpp"
#include "memvp/platforms/experiment_registry.hpp"
#include "memvp/platforms/parameter_description.hpp"
#include "memvp/platforms/parameter_reader.hpp"
#include "memvp/platforms/platform_registry.hpp"
#include "memvp/tlm/core_local_interruptor.hpp"

namespace memvp {
namespace {

const std::filesystem::path source = MEMVP_SOURCE_DIR;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

/// README and every page of docs/.
std::vector<std::filesystem::path> pages() {
  std::vector<std::filesystem::path> found{source / "README.md"};
  for (const auto& entry : std::filesystem::directory_iterator(source / "docs"))
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  std::sort(found.begin() + 1, found.end());
  return found;
}

/// Where the links of a page lead, as written, without those to the web.
std::vector<std::string> links_of(const std::string& page) {
  static const std::regex link(R"(\]\(([^)\s]+)\))");
  std::vector<std::string> found;
  for (std::sregex_iterator each(page.begin(), page.end(), link), end; each != end; ++each)
    if ((*each)[1].str().find("://") == std::string::npos) found.push_back((*each)[1]);
  return found;
}

TEST(the_book, has_no_link_that_leads_nowhere) {
  std::size_t links = 0;
  for (const std::filesystem::path& page : pages())
    for (const std::string& link : links_of(text_of(page))) {
      const std::string file = link.substr(0, link.find('#'));
      if (file.empty()) continue;
      ++links;
      EXPECT_TRUE(std::filesystem::exists(page.parent_path() / file)) << page.filename() << ": " << link;
    }
  EXPECT_GT(links, 100u);
}

TEST(the_book, has_no_page_that_no_link_leads_to) {
  std::vector<std::filesystem::path> linked;
  for (const std::filesystem::path& page : pages())
    for (const std::string& link : links_of(text_of(page)))
      linked.push_back((page.parent_path() / link.substr(0, link.find('#'))).lexically_normal());
  for (const std::filesystem::path& page : pages()) {
    if (page.filename() == "README.md") continue;
    EXPECT_NE(std::count(linked.begin(), linked.end(), page.lexically_normal()), 0) << page.filename();
  }
}

// A block of code under "<!-- from: FILE -->" is a part of that file, to the letter.
TEST(the_book, quotes_the_code_as_it_is) {
  const std::regex mark("<!-- from:"), quote("<!-- from: (\\S+) -->\n```[a-z]*\n([^`]*)```");
  const auto every = [](const std::string& text, const std::regex& wanted) {
    return std::vector<std::smatch>(std::sregex_iterator(text.begin(), text.end(), wanted), {});
  };
  std::size_t quotes = 0;
  for (const std::filesystem::path& page : pages()) {
    const std::string text = text_of(page);
    const std::vector<std::smatch> quoted = every(text, quote);
    EXPECT_EQ(quoted.size(), every(text, mark).size()) << page.filename() << " has a mark without a block under it";
    for (const std::smatch& each : quoted)
      EXPECT_NE(text_of(source / each[1].str()).find(each[2]), std::string::npos)
          << page.filename() << " quotes what is not in " << each[1] << ":\n"
          << each[2];
    quotes += quoted.size();
  }
  EXPECT_GT(quotes, 10u);
}

// A program under "<!-- program -->" compiles against the firmware's headers.
TEST(the_book, has_firmware_that_compiles) {
  const std::regex program("<!-- program -->\n```c\n([^`]*)```");
  std::size_t programs = 0;
  for (const std::filesystem::path& page : pages()) {
    const std::string text = text_of(page);
    for (std::sregex_iterator each(text.begin(), text.end(), program), end; each != end; ++each, ++programs) {
      const std::filesystem::path file = std::filesystem::path(testing::TempDir()) /
                                         ("book_" + page.stem().string() + std::to_string(programs) + ".c");
      std::ofstream(file) << (*each)[1];
      const std::string command = "gcc -std=c11 -Wall -Wextra -Werror -fsyntax-only -I '" +
                                  (source / "platforms/firmware").string() + "' '" + file.string() + "'";
      EXPECT_EQ(std::system(command.c_str()), 0) << page.filename();
      std::filesystem::remove(file);
    }
  }
  EXPECT_GT(programs, 0u);
}

/// Where the devices of a platform are, as its file and the defaults have it: by the name before ".address".
std::map<std::string, std::uint64_t> addresses_of(const std::string& name) {
  const platform loaded = load_platform(name, {}, {source / "platforms"});
  const std::vector<experiment_entry> experiments = experiment_registry();
  const auto entry = std::find_if(experiments.begin(), experiments.end(), [&](const experiment_entry& experiment) {
    return experiment.name == loaded.experiment_name;
  });
  if (entry == experiments.end()) throw std::logic_error(name + " has no experiment");
  const std::unique_ptr<experiment> made = entry->make();
  parameter_reader reader(loaded.settings);
  made->visit_parameters(reader);
  describing_visitor described;
  made->visit_parameters(described);
  std::map<std::string, std::uint64_t> addresses;
  constexpr std::string_view ending = ".address";
  for (const parameter_description& parameter : described.parameters())
    if (const std::string& key = parameter.key;
        key.size() > ending.size() && key.substr(key.size() - ending.size()) == ending)
      addresses[key.substr(0, key.size() - ending.size())] = std::stoull(parameter.value, nullptr, 0);
  return addresses;
}

/// A line a platform, its lowest address first.
std::string memory_map() {
  std::ostringstream table;
  table << "| platform | from address |\n|---|---|\n" << std::hex << std::setfill('0');
  for (const platform_entry& each : find_platforms({source / "platforms"})) {
    std::vector<std::pair<std::uint64_t, std::string>> devices;
    for (const auto& [device, address] : addresses_of(each.name)) devices.emplace_back(address, device);
    std::sort(devices.begin(), devices.end());
    table << "| `" << each.name << "` | ";
    for (const auto& [address, device] : devices)
      table << (address == devices.front().first ? "" : ", ") << "0x" << std::setw(8) << address << ' ' << device;
    table << " |\n";
  }
  return table.str();
}

std::string hexadecimal_of(std::uint64_t value) {
  std::ostringstream text;
  text << "0x" << std::hex << value;
  return text.str();
}

TEST(the_book, has_the_memory_map_of_every_platform) {
  const std::string page = text_of(source / "docs" / "memory-map.md"), map = memory_map();
  EXPECT_NE(page.find(map), std::string::npos) << "docs/memory-map.md should have:\n" << map;
}

TEST(the_book, has_the_size_of_every_tile) {
  const std::string page = text_of(source / "docs" / "memory-map.md");
  const std::map<std::string, std::uint64_t> sizes{
      {"ecram", ecram_tile_address_size},      {"rram", rram_tile_address_size},
      {"ndr", ndr_unit_address_size},          {"vote", vote_unit_address_size},
      {"refresh", refresh_tile_address_size},  {"timer", core_local_interruptor::address_size},
      {"kinetics", kinetics_tile_address_size}};
  for (const auto& [device, bytes] : sizes)
    EXPECT_TRUE(std::regex_search(page, std::regex("\n\\| `" + device + "`[^|\n]*\\| " + hexadecimal_of(bytes) + " ")))
        << device << " has " << hexadecimal_of(bytes) << " bytes";
}

// Firmware's header, the platform, and the page that describes both.
TEST(the_book, has_the_addresses_and_lines_that_firmware_uses) {
  const std::string header = text_of(source / "platforms/firmware/soc.h");
  const std::string page = text_of(source / "docs" / "memory-map.md");
  const std::regex address("#define ([A-Z]+)_BASE UINT32_C\\((0x[0-9A-Fa-f]+)\\)"),
      line("\n  ([A-Z]+)_LINE = ([0-9]+)");
  const std::map<std::string, std::uint64_t> platform = addresses_of("soc-firmware");
  std::size_t found = 0;
  for (std::sregex_iterator each(header.begin(), header.end(), address), end; each != end; ++each, ++found) {
    std::string device = (*each)[1];
    std::transform(device.begin(), device.end(), device.begin(),
                   [](char c) { return static_cast<char>(c - 'A' + 'a'); });
    if (device == "data") device = "data_memory";  // since `data` is the key of the data sets' folder
    ASSERT_EQ(platform.count(device), 1u) << device;
    EXPECT_EQ(std::stoull((*each)[2], nullptr, 0), platform.at(device)) << device;
  }
  EXPECT_EQ(found, platform.size() - 1);  // the memory that the program lies in is the linker script's
  const std::map<std::string, std::string> names{
      {"ECRAM", "ECRAM tile"},       {"RRAM", "1T1R tile"}, {"NDR", "NDR unit"},      {"REFRESH", "refresh tile"},
      {"KINETICS", "kinetics tile"}, {"DMA", "DMA engine"}, {"SERIAL", "serial port"}};
  found = 0;
  for (std::sregex_iterator each(header.begin(), header.end(), line), end; each != end; ++each, ++found)
    EXPECT_NE(page.find("| " + (*each)[2].str() + " | " + names.at((*each)[1]) + " |"), std::string::npos)
        << (*each)[0];
  EXPECT_EQ(found, names.size());
}

}  // namespace
}  // namespace memvp
