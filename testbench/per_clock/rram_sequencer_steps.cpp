// SPDX-License-Identifier: Apache-2.0
// The order of things within the commands: products, and cells one by one.
#include "memvp/testbench/per_clock/rram_sequencer.hpp"

namespace memvp {

std::uint32_t rram_sequencer::words_of_vector() const { return (request_.command.region.rows + 3) / 4; }

// The most significant bit that is driven or read by itself.
std::uint32_t rram_sequencer::last_bit() const {
  const std::uint32_t bits = request_.settings.input_bits;
  const std::uint32_t magnitude = request_.command.input_signed && bits > 1 ? bits - 1 : bits;
  return request_.settings.drive == rram_drive::multi_level ? 0 : magnitude - 1;
}

bool rram_sequencer::adds_up() const {
  return request_.command.slices > 1 || request_.settings.drive == rram_drive::bit_serial;
}

// The register of the vector before the one that is driven now is free: the next vector may come.
void rram_sequencer::begin_drive() {
  const rram_sequencer_settings& settings = request_.settings;
  const rram_command& command = request_.command;
  if (bit_ == 0 && vector_ + 1 < command.vectors) fetcher_.start(words_of_vector(), settings.fetch);
  pulses_of_bit_left_ = 1;
  if (!command.analog_output)
    reserved_ = settings.gap + (lines() + settings.converters - 1) / settings.converters * settings.convert;
  go(rram_step::drive);
}

// Whether pulse-counted bits want a further step; goes on to it.
bool rram_sequencer::drives_again() {
  if (request_.settings.drive != rram_drive::pulse_count) return false;
  if (--pulses_of_bit_left_ != 0) return true;
  if (bit_ == last_bit()) return false;
  pulses_of_bit_left_ = 1u << ++bit_;
  return true;
}

void rram_sequencer::next_drive() {
  if (bit_ != last_bit()) {
    ++bit_;
    return go(rram_step::converter_wait);
  }
  bit_ = 0;
  go(++vector_ < request_.command.vectors ? rram_step::fetch : rram_step::gap);
}

// Two targets share a word, which is fetched with the first of them.
void rram_sequencer::begin_cell() {
  reading_ = pulses_of_cell_ = 0;
  switch (request_.command.operation) {
    case rram_operation::set_pulses:
      return begin_pulse(rram_pulse_kind::set, request_.command.ramp_step);
    case rram_operation::reset_pulses:
      return begin_pulse(rram_pulse_kind::reset, request_.command.ramp_step);
    case rram_operation::program_verify:
      if ((row_ * request_.command.region.columns + column_) % 2 != 0) return go(rram_step::drive);
      fetcher_.start(1, request_.settings.fetch);
      return go(rram_step::fetch);
    default:  // read_cells, form
      return go(rram_step::drive);
  }
}

void rram_sequencer::next_cell() {
  if (++column_ == request_.command.region.columns) {
    column_ = 0;
    if (++row_ == request_.command.region.rows) return finish();
  }
  begin_cell();
}

void rram_sequencer::after_reading() {
  if (++reading_ < request_.command.reads) return go(rram_step::integrate);
  reading_ = 0;
  if (request_.command.operation == rram_operation::read_cells) return next_cell();
  go(rram_step::decide);
}

void rram_sequencer::after_decision() {
  const array_region& region = request_.command.region;
  const rram_verdict verdict = request_.callbacks.compare(region.first_row + row_, region.first_column + column_);
  ++running_.comparisons;
  if (verdict == rram_verdict::accepted) return next_cell();
  if (pulses_of_cell_ >= request_.command.pulse_limit) {
    ++running_.failures;
    if (request_.callbacks.given_up)
      request_.callbacks.given_up(region.first_row + row_, region.first_column + column_);
    return next_cell();
  }
  rram_pulse_kind kind = verdict == rram_verdict::too_low ? rram_pulse_kind::set : rram_pulse_kind::reset;
  if (request_.command.operation == rram_operation::form) kind = rram_pulse_kind::form;
  const bool rises_on = pulses_of_cell_ != 0 && kind == pulse_.kind;
  begin_pulse(kind, rises_on ? pulse_.ramp_step + 1 : 0);
}

void rram_sequencer::begin_pulse(rram_pulse_kind kind, std::uint32_t ramp_step) {
  const array_region& region = request_.command.region;
  pulse_ = {kind, region.first_row + row_, region.first_column + column_, ramp_step, 0, 0};
  ++pulses_of_cell_;
  go(rram_step::setup);
}

void rram_sequencer::end_pulse() {
  pulse_.cycles = cycle_ - pulse_.start;
  ++running_.pulses;
  if (request_.callbacks.pulsed) request_.callbacks.pulsed(pulse_);
}

void rram_sequencer::after_release() {
  const rram_operation operation = request_.command.operation;
  if (operation == rram_operation::set_pulses || operation == rram_operation::reset_pulses) return next_cell();
  go(rram_step::drive);
}

}  // namespace memvp
