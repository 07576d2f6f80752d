// SPDX-License-Identifier: Apache-2.0
// What soc-mnist leaves in the data memory for its firmware, in the form of firmware/rram_ndr_mnist.h.
#include "memvp/platforms/workloads/soc_mnist_data.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstring>
#include <stdexcept>

#include "memvp/models/tiles/ndr_targets.hpp"
#include "memvp/platforms/firmware/rram_ndr_mnist.h"

namespace memvp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// 5 inputs, 7 hidden neurons, 2 classes on arrays of 4 x 14 cells: the first layer (6 inputs with bias) on two of
/// them, the second (8 inputs with bias) on two more.
struct contents {
  network net;
  mapping_parameters mapping;
  network_tile_parameters tiles;
  network_programming_parameters programming;
  image_set test{1, 5, {0, 17, 128, 238, 255, 255, 0, 0, 0, 0}, {1, 0}};
  image_set calibration{1, 5, {255, 255, 255, 255, 255}, {1}};
  std::vector<array_part> parts;

  contents() {
    network_layer hidden, last;
    hidden.form = {"dense1", {1, 1, 5}, 0, 7, 1, true};
    last.form = {"dense2", {1, 1, 7}, 0, 2, 1, false};
    const ndr_activation nominal(tiles.neurons.device);
    hidden.weights = weight_matrix::Zero(7, 6);
    hidden.weights(0, 0) = 1;
    hidden.weights(0, 1) = -1;
    hidden.weights(3, 5) = 0.2F;
    hidden.theta = Eigen::VectorXf::Constant(7, static_cast<float>(nominal.default_theta()));
    hidden.output_scale = 0.75F;
    last.weights = weight_matrix::Zero(2, 8);
    last.weight_limit = 2;
    last.weights(1, 7) = 2;
    net.layers = {hidden, last};
    mapping.rows = 4;
    mapping.columns = 14;
    place();
  }

  void place() { parts = place_network({net.layers[0].form, net.layers[1].form}, mapping); }
  std::vector<std::uint8_t> data() const {
    return soc_mnist_data({net, parts, mapping, tiles, programming, 1e6, test, calibration});
  }
};

template <class element>
std::vector<element> at(const std::vector<std::uint8_t>& data, std::uint32_t place, std::size_t count) {
  EXPECT_LE(place + count * sizeof(element), data.size());
  EXPECT_EQ(place % 8, 0u);  // doubles on a processor of 32 bits
  std::vector<element> found(count);
  std::memcpy(found.data(), data.data() + place, count * sizeof(element));
  return found;
}

soc_mnist_header header_of(const std::vector<std::uint8_t>& data) { return at<soc_mnist_header>(data, 0, 1).front(); }

TEST(soc_mnist_data, places_parts_on_arrays_with_their_addresses_and_lines) {
  const contents c;
  const auto data = c.data();
  const soc_mnist_header header = header_of(data);
  EXPECT_EQ(header.magic, SOC_MNIST_MAGIC);
  EXPECT_EQ(header.bytes, data.size());
  ASSERT_EQ(header.parts, 4u);
  ASSERT_EQ(header.layers, 2u);
  const auto parts = at<soc_mnist_part>(data, header.parts_at, 4);
  const auto layers = at<soc_mnist_layer>(data, header.layers_at, 2);
  EXPECT_EQ(parts[0].array, 0x40000000u);
  EXPECT_EQ(parts[1].array, 0x40000000u + rram_tile_address_size);
  for (std::uint32_t p = 0; p < 4; ++p) EXPECT_EQ(parts[p].line, p);
  // 6 inputs in two parts of 3, next to the row drivers: in the last rows.
  EXPECT_EQ(parts[1].first_input, 3u);
  EXPECT_EQ(parts[1].rows, 3u);
  EXPECT_EQ(parts[1].first_row, 1u);
  EXPECT_EQ(parts[1].columns, 14u);
  EXPECT_EQ(parts[0].has_bias, 0u);
  EXPECT_EQ(parts[1].has_bias, 1u);
  EXPECT_EQ(layers[0].first_part, 0u);
  EXPECT_EQ(layers[1].first_part, 2u);
  EXPECT_EQ(layers[1].parts, 2u);
  EXPECT_EQ(layers[0].neurons, 0x60000000u);
  EXPECT_EQ(layers[0].neurons_line, 4u);  // behind the arrays
  EXPECT_EQ(layers[1].neurons, 0u);       // read as words
  EXPECT_EQ(layers[0].output_full_scale, 0.75F);
  // 1 / (V (g(40 uS) - g(1 uS))), g in series with 1 / (0.6 mA/V^2 (2.5 V - 0.7 V)), V = 0.43 V sinh(0.2 / 0.43): in
  // Python, each figure rounded to single precision as the registers have it, which doubles miss by 3e-8.
  EXPECT_NEAR(layers[0].weight_per_ampere, 128396.82979441858, 1e-9 * 128396.82979441858);
}

TEST(soc_mnist_data, has_weights_as_pairs_of_targets) {
  const contents c;
  const auto data = c.data();
  const soc_mnist_header header = header_of(data);
  const auto parts = at<soc_mnist_part>(data, header.parts_at, 4);
  const auto first = at<std::uint16_t>(data, parts[0].targets, 42);
  // The limit is the window's top on one side; 0 its bottom on both.
  EXPECT_EQ(first[0], 65535u);
  EXPECT_EQ(first[1], 0u);
  EXPECT_EQ(first[14], 0u);
  EXPECT_EQ(first[15], 65535u);
  for (std::size_t cell = 2; cell < 14; ++cell) EXPECT_EQ(first[cell], 0u);
  // 0.2 of the limit is level 3 of 15: between 0 and 3/15 of the window, since levels are even steps of cell and
  // transistor in series, which large conductances raise less.
  const auto second = at<std::uint16_t>(data, parts[1].targets, 42);
  EXPECT_GT(second[2 * 14 + 6], 0.12 * 65535);
  EXPECT_LE(second[2 * 14 + 6], 0.2 * 65535);
  EXPECT_EQ(second[2 * 14 + 7], 0u);
}

TEST(soc_mnist_data, has_images_as_codes_of_four_bits_with_the_bias_at_the_greatest) {
  const contents c;
  const auto data = c.data();
  const auto parts = at<soc_mnist_part>(data, header_of(data).parts_at, 4);
  EXPECT_EQ(header_of(data).code_maximum, 15u);
  // 17, 128 and 238 of 255 are 1, 7.53 and 14 of 15. Three rows are a word.
  EXPECT_THAT(at<std::uint8_t>(data, parts[0].codes[SOC_MNIST_TEST], 8), ElementsAre(0, 1, 8, 0, 15, 0, 0, 0));
  EXPECT_THAT(at<std::uint8_t>(data, parts[1].codes[SOC_MNIST_TEST], 8), ElementsAre(14, 15, 15, 0, 0, 0, 15, 0));
  EXPECT_THAT(at<std::uint8_t>(data, parts[1].codes[SOC_MNIST_CALIBRATION], 4), ElementsAre(15, 15, 15, 0));
  EXPECT_EQ(parts[2].codes[SOC_MNIST_TEST], 0u);  // which its inputs are not
  EXPECT_THAT(at<std::uint8_t>(data, header_of(data).labels, 2), ElementsAre(1, 0));
  EXPECT_THAT(at<std::uint8_t>(data, header_of(data).answers, 2), ElementsAre(0, 0));
}

TEST(soc_mnist_data, says_how_to_write_and_to_tune) {
  contents c;
  c.programming.passes = 3;
  c.programming.wait_time = 0.25;
  const auto data = c.data();
  const soc_mnist_header header = header_of(data);
  EXPECT_EQ(header.passes, 3u);
  EXPECT_EQ(header.pass_ticks, 250000u);  // of a megahertz
  // 1 uS of the window of 1 to 40 uS, in 1/65535: the register's reset value.
  EXPECT_EQ(header.verify_tolerance, 0x690u);
  EXPECT_EQ(header.verify_pulse_limit, 500u);
  EXPECT_EQ(header.window_top, 40e-6F);
  EXPECT_EQ(header.calibrate, 1u);
  EXPECT_EQ(header.tune_points, 128u);
  const auto tuning = at<std::uint32_t>(data, at<soc_mnist_layer>(data, header.layers_at, 2)[0].tuning, 7);
  const ndr_activation nominal(c.tiles.neurons.device);
  const double crest = nominal.crest_centre(static_cast<double>(c.net.layers[0].theta[0]));
  EXPECT_EQ(tuning[0], static_cast<std::uint32_t>(std::lround(crest / nominal.input_limit() * 65536)));
  c.tiles.neurons.device.calibration = false;
  EXPECT_EQ(header_of(c.data()).calibrate, 0u);
}

TEST(soc_mnist_data, refuses_what_the_firmware_does_not_drive) {
  const auto refusal = [](const contents& c) {
    try {
      c.data();
    } catch (const std::invalid_argument& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  contents c;
  EXPECT_EQ(refusal(c), "");
  c.net.layers[0].form.pooling = 2;
  EXPECT_THAT(refusal(c), HasSubstr("layer dense1 is not dense"));
  c = {};
  c.mapping.rows = 3;  // the second layer's second part begins at input 2
  c.place();
  EXPECT_THAT(refusal(c), HasSubstr("a part of layer dense2 begins at input 2,"));
  c = {};
  c.parts.resize(30, c.parts.front());
  EXPECT_THAT(refusal(c), HasSubstr("it takes 30 arrays and 1 banks of neurons, more than 30 tiles"));
  c = {};
  c.net.layers.erase(c.net.layers.begin());
  c.parts.clear();
  EXPECT_THAT(refusal(c), HasSubstr("it has no hidden layer"));
}

}  // namespace
}  // namespace memvp
