// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "memvp/models/tiles/plan_waveforms.hpp"
#include "memvp/models/tiles/rram_planner.hpp"
#include "memvp/models/tiles/rram_tile_parameters.hpp"
#include "memvp/models/tiles/traced_cells.hpp"
#include "memvp/traces/vcd_writer.hpp"

namespace memvp {

/// The signals of one 1T1R tile: the command, the sequencer's state, selected lines and their voltages, input codes of
/// chosen rows, the sample, the successive approximation of chosen converters bit by bit, sums, analog outputs, chosen
/// cells and the power.
class rram_waveforms : public plan_waveforms {
 public:
  rram_waveforms(vcd_writer& writer, const std::string& scope, const rram_tile_parameters& parameters,
                 const rram_timing& timing, const rram_planner& planner, clock_grid clock);

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
  struct numbered_signal {
    std::uint32_t number;  // row or converter
    signal_id id;
  };

  void idle(cycle_count at);
  void select(const rram_pulse& pulse, std::uint64_t at_ps);
  void release(std::uint64_t at_ps);
  void drive(const plan_phase& phase, std::uint64_t at_ps);
  void approximate(const rram_conversion_round& round, cycle_count start);
  void show_cells(cycle_count at);

  vcd_writer& writer_;
  const rram_planner& planner_;
  clock_grid clock_;
  cycle_count compare_;      // cycles of one comparison
  unsigned converter_bits_;  // 0: ideal converters, which have none
  double read_gate_volts_;
  std::size_t first_signal_, last_signal_ = 0;  // of the tile, in the writer
  running_phases running_;
  std::vector<cell_signal> cells_;
  std::vector<numbered_signal> inputs_, converters_;

  signal_id command_, activity_, fetch_, interrupt_;
  signal_id row_, column_, rows_on_, word_line_, bit_line_, source_line_, pulse_active_;
  signal_id dac_active_, input_vector_, input_bit_, lines_driven_, sample_;
  signal_id adc_active_, adc_line_, adc_word_, shift_add_, sum_, analog_output_;
  signal_id power_;
};

}  // namespace memvp
