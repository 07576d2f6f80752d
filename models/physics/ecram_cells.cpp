// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ecram_cells.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace memvp {
namespace {

std::size_t checked_size(std::size_t rows, std::size_t columns) {
  if (rows == 0 || columns == 0) throw std::invalid_argument("An ECRAM array needs at least one row and one column.");
  if (columns > std::vector<double>().max_size() / rows) {
    throw std::invalid_argument("An ECRAM array of that many rows and columns does not fit into memory.");
  }
  return rows * columns;
}

const partial_selection& checked(const partial_selection& partial) {
  if (!(partial.fraction >= 0 && partial.fraction <= 1)) {
    throw std::invalid_argument("A half-selected cell sees between 0 and 1 of the write voltage.");
  }
  return partial;
}

double seconds_between(std::uint64_t earlier_ps, std::uint64_t later_ps) {
  return later_ps > earlier_ps ? static_cast<double>(later_ps - earlier_ps) * 1e-12 : 0;
}

// exp(-x); past x = 50 less is left of a state than the rounding of g.
double remaining(double x) { return x < 50 ? std::exp(-x) : 0; }

void require_inside(const cell_range& range, std::size_t size) {
  if (range.count == 0) return;
  if (range.count > 1 && range.stride == 0) throw std::out_of_range("A range of several cells needs a stride.");
  if (range.first >= size || (range.count > 1 && range.count - 1 > (size - 1 - range.first) / range.stride)) {
    throw std::out_of_range("A pulse was applied to a range of cells that goes beyond the array.");
  }
}

}  // namespace

ecram_cells::ecram_cells(std::size_t rows, std::size_t columns, const ecram_device_parameters& parameters,
                         std::uint64_t seed, std::uint32_t instance, const partial_selection& partial)
    : rows_(rows),
      columns_(columns),
      parameters_((check(parameters), parameters)),
      partial_(checked(partial)),
      rising_(update_branch_of(parameters, true)),
      falling_(update_branch_of(parameters, false)),
      noise_(random_key{seed, random_purpose::cycle_noise, instance}),
      state_(checked_size(rows, columns)),
      step_up_(state_.size()),
      step_down_(state_.size()),
      events_(state_.size()),
      pulses_(state_.size()),
      dose_(rows, columns, partial.others_opposed) {
  const random_stream gain_stream(random_key{seed, random_purpose::device_gain, instance});
  const random_stream asymmetry_stream(random_key{seed, random_purpose::device_asymmetry, instance});
  for (std::size_t cell = 0; cell < size(); ++cell) {
    const double gain = std::max(0.2, 1 + parameters.device_spread * gain_stream.standard_normal(cell, 0));
    const double asymmetry =
        parameters.asymmetry + parameters.asymmetry_spread * asymmetry_stream.standard_normal(cell, 0);
    step_up_[cell] = gain * (1 + asymmetry / 2) / parameters.pulses_per_window;
    step_down_[cell] = gain * (1 - asymmetry / 2) / parameters.pulses_per_window;
  }
  if (std::isfinite(parameters.retention_time)) {
    terms_ = exponential_sum(parameters.retention_time, parameters.retention_exponent);
    touched_ps_.assign(size(), 0);
    distances_.assign(size() * terms_.size(), 0);
    for (std::size_t cell = 0; cell < size(); ++cell) add_to_terms(cell, -parameters.retention_equilibrium);
  } else {
    prepare_disturbs();
  }
}

void ecram_cells::apply_pulse(cell_range range, double volts, double seconds, std::uint64_t now_ps) {
  require_inside(range, size());
  if (!std::isfinite(volts) || !std::isfinite(seconds) || seconds < 0) {
    throw std::invalid_argument("A pulse needs finite volts and a finite, non-negative width.");
  }
  const double quanta = seconds / parameters_.pulse_width * remembered_field_factor(volts);
  if (quanta == 0 || range.count == 0) return;
  ++revision_;

  const bool rising = quanta > 0;
  const double count = std::abs(quanta);
  const double noise = parameters_.cycle_noise * std::sqrt(count);
  std::size_t cell = range.first;
  for (std::size_t i = 0; i < range.count; ++i, cell += range.stride) {
    if (relaxes()) {
      relax(cell, now_ps);
      const double before = state_[cell];
      pulse(cell, rising, count, noise);
      add_to_terms(cell, state_[cell] - before);
    } else {
      if (disturbs()) settle(cell, doses_of(cell));
      pulse(cell, rising, count, noise);
    }
  }

  if (std::abs(volts) > 0.75 * parameters_.pulse_voltage) {
    cell = range.first;
    for (std::size_t i = 0; i < range.count; ++i, cell += range.stride) ++pulses_[cell];
  }
}

double ecram_cells::remembered_field_factor(double volts) {
  for (const field_point& point : field_points_) {
    if (point.volts == volts) return point.factor;
  }
  const field_point point{volts, field_factor(volts, parameters_)};
  field_points_[next_field_point_] = point;
  next_field_point_ = (next_field_point_ + 1) % field_points_.size();
  return point.factor;
}

void ecram_cells::relax(std::size_t cell, std::uint64_t now_ps) {
  const double elapsed = seconds_between(touched_ps_[cell], now_ps);
  if (elapsed == 0) return;
  double* distance = &distances_[cell * terms_.size()];
  double sum = 0;
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    distance[i] *= remaining(elapsed * terms_[i].rate);
    sum += distance[i];
  }
  touched_ps_[cell] = now_ps;
  // Only rounding can carry the sum past an end.
  state_[cell] = std::min(1.0, std::max(0.0, parameters_.retention_equilibrium + sum));
}

void ecram_cells::add_to_terms(std::size_t cell, double change) {
  double* distance = &distances_[cell * terms_.size()];
  for (std::size_t i = 0; i < terms_.size(); ++i) distance[i] += terms_[i].weight * change;
}

double ecram_cells::relaxed_state(std::size_t cell, std::uint64_t now_ps) const {
  const double elapsed = seconds_between(touched_ps_[cell], now_ps);
  if (elapsed == 0) return state_[cell];
  const double* distance = &distances_[cell * terms_.size()];
  double sum = 0;
  for (std::size_t i = 0; i < terms_.size(); ++i) sum += distance[i] * remaining(elapsed * terms_[i].rate);
  return std::min(1.0, std::max(0.0, parameters_.retention_equilibrium + sum));
}

double ecram_cells::state(std::size_t cell, std::uint64_t now_ps) const {
  if (cell >= size()) throw std::out_of_range("A cell beyond the array was read.");
  if (relaxes()) return relaxed_state(cell, now_ps);
  return disturbs() ? gathered_state(cell, doses_of(cell) - seen(cell)) : state_[cell];
}

double ecram_cells::conductance(std::size_t cell, std::uint64_t now_ps) const {
  const double window = parameters_.maximum_conductance - parameters_.minimum_conductance;
  return parameters_.minimum_conductance + state(cell, now_ps) * window;
}

void ecram_cells::conductances(double* siemens, std::uint64_t now_ps) const {
  for (std::size_t cell = 0; cell < size(); ++cell) siemens[cell] = conductance(cell, now_ps);
}

void ecram_cells::set_state(std::size_t cell, double g, std::uint64_t now_ps) {
  if (cell >= size()) throw std::out_of_range("A cell beyond the array was set.");
  if (!(g >= 0 && g <= 1)) throw std::invalid_argument("The state of an ECRAM cell must lie between 0 and 1.");
  ++revision_;
  if (disturbs()) settle(cell, doses_of(cell));
  move_to(cell, g);
  if (!relaxes()) return;
  touched_ps_[cell] = now_ps;
  const auto first = distances_.begin() + static_cast<std::ptrdiff_t>(cell * terms_.size());
  std::fill(first, first + static_cast<std::ptrdiff_t>(terms_.size()), 0.0);
  add_to_terms(cell, g - parameters_.retention_equilibrium);
}

}  // namespace memvp
