// SPDX-License-Identifier: Apache-2.0
#include "memvp/testbench/unit/tiles/per_clock_tile.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <ostream>

namespace memvp::testing_words {

std::ostream& operator<<(std::ostream& out, const cell_pulse& pulse) {
  return out << (pulse.positive ? '+' : '-') << " at (" << pulse.row << ", " << pulse.column << ") from cycle "
             << pulse.start << " for " << pulse.length;
}

void command_record::sort_pulses() {
  std::sort(pulses.begin(), pulses.end(), [](const cell_pulse& a, const cell_pulse& b) {
    return std::tie(a.start, a.row, a.column) < std::tie(b.start, b.row, b.column);
  });
}

per_clock_tile::per_clock_tile(const ecram_tile_parameters& parameters, clock_grid clock, std::uint64_t seed)
    : parameters_(parameters),
      clock_(clock),
      array_(parameters.array, parameters.device, clock, seed, 0),
      dac_(parameters.converter, parameters.technology),
      adc_(parameters.converter, parameters.technology),
      full_scale_(dac_.step() * dac_.largest_code()),
      volts_(std::max(array_.rows(), array_.columns())),
      currents_(volts_.size()) {}

command_record per_clock_tile::carry_out(ecram_sequencer_bench& bench, const ecram_command& command,
                                         const ecram_timing& timing, cycle_count start,
                                         const std::vector<std::uint32_t>& input,
                                         const std::vector<std::uint32_t>& pulse) {
  command_ = command;
  timing_ = timing;
  start_ = start;
  input_ = &input;
  pulse_ = &pulse;
  record_ = {};
  reading_sum_ = 0;
  readings_ = 0;
  accepted_.assign(std::size_t{command.region.rows} * command.region.columns, 0);

  // The sequencer counts words; a double is two of them, and it never looks at what the words of a vector are.
  per_clock_callbacks callbacks;
  callbacks.fires = [this](array_line line, std::uint32_t number, std::uint32_t slot, unsigned) {
    return fires(line, number, slot);
  };
  callbacks.decide = [this](std::uint32_t row, std::uint32_t column) { return decide(row, column); };
  callbacks.pulse_finished = [this](const per_clock_pulse& finished) { pulse_finished(finished); };
  callbacks.sampled = [this](const per_clock_sample& sample) { sampled(sample); };
  const per_clock_result result = bench.run(command, timing, static_cast<std::uint32_t>(array_.rows()),
                                            static_cast<std::uint32_t>(array_.columns()), input, pulse, callbacks,
                                            written_ ? start - last_write_end_ : never_written);
  record_.cycles = result.cycles;
  record_.samples = result.samples;
  record_.conversions = result.conversions;
  if (command.operation == ecram_operation::program_verify)
    record_.verify_failures =
        static_cast<std::uint64_t>(std::count(accepted_.begin(), accepted_.end(), std::uint8_t{0}));
  record_.sort_pulses();
  return record_;
}

// docs/ecram-sequencer.md: the lines of a region share a stream generator, rows first.
bool per_clock_tile::fires(array_line line, std::uint32_t number, std::uint32_t slot) const {
  const array_region& region = command_.region;
  const std::uint32_t index =
      line == array_line::row ? number - region.first_row : region.rows + number - region.first_column;
  const double level = std::abs(static_cast<double>(static_cast<std::int32_t>((*input_)[index])));
  return uniform(array_.stream_key(), index, std::uint64_t{command_.stream_seed} << 32 | slot) * 65536 < level;
}

void per_clock_tile::pulse_finished(const per_clock_pulse& pulse) {
  std::vector<column_pulse> columns;
  for (const auto& column : pulse.columns) columns.push_back({column.column, column.width * timing_.pulse_lsb});
  array_.apply(
      {pulse.positive ? 1.0 : -1.0, pulse.rows.data(), pulse.rows.size(), columns.data(), columns.size(), pulse.cycles},
      start_ + pulse.start);
  for (const std::uint32_t row : pulse.rows)
    for (const column_pulse& column : columns)
      record_.pulses.push_back({start_ + pulse.start, column.width, row, column.column, pulse.positive});
  written_ = true;
  last_write_end_ = start_ + pulse.start + pulse.cycles;
}

double per_clock_tile::input_volts(std::size_t value) const {
  if (!parameters_.converter.ideal) return dac_.step() * static_cast<std::int32_t>((*input_)[value]);
  double volts = 0;
  std::memcpy(&volts, input_->data() + 2 * value, sizeof volts);
  return volts;
}

void per_clock_tile::store(const double* currents, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    std::uint32_t words[2] = {0, 0};
    if (parameters_.converter.ideal) {
      std::memcpy(words, currents + i, sizeof(double));
      record_.words.insert(record_.words.end(), words, words + 2);
    } else {
      std::int32_t word = 0;
      adc_.convert(currents + i, &word, 1);
      record_.words.push_back(static_cast<std::uint32_t>(word));
    }
  }
}

void per_clock_tile::sampled(const per_clock_sample& sample) {
  const array_region& cells = sample.cells;
  std::fill(volts_.begin(), volts_.end(), 0.0);
  const bool transposed = command_.operation == ecram_operation::multiply_transposed;
  if (transposed || command_.operation == ecram_operation::multiply) {
    const std::size_t driven = transposed ? cells.columns : cells.rows;
    const std::size_t first = transposed ? cells.first_column : cells.first_row;
    for (std::size_t i = 0; i < driven; ++i) volts_[first + i] = input_volts(sample.number * driven + i);
    array_.sense(transposed, volts_.data(), currents_.data(), start_ + sample.cycle, sense_events_++);
    store(currents_.data() + (transposed ? cells.first_row : cells.first_column),
          transposed ? cells.rows : cells.columns);
    return;
  }
  volts_[cells.first_row] = full_scale_;
  array_.sense(false, volts_.data(), currents_.data(), start_ + sample.cycle, sense_events_++);
  const double current = currents_[cells.first_column];
  std::int32_t word = 0;
  adc_.convert(&current, &word, 1);
  reading_sum_ += parameters_.converter.ideal ? current : adc_.step() * word;
  if (++readings_ < command_.reads || command_.operation == ecram_operation::program_verify) return;
  const double mean = reading_sum_ / command_.reads;
  if (parameters_.converter.ideal)
    store(&mean, 1);
  else
    record_.words.push_back(static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(mean / adc_.step()))));
  reading_sum_ = 0;
  readings_ = 0;
}

std::int64_t per_clock_tile::decide(std::uint32_t row, std::uint32_t column) {
  const double mean = reading_sum_ / command_.reads;
  reading_sum_ = 0;
  readings_ = 0;
  const ecram_device_parameters& device = parameters_.device;
  const std::size_t cell =
      std::size_t{row - command_.region.first_row} * command_.region.columns + (column - command_.region.first_column);
  const double measured =
      (mean / full_scale_ - device.minimum_conductance) / (device.maximum_conductance - device.minimum_conductance);
  const double error = (*pulse_)[cell] / 65536.0 - measured;
  accepted_[cell] = std::abs(error) * 65536 <= command_.verify_tolerance;
  if (accepted_[cell] != 0) return 0;
  // A nominal cell takes pulses_per_window quanta of pulse_width across its window.
  const double units =
      std::abs(error) * device.pulses_per_window * device.pulse_width / clock_.seconds(timing_.pulse_lsb);
  const std::int64_t width =
      std::min<std::int64_t>(std::llround(units), static_cast<std::int64_t>(timing_.pulse_maximum));
  return error > 0 ? width : -width;
}

}  // namespace memvp::testing_words
