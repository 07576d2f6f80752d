// SPDX-License-Identifier: Apache-2.0
// Plans of the commands that bring neurons to their parameters: read, compare, pulse, until all are where they belong.
#include <algorithm>
#include <cmath>

#include "memvp/models/tiles/ndr_planner.hpp"

namespace memvp {

namespace {

// The converters span the ECRAM's range, below which a reference takes the current away, and this much of it beyond
// either end: room for noise (assumed).
constexpr double reading_margin = 0.125;
// Full scale of a sweep over that of the nominal neuron, so that stronger ones keep the shape of their crest (assumed).
constexpr double sweep_headroom = 1.25;

}  // namespace

double ndr_planner::target(std::uint32_t index) const {
  return static_cast<double>(buffers_.tuning[index]) / ndr_target_one;
}

ndr_error ndr_planner::check_tuning(const ndr_command& command) const {
  const bool tunable = ndr_ != nullptr || (digital_ != nullptr && command.operation == ndr_operation::tune);
  if (!tunable) return ndr_error::not_tunable;
  const auto counts = {command.reads, command.pulse_limit};
  for (const std::uint32_t count : counts)
    if (count == 0 || count > ndr_largest_count) return ndr_error::bad_argument;
  if (command.operation == ndr_operation::calibrate &&
      (command.points < 8 || command.points > std::uint32_t{1} << settings_.input_bits))
    return ndr_error::bad_argument;
  for (std::uint32_t i = 0; i < command.neurons; ++i)
    if (buffers_.tuning[i] > ndr_target_one) return ndr_error::target_out_of_range;
  return ndr_error::none;
}

// The first plan of the command: targets, and of digital circuits that is all.
void ndr_planner::plan_targets() {
  transfer(ndr_activity::fetch, command_.neurons);
  finishing_ = ndr_ == nullptr;
  reading_is_next_ = true;
  tuned_.assign(command_.neurons, {});
  if (ndr_ == nullptr) append(ndr_activity::load, 1);
}

bool ndr_planner::next_round(cycle_count start) {
  if (finishing_) {
    for (const tuned_neuron& neuron : tuned_)
      if (neuron.given_up) outcome_ = ndr_error::not_reached;
    return false;
  }
  const bool tunes = command_.operation == ndr_operation::tune;
  open(tunes ? periphery_.causes().tune : periphery_.causes().calibrate, start);
  pending_ = {};
  if (reading_is_next_) {
    plan_reading();
    reading_is_next_ = false;
  } else {
    append(ndr_activity::decide, timing_.decide);
    pay_control(timing_.decide);
    reading_is_next_ = plan_pulses();
    if (!reading_is_next_) plan_measured();
  }
  return close();
}

void ndr_planner::plan_measured() {
  finishing_ = true;
  transfer(ndr_activity::store, command_.neurons);
}

void ndr_planner::plan_reading() {
  const cycle_count ready = last_write_end_ + timing_.write_settle;
  if (written_ && origin_ < ready) {
    append(ndr_activity::settle, ready - origin_);
    plan_.pay(periphery_.components().control, periphery_.costs().counter_tick);
  }
  const ndr_components& components = periphery_.components();
  const auto bits = static_cast<std::uint32_t>(settings_.output_bits);
  const cycle_count converting = conversion_cycles(bits);
  double readings = command_.reads;
  if (command_.operation == ndr_operation::tune) {
    double siemens = 0;
    for (std::uint32_t i = 0; i < command_.neurons; ++i) {
      const double measured = read_ecram(command_.first_neuron + i);
      if (!tuned_[i].settled) tuned_[i].measured = measured;
      siemens += ndr_->conductance(command_.first_neuron + i);
    }
    const cycle_count length = (timing_.integrate + converting) * command_.reads;
    append(ndr_activity::read, length);
    const double volts = settings_.read_voltage;
    plan_.pay(components.neurons,
              siemens * volts * volts * clock_.seconds(timing_.integrate) * static_cast<double>(command_.reads));
    plan_.pay(components.sample_and_holds, periphery_.costs().sample * readings * command_.neurons);
    pay_control(length);
  } else {
    const activation_cost cost = measure_crests();
    readings *= command_.points;
    const cycle_count once = timing_.dac + timing_.input_stage + timing_.activate + timing_.sample + converting;
    append(ndr_activity::sweep, once * command_.reads * command_.points);
    const double evaluations = readings * command_.neurons;
    plan_.pay(components.neurons, cost.joules);
    plan_.pay(components.input_stages,
              periphery_.stage().energy((periphery_.stage().settle_time() + neurons_.latency()) * evaluations,
                                        cost.coulombs, cost.joules));
    plan_.pay(components.dacs, periphery_.costs().dac_conversion * evaluations);
    plan_.pay(components.sample_and_holds, periphery_.costs().sample * evaluations);
    pay_control(once * command_.reads * command_.points);
    pending_.evaluations = std::uint64_t{command_.reads} * command_.points * command_.neurons;
    pending_.activation_ps = activation_ps_ * pending_.evaluations;
    pending_.activation_joules = cost.joules;
  }
  plan_.pay(components.converters, periphery_.conversion_energy(bits) * readings * command_.neurons);
  pending_.conversions = static_cast<std::uint64_t>(readings) * command_.neurons;
}

// Mean of the converter's readings of one ECRAM, as a fraction of its range.
double ndr_planner::read_ecram(std::uint32_t neuron) {
  const ndr_ecram_range range = ecram_range(ndr_->device());
  const double steps = std::exp2(static_cast<double>(settings_.output_bits)) - 1;
  const double width = range.maximum - range.minimum;
  double sum = 0;
  for (std::uint32_t reading = 0; reading < command_.reads; ++reading) {
    const double place = (ndr_->read_conductance(neuron) - range.minimum) / width;
    const double code = std::round((place + reading_margin) / (1 + 2 * reading_margin) * steps);
    if (code < 0 || code > steps) ++pending_.saturations;
    sum += std::clamp(code, 0.0, steps);
  }
  return sum / command_.reads / steps * (1 + 2 * reading_margin) - reading_margin;
}

// All neurons see the same input, point after point; where each has its crest, as a fraction of the inputs.
activation_cost ndr_planner::measure_crests() {
  responses_.assign(command_.neurons, std::vector<double>(command_.points, 0.0));
  const double steps = std::exp2(static_cast<double>(settings_.output_bits)) - 1;
  u_.resize(command_.neurons);
  y_.resize(command_.neurons);
  activation_cost cost;
  for (std::uint32_t point = 0; point < command_.points; ++point) {
    std::fill(u_.begin(), u_.end(), neurons_.greatest_input() * point / (command_.points - 1));
    for (std::uint32_t reading = 0; reading < command_.reads; ++reading) {
      const activation_cost once = neurons_.evaluate(command_.first_neuron, command_.neurons, u_.data(), y_.data());
      cost.joules += once.joules;
      cost.coulombs += once.coulombs;
      for (std::uint32_t i = 0; i < command_.neurons; ++i) {
        const double code = std::round(y_[i] / (sweep_headroom * neurons_.full_scale()) * steps);
        if (code > steps) ++pending_.saturations;
        responses_[i][point] += std::clamp(code, 0.0, steps);
      }
    }
  }
  for (std::uint32_t i = 0; i < command_.neurons; ++i)
    if (!tuned_[i].settled) tuned_[i].measured = crest_of(responses_[i]);
  return cost;
}

// Middle between the first and the last crossing of the crest's level, interpolated between points. See
// ndr_activation::crest_centre().
double ndr_planner::crest_of(const std::vector<double>& response) const {
  const double level = ndr_activation::crest_level * *std::max_element(response.begin(), response.end());
  const auto last_point = response.size() - 1;
  std::size_t first = 0;
  while (response[first] < level) ++first;
  std::size_t last = last_point;
  while (response[last] < level) --last;
  const auto crossing = [&](std::size_t below, std::size_t above) {
    const double share = (level - response[below]) / (response[above] - response[below]);
    return static_cast<double>(below) + share * (static_cast<double>(above) - static_cast<double>(below));
  };
  const double left = first == 0 ? 0 : crossing(first - 1, first);
  const double right = last == last_point ? static_cast<double>(last_point) : crossing(last + 1, last);
  return 0.5 * (left + right) / static_cast<double>(last_point);
}

// What one pulse upwards does to the measured fraction of a nominal neuron.
double ndr_planner::move_of_a_pulse() const {
  const ndr_device_parameters& device = ndr_->device();
  if (command_.operation == ndr_operation::tune) return 1 / device.ecram_pulses;
  const ndr_activation& nominal = ndr_->activation();
  const ndr_ecram_range range = ecram_range(device);
  const auto centre = [&](double siemens) {
    return nominal.crest_centre(ecram_theta(device, nominal.kernel(), siemens)) / nominal.input_limit();
  };
  return (centre(range.maximum) - centre(range.minimum)) / device.ecram_pulses;
}

// Write phases for the neurons that are not where they belong. False if there are none left.
bool ndr_planner::plan_pulses() {
  up_.clear();
  down_.clear();
  const double tolerance = static_cast<double>(command_.tolerance) / ndr_target_one;
  const double move = move_of_a_pulse();
  for (std::uint32_t i = 0; i < command_.neurons; ++i) {
    tuned_neuron& neuron = tuned_[i];
    if (neuron.settled || neuron.given_up) continue;
    const double error = target(i) - neuron.measured;
    neuron.settled = std::abs(error) <= tolerance;
    if (neuron.settled) continue;
    if (neuron.pulses >= command_.pulse_limit || move == 0) {
      neuron.given_up = true;
      continue;
    }
    const double wanted = std::max(1.0, std::round(std::abs(error / move)));
    const auto pulses = static_cast<std::uint32_t>(
        std::min({wanted, static_cast<double>(command_.pulse_limit - neuron.pulses), ndr_->device().ecram_pulses}));
    neuron.pulses += pulses;
    (error / move > 0 ? up_ : down_).push_back({command_.first_neuron + i, pulses});
  }
  if (!up_.empty()) plan_write(true);
  if (!down_.empty()) plan_write(false);
  return !up_.empty() || !down_.empty();
}

// The write line is common: neurons are switched to it together, each for its own number of pulses.
void ndr_planner::plan_write(bool up) {
  const std::vector<neuron_pulses>& given = up ? up_ : down_;
  const ndr_components& components = periphery_.components();
  const ndr_costs& costs = periphery_.costs();
  std::uint32_t longest = 0;
  double pulses = 0;
  for (const neuron_pulses& share : given) {
    longest = std::max(longest, share.pulses);
    pulses += share.pulses;
  }
  append(ndr_activity::select, timing_.line_setup);
  plan_.pay(components.write_driver, costs.write_line + costs.write_select * static_cast<double>(given.size()));
  pay_control(1);
  append(ndr_activity::pulse, timing_.pulse * longest, up ? 0 : 1);
  plan_.pay(components.control, costs.counter_tick * pulses);
  append(ndr_activity::release, timing_.line_release);
  pay_control(1);
}

}  // namespace memvp
