// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/bus_script.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace {

using memvp::bus_step;

class bus_scripts : public testing::Test {
 protected:
  bus_scripts()
      : file_(std::filesystem::temp_directory_path() / ("memvp-bus-script-" + std::to_string(getpid()) + ".csv")) {}
  ~bus_scripts() override { std::filesystem::remove(file_); }

  std::vector<bus_step> steps(const std::string& text) const {
    std::ofstream(file_) << text;
    return memvp::read_bus_script(file_);
  }
  std::string refusal(const std::string& text) const {
    try {
      steps(text);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  std::filesystem::path file_;
};

TEST_F(bus_scripts, say_what_software_did_in_order) {
  const auto found = steps("# by hand\naccess,offset,bytes,data\n\nwrite,0x40,4,0a0B0c0d\r\nwait\nread,20000,2\n");
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].what, bus_step::action::write);
  EXPECT_EQ(found[0].offset, 0x40u);
  EXPECT_EQ(found[0].bytes, (std::vector<std::uint8_t>{0x0a, 0x0b, 0x0c, 0x0d}));
  EXPECT_FALSE(found[0].times.has_value());
  EXPECT_EQ(found[1].what, bus_step::action::wait);
  EXPECT_EQ(found[2].what, bus_step::action::read);
  EXPECT_EQ(found[2].offset, 0x20000u);  // hexadecimal with and without 0x
  EXPECT_EQ(found[2].length, 2u);
  EXPECT_TRUE(found[2].bytes.empty());  // nobody has said what was read
}

TEST_F(bus_scripts, are_written_as_they_are_read) {
  const std::string text =
      "access,offset,bytes,data,start_cycle,end_cycle\n"
      "write,0x0,4,00ff1080,2,4\n"
      "wait,,,,4,888000462\n"
      "read,0x20000,2,abcd,888000462,888000464\n";
  memvp::write_bus_script(file_, steps(text));
  std::ostringstream written;
  written << std::ifstream(file_).rdbuf();
  EXPECT_EQ(written.str(), text);
}

TEST_F(bus_scripts, are_refused_with_file_line_and_reason) {
  const std::string place = file_.string() + ":2: ";
  const auto expect = [&](const std::string& line, const std::string& reason) {
    EXPECT_EQ(refusal("wait\n" + line + "\n"), place + reason);
  };
  expect("poke,0,4,00000000", "\"poke\" is neither read nor write nor wait.");
  expect("read,xyz,4", "the offset \"xyz\" is no hexadecimal number up to 18446744073709551615.");
  expect("read,0,2000000", "the length \"2000000\" is no whole number up to 1048576.");
  expect("read,0,-1", "the length \"-1\" is no whole number up to 1048576.");
  expect("read,0,0", "an access of no bytes is none.");
  expect("write,0,4,0011", "4 bytes are 8 hexadecimal digits, but there are 4.");
  expect("write,0,2,001x", "\"1x\" is no byte in hexadecimal digits.");
  expect("wait,,,,9,8", "it ends before it begins.");
  expect("wait,,,,9", "the end \"\" is no whole number up to 18446744073709551615.");
  expect("wait,,,,1,2,3", "a line has at most 6 fields.");
  // Whatever bytes a file holds, the sentence is one that a terminal shows.
  EXPECT_EQ(refusal(std::string("write,0,1,\0\x1b", 12)),
            file_.string() + ":1: \"??\" is no byte in hexadecimal digits.");
  expect(std::string(100, 'x'), "\"" + std::string(40, 'x') + "...\" is neither read nor write nor wait.");
}

TEST_F(bus_scripts, of_a_folder_are_refused) {
  try {
    memvp::read_bus_script(file_.parent_path());
    FAIL() << "a folder has no steps";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(error.what(), file_.parent_path().string() + ": the file cannot be read to its end.");
  }
}

}  // namespace
