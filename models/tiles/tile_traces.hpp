// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memvp/traces/area_inventory.hpp"
#include "memvp/traces/energy_ledger.hpp"
#include "memvp/traces/latency_log.hpp"
#include "memvp/traces/pulse_log.hpp"
#include "memvp/traces/vcd_writer.hpp"

namespace memvp {

/// Where a tile leaves its traces. The three books are always kept; the pulse log and the waveforms are optional and
/// cost a branch when they are absent. All must outlive the tile.
struct tile_traces {
  energy_ledger& energy;
  latency_log& latency;
  area_inventory& area;
  pulse_log* pulses = nullptr;
  vcd_writer* waveforms = nullptr;
};

}  // namespace memvp
