// SPDX-License-Identifier: Apache-2.0
// Plans of the commands that sense: multiply, transposed multiply, read cells, write-and-verify.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "memvp/models/tiles/ecram_planner.hpp"

namespace memvp {

void ecram_planner::store_values(std::size_t count) {
  if (words_per_value() == 2) {
    const std::size_t first = results_.size();
    results_.resize(first + 2 * count);
    std::memcpy(results_.data() + first, sensed_.data(), count * sizeof(double));
    return;
  }
  words_.resize(count);
  counters_.saturations += adc_.convert(sensed_.data(), words_.data(), count);
  results_.insert(results_.end(), words_.begin(), words_.end());
}

double ecram_planner::drive_energy(bool transposed, const double* volts) const {
  const std::size_t lines = transposed ? array_.columns() : array_.rows();
  double squares = 0;
  for (std::size_t i = 0; i < lines; ++i) squares += volts[i] * volts[i];
  return (transposed ? settings_.costs.read_column_full_scale : settings_.costs.read_row_full_scale) * squares /
         (full_scale_ * full_scale_);
}

void ecram_planner::drive(component_id drivers, double line_energy, std::size_t lines, double power,
                          std::uint32_t operand) {
  append(ecram_activity::drive, settings_.timing.drive, operand);
  plan_.pay(settings_.components.dacs, settings_.costs.dac_conversion * static_cast<double>(lines));
  plan_.pay(drivers, line_energy);
  plan_.pay(settings_.components.array, power * clock_.seconds(settings_.timing.drive));
  plan_.pay(settings_.components.control, settings_.costs.counter_tick * static_cast<double>(settings_.timing.drive));
}

void ecram_planner::integrate(std::size_t lines, double power, std::uint32_t operand) {
  append(ecram_activity::integrate, settings_.timing.integrate, operand);
  plan_.pay(settings_.components.array, power * clock_.seconds(settings_.timing.integrate));
  plan_.pay(settings_.components.sample_and_holds, settings_.costs.sample * static_cast<double>(lines));
  plan_.pay(settings_.components.control,
            settings_.costs.counter_tick * static_cast<double>(settings_.timing.integrate));
}

cycle_count ecram_planner::append_conversions(cycle_count start, std::uint32_t lines) {
  // A round converts neighbouring lines, each with a converter of its own.
  const std::uint32_t words = words_per_value();
  const auto first_word = static_cast<std::uint32_t>(results_.size()) - lines * words;
  std::uint32_t done = 0;
  while (done < lines) {
    const std::uint32_t in_round = std::min(settings_.timing.converters, lines - done);
    rounds_.push_back({first_word + done * words, in_round * words, done, in_round});
    plan_.append(static_cast<std::uint32_t>(ecram_activity::convert), {start, settings_.timing.convert}, cause_,
                 static_cast<std::uint32_t>(rounds_.size() - 1));
    plan_.pay(settings_.components.converters, settings_.costs.conversion * in_round);
    plan_.pay(settings_.components.buffers, settings_.costs.buffer_word * in_round);
    plan_.pay(settings_.components.control,
              settings_.costs.control_cycle * static_cast<double>(settings_.timing.convert));
    start += settings_.timing.convert;
    done += in_round;
  }
  return start;
}

void ecram_planner::plan_multiply(bool transposed) {
  const array_region& region = command_.region;
  const std::size_t driven = transposed ? region.columns : region.rows;
  const std::size_t sensed = transposed ? region.rows : region.columns;
  const std::size_t first_driven = transposed ? region.first_column : region.first_row;
  const std::size_t first_sensed = transposed ? region.first_row : region.first_column;
  const std::size_t lines = transposed ? array_.columns() : array_.rows();

  settle_after_write();
  cycle_count converters_free = 0;
  vectors_volts_.assign(command_.vectors * lines, 0.0);
  for (std::uint32_t vector = 0; vector < command_.vectors; ++vector) {
    fetch(driven);
    double* volts = vectors_volts_.data() + vector * lines;
    read_inputs(vector * driven, driven, volts + first_driven);
    // The sample may not be taken before the sample-and-holds are free of the vector before.
    const cycle_count sample_at = std::max(at_ + settings_.timing.drive + settings_.timing.integrate, converters_free);
    at_ = sample_at - settings_.timing.drive - settings_.timing.integrate;
    const double power = array_.sense(transposed, volts, currents_.data(), origin_ + sample_at, sense_events_++);
    drive(transposed ? settings_.components.column_drivers : settings_.components.row_drivers,
          drive_energy(transposed, volts), driven, power, vector);
    integrate(sensed, power, vector);
    sensed_.assign(currents_.begin() + static_cast<std::ptrdiff_t>(first_sensed),
                   currents_.begin() + static_cast<std::ptrdiff_t>(first_sensed + sensed));
    store_values(sensed);
    converters_free = append_conversions(at_, static_cast<std::uint32_t>(sensed));
    counters_.operations += driven * sensed;
  }
}

double ecram_planner::read_cell(std::uint32_t row, std::uint32_t column, std::uint32_t times) {
  const ecram_timing& timing = settings_.timing;
  const auto readings = static_cast<double>(times);
  const cycle_count reading = timing.integrate + timing.convert;
  cycle_count sample_at = origin_ + at_ + timing.drive + timing.integrate;
  double power = 0, sum = 0;
  for (std::uint32_t i = 0; i < times; ++i, sample_at += reading) {
    double current = 0;
    power = array_.sense_cell(row, column, full_scale_, sample_at, sense_events_++, current);
    if (words_per_value() == 1) {
      std::int32_t word = 0;
      counters_.saturations += adc_.convert(&current, &word, 1);
      current = adc_.step() * word;
    }
    sum += current;
  }
  drive(settings_.components.row_drivers, settings_.costs.read_row_full_scale, 1, power);

  const cycle_count length = times * reading;
  rounds_.push_back({0, 0, column, times});
  append(ecram_activity::average, length, static_cast<std::uint32_t>(rounds_.size() - 1));
  plan_.pay(settings_.components.array, power * clock_.seconds(length));
  plan_.pay(settings_.components.sample_and_holds, settings_.costs.sample * readings);
  plan_.pay(settings_.components.converters, settings_.costs.conversion * readings);
  plan_.pay(settings_.components.control,
            readings * (settings_.costs.counter_tick * static_cast<double>(timing.integrate) +
                        settings_.costs.control_cycle * static_cast<double>(timing.convert)));
  return sum / readings;
}

void ecram_planner::plan_read_cells() {
  const array_region& region = command_.region;
  settle_after_write();
  for (std::uint32_t r = 0; r < region.rows; ++r) {
    for (std::uint32_t c = 0; c < region.columns; ++c) {
      const double mean = read_cell(region.first_row + r, region.first_column + c, command_.reads);
      const auto first_word = static_cast<std::uint32_t>(results_.size());
      if (words_per_value() == 2) {
        sensed_.assign(1, mean);
        store_values(1);
      } else {
        results_.push_back(static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(mean / adc_.step()))));
      }
      rounds_.back() = {first_word, words_per_value(), c, command_.reads};
      plan_.pay(settings_.components.buffers, settings_.costs.buffer_word);
    }
  }
}

bool ecram_planner::plan_verify() {
  const array_region& region = command_.region;
  const std::uint32_t cells = region.rows * region.columns;
  if (verify_cell_ == cells) return false;

  if (verify_new_cell_) {
    fetch(1);
    verify_new_cell_ = false;
    verify_try_ = 0;
  }
  const std::uint32_t row = region.first_row + verify_cell_ / region.columns;
  const std::uint32_t column = region.first_column + verify_cell_ % region.columns;
  cause_ = settings_.causes.verify;
  settle_after_write();
  const double current = read_cell(row, column, command_.reads);
  append(ecram_activity::decide, settings_.timing.decide);
  plan_.pay(settings_.components.control, settings_.costs.control_cycle * static_cast<double>(settings_.timing.decide));
  cause_ = program_cause();

  const ecram_device_parameters& device = array_.device();
  const double window = device.maximum_conductance - device.minimum_conductance;
  const double measured = (current / full_scale_ - device.minimum_conductance) / window;
  const double target = static_cast<double>(buffers_.pulse[verify_cell_]) / verify_target_one;
  const double error = target - measured;
  const bool accepted = std::abs(error) * verify_target_one <= command_.verify_tolerance;
  // A full window takes pulses_per_window * pulse_width; the sequencer knows the nominal slope only.
  const double width = std::abs(error) * full_window_width_;
  const auto units =
      std::min<std::uint64_t>(static_cast<std::uint64_t>(std::llround(width)), settings_.timing.pulse_maximum);

  if (!accepted && verify_try_ < command_.verify_tries && units > 0) {
    ++verify_try_;
    begin_step(error > 0 ? 1 : -1);
    select_row(row);
    select_column(column, units);
    write_step_alone();
    return true;
  }
  if (!accepted && verify_sweep_ + 1 == command_.sweeps) {
    ++counters_.verify_failures;
    outcome_ = ecram_error::not_verified;
  }
  verify_new_cell_ = true;
  if (++verify_cell_ == cells && ++verify_sweep_ < command_.sweeps) verify_cell_ = 0;
  return true;
}

}  // namespace memvp
