// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "memvp/models/circuits/input_converter.hpp"
#include "memvp/models/circuits/successive_approximation_converter.hpp"
#include "memvp/models/tiles/plan.hpp"
#include "memvp/models/tiles/rram_array.hpp"
#include "memvp/models/tiles/rram_command.hpp"
#include "memvp/models/tiles/rram_costs.hpp"

namespace memvp {

/// Named states of the sequencer: what a phase of a plan does.
enum class rram_activity : std::uint32_t {
  idle,
  decode,
  fetch,
  select,
  pulse,
  release,
  drive,
  integrate,
  pulse_train,  ///< one input bit as 2^k steps of drive and integration
  convert,
  average,    ///< one cell integrated and converted, once or several times, the drive held
  shift_add,  ///< words of slices or input bits are added up
  decide,
};
inline constexpr std::array<const char*, 13> rram_activity_names = {
    "idle",      "decode",      "fetch",   "select",  "pulse",     "release", "drive",
    "integrate", "pulse_train", "convert", "average", "shift_add", "decide"};

/// Buffers that a command reads and writes, as the bus sees them.
struct rram_buffers {
  std::vector<std::uint8_t> input;     ///< input window: codes
  std::vector<std::uint32_t> result;   ///< result window
  std::vector<std::uint32_t> target;   ///< target window: two a word
  std::vector<std::uint32_t> failure;  ///< failure window: row and column, reading
};

/// A drive of the region's bit lines, for traces.
struct rram_drive_step {
  std::uint32_t vector;
  std::uint32_t bit;    ///< input bit of bit-serial and pulse-count drives
  std::uint32_t lines;  ///< bit lines that are not at ground
  bool sampled;         ///< the last of its vector: it ends with the sample
};

/// What a conversion phase delivers.
struct rram_conversion_round {
  std::uint32_t first_word;    ///< index into converted(): a word a line
  std::uint32_t lines;         ///< conversions of this round
  std::uint32_t first_line;    ///< counted from the region's first
  std::uint32_t first_result;  ///< words that this round puts into the result buffer: none if they are added up first,
  std::uint32_t results;       ///< or while a cell is read for write-and-verify
  std::uint32_t saturated;     ///< conversions beyond the full scale
};

/// Currents of a vector on their way to the neurons.
struct rram_delivery {
  std::uint32_t slot;
  std::uint32_t first_neuron;
  const double* amperes;
  std::uint32_t count;
  cycle_count sampled_at;  ///< absolute
};

/// Counts of what a tile has done since reset.
struct rram_counters {
  std::uint64_t operations = 0;    ///< multiply-accumulates and write pulses
  std::uint64_t pulses = 0;        ///< write pulses
  std::uint64_t verify_reads = 0;  ///< readings of write-and-verify and forming
  std::uint64_t conversions = 0;   ///< ADC conversions
  std::uint64_t saturations = 0;   ///< conversions of products and of read_cells beyond the full scale
  std::uint64_t verify_failures = 0;
};

/// What a planner works with besides the array and its converters.
struct rram_planner_settings {
  rram_timing timing;
  rram_costs costs;
  rram_components components;
  rram_causes causes;
  rram_write_parameters write;
  rram_drive drive;
  double read_voltage;      ///< V at the greatest input code
  std::uint32_t ranges;     ///< of the converters
  std::uint32_t word_bits;  ///< of an ADC word, sign included
  std::uint32_t input_bytes, result_bytes, program_cells;
};

/// Compiles commands of a 1T1R tile into plans and carries out the effects of their phases. Plain C++: it knows cycles,
/// cells and joules, neither SystemC nor files.
///
/// begin() checks a command and makes its first plan; after all phases of a plan have been carried out with execute(),
/// next() makes the following plan or says that the command is over. What is sensed is evaluated while planning:
/// nothing else touches the array during a command, so the values are those at the time of the phase. A plan holds at
/// most one write pulse; its effect, too, is worked out while planning, since it says what the pulse costs, and is
/// taken back if a reset comes before the pulse begins. (A cell switches within nanoseconds of a pulse's beginning.)
class rram_planner {
 public:
  /// \param cell_adc the same converters at the full scale of a single cell
  rram_planner(rram_array& array, rram_buffers& buffers, const input_converter& dac,
               const successive_approximation_converter& adc, const successive_approximation_converter& cell_adc,
               const rram_planner_settings& settings, clock_grid clock);

  /// Starts `command` at cycle `start`. Returns an error and changes nothing if it cannot be carried out.
  /// \param neurons whether there is somebody to take analog outputs
  rram_error begin(const rram_command& command, cycle_count start, bool neurons);
  const plan& current() const { return plan_; }
  /// Carries out what phase `index` of the current plan does to buffers and counts. `elapsed` is the part of the phase
  /// that has passed: its whole length unless a reset cuts it short.
  void execute(std::size_t index, cycle_count elapsed);
  /// Makes the plan that follows the current one, starting at cycle `start`. False if the command is over, or is given
  /// up because that plan would end beyond the longest representable time.
  bool next(cycle_count start);
  /// A reset: a pulse that has not begun does not happen.
  void abandon();

  /// What the command that is over has ended with.
  rram_error outcome() const { return outcome_; }
  /// Cells that the present or last programming command gave up on.
  std::uint32_t failures() const { return failures_; }
  /// The neurons did not take a delivery; nothing more is delivered.
  void refuse_delivery() { outcome_ = rram_error::neurons_refused; }
  /// Currents that phase `index` brings to the neurons; none: count 0.
  rram_delivery delivery(std::size_t index) const;

  const rram_counters& counters() const { return counters_; }
  void reset_counters();
  const rram_command& command() const { return command_; }
  /// True conductances [S] at cycle `now`, row by row: a pulse that has been planned but has not begun is not in them.
  void conductances(double* siemens, cycle_count now) const;
  double conductance(std::uint32_t row, std::uint32_t column, cycle_count now) const;

  // For traces; valid until the next plan.
  const rram_pulse& pulse() const { return pulse_; }  ///< of a select or pulse phase
  const rram_drive_step& drive_step(const plan_phase& phase) const { return drives_[phase.operand]; }
  const rram_conversion_round& round(const plan_phase& phase) const { return rounds_[phase.operand]; }
  const std::vector<std::int32_t>& converted() const { return converted_; }
  /// First sum of a shift_add phase.
  std::int32_t first_sum(const plan_phase& phase) const { return results_[std::size_t{phase.operand} * outputs_]; }
  /// Current [A] of output 0 of a vector whose output is analog.
  double first_analog_output(std::uint32_t vector) const { return analog_[std::size_t{vector} * outputs_]; }
  /// Input code of row `row` of the region in vector `vector`.
  std::int32_t code(std::uint32_t vector, std::uint32_t row) const;

 private:
  struct decision {
    std::uint32_t row, column;
    std::int32_t word;
    bool failed;
  };

  rram_error check(const rram_command& command, bool neurons) const;
  rram_error check_product(const rram_command& command, bool neurons) const;

  // Building blocks of plans; each appends at `at_` and moves it on.
  bool make_plan(cycle_count start, bool first);
  bool continue_plan(bool first);
  void append(rram_activity activity, cycle_count length, cause_id cause,
              std::uint32_t operand = plan_phase::no_operand);
  void pay(component_id component, double joules) { plan_.pay(component, joules); }
  double logic(cycle_count cycles) const { return settings_.costs.control_cycle * static_cast<double>(cycles); }
  double ticks(cycle_count cycles) const { return settings_.costs.counter_tick * static_cast<double>(cycles); }

  // rram_write_plans.cpp
  bool plan_verify();
  bool plan_single_pulse();
  void write(const rram_pulse& pulse, cause_id cause);
  rram_pulse pulse_at(rram_pulse::kind what, std::uint32_t step) const;
  std::int32_t read_cell(cause_id cause, bool count_saturations);
  bool accept(double siemens, bool& rising) const;
  void decide(std::int32_t word, bool failed, cause_id cause);
  double conductance_of(double amperes) const;
  void plan_read_cells();
  std::uint32_t row() const { return command_.region.first_row + cell_ / command_.region.columns; }
  std::uint32_t column() const { return command_.region.first_column + cell_ % command_.region.columns; }

  // rram_multiply_plans.cpp
  void plan_multiply();
  void prepare_codes();
  void fetch_vector();
  void drive_once(const rram_drive_step& step, double line_squares);
  void drive_multi_level(std::uint32_t vector);
  void drive_bit_serial(std::uint32_t vector);
  void drive_pulse_count(std::uint32_t vector);
  std::uint32_t load_bit(std::uint32_t vector, std::uint32_t bit);
  cycle_count drive_start(cycle_count length) const;
  void pay_lines(double squares, double steps);
  void pay_conduction(double watts, cycle_count cycles);
  void pay_samples(double steps);
  void convert(cycle_count sample, std::uint32_t bit);
  void add_up(std::uint32_t vector);
  bool adds_up() const { return command_.slices > 1 || settings_.drive == rram_drive::bit_serial; }

  rram_array& array_;
  rram_buffers& buffers_;
  const input_converter& dac_;
  const successive_approximation_converter& adc_;
  const successive_approximation_converter& cell_adc_;
  rram_planner_settings settings_;
  clock_grid clock_;
  double effective_voltage_;  ///< V, the read voltage raised by the cells' nonlinearity
  double on_resistance_;      ///< ohm

  rram_command command_;
  plan plan_;
  cycle_count origin_ = 0;  ///< absolute cycle of the plan's start
  cycle_count at_ = 0;      ///< relative cycle up to which the plan is made
  rram_error outcome_ = rram_error::none;
  rram_counters counters_;
  std::uint64_t sense_events_ = 0;

  // Products.
  struct input_level {
    double volts;   ///< that drive the cells' currents, in an ohmic cell
    double power;   ///< V: its square times a conductance is the power that a cell draws
    double square;  ///< of the volts on the line, V^2
  };
  std::array<input_level, 256> levels_{};  ///< by code byte, of multi-level drives
  std::uint32_t magnitude_bits_ = 1;
  std::uint32_t outputs_ = 0;
  std::size_t stride_ = 0;  ///< bytes from vector to vector
  double range_factor_ = 1;
  cycle_count register_free_ = 0, fetched_ = 0, lines_free_ = 0, converters_free_ = 0;  // relative
  std::vector<double> volts_, power_volts_, squares_, currents_;
  std::vector<std::int64_t> sums_;
  std::vector<rram_drive_step> drives_;
  std::vector<rram_conversion_round> rounds_;
  std::vector<std::int32_t> converted_;
  std::vector<std::int32_t> results_;
  std::vector<std::uint32_t> sums_saturated_;  // by vector
  std::vector<double> analog_;

  // Programming.
  rram_pulse pulse_{};
  bool pulse_pending_ = false;  ///< planned, but not begun
  double pending_conductance_ = 0;
  std::vector<decision> decisions_;
  std::uint32_t cell_ = 0, step_ = 0, cell_pulses_ = 0;
  int direction_ = 0;
  bool new_cell_ = true;
  std::uint32_t failures_ = 0;
};

}  // namespace memvp
