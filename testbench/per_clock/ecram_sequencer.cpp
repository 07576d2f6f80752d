// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/per_clock/ecram_sequencer.hpp"

#include <stdexcept>

namespace memvp {

namespace {

std::uint64_t bit(std::uint32_t line) { return std::uint64_t{1} << line; }

// `count` neighbouring lines, 1 to 64.
std::uint64_t bits(std::uint32_t first, std::uint32_t count) {
  return (~std::uint64_t{0} >> (per_clock_lines - count)) << first;
}

ecram_sequencer::line_vector vector_of(std::uint64_t lines) {
  ecram_sequencer::line_vector pins;
  pins = static_cast<sc_dt::uint64>(lines);
  return pins;
}

}  // namespace

ecram_sequencer::ecram_sequencer(const sc_core::sc_module_name& name) : sc_module(name) {
  SC_METHOD(on_clock);
  sensitive << clock.pos();
  dont_initialize();
}

void ecram_sequencer::present(const per_clock_request& request) {
  if (step_ != ecram_step::idle) throw std::logic_error("a command cannot be presented while another one runs");
  check(request);
  request_ = request;
}

void ecram_sequencer::on_clock() {
  done_ = false;
  sample_ = false;
  if (since_write_ != never_written) ++since_write_;
  converters_.on_clock();
  reservation_.on_clock();

  if (step_ == ecram_step::idle) {
    if (start.read()) {
      if (request_.command.operation == ecram_operation::none)
        throw std::logic_error("the sequencer was started before a command was presented");
      running_ = {};
      if (request_.cycles_since_last_write) since_write_ = *request_.cycles_since_last_write;
      cycle_ = 0;
      row_ = column_ = word_ = vector_ = reading_ = slot_ = sweep_ = 0;
      phase_ = 0;
      row_words_.assign(request_.command.region.rows, 0);
      column_words_.assign(request_.command.region.columns, 0);
      go(ecram_step::decode);
    }
  } else {
    ++cycle_;
    if (step_cycles_left_ != 0) --step_cycles_left_;
    if (step_ == ecram_step::pulse && --unit_cycles_left_ == 0) {
      count_pulse_unit();
      unit_cycles_left_ = request_.timing.pulse_lsb;
    }
  }
  while (step_ != ecram_step::idle && step_over()) leave_step();
  if (step_ != ecram_step::idle) ++running_.cycles_in[static_cast<std::size_t>(step_)];
  drive_pins();
}

bool ecram_sequencer::step_over() const {
  switch (step_) {
    case ecram_step::pulse:
      return pulse_over();
    case ecram_step::write_wait:
      return since_write_ >= request_.timing.write_settle;
    case ecram_step::converter_wait:
      return !reservation_.busy();
    case ecram_step::convert:
      return !converters_.busy();
    default:
      return step_cycles_left_ == 0;
  }
}

cycle_count ecram_sequencer::length_of(ecram_step step) const {
  switch (step) {
    case ecram_step::decode:
      return request_.timing.decode;
    case ecram_step::fetch:
      return request_.timing.fetch;
    case ecram_step::setup:
      return request_.timing.line_setup;
    case ecram_step::release:
      return request_.timing.line_release;
    case ecram_step::drive:
      return request_.timing.drive;
    case ecram_step::integrate:
      return request_.timing.integrate;
    case ecram_step::decide:
      return request_.timing.decide;
    default:
      return 0;  // ends with a condition and not with a counter
  }
}

void ecram_sequencer::go(ecram_step step) {
  step_ = step;
  step_cycles_left_ = length_of(step);
  if (step == ecram_step::pulse) begin_pulse();
  if (step == ecram_step::drive)
    reservation_.start(sensed_lines(), request_.timing.converters, request_.timing.convert);
}

void ecram_sequencer::leave_step() {
  switch (step_) {
    case ecram_step::idle:
      break;
    case ecram_step::decode:
      after_decode();
      break;
    case ecram_step::fetch:
      after_fetch();
      break;
    case ecram_step::setup:
      go(ecram_step::pulse);
      break;
    case ecram_step::pulse:
      end_pulse();
      go(ecram_step::release);
      break;
    case ecram_step::release:
      after_release();
      break;
    case ecram_step::write_wait:
      go(is_multiply() ? ecram_step::fetch : ecram_step::drive);
      break;
    case ecram_step::converter_wait:
      go(ecram_step::drive);
      break;
    case ecram_step::drive:
      go(ecram_step::integrate);
      break;
    case ecram_step::integrate:
      after_sample();
      break;
    case ecram_step::convert:
      after_conversion();
      break;
    case ecram_step::decide:
      after_decision();
      break;
  }
}

void ecram_sequencer::after_decode() {
  const bool waits = is_multiply() || request_.command.operation == ecram_operation::read_cells;
  go(waits ? ecram_step::write_wait : ecram_step::fetch);
}

void ecram_sequencer::after_fetch() {
  const array_region& region = request_.command.region;
  switch (request_.command.operation) {
    case ecram_operation::program_serial:
      if (pulse_word() != 0) {
        select_cell(pulse_word());
        go(ecram_step::setup);
      } else if (next_cell()) {
        go(ecram_step::fetch);
      } else {
        finish();
      }
      break;
    case ecram_operation::program_row_parallel:
      column_words_[column_] = static_cast<std::int32_t>(pulse_word());
      if (++column_ < region.columns) {
        go(ecram_step::fetch);
      } else {
        phase_ = 0;
        start_row_phase();
      }
      break;
    case ecram_operation::update_outer_product:
    case ecram_operation::update_bit_streams: {
      const auto word = static_cast<std::int32_t>(request_.input[word_]);
      if (word_ < region.rows)
        row_words_[word_] = word;
      else
        column_words_[word_ - region.rows] = word;
      if (++word_ < region.rows + region.columns)
        go(ecram_step::fetch);
      else
        start_update_phase();
      break;
    }
    case ecram_operation::program_verify:
      tries_left_ = request_.command.verify_tries;
      go(ecram_step::write_wait);
      break;
    default:  // multiply, multiply_transposed
      go(++word_ < words_of_vector() ? ecram_step::fetch : ecram_step::converter_wait);
      break;
  }
}

void ecram_sequencer::after_sample() {
  if (converters_.busy())
    throw std::logic_error("a sample was taken while the converters still convert the one before");
  sample_ = true;
  if (request_.callbacks.sampled) {
    array_region cells = request_.command.region;
    if (!is_multiply()) cells = {cells.first_row + row_, 1, cells.first_column + column_, 1};
    request_.callbacks.sampled({cycle_, running_.samples, cells});
  }
  ++running_.samples;
  running_.conversions += sensed_lines();
  converters_.start(sensed_lines(), request_.timing.converters, request_.timing.convert);
  if (is_multiply() && ++vector_ < request_.command.vectors) {
    word_ = 0;
    go(ecram_step::fetch);
  } else {
    go(ecram_step::convert);
  }
}

void ecram_sequencer::after_conversion() {
  if (is_multiply()) return finish();
  if (++reading_ < request_.command.reads) return go(ecram_step::integrate);
  reading_ = 0;
  if (request_.command.operation == ecram_operation::program_verify) return go(ecram_step::decide);
  if (next_cell())
    go(ecram_step::drive);
  else
    finish();
}

void ecram_sequencer::after_decision() {
  const array_region& region = request_.command.region;
  const std::int64_t width = request_.callbacks.decide(region.first_row + row_, region.first_column + column_);
  if (width != 0 && tries_left_ != 0) {
    --tries_left_;
    select_cell(width);
    return go(ecram_step::setup);
  }
  if (next_cell()) return go(ecram_step::fetch);
  row_ = 0;
  if (++sweep_ < request_.command.sweeps) return go(ecram_step::fetch);
  finish();
}

void ecram_sequencer::after_release() {
  switch (request_.command.operation) {
    case ecram_operation::program_serial:
      if (next_cell())
        go(ecram_step::fetch);
      else
        finish();
      break;
    case ecram_operation::program_row_parallel:
      ++phase_;
      start_row_phase();
      break;
    case ecram_operation::update_outer_product:
      ++phase_;
      start_update_phase();
      break;
    case ecram_operation::update_bit_streams:
      if (++slot_ < request_.command.slots) {
        select_update_phase();
        go(ecram_step::setup);
      } else {
        slot_ = 0;
        ++phase_;
        start_update_phase();
      }
      break;
    default:  // program_verify
      go(ecram_step::write_wait);
      break;
  }
}

void ecram_sequencer::finish() {
  clear_lines();
  running_.cycles = cycle_;
  result_ = running_;
  done_ = true;
  step_ = ecram_step::idle;
}

// The next cell of the region, row by row; false after the last one, with the column back at the first.
bool ecram_sequencer::next_cell() {
  if (++column_ < request_.command.region.columns) return true;
  column_ = 0;
  return ++row_ < request_.command.region.rows;
}

std::int64_t ecram_sequencer::pulse_word() const {
  return static_cast<std::int32_t>(request_.pulse[std::size_t{row_} * request_.command.region.columns + column_]);
}

bool ecram_sequencer::is_multiply() const {
  return request_.command.operation == ecram_operation::multiply ||
         request_.command.operation == ecram_operation::multiply_transposed;
}

std::uint32_t ecram_sequencer::words_of_vector() const {
  const array_region& region = request_.command.region;
  return request_.command.operation == ecram_operation::multiply_transposed ? region.columns : region.rows;
}

std::uint32_t ecram_sequencer::sensed_lines() const {
  const array_region& region = request_.command.region;
  if (!is_multiply()) return 1;
  return request_.command.operation == ecram_operation::multiply_transposed ? region.rows : region.columns;
}

void ecram_sequencer::drive_pins() {
  pin_levels pins;
  pins.state = step_;
  pins.done = done_;
  pins.reading = step_ == ecram_step::drive || step_ == ecram_step::integrate;
  pins.sample = sample_;
  pins.convert = converters_.busy();
  pins.channel = pins.convert ? converters_.round() : 0;
  pins.rows = selected_rows_;
  pins.columns = selected_columns_;
  pins.positive = positive_;
  if (pins.reading) {
    const array_region& region = request_.command.region;
    pins.rows = is_multiply() ? bits(region.first_row, region.rows) : bit(region.first_row + row_);
    pins.columns = is_multiply() ? bits(region.first_column, region.columns) : bit(region.first_column + column_);
  }
  // Most edges change nothing, and a write to a signal costs time even then.
  if (pins == shown_) return;
  shown_ = pins;
  busy.write(pins.state != ecram_step::idle);
  done.write(pins.done);
  state.write(pins.state);
  row_select.write(vector_of(pins.rows));
  column_select.write(vector_of(pins.columns));
  pulse_active.write(pins.state == ecram_step::pulse && (pins.rows | pins.columns) != 0);
  polarity.write(pins.positive);
  dac_enable.write(pins.reading);
  sample.write(pins.sample);
  convert_active.write(pins.convert);
  converter_channel.write(pins.channel);
}

bool ecram_sequencer::pin_levels::operator==(const pin_levels& other) const {
  return state == other.state && done == other.done && reading == other.reading && sample == other.sample &&
         convert == other.convert && channel == other.channel && rows == other.rows && columns == other.columns &&
         positive == other.positive;
}

}  // namespace memvp
