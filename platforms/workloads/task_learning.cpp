// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/task_learning.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "memvp/platforms/workloads/shuffled_order.hpp"
#include "memvp/platforms/workloads/two_layer_batch.hpp"

namespace memvp {

namespace {

void load(two_layer_batch& batch, const supervised_vectors& vectors, const std::size_t* chosen, std::size_t count,
          const std::vector<layer_shape>& layers) {
  batch.resize(count, layers);
  for (std::size_t i = 0; i < count; ++i)
    std::copy_n(vectors.input(chosen[i]), vectors.width, batch.inputs.data() + i * vectors.width);
}

/// Errors of the outputs: minus the gradients of cross-entropy after softmax, or of half the squared error.
void judge(two_layer_batch& batch, task_kind kind, const supervised_vectors& vectors, const std::size_t* chosen) {
  const std::size_t width = vectors.outputs;
  for (std::size_t i = 0; i < batch.count; ++i) {
    double* outputs = batch.outputs.data() + i * width;
    const double* answer = vectors.answer(chosen[i]);
    if (kind == task_kind::classification)
      softmax(outputs, width, static_cast<std::size_t>(std::max_element(answer, answer + width) - answer));
    for (std::size_t k = 0; k < width; ++k) batch.output_errors[i * width + k] = answer[k] - outputs[k];
  }
}

/// 1 - root of the mean squared error over that of the answers' own means.
double regression_score(const std::vector<double>& outputs, const supervised_vectors& vectors) {
  std::vector<double> means(vectors.outputs, 0.0);
  for (std::size_t i = 0; i < vectors.answers.size(); ++i)
    means[i % vectors.outputs] += vectors.answers[i] / static_cast<double>(vectors.size());
  double errors = 0, spread = 0;
  for (std::size_t i = 0; i < vectors.answers.size(); ++i) {
    const double error = outputs[i] - vectors.answers[i];
    const double deviation = vectors.answers[i] - means[i % vectors.outputs];
    errors += error * error;
    spread += deviation * deviation;
  }
  return 1 - std::sqrt(errors / spread);
}

double share_of_right_answers(const std::vector<double>& outputs, const supervised_vectors& vectors) {
  std::size_t right = 0;
  const std::size_t width = vectors.outputs;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    const double* given = outputs.data() + i * width;
    right += vectors.answer(i)[std::max_element(given, given + width) - given] == 1 ? 1U : 0U;
  }
  return static_cast<double>(right) / static_cast<double>(vectors.size());
}

std::vector<std::size_t> places(std::size_t count) {
  std::vector<std::size_t> all(count);
  for (std::size_t i = 0; i < count; ++i) all[i] = i;
  return all;
}

}  // namespace

std::size_t descent_schedule::batches(std::size_t vectors) const {
  const auto size = static_cast<std::size_t>(batch);
  return (vectors + size - 1) / size;
}

void visit_parameters(parameter_visitor& visitor, task_learning_parameters& p) {
  const auto assumed = [](const char* key, double minimum, double maximum, const char* meaning,
                          const char* source = "assumed") {
    return parameter_info{key, dimension::number, minimum, maximum, meaning, provenance::assumed, source};
  };
  constexpr auto searched = "assumed: chosen on validation vectors, one setting for all seeds and arms";
  visitor.integer(assumed("training.hidden", 1, 512, "hidden units, rectified linear"), p.hidden);
  visitor.real(
      assumed("training.weight_limit", 1e-3, 1e3, "weight that the full difference of a pair's levels stands for"),
      p.weight_limit);
  visitor.real(
      assumed("training.initial_weight", 0, 10, "standard deviation of initial weights, in square roots of 2 / inputs",
              "assumed: 1 is that of He et al., arXiv 1502.01852"),
      p.initial_weight);
  visitor.integer(assumed("training.source_epochs", 1, 1000, "epochs of the source model, learned in floating point"),
                  p.source.epochs);
  visitor.integer(assumed("training.source_batch", 1, 65536, "vectors whose gradients are averaged before an update"),
                  p.source.batch);
  visitor.real(assumed("training.source_learning_rate", 1e-6, 100, "weight change per unit of the mean gradient"),
               p.source.learning_rate);
  visitor.real(assumed("training.source_learning_rate_decay", 0.01, 1, "factor on the learning rate after each epoch"),
               p.source.learning_rate_decay);
  visitor.integer({"training.epochs", dimension::number, 1, 1000, "epochs of each task", provenance::paper,
                   "doi 10.1038/s41467-024-55701-0, Fig. 5c"},
                  p.task.epochs);
  visitor.integer(
      assumed("training.batch", 1, 65536, "vectors whose gradients are averaged before an update", searched),
      p.task.batch);
  visitor.real(assumed("training.learning_rate", 1e-6, 100, "weight change per unit of the mean gradient", searched),
               p.task.learning_rate);
  visitor.real(
      assumed("training.regression_rate", 1e-6, 100, "the same for tasks whose loss is the squared error", searched),
      p.regression_rate);
  visitor.real(
      assumed("training.learning_rate_decay", 0.01, 1, "factor on the learning rate after each epoch", searched),
      p.task.learning_rate_decay);
  visitor.integer(
      assumed("training.follow_interval", 1, 1e6, "batches after which a task is asked about its validation vectors"),
      p.follow_interval);
  visitor.integer(assumed("training.evaluation_batch", 1, 65535, "vectors handed over in one call when only asking"),
                  p.evaluation_batch);
}

descent_schedule task_schedule(task_kind kind, const task_learning_parameters& parameters) {
  descent_schedule schedule = parameters.task;
  if (kind == task_kind::regression) schedule.learning_rate = parameters.regression_rate;
  return schedule;
}

std::vector<layer_shape> task_layers(const supervised_vectors& vectors, const task_learning_parameters& parameters) {
  const auto hidden = static_cast<std::size_t>(parameters.hidden);
  return {{vectors.width, hidden}, {hidden, vectors.outputs}};
}

std::vector<std::vector<double>> random_weights(const std::vector<layer_shape>& layers,
                                                const task_learning_parameters& parameters, std::uint64_t seed,
                                                std::uint32_t instance) {
  const random_stream draws(random_key{seed, random_purpose::weight_initialisation, instance});
  std::vector<std::vector<double>> weights;
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    const double spread = parameters.initial_weight * std::sqrt(2 / static_cast<double>(layers[layer].inputs));
    if (spread > parameters.weight_limit)
      throw std::invalid_argument("training.initial_weight makes weights with a standard deviation of " +
                                  std::to_string(spread) + ", which is above training.weight_limit.");
    weights.emplace_back(layers[layer].inputs * layers[layer].outputs);
    for (std::size_t place = 0; place < weights[layer].size(); ++place) {
      double& weight = weights[layer][place];
      std::uint64_t attempt = layer;
      do {
        weight = spread * draws.standard_normal(place, attempt);
        attempt += layers.size();
      } while (std::abs(weight) > parameters.weight_limit);
    }
  }
  return weights;
}

void learn(matrix_engine& engine, task_kind kind, const supervised_vectors& vectors, const descent_schedule& schedule,
           random_key order, const std::function<void(std::size_t)>& done) {
  const auto batch_size = static_cast<std::size_t>(schedule.batch);
  two_layer_batch batch;
  std::size_t batches = 0;
  double rate = schedule.learning_rate;
  for (std::size_t epoch = 0; epoch < static_cast<std::size_t>(schedule.epochs); ++epoch) {
    const auto chosen = shuffled_order(vectors.size(), order, epoch);
    for (std::size_t first = 0; first < chosen.size(); first += batch_size) {
      const std::size_t count = std::min(batch_size, chosen.size() - first);
      load(batch, vectors, chosen.data() + first, count, engine.layers());
      batch.forward(engine);
      judge(batch, kind, vectors, chosen.data() + first);
      batch.backward(engine, 0);
      batch.update(engine, rate / static_cast<double>(count));
      if (done) done(++batches);
    }
    rate *= schedule.learning_rate_decay;
  }
}

double score(matrix_engine& engine, task_kind kind, const supervised_vectors& vectors, std::size_t batch_size) {
  const auto all = places(vectors.size());
  std::vector<double> outputs;
  two_layer_batch batch;
  for (std::size_t first = 0; first < all.size(); first += batch_size) {
    load(batch, vectors, all.data() + first, std::min(batch_size, all.size() - first), engine.layers());
    batch.forward(engine);
    outputs.insert(outputs.end(), batch.outputs.begin(), batch.outputs.end());
  }
  return kind == task_kind::classification ? share_of_right_answers(outputs, vectors)
                                           : regression_score(outputs, vectors);
}

}  // namespace memvp
