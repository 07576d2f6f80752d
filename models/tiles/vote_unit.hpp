// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <systemc>

#include "memvp/models/tiles/sequenced_tile.hpp"
#include "memvp/models/tiles/vote_planner.hpp"
#include "memvp/models/tiles/vote_registers.hpp"
#include "memvp/models/tiles/vote_waveforms.hpp"

namespace memvp {

/// A hard vote behind a TLM target socket: a sample is cut into frames, a read-out scores every frame, and the class
/// that most frames have as their greatest score is the decision. The lowest class wins among equals, both among a
/// frame's scores and among the votes; TIES counts the latter. kinetics.md section 8: votes over 16 frames or 32
/// slices.
///
/// Hardware interface: the registers and windows of vote_unit_registers() and those of every sequenced_tile. Buffers
/// keep their contents over a reset.
class vote_unit : public sequenced_tile {
 public:
  vote_unit(const sc_core::sc_module_name& name, const vote_unit_parameters& parameters, clock_grid clock,
            const tile_traces& traces);
  ~vote_unit() override;

  /// Posts the leakage of the whole run, which ends at cycle `end`. To be called once, after the simulation.
  void post_leakage(cycle_count end);

 private:
  std::uint32_t begin_command(std::uint32_t code, cycle_count start) override;
  const plan& current_plan() const override { return planner_.current(); }
  void execute(std::size_t index, cycle_count elapsed) override { planner_.execute(index, elapsed); }
  bool next_plan(cycle_count) override { return planner_.next(); }
  ending end_of_command() const override { return {}; }
  std::uint64_t operations() const override { return planner_.counters().comparisons; }
  void reset_counters() override;
  void phase_passed(const plan_phase& phase, cycle_interval interval) override;
  bool shows_effect(const plan_phase&) const override { return false; }
  std::uint32_t register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const override;

  vote_buffers buffers_;
  vote_periphery periphery_;
  vote_planner planner_;
  std::unique_ptr<vote_waveforms> waveforms_;
};

}  // namespace memvp
