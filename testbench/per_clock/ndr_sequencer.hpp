// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <systemc>
#include <vector>

#include "memvp/testbench/per_clock/conversion_sequencer.hpp"
#include "memvp/testbench/per_clock/ndr_sequencer_request.hpp"

namespace memvp {

/// The neuron unit's sequencer at the level of its pins: a state machine that is evaluated at every rising edge of a
/// clock and counts its steps down, as docs/ndr-neuron.md describes it. It shares nothing with the unit but the form of
/// a command, and is what the unit's cycle counts are compared with.
///
/// Edge k begins cycle k, and the pins show what happens in it. A command starts at the edge that finds `start` high
/// while the sequencer is idle; `done` is high in the one cycle that follows the command's last cycle, and `busy` in
/// the cycles of the command. A command that is refused shows `refused` for a cycle and is never busy. A step of zero
/// cycles passes within an edge. A delivery at edge k has been sampled at the beginning of cycle k.
class ndr_sequencer : public sc_core::sc_module {
 public:
  using neuron_vector = sc_dt::sc_bv<static_cast<int>(per_clock_neurons)>;

  sc_core::sc_in<bool> clock{"clock"};
  sc_core::sc_in<bool> start{"start"};
  sc_core::sc_vector<sc_core::sc_in<column_delivery>> columns{"columns", per_clock_sources};
  sc_core::sc_out<bool> busy{"busy"};
  sc_core::sc_out<bool> done{"done"};
  sc_core::sc_out<bool> refused{"refused"};
  sc_core::sc_out<ndr_step> state{"state"};
  sc_core::sc_out<bool> dac_enable{"dac_enable"};  ///< until the output has been sampled
  sc_core::sc_out<bool> convert_active{"convert_active"};
  sc_core::sc_out<unsigned> converter_channel{"converter_channel"};  ///< position of the converters' multiplexers
  sc_core::sc_out<neuron_vector> neuron_select{"neuron_select"};     ///< neurons at the write line
  sc_core::sc_out<bool> pulse_active{"pulse_active"};
  sc_core::sc_out<bool> polarity{"polarity"};  ///< of the write: high raises the conductance

  SC_HAS_PROCESS(ndr_sequencer);
  explicit ndr_sequencer(const sc_core::sc_module_name& name);

  /// Presents the command that the next `start` begins.
  /// @throws std::invalid_argument as check() does, std::logic_error while a command runs
  void present(const ndr_sequencer_request& request);

  /// Of the last command that ended or was refused, with the deliveries refused since it was presented.
  const ndr_sequencer_result& result() const { return result_; }

 private:
  struct pin_levels {
    ndr_step state = ndr_step::idle;
    bool done = false, refused = false, driving = false, convert = false, up = false;
    unsigned channel = 0;
    std::uint64_t selected = 0;
    bool operator==(const pin_levels& other) const;
  };

  void on_clock();
  void begin();
  void pass_ended_steps();
  void take_deliveries();
  bool expects(const column_delivery& delivery) const;
  void drive_pins();

  bool step_over() const;
  void leave_step();
  void go(ndr_step step);
  cycle_count length_of(ndr_step step) const;

  void after_decode();
  void after_fetch();
  void after_activation();
  void after_conversion();
  void after_store();
  void next_vector();
  void begin_round();
  void next_reading();
  void after_decision();
  void after_release();
  void begin_train(bool up);
  void count_pulse();
  void end_train();
  void finish(ndr_error error);

  bool tunes() const;
  bool digital() const { return request_.settings.circuit == activation_circuit::digital; }

  ndr_sequencer_request request_;
  ndr_sequencer_result result_, running_;

  ndr_step step_ = ndr_step::idle;
  cycle_count step_cycles_left_ = 0;
  cycle_count cycle_ = 0;        // since the start of the command
  cycle_count since_pulse_ = 0;  // since the last write pulse ended, if there was one
  bool pulsed_ = false;
  bool done_ = false, refused_ = false;
  std::size_t next_delivery_ = 0;  // of the request's

  std::uint32_t vector_ = 0, reading_ = 0, point_ = 0;
  std::vector<std::uint32_t> sources_left_;  // by slot
  std::vector<bool> overrun_;                // by slot: its currents have come on top of an earlier vector's
  std::vector<std::int64_t> decided_;        // pulses, by neuron of the command

  // The write line: which neurons are at it, and their counters of pulses.
  std::uint64_t selected_ = 0;
  std::array<std::uint64_t, per_clock_neurons> pulses_left_{};
  cycle_count pulse_cycles_left_ = 0;
  neuron_pulse_train train_;

  conversion_sequencer converters_;
  pin_levels shown_;
};

}  // namespace memvp
