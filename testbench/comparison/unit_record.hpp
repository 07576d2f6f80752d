// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <ostream>
#include <tuple>
#include <vector>

#include "memvp/testbench/per_clock/refresh_clocked_types.hpp"

namespace memvp {

/// What is compared of a unit.
struct unit_record {
  refresh_unit_kind kind = refresh_unit_kind::table;
  std::uint32_t first_row = 0, row_count = 1, index = 0;
  refresh_pulse_kind pulse = refresh_pulse_kind::ion_reset;
  std::uint32_t level = 0;
  bool biased = false, reset_slot = false, timer = false;
  std::vector<std::uint8_t> open;
  cycle_count begin = 0, length = 0;

  bool operator==(const unit_record& o) const {
    return std::tie(kind, first_row, row_count, index, pulse, level, biased, reset_slot, timer, open, begin, length) ==
           std::tie(o.kind, o.first_row, o.row_count, o.index, o.pulse, o.level, o.biased, o.reset_slot, o.timer,
                    o.open, o.begin, o.length);
  }
};

inline std::ostream& operator<<(std::ostream& out, const unit_record& unit) {
  out << "unit kind " << static_cast<int>(unit.kind) << " rows " << unit.first_row << " + " << unit.row_count
      << " index " << unit.index << " pulse " << static_cast<int>(unit.pulse) << " level " << unit.level
      << (unit.biased ? " biased" : "") << (unit.reset_slot ? " with reset slot" : "")
      << (unit.timer ? " by timer" : "") << " open ";
  for (const std::uint8_t gate : unit.open) out << int{gate};
  return out << " at " << unit.begin << " for " << unit.length;
}

// What does not matter to a kind of unit is left as it is in an empty record.
inline unit_record record_of(const clocked_refresh_unit& unit) {
  unit_record record;
  record.kind = unit.kind;
  record.first_row = unit.first_row;
  record.row_count = unit.row_count;
  record.begin = unit.begin;
  record.length = unit.length;
  record.timer = unit.job == 0;
  const bool pulse = unit.kind == refresh_unit_kind::ferroelectric;
  if (pulse || unit.kind == refresh_unit_kind::verify) record.pulse = unit.pulse;
  if (pulse) record.level = unit.level;
  if (pulse || unit.kind == refresh_unit_kind::restore) {
    record.biased = unit.biased;
    record.open = unit.open;
  }
  if (unit.kind == refresh_unit_kind::rewrite) record.reset_slot = unit.reset_slot;
  const bool computes = unit.kind == refresh_unit_kind::update || unit.kind == refresh_unit_kind::vector ||
                        unit.kind == refresh_unit_kind::read_row;
  if (computes) record.index = unit.index;
  return record;
}

/// Begin, length and timer are left to the caller. The group of a set pulse is known by its voltage.
inline unit_record record_of(const refresh_unit& unit, const clocked_refresh_settings& settings,
                             const refresh_pulse_table& pulses, double level_step) {
  clocked_refresh_unit as;
  as.kind = unit.kind;
  as.first_row = unit.first_row;
  as.row_count = unit.row_count;
  as.pulse = unit.pulse;
  as.biased = unit.biased;
  as.reset_slot = unit.reset_slot;
  as.index = unit.index;
  if (unit.pulse == refresh_pulse_kind::ferroelectric_set)
    as.level = static_cast<std::uint32_t>(
        std::lround((unit.volts - pulse_of(pulses, refresh_pulse_kind::ferroelectric_set).volts) / level_step));
  const std::uint32_t gates = unit.kind == refresh_unit_kind::ferroelectric ? settings.columns : unit.row_count;
  for (std::uint32_t i = 0; i < gates; ++i) as.open.push_back(unit.open == nullptr || unit.open[i] != 0);
  return record_of(as);
}

}  // namespace memvp
