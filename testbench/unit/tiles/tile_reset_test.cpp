// SPDX-License-Identifier: Apache-2.0
// A reset in the middle of a command: what has passed has happened, in proportion, the rest has not.
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/tile_bench.hpp"
#include "memvp/testbench/unit/traces/scratch_folder.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = ecram_operation;
namespace reg = ecram_register;

/// Gates that leak, so that the array pays for pulses: 1 nA at 5 V are 5 nJ a second.
ecram_tile_parameters leaking_tile(std::int64_t rows, std::int64_t columns) {
  ecram_tile_parameters p = quiet_tile(rows, columns);
  p.device.half_select_ratio = 0;
  p.device.gate_leakage_current = 1e-9;
  return p;
}

void reset_at(tile_bench& tile, cycle_count cycle) {
  sc_core::wait(duration(cycle - tile_bench::now(), period()));
  tile.reset.write(true);
  sc_core::wait(duration(1, period()));
  tile.reset.write(false);
  sc_core::wait(sc_core::SC_ZERO_TIME);
}

double joules(const tile_bench& tile, const std::string& component) {
  for (const auto& [name, total] : tile.energy.by_component())
    if (name == "tile." + component) return total;
  ADD_FAILURE() << component;
  return 0;
}

TEST(a_reset_in_a_pulse, leaves_the_part_of_the_pulse_that_has_passed) {
  on_a_tile(leaking_tile(2, 2), [](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{100, 200, 300, 400});
    tile.set(reg::first_row, 1);  // to be forgotten
    tile.set(reg::first_row, 0);
    tile.start(command_of(operation::program_serial, {0, 2, 0, 2}));
    const cycle_count start = tile_bench::now();
    // D 2; F 1, S 10, 100 units of 10^5 cycles, L 10: 10,000,023; F 1, S 10: the second pulse begins at 10,000,034.
    // Reset 74 ms into its 200 ms.
    reset_at(tile, start + 10'000'034 + 7'400'000);

    // 100 ms are a quantum, a hundredth of the window.
    const std::vector<double> states = tile.states();
    EXPECT_NEAR(states[0], 0.01, 1e-12);
    EXPECT_NEAR(states[1], 0.0074, 1e-12);
    EXPECT_NEAR(states[2], 0, 1e-12);
    EXPECT_NEAR(states[3], 0, 1e-12);

    // 1 nA at 5 V through the selected cell and at 2.5 V through each of the two that share a line with it: 10 nW.
    EXPECT_NEAR(joules(tile, "array"), 10e-9 * 0.174, 1e-9 * 10e-9 * 0.174);
    // Control: 2 D, 2 F, 2 S and one L in cycles, 174 units of the counter. Figures of the technology.
    const ecram_tile_parameters p;
    const sequencer_control control(p.control, p.technology);
    const double expected =
        control.energy_per_active_cycle() * (2 + 2 * 1 + 2 * 10 + 10) + 14 * p.technology.flip_flop_energy * 174;
    EXPECT_NEAR(joules(tile, "control"), expected, 1e-9 * expected);
    // Both selections are paid in full, and the words that were fetched.
    EXPECT_NEAR(joules(tile, "buffers"), 2 * p.technology.sram_word_energy, 1e-20);
    const pulse_driver row(p.driver, p.technology, 2);
    EXPECT_NEAR(joules(tile, "row_drivers"), 2 * row.energy_per_pulse(2.5), 1e-9 * row.energy_per_pulse(2.5));
    EXPECT_NO_THROW(tile.energy.check());

    ASSERT_EQ(tile.pulses.pulses().size(), 2u);
    EXPECT_EQ(tile.pulses.pulses()[1].interval.length, 7'400'000u);
    EXPECT_EQ(tile.tile.array().cells().pulses(1), 1u);
  });
}

TEST(a_reset_in_a_pulse, cuts_each_line_of_a_parallel_write_where_it_stands) {
  on_a_tile(leaking_tile(2, 3), [](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{20, 50, 80});
    tile.start(command_of(operation::program_row_parallel, {1, 1, 0, 3}));
    // D 2, 3 F 3, S 10: the pulse begins at 15. After 60 ms the first two have ended.
    reset_at(tile, tile_bench::now() + 15 + 6'000'000);
    const std::vector<double> states = tile.states();
    EXPECT_NEAR(states[3], 0.002, 1e-12);
    EXPECT_NEAR(states[4], 0.005, 1e-12);
    EXPECT_NEAR(states[5], 0.006, 1e-12);
    // 60/80 of what the whole step would have taken in the array; nothing lies at half voltage but the first row's
    // cells and those of the second that have ended: in J/(1 nA * 5 V * 1 s)
    const double full = 0.02 + 0.05 + 0.08;                            // selected cells for their widths
    const double half = 0.5 * ((0.06 + 0.03) + (0.02 + 0.05 + 0.08));  // ended ones to 80 ms, the other row
    EXPECT_NEAR(joules(tile, "array"), 5e-9 * (full + half) * 60 / 80, 1e-18);
  });
}

TEST(a_reset, by_the_bit_of_control_does_what_the_reset_input_does) {
  on_a_tile(leaking_tile(2, 2), [](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{100, 200, 300, 400});
    tile.set(reg::first_row, 1);  // to be forgotten
    tile.set(reg::first_row, 0);
    tile.start(command_of(operation::program_serial, {0, 2, 0, 2}));
    sc_core::wait(duration(10'000'034 + 7'400'000, period()));  // as in the first test: 74 ms into the second pulse
    tile.set(common_register::control, 1);
    EXPECT_NEAR(tile.states()[0], 0.01, 1e-12);
    EXPECT_NEAR(tile.states()[1], 0.0074, 1e-7);  // and the cycles of the bus
    EXPECT_EQ(tile.get(common_register::control), 0u);
    EXPECT_EQ(tile.get(common_register::status) & tile_status::busy, 0u);
    EXPECT_EQ(tile.get(common_register::cycles_low), 0u);
    tile.set(common_register::control, 2);  // any other bit does nothing
    tile.start(command_of(operation::program_serial, {0, 1, 0, 1}));
    EXPECT_NE(tile.get(common_register::status) & tile_status::busy, 0u);
  });
}

TEST(a_reset, in_setup_or_release_moves_no_cell_beyond_its_pulse) {
  on_a_tile(leaking_tile(2, 2), [](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{10});
    tile.start(command_of(operation::program_serial, {0, 1, 0, 1}));
    reset_at(tile, tile_bench::now() + 2 + 1 + 5);  // D 2, F 1, half of S 10
    EXPECT_EQ(tile.states()[0], 0);
    EXPECT_TRUE(tile.pulses.pulses().empty());
    const ecram_tile_parameters p;
    const pulse_driver row(p.driver, p.technology, 2);
    EXPECT_NEAR(joules(tile, "row_drivers"), 0.5 * row.energy_per_pulse(2.5), 1e-9 * row.energy_per_pulse(2.5));
    tile.start(command_of(operation::program_serial, {0, 1, 0, 1}));
    reset_at(tile, tile_bench::now() + 2 + 1 + 10);  // just before the pulse
    EXPECT_EQ(tile.states()[0], 0);
    EXPECT_TRUE(tile.pulses.pulses().empty());
    tile.start(command_of(operation::program_serial, {0, 1, 0, 1}));
    reset_at(tile, tile_bench::now() + 2 + 1 + 10 + 1'000'000 + 4);  // in L
    EXPECT_NEAR(tile.states()[0], 0.001, 1e-12);
  });
}

TEST(a_reset, leaves_a_tile_that_works) {
  on_a_tile(leaking_tile(2, 2), [](tile_bench& tile) {
    tile.write(ecram_window::input, std::vector<std::int32_t>{127, -127});
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{100});
    tile.set(common_register::command, 77);  // an error and an interrupt to be cleared
    tile.start(command_of(operation::program_serial, {0, 1, 0, 1}));
    reset_at(tile, tile_bench::now() + 2 + 1 + 10 + 5'000'000);
    EXPECT_FALSE(tile.interrupt.read());
    // All registers are as after construction; sizes are no state.
    EXPECT_EQ(tile.get(common_register::status), 0u);
    EXPECT_EQ(tile.get(common_register::error), 0u);
    EXPECT_EQ(tile.get(common_register::irq_enable), 0u);
    EXPECT_EQ(tile.get(common_register::irq_status), 0u);
    EXPECT_EQ(tile.counter(common_register::cycles_low), 0u);
    EXPECT_EQ(tile.counter(common_register::energy_low), 0u);
    EXPECT_EQ(tile.counter(common_register::operations_low), 0u);
    EXPECT_EQ(tile.counter(reg::pulses_low), 0u);
    EXPECT_EQ(tile.get(reg::row_count), 1u);
    EXPECT_EQ(tile.get(reg::rows), 2u);
    EXPECT_EQ(tile.get(reg::pulse_maximum), 16383u);
    // Windows keep their contents and can be written again.
    EXPECT_EQ(tile.read<std::int32_t>(ecram_window::input, 2), (std::vector<std::int32_t>{127, -127}));
    EXPECT_EQ(tile.read<std::int32_t>(ecram_window::pulse, 1)[0], 100);

    tile.set(common_register::irq_enable, 3);
    EXPECT_EQ(tile.cycles_of(command_of(operation::program_serial, {0, 1, 0, 1})), 10'000'023u);
    EXPECT_NEAR(tile.states()[0], 0.005 + 0.01, 1e-12);  // half of the first pulse and all of the second
    EXPECT_EQ(tile.get(reg::pulses_low), 1u);
    EXPECT_EQ(tile.counter(common_register::cycles_low), 10'000'023u);
  });
}

TEST(a_reset, delivers_only_results_that_were_converted) {
  ecram_tile_parameters p = leaking_tile(2, 3);
  p.converter.columns_per_adc = 3;  // one converter: line after line
  on_a_tile(p, [](tile_bench& tile) {
    tile.write(ecram_window::input, std::vector<std::int32_t>{127, 127});
    tile.start(command_of(operation::multiply, {0, 2, 0, 3}));
    // D 2, 2 F 2, T 1001, I 1000: sampled at 2005; C 10 each: two lines are converted at 2025, not yet at 2024.
    reset_at(tile, tile_bench::now() + 2024);
    std::vector<std::int32_t> words = tile.look<std::int32_t>(ecram_window::result, 3);
    EXPECT_NE(words[0], 0);
    EXPECT_EQ(words[1], 0);
    EXPECT_EQ(words[2], 0);
    // Of a conversion cut short 9 cycles have been paid.
    const ecram_tile_parameters defaults;
    const successive_approximation_converter adc(defaults.converter, defaults.technology);
    EXPECT_NEAR(joules(tile, "adcs"), 1.9 * adc.energy_per_conversion(), 1e-9 * adc.energy_per_conversion());
    tile.start(command_of(operation::multiply, {0, 2, 0, 3}));
    reset_at(tile, tile_bench::now() + 2025);
    words = tile.look<std::int32_t>(ecram_window::result, 3);
    EXPECT_EQ(words[1], words[0]);
    EXPECT_EQ(words[2], 0);
  });
}

TEST(a_reset, cuts_a_command_at_the_same_place_with_and_without_waveforms) {
  const scratch_folder folder;
  vcd_writer waveforms(folder / "waves.vcd");
  ecram_tile_parameters p = leaking_tile(3, 3);
  p.device.half_select_ratio = 30;
  tile_bench asleep("asleep", p), walking("walking", p, 1, &waveforms);
  bool ended = false;
  asleep.host.script = [&](scripted_initiator&) {
    draws random(61);
    for (int trial = 0; trial < 30; ++trial) {
      std::vector<std::int32_t> words;
      for (int i = 0; i < 9; ++i) words.push_back(random.between(-20, 20));
      const auto code =
          static_cast<std::uint32_t>(random.chance(0.7) ? operation::program_row_parallel : operation::multiply);
      for (tile_bench* tile : {&asleep, &walking}) {
        tile->write(ecram_window::pulse, words);
        tile->write(ecram_window::input, words);
        tile->load(command_of(static_cast<operation>(code), {0, 3, 0, 3}));
      }
      asleep.synchronise();
      walking.synchronise();
      asleep.set(common_register::command, code);
      walking.set(common_register::command, code);
      const cycle_count begin = tile_bench::now();
      const cycle_count length = random.below(code == 6 ? 2500 : 8'000'000);
      sc_core::wait(duration(length, period()));
      for (tile_bench* tile : {&asleep, &walking}) tile->reset.write(true);
      sc_core::wait(duration(2, period()));
      for (tile_bench* tile : {&asleep, &walking}) {
        tile->reset.write(false);
        tile->host.delay = sc_core::SC_ZERO_TIME;
      }
      sc_core::wait(period());
      EXPECT_EQ(asleep.states(), walking.states()) << "cut " << length << " after " << begin;
      EXPECT_EQ(asleep.look<std::uint32_t>(ecram_window::result, 3),
                walking.look<std::uint32_t>(ecram_window::result, 3));
      EXPECT_EQ(asleep.energy.dynamic_total(), walking.energy.dynamic_total());
      EXPECT_EQ(asleep.latency.rows().size(), walking.latency.rows().size());
      ASSERT_EQ(asleep.pulses.pulses().size(), walking.pulses.pulses().size());
    }
    EXPECT_GT(asleep.pulses.pulses().size(), 50u);
    ended = true;
  };
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

TEST(a_read_after_a_reset, waits_for_the_pulse_that_was_cut) {
  on_a_tile(leaking_tile(2, 2), [](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{100});
    tile.start(command_of(operation::program_serial, {0, 1, 0, 1}));
    const cycle_count cut = tile_bench::now() + 13 + 500;
    reset_at(tile, cut);
    tile.set(common_register::irq_enable, 3);
    tile.load(command_of(operation::read_cells, {0, 1, 0, 1}));
    tile.start(static_cast<std::uint32_t>(operation::read_cells));
    const cycle_count start = tile_bench::now();
    EXPECT_EQ(tile.finish(), ecram_error::none);
    // D 2, the rest of W 1000, T 1001, I 1000, C 10
    EXPECT_EQ(tile.latency.rows().back().cycles, cut + 1000 - start + 1001 + 1000 + 10);
  });
}

}  // namespace
}  // namespace memvp
