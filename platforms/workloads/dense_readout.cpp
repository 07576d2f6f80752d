// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/dense_readout.hpp"

#include <cmath>

namespace memvp {
namespace {

constexpr float smallest_variance = 1e-5F;
constexpr float running_share = 0.1F;

Eigen::Index index(std::size_t value) { return static_cast<Eigen::Index>(value); }

dense_readout::folded_layer drawn_layer(std::size_t inputs, std::size_t outputs, std::uint64_t seed,
                                        std::uint64_t event) {
  const random_stream random({seed, random_purpose::weight_initialisation, 2});
  const double limit = 1 / std::sqrt(static_cast<double>(inputs));
  dense_readout::folded_layer layer{{index(outputs), index(inputs)}, Eigen::VectorXf(index(outputs))};
  std::uint64_t number = 0;
  const auto draw = [&] { return static_cast<float>(limit * (2 * random.uniform(number++, event) - 1)); };
  for (Eigen::Index i = 0; i < layer.weights.size(); ++i) layer.weights.data()[i] = draw();
  for (Eigen::Index i = 0; i < layer.bias.size(); ++i) layer.bias[i] = draw();
  return layer;
}

}  // namespace

dense_readout::dense_readout(std::size_t inputs, std::size_t hidden, std::size_t classes, readout_activation activation,
                             bool normalised, std::uint64_t seed)
    : layers_{drawn_layer(inputs, hidden, seed, 0), drawn_layer(hidden, classes, seed, 1)},
      activation_(activation),
      normalised_(normalised),
      norm_{Eigen::RowVectorXf::Ones(index(hidden)), Eigen::RowVectorXf::Zero(index(hidden)),
            Eigen::RowVectorXf::Zero(index(hidden)), Eigen::RowVectorXf::Ones(index(hidden))} {}

void dense_readout::normalise(bool learning) {
  Eigen::RowVectorXf mean = norm_.mean, variance = norm_.variance;
  if (learning) {
    const auto count = static_cast<float>(sums_.rows());
    mean = sums_.colwise().mean();
    variance = (sums_.rowwise() - mean).colwise().squaredNorm() / count;
    norm_.mean += running_share * (mean - norm_.mean);
    norm_.variance += running_share * (variance * (count / std::max(1.0F, count - 1)) - norm_.variance);
  }
  per_deviation_ = (variance.array() + smallest_variance).rsqrt();
  standardised_ = (sums_.rowwise() - mean).array().rowwise() * per_deviation_.array();
  sums_ = (standardised_.array().rowwise() * norm_.gain.array()).rowwise() + norm_.shift.array();
}

const dense_readout::matrix& dense_readout::forward(const matrix& features, bool learning) {
  sums_.noalias() = features * layers_[0].weights.transpose();
  sums_.rowwise() += layers_[0].bias.transpose();
  if (normalised_) normalise(learning);
  if (activation_ == readout_activation::rectified)
    hidden_ = sums_.cwiseMax(0.0F);
  else
    hidden_ = 1 / (1 + (-sums_.array()).exp());
  outputs_.noalias() = hidden_ * layers_[1].weights.transpose();
  outputs_.rowwise() += layers_[1].bias.transpose();
  return outputs_;
}

void dense_readout::backward(const matrix& features, const matrix& output_gradient) {
  gradient_[1].weights.noalias() = output_gradient.transpose() * hidden_;
  gradient_[1].bias = output_gradient.colwise().sum().transpose();
  hidden_gradient_.noalias() = output_gradient * layers_[1].weights;
  if (activation_ == readout_activation::rectified)
    hidden_gradient_ = (sums_.array() > 0).select(hidden_gradient_, 0.0F);
  else
    hidden_gradient_.array() *= hidden_.array() * (1 - hidden_.array());
  if (normalised_) {
    shift_gradient_ = hidden_gradient_.colwise().sum();
    gain_gradient_ = hidden_gradient_.cwiseProduct(standardised_).colwise().sum();
    const float per_count = 1 / static_cast<float>(sums_.rows());
    const Eigen::RowVectorXf scale = norm_.gain.cwiseProduct(per_deviation_);
    const matrix centred = (hidden_gradient_.rowwise() - per_count * shift_gradient_) -
                           matrix(standardised_.array().rowwise() * (per_count * gain_gradient_).array());
    hidden_gradient_ = centred.array().rowwise() * scale.array();
  }
  gradient_[0].weights.noalias() = hidden_gradient_.transpose() * features;
  gradient_[0].bias = hidden_gradient_.colwise().sum().transpose();
  feature_gradient_.noalias() = hidden_gradient_ * layers_[0].weights;
}

std::vector<dense_readout::block> dense_readout::blocks() {
  std::vector<block> all;
  for (std::size_t l = 0; l < 2; ++l) {
    all.push_back({layers_[l].weights.data(), gradient_[l].weights.data(), layers_[l].weights.size()});
    all.push_back({layers_[l].bias.data(), gradient_[l].bias.data(), layers_[l].bias.size()});
  }
  if (normalised_) {
    all.push_back({norm_.gain.data(), gain_gradient_.data(), norm_.gain.size()});
    all.push_back({norm_.shift.data(), shift_gradient_.data(), norm_.shift.size()});
  }
  return all;
}

void dense_readout::perturb(double share, const random_key& key, std::uint64_t event) {
  clean_ = layers_;
  std::uint64_t first = 0;
  std::vector<double> drawn;
  for (folded_layer& layer : layers_) {
    const auto greatest =
        static_cast<double>(std::max(layer.weights.cwiseAbs().maxCoeff(), layer.bias.cwiseAbs().maxCoeff()));
    const auto add = [&](float* values, Eigen::Index count) {
      drawn.resize(static_cast<std::size_t>(count));
      fill_standard_normal(key, first, event, drawn.data(), drawn.size());
      for (Eigen::Index i = 0; i < count; ++i)
        values[i] += static_cast<float>(share * greatest * drawn[static_cast<std::size_t>(i)]);
      first += drawn.size();
    };
    add(layer.weights.data(), layer.weights.size());
    add(layer.bias.data(), layer.bias.size());
  }
}

std::array<dense_readout::folded_layer, 2> dense_readout::folded() const {
  auto layers = layers_;
  if (!normalised_) return layers;
  const Eigen::VectorXf scale =
      (norm_.gain.array() * (norm_.variance.array() + smallest_variance).rsqrt()).matrix().transpose();
  layers[0].weights = scale.asDiagonal() * layers_[0].weights;
  layers[0].bias = scale.cwiseProduct(layers_[0].bias - norm_.mean.transpose()) + norm_.shift.transpose();
  return layers;
}

}  // namespace memvp
