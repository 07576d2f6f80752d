// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/array_mapping.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "memvp/platforms/workloads/weight_encoder.hpp"

namespace memvp {
namespace {

TEST(array_mapping, a_layer_of_784_inputs_and_a_bias_takes_four_arrays_of_256_rows_evenly) {
  const std::vector<array_part> parts = place_layers({{"hidden", 785, 128}, {"output", 129, 10}}, {});
  ASSERT_EQ(parts.size(), 5u);  // ceil(785 / 256) = 4, and one
  std::size_t covered = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(parts[i].layer, 0u);
    EXPECT_EQ(parts[i].first_input, covered);
    EXPECT_GE(parts[i].inputs, 196u);
    EXPECT_LE(parts[i].inputs, 197u);
    EXPECT_EQ(parts[i].outputs, 128u);  // 128 pairs are 256 columns
    covered += parts[i].inputs;
  }
  EXPECT_EQ(covered, 785u);
  EXPECT_EQ(parts[4].layer, 1u);
  EXPECT_EQ(parts[4].outputs, 10u);
}

TEST(array_mapping, outputs_that_exceed_the_columns_are_split_too) {
  mapping_parameters mapping;
  mapping.columns = 100;  // 50 pairs
  const std::vector<array_part> parts = place_layers({{"wide", 300, 120}}, mapping);
  ASSERT_EQ(parts.size(), 6u);  // 2 down, 3 across
  std::vector<int> cells(300 * 120, 0);
  for (const array_part& part : parts) {
    EXPECT_LE(columns_of(part.outputs, mapping), 100u);
    for (std::size_t i = 0; i < part.inputs; ++i)
      for (std::size_t o = 0; o < part.outputs; ++o) ++cells[(part.first_input + i) * 120 + part.first_output + o];
  }
  for (const int times : cells) EXPECT_EQ(times, 1) << "every weight has one place";
}

TEST(array_mapping, a_network_that_does_not_fit_is_refused_with_layer_and_shortage) {
  mapping_parameters mapping;
  mapping.arrays = 4;
  try {
    place_layers({{"conv1", 26, 6}, {"fc1", 785, 128}}, mapping);
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(),
                 "the network does not fit: layer fc1 (785 inputs with bias, 128 outputs) needs 4 arrays of 256 x 256 "
                 "cells, but 3 of 4 are left, 1 too few.");
  }
}

TEST(array_mapping, slices_need_digital_sums_and_a_power_of_two) {
  mapping_parameters mapping;
  mapping.slices = 2;
  EXPECT_THROW(check(mapping), std::invalid_argument);
  mapping.accumulate = partial_sums::host;
  EXPECT_NO_THROW(check(mapping));
  mapping.levels = 12;
  EXPECT_THROW(check(mapping), std::invalid_argument);
}

// Sums of currents as an ideal array would give them, G in series with the transistor, at 0.2 V.
double output_current(const mapping_parameters& mapping, const conductance_window& window, const double* siemens,
                      std::size_t output, std::size_t outputs) {
  const auto slices = static_cast<std::size_t>(mapping.slices);
  const auto current = [&](std::size_t column) {
    return 0.2 * siemens[column] / (1 + siemens[column] * window.series_resistance);
  };
  double sum = 0;
  for (std::size_t k = 0; k < slices; ++k) {
    const std::size_t place = output * slices + k;
    const double difference = mapping.pairing == weight_pairing::differential
                                  ? current(2 * place) - current(2 * place + 1)
                                  : current(place) - current(outputs * slices);
    sum = sum * static_cast<double>(mapping.levels) + difference;
  }
  return sum;
}

TEST(weight_encoding, an_ideal_array_gives_back_the_quantised_weight) {
  const conductance_window window{1e-6, 40e-6, 926};
  for (const weight_pairing pairing : {weight_pairing::differential, weight_pairing::offset_column})
    for (const std::int64_t slices : {1, 2, 3}) {
      mapping_parameters mapping;
      mapping.pairing = pairing;
      mapping.slices = slices;
      mapping.accumulate = partial_sums::host;
      const weight_encoder encoder(mapping, window, 0.5);
      const std::vector<float> weights = {-0.5F, -0.21F, 0.0F, 0.03F, 0.333F, 0.5F};
      std::vector<double> siemens(columns_of(weights.size(), mapping));
      encoder.encode(weights.data(), 1, weights.size(), siemens.data());
      // Steps of a number of n digits of 16 levels: limit / (16^n - 1), twice that around an offset column.
      const double step =
          0.5 / (std::pow(16.0, static_cast<double>(slices)) - 1) * (pairing == weight_pairing::differential ? 1 : 2);
      for (std::size_t o = 0; o < weights.size(); ++o) {
        const double weight =
            output_current(mapping, window, siemens.data(), o, weights.size()) * encoder.weight_per_ampere(0.2);
        EXPECT_NEAR(weight, encoder.quantised(static_cast<double>(weights[o])), 1e-9);
        EXPECT_NEAR(weight, static_cast<double>(weights[o]), step / 2 * 1.0001);
      }
    }
}

TEST(weight_encoding, conductances_stay_inside_the_window) {
  const conductance_window window{1e-6, 40e-6, 926};
  const weight_encoder encoder({}, window, 1);
  const float extremes[] = {-1.0F, 1.0F};
  double siemens[4];
  encoder.encode(extremes, 1, 2, siemens);
  EXPECT_NEAR(siemens[0], 1e-6, 1e-15);
  EXPECT_NEAR(siemens[1], 40e-6, 1e-14);
  EXPECT_NEAR(siemens[2], 40e-6, 1e-14);
  EXPECT_NEAR(siemens[3], 1e-6, 1e-15);
}

TEST(weight_encoding, a_weight_outside_the_range_is_refused) {
  const weight_encoder encoder({}, {1e-6, 40e-6, 0}, 0.5);
  const float weights[] = {0.1F, 0.6F};
  double siemens[4];
  EXPECT_THROW(encoder.encode(weights, 1, 2, siemens), std::invalid_argument);
  const float undefined[] = {std::nanf("")};
  EXPECT_THROW(encoder.encode(undefined, 1, 1, siemens), std::invalid_argument);
}

}  // namespace
}  // namespace memvp
