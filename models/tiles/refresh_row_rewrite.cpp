// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/refresh_row_rewrite.hpp"

#include <algorithm>

namespace memvp {

refresh_error refresh_row_rewrite::check(const refresh_context& context, std::uint32_t row) {
  const refresh_row& entry = context.table.rows[row];
  if (entry.mode != refresh_mode::volatile_ions) return refresh_error::wrong_mode;
  return entry.source_valid ? refresh_error::none : refresh_error::no_source;
}

refresh_unit refresh_row_rewrite::first_unit(std::uint32_t row) {
  refresh_unit unit;
  unit.kind = refresh_unit_kind::rewrite;
  unit.first_row = row;
  unit.pulse = refresh_pulse_kind::ion_set;
  return unit;
}

refresh_unit refresh_row_rewrite::begin(const refresh_context& context, std::uint32_t row, cycle_count now) {
  tries_ = 0;
  unit_ = first_unit(row);
  unit_.set_seconds = set_.data();
  unit_.reset_seconds = reset_.data();
  const refresh_row& entry = context.table.rows[row];
  const std::uint16_t* source = context.table.source(row);
  const std::uint16_t* target = context.table.target(row);
  const bool fading = entry.dirty && entry.target_valid;
  const double left = fading ? context.book.left_after(context.seconds(now - entry.last_write)) : 0;
  const double rest = context.book.device().equilibrium;
  // What a slot cannot do, the next one goes on with.
  const double slot = context.pulse_seconds(refresh_pulse_kind::ion_set);
  for (std::size_t column = 0; column < set_.size(); ++column) {
    const double wanted = context.book.ionic_state(source[column], target[column]);
    const double present = rest + (wanted - rest) * left;
    set_[column] = present < wanted ? std::min(slot, context.book.width(present, wanted)) : 0;
    reset_[column] = 0;
  }
  return unit_;
}

refresh_row_rewrite::outcome refresh_row_rewrite::ended(const refresh_context& context, cycle_count written) {
  const std::uint32_t row = unit_.first_row;
  refresh_row& entry = context.table.rows[row];
  entry.last_write = written;
  entry.dirty = entry.target_valid = true;
  entry.missed = false;

  const std::uint16_t* codes = context.sequencer.codes();
  const std::uint16_t* source = context.table.source(row);
  const std::uint16_t* target = context.table.target(row);
  const double set_slot = context.pulse_seconds(refresh_pulse_kind::ion_set);
  const double reset_slot = context.pulse_seconds(refresh_pulse_kind::ion_reset);
  bool all = true, above = false;
  for (std::size_t column = 0; column < set_.size(); ++column) {
    set_[column] = reset_[column] = 0;
    const std::int64_t error = std::int64_t{codes[column]} - target[column];
    if (std::abs(error) <= context.policy.verify_tolerance) continue;
    all = false;
    const double present = context.book.ionic_state(source[column], codes[column]);
    const double wanted = context.book.ionic_state(source[column], target[column]);
    if (error < 0) {
      set_[column] = std::min(set_slot, context.book.width(present, wanted));
    } else {
      reset_[column] = std::min(reset_slot, context.book.width(present, wanted));
      above = true;
    }
  }
  if (all) return outcome::done;
  if (++tries_ >= std::max(context.policy.verify_limit, 1u)) return outcome::timeout;
  unit_.reset_slot = above;
  return outcome::again;
}

}  // namespace memvp
