// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// The converters' own state machine: rounds of conversions, in each of which every converter takes one of the sampled
/// lines, until no line is left. Rounds of zero cycles pass within an edge.
class conversion_sequencer {
 public:
  /// Begins with the cycle that the present edge begins.
  /// @param lines      sampled lines, at least 1
  /// @param converters lines converted in a round, at least 1
  /// @param cycles     of one round
  void start(std::uint32_t lines, std::uint32_t converters, cycle_count cycles) {
    lines_left_ = lines;
    converters_ = converters;
    cycles_ = cycles;
    cycles_left_ = cycles;
    round_ = 0;
    pass_ended_rounds();
  }

  /// A rising edge.
  void on_clock() {
    if (!busy()) return;
    --cycles_left_;
    pass_ended_rounds();
  }

  void abandon() { lines_left_ = 0; }
  bool busy() const { return lines_left_ != 0; }
  /// Rounds that have ended, which is the position of the multiplexers in front of the converters.
  std::uint32_t round() const { return round_; }

 private:
  void pass_ended_rounds() {
    while (busy() && cycles_left_ == 0) {
      lines_left_ -= std::min(lines_left_, converters_);
      cycles_left_ = cycles_;
      ++round_;
    }
  }

  std::uint32_t lines_left_ = 0, converters_ = 1, round_ = 0;
  cycle_count cycles_ = 0, cycles_left_ = 0;
};

}  // namespace memvp
