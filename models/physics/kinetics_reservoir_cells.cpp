// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/kinetics_reservoir_cells.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "memvp/models/physics/pulse_time.hpp"

namespace memvp {
namespace {

std::size_t checked_size(std::size_t count) {
  if (count == 0) throw std::invalid_argument("A bank of reservoir devices needs at least one device.");
  return count;
}

double cube(double x) { return x * x * x; }

}  // namespace

double reservoir_drive(double alpha, double volts) {
  const double strength = alpha * std::abs(volts);
  return std::isinf(strength) ? 1 : strength / (1 + strength);
}

double reservoir_step(const kinetics_reservoir_parameters& p, double g, double volts) {
  return p.retention * g + (1 - p.retention) * p.rest_state +
         reservoir_drive(p.drive, volts) * ((volts > 0 ? 1.0 : 0.0) - g);
}

double reservoir_current(const kinetics_reservoir_parameters& p, double g, double volts) {
  return g * (volts > 0 ? p.positive_current : p.negative_current) * cube(volts);
}

kinetics_reservoir_cells::kinetics_reservoir_cells(std::size_t count, const kinetics_reservoir_parameters& parameters,
                                                   std::uint64_t seed, std::uint32_t instance)
    : parameters_((check(parameters), parameters)),
      read_noise_(random_key{seed, random_purpose::reservoir_read, instance}),
      state_(checked_size(count), parameters.rest_state),
      touched_ps_(count),
      retention_(count, parameters.retention),
      drive_(count, parameters.drive),
      reads_(count) {
  if (!parameters.variability) return;
  const random_stream device(random_key{seed, random_purpose::reservoir_device, instance});
  for (std::size_t cell = 0; cell < count; ++cell) {
    const auto draws = device.standard_normals(cell, 0);
    if (parameters.decay_spread > 0) {
      retention_[cell] = std::pow(parameters.retention, std::exp(parameters.decay_spread * draws[0]));
    }
    drive_[cell] *= std::exp(parameters.drive_spread * draws[1]);
  }
}

void kinetics_reservoir_cells::check_range(std::size_t first, std::size_t count) const {
  if (first > size() || count > size() - first) {
    throw std::out_of_range("Devices beyond the bank of reservoir devices were addressed.");
  }
}

double kinetics_reservoir_cells::noisy(std::size_t cell, double amperes) {
  if (!parameters_.variability || parameters_.read_noise == 0) return amperes;
  return amperes * (1 + parameters_.read_noise * read_noise_.standard_normal(cell, reads_[cell]++));
}

void kinetics_reservoir_cells::pulse(std::size_t first, std::size_t count, const double* volts, const double* seconds,
                                     std::uint64_t start_ps, double* joules, double* amperes) {
  check_range(first, count);
  for (std::size_t i = 0; i < count; ++i) {
    if (!(std::isfinite(volts[i]) && seconds[i] >= 0 && seconds[i] <= longest_pulse)) {
      throw std::invalid_argument("A pulse on reservoir devices needs finite volts and widths from 0 to 1e6 s.");
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t cell = first + i;
    const double before = state(cell, start_ps);
    const double driven = reservoir_drive(drive_[cell], volts[i]) * ((volts[i] > 0 ? 1.0 : 0.0) - before);
    const double kept = parameters_.decay == reservoir_decay::per_step
                            ? parameters_.rest_state + retention_[cell] * (before - parameters_.rest_state)
                            : before;
    state_[cell] = kept + driven;
    touched_ps_[cell] = std::max(touched_ps_[cell], start_ps);
    const double current = reservoir_current(parameters_, state_[cell], volts[i]);
    if (joules != nullptr) joules[i] = std::abs(volts[i] * current) * seconds[i];
    if (amperes != nullptr) amperes[i] = noisy(cell, current);
  }
  if (count != 0) ++revision_;
}

void kinetics_reservoir_cells::refresh(std::size_t first, std::size_t count, std::uint64_t now_ps) {
  check_range(first, count);
  for (std::size_t cell = first; cell < first + count; ++cell) {
    state_[cell] = parameters_.rest_state;
    touched_ps_[cell] = std::max(touched_ps_[cell], now_ps);
  }
  ++revision_;
}

void kinetics_reservoir_cells::set_state(std::size_t cell, double g, std::uint64_t now_ps) {
  check_range(cell, 1);
  if (!(g >= 0 && g <= 1)) throw std::invalid_argument("The state of a reservoir device lies between 0 and 1.");
  state_[cell] = g;
  touched_ps_[cell] = now_ps;
  ++revision_;
}

double kinetics_reservoir_cells::state(std::size_t cell, std::uint64_t now_ps) const {
  check_range(cell, 1);
  if (parameters_.decay == reservoir_decay::per_step || now_ps <= touched_ps_[cell]) return state_[cell];
  const double seconds = static_cast<double>(now_ps - touched_ps_[cell]) * 1e-12;
  return parameters_.rest_state +
         (state_[cell] - parameters_.rest_state) * std::pow(retention_[cell], seconds / parameters_.step_time);
}

void kinetics_reservoir_cells::states(std::size_t first, std::size_t count, double* g, std::uint64_t now_ps) const {
  check_range(first, count);
  for (std::size_t i = 0; i < count; ++i) g[i] = state(first + i, now_ps);
}

void kinetics_reservoir_cells::read(std::size_t first, std::size_t count, double* amperes, std::uint64_t now_ps) {
  check_range(first, count);
  for (std::size_t i = 0; i < count; ++i) {
    amperes[i] = noisy(first + i, reservoir_current(parameters_, state(first + i, now_ps), parameters_.read_voltage));
  }
}

}  // namespace memvp
