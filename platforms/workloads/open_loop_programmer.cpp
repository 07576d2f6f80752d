// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/open_loop_programmer.hpp"

#include <cmath>
#include <numeric>

namespace memvp {

namespace {

using matrix_by_rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

std::uint64_t units(const ecram_driver& driver, double seconds) {
  return static_cast<std::uint64_t>(std::llround(seconds / driver.pulse_lsb()));
}

disturb_coupling coupling_of(const ecram_device_parameters& device, half_select_scheme scheme) {
  const double fraction = cell_fractions(scheme).same_row;
  const double factor = field_factor(fraction * device.pulse_voltage, device);
  return disturb_of(scheme, factor > 0 ? 1 / factor : 0);
}

/// Readings that calibration averages: enough for the converter's step to stay below the cells' own noise.
constexpr std::uint32_t calibration_reads = 64;

}  // namespace

void visit_parameters(parameter_visitor& visitor, verify_settings& verify) {
  visitor.real({"verify.tolerance", dimension::number, 0, 1, "accepted error of closed-loop programming, of the window",
                provenance::assumed, "assumed"},
               verify.tolerance);
  const auto count = [&](std::string_view key, double most, std::string_view meaning, std::string_view source,
                         std::uint32_t& value) {
    std::int64_t wide = value;
    visitor.integer({key, dimension::number, 1, most, meaning, provenance::assumed, source}, wide);
    value = static_cast<std::uint32_t>(wide);
  };
  count("verify.tries", 1e6, "pulses per cell and sweep at most",
        "assumed: the order of 100 that doi 10.1038/s41467-023-41958-4, introduction, cites", verify.tries);
  count("verify.reads", 1e6, "conversions averaged per reading", "assumed", verify.reads);
  count("verify.sweeps", 1e6, "passes over the array", "assumed", verify.sweeps);
}

void visit_parameters(parameter_visitor& visitor, programming_parameters& p) {
  visitor.boolean({"programming.row_parallel", dimension::number, 0, 1, "write a word line's cells together",
                   provenance::paper, "doi 10.1038/s41467-023-41958-4, abstract: serial"},
                  p.row_parallel);
  visitor.boolean({"programming.precompensation", dimension::number, 0, 1,
                   "subtract the half-select disturb that the image will cause", provenance::assumed, "assumed: off"},
                  p.precompensation);
  visitor.enumeration({"programming.calibration", dimension::number, 0, 0, "slopes that the controller knows",
                       provenance::assumed, "assumed: none; which one the paper used was not found"},
                      {"none", "array", "cell"}, p.calibration);
  visitor.integer({"programming.calibration_cycles", dimension::number, 1, 1e4,
                   "measurements of every slope that a calibration averages", provenance::assumed,
                   "assumed: leaves a quarter of the noise of one, below that of a write"},
                  p.calibration_cycles);
  visit_parameters(visitor, p.verify);
}

open_loop_programmer::open_loop_programmer(ecram_driver& driver, const ecram_device_parameters& device,
                                           half_select_scheme scheme, double read_voltage,
                                           const programming_parameters& parameters)
    : driver_(driver),
      device_(device),
      coupling_(coupling_of(device, scheme)),
      read_voltage_(read_voltage),
      parameters_(parameters),
      full_window_(units(driver, device.pulses_per_window * device.pulse_width)),
      quantiser_(std::size_t{driver.rows()} * driver.columns(), full_window_, units(driver, device.pulse_width),
                 driver.pulse_maximum(), false),
      widths_(std::size_t{driver.rows()} * driver.columns()) {}

void open_loop_programmer::erase() { driver_.erase(driver_.whole(), full_window_ + full_window_ / 5); }

std::vector<double> open_loop_programmer::read_states(std::uint32_t reads) {
  std::vector<double> states(widths_.size());
  driver_.read_cells(driver_.whole(), reads, states.data());
  const double window = device_.maximum_conductance - device_.minimum_conductance;
  for (double& state : states) state = (state / read_voltage_ - device_.minimum_conductance) / window;
  return states;
}

void open_loop_programmer::add_measured_slopes(std::vector<double>& slopes) {
  erase();
  const std::vector<double> before = read_states(calibration_reads);
  const matrix_by_rows half = matrix_by_rows::Constant(driver_.rows(), driver_.columns(), 0.5);
  for (std::size_t i = 0; i < widths_.size(); ++i) widths_[i] = quantiser_.width(i, half.data()[i]);
  driver_.program(driver_.whole(), widths_.data(), ecram_operation::program_serial);
  const std::vector<double> after = read_states(calibration_reads);
  const matrix_by_rows received = received_quanta(half, coupling_);
  for (std::size_t i = 0; i < slopes.size(); ++i) slopes[i] += (after[i] - before[i]) / received.data()[i];
}

void open_loop_programmer::calibrate() {
  if (parameters_.calibration == slope_calibration::none) return;
  std::vector<double> slopes(widths_.size());
  for (std::int64_t cycle = 0; cycle < parameters_.calibration_cycles; ++cycle) add_measured_slopes(slopes);
  for (double& slope : slopes) slope /= static_cast<double>(parameters_.calibration_cycles);
  const double mean = std::accumulate(slopes.begin(), slopes.end(), 0.0) / static_cast<double>(slopes.size());
  for (std::size_t i = 0; i < slopes.size(); ++i)
    quantiser_.calibrate(i, parameters_.calibration == slope_calibration::cell ? slopes[i] : mean);
  erase();
}

void open_loop_programmer::program(const double* targets) {
  const Eigen::Map<const matrix_by_rows> wanted(targets, driver_.rows(), driver_.columns());
  matrix_by_rows given = wanted;
  if (parameters_.precompensation) given = precompensated_quanta(wanted, coupling_);
  for (std::size_t i = 0; i < widths_.size(); ++i) widths_[i] = quantiser_.width(i, given.data()[i]);
  driver_.program(driver_.whole(), widths_.data(),
                  parameters_.row_parallel ? ecram_operation::program_row_parallel : ecram_operation::program_serial);
}

}  // namespace memvp
