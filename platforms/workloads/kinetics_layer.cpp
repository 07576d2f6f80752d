// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/kinetics_layer.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

#include "memvp/models/physics/kinetics_row.hpp"
#include "memvp/platforms/workloads/kinetics_slopes.hpp"

namespace memvp {
namespace {

void require(bool holds, const std::string& sentence) {
  if (!holds) throw std::invalid_argument(sentence);
}

Eigen::Index index(std::size_t value) { return static_cast<Eigen::Index>(value); }

bool is_time(double value) { return value >= 0 && std::isfinite(value); }

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Of step j, with what a train's device differs by.
double constant_of(const std::vector<double>& values, std::size_t step, const std::vector<double>& offsets,
                   std::size_t train) {
  const double value = values.size() == 1 ? values[0] : values[step];
  return offsets.empty() ? value : value + offsets[train] * value / mean(values);
}

void check_constant(const char* name, const std::vector<double>& values, const std::vector<double>& offsets,
                    std::size_t trains, std::size_t steps) {
  require(values.size() == 1 || values.size() == steps, std::string("a kinetics layer of ") + std::to_string(steps) +
                                                            " steps was given " + std::to_string(values.size()) +
                                                            " values of " + name + ", it takes 1 or one a step.");
  require(offsets.empty() || offsets.size() == trains, std::string("a kinetics layer of ") + std::to_string(trains) +
                                                           " trains was given " + std::to_string(offsets.size()) +
                                                           " offsets of " + name + ", it takes none or one a train.");
  const double least = offsets.empty() ? 0 : *std::min_element(offsets.begin(), offsets.end());
  for (const double value : values) {
    require(value > 0 && std::isfinite(value) && 1 + least / mean(values) > 0 && std::isfinite(least),
            std::string(name) + " of a kinetics layer and its devices must be positive and finite.");
  }
}

}  // namespace

kinetics_step_timing step_timing(const kinetics_step_seconds& seconds, const kinetics_device_parameters& device,
                                 bool sample_after_pulse) {
  for (const double time :
       {seconds.read, seconds.convert, seconds.setup, seconds.pulse, seconds.release, seconds.period})
    require(is_time(time), "the times of a step must be finite and not negative.");
  const bool waits = !sample_after_pulse && !seconds.overlap;
  const double before = sample_after_pulse ? seconds.setup : seconds.read;
  const double between =
      sample_after_pulse ? seconds.release + seconds.read : (waits ? seconds.convert : 0) + seconds.setup;
  const double after = sample_after_pulse ? seconds.convert : seconds.release;
  // With overlap the conversion may outlast the pulse.
  const double least =
      std::max(before + between + seconds.pulse + after, sample_after_pulse ? 0.0 : seconds.read + seconds.convert);
  const double period = seconds.period > 0 ? seconds.period : least;
  require(period >= least * (1 - 1e-12),
          "device.step_time is shorter than reading, converting and pulsing take together.");
  const double unit = device.step_time;
  return {before / unit,
          between / unit,
          seconds.pulse / unit,
          std::max(0.0, period - before - between - seconds.pulse) / unit,
          unit / device.pulse_width,
          sample_after_pulse};
}

kinetics_layer_form kinetics_form(const kinetics_device_parameters& device, std::size_t rows, std::size_t columns,
                                  const kinetics_step_timing& timing, bool column_trains) {
  return {rows,
          columns,
          column_trains,
          device.integrator,
          timing,
          device.initial_state,
          device.least_state,
          device.greatest_state};
}

template <class real>
kinetics_layer<real>::kinetics_layer(const kinetics_layer_form& form) : form_(form) {
  const kinetics_step_timing& timing = form.timing;
  require(form.places() > 0, "a kinetics layer needs at least one train of one step.");
  require(is_time(timing.lead) && is_time(timing.wait) && is_time(timing.pulse) && is_time(timing.rest) &&
              is_time(timing.drift_rate),
          "the times of a kinetics layer must be finite and not negative.");
  require(form.initial_state > 0 && form.least_state > 0 && form.least_state <= form.initial_state &&
              form.initial_state <= form.greatest_state,
          "the states of a kinetics layer must be positive, with the initial one between its bounds.");
  lay_out();
}

template <class real>
void kinetics_layer<real>::lay_out() {
  const kinetics_step_timing& timing = form_.timing;
  const bool timeless = form_.integrator == kinetics_integrator::discrete;
  const auto diffuse = [&](std::size_t step, double steps) {
    if (!timeless && steps > 0) segments_.push_back({action::diffusion, step, steps});
  };
  const auto sample = [&] { sampled_.push_back(segments_.size()); };
  for (std::size_t step = 0; step < form_.steps(); ++step) {
    const bool last = step + 1 == form_.steps();
    diffuse(step, timing.lead);
    if (!timing.sample_after_pulse) {
      sample();
      if (last) return;
      diffuse(step, timing.wait);
    }
    switch (form_.integrator) {
      case kinetics_integrator::discrete:
        segments_.push_back({action::discrete, step, 1});
        break;
      case kinetics_integrator::exact:
        segments_.push_back({action::drift, step, timing.pulse});
        break;
      case kinetics_integrator::kick:  // at the pulse's beginning; then ions are free
        segments_.push_back({action::kick, step, 0});
        diffuse(step, timing.pulse);
        break;
    }
    if (timing.sample_after_pulse) {
      diffuse(step, timing.wait);
      sample();
      if (last) return;
    }
    diffuse(step, timing.rest);
  }
}

template <class real>
Eigen::Index kinetics_layer<real>::place(std::size_t train, std::size_t step) const {
  return index(form_.column_trains ? step * form_.columns + train : train * form_.columns + step);
}

template <class real>
Eigen::Index kinetics_layer<real>::node(std::size_t train, std::size_t node) const {
  return index(train * (segments_.size() + 1) + node);
}

template <class real>
void kinetics_layer<real>::set_constants(const kinetics_step_constants& constants, const kinetics_offsets& offsets) {
  const std::size_t trains = form_.trains(), steps = form_.steps();
  check_constant("alpha", constants.alpha, offsets.alpha, trains, steps);
  check_constant("beta", constants.beta, offsets.beta, trains, steps);
  constants_.clear();
  for (std::size_t train = 0; train < trains; ++train)
    for (std::size_t step = 0; step < steps; ++step)
      constants_.push_back({constant_of(constants.alpha, step, offsets.alpha, train),
                            constant_of(constants.beta, step, offsets.beta, train)});
}

template <class real>
const typename kinetics_layer<real>::matrix& kinetics_layer<real>::forward(const kinetics_step_constants& constants,
                                                                           const matrix& inputs,
                                                                           const kinetics_offsets& offsets) {
  require(inputs.cols() == index(form_.places()), "a kinetics layer of " + std::to_string(form_.places()) +
                                                      " places was given samples of " + std::to_string(inputs.cols()) +
                                                      ".");
  set_constants(constants, offsets);
  inputs_ = inputs;
  const std::size_t nodes = form_.trains() * (segments_.size() + 1);
  states_.resize(inputs.rows(), index(nodes));
  features_.resize(inputs.rows(), inputs.cols());
  bounded_.assign(nodes, 0);
  for (std::size_t train = 0; train < form_.trains(); ++train) {
    states_.col(node(train, 0)).setConstant(static_cast<real>(form_.initial_state));
    for (std::size_t i = 0; i < segments_.size(); ++i) run_segment(train, i);
    for (std::size_t step = 0; step < form_.steps(); ++step)
      features_.col(place(train, step)) = states_.col(node(train, sampled_[step]));
  }
  return features_;
}

template <class real>
void kinetics_layer<real>::run_segment(std::size_t train, std::size_t i) {
  const segment& part = segments_[i];
  const Eigen::Index from = node(train, i);
  const auto before = states_.col(from).array();
  auto after = states_.col(from + 1).array();
  const train_constants& own = constants_[train * form_.steps() + part.step];
  const auto alpha = static_cast<real>(own.alpha);
  const auto step_drift = static_cast<real>(own.beta * form_.timing.pulse * form_.timing.drift_rate);
  switch (part.kind) {
    case action::diffusion:
      after = (before.square() + 2 * alpha * static_cast<real>(part.steps)).sqrt();
      break;
    case action::discrete:
      after = before + alpha / before - step_drift * inputs_.col(place(train, part.step)).array();
      break;
    case action::kick:
      after = before - step_drift * inputs_.col(place(train, part.step)).array();
      break;
    case action::drift:
      drift_forward(train, part, from);
      break;
  }
  keep_within_bounds(from + 1);
}

template <class real>
void kinetics_layer<real>::keep_within_bounds(Eigen::Index node) {
  auto states = states_.col(node).array();
  const auto least = static_cast<real>(form_.least_state), greatest = static_cast<real>(form_.greatest_state);
  if (states.minCoeff() >= least && states.maxCoeff() <= greatest) return;
  bounded_[static_cast<std::size_t>(node)] = 1;
  events_.lower += static_cast<std::uint64_t>((states < least).count());
  events_.upper += static_cast<std::uint64_t>((states > greatest).count());
  states = states.max(least).min(greatest);
}

template <class real>
void kinetics_layer<real>::drift_forward(std::size_t train, const segment& part, Eigen::Index from) {
  const train_constants& own = constants_[train * form_.steps() + part.step];
  const auto input = inputs_.col(place(train, part.step)).array();
  const auto before = states_.col(from).array();
  auto after = states_.col(from + 1).array();
  after = (before.square() + static_cast<real>(2 * own.alpha * part.steps)).sqrt();
  // Most pixels of an image are background; only devices with a pulse are worth the Lambert function.
  pulsed_.clear();
  state_.clear();
  drift_.clear();
  for (Eigen::Index sample = 0; sample < input.size(); ++sample) {
    if (input[sample] == 0) continue;
    pulsed_.push_back(sample);
    state_.push_back(static_cast<double>(before[sample]));
    drift_.push_back(own.beta * form_.timing.drift_rate * static_cast<double>(input[sample]));
  }
  if (pulsed_.empty()) return;
  alpha_.assign(pulsed_.size(), own.alpha);
  steps_.assign(pulsed_.size(), part.steps);
  memvp::drift({pulsed_.size(), state_.data(), alpha_.data(), drift_.data(), steps_.data(), nullptr});
  for (std::size_t i = 0; i < pulsed_.size(); ++i) after[pulsed_[i]] = static_cast<real>(state_[i]);
}

template <class real>
void kinetics_layer<real>::backward(const matrix& feature_gradient, kinetics_gradient& gradient) {
  require(feature_gradient.rows() == features_.rows() && feature_gradient.cols() == features_.cols(),
          "the gradient of a kinetics layer's features has another size than the features.");
  gradient.alpha.resize(form_.steps(), 0.0);
  gradient.beta.resize(form_.steps(), 0.0);
  adjoint_.resize(features_.rows());
  for (std::size_t train = 0; train < form_.trains(); ++train) {
    adjoint_.setZero();
    std::size_t step = form_.steps();
    for (std::size_t i = segments_.size() + 1; i-- > 0;) {
      while (step > 0 && sampled_[step - 1] == i) adjoint_ += feature_gradient.col(place(train, --step)).array();
      if (i == 0) break;
      train_constants found{0, 0};
      reverse_segment(train, i - 1, found);
      gradient.alpha[segments_[i - 1].step] += found.alpha;
      gradient.beta[segments_[i - 1].step] += found.beta;
    }
  }
}

template <class real>
void kinetics_layer<real>::reverse_segment(std::size_t train, std::size_t i, train_constants& gradient) {
  const segment& part = segments_[i];
  const Eigen::Index from = node(train, i);
  const auto before = states_.col(from).array();
  const auto after = states_.col(from + 1).array();
  const train_constants& own = constants_[train * form_.steps() + part.step];
  const auto alpha = static_cast<real>(own.alpha);
  const double per_beta = form_.timing.pulse * form_.timing.drift_rate;
  if (bounded_[static_cast<std::size_t>(from + 1)] != 0) {
    const auto least = static_cast<real>(form_.least_state), greatest = static_cast<real>(form_.greatest_state);
    adjoint_ = (after > least && after < greatest).select(adjoint_, real{0});
  }
  switch (part.kind) {
    case action::diffusion:
      adjoint_ /= after;
      gradient.alpha = part.steps * static_cast<double>(adjoint_.sum());
      adjoint_ *= before;
      break;
    case action::discrete:
      gradient.alpha = static_cast<double>((adjoint_ / before).sum());
      gradient.beta = -per_beta * static_cast<double>((adjoint_ * inputs_.col(place(train, part.step)).array()).sum());
      adjoint_ *= 1 - alpha / before.square();
      break;
    case action::kick:
      gradient.beta = -per_beta * static_cast<double>((adjoint_ * inputs_.col(place(train, part.step)).array()).sum());
      break;
    case action::drift:
      drift_backward(train, part, from, gradient);
      break;
  }
}

template <class real>
void kinetics_layer<real>::drift_backward(std::size_t train, const segment& part, Eigen::Index from,
                                          train_constants& gradient) {
  const train_constants& own = constants_[train * form_.steps() + part.step];
  const auto input = inputs_.col(place(train, part.step)).array();
  const auto before = states_.col(from).array();
  const auto after = states_.col(from + 1).array();
  for (Eigen::Index sample = 0; sample < input.size(); ++sample) {
    const double rate = form_.timing.drift_rate * static_cast<double>(input[sample]);
    const double adjoint = static_cast<double>(adjoint_[sample]);
    if (rate == 0) {  // diffusion, as of most pixels of an image
      const double passed = adjoint / static_cast<double>(after[sample]);
      gradient.alpha += part.steps * passed;
      adjoint_[sample] = static_cast<real>(passed * static_cast<double>(before[sample]));
      continue;
    }
    const exact_step_slopes slopes =
        slopes_of_exact_step(own.alpha, own.beta * rate, static_cast<double>(before[sample]),
                             static_cast<double>(after[sample]), part.steps);
    gradient.alpha += adjoint * slopes.alpha;
    gradient.beta += adjoint * slopes.drift * rate;
    adjoint_[sample] = static_cast<real>(adjoint * slopes.state);
  }
}

template class kinetics_layer<float>;
template class kinetics_layer<double>;

}  // namespace memvp
