// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/refresh_row_program.hpp"

#include <algorithm>
#include <cmath>

namespace memvp {

void refresh_row_program::begin(const std::uint8_t* written, const std::uint8_t* wanted, bool readable,
                                const refresh_policy& policy, std::uint32_t levels) {
  levels_ = levels;
  round_ = 0;
  bool any = false;
  for (std::size_t column = 0; column < cells_.size(); ++column) {
    cell& each = cells_[column];
    const bool unknown = written[column] >= levels;
    each.wanted = wanted[column];
    each.written = unknown || written[column] != wanted[column];
    each.reset = unknown || written[column] > wanted[column];
    each.in_tolerance = !each.written;
    each.from = static_cast<std::uint8_t>(!each.written ? levels : each.reset ? 0 : written[column] + 1);
    any = any || each.written;
  }
  if (any)
    enter_round(policy);
  else
    next_ = readable ? step::done : step::verify;
}

void refresh_row_program::enter_round(const refresh_policy& policy) {
  pulse_ = 0;
  bool any = false;
  for (std::size_t column = 0; column < cells_.size(); ++column) {
    open_[column] = cells_[column].reset ? 1 : 0;
    any = any || cells_[column].reset;
  }
  if (any && policy.reset_pulses > 0)
    next_ = step::reset_pulse;
  else
    enter_group(0, policy);
}

// The first group from `first` on that has a cell to set; after the last one, the reading.
void refresh_row_program::enter_group(std::uint32_t first, const refresh_policy& policy) {
  pulse_ = 0;
  for (group_ = first; policy.set_pulses > 0 && group_ < levels_; ++group_) {
    bool any = false;
    for (std::size_t column = 0; column < cells_.size(); ++column) {
      const cell& each = cells_[column];
      const bool takes_part = each.wanted >= group_ && each.from <= group_;
      open_[column] = takes_part ? 1 : 0;
      any = any || takes_part;
    }
    if (any) {
      next_ = step::set_pulse;
      return;
    }
  }
  next_ = step::verify;
}

void refresh_row_program::pulsed(const refresh_policy& policy) {
  ++pulse_;
  if (next_ == step::reset_pulse && pulse_ >= policy.reset_pulses)
    enter_group(0, policy);
  else if (next_ == step::set_pulse && pulse_ >= policy.set_pulses)
    enter_group(group_ + 1, policy);
}

void refresh_row_program::verified(const std::uint16_t* codes, const refresh_code_book& book,
                                   const refresh_policy& policy) {
  bool all = true;
  for (std::size_t column = 0; column < cells_.size(); ++column) {
    cell& each = cells_[column];
    const double error = codes[column] - book.level_code(each.wanted);
    each.in_tolerance = std::fabs(error) <= policy.level_tolerance;
    // A cell that reads below is reset as well: pulses of the same polarity would find the same threshold.
    each.reset = each.written = !each.in_tolerance;
    each.from = static_cast<std::uint8_t>(each.in_tolerance ? levels_ : 0);
    all = all && each.in_tolerance;
  }
  if (all) {
    next_ = step::done;
  } else if (++round_ >= std::max(policy.verify_limit, 1u)) {
    next_ = step::timeout;
  } else {
    enter_round(policy);
  }
}

}  // namespace memvp
