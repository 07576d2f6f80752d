// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/kinetics_network.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

#include "memvp/models/physics/random.hpp"
#include "memvp/platforms/workloads/sample_batch.hpp"

namespace memvp {
namespace {

constexpr std::size_t samples_at_once = 256;

using matrix = Eigen::MatrixXf;

/// Hands features in [0, 1], samples x places, to `use`, some samples at a time, with the index of the first.
template <class function>
void for_features(const kinetics_network& model, const pulse_samples& samples, const kinetics_offsets& offsets,
                  const function& use) {
  check_samples(model.form, samples);
  kinetics_layer<float> layer(model.form);
  const auto low = static_cast<float>(model.range.low);
  const auto per_span = static_cast<float>(1 / (model.range.high - model.range.low));
  matrix features;
  for (std::size_t first = 0; first < samples.size(); first += samples_at_once) {
    const std::size_t count = std::min(samples_at_once, samples.size() - first);
    const auto indices = numbered(first, count);
    take_samples(samples, indices.data(), count, features);
    if (model.kinetics) {
      features = layer.forward(model.constants, features, offsets);
      features = ((features.array() - low) * per_span).max(0.0F).min(1.0F);
    }
    use(first, features);
  }
}

std::vector<std::uint8_t> answers(const kinetics_network& model, const pulse_samples& samples,
                                  const kinetics_offsets& offsets) {
  const network_layer& hidden = model.readout.layers.at(0);
  const network_layer& output = model.readout.layers.at(1);
  const auto activation = model.activation();
  matrix theta, outputs;
  const auto sums_of = [](const network_layer& layer, const matrix& inputs) {
    matrix sums = inputs * layer.weights.leftCols(inputs.cols()).transpose();
    sums.rowwise() += layer.weights.col(inputs.cols()).transpose();
    return sums;
  };
  std::vector<std::uint8_t> given(samples.size());
  for_features(model, samples, offsets, [&](std::size_t first, const matrix& features) {
    const matrix hidden_sums = sums_of(hidden, features);
    theta = hidden.theta.transpose().replicate(hidden_sums.rows(), 1);
    outputs.resizeLike(hidden_sums);
    activation->evaluate(hidden_sums.data(), theta.data(), static_cast<std::size_t>(outputs.size()), outputs.data(),
                         nullptr, nullptr);
    outputs /= hidden.output_scale;
    const matrix sums = sums_of(output, outputs);
    for (Eigen::Index i = 0; i < sums.rows(); ++i) {
      Eigen::Index answer = 0;
      sums.row(i).maxCoeff(&answer);
      given[first + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(answer);
    }
  });
  return given;
}

}  // namespace

std::unique_ptr<hidden_activation> kinetics_network::activation() const {
  const auto limit = static_cast<float>(activation_limit);
  if (readout.activation == rectified_linear(limit).name()) return std::make_unique<rectified_linear>(limit);
  return std::make_unique<shifted_sigmoid>(limit);
}

image_set feature_images(const kinetics_network& model, const pulse_samples& samples, const kinetics_offsets& offsets) {
  image_set images{samples.rows, samples.columns, std::vector<std::uint8_t>(samples.codes.size()), samples.classes};
  for_features(model, samples, offsets, [&](std::size_t first, const matrix& features) {
    std::uint8_t* pixel = images.pixels.data() + first * samples.codes_per_sample();
    for (Eigen::Index i = 0; i < features.rows(); ++i)
      for (Eigen::Index place = 0; place < features.cols(); ++place)
        *pixel++ = static_cast<std::uint8_t>(std::lround(features(i, place) * 255.0F));
  });
  return images;
}

double accuracy(const kinetics_network& model, const pulse_samples& samples, const kinetics_offsets& offsets) {
  return voted_accuracy(model, samples, 1, offsets);
}

double voted_accuracy(const kinetics_network& model, const pulse_samples& samples, std::size_t frames,
                      const kinetics_offsets& offsets) {
  if (frames == 0 || samples.size() == 0 || samples.size() % frames != 0)
    throw std::invalid_argument(std::to_string(samples.size()) + " samples cannot vote in groups of " +
                                std::to_string(frames) + ".");
  const auto given = answers(model, samples, offsets);
  std::size_t right = 0;
  for (std::size_t first = 0; first < given.size(); first += frames) {
    std::array<std::size_t, 256> votes{};
    for (std::size_t frame = first; frame < first + frames; ++frame) {
      ++votes[given[frame]];
      if (samples.classes[frame] != samples.classes[first])
        throw std::invalid_argument("samples that vote together must be of one class.");
    }
    const auto decision = std::max_element(votes.begin(), votes.end()) - votes.begin();
    right += decision == samples.classes[first];
  }
  return static_cast<double>(right) / static_cast<double>(given.size() / frames);
}

kinetics_offsets drawn_offsets(const kinetics_step_constants& constants, std::size_t trains, std::size_t devices,
                               double alpha_spread, double beta_spread, std::uint64_t seed, std::uint64_t draw) {
  if (devices == 0) throw std::invalid_argument("a chip without devices takes no trains.");
  const auto positive_offsets = [&](const std::vector<double>& values, double spread, std::uint32_t instance) {
    std::vector<double> offsets(spread > 0 ? trains : 0);
    if (offsets.empty()) return offsets;
    const random_stream random({seed, random_purpose::training_noise, instance});
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    for (std::size_t train = 0; train < trains; ++train) {
      std::uint64_t attempt = 0;
      do {
        offsets[train] = spread * random.standard_normal(train % devices + (attempt++ << 32), draw);
      } while (mean + offsets[train] <= 0);
    }
    return offsets;
  };
  return {positive_offsets(constants.alpha, alpha_spread, 3), positive_offsets(constants.beta, beta_spread, 4)};
}

}  // namespace memvp
