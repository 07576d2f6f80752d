// SPDX-License-Identifier: Apache-2.0
#include "drift_waveforms.hpp"

namespace drift {

waveforms::waveforms(memvp::vcd_writer& writer, const std::string& scope, const planner& plans, const device_row& cells,
                     memvp::clock_grid clock)
    : writer_(writer), plans_(plans), cells_(cells), clock_(clock), first_signal_(writer.signals().size()) {
  command_ = writer.state(scope, "command", {"idle", "program", "read"});
  activity_ = writer.state(scope, "activity", {activity_names.begin(), activity_names.end()});
  cell_ = writer.word(scope, "cell", 10);
  volts_ = writer.real(scope, "volts");
  power_ = writer.real(scope, "power_W");
  interrupt_ = writer.bit(scope, "interrupt");
  for (std::size_t i = 0; i < cells.size(); ++i)
    ohms_.push_back(writer.real(scope + ".cells", "ohms_" + std::to_string(i)));
  last_signal_ = writer.signals().size();
  writer_.change(0, command_, 0u);
  writer_.change(0, cell_, 0u);
  writer_.change(0, interrupt_, 0u);
  for (std::size_t i = 0; i < cells.size(); ++i) writer_.change(0, ohms_[i], cells.resistance(i));
  rest(0);
}

void waveforms::rest(std::uint64_t at_ps) {
  writer_.change(at_ps, activity_, static_cast<std::uint32_t>(activity::idle));
  writer_.change(at_ps, volts_, 0.0);
  writer_.change(at_ps, power_, 0.0);
}

void waveforms::command(memvp::cycle_count at, std::uint32_t code) {
  writer_.change(clock_.picoseconds(at), command_, code);
  if (code == 0) rest(clock_.picoseconds(at));
}

void waveforms::begin(const memvp::plan_phase& phase, memvp::cycle_count plan_start) {
  const std::uint64_t ps = clock_.picoseconds(plan_start + phase.interval.start);
  writer_.change(ps, activity_, phase.activity);
  if (phase.operand != memvp::plan_phase::no_operand) writer_.change(ps, cell_, phase.operand);
  writer_.change(ps, volts_, plans_.volts(phase));
  writer_.change(ps, power_, plans_.current().energy(phase) / clock_.seconds(phase.interval.length));
}

void waveforms::end(const memvp::plan_phase& phase, memvp::cycle_count plan_start, bool more) {
  const std::uint64_t ps = clock_.picoseconds(plan_start + phase.end());
  if (phase.operand != memvp::plan_phase::no_operand)
    writer_.change(ps, ohms_[phase.operand], cells_.resistance(phase.operand));
  if (more) return;  // another phase begins at this instant
  rest(ps);
  writer_.simulated_time_is(ps);
}

void waveforms::cut_short(memvp::cycle_count at) {
  const std::uint64_t ps = clock_.picoseconds(at);
  writer_.retract_after(ps, first_signal_, last_signal_);
  for (std::size_t i = 0; i < cells_.size(); ++i) writer_.change(ps, ohms_[i], cells_.resistance(i));
  command(at, 0);
}

void waveforms::interrupt(std::uint64_t at_ps, bool level) { writer_.change(at_ps, interrupt_, level); }

}  // namespace drift
