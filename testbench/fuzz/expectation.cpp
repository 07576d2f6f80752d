// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/fuzz/expectation.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "memvp/platforms/error_sentence.hpp"

namespace memvp {

void require(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what.c_str());
  std::abort();
}

std::string required_sentence(const std::exception& error) {
  constexpr std::size_t longest = 1100;  // the program cuts at 1000 characters, and says so
  const std::string sentence = error_sentence(error);
  require(!sentence.empty(), "a refusal says why");
  require(sentence.size() <= longest, "a sentence fits a terminal");
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; };
  require(std::none_of(sentence.begin(), sentence.end(), is_control), "a sentence has no control characters");
  return sentence;
}

}  // namespace memvp
