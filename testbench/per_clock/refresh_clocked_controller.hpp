// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "memvp/testbench/per_clock/refresh_clocked_job.hpp"
#include "memvp/testbench/per_clock/refresh_clocked_types.hpp"

namespace memvp {

/// The refresh tile's controller clock by clock: docs/refresh-controller.md taken literally, a counter for the unit at
/// work, and every row and slot looked at whenever something is to be decided. It is what the tile is compared with,
/// and it shares nothing with the tile but the vocabulary of commands. It has no cells: what a verify reads is asked
/// for.
///
/// A cycle begins with `clock()`; the bus accesses of the cycle follow, each of them a call. What can be looked at
/// shows the state after the last of these calls.
class clocked_refresh_controller {
 public:
  /// @throws std::invalid_argument if there is no row, column, slot or converter
  clocked_refresh_controller(const clocked_refresh_settings& settings, const clocked_refresh_registers& at_reset,
                             clocked_refresh_callbacks callbacks);

  /// The next cycle begins: the unit at work goes on or ends, rests end, the arbiter decides. The first call begins
  /// cycle 1; cycle 0 is that of construction.
  void clock();
  cycle_count now() const { return now_; }

  // Bus accesses. Each returns the error that ERROR takes, or none.
  refresh_error request(const refresh_request& request);
  refresh_error compute(const clocked_refresh_compute& compute);
  /// Any register but TEMPERATURE: `change` is applied to one of them, then the arbiter decides.
  void write(const std::function<void(clocked_refresh_registers&)>& change);
  void write_temperature(std::uint32_t millikelvin);
  void write_level(std::size_t cell, std::uint8_t level) { level_[cell] = level; }
  void write_source(std::size_t cell, std::uint16_t code) { source_[cell] = code; }
  void write_target(std::size_t cell, std::uint16_t code) { target_[cell] = code; }
  void clear_failed(std::uint32_t slots) { failed_slots_ &= ~slots; }
  /// Everything that is at work is abandoned; registers and table are as after construction, buffers stay.
  void reset();

  const clocked_refresh_settings& settings() const { return settings_; }
  const clocked_refresh_registers& registers() const { return registers_; }
  const clocked_refresh_row& row(std::uint32_t r) const { return rows_[r]; }
  bool claimed(std::uint32_t r) const;      ///< an unfinished request names it
  bool under_pulse(std::uint32_t r) const;  ///< a unit is at work on it
  bool live(std::uint32_t r) const;
  /// The end of time, about 2^62 cycles, stays its end.
  cycle_count deadline(std::uint32_t r) const {
    constexpr cycle_count end = cycle_count{1} << 62;
    return registers_.t_ref < end ? rows_[r].last_write + registers_.t_ref : end;
  }
  bool compute_active() const { return compute_.number != 0; }
  std::uint32_t busy_slots() const;  ///< a bit a slot
  std::uint32_t failed_slots() const { return failed_slots_; }
  std::uint32_t last_slot() const { return last_slot_; }  ///< of the last request accepted from the bus
  refresh_error error() const { return error_; }          ///< the last one
  const std::optional<clocked_refresh_unit>& unit() const { return unit_; }
  std::int64_t latest_start() const { return latest_start(live_rows()); }  ///< of the timer's rewrites
  const clocked_refresh_counters& counters() const { return counters_; }
  const std::vector<std::uint8_t>& level() const { return level_; }
  const std::vector<std::uint16_t>& source() const { return source_; }
  const std::vector<std::uint16_t>& target() const { return target_; }
  std::uint32_t take_interrupts();  ///< raised since last asked, see clocked_refresh_interrupt

 private:
  // Acceptance.
  refresh_error fault_of(const refresh_request& request) const;
  refresh_error fault_of(const clocked_refresh_compute& compute) const;
  bool legal(refresh_pulse_kind kind) const;
  bool legal(std::initializer_list<refresh_pulse_kind> kinds) const;
  bool shares_a_row(const clocked_refresh_job& a, const clocked_refresh_job& b) const;
  std::optional<std::uint32_t> free_slot() const;
  void accept(std::uint32_t slot, const refresh_request& request);
  refresh_error refuse(refresh_error error);

  // Arbiter.
  void arbitrate();
  void begin_timer_rewrite(std::uint32_t row);
  void count_misses();
  void count_miss(clocked_refresh_row& row);
  std::vector<std::uint32_t> live_rows() const;  ///< in ascending order of deadline
  std::int64_t latest_start(const std::vector<std::uint32_t>& live) const;
  clocked_refresh_job* candidate();
  bool eligible(const clocked_refresh_job& job) const;
  bool over_temperature() const { return millikelvin_ >= settings_.curie_millikelvin; }

  // Jobs: refresh_clocked_jobs.cpp.
  bool take_turn(clocked_refresh_job& job);  ///< false: it has ended, or rests
  void look(clocked_refresh_job& job);
  void look_at_restoration(clocked_refresh_job& job);
  void begin_pulses(clocked_refresh_job& job, std::uint32_t count);
  void after_restore_pulses(clocked_refresh_job& job);
  void next_restore_verify(clocked_refresh_job& job, std::uint32_t from);
  void restoration_ends(clocked_refresh_job& job);
  void end_rests();
  void row_ends(clocked_refresh_job& job);
  void end_job(clocked_refresh_job& job, refresh_error error);
  clocked_refresh_unit next_unit(const clocked_refresh_job& job) const;
  void after_unit(clocked_refresh_job& job, const clocked_refresh_unit& ended);
  void after_read_level(clocked_refresh_job& job);
  void after_restore_verify(clocked_refresh_job& job);

  // Rows of REPROGRAM: refresh_clocked_levels.cpp.
  void begin_levels(clocked_refresh_job& job);
  void level_row_ends(clocked_refresh_job& job);
  void begin_round(clocked_refresh_job& job);
  void begin_group(clocked_refresh_job& job, std::uint32_t level);
  bool in_group(const clocked_refresh_job& job, std::uint32_t column, std::uint32_t level) const;
  void pulse_begins(clocked_refresh_job& job);
  void after_level_verify(clocked_refresh_job& job);
  bool in_tolerance(int code, std::uint32_t level) const;

  // Units: refresh_clocked_units.cpp.
  void measure(clocked_refresh_unit& unit) const;
  bool continues(const clocked_refresh_unit& unit) const;
  clocked_refresh_unit rewrite_unit(std::uint32_t row, std::uint64_t job, bool reset_slot) const;
  void begin(clocked_refresh_unit unit);
  void ions_written(const clocked_refresh_unit& ended);
  void end_unit();
  void after_rewrite(const clocked_refresh_unit& ended);
  void end_rewrite(const clocked_refresh_unit& ended, refresh_error error);
  void promote_if_due(std::uint32_t row);
  void read();
  clocked_refresh_job* job_of(std::uint64_t number);
  cycle_count width(refresh_pulse_kind kind) const { return pulse_of(registers_.pulses, kind).width; }
  std::size_t cell(std::uint32_t row, std::uint32_t column) const {
    return std::size_t{row} * settings_.columns + column;
  }

  clocked_refresh_settings settings_;
  clocked_refresh_registers at_reset_, registers_;
  clocked_refresh_callbacks callbacks_;
  cycle_count now_ = 0;
  std::uint32_t millikelvin_ = 0;
  std::uint64_t heats_ = 0;  // writes to TEMPERATURE at or above the Curie temperature

  std::vector<clocked_refresh_row> rows_;
  std::vector<std::uint8_t> level_, known_level_;
  std::vector<std::uint16_t> source_, target_;

  std::uint64_t last_number_ = 0;
  std::vector<clocked_refresh_job> slots_;
  clocked_refresh_job compute_;
  clocked_refresh_compute command_;
  std::uint32_t last_slot_ = 0, failed_slots_ = 0;

  std::optional<clocked_refresh_unit> unit_;
  cycle_count elapsed_ = 0;      // of the unit at work
  cycle_count timer_begun_ = 0;  // the timer's rewrite at work
  std::uint32_t tries_ = 0;      // of the rewrite at work
  std::uint32_t brought_forward_ = 0;
  // Of the unit before: whether the next pulse continues its train.
  std::uint64_t train_job_ = 0;
  refresh_unit_kind train_kind_ = refresh_unit_kind::table;
  refresh_pulse_kind train_pulse_ = refresh_pulse_kind::ion_reset;
  std::uint32_t train_level_ = 0;
  double train_volts_ = 0;

  std::vector<std::uint16_t> codes_;  // read last, a column each
  refresh_error error_ = refresh_error::none;
  std::uint32_t interrupts_ = 0;
  clocked_refresh_counters counters_;
};

}  // namespace memvp
