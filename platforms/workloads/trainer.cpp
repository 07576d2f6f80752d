// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/trainer.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "memvp/platforms/workloads/shuffled_order.hpp"
#include "memvp/platforms/workloads/two_layer_batch.hpp"

namespace memvp {
namespace {

constexpr std::size_t first_layer = 0;
constexpr std::size_t second_layer = 1;

/// The vectors of one batch and the class of each.
struct labelled_batch : two_layer_batch {
  std::vector<std::uint8_t> classes;
};

void require(bool condition, const std::string& sentence) {
  if (!condition) {
    throw std::invalid_argument(sentence);
  }
}

void check(const matrix_engine& engine, const labelled_vectors& vectors) {
  const auto& layers = engine.layers();
  require(layers.size() == 2 && layers[first_layer].outputs == layers[second_layer].inputs,
          "the trainer needs two layers, the second as wide as the first has outputs");
  require(vectors.size() > 0, "there are no vectors to learn from or to ask about");
  require(vectors.width == layers[first_layer].inputs && vectors.inputs.size() == vectors.width * vectors.size(),
          "the vectors have " + std::to_string(vectors.width) + " elements, but the network has " +
              std::to_string(layers[first_layer].inputs) + " inputs");
  const std::size_t largest = *std::max_element(vectors.classes.begin(), vectors.classes.end());
  require(largest < layers[second_layer].outputs, "class " + std::to_string(largest) + " has no output of the " +
                                                      std::to_string(layers[second_layer].outputs) +
                                                      " the network has");
}

void check(const training_parameters& parameters) {
  require(parameters.batch > 0 && parameters.evaluation_batch > 0 && parameters.epochs > 0 && parameters.hidden > 0,
          "training needs at least one epoch, one hidden unit and one sample a batch");
  require(parameters.inactive_slope >= 0.0 && parameters.inactive_slope <= 1.0,
          "the share of the error that passes back through an inactive unit must lie between 0 and 1");
  require(parameters.learning_rate > 0.0 && parameters.learning_rate_decay > 0.0 && parameters.weight_limit > 0.0,
          "learning rate, its decay and the weight limit must be above zero");
}

/// The loss of the batch, summed; leaves the errors of both layers in `batch`.
double pass_backward(matrix_engine& engine, labelled_batch& batch, double inactive_slope) {
  const std::size_t outputs = engine.layers()[second_layer].outputs;
  double loss = 0.0;
  for (std::size_t sample = 0; sample < batch.count; ++sample) {
    double* probabilities = batch.outputs.data() + sample * outputs;
    loss += softmax(probabilities, outputs, batch.classes[sample]);
    for (std::size_t k = 0; k < outputs; ++k) {
      batch.output_errors[sample * outputs + k] = (k == batch.classes[sample] ? 1.0 : 0.0) - probabilities[k];
    }
  }
  batch.backward(engine, inactive_slope);
  return loss;
}

/// Takes `count` vectors into the batch: those at `order[first]` and on, or, without an order, at `first` and on.
void load(labelled_batch& batch, const labelled_vectors& vectors, const std::vector<std::size_t>* order,
          std::size_t first, std::size_t count, const std::vector<layer_shape>& layers) {
  batch.resize(count, layers);
  batch.classes.resize(count);
  for (std::size_t sample = 0; sample < count; ++sample) {
    const std::size_t chosen = order != nullptr ? (*order)[first + sample] : first + sample;
    std::copy_n(vectors.input(chosen), vectors.width, batch.inputs.data() + sample * vectors.width);
    batch.classes[sample] = vectors.classes[chosen];
  }
}

}  // namespace

std::vector<layer_shape> network_layers(std::size_t inputs, std::size_t classes,
                                        const training_parameters& parameters) {
  check(parameters);
  const auto hidden = static_cast<std::size_t>(parameters.hidden);
  return {{inputs, hidden}, {hidden, classes}};
}

std::vector<std::vector<double>> initial_weights(const std::vector<layer_shape>& layers,
                                                 const training_parameters& parameters, std::uint64_t seed) {
  const random_key key{seed, random_purpose::weight_initialisation};
  std::vector<std::vector<double>> weights;
  for (const layer_shape& shape : layers) {
    weights.emplace_back(shape.inputs * shape.outputs);
  }
  for (std::size_t place = 0; place < weights[first_layer].size(); ++place) {
    weights[first_layer][place] = parameters.initial_weight * (2.0 * uniform(key, place, first_layer) - 1.0);
  }
  const layer_shape shape = layers[second_layer];
  for (std::size_t unit = 0; unit < shape.inputs; ++unit) {
    const double strength = parameters.initial_readout_weight * 0.5 * (1.0 + uniform(key, unit, second_layer));
    for (std::size_t output = 0; output < shape.outputs; ++output) {
      weights[second_layer][unit * shape.outputs + output] = unit % shape.outputs == output ? strength : -strength;
    }
  }
  return weights;
}

training_report train(matrix_engine& engine, const labelled_vectors& training, const labelled_vectors& test,
                      const training_parameters& parameters, std::uint64_t seed, const training_progress& progress) {
  check(parameters);
  check(engine, training);
  check(engine, test);
  const auto& layers = engine.layers();
  const auto initial = initial_weights(layers, parameters, seed);
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    engine.set_weights(layer, initial[layer].data());
  }

  training_report report;
  labelled_batch batch;
  const auto epochs = static_cast<std::size_t>(parameters.epochs);
  const auto batch_size = static_cast<std::size_t>(parameters.batch);
  double rate = parameters.learning_rate;
  for (std::size_t epoch = 0; epoch < epochs; ++epoch, rate *= parameters.learning_rate_decay) {
    const auto order = shuffled_order(training.size(), {seed, random_purpose::training_shuffle}, epoch);
    double loss = 0.0;
    for (std::size_t first = 0; first < training.size(); first += batch_size) {
      load(batch, training, &order, first, std::min(batch_size, training.size() - first), layers);
      batch.forward(engine);
      loss += pass_backward(engine, batch, parameters.inactive_slope);
      batch.update(engine, rate / static_cast<double>(batch.count));
      ++report.updates;
      if (progress) {
        progress(epoch * training.size() + first + batch.count, epochs * training.size());
      }
    }
    report.loss.push_back(loss / static_cast<double>(training.size()));
  }
  report.training = evaluate(engine, training, parameters);
  report.test = evaluate(engine, test, parameters);
  return report;
}

evaluation evaluate(matrix_engine& engine, const labelled_vectors& vectors, const training_parameters& parameters) {
  check(parameters);
  check(engine, vectors);
  const auto& layers = engine.layers();
  const std::size_t classes = layers[second_layer].outputs;
  const auto batch_size = static_cast<std::size_t>(parameters.evaluation_batch);
  evaluation result;
  result.confusion.assign(classes, std::vector<std::size_t>(classes, 0));
  labelled_batch batch;
  std::size_t right = 0;
  for (std::size_t first = 0; first < vectors.size(); first += batch_size) {
    load(batch, vectors, nullptr, first, std::min(batch_size, vectors.size() - first), layers);
    batch.forward(engine);
    for (std::size_t sample = 0; sample < batch.count; ++sample) {
      double* outputs = batch.outputs.data() + sample * classes;
      const auto answer = static_cast<std::size_t>(std::max_element(outputs, outputs + classes) - outputs);
      const std::size_t actual = batch.classes[sample];
      ++result.confusion[actual][answer];
      right += answer == actual ? 1U : 0U;
      result.loss += softmax(outputs, classes, actual);
    }
  }
  result.accuracy = static_cast<double>(right) / static_cast<double>(vectors.size());
  result.loss /= static_cast<double>(vectors.size());
  return result;
}

}  // namespace memvp
