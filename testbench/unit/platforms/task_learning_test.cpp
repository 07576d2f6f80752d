// SPDX-License-Identifier: Apache-2.0
// Learning of tasks on the float engine: gradients, scores, orders.
#include "memvp/platforms/workloads/task_learning.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "memvp/platforms/workloads/float_engine.hpp"
#include "memvp/platforms/workloads/task_families.hpp"

namespace memvp {
namespace {

task_learning_parameters small_network() {
  task_learning_parameters p;
  p.hidden = 6;
  p.weight_limit = 5;
  return p;
}

supervised_vectors one_vector(std::vector<double> input, std::vector<double> answer) {
  supervised_vectors vectors;
  vectors.width = input.size();
  vectors.outputs = answer.size();
  vectors.inputs = std::move(input);
  vectors.answers = std::move(answer);
  return vectors;
}

/// Loss of the one vector, written anew.
double loss(const std::vector<std::vector<double>>& weights, const std::vector<layer_shape>& layers,
            const supervised_vectors& vectors, task_kind kind) {
  std::vector<double> hidden(layers[0].outputs, 0.0), outputs(layers[1].outputs, 0.0);
  for (std::size_t j = 0; j < layers[0].outputs; ++j) {
    for (std::size_t i = 0; i < layers[0].inputs; ++i)
      hidden[j] += vectors.inputs[i] * weights[0][i * layers[0].outputs + j];
    hidden[j] = std::max(hidden[j], 0.0);
  }
  for (std::size_t k = 0; k < layers[1].outputs; ++k)
    for (std::size_t j = 0; j < layers[1].inputs; ++j) outputs[k] += hidden[j] * weights[1][j * layers[1].outputs + k];
  double sum = 0, result = 0;
  for (const double output : outputs) sum += std::exp(output);
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    if (kind == task_kind::regression)
      result += std::pow(outputs[k] - vectors.answers[k], 2) / 2;
    else if (vectors.answers[k] == 1)
      result -= std::log(std::exp(outputs[k]) / sum);
  }
  return result;
}

TEST(task_learning, a_step_is_the_rate_times_minus_the_numerical_gradient) {
  for (const task_kind kind : {task_kind::classification, task_kind::regression}) {
    const auto vectors = kind == task_kind::classification ? one_vector({0.3, -0.8, 1}, {0, 1})
                                                           : one_vector({0.3, -0.8, 1}, {0.7, -0.4});
    const auto layers = task_layers(vectors, small_network());
    auto weights = random_weights(layers, small_network(), 1, 0);
    float_engine engine(layers);
    for (std::size_t layer = 0; layer < 2; ++layer) engine.set_weights(layer, weights[layer].data());
    learn(engine, kind, vectors, {1, 1, 0.01, 1}, {1, random_purpose::training_shuffle});
    for (std::size_t layer = 0; layer < 2; ++layer) {
      std::vector<double> after(weights[layer].size());
      engine.weights(layer, after.data());
      for (std::size_t place = 0; place < after.size(); ++place) {
        const double kept = weights[layer][place], step = 1e-5;
        weights[layer][place] = kept + step;
        const double above = loss(weights, layers, vectors, kind);
        weights[layer][place] = kept - step;
        const double below = loss(weights, layers, vectors, kind);
        weights[layer][place] = kept;
        // Central differences: an error of the order of step^2.
        EXPECT_NEAR(after[place] - kept, -0.01 * (above - below) / (2 * step), 1e-8);
      }
    }
  }
}

TEST(task_learning, scores_are_the_share_of_right_answers_and_what_is_left_of_the_spread) {
  supervised_vectors vectors;  // answers of the identity network below are the inputs
  vectors.width = vectors.outputs = 2;
  vectors.inputs = {1, 0, 0, 1, 1, 0, 0, 1};
  vectors.answers = {1, 0, 0, 1, 0, 1, 0, 1};
  float_engine engine({{2, 2}, {2, 2}});
  const double identity[] = {1, 0, 0, 1};
  engine.set_weights(0, identity);
  engine.set_weights(1, identity);
  EXPECT_EQ(score(engine, task_kind::classification, vectors, 3), 0.75);
  // Errors 0 0, 0 0, 1 -1, 0 0: sum of squares 2. Answers' means 1/4 and 3/4: squares 2 * (9/16 + 3/16) = 1.5.
  EXPECT_NEAR(score(engine, task_kind::regression, vectors, 3), 1 - std::sqrt(2 / 1.5), 1e-12);
}

TEST(task_learning, follows_every_batch_of_every_epoch) {
  const supervised_vectors vectors = [] {
    supervised_vectors all;
    all.width = all.outputs = 1;
    all.inputs.assign(7, 1.0);
    all.answers.assign(7, 0.5);
    return all;
  }();
  float_engine engine({{1, 2}, {2, 1}});
  const descent_schedule schedule{3, 2, 0.1, 1};
  EXPECT_EQ(schedule.batches(7), 4u);
  std::vector<std::size_t> seen;
  learn(engine, task_kind::regression, vectors, schedule, {1, random_purpose::training_shuffle},
        [&](std::size_t batches) { seen.push_back(batches); });
  ASSERT_EQ(seen.size(), 12u);
  EXPECT_EQ(seen.front(), 1u);
  EXPECT_EQ(seen.back(), 12u);
}

TEST(task_learning, random_weights_have_the_spread_and_the_limit_asked_for) {
  task_learning_parameters p;
  const std::vector<layer_shape> layers = {{200, 100}, {8, 100}};
  const auto weights = random_weights(layers, p, 1, 0);
  for (std::size_t layer = 0; layer < 2; ++layer) {
    const double wanted = std::sqrt(2.0 / static_cast<double>(layers[layer].inputs));
    double squares = 0;
    for (const double weight : weights[layer]) {
      EXPECT_LE(std::abs(weight), p.weight_limit);
      squares += weight * weight;
    }
    const double found = std::sqrt(squares / static_cast<double>(weights[layer].size()));
    // 0.1 of 200 inputs is far from the limit; 0.5 of 8 is cut at two standard deviations, which leaves 0.88 of it.
    EXPECT_NEAR(found, layer == 0 ? wanted : 0.88 * wanted, 0.03 * wanted);
  }
  EXPECT_NE(weights, random_weights(layers, p, 1, 1));
  p.initial_weight = 9;
  EXPECT_THROW(random_weights(layers, p, 1, 0), std::invalid_argument);
}

TEST(task_learning, a_task_is_learned_sooner_from_its_source_than_from_random_weights) {
  task_family_parameters family;
  family.family = family_kind::sines;
  family.tasks = 1;
  family.source_vectors = 3000;
  family.training_vectors = 100;
  family.test_vectors = 500;
  const task_family sines = sine_tasks(family, 1);
  task_learning_parameters p;
  const auto layers = task_layers(sines.source.training, p);
  float_engine engine(layers, p.weight_limit);
  const auto start = random_weights(layers, p, 1, 0);
  for (std::size_t layer = 0; layer < 2; ++layer) engine.set_weights(layer, start[layer].data());
  learn(engine, sines.kind, sines.source.training, p.source, {1, random_purpose::training_shuffle, 0});
  const double source = score(engine, sines.kind, sines.source.test, 100);
  EXPECT_GT(source, 0.5);  // half of the spread explained; what the mean explains scores 0
  const descent_schedule one_epoch{1, 20, 0.1, 1};
  const auto learn_task = [&] {
    learn(engine, sines.kind, sines.tasks[0].training, one_epoch, {1, random_purpose::training_shuffle, 1});
    return score(engine, sines.kind, sines.tasks[0].test, 100);
  };
  const double reused = learn_task();
  for (std::size_t layer = 0; layer < 2; ++layer) engine.set_weights(layer, start[layer].data());
  EXPECT_GT(reused, learn_task() + 0.1);
}

}  // namespace
}  // namespace memvp
