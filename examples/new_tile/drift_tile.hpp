// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <systemc>
#include <vector>

#include "drift_planner.hpp"
#include "drift_waveforms.hpp"
#include "memvp/models/tiles/sequenced_tile.hpp"

namespace drift {

/// A row of drift memristors with one pulse driver and one converter, behind a TLM target socket: pulses of signed
/// width on cell after cell, and readings of their currents.
///
/// Hardware interface: the registers and windows of tile_registers(), `interrupt`, `reset`. Cells and buffers keep what
/// they hold over a reset.
class tile : public memvp::sequenced_tile {
 public:
  /// \param seed, instance what random numbers are drawn by: tiles of different instances differ
  /// \throws std::invalid_argument with a sentence if no tile can be built from the parameters
  tile(const sc_core::sc_module_name& name, const tile_parameters& parameters, memvp::clock_grid clock,
       std::uint64_t seed, std::uint32_t instance, const memvp::tile_traces& traces);

  /// Posts the leakage of the whole run, which ends at cycle `end`. To be called once, after the simulation.
  void post_leakage(memvp::cycle_count end) { circuits_.post_leakage(end, traces().energy); }

 private:
  std::uint32_t begin_command(std::uint32_t code, memvp::cycle_count start) override;
  const memvp::plan& current_plan() const override { return plans_.current(); }
  void execute(std::size_t index, memvp::cycle_count elapsed) override { plans_.execute(index, elapsed); }
  bool next_plan(memvp::cycle_count) override { return false; }  // a command is one plan
  ending end_of_command() const override { return {}; }
  std::uint64_t operations() const override { return plans_.pulses() + plans_.readings(); }
  void reset_counters() override { plans_.reset_counters(); }
  void phase_passed(const memvp::plan_phase& phase, memvp::cycle_interval interval) override;
  bool shows_effect(const memvp::plan_phase& phase) const override;
  std::uint32_t register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const override;
  void refresh_window(const memvp::buffer_window& window) override;

  device_row cells_;
  periphery circuits_;
  std::vector<std::int32_t> pulse_, result_;
  std::vector<double> resistance_;
  planner plans_;
  std::unique_ptr<waveforms> waveforms_;
};

}  // namespace drift
