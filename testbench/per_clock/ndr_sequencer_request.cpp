// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/per_clock/ndr_sequencer_request.hpp"

#include <cmath>
#include <stdexcept>
#include <tuple>

namespace memvp {

namespace {

bool counts(std::uint32_t value) { return value >= 1 && value <= ndr_largest_count; }
bool scales(double value) { return std::isfinite(value) && value > 0; }

bool evaluates(const ndr_command& command) {
  return command.operation == ndr_operation::evaluate_analog || command.operation == ndr_operation::evaluate_input;
}

bool sensible(const ndr_command& command, const ndr_sequencer_settings& settings) {
  switch (command.operation) {
    case ndr_operation::evaluate_analog:
      if (!counts(command.sources) || !scales(command.transimpedance)) return false;
      break;
    case ndr_operation::evaluate_input:
      if (!scales(command.input_step)) return false;
      break;
    case ndr_operation::calibrate:
      if (command.points < 8 || command.points > (std::uint32_t{1} << settings.input_bits)) return false;
      return counts(command.reads) && counts(command.pulse_limit);
    default:
      return counts(command.reads) && counts(command.pulse_limit);
  }
  return command.output_bits >= 2 && command.output_bits <= settings.output_bits &&
         (command.output_full_scale == 0 || scales(command.output_full_scale));
}

bool tunable(const ndr_command& command, activation_circuit circuit) {
  if (circuit == activation_circuit::ndr) return true;
  return circuit == activation_circuit::digital && command.operation == ndr_operation::tune;
}

}  // namespace

ndr_error refusal_of(const ndr_sequencer_request& request) {
  const ndr_command& command = request.command;
  const ndr_sequencer_settings& settings = request.settings;
  if (command.operation < ndr_operation::evaluate_analog || command.operation > ndr_operation::calibrate)
    return ndr_error::unknown_command;
  if (command.neurons == 0 || std::uint64_t{command.first_neuron} + command.neurons > settings.neurons)
    return ndr_error::neuron_out_of_range;
  if (evaluates(command)) {
    if (command.vectors == 0 || command.vectors > settings.buffer_vectors) return ndr_error::buffer_too_small;
    return sensible(command, settings) ? ndr_error::none : ndr_error::bad_argument;
  }
  if (!tunable(command, settings.circuit)) return ndr_error::not_tunable;
  if (!sensible(command, settings)) return ndr_error::bad_argument;
  for (const std::uint32_t target : request.targets)
    if (target > ndr_target_one) return ndr_error::target_out_of_range;
  return ndr_error::none;
}

void check(const ndr_sequencer_request& request) {
  const auto require = [](bool condition, const char* sentence) {
    if (!condition) throw std::invalid_argument(sentence);
  };
  const ndr_sequencer_settings& settings = request.settings;
  require(settings.neurons > 0 && settings.neurons <= per_clock_neurons,
          "the per-clock sequencer has select pins for 1 to 64 neurons");
  require(settings.converters > 0, "a unit needs at least one converter");
  require(settings.held_vectors > 0, "a neuron needs at least one sample capacitor");
  for (std::size_t i = 0; i < request.deliveries.size(); ++i) {
    const timed_delivery& delivery = request.deliveries[i];
    require(delivery.source < per_clock_sources, "the per-clock sequencer has pins for four sources");
    require(i == 0 || std::tie(request.deliveries[i - 1].cycle, request.deliveries[i - 1].source) <
                          std::tie(delivery.cycle, delivery.source),
            "deliveries must be in order of their cycles and then of their sources, one a cycle and source");
  }
  if (evaluates(request.command) || refusal_of(request) != ndr_error::none) return;
  require(request.targets.size() == request.command.neurons, "tuning needs a target for each neuron");
  require(settings.circuit != activation_circuit::ndr || static_cast<bool>(request.callbacks.decide),
          "tuning needs the callback that decides");
  require(settings.circuit != activation_circuit::ndr || settings.pulse > 0, "a write pulse needs at least one cycle");
}

}  // namespace memvp
