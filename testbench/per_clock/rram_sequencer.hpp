// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <systemc>

#include "memvp/testbench/per_clock/conversion_sequencer.hpp"
#include "memvp/testbench/per_clock/rram_sequencer_request.hpp"
#include "memvp/testbench/per_clock/word_fetcher.hpp"

namespace memvp {

/// The 1T1R tile's sequencer at the level of its pins: a state machine that is evaluated at every rising edge of a
/// clock and counts its steps down, as docs/rram-sequencer.md describes it. Beside the steps of the lines run, in a
/// product, a fetcher that fills the second input register, the converters, and the adder; each has counters of its
/// own. It shares nothing with the tile but the form of a command, and is what the tile's cycle counts are compared
/// with.
///
/// Edge k begins cycle k, and the pins show what happens in it. A command starts at the edge that finds `start` high
/// while the sequencer is idle; `done` is high in the one cycle that follows the command's last cycle, and `busy` in
/// the cycles of the command. A step of zero cycles passes within an edge. An edge at which `reset` is high abandons
/// the command; what this very edge would have ended has ended.
class rram_sequencer : public sc_core::sc_module {
 public:
  using line_vector = sc_dt::sc_bv<static_cast<int>(per_clock_rram_lines)>;

  sc_core::sc_in<bool> clock{"clock"};
  sc_core::sc_in<bool> start{"start"};
  sc_core::sc_in<bool> reset{"reset"};
  sc_core::sc_out<bool> busy{"busy"};
  sc_core::sc_out<bool> done{"done"};
  sc_core::sc_out<rram_step> state{"state"};
  sc_core::sc_out<bool> fetch_active{"fetch_active"};
  sc_core::sc_out<line_vector> word_line_select{"word_line_select"};      ///< of a write from `setup` to the end of its
  sc_core::sc_out<line_vector> source_line_select{"source_line_select"};  ///< pulse; of a read while driven, integrated
  sc_core::sc_out<bool> dac_enable{"dac_enable"};
  sc_core::sc_out<unsigned> input_bit{"input_bit"};  ///< driven, if bits are driven one by one
  sc_core::sc_out<bool> sample{"sample"};            ///< one cycle, the one that begins with the end of the drive
  sc_core::sc_out<bool> convert_active{"convert_active"};
  sc_core::sc_out<unsigned> converter_channel{"converter_channel"};  ///< position of the converters' multiplexers
  sc_core::sc_out<bool> add_active{"add_active"};
  sc_core::sc_out<bool> pulse_active{"pulse_active"};
  sc_core::sc_out<bool> reset_polarity{"reset_polarity"};  ///< of the write: high drives the source line

  SC_HAS_PROCESS(rram_sequencer);
  explicit rram_sequencer(const sc_core::sc_module_name& name);

  /// Presents the command that the next `start` begins.
  /// @throws std::invalid_argument as check() does, std::logic_error while a command runs
  void present(const rram_sequencer_request& request);

  /// Of the last command that ended or was abandoned.
  const rram_sequencer_result& result() const { return result_; }

 private:
  struct pin_levels {
    rram_step state = rram_step::idle;
    bool done = false, fetching = false, sample = false, convert = false, adding = false, lowers = false;
    unsigned channel = 0, bit = 0;
    std::uint64_t rows = 0, columns = 0;
    bool operator==(const pin_levels& other) const;
  };

  void on_clock();
  void begin();
  void drive_pins();
  bool step_over() const;
  void leave_step();
  void go(rram_step step);
  cycle_count length_of(rram_step step) const;
  void after_decode();
  void after_integration();
  void finish();
  void abandon();
  bool is_product() const { return request_.command.operation == rram_operation::multiply; }
  bool reading() const;

  // Cells one by one.
  void begin_cell();
  void next_cell();
  void after_reading();
  void after_decision();
  void begin_pulse(rram_pulse_kind kind, std::uint32_t ramp_step);
  void end_pulse();
  void after_release();

  // Products.
  void begin_drive();
  bool drives_again();
  void next_drive();
  std::uint32_t words_of_vector() const;
  std::uint32_t last_bit() const;
  bool adds_up() const;

  // The converters, and the adder behind them.
  std::uint32_t lines() const;
  void begin_conversions();
  void begin_first_round();
  void on_clock_of_converters();
  void end_rounds(std::uint32_t round);
  void on_clock_of_adder();
  void end_addition();

  rram_sequencer_request request_;
  rram_sequencer_result result_, running_;

  rram_step step_ = rram_step::idle;
  cycle_count step_cycles_left_ = 0;
  cycle_count cycle_ = 0;  // since the start of the command
  bool done_ = false, sample_ = false;

  // Which cell the command has come to, counted within the region, and what has become of it.
  std::uint32_t row_ = 0, column_ = 0, reading_ = 0, pulses_of_cell_ = 0;
  per_clock_rram_pulse pulse_;

  // Which vector, bit and pulse of a bit the lines have come to.
  std::uint32_t vector_ = 0, bit_ = 0, pulses_of_bit_left_ = 0;
  word_fetcher fetcher_;
  // Starts with the drive and lasts as long as gap and conversions will. All drives of a command are equally long, so a
  // sample meets free converters exactly if its drive begins when this has ended.
  cycle_count reserved_ = 0;

  conversion_sequencer converters_;
  cycle_count gap_left_ = 0, add_left_ = 0;
  std::uint32_t converted_vector_ = 0, converted_bit_ = 0, added_vector_ = 0;

  pin_levels shown_;
};

}  // namespace memvp
