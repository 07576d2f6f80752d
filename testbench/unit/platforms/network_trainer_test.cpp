// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/network_trainer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <numeric>
#include <stdexcept>

#include "../traces/scratch_folder.hpp"
#include "memvp/platforms/workloads/network_evaluation.hpp"
#include "memvp/platforms/workloads/quantised_network.hpp"

namespace memvp {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const ndr_hidden_activation& neuron() {
  static const ndr_hidden_activation activation{ndr_device_parameters{}};
  return activation;
}

network untrained(network_shape shape, const image_data& data, std::int64_t hidden = 32) {
  return empty_network(layer_forms({shape, hidden}, data.training.rows, data.training.columns, data.classes));
}

network trained(network_shape shape, const image_data& data, const network_training_parameters& parameters,
                std::uint64_t seed = 1) {
  network net = untrained(shape, data);
  initialise(net, neuron(), data.training, parameters, seed);
  train(net, neuron(), data.training, data.test, parameters, seed);
  return net;
}

network_training_parameters short_training(std::int64_t epochs) {
  network_training_parameters parameters;
  parameters.epochs = epochs;
  parameters.batch = 8;  // few images: more steps from them
  parameters.shift = 0;  // and too few to learn that they move
  return parameters;
}

/// Mean and spread are asked for, so they are the expected numbers; 200 images are the sample that sets them. Small
/// patches of ink and paper spread further than asked: what sets their mean spreads with it.
TEST(network_trainer, the_initial_sums_lie_where_the_activation_rises) {
  const image_data data = generate_image_stand_in(200, 10, 2);
  const network_training_parameters parameters;
  for (const auto shape : {network_shape::mlp, network_shape::lenet}) {
    network net = untrained(shape, data);
    initialise(net, neuron(), data.training, parameters, 1);
    network_pass pass(neuron(), {parameters.input_bits, parameters.hidden_bits});
    std::vector<std::size_t> all(200);
    std::iota(all.begin(), all.end(), std::size_t{0});
    pass.forward(net, data.training, all.data(), all.size(), false);
    for (std::size_t l = 0; l + 1 < net.layers.size(); ++l) {
      const network_layer& layer = net.layers[l];
      const auto& sums = pass.sums(l);
      // Clipping at the limit of three standard deviations moves it a little.
      EXPECT_NEAR(sums.mean(), parameters.initial_mean, 0.05) << layer.form.name;
      EXPECT_LT(sums.mean(), neuron().neuron().peak_position(neuron().default_theta()));
      const float spread = std::sqrt((sums.array() - sums.mean()).square().mean());
      EXPECT_GT(spread, 0.7 * parameters.initial_spread) << layer.form.name;
      if (layer.form.kernel == 0) {
        EXPECT_LT(spread, 1.3 * parameters.initial_spread) << layer.form.name;
      }
    }
  }
}

TEST(network_trainer, weights_and_thetas_stay_within_what_hardware_holds) {
  const image_data data = generate_image_stand_in(2000, 100, 2);
  network_training_parameters parameters = short_training(2);
  parameters.weight_limit = 1;  // so low that many weights meet it
  parameters.learning_rate = 0.1;
  network net = untrained(network_shape::mlp, data);
  initialise(net, neuron(), data.training, parameters, 1);
  const auto report = train(net, neuron(), data.training, data.test, parameters, 1);
  EXPECT_GT(report.layers[0].at_limit, 0.1);
  for (const network_layer& layer : net.layers) EXPECT_LE(layer.weights.cwiseAbs().maxCoeff(), layer.weight_limit);
  EXPECT_GE(net.layers[0].theta.minCoeff(), neuron().least_theta());
  EXPECT_LE(net.layers[0].theta.maxCoeff(), neuron().greatest_theta());
  EXPECT_GT(net.layers[0].theta.maxCoeff(), net.layers[0].theta.minCoeff());
}

TEST(network_trainer, thetas_can_be_frozen) {
  const image_data data = generate_image_stand_in(500, 100, 2);
  network_training_parameters parameters = short_training(1);
  parameters.train_theta = false;
  const network net = trained(network_shape::mlp, data, parameters);
  EXPECT_EQ(net.layers[0].theta.minCoeff(), neuron().default_theta());
  EXPECT_EQ(net.layers[0].theta.maxCoeff(), neuron().default_theta());
}

TEST(network_trainer, the_same_seed_gives_the_same_weights) {
  const image_data data = generate_image_stand_in(500, 100, 2);
  const auto parameters = short_training(1);
  const network one = trained(network_shape::lenet, data, parameters, 4);
  EXPECT_EQ(one.layers[1].weights, trained(network_shape::lenet, data, parameters, 4).layers[1].weights);
  EXPECT_NE(one.layers[1].weights, trained(network_shape::lenet, data, parameters, 5).layers[1].weights);
}

/// Chance is 10 %. With so few images neither shape gets far: what they reach on real data is in docs/networks.md.
TEST(network_trainer, the_mlp_learns_the_stand_in) {
  const image_data data = generate_image_stand_in(2000, 500, 3);
  EXPECT_GT(evaluate(trained(network_shape::mlp, data, short_training(5)), neuron(), data.test).answers.accuracy, 0.9);
}

TEST(network_trainer, the_convolutional_network_learns_the_stand_in) {
  const image_data data = generate_image_stand_in(2000, 500, 3);
  EXPECT_GT(evaluate(trained(network_shape::lenet, data, short_training(2)), neuron(), data.test).answers.accuracy,
            0.7);
}

/// What noise injection is for (doi 10.1038/s41586-022-04992-8): the same errors of programming cost less. Errors of 30
/// % of the weight limit, so that they cost much in this small network.
TEST(network_trainer, learning_with_noise_makes_errors_of_programming_cost_less) {
  const image_data data = generate_image_stand_in(3000, 1000, 3);
  constexpr double share = 0.3;
  network_training_parameters parameters = short_training(5);
  const auto mean_loss = [&](const network& net) {
    double loss = 0;
    for (std::uint64_t draw = 0; draw < 5; ++draw)
      loss += evaluate(perturbed(net, share, 1, draw), neuron(), data.test).answers.loss / 5;
    return loss;
  };
  parameters.weight_noise = share;
  const double with_noise = mean_loss(trained(network_shape::mlp, data, parameters));
  parameters.weight_noise = 0;
  const double without = mean_loss(trained(network_shape::mlp, data, parameters));
  EXPECT_LT(with_noise, 0.8 * without);
}

/// What has learned digits that move knows digits that have moved; what has not, does not.
TEST(network_trainer, learning_with_shifted_images_makes_answers_bear_a_shift) {
  const image_data data = generate_image_stand_in(3000, 1000, 3);
  image_set moved = data.test;  // by two pixels to the left, the two rightmost columns empty
  for (std::size_t pixel = 0; pixel < moved.pixels.size(); ++pixel)
    moved.pixels[pixel] = pixel % 28 < 26 ? data.test.pixels[pixel + 2] : std::uint8_t{0};
  network_training_parameters parameters = short_training(5);
  const double still = evaluate(trained(network_shape::mlp, data, parameters), neuron(), moved).answers.accuracy;
  parameters.shift = 2;
  const double moving = evaluate(trained(network_shape::mlp, data, parameters), neuron(), moved).answers.accuracy;
  EXPECT_GT(moving, still + 0.05);
}

TEST(network_trainer, says_what_does_not_fit) {
  const image_data data = generate_image_stand_in(50, 20, 2);
  network net = empty_network(layer_forms({network_shape::mlp, 8}, 20, 20, 10));
  const auto refused = [&](const network_training_parameters& parameters) {
    return sentence_of<std::invalid_argument>([&] { train(net, neuron(), data.training, data.test, parameters, 1); });
  };
  EXPECT_THAT(refused({}), AllOf(HasSubstr("layer dense1"), HasSubstr("400 inputs"), HasSubstr("28 x 28")));
  net = empty_network(layer_forms({network_shape::mlp, 8}, 28, 28, 7));
  EXPECT_THAT(refused({}), AllOf(HasSubstr("layer dense2"), HasSubstr("7 outputs"), HasSubstr("class 9")));
  net = untrained(network_shape::mlp, data);
  network_training_parameters parameters;
  parameters.shift = 28;
  EXPECT_THAT(refused(parameters), HasSubstr("28 x 28 pixels cannot be moved by 28"));
  parameters.shift = 1;
  parameters.batch = 0;
  EXPECT_THAT(refused(parameters), HasSubstr("one image a batch"));
}

TEST(network_trainer, progress_counts_every_image_and_can_end_the_training) {
  const image_data data = generate_image_stand_in(130, 20, 2);
  network net = untrained(network_shape::mlp, data);
  const auto parameters = short_training(2);
  initialise(net, neuron(), data.training, parameters, 1);
  std::size_t last = 0;
  train(net, neuron(), data.training, data.test, parameters, 1, [&](std::size_t done, std::size_t all) {
    EXPECT_GT(done, last);
    EXPECT_EQ(all, 260u);
    last = done;
  });
  EXPECT_EQ(last, 260u);
  EXPECT_THROW(train(net, neuron(), data.training, data.test, parameters, 1,
                     [](std::size_t, std::size_t) { throw std::runtime_error("interrupted"); }),
               std::runtime_error);
}

}  // namespace
}  // namespace memvp
