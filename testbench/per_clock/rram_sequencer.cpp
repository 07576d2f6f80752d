// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/per_clock/rram_sequencer.hpp"

#include <algorithm>
#include <stdexcept>

namespace memvp {

namespace {

// `count` neighbouring lines, 1 to 64.
std::uint64_t bits(std::uint32_t first, std::uint32_t count) {
  return (~std::uint64_t{0} >> (per_clock_rram_lines - count)) << first;
}

rram_sequencer::line_vector vector_of(std::uint64_t lines) {
  rram_sequencer::line_vector pins;
  pins = static_cast<sc_dt::uint64>(lines);
  return pins;
}

}  // namespace

rram_sequencer::rram_sequencer(const sc_core::sc_module_name& name) : sc_module(name) {
  SC_METHOD(on_clock);
  sensitive << clock.pos();
  dont_initialize();
}

void rram_sequencer::present(const rram_sequencer_request& request) {
  if (step_ != rram_step::idle) throw std::logic_error("a command cannot be presented while another one runs");
  check(request);
  request_ = request;
}

void rram_sequencer::on_clock() {
  done_ = sample_ = false;
  if (step_ == rram_step::idle) {
    if (start.read()) begin();
  } else {
    ++cycle_;
    if (step_cycles_left_ != 0) --step_cycles_left_;
    if (reserved_ != 0) --reserved_;
    fetcher_.on_clock();
    on_clock_of_adder();
    on_clock_of_converters();
  }
  while (step_ != rram_step::idle && step_over()) leave_step();
  if (step_ != rram_step::idle && reset.read()) abandon();
  if (step_ != rram_step::idle) ++running_.cycles_in[static_cast<std::size_t>(step_)];
  drive_pins();
}

void rram_sequencer::begin() {
  if (request_.command.operation == rram_operation::none)
    throw std::logic_error("the sequencer was started before a command was presented");
  running_ = {};
  cycle_ = 0;
  row_ = column_ = reading_ = pulses_of_cell_ = 0;
  vector_ = bit_ = 0;
  go(rram_step::decode);
}

bool rram_sequencer::step_over() const {
  switch (step_) {
    case rram_step::fetch:
      return !fetcher_.busy();
    case rram_step::converter_wait:
      return reserved_ == 0;
    case rram_step::gap:
      return gap_left_ == 0;
    case rram_step::convert:
      return !converters_.busy();
    case rram_step::add:
      return add_left_ == 0;
    default:
      return step_cycles_left_ == 0;
  }
}

cycle_count rram_sequencer::length_of(rram_step step) const {
  const rram_sequencer_settings& settings = request_.settings;
  switch (step) {
    case rram_step::decode:
      return settings.decode;
    case rram_step::drive:
      return settings.settle;
    case rram_step::integrate:
      return settings.integrate;
    case rram_step::decide:
      return settings.decide;
    case rram_step::setup:
      return settings.setup;
    case rram_step::pulse:
      switch (pulse_.kind) {
        case rram_pulse_kind::set:
          return settings.set_width;
        case rram_pulse_kind::reset:
          return settings.reset_width;
        case rram_pulse_kind::form:
          return settings.form_width;
      }
      return 0;
    case rram_step::release:
      return settings.release;
    default:
      return 0;  // ends with a condition and not with a counter
  }
}

void rram_sequencer::go(rram_step step) {
  step_ = step;
  step_cycles_left_ = length_of(step);
}

void rram_sequencer::leave_step() {
  switch (step_) {
    case rram_step::idle:
      break;
    case rram_step::decode:
      after_decode();
      break;
    case rram_step::fetch:
      if (is_product())
        go(rram_step::converter_wait);
      else
        go(rram_step::drive);
      break;
    case rram_step::converter_wait:
      begin_drive();
      break;
    case rram_step::drive:
      go(rram_step::integrate);
      break;
    case rram_step::integrate:
      after_integration();
      break;
    case rram_step::gap:
      go(rram_step::convert);
      break;
    case rram_step::convert:
      if (is_product())
        go(rram_step::add);
      else
        after_reading();
      break;
    case rram_step::add:
      finish();
      break;
    case rram_step::decide:
      after_decision();
      break;
    case rram_step::setup:
      pulse_.start = cycle_;
      go(rram_step::pulse);
      break;
    case rram_step::pulse:
      end_pulse();
      go(rram_step::release);
      break;
    case rram_step::release:
      after_release();
      break;
  }
}

void rram_sequencer::after_decode() {
  if (!is_product()) return begin_cell();
  fetcher_.start(words_of_vector(), request_.settings.fetch);
  go(rram_step::fetch);
}

void rram_sequencer::after_integration() {
  if (is_product() && drives_again()) return go(rram_step::drive);
  sample_ = true;
  ++running_.samples;
  if (request_.callbacks.sampled) {
    array_region cells = request_.command.region;
    if (!is_product()) cells = {cells.first_row + row_, 1, cells.first_column + column_, 1};
    request_.callbacks.sampled({cycle_, vector_, bit_, cells});
  }
  if (!request_.command.analog_output || !is_product()) begin_conversions();
  if (is_product())
    next_drive();
  else
    go(rram_step::gap);
}

std::uint32_t rram_sequencer::lines() const {
  return is_product() ? sensed_lines(request_.command.columns, request_.command.region.columns) : 1;
}

void rram_sequencer::begin_conversions() {
  if (gap_left_ != 0 || converters_.busy())
    throw std::logic_error("a sample was taken while the converters still convert the one before");
  running_.conversions += lines();
  converted_vector_ = vector_;
  converted_bit_ = bit_;
  gap_left_ = request_.settings.gap;
  if (gap_left_ == 0) begin_first_round();
}

void rram_sequencer::begin_first_round() {
  converters_.start(lines(), request_.settings.converters, request_.settings.convert);
  end_rounds(0);
}

void rram_sequencer::on_clock_of_converters() {
  if (gap_left_ != 0) {
    if (--gap_left_ == 0) begin_first_round();
  } else if (converters_.busy()) {
    const std::uint32_t round = converters_.round();
    converters_.on_clock();
    end_rounds(round);
  }
}

// Those from `round` to the present one.
void rram_sequencer::end_rounds(std::uint32_t round) {
  for (; round != converters_.round(); ++round) {
    const std::uint32_t first = round * request_.settings.converters;
    const std::uint32_t count = std::min(request_.settings.converters, lines() - first);
    if (request_.callbacks.converted)
      request_.callbacks.converted({cycle_, converted_vector_, converted_bit_, first, count});
  }
  if (converters_.busy() || !is_product() || !adds_up() || converted_bit_ != last_bit()) return;
  added_vector_ = converted_vector_;
  add_left_ = request_.settings.add;
  if (add_left_ == 0) end_addition();
}

void rram_sequencer::on_clock_of_adder() {
  if (add_left_ != 0 && --add_left_ == 0) end_addition();
}

void rram_sequencer::end_addition() {
  if (request_.callbacks.added) request_.callbacks.added(added_vector_, cycle_);
}

void rram_sequencer::finish() {
  running_.cycles = cycle_;
  result_ = running_;
  done_ = true;
  step_ = rram_step::idle;
}

// Cells switch in the beginning of a pulse.
void rram_sequencer::abandon() {
  if (step_ == rram_step::pulse && cycle_ != pulse_.start) end_pulse();
  fetcher_.abandon();
  converters_.abandon();
  gap_left_ = add_left_ = reserved_ = 0;
  finish();
}

void rram_sequencer::drive_pins() {
  pin_levels pins;
  pins.state = step_;
  pins.done = done_;
  pins.fetching = step_ != rram_step::idle && fetcher_.busy();
  pins.sample = sample_;
  pins.convert = converters_.busy();
  pins.channel = pins.convert ? converters_.round() : 0;
  pins.adding = add_left_ != 0;
  const array_region& region = request_.command.region;
  const bool writing = step_ == rram_step::setup || step_ == rram_step::pulse;
  if (reading()) {
    pins.rows = is_product() ? bits(region.first_row, region.rows) : bits(region.first_row + row_, 1);
    pins.columns = is_product() ? bits(region.first_column, region.columns) : bits(region.first_column + column_, 1);
    pins.bit = is_product() && request_.settings.drive != rram_drive::multi_level ? bit_ : 0;
  } else if (writing) {
    pins.rows = bits(pulse_.row, 1);
    pins.columns = bits(pulse_.column, 1);
  }
  pins.lowers = writing && pulse_.kind == rram_pulse_kind::reset;
  // Most edges change nothing, and a write to a signal costs time even then.
  if (pins == shown_) return;
  shown_ = pins;
  busy.write(pins.state != rram_step::idle);
  done.write(pins.done);
  state.write(pins.state);
  fetch_active.write(pins.fetching);
  word_line_select.write(vector_of(pins.rows));
  source_line_select.write(vector_of(pins.columns));
  dac_enable.write(reading());
  input_bit.write(pins.bit);
  sample.write(pins.sample);
  convert_active.write(pins.convert);
  converter_channel.write(pins.channel);
  add_active.write(pins.adding);
  pulse_active.write(pins.state == rram_step::pulse);
  reset_polarity.write(pins.lowers);
}

// A cell alone stays driven from its first integration to its last conversion.
bool rram_sequencer::reading() const {
  if (step_ == rram_step::drive || step_ == rram_step::integrate) return true;
  return !is_product() && (step_ == rram_step::gap || step_ == rram_step::convert);
}

bool rram_sequencer::pin_levels::operator==(const pin_levels& other) const {
  return state == other.state && done == other.done && fetching == other.fetching && sample == other.sample &&
         convert == other.convert && adding == other.adding && lowers == other.lowers && channel == other.channel &&
         bit == other.bit && rows == other.rows && columns == other.columns;
}

}  // namespace memvp
