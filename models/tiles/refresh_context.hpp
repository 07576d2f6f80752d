// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memvp/models/tiles/refresh_code_book.hpp"
#include "memvp/models/tiles/refresh_mode_table.hpp"
#include "memvp/models/tiles/refresh_policy.hpp"

namespace memvp {

/// What the refresh controller has done since reset.
struct refresh_controller_counters {
  std::uint64_t restores = 0;    ///< RESTOREs that found a dirty row, those of ALLOC included
  std::uint64_t rewrites = 0;    ///< rows rewritten, asked for or by the timer
  std::uint64_t reprograms = 0;  ///< rows whose polarisation was written, by PROMOTE included
  std::uint64_t promotes = 0;    ///< rows promoted
  std::uint64_t misses = 0;      ///< contents that outlived their deadline
};

/// What the parts of the controller share.
struct refresh_context {
  refresh_mode_table& table;
  const refresh_code_book& book;
  const refresh_policy& policy;
  const refresh_sequencer& sequencer;
  refresh_controller_counters& counters;
  double seconds_per_cycle;

  double seconds(cycle_count cycles) const { return static_cast<double>(cycles) * seconds_per_cycle; }
  double pulse_seconds(refresh_pulse_kind kind) const { return seconds(pulse_of(sequencer.pulses(), kind).width); }
};

}  // namespace memvp
