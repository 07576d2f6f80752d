// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/rram_cells.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "memvp/models/physics/rram_access_transistor.hpp"
#include "memvp/models/physics/rram_relaxation.hpp"
#include "memvp/models/physics/rram_tabulation.hpp"

namespace memvp {
namespace {

std::size_t checked_size(std::size_t rows, std::size_t columns) {
  if (rows == 0 || columns == 0) throw std::invalid_argument("A 1T1R array needs at least one row and one column.");
  if (columns > std::vector<double>().max_size() / rows / 8) {
    throw std::invalid_argument("A 1T1R array of that many rows and columns does not fit into memory.");
  }
  return rows * columns;
}

double seconds_between(std::uint64_t earlier_ps, std::uint64_t later_ps) {
  return later_ps > earlier_ps ? static_cast<double>(later_ps - earlier_ps) * 1e-12 : 0;
}

}  // namespace

rram_cells::rram_cells(std::size_t rows, std::size_t columns, const rram_device_parameters& parameters,
                       std::uint64_t seed, std::uint32_t instance)
    : rram_cells(rows, columns, parameters, pulse_table_of(parameters), seed, instance) {}

rram_cells::rram_cells(std::size_t rows, std::size_t columns, const rram_device_parameters& parameters,
                       const pulse_table& table, std::uint64_t seed, std::uint32_t instance)
    : rows_(rows),
      columns_(columns),
      parameters_((check(parameters), parameters)),
      table_(table),
      pulse_noise_(random_key{seed, random_purpose::rram_pulse, instance}),
      forming_(random_key{seed, random_purpose::rram_forming, instance}),
      free_share_(std::sqrt(1 - parameters.frozen_share)),
      relaxation_onset_ps_(static_cast<std::uint64_t>(relaxation_onset() * 1e12)),
      cells_(checked_size(rows, columns)) {
  const random_stream faults(random_key{seed, random_purpose::rram_fault, instance});
  const random_stream tendencies(random_key{seed, random_purpose::rram_tendency, instance});
  const double frozen = std::sqrt(parameters.frozen_share);
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
    cell_record& record = cells_[cell];
    const auto tendency = tendencies.standard_normals(cell, 0);
    record.set_tendency = frozen * tendency[0];
    record.reset_tendency = frozen * tendency[1];
    const double draw = faults.uniform(cell, 0);
    if (draw < parameters.stuck_on_fraction) {
      record.fault = cell_fault::stuck_on;
      record.conductance = parameters.stuck_on_conductance;
    } else if (draw < parameters.stuck_on_fraction + parameters.stuck_off_fraction) {
      record.fault = cell_fault::stuck_off;
      record.formed = false;
      record.conductance = parameters.pristine_conductance;
    } else {
      record.formed = parameters.formed;
      record.conductance = parameters.formed ? formed_conductance(cell) : parameters.pristine_conductance;
    }
  }
}

double rram_cells::formed_conductance(std::size_t cell) const {
  const double spread = parameters_.formed_spread * forming_.standard_normals(cell, 0)[1];
  return std::min(greatest_conductance, parameters_.formed_conductance * std::exp(spread));
}

double rram_cells::forming_voltage(std::size_t cell) const {
  return parameters_.forming_voltage + parameters_.forming_voltage_spread * forming_.standard_normals(cell, 0)[0];
}

bool rram_cells::takes_pulse(std::size_t cell, double gate_volts, double line_volts, double seconds) {
  if (cell >= cells_.size()) throw std::out_of_range("A pulse was applied to a cell beyond the 1T1R array.");
  const auto valid = [](double value) { return std::isfinite(value) && value >= 0; };
  if (!valid(gate_volts) || !valid(line_volts) || !valid(seconds)) {
    throw std::invalid_argument("A pulse on a 1T1R cell needs finite, non-negative volts and a finite width.");
  }
  if (seconds == 0) return false;
  ++cells_[cell].pulses;
  return true;
}

void rram_cells::form(std::size_t cell, double word_line_volts, double bit_line_volts, double seconds,
                      std::uint64_t now_ps) {
  if (cell < cells_.size() && cells_[cell].formed) {
    set(cell, word_line_volts, bit_line_volts, seconds, now_ps);
    return;
  }
  if (!takes_pulse(cell, word_line_volts, bit_line_volts, seconds)) return;
  cell_record& record = cells_[cell];
  if (record.fault != cell_fault::none || word_line_volts < parameters_.forming_gate_voltage ||
      seconds < parameters_.forming_time || bit_line_volts < forming_voltage(cell)) {
    return;
  }
  record.formed = true;
  const double relaxation_draw = pulse_noise_.standard_normals(cell, record.events++)[1];
  write(record, formed_conductance(cell), relaxation_draw, now_ps);
}

void rram_cells::set(std::size_t cell, double word_line_volts, double bit_line_volts, double seconds,
                     std::uint64_t now_ps) {
  if (!takes_pulse(cell, word_line_volts, bit_line_volts, seconds)) return;
  cell_record& record = cells_[cell];
  if (!record.formed || record.fault != cell_fault::none) return;
  if (set_response_.seconds() != seconds) set_response_ = table_.set.at_width(seconds);
  const double swept = word_line_volts - std::max(0.0, table_.set.other_line_volts() - bit_line_volts);
  extrapolated_pulses_ += !set_response_.covers(swept);

  const auto draws = pulse_noise_.standard_normals(cell, record.events++);
  const double median = set_response_.log_siemens(swept);
  const double spread = set_spread(parameters_, median);
  const double aimed = std::exp(median + spread * (record.set_tendency + free_share_ * draws[0]));
  if (!(aimed > conductance_of(record, now_ps))) return;
  clipped_events_ += aimed > greatest_conductance;
  write(record, std::min(aimed, greatest_conductance), draws[1], now_ps);
}

void rram_cells::reset(std::size_t cell, double word_line_volts, double source_line_volts, double seconds,
                       std::uint64_t now_ps) {
  if (!takes_pulse(cell, word_line_volts, source_line_volts, seconds)) return;
  cell_record& record = cells_[cell];
  if (!record.formed || record.fault != cell_fault::none) return;
  if (reset_response_.seconds() != seconds) reset_response_ = table_.reset.at_width(seconds);
  const double swept = source_line_volts - std::max(0.0, table_.reset.other_line_volts() - word_line_volts);
  extrapolated_pulses_ += !reset_response_.covers(swept);

  const auto draws = pulse_noise_.standard_normals(cell, record.events++);
  const double spread = parameters_.reset_spread * (record.reset_tendency + free_share_ * draws[0]);
  const double aimed = std::exp(reset_response_.log_siemens(swept) + spread);
  const double present = conductance_of(record, now_ps);
  if (!(aimed < present)) return;
  clipped_events_ += aimed < parameters_.pristine_conductance;
  const double reached = std::max(aimed, parameters_.pristine_conductance);
  if (reached < present) write(record, reached, draws[1], now_ps);
}

void rram_cells::write(cell_record& record, double siemens, double relaxation_draw, std::uint64_t now_ps) {
  record.conductance = siemens;
  record.path = 0;
  if (parameters_.relaxation) record.path += relaxation_draw;
  if (parameters_.drift) record.path += relaxation_mean_share(siemens);
  record.written_ps = std::max(record.written_ps, now_ps);
  last_write_ps_ = std::max(last_write_ps_, record.written_ps);
  ++revision_;
}

double rram_cells::unbounded_conductance(const cell_record& record, std::uint64_t now_ps) const {
  if (now_ps <= record.written_ps || now_ps - record.written_ps <= relaxation_onset_ps_ || record.path == 0) {
    return record.conductance;
  }
  return record.conductance +
         record.path * relaxation_deviation(record.conductance, seconds_between(record.written_ps, now_ps));
}

double rram_cells::conductance_of(const cell_record& record, std::uint64_t now_ps) const {
  return std::max(0.0, unbounded_conductance(record, now_ps));
}

double rram_cells::conductance(std::size_t cell, std::uint64_t now_ps) const {
  if (cell >= cells_.size()) throw std::out_of_range("A cell beyond the 1T1R array was read.");
  return conductance_of(cells_[cell], now_ps);
}

void rram_cells::conductances(double* siemens, std::uint64_t now_ps) const {
  for (const cell_record& record : cells_) *siemens++ = conductance_of(record, now_ps);
}

std::size_t rram_cells::cells_held_at_zero(std::uint64_t now_ps) const {
  return static_cast<std::size_t>(std::count_if(cells_.begin(), cells_.end(), [&](const cell_record& record) {
    return unbounded_conductance(record, now_ps) < 0;
  }));
}

void rram_cells::set_conductance(std::size_t cell, double siemens, std::uint64_t now_ps) {
  if (cell >= cells_.size()) throw std::out_of_range("A cell beyond the 1T1R array was set.");
  if (!(siemens >= 0 && siemens <= greatest_conductance)) {
    throw std::invalid_argument("The conductance of a 1T1R cell must lie between 0 and 1 mS.");
  }
  cell_record& record = cells_[cell];
  const double relaxation_draw = pulse_noise_.standard_normals(cell, record.events++)[1];
  write(record, siemens, relaxation_draw, now_ps);
  if (record.fault != cell_fault::none) {
    record.path = 0;
  } else {
    record.formed = true;
  }
}

rram_cells::snapshot rram_cells::state(std::size_t cell) const {
  snapshot before;
  before.cell = cells_.at(cell);
  before.clipped_events = clipped_events_;
  before.extrapolated_pulses = extrapolated_pulses_;
  return before;
}

void rram_cells::restore(std::size_t cell, const snapshot& before) {
  cells_.at(cell) = before.cell;
  clipped_events_ = before.clipped_events;
  extrapolated_pulses_ = before.extrapolated_pulses;
  ++revision_;
}

std::uint64_t rram_cells::valid_until_ps(std::uint64_t now_ps) const {
  constexpr std::uint64_t latest = std::numeric_limits<std::uint64_t>::max();
  if (!relaxes()) return latest;
  const std::uint64_t elapsed = now_ps > last_write_ps_ ? now_ps - last_write_ps_ : 0;
  if (elapsed < relaxation_onset_ps_) return last_write_ps_ + relaxation_onset_ps_;
  const double onset = static_cast<double>(relaxation_onset_ps_);
  const double steps = std::floor(std::log10(static_cast<double>(elapsed) / onset) / parameters_.relaxation_step);
  for (double step = steps + 1;; ++step) {
    const double until =
        static_cast<double>(last_write_ps_) + onset * std::pow(10.0, step * parameters_.relaxation_step);
    if (until >= 0x1p64) return latest;
    const auto until_ps = static_cast<std::uint64_t>(until);
    if (until_ps > now_ps) return until_ps;  // else rounding has put the grid point just before now
  }
}

double series_current(const rram_device_parameters& parameters, double filament_siemens, double gate_volts,
                      double line_volts) {
  const access_transistor transistor = transistor_at(parameters, gate_volts);
  if (filament_siemens <= 0 || line_volts <= 0) return 0;
  // An ohmic cell is one whose hyperbolic sine bends far beyond the voltages here.
  const double field_volts = parameters.read_field_voltage > 0 ? parameters.read_field_voltage : 1e3 * line_volts;
  const double cell =
      cell_voltage_in_series(filament_siemens * field_volts, field_volts, transistor, line_volts, line_volts);
  return transistor.current(line_volts - cell);
}

double pulse_energy(const rram_device_parameters& parameters, double filament_siemens, double gate_volts,
                    double line_volts, double seconds) {
  return line_volts * series_current(parameters, filament_siemens, gate_volts, line_volts) * seconds;
}

}  // namespace memvp
