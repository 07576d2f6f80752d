// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <systemc>
#include <vector>

#include "memvp/models/tiles/kinetics_bank.hpp"
#include "memvp/models/tiles/kinetics_periphery.hpp"
#include "memvp/models/tiles/kinetics_planner.hpp"
#include "memvp/models/tiles/kinetics_registers.hpp"
#include "memvp/models/tiles/kinetics_waveforms.hpp"
#include "memvp/models/tiles/sequenced_tile.hpp"

namespace memvp {

/// A bank of memristors whose conductance follows drift against diffusion, behind a TLM target socket, with a pulse
/// sequencer, encoders and shared converters: input codes go through the devices as pulse trains and come out as
/// features. The device is that of Shi et al. 2025, doi 10.1038/s41467-025-56286-y, or the reservoir device of Zhong et
/// al. 2021, doi 10.1038/s41467-020-20692-1; no circuit around it is published, so the tile is an assumed one.
///
/// Hardware interface: the registers and windows of kinetics_tile_registers(), and those of every sequenced_tile. What
/// takes how many cycles is in docs/kinetics-sequencer.md. Buffers, tables, mask and devices keep their contents over a
/// reset.
class kinetics_tile : public sequenced_tile {
 public:
  /// \throws std::invalid_argument with one sentence if the parameters cannot be built
  kinetics_tile(const sc_core::sc_module_name& name, const kinetics_tile_parameters& parameters, clock_grid clock,
                std::uint64_t seed, std::uint32_t instance, const tile_traces& traces);
  ~kinetics_tile() override;

  /// For platforms and tests, not for workloads: these go over the bus.
  kinetics_bank& bank() { return bank_; }
  const kinetics_planner& planner() const { return planner_; }

  /// Posts the leakage of the whole run, which ends at cycle `end`. To be called once, after the simulation.
  void post_leakage(cycle_count end);

 private:
  void set_figures();
  void set_reset_values();
  std::uint64_t counter(std::uint32_t low_offset) const;
  void log_pulses(const plan_phase& phase, cycle_interval interval);

  std::uint32_t begin_command(std::uint32_t code, cycle_count start) override;
  const plan& current_plan() const override { return planner_.current(); }
  void execute(std::size_t index, cycle_count elapsed) override { planner_.execute(index, elapsed); }
  bool next_plan(cycle_count start) override { return planner_.next(start); }
  ending end_of_command() const override;
  std::uint64_t operations() const override { return planner_.operations(); }
  void reset_counters() override;
  void phase_passed(const plan_phase& phase, cycle_interval interval) override;
  bool shows_effect(const plan_phase& phase) const override;
  std::uint32_t register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const override;
  void refresh_window(const buffer_window& window) override;

  kinetics_tile_parameters parameters_;
  kinetics_periphery periphery_;
  kinetics_bank bank_;
  kinetics_buffers buffers_;
  std::vector<double> constants_, states_;  // behind the debug-only windows
  kinetics_planner planner_;
  std::unique_ptr<kinetics_waveforms> waveforms_;
  std::uint32_t pulse_tile_ = 0;
};

}  // namespace memvp
