// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/refresh_restoring.hpp"

namespace memvp {

void refresh_restoring::begin(const refresh_context& context, std::uint32_t first_row, std::uint32_t row_count,
                              bool verify) {
  first_row_ = first_row;
  row_count_ = row_count;
  pulses_left_ = context.policy.restore_pulses;
  extra_ = 0;
  verify_ = verify;
  above_ = false;
  next_ = step::pulse;
  if (pulses_left_ > 0) return;
  next_ = step::done;
  if (verify) read_from(context, 0);
}

refresh_unit refresh_restoring::unit() const {
  refresh_unit unit;
  if (next_ == step::pulse) {
    unit.kind = refresh_unit_kind::restore;
    unit.first_row = first_row_;
    unit.row_count = row_count_;
    unit.pulse = refresh_pulse_kind::ion_reset;
    unit.open = open_.data();
  } else {
    unit.kind = refresh_unit_kind::verify;
    unit.first_row = first_row_ + row_;
    unit.pulse = refresh_pulse_kind::read_ion;
  }
  return unit;
}

// The next row to be read, from number `row` on; after the last one, what the readings say. A row without a valid
// SOURCE has nothing to be compared with.
void refresh_restoring::read_from(const refresh_context& context, std::uint32_t row) {
  for (row_ = row; row_ < row_count_; ++row_)
    if (open_[row_] != 0 && context.table.rows[first_row_ + row_].source_valid) {
      next_ = step::verify;
      return;
    }
  next_ = above_ ? step::pulse : step::done;
}

void refresh_restoring::ended(const refresh_context& context) {
  if (next_ == step::pulse) {
    if (pulses_left_ > 0) --pulses_left_;
    if (pulses_left_ > 0) return;
    above_ = false;
    if (verify_)
      read_from(context, 0);
    else
      next_ = step::done;
    return;
  }
  const std::uint16_t* codes = context.sequencer.codes();
  const std::uint16_t* source = context.table.source(first_row_ + row_);
  for (std::size_t column = 0; column < context.table.columns; ++column)
    above_ = above_ || codes[column] > source[column] + context.policy.restore_tolerance;
  read_from(context, row_ + 1);
  if (next_ == step::pulse && ++extra_ > context.policy.verify_limit) next_ = step::timeout;
}

}  // namespace memvp
