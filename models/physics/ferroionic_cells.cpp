// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ferroionic_cells.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "memvp/models/physics/pulse_time.hpp"

namespace memvp {
namespace {

std::size_t checked_size(std::size_t rows, std::size_t columns) {
  if (rows == 0 || columns == 0) throw std::invalid_argument("A ferro-ionic array needs at least one row and column.");
  if (columns > std::vector<double>().max_size() / rows) {
    throw std::invalid_argument("A ferro-ionic array of that many rows and columns does not fit into memory.");
  }
  return rows * columns;
}

}  // namespace

/// One pulse, the same for all of its cells.
struct ferroionic_cells::pulse_event {
  double volts;
  std::uint64_t start_ps;
  double drive_rate;           // of a nominal cell
  bool programs;               // is no read pulse
  bool switches_polarisation;  // may do so
};

/// Cells of a pulse side by side.
struct ferroionic_cells::packed_cells {
  static constexpr std::size_t capacity = 64;
  std::size_t count = 0;
  std::array<std::uint64_t, capacity> cell, event, end_ps;
  std::array<double, capacity> seconds, elapsed, state, rate_before, rate_after, drive_rate, draw;
};

ferroionic_cells::ferroionic_cells(std::size_t rows, std::size_t columns,
                                   const ferroionic_device_parameters& parameters, std::uint64_t seed,
                                   std::uint32_t instance)
    : rows_(rows),
      columns_(columns),
      parameters_((check(parameters), parameters)),
      law_(parameters),
      write_noise_(random_key{seed, random_purpose::ferroionic_write, instance}),
      pulse_noise_(random_key{seed, random_purpose::ferroionic_pulse, instance}),
      relaxation_noise_(random_key{seed, random_purpose::ferroionic_relaxation, instance}),
      kelvin_(parameters.reference_temperature),
      polarisation_(checked_size(rows, columns), -1.0),
      ionic_state_(size(), parameters.equilibrium),
      touched_ps_(size()),
      written_ps_(size()),
      relaxation_rate_(size(), 1 / parameters.relaxation_time) {
  if (!parameters.variability) return;
  events_.resize(size());
  write_cycles_.resize(size());
  write_polarity_.resize(size());
  cycle_step_gain_.resize(size());
  cycle_threshold_shift_.resize(size());
  for (auto* factors : {&set_gain_, &reset_gain_, &step_gain_, &set_threshold_, &reset_threshold_}) {
    factors->resize(size());
  }
  const random_stream device(random_key{seed, random_purpose::ferroionic_device, instance});
  for (std::size_t cell = 0; cell < size(); ++cell) {
    const auto ionic = device.standard_normals(cell, 0);
    set_gain_[cell] = std::exp(parameters.ion_set_device_spread * ionic[0]);
    reset_gain_[cell] = std::exp(parameters.ion_reset_device_spread * ionic[1]);
    const auto slow = device.standard_normals(cell, 1);
    relaxation_rate_[cell] *= std::exp(-parameters.relaxation_device_spread * slow[0]);
    step_gain_[cell] = std::exp(parameters.polarisation_step_device_spread * slow[1]);
    const auto thresholds = device.standard_normals(cell, 2);
    set_threshold_[cell] = std::exp(parameters.set_threshold_device_spread * thresholds[0]);
    reset_threshold_[cell] = std::exp(parameters.reset_threshold_device_spread * thresholds[1]);
  }
  device_relaxation_rate_ = relaxation_rate_;
}

void ferroionic_cells::check_pulse(double volts, double gate_volts, const double* seconds, std::size_t count) const {
  bool valid = std::isfinite(volts) && std::isfinite(gate_volts);
  for (std::size_t i = 0; i < count; ++i) valid &= seconds[i] >= 0 && seconds[i] <= longest_pulse;
  if (!valid) {
    throw std::invalid_argument("A pulse on ferro-ionic cells needs finite volts and widths from 0 to 1e6 s.");
  }
}

void ferroionic_cells::pulse_row(std::size_t row, std::size_t first, std::size_t count, double volts, double gate_volts,
                                 const double* seconds, std::uint64_t start_ps) {
  if (row >= rows_ || first > columns_ || count > columns_ - first) {
    throw std::out_of_range("A pulse was applied to cells beyond a row of the ferro-ionic array.");
  }
  check_pulse(volts, gate_volts, seconds, count);
  apply(row * columns_ + first, count, volts, gate_volts, seconds, start_ps);
}

void ferroionic_cells::pulse(std::size_t cell, double volts, double gate_volts, double seconds,
                             std::uint64_t start_ps) {
  if (cell >= size()) throw std::out_of_range("A pulse was applied to a cell beyond the ferro-ionic array.");
  check_pulse(volts, gate_volts, &seconds, 1);
  apply(cell, 1, volts, gate_volts, &seconds, start_ps);
}

void ferroionic_cells::apply(std::size_t first_cell, std::size_t count, double volts, double gate_volts,
                             const double* seconds, std::uint64_t start_ps) {
  const double drive_rate = set_rate(parameters_, volts) + reset_rate(parameters_, volts);
  if (!drives_ions(parameters_, volts, gate_volts) || drive_rate == 0) return;
  const voltage_window window = window_of(parameters_, volts);
  const bool beyond_ions = window != voltage_window::read && window != voltage_window::ion;
  const pulse_event event{volts, start_ps, drive_rate, volts > 0 || window != voltage_window::read,
                          beyond_ions && kelvin_ < parameters_.curie_temperature};
  packed_cells cells;
  std::uint64_t pulses = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (seconds[i] == 0) continue;
    cells.cell[cells.count] = first_cell + i;
    cells.seconds[cells.count] = seconds[i];
    ++pulses;
    if (++cells.count == packed_cells::capacity) apply(event, cells);
  }
  if (cells.count != 0) apply(event, cells);
  if (pulses != 0) ++revision_;
  if (window == voltage_window::undefined) undefined_pulses_ += pulses;
}

void ferroionic_cells::apply(const pulse_event& event, packed_cells& cells) {
  for (std::size_t i = 0; i < cells.count; ++i) {
    const std::uint64_t cell = cells.cell[i];
    const std::uint64_t begin_ps = std::max(event.start_ps, touched_ps_[cell]);
    cells.elapsed[i] = static_cast<double>(static_cast<std::int64_t>(begin_ps - touched_ps_[cell])) * 1e-12;
    cells.end_ps[i] = begin_ps + picoseconds_of(cells.seconds[i]);
    cells.state[i] = ionic_state_[cell];
    cells.rate_before[i] = relaxation_rate_[cell] * thermal_factor_;
  }
  if (law_.loss_rate > 0) {
    for (std::size_t i = 0; i < cells.count; ++i) {
      polarisation_[cells.cell[i]] *= std::exp(-law_.loss_rate * (cells.elapsed[i] + cells.seconds[i]));
    }
  }
  drive_ions(event, cells);
  if (event.switches_polarisation) drive_polarisation(event, cells);
  for (std::size_t i = 0; i < cells.count; ++i) {
    ionic_state_[cells.cell[i]] = cells.state[i];
    touched_ps_[cells.cell[i]] = cells.end_ps[i];
  }
  if (event.programs) {
    for (std::size_t i = 0; i < cells.count; ++i) written_ps_[cells.cell[i]] = cells.end_ps[i];
  }
  cells.count = 0;
}

void ferroionic_cells::drive_ions(const pulse_event& event, packed_cells& cells) {
  const bool setting = event.volts < 0;
  if (parameters_.variability) {
    const std::vector<double>& gains = setting ? set_gain_ : reset_gain_;
    for (std::size_t i = 0; i < cells.count; ++i) {
      cells.event[i] = events_[cells.cell[i]]++;
      cells.drive_rate[i] = event.drive_rate * gains[cells.cell[i]];
    }
    const double spread = setting ? parameters_.ion_set_cycle_spread : parameters_.ion_reset_cycle_spread;
    pulse_noise_.standard_normals(cells.cell.data(), cells.event.data(), cells.draw.data(), cells.count);
    scaled_exponentials(cells.count, cells.drive_rate.data(), spread, cells.draw.data(), cells.drive_rate.data());
  } else {
    std::fill_n(cells.drive_rate.begin(), cells.count, event.drive_rate);
  }
  if (parameters_.variability && event.programs) {
    for (std::size_t i = 0; i < cells.count; ++i) cells.rate_after[i] = device_relaxation_rate_[cells.cell[i]];
    relaxation_noise_.standard_normals(cells.cell.data(), cells.event.data(), cells.draw.data(), cells.count);
    scaled_exponentials(cells.count, cells.rate_after.data(), -parameters_.relaxation_cycle_spread, cells.draw.data(),
                        cells.rate_after.data());
    for (std::size_t i = 0; i < cells.count; ++i) {
      relaxation_rate_[cells.cell[i]] = cells.rate_after[i];
      cells.rate_after[i] *= thermal_factor_;
    }
  } else {
    std::copy_n(cells.rate_before.begin(), cells.count, cells.rate_after.begin());
  }
  drive({cells.count, cells.state.data(), cells.elapsed.data(), cells.rate_before.data(), cells.rate_after.data(),
         cells.drive_rate.data(), cells.seconds.data(), setting ? 1.0 : 0.0, parameters_.equilibrium});
}

void ferroionic_cells::drive_polarisation(const pulse_event& event, packed_cells& cells) {
  const bool setting = event.volts > 0;
  const std::optional<double> nominal = polarisation_target(parameters_, event.volts);
  if (!parameters_.variability && !nominal) return;
  const double sign = setting ? 1 : -1;
  const double lowest = setting ? parameters_.set_lowest : parameters_.reset_lowest;
  const double step = setting ? parameters_.set_step : parameters_.reset_step;
  const auto groups = static_cast<double>(setting ? parameters_.set_groups : parameters_.reset_groups);
  const double filling_time = setting ? parameters_.set_filling_time : parameters_.reset_filling_time;
  std::array<double, packed_cells::capacity> target, filling, unfilled;
  for (std::size_t i = 0; i < cells.count; ++i) {
    const std::uint64_t cell = cells.cell[i];
    if (!parameters_.variability) {
      target[i] = *nominal;
      filling[i] = cells.seconds[i];
      continue;
    }
    if (write_polarity_[cell] != (setting ? 1 : -1)) begin_write_cycle(cell, setting);
    const double place = (std::abs(event.volts) - lowest - cycle_threshold_shift_[cell]) / step + 1;
    target[i] = sign * std::clamp(2 * place / groups - 1, -1.0, 1.0);
    filling[i] = cells.seconds[i] * cycle_step_gain_[cell];
  }
  std::fill_n(unfilled.begin(), cells.count, 1.0);
  scaled_exponentials(cells.count, unfilled.data(), -1 / filling_time, filling.data(), unfilled.data());
  for (std::size_t i = 0; i < cells.count; ++i) {
    double& p = polarisation_[cells.cell[i]];
    if (sign * (target[i] - p) > 0) p += (target[i] - p) * (1 - unfilled[i]);
  }
}

void ferroionic_cells::begin_write_cycle(std::size_t cell, bool setting) {
  write_polarity_[cell] = setting ? 1 : -1;
  const auto draws = write_noise_.standard_normals(cell, write_cycles_[cell]++);
  cycle_step_gain_[cell] = step_gain_[cell] * std::exp(parameters_.polarisation_step_cycle_spread * draws[0]);
  const double threshold = setting
                               ? set_threshold_[cell] * std::exp(parameters_.set_threshold_cycle_spread * draws[1])
                               : reset_threshold_[cell] * std::exp(parameters_.reset_threshold_cycle_spread * draws[1]);
  cycle_threshold_shift_[cell] = (threshold - 1) * (setting ? parameters_.set_lowest : parameters_.reset_lowest);
}

relaxing_states ferroionic_cells::relaxing(std::size_t first, std::size_t count, std::uint64_t now_ps) const {
  return {count,  &ionic_state_[first], &relaxation_rate_[first], &touched_ps_[first],
          now_ps, thermal_factor_,      parameters_.equilibrium};
}

void ferroionic_cells::set_temperature(double kelvin, std::uint64_t now_ps) {
  if (!(std::isfinite(kelvin) && kelvin > 0)) {
    throw std::invalid_argument("The temperature of a ferro-ionic array must be a positive finite number of kelvin.");
  }
  const bool relaxes = std::isfinite(parameters_.relaxation_time);
  const double factor =
      relaxes ? parameters_.relaxation_time / memvp::relaxation_time(parameters_, kelvin) : thermal_factor_;
  const bool loses = kelvin >= parameters_.curie_temperature;
  if (factor != thermal_factor_ || (loses && law_.loss_rate > 0)) {
    for (std::size_t cell = 0; cell < size(); ++cell) {
      if (now_ps <= touched_ps_[cell]) continue;
      const double p = polarisation(cell, now_ps);
      ionic_state_[cell] = ionic_state(cell, now_ps);
      polarisation_[cell] = p;
      touched_ps_[cell] = now_ps;
    }
  }
  thermal_factor_ = factor;
  kelvin_ = kelvin;
  if (!loses) return;
  const auto kept = static_cast<std::uint64_t>(std::count(polarisation_.begin(), polarisation_.end(), 0.0));
  if (kept == size()) return;
  depolarised_cells_ += size() - kept;
  std::fill(polarisation_.begin(), polarisation_.end(), 0.0);
  ++revision_;
}

double ferroionic_cells::polarisation(std::size_t cell, std::uint64_t now_ps) const {
  const double p = polarisation_.at(cell);
  if (law_.loss_rate == 0 || now_ps <= touched_ps_[cell]) return p;
  return p * std::exp(-law_.loss_rate * 1e-12 * static_cast<double>(now_ps - touched_ps_[cell]));
}

double ferroionic_cells::ionic_state(std::size_t cell, std::uint64_t now_ps) const {
  if (cell >= size()) throw std::out_of_range("A cell beyond the ferro-ionic array was read.");
  double state = 0;
  relaxed_states(relaxing(cell, 1, now_ps), &state);
  return state;
}

double ferroionic_cells::conductance(std::size_t cell, std::uint64_t now_ps) const {
  if (cell >= size()) throw std::out_of_range("A cell beyond the ferro-ionic array was read.");
  double siemens = 0;
  relaxed_conductances(relaxing(cell, 1, now_ps), law_, &polarisation_[cell], &siemens);
  return siemens;
}

void ferroionic_cells::conductances(std::size_t first_row, std::size_t row_count, double* siemens,
                                    std::uint64_t now_ps) const {
  if (first_row > rows_ || row_count > rows_ - first_row) {
    throw std::out_of_range("Rows beyond the ferro-ionic array were read.");
  }
  if (row_count == 0) return;
  const std::size_t first = first_row * columns_;
  relaxed_conductances(relaxing(first, row_count * columns_, now_ps), law_, &polarisation_[first], siemens);
}

double ferroionic_cells::relaxation_time(std::size_t cell) const {
  return 1 / (relaxation_rate_.at(cell) * thermal_factor_);
}

void ferroionic_cells::set_state(std::size_t cell, double p, double w, std::uint64_t now_ps) {
  if (cell >= size()) throw std::out_of_range("A cell beyond the ferro-ionic array was set.");
  if (!(p >= -1 && p <= 1 && w >= 0 && w <= 1)) {
    throw std::invalid_argument("A ferro-ionic cell has a polarisation from -1 to 1 and an ionic state from 0 to 1.");
  }
  if (p != 0 && kelvin_ >= parameters_.curie_temperature) {
    throw std::invalid_argument("At the Curie temperature and above a ferro-ionic cell has no polarisation.");
  }
  polarisation_[cell] = p;
  ionic_state_[cell] = w;
  touched_ps_[cell] = now_ps;
  written_ps_[cell] = now_ps;
  if (parameters_.variability) write_polarity_[cell] = 0;
  ++revision_;
}

}  // namespace memvp
