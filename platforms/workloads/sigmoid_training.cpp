// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/sigmoid_training.hpp"

#include <algorithm>
#include <cmath>

#include "memvp/models/physics/random.hpp"

namespace memvp {

void visit_parameters(parameter_visitor& visitor, sigmoid_training_parameters& p) {
  constexpr auto code = "github.com/neurosim/MLP_NeuroSim_V3.0, Param.cpp (commit 58a5f0c)";
  const auto published = [](const char* key, double minimum, double maximum, const char* meaning) {
    return parameter_info{key, dimension::number, minimum, maximum, meaning, provenance::literature, code};
  };
  const auto assumed = [](const char* key, double minimum, double maximum, const char* meaning, const char* source) {
    return parameter_info{key, dimension::number, minimum, maximum, meaning, provenance::assumed, source};
  };
  visitor.integer(published("training.side", 1, 22, "Side of the image's centre that is seen, in pixels: 400 inputs"),
                  p.side);
  visitor.real(published("training.threshold", 0, 1, "Grey value from which a pixel is white, of full ink"),
               p.threshold);
  visitor.integer(published("training.hidden", 1, 512, "Hidden units"), p.hidden);
  visitor.integer(assumed("training.epochs", 1, 1000, "Epochs of learning", "assumed: the published code runs 125"),
                  p.epochs);
  visitor.integer(published("training.images", 1, 1e7, "Images drawn at random in an epoch"), p.images);
  visitor.real(published("training.hidden_rate", 1e-6, 100, "Learning rate of the weights to the hidden units"),
               p.hidden_rate);
  visitor.real(published("training.output_rate", 1e-6, 100, "Learning rate of the weights to the outputs"),
               p.output_rate);
  visitor.real(published("training.weight_limit", 1e-3, 1e3,
                         "Weight at which a differential pair is at the ends of its conductance window"),
               p.weight_limit);
  visitor.real(assumed("training.initial_weight", 0, 1e3, "Largest initial weight to the hidden units", "assumed"),
               p.initial_weight);
  visitor.real(assumed("training.initial_readout_weight", 0, 1e3, "Largest initial weight to the outputs", "assumed"),
               p.initial_readout_weight);
  visitor.integer(assumed("training.activation_bits", 1, 8,
                          "Bits of a hidden activation in an update, an outer product each", "assumed"),
                  p.activation_bits);
  visitor.integer(
      assumed("training.evaluation_batch", 1, 65536, "Vectors handed over in one call when only asking", "assumed"),
      p.evaluation_batch);
}

namespace {

constexpr std::size_t first_layer = 0, second_layer = 1;

void apply_sigmoid(std::vector<double>& values) {
  for (double& value : values) value = 1 / (1 + std::exp(-value));
}

}  // namespace

std::vector<layer_shape> sigmoid_layers(std::size_t classes, const sigmoid_training_parameters& parameters) {
  const auto side = static_cast<std::size_t>(parameters.side);
  const auto hidden = static_cast<std::size_t>(parameters.hidden);
  return {{side * side, hidden}, {hidden, classes}};
}

std::vector<std::vector<double>> initial_sigmoid_weights(const std::vector<layer_shape>& layers,
                                                         const sigmoid_training_parameters& parameters,
                                                         std::uint64_t seed) {
  const random_key key{seed, random_purpose::weight_initialisation};
  std::vector<std::vector<double>> weights;
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    const double most = layer == first_layer ? parameters.initial_weight : parameters.initial_readout_weight;
    weights.emplace_back(layers[layer].inputs * layers[layer].outputs);
    for (std::size_t place = 0; place < weights.back().size(); ++place)
      weights.back()[place] = most * (2 * uniform(key, place, layer) - 1);
  }
  return weights;
}

sigmoid_training::sigmoid_training(plane_engine& engine, const sigmoid_training_parameters& parameters,
                                   const std::vector<pulse_scale>& scales, std::uint64_t seed)
    : engine_(engine), parameters_(parameters), seed_(seed) {
  planes_.emplace_back(scales[first_layer], 1);
  planes_.emplace_back(scales[second_layer], static_cast<unsigned>(parameters.activation_bits));
}

void sigmoid_training::load(const binary_images& images, std::size_t index, std::size_t place) {
  std::copy_n(images.image(index), images.width, inputs_.begin() + static_cast<std::ptrdiff_t>(place * images.width));
}

void sigmoid_training::forward(std::size_t count) {
  const auto& layers = engine_.layers();
  hidden_.resize(count * layers[first_layer].outputs);
  outputs_.resize(count * layers[second_layer].outputs);
  engine_.forward(first_layer, inputs_.data(), count, hidden_.data());
  apply_sigmoid(hidden_);
  engine_.forward(second_layer, hidden_.data(), count, outputs_.data());
  apply_sigmoid(outputs_);
}

/// Errors of both layers' sums: minus half the gradient of the squared error.
double sigmoid_training::backward(std::size_t label) {
  double squares = 0;
  output_errors_.resize(outputs_.size());
  for (std::size_t k = 0; k < outputs_.size(); ++k) {
    const double output = outputs_[k];
    const double missing = (k == label ? 1.0 : 0.0) - output;
    squares += missing * missing;
    output_errors_[k] = missing * output * (1 - output);
  }
  hidden_errors_.resize(hidden_.size());
  engine_.backward(second_layer, output_errors_.data(), 1, hidden_errors_.data());
  for (std::size_t j = 0; j < hidden_.size(); ++j) hidden_errors_[j] *= hidden_[j] * (1 - hidden_[j]);
  return squares / static_cast<double>(outputs_.size());
}

double sigmoid_training::learn(const binary_images& images, std::size_t epoch, const progress& done) {
  const random_stream choice(random_key{seed_, random_purpose::training_shuffle});
  const auto count = static_cast<std::size_t>(parameters_.images);
  double loss = 0;
  inputs_.resize(images.width);
  for (std::size_t step = 0; step < count; ++step) {
    const auto chosen = static_cast<std::size_t>(choice.uniform(step, epoch) * static_cast<double>(images.size()));
    load(images, chosen, 0);
    forward(1);
    loss += backward(images.labels[chosen]);
    engine_.update({&planes_[first_layer].of(inputs_.data(), inputs_.size(), hidden_errors_.data(),
                                             hidden_errors_.size(), parameters_.hidden_rate),
                    &planes_[second_layer].of(hidden_.data(), hidden_.size(), output_errors_.data(),
                                              output_errors_.size(), parameters_.output_rate)});
    if (done) done();
  }
  return loss / static_cast<double>(count);
}

double sigmoid_training::accuracy(const binary_images& images, const progress& done) {
  const std::size_t classes = engine_.layers()[second_layer].outputs;
  const auto batch = static_cast<std::size_t>(parameters_.evaluation_batch);
  std::size_t right = 0;
  for (std::size_t first = 0; first < images.size(); first += batch) {
    const std::size_t count = std::min(batch, images.size() - first);
    inputs_.resize(count * images.width);
    for (std::size_t i = 0; i < count; ++i) load(images, first + i, i);
    forward(count);
    for (std::size_t i = 0; i < count; ++i) {
      const auto outputs = outputs_.begin() + static_cast<std::ptrdiff_t>(i * classes);
      const auto answer = std::max_element(outputs, outputs + static_cast<std::ptrdiff_t>(classes)) - outputs;
      right += answer == images.labels[first + i] ? 1U : 0U;
      if (done) done();
    }
  }
  return static_cast<double>(right) / static_cast<double>(images.size());
}

std::uint64_t sigmoid_training::cut_pulses() const {
  std::uint64_t sum = 0;
  for (const outer_product_planes& planes : planes_) sum += planes.cut_pulses();
  return sum;
}

}  // namespace memvp
