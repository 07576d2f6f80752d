// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <systemc>
#include <vector>

#include "memvp/models/tiles/ecram_array.hpp"
#include "memvp/models/tiles/ecram_periphery.hpp"
#include "memvp/models/tiles/ecram_planner.hpp"
#include "memvp/models/tiles/ecram_registers.hpp"
#include "memvp/models/tiles/ecram_waveforms.hpp"
#include "memvp/models/tiles/sequenced_tile.hpp"

namespace memvp {

/// A passive ECRAM array behind a TLM target socket: open-loop pulse drivers, half-select, read path with DACs and
/// shared ADCs, closed-loop mode for comparison. After Chen et al. 2023, doi 10.1038/s41467-023-41958-4; what that
/// paper does not state is in the parameters, marked as assumed or unknown.
///
/// Hardware interface: the registers and windows of ecram_tile_registers(), and those of every sequenced_tile. Buffers
/// and cells keep their contents over a reset. Results appear as they are converted.
class ecram_tile : public sequenced_tile {
 public:
  /// \throws std::invalid_argument with one sentence if the parameters cannot be built
  ecram_tile(const sc_core::sc_module_name& name, const ecram_tile_parameters& parameters, clock_grid clock,
             std::uint64_t seed, std::uint32_t instance, const tile_traces& traces);
  ~ecram_tile() override;

  /// For platforms and tests, not for workloads: these go over the bus.
  ecram_array& array() { return array_; }
  const ecram_planner& planner() const { return planner_; }

  /// Posts the leakage of the whole run, which ends at cycle `end`. To be called once, after the simulation.
  void post_leakage(cycle_count end);

 private:
  std::uint32_t begin_command(std::uint32_t code, cycle_count start) override;
  const plan& current_plan() const override { return planner_.current(); }
  void execute(std::size_t index, cycle_count elapsed) override { planner_.execute(index, elapsed); }
  bool next_plan(cycle_count start) override { return planner_.next(start); }
  ending end_of_command() const override { return {static_cast<std::uint32_t>(planner_.outcome()), 0}; }
  std::uint64_t operations() const override { return planner_.counters().operations; }
  void reset_counters() override { planner_.reset_counters(); }
  void phase_passed(const plan_phase& phase, cycle_interval interval) override;
  bool shows_effect(const plan_phase& phase) const override;
  std::uint32_t register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const override;
  void refresh_window(const buffer_window& window) override;

  ecram_tile_parameters parameters_;
  ecram_periphery periphery_;
  ecram_array array_;
  ecram_buffers buffers_;
  std::vector<double> conductances_;  // behind the debug-only window
  ecram_planner planner_;
  std::unique_ptr<ecram_waveforms> waveforms_;
  std::uint32_t pulse_tile_ = 0;
};

}  // namespace memvp
