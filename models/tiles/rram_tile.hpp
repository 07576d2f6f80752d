// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <systemc>
#include <vector>

#include "memvp/models/tiles/column_current_sink.hpp"
#include "memvp/models/tiles/rram_array.hpp"
#include "memvp/models/tiles/rram_periphery.hpp"
#include "memvp/models/tiles/rram_planner.hpp"
#include "memvp/models/tiles/rram_waveforms.hpp"
#include "memvp/models/tiles/sequenced_tile.hpp"

namespace memvp {

/// A 1T1R array behind a TLM target socket: word, bit and source line drivers, input DACs (multi-level, bit-serial or
/// pulse-count), sample-and-holds, shared SAR ADCs, shift-add, and an incremental-pulse write-verify sequencer. Sized
/// and timed like the open literature on such chips (NeuRRAM, doi 10.1038/s41586-022-04992-8; NeuroSim); every
/// parameter names its own source.
///
/// Hardware interface: the registers and windows of rram_tile_registers(), those of every sequenced_tile, and a port to
/// neurons that take sampled currents without a converter (column_current_sink). Buffers and cells keep their contents
/// over a reset; a write pulse that has not begun by then does not happen, one that has begun has done its work.
class rram_tile : public sequenced_tile {
 public:
  /// Where analog outputs go. May stay unbound.
  sc_core::sc_port<column_current_sink, 1, sc_core::SC_ZERO_OR_MORE_BOUND> neurons;

  /// \param table pulses follow this table, which several tiles may share; null: as device.pulse_table says
  /// \throws std::invalid_argument with one sentence if the parameters cannot be built
  rram_tile(const sc_core::sc_module_name& name, const rram_tile_parameters& parameters, clock_grid clock,
            std::uint64_t seed, std::uint32_t instance, const tile_traces& traces, const pulse_table* table = nullptr);
  ~rram_tile() override;

  /// For platforms and tests, not for workloads: these go over the bus.
  rram_array& array() { return array_; }
  const rram_planner& planner() const { return planner_; }
  const rram_timing& timing() const { return periphery_.timing(); }

  /// Posts the leakage of the whole run, which ends at cycle `end`. To be called once, after the simulation.
  void post_leakage(cycle_count end);

 private:
  std::uint32_t begin_command(std::uint32_t code, cycle_count start) override;
  const plan& current_plan() const override { return planner_.current(); }
  void execute(std::size_t index, cycle_count elapsed) override;
  bool next_plan(cycle_count start) override { return planner_.next(start); }
  ending end_of_command() const override;
  std::uint64_t operations() const override { return planner_.counters().operations; }
  void reset_counters() override;
  void phase_passed(const plan_phase& phase, cycle_interval interval) override;
  bool shows_effect(const plan_phase& phase) const override;
  std::uint32_t register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const override;
  void refresh_window(const buffer_window& window) override;

  rram_tile_parameters parameters_;
  rram_periphery periphery_;
  rram_array array_;
  rram_buffers buffers_;
  std::vector<double> conductances_;  // behind the debug-only window
  rram_planner planner_;
  std::unique_ptr<rram_waveforms> waveforms_;
  std::uint32_t pulse_tile_ = 0;
};

}  // namespace memvp
