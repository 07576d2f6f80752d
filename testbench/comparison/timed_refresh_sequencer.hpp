// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "memvp/models/tiles/refresh_sequencer.hpp"
#include "memvp/testbench/per_clock/refresh_clocked_types.hpp"

namespace memvp {

/// Who carries out the units of a refresh controller that has no tile: they last as long as the page's table says, and
/// rows read what `read` is set to.
struct timed_sequencer : refresh_sequencer {
  const clocked_refresh_settings& settings;
  refresh_pulse_table table{};
  clocked_refresh_compute compute;
  std::vector<std::uint16_t> read;

  explicit timed_sequencer(const clocked_refresh_settings& s) : settings(s), read(s.columns) {}
  clocked_refresh_unit clocked(const refresh_unit& unit) const {
    clocked_refresh_unit as;
    as.kind = unit.kind;
    as.first_row = unit.first_row;
    as.row_count = unit.row_count;
    as.pulse = unit.pulse;
    as.biased = unit.biased;
    as.reset_slot = unit.reset_slot;
    as.index = unit.index;
    return as;
  }
  cycle_count length(const refresh_unit& unit) const override {
    return length_of(clocked(unit), settings, table, compute);
  }
  cycle_count ionic_end(const refresh_unit& unit) const override {
    return pulse_end_of(clocked(unit), settings, table, compute).value_or(0);
  }
  const std::uint16_t* codes() const override { return read.data(); }
  const refresh_pulse_table& pulses() const override { return table; }
};

}  // namespace memvp
