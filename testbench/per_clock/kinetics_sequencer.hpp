// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <systemc>

#include "memvp/testbench/per_clock/conversion_sequencer.hpp"
#include "memvp/testbench/per_clock/kinetics_sequencer_request.hpp"
#include "memvp/testbench/per_clock/word_fetcher.hpp"

namespace memvp {

/// The kinetics tile's sequencer at the level of its pins: state machines that are evaluated at every rising edge of a
/// clock and count their cycles down, as docs/kinetics-sequencer.md describes it. It shares nothing with the tile but
/// the codes of commands and errors, and is what the tile's cycle counts are compared with.
///
/// Edge k begins cycle k, and the pins show what happens in it. A command starts at the edge that finds `start` high
/// while the sequencer is idle; `done` is high in the one cycle that follows the command's last cycle, and `busy` in
/// the cycles of the command. A command that is refused shows `refused` for a cycle and is never busy. A step of zero
/// cycles passes within an edge, also within the edge that finds `reset` high: what takes time and would begin at that
/// edge does not begin.
class kinetics_sequencer : public sc_core::sc_module {
 public:
  sc_core::sc_in<bool> clock{"clock"};
  sc_core::sc_in<bool> start{"start"};
  sc_core::sc_in<bool> reset{"reset"};
  sc_core::sc_out<bool> busy{"busy"};
  sc_core::sc_out<bool> done{"done"};
  sc_core::sc_out<bool> refused{"refused"};
  sc_core::sc_out<kinetics_step> state{"state"};
  sc_core::sc_out<bool> fetch_active{"fetch_active"};
  sc_core::sc_out<bool> read_active{"read_active"};
  sc_core::sc_out<bool> convert_active{"convert_active"};
  sc_core::sc_out<unsigned> converter_channel{"converter_channel"};  ///< position of the converters' multiplexers
  sc_core::sc_out<bool> drive_active{"drive_active"};                ///< lines away from ground: setup to release
  sc_core::sc_out<bool> pulse_active{"pulse_active"};                ///< the pulse slot
  sc_core::sc_out<unsigned> step_number{"step_number"};              ///< of the train

  SC_HAS_PROCESS(kinetics_sequencer);
  explicit kinetics_sequencer(const sc_core::sc_module_name& name);

  /// Presents the command that the next `start` begins.
  /// @throws std::invalid_argument as check() does, std::logic_error while a command runs
  void present(const kinetics_sequencer_request& request);

  /// Of the last command that ended, was refused or cut short.
  const kinetics_sequencer_result& result() const { return result_; }

 private:
  enum class line { off, setup, pulse, release };
  struct pin_levels {
    kinetics_step state = kinetics_step::idle;
    bool done = false, refused = false, fetch = false, read = false, convert = false, drive = false, pulse = false;
    unsigned channel = 0, step = 0;
    bool operator==(const pin_levels& other) const;
  };

  void on_clock();
  void count();
  void begin();
  void pass_ended_parts();
  bool pass_one();
  void cut_short();
  void drive_pins();

  bool runs() const { return request_.registers.command == static_cast<std::uint32_t>(kinetics_operation::run); }
  void after_decode();
  void begin_write();
  void begin_pass();
  void begin_step();
  void begin_read();
  void begin_conversion();
  void take_sample(bool in_pulse);
  bool report_conversions();
  bool pulse_may_begin() const;
  bool pass_line();
  bool step_over() const;
  void end_step();
  void end_pass();
  void finish();

  kinetics_sequencer_request request_;
  kinetics_sequencer_result result_, running_;

  kinetics_step step_ = kinetics_step::idle;
  cycle_count step_cycles_left_ = 0;  // decode, refresh, write
  cycle_count cycle_ = 0;             // since the start of the command
  bool done_ = false, refused_ = false;
  kinetics_position at_;
  std::uint32_t written_ = 0;

  // The parts of a step.
  cycle_count step_cycle_ = 0;  // since its first
  word_fetcher fetcher_;
  bool reading_ = false;
  cycle_count read_cycles_left_ = 0;
  bool sampled_ = false;
  conversion_sequencer converters_;
  std::uint32_t rounds_reported_ = 0;
  bool pulse_begun_ = false;
  line line_ = line::off;
  cycle_count line_cycles_left_ = 0;
  cycle_count pulse_start_ = 0;  // since the start of the command

  pin_levels shown_;
};

}  // namespace memvp
