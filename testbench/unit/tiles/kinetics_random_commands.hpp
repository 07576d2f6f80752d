// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "memvp/testbench/unit/tiles/device_bench.hpp"
#include "memvp/testbench/unit/tiles/per_clock_kinetics_tile.hpp"

namespace memvp::testing_words {

/// What devices a drawn tile has, and what its ALPHA table means.
struct kinetics_kind {
  kinetics_model model = kinetics_model::drift_diffusion;
  kinetics_integrator integrator = kinetics_integrator::exact;
  reservoir_decay decay = reservoir_decay::per_step;
  kinetics_alpha_table alpha_table = kinetics_alpha_table::constants;
};

/// Everything that makes up a tile at random, times down to zero, pulses scaled down to a microsecond.
kinetics_tile_parameters random_kinetics_tile(draws& random, const kinetics_kind& kind);

/// Fills the windows: codes with many zeros and full scales, tables around 1, a random mask.
void draw_windows(draws& random, kinetics_windows& windows, const kinetics_tile_parameters& parameters);

/// A command that a tile can carry out, unless its windows or sizes say otherwise.
kinetics_drawn_command draw_kinetics_command(draws& random, const per_clock_kinetics_tile& tile,
                                             kinetics_operation operation);

/// Makes one argument, or the command, one that the tile should refuse where it matters.
void spoil(draws& random, kinetics_drawn_command& drawn, const kinetics_sequencer_settings& settings);

/// Makes a run one of a long train, of 250 steps or more; `settings` are those of a tile whose tables hold as many.
void lengthen(draws& random, kinetics_drawn_command& drawn, const kinetics_sequencer_settings& settings);

/// Gives the tile several reasons to refuse the command.
void spoil_repeatedly(draws& random, kinetics_drawn_command& drawn, const kinetics_sequencer_settings& settings);

}  // namespace memvp::testing_words
