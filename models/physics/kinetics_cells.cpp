// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/kinetics_cells.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "memvp/models/physics/pulse_time.hpp"

namespace memvp {
namespace {

constexpr std::size_t block = 64;  // devices that are worked on at a time

std::size_t checked_size(std::size_t count) {
  if (count == 0) throw std::invalid_argument("A bank of drift-diffusion memristors needs at least one device.");
  return count;
}

}  // namespace

/// Neighbouring devices under one pulse each.
struct kinetics_cells::packed_pulses {
  std::size_t first, count;
  const double* volts;
  const double* seconds;
  std::uint64_t start_ps;
  double* joules;  // null if nobody asks
};

kinetics_cells::kinetics_cells(std::size_t count, const kinetics_device_parameters& parameters, std::uint64_t seed,
                               std::uint32_t instance)
    : parameters_((check(parameters), parameters)),
      alpha_draws_(random_key{seed, random_purpose::kinetics_alpha, instance}),
      beta_draws_(random_key{seed, random_purpose::kinetics_beta, instance}),
      read_noise_(random_key{seed, random_purpose::kinetics_read, instance}),
      state_(checked_size(count), parameters.initial_state),
      touched_ps_(count),
      alpha_(count),
      beta_(count),
      written_(count, kinetics_constants{parameters.alpha, parameters.beta}),
      draws_(count),
      reads_(count) {
  for (std::size_t cell = 0; cell < count; ++cell) draw(cell, true, true);
}

double kinetics_cells::positive_draw(const random_stream& stream, std::size_t cell, double mean, double spread) {
  if (!parameters_.variability) return mean;
  for (;;) {
    const double value = mean + spread * stream.standard_normal(cell, draws_[cell]++);
    if (value > 0) return value;
    ++redraws_;
  }
}

void kinetics_cells::draw(std::size_t cell, bool alpha, bool beta) {
  if (alpha) alpha_[cell] = positive_draw(alpha_draws_, cell, written_[cell].alpha, parameters_.alpha_spread);
  if (beta) beta_[cell] = positive_draw(beta_draws_, cell, written_[cell].beta, parameters_.beta_spread);
}

void kinetics_cells::check_range(std::size_t first, std::size_t count) const {
  if (first > size() || count > size() - first) {
    throw std::out_of_range("Devices beyond the bank of drift-diffusion memristors were addressed.");
  }
}

void kinetics_cells::check_pulse(const double* volts, const double* seconds, std::size_t count) const {
  bool valid = true;
  for (std::size_t i = 0; i < count; ++i) {
    // Of a volts that is not finite the product is not a number.
    valid &= volts[i] * 0 == 0 && seconds[i] >= 0 && seconds[i] <= longest_pulse;
  }
  if (!valid) {
    throw std::invalid_argument("A pulse on drift-diffusion memristors needs finite volts and widths from 0 to 1e6 s.");
  }
}

diffusing_states kinetics_cells::diffusing(std::size_t first, std::size_t count, std::uint64_t now_ps) const {
  // The discrete law knows no time between its steps.
  const double rate =
      parameters_.integrator == kinetics_integrator::discrete ? 0 : alpha_scale_ / parameters_.step_time;
  return {count, &state_[first], &alpha_[first], &touched_ps_[first], now_ps, rate, parameters_.greatest_state};
}

void kinetics_cells::bring_up_to(std::size_t first, std::size_t count, std::uint64_t now_ps) {
  if (count == 0) return;
  diffused_states(diffusing(first, count, now_ps), &state_[first]);
  for (std::size_t cell = first; cell < first + count; ++cell) {
    upper_events_ += state_[cell] >= parameters_.greatest_state && now_ps > touched_ps_[cell];
    touched_ps_[cell] = std::max(touched_ps_[cell], now_ps);
  }
}

void kinetics_cells::write(std::size_t first, std::size_t count, const kinetics_constants* constants,
                           std::uint64_t now_ps) {
  check_range(first, count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto [alpha, beta] = constants[i];
    if (!(std::isfinite(alpha) && alpha > 0 && std::isfinite(beta) && beta > 0)) {
      throw std::invalid_argument("alpha and beta of a drift-diffusion memristor must be positive finite numbers.");
    }
    if (parameters_.integrator == kinetics_integrator::discrete &&
        stability_of(stability_figure(alpha * alpha_scale_, beta)) == kinetics_stability::crossing) {
      throw std::invalid_argument("The discrete law needs beta^2/alpha below 4, or states can cross zero.");
    }
  }
  bring_up_to(first, count, now_ps);
  for (std::size_t i = 0; i < count; ++i) {
    written_[first + i] = constants[i];
    draw(first + i, true, true);
  }
}

void kinetics_cells::write(const kinetics_constants& constants, std::uint64_t now_ps) {
  const std::vector<kinetics_constants> all(size(), constants);
  write(0, size(), all.data(), now_ps);
}

void kinetics_cells::begin_evaluation(std::uint64_t now_ps) {
  if (parameters_.redrawn_each_evaluation == kinetics_redraw::none) return;
  bring_up_to(0, size(), now_ps);
  const bool alpha = parameters_.redrawn_each_evaluation == kinetics_redraw::both;
  for (std::size_t cell = 0; cell < size(); ++cell) draw(cell, alpha, true);
}

void kinetics_cells::set_alpha_scale(double scale, std::uint64_t now_ps) {
  if (!(std::isfinite(scale) && scale > 0)) {
    throw std::invalid_argument("The scale of alpha must be a positive finite number.");
  }
  if (parameters_.integrator == kinetics_integrator::discrete) {
    for (const auto& [alpha, beta] : written_) {
      if (stability_of(stability_figure(alpha * scale, beta)) == kinetics_stability::crossing) {
        throw std::invalid_argument("The discrete law needs beta^2/alpha below 4, or states can cross zero.");
      }
    }
  }
  bring_up_to(0, size(), now_ps);
  alpha_scale_ = scale;
}

void kinetics_cells::pulse(std::size_t first, std::size_t count, const double* volts, const double* seconds,
                           std::uint64_t start_ps, double* joules) {
  check_range(first, count);
  check_pulse(volts, seconds, count);
  if (count == 0) return;
  for (std::size_t done = 0; done < count; done += block) {
    packed_pulses pulses{first + done, std::min(block, count - done),
                         volts + done, seconds + done,
                         start_ps,     joules == nullptr ? nullptr : joules + done};
    bring_up_to(pulses.first, pulses.count, start_ps);
    switch (parameters_.integrator) {
      case kinetics_integrator::discrete:
        step_discrete(pulses);
        break;
      case kinetics_integrator::exact:
        drift_exactly(pulses);
        break;
      case kinetics_integrator::kick:
        kick(pulses);
        break;
    }
  }
  ++revision_;
}

void kinetics_cells::step_discrete(packed_pulses& pulses) {
  const auto [least, greatest] = std::pair(parameters_.least_state, parameters_.greatest_state);
  for (std::size_t i = 0; i < pulses.count; ++i) {
    const std::size_t cell = pulses.first + i;
    const double before = state_[cell];
    const double drift_of_pulse = beta_[cell] * pulse_input(parameters_, pulses.volts[i], pulses.seconds[i]);
    const double after = discrete_step(alpha_[cell] * alpha_scale_, drift_of_pulse, before);
    sign_changes_ += after <= 0;
    lower_events_ += after < least;
    upper_events_ += after > greatest;
    state_[cell] = std::clamp(after, least, greatest);
    if (pulses.joules != nullptr) {
      pulses.joules[i] =
          pulse_energy(parameters_, pulses.volts[i], before * (pulses.seconds[i] / parameters_.step_time));
    }
  }
}

void kinetics_cells::kick(packed_pulses& pulses) {
  const auto [least, greatest] = std::pair(parameters_.least_state, parameters_.greatest_state);
  for (std::size_t i = 0; i < pulses.count; ++i) {
    const std::size_t cell = pulses.first + i;
    const double before = state_[cell];
    const double after = before - beta_[cell] * pulse_input(parameters_, pulses.volts[i], pulses.seconds[i]);
    sign_changes_ += after <= 0;
    lower_events_ += after < least;
    upper_events_ += after > greatest;
    state_[cell] = std::clamp(after, least, greatest);
    if (pulses.joules != nullptr) {
      const double mean = (before + state_[cell]) / 2;
      pulses.joules[i] = pulse_energy(parameters_, pulses.volts[i], mean * (pulses.seconds[i] / parameters_.step_time));
    }
  }
}

void kinetics_cells::drift_exactly(packed_pulses& pulses) {
  const double least = parameters_.least_state;
  const double greatest = parameters_.greatest_state;
  const double steps_per_width = parameters_.step_time / parameters_.pulse_width;
  std::array<double, block> before, alpha, drift_rate, steps, integral;
  double* const x = &state_[pulses.first];
  std::copy_n(x, pulses.count, before.begin());
  for (std::size_t i = 0; i < pulses.count; ++i) {
    const std::size_t cell = pulses.first + i;
    alpha[i] = alpha_[cell] * alpha_scale_;
    drift_rate[i] = beta_[cell] * drift_input(parameters_, pulses.volts[i]) * steps_per_width;
    steps[i] = pulses.seconds[i] / parameters_.step_time;
  }
  const bool integrates = pulses.joules != nullptr;
  drift({pulses.count, x, alpha.data(), drift_rate.data(), steps.data(), integrates ? integral.data() : nullptr});
  for (std::size_t i = 0; i < pulses.count; ++i) {
    touched_ps_[pulses.first + i] += picoseconds_of(pulses.seconds[i]);
    if (x[i] >= least && x[i] <= greatest) continue;
    const double bound = x[i] < least ? least : greatest;
    (x[i] < least ? lower_events_ : upper_events_) += 1;
    x[i] = bound;
    if (!integrates) continue;
    const double until = std::min(steps_between(alpha[i], drift_rate[i], before[i], bound), steps[i]);
    integral[i] = state_integral(alpha[i], drift_rate[i], before[i], bound, until) + bound * (steps[i] - until);
  }
  if (!integrates) return;
  for (std::size_t i = 0; i < pulses.count; ++i) {
    pulses.joules[i] = pulse_energy(parameters_, pulses.volts[i], integral[i]);
  }
}

void kinetics_cells::refresh(std::size_t first, std::size_t count, std::uint64_t now_ps) {
  check_range(first, count);
  bring_up_to(first, count, now_ps);
  for (std::size_t cell = first; cell < first + count; ++cell) state_[cell] = parameters_.initial_state;
  ++revision_;
}

void kinetics_cells::set_state(std::size_t cell, double x, std::uint64_t now_ps) {
  check_range(cell, 1);
  if (!(x >= parameters_.least_state && x <= parameters_.greatest_state)) {
    throw std::invalid_argument("The state of a drift-diffusion memristor lies between its least and greatest state.");
  }
  state_[cell] = x;
  touched_ps_[cell] = now_ps;
  ++revision_;
}

double kinetics_cells::state(std::size_t cell, std::uint64_t now_ps) const {
  double x = 0;
  states(cell, 1, &x, now_ps);
  return x;
}

void kinetics_cells::states(std::size_t first, std::size_t count, double* x, std::uint64_t now_ps) const {
  check_range(first, count);
  if (count != 0) diffused_states(diffusing(first, count, now_ps), x);
}

void kinetics_cells::read(std::size_t first, std::size_t count, double* amperes, std::uint64_t now_ps) {
  states(first, count, amperes, now_ps);
  const double scale = memvp::read_current(parameters_, 1);
  if (!parameters_.variability || parameters_.read_noise == 0) {
    for (std::size_t i = 0; i < count; ++i) amperes[i] *= scale;
    return;
  }
  std::array<std::uint64_t, block> cells, events;
  std::array<double, block> noise;
  for (std::size_t done = 0; done < count; done += block) {
    const std::size_t some = std::min(block, count - done);
    for (std::size_t i = 0; i < some; ++i) {
      cells[i] = first + done + i;
      events[i] = reads_[cells[i]]++;
    }
    read_noise_.standard_normals(cells.data(), events.data(), noise.data(), some);
    for (std::size_t i = 0; i < some; ++i) amperes[done + i] *= scale * (1 + parameters_.read_noise * noise[i]);
  }
}

std::size_t kinetics_cells::devices_of_stability(double least) const {
  std::size_t count = 0;
  for (std::size_t cell = 0; cell < size(); ++cell) count += stability(cell) >= least;
  return count;
}

}  // namespace memvp
