// SPDX-License-Identifier: Apache-2.0
// Units: their beginnings, and what their ends bring about.
#include <algorithm>
#include <stdexcept>

#include "memvp/testbench/per_clock/refresh_clocked_controller.hpp"

namespace memvp {

using kind_of = refresh_pulse_kind;

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
  return train_pulse_ == unit.pulse && train_level_ == unit.level && train_volts_ == unit.volts;
}

void clocked_refresh_controller::measure(clocked_refresh_unit& unit) const {
  if (unit.kind == refresh_unit_kind::ferroelectric || unit.kind == refresh_unit_kind::restore)
    unit.biased = continues(unit);
  unit.length = length_of(unit, settings_, registers_.pulses, command_);
  unit.pulse_end = pulse_end_of(unit, settings_, registers_.pulses, command_);
  unit.read_end = read_end_of(unit, settings_, registers_.pulses, command_);
}

void clocked_refresh_controller::begin(clocked_refresh_unit unit) {
  unit.begin = now_;
  train_job_ = unit.job;
  train_kind_ = unit.kind;
  train_pulse_ = unit.pulse;
  train_level_ = unit.level;
  train_volts_ = unit.volts;
  unit_ = std::move(unit);
  elapsed_ = 0;
  if (callbacks_.began) callbacks_.began(*unit_);
  if (unit_->length == 0) end_unit();
}

// A REWRITE's or PULSE's unit ends: its ions were written when its last ionic pulse ended.
void clocked_refresh_controller::ions_written(const clocked_refresh_unit& ended) {
  clocked_refresh_row& row = rows_[ended.first_row];
  const cycle_count at = ended.begin + *ended.pulse_end;
  if (ended.job == 0 && at > deadline(ended.first_row) && !row.missed) count_miss(row);
  row.last_write = at;
  row.dirty = true;
  row.missed = false;
  if (ended.kind == refresh_unit_kind::rewrite) row.target_valid = true;
  if (ended.kind == refresh_unit_kind::update) row.target_valid = command_.command.verify;
}

void clocked_refresh_controller::read() {
  if (!callbacks_.read) throw std::logic_error("nobody says what a row of cells reads");
  const kind_of kind = unit_->kind == refresh_unit_kind::verify ? unit_->pulse : kind_of::read_ion;
  callbacks_.read(*unit_, unit_->first_row, kind, codes_.data());
  ++counters_.verify_reads;
}

void clocked_refresh_controller::end_unit() {
  const clocked_refresh_unit ended = *unit_;
  unit_.reset();
  if (callbacks_.ended) callbacks_.ended(ended, now_);
  if (ended.pulse_end) ions_written(ended);
  if (ended.job == 0 || !job_of(ended.job)->is_compute) counters_.refresh_cycles += elapsed_;
  if (ended.kind == refresh_unit_kind::rewrite)
    after_rewrite(ended);
  else
    after_unit(*job_of(ended.job), ended);
}

// Further tries follow at once, without the arbiter.
void clocked_refresh_controller::after_rewrite(const clocked_refresh_unit& ended) {
  bool above = false, below = false;
  for (std::uint32_t column = 0; column < settings_.columns; ++column) {
    const int excess = int{codes_[column]} - int{target_[cell(ended.first_row, column)]};
    above = above || excess > static_cast<int>(registers_.verify_tolerance);
    below = below || excess < -static_cast<int>(registers_.verify_tolerance);
  }
  ++tries_;
  if (!above && !below) return end_rewrite(ended, refresh_error::none);
  if (tries_ >= registers_.verify_limit) return end_rewrite(ended, refresh_error::verify_timeout);
  ++counters_.further_tries;
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
  }
  if (callbacks_.job_ended)
    callbacks_.job_ended({0, std::nullopt, refresh_request_kind::rewrite, timer_begun_, now_, error});
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
