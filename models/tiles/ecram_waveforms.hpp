// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "memvp/models/tiles/ecram_array.hpp"
#include "memvp/models/tiles/ecram_planner.hpp"
#include "memvp/models/tiles/plan_waveforms.hpp"
#include "memvp/models/tiles/traced_cells.hpp"
#include "memvp/traces/vcd_writer.hpp"

namespace memvp {

/// Which cells' conductances appear in the waveforms.
struct ecram_trace_parameters {
  std::string cells = "0,0";  ///< "row,column row,column ..."
};

/// Declares the keys `trace.*`.
void visit_parameters(parameter_visitor& visitor, ecram_trace_parameters& parameters);

/// The signals of one ECRAM tile. The tile calls it at the beginning and the end of each phase; it knows what a
/// hardware engineer wants to see of it: the command, the sequencer's state, which lines are selected, the voltages on
/// them, converter activity, chosen cells and the power.
class ecram_waveforms : public plan_waveforms {
 public:
  ecram_waveforms(vcd_writer& writer, const std::string& scope, const ecram_device_parameters& device,
                  const ecram_trace_parameters& trace, const ecram_array& array, const ecram_planner& planner,
                  clock_grid clock);

  void command(cycle_count at, std::uint32_t code) override;
  void begin(const plan_phase& phase, cycle_count plan_start) override;
  void end(const plan_phase& phase, cycle_count plan_start, bool more) override;
  void cut_short(cycle_count at) override;
  void interrupt(std::uint64_t at_ps, bool level) override;

 private:
  struct cell_signal {
    traced_cell cell;
    signal_id id;
  };

  void idle(cycle_count at);
  void select(const write_step& step, std::uint64_t at_ps);
  void release(std::uint64_t at_ps);
  void show_conversion(const conversion_round& done, std::uint64_t at_ps);
  void show_cells(cycle_count at);
  void show_power(std::uint64_t at_ps);

  vcd_writer& writer_;
  const ecram_array& array_;
  const ecram_planner& planner_;
  clock_grid clock_;
  double pulse_voltage_;
  std::vector<cell_signal> cells_;
  std::size_t first_signal_, last_signal_ = 0;  // of the tile, in the writer
  running_phases running_;
  bool few_rows_, few_columns_;

  signal_id command_, activity_, converter_, interrupt_;
  signal_id row_, row_count_, column_, column_count_, row_lines_, column_lines_;
  signal_id gate_drive_, pulse_active_;
  signal_id dac_active_, dac_volts_, sample_, adc_active_, adc_channel_, adc_word_;
  signal_id power_;
};

}  // namespace memvp
