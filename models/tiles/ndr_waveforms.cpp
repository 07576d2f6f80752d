// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/ndr_waveforms.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace memvp {

std::vector<std::uint32_t> parse_traced_neurons(const std::string& text, std::uint64_t neurons) {
  std::vector<std::uint32_t> traced;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    std::istringstream number(word);
    std::uint32_t neuron = 0;
    if (word.find_first_not_of("0123456789") != std::string::npos || !(number >> neuron))
      throw std::invalid_argument("ndr.trace_neurons names neurons by number, separated by spaces, not \"" + word +
                                  "\".");
    if (neuron >= neurons)
      throw std::invalid_argument("ndr.trace_neurons names neuron " + word + ", but the unit has " +
                                  std::to_string(neurons) + ".");
    traced.push_back(neuron);
  }
  return traced;
}

ndr_waveforms::ndr_waveforms(vcd_writer& writer, const std::string& scope, const ndr_unit_parameters& parameters,
                             const neuron_bank& neurons, const ndr_planner& planner, clock_grid clock)
    : writer_(writer),
      neurons_(neurons),
      ndr_(dynamic_cast<const ndr_neurons*>(&neurons)),
      planner_(planner),
      clock_(clock),
      pulse_voltage_(parameters.device.ecram_pulse_voltage),
      first_signal_(writer.signals().size()) {
  const std::string sequencer = scope + ".sequencer";
  command_ = writer.state(sequencer, "command", {"idle", "evaluate_analog", "evaluate_input", "tune", "calibrate"});
  activity_ = writer.state(sequencer, "activity", {ndr_activity_names.begin(), ndr_activity_names.end()});
  vector_ = writer.word(sequencer, "vector", 16);
  sample_ = writer.bit(sequencer, "sample");
  adc_active_ = writer.bit(sequencer, "adc_active");
  if (ndr_ != nullptr) write_line_ = writer.real(sequencer, "write_line_V");
  for (const std::uint32_t neuron : parse_traced_neurons(parameters.unit.trace_neurons, neurons.size())) {
    const std::string place = scope + ".neuron_" + std::to_string(neuron);
    neuron_signals signals{neuron, writer.real(place, "input_V"), {}, {}, writer.word(place, "code", 8), {}};
    if (ndr_ != nullptr) {
      signals.device_volts = writer.real(place, "ndr_V");
      signals.device_amperes = writer.real(place, "ndr_uA");
      signals.ecram = writer.real(place, "ecram_uS");
    }
    traced_.push_back(signals);
  }
  power_ = writer.real(scope, "power_W");
  interrupt_ = writer.bit(scope, "interrupt");
  last_signal_ = writer.signals().size();
  idle(0);
  interrupt(0, false);
  writer_.change(0, command_, 0u);
  writer_.change(0, vector_, 0u);
  for (const neuron_signals& traced : traced_) writer_.change(0, traced.code, 0u);
}

void ndr_waveforms::idle(std::uint64_t at_ps) {
  running_.clear();
  writer_.change(at_ps, activity_, static_cast<std::uint32_t>(ndr_activity::idle));
  writer_.change(at_ps, sample_, 0u);
  writer_.change(at_ps, adc_active_, 0u);
  writer_.change(at_ps, write_line_, 0.0);
  show_rest(at_ps);
  show_ecrams(at_ps);
  show_power(at_ps);
}

void ndr_waveforms::command(cycle_count at, std::uint32_t code) {
  const std::uint64_t ps = clock_.picoseconds(at);
  if (code == 0) idle(ps);
  writer_.change(ps, command_, code);
}

void ndr_waveforms::cut_short(cycle_count at) {
  writer_.retract_after(clock_.picoseconds(at), first_signal_, last_signal_);
  command(at, 0);
}

void ndr_waveforms::interrupt(std::uint64_t at_ps, bool level) { writer_.change(at_ps, interrupt_, level); }

bool ndr_waveforms::takes_part(const neuron_signals& traced) const {
  const ndr_command& command = planner_.command();
  return traced.neuron >= command.first_neuron && traced.neuron - command.first_neuron < command.neurons;
}

// The input has come; voltage and current of the device are shown once it has settled.
void ndr_waveforms::show_inputs(std::uint64_t at_ps) {
  for (const neuron_signals& traced : traced_) {
    if (!takes_part(traced)) continue;
    const double u = planner_.inputs()[traced.neuron - planner_.command().first_neuron];
    writer_.change(at_ps, traced.input, u * neurons_.input_volts());
  }
}

void ndr_waveforms::show_settled(std::uint64_t at_ps) {
  if (ndr_ == nullptr) return;
  for (const neuron_signals& traced : traced_) {
    if (!takes_part(traced)) continue;
    const double u = planner_.inputs()[traced.neuron - planner_.command().first_neuron];
    const ndr_neurons::operating_point point = ndr_->settled(traced.neuron, u);
    writer_.change(at_ps, traced.device_volts, point.volts);
    writer_.change(at_ps, traced.device_amperes, point.amperes * 1e6);
  }
}

void ndr_waveforms::show_rest(std::uint64_t at_ps) {
  for (const neuron_signals& traced : traced_) {
    writer_.change(at_ps, traced.input, 0.0);
    writer_.change(at_ps, traced.device_volts, 0.0);
    writer_.change(at_ps, traced.device_amperes, 0.0);
  }
}

void ndr_waveforms::show_codes(std::uint64_t at_ps) {
  for (const neuron_signals& traced : traced_)
    if (takes_part(traced))
      writer_.change(at_ps, traced.code, planner_.codes()[traced.neuron - planner_.command().first_neuron]);
}

void ndr_waveforms::show_ecrams(std::uint64_t at_ps) {
  if (ndr_ == nullptr) return;
  for (const neuron_signals& traced : traced_)
    writer_.change(at_ps, traced.ecram, ndr_->conductance(traced.neuron) * 1e6);
}

void ndr_waveforms::show_power(std::uint64_t at_ps) {
  double watts = 0;
  for (const running_phase& running : running_) watts += running.watts;
  writer_.change(at_ps, power_, watts);
}

void ndr_waveforms::begin(const plan_phase& phase, cycle_count plan_start) {
  const std::uint64_t ps = clock_.picoseconds(plan_start + phase.interval.start);
  running_.push_back({&phase, planner_.current().energy(phase) / clock_.seconds(phase.interval.length)});
  switch (static_cast<ndr_activity>(phase.activity)) {
    case ndr_activity::input_stage:
    case ndr_activity::convert_input:
      writer_.change(ps, vector_, phase.operand);
      show_inputs(ps);
      break;
    case ndr_activity::sample:
      writer_.change(ps, sample_, 1u);
      break;
    case ndr_activity::convert:
      writer_.change(ps, adc_active_, 1u);
      break;
    case ndr_activity::pulse:
      writer_.change(ps, write_line_, phase.operand == 0 ? pulse_voltage_ : -pulse_voltage_);
      break;
    default:
      break;
  }
  if (static_cast<ndr_activity>(phase.activity) == ndr_activity::convert_input) writer_.change(ps, adc_active_, 1u);
  writer_.change(ps, activity_, phase.activity);
  show_power(ps);
}

void ndr_waveforms::end(const plan_phase& phase, cycle_count plan_start, bool more) {
  const std::uint64_t ps = clock_.picoseconds(plan_start + phase.end());
  running_.erase(std::remove_if(running_.begin(), running_.end(),
                                [&](const running_phase& running) { return running.phase == &phase; }),
                 running_.end());
  switch (static_cast<ndr_activity>(phase.activity)) {
    case ndr_activity::activate:
      show_settled(ps);
      break;
    case ndr_activity::sample:
      writer_.change(ps, sample_, 0u);
      show_rest(ps);
      break;
    case ndr_activity::convert_input:
    case ndr_activity::convert:
      writer_.change(ps, adc_active_, 0u);
      break;
    case ndr_activity::store:
      if (planner_.command().operation <= ndr_operation::evaluate_input) show_codes(ps);
      break;
    case ndr_activity::pulse:
      writer_.change(ps, write_line_, 0.0);
      show_ecrams(ps);
      break;
    default:
      break;
  }
  if (more) return;
  if (running_.empty()) writer_.change(ps, activity_, static_cast<std::uint32_t>(ndr_activity::idle));
  show_power(ps);
  writer_.simulated_time_is(ps);
}

}  // namespace memvp
