// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/kinetics_waveforms.hpp"

#include <algorithm>

#include "memvp/models/tiles/traced_cells.hpp"

namespace memvp {

namespace {

kinetics_activity activity_of(const plan_phase& phase) { return static_cast<kinetics_activity>(phase.activity); }

/// Of activities that go on at the same time, the one of the greatest rank is shown.
int rank_of(kinetics_activity activity) {
  return activity == kinetics_activity::fetch ? 0 : activity == kinetics_activity::convert ? 1 : 2;
}

}  // namespace

kinetics_waveforms::kinetics_waveforms(vcd_writer& writer, const std::string& scope,
                                       const kinetics_tile_parameters& parameters, const kinetics_timing& timing,
                                       const kinetics_bank& bank, kinetics_planner& planner, clock_grid clock)
    : writer_(writer),
      bank_(bank),
      planner_(planner),
      clock_(clock),
      converters_(timing.converters),
      first_signal_(writer.signals().size()) {
  const std::string sequencer = scope + ".sequencer", path = scope + ".read_path", guards = scope + ".guards";
  command_ = writer.state(sequencer, "command", {"idle", "run", "refresh", "read", "write", "begin_evaluation"});
  activity_ = writer.state(sequencer, "activity", {kinetics_activity_names.begin(), kinetics_activity_names.end()});
  sample_ = writer.word(sequencer, "sample", 32);
  pass_ = writer.word(sequencer, "pass", 32);
  step_ = writer.word(sequencer, "step", 32);
  fetch_ = writer.bit(sequencer, "fetch");
  refresh_ = writer.bit(sequencer, "refresh");
  read_ = writer.bit(sequencer, "read");
  pulse_ = writer.bit(sequencer, "pulse");
  write_ = writer.bit(sequencer, "write");
  convert_ = writer.bit(path, "convert");
  round_ = writer.word(path, "round", 12);
  feature_write_ = writer.bit(path, "feature_write");
  feature_ = writer.word(path, "feature", 32);
  lower_events_ = writer.word(guards, "lower_events", 32);
  upper_events_ = writer.word(guards, "upper_events", 32);
  sign_changes_ = writer.word(guards, "sign_changes", 32);
  for (const std::uint32_t device : parse_traced_numbers("trace.devices", parameters.trace.devices, bank.size())) {
    const std::string place = scope + ".device_" + std::to_string(device);
    devices_.push_back({device, writer.real(place, "voltage_V"), writer.real(place, "state"),
                        writer.real(place, "sampled_uA"), writer.word(place, "feature", 16)});
  }
  power_ = writer.real(scope, "power_W");
  interrupt_ = writer.bit(scope, "interrupt");
  last_signal_ = writer.signals().size();
  command(0, 0);
  interrupt(0, false);
  for (const signal_id word : {sample_, pass_, step_, round_, feature_write_, feature_}) writer_.change(0, word, 0u);
  for (const device_signals& traced : devices_) {
    writer_.change(0, traced.amperes, 0.0);
    writer_.change(0, traced.code, 0u);
  }
}

// Nothing is in progress: all lines are at rest.
void kinetics_waveforms::rest(std::uint64_t at_ps) {
  running_.clear();
  for (const signal_id bit : {fetch_, refresh_, read_, pulse_, convert_, write_})
    writer_.change(at_ps, bit, 0u);
  for (const device_signals& traced : devices_) writer_.change(at_ps, traced.volts, 0.0);
  show_running(at_ps);
  show_states(at_ps);
  show_events(at_ps);
}

void kinetics_waveforms::command(cycle_count at, std::uint32_t code) {
  const std::uint64_t ps = clock_.picoseconds(at);
  if (code == 0)
    rest(ps);
  else
    show_states(ps);
  writer_.change(ps, command_, code);
}

void kinetics_waveforms::cut_short(cycle_count at) {
  writer_.retract_after(clock_.picoseconds(at), first_signal_, last_signal_);
  command(at, 0);
  writer_.change(clock_.picoseconds(at), feature_write_, 0u);
}

void kinetics_waveforms::interrupt(std::uint64_t at_ps, bool level) { writer_.change(at_ps, interrupt_, level); }

bool kinetics_waveforms::takes_part(std::uint32_t device) const {
  const std::uint32_t first = planner_.command().first_device;
  return device >= first && device - first < planner_.active();
}

void kinetics_waveforms::show_running(std::uint64_t at_ps) {
  kinetics_activity shown = kinetics_activity::idle;
  int rank = -1;
  double watts = 0;
  for (const running_phase& running : running_) {
    const kinetics_activity activity = activity_of(*running.phase);
    if (rank_of(activity) >= rank) {
      shown = activity;
      rank = rank_of(activity);
    }
    watts += running.watts;
  }
  writer_.change(at_ps, activity_, shown);
  writer_.change(at_ps, power_, watts);
}

void kinetics_waveforms::show_states(std::uint64_t at_ps) {
  for (const device_signals& traced : devices_) writer_.change(at_ps, traced.state, bank_.state(traced.device, at_ps));
}

void kinetics_waveforms::show_events(std::uint64_t at_ps) {
  const kinetics_events events = planner_.counters().events;
  const auto word = [](std::uint64_t count) { return static_cast<std::uint32_t>(count); };
  writer_.change(at_ps, lower_events_, word(events.lower));
  writer_.change(at_ps, upper_events_, word(events.upper));
  writer_.change(at_ps, sign_changes_, word(events.sign_changes));
}

// Where in the command a phase belongs.
void kinetics_waveforms::show_place(const plan_phase& phase, std::uint64_t at_ps) {
  if (planner_.command().operation != kinetics_operation::run) return;
  writer_.change(at_ps, sample_, planner_.sample());
  writer_.change(at_ps, pass_, planner_.pass());
  if (phase.operand != plan_phase::no_operand) writer_.change(at_ps, step_, kinetics_planner::step_of(phase));
}

void kinetics_waveforms::show_read_voltage(std::uint64_t at_ps, double volts) {
  for (const device_signals& traced : devices_)
    if (takes_part(traced.device)) writer_.change(at_ps, traced.volts, volts);
}

// The whole slot at once: widths and the parts of densities end within it.
void kinetics_waveforms::show_pulses(std::uint32_t step, cycle_count start) {
  const kinetics_encoder& encoder = planner_.encoder();
  const auto show = [&](const device_signals& traced, cycle_count at, double volts) {
    writer_.change(clock_.picoseconds(start + at), traced.volts, volts);
  };
  for (const device_signals& traced : devices_) {
    if (!takes_part(traced.device)) continue;
    const kinetics_pulse pulse = planner_.pulse_of(step, traced.device - planner_.command().first_device);
    if (pulse.empty()) continue;
    if (encoder.encoding() != kinetics_encoding::density) {
      show(traced, 0, pulse.volts);
      show(traced, pulse.cycles, 0);
      continue;
    }
    for (std::uint32_t part = 0; part < encoder.parts(); ++part) {
      if (!encoder.part_is_pulsed(pulse.parts, part)) continue;
      const cycle_count from = cycle_count{part} * encoder.part_cycles();
      show(traced, from, pulse.volts);
      show(traced, from + encoder.part_cycles(), 0);
    }
  }
}

void kinetics_waveforms::show_currents(std::uint64_t at_ps) {
  const std::uint32_t first = planner_.command().first_device;
  for (const device_signals& traced : devices_)
    if (takes_part(traced.device))
      writer_.change(at_ps, traced.amperes, planner_.sampled()[traced.device - first] * 1e6);
}

void kinetics_waveforms::show_features(const plan_phase& phase, std::uint64_t at_ps) {
  const kinetics_command& command = planner_.command();
  const std::uint32_t first = kinetics_planner::round_of(phase) * converters_;
  for (const device_signals& traced : devices_) {
    if (!takes_part(traced.device)) continue;
    const std::uint32_t index = traced.device - command.first_device;
    if (index >= first && index - first < converters_) writer_.change(at_ps, traced.code, planner_.codes()[index]);
  }
  std::uint64_t feature = first;
  if (command.operation == kinetics_operation::run) {
    const std::uint64_t train = std::uint64_t{planner_.first_train()} + first, step = kinetics_planner::step_of(phase);
    feature =
        command.axis == kinetics_axis::rows ? train * command.steps_of_train() + step : step * command.trains + train;
  }
  writer_.change(at_ps, feature_, static_cast<std::uint32_t>(feature));
  writer_.change(at_ps, feature_write_, 1u);
  writer_.change(at_ps + clock_.period_ps(), feature_write_, 0u);
}

void kinetics_waveforms::begin(const plan_phase& phase, cycle_count plan_start) {
  const cycle_count start = plan_start + phase.interval.start;
  const std::uint64_t ps = clock_.picoseconds(start);
  const double joules = planner_.current().energy(phase) + planner_.owed_energy(phase);
  running_.push_back({&phase, joules / clock_.seconds(phase.interval.length)});
  show_place(phase, ps);
  switch (activity_of(phase)) {
    case kinetics_activity::fetch:
      writer_.change(ps, fetch_, 1u);
      break;
    case kinetics_activity::refresh:
      writer_.change(ps, refresh_, 1u);
      break;
    case kinetics_activity::read:
      writer_.change(ps, read_, 1u);
      show_read_voltage(ps, bank_.read_voltage());
      break;
    case kinetics_activity::convert:
      writer_.change(ps, convert_, 1u);
      writer_.change(ps, round_, kinetics_planner::round_of(phase));
      break;
    case kinetics_activity::pulse:
      writer_.change(ps, pulse_, 1u);
      show_pulses(kinetics_planner::step_of(phase), start);
      break;
    case kinetics_activity::write:
      writer_.change(ps, write_, 1u);
      break;
    default:
      break;
  }
  show_running(ps);
}

void kinetics_waveforms::end(const plan_phase& phase, cycle_count plan_start, bool more) {
  const std::uint64_t ps = clock_.picoseconds(plan_start + phase.end());
  running_.erase(std::remove_if(running_.begin(), running_.end(),
                                [&](const running_phase& running) { return running.phase == &phase; }),
                 running_.end());
  switch (activity_of(phase)) {
    case kinetics_activity::fetch:
      writer_.change(ps, fetch_, 0u);
      break;
    case kinetics_activity::refresh:
      writer_.change(ps, refresh_, 0u);
      show_states(ps);
      break;
    case kinetics_activity::read:
      writer_.change(ps, read_, 0u);
      show_read_voltage(ps, 0);
      show_states(ps);
      show_currents(ps);
      break;
    case kinetics_activity::convert:
      writer_.change(ps, convert_, 0u);
      show_features(phase, ps);
      break;
    case kinetics_activity::pulse:
      writer_.change(ps, pulse_, 0u);
      show_states(ps);
      show_events(ps);
      if (planner_.command().sampling == kinetics_sampling::in_pulse) show_currents(ps);
      break;
    case kinetics_activity::write:
      writer_.change(ps, write_, 0u);
      break;
    case kinetics_activity::idle:
      show_states(ps);
      break;
    default:
      break;
  }
  if (more) return;
  show_running(ps);
  writer_.simulated_time_is(ps);
}

}  // namespace memvp
