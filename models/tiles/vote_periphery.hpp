// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "memvp/models/circuits/buffer_memory.hpp"
#include "memvp/models/circuits/sequencer_control.hpp"
#include "memvp/models/circuits/technology.hpp"
#include "memvp/models/physics/parameters.hpp"
#include "memvp/models/tiles/vote_command.hpp"
#include "memvp/traces/area_inventory.hpp"
#include "memvp/traces/clock_grid.hpp"
#include "memvp/traces/energy_ledger.hpp"

namespace memvp {

/// Everything that a vote unit is built from. No source describes such a unit in hardware; kinetics.md section 8 asks
/// for one (votes over 16 frames and 32 slices), sizes and circuits are this project's.
struct vote_unit_parameters {
  std::int64_t classes = 16;            ///< vote counters
  std::int64_t frames = 64;             ///< that a counter can count
  std::int64_t decisions = 64;          ///< whose results the buffers hold
  std::int64_t score_buffer = 16384;    ///< bytes
  std::int64_t comparator_gates = 224;  ///< two-input gates of a 32-bit comparator
  std::int64_t decode_cycles = 2;
  std::int64_t fetch_cycles = 1;
  sequencer_parameters control;
  technology_parameters technology;
};

/// Declares the keys `vote.*`. `control.*` and `technology.*` are those of the whole system: whoever declares them
/// copies them from there.
void visit_parameters(parameter_visitor& visitor, vote_unit_parameters& parameters);

/// Dynamic energies, in joules per event.
struct vote_costs {
  double buffer_word;    ///< one 32-bit word read from or written to a buffer
  double comparison;     ///< one score, or one vote counter, with what was best before
  double vote;           ///< one vote counted
  double control_cycle;  ///< sequencer logic, per active cycle
};

/// The circuits of a vote unit: one comparator, a vote counter a class, buffers; their times and energies, their area
/// and their leakage.
class vote_periphery {
 public:
  vote_periphery(const vote_unit_parameters& parameters, clock_grid clock, const std::string& unit,
                 energy_ledger& ledger);

  const vote_costs& costs() const { return costs_; }
  component_id buffers() const { return buffers_id_; }
  component_id comparator() const { return comparator_id_; }
  component_id counters() const { return counters_id_; }
  component_id control() const { return control_id_; }
  cause_id cause() const { return cause_; }

  /// Adds a line a component, [um^2].
  void add_area(const std::string& unit, area_inventory& inventory) const;

  /// Notes that an activity lasted `cycles`: the comparator is power-gated outside of counting and electing.
  void powered(vote_activity activity, cycle_count cycles) {
    powered_cycles_[static_cast<std::size_t>(activity)] += cycles;
  }

  /// Posts the leakage of a run of `end` cycles, evenly over it.
  void post_leakage(cycle_count end, energy_ledger& ledger) const;

 private:
  double comparator_flip_flops() const;
  double counter_flip_flops() const;

  vote_unit_parameters parameters_;
  clock_grid clock_;
  buffer_memory buffers_;
  sequencer_control control_;
  vote_costs costs_;
  component_id buffers_id_, comparator_id_, counters_id_, control_id_;
  cause_id cause_, leakage_;
  std::array<cycle_count, vote_activity_names.size()> powered_cycles_{};
};

}  // namespace memvp
