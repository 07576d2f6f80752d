// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/per_clock/ndr_sequencer.hpp"

#include <algorithm>
#include <stdexcept>

namespace memvp {

namespace {
std::uint64_t bit(std::uint32_t neuron) { return std::uint64_t{1} << neuron; }
std::uint32_t words_of(std::uint32_t neurons, std::uint32_t in_a_word) { return (neurons + in_a_word - 1) / in_a_word; }
}  // namespace

ndr_sequencer::ndr_sequencer(const sc_core::sc_module_name& name) : sc_module(name) {
  SC_METHOD(on_clock);
  sensitive << clock.pos();
  dont_initialize();
}

void ndr_sequencer::present(const ndr_sequencer_request& request) {
  if (step_ != ndr_step::idle) throw std::logic_error("a command cannot be presented while another one runs");
  check(request);
  request_ = request;
  result_ = {};
  next_delivery_ = 0;
}

void ndr_sequencer::on_clock() {
  done_ = refused_ = false;
  if (pulsed_) ++since_pulse_;
  converters_.on_clock();
  if (step_ == ndr_step::idle) {
    if (start.read()) begin();
  } else {
    ++cycle_;
    if (step_cycles_left_ != 0) --step_cycles_left_;
    if (step_ == ndr_step::pulse && --pulse_cycles_left_ == 0) count_pulse();
  }
  pass_ended_steps();
  take_deliveries();
  pass_ended_steps();  // what came may be what was waited for
  if (step_ != ndr_step::idle) ++running_.cycles_in[static_cast<std::size_t>(step_)];
  drive_pins();
}

void ndr_sequencer::begin() {
  running_ = {};
  running_.refused_deliveries = result_.refused_deliveries;
  running_.error = refusal_of(request_);
  if (running_.error != ndr_error::none) {
    running_.refused = refused_ = true;
    result_ = running_;
    return;
  }
  cycle_ = 0;
  vector_ = reading_ = point_ = 0;
  sources_left_.assign(request_.command.vectors, request_.command.sources);
  overrun_.assign(request_.command.vectors, false);
  go(ndr_step::decode);
}

void ndr_sequencer::pass_ended_steps() {
  while (step_ != ndr_step::idle && step_over()) leave_step();
}

// A sample capacitor is free again when its vector is done, and takes currents in that same cycle.
void ndr_sequencer::take_deliveries() {
  for (std::size_t source = 0; source < per_clock_sources; ++source) {
    const column_delivery& delivery = columns[source].read();
    if (!delivery.valid) continue;
    const std::size_t number = next_delivery_++;
    if (!expects(delivery)) {
      ++(step_ == ndr_step::idle ? result_ : running_).refused_deliveries;
      continue;
    }
    if (delivery.slot >= vector_ + request_.settings.held_vectors) overrun_[delivery.slot] = true;
    --sources_left_[delivery.slot];
    if (request_.callbacks.taken) request_.callbacks.taken(number);
  }
}

bool ndr_sequencer::expects(const column_delivery& delivery) const {
  const ndr_command& command = request_.command;
  return step_ != ndr_step::idle && command.operation == ndr_operation::evaluate_analog &&
         delivery.slot < command.vectors && sources_left_[delivery.slot] != 0 &&
         delivery.first_neuron >= command.first_neuron &&
         std::uint64_t{delivery.first_neuron} + delivery.count <= std::uint64_t{command.first_neuron} + command.neurons;
}

bool ndr_sequencer::step_over() const {
  switch (step_) {
    case ndr_step::await:
      return overrun_[vector_] || sources_left_[vector_] == 0;
    case ndr_step::convert:
    case ndr_step::convert_input:
      return !converters_.busy();
    case ndr_step::settle:
      return !pulsed_ || since_pulse_ >= request_.settings.settle;
    case ndr_step::pulse:
      return selected_ == 0;
    default:
      return step_cycles_left_ == 0;
  }
}

bool ndr_sequencer::tunes() const {
  return request_.command.operation == ndr_operation::tune || request_.command.operation == ndr_operation::calibrate;
}

cycle_count ndr_sequencer::length_of(ndr_step step) const {
  const ndr_sequencer_settings& settings = request_.settings;
  const std::uint32_t neurons = request_.command.neurons;
  switch (step) {
    case ndr_step::decode:
      return settings.decode;
    case ndr_step::fetch:
      return settings.fetch * words_of(neurons, tunes() ? 1 : 2);
    case ndr_step::dac:
      return settings.dac;
    case ndr_step::input_stage:
      return settings.input_stage;
    case ndr_step::activate:
      return settings.activate;
    case ndr_step::sample:
      return settings.sample;
    case ndr_step::store:
      return settings.fetch * words_of(neurons, tunes() ? 1 : 4);
    case ndr_step::load:
      return settings.load;
    case ndr_step::integrate:
      return settings.read;
    case ndr_step::decide:
      return settings.decide;
    case ndr_step::select:
      return settings.setup;
    case ndr_step::release:
      return settings.release;
    default:
      return 0;  // ends with a condition and not with a counter
  }
}

void ndr_sequencer::go(ndr_step step) {
  step_ = step;
  step_cycles_left_ = length_of(step);
  if (step == ndr_step::convert || step == ndr_step::convert_input) {
    const ndr_sequencer_settings& settings = request_.settings;
    const std::uint32_t bits = step == ndr_step::convert_input ? settings.input_bits
                               : tunes()                       ? settings.output_bits
                                                               : request_.command.output_bits;
    converters_.start(request_.command.neurons, settings.converters, bits + 1);
    running_.conversions += request_.command.neurons;
  }
}

void ndr_sequencer::leave_step() {
  switch (step_) {
    case ndr_step::idle:
      break;
    case ndr_step::decode:
      after_decode();
      break;
    case ndr_step::fetch:
      after_fetch();
      break;
    case ndr_step::await:
      if (overrun_[vector_]) return finish(ndr_error::slot_overflow);
      go(digital() ? ndr_step::convert_input : ndr_step::input_stage);
      break;
    case ndr_step::dac:
      go(ndr_step::input_stage);
      break;
    case ndr_step::input_stage:
    case ndr_step::convert_input:
      go(ndr_step::activate);
      break;
    case ndr_step::activate:
      after_activation();
      break;
    case ndr_step::sample:
      go(ndr_step::convert);
      break;
    case ndr_step::convert:
      after_conversion();
      break;
    case ndr_step::store:
      after_store();
      break;
    case ndr_step::load:
      finish(ndr_error::none);
      break;
    case ndr_step::settle:
      go(request_.command.operation == ndr_operation::tune ? ndr_step::integrate : ndr_step::dac);
      break;
    case ndr_step::integrate:
      if (request_.callbacks.integrated) request_.callbacks.integrated();
      go(ndr_step::convert);
      break;
    case ndr_step::decide:
      after_decision();
      break;
    case ndr_step::select:
      train_.start = cycle_;
      go(ndr_step::pulse);
      break;
    case ndr_step::pulse:
      end_train();
      go(ndr_step::release);
      break;
    case ndr_step::release:
      after_release();
      break;
  }
}

void ndr_sequencer::after_decode() {
  go(request_.command.operation == ndr_operation::evaluate_analog ? ndr_step::await : ndr_step::fetch);
}

void ndr_sequencer::after_fetch() {
  if (!tunes()) return go(digital() ? ndr_step::activate : ndr_step::dac);
  if (digital()) return go(ndr_step::load);
  begin_round();
}

void ndr_sequencer::after_activation() {
  running_.evaluations += request_.command.neurons;
  if (request_.callbacks.activated) request_.callbacks.activated(tunes() ? point_ : vector_);
  go(digital() ? ndr_step::store : ndr_step::sample);
}

void ndr_sequencer::after_conversion() {
  if (tunes())
    next_reading();
  else
    go(ndr_step::store);
}

void ndr_sequencer::after_store() {
  if (tunes())
    finish(ndr_error::none);
  else
    next_vector();
}

void ndr_sequencer::next_vector() {
  if (++vector_ == request_.command.vectors) return finish(ndr_error::none);
  after_decode();
}

void ndr_sequencer::begin_round() {
  ++running_.rounds;
  reading_ = point_ = 0;
  go(ndr_step::settle);
}

// Every point of a sweep is read as often as an ECRAM is.
void ndr_sequencer::next_reading() {
  const ndr_command& command = request_.command;
  if (++reading_ == command.reads) {
    reading_ = 0;
    if (command.operation == ndr_operation::tune || ++point_ == command.points) return go(ndr_step::decide);
  }
  go(command.operation == ndr_operation::tune ? ndr_step::integrate : ndr_step::dac);
}

void ndr_sequencer::after_decision() {
  decided_ = request_.callbacks.decide();
  if (decided_.size() != request_.command.neurons)
    throw std::logic_error("a decision must give a number of pulses for each neuron of the command");
  begin_train(true);
}

// Upward pulses first; a direction without any is passed over, a round without any is the last.
void ndr_sequencer::begin_train(bool up) {
  train_ = {};
  train_.up = up;
  for (std::uint32_t i = 0; i < decided_.size(); ++i) {
    if (up ? decided_[i] <= 0 : decided_[i] >= 0) continue;
    const auto pulses = static_cast<std::uint32_t>(up ? decided_[i] : -decided_[i]);
    const std::uint32_t neuron = request_.command.first_neuron + i;
    train_.neurons.push_back({neuron, pulses, 0});
    pulses_left_[neuron] = pulses;
    selected_ |= bit(neuron);
  }
  if (selected_ != 0) {
    pulse_cycles_left_ = request_.settings.pulse;
    return go(ndr_step::select);
  }
  if (up) return begin_train(false);
  const bool any = std::any_of(decided_.begin(), decided_.end(), [](std::int64_t pulses) { return pulses != 0; });
  if (any)
    begin_round();
  else
    go(ndr_step::store);
}

// The pulse that ends counts for every neuron at the line.
void ndr_sequencer::count_pulse() {
  pulse_cycles_left_ = request_.settings.pulse;
  for (neuron_pulse_train::share& share : train_.neurons) {
    if ((selected_ & bit(share.neuron)) == 0) continue;
    ++running_.pulses;
    if (--pulses_left_[share.neuron] != 0) continue;
    share.cycles = cycle_ - train_.start;
    selected_ &= ~bit(share.neuron);
  }
}

void ndr_sequencer::end_train() {
  train_.cycles = cycle_ - train_.start;
  since_pulse_ = 0;
  pulsed_ = true;
  if (request_.callbacks.pulsed) request_.callbacks.pulsed(train_);
}

void ndr_sequencer::after_release() {
  if (train_.up) return begin_train(false);
  begin_round();
}

void ndr_sequencer::finish(ndr_error error) {
  running_.cycles = cycle_;
  running_.error = error;
  result_ = running_;
  done_ = true;
  step_ = ndr_step::idle;
}

void ndr_sequencer::drive_pins() {
  pin_levels pins;
  pins.state = step_;
  pins.done = done_;
  pins.refused = refused_;
  pins.driving = step_ == ndr_step::dac || step_ == ndr_step::input_stage || step_ == ndr_step::sample ||
                 (step_ == ndr_step::activate && !digital());
  pins.convert = converters_.busy();
  pins.channel = pins.convert ? converters_.round() : 0;
  pins.selected = selected_;
  pins.up = train_.up;
  // Most edges change nothing, and a write to a signal costs time even then.
  if (pins == shown_) return;
  shown_ = pins;
  busy.write(pins.state != ndr_step::idle);
  done.write(pins.done);
  refused.write(pins.refused);
  state.write(pins.state);
  dac_enable.write(pins.driving);
  convert_active.write(pins.convert);
  converter_channel.write(pins.channel);
  neuron_vector selected;
  selected = static_cast<sc_dt::uint64>(pins.selected);
  neuron_select.write(selected);
  pulse_active.write(pins.state == ndr_step::pulse);
  polarity.write(pins.up);
}

bool ndr_sequencer::pin_levels::operator==(const pin_levels& other) const {
  return state == other.state && done == other.done && refused == other.refused && driving == other.driving &&
         convert == other.convert && channel == other.channel && selected == other.selected && up == other.up;
}

}  // namespace memvp
