// SPDX-License-Identifier: Apache-2.0
// A row of REPROGRAM, and what PROMOTE makes of a row's readings.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "memvp/testbench/per_clock/refresh_clocked_controller.hpp"

namespace memvp {

using step_of = clocked_job_step;

bool clocked_refresh_controller::in_tolerance(int code, std::uint32_t level) const {
  return std::abs(code - settings_.nominal_codes[level]) <= registers_.level_tolerance;
}

// The level whose nominal code is nearest, the lower of two equals; no row may read beyond the last level.
void clocked_refresh_controller::after_read_level(clocked_refresh_job& job) {
  job.target.assign(settings_.columns, 0);
  for (std::uint32_t column = 0; column < settings_.columns; ++column) {
    const int code = codes_[column];
    if (code > settings_.nominal_codes[refresh_levels - 1] + settings_.half_level)
      return end_job(job, refresh_error::level_beyond_last);
    for (std::uint32_t level = 1; level < refresh_levels; ++level)
      if (std::abs(code - settings_.nominal_codes[level]) <
          std::abs(code - settings_.nominal_codes[job.target[column]]))
        job.target[column] = static_cast<std::uint8_t>(level);
  }
  job.restored.assign(1, 1);
  begin_pulses(job, registers_.n_rest);
}

// The first round: cells that have to go down, or of unknown level, are reset; those that have to go up are set.
void clocked_refresh_controller::begin_levels(clocked_refresh_job& job) {
  const std::uint32_t r = job.request.first_row + job.row;
  job.plan.assign(settings_.columns, {});
  bool any = false;
  for (std::uint32_t column = 0; column < settings_.columns; ++column) {
    const std::uint8_t known = known_level_[cell(r, column)], target = job.target[column];
    if (known == target) continue;
    any = true;
    clocked_refresh_job::cell_plan& plan = job.plan[column];
    plan.written = true;
    plan.reset = known == refresh_level_unknown || known > target;
    plan.first_group = plan.reset ? 0 : known + 1u;
  }
  job.round = 0;
  job.pulsed = false;
  job.heats = heats_;
  if (any) return begin_round(job);
  if (rows_[r].source_valid) return level_row_ends(job);
  job.round = 1;  // SOURCE is not known: the row is verified
  job.step = step_of::level_verify;
}

void clocked_refresh_controller::level_row_ends(clocked_refresh_job& job) {
  if (job.request.kind == refresh_request_kind::promote) {
    rows_[job.request.first_row + job.row].mode = refresh_mode::non_volatile;
    ++counters_.promotes;
  }
  row_ends(job);
}

void clocked_refresh_controller::begin_round(clocked_refresh_job& job) {
  ++job.round;
  job.pulses_given = 0;
  job.step = step_of::reset_pulse;
  for (const clocked_refresh_job::cell_plan& plan : job.plan)
    if (plan.reset && registers_.reset_pulses != 0) return;
  begin_group(job, 0);
}

bool clocked_refresh_controller::in_group(const clocked_refresh_job& job, std::uint32_t column,
                                          std::uint32_t level) const {
  const clocked_refresh_job::cell_plan& plan = job.plan[column];
  return plan.written && plan.first_group <= level && level <= job.target[column];
}

// The first group from `level` on that has a cell; after the last one the row is verified.
void clocked_refresh_controller::begin_group(clocked_refresh_job& job, std::uint32_t level) {
  job.pulses_given = 0;
  job.step = step_of::set_pulse;
  for (job.level = level; job.level < refresh_levels && registers_.set_pulses != 0; ++job.level)
    for (std::uint32_t column = 0; column < settings_.columns; ++column)
      if (in_group(job, column, job.level)) return;
  job.step = step_of::level_verify;
}

// From the first pulse on nobody knows what the cells hold.
void clocked_refresh_controller::pulse_begins(clocked_refresh_job& job) {
  const std::uint32_t r = job.request.first_row + job.row;
  rows_[r].source_valid = false;
  job.pulsed = true;
  job.heats = heats_;
  for (std::uint32_t column = 0; column < settings_.columns; ++column)
    if (job.plan[column].written) known_level_[cell(r, column)] = refresh_level_unknown;
}

void clocked_refresh_controller::after_level_verify(clocked_refresh_job& job) {
  const std::uint32_t r = job.request.first_row + job.row;
  bool all = true;
  for (std::uint32_t column = 0; column < settings_.columns; ++column)
    all = all && in_tolerance(codes_[column], job.target[column]);
  const bool last = job.round >= registers_.verify_limit;
  const bool heated = heats_ != job.heats;  // since the last pulse
  for (std::uint32_t column = 0; column < settings_.columns && (all || last); ++column) {
    const bool known = !heated && in_tolerance(codes_[column], job.target[column]);
    known_level_[cell(r, column)] = known ? job.target[column] : refresh_level_unknown;
  }
  if (all) {
    clocked_refresh_row& row = rows_[r];
    for (std::uint32_t column = 0; column < settings_.columns; ++column) source_[cell(r, column)] = codes_[column];
    row.source_valid = true;
    row.dirty = row.target_valid = row.missed = false;
    row.suspect = heated;
    if (job.pulsed) ++counters_.reprograms;
    return level_row_ends(job);
  }
  if (last) return end_job(job, refresh_error::verify_timeout);
  for (std::uint32_t column = 0; column < settings_.columns; ++column) {
    const bool good = in_tolerance(codes_[column], job.target[column]);
    job.plan[column] = {!good, !good, 0u};
  }
  begin_round(job);
}

}  // namespace memvp
