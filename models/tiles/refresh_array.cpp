// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/refresh_array.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "memvp/models/circuits/dense_product.hpp"
#include "memvp/models/circuits/half_select.hpp"
#include "memvp/models/physics/ferroionic_laws.hpp"

namespace memvp {

namespace {

constexpr std::uint64_t not_taken = ~std::uint64_t{0};
/// Rows that are transposed together: a cache line of them.
constexpr std::size_t transposed_rows = 8;
/// One cell in so many is looked at alone as fast as all of a row together: measured on rows of 64 to 512 columns with
/// AVX2 (one in five to six at 32 columns); at one in 16 alone takes half as long.
constexpr std::size_t few_cells = 8;

cell_voltage_fractions fractions_of(refresh_selection selection) {
  return cell_fractions(selection == refresh_selection::half ? half_select_scheme::half : half_select_scheme::third);
}

bool same(const array_region& a, const array_region& b) {
  return a.first_row == b.first_row && a.rows == b.rows && a.first_column == b.first_column && a.columns == b.columns;
}

}  // namespace

refresh_array::refresh_array(const refresh_array_parameters& array, const ferroionic_device_parameters& device,
                             clock_grid clock, std::uint64_t seed, std::uint32_t instance)
    : array_(array),
      device_(device),
      clock_(clock),
      cells_(static_cast<std::size_t>(array.rows), static_cast<std::size_t>(array.columns), device, seed, instance),
      noise_key_{seed, random_purpose::read_noise, instance},
      siemens_(conductance_matrix::Zero(array.rows, array.columns)),
      transposed_(Eigen::MatrixXd::Zero(array.rows, array.columns)),
      taken_ps_(rows(), not_taken),
      transposed_fresh_(rows(), 0),
      line_sums_(std::max(rows(), columns())),
      line_squares_(line_sums_.size()),
      noise_(line_sums_.size()),
      seconds_(columns()),
      row_siemens_(columns()) {
  hold_conductances();
}

void refresh_array::hold_conductances() {
  const double picoseconds = array_.relaxation_step * relaxation_time(device_, cells_.temperature()) * 1e12;
  held_ps_ =
      picoseconds < 0x1p63 ? static_cast<std::uint64_t>(picoseconds) : std::numeric_limits<std::uint64_t>::max() / 2;
}

void refresh_array::set_state(std::size_t cell, double polarisation, double ionic_state) {
  cells_.set_state(cell, polarisation, ionic_state, 0);
  changed(cell / columns());
}

void refresh_array::set_temperature(double kelvin, cycle_count now) {
  cells_.set_temperature(kelvin, clock_.picoseconds(now));
  hold_conductances();
  for (std::size_t row = 0; row < rows(); ++row) changed(row);
}

void refresh_array::changed(std::size_t row) { taken_ps_[row] = not_taken; }

void refresh_array::pulse(const refresh_row_pulse& pulse, cycle_count start) {
  if (!drives_ions(device_, pulse.volts, pulse.gate_volts)) return;  // nor does a part of its voltage
  const std::uint64_t start_ps = clock_.picoseconds(start);
  cells_.pulse_row(pulse.row, 0, columns(), pulse.volts, pulse.gate_volts, pulse.seconds, start_ps);
  changed(pulse.row);
  if (array_.selection == refresh_selection::gated) return;
  // A column is selected for its cell's share of the pulse, and not for the rest; cells take the one after the other.
  const cell_voltage_fractions share = fractions_of(array_.selection);
  for (std::size_t column = 0; column < columns(); ++column)
    seconds_[column] = std::max(0.0, pulse.length - pulse.seconds[column]);
  for (std::size_t row = 0; row < rows(); ++row) {
    if (row != pulse.row)
      cells_.pulse_row(row, 0, columns(), share.same_column * pulse.volts, pulse.gate_volts, pulse.seconds, start_ps);
    const double rest = row == pulse.row ? share.same_row : share.other;
    if (rest != 0) cells_.pulse_row(row, 0, columns(), rest * pulse.volts, pulse.gate_volts, seconds_.data(), start_ps);
    changed(row);
  }
}

double refresh_array::pulse_energy(const refresh_row_pulse& pulse, cycle_count start) const {
  const std::uint64_t start_ps = clock_.picoseconds(start);
  const bool gated = array_.selection == refresh_selection::gated;
  const cell_voltage_fractions share = gated ? cell_voltage_fractions{} : fractions_of(array_.selection);
  double joules = 0;
  // A level's group opens few cells of a row: theirs are all that is needed.
  const auto open = static_cast<std::size_t>(
      std::count_if(pulse.seconds, pulse.seconds + columns(), [](double seconds) { return seconds > 0; }));
  if (gated && open * few_cells < columns()) {
    double sum = 0;
    for (std::size_t column = 0; column < columns(); ++column)
      if (pulse.seconds[column] > 0)
        sum += cells_.conductance(pulse.row * columns() + column, start_ps) * pulse.seconds[column];
    return pulse.volts * pulse.volts * sum;
  }
  for (std::size_t row = gated ? pulse.row : 0; row < (gated ? pulse.row + 1 : rows()); ++row) {
    const bool own = row == pulse.row;
    const double volts = pulse.volts * (own ? share.selected : share.same_column);
    const double rest = pulse.volts * (own ? share.same_row : share.other);
    cells_.conductances(row, 1, row_siemens_.data(), start_ps);
    double selected = 0, others = 0;
    for (std::size_t column = 0; column < columns(); ++column) {
      selected += row_siemens_[column] * pulse.seconds[column];
      others += row_siemens_[column] * std::max(0.0, pulse.length - pulse.seconds[column]);
    }
    joules += volts * volts * selected + rest * rest * others;
  }
  return joules;
}

void refresh_array::pulse_whole_row(std::uint32_t row, double volts, double gate_volts, double seconds,
                                    cycle_count start) {
  if (!drives_ions(device_, volts, gate_volts)) return;
  std::fill(seconds_.begin(), seconds_.end(), seconds);
  cells_.pulse_row(row, 0, columns(), volts, gate_volts, seconds_.data(), clock_.picoseconds(start));
  changed(row);
}

double refresh_array::whole_row_energy(std::uint32_t row, double volts, double seconds, cycle_count start) const {
  cells_.conductances(row, 1, row_siemens_.data(), clock_.picoseconds(start));
  double sum = 0;
  for (const double siemens : row_siemens_) sum += siemens;
  return volts * volts * sum * seconds;
}

void refresh_array::read_row(std::uint32_t row, cycle_count now, std::uint64_t event, double* siemens) {
  cells_.conductances(row, 1, siemens, clock_.picoseconds(now));
  if (device_.read_noise == 0) return;
  fill_standard_normal(noise_key_, 0, event, noise_.data(), columns());
  for (std::size_t column = 0; column < columns(); ++column) siemens[column] *= 1 + device_.read_noise * noise_[column];
}

void refresh_array::take_row(std::size_t row, std::uint64_t now_ps) {
  if (taken_ps_[row] != not_taken && now_ps - taken_ps_[row] <= held_ps_) return;
  cells_.conductances(row, 1, siemens_.row(static_cast<Eigen::Index>(row)).data(), now_ps);
  taken_ps_[row] = now_ps;
  transposed_fresh_[row] = 0;
  solved_ = false;
}

void refresh_array::take_transposed(std::size_t row) {
  const std::size_t first = row / transposed_rows * transposed_rows;
  const std::size_t count = std::min(transposed_rows, rows() - first);
  const auto begin = static_cast<Eigen::Index>(first), length = static_cast<Eigen::Index>(count);
  transposed_.middleRows(begin, length) = siemens_.middleRows(begin, length);
  for (std::size_t i = first; i < first + count; ++i) transposed_fresh_[i] = 1;
}

// Columns outside the region are closed if there are gates to close them; rows outside it float.
void refresh_array::solve(const array_region& region) {
  if (solved_ && same(solved_region_, region)) return;
  const wire_parameters wires{array_.wire_resistance, array_.wire_resistance, drive_sides::single};
  if (array_.selection == refresh_selection::gated) {
    conductance_matrix open = conductance_matrix::Zero(siemens_.rows(), siemens_.cols());
    const auto row = static_cast<Eigen::Index>(region.first_row),
               column = static_cast<Eigen::Index>(region.first_column);
    const auto row_count = static_cast<Eigen::Index>(region.rows), columns = static_cast<Eigen::Index>(region.columns);
    open.block(row, column, row_count, columns) = siemens_.block(row, column, row_count, columns);
    response_ = solve_crossbar(open, wires);
  } else {
    response_ = solve_crossbar(siemens_, wires);
  }
  response_transposed_ = response_.transfer.transpose();
  solved_region_ = region;
  solved_ = true;
}

double refresh_array::integrate(const refresh_drive& drive, cycle_count now, double* siemens, double* squares) {
  const std::uint64_t now_ps = clock_.picoseconds(now);
  const array_region& region = drive.region;
  const bool gated = array_.selection == refresh_selection::gated;
  const bool wired = array_.wire_resistance > 0;
  if (!drive.transposed && !wired) {
    for (std::size_t i = 0; i < drive.count; ++i) take_row(drive.lines[i], now_ps);
  } else {
    const std::size_t first = gated ? region.first_row : 0, count = gated ? region.rows : rows();
    for (std::size_t row = first; row < first + count; ++row) take_row(row, now_ps);
    if (!wired)
      for (std::size_t row = first; row < first + count; ++row)
        if (!transposed_fresh_[row]) take_transposed(row);
  }
  if (wired) solve(region);

  // Each a line after another: what a driven line conducts into all lines of the other kind.
  const double* transfer = drive.transposed ? (wired ? response_transposed_ : transposed_).data()
                           : wired          ? response_.transfer.data()
                                            : siemens_.data();
  const std::size_t lines = drive.transposed ? rows() : columns();
  add_up_lines(transfer, lines, drive.lines, drive.shares, drive.count, line_sums_.data(),
               device_.read_noise > 0 ? line_squares_.data() : nullptr);

  const std::size_t first = drive.transposed ? region.first_row : region.first_column;
  const std::size_t sensed = drive.transposed ? region.rows : region.columns;
  for (std::size_t i = 0; i < sensed; ++i) siemens[i] += line_sums_[first + i];
  if (device_.read_noise > 0)
    for (std::size_t i = 0; i < sensed; ++i) squares[i] += line_squares_[first + i];

  double drawn = 0;
  if (wired) {
    const Eigen::MatrixXd& admittance = drive.transposed ? response_.column_admittance : response_.row_admittance;
    for (std::size_t i = 0; i < drive.count; ++i) drawn += drive.shares[i] * admittance(drive.lines[i], drive.lines[i]);
    return drawn;
  }
  const std::size_t from = gated ? first : 0, to = gated ? first + sensed : lines;
  for (std::size_t i = from; i < to; ++i) drawn += line_sums_[i];
  return drawn;
}

void refresh_array::add_read_noise(std::size_t first_line, std::size_t count, const double* squares,
                                   std::uint64_t event, double* siemens) {
  if (device_.read_noise == 0) return;
  fill_standard_normal(noise_key_, first_line, event, noise_.data(), count);
  for (std::size_t i = 0; i < count; ++i) siemens[i] += device_.read_noise * std::sqrt(squares[i]) * noise_[i];
}

void refresh_array::disturb(const refresh_drive& drive, double volts, double gate_volts, double seconds,
                            cycle_count start) {
  if (!drives_ions(device_, volts, gate_volts)) return;
  const std::uint64_t start_ps = clock_.picoseconds(start);
  const bool gated = array_.selection == refresh_selection::gated;
  const array_region& region = drive.region;
  const std::size_t first_column = gated ? region.first_column : 0, open = gated ? region.columns : columns();
  if (!drive.transposed) {
    for (std::size_t i = 0; i < drive.count; ++i) {
      std::fill_n(seconds_.begin(), open, drive.shares[i] * seconds);
      cells_.pulse_row(drive.lines[i], first_column, open, volts, gate_volts, seconds_.data(), start_ps);
      changed(drive.lines[i]);
    }
    return;
  }
  std::fill(seconds_.begin(), seconds_.end(), 0.0);
  for (std::size_t i = 0; i < drive.count; ++i) seconds_[drive.lines[i]] = drive.shares[i] * seconds;
  const std::size_t first_row = gated ? region.first_row : 0, row_count = gated ? region.rows : rows();
  for (std::size_t row = first_row; row < first_row + row_count; ++row) {
    cells_.pulse_row(row, 0, columns(), volts, gate_volts, seconds_.data(), start_ps);
    changed(row);
  }
}

void refresh_array::conductances(double* siemens, cycle_count now) const {
  cells_.conductances(0, rows(), siemens, clock_.picoseconds(now));
}

double refresh_array::conductance(std::size_t row, std::size_t column, cycle_count now) const {
  return cells_.conductance(row * columns() + column, clock_.picoseconds(now));
}

}  // namespace memvp
