// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/unit/tiles/per_clock_rram_tile.hpp"

#include <cmath>
#include <ostream>

#include "memvp/models/physics/rram_access_transistor.hpp"

namespace memvp::testing_words {

namespace {

// The table of docs/rram-sequencer.md.
rram_sequencer_settings settings_of(const rram_tile_parameters& p, const clock_grid& clock, double on_resistance) {
  const auto small = [](std::int64_t value) { return static_cast<std::uint32_t>(value); };
  const auto cycles = [&](double seconds) { return clock.cycles_covering(seconds); };
  const auto columns = static_cast<double>(p.array.columns);
  const double settle_time =
      p.read.settle_time != 0 ? p.read.settle_time
                              : std::log(std::exp2(static_cast<double>(p.converter.adc_bits + 1))) *
                                    (p.read.driver_resistance + on_resistance + columns * p.array.row_resistance / 2) *
                                    columns * p.array.bit_line_capacitance;
  rram_sequencer_settings s;
  s.rows = small(p.array.rows);
  s.columns = small(p.array.columns);
  s.converters = small((p.array.columns + p.converter.columns_per_adc - 1) / p.converter.columns_per_adc);
  s.drive = p.converter.drive;
  s.input_bits = small(p.converter.dac_bits);
  s.decode = static_cast<cycle_count>(p.sequencer.decode_cycles);
  s.fetch = static_cast<cycle_count>(p.sequencer.fetch_cycles);
  s.settle = 1 + cycles(settle_time);
  s.integrate = cycles(p.read.integration_time);
  s.gap = cycles(p.read.phase_gap);
  s.convert =
      static_cast<cycle_count>(p.converter.adc_bits) * cycles(p.converter.bit_time) + cycles(p.converter.overhead_time);
  s.add = 1;
  s.decide = static_cast<cycle_count>(p.sequencer.decide_cycles);
  s.setup = cycles(p.write.setup_time);
  s.release = cycles(p.write.release_time);
  s.set_width = cycles(p.write.set_width);
  s.reset_width = cycles(p.write.reset_width);
  s.form_width = cycles(p.write.form_width);
  return s;
}

// One range, as wide as a cell needs.
converter_parameters cell_converter_of(const rram_tile_parameters& p) {
  converter_parameters converter;
  converter.adc_bits = p.converter.adc_bits;
  converter.adc_ranges = 1;
  // An ideal converter of the tile has 2^20 steps to the full scale instead of 2^30.
  converter.adc_full_scale = p.converter.cell_full_scale * (p.converter.ideal ? 1024 : 1);
  converter.columns_per_adc = p.converter.columns_per_adc;
  converter.ideal = p.converter.ideal;
  return converter;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const rram_cell_pulse& pulse) {
  return out << "(" << pulse.row << ", " << pulse.column << ") from cycle " << pulse.start << " for " << pulse.length;
}

std::ostream& operator<<(std::ostream& out, const rram_product_sample& sample) {
  return out << "vector " << sample.vector << " at cycle " << sample.cycle;
}

bool rram_tally::operator==(const rram_tally& o) const {
  return std::tie(cycles, pulses, verify_reads, conversions, verify_failures) ==
         std::tie(o.cycles, o.pulses, o.verify_reads, o.conversions, o.verify_failures);
}

std::ostream& operator<<(std::ostream& out, const rram_tally& tally) {
  return out << tally.cycles << " cycles, " << tally.pulses << " pulses, " << tally.verify_reads << " readings, "
             << tally.conversions << " conversions, " << tally.verify_failures << " failures";
}

per_clock_rram_tile::per_clock_rram_tile(const rram_tile_parameters& parameters, clock_grid clock, std::uint64_t seed)
    : parameters_(parameters),
      clock_(clock),
      array_(parameters.array, parameters.device, clock, seed, 0),
      cell_converter_(cell_converter_of(parameters), parameters.technology),
      volts_(effective_read_voltage(parameters.device, parameters.read.voltage)),
      on_resistance_(transistor_on_resistance(parameters.device, parameters.device.read_gate_voltage)) {
  settings_ = settings_of(parameters, clock, on_resistance_);
}

rram_record per_clock_rram_tile::carry_out(rram_sequencer_bench& bench, const rram_drawn_command& drawn,
                                           cycle_count start, std::optional<cycle_count> reset_after) {
  drawn_ = &drawn;
  start_ = start;
  record_ = {};
  words_ = 0;
  conversions_ = 0;
  rram_sequencer_request request;
  request.command = drawn.command;
  request.settings = settings_;
  request.callbacks.sampled = [this](const per_clock_rram_sample& sample) { sampled(sample); };
  const rram_command& command = drawn.command;
  const bool product = command.operation == rram_operation::multiply;
  const std::uint32_t outputs = outputs_of(sensed_lines(command.columns, command.region.columns), command.slices);
  const bool adds_up = command.slices > 1 || settings_.drive == rram_drive::bit_serial;
  request.callbacks.converted = [&](const per_clock_rram_round& round) {
    if (!product) return read_converted();
    for (std::uint32_t i = 0; i < round.lines && !adds_up; ++i)
      record_.delivered.push_back(round.vector * outputs + round.first_line + i);
  };
  request.callbacks.added = [&](std::uint32_t vector, cycle_count) {
    for (std::uint32_t i = 0; i < outputs; ++i) record_.delivered.push_back(vector * outputs + i);
  };
  request.callbacks.compare = [this](std::uint32_t row, std::uint32_t column) { return compare(row, column); };
  request.callbacks.given_up = [this](std::uint32_t row, std::uint32_t column) {
    record_.failures.push_back(row << 16 | column);
    record_.failures.push_back(static_cast<std::uint32_t>(last_reading_));
  };
  request.callbacks.pulsed = [this](const per_clock_rram_pulse& pulse) { pulsed(pulse); };
  const rram_sequencer_result result = bench.run(request, reset_after);
  record_.cycles = result.cycles;
  if (reset_after) {
    tally_ = {};
    return record_;
  }
  tally_.cycles += result.cycles;
  tally_.pulses += result.pulses;
  tally_.verify_reads += result.comparisons;
  tally_.conversions += result.conversions;
  tally_.verify_failures += result.failures;
  return record_;
}

void per_clock_rram_tile::sampled(const per_clock_rram_sample& sample) {
  const cycle_count now = start_ + sample.cycle;
  if (drawn_->command.operation == rram_operation::multiply) {
    ++events_;  // its noise has a number of its own
    record_.samples.push_back({now, sample.vector});
    return;
  }
  current_ = array_.cell_current(sample.cells.first_row, sample.cells.first_column, volts_, now, events_++);
}

void per_clock_rram_tile::read_converted() {
  std::int32_t word = 0;
  cell_converter_.convert(&current_, &word, 1);
  words_ += word;
  if (++conversions_ < drawn_->command.reads) return;
  last_reading_ =
      static_cast<std::int32_t>(std::lround(static_cast<double>(words_) / static_cast<double>(drawn_->command.reads)));
  if (drawn_->command.operation != rram_operation::read_cells) return;
  record_.readings.push_back(last_reading_);
  words_ = 0;
  conversions_ = 0;
}

// Of the nominal cell: i = V' G / (1 + G R_on).
double per_clock_rram_tile::conductance_read() {
  const double current =
      cell_converter_.step() * static_cast<double>(words_) / static_cast<double>(drawn_->command.reads);
  words_ = 0;
  conversions_ = 0;
  return current / (volts_ - current * on_resistance_);
}

rram_verdict per_clock_rram_tile::compare(std::uint32_t row, std::uint32_t column) {
  const double siemens = conductance_read();
  if (drawn_->command.operation == rram_operation::form)
    return siemens >= parameters_.write.formed_conductance ? rram_verdict::accepted : rram_verdict::too_low;
  const array_region& region = drawn_->command.region;
  const std::size_t cell = std::size_t{row - region.first_row} * region.columns + (column - region.first_column);
  const rram_device_parameters& device = parameters_.device;
  const double unit = (device.maximum_conductance - device.minimum_conductance) / rram_target_one;
  const double error = siemens - (device.minimum_conductance + drawn_->targets[cell] * unit);
  if (std::abs(error) <= drawn_->command.verify_tolerance * unit) return rram_verdict::accepted;
  return error < 0 ? rram_verdict::too_low : rram_verdict::too_high;
}

void per_clock_rram_tile::pulsed(const per_clock_rram_pulse& pulse) {
  const rram_write_parameters& write = parameters_.write;
  // A pulse that a reset cuts has done its work.
  rram_pulse applied{rram_pulse::kind::set, pulse.row, pulse.column, 0, 0, settings_.set_width};
  switch (pulse.kind) {
    case rram_pulse_kind::set: {
      const double volts = std::min(write.set.start + write.set.step * pulse.ramp_step, write.set.end);
      const bool word_line = write.set_ramp == rram_set_ramp::word_line;
      applied.word_line_volts = word_line ? volts : write.set_other_voltage;
      applied.line_volts = word_line ? write.set_other_voltage : volts;
      break;
    }
    case rram_pulse_kind::reset:
      applied.what = rram_pulse::kind::reset;
      applied.width = settings_.reset_width;
      applied.word_line_volts = write.reset_gate_voltage;
      applied.line_volts = std::min(write.reset.start + write.reset.step * pulse.ramp_step, write.reset.end);
      break;
    case rram_pulse_kind::form:
      applied.what = rram_pulse::kind::form;
      applied.width = settings_.form_width;
      applied.word_line_volts = write.form_gate_voltage;
      applied.line_volts = std::min(write.form.start + write.form.step * pulse.ramp_step, write.form.end);
      break;
  }
  array_.apply(applied, start_ + pulse.start);
  record_.pulses.push_back({start_ + pulse.start, pulse.cycles, pulse.row, pulse.column});
}

}  // namespace memvp::testing_words
