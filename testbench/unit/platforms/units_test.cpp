// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/units.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace {

using memvp::dimension;
using memvp::format_quantity;
using memvp::parse_quantity;

std::string error_of(std::string_view text, dimension unit) {
  try {
    parse_quantity(text, unit);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

TEST(units, quantities_are_the_doubles_nearest_to_the_written_decimal) {
  EXPECT_EQ(parse_quantity("150 ms", dimension::time), 0.15);
  EXPECT_EQ(parse_quantity("7.5 nS", dimension::conductance), 7.5e-9);
  EXPECT_EQ(parse_quantity("0.3 pJ", dimension::energy), 0.3e-12);
  EXPECT_EQ(parse_quantity("2 ohm", dimension::resistance), 2.0);
  EXPECT_EQ(parse_quantity("230 uA", dimension::current), 230e-6);
  EXPECT_EQ(parse_quantity("1450 um^2", dimension::area), 1450e-12);
  EXPECT_EQ(parse_quantity("100 MHz", dimension::frequency), 100e6);
  EXPECT_EQ(parse_quantity("1e-3", dimension::number), 1e-3);
  EXPECT_EQ(parse_quantity("1e-3 V", dimension::voltage), 1e-3);
  EXPECT_EQ(parse_quantity("-5V", dimension::voltage), -5.0);
  EXPECT_EQ(parse_quantity("+.5 kohm", dimension::resistance), 500.0);
  EXPECT_EQ(parse_quantity("3 %", dimension::number), 0.03);
  EXPECT_EQ(parse_quantity("2 TW", dimension::power), 2e12);
  EXPECT_EQ(parse_quantity(" 130 nm ", dimension::length), 130e-9);
  EXPECT_EQ(parse_quantity("2 fF", dimension::capacitance), 2e-15);
}

TEST(units, other_spellings_of_micro_ohm_and_square_are_understood) {
  EXPECT_EQ(parse_quantity("10 \u00b5s", dimension::time), 10e-6);
  EXPECT_EQ(parse_quantity("10 \u03bcs", dimension::time), 10e-6);
  EXPECT_EQ(parse_quantity("2 k\u03a9", dimension::resistance), 2000.0);
  EXPECT_EQ(parse_quantity("2 Ohm", dimension::resistance), 2.0);
  EXPECT_EQ(parse_quantity("3 mm\u00b2", dimension::area), 3e-6);
  EXPECT_EQ(parse_quantity("3 um2", dimension::area), 3e-12);
}

TEST(units, zero_and_infinity_need_no_unit) {
  EXPECT_EQ(parse_quantity("0", dimension::resistance), 0.0);
  EXPECT_EQ(parse_quantity("infinite", dimension::time), std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_quantity("inf", dimension::number), std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_quantity("-inf", dimension::number), -std::numeric_limits<double>::infinity());
}

TEST(units, mistakes_are_sentences_with_what_was_given_and_what_is_allowed) {
  EXPECT_EQ(error_of("3 mV", dimension::time), "\"3 mV\" is a voltage, but a time such as \"150 ms\" is expected");
  EXPECT_EQ(error_of("0.1", dimension::time), "\"0.1\" has no unit, but a time such as \"150 ms\" is expected");
  EXPECT_EQ(error_of("5 parsec", dimension::length),
            "\"5 parsec\" has the unknown unit \"parsec\", but a length such as \"130 nm\" is expected");
  EXPECT_EQ(error_of("fast", dimension::time),
            "\"fast\" does not begin with a number, but a time such as \"150 ms\" is expected");
  EXPECT_EQ(error_of("", dimension::number), "\"\" is empty, but a plain number such as \"0.01\" is expected");
  EXPECT_EQ(error_of("1e400 s", dimension::time),
            "\"1e400 s\" is outside the range of double precision, but a time such as \"150 ms\" is expected");
  EXPECT_NE(error_of("1.2.3 s", dimension::time), "no error");
  EXPECT_NE(error_of("1 s s", dimension::time), "no error");
  EXPECT_NE(error_of("nan", dimension::number), "no error");
  EXPECT_NE(error_of("--3 s", dimension::time), "no error");
  EXPECT_NE(error_of("1e99999999999 s", dimension::time), "no error");
  EXPECT_NE(error_of("5 Mm^", dimension::area), "no error");
}

TEST(units, formatted_quantities_are_readable) {
  EXPECT_EQ(format_quantity(0.15, dimension::time), "150 ms");
  EXPECT_EQ(format_quantity(7.5e-9, dimension::conductance), "7.5 nS");
  EXPECT_EQ(format_quantity(1450e-12, dimension::area), "1450 um^2");
  EXPECT_EQ(format_quantity(100e6, dimension::frequency), "100 MHz");
  EXPECT_EQ(format_quantity(-5.0, dimension::voltage), "-5 V");
  EXPECT_EQ(format_quantity(0.0, dimension::current), "0 A");
  EXPECT_EQ(format_quantity(0.03, dimension::number), "0.03");
  EXPECT_EQ(format_quantity(300.0, dimension::number), "300");
  EXPECT_EQ(format_quantity(std::numeric_limits<double>::infinity(), dimension::time), "infinite");
  EXPECT_EQ(memvp::format_rounded(1.0 / 3.0, dimension::time), "333.3 ms");
  EXPECT_EQ(memvp::format_rounded(2.0 / 3.0, dimension::number, 3), "0.667");
}

// Any double, whatever its size, must come back bit by bit, or a run could not be repeated from its run.toml.
TEST(units, every_formatted_quantity_parses_to_exactly_the_same_double) {
  std::mt19937_64 bits(1);
  for (int sample = 0; sample < 200000; ++sample) {
    const std::uint64_t pattern = bits();
    double value = 0.0;
    std::memcpy(&value, &pattern, sizeof value);
    if (!std::isfinite(value)) continue;
    if (sample % 2 == 0) value = std::ldexp(value, -std::ilogb(value) % 1000 + sample % 120 - 60);
    for (const dimension unit : {dimension::number, dimension::time, dimension::area, dimension::resistance}) {
      ASSERT_EQ(parse_quantity(format_quantity(value, unit), unit), value) << format_quantity(value, unit);
    }
  }
}

}  // namespace
