// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// Fetches words of a buffer one after another. Words that take no time are fetched within an edge.
class word_fetcher {
 public:
  /// Begins with the cycle that the present edge begins.
  /// @param cycles of one word
  void start(std::uint32_t words, cycle_count cycles) {
    words_left_ = words;
    cycles_ = cycles_left_ = cycles;
    pass_fetched_words();
  }

  /// A rising edge.
  void on_clock() {
    if (!busy()) return;
    --cycles_left_;
    pass_fetched_words();
  }

  void abandon() { words_left_ = 0; }
  bool busy() const { return words_left_ != 0; }

 private:
  void pass_fetched_words() {
    while (busy() && cycles_left_ == 0) {
      --words_left_;
      cycles_left_ = cycles_;
    }
  }

  std::uint32_t words_left_ = 0;
  cycle_count cycles_ = 0, cycles_left_ = 0;
};

}  // namespace memvp
