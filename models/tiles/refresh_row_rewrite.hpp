// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/models/tiles/refresh_context.hpp"

namespace memvp {

/// The rewriting of one row's ions to its TARGET: a slot of ion-set pulses of the widths that the cells need by the
/// nominal law, a reading, and again with what was read.
class refresh_row_rewrite {
 public:
  enum class outcome { again, done, timeout };

  explicit refresh_row_rewrite(std::size_t columns) : set_(columns), reset_(columns) {}

  /// Whether the row can be rewritten at all.
  static refresh_error check(const refresh_context& context, std::uint32_t row);
  /// The unit of a row's first try, without the widths: what its length depends on.
  static refresh_unit first_unit(std::uint32_t row);

  /// Begins a row's first try at cycle `now`.
  refresh_unit begin(const refresh_context& context, std::uint32_t row, cycle_count now);
  /// The unit has ended, its reading in the sequencer's codes, its last ionic pulse slot at `written`; again: next() is
  /// to follow.
  outcome ended(const refresh_context& context, cycle_count written);
  const refresh_unit& next() const { return unit_; }

 private:
  std::vector<double> set_, reset_;  // s, a column each
  refresh_unit unit_;
  std::uint32_t tries_ = 0;
};

}  // namespace memvp
