// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace memvp {
namespace {

constexpr random_key key{42, random_purpose::cycle_noise, 0};

// The three vectors are those published for philox4x32-10 with the Random123 library of Salmon et al.
// (file kat_vectors), doi 10.1145/2063384.2063405.
TEST(random, philox_reproduces_the_published_vectors) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, 0, 0), (philox_block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, 0xffffffff, 0xffffffff),
            (philox_block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0),
            (philox_block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

// Edges of the base layers for 256 layers: r = 3.6541528853610088 (Marsaglia and Tsang 2000,
// doi 10.18637/jss.v005.i08), and v exp(r^2/2) with v = 0.00492867323397466, which is 3.9107579595370918 in double
// precision.
TEST(random, the_normal_layers_close_at_the_top_of_the_curve) {
  EXPECT_NEAR(normal_layers.width[0], 0.00492867323397466 * std::exp(0.5 * 3.6541528853610088 * 3.6541528853610088),
              1e-13);
  EXPECT_EQ(normal_layers.width[1], 3.6541528853610088);
  // Equal areas: each layer between two heights of exp(-x^2/2) is v; the last one ends at height 1.
  const auto height = [](int layer) {
    return std::exp(-0.5 * normal_layers.width[layer] * normal_layers.width[layer]);
  };
  for (int layer = 1; layer < 256; ++layer) {
    EXPECT_NEAR(normal_layers.width[layer] * (height(layer + 1) - height(layer)), 0.00492867323397466, 1e-13) << layer;
  }
}

// Moments of N(0,1): 0, 1, 0, 3, and kurtosis's own standard error sqrt(96/N); tolerances are 4 standard errors of
// N = 4e6 draws: 4/sqrt(N) = 0.002, 4 sqrt(2/N) = 0.0028, 4 sqrt(15/N) = 0.0077, 4 sqrt(96/N) = 0.0196.
TEST(random, normal_numbers_have_the_moments_and_tails_of_a_normal_distribution) {
  constexpr std::size_t count = 4'000'000;
  const random_stream stream(key);
  double sums[4] = {};
  double product = 0;
  std::size_t beyond_two = 0;
  std::size_t beyond_tail = 0;
  for (std::size_t i = 0; i < count / 2; ++i) {
    const auto pair = stream.standard_normals(i, 7);
    product += pair[0] * pair[1];
    for (const double x : pair) {
      sums[0] += x;
      sums[1] += x * x;
      sums[2] += x * x * x;
      sums[3] += x * x * x * x;
      beyond_two += std::abs(x) > 2;
      beyond_tail += std::abs(x) > 3.6541528853610088;
    }
  }
  const double n = count;
  EXPECT_NEAR(sums[0] / n, 0, 0.002);
  EXPECT_NEAR(sums[1] / n, 1, 0.0028);
  EXPECT_NEAR(sums[2] / n, 0, 0.0077);
  EXPECT_NEAR(sums[3] / n, 3, 0.0196);
  EXPECT_NEAR(product / (n / 2), 0, 4 / std::sqrt(n / 2));  // the two of a pair are independent
  // erfc(2/sqrt 2) = 0.0455003; the part beyond the base layer (3.654) is drawn by a method of its own:
  // erfc(3.6541528853610088/sqrt 2) = 2.58030e-4. 4 standard errors of a count each.
  EXPECT_NEAR(static_cast<double>(beyond_two) / n, 0.0455003, 4 * std::sqrt(0.0455 / n));
  EXPECT_NEAR(static_cast<double>(beyond_tail) / n, std::erfc(3.6541528853610088 / std::sqrt(2.0)),
              4 * std::sqrt(2.58e-4 / n));
}

// Kolmogorov-Smirnov against the normal distribution function: sqrt(N) D exceeds 1.95 in 0.1 % of samples
// (Kolmogorov's limit, 2 exp(-2 * 1.95^2) = 0.001).
TEST(random, normal_numbers_follow_the_normal_distribution_function) {
  std::vector<double> draws(1'000'000);
  fill_standard_normal(key, 0, 3, draws.data(), draws.size());
  std::sort(draws.begin(), draws.end());
  const double n = static_cast<double>(draws.size());
  double distance = 0;
  for (std::size_t i = 0; i < draws.size(); ++i) {
    const double expected = 0.5 * std::erfc(-draws[i] / std::sqrt(2.0));
    distance = std::max({distance, std::abs(expected - static_cast<double>(i) / n),
                         std::abs(expected - static_cast<double>(i + 1) / n)});
  }
  EXPECT_LT(std::sqrt(n) * distance, 1.95);
}

// Mean 1/2 and variance 1/12 of the uniform distribution; 4 standard errors of 1e6 draws (sqrt(1/12/N) = 2.9e-4 and
// sqrt(1/180/N) = 7.5e-5).
TEST(random, uniform_numbers_fill_the_unit_interval_evenly) {
  constexpr int count = 1'000'000;
  double sum = 0;
  double squares = 0;
  double least = 1;
  double most = 0;
  for (int i = 0; i < count; ++i) {
    const double x = uniform(key, 5, static_cast<std::uint64_t>(i));
    sum += x;
    squares += (x - 0.5) * (x - 0.5);
    least = std::min(least, x);
    most = std::max(most, x);
  }
  EXPECT_NEAR(sum / count, 0.5, 1.2e-3);
  EXPECT_NEAR(squares / count, 1.0 / 12, 3e-4);
  EXPECT_GE(least, 0);
  EXPECT_LT(most, 1);
}

TEST(random, filling_a_vector_equals_drawing_one_by_one) {
  std::vector<double> filled(1000);
  fill_standard_normal(key, 17, 9, filled.data(), filled.size());
  for (std::size_t i = 0; i < filled.size(); ++i) {
    EXPECT_EQ(filled[i], standard_normal(key, 17 + i, 9));
    EXPECT_EQ(filled[i], standard_normals(key, 17 + i, 9)[0]);
  }
}

// Several at a time, whatever the processor does side by side, and whatever is left over at the end.
TEST(random, drawing_for_a_list_of_cells_equals_drawing_one_by_one) {
  const random_stream stream(key);
  for (const std::size_t count : {0u, 1u, 7u, 8u, 9u, 1000u}) {
    std::vector<std::uint64_t> indices, events;
    for (std::size_t i = 0; i < count; ++i) {
      indices.push_back(i % 3 == 0 ? i : (std::uint64_t{i} << 33) + 5);
      events.push_back(i % 5 == 0 ? 7 : (std::uint64_t{i} << 40) + i);
    }
    std::vector<double> drawn(count);
    stream.standard_normals(indices.data(), events.data(), drawn.data(), count);
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(drawn[i], stream.standard_normal(indices[i], events[i])) << i;
  }
}

// Correlation of N = 1e5 independent pairs has standard error 1/sqrt(N) = 0.0032; 4 of them.
TEST(random, streams_that_differ_in_one_field_are_unrelated) {
  const std::vector<random_key> others = {{43, random_purpose::cycle_noise, 0},
                                          {42ull + (1ull << 32), random_purpose::cycle_noise, 0},
                                          {42, random_purpose::read_noise, 0},
                                          {42, random_purpose::cycle_noise, 1}};
  constexpr std::size_t count = 100'000;
  std::vector<double> ours(count);
  fill_standard_normal(key, 0, 0, ours.data(), count);
  for (const random_key& other : others) {
    std::vector<double> theirs(count);
    fill_standard_normal(other, 0, 0, theirs.data(), count);
    double product = 0;
    for (std::size_t i = 0; i < count; ++i) product += ours[i] * theirs[i];
    EXPECT_NEAR(product / count, 0, 0.0127);
  }
}

}  // namespace
}  // namespace memvp
