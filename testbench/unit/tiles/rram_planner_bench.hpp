// SPDX-License-Identifier: Apache-2.0
// A 1T1R tile without SystemC: cells, circuits and planner, for tests that need several tiles at once or many pulses.
#pragma once

#include <vector>

#include "memvp/models/tiles/rram_periphery.hpp"
#include "memvp/models/tiles/rram_planner.hpp"
#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/testbench/unit/tiles/device_bench.hpp"

namespace memvp::testing_words {

struct rram_planner_bench {
  energy_ledger energy;
  rram_periphery periphery;
  rram_array array;
  rram_buffers buffers;
  rram_planner planner;
  cycle_count now = 0;
  double joules = 0;

  explicit rram_planner_bench(const rram_tile_parameters& p, std::uint64_t seed = 1)
      : periphery(p, tile_clock(), "tile", energy),
        array(p.array, p.device, tile_clock(), seed, 0),
        planner(array, buffers, periphery.dac(), periphery.adc(), periphery.cell_adc(), periphery.planner_settings(),
                tile_clock()) {
    buffers.input.resize(rram_window::input_bytes);
    buffers.result.resize(rram_window::result_bytes / 4);
    buffers.target.resize(rram_window::target_bytes / 4);
    buffers.failure.resize(rram_window::failure_bytes / 4);
  }

  /// Carries a command out; the next one begins where it ends.
  rram_error carry_out(const rram_command& command) {
    if (const rram_error error = planner.begin(command, now, false); error != rram_error::none) return error;
    do {
      const plan& current = planner.current();
      for (std::size_t i = 0; i < current.phases().size(); ++i) {
        planner.execute(i, current.phases()[i].interval.length);
        joules += current.energy(current.phases()[i]);
      }
      now += current.length();
    } while (planner.next(now));
    return planner.outcome();
  }
};

}  // namespace memvp::testing_words
