// SPDX-License-Identifier: Apache-2.0
// Units: how long they last, and what their ends bring about.
#include <algorithm>
#include <stdexcept>

#include "memvp/testbench/per_clock/refresh_clocked_controller.hpp"

namespace memvp {

using kind_of = refresh_pulse_kind;

namespace {

cycle_count divided_up(cycle_count number, cycle_count by) { return (number + by - 1) / by; }

}  // namespace

cycle_count clocked_refresh_controller::verify_length(refresh_pulse_kind read) const {
  return settings_.bias + width(read) + gap(read) +
         divided_up(settings_.columns, settings_.converters) * settings_.convert + settings_.decide;
}

cycle_count clocked_refresh_controller::rewrite_length(bool reset_slot) const {
  cycle_count cycles = settings_.bias + width(kind_of::ion_set) + gap(kind_of::ion_set);
  if (reset_slot) cycles += width(kind_of::ion_reset) + gap(kind_of::ion_reset);
  return cycles + width(kind_of::read_ion) + gap(kind_of::read_ion) +
         divided_up(settings_.columns, settings_.converters) * settings_.convert + settings_.decide;
}

cycle_count clocked_refresh_controller::rewrite_pulse_end(bool reset_slot) const {
  const cycle_count set_end = settings_.bias + width(kind_of::ion_set);
  return reset_slot ? set_end + gap(kind_of::ion_set) + width(kind_of::ion_reset) : set_end;
}

clocked_refresh_unit clocked_refresh_controller::rewrite_unit(std::uint32_t row, std::uint64_t job,
                                                              bool reset_slot) const {
  clocked_refresh_unit unit;
  unit.kind = refresh_unit_kind::rewrite;
  unit.first_row = row;
  unit.job = job;
  unit.reset_slot = reset_slot;
  measure(unit);
  return unit;
}

// Whether the unit is the next pulse of a train: `B` has passed already.
bool clocked_refresh_controller::continues(const clocked_refresh_unit& unit) const {
  if (train_job_ == 0 || train_job_ != unit.job || train_kind_ != unit.kind) return false;
  if (unit.kind == refresh_unit_kind::restore) return true;
  return train_pulse_ == unit.pulse && train_level_ == unit.level;
}

void clocked_refresh_controller::measure(clocked_refresh_unit& unit) const {
  switch (unit.kind) {
    case refresh_unit_kind::table:
      unit.length = unit.row_count;
      break;
    case refresh_unit_kind::verify:
      unit.length = verify_length(unit.pulse);
      break;
    case refresh_unit_kind::ferroelectric:
    case refresh_unit_kind::restore:
      unit.biased = continues(unit);
      unit.length = width(unit.pulse) + gap(unit.pulse) + (unit.biased ? 0 : settings_.bias);
      break;
    case refresh_unit_kind::rewrite:
      unit.length = rewrite_length(unit.reset_slot);
      unit.pulse_end = rewrite_pulse_end(unit.reset_slot);
      break;
    case refresh_unit_kind::update:
    case refresh_unit_kind::vector:
    case refresh_unit_kind::read_row:
      measure_compute(unit);
      break;
  }
}

void clocked_refresh_controller::measure_compute(clocked_refresh_unit& unit) const {
  const refresh_command& command = command_.command;
  const array_region& region = command.region;
  const cycle_count conversions_of_all = divided_up(settings_.columns, settings_.converters) * settings_.convert;
  const cycle_count read = width(kind_of::read_ion) + gap(kind_of::read_ion);
  if (unit.kind == refresh_unit_kind::read_row) {
    unit.length = settings_.bias + read + divided_up(region.columns, settings_.converters) * settings_.convert;
    return;
  }
  if (unit.kind == refresh_unit_kind::update) {
    unit.length = divided_up(region.columns, 2) * settings_.fetch;
    cycle_count widest_set = 0, widest_reset = 0;
    for (std::uint32_t i = 0; i < region.columns; ++i) {
      const int cycles = command_.widths[std::size_t{unit.index} * region.columns + i];
      if (cycles > 0) widest_set = std::max(widest_set, static_cast<cycle_count>(cycles));
      if (cycles < 0) widest_reset = std::max(widest_reset, static_cast<cycle_count>(-cycles));
    }
    if (widest_set == 0 && widest_reset == 0) return;
    unit.length += settings_.bias;
    if (widest_set != 0) {
      unit.pulse_end = unit.length + widest_set;
      unit.length = *unit.pulse_end + gap(kind_of::ion_set);
    }
    if (widest_reset != 0) {
      unit.pulse_end = unit.length + widest_reset;
      unit.length = *unit.pulse_end + gap(kind_of::ion_reset);
    }
    if (command.verify) unit.length += read + conversions_of_all + settings_.decide;
    return;
  }
  // A vector. Transposed, a pair of columns is driven by one code with either sign.
  const bool paired = command.columns == refresh_column_mode::pairs;
  const bool transposed = command.operation == refresh_operation::multiply_transposed;
  const std::uint32_t column_lines = paired ? region.columns / 2 : region.columns;
  const std::uint32_t driven = transposed ? column_lines : region.rows;
  const std::uint32_t sensed = transposed ? region.rows : column_lines;
  bool positive = false, negative = false;
  for (std::uint32_t i = 0; i < driven; ++i) {
    const int code = command_.codes[std::size_t{unit.index} * driven + i];
    positive = positive || code > 0 || (paired && transposed && code != 0);
    negative = negative || code < 0 || (paired && transposed && code != 0);
  }
  const cycle_count integration = settings_.settle + refresh_greatest_code * settings_.unit;
  unit.length = divided_up(driven, 4) * settings_.fetch + settings_.bias + (positive ? integration : 0) +
                (negative ? integration : 0) + divided_up(sensed, settings_.converters) * settings_.convert;
}

void clocked_refresh_controller::begin(clocked_refresh_unit unit) {
  unit.begin = now_;
  train_job_ = unit.job;
  train_kind_ = unit.kind;
  train_pulse_ = unit.pulse;
  train_level_ = unit.level;
  unit_ = std::move(unit);
  elapsed_ = 0;
  pulse_ended_ = false;
  if (callbacks_.began) callbacks_.began(*unit_);
  if (unit_->length == 0) {
    end_unit();
    end_rests();
  }
}

// The last ionic pulse of a REWRITE or PULSE ends, perhaps in the midst of the unit.
void clocked_refresh_controller::pass_pulse_end() {
  if (!unit_->pulse_end || pulse_ended_ || elapsed_ < *unit_->pulse_end) return;
  pulse_ended_ = true;
  clocked_refresh_row& row = rows_[unit_->first_row];
  if (unit_->job == 0 && now_ > deadline(unit_->first_row) && !row.missed) count_miss(row);
  row.last_write = now_;
  row.dirty = true;
  row.missed = false;
  if (unit_->kind == refresh_unit_kind::rewrite) row.target_valid = true;
  if (unit_->kind == refresh_unit_kind::update && !command_.command.verify) row.target_valid = false;
}

void clocked_refresh_controller::read(const clocked_refresh_unit& unit, refresh_pulse_kind kind) {
  if (!callbacks_.read) throw std::logic_error("nobody says what a row of cells reads");
  callbacks_.read(unit, unit.first_row, kind, codes_.data());
  ++counters_.verify_reads;
}

void clocked_refresh_controller::end_unit() {
  const clocked_refresh_unit ended = *unit_;
  unit_.reset();
  if (callbacks_.ended) callbacks_.ended(ended, now_);
  if (ended.kind == refresh_unit_kind::rewrite)
    after_rewrite(ended);
  else
    after_unit(*job_of(ended.job), ended);
}

// Further tries follow at once, without the arbiter.
void clocked_refresh_controller::after_rewrite(const clocked_refresh_unit& ended) {
  read(ended, kind_of::read_ion);
  bool above = false, below = false;
  for (std::uint32_t column = 0; column < settings_.columns; ++column) {
    const int excess = int{codes_[column]} - int{target_[cell(ended.first_row, column)]};
    above = above || excess > static_cast<int>(registers_.verify_tolerance);
    below = below || excess < -static_cast<int>(registers_.verify_tolerance);
  }
  ++tries_;
  if (!above && !below) return end_rewrite(ended, refresh_error::none);
  if (tries_ >= registers_.verify_limit) return end_rewrite(ended, refresh_error::verify_timeout);
  begin(rewrite_unit(ended.first_row, ended.job, above));
}

void clocked_refresh_controller::end_rewrite(const clocked_refresh_unit& ended, refresh_error error) {
  if (error == refresh_error::none) ++counters_.rewrites;
  if (ended.job != 0) {
    clocked_refresh_job& job = *job_of(ended.job);
    if (error != refresh_error::none) return end_job(job, error);
    return row_ends(job);
  }
  ++rows_[ended.first_row].rewrites;
  if (error != refresh_error::none) {  // of a request without a slot
    error_ = error;
    interrupts_ |= clocked_refresh_interrupt::error;
    if (callbacks_.job_ended) callbacks_.job_ended(0, std::nullopt, error, now_);
  }
  promote_if_due(ended.first_row);
}

void clocked_refresh_controller::promote_if_due(std::uint32_t row) {
  const std::optional<std::uint32_t> slot = free_slot();
  if (registers_.promote_after == 0 || rows_[row].rewrites < registers_.promote_after || claimed(row) || !slot) return;
  refresh_request promote;
  promote.kind = refresh_request_kind::promote;
  promote.first_row = row;
  promote.row_count = 1;
  if (fault_of(promote) == refresh_error::none) accept(*slot, promote);
}

clocked_refresh_job* clocked_refresh_controller::job_of(std::uint64_t number) {
  if (compute_.number == number) return &compute_;
  for (clocked_refresh_job& job : slots_)
    if (job.number == number) return &job;
  throw std::logic_error("a unit belongs to no job");
}

}  // namespace memvp
