// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/vote_waveforms.hpp"

namespace memvp {

vote_waveforms::vote_waveforms(vcd_writer& writer, const std::string& scope, const vote_planner& planner,
                               clock_grid clock)
    : writer_(writer), planner_(planner), clock_(clock), first_signal_(writer.signals().size()) {
  const std::string sequencer = scope + ".sequencer";
  command_ = writer.state(sequencer, "command", {"idle", "vote"});
  activity_ = writer.state(sequencer, "activity", {vote_activity_names.begin(), vote_activity_names.end()});
  decision_ = writer.word(sequencer, "decision", 16);
  winner_ = writer.word(sequencer, "winner", 8);
  for (std::size_t c = 0; c < planner.votes().size(); ++c)
    votes_.push_back(writer.word(scope + ".votes", "class_" + std::to_string(c), 16));
  power_ = writer.real(scope, "power_W");
  interrupt_ = writer.bit(scope, "interrupt");
  last_signal_ = writer.signals().size();
  for (const signal_id signal : {command_, activity_, decision_, winner_, interrupt_}) writer_.change(0, signal, 0u);
  for (const signal_id signal : votes_) writer_.change(0, signal, 0u);
  writer_.change(0, power_, 0.0);
}

void vote_waveforms::command(cycle_count at, std::uint32_t code) {
  const std::uint64_t ps = clock_.picoseconds(at);
  if (code == 0) {
    running_.clear();
    writer_.change(ps, activity_, static_cast<std::uint32_t>(vote_activity::idle));
    writer_.change(ps, power_, 0.0);
  }
  writer_.change(ps, command_, code);
}

void vote_waveforms::begin(const plan_phase& phase, cycle_count plan_start) {
  const std::uint64_t ps = clock_.picoseconds(plan_start + phase.interval.start);
  running_.begin(phase, planner_.current().energy(phase) / clock_.seconds(phase.interval.length));
  writer_.change(ps, activity_, phase.activity);
  writer_.change(ps, decision_, phase.operand);
  writer_.change(ps, power_, running_.watts());
}

void vote_waveforms::end(const plan_phase& phase, cycle_count plan_start, bool more) {
  const std::uint64_t ps = clock_.picoseconds(plan_start + phase.end());
  running_.end(phase);
  const auto activity = static_cast<vote_activity>(phase.activity);
  if (activity == vote_activity::count)
    for (std::size_t c = 0; c < votes_.size(); ++c) writer_.change(ps, votes_[c], planner_.votes()[c]);
  if (activity == vote_activity::elect) writer_.change(ps, winner_, planner_.winner());
  if (more) return;
  if (running_.count() == 0) writer_.change(ps, activity_, static_cast<std::uint32_t>(vote_activity::idle));
  writer_.change(ps, power_, running_.watts());
  writer_.simulated_time_is(ps);
}

void vote_waveforms::cut_short(cycle_count at) {
  writer_.retract_after(clock_.picoseconds(at), first_signal_, last_signal_);
  command(at, 0);
}

void vote_waveforms::interrupt(std::uint64_t at_ps, bool level) { writer_.change(at_ps, interrupt_, level); }

}  // namespace memvp
