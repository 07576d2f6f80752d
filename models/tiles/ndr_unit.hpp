// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <systemc>
#include <vector>

#include "memvp/models/tiles/column_current_sink.hpp"
#include "memvp/models/tiles/ndr_periphery.hpp"
#include "memvp/models/tiles/ndr_planner.hpp"
#include "memvp/models/tiles/ndr_registers.hpp"
#include "memvp/models/tiles/ndr_waveforms.hpp"
#include "memvp/models/tiles/sequenced_tile.hpp"

namespace memvp {

/// Neurons behind a TLM target socket. Each has an input stage, which adds up column currents, rectifies and limits
/// them, and an activation circuit: an NDR device tuned by an ECRAM, after Yang et al. 2024 (doi
/// 10.1002/adfm.202405618; what its abstract does not state is in the parameters, marked as assumed), or digital or
/// analog CMOS in the same place. Outputs are converted by shared converters and lie in OUTPUT as array tiles take
/// them.
///
/// Hardware interface: the registers and windows of ndr_unit_registers(), those of every sequenced_tile, and `columns`,
/// by which arrays deliver their currents without a converter between. Buffers and ECRAMs keep their contents over a
/// reset; currents that wait are lost.
///
/// Vector v of an evaluate_analog command is evaluated when SOURCE_COUNT deliveries have come for slot v, beginning at
/// the last one's sample or when vector v - 1 is done, whichever is later. A loosely timed array delivers late: then
/// this lies in the past, and all of it is entered with its own times.
class ndr_unit : public sequenced_tile, private column_current_sink {
 public:
  sc_core::sc_export<column_current_sink> columns;

  /// \throws std::invalid_argument with one sentence if the parameters cannot be built
  ndr_unit(const sc_core::sc_module_name& name, const ndr_unit_parameters& parameters, clock_grid clock,
           std::uint64_t seed, std::uint32_t instance, const tile_traces& traces);
  ~ndr_unit() override;

  /// For platforms and tests, not for workloads: these go over the bus.
  neuron_bank& neurons() { return *neurons_; }

  /// Posts the leakage of the whole run, which ends at cycle `end`. To be called once, after the simulation.
  void post_leakage(cycle_count end);

 private:
  bool deliver(std::uint32_t slot, std::uint32_t first_neuron, const double* amperes, std::uint32_t count,
               cycle_count sampled_at) override;

  std::uint32_t begin_command(std::uint32_t code, cycle_count start) override;
  const plan& current_plan() const override { return planner_.current(); }
  void execute(std::size_t index, cycle_count elapsed) override { planner_.execute(index, elapsed); }
  bool next_plan(cycle_count start) override { return planner_.next(start); }
  bool waits() const override { return planner_.waits(); }
  cycle_count plan_begins(cycle_count) const override { return planner_.plan_begins(); }
  ending end_of_command() const override { return {static_cast<std::uint32_t>(planner_.outcome()), 0}; }
  std::uint64_t operations() const override;
  void reset_counters() override;
  void phase_passed(const plan_phase& phase, cycle_interval interval) override;
  bool shows_effect(const plan_phase& phase) const override;
  std::uint32_t register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const override;
  void refresh_window(const buffer_window& window) override;
  double get_float(std::uint32_t offset) const;

  ndr_unit_parameters parameters_;
  std::unique_ptr<neuron_bank> neurons_;
  ndr_periphery periphery_;
  ndr_buffers buffers_;
  std::vector<double> truth_;  // behind the debug-only window
  ndr_planner planner_;
  std::unique_ptr<ndr_waveforms> waveforms_;
  std::uint32_t pulse_tile_ = 0;
};

}  // namespace memvp
