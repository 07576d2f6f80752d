// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/tiles/ndr_command.hpp"
#include "memvp/models/tiles/ndr_periphery.hpp"
#include "memvp/models/tiles/plan.hpp"

namespace memvp {

/// Buffers that a command reads and writes, as the bus sees them.
struct ndr_buffers {
  std::vector<std::uint32_t> input;     ///< INPUT
  std::vector<std::uint32_t> output;    ///< OUTPUT
  std::vector<std::uint32_t> tuning;    ///< TUNING
  std::vector<std::uint32_t> measured;  ///< MEASURED
};

/// Counts of what a unit has done since reset.
struct ndr_counters {
  std::uint64_t evaluations = 0;
  std::uint64_t activation_ps = 0;  ///< of the circuits themselves, summed over evaluations
  double activation_joules = 0;     ///< of the circuits alone
  std::uint64_t conversions = 0;
  std::uint64_t write_pulses = 0;
  std::uint64_t rectified = 0, limited = 0, saturations = 0;
  std::uint64_t tune_failures = 0;
  std::uint64_t refused_deliveries = 0;
};

/// A neuron's share of a write phase.
struct neuron_pulses {
  std::uint32_t neuron;
  std::uint32_t pulses;
};

/// Compiles commands of a unit of neurons into plans and carries out the effects of their phases. Plain C++: it knows
/// cycles, neurons and joules, neither SystemC nor files.
///
/// begin() checks a command and makes its first plan; after all phases of a plan have been carried out with execute(),
/// next() makes the following plan, or finds that it has to wait for column currents, or says that the command is over.
/// Each vector is a plan of its own, each round of tuning two.
class ndr_planner {
 public:
  ndr_planner(neuron_bank& neurons, ndr_buffers& buffers, ndr_periphery& periphery, const ndr_unit_settings& settings,
              clock_grid clock);

  /// Starts `command` at cycle `start`. Returns an error and changes nothing if it cannot be carried out.
  ndr_error begin(const ndr_command& command, cycle_count start);
  const plan& current() const { return plan_; }
  void execute(std::size_t index, cycle_count elapsed);
  /// Makes the plan that follows the current one, which ended at cycle `start`. False if the command is over.
  bool next(cycle_count start);
  /// Whether next() found that the following vector's currents have not come.
  bool waits() const { return waits_; }
  /// When the plan made last begins.
  cycle_count plan_begins() const { return origin_; }
  /// What the command that is over has ended with.
  ndr_error outcome() const { return outcome_; }
  /// Forgets the running command: a reset.
  void stop() {
    command_ = {};
    waits_ = false;
  }

  /// Column currents for neurons of the running command, sampled at a cycle that is not after `now`. False if there is
  /// no such slot or neuron, or no command that takes them.
  bool deliver(std::uint32_t slot, std::uint32_t first_neuron, const double* amperes, std::uint32_t count,
               cycle_count sampled_at, cycle_count now);
  /// Whether the vector that comes next has all its currents.
  bool next_vector_is_complete() const;
  /// Whether currents of the vector that comes next were sampled on top of those of an earlier one.
  bool next_vector_is_lost() const;

  const ndr_counters& counters() const { return counters_; }
  void reset_counters() { counters_ = {}; }
  const ndr_command& command() const { return command_; }

  // For traces, valid until the next plan: the vector that is evaluated, its inputs and codes, and the pulses.
  std::uint32_t vector() const { return next_vector_ - 1; }
  const std::vector<double>& inputs() const { return u_; }
  const std::vector<std::uint8_t>& codes() const { return codes_; }
  const std::vector<neuron_pulses>& pulses(const plan_phase& phase) const { return phase.operand == 0 ? up_ : down_; }

 private:
  struct slot {
    std::uint32_t deliveries = 0;
    std::uint32_t samples = 0;  ///< values held
    cycle_count first_sample = 0, last_sample = 0;
  };
  struct tuned_neuron {
    double measured = 0;  ///< fraction of the range of targets
    std::uint32_t pulses = 0;
    bool settled = false, given_up = false;
  };

  ndr_error check(const ndr_command& command) const;
  ndr_error check_evaluation(const ndr_command& command) const;
  ndr_error check_tuning(const ndr_command& command) const;

  // Building blocks of plans; each appends at `at_` and moves it on.
  void open(cause_id cause, cycle_count start);
  bool close();
  void append(ndr_activity activity, cycle_count length, std::uint32_t operand = plan_phase::no_operand);
  void pay_control(cycle_count cycles);
  void transfer(ndr_activity activity, std::size_t words);
  cycle_count conversion_cycles(std::uint32_t bits) const;

  bool next_vector(cycle_count start);
  void take_slot(std::uint32_t vector);
  void take_codes(std::uint32_t vector);
  double limit_input(double u);
  void plan_vector(std::uint32_t vector);
  std::uint8_t code_of(double y);

  bool next_round(cycle_count start);
  void plan_targets();
  void plan_reading();
  bool plan_pulses();
  void plan_write(bool up);
  void plan_measured();
  double read_ecram(std::uint32_t neuron);
  activation_cost measure_crests();
  double crest_of(const std::vector<double>& response) const;
  double target(std::uint32_t index) const;
  double move_of_a_pulse() const;

  neuron_bank& neurons_;
  ndr_neurons* ndr_;          // the same, if they are NDR devices
  digital_neurons* digital_;  // the same, if they are digital
  ndr_buffers& buffers_;
  ndr_periphery& periphery_;
  ndr_unit_settings settings_;
  ndr_timing timing_;
  clock_grid clock_;
  std::uint64_t activation_ps_;  ///< of one evaluation

  ndr_command command_;
  plan plan_;
  cause_id cause_{};
  cycle_count origin_ = 0, at_ = 0, command_start_ = 0;
  bool waits_ = false;
  ndr_error outcome_ = ndr_error::none;
  ndr_counters counters_;

  // Evaluation.
  std::uint32_t next_vector_ = 0;
  double largest_code_ = 0, codes_per_unit_ = 0;
  double conversion_joules_ = 0;  // of a vector's outputs
  std::vector<slot> slots_;
  std::vector<double> sums_;        // amperes, by slot and neuron
  std::vector<cycle_count> freed_;  // when each sample capacitor became free
  std::vector<double> u_, y_;       // of the vector that is evaluated
  std::vector<std::uint8_t> codes_;
  ndr_counters pending_;  // what the vector's or the sweep's phases will count

  // Tuning.
  bool reading_is_next_ = false;
  bool finishing_ = false;
  cycle_count last_write_end_ = 0;
  bool written_ = false;
  std::vector<tuned_neuron> tuned_;
  std::vector<neuron_pulses> up_, down_;
  std::vector<std::vector<double>> responses_;
};

}  // namespace memvp
