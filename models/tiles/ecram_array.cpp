// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/ecram_array.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "memvp/models/circuits/dense_product.hpp"
#include "memvp/models/physics/random.hpp"
#include "memvp/models/tiles/ecram_registers.hpp"

namespace memvp {

void visit_parameters(parameter_visitor& visitor, ecram_array_parameters& p) {
  constexpr auto paper = "doi 10.1038/s41467-023-41958-4, abstract";
  visitor.integer(
      {"array.rows", dimension::number, 1, ecram_tile_maximum_lines, "word lines", provenance::paper, paper}, p.rows);
  visitor.integer(
      {"array.columns", dimension::number, 1, ecram_tile_maximum_lines, "bit lines", provenance::paper, paper},
      p.columns);
  visitor.real({"array.initial_state", dimension::number, 0, 1, "state of every cell at the start, 0 = window bottom",
                provenance::assumed, "assumed: the paper does not say how a device is placed in its window"},
               p.initial_state);
  visitor.enumeration({"array.half_select", dimension::number, 0, 0, "voltages of the lines that are not selected",
                       provenance::assumed, "assumed: V/2; the paper's addressing was not found"},
                      {"V/2", "V/3"}, p.scheme);
  visitor.real({"wire.resistance", dimension::resistance, 0, 1e6, "word-line wire, per segment", provenance::assumed,
                "assumed: ideal wires; the paper states no figure"},
               p.wire_resistance);
  visitor.real({"wire.column_resistance_ratio", dimension::number, 0, 1e3, "bit-line segment / word-line segment",
                provenance::assumed, "assumed: equal"},
               p.column_resistance_ratio);
  visitor.enumeration({"wire.drive", dimension::number, 0, 0, "ends from which the word lines are driven",
                       provenance::assumed, "assumed: one end"},
                      {"single", "both"}, p.sides);
}

void check(const ecram_array_parameters& p) {
  if (p.rows < 1 || p.columns < 1 || p.rows > ecram_tile_maximum_lines || p.columns > ecram_tile_maximum_lines)
    throw std::invalid_argument("an ECRAM array of " + std::to_string(p.rows) + " x " + std::to_string(p.columns) +
                                " cells cannot be built: rows and columns must lie in 1.." +
                                std::to_string(ecram_tile_maximum_lines) + ".");
}

ecram_array::ecram_array(const ecram_array_parameters& array, const ecram_device_parameters& device, clock_grid clock,
                         std::uint64_t seed, std::uint32_t instance)
    : array_((check(array), array)),
      device_(device),
      clock_(clock),
      cells_(static_cast<std::size_t>(array.rows), static_cast<std::size_t>(array.columns), device, seed, instance),
      noise_key_{seed, random_purpose::read_noise, instance},
      stream_key_{seed, random_purpose::stochastic_stream, instance},
      conductance_(array.rows, array.columns),
      squared_volts_(std::max(array.rows, array.columns)),
      variance_(std::max(array.rows, array.columns)),
      noise_(std::max(array.rows, array.columns)),
      row_selected_(static_cast<std::size_t>(array.rows)),
      column_width_(static_cast<std::size_t>(array.columns)) {
  wires_.row_resistance = array.wire_resistance;
  wires_.column_resistance = array.wire_resistance * array.column_resistance_ratio;
  wires_.sides = array.sides;
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) cells_.set_state(cell, array.initial_state, 0);
}

void ecram_array::set_conductances(const double* siemens) {
  const double bottom = device_.minimum_conductance;
  const double window = device_.maximum_conductance - bottom;
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
    const double state = (siemens[cell] - bottom) / window;
    // A value typed with few digits may miss the window's edge by rounding alone.
    constexpr double slack = 1e-9;
    if (!(state >= -slack && state <= 1 + slack))
      throw std::invalid_argument("the conductance of row " + std::to_string(cell / columns()) + ", column " +
                                  std::to_string(cell % columns()) + ", " + std::to_string(siemens[cell] * 1e6) +
                                  " uS, lies outside the device's window of " + std::to_string(bottom * 1e6) + " to " +
                                  std::to_string((bottom + window) * 1e6) + " uS.");
    cells_.set_state(cell, std::min(1.0, std::max(0.0, state)), 0);
  }
}

double ecram_array::conductance(std::size_t row, std::size_t column, cycle_count now) const {
  return cells_.conductance(row * columns() + column, clock_.picoseconds(now));
}

void ecram_array::refresh(cycle_count now) {
  const bool current = solved_revision_ == cells_.revision() && (!cells_.relaxes() || solved_at_ == now);
  if (current) return;
  cells_.conductances(conductance_.data(), clock_.picoseconds(now));
  response_ = solve_crossbar(conductance_, wires_);
  transposed_transfer_ = response_.transfer.transpose();
  if (device_.read_noise > 0) {
    squared_ = response_.transfer.cwiseAbs2();
    transposed_squared_ = squared_.transpose();
  }
  solved_revision_ = cells_.revision();
  solved_at_ = now;
}

double ecram_array::sense(bool transposed, const double* volts, double* currents, cycle_count now,
                          std::uint64_t event) {
  refresh(now);
  const Eigen::MatrixXd& transfer = transposed ? transposed_transfer_ : response_.transfer;
  const auto driven = static_cast<Eigen::Index>(transposed ? columns() : rows());
  const auto sensed = static_cast<Eigen::Index>(transposed ? rows() : columns());
  const Eigen::Map<const Eigen::VectorXd> v(volts, driven);
  Eigen::Map<Eigen::VectorXd> i(currents, sensed);
  multiply(transfer, volts, currents);
  const Eigen::VectorXd& conductance = transposed ? response_.column_conductance : response_.row_conductance;
  const double power = response_.ideal
                           ? v.cwiseAbs2().dot(conductance)
                           : quadratic_form(transposed ? response_.column_admittance : response_.row_admittance, volts);

  if (device_.read_noise > 0) {
    auto squares = squared_volts_.head(driven);
    squares = v.cwiseAbs2();
    auto variance = variance_.head(sensed);
    multiply(transposed ? transposed_squared_ : squared_, squares.data(), variance.data());
    fill_standard_normal(noise_key_, 0, event, noise_.data(), static_cast<std::size_t>(sensed));
    i.array() += device_.read_noise * variance.array().sqrt() * noise_.head(sensed).array();
  }
  return power;
}

double ecram_array::sense_cell(std::uint32_t row, std::uint32_t column, double volts, cycle_count now,
                               std::uint64_t event, double& current) {
  refresh(now);
  current = response_.transfer(column, row) * volts;
  if (device_.read_noise > 0)
    current += device_.read_noise * std::abs(current) * standard_normal(noise_key_, column, event);
  const double admittance = response_.ideal ? response_.row_conductance(row) : response_.row_admittance(row, row);
  return admittance * volts * volts;
}

void ecram_array::apply_to_row_rest(std::uint32_t row, std::uint32_t column, double volts, double seconds,
                                    std::uint64_t now_ps) {
  const std::size_t first = std::size_t{row} * columns();
  cells_.apply_pulse(cell_range{first, column, 1}, volts, seconds, now_ps);
  cells_.apply_pulse(cell_range{first + column + 1, columns() - column - 1, 1}, volts, seconds, now_ps);
}

void ecram_array::apply(const write_step& step, cycle_count start) {
  const cell_voltage_fractions fraction = cell_fractions(array_.scheme);
  const double full = step.polarity * device_.pulse_voltage;
  const std::uint64_t now_ps = clock_.picoseconds(start);

  if (step.row_count == 1 && step.column_count == 1) {
    const std::uint32_t row = step.rows[0];
    const std::uint32_t column = step.columns[0].column;
    const double seconds = clock_.seconds(step.columns[0].width);
    cells_.apply_pulse(std::size_t{row} * columns() + column, full, seconds, now_ps);
    apply_to_row_rest(row, column, full * fraction.same_row, seconds, now_ps);
    cells_.apply_pulse(cell_range{column, row, columns()}, full * fraction.same_column, seconds, now_ps);
    cells_.apply_pulse(cell_range{(std::size_t{row} + 1) * columns() + column, rows() - row - 1, columns()},
                       full * fraction.same_column, seconds, now_ps);
    if (fraction.other != 0)
      for (std::uint32_t other = 0; other < rows(); ++other)
        if (other != row) apply_to_row_rest(other, column, full * fraction.other, seconds, now_ps);
    return;
  }

  std::fill(row_selected_.begin(), row_selected_.end(), std::uint8_t{0});
  std::fill(column_width_.begin(), column_width_.end(), cycle_count{0});
  for (std::size_t r = 0; r < step.row_count; ++r) row_selected_[step.rows[r]] = 1;
  for (std::size_t c = 0; c < step.column_count; ++c) column_width_[step.columns[c].column] = step.columns[c].width;
  for (std::size_t row = 0; row < rows(); ++row) {
    const double during = row_selected_[row] ? full : full * fraction.same_column;
    const double after = full * (row_selected_[row] ? fraction.same_row : fraction.other);
    for (std::size_t column = 0; column < columns(); ++column) {
      const std::size_t cell = row * columns() + column;
      const cycle_count width = column_width_[column];
      if (width > 0) cells_.apply_pulse(cell, during, clock_.seconds(width), now_ps);
      if (width < step.length && after != 0)
        cells_.apply_pulse(cell, after, clock_.seconds(step.length - width), now_ps + clock_.picoseconds(width));
    }
  }
}

double ecram_array::write_energy(const write_step& step) const {
  if (device_.gate_leakage_current == 0 && device_.gate_capacitance == 0) return 0;
  const cell_voltage_fractions fraction = cell_fractions(array_.scheme);
  const double full = device_.pulse_voltage;
  const auto selected_rows = static_cast<double>(step.row_count);
  const auto other_rows = static_cast<double>(rows()) - selected_rows;
  const auto energy = [&](double part, cycle_count cycles) {
    return cycles == 0 || part == 0 ? 0.0 : device_energy_of_pulse(device_, part * full, clock_.seconds(cycles));
  };
  double sum = 0;
  for (std::size_t c = 0; c < step.column_count; ++c) {
    const cycle_count width = step.columns[c].width;
    const cycle_count rest = step.length - width;
    sum += selected_rows * (energy(1, width) + energy(fraction.same_row, rest));
    sum += other_rows * (energy(fraction.same_column, width) + energy(fraction.other, rest));
  }
  const auto idle_columns = static_cast<double>(columns() - step.column_count);
  sum += idle_columns *
         (selected_rows * energy(fraction.same_row, step.length) + other_rows * energy(fraction.other, step.length));
  return sum;
}

}  // namespace memvp
