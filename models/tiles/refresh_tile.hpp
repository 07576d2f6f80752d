// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <systemc>
#include <vector>

#include "memvp/models/tiles/refresh_array.hpp"
#include "memvp/models/tiles/refresh_controller.hpp"
#include "memvp/models/tiles/refresh_periphery.hpp"
#include "memvp/models/tiles/refresh_planner.hpp"
#include "memvp/models/tiles/refresh_registers.hpp"
#include "memvp/models/tiles/refresh_waveforms.hpp"
#include "memvp/models/tiles/sequenced_tile.hpp"

namespace memvp {

/// An array of gated ferro-ionic cells behind a TLM target socket, with one row driver, converters and the refresh
/// controller of docs/refresh-controller.md. The cell is that of doi 10.1038/s41467-024-55701-0; the paper describes no
/// array and no controller.
///
/// Hardware interface: the registers and windows of refresh_tile_registers(), and those of every sequenced_tile.
/// Requests and the timer work beside compute commands; while only they are at work the windows stay open. LEVEL,
/// SOURCE, TARGET and MODE, which the controller reads and writes by itself, give no direct memory access. Buffers,
/// cells and TEMPERATURE keep their contents over a reset; all rows are FREE after it. Work that would end beyond the
/// longest time that can be represented is not begun: ERROR is time_out_of_range, and nothing more begins until a
/// reset.
class refresh_tile : public sequenced_tile {
 public:
  /// \throws std::invalid_argument with one sentence if the parameters cannot be built
  refresh_tile(const sc_core::sc_module_name& name, const refresh_tile_parameters& parameters, clock_grid clock,
               std::uint64_t seed, std::uint32_t instance, const tile_traces& traces);
  ~refresh_tile() override;

  /// For platforms and tests, not for workloads: these go over the bus.
  refresh_array& array() { return array_; }
  const refresh_planner& planner() const { return planner_; }
  const refresh_controller& controller() const { return controller_; }

  /// Posts the leakage of the whole run, which ends at cycle `end`. To be called once, after the simulation.
  void post_leakage(cycle_count end);

 private:
  // Registers and windows (refresh_tile_access.cpp).
  void declare_registers();
  void set_figures();
  void set_reset_values();
  std::uint32_t register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const override;
  void after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time& at) override;
  void refresh_window(const buffer_window& window) override;
  bool direct_memory(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) override;
  std::uint64_t counter(std::uint32_t low_offset) const;
  std::uint32_t row_entry(std::uint32_t row) const;
  std::uint64_t wide(std::uint32_t low_offset) const;
  bool within_supply(refresh_pulse_kind kind, double volts, double level_step) const;
  void refuse_voltage(std::uint32_t offset, double kept_volts);
  void take_policy();
  void take_pulse(std::uint32_t offset);
  void take_temperature(std::uint32_t value, cycle_count now);
  void submit(cycle_count now);
  refresh_command latched_command(std::uint32_t code) const;

  // Work.
  std::uint32_t begin_command(std::uint32_t code, cycle_count start) override;
  const plan& current_plan() const override { return planner_.current(); }
  void execute(std::size_t index, cycle_count elapsed) override { planner_.execute(index, elapsed); }
  bool works_by_itself() const override { return true; }
  bool next_plan(cycle_count start) override;
  bool own_plan(cycle_count start) override { return begin_unit(start); }
  bool waits() const override { return !unit_begun_; }
  cycle_count wakes_at() const override;
  ending end_of_command() const override;
  std::uint64_t operations() const override { return planner_.counters().operations; }
  void reset_counters() override;
  void phase_passed(const plan_phase& phase, cycle_interval interval) override;
  bool shows_effect(const plan_phase& phase) const override;
  bool begin_unit(cycle_count at);
  void end_unit(cycle_count at);
  void report(cycle_count at);

  refresh_tile_parameters parameters_;
  refresh_periphery periphery_;
  refresh_array array_;
  refresh_buffers buffers_;
  std::vector<double> truth_;  // behind the debug-only windows
  refresh_planner planner_;
  refresh_controller controller_;
  std::unique_ptr<refresh_waveforms> waveforms_;
  std::uint32_t pulse_tile_ = 0;

  bool unit_begun_ = false;  // of what the planner has a plan
  cycle_count unit_start_ = 0;
  bool time_is_up_ = false;  // a unit would have ended beyond the longest time
  bool ever_hot_ = false;    // since reset: rows may be suspect
  std::uint64_t refresh_cycles_ = 0;
  compensated_sum refresh_energy_;
  std::vector<refresh_controller::ended_work> ended_;
};

}  // namespace memvp
