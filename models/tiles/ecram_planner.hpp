// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "memvp/models/circuits/digital_to_analog_converter.hpp"
#include "memvp/models/circuits/successive_approximation_converter.hpp"
#include "memvp/models/tiles/ecram_array.hpp"
#include "memvp/models/tiles/ecram_command.hpp"
#include "memvp/models/tiles/ecram_costs.hpp"
#include "memvp/models/tiles/plan.hpp"

namespace memvp {

/// Named states of the sequencer: what a phase of a plan does.
enum class ecram_activity : std::uint32_t {
  idle,
  decode,
  fetch,
  select,
  pulse,
  release,
  settle,
  drive,
  integrate,
  convert,
  average,  ///< one line integrated and converted several times, the drive held
  decide,
};
inline constexpr std::array<const char*, 12> ecram_activity_names = {"idle",      "decode",  "fetch",   "select",
                                                                     "pulse",     "release", "settle",  "drive",
                                                                     "integrate", "convert", "average", "decide"};

/// Buffers that a command reads and writes, as the bus sees them.
struct ecram_buffers {
  std::vector<std::uint32_t> input;   ///< input window
  std::vector<std::uint32_t> result;  ///< result window
  std::vector<std::uint32_t> pulse;   ///< pulse window
};

/// What a conversion phase delivers.
struct conversion_round {
  std::uint32_t first_word;  ///< index into the result window
  std::uint32_t words;       ///< none while a cell's readings are being averaged
  std::uint32_t first_line;  ///< sense line of the first word, counted from the region's first
  std::uint32_t lines;       ///< conversions of this round
};

/// Fixed-point one of a bit-stream probability and of a write-and-verify target (a fraction of the window).
inline constexpr std::int64_t stream_probability_one = 65536;
inline constexpr std::uint32_t verify_target_one = 65536;

/// Counts of what a tile has done since reset.
struct ecram_counters {
  std::uint64_t operations = 0;   ///< multiply-accumulates and write pulses
  std::uint64_t pulses = 0;       ///< full-voltage cell pulses
  std::uint64_t conversions = 0;  ///< ADC conversions
  std::uint64_t saturations = 0;  ///< conversions beyond the widest range
  std::uint64_t verify_failures = 0;
};

/// What a planner works with besides the array and its converters.
struct ecram_planner_settings {
  ecram_timing timing;
  ecram_costs costs;
  ecram_components components;
  ecram_causes causes;
  std::uint32_t buffer_vectors;  ///< vectors that the input and result buffers hold
  bool ideal_converters;         ///< windows hold volts and amperes as doubles, nothing is quantised
};

/// Compiles commands of an ECRAM tile into plans and carries out the effects of their phases. Plain C++: it knows
/// cycles, cells and joules, neither SystemC nor files.
///
/// begin() checks a command and makes its first plan; after all phases of a plan have been carried out with execute(),
/// next() makes the following plan or says that the command is over. What is sensed is evaluated while planning:
/// nothing else touches the array during a command, so the values are those at the time of the phase.
class ecram_planner {
 public:
  ecram_planner(ecram_array& array, ecram_buffers& buffers, const digital_to_analog_converter& dac,
                const successive_approximation_converter& adc, const ecram_planner_settings& settings,
                clock_grid clock);

  /// Starts `command` at cycle `start`. Returns an error and changes nothing if it cannot be carried out.
  ecram_error begin(const ecram_command& command, cycle_count start);
  const plan& current() const { return plan_; }

  /// Carries out what phase `index` of the current plan does to cells and buffers. `elapsed` is the part of the phase
  /// that has passed: its whole length unless a reset cuts it short.
  void execute(std::size_t index, cycle_count elapsed);

  /// Makes the plan that follows the current one, starting at cycle `start`. False if the command is over, or is given
  /// up because that plan would end beyond the longest representable time.
  bool next(cycle_count start);

  /// What the command that is over has ended with: none, not_verified or time_out_of_range.
  ecram_error outcome() const { return outcome_; }

  const ecram_counters& counters() const { return counters_; }
  void reset_counters() { counters_ = {}; }
  const ecram_command& command() const { return command_; }

  /// The write step of a pulse phase, for traces; valid until the next plan.
  write_step step(const plan_phase& phase) const;
  /// The conversion round of a convert phase, for traces.
  const conversion_round& round(const plan_phase& phase) const { return rounds_[phase.operand]; }
  /// Voltage of the region's first driven line in a drive phase, for traces.
  double first_driven_volts(const plan_phase& phase) const;
  /// Result words as they will be written by the conversion phases.
  const std::vector<std::uint32_t>& results() const { return results_; }

  /// Words of a value in the input and result windows: 1 for codes, 2 with ideal converters (IEEE 754 doubles), which
  /// take the time and the energy of one, as ideal converters do of real ones.
  std::uint32_t words_per_value() const { return settings_.ideal_converters ? 2 : 1; }

 private:
  struct stored_step {
    double polarity;
    std::size_t first_row, row_count, first_column, column_count;
    cycle_count length;
  };

  ecram_error check(const ecram_command& command) const;
  ecram_error check_region(const array_region& region) const;
  ecram_error check_pulses(const ecram_command& command) const;
  ecram_error check_inputs(const ecram_command& command) const;

  // Building blocks of plans; each appends at `at_` and moves it on.
  bool make_plan(cause_id cause, cycle_count start, bool first);
  void plan_command();
  void open(cause_id cause, cycle_count start);
  void append(ecram_activity activity, cycle_count length, std::uint32_t operand = plan_phase::no_operand);
  void fetch(std::size_t words);
  void settle_after_write();
  void begin_step(double polarity);
  void select_row(std::uint32_t row);
  void select_column(std::uint32_t column, std::uint64_t width);
  void raise_lines();
  void hold_pulse();
  void lower_lines();
  void write_step_alone();
  void drive(component_id drivers, double line_energy, std::size_t lines, double power,
             std::uint32_t operand = plan_phase::no_operand);
  void integrate(std::size_t lines, double power, std::uint32_t operand);
  cycle_count append_conversions(cycle_count start, std::uint32_t lines);
  double read_cell(std::uint32_t row, std::uint32_t column, std::uint32_t times);
  void store_values(std::size_t count);

  void plan_serial();
  void plan_row_parallel();
  void plan_outer_product();
  void plan_bit_streams();
  void plan_multiply(bool transposed);
  void plan_read_cells();
  bool plan_verify();

  cause_id program_cause() const { return command_.training ? settings_.causes.update : settings_.causes.program; }
  write_step shortened(const write_step& whole, cycle_count elapsed);
  double drive_energy(bool transposed, const double* volts) const;
  std::int32_t pulse_word(std::size_t index) const { return static_cast<std::int32_t>(buffers_.pulse[index]); }
  double input_volts(std::size_t value_index) const;
  void read_inputs(std::size_t first_value, std::size_t values, double* volts) const;

  ecram_array& array_;
  ecram_buffers& buffers_;
  const digital_to_analog_converter& dac_;
  const successive_approximation_converter& adc_;
  ecram_planner_settings settings_;
  clock_grid clock_;
  double full_scale_;         ///< V, largest read voltage
  double full_window_width_;  ///< pulse LSB that take a nominal cell across its window

  ecram_command command_;
  plan plan_;
  cause_id cause_{};
  cycle_count origin_ = 0;  ///< absolute cycle of the plan's start
  cycle_count at_ = 0;      ///< relative cycle up to which the plan is made
  ecram_error outcome_ = ecram_error::none;
  ecram_counters counters_;
  cycle_count last_write_end_ = 0;
  bool written_ = false;
  std::uint64_t sense_events_ = 0;

  std::vector<std::uint32_t> step_rows_;
  std::vector<column_pulse> step_columns_;
  std::vector<stored_step> steps_;
  std::vector<conversion_round> rounds_;
  std::vector<std::uint32_t> results_;
  std::vector<double> volts_, currents_, vectors_volts_, sensed_;
  std::vector<std::int32_t> words_;
  std::vector<column_pulse> cut_columns_;

  // Progress of a write-and-verify command.
  std::uint32_t verify_cell_ = 0, verify_try_ = 0, verify_sweep_ = 0;
  bool verify_new_cell_ = true;
};

}  // namespace memvp
