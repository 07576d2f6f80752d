// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/kinetics_encoder.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace memvp {
namespace {

kinetics_command command_of(kinetics_encoding encoding, std::uint32_t width = 1000) {
  kinetics_command command;
  command.encoding = encoding;
  command.low_volts = 0;
  command.high_volts = 3;
  command.pulse_width = width;
  return command;
}

TEST(kinetics_encoder, makes_amplitudes_of_as_many_levels_as_the_dac_has) {
  kinetics_command command = command_of(kinetics_encoding::amplitude);
  const kinetics_encoder two_bits(command, 2, 16);
  // Levels 0, 1/3, 2/3, 1; the border between the first two at 65535/6 = 10922.5
  EXPECT_EQ(two_bits.encode(0, false, 4096).volts, 0);
  EXPECT_TRUE(two_bits.encode(10922, false, 4096).empty());
  EXPECT_DOUBLE_EQ(two_bits.encode(10923, false, 4096).volts, 1);
  EXPECT_DOUBLE_EQ(two_bits.encode(65535, false, 4096).volts, 3);
  EXPECT_EQ(two_bits.encode(65535, false, 4096).cycles, 1000u);
  EXPECT_DOUBLE_EQ(two_bits.encode(65535, false, 2048).volts, 1.5);
  EXPECT_DOUBLE_EQ(two_bits.encode(0, true, 4096).volts, 3);  // 1 - f
  EXPECT_DOUBLE_EQ(two_bits.encode(10922, true, 4096).volts, 3);
  command.low_volts = -3;
  const kinetics_encoder signed_volts(command, 16, 16);
  EXPECT_DOUBLE_EQ(signed_volts.encode(0, false, 4096).volts, -3);
  EXPECT_EQ(signed_volts.encode(0, false, 4096).cycles, 1000u);
  EXPECT_NEAR(signed_volts.encode(32768, false, 4096).volts, 3.0 / 65535, 1e-12);
  EXPECT_DOUBLE_EQ(signed_volts.greatest_voltage(8192), 6);
}

TEST(kinetics_encoder, makes_widths_that_are_rounded_and_limited) {
  const kinetics_encoder encoder(command_of(kinetics_encoding::width), 8, 16);
  const kinetics_pulse half = encoder.encode(65535, false, 2048);
  EXPECT_EQ(half.cycles, 500u);
  EXPECT_EQ(half.volts, 3);
  EXPECT_FALSE(half.limited);
  EXPECT_EQ(encoder.encode(32767, false, 4096).cycles, 500u);  // 499.992
  EXPECT_EQ(encoder.encode(32, false, 4096).cycles, 0u);       // 0.488
  EXPECT_EQ(encoder.encode(33, false, 4096).cycles, 1u);       // 0.504
  EXPECT_TRUE(encoder.encode(32, false, 4096).empty());
  EXPECT_TRUE(encoder.encode(65535, false, 4099).limited);  // 1000.7 cycles
  EXPECT_EQ(encoder.encode(65535, false, 4099).cycles, 1000u);
  EXPECT_FALSE(encoder.encode(65535, false, 4098).limited);  // 1000.49
  // Halves go up: 0.5 of 1001 cycles.
  EXPECT_EQ(kinetics_encoder(command_of(kinetics_encoding::width, 1001), 8, 16).encode(65535, false, 2048).cycles,
            501u);
}

TEST(kinetics_encoder, is_exact_for_the_widest_slot) {
  const std::uint32_t widest = 0xFFFFFFFF;
  const kinetics_encoder encoder(command_of(kinetics_encoding::width, widest), 8, 16);
  EXPECT_EQ(encoder.encode(65535, false, 4096).cycles, widest);
  // 4294967295 / 65535 = 65537 exactly
  EXPECT_EQ(encoder.encode(1, false, 4096).cycles, 65537u);
  EXPECT_EQ(encoder.encode(65535, false, 65535).cycles, widest);
  EXPECT_TRUE(encoder.encode(65535, false, 65535).limited);
}

TEST(kinetics_encoder, spreads_the_parts_of_a_density_over_the_slot) {
  const kinetics_encoder encoder(command_of(kinetics_encoding::density, 87), 8, 8);
  EXPECT_EQ(encoder.part_cycles(), 10u);
  const auto pattern = [&](std::uint32_t n) {
    std::string parts;
    for (std::uint32_t i = 0; i < 8; ++i) parts += encoder.part_is_pulsed(n, i) ? '1' : '0';
    return parts;
  };
  // floor((i+1) n / 8) > floor(i n / 8)
  EXPECT_EQ(pattern(0), "00000000");
  EXPECT_EQ(pattern(1), "00000001");
  EXPECT_EQ(pattern(3), "00100101");
  EXPECT_EQ(pattern(6), "01110111");
  EXPECT_EQ(pattern(8), "11111111");
  const auto pulse = [&](std::uint32_t n) { return encoder.encode(n * 65535 / 8, false, 4096); };
  EXPECT_EQ(pulse(3).parts, 3u);
  EXPECT_EQ(pulse(3).cycles, 30u);
  EXPECT_EQ(encoder.rises(pulse(3), 87), 3u);
  EXPECT_EQ(encoder.rises(pulse(6), 87), 2u);
  EXPECT_EQ(encoder.rises(pulse(8), 87), 1u);
  EXPECT_EQ(encoder.rises(pulse(3), 50), 1u);  // the second begins with cycle 50
  EXPECT_EQ(encoder.rises(pulse(3), 51), 2u);
  for (std::uint32_t n = 0; n <= 8; ++n) {
    const std::string parts = pattern(n);
    std::uint32_t rises = 0;
    for (std::size_t i = 0; i < 8; ++i) rises += parts[i] == '1' && (i == 0 || parts[i - 1] == '0');
    EXPECT_EQ(encoder.rises(pulse(n), 87), rises) << n;
  }
  EXPECT_TRUE(encoder.encode(65535, false, 8192).limited);
  EXPECT_EQ(encoder.encode(65535, false, 8192).parts, 8u);
}

TEST(kinetics_encoder, knows_whether_the_line_is_up_at_the_end_of_the_slot) {
  const auto lasts = [](kinetics_encoding encoding, std::uint32_t width, std::uint32_t code) {
    const kinetics_encoder encoder(command_of(encoding, width), 8, 8);
    return encoder.lasts_to_the_end(encoder.encode(code, false, 4096));
  };
  EXPECT_TRUE(lasts(kinetics_encoding::amplitude, 80, 30000));
  EXPECT_FALSE(lasts(kinetics_encoding::amplitude, 80, 0));
  EXPECT_TRUE(lasts(kinetics_encoding::width, 80, 65535));
  EXPECT_FALSE(lasts(kinetics_encoding::width, 80, 60000));
  EXPECT_TRUE(lasts(kinetics_encoding::density, 80, 30000));   // the last part of any density is pulsed
  EXPECT_FALSE(lasts(kinetics_encoding::density, 81, 30000));  // a cycle is left over
  EXPECT_FALSE(lasts(kinetics_encoding::density, 80, 0));
}

}  // namespace
}  // namespace memvp
