// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/half_select_dose.hpp"

namespace memvp {

void half_select_dose::add(const line_selection& selection, bool rising) noexcept {
  // Along the pulse: the rows' time R plus the column's C. Against it, where cells on no selected line are opposed:
  // the whole time less R and less C.
  const auto of_line = [&](std::uint64_t picoseconds) {
    return oriented({picoseconds, others_opposed_ ? std::uint64_t{0} - picoseconds : 0}, rising);
  };
  const doses row_share = of_line(selection.picoseconds);
  for (std::size_t r = 0; r < selection.row_count; ++r) {
    doses& row = rows_[selection.rows[r]];
    row = row + row_share;
  }
  for (std::size_t c = 0; c < selection.column_count; ++c) {
    const doses share = of_line(selection.columns[c].picoseconds);
    columns_rising_[selection.columns[c].line] += share.rising;
    columns_falling_[selection.columns[c].line] += share.falling;
  }
  if (others_opposed_) all_ = all_ + oriented({0, selection.picoseconds}, rising);
}

}  // namespace memvp
