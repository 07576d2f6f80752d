// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memvp/models/tiles/kinetics_bank.hpp"
#include "memvp/models/tiles/kinetics_command.hpp"
#include "memvp/models/tiles/kinetics_encoder.hpp"
#include "memvp/models/tiles/kinetics_periphery.hpp"
#include "memvp/models/tiles/kinetics_step.hpp"
#include "memvp/models/tiles/plan.hpp"

namespace memvp {

/// Buffers that a command reads and writes, as the bus sees them: 32-bit words, of which half-word or byte k is at bits
/// 16 (k mod 2) or 8 (k mod 4). As large as the register map's windows.
struct kinetics_buffers {
  kinetics_buffers();
  std::vector<std::uint32_t> input;                    ///< INPUT: codes, half-words
  std::vector<std::uint32_t> feature;                  ///< FEATURE: half-words or bytes
  std::vector<std::uint32_t> alpha_table, beta_table;  ///< half-words, 4096 for 1
  std::vector<std::uint32_t> mask;                     ///< two words a device: bit m of the 64 is node m
};

/// Counts of what a tile has done since reset.
struct kinetics_counters {
  std::uint64_t samples = 0;  ///< whose last step has ended
  std::uint64_t steps = 0;    ///< that have ended, of a device each
  std::uint64_t pulses = 0;   ///< of a device and step, not empty
  std::uint64_t reads = 0;    ///< currents sampled
  std::uint64_t conversions = 0;
  std::uint64_t saturations = 0;
  std::uint64_t limited = 0;    ///< widths and densities beyond the slot
  std::uint64_t refreshes = 0;  ///< of a device each
  kinetics_events events;       ///< of the bank
};

/// Compiles commands of a kinetics tile into plans and carries out the effects of their phases. Plain C++: it knows
/// cycles, devices and joules, neither SystemC nor files. docs/kinetics-sequencer.md is the specification.
///
/// begin() checks a command and makes its first plan; after all phases of a plan have been carried out with execute(),
/// next() makes the following plan or says that the command is over. A plan is a pass of a sample, the first with the
/// command's decoding; of a pass of more than 256 steps it is a part of 256.
class kinetics_planner {
 public:
  /// What is referred to must outlive the planner. The periphery's circuits must be of the same parameters.
  kinetics_planner(kinetics_bank& bank, kinetics_buffers& buffers, const kinetics_periphery& periphery,
                   const kinetics_tile_parameters& parameters, clock_grid clock);

  /// Starts `command` at cycle `start`. Returns an error and changes nothing if it cannot be carried out. That a
  /// command runs already is the caller's to know (kinetics_error::busy).
  kinetics_error begin(const kinetics_command& command, cycle_count start);
  const plan& current() const { return plan_; }
  /// Carries out what phase `index` does. `elapsed` is the part of it that has passed: its whole length unless a reset
  /// cuts it short.
  void execute(std::size_t index, cycle_count elapsed);
  /// Makes the plan that follows the current one, which ended at cycle `start`. False if the command is over.
  bool next(cycle_count start);
  /// Forgets the running command: a reset at cycle `at`, after what has passed has been carried out. The devices' alpha
  /// is back at the factor 1.
  void stop(cycle_count at);

  kinetics_counters counters() const;
  void reset_counters();
  /// Multiply-accumulates since reset: two a step of a device (fact sheet kinetics.md, section 4).
  std::uint64_t operations() const { return 2 * counted_.steps; }
  /// After a write command: whether one of its devices has come out with r of 2 or more.
  bool wrote_unstable() const;
  /// The command that runs, or ran last.
  const kinetics_command& command() const { return command_; }

  // For traces, of the current plan: which sample and pass it belongs to, and what its phases work on.
  std::uint32_t sample() const { return sample_; }
  std::uint32_t pass() const { return pass_; }
  std::uint32_t first_train() const { return pass_ * command_.devices; }
  /// Active devices of the pass, from command().first_device on (of another command: all of its devices).
  std::uint32_t active() const { return active_; }
  /// The step of fetch, read, convert, setup, pulse, release and idle phases; the device of write phases, counted from
  /// the command's first.
  static std::uint32_t step_of(const plan_phase& phase) { return phase.operand & step_mask; }
  /// The round of a convert phase: active devices round n to round n + n - 1, for n converters.
  static std::uint32_t round_of(const plan_phase& phase) { return phase.operand >> round_shift; }
  /// What active device `index` gets in a step of the current plan's pass, if the step has a pulse.
  kinetics_pulse pulse_of(std::uint32_t step, std::uint32_t index) const;
  bool has_pulse(std::uint32_t step) const { return steps_.has_pulse(step); }
  const kinetics_encoder& encoder() const { return encoder_; }
  /// What was sampled last, by active device [A], and what the conversions have made of it so far.
  const std::vector<double>& sampled() const { return sampled_; }
  const std::vector<std::uint32_t>& codes() const { return codes_; }
  /// What a read or pulse phase of the current plan will be found to cost when it is carried out, J; 0 for other
  /// phases. To be asked when all has been carried out that ends before it begins.
  double owed_energy(const plan_phase& phase);

 private:
  static constexpr std::uint32_t round_shift = 20;
  static constexpr std::uint32_t step_mask = (std::uint32_t{1} << round_shift) - 1;
  static constexpr std::uint32_t steps_of_a_plan = 256;

  kinetics_error check(const kinetics_command& command, cycle_count start) const;
  bool has_good_arguments(const kinetics_command& command) const;
  bool has_good_run_arguments(const kinetics_command& command) const;
  bool fits_buffers(const kinetics_command& command) const;
  bool fits_periods(const kinetics_command& command) const;
  bool has_safe_voltages(const kinetics_command& command) const;
  bool has_stable_constants(const kinetics_command& command) const;
  bool ends_in_time(const kinetics_command& command, cycle_count start) const;
  cycle_count cycles_of_sample(const kinetics_command& command) const;
  bool scales_alpha(const kinetics_command& command) const;
  bool scales_periods(const kinetics_command& command) const;
  kinetics_step_schedule timing_of_steps(const kinetics_command& command) const;
  kinetics_encoder encoder_of(const kinetics_command& command) const;

  // Building blocks of plans.
  void open(cycle_count start);
  void append(kinetics_activity activity, cycle_count length, std::uint32_t operand = plan_phase::no_operand);
  void append_at(kinetics_activity activity, cycle_interval interval, std::uint32_t operand);
  void append_part(const kinetics_step_part& part, std::uint32_t step);
  cause_id cause_of(kinetics_activity activity) const;
  void plan_refresh();
  void plan_write();
  void plan_read();
  void plan_pass();
  void plan_steps();
  void pay_logic(cycle_count cycles);
  void pay_timer(cycle_count cycles);
  void pay_words(double words);
  void pay_read();
  void pay_pulse();
  void pay_conversion(std::uint32_t step, std::uint32_t round);
  double words_of_tables(std::uint32_t step) const;
  std::uint64_t feature_byte(std::uint32_t step, std::uint32_t index) const;

  // Effects of phases.
  double alpha_scale(std::uint32_t step) const;
  void execute_step(const plan_phase& phase);
  void execute_read(const plan_phase& phase, cycle_count elapsed);
  void execute_pulse(const plan_phase& phase, cycle_count elapsed);
  void execute_conversion(const plan_phase& phase);
  std::uint32_t passed_cycles(const kinetics_pulse& pulse, cycle_count elapsed) const;
  double give_pulses(cycle_count elapsed, std::uint64_t start_ps, bool sampled);
  double give_parts(cycle_count elapsed, std::uint64_t start_ps);
  double line_joules(cycle_count elapsed) const;
  void sample_in_pulse(std::uint64_t end_ps);

  kinetics_bank& bank_;
  kinetics_buffers& buffers_;
  const kinetics_periphery& periphery_;
  kinetics_timing timing_;
  kinetics_sequencer_parameters sequencer_;
  kinetics_encoder_parameters encoder_parameters_;
  double write_supply_;  // V
  double read_seconds_;  // of a read phase
  std::uint32_t greatest_code_, converter_bits_;
  clock_grid clock_;

  kinetics_command command_;
  kinetics_step_schedule steps_;
  kinetics_encoder encoder_;
  plan plan_;
  cycle_count origin_ = 0, at_ = 0;
  bool runs_ = false;
  std::uint32_t sample_ = 0, pass_ = 0, active_ = 0;
  std::uint32_t train_steps_ = 0;                       // of the command
  std::uint32_t next_step_ = 0;                         // of the pass, that is not planned yet
  std::uint64_t code_stride_ = 0, feature_stride_ = 0;  // half-words, bytes of a sample
  kinetics_counters counted_;
  kinetics_events events_at_reset_;

  std::vector<kinetics_step_part> parts_;
  std::vector<kinetics_pulse> pulses_;  // of the step that is carried out, by active device
  std::vector<double> volts_, seconds_, joules_;
  std::vector<std::uint32_t> parts_owed_;
  std::vector<double> sampled_;
  std::vector<std::uint32_t> codes_;
};

}  // namespace memvp
