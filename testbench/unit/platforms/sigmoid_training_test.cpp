// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/sigmoid_training.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "memvp/platforms/workloads/float_plane_engine.hpp"

namespace memvp {
namespace {

TEST(binary_images, are_the_centre_of_grey_ones) {
  image_set set{4, 5, {}, {3}};
  for (std::uint8_t pixel = 0; pixel < 20; ++pixel) set.pixels.push_back(static_cast<std::uint8_t>(10 * pixel));
  const binary_images centre = centre_of(set, 2, 110.0 / 255);
  EXPECT_EQ(centre.width, 4u);
  // Rows 1 and 2, columns 1 and 2: greys 60, 70, 110, 120.
  EXPECT_EQ(centre.pixels, (std::vector<std::uint8_t>{0, 0, 1, 1}));
  EXPECT_EQ(centre.labels, set.labels);
  EXPECT_THROW(centre_of(set, 5, 0.5), std::invalid_argument);
  EXPECT_THROW(centre_of(set, 0, 0.5), std::invalid_argument);
}

/// Notes down the updates that it is asked for, and changes nothing.
class observed_engine final : public plane_engine {
 public:
  explicit observed_engine(float_plane_engine& engine) : engine_(engine) {}
  const std::vector<layer_shape>& layers() const override { return engine_.layers(); }
  void set_weights(const std::vector<std::vector<double>>& weights) override { engine_.set_weights(weights); }
  void weights(std::size_t layer, double* weights) const override { engine_.weights(layer, weights); }
  void forward(std::size_t layer, const double* inputs, std::size_t count, double* outputs) override {
    engine_.forward(layer, inputs, count, outputs);
  }
  void backward(std::size_t layer, const double* errors, std::size_t count, double* input_errors) override {
    engine_.backward(layer, errors, count, input_errors);
  }
  void update(const std::vector<const std::vector<update_plane>*>& layers) override { seen = {*layers[0], *layers[1]}; }
  std::vector<std::vector<update_plane>> seen;

 private:
  float_plane_engine& engine_;
};

double squared_error(float_plane_engine& engine, const binary_images& images) {
  std::vector<double> hidden(engine.layers()[0].outputs), outputs(engine.layers()[1].outputs);
  const std::vector<double> inputs(images.pixels.begin(), images.pixels.end());
  engine.forward(0, inputs.data(), 1, hidden.data());
  for (double& value : hidden) value = 1 / (1 + std::exp(-value));
  engine.forward(1, hidden.data(), 1, outputs.data());
  double sum = 0;
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const double error = (k == images.labels[0] ? 1.0 : 0.0) - 1 / (1 + std::exp(-outputs[k]));
    sum += error * error;
  }
  return sum;
}

// Finite differences of half the squared error: the widths asked for are minus the gradient times the learning rate.
// Fine pulses (a window of 10^8 LSB) leave rounding aside; hidden activations are codes of 8 bits in an update, right
// to half a step of 1/255.
TEST(sigmoid_training, asks_for_pulses_down_the_gradient_of_the_squared_error) {
  sigmoid_training_parameters p;
  p.side = 2;
  p.hidden = 3;
  p.images = 1;
  p.activation_bits = 8;
  const std::vector<layer_shape> layers = sigmoid_layers(3, p);
  EXPECT_EQ(layers[0].inputs, 4u);
  p.initial_weight = p.initial_readout_weight = 0.8;
  const auto weights = initial_sigmoid_weights(layers, p, 5);
  const pulse_scale scale{100'000'000, 100'000'000, 1.0};
  const double per_width = 2e-8;
  float_plane_engine engine(layers, 10, {per_width, per_width});
  engine.set_weights(weights);
  observed_engine observed(engine);
  sigmoid_training training(observed, p, {scale, scale}, 1);
  const binary_images images{4, {1, 0, 1, 1}, {2}};
  const double loss = training.learn(images, 0);
  EXPECT_NEAR(loss, squared_error(engine, images) / 3, 1e-12);

  const double rates[] = {p.hidden_rate, p.output_rate};
  for (std::size_t layer = 0; layer < 2; ++layer) {
    const std::size_t outputs = layers[layer].outputs;
    for (std::size_t i = 0; i < layers[layer].inputs; ++i) {
      for (std::size_t o = 0; o < outputs; ++o) {
        const double step = 1e-5;
        auto moved = weights;
        moved[layer][i * outputs + o] += step;
        engine.set_weights(moved);
        const double above = squared_error(engine, images);
        moved[layer][i * outputs + o] -= 2 * step;
        engine.set_weights(moved);
        const double gradient = (above - squared_error(engine, images)) / (2 * step) / 2;
        double width = 0;
        for (const update_plane& plane : observed.seen[layer]) width += plane.rows[i] * plane.widths[o];
        EXPECT_NEAR(width * per_width, -rates[layer] * gradient, rates[layer] * std::abs(gradient) / 255 + 1e-7)
            << layer << ' ' << i << ' ' << o;
      }
    }
  }
}

TEST(sigmoid_training, shows_every_engine_the_same_images_and_learns_from_them) {
  // Four images of four classes, each a pixel.
  const binary_images images{4, {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, {0, 1, 2, 3}};
  sigmoid_training_parameters p;
  p.side = 2;
  p.hidden = 8;
  p.images = 1000;
  p.weight_limit = 4;
  p.hidden_rate = p.output_rate = 1;
  const pulse_scale scale{10'000, 16'383, 4.0};
  const double per_width = outer_product_planes(scale, 1).weight_per_width();
  double losses[2] = {};
  for (double& loss : losses) {
    float_plane_engine engine(sigmoid_layers(4, p), p.weight_limit, {per_width, per_width});
    engine.set_weights(initial_sigmoid_weights(engine.layers(), p, 3));
    sigmoid_training training(engine, p, {scale, scale}, 3);
    const double first = training.learn(images, 0);
    loss = training.learn(images, 1);
    EXPECT_LT(loss, 0.7 * first);
    EXPECT_EQ(training.accuracy(images), 1);
  }
  EXPECT_EQ(losses[0], losses[1]);
}

}  // namespace
}  // namespace memvp
