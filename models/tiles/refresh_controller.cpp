// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/refresh_controller.hpp"

#include <algorithm>
#include <utility>

namespace memvp {

namespace {

/// Class of a request for the arbiter; compute commands are of class 1.
unsigned class_of(refresh_request_kind kind) {
  switch (kind) {
    case refresh_request_kind::rewrite:
      return 0;
    case refresh_request_kind::alloc:
    case refresh_request_kind::restore:
      return 2;
    case refresh_request_kind::reprogram:
      return 3;
    default:
      return 4;
  }
}
constexpr unsigned compute_class = 1, last_class = 4;

}  // namespace

refresh_controller::refresh_controller(std::size_t rows, std::size_t columns, std::uint32_t slots,
                                       refresh_code_book book, const refresh_sequencer& sequencer,
                                       const refresh_images& images, double seconds_per_cycle)
    : book_(std::move(book)),
      table_(rows, columns, images),
      context_{table_, book_, policy_, sequencer, counters_, seconds_per_cycle},
      slots_(slots, slot(rows, columns)),
      timer_rewrite_(columns) {}

void refresh_controller::enter(std::uint32_t index, const refresh_request& request, cycle_count now) {
  slots_[index].busy = true;
  slots_[index].job.accept(request, next_order_++, now);
}

void refresh_controller::leave(std::uint32_t index, cycle_count now) {
  slot& left = slots_[index];
  left.busy = false;
  ended_.push_back({left.job.request().kind, false, index, left.job.accepted(), now, left.job.error()});
}

void refresh_controller::set_hot(bool hot) {
  hot_ = hot;
  if (!hot) return;
  ++table_.heats;
  for (refresh_row& row : table_.rows) row.suspect = row.suspect || row.source_valid;
  std::fill(table_.written.begin(), table_.written.end(), refresh_level_unknown);
}

bool refresh_controller::claimed(std::uint32_t row) const {
  return std::any_of(slots_.begin(), slots_.end(), [&](const slot& each) { return each.busy && each.job.names(row); });
}

bool refresh_controller::under_pulse(std::uint32_t row) const {
  return owner_ != owner::nobody && row - unit_->first_row < unit_->row_count;
}

bool refresh_controller::keeps_alive() const {
  return policy_.keep_alive && check_pulses(refresh_request_kind::rewrite) == refresh_error::none;
}

bool refresh_controller::worth_keeping(std::uint32_t row) const {
  const refresh_row& entry = table_.rows[row];
  return entry.mode == refresh_mode::volatile_ions && entry.source_valid && entry.dirty && entry.target_valid &&
         std::none_of(slots_.begin(), slots_.end(), [&](const slot& each) { return each.busy && each.job.takes(row); });
}

cycle_count refresh_controller::deadline(std::uint32_t row) const {
  const cycle_count written = table_.rows[row].last_write;
  return policy_.rewrite_interval < never - written ? written + policy_.rewrite_interval : never;
}

void refresh_controller::find_live() {
  live_.clear();
  if (!keeps_alive()) return;
  for (const std::uint32_t row : by_age_)
    if (worth_keeping(row)) live_.push_back(row);
}

void refresh_controller::miss(std::uint32_t row) {
  table_.rows[row].missed = missed_ = true;
  ++counters_.misses;
}

void refresh_controller::count_misses(cycle_count now) {
  for (const std::uint32_t row : live_) {
    if (deadline(row) >= now) return;  // those that follow were written later
    if (!table_.rows[row].missed) miss(row);
  }
}

// The latest cycle at which the rewrites of all live rows, one after another, can begin without missing a deadline.
cycle_count refresh_controller::latest_start() const {
  const refresh_unit unit = refresh_row_rewrite::first_unit(live_.front());
  const cycle_count slot_length = context_.sequencer.length(unit);
  cycle_count needed = context_.sequencer.ionic_end(unit);
  cycle_count latest = never;
  for (const std::uint32_t row : live_) {
    const cycle_count due = deadline(row);
    latest = std::min(latest, due > needed ? due - needed : 0);
    needed += slot_length;
  }
  return latest;
}

bool refresh_controller::eligible(std::uint64_t order, std::uint32_t first_row, std::uint32_t row_count) const {
  for (const slot& each : slots_)
    if (each.busy && each.job.order() < order && each.job.shares_rows(first_row, row_count)) return false;
  const array_region& region = compute_.command.region;
  return !(compute_.active && compute_.order < order && region.first_row < first_row + row_count &&
           first_row < region.first_row + region.rows);
}

// The job whose turn it is: the first class that has one; in it one that has begun, else the one accepted first.
std::size_t refresh_controller::candidate(cycle_count now) const {
  for (unsigned wanted = 0; wanted <= last_class; ++wanted) {
    if (wanted == compute_class) {
      const array_region& region = compute_.command.region;
      if (compute_.active && eligible(compute_.order, region.first_row, region.rows)) return compute_index;
      continue;
    }
    std::size_t best = no_candidate;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      const refresh_job& job = slots_[i].job;
      if (!slots_[i].busy || class_of(job.request().kind) != wanted || job.rests_until() > now) continue;
      if (hot_ && (job.request().kind == refresh_request_kind::reprogram ||
                   job.request().kind == refresh_request_kind::promote))
        continue;
      if (!eligible(job.order(), job.request().first_row, job.request().row_count)) continue;
      if (best == no_candidate || std::make_pair(!job.begun(), job.order()) <
                                      std::make_pair(!slots_[best].job.begun(), slots_[best].job.order()))
        best = i;
    }
    if (best != no_candidate) return best;
  }
  return no_candidate;
}

bool refresh_controller::continues_train(std::uint64_t order, const refresh_unit& unit) const {
  if (order != train_order_ || unit.kind != train_.kind) return false;
  if (unit.kind == refresh_unit_kind::restore) return true;
  return unit.kind == refresh_unit_kind::ferroelectric && unit.first_row == train_.first_row &&
         unit.pulse == train_.pulse && unit.volts == train_.volts;
}

void refresh_controller::aim_compute() {
  const array_region& region = compute_.command.region;
  refresh_unit& unit = compute_.unit;
  unit = {};
  unit.index = compute_.next;
  unit.first_row = region.first_row;
  switch (compute_.command.operation) {
    case refresh_operation::pulse:
      unit.kind = refresh_unit_kind::update;
      unit.first_row += compute_.next;
      break;
    case refresh_operation::read_cells:
      unit.kind = refresh_unit_kind::read_row;
      unit.pulse = refresh_pulse_kind::read_ion;
      unit.first_row += compute_.next;
      break;
    default:
      unit.kind = refresh_unit_kind::vector;
      unit.row_count = region.rows;
  }
}

// What the candidate would do; null if it has ended or rests.
const refresh_unit* refresh_controller::next_unit(std::size_t candidate, cycle_count now) {
  if (candidate == compute_index) {
    aim_compute();
    return &compute_.unit;
  }
  refresh_job& job = slots_[candidate].job;
  switch (job.next(context_, now)) {
    case refresh_job::state::unit:
      job.set_biased(continues_train(job.order(), job.unit()));
      if (job.request().kind == refresh_request_kind::alloc) find_live();  // it may have taken rows, or restored them
      return &job.unit();
    case refresh_job::state::ended:
      leave(static_cast<std::uint32_t>(candidate), now);
      find_live();
      count_misses(now);
      break;
    case refresh_job::state::rests:
      find_live();
      break;
  }
  return nullptr;
}

const refresh_unit* refresh_controller::decide(cycle_count now) {
  wakes_at_ = never;
  if (follows_ != nullptr) return launch(*std::exchange(follows_, nullptr), now);
  owner_ = owner::nobody;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (!slots_[i].busy) continue;
    slots_[i].job.end_rest(context_, now);
    if (slots_[i].job.over()) leave(static_cast<std::uint32_t>(i), now);
  }
  find_live();
  count_misses(now);
  for (std::size_t next = candidate(now); next != no_candidate; next = candidate(now)) {
    const refresh_unit* unit = next_unit(next, now);
    if (unit == nullptr) continue;
    if (live_.empty() || brought_forward_ >= live_.size()) return start(next, now);
    const cycle_count latest = latest_start();
    if (now <= latest && context_.sequencer.length(*unit) <= latest - now) return start(next, now);
    ++brought_forward_;
    return start_timer_rewrite(now);
  }
  for (const slot& each : slots_)
    if (each.busy && each.job.rests_until() > now) wakes_at_ = std::min(wakes_at_, each.job.rests_until());
  if (live_.empty()) return nullptr;
  const cycle_count latest = latest_start();
  const cycle_count begins = latest - std::min(latest, policy_.guard);
  if (now >= begins) return start_timer_rewrite(now);
  wakes_at_ = std::min(wakes_at_, begins);
  return nullptr;
}

const refresh_unit* refresh_controller::launch(const refresh_unit& unit, cycle_count now) {
  unit_ = &unit;
  ions_written_at_ = now + context_.sequencer.ionic_end(unit);
  return unit_;
}

const refresh_unit* refresh_controller::start_timer_rewrite(cycle_count now) {
  owner_ = owner::timer;
  timer_started_ = now;
  train_order_ = ~std::uint64_t{0};
  timer_rewrite_.begin(context_, live_.front(), now);
  return launch(timer_rewrite_.next(), now);
}

const refresh_unit* refresh_controller::start(std::size_t candidate, cycle_count now) {
  brought_forward_ = 0;
  if (candidate == compute_index) {
    owner_ = owner::compute;
    train_order_ = ~std::uint64_t{0};
    return launch(compute_.unit, now);
  }
  owner_ = owner::request;
  owner_slot_ = static_cast<std::uint32_t>(candidate);
  refresh_job& job = slots_[candidate].job;
  const bool biased = job.unit().biased;
  const refresh_unit& unit = job.begin_unit(context_, now);
  job.set_biased(biased);
  train_order_ = job.order();
  train_ = unit;
  return launch(unit, now);
}

// The row's ions were written just now: it is the youngest.
void refresh_controller::written(std::uint32_t row) {
  by_age_.erase(std::remove(by_age_.begin(), by_age_.end(), row), by_age_.end());
  by_age_.push_back(row);
}

void refresh_controller::ended(cycle_count now) {
  switch (owner_) {
    case owner::timer:
      end_timer_rewrite(now);
      break;
    case owner::compute:
      end_compute_unit();
      break;
    case owner::request: {
      refresh_job& job = slots_[owner_slot_].job;
      const bool rewrite = unit_->kind == refresh_unit_kind::rewrite;
      const std::uint32_t row = unit_->first_row;
      if (job.end_unit(context_, ions_written_at_)) follows_ = &job.unit();
      if (rewrite) written(row);
      if (job.over()) leave(owner_slot_, now);
      break;
    }
    case owner::nobody:
      break;
  }
  if (follows_ == nullptr) owner_ = owner::nobody;
}

void refresh_controller::end_timer_rewrite(cycle_count now) {
  const std::uint32_t row = unit_->first_row;
  refresh_row& entry = table_.rows[row];
  if (!entry.missed && deadline(row) < ions_written_at_) miss(row);
  const refresh_row_rewrite::outcome outcome = timer_rewrite_.ended(context_, ions_written_at_);
  written(row);
  if (outcome == refresh_row_rewrite::outcome::again) {
    follows_ = &timer_rewrite_.next();
    return;
  }
  const bool success = outcome == refresh_row_rewrite::outcome::done;
  if (success) ++counters_.rewrites;
  ++entry.rewrites;
  ended_.push_back({refresh_request_kind::rewrite, true, 0, timer_started_, now,
                    success ? refresh_error::none : refresh_error::verify_timeout});
  if (policy_.promote_after == 0 || entry.rewrites < policy_.promote_after || claimed(row)) return;
  if (check_pulses(refresh_request_kind::promote) != refresh_error::none) return;
  if (const std::optional<std::uint32_t> index = free_slot())
    enter(*index, {refresh_request_kind::promote, row, 1, refresh_mode::free, 0}, now);
}

void refresh_controller::end_compute_unit() {
  if (unit_->kind == refresh_unit_kind::update && context_.sequencer.ionic_end(*unit_) > 0) {
    const std::uint32_t row = unit_->first_row;
    refresh_row& entry = table_.rows[row];
    entry.last_write = ions_written_at_;
    entry.dirty = true;
    entry.missed = false;
    entry.target_valid = compute_.command.verify;
    if (entry.target_valid) std::copy_n(context_.sequencer.codes(), table_.columns, table_.target(row));
    written(row);
  }
  if (++compute_.next == compute_.units) compute_.active = false;
}

void refresh_controller::take_ended(std::vector<ended_work>& work) {
  work.clear();
  work.swap(ended_);
}

bool refresh_controller::take_missed() { return std::exchange(missed_, false); }

void refresh_controller::reset() {
  for (slot& each : slots_) each.busy = false;
  std::fill(table_.rows.begin(), table_.rows.end(), refresh_row{});
  compute_.active = false;
  by_age_.clear();
  live_.clear();
  ended_.clear();
  follows_ = nullptr;
  owner_ = owner::nobody;
  brought_forward_ = 0;
  train_order_ = ~std::uint64_t{0};
  wakes_at_ = never;
  missed_ = false;
  last_slot_ = 0;
}

}  // namespace memvp
