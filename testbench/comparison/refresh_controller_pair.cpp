// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/comparison/refresh_controller_pair.hpp"

#include <cmath>
#include <optional>
#include <sstream>
#include <tuple>

#include "memvp/testbench/comparison/timed_refresh_sequencer.hpp"
#include "memvp/testbench/comparison/unit_record.hpp"

namespace memvp {

using action_of = refresh_event::action;

namespace {

clocked_refresh_settings settings_of(std::uint64_t seed) {
  drawn_numbers numbers(seed, 3);
  return drawn_settings(numbers);
}
clocked_refresh_registers registers_of(std::uint64_t seed, const clocked_refresh_settings& settings) {
  drawn_numbers numbers(seed, 4);
  return drawn_registers(numbers, settings);
}
refresh_host_habits habits_of(std::uint64_t seed) {
  drawn_numbers numbers(seed, 5);
  return drawn_habits(numbers);
}

ferroionic_device_parameters device() { return {}; }
constexpr double bottom_siemens = 0.3e-9, step_nepers = 0.0105;

// Whether the controller never sees a command with that error.
bool checked_by_tile(refresh_error error) {
  switch (error) {
    case refresh_error::unknown_command:
    case refresh_error::region_outside_array:
    case refresh_error::busy:
    case refresh_error::buffer_too_small:
    case refresh_error::bad_argument:
    case refresh_error::code_out_of_range:
    case refresh_error::pulse_too_wide:
      return true;
    default:
      return false;
  }
}

}  // namespace

void refresh_comparison_tally::add(const refresh_comparison_tally& other) {
  events += other.events;
  commands += other.commands;
  accepted += other.accepted;
  units += other.units;
  misses += other.misses;
  errors += other.errors;
  forced += other.forced;
  brought_forward += other.brought_forward;
  timer_rewrites += other.timer_rewrites;
  further_tries += other.further_tries;
  resets += other.resets;
  cycles += other.cycles;
}

struct refresh_controller_pair::parts {
  clocked_refresh_settings settings;
  refresh_code_book book{device(), bottom_siemens, step_nepers};
  clocked_refresh_registers at_reset;
  drawn_readings readings;
  drawn_host host;
  std::vector<std::uint8_t> level;
  std::vector<std::uint16_t> source, target;
  timed_sequencer sequencer;
  std::optional<refresh_controller> controller;
  std::optional<clocked_refresh_controller> reference;
  std::vector<unit_record> controller_units, reference_units;
  struct end_record {
    bool by_timer;
    std::uint32_t slot;
    refresh_error error;
    cycle_count accepted, at;
    bool operator==(const end_record& o) const {
      return std::tie(by_timer, slot, error, accepted, at) == std::tie(o.by_timer, o.slot, o.error, o.accepted, o.at);
    }
  };
  std::vector<end_record> controller_ends, reference_ends;
  refresh_comparison_tally tally;
  bool has_unit = false;
  cycle_count unit_end = 0;
  std::optional<cycle_count> read_at;
  bool stuck = false;  // the controller wants to decide, and decides nothing, again and again
  refresh_unit unit;

  explicit parts(std::uint64_t seed)
      : settings(settings_of(seed)),
        at_reset(registers_of(seed, settings)),
        readings{seed, &settings},
        host(seed, habits_of(seed)),
        sequencer(settings) {
    for (std::uint32_t k = 0; k < refresh_levels; ++k) settings.nominal_codes[k] = book.level_code(k);
    settings.half_level = (settings.nominal_codes[15] - settings.nominal_codes[14]) / 2;
    const std::size_t stored = settings.rows * refresh_row_stride(settings.columns);
    level.resize(stored);
    source.resize(stored);
    target.resize(stored);
    controller.emplace(settings.rows, settings.columns, settings.slots, book, sequencer,
                       refresh_images{level.data(), source.data(), target.data()}, 1e-8);
    clocked_refresh_callbacks callbacks;
    callbacks.read = [this](const clocked_refresh_unit& read_unit, std::uint32_t row, refresh_pulse_kind kind,
                            std::uint16_t* codes) {
      const std::size_t first = std::size_t{row} * settings.columns;
      readings.read(read_unit.kind, kind, row, reference->now(), reference->level().data() + first,
                    reference->source().data() + first, reference->target().data() + first, codes);
    };
    callbacks.began = [this](const clocked_refresh_unit& begun) { reference_units.push_back(record_of(begun)); };
    callbacks.job_ended = [this](const clocked_refresh_end& end) {
      const bool timer = end.number == 0;
      if (end.slot || timer)
        reference_ends.push_back({timer, end.slot.value_or(0), end.error, end.accepted, end.ended});
    };
    reference.emplace(settings, at_reset, callbacks);
    apply(at_reset);
  }

  void apply(const clocked_refresh_registers& registers) {
    refresh_policy& policy = controller->policy();
    policy.restore = static_cast<refresh_restore_kind>(registers.restore_kind);
    policy.keep_alive = registers.keep_alive;
    policy.refuse = registers.refuse;
    policy.restore_verify = registers.restore_verify;
    policy.rewrite_interval = registers.t_ref;
    policy.guard = registers.t_guard;
    policy.rest_time = registers.t_rest;
    policy.restore_pulses = registers.n_rest;
    policy.restore_tolerance = registers.restore_tolerance;
    policy.verify_tolerance = registers.verify_tolerance;
    policy.level_tolerance = registers.level_tolerance;
    policy.verify_limit = registers.verify_limit;
    policy.promote_after = registers.promote_after;
    policy.set_pulses = registers.set_pulses;
    policy.reset_pulses = registers.reset_pulses;
    policy.level_step = registers.level_step;
    sequencer.table = registers.pulses;
  }

  std::size_t stored(std::size_t cell) const {
    return cell / settings.columns * refresh_row_stride(settings.columns) + cell % settings.columns;
  }

  void decide(cycle_count now) {
    while (!has_unit) {
      const refresh_unit* const next = controller->decide(now);
      if (next == nullptr) return;
      begin(*next, now);
      if (unit_end == now) end(now);
    }
  }
  void begin(const refresh_unit& next, cycle_count now) {
    has_unit = true;
    unit = next;
    unit_end = now + sequencer.length(next);
    read_at = read_end_of(sequencer.clocked(next), settings, sequencer.table, sequencer.compute);
    if (read_at) *read_at += now;
    controller_units.push_back(record_of(next, settings, sequencer.table, controller->policy().level_step));
    controller_units.back().begin = now;
    controller_units.back().length = unit_end - now;
    controller_units.back().timer = controller->at_work() == refresh_controller::owner::timer;
  }
  void end(cycle_count now) {
    has_unit = false;
    controller->ended(now);
  }
  // The row at work is read if its read pulse has ended by now.
  void read_until(cycle_count now) {
    if (!read_at || *read_at > now) return;
    const std::size_t first = unit.first_row * refresh_row_stride(settings.columns);
    readings.read(unit.kind, unit.kind == refresh_unit_kind::verify ? unit.pulse : refresh_pulse_kind::read_ion,
                  unit.first_row, *read_at, level.data() + first, source.data() + first, target.data() + first,
                  sequencer.read.data());
    read_at.reset();
  }
  void advance(cycle_count now) {
    for (;;) {
      if (has_unit) {
        read_until(now);
        if (unit_end > now) return;
        const cycle_count at = unit_end;
        end(at);
        decide(at);
      } else {
        const cycle_count at = controller->wakes_at();
        if (at > now || at == refresh_controller::never) return;
        decide(at);
        stuck = !has_unit && controller->wakes_at() <= at;
        if (stuck) return;
      }
    }
  }

  // What the reference has counted since it was reset.
  refresh_comparison_tally counted() const {
    refresh_comparison_tally counts;
    counts.misses = reference->counters().misses;
    counts.forced = reference->counters().forced;
    counts.brought_forward = reference->counters().brought_forward;
    counts.further_tries = reference->counters().further_tries;
    return counts;
  }

  std::string compare_records();
  std::string compare_tables() const;
  std::string carry_out(const refresh_event& event, cycle_count now);
};

std::string refresh_controller_pair::parts::compare_records() {
  std::ostringstream text;
  std::vector<refresh_controller::ended_work> work;
  controller->take_ended(work);
  for (const auto& end : work) {
    controller_ends.push_back({end.by_timer, end.by_timer ? 0 : end.slot, end.error, end.accepted, end.ended});
  }
  if (stuck) text << "\n  the controller decides nothing for ever";
  tally.units += reference_units.size();
  for (const unit_record& begun : reference_units) tally.timer_rewrites += begun.timer;
  for (std::size_t i = 0; i < std::max(controller_units.size(), reference_units.size()); ++i) {
    const bool both = i < controller_units.size() && i < reference_units.size();
    if (both && controller_units[i] == reference_units[i]) continue;
    if (i < controller_units.size()) text << "\n  the controller begins " << controller_units[i];
    if (i < reference_units.size()) text << "\n  the reference begins " << reference_units[i];
    if (both) break;
  }
  const auto print = [&](const char* whose, const end_record& end) {
    text << "\n  " << whose << (end.by_timer ? ": the timer's rewrite" : ": slot ");
    if (!end.by_timer) text << end.slot;
    text << " ends at " << end.at << " with error " << static_cast<int>(end.error);
  };
  if (controller_ends != reference_ends) {
    for (const end_record& end : controller_ends) print("controller", end);
    for (const end_record& end : reference_ends) print("reference", end);
  }
  for (const end_record& end : reference_ends) tally.errors += end.error != refresh_error::none;
  controller_units.clear();
  reference_units.clear();
  controller_ends.clear();
  reference_ends.clear();
  return text.str();
}

std::string refresh_controller_pair::parts::compare_tables() const {
  std::ostringstream text;
  const auto compare = [&](const char* of, std::size_t number, const char* what, auto controllers, auto references) {
    if (static_cast<std::uint64_t>(controllers) != static_cast<std::uint64_t>(references))
      text << "\n  " << what << " of " << of << ' ' << number << ": controller "
           << static_cast<std::uint64_t>(controllers) << ", reference " << static_cast<std::uint64_t>(references);
  };
  for (std::uint32_t r = 0; r < settings.rows; ++r) {
    const refresh_row& a = controller->row(r);
    const clocked_refresh_row& b = reference->row(r);
    compare("row", r, "mode", a.mode, b.mode);
    compare("row", r, "task", a.task, b.task);
    compare("row", r, "source_valid", a.source_valid, b.source_valid);
    compare("row", r, "dirty", a.dirty, b.dirty);
    compare("row", r, "target_valid", a.target_valid, b.target_valid);
    compare("row", r, "suspect", a.suspect, b.suspect);
    compare("row", r, "missed", a.missed, b.missed);
    compare("row", r, "last_write", a.last_write, b.last_write);
    compare("row", r, "rewrites", a.rewrites, b.rewrites);
    compare("row", r, "claimed", controller->claimed(r), reference->claimed(r));
    compare("row", r, "under_pulse", controller->under_pulse(r), reference->under_pulse(r));
    compare("row", r, "live", controller->live(r), reference->live(r));
  }
  for (std::size_t cell = 0; cell < reference->level().size(); ++cell) {
    const std::size_t at = stored(cell);
    compare("cell", cell, "LEVEL", level[at], reference->level()[cell]);
    compare("cell", cell, "SOURCE", source[at], reference->source()[cell]);
    compare("cell", cell, "TARGET", target[at], reference->target()[cell]);
  }
  compare("the tile", 0, "slots", controller->slots_busy(), reference->busy_slots());
  compare("the tile", 0, "computing", controller->compute_active(), reference->compute_active());
  const refresh_controller_counters& counters = controller->counters();
  compare("the tile", 0, "RESTORES", counters.restores, reference->counters().restores);
  compare("the tile", 0, "REWRITES", counters.rewrites, reference->counters().rewrites);
  compare("the tile", 0, "REPROGRAMS", counters.reprograms, reference->counters().reprograms);
  compare("the tile", 0, "PROMOTES", counters.promotes, reference->counters().promotes);
  compare("the tile", 0, "MISSES", counters.misses, reference->counters().misses);
  return text.str();
}

std::string refresh_controller_pair::parts::carry_out(const refresh_event& event, cycle_count now) {
  std::optional<refresh_error> ours, theirs;
  switch (event.what) {
    case action_of::request:
      theirs = reference->request(event.request);
      ours = controller->submit(event.request, now);
      ++tally.commands;
      break;
    case action_of::compute: {
      theirs = reference->compute(event.compute);
      ++tally.commands;
      // What the tile checks before the controller sees the command.
      if (checked_by_tile(*theirs)) break;
      ours = controller->check_rows(event.compute.command);
      if (*ours != refresh_error::none) break;
      const bool product = event.compute.command.operation == refresh_operation::multiply ||
                           event.compute.command.operation == refresh_operation::multiply_transposed;
      const auto units = product ? event.compute.command.vectors : event.compute.command.region.rows;
      const clocked_refresh_compute before = sequencer.compute;
      sequencer.compute = event.compute;
      ours = controller->begin(event.compute.command, units);
      if (*ours != refresh_error::none) sequencer.compute = before;
      break;
    }
    case action_of::registers:
      reference->write([&](clocked_refresh_registers& registers) { registers = event.registers; });
      apply(event.registers);
      break;
    case action_of::temperature:
      reference->write_temperature(event.value);
      controller->set_hot(event.value >= settings.curie_millikelvin);
      break;
    case action_of::level:
      reference->write_level(event.cell, static_cast<std::uint8_t>(event.value));
      level[stored(event.cell)] = static_cast<std::uint8_t>(event.value);
      break;
    case action_of::source:
      reference->write_source(event.cell, static_cast<std::uint16_t>(event.value));
      source[stored(event.cell)] = static_cast<std::uint16_t>(event.value);
      break;
    case action_of::target:
      reference->write_target(event.cell, static_cast<std::uint16_t>(event.value));
      target[stored(event.cell)] = static_cast<std::uint16_t>(event.value);
      break;
    case action_of::failed:
      reference->clear_failed(event.value);
      break;
    case action_of::reset:
      ++tally.resets;
      tally.add(counted());
      reference->reset();
      controller->reset();
      controller->reset_counters();
      apply(at_reset);
      has_unit = false;
      read_at.reset();
      break;
    case action_of::look:
      break;
  }
  decide(now);
  if (ours && *ours != *theirs)
    return "\n  the controller says " + std::to_string(static_cast<int>(*ours)) + ", the reference " +
           std::to_string(static_cast<int>(*theirs));
  if (theirs && *theirs == refresh_error::none) ++tally.accepted;
  if (ours && event.what == action_of::request && *ours == refresh_error::none &&
      controller->last_slot() != reference->last_slot())
    return "\n  different slots";
  return {};
}

refresh_controller_pair::refresh_controller_pair(std::uint64_t seed) : parts_(std::make_unique<parts>(seed)) {}
refresh_controller_pair::~refresh_controller_pair() = default;

std::string refresh_controller_pair::step() {
  parts& p = *parts_;
  const refresh_event event = p.host.next(*p.reference);
  const cycle_count now = p.reference->now() + event.wait;
  p.advance(now);
  while (p.reference->now() < now) p.reference->clock();
  std::string differences = p.compare_records();
  if (differences.empty()) differences = p.compare_tables();
  std::string when = "before";
  if (differences.empty()) {
    when = "after";
    differences = p.carry_out(event, now);
    differences += p.compare_records();
    differences += p.compare_tables();
  }
  ++p.tally.events;
  p.tally.cycles += event.wait;
  if (differences.empty()) return {};
  std::ostringstream text;
  text << "event " << p.tally.events << ' ' << when << " action " << static_cast<int>(event.what) << " (request "
       << static_cast<int>(event.request.kind) << " rows " << event.request.first_row << " + "
       << event.request.row_count << ") at cycle " << now << ':' << differences;
  return text.str();
}

refresh_comparison_tally refresh_controller_pair::tally() const {
  refresh_comparison_tally tally = parts_->tally;
  tally.add(parts_->counted());
  return tally;
}

const clocked_refresh_controller& refresh_controller_pair::reference() const { return *parts_->reference; }

}  // namespace memvp
