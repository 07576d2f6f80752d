// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/per_clock/kinetics_sequencer.hpp"

#include <algorithm>
#include <stdexcept>

namespace memvp {

kinetics_sequencer::kinetics_sequencer(const sc_core::sc_module_name& name) : sc_module(name) {
  SC_METHOD(on_clock);
  sensitive << clock.pos();
  dont_initialize();
}

void kinetics_sequencer::present(const kinetics_sequencer_request& request) {
  if (step_ != kinetics_step::idle) throw std::logic_error("a command cannot be presented while another one runs");
  check(request);
  request_ = request;
  result_ = {};
}

void kinetics_sequencer::on_clock() {
  done_ = refused_ = false;
  if (step_ != kinetics_step::idle)
    count();
  else if (start.read())
    begin();
  pass_ended_parts();
  if (reset.read() && step_ != kinetics_step::idle) cut_short();
  if (step_ != kinetics_step::idle) ++running_.cycles_in[static_cast<std::size_t>(step_)];
  drive_pins();
}

void kinetics_sequencer::count() {
  ++cycle_;
  ++step_cycle_;
  if (step_cycles_left_ != 0) --step_cycles_left_;
  if (reading_) --read_cycles_left_;
  if (line_ != line::off) --line_cycles_left_;
  fetcher_.on_clock();
  converters_.on_clock();
}

void kinetics_sequencer::begin() {
  running_ = {};
  running_.error = refusal_of(request_);
  if (running_.error != kinetics_error::none) {
    running_.refused = refused_ = true;
    result_ = running_;
    return;
  }
  cycle_ = 0;
  step_ = kinetics_step::decode;
  step_cycles_left_ = request_.settings.decode;
}

void kinetics_sequencer::pass_ended_parts() {
  while (step_ != kinetics_step::idle && pass_one()) {
  }
}

// Passes something that has ended at this edge, if anything has.
bool kinetics_sequencer::pass_one() {
  switch (step_) {
    case kinetics_step::idle:
      return false;
    case kinetics_step::decode:
      if (step_cycles_left_ != 0) return false;
      after_decode();
      return true;
    case kinetics_step::refresh:
      if (step_cycles_left_ != 0) return false;
      request_.callbacks.refreshed(at_, cycle_);
      if (runs())
        begin_step();
      else
        finish();
      return true;
    case kinetics_step::write:
      if (step_cycles_left_ != 0) return false;
      request_.callbacks.written(written_++, cycle_);
      if (written_ == request_.registers.devices)
        finish();
      else
        begin_write();
      return true;
    case kinetics_step::step:
    case kinetics_step::read:
      break;
  }
  if (reading_ && read_cycles_left_ == 0) {
    reading_ = false;
    take_sample(false);
    return true;
  }
  if (report_conversions()) return true;
  if (step_ == kinetics_step::step && pass_line()) return true;
  if (!step_over()) return false;
  end_step();
  return true;
}

void kinetics_sequencer::after_decode() {
  at_ = {};
  at_.active = request_.registers.devices;  // of a run: see begin_pass()
  switch (static_cast<kinetics_operation>(request_.registers.command)) {
    case kinetics_operation::run:
      begin_pass();
      break;
    case kinetics_operation::refresh:
      step_ = kinetics_step::refresh;
      step_cycles_left_ = request_.settings.refresh;
      break;
    case kinetics_operation::read:
      step_ = kinetics_step::read;
      sampled_ = false;
      pulse_begun_ = true;
      step_cycle_ = 0;
      begin_read();
      break;
    case kinetics_operation::write:
      written_ = 0;
      begin_write();
      break;
    default:
      finish();
      break;
  }
}

void kinetics_sequencer::begin_write() {
  step_ = kinetics_step::write;
  step_cycles_left_ = request_.settings.write;
}

void kinetics_sequencer::begin_pass() {
  at_.step = 0;
  at_.active = request_.active(at_.pass);
  if (!request_.registers.refresh) return begin_step();
  step_ = kinetics_step::refresh;
  step_cycles_left_ = request_.settings.refresh;
}

void kinetics_sequencer::begin_step() {
  step_ = kinetics_step::step;
  step_cycle_ = 0;
  sampled_ = false;
  pulse_begun_ = !request_.has_pulse(at_.step);
  if (request_.scales_alpha()) request_.callbacks.scaled(at_.step, cycle_);
  const std::uint32_t words = request_.fetched_words(at_.pass, at_.step);
  running_.fetched_words += words;
  fetcher_.start(words, request_.settings.fetch);
  if (request_.registers.sampling == 0) begin_read();
}

void kinetics_sequencer::begin_read() {
  reading_ = true;
  read_cycles_left_ = request_.settings.read;
}

void kinetics_sequencer::take_sample(bool in_pulse) {
  sampled_ = true;
  request_.callbacks.sampled(at_, in_pulse, cycle_);
  rounds_reported_ = 0;
  converters_.start(at_.active, request_.settings.converters, request_.settings.convert);
}

bool kinetics_sequencer::report_conversions() {
  if (!sampled_ || rounds_reported_ == converters_.round()) return false;
  const std::uint32_t first = rounds_reported_++ * request_.settings.converters;
  request_.callbacks.converted(at_, first, std::min(request_.settings.converters, at_.active - first), cycle_);
  return true;
}

bool kinetics_sequencer::pulse_may_begin() const {
  if (pulse_begun_ || fetcher_.busy()) return false;
  if (request_.registers.sampling != 0) return true;
  return sampled_ && (request_.registers.overlap || !converters_.busy());
}

bool kinetics_sequencer::pass_line() {
  if (pulse_may_begin()) {
    pulse_begun_ = true;
    line_ = line::setup;
    line_cycles_left_ = request_.settings.setup;
    return true;
  }
  if (line_ == line::off || line_cycles_left_ != 0) return false;
  switch (line_) {
    case line::off:
      break;
    case line::setup:
      line_ = line::pulse;
      line_cycles_left_ = request_.registers.pulse_width;
      pulse_start_ = cycle_;
      break;
    case line::pulse:
      line_ = line::release;
      line_cycles_left_ = request_.settings.release;
      request_.callbacks.pulsed(at_, pulse_start_, cycle_ - pulse_start_);
      if (request_.registers.sampling == 2) take_sample(true);
      break;
    case line::release:
      line_ = line::off;
      if (request_.registers.sampling == 1) begin_read();
      break;
  }
  return true;
}

bool kinetics_sequencer::step_over() const {
  if (!pulse_begun_ || line_ != line::off || reading_ || !sampled_ || converters_.busy()) return false;
  return step_ == kinetics_step::read || step_cycle_ >= request_.period(at_.step);
}

void kinetics_sequencer::end_step() {
  if (step_ == kinetics_step::read) return finish();
  request_.callbacks.step_ended(at_, cycle_);
  if (++at_.step != request_.train_steps()) return begin_step();
  end_pass();
}

void kinetics_sequencer::end_pass() {
  if (request_.scales_alpha()) request_.callbacks.unscaled(cycle_);
  if (++at_.pass == request_.passes()) {
    request_.callbacks.sample_ended(at_, cycle_);
    at_.pass = 0;
    if (++at_.sample == request_.registers.samples) return finish();
  }
  begin_pass();
}

void kinetics_sequencer::finish() {
  request_.callbacks.ended(cycle_);
  running_.cycles = cycle_;
  result_ = running_;
  done_ = true;
  step_ = kinetics_step::idle;
}

// What has just begun has not.
void kinetics_sequencer::cut_short() {
  if (line_ == line::pulse && cycle_ != pulse_start_)
    request_.callbacks.pulsed(at_, pulse_start_, cycle_ - pulse_start_);
  if (runs() && request_.scales_alpha()) request_.callbacks.unscaled(cycle_);
  running_.cut = true;
  running_.cycles = cycle_;
  result_ = running_;
  step_ = kinetics_step::idle;
  reading_ = sampled_ = false;
  line_ = line::off;
  fetcher_.abandon();
  converters_.abandon();
}

void kinetics_sequencer::drive_pins() {
  const bool active = step_ == kinetics_step::step || step_ == kinetics_step::read;
  pin_levels pins;
  pins.state = step_;
  pins.done = done_;
  pins.refused = refused_;
  pins.fetch = fetcher_.busy();
  pins.read = reading_;
  pins.convert = active && sampled_ && converters_.busy();
  pins.channel = pins.convert ? converters_.round() : 0;
  pins.drive = line_ != line::off;
  pins.pulse = line_ == line::pulse;
  pins.step = step_ == kinetics_step::step ? at_.step : 0;
  // Most edges change nothing, and a write to a signal costs time even then.
  if (pins == shown_) return;
  shown_ = pins;
  busy.write(pins.state != kinetics_step::idle);
  done.write(pins.done);
  refused.write(pins.refused);
  state.write(pins.state);
  fetch_active.write(pins.fetch);
  read_active.write(pins.read);
  convert_active.write(pins.convert);
  converter_channel.write(pins.channel);
  drive_active.write(pins.drive);
  pulse_active.write(pins.pulse);
  step_number.write(pins.step);
}

bool kinetics_sequencer::pin_levels::operator==(const pin_levels& o) const {
  return state == o.state && done == o.done && refused == o.refused && fetch == o.fetch && read == o.read &&
         convert == o.convert && drive == o.drive && pulse == o.pulse && channel == o.channel && step == o.step;
}

}  // namespace memvp
