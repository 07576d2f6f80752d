// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/network_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "../traces/scratch_folder.hpp"
#include "memvp/models/physics/random.hpp"

namespace memvp {
namespace {

using testing::AllOf;
using testing::HasSubstr;

network with_numbers(network_shape shape, std::size_t side) {
  network net = empty_network(layer_forms({shape, 5}, side, side, 3));
  net.activation = "ndr-n-series";
  const random_stream random({1, random_purpose::test_input});
  std::uint64_t drawn = 0;
  for (network_layer& layer : net.layers) {
    layer.weight_limit = 0.7F;
    layer.output_scale = 1.0F / 3;
    for (Eigen::Index i = 0; i < layer.weights.size(); ++i)
      layer.weights.data()[i] = static_cast<float>(1.4 * random.uniform(drawn++, 0) - 0.7);
    for (Eigen::Index i = 0; i < layer.theta.size(); ++i)
      layer.theta[i] = static_cast<float>(0.5 + 0.2 * random.uniform(drawn++, 0));
  }
  return net;
}

std::string refusal(const std::filesystem::path& file) {
  return sentence_of<std::runtime_error>([&] { read_network(file); });
}

void put(const std::filesystem::path& path, const std::string& text) { std::ofstream(path) << text; }

TEST(network_file, brings_every_number_back) {
  const scratch_folder folder;
  for (const auto shape : {network_shape::mlp, network_shape::lenet}) {
    const network net = with_numbers(shape, 18);
    write_network(folder / "network.weights", net);
    const network back = read_network(folder / "network.weights");
    EXPECT_EQ(back.activation, net.activation);
    ASSERT_EQ(back.layers.size(), net.layers.size());
    for (std::size_t l = 0; l < net.layers.size(); ++l) {
      EXPECT_TRUE(back.layers[l].form == net.layers[l].form) << l;
      EXPECT_EQ(back.layers[l].weights, net.layers[l].weights) << l;
      EXPECT_EQ(back.layers[l].theta, net.layers[l].theta) << l;
      EXPECT_EQ(back.layers[l].weight_limit, net.layers[l].weight_limit) << l;
      EXPECT_EQ(back.layers[l].output_scale, net.layers[l].output_scale) << l;
    }
  }
}

TEST(network_file, says_where_a_file_is_wrong) {
  const scratch_folder folder;
  const auto file = folder / "network.weights";
  EXPECT_THAT(refusal(file), HasSubstr("no such file"));
  put(file, "hello\n");
  EXPECT_THAT(refusal(file), AllOf(HasSubstr("line 1"), HasSubstr("memvp-network 1")));

  const std::string head = "memvp-network 1\nactivation a\nlayers 1\n";
  const std::string layer =
      "layer out input 1 1 2 kernel 0 outputs 2 pooling 1 hidden 0 weight_limit 1 output_scale 1\n";
  put(file, head + layer + "0.5 0 -1\n1 1 1\n");
  EXPECT_EQ(read_network(file).layers[0].weights(0, 2), -1.0F);
  put(file, head + layer + "0.5 0 -1\n");
  EXPECT_THAT(refusal(file), AllOf(HasSubstr("line 6"), HasSubstr("layer out"), HasSubstr("ends here")));
  put(file, head + layer + "0.5 0\n1 1 1\n");
  EXPECT_THAT(refusal(file), AllOf(HasSubstr("line 5"), HasSubstr("2 weights, expected 3")));
  put(file, head + layer + "0.5 0 -1 1\n1 1 1\n");
  EXPECT_THAT(refusal(file), HasSubstr("4 weights, expected 3"));
  put(file, head + layer + "0.5 nan -1\n1 1 1\n");
  EXPECT_THAT(refusal(file), HasSubstr("number 2 of the weights is not a finite number"));
  put(file, head + layer + "0.5 0 -1\n1 1 1.5\n");
  EXPECT_THAT(refusal(file), AllOf(HasSubstr("layer out"), HasSubstr("output 1"), HasSubstr("1.5"),
                                   HasSubstr("beyond the layer's limit")));
  put(file, head + layer + "0.5 0 -1\n1 1 1\nmore\n");
  EXPECT_THAT(refusal(file), HasSubstr("goes on after its last layer"));
  put(file, head + "layer out input 1 1 2 kernel 3 outputs 2 pooling 1 hidden 0 weight_limit 1 output_scale 1\n");
  EXPECT_THAT(refusal(file), AllOf(HasSubstr("layer out"), HasSubstr("no layer has these sizes")));
  put(file, head + "layer out input 1 1\n");
  EXPECT_THAT(refusal(file), HasSubstr("expected \"layer NAME"));
  put(file, "memvp-network 1\nactivation a\nlayers 0\n");
  EXPECT_THAT(refusal(file), HasSubstr("layers COUNT"));
}

TEST(network_file, weights_of_another_network_are_refused_by_the_layer_that_differs) {
  const ndr_hidden_activation neuron{ndr_device_parameters{}};
  const auto refused = [&](const network& net, const network_parameters& wanted) {
    return sentence_of<std::invalid_argument>([&] { check_network(net, layer_forms(wanted, 18, 18, 3), neuron); });
  };
  network net = with_numbers(network_shape::mlp, 18);
  EXPECT_EQ(refused(net, {network_shape::mlp, 5}), "");
  EXPECT_THAT(refused(net, {network_shape::mlp, 6}),
              AllOf(HasSubstr("layer dense1"), HasSubstr("outputs 5"), HasSubstr("outputs 6")));
  EXPECT_THAT(refused(net, {network_shape::lenet, 5}), AllOf(HasSubstr("2 layers"), HasSubstr("has 5")));
  net.layers[0].theta[2] = 5;
  EXPECT_THAT(refused(net, {network_shape::mlp, 5}), AllOf(HasSubstr("layer dense1"), HasSubstr("theta")));
  net.activation = "rectified-linear";
  EXPECT_THAT(refused(net, {network_shape::mlp, 5}), AllOf(HasSubstr("rectified-linear"), HasSubstr("ndr-n-series")));
}

}  // namespace
}  // namespace memvp
