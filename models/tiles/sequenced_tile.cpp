// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/sequenced_tile.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

namespace {

constexpr std::uint32_t control_reset = 1;  // RESET of CONTROL

/// Whether no phase of a command changes a register of the common block, but its beginning and its end alone.
bool changes_with_commands_alone(std::uint64_t offset) {
  return offset == common_register::status || offset == common_register::irq_status ||
         offset == common_register::irq_enable || offset == common_register::error;
}

}  // namespace

sequenced_tile::sequenced_tile(const sc_core::sc_module_name& name, const register_map& map, clock_grid clock,
                               const tile_traces& traces, std::initializer_list<const char*> command_names)
    : register_device(name, map, sc_core::sc_time::from_value(clock.period_ps())),
      interrupt("interrupt"),
      reset("reset"),
      clock_(clock),
      traces_(traces) {
  namespace reg = common_register;
  registers().compute({reg::status, reg::cycles_low, reg::operations_low, reg::energy_low, reg::cycles_high,
                       reg::operations_high, reg::energy_high});
  // What these say or do depends on how far the running command has come.
  registers().synchronise({reg::control, reg::status, reg::irq_status, reg::irq_enable, reg::command, reg::error, reg::cycles_low,
                           reg::operations_low, reg::energy_low});
  for (const char* command : command_names) latency_ids_.push_back(traces_.latency.command(this->name(), command));

  SC_HAS_PROCESS(sequenced_tile);
  SC_METHOD(advance);
  sensitive << wake_;
  dont_initialize();
  SC_METHOD(on_reset);
  sensitive << reset.pos();
  dont_initialize();
}

void sequenced_tile::set_float(std::uint32_t offset, double value) {
  const auto single = static_cast<float>(value);
  std::uint32_t bits = 0;
  std::memcpy(&bits, &single, sizeof bits);
  registers().set(offset, bits);
}

cycle_count sequenced_tile::cycle_of(const sc_core::sc_time& time) const {
  return clock_.cycles_covering_ps(picoseconds(time));
}

unsigned sequenced_tile::access(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) {
  // What a read finds now it would find at `at` too, if nothing is due until then. Letting simulated time catch up all
  // the same would cost an initiator that runs ahead, and polls, three times the rest of the access.
  const std::uint64_t offset = payload.get_address();
  if (payload.is_read() && registers().synchronises(offset) && (!busy_ || changes_with_commands_alone(offset)) &&
      !works_by_itself() && sc_core::sc_time_to_pending_activity() > at - sc_core::sc_time_stamp()) {
    registers().access(payload, at);
    return 1;
  }
  const bool window = !registers().contains(offset);
  if ((busy_ || works_by_itself()) && (window || registers().synchronises(offset))) {
    synchronise(at);
    progress();
  }
  return register_device::access(payload, at);
}

unsigned sequenced_tile::debug_access(tlm::tlm_generic_payload& payload) {
  progress();
  return register_device::debug_access(payload);
}

std::uint64_t sequenced_tile::femtojoules() const {
  return static_cast<std::uint64_t>(std::llround(energy_.value() * 1e15));
}

std::uint32_t sequenced_tile::register_value(std::uint32_t offset, std::uint32_t stored,
                                             const sc_core::sc_time&) const {
  const auto low = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
  const auto high = [](std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); };
  switch (offset) {
    case common_register::status:
      return (stored & ~tile_status::busy) | (busy_ ? tile_status::busy : 0);
    case common_register::cycles_low:
      return low(busy_cycles_);
    case common_register::cycles_high:
      return high(busy_cycles_);
    case common_register::operations_low:
      return low(operations());
    case common_register::operations_high:
      return high(operations());
    case common_register::energy_low:
      return low(femtojoules());
    case common_register::energy_high:
      return high(femtojoules());
    default:
      return stored;
  }
}

void sequenced_tile::after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time& at) {
  switch (offset) {
    case common_register::command:
      start_command(value, at);
      return;
    case common_register::control:
      if ((value & control_reset) != 0) on_reset();
      return;
    case common_register::irq_status:
    case common_register::irq_enable:
      // An access runs in the initiator's process: the interrupt line is driven by the tile's own.
      wake_.notify(sc_core::SC_ZERO_TIME);
      return;
    default:
      return;
  }
}

void sequenced_tile::fail(std::uint32_t error) {
  registers().set(common_register::error, error);
  registers().set_bits(common_register::status, tile_status::error);
  raise(tile_interrupt::error);
}

void sequenced_tile::raise(std::uint32_t interrupts) {
  if (interrupts == 0) return;
  registers().set_bits(common_register::irq_status, interrupts);
  wake_.notify(sc_core::SC_ZERO_TIME);
}

void sequenced_tile::log_latency(std::size_t name, cycle_count start, cycle_count cycles) {
  traces_.latency.record(latency_ids_[name], start, cycles);
}

void sequenced_tile::start_command(std::uint32_t code, const sc_core::sc_time& at) {
  if (busy_) return fail(busy_error);
  const cycle_count start = cycle_of(at);
  if (const std::uint32_t error = begin_command(code, start); error != 0) return fail(error);
  set_busy(true);
  command_code_ = code;
  registers().clear_bits(common_register::status, tile_status::done | tile_status::error);
  registers().set(common_register::error, 0);
  command_start_ = start;
  if (waveforms_ != nullptr) waveforms_->command(start, code);
  if (!works_by_itself())
    begin_plan(start);
  else if (!planned_)
    decide(start);
  if (waveforms_ != nullptr && planned_) walk_until(start);
  sleep();
  if (!busy_) wake_.notify(sc_core::SC_ZERO_TIME);  // over at once: the interrupt line is driven by the process
}

void sequenced_tile::set_busy(bool busy) {
  busy_ = busy;
  allow_direct_memory(!busy);
  lock_windows(busy);
}

void sequenced_tile::begin_plan(cycle_count start) {
  planned_ = true;
  plan_start_ = start;
  executed_phases_ = 0;
  if (waveforms_ == nullptr) return;
  boundaries_.clear();
  next_boundary_ = 0;
  const auto& phases = current_plan().phases();
  for (std::uint32_t i = 0; i < phases.size(); ++i) {
    if (phases[i].interval.length == 0) continue;
    boundaries_.push_back({phases[i].interval.start, true, i});
    boundaries_.push_back({phases[i].end(), false, i});
  }
  // Ends come before beginnings, so that a phase that follows another one of the same resource has the last word.
  const auto before = [](const boundary& a, const boundary& b) {
    return a.at != b.at ? a.at < b.at : !a.begins && b.begins;
  };
  // Only plans in which phases overlap are out of order.
  if (!std::is_sorted(boundaries_.begin(), boundaries_.end(), before))
    std::stable_sort(boundaries_.begin(), boundaries_.end(), before);
}

void sequenced_tile::sleep() {
  cycle_count next = planned_ ? plan_start_ + current_plan().length() : wakes_at();
  if (next == never_cycle) return;
  // With waveforms, up to the next effect that they show.
  if (planned_ && waveforms_ != nullptr && next_boundary_ < boundaries_.size())
    next = plan_start_ + boundaries_[next_boundary_].at;
  const std::uint64_t due = clock_.picoseconds(next);
  const std::uint64_t now = picoseconds(sc_core::sc_time_stamp());
  wake_.notify(sc_core::sc_time::from_value(due > now ? due - now : 0));
}

void sequenced_tile::advance() {
  progress();
  sleep();
  publish_interrupt();
}

// Brings what is at work up to the present. Accesses do so too, so that what they find does not depend on whether they
// or the tile's own process come first at the instant at which something ends.
void sequenced_tile::progress() {
  const cycle_count now = clock_.cycle_at(picoseconds(sc_core::sc_time_stamp()));
  for (;;) {
    if (planned_) {
      const cycle_count end = plan_start_ + current_plan().length();
      if (waveforms_ != nullptr) walk_until(now);
      execute_until(now);
      if (now < end) return;
      finish_plan(current_plan().length());
      decide(end);
    } else if (works_by_itself()) {
      const cycle_count next = wakes_at();
      if (next > now) return;
      decide(std::max(next, free_since_));
    } else {
      if (!busy_) return;
      decide(free_since_);
      if (busy_ && !planned_) return;
    }
  }
}

// Nothing is in progress at cycle `at`: what comes next, if anything does.
void sequenced_tile::decide(cycle_count at) {
  planned_ = false;
  free_since_ = at;
  if (busy_) follow_plan(at);
  if (!busy_ && own_plan(at)) begin_plan(at);
}

// What comes after a plan that has ended at `end`: another one, waiting for one, or the command's end.
void sequenced_tile::follow_plan(cycle_count end) {
  if (!next_plan(end)) return finish_command(end);
  if (!waits()) begin_plan(plan_begins(end));
}

void sequenced_tile::reconsider(const sc_core::sc_time& at) {
  const bool was_busy = busy_;
  if (!planned_) decide(cycle_of(at));
  sleep();
  if (was_busy && !busy_) wake_.notify(sc_core::SC_ZERO_TIME);
}

void sequenced_tile::resume() {
  progress();
  if (busy_)
    sleep();
  else
    wake_.notify(sc_core::SC_ZERO_TIME);  // the interrupt line is driven by the tile's own process
}

void sequenced_tile::execute_until(cycle_count now) {
  const auto& phases = current_plan().phases();
  for (; executed_phases_ < phases.size(); ++executed_phases_) {
    const plan_phase& phase = phases[executed_phases_];
    if (plan_start_ + phase.end() > now) return;
    execute(executed_phases_, phase.interval.length);
  }
}

// Describes phases to the waveforms as far as they are known: all that comes before the next effect that they show.
void sequenced_tile::walk_until(cycle_count now) {
  for (; next_boundary_ < boundaries_.size(); ++next_boundary_) {
    const boundary& next = boundaries_[next_boundary_];
    const plan_phase& phase = current_plan().phases()[next.phase];
    if (!next.begins && shows_effect(phase)) {
      if (plan_start_ + next.at > now) return;
      execute_until(plan_start_ + next.at);
    }
    if (next.begins)
      waveforms_->begin(phase, plan_start_);
    else
      waveforms_->end(phase, plan_start_,
                      next_boundary_ + 1 < boundaries_.size() && boundaries_[next_boundary_ + 1].at == next.at);
  }
}

void sequenced_tile::pay(std::size_t index, cycle_count elapsed) {
  const plan& current = current_plan();
  const plan_phase& phase = current.phases()[index];
  // Cut short by a reset, a phase has cost what has passed of it.
  const double share = elapsed == phase.interval.length
                           ? 1.0
                           : static_cast<double>(elapsed) / static_cast<double>(phase.interval.length);
  const cycle_interval interval{plan_start_ + phase.interval.start, elapsed};
  for (std::uint32_t i = 0; i < phase.energy_count; ++i) {
    const phase_energy& paid = current.energies(phase)[i];
    traces_.energy.post(paid.component, phase.cause, interval, paid.joules * share);
    energy_.add(paid.joules * share);
  }
  phase_passed(phase, interval);
}

void sequenced_tile::finish_plan(cycle_count elapsed) {
  const auto& phases = current_plan().phases();
  for (std::size_t i = 0; i < phases.size(); ++i) {
    if (phases[i].interval.start > elapsed) continue;
    const cycle_count passed = std::min(phases[i].interval.length, elapsed - phases[i].interval.start);
    if (i >= executed_phases_) execute(i, passed);
    pay(i, passed);
  }
}

void sequenced_tile::finish_command(cycle_count end) {
  set_busy(false);
  busy_cycles_ += end - command_start_;
  traces_.latency.record(latency_ids_[command_code_], command_start_, end - command_start_);
  const ending outcome = end_of_command();
  registers().set_bits(common_register::status, tile_status::done);
  registers().set_bits(common_register::irq_status, tile_interrupt::done | outcome.interrupts);
  if (outcome.error != 0) {
    registers().set(common_register::error, outcome.error);
    registers().set_bits(common_register::status, tile_status::error);
    registers().set_bits(common_register::irq_status, tile_interrupt::error);
  }
  if (waveforms_ != nullptr) waveforms_->command(end, 0);
}

void sequenced_tile::on_reset() {
  const cycle_count now = cycle_of(sc_core::sc_time_stamp());
  progress();
  // Between two edges a reset counts from the next one, and what ends there has ended.
  while (planned_ && now >= plan_start_ + current_plan().length()) {
    const cycle_count end = plan_start_ + current_plan().length();
    if (waveforms_ != nullptr) walk_until(end);
    execute_until(end);
    finish_plan(current_plan().length());
    decide(end);
  }
  if (planned_) finish_plan(now - plan_start_);
  if (busy_) busy_cycles_ += now - command_start_;
  if (waveforms_ != nullptr && (busy_ || planned_)) waveforms_->cut_short(now);
  planned_ = false;
  set_busy(false);
  wake_.cancel();
  std::vector<std::uint32_t> values;
  for (const std::uint32_t offset : kept_) values.push_back(registers().get(offset));
  registers().reset();
  for (std::size_t i = 0; i < values.size(); ++i) registers().set(kept_[i], values[i]);
  reset_counters();
  busy_cycles_ = 0;
  energy_ = {};
  wake_.notify(sc_core::SC_ZERO_TIME);  // the interrupt line has one driver
}

void sequenced_tile::publish_interrupt() {
  const bool level = (registers().get(common_register::irq_status) & registers().get(common_register::irq_enable)) != 0;
  interrupt.write(level);
  if (waveforms_ != nullptr) waveforms_->interrupt(picoseconds(sc_core::sc_time_stamp()), level);
}

}  // namespace memvp
