// SPDX-License-Identifier: Apache-2.0
// The read path: products of the programmed array, conversion, time, wires.
#include <gtest/gtest.h>

#include <cmath>

#include "memvp/models/circuits/crossbar.hpp"
#include "memvp/testbench/unit/tiles/tile_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = ecram_operation;

/// Writes random states into the whole array by pulses, half-selection and all.
void program_randomly(tile_bench& tile, std::uint64_t seed) {
  draws random(seed);
  const auto rows = static_cast<std::uint32_t>(tile.tile.array().rows());
  const auto columns = static_cast<std::uint32_t>(tile.tile.array().columns());
  std::vector<std::int32_t> widths;
  for (std::uint32_t i = 0; i < rows * columns; ++i) widths.push_back(random.between(0, 9000));
  tile.write(ecram_window::pulse, widths);
  EXPECT_EQ(tile.carry_out(command_of(operation::program_row_parallel, {0, rows, 0, columns})), ecram_error::none);
}

TEST(a_product_with_ideal_converters, is_the_conductances_times_the_voltages) {
  ecram_tile_parameters p = quiet_tile(9, 6);
  p.converter.ideal = true;
  on_a_tile(p, [](tile_bench& tile) {
    program_randomly(tile, 41);
    const std::vector<double> siemens = tile.conductances();
    draws random(42);
    for (const array_region region : {array_region{0, 9, 0, 6}, array_region{2, 5, 1, 3}, array_region{8, 1, 5, 1}}) {
      for (const bool transposed : {false, true}) {
        constexpr std::uint32_t vectors = 3;
        const std::uint32_t driven = transposed ? region.columns : region.rows;
        const std::uint32_t sensed = transposed ? region.rows : region.columns;
        std::vector<double> volts;
        for (std::uint32_t i = 0; i < vectors * driven; ++i) volts.push_back(0.2 * random.fraction() - 0.1);
        tile.write(ecram_window::input, volts);
        ecram_command command = command_of(transposed ? operation::multiply_transposed : operation::multiply, region);
        command.vectors = vectors;
        EXPECT_EQ(tile.carry_out(command), ecram_error::none);
        const std::vector<double> amperes = tile.read<double>(ecram_window::result, vectors * sensed);
        for (std::uint32_t vector = 0; vector < vectors; ++vector) {
          for (std::uint32_t s = 0; s < sensed; ++s) {
            long double sum = 0, magnitude = 0;
            for (std::uint32_t d = 0; d < driven; ++d) {
              const std::size_t row = region.first_row + (transposed ? s : d);
              const std::size_t column = region.first_column + (transposed ? d : s);
              const long double term = static_cast<long double>(siemens[row * 6 + column]) * volts[vector * driven + d];
              sum += term;
              magnitude += std::abs(term);
            }
            EXPECT_NEAR(amperes[vector * sensed + s], static_cast<double>(sum), 1e-12 * static_cast<double>(magnitude));
          }
        }
      }
    }
  });
}

TEST(a_product, is_converted_to_half_a_step_of_the_range_it_needs) {
  ecram_tile_parameters p = quiet_tile(8, 7);
  on_a_tile(p, [&](tile_bench& tile) {
    program_randomly(tile, 43);
    const std::vector<double> siemens = tile.conductances();
    draws random(44);
    // 8 bits: codes to 127; range k has a full scale of 230 uA / 2^k and a step of 1/127 of it, k = 0..7.
    const double narrowest_step = 230e-6 / 127 / 128;
    int ranges_met = 0;
    std::vector<bool> met(8, false);
    for (int trial = 0; trial < 40; ++trial) {
      const int largest = trial % 4 == 0 ? 127 : trial % 4 == 1 ? 30 : 4;
      std::vector<std::int32_t> codes;
      for (int i = 0; i < 8; ++i) codes.push_back(trial % 8 == 0 ? largest : random.between(-largest, largest));
      tile.write(ecram_window::input, codes);
      EXPECT_EQ(tile.carry_out(command_of(operation::multiply, {0, 8, 0, 7})), ecram_error::none);
      const std::vector<std::int32_t> words = tile.read<std::int32_t>(ecram_window::result, 7);
      for (std::size_t column = 0; column < 7; ++column) {
        double current = 0;
        for (std::size_t row = 0; row < 8; ++row) current += siemens[row * 7 + column] * codes[row] * (0.1 / 127);
        int range = 7;  // the narrowest whose codes, to 127.5, hold the current
        while (range > 0 && std::abs(current) > 127.5 * narrowest_step * std::ldexp(1, 7 - range)) --range;
        met[static_cast<std::size_t>(range)] = true;
        const double step = narrowest_step * std::ldexp(1, 7 - range);
        EXPECT_LE(std::abs(words[column] * narrowest_step - current), 0.5 * step * (1 + 1e-9)) << current;
        EXPECT_EQ(words[column] % (1 << (7 - range)), 0);
      }
    }
    for (const bool one : met) ranges_met += one;
    EXPECT_GE(ranges_met, 5);
    EXPECT_EQ(tile.get(ecram_register::saturations), 0u);
  });
}

TEST(a_conversion, saturates_at_the_widest_range_and_is_counted) {
  ecram_tile_parameters p = quiet_tile(4, 3);
  p.converter.adc_full_scale = 8e-6;
  p.array.initial_state = 0;  // 15 uS, 1.5 uA a cell at 0.1 V
  on_a_tile(p, [](tile_bench& tile) {
    // Rows of 15 uS carry 6 uA a column together. Column 1 gets a whole window in every row: 12 uA.
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{10000, 10000, 10000, 10000});
    EXPECT_EQ(tile.carry_out(command_of(operation::program_serial, {0, 4, 1, 1})), ecram_error::none);
    for (const std::int32_t sign : {1, -1}) {
      tile.write(ecram_window::input, std::vector<std::int32_t>(4, 127 * sign));
      EXPECT_EQ(tile.carry_out(command_of(operation::multiply, {0, 4, 0, 3})), ecram_error::none);
      const std::vector<std::int32_t> words = tile.read<std::int32_t>(ecram_window::result, 3);
      EXPECT_EQ(words[1], sign * 127 * 128);
      EXPECT_LT(std::abs(words[0]), 127 * 128);
    }
    EXPECT_EQ(tile.get(ecram_register::saturations), 2u);
    EXPECT_EQ(tile.get(ecram_register::conversions_low), 6u);
  });
}

TEST(a_cell, is_ohmic_in_the_read_range) {
  // Fact sheet, section 8, check 4: R^2 of the I-V line at least 0.9999, with read noise and conversion as they are.
  ecram_tile_parameters p;
  p.array.rows = p.array.columns = 1;
  p.array.initial_state = 0.5;
  p.sequencer.buffer_vectors = 300;
  on_a_tile(p, [](tile_bench& tile) {
    std::vector<std::int32_t> codes;
    for (std::int32_t code = -127; code <= 127; ++code) codes.push_back(code);
    tile.write(ecram_window::input, codes);
    ecram_command command = command_of(operation::multiply, {0, 1, 0, 1});
    command.vectors = 255;
    EXPECT_EQ(tile.carry_out(command), ecram_error::none);
    const std::vector<std::int32_t> words = tile.read<std::int32_t>(ecram_window::result, 255);
    double n = 255, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
    for (std::size_t i = 0; i < 255; ++i) {
      const double volts = codes[i] * (0.1 / 127), amperes = words[i] * (230e-6 / 127 / 128);
      x += volts, y += amperes, xx += volts * volts, xy += volts * amperes, yy += amperes * amperes;
    }
    const double covariance = n * xy - x * y, spread = n * xx - x * x;
    const double r_squared = covariance * covariance / (spread * (n * yy - y * y));
    EXPECT_GE(r_squared, 0.9999);
    EXPECT_LT(r_squared, 1);
    EXPECT_NEAR(covariance / spread, 22.5e-6, 0.005 * 22.5e-6);  // g = 0.5 of 15 to 30 uS
  });
}

TEST(vectors, follow_each_other_while_the_one_before_is_converted) {
  ecram_tile_parameters p = quiet_tile(10, 10);
  on_a_tile(p, [](tile_bench& tile) {
    ecram_command command = command_of(operation::multiply, {0, 10, 0, 10});
    for (const std::uint32_t vectors : {1u, 2u, 32u}) {
      command.vectors = vectors;
      // D 2; each vector 10 F 10, T 1 + 1000, I 1000, which hides the conversion of the one before; at the end 10 lines
      // on 2 converters: 5 rounds of 1 + 8 + 1 cycles
      EXPECT_EQ(tile.cycles_of(command), 2u + vectors * 2011u + 50u);
    }
  });
}

TEST(vectors, wait_for_converters_that_are_slower_than_the_array) {
  ecram_tile_parameters p = quiet_tile(4, 10);
  p.converter.columns_per_adc = 10;
  p.device.settle_time = 500e-9;
  p.device.read_time = 200e-9;
  on_a_tile(p, [](tile_bench& tile) {
    ecram_command command = command_of(operation::multiply, {0, 4, 0, 10});
    command.vectors = 5;
    // D 2; first sample after 4 F 4, T 51, I 20; then one in every 10 rounds of 10 cycles, as 75 are less than 100
    EXPECT_EQ(tile.cycles_of(command), 2u + 75 + 5 * 100);
    // Transposed: 10 F 10, T 51, I 20; 4 rounds, 40 cycles, are hidden but for the last
    command.operation = operation::multiply_transposed;
    EXPECT_EQ(tile.cycles_of(command), 2u + 5 * 81 + 40);
  });
}

TEST(a_read_after_a_write, begins_when_the_cells_have_settled) {
  on_a_tile(quiet_tile(2, 2), [](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{1});
    EXPECT_EQ(tile.carry_out(command_of(operation::program_serial, {0, 1, 0, 1})), ecram_error::none);
    const latency_log::row write = tile.latency.rows().back();
    const cycle_count pulse_end = write.start + write.cycles - 10;  // before L
    const cycle_count taken = tile.cycles_of(command_of(operation::multiply, {0, 2, 0, 2}));
    const cycle_count start = tile.latency.rows().back().start;
    // W 1000 from the pulse's end; then 2 F 2, T 1001, I 1000, 2 rounds of 10 on the only converter
    EXPECT_EQ(start + taken, pulse_end + 1000 + 2 + 1001 + 1000 + 20);
    EXPECT_EQ(tile.cycles_of(command_of(operation::multiply, {0, 2, 0, 2})), 2u + 2 + 1001 + 1000 + 20);
  });
}

/// Currents into the sense nodes from the potentials of all nodes: another solver than the tile's.
std::vector<double> currents_by_potentials(const conductance_matrix& siemens, const wire_parameters& wires,
                                           const Eigen::VectorXd& volts) {
  const crossbar_potentials potentials = node_potentials(siemens, wires, volts);
  std::vector<double> amperes;
  for (Eigen::Index column = 0; column < siemens.cols(); ++column)
    amperes.push_back(siemens.col(column).dot(potentials.row_nodes.col(column) - potentials.column_nodes.col(column)));
  return amperes;
}

TEST(a_product_through_wires, is_what_the_potentials_of_all_nodes_say) {
  constexpr Eigen::Index rows = 7, columns = 5;
  ecram_tile_parameters p = quiet_tile(rows, columns);
  p.converter.ideal = true;
  p.array.wire_resistance = 20;
  p.array.column_resistance_ratio = 0.5;
  on_a_tile(p, [&](tile_bench& tile) {
    program_randomly(tile, 45);
    const std::vector<double> seen = tile.conductances();
    const conductance_matrix siemens = Eigen::Map<const conductance_matrix>(seen.data(), rows, columns);
    draws random(46);
    Eigen::VectorXd volts(rows), backward(columns);
    for (double& v : volts) v = 0.2 * random.fraction() - 0.1;
    for (double& v : backward) v = 0.2 * random.fraction() - 0.1;

    tile.write(ecram_window::input, std::vector<double>(volts.data(), volts.data() + rows));
    EXPECT_EQ(tile.carry_out(command_of(operation::multiply, {0, rows, 0, columns})), ecram_error::none);
    std::vector<double> amperes = tile.read<double>(ecram_window::result, columns);
    std::vector<double> expected = currents_by_potentials(siemens, {20, 10, drive_sides::single}, volts);
    const double scale = 0.1 * 30e-6 * rows;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_NEAR(amperes[i], expected[i], 1e-9 * std::abs(expected[i]));
      EXPECT_GT(std::abs(expected[i] - siemens.col(static_cast<Eigen::Index>(i)).dot(volts)), 1e-5 * scale)
          << "the wires make no difference";
    }

    // Driven at the bottom and sensed at the left: turned into the solver's position (driven at the left, sensed at the
    // bottom) the array is its transpose with both axes reversed, and word and bit lines have changed places.
    tile.write(ecram_window::input, std::vector<double>(backward.data(), backward.data() + columns));
    EXPECT_EQ(tile.carry_out(command_of(operation::multiply_transposed, {0, rows, 0, columns})), ecram_error::none);
    amperes = tile.read<double>(ecram_window::result, rows);
    const conductance_matrix turned = siemens.transpose().reverse();
    expected = currents_by_potentials(turned, {10, 20, drive_sides::single}, backward.reverse());
    for (std::size_t i = 0; i < expected.size(); ++i)
      EXPECT_NEAR(amperes[rows - 1 - i], expected[i], 1e-9 * std::abs(expected[i]));
  });
}

TEST(a_region_of_a_product_through_wires, leaves_the_other_rows_at_ground) {
  ecram_tile_parameters p = quiet_tile(6, 4);
  p.converter.ideal = true;
  p.array.wire_resistance = 20;
  p.array.sides = drive_sides::both;
  on_a_tile(p, [&](tile_bench& tile) {
    program_randomly(tile, 47);
    const std::vector<double> seen = tile.conductances();
    const conductance_matrix siemens = Eigen::Map<const conductance_matrix>(seen.data(), 6, 4);
    tile.write(ecram_window::input, std::vector<double>{0.1, -0.04, 0.07});
    EXPECT_EQ(tile.carry_out(command_of(operation::multiply, {2, 3, 1, 2})), ecram_error::none);
    const std::vector<double> amperes = tile.read<double>(ecram_window::result, 2);
    Eigen::VectorXd volts = Eigen::VectorXd::Zero(6);
    volts << 0, 0, 0.1, -0.04, 0.07, 0;
    const std::vector<double> expected = currents_by_potentials(siemens, {20, 20, drive_sides::both}, volts);
    EXPECT_NEAR(amperes[0], expected[1], 1e-9 * std::abs(expected[1]));
    EXPECT_NEAR(amperes[1], expected[2], 1e-9 * std::abs(expected[2]));
  });
}

}  // namespace
}  // namespace memvp
