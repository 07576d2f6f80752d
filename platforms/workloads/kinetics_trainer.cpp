// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/kinetics_trainer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

#include "memvp/models/physics/random.hpp"
#include "memvp/platforms/workloads/dense_readout.hpp"
#include "memvp/platforms/workloads/pi.hpp"
#include "memvp/platforms/workloads/sample_batch.hpp"
#include "memvp/platforms/workloads/shuffled_order.hpp"

namespace memvp {
namespace {

using matrix = Eigen::MatrixXf;

constexpr std::size_t samples_at_once = 256;  // without learning
constexpr std::size_t range_samples = 2000;   // that ranges are chosen after

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// How one block of numbers has moved so far.
template <class real>
class descent {
 public:
  void step(const kinetics_training_parameters& p, double rate, std::size_t iteration, const real* gradient,
            Eigen::Index count, real* values) {
    using array = Eigen::Array<real, Eigen::Dynamic, 1>;
    const Eigen::Map<const array> slope(gradient, count);
    Eigen::Map<array> value(values, count);
    if (first_.size() == 0) first_ = second_ = array::Zero(count);
    if (p.optimiser == kinetics_optimiser::momentum) {
      first_ = static_cast<real>(p.momentum) * first_ + slope;
      value -= static_cast<real>(rate) * first_;
      return;
    }
    constexpr double keep_first = 0.9, keep_second = 0.999;
    const auto power = static_cast<double>(iteration);
    const double size = rate * std::sqrt(1 - std::pow(keep_second, power)) / (1 - std::pow(keep_first, power));
    first_ = static_cast<real>(keep_first) * first_ + static_cast<real>(1 - keep_first) * slope;
    second_ = static_cast<real>(keep_second) * second_ + static_cast<real>(1 - keep_second) * slope.square();
    value -= static_cast<real>(size) * first_ / (second_.sqrt() + static_cast<real>(1e-8));
  }

 private:
  Eigen::Array<real, Eigen::Dynamic, 1> first_, second_;
};

/// Turns sums into the gradient of the mean cross-entropy with respect to them; returns the sum of it.
double cross_entropy(matrix& sums, const pulse_samples& samples, const std::size_t* indices) {
  double loss = 0;
  for (Eigen::Index i = 0; i < sums.rows(); ++i) {
    auto row = sums.row(i).array();
    const Eigen::Index actual = samples.classes[indices[i]];
    row = (row - row.maxCoeff()).exp().eval();
    row /= row.sum();
    loss -= std::log(static_cast<double>(std::max(row[actual], std::numeric_limits<float>::min())));
    row[actual] -= 1;
  }
  sums /= static_cast<float>(sums.rows());
  return loss;
}

class joint_training {
 public:
  joint_training(const kinetics_layer_form& form, const pulse_samples& training, std::size_t classes,
                 const kinetics_training_parameters& parameters, std::uint64_t seed, bool kinetics)
      : parameters_(parameters),
        samples_(training),
        seed_(seed),
        kinetics_(kinetics),
        layer_(form),
        readout_(form.places(), static_cast<std::size_t>(parameters.hidden), classes, parameters.activation,
                 parameters.batch_normalisation, seed),
        readout_descent_(readout_.blocks().size()) {
    const random_stream random({seed, random_purpose::weight_initialisation, 3});
    const auto first_value = [&](double given, std::uint64_t which) {
      const double span = parameters.greatest_constant - parameters.least_constant;
      return given > 0 ? given : parameters.least_constant + span * random.uniform(which, 0);
    };
    const std::size_t values = parameters.constants_per_step ? form.steps() : 1;
    constants_ = {std::vector<double>(values, first_value(parameters.alpha, 0)),
                  std::vector<double>(values, first_value(parameters.beta, 1))};
  }

  /// One batch; returns the sum of its samples' cross-entropies.
  double learn(const std::size_t* indices, std::size_t count, double rate) {
    ++iteration_;
    take_samples(samples_, indices, count, inputs_);
    const matrix* features = &inputs_;
    if (kinetics_) features = &noisy(layer_.forward(constants_, inputs_, chip()));
    if (parameters_.weight_noise > 0)
      readout_.perturb(parameters_.weight_noise, {seed_, random_purpose::training_noise, 5}, iteration_);
    sums_ = readout_.forward(*features, true);
    const double loss = cross_entropy(sums_, samples_, indices);
    readout_.backward(*features, sums_);
    if (parameters_.weight_noise > 0) readout_.restore();
    if (kinetics_ && parameters_.train_constants) step_constants(rate);
    const auto blocks = readout_.blocks();
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      gradient_ = Eigen::Map<const Eigen::ArrayXf>(blocks[i].gradient, blocks[i].count);
      if (parameters_.weight_decay > 0)
        gradient_ += static_cast<float>(parameters_.weight_decay) *
                     Eigen::Map<const Eigen::ArrayXf>(blocks[i].values, blocks[i].count);
      readout_descent_[i].step(parameters_, rate, iteration_, gradient_.data(), blocks[i].count, blocks[i].values);
    }
    return loss;
  }

  double accuracy(const pulse_samples& samples) {
    std::size_t right = 0;
    visit_features(samples, samples.size(), [&](std::size_t first, const matrix& features) {
      const matrix& sums = readout_.forward(features, false);
      for (Eigen::Index i = 0; i < sums.rows(); ++i) {
        Eigen::Index answer = 0;
        sums.row(i).maxCoeff(&answer);
        right += answer == samples.classes[first + static_cast<std::size_t>(i)];
      }
    });
    return static_cast<double>(right) / static_cast<double>(samples.size());
  }

  kinetics_network model(std::size_t classes, feature_range range);

  const kinetics_step_constants& constants() const { return constants_; }
  const kinetics_guard_events& guard_events() const { return layer_.guard_events(); }

 private:
  kinetics_offsets chip() const {
    const std::size_t trains = layer_.form().trains();
    return drawn_offsets(constants_, trains, trains, parameters_.alpha_spread, parameters_.beta_spread, seed_,
                         iteration_);
  }

  const matrix& noisy(const matrix& features) {
    if (parameters_.read_noise == 0) return features;
    noise_.resize(static_cast<std::size_t>(features.size()));
    fill_standard_normal({seed_, random_purpose::training_noise, 6}, 0, iteration_, noise_.data(), noise_.size());
    factors_ = 1 + static_cast<float>(parameters_.read_noise) *
                       Eigen::Map<const Eigen::ArrayXd>(noise_.data(), features.size()).cast<float>();
    noisy_ = features;
    Eigen::Map<Eigen::ArrayXf>(noisy_.data(), noisy_.size()) *= factors_;
    return noisy_;
  }

  void step_constants(double rate) {
    matrix gradient = readout_.feature_gradient();
    if (parameters_.read_noise > 0) Eigen::Map<Eigen::ArrayXf>(gradient.data(), gradient.size()) *= factors_;
    kinetics_gradient found;
    layer_.backward(gradient, found);
    const auto move = [&](std::vector<double>& values, std::vector<double>& slope, descent<double>& by) {
      if (values.size() == 1) slope = {std::accumulate(slope.begin(), slope.end(), 0.0)};
      by.step(parameters_, rate, iteration_, slope.data(), static_cast<Eigen::Index>(values.size()), values.data());
      for (double& value : values) value = std::clamp(value, parameters_.least_constant, parameters_.greatest_constant);
    };
    move(constants_.alpha, found.alpha, alpha_descent_);
    move(constants_.beta, found.beta, beta_descent_);
  }

  template <class function>
  void visit_features(const pulse_samples& samples, std::size_t most, const function& use) {
    const std::size_t end = std::min(most, samples.size());
    for (std::size_t first = 0; first < end; first += samples_at_once) {
      const auto indices = numbered(first, std::min(samples_at_once, end - first));
      take_samples(samples, indices.data(), indices.size(), inputs_);
      use(first, kinetics_ ? layer_.forward(constants_, inputs_) : inputs_);
    }
  }

  const kinetics_training_parameters& parameters_;
  const pulse_samples& samples_;
  std::uint64_t seed_;
  bool kinetics_;
  kinetics_layer<float> layer_;
  dense_readout readout_;
  kinetics_step_constants constants_;
  std::vector<descent<float>> readout_descent_;
  descent<double> alpha_descent_, beta_descent_;
  std::size_t iteration_ = 0;
  matrix inputs_, sums_, noisy_;
  Eigen::ArrayXf gradient_, factors_;
  std::vector<double> noise_;
};

void put(network_layer& to, const matrix& weights, const Eigen::VectorXf& bias) {
  to.weights.leftCols(weights.cols()) = weights;
  to.weights.col(weights.cols()) = bias;
  to.weight_limit = to.weights.cwiseAbs().maxCoeff();
}

/// Hands most of every bias to the weights of the trains' first features, which are the same in every sample where
/// devices are read before the pulse: on an array one great bias would leave the other weights a small part of the
/// conductance window. All get the same, which makes the greatest least.
void spread_bias(const kinetics_network& model, network_layer& layer) {
  if (!model.kinetics || model.form.timing.sample_after_pulse) return;
  kinetics_layer<float> trains(model.form);
  const matrix& features = trains.forward(model.constants, matrix::Zero(1, layer.weights.cols() - 1));
  std::vector<Eigen::Index> constant;
  float sum = 1;
  for (std::size_t train = 0; train < model.form.trains(); ++train) {
    const auto place = static_cast<Eigen::Index>(model.form.column_trains ? train : train * model.form.columns);
    const float feature = (features(0, place) - static_cast<float>(model.range.low)) /
                          static_cast<float>(model.range.high - model.range.low);
    constant.push_back(place);
    sum += feature;
  }
  if (!(sum > 1)) return;
  const Eigen::VectorXf share = layer.weights.col(layer.weights.cols() - 1) / sum;
  layer.weights.col(layer.weights.cols() - 1) = share;
  for (const Eigen::Index place : constant) layer.weights.col(place) += share;
  layer.weight_limit = layer.weights.cwiseAbs().maxCoeff();
}

kinetics_network joint_training::model(std::size_t classes, feature_range range) {
  const kinetics_layer_form& form = layer_.form();
  const bool rectified = parameters_.activation == readout_activation::rectified;
  const auto layers = readout_.folded();
  const auto &hidden = layers[0], &output = layers[1];
  double greatest = 0, limit = 0;
  visit_features(samples_, range_samples, [&](std::size_t, const matrix& features) {
    greatest = std::max(greatest, static_cast<double>(features.maxCoeff()));
    matrix sums = features * hidden.weights.transpose();
    sums.rowwise() += hidden.bias.transpose();
    limit = std::max(limit, static_cast<double>(rectified ? sums.maxCoeff() : 2 * sums.cwiseAbs().maxCoeff()));
  });
  if (!kinetics_) range = {0, 1};
  if (!(range.high > range.low)) range = {0, greatest};
  if (limit <= 0) limit = 1;  // no hidden neuron ever fires

  kinetics_network model{form, kinetics_, constants_, range, {}, limit};
  model.readout =
      empty_network(layer_forms({network_shape::mlp, parameters_.hidden}, form.rows, form.columns, classes));
  model.readout.activation = rectified ? rectified_linear(1).name() : shifted_sigmoid(1).name();
  const auto activation = model.activation();
  const float scale = activation->greatest_value(), theta = activation->default_theta();
  // x = low + (high - low) feature; a shifted sigmoid rises to 1/2 at theta.
  const Eigen::VectorXf offset = (hidden.weights.rowwise().sum() * static_cast<float>(range.low)).array() + theta;
  put(model.readout.layers[0], hidden.weights * static_cast<float>(range.high - range.low), hidden.bias + offset);
  spread_bias(model, model.readout.layers[0]);
  put(model.readout.layers[1], output.weights * scale, output.bias);
  model.readout.layers[0].theta.setConstant(theta);
  model.readout.layers[0].output_scale = scale;
  return model;
}

}  // namespace

double kinetics_training_report::best() const {
  return std::max_element(
             epochs.begin(), epochs.end(),
             [](const kinetics_epoch& a, const kinetics_epoch& b) { return a.test_accuracy < b.test_accuracy; })
      ->test_accuracy;
}

double kinetics_training_report::last() const { return epochs.back().test_accuracy; }

kinetics_training_result train_kinetics(const kinetics_layer_form& form, const pulse_samples& training,
                                        const pulse_samples& test, std::size_t classes,
                                        const kinetics_training_parameters& parameters, std::uint64_t seed,
                                        bool kinetics, feature_range range,
                                        const kinetics_training_progress& progress) {
  check(parameters);
  for (const pulse_samples* samples : {&training, &test}) {
    check_samples(form, *samples);
    if (*std::max_element(samples->classes.begin(), samples->classes.end()) >= classes)
      throw std::invalid_argument("a sample's class is beyond the " + std::to_string(classes) + " of the read-out.");
  }
  joint_training learning(form, training, classes, parameters, seed, kinetics);
  const auto epochs = static_cast<std::size_t>(parameters.epochs), batch = static_cast<std::size_t>(parameters.batch);
  const double steps = static_cast<double>(epochs * ((training.size() + batch - 1) / batch));
  kinetics_training_result result;
  double done = 0;
  for (std::size_t epoch = 0; epoch < epochs; ++epoch) {
    const auto order = shuffled_order(training.size(), {seed, random_purpose::training_shuffle, 2}, epoch);
    double loss = 0;
    for (std::size_t first = 0; first < training.size(); first += batch) {
      const std::size_t count = std::min(batch, training.size() - first);
      const double share =
          parameters.course == learning_rate_course::cosine ? 0.5 * (1 + std::cos(pi * done / steps)) : 1.0;
      loss += learning.learn(order.data() + first, count, parameters.learning_rate * share);
      ++done;
      if (progress) progress(epoch * training.size() + first + count, epochs * training.size());
    }
    const auto& constants = learning.constants();
    result.report.epochs.push_back({loss / static_cast<double>(training.size()), learning.accuracy(test),
                                    mean(constants.alpha), mean(constants.beta)});
  }
  result.report.guard_events = learning.guard_events();
  result.model = learning.model(classes, range);
  return result;
}

}  // namespace memvp
