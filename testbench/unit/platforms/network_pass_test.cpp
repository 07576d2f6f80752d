// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/network_pass.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <vector>

#include "memvp/models/physics/random.hpp"
#include "memvp/platforms/workloads/network_evaluation.hpp"
#include "memvp/platforms/workloads/network_trainer.hpp"
#include "memvp/platforms/workloads/quantised_network.hpp"

namespace memvp {
namespace {

std::vector<std::size_t> first(std::size_t count) {
  std::vector<std::size_t> indices(count);
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  return indices;
}

/// The neuron itself, without the trainer's table.
class untabulated_neuron final : public hidden_activation {
 public:
  std::string name() const override { return "untabulated"; }
  void evaluate(const float* u, const float* theta, std::size_t n, float* y, float* dy_du,
                float* dy_dtheta) const override {
    neuron_.evaluate(u, theta, n, y, dy_du, dy_dtheta);
  }
  float least_theta() const override { return static_cast<float>(neuron_.least_theta()); }
  float greatest_theta() const override { return static_cast<float>(neuron_.greatest_theta()); }
  float default_theta() const override { return static_cast<float>(neuron_.default_theta()); }
  float input_limit() const override { return static_cast<float>(neuron_.input_limit()); }
  float greatest_value() const override { return static_cast<float>(neuron_.greatest_value()); }

 private:
  ndr_activation neuron_{ndr_device_parameters{}};
};

/// A network as training would begin with it, but thetas spread over their range, and biases so that blank paper is not
/// exactly at the kink u = 0.
network begun(network_shape shape, const hidden_activation& activation, const image_set& images, std::int64_t bits) {
  network net = empty_network(layer_forms({shape, 20}, images.rows, images.columns, 10));
  network_training_parameters parameters;
  parameters.input_bits = parameters.hidden_bits = bits;
  initialise(net, activation, images, parameters, 3);
  for (network_layer& layer : net.layers) {
    for (Eigen::Index o = 0; o < layer.weights.rows(); ++o)
      layer.weights(o, layer.weights.cols() - 1) = layer.weight_limit * (o % 3 == 0 ? -0.2F : 0.3F);
    for (Eigen::Index i = 0; i < layer.theta.size(); ++i)
      layer.theta[i] = activation.least_theta() +
                       (activation.greatest_theta() - activation.least_theta()) * static_cast<float>(i % 7 + 1) / 8.0F;
  }
  return net;
}

/// The sums of the last layer in double precision by loops over output, place and input, straight from the definition
/// of a convolution; the network's own order of elements is used, its patches and products are not.
std::vector<double> defined_sums(const network& net, const hidden_activation& activation, const std::uint8_t* image) {
  std::vector<double> map(net.layers[0].form.input.elements());
  for (std::size_t i = 0; i < map.size(); ++i) map[i] = image[i] / 255.0;
  for (const network_layer& layer : net.layers) {
    const layer_form& form = layer.form;
    const map_size in = form.kernel == 0 ? map_size{1, 1, form.input.elements()} : form.input;
    const std::size_t kernel = std::max<std::size_t>(form.kernel, 1);
    const std::size_t rows = in.rows - kernel + 1, columns = in.columns - kernel + 1;
    std::vector<double> computed(rows * columns * form.outputs);
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < columns; ++c)
        for (std::size_t o = 0; o < form.outputs; ++o) {
          const auto row = layer.weights.row(static_cast<Eigen::Index>(o));
          double sum = static_cast<double>(row[row.size() - 1]);
          Eigen::Index weight = 0;
          for (std::size_t y = 0; y < kernel; ++y)
            for (std::size_t x = 0; x < kernel; ++x)
              for (std::size_t k = 0; k < in.channels; ++k)
                sum += static_cast<double>(row[weight++]) * map[((r + y) * in.columns + c + x) * in.channels + k];
          double& out = computed[(r * columns + c) * form.outputs + o];
          out = sum;
          if (form.hidden) {
            const auto u = static_cast<float>(sum);
            float y = 0;
            activation.evaluate(&u, &layer.theta[static_cast<Eigen::Index>(o)], 1, &y, nullptr, nullptr);
            out = static_cast<double>(y / layer.output_scale);
          }
        }
    const std::size_t p = form.pooling;
    map.assign((rows / p) * (columns / p) * form.outputs, -1e30);
    for (std::size_t r = 0; r < rows / p * p; ++r)
      for (std::size_t c = 0; c < columns / p * p; ++c)
        for (std::size_t o = 0; o < form.outputs; ++o) {
          double& most = map[((r / p) * (columns / p) + c / p) * form.outputs + o];
          most = std::max(most, computed[(r * columns + c) * form.outputs + o]);
        }
  }
  return map;
}

TEST(network_pass, computes_what_the_layers_are_defined_as) {
  const image_data data = generate_image_stand_in(250, 10, 5);
  const ndr_hidden_activation activation{ndr_device_parameters{}};
  for (const auto shape : {network_shape::mlp, network_shape::lenet}) {
    const network net = begun(shape, activation, data.training, 0);
    network_pass pass(activation, {});
    const weight_matrix& sums = pass.forward(net, data.test, first(10).data(), 10, false);
    for (std::size_t image = 0; image < 10; ++image) {
      const auto expected = defined_sums(net, activation, data.test.image(image));
      for (std::size_t k = 0; k < 10; ++k)  // 1e-4: float sums of up to 784 terms
        ASSERT_NEAR(sums(static_cast<Eigen::Index>(image), static_cast<Eigen::Index>(k)), expected[k], 1e-4);
    }
  }
}

/// Of L = sum of c * sums with any c, the derivative along any direction is the gradient times that direction. Central
/// differences of a float network, each layer and its thetas along a direction of its own.
TEST(network_pass, gradients_are_the_differences_of_the_loss) {
  const image_data data = generate_image_stand_in(250, 10, 5);
  const untabulated_neuron ndr;
  const shifted_sigmoid sigmoid(4);
  const std::size_t count = 10;
  const random_stream random({1, random_purpose::test_input});
  for (const auto shape : {network_shape::mlp, network_shape::lenet})
    for (const hidden_activation* activation :
         {static_cast<const hidden_activation*>(&ndr), static_cast<const hidden_activation*>(&sigmoid)}) {
      network net = begun(shape, *activation, data.training, 0);
      network_pass pass(*activation, {});
      weight_matrix weighting(static_cast<Eigen::Index>(count), 10);
      for (Eigen::Index i = 0; i < weighting.size(); ++i)
        weighting.data()[i] = static_cast<float>(random.standard_normal(static_cast<std::uint64_t>(i), 0));
      const auto loss = [&] {
        return pass.forward(net, data.test, first(count).data(), count, false)
            .cast<double>()
            .cwiseProduct(weighting.cast<double>())
            .sum();
      };
      auto gradient = zero_gradient(net);
      pass.forward(net, data.test, first(count).data(), count, true);
      pass.backward(net, weighting, gradient);

      // Along the gradient itself the derivative is its squared length, the largest there is: least lost to rounding.
      const auto along = [&](float* values, const float* slope, Eigen::Index size, float reach) {
        Eigen::Map<Eigen::VectorXf> place(values, size);
        const Eigen::Map<const Eigen::VectorXf> direction(slope, size);
        const Eigen::VectorXf kept = place;
        const double length = static_cast<double>(direction.norm());
        const double step = static_cast<double>(reach) / length;
        place = kept + static_cast<float>(step) * direction;
        const double above = loss();
        place = kept - static_cast<float>(step) * direction;
        const double below = loss();
        place = kept;
        return std::pair{(above - below) / (2 * step), length * length};
      };
      for (std::size_t l = 0; l < net.layers.size(); ++l) {
        network_layer& layer = net.layers[l];
        const auto [measured, expected] =
            along(layer.weights.data(), gradient[l].weights.data(), layer.weights.size(), 0.02F * layer.weight_limit);
        EXPECT_NEAR(measured / expected, 1, 0.03) << activation->name() << " weights of " << layer.form.name;
        if (!layer.form.hidden) continue;
        const auto [by_theta, expected_theta] =
            along(layer.theta.data(), gradient[l].theta.data(), layer.theta.size(), 0.01F);
        EXPECT_NEAR(by_theta / expected_theta, 1, 0.03) << activation->name() << " theta of " << layer.form.name;
      }
    }
}

/// Hardware works on integers: codes of inputs, levels of cells, codes out of the neurons. The quantised network must
/// be just that.
TEST(quantised_network, its_sums_are_integers_times_one_step) {
  const image_data data = generate_image_stand_in(250, 10, 5);
  const ndr_hidden_activation activation{ndr_device_parameters{}};
  const network net = quantised(begun(network_shape::mlp, activation, data.training, 4), 16);
  network_pass pass(activation, {4, 4});
  const weight_matrix sums = pass.forward(net, data.test, first(10).data(), 10, false);
  const weight_matrix hidden_sums = pass.sums(0);
  for (std::size_t image = 0; image < 10; ++image) {
    std::vector<long> codes;
    for (std::size_t p = 0; p < 784; ++p) codes.push_back(std::lround(data.test.image(image)[p] / 255.0 * 15));
    for (std::size_t l = 0; l < 2; ++l) {
      const network_layer& layer = net.layers[l];
      const double step = static_cast<double>(layer.weight_limit) / 15 / 15;  // of a level times a code
      codes.push_back(15);                                                    // the bias
      std::vector<long> next;
      for (Eigen::Index o = 0; o < layer.weights.rows(); ++o) {
        long sum = 0;
        for (std::size_t i = 0; i < codes.size(); ++i) {
          const long level = std::lround(
              static_cast<double>(layer.weights(o, static_cast<Eigen::Index>(i)) / layer.weight_limit) * 15);
          ASSERT_LE(std::abs(level), 15);
          sum += level * codes[i];
        }
        const weight_matrix& got = l == 0 ? hidden_sums : sums;
        const float u = got(static_cast<Eigen::Index>(image), o);
        ASSERT_NEAR(u, static_cast<double>(sum) * step, 1e-4);
        if (l == 1) continue;
        float y = 0;
        activation.evaluate(&u, &layer.theta[o], 1, &y, nullptr, nullptr);
        next.push_back(std::lround(static_cast<double>(y / layer.output_scale) * 15));
      }
      codes = next;
    }
  }
}

TEST(quantised_network, a_weight_beyond_the_limit_is_refused_by_its_layer) {
  network net = empty_network(layer_forms({network_shape::mlp, 4}, 2, 2, 3));
  for (network_layer& layer : net.layers) layer.weight_limit = 0.5F;
  net.layers[1].weights(2, 1) = 0.6F;
  try {
    quantised(net, 16);
    FAIL() << "taken";
  } catch (const std::invalid_argument& error) {
    EXPECT_NE(std::string(error.what()).find("layer dense2"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("0.6"), std::string::npos) << error.what();
  }
  net.layers[1].weights(2, 1) = std::nanf("");
  EXPECT_THROW(quantised(net, 16), std::invalid_argument);
  EXPECT_THROW(quantised(net, 1), std::invalid_argument);
}

TEST(quantised_network, an_error_on_every_weight_has_the_spread_asked_for) {
  network net = empty_network(layer_forms({network_shape::mlp, 100}, 10, 10, 10));
  net.layers[0].weight_limit = 2;
  const network spoilt = perturbed(net, 0.08, 1, 0);
  // 10,100 numbers: the spread's own standard error is 0.7 %.
  const double spread = std::sqrt(static_cast<double>(spoilt.layers[0].weights.squaredNorm()) / 10100);
  EXPECT_NEAR(spread, 0.16, 0.16 * 0.03);
  EXPECT_NE(spoilt.layers[0].weights, perturbed(net, 0.08, 1, 1).layers[0].weights);
}

TEST(network_evaluation, a_converter_rounds_and_counts_what_is_outside_its_range) {
  network net = empty_network(layer_forms({network_shape::mlp, 1}, 1, 1, 3));
  net.layers[1].weights.col(1) << 0.4F, 0.3F, -2.0F;  // the sums of any image
  const image_set images{1, 1, {0, 255}, {0, 1}};
  const rectified_linear activation(1);
  EXPECT_EQ(evaluate(net, activation, images).answers.accuracy, 0.5);
  EXPECT_EQ(evaluate(net, activation, images).greatest_sum, 2);
  // 2 bits over +/-1: the words -1, 0, 1; all of 0.4, 0.3 become 0, and the first of equals answers.
  const auto coarse = evaluate(net, activation, images, {}, {2, 1.0});
  EXPECT_EQ(coarse.answers.confusion[1][0], 1u);
  EXPECT_NEAR(coarse.saturated, 1.0 / 3, 1e-12);
  // -log p(0) and -log p(1) of exp(0.4), exp(0.3), exp(-2), averaged.
  const double total = std::exp(0.4) + std::exp(0.3) + std::exp(-2.0);
  EXPECT_NEAR(evaluate(net, activation, images).answers.loss, std::log(total) - 0.35, 1e-6);
  EXPECT_THROW(evaluate(net, activation, images, {}, {8, 0.0}), std::invalid_argument);
  EXPECT_THROW(evaluate(net, activation, images, {17, 0}), std::invalid_argument);
}

}  // namespace
}  // namespace memvp
