// SPDX-License-Identifier: Apache-2.0
// Jobs: what they look at when their turn comes, and which unit they ask for next.
#include <algorithm>
#include <limits>
#include <stdexcept>

#include "memvp/testbench/per_clock/refresh_clocked_controller.hpp"

namespace memvp {

using step_of = clocked_job_step;
namespace bit = clocked_refresh_interrupt;

// Rows that ask for nothing are passed by until one has a unit to do.
bool clocked_refresh_controller::take_turn(clocked_refresh_job& job) {
  while (job.number != 0 && job.step == step_of::look) look(job);
  return job.number != 0 && job.step != step_of::rest;
}

void clocked_refresh_controller::look(clocked_refresh_job& job) {
  const refresh_request& request = job.request;
  if (request.kind == refresh_request_kind::alloc || request.kind == refresh_request_kind::restore)
    return look_at_restoration(job);
  const std::uint32_t r = request.first_row + job.row;
  const bool of_polarisation = request.kind == refresh_request_kind::reprogram;
  if (rows_[r].mode != (of_polarisation ? refresh_mode::non_volatile : refresh_mode::volatile_ions))
    return end_job(job, refresh_error::wrong_mode);
  if (request.kind == refresh_request_kind::rewrite) {
    if (!rows_[r].source_valid) return end_job(job, refresh_error::no_source);
    job.step = step_of::rewrite;
  } else if (of_polarisation) {
    job.target.assign(level_.begin() + static_cast<std::ptrdiff_t>(cell(r, 0)),
                      level_.begin() + static_cast<std::ptrdiff_t>(cell(r, 0) + settings_.columns));
    for (const std::uint8_t level : job.target)
      if (level >= refresh_levels) return end_job(job, refresh_error::level_beyond_last);
    begin_levels(job);
  } else {
    job.step = step_of::read_level;
  }
}

void clocked_refresh_controller::look_at_restoration(clocked_refresh_job& job) {
  const refresh_request& request = job.request;
  const bool alloc = request.kind == refresh_request_kind::alloc;
  clocked_restore_kind how = registers_.restore_kind;
  if (!alloc && how == clocked_restore_kind::none) how = clocked_restore_kind::active;
  job.restored.assign(request.row_count, 0);
  cycle_count latest = 0;
  bool any = false;
  for (std::uint32_t i = 0; i < request.row_count; ++i) {
    const clocked_refresh_row& row = rows_[request.first_row + i];
    if (!alloc && row.mode == refresh_mode::free) return end_job(job, refresh_error::row_not_allocated);
    bool takes_part = row.dirty;
    if (alloc) {
      const bool changes = row.mode != request.mode || row.task != request.task;
      takes_part =
          takes_part && row.mode == refresh_mode::volatile_ions && changes && how != clocked_restore_kind::none;
    }
    if (!takes_part) continue;
    job.restored[i] = 1;
    any = true;
    latest = std::max(latest, row.last_write);
  }
  if (!any) return restoration_ends(job);
  const cycle_count remaining = std::numeric_limits<cycle_count>::max() - latest;
  const cycle_count rested_at = latest + std::min(registers_.t_rest, remaining);  // the end of time stays its end
  const bool rested = now_ >= rested_at;
  if (how == clocked_restore_kind::passive && !rested) {
    job.step = step_of::rest;
    job.rest_until = rested_at;
    return;
  }
  if (how != clocked_restore_kind::active && rested) return restoration_ends(job);
  job.verified = registers_.restore_verify;
  begin_pulses(job, registers_.n_rest);
}

void clocked_refresh_controller::begin_pulses(clocked_refresh_job& job, std::uint32_t count) {
  job.pulses_left = count;
  job.step = step_of::restore_pulse;
  if (count == 0) after_restore_pulses(job);
}

void clocked_refresh_controller::after_restore_pulses(clocked_refresh_job& job) {
  if (job.request.kind == refresh_request_kind::promote) {
    clocked_refresh_row& row = rows_[job.request.first_row + job.row];
    row.dirty = row.target_valid = row.missed = false;
    for (std::uint32_t column = 0; column < settings_.columns; ++column)
      level_[cell(job.request.first_row + job.row, column)] = job.target[column];
    return begin_levels(job);
  }
  if (!job.verified) return restoration_ends(job);
  job.too_high = false;
  next_restore_verify(job, 0);
}

// The next restored row whose SOURCE is known; after the last one the round is over.
void clocked_refresh_controller::next_restore_verify(clocked_refresh_job& job, std::uint32_t from) {
  for (std::uint32_t i = from; i < job.request.row_count; ++i) {
    if (job.restored[i] == 0 || !rows_[job.request.first_row + i].source_valid) continue;
    job.verified_row = i;
    job.step = step_of::restore_verify;
    return;
  }
  if (!job.too_high) return restoration_ends(job);
  if (job.further_pulses >= registers_.verify_limit) return end_job(job, refresh_error::verify_timeout);
  ++job.further_pulses;
  begin_pulses(job, 1);
}

void clocked_refresh_controller::after_restore_verify(clocked_refresh_job& job) {
  for (std::uint32_t column = 0; column < settings_.columns; ++column) {
    const int source = source_[cell(job.request.first_row + job.verified_row, column)];
    if (int{codes_[column]} - source > static_cast<int>(registers_.restore_tolerance)) job.too_high = true;
  }
  next_restore_verify(job, job.verified_row + 1);
}

void clocked_refresh_controller::restoration_ends(clocked_refresh_job& job) {
  bool any = false;
  for (std::uint32_t i = 0; i < job.request.row_count; ++i) {
    if (job.restored[i] == 0) continue;
    any = true;
    clocked_refresh_row& row = rows_[job.request.first_row + i];
    row.dirty = row.target_valid = row.missed = false;
  }
  if (any) ++counters_.restores;
  if (job.request.kind == refresh_request_kind::alloc)
    job.step = step_of::table;
  else
    end_job(job, refresh_error::none);
}

void clocked_refresh_controller::end_rests() {
  for (clocked_refresh_job& job : slots_)
    if (job.number != 0 && job.step == step_of::rest && now_ >= job.rest_until) restoration_ends(job);
}

void clocked_refresh_controller::row_ends(clocked_refresh_job& job) {
  job.step = step_of::look;
  job.reading = false;
  if (++job.row == job.request.row_count) end_job(job, refresh_error::none);
}

void clocked_refresh_controller::end_job(clocked_refresh_job& job, refresh_error error) {
  clocked_refresh_end end;
  end.number = job.number;
  end.kind = job.request.kind;
  end.accepted = job.accepted;
  end.ended = now_;
  end.error = error;
  if (!job.is_compute) end.slot = static_cast<std::uint32_t>(&job - slots_.data());
  interrupts_ |= end.slot ? bit::request_done : bit::done;
  if (error != refresh_error::none) {
    error_ = error;
    interrupts_ |= bit::error;
    failed_slots_ |= 1u << *end.slot;
  }
  job = {};
  if (callbacks_.job_ended) callbacks_.job_ended(end);
}

clocked_refresh_unit clocked_refresh_controller::next_unit(const clocked_refresh_job& job) const {
  const refresh_request& request = job.request;
  clocked_refresh_unit unit;
  unit.job = job.number;
  unit.first_row = request.first_row + job.row;
  switch (job.step) {
    case step_of::table:
      unit.kind = refresh_unit_kind::table;
      unit.row_count = request.row_count;
      break;
    case step_of::restore_pulse:
      unit.kind = refresh_unit_kind::restore;
      if (request.kind == refresh_request_kind::promote) {
        unit.open = {1};
      } else {
        unit.row_count = request.row_count;
        unit.open = job.restored;
      }
      break;
    case step_of::restore_verify:
      unit.kind = refresh_unit_kind::verify;
      unit.pulse = refresh_pulse_kind::read_ion;
      unit.first_row = request.first_row + job.verified_row;
      break;
    case step_of::rewrite:
      return rewrite_unit(unit.first_row, job.number, false);
    case step_of::read_level:
    case step_of::level_verify:
      unit.kind = refresh_unit_kind::verify;
      unit.pulse = refresh_pulse_kind::read_ferroelectric;
      break;
    case step_of::reset_pulse:
    case step_of::set_pulse: {
      const bool reset = job.step == step_of::reset_pulse;
      unit.kind = refresh_unit_kind::ferroelectric;
      unit.pulse = reset ? refresh_pulse_kind::ferroelectric_reset : refresh_pulse_kind::ferroelectric_set;
      unit.level = reset ? 0 : job.level;
      unit.volts = pulse_of(registers_.pulses, unit.pulse).volts + unit.level * registers_.level_step;
      for (std::uint32_t column = 0; column < settings_.columns; ++column)
        unit.open.push_back(reset ? job.plan[column].reset : in_group(job, column, job.level));
      break;
    }
    case step_of::compute:
      unit.index = job.row;
      if (command_.command.operation == refresh_operation::pulse) {
        unit.kind = refresh_unit_kind::update;
      } else if (command_.command.operation == refresh_operation::read_cells) {
        unit.kind = refresh_unit_kind::read_row;
      } else {
        unit.kind = refresh_unit_kind::vector;
        unit.first_row = request.first_row;
        unit.row_count = request.row_count;
      }
      break;
    case step_of::look:
    case step_of::rest:
      throw std::logic_error("a job that has nothing to do was asked for a unit");
  }
  measure(unit);
  return unit;
}

void clocked_refresh_controller::after_unit(clocked_refresh_job& job, const clocked_refresh_unit& ended) {
  switch (ended.kind) {
    case refresh_unit_kind::table:
      for (std::uint32_t r = job.first_row(); r < job.row_end(); ++r) {
        rows_[r].mode = job.request.mode;
        rows_[r].task = job.request.task;
        rows_[r].rewrites = 0;
      }
      return end_job(job, refresh_error::none);
    case refresh_unit_kind::restore:
      if (--job.pulses_left == 0) after_restore_pulses(job);
      return;
    case refresh_unit_kind::verify:
      if (job.step == step_of::restore_verify) return after_restore_verify(job);
      if (job.step == step_of::read_level) return after_read_level(job);
      return after_level_verify(job);
    case refresh_unit_kind::ferroelectric:
      ++job.pulses_given;
      if (job.step == step_of::reset_pulse && job.pulses_given >= registers_.reset_pulses)
        begin_group(job, 0);
      else if (job.step == step_of::set_pulse && job.pulses_given >= registers_.set_pulses)
        begin_group(job, job.level + 1);
      return;
    case refresh_unit_kind::update:
      if (command_.command.verify && ended.pulse_end) {
        for (std::uint32_t column = 0; column < settings_.columns; ++column)
          target_[cell(ended.first_row, column)] = codes_[column];
      }
      break;
    case refresh_unit_kind::vector:
    case refresh_unit_kind::read_row:
      for (std::uint32_t r = ended.first_row; r < ended.first_row + ended.row_count; ++r)
        if (rows_[r].suspect) interrupts_ |= bit::suspect;
      break;
    case refresh_unit_kind::rewrite:
      break;
  }
  const refresh_command& command = command_.command;
  const bool by_row = ended.kind == refresh_unit_kind::update || ended.kind == refresh_unit_kind::read_row;
  if (++job.row == (by_row ? command.region.rows : command.vectors)) end_job(job, refresh_error::none);
}

}  // namespace memvp
