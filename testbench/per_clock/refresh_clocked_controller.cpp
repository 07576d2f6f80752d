// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/per_clock/refresh_clocked_controller.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace memvp {

namespace bit = clocked_refresh_interrupt;

namespace {

// Whether POLICY or the PULSE table has been written.
bool concerns_voltages(const clocked_refresh_registers& a, const clocked_refresh_registers& b) {
  bool same = a.restore_kind == b.restore_kind && a.keep_alive == b.keep_alive && a.refuse == b.refuse &&
              a.restore_verify == b.restore_verify;
  for (std::size_t kind = 0; kind < refresh_pulse_kinds; ++kind) {
    const refresh_pulse &p = a.pulses[kind], &q = b.pulses[kind];
    same = same && p.volts == q.volts && p.gate_volts == q.gate_volts && p.width == q.width && p.gap == q.gap;
  }
  return !same;
}

}  // namespace

clocked_refresh_controller::clocked_refresh_controller(const clocked_refresh_settings& settings,
                                                       const clocked_refresh_registers& at_reset,
                                                       clocked_refresh_callbacks callbacks)
    : settings_(settings), at_reset_(at_reset), registers_(at_reset), callbacks_(std::move(callbacks)) {
  if (settings.rows == 0 || settings.columns == 0 || settings.slots == 0 || settings.converters == 0)
    throw std::invalid_argument("a refresh controller needs rows, columns, slots and converters, at least one of each");
  const std::size_t cells = std::size_t{settings.rows} * settings.columns;
  rows_.resize(settings.rows);
  level_.resize(cells);
  known_level_.assign(cells, refresh_level_unknown);
  source_.resize(cells);
  target_.resize(cells);
  slots_.resize(settings.slots);
  codes_.resize(settings.columns);
}

// At one cycle: the unit in progress ends; if none is left, rests whose time has come end, and the arbiter decides.
void clocked_refresh_controller::clock() {
  ++now_;
  if (unit_) {
    ++elapsed_;
    if (unit_->read_end && elapsed_ == *unit_->read_end) read();
    if (elapsed_ == unit_->length) end_unit();
  }
  arbitrate();
}

refresh_error clocked_refresh_controller::request(const refresh_request& request) {
  const refresh_error fault = fault_of(request);
  if (fault != refresh_error::none) return refuse(fault);
  last_slot_ = *free_slot();
  accept(last_slot_, request);
  arbitrate();
  return refresh_error::none;
}

void clocked_refresh_controller::accept(std::uint32_t slot, const refresh_request& request) {
  clocked_refresh_job job;
  job.number = ++last_number_;
  job.accepted = now_;
  job.request = request;
  slots_[slot] = job;
}

refresh_error clocked_refresh_controller::compute(const clocked_refresh_compute& compute) {
  const refresh_error fault = fault_of(compute);
  if (fault != refresh_error::none) return refuse(fault);
  command_ = compute;
  compute_ = {};
  compute_.number = ++last_number_;
  compute_.accepted = now_;
  error_ = refresh_error::none;
  compute_.is_compute = true;
  compute_.request.first_row = compute.command.region.first_row;
  compute_.request.row_count = compute.command.region.rows;
  compute_.step = clocked_job_step::compute;
  arbitrate();
  return refresh_error::none;
}

refresh_error clocked_refresh_controller::refuse(refresh_error error) {
  error_ = error;
  interrupts_ |= bit::error;
  if (error == refresh_error::illegal_voltage) interrupts_ |= bit::illegal_voltage;
  arbitrate();
  return error;
}

void clocked_refresh_controller::write(const std::function<void(clocked_refresh_registers&)>& change) {
  const clocked_refresh_registers before = registers_;
  change(registers_);
  using kind = refresh_pulse_kind;
  if (concerns_voltages(before, registers_) && registers_.keep_alive &&
      !legal({kind::ion_set, kind::ion_reset, kind::read_ion}))
    interrupts_ |= bit::illegal_voltage;
  arbitrate();
}

void clocked_refresh_controller::write_temperature(std::uint32_t millikelvin) {
  millikelvin_ = millikelvin;
  if (over_temperature()) {
    ++heats_;
    interrupts_ |= bit::over_temperature;
    for (clocked_refresh_row& row : rows_)
      if (row.source_valid) row.suspect = true;
    std::fill(known_level_.begin(), known_level_.end(), refresh_level_unknown);
  }
  arbitrate();
}

void clocked_refresh_controller::reset() {
  registers_ = at_reset_;
  std::fill(rows_.begin(), rows_.end(), clocked_refresh_row{});
  std::fill(slots_.begin(), slots_.end(), clocked_refresh_job{});
  compute_ = {};
  unit_.reset();
  train_job_ = 0;
  brought_forward_ = 0;
  last_slot_ = failed_slots_ = interrupts_ = 0;
  error_ = refresh_error::none;
  counters_ = {};
}

std::uint32_t clocked_refresh_controller::take_interrupts() {
  const std::uint32_t raised = interrupts_;
  interrupts_ = 0;
  return raised;
}

bool clocked_refresh_controller::claimed(std::uint32_t r) const {
  for (const clocked_refresh_job& job : slots_)
    if (job.number != 0 && job.has(r)) return true;
  return false;
}

bool clocked_refresh_controller::under_pulse(std::uint32_t r) const {
  return unit_ && r >= unit_->first_row && r < unit_->first_row + unit_->row_count;
}

std::uint32_t clocked_refresh_controller::busy_slots() const {
  std::uint32_t mask = 0;
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot)
    if (slots_[slot].number != 0) mask |= 1u << slot;
  return mask;
}

std::optional<std::uint32_t> clocked_refresh_controller::free_slot() const {
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot)
    if (slots_[slot].number == 0) return slot;
  return std::nullopt;
}

bool clocked_refresh_controller::live(std::uint32_t r) const {
  const clocked_refresh_row& row = rows_[r];
  if (!registers_.keep_alive || row.mode != refresh_mode::volatile_ions) return false;
  if (!row.dirty || !row.target_valid || !row.source_valid) return false;
  using kind = refresh_pulse_kind;
  if (!legal({kind::ion_set, kind::ion_reset, kind::read_ion})) return false;
  for (const clocked_refresh_job& job : slots_)
    if (job.number != 0 && job.has(r) && job.takes(r)) return false;
  return true;
}

std::vector<std::uint32_t> clocked_refresh_controller::live_rows() const {
  std::vector<std::uint32_t> live_ones;
  for (std::uint32_t r = 0; r < settings_.rows; ++r)
    if (live(r)) live_ones.push_back(r);
  std::stable_sort(live_ones.begin(), live_ones.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return deadline(a) < deadline(b); });
  return live_ones;
}

void clocked_refresh_controller::count_miss(clocked_refresh_row& row) {
  row.missed = true;
  ++counters_.misses;
  interrupts_ |= bit::deadline_miss;
}

void clocked_refresh_controller::count_misses() {
  for (std::uint32_t r = 0; r < settings_.rows; ++r)
    if (live(r) && deadline(r) < now_ && !rows_[r].missed) count_miss(rows_[r]);
}

// The least of D_k - B - w(ion_set) - (k - 1) c.
std::int64_t clocked_refresh_controller::latest_start(const std::vector<std::uint32_t>& live_ones) const {
  std::int64_t least = std::numeric_limits<std::int64_t>::max(), before = 0;
  for (const std::uint32_t r : live_ones) {
    const clocked_refresh_unit rewrite = rewrite_unit(r, 0, false);
    least = std::min(least, static_cast<std::int64_t>(deadline(r) - *rewrite.pulse_end) - before);
    before += static_cast<std::int64_t>(rewrite.length);
  }
  return least;
}

bool clocked_refresh_controller::shares_a_row(const clocked_refresh_job& a, const clocked_refresh_job& b) const {
  for (std::uint32_t r = 0; r < settings_.rows; ++r)
    if (a.has(r) && b.has(r)) return true;
  return false;
}

bool clocked_refresh_controller::eligible(const clocked_refresh_job& job) const {
  if (job.number == 0 || job.step == clocked_job_step::rest) return false;
  const bool writes_polarisation =
      job.class_of() == clocked_job_class::reprogram || job.class_of() == clocked_job_class::promote;
  if (writes_polarisation && over_temperature()) return false;
  const auto waits_for = [&](const clocked_refresh_job& other) {
    return other.number != 0 && other.number < job.number && shares_a_row(job, other);
  };
  return !waits_for(compute_) && std::none_of(slots_.begin(), slots_.end(), waits_for);
}

clocked_refresh_job* clocked_refresh_controller::candidate() {
  clocked_refresh_job* best = eligible(compute_) ? &compute_ : nullptr;
  const auto goes_before = [](const clocked_refresh_job& a, const clocked_refresh_job& b) {
    if (a.class_of() != b.class_of()) return a.class_of() < b.class_of();
    if (a.begun != b.begun) return a.begun;
    return a.number < b.number;
  };
  for (clocked_refresh_job& job : slots_)
    if (eligible(job) && (best == nullptr || goes_before(job, *best))) best = &job;
  return best;
}

void clocked_refresh_controller::begin_timer_rewrite(std::uint32_t row) {
  tries_ = 0;
  timer_begun_ = now_;
  begin(rewrite_unit(row, 0, false));
}

void clocked_refresh_controller::arbitrate() {
  while (!unit_) {
    end_rests();
    count_misses();
    clocked_refresh_job* const next = candidate();
    if (next != nullptr && !take_turn(*next)) continue;  // it has ended, or rests
    const std::vector<std::uint32_t> live_ones = live_rows();
    const auto now = static_cast<std::int64_t>(now_);
    if (next == nullptr) {
      if (live_ones.empty() || now < latest_start(live_ones) - static_cast<std::int64_t>(registers_.t_guard)) return;
      begin_timer_rewrite(live_ones.front());
      continue;
    }
    clocked_refresh_unit unit = next_unit(*next);
    const bool fits = live_ones.empty() || now + static_cast<std::int64_t>(unit.length) <= latest_start(live_ones);
    if (!fits && brought_forward_ < live_ones.size()) {
      ++brought_forward_;
      ++counters_.brought_forward;
      begin_timer_rewrite(live_ones.front());
      continue;
    }
    if (!fits) ++counters_.forced;
    brought_forward_ = 0;
    next->begun = true;
    if (unit.kind == refresh_unit_kind::ferroelectric) pulse_begins(*next);
    if (next->step == clocked_job_step::read_level) next->reading = true;
    if (unit.kind == refresh_unit_kind::rewrite) tries_ = 0;
    begin(unit);
  }
}

}  // namespace memvp
