// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <tuple>
#include <vector>

#include "memvp/models/tiles/ndr_periphery.hpp"
#include "memvp/testbench/per_clock/ndr_sequencer_bench.hpp"

namespace memvp::testing_words {

/// Write pulses of one neuron, in cycles of the run.
struct neuron_pulse {
  cycle_count start, length;
  std::uint32_t neuron;
  bool up;
  bool operator==(const neuron_pulse& o) const {
    return std::tie(start, length, neuron, up) == std::tie(o.start, o.length, o.neuron, o.up);
  }
};
std::ostream& operator<<(std::ostream& out, const neuron_pulse& pulse);

/// What a unit counts since reset.
struct ndr_tally {
  std::uint64_t cycles = 0, evaluations = 0, conversions = 0, write_pulses = 0, rectified = 0, limited = 0,
                saturations = 0, tune_failures = 0, refused_deliveries = 0;
  bool operator==(const ndr_tally& o) const;
};
std::ostream& operator<<(std::ostream& out, const ndr_tally& tally);

/// A delivery of column currents: when it is sampled, and when the unit hears of it.
struct current_delivery {
  timed_delivery at;  ///< cycles from the start of the command
  std::vector<double> amperes;
};

/// A command with the contents of the windows that it reads and the currents that come to it.
struct ndr_drawn_command {
  ndr_command command;
  std::vector<std::int16_t> inputs;    ///< vector after vector, each from a 4-byte boundary
  std::vector<std::uint32_t> targets;  ///< a word a neuron
  std::vector<current_delivery> deliveries;
};

/// What came of a command.
struct ndr_record {
  ndr_error error = ndr_error::none;
  bool refused = false;
  cycle_count cycles = 0;
  std::uint32_t rounds = 0;
  std::vector<neuron_pulse> pulses;
};

/// The unit of neurons once more, clock by clock: the per-clock sequencer says what happens and when, a bank of neurons
/// of the same seed what comes out of it. It shares the bank with the unit, and nothing of how the unit plans; times
/// are those of docs/ndr-neuron.md.
class per_clock_ndr_unit {
 public:
  per_clock_ndr_unit(const ndr_unit_parameters& parameters, clock_grid clock, std::uint64_t seed);

  /// Carries out a command that begins at cycle `start`. Only from an SC_THREAD.
  ndr_record carry_out(ndr_sequencer_bench& bench, const ndr_drawn_command& drawn, cycle_count start);

  const ndr_sequencer_settings& settings() const { return settings_; }
  const ndr_tally& tally() const { return tally_; }
  const std::vector<std::uint8_t>& output() const { return output_; }       ///< bytes of the window
  const std::vector<std::uint32_t>& measured() const { return measured_; }  ///< words of the window
  const neuron_bank& neurons() const { return *neurons_; }

 private:
  const ndr_command& command() const { return drawn_->command; }
  void evaluate(std::uint32_t vector);
  void read_ecrams();
  void evaluate_point(std::uint32_t point);
  double fraction_read(std::uint32_t index);
  double crest_of(std::uint32_t index) const;
  double move_of_a_pulse() const;
  std::vector<std::int64_t> decide();
  void store_measured();
  void load_parameters();
  double limited_input(double u, double least, double greatest);
  void pulsed(const neuron_pulse_train& train);

  ndr_unit_parameters parameters_;
  clock_grid clock_;
  std::unique_ptr<neuron_bank> neurons_;
  ndr_sequencer_settings settings_;
  ndr_tally tally_;
  std::vector<std::uint8_t> output_;
  std::vector<std::uint32_t> measured_;

  // The command that is being carried out.
  const ndr_drawn_command* drawn_ = nullptr;
  cycle_count start_ = 0;
  ndr_record record_;
  std::vector<double> currents_;  // held, by slot and neuron of the command
  struct tuned_neuron {
    bool settled = false, given_up = false;
    std::uint32_t pulses = 0;
    double measured = 0;       // fraction of the range or of the inputs
    std::vector<double> sums;  // of the codes of this round, by point of a sweep
  };
  std::vector<tuned_neuron> tuned_;
};

}  // namespace memvp::testing_words
