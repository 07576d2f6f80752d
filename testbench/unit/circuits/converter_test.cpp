// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "memvp/models/circuits/digital_to_analog_converter.hpp"
#include "memvp/models/circuits/sample_and_hold.hpp"
#include "memvp/models/circuits/successive_approximation_converter.hpp"

namespace {

using memvp::converter_parameters;
using memvp::digital_to_analog_converter;
using memvp::successive_approximation_converter;
using memvp::technology_parameters;

converter_parameters small_converter(std::int64_t bits, std::int64_t ranges, double full_scale) {
  converter_parameters parameters;
  parameters.adc_bits = bits;
  parameters.adc_ranges = ranges;
  parameters.adc_full_scale = full_scale;
  return parameters;
}

struct conversion {
  std::int32_t word;
  bool saturated;
};

conversion convert_one(const successive_approximation_converter& converter, double amperes) {
  conversion result{};
  result.saturated = converter.convert(&amperes, &result.word, 1) == 1;
  return result;
}

/// The converter as its text describes it, range by range.
conversion by_the_book(const converter_parameters& parameters, double amperes) {
  const double largest_code = std::ldexp(1.0, static_cast<int>(parameters.adc_bits) - 1) - 1.0;
  for (int range = static_cast<int>(parameters.adc_ranges) - 1; range >= 0; --range) {
    const double step = std::ldexp(parameters.adc_full_scale, -range) / largest_code;
    const double code = std::nearbyint(amperes / step);
    const int shift = static_cast<int>(parameters.adc_ranges) - 1 - range;
    if (std::abs(code) <= largest_code) return {static_cast<std::int32_t>(std::ldexp(code, shift)), false};
    if (range == 0) return {static_cast<std::int32_t>(std::ldexp(std::copysign(largest_code, amperes), shift)), true};
  }
  return {};
}

TEST(digital_to_analog_conversion, codes_of_both_signs_span_the_read_voltage) {
  const digital_to_analog_converter dac(converter_parameters{}, technology_parameters{});
  EXPECT_EQ(dac.largest_code(), 127);
  const std::vector<std::int32_t> codes{127, -127, 0, 1, 128, -128, 1000000};
  std::vector<double> volts(codes.size());
  EXPECT_EQ(dac.convert(codes.data(), volts.data(), codes.size()), 3U);  // the last three are beyond the range
  EXPECT_DOUBLE_EQ(volts[0], 0.1);
  EXPECT_DOUBLE_EQ(volts[1], -0.1);
  EXPECT_EQ(volts[2], 0.0);
  EXPECT_DOUBLE_EQ(volts[3], 0.1 / 127.0);
  EXPECT_DOUBLE_EQ(volts[4], 0.1);
  EXPECT_DOUBLE_EQ(volts[5], -0.1);
}

TEST(digital_to_analog_conversion, four_bits_cost_what_the_published_four_bit_converter_does) {
  // [S24]: 3.9 uW and 0.167 um^2 for 1 bit, 31 uW and 1.33 um^2 for 4 bits: factor 8 within 1 %.
  converter_parameters parameters;
  parameters.dac_bits = 4;
  technology_parameters at_32_nm;
  at_32_nm.dac_bit_energy = 3.9e-15;
  at_32_nm.dac_bit_area = 0.167e-12;
  const digital_to_analog_converter dac(parameters, at_32_nm);
  EXPECT_NEAR(dac.energy_per_conversion() / 31e-15, 1.0, 0.01);
  EXPECT_NEAR(dac.area() / 1.33e-12, 1.0, 0.01);
}

TEST(successive_approximation, energies_are_those_of_the_neurosim_table) {
  // ndr_1t1r.md section 7, R_col = 5 kohm, fixed range: 130 nm 664, 1048, 1500 fJ for 4, 6, 8 bits; 32 nm 307 fJ.
  technology_parameters technology;
  const auto femtojoules = [&](std::int64_t bits) {
    return 1e15 *
           successive_approximation_converter(small_converter(bits, 1, 1e-6), technology).energy_per_conversion();
  };
  EXPECT_NEAR(femtojoules(4), 664.0, 1.0);
  EXPECT_NEAR(femtojoules(6), 1048.0, 1.0);
  EXPECT_NEAR(femtojoules(8), 1500.0, 1.0);
  technology.adc_power_per_bit = 1.129e-6;
  technology.adc_fixed_power = 8.90e-6;
  technology.adc_column_factor = 0.079;
  EXPECT_NEAR(femtojoules(8), 307.0, 4.0);  // the table's constants for 32 nm have two to four digits
}

TEST(successive_approximation, finding_the_range_takes_one_more_comparison) {
  const technology_parameters technology;
  const successive_approximation_converter fixed(small_converter(8, 1, 1e-6), technology);
  const successive_approximation_converter ranging(small_converter(8, 8, 1e-6), technology);
  EXPECT_EQ(fixed.cycles_per_conversion(), 9U);
  EXPECT_EQ(ranging.cycles_per_conversion(), 10U);
  EXPECT_NEAR(ranging.energy_per_conversion() / fixed.energy_per_conversion(), 10.0 / 9.0, 1e-12);
}

TEST(successive_approximation, shared_converters_take_their_lines_in_turn) {
  const successive_approximation_converter converter(converter_parameters{}, technology_parameters{});
  EXPECT_EQ(converter.converters_for(10), 2U);  // 8 lines a converter
  EXPECT_EQ(converter.cycles_for(10), 50U);     // 5 turns of 10 cycles
  EXPECT_EQ(converter.converters_for(128), 16U);
  EXPECT_EQ(converter.cycles_for(128), 80U);
  EXPECT_EQ(converter.cycles_for(1), 10U);
  EXPECT_EQ(converter.cycles_for(0), 0U);
}

TEST(successive_approximation, the_narrowest_range_that_holds_the_current_is_chosen) {
  // 8 bits, 3 ranges of 127 * 4, 127 * 2 and 127 uA: steps of 4, 2 and 1 uA.
  const successive_approximation_converter converter(small_converter(8, 3, 127.0 * 4e-6), technology_parameters{});
  EXPECT_DOUBLE_EQ(converter.step(), 1e-6);
  EXPECT_EQ(convert_one(converter, 127.4e-6).word, 127);    // last code of the narrowest range
  EXPECT_EQ(convert_one(converter, 127.6e-6).word, 128);    // code 64 of the next
  EXPECT_EQ(convert_one(converter, 130.9e-6).word, 130);    // code 65
  EXPECT_EQ(convert_one(converter, -254.9e-6).word, -254);  // code -127
  EXPECT_EQ(convert_one(converter, -255.1e-6).word, -256);  // code -64 of the widest
  EXPECT_EQ(convert_one(converter, 508e-6).word, 508);
  EXPECT_EQ(convert_one(converter, 0.0).word, 0);
}

TEST(successive_approximation, a_current_beyond_the_widest_range_is_reported) {
  const successive_approximation_converter converter(small_converter(8, 3, 127.0 * 4e-6), technology_parameters{});
  EXPECT_FALSE(convert_one(converter, 509.9e-6).saturated);  // rounds to the last code
  for (const double amperes : {510.1e-6, 1.0, std::numeric_limits<double>::infinity()}) {
    const auto high = convert_one(converter, amperes);
    EXPECT_EQ(high.word, 508);
    EXPECT_TRUE(high.saturated);
    const auto low = convert_one(converter, -amperes);
    EXPECT_EQ(low.word, -508);
    EXPECT_TRUE(low.saturated);
  }
  EXPECT_TRUE(convert_one(converter, std::numeric_limits<double>::quiet_NaN()).saturated);
}

TEST(successive_approximation, batches_agree_with_a_conversion_range_by_range) {
  std::mt19937_64 generator(7);
  std::uniform_real_distribution<double> decades(-9.0, -3.3);
  std::bernoulli_distribution negative;
  for (const std::int64_t bits : {2, 5, 8, 16}) {
    for (const std::int64_t ranges : {1, 4, 8, 16}) {
      const converter_parameters parameters = small_converter(bits, ranges, 230e-6);
      const successive_approximation_converter converter(parameters, technology_parameters{});
      std::vector<double> amperes(5000);
      for (double& current : amperes) {
        current = std::pow(10.0, decades(generator)) * (negative(generator) ? -1.0 : 1.0);
      }
      std::vector<std::int32_t> words(amperes.size());
      const std::size_t saturated = converter.convert(amperes.data(), words.data(), amperes.size());
      std::size_t expected_saturated = 0;
      for (std::size_t i = 0; i < amperes.size(); ++i) {
        const conversion expected = by_the_book(parameters, amperes[i]);
        ASSERT_EQ(words[i], expected.word) << amperes[i] << " A, " << bits << " bits, " << ranges << " ranges";
        expected_saturated += expected.saturated ? 1U : 0U;
      }
      EXPECT_EQ(saturated, expected_saturated);
    }
  }
}

TEST(successive_approximation, an_ideal_converter_resolves_a_billionth_of_its_range) {
  converter_parameters parameters;
  parameters.ideal = true;
  const successive_approximation_converter converter(parameters, technology_parameters{});
  for (const double amperes : {1.2345678e-5, -2.2e-4, 3e-4, 1e-12}) {
    const auto result = convert_one(converter, amperes);
    EXPECT_NEAR(result.word * converter.step(), amperes, 0.5 * converter.step() * (1.0 + 1e-6));
    EXPECT_FALSE(result.saturated);
  }
  EXPECT_LT(converter.step(), 1e-9 * parameters.adc_full_scale);
  EXPECT_TRUE(convert_one(converter, 1e-3).saturated);
}

TEST(successive_approximation, area_follows_the_published_6_and_8_bit_converters) {
  // [S24]: 1200 um^2 at 8 bits, 580 um^2 at 6 bits: 2.07, here 2.
  const technology_parameters technology;
  const successive_approximation_converter eight(small_converter(8, 8, 1e-6), technology);
  const successive_approximation_converter six(small_converter(6, 8, 1e-6), technology);
  EXPECT_DOUBLE_EQ(eight.area(), technology.adc_area);
  EXPECT_NEAR(eight.area() / six.area(), 1200.0 / 580.0, 0.1);
}

TEST(successive_approximation, converters_that_cannot_exist_are_refused) {
  const technology_parameters technology;
  const auto build = [&](const converter_parameters& parameters) {
    successive_approximation_converter{parameters, technology};
    digital_to_analog_converter{parameters, technology};
  };
  EXPECT_NO_THROW(build(converter_parameters{}));
  for (const std::int64_t wrong : {-1, 0, 17}) {
    EXPECT_THROW(build(small_converter(wrong, 8, 1e-6)), std::invalid_argument);
    EXPECT_THROW(build(small_converter(8, wrong, 1e-6)), std::invalid_argument);
  }
  EXPECT_THROW(build(small_converter(8, 8, 0.0)), std::invalid_argument);
  EXPECT_THROW(build(small_converter(8, 8, std::nan(""))), std::invalid_argument);
  converter_parameters without_columns;
  without_columns.columns_per_adc = 0;
  EXPECT_THROW(build(without_columns), std::invalid_argument);
  converter_parameters one_bit_dac;
  one_bit_dac.dac_bits = 1;
  EXPECT_THROW(build(one_bit_dac), std::invalid_argument);
}

TEST(sample_and_hold_stage, costs_what_the_technology_says) {
  const memvp::sample_and_hold stage{technology_parameters{}};
  EXPECT_DOUBLE_EQ(stage.energy_per_sample(), 8.22e-15);
  EXPECT_EQ(stage.cycles(), 1U);
}

}  // namespace
