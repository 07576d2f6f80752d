// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/unit/tiles/per_clock_ndr_unit.hpp"

#include <algorithm>
#include <cmath>
#include <ostream>

namespace memvp::testing_words {

namespace {

// docs/ndr-neuron.md, "Times".
ndr_sequencer_settings settings_of(const ndr_unit_parameters& p, const clock_grid& clock, const neuron_bank& neurons) {
  const ndr_unit_settings& unit = p.unit;
  const auto small = [](std::int64_t value) { return static_cast<std::uint32_t>(value); };
  ndr_sequencer_settings s;
  s.circuit = unit.circuit;
  s.neurons = small(unit.neurons);
  s.converters = small((unit.neurons + unit.neurons_per_converter - 1) / unit.neurons_per_converter);
  s.held_vectors = small(unit.held_vectors);
  s.buffer_vectors = small(unit.buffer_vectors);
  s.input_bits = small(unit.input_bits);
  s.output_bits = small(unit.output_bits);
  s.decode = static_cast<cycle_count>(unit.decode_cycles);
  s.fetch = static_cast<cycle_count>(unit.fetch_cycles);
  s.dac = 1;
  s.input_stage = clock.cycles_covering(p.stage.settle_time);
  s.activate = clock.cycles_covering(neurons.latency());
  s.sample = 1;
  s.load = 1;
  s.read = clock.cycles_covering(unit.read_time);
  s.decide = static_cast<cycle_count>(unit.decide_cycles);
  s.setup = clock.cycles_covering(unit.setup_time);
  s.pulse = clock.cycles_covering(p.device.ecram_pulse_width);
  s.release = clock.cycles_covering(unit.release_time);
  s.settle = clock.cycles_covering(p.device.ecram_settle_time);
  return s;
}

double greatest_code(std::uint32_t bits) { return std::ldexp(1.0, static_cast<int>(bits)) - 1; }

}  // namespace

std::ostream& operator<<(std::ostream& out, const neuron_pulse& pulse) {
  return out << (pulse.up ? '+' : '-') << " of neuron " << pulse.neuron << " from cycle " << pulse.start << " for "
             << pulse.length;
}

bool ndr_tally::operator==(const ndr_tally& o) const {
  return std::tie(cycles, evaluations, conversions, write_pulses, rectified, limited, saturations, tune_failures,
                  refused_deliveries) == std::tie(o.cycles, o.evaluations, o.conversions, o.write_pulses, o.rectified,
                                                  o.limited, o.saturations, o.tune_failures, o.refused_deliveries);
}

std::ostream& operator<<(std::ostream& out, const ndr_tally& tally) {
  return out << tally.cycles << " cycles, " << tally.evaluations << " evaluations, " << tally.conversions
             << " conversions, " << tally.write_pulses << " pulses, " << tally.rectified << " rectified, "
             << tally.limited << " limited, " << tally.saturations << " saturations, " << tally.tune_failures
             << " failures, " << tally.refused_deliveries << " deliveries refused";
}

per_clock_ndr_unit::per_clock_ndr_unit(const ndr_unit_parameters& parameters, clock_grid clock, std::uint64_t seed)
    : parameters_(parameters),
      clock_(clock),
      neurons_(build_neurons(parameters, seed, 0)),
      settings_(settings_of(parameters, clock, *neurons_)),
      output_(std::size_t{settings_.buffer_vectors} * ((settings_.neurons + 3) / 4 * 4)),
      measured_(settings_.neurons) {}

ndr_record per_clock_ndr_unit::carry_out(ndr_sequencer_bench& bench, const ndr_drawn_command& drawn,
                                         cycle_count start) {
  drawn_ = &drawn;
  start_ = start;
  record_ = {};
  currents_.assign(std::size_t{drawn.command.vectors} * drawn.command.neurons, 0);
  tuned_.assign(drawn.command.neurons, {});
  for (tuned_neuron& neuron : tuned_) neuron.sums.assign(std::max(drawn.command.points, 1u), 0);

  ndr_sequencer_request request;
  request.command = drawn.command;
  request.settings = settings_;
  request.targets = drawn.targets;
  for (const current_delivery& delivery : drawn.deliveries) request.deliveries.push_back(delivery.at);
  request.callbacks.taken = [&](std::size_t number) {
    const current_delivery& delivery = drawn.deliveries[number];
    const column_delivery& what = delivery.at.what;
    double* held = currents_.data() + std::size_t{what.slot} * drawn.command.neurons;
    for (std::uint32_t i = 0; i < what.count; ++i)
      held[what.first_neuron - drawn.command.first_neuron + i] += delivery.amperes[i];
  };
  const bool sweeps = drawn.command.operation == ndr_operation::calibrate;
  request.callbacks.activated = [&](std::uint32_t index) { sweeps ? evaluate_point(index) : evaluate(index); };
  request.callbacks.integrated = [this] { read_ecrams(); };
  request.callbacks.decide = [this] { return decide(); };
  request.callbacks.pulsed = [this](const neuron_pulse_train& train) { pulsed(train); };

  const ndr_sequencer_result result = bench.run(request);
  record_.error = result.error;
  record_.refused = result.refused;
  record_.cycles = result.cycles;
  record_.rounds = result.rounds;
  if (!result.refused && !drawn.targets.empty()) {
    if (settings_.circuit == activation_circuit::digital)
      load_parameters();
    else
      store_measured();
  }
  tally_.cycles += result.cycles;
  tally_.evaluations += result.evaluations;
  tally_.conversions += result.conversions;
  tally_.write_pulses += result.pulses;
  tally_.refused_deliveries += result.refused_deliveries;
  return record_;
}

// The scales are single precision: what their rounding takes beyond a limit is not counted.
double per_clock_ndr_unit::limited_input(double u, double least, double greatest) {
  const double rounding = 1e-6 * greatest;
  tally_.rectified += u < least - rounding ? 1 : 0;
  tally_.limited += u > greatest + rounding ? 1 : 0;
  return std::clamp(u, least, greatest);
}

// Codes beyond the DAC's, or voltages beyond the input stage's: an input is counted once.
void per_clock_ndr_unit::evaluate(std::uint32_t vector) {
  const std::uint32_t count = command().neurons;
  const double most = greatest_code(settings_.input_bits);
  const double least_input = neurons_->least_input(), greatest_input = neurons_->greatest_input();
  std::vector<double> u(count), y(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (command().operation == ndr_operation::evaluate_input) {
      const double code = drawn_->inputs[std::size_t{vector} * ((count + 1) / 2 * 2) + i];
      const double per_code = command().input_step / neurons_->input_volts();
      const double least_code = least_input < 0 ? -most : 0;
      u[i] = limited_input(per_code * code, std::max(least_input, per_code * least_code),
                           std::min(greatest_input, per_code * most));
    } else {
      u[i] =
          limited_input(currents_[std::size_t{vector} * count + i] * command().transimpedance / neurons_->input_volts(),
                        least_input, greatest_input);
      if (settings_.circuit == activation_circuit::digital)
        u[i] = std::round(u[i] / greatest_input * most) / most * greatest_input;
    }
  }
  neurons_->evaluate(command().first_neuron, count, u.data(), y.data());
  const double full_scale = command().output_full_scale > 0 ? command().output_full_scale : neurons_->full_scale();
  const double greatest = greatest_code(command().output_bits);
  for (std::uint32_t i = 0; i < count; ++i) {
    const double code = std::round(y[i] / full_scale * greatest);
    tally_.saturations += code > greatest ? 1 : 0;
    output_[std::size_t{vector} * ((count + 3) / 4 * 4) + i] =
        static_cast<std::uint8_t>(std::clamp(code, 0.0, greatest));
  }
}

// Converters span the range and an eighth of it beyond either end.
void per_clock_ndr_unit::read_ecrams() {
  auto& neurons = dynamic_cast<ndr_neurons&>(*neurons_);
  const ndr_ecram_range range = ecram_range(neurons.device());
  const double most = greatest_code(settings_.output_bits);
  for (std::uint32_t i = 0; i < command().neurons; ++i) {
    const double place =
        (neurons.read_conductance(command().first_neuron + i) - range.minimum) / (range.maximum - range.minimum);
    const double code = std::round((place + 0.125) / 1.25 * most);
    tally_.saturations += code < 0 || code > most ? 1 : 0;
    tuned_[i].sums[0] += std::clamp(code, 0.0, most);
  }
}

void per_clock_ndr_unit::evaluate_point(std::uint32_t point) {
  const double most = greatest_code(settings_.output_bits);
  const double input = neurons_->greatest_input() * point / (command().points - 1);
  const std::vector<double> u(command().neurons, input);
  std::vector<double> y(command().neurons);
  neurons_->evaluate(command().first_neuron, command().neurons, u.data(), y.data());
  for (std::uint32_t i = 0; i < command().neurons; ++i) {
    const double code = std::round(y[i] / (1.25 * neurons_->full_scale()) * most);
    tally_.saturations += code > most ? 1 : 0;
    tuned_[i].sums[point] += std::clamp(code, 0.0, most);
  }
}

double per_clock_ndr_unit::fraction_read(std::uint32_t index) {
  if (command().operation == ndr_operation::calibrate) return crest_of(index);
  return tuned_[index].sums[0] / command().reads / greatest_code(settings_.output_bits) * 1.25 - 0.125;
}

// From the first to the last of the places at which the response has 7/8 of its peak, on straight lines between points.
double per_clock_ndr_unit::crest_of(std::uint32_t index) const {
  const std::vector<double>& y = tuned_[index].sums;
  const double level = 0.875 * *std::max_element(y.begin(), y.end());
  const auto intervals = static_cast<double>(y.size() - 1);
  const auto crossing = [&](std::size_t below, std::size_t above) {
    const auto at = static_cast<double>(above);
    return at + (static_cast<double>(below) - at) * (y[above] - level) / (y[above] - y[below]);
  };
  double first = 0, last = intervals;
  if (y.front() < level)
    for (std::size_t k = y.size() - 1; k > 0; --k)
      if (y[k - 1] < level && y[k] >= level) first = crossing(k - 1, k);
  if (y.back() < level)
    for (std::size_t k = 1; k < y.size(); ++k)
      if (y[k - 1] >= level && y[k] < level) last = crossing(k, k - 1);
  return 0.5 * (first + last) / intervals;
}

// Of a pulse upwards, on a nominal neuron: the range, or what it does to the crest, in equal steps.
double per_clock_ndr_unit::move_of_a_pulse() const {
  const double pulses = parameters_.device.ecram_pulses;
  if (command().operation == ndr_operation::tune) return 1 / pulses;
  const ndr_activation nominal(parameters_.device);
  const ndr_ecram_range range = ecram_range(parameters_.device);
  const auto crest = [&](double siemens) {
    return nominal.crest_centre(ecram_theta(parameters_.device, nominal.kernel(), siemens)) / nominal.input_limit();
  };
  return (crest(range.maximum) - crest(range.minimum)) / pulses;
}

std::vector<std::int64_t> per_clock_ndr_unit::decide() {
  std::vector<std::int64_t> decided(command().neurons);
  const double move = move_of_a_pulse();
  for (std::uint32_t i = 0; i < command().neurons; ++i) {
    tuned_neuron& neuron = tuned_[i];
    if (!neuron.settled) neuron.measured = fraction_read(i);
    std::fill(neuron.sums.begin(), neuron.sums.end(), 0.0);
    if (neuron.settled || neuron.given_up) continue;
    const double error = drawn_->targets[i] / 65536.0 - neuron.measured;
    neuron.settled = std::abs(error) <= command().tolerance / 65536.0;
    if (neuron.settled) continue;
    neuron.given_up = neuron.pulses == command().pulse_limit;
    if (neuron.given_up) continue;
    const double wanted = std::clamp(std::round(std::abs(error / move)), 1.0, parameters_.device.ecram_pulses);
    const auto pulses = std::min(static_cast<std::uint32_t>(wanted), command().pulse_limit - neuron.pulses);
    neuron.pulses += pulses;
    decided[i] = error / move > 0 ? pulses : -std::int64_t{pulses};
  }
  return decided;
}

void per_clock_ndr_unit::store_measured() {
  for (std::uint32_t i = 0; i < command().neurons; ++i) {
    const tuned_neuron& neuron = tuned_[i];
    measured_[i] = static_cast<std::uint32_t>(std::lround(std::clamp(neuron.measured, 0.0, 1.0) * 65536));
    if (!neuron.given_up) continue;
    measured_[i] |= ndr_given_up;
    ++tally_.tune_failures;
    record_.error = ndr_error::not_reached;
  }
}

void per_clock_ndr_unit::load_parameters() {
  auto& circuits = dynamic_cast<digital_neurons&>(*neurons_);
  const ndr_ecram_range range = ecram_range(parameters_.device);
  for (std::uint32_t i = 0; i < command().neurons; ++i) {
    const double siemens = range.minimum + drawn_->targets[i] / 65536.0 * (range.maximum - range.minimum);
    circuits.set_theta(command().first_neuron + i,
                       ecram_theta(parameters_.device, circuits.function().kernel(), siemens));
  }
}

void per_clock_ndr_unit::pulsed(const neuron_pulse_train& train) {
  auto& neurons = dynamic_cast<ndr_neurons&>(*neurons_);
  for (const neuron_pulse_train::share& share : train.neurons) {
    record_.pulses.push_back({start_ + train.start, share.cycles, share.neuron, train.up});
    neurons.pulse(share.neuron, train.up, clock_.seconds(share.cycles), clock_.picoseconds(start_ + train.start));
  }
}

}  // namespace memvp::testing_words
