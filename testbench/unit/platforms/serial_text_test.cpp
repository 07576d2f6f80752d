// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/serial_text.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace memvp {
namespace {

nlohmann::ordered_json results_of(const std::string& printed) {
  std::ostringstream file;
  serial_text text(file, nullptr);
  std::ostream(&text) << printed;
  EXPECT_EQ(file.str(), printed);
  return text.results();
}

TEST(serial_text, goes_to_the_file_and_to_the_terminal) {
  std::ostringstream file, terminal;
  serial_text text(file, &terminal);
  std::ostream(&text) << "one\ntwo" << std::flush;
  EXPECT_EQ(file.str(), "one\ntwo");
  EXPECT_EQ(terminal.str(), "one\ntwo");
}

TEST(serial_text, a_line_that_announces_a_result_is_one) {
  const auto results = results_of("begin\nresult accuracy 99.25\nresult pulses 1200\r\nresult data a stand-in\n");
  EXPECT_EQ(results.dump(), R"({"accuracy":99.25,"pulses":1200,"data":"a stand-in"})");
}

TEST(serial_text, the_last_of_several_results_of_a_name_counts) {
  EXPECT_EQ(results_of("result epoch 1\nresult epoch 2\n")["epoch"], 2);
}

TEST(serial_text, other_lines_are_no_results) {
  EXPECT_TRUE(results_of("the result x 1\nresult\nresult x\nresult a-b 1\nresults x 1\nresult x 1").empty());
  EXPECT_TRUE(results_of("result x " + std::string(5000, '1') + "\n").empty());
}

}  // namespace
}  // namespace memvp
