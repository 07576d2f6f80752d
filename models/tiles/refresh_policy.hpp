// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/traces/clock_grid.hpp"

namespace memvp {

/// How a row's ions are brought back to equilibrium.
enum class refresh_restore_kind : std::uint32_t {
  none = 0,     ///< not by themselves when a row changes its task; a RESTORE that is asked for is active
  active = 1,   ///< by ion-reset pulses
  passive = 2,  ///< by waiting
  lazy = 3,     ///< by pulses, unless the row has waited long enough already
};

/// What the refresh controller goes by: its registers (docs/refresh-controller.md). Not validated: any value has a
/// meaning.
struct refresh_policy {
  refresh_restore_kind restore = refresh_restore_kind::active;
  bool keep_alive = false;              ///< volatile rows are written again before they fade
  bool refuse = false;                  ///< a compute command on rows under refresh is refused, not kept waiting
  bool restore_verify = false;          ///< rows are read after an active RESTORE
  cycle_count rewrite_interval = 0;     ///< T_REF: from the last ionic pulse to the deadline of the next
  cycle_count guard = 0;                ///< T_GUARD: how much earlier than they must rewrites begin
  cycle_count rest_time = 0;            ///< T_REST: of a passive RESTORE
  std::uint32_t restore_pulses = 0;     ///< N_REST
  std::uint32_t restore_tolerance = 0;  ///< codes above SOURCE
  std::uint32_t verify_tolerance = 0;   ///< codes about TARGET
  std::uint32_t level_tolerance = 0;    ///< codes about a level's nominal one
  std::uint32_t verify_limit = 1;       ///< tries
  std::uint32_t promote_after = 0;      ///< rewrites after which a row is promoted; 0: never
  std::uint32_t set_pulses = 0;         ///< of a set group
  std::uint32_t reset_pulses = 0;       ///< of a reset group
  double level_step = 0;                ///< V from a set group to the next
};

}  // namespace memvp
