// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/error_sentence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace memvp {
namespace {

std::string sentence(const std::string& text) { return error_sentence(std::runtime_error(text)); }

TEST(error_sentence, is_one_line) { EXPECT_EQ(sentence(" two\r\n\tlines \n"), "two lines"); }

TEST(error_sentence, hands_no_control_character_of_a_quoted_file_on_to_the_terminal) {
  EXPECT_EQ(sentence("the field is \"\x1b[2J\x7f\", expected a letter"), "the field is \"?[2J?\", expected a letter");
  EXPECT_EQ(sentence("5 \u00b5s"), "5 \u00b5s");
}

TEST(error_sentence, leaves_the_middle_of_a_long_quotation_out) {
  const std::string start = "line 1: the field is \"", end = "\", expected a letter";
  EXPECT_EQ(sentence(start + std::string(1000 - start.size() - end.size(), 'x') + end).size(), 1000u);
  const std::string cut = sentence(start + std::string(1'000'000, 'x') + end);
  EXPECT_EQ(cut.size(), 1007u);  // 1000 characters, and " (...) "
  EXPECT_EQ(cut.substr(0, start.size()), start);
  EXPECT_EQ(cut.substr(cut.size() - end.size()), end);
  EXPECT_NE(cut.find("x (...) x"), std::string::npos);
}

TEST(error_sentence, cuts_no_character_in_two) {
  // Two bytes each, so that of two texts, one byte apart, one has a character at the cut.
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "\u00b5";
  for (const std::string& given : {text, "x" + text, text + "x", "x" + text + "x"}) {
    const std::string cut = sentence(given);
    const std::size_t gap = cut.find(" (...) ");
    ASSERT_NE(gap, std::string::npos);
    EXPECT_EQ(cut[gap - 1], '\xb5');
    EXPECT_EQ(cut[gap + 7], '\xc2');
  }
}

}  // namespace
}  // namespace memvp
