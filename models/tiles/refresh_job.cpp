// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/refresh_job.hpp"

#include <algorithm>

namespace memvp {

void refresh_job::accept(const refresh_request& request, std::uint64_t order, cycle_count accepted) {
  request_ = request;
  order_ = order;
  accepted_ = accepted;
  begun_ = resting_ = pulsed_ = found_ = takes_ = false;
  error_ = refresh_error::none;
  phase_ = phase::row;
  row_ = 0;
  rests_until_ = 0;
}

void refresh_job::end(refresh_error error) {
  error_ = error;
  takes_ = false;
  phase_ = phase::over;
}

bool refresh_job::takes(std::uint32_t row) const {
  if (!names(row)) return false;
  if (request_.kind == refresh_request_kind::restore) return true;
  if (!takes_) return false;
  const std::uint32_t index = row - request_.first_row;
  return request_.kind == refresh_request_kind::promote ? index == row_ : restoring_.takes(index);
}

refresh_job::state refresh_job::next(const refresh_context& context, cycle_count now) {
  if (!found_ && phase_ != phase::over) find_work(context, now);
  // A pulse that has had to wait has the voltage that the table has now.
  if (found_ && phase_ == phase::programming) program_unit(context);
  return phase_ == phase::over ? state::ended : found_ ? state::unit : state::rests;
}

// Finds unit_, ends the job, or neither: then it rests.
void refresh_job::find_work(const refresh_context& context, cycle_count now) {
  switch (request_.kind) {
    case refresh_request_kind::alloc:
      return find_alloc(context, now);
    case refresh_request_kind::restore:
      return find_restore(context, now);
    case refresh_request_kind::rewrite:
      return find_rewrite(context);
    case refresh_request_kind::reprogram:
      return find_reprogram(context);
    case refresh_request_kind::promote:
      return find_promote(context);
    case refresh_request_kind::none:
      break;
  }
  end(refresh_error::unknown_command);
}

bool refresh_job::mark_dirty_rows(const refresh_context& context, bool changing_only) {
  bool any = false;
  for (std::uint32_t i = 0; i < request_.row_count; ++i) {
    const refresh_row& row = context.table.rows[request_.first_row + i];
    const bool changes =
        row.mode == refresh_mode::volatile_ions && (row.mode != request_.mode || row.task != request_.task);
    const bool takes_part = row.dirty && (!changing_only || changes);
    restoring_.open()[i] = takes_part ? 1 : 0;
    any = any || takes_part;
  }
  return any;
}

void refresh_job::find_alloc(const refresh_context& context, cycle_count now) {
  const refresh_restore_kind kind = context.policy.restore;
  if (phase_ == phase::row) {
    if (kind != refresh_restore_kind::none && mark_dirty_rows(context, true)) {
      restore_rows(context, now, kind);
      if (phase_ == phase::row) return;
    } else {
      phase_ = phase::table;
    }
  }
  if (phase_ == phase::restoring) {
    unit_ = restoring_.unit();
  } else {
    unit_ = {};
    unit_.kind = refresh_unit_kind::table;
    unit_.first_row = request_.first_row;
    unit_.row_count = request_.row_count;
  }
  found_ = true;
}

void refresh_job::find_restore(const refresh_context& context, cycle_count now) {
  if (phase_ == phase::row) {
    for (std::uint32_t i = 0; i < request_.row_count; ++i)
      if (context.table.rows[request_.first_row + i].mode == refresh_mode::free)
        return end(refresh_error::row_not_allocated);
    if (!mark_dirty_rows(context, false)) return end(refresh_error::none);
    const refresh_restore_kind kind = context.policy.restore;
    restore_rows(context, now, kind == refresh_restore_kind::none ? refresh_restore_kind::active : kind);
  }
  if (phase_ != phase::restoring) return;
  unit_ = restoring_.unit();
  found_ = true;
}

// Enters the restoring phase, or what follows it if nothing is to be done; or rests, and stays where it is.
void refresh_job::restore_rows(const refresh_context& context, cycle_count now, refresh_restore_kind kind) {
  cycle_count latest = 0;
  for (std::uint32_t i = 0; i < request_.row_count; ++i)
    if (restoring_.open()[i] != 0) latest = std::max(latest, context.table.rows[request_.first_row + i].last_write);
  if (kind != refresh_restore_kind::active) {
    if (now - latest >= context.policy.rest_time) return restored(context);
    if (kind == refresh_restore_kind::passive) {
      // A rest beyond the end of time never ends.
      rests_until_ =
          context.policy.rest_time < ~cycle_count{0} - latest ? latest + context.policy.rest_time : ~cycle_count{0};
      resting_ = takes_ = true;
      return;
    }
  }
  takes_ = true;
  restoring_.begin(context, request_.first_row, request_.row_count, context.policy.restore_verify);
  if (restoring_.next() == refresh_restoring::step::done) return restored(context);
  phase_ = phase::restoring;
}

void refresh_job::end_rest(const refresh_context& context, cycle_count now) {
  if (!resting_ || rests_until_ > now) return;
  resting_ = false;
  restored(context);
}

void refresh_job::restored(const refresh_context& context) {
  for (std::uint32_t i = 0; i < request_.row_count; ++i) {
    if (restoring_.open()[i] == 0) continue;
    refresh_row& row = context.table.rows[request_.first_row + i];
    row.dirty = row.target_valid = row.missed = false;
  }
  ++context.counters.restores;
  takes_ = false;
  if (request_.kind == refresh_request_kind::alloc)
    phase_ = phase::table;
  else
    end(refresh_error::none);
}

void refresh_job::find_rewrite(const refresh_context& context) {
  const std::uint32_t row = request_.first_row + row_;
  if (const refresh_error error = refresh_row_rewrite::check(context, row); error != refresh_error::none)
    return end(error);
  unit_ = refresh_row_rewrite::first_unit(row);
  found_ = true;
}

void refresh_job::find_reprogram(const refresh_context& context) {
  while (phase_ == phase::row) {
    const std::uint32_t row = request_.first_row + row_;
    if (context.table.rows[row].mode != refresh_mode::non_volatile) return end(refresh_error::wrong_mode);
    const std::uint8_t* levels = context.table.levels(row);
    if (std::any_of(levels, levels + context.table.columns,
                    [&](std::uint8_t level) { return level >= context.book.levels(); }))
      return end(refresh_error::level_beyond_last);
    begin_program(context);
  }
  if (phase_ == phase::programming) program_unit(context);
}

void refresh_job::find_promote(const refresh_context& context) {
  const std::uint32_t row = request_.first_row + row_;
  if (phase_ == phase::programming) return program_unit(context);
  if (phase_ == phase::restoring) {
    unit_ = restoring_.unit();
  } else {
    if (context.table.rows[row].mode != refresh_mode::volatile_ions) return end(refresh_error::wrong_mode);
    unit_ = {};
    unit_.kind = refresh_unit_kind::verify;
    unit_.first_row = row;
    unit_.pulse = refresh_pulse_kind::read_ferroelectric;
  }
  found_ = true;
}

// The row's polarisation to LEVEL: a row that has it already is done.
void refresh_job::begin_program(const refresh_context& context) {
  const std::uint32_t row = request_.first_row + row_;
  pulsed_ = false;
  heats_ = context.table.heats;
  program_.begin(context.table.written_levels(row), context.table.levels(row), context.table.rows[row].source_valid,
                 context.policy, context.book.levels());
  phase_ = phase::programming;
  if (program_.next() == refresh_row_program::step::done) end_row(context);
}

void refresh_job::program_unit(const refresh_context& context) {
  unit_ = {};
  unit_.first_row = request_.first_row + row_;
  const refresh_pulse_table& pulses = context.sequencer.pulses();
  switch (program_.next()) {
    case refresh_row_program::step::reset_pulse:
      unit_.kind = refresh_unit_kind::ferroelectric;
      unit_.pulse = refresh_pulse_kind::ferroelectric_reset;
      unit_.volts = pulse_of(pulses, unit_.pulse).volts;
      unit_.open = program_.open();
      break;
    case refresh_row_program::step::set_pulse:
      unit_.kind = refresh_unit_kind::ferroelectric;
      unit_.pulse = refresh_pulse_kind::ferroelectric_set;
      unit_.volts = pulse_of(pulses, unit_.pulse).volts + program_.group() * context.policy.level_step;
      unit_.open = program_.open();
      break;
    default:
      unit_.kind = refresh_unit_kind::verify;
      unit_.pulse = refresh_pulse_kind::read_ferroelectric;
  }
  found_ = true;
}

const refresh_unit& refresh_job::begin_unit(const refresh_context& context, cycle_count now) {
  begun_ = true;
  found_ = false;
  const std::uint32_t row = request_.first_row + row_;
  if (request_.kind == refresh_request_kind::promote) takes_ = true;
  if (request_.kind == refresh_request_kind::rewrite) {
    unit_ = rewrite_.begin(context, row, now);
  } else if (unit_.kind == refresh_unit_kind::ferroelectric) {
    pulsed_ = true;
    heats_ = context.table.heats;
    context.table.rows[row].source_valid = false;
    for (std::size_t column = 0; column < context.table.columns; ++column)
      if (program_.participates(column)) context.table.written_levels(row)[column] = refresh_level_unknown;
  }
  return unit_;
}

bool refresh_job::end_unit(const refresh_context& context, cycle_count written) {
  if (request_.kind == refresh_request_kind::rewrite) {
    switch (rewrite_.ended(context, written)) {
      case refresh_row_rewrite::outcome::again:
        unit_ = rewrite_.next();
        return true;
      case refresh_row_rewrite::outcome::timeout:
        end(refresh_error::verify_timeout);
        return false;
      case refresh_row_rewrite::outcome::done:
        ++context.counters.rewrites;
        end_row(context);
        return false;
    }
  }
  switch (phase_) {
    case phase::row:
      promote_to(context);
      break;
    case phase::restoring:
      restoring_.ended(context);
      if (restoring_.next() == refresh_restoring::step::timeout) {
        end(refresh_error::verify_timeout);
      } else if (restoring_.next() == refresh_restoring::step::done) {
        if (request_.kind == refresh_request_kind::promote)
          promote_to(context);
        else
          restored(context);
      }
      break;
    case phase::programming:
      end_program_step(context);
      break;
    case phase::table:
      for (std::uint32_t i = 0; i < request_.row_count; ++i) {
        refresh_row& row = context.table.rows[request_.first_row + i];
        row.mode = request_.mode;
        row.task = static_cast<std::uint8_t>(request_.task);
        row.rewrites = 0;
      }
      end(refresh_error::none);
      break;
    case phase::over:
      break;
  }
  return false;
}

void refresh_job::end_program_step(const refresh_context& context) {
  if (unit_.kind == refresh_unit_kind::ferroelectric) return program_.pulsed(context.policy);
  const std::uint16_t* codes = context.sequencer.codes();
  program_.verified(codes, context.book, context.policy);
  const refresh_row_program::step next = program_.next();
  if (next != refresh_row_program::step::done && next != refresh_row_program::step::timeout) return;

  const std::uint32_t row = request_.first_row + row_;
  // Heat since the last pulse has undone what was written, whatever has been read.
  const bool heated = heats_ != context.table.heats;
  for (std::size_t column = 0; column < context.table.columns; ++column)
    context.table.written_levels(row)[column] =
        program_.in_tolerance(column) && !heated ? program_.wanted(column) : refresh_level_unknown;
  if (next == refresh_row_program::step::timeout) return end(refresh_error::verify_timeout);
  std::copy_n(codes, context.table.columns, context.table.source(row));
  refresh_row& entry = context.table.rows[row];
  entry.source_valid = true;
  entry.dirty = entry.target_valid = entry.missed = false;
  entry.suspect = heated;
  if (pulsed_) ++context.counters.reprograms;
  end_row(context);
}

// The row is done; the job is, with its last one.
void refresh_job::end_row(const refresh_context& context) {
  if (request_.kind == refresh_request_kind::promote) {
    context.table.rows[request_.first_row + row_].mode = refresh_mode::non_volatile;
    ++context.counters.promotes;
    takes_ = false;
  }
  phase_ = phase::row;
  if (++row_ == request_.row_count) end(refresh_error::none);
}

// After the reading: restores the row if it can be promoted. After the restoring: writes its new levels.
void refresh_job::promote_to(const refresh_context& context) {
  const std::uint32_t row = request_.first_row + row_;
  if (phase_ == phase::row) {
    const std::uint16_t* codes = context.sequencer.codes();
    for (std::size_t column = 0; column < new_levels_.size(); ++column) {
      const std::uint32_t level = context.book.nearest_level(codes[column]);
      if (level == context.book.levels()) return end(refresh_error::level_beyond_last);
      new_levels_[column] = static_cast<std::uint8_t>(level);
    }
    restoring_.open()[0] = 1;
    restoring_.begin(context, row, 1, false);
    phase_ = phase::restoring;
    if (restoring_.next() == refresh_restoring::step::pulse) return;
  }
  refresh_row& entry = context.table.rows[row];
  entry.dirty = entry.target_valid = entry.missed = false;
  std::copy(new_levels_.begin(), new_levels_.end(), context.table.levels(row));
  begin_program(context);
}

}  // namespace memvp
