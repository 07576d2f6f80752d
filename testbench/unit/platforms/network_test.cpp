// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/network.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "../traces/scratch_folder.hpp"
#include "memvp/platforms/workloads/feature_maps.hpp"

namespace memvp {
namespace {

using testing::AllOf;
using testing::HasSubstr;

layer_form convolution(const map_size& input, std::size_t kernel, std::size_t outputs, std::size_t pooling) {
  return {"conv", input, kernel, outputs, pooling, true};
}

/// 784 x 128 + 128 + 128 x 10 + 10 = 101,770.
TEST(network, the_mlp_on_mnist_has_101770_weights) {
  const network net = empty_network(layer_forms({network_shape::mlp, 128}, 28, 28, 10));
  EXPECT_EQ(net.weights(), 101770u);
  EXPECT_EQ(net.layers[0].theta.size(), 128);
  EXPECT_EQ(net.layers[1].theta.size(), 0);
  EXPECT_FALSE(net.layers[1].form.hidden);
}

/// Without padding, 28 x 28 becomes 24, pooled 12, 8, pooled 4: 16 x 16 channels = 256 inputs of the first dense layer.
/// Weights: 6 x 26 + 16 x 151 + 120 x 257 + 84 x 121 + 10 x 85 = 44,426.
TEST(network, the_convolutional_network_on_mnist_has_44426_weights) {
  const auto forms = layer_forms({network_shape::lenet, 128}, 28, 28, 10);
  ASSERT_EQ(forms.size(), 5u);
  EXPECT_EQ(forms[0].computed(), (map_size{24, 24, 6}));
  EXPECT_EQ(forms[1].input, (map_size{12, 12, 6}));
  EXPECT_EQ(forms[1].output(), (map_size{4, 4, 16}));
  EXPECT_EQ(forms[2].inputs(), 256u);
  EXPECT_EQ(empty_network(forms).weights(), 44426u);
}

TEST(network, sizes_follow_the_images_and_classes) {
  const auto forms = layer_forms({network_shape::lenet, 128}, 32, 32, 26);
  EXPECT_EQ(forms[2].inputs(), 400u);  // LeNet-5's own size: 32, 28, 14, 10, 5; 5 x 5 x 16
  EXPECT_EQ(forms[4].outputs, 26u);
}

TEST(network, too_small_an_image_is_refused_by_the_layer_that_lacks_it) {
  const auto sentence = sentence_of<std::invalid_argument>([] {
    layer_forms({network_shape::lenet, 128}, 28, 15, 10);
  });
  EXPECT_THAT(sentence, AllOf(HasSubstr("layer conv2"), HasSubstr("12 x 5"), HasSubstr("at least 6")));
}

TEST(feature_maps, a_patch_runs_along_its_rows_with_the_channels_together) {
  const layer_form form = convolution({3, 4, 2}, 2, 1, 1);
  std::vector<int> map(24);  // the value tells its place: 100 row + 10 column + channel
  for (int i = 0; i < 24; ++i) map[static_cast<std::size_t>(i)] = 100 * (i / 8) + 10 * (i / 2 % 4) + i % 2;
  std::vector<int> patches(6 * 9, -1);
  gather_patches(form, map.data(), patches.data(), 9);
  const std::vector<int> last(patches.end() - 9, patches.end());  // at row 1, column 2
  EXPECT_EQ(last, (std::vector<int>{120, 121, 130, 131, 220, 221, 230, 231, -1}));
}

TEST(feature_maps, scattering_is_the_transpose_of_gathering) {
  const layer_form form = convolution({5, 6, 3}, 3, 1, 1);
  std::vector<double> map(90), patches(12 * 27), other(12 * 27), back(90, 0.0);
  for (std::size_t i = 0; i < map.size(); ++i) map[i] = static_cast<double>((i * 37) % 17);
  for (std::size_t i = 0; i < other.size(); ++i) other[i] = static_cast<double>((i * 53) % 19);
  gather_patches(form, map.data(), patches.data(), 27);
  scatter_patches(form, other.data(), 27, back.data());
  double left = 0, right = 0;  // <A x, y> = <x, A' y>
  for (std::size_t i = 0; i < other.size(); ++i) left += patches[i] * other[i];
  for (std::size_t i = 0; i < map.size(); ++i) right += map[i] * back[i];
  EXPECT_DOUBLE_EQ(left, right);
}

TEST(feature_maps, pooling_takes_the_maximum_of_each_channel_and_drops_what_is_left_over) {
  const layer_form form = convolution({3, 5, 1}, 1, 2, 2);  // 3 x 5 places: the third row and the fifth column go
  std::vector<std::uint8_t> map(30, 0);
  const auto put = [&](std::size_t row, std::size_t column, std::size_t channel, std::uint8_t value) {
    map[(row * 5 + column) * 2 + channel] = value;
  };
  put(1, 0, 0, 7), put(0, 1, 0, 5), put(0, 3, 1, 9), put(2, 2, 0, 200), put(0, 4, 1, 201);
  std::vector<std::uint8_t> pooled(4);
  std::vector<std::uint32_t> origin(4);
  pool_maximum(form, map.data(), pooled.data(), origin.data());
  EXPECT_EQ(pooled, (std::vector<std::uint8_t>{7, 0, 0, 9}));
  EXPECT_EQ(origin[0], 10u);  // place (1, 0) is the sixth, channel 0
}

}  // namespace
}  // namespace memvp
