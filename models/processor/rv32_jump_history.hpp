// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace memvp {

/// A jump, a branch that was taken, a trap or a return from one.
struct rv32_jump {
  std::uint32_t from = 0;   ///< address of the instruction that jumped, or before which an interrupt was taken
  std::uint32_t to = 0;     ///<
  std::uint64_t times = 0;  ///< in a row: a loop is one entry
};

/// The jumps taken last, for messages about firmware that has gone astray.
class rv32_jump_history {
 public:
  static constexpr std::size_t capacity = 16;

  void record(std::uint32_t from, std::uint32_t to) noexcept {
    rv32_jump* jump = &jumps_[newest_];
    if (jump->from != from || jump->to != to) {
      newest_ = (newest_ + 1) % capacity;
      jump = &jumps_[newest_];
      *jump = {from, to, 0};
    }
    ++jump->times;
  }

  void clear() noexcept { *this = rv32_jump_history(); }

  /// At most `capacity` jumps, the newest first.
  std::vector<rv32_jump> newest_first() const {
    std::vector<rv32_jump> jumps;
    for (std::size_t age = 0; age < capacity; ++age) {
      const rv32_jump& jump = jumps_[(newest_ + capacity - age) % capacity];
      if (jump.times != 0) jumps.push_back(jump);
    }
    return jumps;
  }

 private:
  std::array<rv32_jump, capacity> jumps_{};
  std::size_t newest_ = 0;
};

}  // namespace memvp
