// SPDX-License-Identifier: Apache-2.0
// Vector products of the 1T1R tile: what the words stand for, in every way of driving and of reading out.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "memvp/models/circuits/crossbar.hpp"
#include "memvp/testbench/unit/tiles/rram_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
namespace reg = rram_register;

constexpr std::uint32_t rows = 6, columns = 8;
/// Of a signed 4-bit code: -7 to 7.
constexpr double largest_signed = 7;

rram_command product(array_region region, rram_column_mode mode) {
  rram_command command = rram_command_of(rram_operation::multiply, region);
  command.columns = mode;
  return command;
}

/// Current of a column [A] with wires of no resistance: the codes, as shares of the greatest, drive read voltages whose
/// currents bend like a hyperbolic sine.
double column_current(const rram_tile_parameters& p, const std::vector<double>& siemens, std::size_t column,
                      const std::vector<std::int32_t>& codes, double largest) {
  double amperes = 0;
  for (std::size_t row = 0; row < codes.size(); ++row)
    amperes += read_volts(p, p.read.voltage * codes[row] / largest) * in_series(p, siemens[row * columns + column]);
  return amperes;
}

TEST(a_product_of_the_1t1r_tile, is_that_of_conductances_with_their_transistors_and_read_voltages) {
  const rram_tile_parameters p = ideal_rram_tile(rows, columns);
  on_an_rram_tile(p, [&](rram_bench& tile) {
    const std::vector<double> siemens = random_conductances(rows * columns, 1);
    tile.tile.array().set_conductances(siemens.data());
    const std::vector<std::int32_t> codes{15, 0, 7, 1, 12, 3};  // unsigned, 4 bits
    tile.write_codes(codes, rows);
    EXPECT_EQ(tile.carry_out(product({0, rows, 0, columns}, rram_column_mode::single)), rram_error::none);
    const double lsb = tile.look_float(reg::current_lsb);
    const auto words = tile.results(columns);
    for (std::size_t column = 0; column < columns; ++column) {
      const double expected = column_current(p, siemens, column, codes, 15);
      EXPECT_NEAR(words[column] * lsb, expected, lsb) << column;  // half a step, and the register's single precision
    }
  });
}

TEST(a_product_of_the_1t1r_tile, takes_signed_codes_and_differences_of_columns) {
  const rram_tile_parameters p = ideal_rram_tile(rows, columns);
  on_an_rram_tile(p, [&](rram_bench& tile) {
    const std::vector<double> siemens = random_conductances(rows * columns, 2);
    tile.tile.array().set_conductances(siemens.data());
    const std::vector<std::int32_t> codes{7, -7, 0, -1, 3, 5};
    tile.write_codes(codes, rows);
    const double lsb = tile.look_float(reg::current_lsb);
    std::vector<double> current(columns);
    for (std::size_t column = 0; column < columns; ++column)
      current[column] = column_current(p, siemens, column, codes, largest_signed);

    rram_command command = product({0, rows, 0, columns}, rram_column_mode::differential);
    command.input_signed = true;
    EXPECT_EQ(tile.carry_out(command), rram_error::none);
    auto words = tile.results(columns / 2);
    for (std::size_t line = 0; line < columns / 2; ++line)
      EXPECT_NEAR(words[line] * lsb, current[2 * line] - current[2 * line + 1], lsb) << line;

    command.columns = rram_column_mode::offset;
    EXPECT_EQ(tile.carry_out(command), rram_error::none);
    words = tile.results(columns - 1);
    for (std::size_t line = 0; line + 1 < columns; ++line)
      EXPECT_NEAR(words[line] * lsb, current[line] - current[columns - 1], lsb) << line;
  });
}

TEST(a_product_of_the_1t1r_tile, has_words_of_the_converters_step_in_the_chosen_range) {
  rram_tile_parameters p = ideal_rram_tile(rows, columns);
  p.converter.ideal = false;
  p.converter.full_scale = 64e-6;  // A at code 127
  on_an_rram_tile(p, [&](rram_bench& tile) {
    const std::vector<double> siemens = random_conductances(rows * columns, 3);
    tile.tile.array().set_conductances(siemens.data());
    const std::vector<std::int32_t> codes{15, 15, 15, 15, 15, 14};
    tile.write_codes(codes, rows);
    rram_command command = product({0, rows, 0, columns}, rram_column_mode::single);
    for (const std::uint32_t range : {0u, 1u, 3u}) {
      command.converter_range = range;
      const std::uint32_t saturated_before = tile.get(reg::saturations_low);
      EXPECT_EQ(tile.carry_out(command), rram_error::none);
      const auto words = tile.results(columns);
      const double step = 64e-6 / 127 / (1 << range);
      std::uint32_t beyond = 0;
      for (std::size_t column = 0; column < columns; ++column) {
        const double units = column_current(p, siemens, column, codes, 15) / step;
        beyond += units > 127.5;
        EXPECT_EQ(words[column], static_cast<std::int32_t>(std::lround(std::min(units, 127.0)))) << column;
      }
      EXPECT_EQ(tile.get(reg::saturations_low) - saturated_before, beyond) << range;
      if (range == 3) {
        EXPECT_GT(beyond, 0u);  // 6 cells of 20 uS carry some 25 uA, 8 uA is the full scale
      }
    }
  });
}

TEST(a_product_of_the_1t1r_tile, adds_slices_with_the_most_significant_first) {
  const rram_tile_parameters p = ideal_rram_tile(rows, columns);
  on_an_rram_tile(p, [&](rram_bench& tile) {
    const std::vector<double> siemens = random_conductances(rows * columns, 4);
    tile.tile.array().set_conductances(siemens.data());
    const std::vector<std::int32_t> codes{1, 2, 3, 4, 5, 6};
    tile.write_codes(codes, rows);
    rram_command command = product({0, rows, 0, columns}, rram_column_mode::differential);
    EXPECT_EQ(tile.carry_out(command), rram_error::none);
    const auto lines = tile.results(4);
    command.slices = 2;
    command.slice_bits = 3;
    EXPECT_EQ(tile.carry_out(command), rram_error::none);
    const auto sums = tile.results(2);
    for (std::size_t output = 0; output < 2; ++output)
      EXPECT_EQ(sums[output], 8 * lines[2 * output] + lines[2 * output + 1]);
  });
}

/// Words times their step, of the same product, driven in another way.
std::vector<double> currents_driven(rram_drive drive, bool input_signed, const std::vector<std::int32_t>& codes,
                                    rram_bench& tile) {
  tile.write_codes(codes, rows);
  rram_command command = product({0, rows, 0, columns}, rram_column_mode::differential);
  command.input_signed = input_signed;
  EXPECT_EQ(tile.carry_out(command), rram_error::none);
  const double divisor = drive == rram_drive::bit_serial ? (input_signed ? 7 : 15) : 1;
  std::vector<double> currents;
  for (const std::int32_t word : tile.results(columns / 2))
    currents.push_back(word * tile.look_float(reg::current_lsb) / divisor);
  return currents;
}

class the_way_of_driving : public testing::TestWithParam<rram_drive> {};

TEST_P(the_way_of_driving, does_not_change_what_the_words_stand_for) {
  rram_tile_parameters p = ideal_rram_tile(rows, columns);
  p.converter.drive = GetParam();
  // Bits are all driven at the full voltage: the bent characteristic is a constant factor there.
  const double factor = read_volts(p, p.read.voltage) / p.read.voltage;
  on_an_rram_tile(p, [&](rram_bench& tile) {
    const std::vector<double> siemens = random_conductances(rows * columns, 5);
    tile.tile.array().set_conductances(siemens.data());
    for (const bool input_signed : {false, true}) {
      const std::vector<std::int32_t> codes =
          input_signed ? std::vector<std::int32_t>{7, -3, 0, 5, -7, 1} : std::vector<std::int32_t>{15, 1, 0, 9, 8, 6};
      const auto currents = currents_driven(GetParam(), input_signed, codes, tile);
      for (std::size_t line = 0; line < columns / 2; ++line) {
        double expected = 0;
        for (std::size_t row = 0; row < rows; ++row)
          expected +=
              factor * p.read.voltage * codes[row] / (input_signed ? 7 : 15) *
              (in_series(p, siemens[row * columns + 2 * line]) - in_series(p, siemens[row * columns + 2 * line + 1]));
        EXPECT_NEAR(currents[line], expected, 1e-8) << line;  // a step is 2 mA / 2^20 = 2 nA, one a bit
      }
    }
  });
}

INSTANTIATE_TEST_SUITE_P(in_bits, the_way_of_driving, testing::Values(rram_drive::bit_serial, rram_drive::pulse_count),
                         [](const auto& chosen) {
                           return chosen.param == rram_drive::bit_serial ? "serial" : "counted";
                         });

TEST(a_single_bit_input, may_be_minus_one_zero_or_one) {
  rram_tile_parameters p = ideal_rram_tile(rows, columns);
  p.converter.dac_bits = 1;
  on_an_rram_tile(p, [&](rram_bench& tile) {
    const std::vector<double> siemens = random_conductances(rows * columns, 6);
    tile.tile.array().set_conductances(siemens.data());
    const std::vector<std::int32_t> codes{1, -1, 0, 1, 1, -1};
    tile.write_codes(codes, rows);
    rram_command command = product({0, rows, 0, columns}, rram_column_mode::single);
    EXPECT_EQ(tile.carry_out(command), rram_error::code_out_of_range);
    command.input_signed = true;
    EXPECT_EQ(tile.carry_out(command), rram_error::none);
    const double lsb = tile.look_float(reg::current_lsb);
    const auto words = tile.results(columns);
    for (std::size_t column = 0; column < columns; ++column)
      EXPECT_NEAR(words[column] * lsb, column_current(p, siemens, column, codes, 1), lsb);
  });
}

TEST(several_vectors, begin_at_word_boundaries_and_give_results_one_behind_the_other) {
  const rram_tile_parameters p = ideal_rram_tile(rows, columns);
  on_an_rram_tile(p, [&](rram_bench& tile) {
    const std::vector<double> siemens = random_conductances(rows * columns, 7);
    tile.tile.array().set_conductances(siemens.data());
    const std::vector<std::int32_t> codes{1, 2, 3, 4, 5, /**/ 15, 0, 0, 0, 0, /**/ 9, 8, 7, 6, 5};
    tile.write_codes(codes, 5);  // 5 codes in 8 bytes
    rram_command command = product({1, 5, 2, 4}, rram_column_mode::single);
    command.vectors = 3;
    EXPECT_EQ(tile.carry_out(command), rram_error::none);
    const double lsb = tile.look_float(reg::current_lsb);
    const auto words = tile.results(12);
    for (std::size_t vector = 0; vector < 3; ++vector)
      for (std::size_t column = 0; column < 4; ++column) {
        double expected = 0;
        for (std::size_t row = 0; row < 5; ++row)
          expected += read_volts(p, 0.2 * codes[5 * vector + row] / 15) *
                      in_series(p, siemens[(row + 1) * columns + column + 2]);
        EXPECT_NEAR(words[4 * vector + column] * lsb, expected, lsb) << vector << " " << column;
      }
  });
}

TEST(an_analog_output, brings_each_vectors_currents_to_its_slot_at_its_sample) {
  const rram_tile_parameters p = ideal_rram_tile(rows, columns);
  recording_sink neurons("neurons");
  on_an_rram_tile(
      p,
      [&](rram_bench& tile) {
        const std::vector<double> siemens = random_conductances(rows * columns, 8);
        tile.tile.array().set_conductances(siemens.data());
        const std::vector<std::int32_t> codes{7, -7, 0, -1, 3, 5, /**/ 1, 1, 1, 1, 1, 1};
        tile.write_codes(codes, rows);
        rram_command command = product({0, rows, 0, columns}, rram_column_mode::differential);
        command.input_signed = command.analog_output = true;
        command.vectors = 2;
        command.first_neuron = 5;
        EXPECT_EQ(tile.carry_out(command), rram_error::none);
        const cycle_count start = tile.latency.rows().back().start;
        ASSERT_EQ(neurons.deliveries.size(), 2u);
        for (std::size_t vector = 0; vector < 2; ++vector) {
          const auto& delivery = neurons.deliveries[vector];
          EXPECT_EQ(delivery.slot, vector);
          EXPECT_EQ(delivery.first_neuron, 5u);
          // D 2, then F 2 (6 codes are two words), T 1 + 1, I 10; the second vector was fetched meanwhile
          EXPECT_EQ(delivery.sampled_at, start + 2 + 2 + 12 * (vector + 1));
          EXPECT_LE(delivery.sampled_at, delivery.delivered_at);
          ASSERT_EQ(delivery.amperes.size(), columns / 2);
          const std::vector<std::int32_t> own(codes.begin() + static_cast<long>(vector * rows),
                                              codes.begin() + static_cast<long>((vector + 1) * rows));
          for (std::size_t line = 0; line < columns / 2; ++line)
            EXPECT_NEAR(delivery.amperes[line],
                        column_current(p, siemens, 2 * line, own, largest_signed) -
                            column_current(p, siemens, 2 * line + 1, own, largest_signed),
                        1e-17);
        }
        EXPECT_EQ(tile.get(reg::conversions_low), 0u);
        EXPECT_EQ(tile.latency.rows().back().cycles, 2u + 2 + 24);  // it ends with the last sample
      },
      1, &neurons);
}

TEST(neurons_that_refuse, end_the_command_with_an_error_and_get_nothing_more) {
  const rram_tile_parameters p = ideal_rram_tile(rows, columns);
  recording_sink neurons("neurons");
  neurons.capacity = 1;
  on_an_rram_tile(
      p,
      [&](rram_bench& tile) {
        tile.write_codes(std::vector<std::int32_t>(3 * rows, 1), rows);
        rram_command command = product({0, rows, 0, columns}, rram_column_mode::single);
        command.analog_output = true;
        command.vectors = 3;
        EXPECT_EQ(tile.carry_out(command), rram_error::neurons_refused);
        EXPECT_EQ(neurons.deliveries.size(), 1u);
      },
      1, &neurons);
}

TEST(read_noise, of_a_line_is_that_of_its_cells_added_up) {
  rram_tile_parameters p = ideal_rram_tile(rows, columns);
  p.device.read_noise = 0.01;
  p.sequencer.input_buffer = p.sequencer.result_buffer = 65536;
  on_an_rram_tile(p, [&](rram_bench& tile) {
    const std::vector<double> siemens = random_conductances(rows * columns, 9);
    tile.tile.array().set_conductances(siemens.data());
    const std::vector<std::int32_t> codes{15, 3, 7, 0, 12, 9};
    constexpr std::size_t vectors = 2000;
    std::vector<std::int32_t> all;
    for (std::size_t i = 0; i < vectors; ++i) all.insert(all.end(), codes.begin(), codes.end());
    tile.write_codes(all, rows);
    for (const rram_column_mode mode :
         {rram_column_mode::single, rram_column_mode::differential, rram_column_mode::offset}) {
      rram_command command = product({0, rows, 0, columns}, mode);
      command.vectors = vectors;
      EXPECT_EQ(tile.carry_out(command), rram_error::none);
      const std::uint32_t lines = sensed_lines(mode, columns);
      const double lsb = tile.look_float(reg::current_lsb);
      const auto words = tile.results(vectors * lines);
      const auto variance_of = [&](std::size_t column) {
        double sum = 0;
        for (std::size_t row = 0; row < rows; ++row)
          sum +=
              std::pow(0.01 * read_volts(p, 0.2 * codes[row] / 15) * in_series(p, siemens[row * columns + column]), 2);
        return sum;
      };
      for (std::size_t line = 0; line < lines; ++line) {
        double mean = 0, square = 0;
        for (std::size_t vector = 0; vector < vectors; ++vector) {
          const double amperes = words[vector * lines + line] * lsb;
          mean += amperes / vectors;
          square += amperes * amperes / vectors;
        }
        const double expected = mode == rram_column_mode::single ? variance_of(line)
                                : mode == rram_column_mode::differential
                                    ? variance_of(2 * line) + variance_of(2 * line + 1)
                                    : variance_of(line) + variance_of(columns - 1);
        // The variance of 2000 draws spreads by sqrt(2/2000) = 3.2 %; four of that.
        EXPECT_NEAR((square - mean * mean) / expected, 1, 0.13) << static_cast<int>(mode) << " " << line;
      }
    }
  });
}

}  // namespace
}  // namespace memvp
