// SPDX-License-Identifier: Apache-2.0
// The energy of reading, and of writing with readings between.
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/energy_bill.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = ecram_operation;

constexpr std::uint32_t rows = billed_rows, columns = billed_columns;

/// Sums of conductances along lines.
std::vector<double> sums(const std::vector<double>& siemens, bool of_columns) {
  std::vector<double> total(of_columns ? columns : rows);
  for (std::size_t cell = 0; cell < siemens.size(); ++cell)
    total[of_columns ? cell % columns : cell / columns] += siemens[cell];
  return total;
}

TEST(energy, of_products_is_that_of_converters_lines_and_the_current_through_the_cells) {
  ecram_tile_parameters p = paying_tile();
  p.converter.columns_per_adc = 2;  // 6 lines: 3 converters
  on_a_tile(p, [&](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{1000, 2000, 3000, 500, 2500, 100});
    EXPECT_EQ(tile.carry_out(command_of(operation::program_serial, {0, 2, 0, 3})), ecram_error::none);
    tile.spend(2000);  // W is over
    const std::vector<double> siemens = tile.conductances();
    const std::vector<std::int32_t> codes{127, -60, 30, 0, 5, -127, 80, 90};  // two vectors of four
    tile.write(ecram_window::input, codes);

    ecram_command command = command_of(operation::multiply, {1, 4, 0, 5});
    command.vectors = 2;
    bill forward(p);
    forward.logic(2 + 8);
    forward.words(8 + 2 * 5);
    for (std::size_t vector = 0; vector < 2; ++vector) {
      std::vector<double> volts(rows);
      for (std::size_t i = 0; i < 4; ++i) volts[1 + i] = codes[4 * vector + i] * (0.1 / 127);
      forward.drive(volts, columns, false, sums(siemens, false), 4, 5);
      forward.conversions(5, 2);  // 5 lines on 3 converters
    }
    expect_bill(tile, command, forward, "multiply");

    command.operation = operation::multiply_transposed;
    command.region = {0, 6, 1, 4};
    bill backward(p);
    backward.logic(2 + 8);
    backward.words(8 + 2 * 6);
    for (std::size_t vector = 0; vector < 2; ++vector) {
      std::vector<double> volts(columns);
      for (std::size_t i = 0; i < 4; ++i) volts[1 + i] = codes[4 * vector + i] * (0.1 / 127);
      backward.drive(volts, rows, true, sums(siemens, true), 4, 6);
      backward.conversions(6, 2);
    }
    expect_bill(tile, command, backward, "multiply_transposed");
  });
}

TEST(energy, of_products_with_ideal_converters_is_that_of_real_ones) {
  const std::vector<std::int32_t> codes{127, -60, 30, 10, 5, -127};
  ecram_tile_parameters real = paying_tile(), ideal = paying_tile();
  ideal.converter.ideal = true;
  tile_bench with_codes("tile", real), with_volts("other", ideal);
  bool ended = false;
  with_codes.host.script = [&](scripted_initiator&) {
    std::vector<double> volts;
    for (const std::int32_t code : codes) volts.push_back(code * (0.1 / 127));
    with_codes.write(ecram_window::input, codes);
    with_volts.write(ecram_window::input, volts);
    for (tile_bench* tile : {&with_codes, &with_volts}) {
      tile->set(common_register::irq_enable, 3);
      EXPECT_EQ(tile->carry_out(command_of(operation::multiply, {0, 6, 0, 5})), ecram_error::none);
      EXPECT_EQ(tile->carry_out(command_of(operation::read_cells, {0, 2, 0, 2})), ecram_error::none);
    }
    for (std::size_t command = 0; command < 2; ++command)
      EXPECT_EQ(with_codes.latency.rows()[command].cycles, with_volts.latency.rows()[command].cycles);
    EXPECT_NEAR(with_codes.energy.dynamic_total(), with_volts.energy.dynamic_total(),
                1e-12 * with_codes.energy.dynamic_total());
    ended = true;
  };
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

TEST(energy, of_reading_cells_is_that_of_a_driven_row_a_reading) {
  const ecram_tile_parameters p = paying_tile();
  on_a_tile(p, [&](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{1000, 2000, 3000, 500, 2500, 100});
    EXPECT_EQ(tile.carry_out(command_of(operation::program_serial, {0, 2, 0, 3})), ecram_error::none);
    const cycle_count pulse_end = tile.latency.rows().back().start + tile.latency.rows().back().cycles - 10;
    const std::vector<double> row_sums = sums(tile.conductances(), false);
    ecram_command command = command_of(operation::read_cells, {0, 2, 1, 2});
    command.reads = 3;
    bill expected(p);
    expected.logic(2);
    expected.words(4);
    for (const std::size_t row : {0u, 0u, 1u, 1u}) expected.reading(columns, row_sums[row], 3);
    const auto before = paid(tile);
    EXPECT_EQ(tile.carry_out(command), ecram_error::none);
    const cycle_count waited_from = tile.latency.rows().back().start + 2;  // D
    expected.ticks(static_cast<double>(pulse_end + 1000 - waited_from));   // the rest of W
    for (const auto& [component, joules] : paid(tile, before))
      EXPECT_NEAR(joules, expected.joules[component], 1e-9 * expected.joules[component] + 1e-20) << component;
  });
}

TEST(energy, of_write_and_verify_is_that_of_its_readings_and_its_pulses) {
  ecram_tile_parameters p = paying_tile();
  p.device.device_spread = 0.2;  // the sequencer does not know the cell: one pulse does not do
  on_a_tile(p, [&](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::uint32_t>{60000});
    const std::vector<double> siemens = tile.conductances();
    ecram_command command = command_of(operation::program_verify, {2, 1, 3, 1});
    command.verify_tries = 10;
    command.verify_tolerance = 1500;
    command.reads = 2;
    command.sweeps = 2;
    EXPECT_EQ(tile.carry_out(command), ecram_error::none);
    const auto& pulses = tile.pulses.pulses();
    ASSERT_GE(pulses.size(), 2u);

    bill expected(p);
    expected.logic(2);
    const std::size_t rounds = pulses.size() + 2;  // each sweep ends with a round that accepts
    ASSERT_EQ(tile.get(ecram_register::conversions_low), 2 * rounds);
    expected.words(2);
    expected.logic(2);
    // The cell moves by the pulse in proportion to its own gain; the row's other cells stay (no disturb).
    double others = 0;
    for (std::uint32_t column = 0; column < columns; ++column)
      if (column != 3) others += siemens[2 * columns + column];
    const std::size_t cell = 2 * columns + 3;
    double own = siemens[cell];
    for (std::size_t round = 0; round < rounds; ++round) {
      expected.reading(columns, others + own, 2);
      expected.logic(2);  // Q
      // The second sweep finds the cell as the first has left it, so that all pulses belong to the first.
      if (round >= pulses.size()) continue;
      const auto units = static_cast<int>(pulses[round].interval.length / 100'000);
      expected.selection(1, 1);
      expected.pulse(1, {units});
      const bool rising = pulses[round].volts > 0;
      const ecram_cells& cells = tile.tile.array().cells();
      own += (rising ? cells.gain_up(cell) : -cells.gain_down(cell)) * units / 10'000.0 * 15e-6;
      expected.ticks(1000 - 10);  // the rest of W after L
    }
    for (const auto& [component, joules] : paid(tile))
      EXPECT_NEAR(joules, expected.joules[component], 1e-9 * expected.joules[component]) << component;

    // What is read is posted to "verify", what is written to "program".
    double verify = 0, program = 0;
    for (const auto& [name, joules] : tile.energy.by_cause()) (name == "verify" ? verify : program) += joules;
    EXPECT_NEAR(verify + program, expected.total(), 1e-9 * expected.total());
    EXPECT_GT(verify, 0);
    EXPECT_GT(program, expected.joules["column_drivers"]);
  });
}

}  // namespace
}  // namespace memvp
