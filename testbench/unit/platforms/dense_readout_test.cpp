// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/dense_readout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace memvp {
namespace {

using matrix = dense_readout::matrix;

matrix some_numbers(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  matrix numbers(rows, columns);
  for (Eigen::Index i = 0; i < numbers.size(); ++i)
    numbers.data()[i] =
        static_cast<float>(standard_normal({seed, random_purpose::test_input}, static_cast<std::uint64_t>(i), 0));
  return numbers;
}

/// Differences to either side in single precision: steps of 1e-3 on a cost of order 10 leave errors of 5e-3 by
/// cancellation and 1e-3 by curvature. Where a step meets a rectifier's kink the derivative lies between the two.
class every_readout : public testing::TestWithParam<std::tuple<readout_activation, bool>> {};

TEST_P(every_readout, gradients_agree_with_finite_differences) {
  const auto [activation, normalised] = GetParam();
  dense_readout readout(6, 5, 3, activation, normalised, 1);
  matrix features = some_numbers(16, 6, 1);
  const matrix weights = some_numbers(16, 3, 2);
  const auto cost = [&] {
    return readout.forward(features, true).cast<double>().cwiseProduct(weights.cast<double>()).sum();
  };
  const auto expect_slope = [&](float gradient, float& value) {
    constexpr float small = 1e-3F;
    const float kept = value;
    const double here = cost();
    value = kept + small;
    const double right = (cost() - here) / (static_cast<double>(value) - static_cast<double>(kept));
    value = kept - small;
    const double left = (cost() - here) / (static_cast<double>(value) - static_cast<double>(kept));
    value = kept;
    EXPECT_GT(gradient, std::min(left, right) - 1e-2);
    EXPECT_LT(gradient, std::max(left, right) + 1e-2);
  };
  cost();
  readout.backward(features, weights);
  const matrix passed_back = readout.feature_gradient();
  for (const auto& block : readout.blocks())
    for (Eigen::Index i = 0; i < block.count; ++i) expect_slope(block.gradient[i], block.values[i]);
  for (Eigen::Index i = 0; i < features.size(); i += 7) expect_slope(passed_back.data()[i], features.data()[i]);
}

/// Away from learning, sums are normalised by the running mean and variance, which are numbers: folding is exact but
/// for rounding.
TEST_P(every_readout, folded_weights_give_the_same_sums) {
  const auto [activation, normalised] = GetParam();
  dense_readout readout(6, 5, 3, activation, normalised, 1);
  for (std::uint64_t batch = 0; batch < 20; ++batch)
    readout.forward((some_numbers(16, 6, batch).array() * 2 + 1).matrix(), true);
  const matrix features = some_numbers(16, 6, 99);
  const matrix sums = readout.forward(features, false);
  const auto [hidden, output] = readout.folded();
  matrix inner = (features * hidden.weights.transpose()).rowwise() + hidden.bias.transpose();
  if (activation == readout_activation::rectified)
    inner = inner.cwiseMax(0.0F);
  else
    inner = (1 / (1 + (-inner.array()).exp())).matrix();
  const matrix folded = (inner * output.weights.transpose()).rowwise() + output.bias.transpose();
  EXPECT_LT((folded - sums).cwiseAbs().maxCoeff(), 1e-5F);
}

INSTANTIATE_TEST_SUITE_P(dense_readout, every_readout,
                         testing::Combine(testing::Values(readout_activation::rectified, readout_activation::sigmoid),
                                          testing::Bool()));

/// Uniform in +-1/sqrt(inputs): no weight beyond, mean 0, variance a third of the square.
TEST(dense_readout, begins_with_weights_of_the_authors_framework) {
  dense_readout readout(400, 50, 10, readout_activation::rectified, false, 3);
  const auto hidden = readout.folded()[0].weights;
  EXPECT_LE(hidden.cwiseAbs().maxCoeff(), 0.05F);
  EXPECT_NEAR(hidden.mean(), 0, 1e-3);
  EXPECT_NEAR(hidden.squaredNorm() / static_cast<float>(hidden.size()), 0.05 * 0.05 / 3, 2e-5);
}

/// Standard deviation of 20,000 normal numbers, to 3 of its own standard errors (1.5 %).
TEST(dense_readout, noise_has_the_asked_size_and_is_taken_away_again) {
  dense_readout readout(400, 50, 10, readout_activation::rectified, false, 3);
  const matrix before = readout.folded()[0].weights;
  readout.perturb(0.1, {1, random_purpose::training_noise}, 1);
  const matrix noise = readout.folded()[0].weights - before;
  const float greatest = before.cwiseAbs().maxCoeff();
  EXPECT_NEAR(noise.norm() / std::sqrt(static_cast<float>(noise.size())), 0.1F * greatest, 0.0015F * greatest);
  readout.restore();
  EXPECT_EQ(readout.folded()[0].weights, before);
}

}  // namespace
}  // namespace memvp
