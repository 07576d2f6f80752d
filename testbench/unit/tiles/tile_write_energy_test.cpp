// SPDX-License-Identifier: Apache-2.0
// The energy of writing, and what leaks meanwhile.
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/energy_bill.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = ecram_operation;

constexpr std::uint32_t rows = billed_rows, columns = billed_columns;

struct writes_in_schemes : testing::TestWithParam<half_select_scheme> {};
INSTANTIATE_TEST_SUITE_P(energy, writes_in_schemes,
                         testing::Values(half_select_scheme::half, half_select_scheme::third), [](const auto& scheme) {
                           return std::string(scheme.param == half_select_scheme::half ? "half" : "third");
                         });

TEST_P(writes_in_schemes, pay_for_serial_pulses) {
  const ecram_tile_parameters p = paying_tile(GetParam());
  on_a_tile(p, [&](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{100, 0, -30, 7, 0, 0});
    bill expected(p);
    expected.words(6);
    expected.logic(2 + 6);  // D 2, F 1 each
    for (const int width : {100, 30, 7}) {
      expected.selection(1, 1);
      expected.pulse(1, {width});
    }
    expect_bill(tile, command_of(operation::program_serial, {1, 2, 2, 3}), expected, "program");
  });
}

TEST_P(writes_in_schemes, pay_for_row_parallel_pulses) {
  const ecram_tile_parameters p = paying_tile(GetParam());
  on_a_tile(p, [&](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{100, -40, 60, 0, 0, 0});
    bill expected(p);
    expected.words(6);
    expected.logic(2 + 6);
    expected.selection(1, 2);
    expected.pulse(1, {100, 60});
    expected.selection(1, 1);
    expected.pulse(1, {40});
    expect_bill(tile, command_of(operation::program_row_parallel, {0, 2, 1, 3}), expected, "program");
  });
}

TEST_P(writes_in_schemes, pay_for_outer_products) {
  const ecram_tile_parameters p = paying_tile(GetParam());
  on_a_tile(p, [&](tile_bench& tile) {
    tile.write(ecram_window::input, std::vector<std::int32_t>{1, 1, -1, 0, 50, -20, 30});
    bill expected(p);
    expected.words(7);
    expected.logic(2 + 7);
    const std::vector<int> positive{50, 30}, negative{20};
    for (const std::uint32_t selected : {2u, 1u}) {  // rows of either sign meet columns of either sign
      expected.selection(selected, 2);
      expected.pulse(selected, positive);
      expected.selection(selected, 1);
      expected.pulse(selected, negative);
    }
    expect_bill(tile, command_of(operation::update_outer_product, {0, 4, 0, 3}), expected, "update");
  });
}

TEST_P(writes_in_schemes, pay_for_bit_streams) {
  const ecram_tile_parameters p = paying_tile(GetParam());
  on_a_tile(p, [&](tile_bench& tile) {
    const std::vector<std::int32_t> levels{9000, 20000, -30000, 15000, 10000};  // 3 rows, 2 columns
    tile.write(ecram_window::input, levels);
    ecram_command command = command_of(operation::update_bit_streams, {0, 3, 0, 2});
    command.slots = 50;
    command.slot_width = 4;
    command.stream_seed = 9;
    bill expected(p);
    expected.words(5);
    expected.logic(2 + 5);
    const random_key key = tile.tile.array().stream_key();
    int empty = 0, rows_only = 0;
    for (const int row_sign : {1, -1}) {  // both columns are positive: two of the four phases
      for (std::uint32_t slot = 0; slot < 50; ++slot) {
        // docs/ecram-sequencer.md, update_bit_streams
        const auto fires = [&](std::size_t line) {
          return uniform(key, line, std::uint64_t{9} << 32 | slot) * 65536 < std::abs(levels[line]);
        };
        std::uint32_t fired_rows = 0, fired_columns = 0;
        for (std::size_t line = 0; line < 3; ++line) fired_rows += levels[line] * row_sign > 0 && fires(line);
        for (std::size_t line = 3; line < 5; ++line) fired_columns += fires(line);
        if (fired_rows + fired_columns == 0) {
          ++empty;
          expected.logic(10 + 10);
          expected.ticks(4);
          continue;
        }
        rows_only += fired_columns == 0;
        expected.selection(fired_rows, fired_columns);
        std::vector<int> widths(fired_columns, 4);
        if (fired_columns > 0) {
          expected.pulse(fired_rows, widths);
        } else {  // every cell of the rows is half-selected for the slot; in V/3 all others are, too
          const bool third = p.array.scheme == half_select_scheme::third;
          const double on_rows = third ? 5.0 / 3 : 2.5, elsewhere = third ? 5.0 / 3 : 0;
          expected.joules["array"] += 2e-9 * 4e-3 * columns * (fired_rows * on_rows + (rows - fired_rows) * elsewhere);
          expected.ticks(4);
        }
      }
    }
    EXPECT_GT(empty, 0);
    EXPECT_GT(rows_only, 0);
    expect_bill(tile, command, expected, "update");
  });
}

TEST(energy, of_a_gate_is_what_it_leaks_and_what_charges_it) {
  ecram_tile_parameters p = paying_tile();
  p.device.gate_capacitance = 1e-12;
  on_a_tile(p, [&](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{100});
    EXPECT_EQ(tile.carry_out(command_of(operation::program_serial, {0, 1, 0, 1})), ecram_error::none);
    // Fact sheet, section 6: |V| I_g t + C_g V^2; one cell at 5 V, 4 + 5 cells of its row and column at 2.5 V, 0.1 s
    const double expected = 5 * 2e-9 * 0.1 + 1e-12 * 25 + 9 * (2.5 * 2e-9 * 0.1 + 1e-12 * 6.25);
    EXPECT_NEAR(paid(tile)["array"], expected, 1e-9 * expected);
  });
}

TEST(energy, of_programming_is_booked_to_training_if_the_host_says_so) {
  const ecram_tile_parameters p = paying_tile();
  on_a_tile(p, [&](tile_bench& tile) {
    const auto booked = [&](const std::string& cause) {
      for (const auto& [name, joules] : tile.energy.by_cause())
        if (name == cause) return joules;
      return -1.0;
    };
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{100, 50});
    ecram_command command = command_of(operation::program_serial, {0, 1, 0, 2});
    command.training = true;
    EXPECT_EQ(tile.carry_out(command), ecram_error::none);
    const double update = booked("update");
    EXPECT_EQ(update, tile.energy.dynamic_total());
    command.training = false;
    EXPECT_EQ(tile.carry_out(command), ecram_error::none);
    EXPECT_EQ(booked("update"), update);
    EXPECT_NEAR(booked("program"), update, 1e-12 * update);
  });
}

TEST(energy, that_leaks_is_in_proportion_to_the_time_for_which_parts_are_powered) {
  const ecram_tile_parameters p = paying_tile();
  on_a_tile(p, [&](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{100});
    EXPECT_EQ(tile.carry_out(command_of(operation::program_serial, {0, 1, 0, 1})), ecram_error::none);
    const double dynamic = tile.energy.dynamic_total();
    const cycle_count end = tile_bench::now() + 50'000'000;
    tile.tile.post_leakage(end);
    EXPECT_EQ(tile.energy.dynamic_total(), dynamic);
    const technology_parameters& t = p.technology;
    // Buffers leak all the time: input and result of 32 vectors of 6 lines, a word a cell
    const double bits = 32.0 * (2 * 6 * 32 + 30);
    // An analog circuit leaks as much as a logic gate of its area; drivers while lines are up: S 10, 0.1 s, L 10
    const double driver = 6 * t.pulse_driver_area / t.logic_gate_area * t.logic_gate_leakage;
    const auto& components = tile.energy.by_component();
    const auto leaked = [&](const std::string& name) {
      for (std::size_t i = 0; i < components.size(); ++i)
        if (components[i].first == "tile." + name)
          return tile.energy.component_total(component_id{static_cast<std::uint32_t>(i)}, energy_kind::static_energy);
      return -1.0;
    };
    const double seconds = static_cast<double>(end) * 10e-9;
    EXPECT_NEAR(leaked("buffers"), bits * t.sram_bit_leakage * seconds, 1e-9 * bits * t.sram_bit_leakage * seconds);
    EXPECT_NEAR(leaked("row_drivers"), driver * 10'000'020 * 10e-9, 1e-9 * driver);
    EXPECT_EQ(leaked("adcs"), 0);  // nothing was converted
    EXPECT_EQ(leaked("array"), 0);
    EXPECT_NO_THROW(tile.energy.check());
  });
}

}  // namespace
}  // namespace memvp
