// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/vote_unit.hpp"

#include <string>

namespace memvp {

namespace reg = vote_register;

vote_unit::vote_unit(const sc_core::sc_module_name& name, const vote_unit_parameters& parameters, clock_grid clock,
                     const tile_traces& traces)
    : sequenced_tile(name, vote_unit_registers(), clock, traces, {"none", "vote"}),
      periphery_(parameters, clock, this->name(), traces.energy),
      planner_(buffers_, periphery_, parameters, clock) {
  for (std::vector<std::uint32_t>* buffer : {&buffers_.scores, &buffers_.decisions, &buffers_.votes})
    buffer->resize(vote_window::bytes / 4);
  back_window("SCORES", buffers_.scores.data());
  back_window("DECISIONS", buffers_.decisions.data());
  back_window("VOTES", buffers_.votes.data());

  registers().set(reg::classes, static_cast<std::uint32_t>(parameters.classes));
  registers().set(reg::frames, static_cast<std::uint32_t>(parameters.frames));
  registers().set(reg::score_bytes, static_cast<std::uint32_t>(parameters.score_buffer));
  registers().set(reg::decision_maximum, static_cast<std::uint32_t>(parameters.decisions));
  keep_over_reset({reg::classes, reg::frames, reg::score_bytes, reg::decision_maximum});
  compute({reg::decisions_low, reg::decisions_high, reg::votes_low, reg::votes_high, reg::ties_low, reg::ties_high});
  registers().synchronise({reg::decisions_low, reg::votes_low, reg::ties_low});

  periphery_.add_area(this->name(), traces.area);
  if (traces.waveforms != nullptr) {
    waveforms_ =
        std::make_unique<vote_waveforms>(*traces.waveforms, std::string("top.") + this->name(), planner_, clock);
    show_in(waveforms_.get());
  }
}

vote_unit::~vote_unit() = default;

std::uint32_t vote_unit::begin_command(std::uint32_t code, cycle_count start) {
  vote_command command;
  command.operation = static_cast<vote_operation>(code);
  command.frames = registers().get(reg::frame_count);
  command.classes = registers().get(reg::class_count);
  command.decisions = registers().get(reg::decision_count);
  return static_cast<std::uint32_t>(planner_.begin(command, start));
}

void vote_unit::reset_counters() {
  planner_.stop();
  planner_.reset_counters();
}

void vote_unit::phase_passed(const plan_phase& phase, cycle_interval interval) {
  periphery_.powered(static_cast<vote_activity>(phase.activity), interval.length);
}

std::uint32_t vote_unit::register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const {
  const vote_counters& count = planner_.counters();
  const auto low = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
  const auto high = [](std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); };
  switch (offset) {
    case reg::decisions_low:
      return low(count.decisions);
    case reg::decisions_high:
      return high(count.decisions);
    case reg::votes_low:
      return low(count.votes);
    case reg::votes_high:
      return high(count.votes);
    case reg::ties_low:
      return low(count.ties);
    case reg::ties_high:
      return high(count.ties);
    default:
      return sequenced_tile::register_value(offset, stored, at);
  }
}

void vote_unit::post_leakage(cycle_count end) { periphery_.post_leakage(end, traces().energy); }

}  // namespace memvp
