// SPDX-License-Identifier: Apache-2.0
// The lines and the timers of the write pulses.
#include "memvp/testbench/per_clock/ecram_sequencer.hpp"

namespace memvp {

namespace {

std::uint64_t bit(std::uint32_t line) { return std::uint64_t{1} << line; }

std::uint64_t magnitude(std::int64_t width) { return static_cast<std::uint64_t>(width < 0 ? -width : width); }

// Sign phases of an update: (+,+), (-,-), (+,-), (-,+).
constexpr unsigned update_phases = 4;
constexpr bool positive_rows[update_phases] = {true, false, true, false};
constexpr bool positive_columns[update_phases] = {true, false, false, true};

bool has_sign(std::int32_t word, bool positive) { return positive ? word > 0 : word < 0; }

}  // namespace

void ecram_sequencer::begin_pulse() {
  pulse_.start = cycle_;
  pulse_.cycles = 0;
  unit_cycles_left_ = request_.timing.pulse_lsb;
  if (unit_cycles_left_ == 0)
    while (!pulse_over()) count_pulse_unit();
}

void ecram_sequencer::count_pulse_unit() {
  if (slot_units_left_ != 0) --slot_units_left_;
  for (std::uint32_t line = 0; line < per_clock_lines; ++line)
    if (column_units_left_[line] != 0 && --column_units_left_[line] == 0) selected_columns_ &= ~bit(line);
}

bool ecram_sequencer::pulse_over() const { return selected_columns_ == 0 && slot_units_left_ == 0; }

void ecram_sequencer::end_pulse() {
  const bool fired = !pulse_.rows.empty() || !pulse_.columns.empty();
  if (fired) {
    pulse_.cycles = cycle_ - pulse_.start;
    pulse_.positive = positive_;
    ++running_.pulses;
    since_write_ = 0;
    if (request_.callbacks.pulse_finished) request_.callbacks.pulse_finished(pulse_);
  }
  clear_lines();
}

void ecram_sequencer::clear_lines() {
  selected_rows_ = 0;
  selected_columns_ = 0;
  column_units_left_.fill(0);
  slot_units_left_ = 0;
  pulse_.rows.clear();
  pulse_.columns.clear();
}

void ecram_sequencer::select_row(std::uint32_t row_of_region) {
  const std::uint32_t line = request_.command.region.first_row + row_of_region;
  selected_rows_ |= bit(line);
  pulse_.rows.push_back(line);
}

void ecram_sequencer::select_column(std::uint32_t column_of_region, std::uint64_t width) {
  const std::uint32_t line = request_.command.region.first_column + column_of_region;
  pulse_.columns.push_back({line, width});
  column_units_left_[line] = width;
  if (width != 0) selected_columns_ |= bit(line);
}

void ecram_sequencer::select_cell(std::int64_t signed_width) {
  clear_lines();
  positive_ = signed_width > 0;
  select_row(row_);
  select_column(column_, magnitude(signed_width));
}

// The columns of the fetched row whose word has the sign of the phase (0: positive, 1: negative).
bool ecram_sequencer::select_row_phase() {
  clear_lines();
  positive_ = phase_ == 0;
  for (std::uint32_t column = 0; column < column_words_.size(); ++column)
    if (has_sign(column_words_[column], positive_)) select_column(column, magnitude(column_words_[column]));
  if (pulse_.columns.empty()) return false;
  select_row(row_);
  return true;
}

void ecram_sequencer::start_row_phase() {
  for (; phase_ < 2; ++phase_)
    if (select_row_phase()) return go(ecram_step::setup);
  column_ = 0;
  if (++row_ < request_.command.region.rows)
    go(ecram_step::fetch);
  else
    finish();
}

bool ecram_sequencer::update_row_in_phase(std::uint32_t row) const {
  return has_sign(row_words_[row], positive_rows[phase_]);
}

bool ecram_sequencer::update_column_in_phase(std::uint32_t column) const {
  return has_sign(column_words_[column], positive_columns[phase_]);
}

bool ecram_sequencer::phase_has_lines() const {
  bool row_found = false, column_found = false;
  for (std::uint32_t row = 0; row < row_words_.size(); ++row) row_found |= update_row_in_phase(row);
  for (std::uint32_t column = 0; column < column_words_.size(); ++column)
    column_found |= update_column_in_phase(column);
  return row_found && column_found;
}

// The lines of the present sign phase, or those of them that fire in the present slot.
void ecram_sequencer::select_update_phase() {
  clear_lines();
  positive_ = positive_rows[phase_] == positive_columns[phase_];
  const bool streams = request_.command.operation == ecram_operation::update_bit_streams;
  const array_region& region = request_.command.region;
  const auto& fires = request_.callbacks.fires;
  for (std::uint32_t row = 0; row < region.rows; ++row)
    if (update_row_in_phase(row) && (!streams || fires(array_line::row, region.first_row + row, slot_, phase_)))
      select_row(row);
  for (std::uint32_t column = 0; column < region.columns; ++column) {
    if (!update_column_in_phase(column)) continue;
    if (!streams)
      select_column(column, magnitude(column_words_[column]));
    else if (fires(array_line::column, region.first_column + column, slot_, phase_))
      select_column(column, request_.command.slot_width);
  }
  if (streams) slot_units_left_ = request_.command.slot_width;
}

void ecram_sequencer::start_update_phase() {
  while (phase_ < update_phases && !phase_has_lines()) ++phase_;
  if (phase_ == update_phases) return finish();
  select_update_phase();
  go(ecram_step::setup);
}

}  // namespace memvp
