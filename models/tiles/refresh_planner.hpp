// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "memvp/models/circuits/successive_approximation_converter.hpp"
#include "memvp/models/tiles/plan.hpp"
#include "memvp/models/tiles/refresh_array.hpp"
#include "memvp/models/tiles/refresh_command.hpp"
#include "memvp/models/tiles/refresh_costs.hpp"
#include "memvp/models/tiles/refresh_sequencer.hpp"

namespace memvp {

/// What a phase of a unit does.
enum class refresh_activity : std::uint32_t {
  idle,
  table,  ///< rows of the mode table are written
  fetch,  ///< codes or widths are fetched
  bias,   ///< gate and row lines settle
  ferroelectric_pulse,
  ion_set,
  ion_reset,
  read,                ///< a read pulse on a row; ends with the sample
  gap,                 ///< at 0 V after a pulse
  integrate_positive,  ///< S, then the positive codes as pulse widths
  integrate_negative,
  convert,
  decide,  ///< readings are compared
};
inline constexpr std::array<const char*, 13> refresh_activity_names = {"idle",
                                                                       "table",
                                                                       "fetch",
                                                                       "bias",
                                                                       "fe_pulse",
                                                                       "ion_set",
                                                                       "ion_reset",
                                                                       "read",
                                                                       "gap",
                                                                       "integrate_positive",
                                                                       "integrate_negative",
                                                                       "convert",
                                                                       "decide"};

/// Buffers, as the bus sees them. Vectors of INPUT and rows of LEVEL, SOURCE, TARGET and WIDTHS begin
/// refresh_row_stride(n) elements apart; RESULT is packed.
struct refresh_buffers {
  refresh_buffers(const refresh_tile_parameters& parameters);

  std::vector<std::int8_t> input;     ///< codes, a vector after another
  std::vector<std::int32_t> result;   ///< words of products; cell codes, one a word
  std::vector<std::uint8_t> level;    ///< of all rows
  std::vector<std::uint16_t> source;  ///< of all rows
  std::vector<std::uint16_t> target;  ///< of all rows
  std::vector<std::int16_t> widths;   ///< of the region's rows: units of pulse_lsb, positive sets, negative resets
  std::vector<std::uint32_t> mode;    ///< a word a row, the controller's

  /// Bytes of input and words of result that there are; the vectors may be longer, as the windows of the bus are.
  std::size_t input_bytes, result_words;

  refresh_images images() { return {level.data(), source.data(), target.data()}; }
};

/// Counts of what a tile has done since reset.
struct refresh_counters {
  std::uint64_t operations = 0;    ///< multiply-accumulates and pulses
  std::uint64_t pulses = 0;        ///< one a cell and pulse; read pulses are none
  std::uint64_t verify_reads = 0;  ///< rows read to be compared
  std::uint64_t conversions = 0;
  std::uint64_t saturations = 0;  ///< conversions beyond either end
};

/// A pulse of the present unit, for traces: valid until the next unit.
struct refresh_slot {
  refresh_pulse_kind kind;
  double volts, gate_volts;
  std::uint32_t first_row, row_count;  ///< rows at work
  std::uint32_t cells;                 ///< that take part
  cycle_count width;
};

/// What a planner works with besides the array and its converter.
struct refresh_planner_settings {
  refresh_timing timing;
  refresh_costs costs;
  refresh_components components;
  refresh_causes causes;
  refresh_converter_parameters converter;
  refresh_read_parameters read;
  double closed_gate_volts;
};

/// Makes plans of units and carries out the effects of their phases: pulses, readings, buffers. Plain C++: it knows
/// cycles, cells and joules, neither SystemC nor files.
///
/// Cells change, and are read, when a phase is carried out, not when it is planned: at its end, with the time of its
/// beginning (pulses) or end (readings), so that what comes in between - a new temperature, a reset - finds the cells
/// as they are. What a pulse takes from its driver depends on the cells and is therefore settled in the plan when its
/// phase is carried out; owed_energy() foresees it.
class refresh_planner : public refresh_sequencer {
 public:
  /// \param pulses the PULSE table after a reset
  refresh_planner(refresh_array& array, refresh_buffers& buffers, const successive_approximation_converter& adc,
                  const refresh_planner_settings& settings, const refresh_pulse_table& pulses, clock_grid clock);

  // The controller's view.
  cycle_count length(const refresh_unit& unit) const override;
  cycle_count ionic_end(const refresh_unit& unit) const override;
  const std::uint16_t* codes() const override { return codes_.data(); }
  const refresh_pulse_table& pulses() const override { return pulses_; }
  /// Of a compute command: unknown, outside the array, beyond a buffer, or a bad argument; none of it else.
  refresh_error check_arguments(const refresh_command& command) const;
  /// Of one whose arguments are right: a code of -128 or a width beyond the pulse table's.
  refresh_error check_operands(const refresh_command& command) const;

  void set_pulse(refresh_pulse_kind kind, const refresh_pulse& pulse);
  /// What vector, update and read_row units refer to.
  void set_command(const refresh_command& command) { command_ = command; }
  const refresh_command& command() const { return command_; }

  /// Makes the plan of a unit that begins at cycle `start`.
  void make(const refresh_unit& unit, cycle_count start);
  const plan& current() const { return plan_; }
  const refresh_unit& unit() const { return unit_; }
  /// Carries out what phase `index` does. `elapsed` is the part of it that has passed: its whole length unless a reset
  /// cuts it short.
  void execute(std::size_t index, cycle_count elapsed);
  /// What the cells will take in phase `index` of the present plan and the plan does not say yet, J, if they stay as
  /// they are until then; 0 once the phase has been carried out.
  double owed_energy(std::size_t index) const;
  /// The pulse of a phase that is one, read pulses included.
  const refresh_slot& slot(const plan_phase& phase) const { return slots_[phase.operand].shown; }

  /// Calls take(row, column, seconds) for each cell that takes part in the pulse of such a phase.
  template <class Take>
  void for_each_pulse(const plan_phase& phase, Take take) const {
    const pulse_slot& slot = slots_[phase.operand];
    const double width = clock_.seconds(slot.shown.width);
    for (std::uint32_t row = 0; row < slot.shown.row_count; ++row) {
      if (slot.row_mask != nullptr && slot.row_mask[row] == 0) continue;
      for (std::uint32_t column = 0; column < array_.columns(); ++column) {
        const double seconds = slot.first_seconds == whole_rows ? width : seconds_[slot.first_seconds + column];
        if (seconds > 0) take(slot.shown.first_row + row, column, seconds);
      }
    }
  }

  const refresh_counters& counters() const { return counters_; }
  void reset_counters() { counters_ = {}; }

  /// Lines that a product converts for a vector.
  static std::uint32_t sensed_lines(const refresh_command& command);
  /// Codes of a vector of a product.
  static std::uint32_t codes_of_vector(const refresh_command& command);
  /// A per unit of a product's word.
  double current_lsb(std::uint32_t range) const;
  /// V: a product's mean current at the greatest code is this times the conductance.
  double effective_voltage() const { return effective_voltage_; }
  double bottom_siemens() const { return settings_.converter.cell_bottom; }
  double step_nepers() const { return step_nepers_; }
  std::uint16_t largest_cell_code() const { return largest_cell_code_; }

  /// True conductances [S], polarisations and ionic states at cycle `now`, row by row.
  void conductances(double* siemens, cycle_count now) const { array_.conductances(siemens, now); }
  void polarisations(double* p, cycle_count now) const;
  void ionic_states(double* w, cycle_count now) const;

 private:
  /// A pulse as it is carried out.
  struct pulse_slot {
    refresh_slot shown;
    std::size_t first_seconds;     ///< into seconds_, a value a column; whole_rows: all cells, for the whole width
    const std::uint8_t* row_mask;  ///< of whole rows: which take part; null: all
    std::uint32_t energy;          ///< the plan's entry
  };
  static constexpr std::size_t whole_rows = ~std::size_t{0};
  static constexpr std::uint32_t row_words(std::size_t columns, std::size_t a_word) {
    return static_cast<std::uint32_t>((columns + a_word - 1) / a_word);
  }

  // Lengths.
  cycle_count conversion_length(std::size_t lines) const;
  cycle_count pulse_length(refresh_pulse_kind kind) const;
  struct update_widths {
    cycle_count set, reset;  ///< the greatest of either kind; 0: none
  };
  update_widths widths_of_row(std::uint32_t index) const;
  struct driven_signs {
    bool positive, negative;
  };
  driven_signs signs_of_vector(std::uint32_t index) const;

  // Building blocks of plans (refresh_unit_plans.cpp); each appends at `at_` and moves it on.
  void append(refresh_activity activity, cycle_count length, std::uint32_t operand = plan_phase::no_operand);
  void pay(component_id component, double joules) { plan_.pay(component, joules); }
  double logic(cycle_count cycles) const { return settings_.costs.control_cycle * static_cast<double>(cycles); }
  double ticks(cycle_count cycles) const;
  double swing(double farads, double volts) const;
  bool gated() const { return array_.selection() == refresh_selection::gated; }
  void fetch(std::size_t words);
  void bias(std::size_t rows, std::size_t gates, double gate_volts, std::size_t words);
  void open_gates(std::size_t gates, double gate_volts);
  std::size_t add_seconds(const double* seconds);
  std::size_t add_seconds(const std::uint8_t* open, double seconds);
  void append_pulse(refresh_activity activity, const pulse_slot& slot);
  void append_row_pulse(refresh_activity activity, refresh_pulse_kind kind, double volts, std::size_t seconds,
                        cycle_count width, bool gates_open);
  void append_gap(refresh_pulse_kind kind);
  void append_reading(refresh_pulse_kind kind, bool gates_open, std::uint32_t first_column, std::uint32_t columns,
                      bool to_result);
  void append_conversions(std::uint32_t lines, std::uint32_t result_words);
  void append_decision();
  std::uint32_t participants(std::size_t seconds) const;
  void plan_unit();
  void plan_ferroelectric();
  void plan_restore();
  void plan_rewrite();
  void plan_update();
  void plan_read_row();
  void plan_vector();
  void collect_driven_lines();
  void append_integration(bool positive);
  void make_words();
  cause_id cause_of(const refresh_unit& unit) const;

  // Effects.
  refresh_row_pulse row_pulse(const pulse_slot& slot, cycle_count longest);
  void apply_pulse(const plan_phase& phase, cycle_count elapsed);
  double energy_of(const pulse_slot& slot, cycle_count start) const;
  void take_reading(const pulse_slot& slot, cycle_count now);
  void disturb(bool positive, const plan_phase& phase, cycle_count driven);
  void convert(cycle_count elapsed, bool complete);

  refresh_array& array_;
  refresh_buffers& buffers_;
  const successive_approximation_converter& adc_;
  refresh_planner_settings settings_;
  refresh_pulse_table pulses_;
  clock_grid clock_;
  double effective_voltage_;  // V
  double read_gate_volts_;
  double step_nepers_;
  std::uint16_t largest_cell_code_;

  refresh_command command_;
  refresh_unit unit_;
  plan plan_;
  cause_id cause_{};
  cycle_count origin_ = 0;  // absolute cycle of the plan's start
  cycle_count at_ = 0;      // relative cycle up to which the plan is made
  refresh_counters counters_;
  std::uint64_t sense_events_ = 0;

  std::vector<pulse_slot> slots_;
  std::vector<double> seconds_;      // of the slots, rows of columns() values
  std::vector<double> cut_seconds_;  // of a pulse that a reset cuts short
  std::vector<std::uint16_t> codes_;
  std::vector<std::uint8_t> beyond_;  // by column of the row read last: its code saturated
  std::vector<double> siemens_;

  // What the convert phase of the present unit converts.
  struct conversion {
    std::uint32_t lines = 0, first_column = 0;
    bool product = false, to_result = false;
  };
  conversion conversion_;

  // The present vector: driven lines of either sign with their shares of the longest pulse.
  struct driven_lines_of_sign {
    std::vector<std::uint32_t> lines;
    std::vector<double> shares;
  };
  std::array<driven_lines_of_sign, 2> driven_;  // positive, negative
  std::array<std::vector<double>, 2> sensed_;   // sums of share times conductance, of either
  std::vector<double> squares_, amperes_, cut_shares_;
  std::vector<std::uint8_t> saturated_;  // by line
  std::vector<std::int32_t> words_;
};

}  // namespace memvp
