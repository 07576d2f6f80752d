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
  visit_unsized_parameters(visitor, p);
}

void visit_unsized_parameters(parameter_visitor& visitor, ecram_array_parameters& p) {
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
  if (p.rows >= 1 && p.columns >= 1 && p.rows <= ecram_tile_maximum_lines && p.columns <= ecram_tile_maximum_lines &&
      p.rows * p.columns <= ecram_tile_maximum_cells)
    return;
  throw std::invalid_argument("an ECRAM array of " + std::to_string(p.rows) + " x " + std::to_string(p.columns) +
                              " cells cannot be built: rows and columns must lie in 1.." +
                              std::to_string(ecram_tile_maximum_lines) + ", and be at most " +
                              std::to_string(ecram_tile_maximum_cells) + " cells together.");
}

namespace {

partial_selection partial_selection_of(half_select_scheme scheme) {
  const cell_voltage_fractions fraction = cell_fractions(scheme);
  return {fraction.same_row, fraction.other != 0};
}

}  // namespace

ecram_array::ecram_array(const ecram_array_parameters& array, const ecram_device_parameters& device, clock_grid clock,
                         std::uint64_t seed, std::uint32_t instance)
    : array_((check(array), array)),
      device_(device),
      clock_(clock),
      cells_(static_cast<std::size_t>(array.rows), static_cast<std::size_t>(array.columns), device, seed, instance,
             partial_selection_of(array.scheme)),
      noise_key_{seed, random_purpose::read_noise, instance},
      stream_key_{seed, random_purpose::stochastic_stream, instance},
      conductance_(array.rows, array.columns),
      row_sums_(array.rows),
      rows_read_(static_cast<std::size_t>(array.rows)),
      transposed_(array.rows, array.columns),
      column_sums_(array.columns),
      variance_(std::max(array.rows, array.columns)),
      noise_(std::max(array.rows, array.columns)) {
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

void ecram_array::read_row(std::uint32_t row, cycle_count now) {
  evaluation& last = rows_read_[row];
  if (current(last, now)) return;
  cells_.row_conductances(row, conductance_.row(row).data(), clock_.picoseconds(now));
  row_sums_(row) = conductance_.row(row).sum();
  last = {cells_.revision(), now};
}

void ecram_array::read_all(cycle_count now) {
  for (std::uint32_t row = 0; row < rows(); ++row) read_row(row, now);
  if (!wired() || current(solved_, now)) return;
  response_ = solve_crossbar(conductance_, wires_);
  solved_ = {cells_.revision(), now};
}

void ecram_array::transpose(cycle_count now) {
  if (current(transposed_at_, now)) return;
  if (wired())
    transposed_ = response_.transfer.transpose();
  else
    transposed_ = conductance_;
  column_sums_ = transposed_.colwise().sum();
  transposed_at_ = {cells_.revision(), now};
}

double ecram_array::power(bool transposed, const double* volts) const {
  if (wired()) return quadratic_form(transposed ? response_.column_admittance : response_.row_admittance, volts);
  const Eigen::VectorXd& sums = transposed ? column_sums_ : row_sums_;
  double watts = 0;
  for (std::size_t i = 0; i < driven_.which.size(); ++i)
    watts += driven_.volts[i] * driven_.volts[i] * sums(driven_.which[i]);
  return watts;
}

double ecram_array::sense(bool transposed, const double* volts, double* currents, cycle_count now,
                          std::uint64_t event) {
  const std::size_t lines = transposed ? columns() : rows();
  const std::size_t sensed = transposed ? rows() : columns();
  driven_.which.clear();
  driven_.volts.clear();
  for (std::uint32_t line = 0; line < lines; ++line) {
    if (volts[line] == 0) continue;
    driven_.which.push_back(line);
    driven_.volts.push_back(volts[line]);
  }
  if (transposed || wired())
    read_all(now);
  else
    for (const std::uint32_t row : driven_.which) read_row(row, now);
  if (transposed) transpose(now);
  // Each a line after another: of the driven word line its currents into all bit lines, and the other way round.
  const double* transfer = transposed ? transposed_.data() : wired() ? response_.transfer.data() : conductance_.data();
  const bool noisy = device_.read_noise > 0;
  add_up_lines(transfer, sensed, driven_.which.data(), driven_.volts.data(), driven_.which.size(), currents,
               noisy ? variance_.data() : nullptr);
  if (noisy) {
    fill_standard_normal(noise_key_, 0, event, noise_.data(), sensed);
    const auto count = static_cast<Eigen::Index>(sensed);
    Eigen::Map<Eigen::VectorXd>(currents, count).array() +=
        device_.read_noise * variance_.head(count).array().sqrt() * noise_.head(count).array();
  }
  return power(transposed, volts);
}

double ecram_array::sense_cell(std::uint32_t row, std::uint32_t column, double volts, cycle_count now,
                               std::uint64_t event, double& current) {
  if (wired())
    read_all(now);
  else
    read_row(row, now);
  current = (wired() ? response_.transfer(column, row) : conductance_(row, column)) * volts;
  if (device_.read_noise > 0)
    current += device_.read_noise * std::abs(current) * standard_normal(noise_key_, column, event);
  const double admittance = wired() ? response_.row_admittance(row, row) : row_sums_(row);
  return admittance * volts * volts;
}

void ecram_array::apply(const write_step& step, cycle_count start) {
  column_pulses_.clear();
  for (std::size_t c = 0; c < step.column_count; ++c)
    column_pulses_.push_back({step.columns[c].column, clock_.picoseconds(step.columns[c].width)});
  cells_.select(
      {step.rows, step.row_count, column_pulses_.data(), column_pulses_.size(), clock_.picoseconds(step.length)},
      step.polarity > 0, clock_.picoseconds(start));
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
