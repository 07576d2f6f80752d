// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/traces/clock_grid.hpp"
#include "memvp/traces/energy_ledger.hpp"

namespace memvp {

/// Dynamic energy that a phase costs one component, spread evenly over the phase.
struct phase_energy {
  component_id component;
  double joules;
};

/// A stretch of time in which one resource of a tile does one thing.
struct plan_phase {
  static constexpr std::uint32_t no_operand = ~std::uint32_t{0};

  cycle_interval interval;     ///< start relative to the start of the plan, in cycles
  std::uint32_t activity;      ///< the tile's named state in this phase (an enumerator of the tile's)
  std::uint32_t operand;       ///< what the phase works on (the tile's own index), or no_operand
  std::uint32_t first_energy;  ///< index into plan::energies()
  std::uint32_t energy_count;
  cause_id cause;  ///< what the phase's energy is posted to

  cycle_count end() const { return interval.start + interval.length; }
};

/// What a command turns into: phases with their times, energies and operands. The plan is the only source of timing:
/// the loosely timed path takes its length, the waveform path walks its phases, the traces read both.
///
/// A command whose course depends on what it senses (write-and-verify) is a sequence of plans, each made from what the
/// one before has left behind. Phases are appended in the order in which their effects happen (ascending end); phases
/// of different resources may overlap. The object is reused: clear() keeps the storage, so that making a plan allocates
/// nothing once the largest command has been seen.
class plan {
 public:
  void clear() {
    phases_.clear();
    energies_.clear();
    length_ = 0;
  }

  /// Appends a phase; pay() then adds its energies. A phase that ends before its predecessor is moved nowhere: callers
  /// keep the order.
  void append(std::uint32_t activity, cycle_interval interval, cause_id cause,
              std::uint32_t operand = plan_phase::no_operand) {
    phases_.push_back({interval, activity, operand, static_cast<std::uint32_t>(energies_.size()), 0, cause});
    length_ = std::max(length_, interval.start + interval.length);
  }

  /// Adds an energy [J] to the phase appended last. Zero costs no entry.
  void pay(component_id component, double joules) {
    if (joules == 0) return;
    energies_.push_back({component, joules});
    ++phases_.back().energy_count;
  }

  /// As pay(), of an energy that depends on what the phase finds when it is carried out: settle() then says how much.
  /// Returns the entry's number.
  std::uint32_t owe(component_id component) {
    energies_.push_back({component, 0});
    ++phases_.back().energy_count;
    return static_cast<std::uint32_t>(energies_.size() - 1);
  }
  /// Sets what is owed [J], for the whole length of its phase.
  void settle(std::uint32_t entry, double joules) { energies_[entry].joules = joules; }

  cycle_count length() const { return length_; }
  bool empty() const { return phases_.empty(); }
  const std::vector<plan_phase>& phases() const { return phases_; }
  const phase_energy* energies(const plan_phase& phase) const { return energies_.data() + phase.first_energy; }

  /// Sum of a phase's energies [J].
  double energy(const plan_phase& phase) const {
    double sum = 0;
    for (std::uint32_t i = 0; i < phase.energy_count; ++i) sum += energies(phase)[i].joules;
    return sum;
  }

 private:
  std::vector<plan_phase> phases_;
  std::vector<phase_energy> energies_;
  cycle_count length_ = 0;
};

}  // namespace memvp
