// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <systemc>
#include <vector>

#include "memvp/testbench/per_clock/conversion_sequencer.hpp"
#include "memvp/testbench/per_clock/ecram_step.hpp"
#include "memvp/testbench/per_clock/per_clock_request.hpp"

namespace memvp {

/// The ECRAM tile's sequencer at the level of its pins: a state machine that is evaluated at every rising edge of a
/// clock and counts its steps down, as docs/ecram-sequencer.md describes it. It shares nothing with the tile but the
/// command and the table of settings, and is what the tile's cycle counts are compared with.
///
/// Edge k begins cycle k, and the pins show what happens in it. A command starts at the edge that finds `start` high
/// while the sequencer is idle; `done` is high in the one cycle that follows the command's last cycle, and `busy` in
/// the cycles of the command. A step of zero cycles passes within an edge.
class ecram_sequencer : public sc_core::sc_module {
 public:
  using line_vector = sc_dt::sc_bv<per_clock_lines>;

  sc_core::sc_in<bool> clock{"clock"};
  sc_core::sc_in<bool> start{"start"};
  sc_core::sc_out<bool> busy{"busy"};
  sc_core::sc_out<bool> done{"done"};
  sc_core::sc_out<ecram_step> state{"state"};
  sc_core::sc_out<line_vector> row_select{"row_select"};        ///< lines of a write from `setup` to the end of their
  sc_core::sc_out<line_vector> column_select{"column_select"};  ///< pulse; lines of a read while driven and integrated
  sc_core::sc_out<bool> pulse_active{"pulse_active"};
  sc_core::sc_out<bool> polarity{"polarity"};  ///< of the write: high raises the conductance
  sc_core::sc_out<bool> dac_enable{"dac_enable"};
  sc_core::sc_out<bool> sample{"sample"};  ///< one cycle, the one that begins with the end of the integration
  sc_core::sc_out<bool> convert_active{"convert_active"};
  sc_core::sc_out<unsigned> converter_channel{"converter_channel"};  ///< position of the converters' multiplexers

  SC_HAS_PROCESS(ecram_sequencer);
  explicit ecram_sequencer(const sc_core::sc_module_name& name);

  /// Presents the command that the next `start` begins. The buffers must outlive the command.
  /// @throws std::invalid_argument as check() does, std::logic_error while a command runs
  void present(const per_clock_request& request);

  /// Of the last command that ended.
  const per_clock_result& result() const { return result_; }

 private:
  struct pin_levels {
    ecram_step state = ecram_step::idle;
    bool done = false, reading = false, sample = false, convert = false, positive = false;
    unsigned channel = 0;
    std::uint64_t rows = 0, columns = 0;
    bool operator==(const pin_levels& other) const;
  };

  void on_clock();
  void drive_pins();

  bool step_over() const;
  void leave_step();
  void go(ecram_step step);
  cycle_count length_of(ecram_step step) const;

  void after_decode();
  void after_fetch();
  void after_sample();
  void after_conversion();
  void after_decision();
  void after_release();
  void finish();

  void count_pulse_unit();
  void begin_pulse();
  void end_pulse();
  bool pulse_over() const;

  void clear_lines();
  void select_row(std::uint32_t row_of_region);
  void select_column(std::uint32_t column_of_region, std::uint64_t width);
  void select_cell(std::int64_t signed_width);
  bool select_row_phase();
  void start_row_phase();
  bool phase_has_lines() const;
  bool update_row_in_phase(std::uint32_t row) const;
  bool update_column_in_phase(std::uint32_t column) const;
  void select_update_phase();
  void start_update_phase();
  bool next_cell();
  std::int64_t pulse_word() const;

  bool is_multiply() const;
  std::uint32_t words_of_vector() const;
  std::uint32_t sensed_lines() const;

  per_clock_request request_;
  per_clock_result result_, running_;

  ecram_step step_ = ecram_step::idle;
  cycle_count step_cycles_left_ = 0;
  cycle_count cycle_ = 0;  // since the start of the command
  cycle_count since_write_ = never_written;
  bool done_ = false, sample_ = false;

  // Which word, cell, vector, reading, ... the command has come to. Rows and columns are counted within the region.
  std::uint32_t row_ = 0, column_ = 0, word_ = 0, vector_ = 0, reading_ = 0, slot_ = 0, sweep_ = 0, tries_left_ = 0;
  unsigned phase_ = 0;
  std::vector<std::int32_t> row_words_, column_words_;  // latched by `fetch`

  // Lines of the write, and the counters of the columns' pulses.
  std::uint64_t selected_rows_ = 0, selected_columns_ = 0;
  std::array<std::uint64_t, per_clock_lines> column_units_left_{};
  std::uint64_t slot_units_left_ = 0;  // a slot of a stream lasts its time whether or not a line fires
  cycle_count unit_cycles_left_ = 0;
  bool positive_ = true;
  per_clock_pulse pulse_;

  conversion_sequencer converters_;
  // Starts with the drive and lasts as long as the conversion will. Drive to sample takes the same time for each
  // vector, so a sample meets free converters exactly if its drive begins when this one has ended.
  conversion_sequencer reservation_;

  pin_levels shown_;
};

}  // namespace memvp
