// SPDX-License-Identifier: Apache-2.0
// Writing to the 1T1R tile: the incremental-pulse sequencer, its failures, forming, and the driver over it.
#include <gtest/gtest.h>

#include <algorithm>

#include "memvp/testbench/unit/tiles/rram_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = rram_operation;
namespace reg = rram_register;

TEST(write_and_verify, brings_cells_to_their_targets_within_the_tolerance_of_a_reading) {
  rram_tile_parameters p = quiet_rram_tile(16, 16);
  p.device.set_spread_low = 0.4;
  p.device.set_spread_high = 0.135;
  p.device.reset_spread = 0.6;
  p.array.row_resistance = p.array.column_resistance = 0;
  const std::vector<double> targets = random_conductances(256, 31);
  rram_host_bench bench(p);
  bench.run([&](rram_driver& driver) {
    rram_verify_settings settings;
    settings.pulse_limit = 5000;
    const rram_programming_report report = driver.program(driver.whole(), targets.data(), settings);
    EXPECT_EQ(report.cells, 256u);
    EXPECT_EQ(report.failures, 0u);
    EXPECT_EQ(report.pulses, driver.pulses());
    EXPECT_EQ(report.reads, report.pulses + 256);  // a reading before each pulse, and the one that accepts
    std::vector<double> siemens(256);
    driver.conductances(siemens.data());
    for (std::size_t cell = 0; cell < 256; ++cell)
      // 1 uS, half a target step and half a step of a reading: 10 uA / 127 / 2 at 0.2 V are 0.2 uS
      EXPECT_NEAR(siemens[cell], targets[cell], 1e-6 + 0.01e-6 + 0.22e-6) << cell;
    std::vector<double> read(256);
    driver.read_cells(driver.whole(), 1, read.data());
    for (std::size_t cell = 0; cell < 256; ++cell) EXPECT_NEAR(read[cell], siemens[cell], 0.22e-6) << cell;
  });
}

TEST(write_and_verify, takes_the_next_step_of_the_ramp_and_the_first_one_after_a_change_of_direction) {
  rram_tile_parameters p = quiet_rram_tile(1, 1);
  on_an_rram_tile(p, [&](rram_bench& tile) {
    // From 5 uS to 30 uS, without any spread: SET pulses at 2.0, 2.1, ... V on the word line. By the measured curve
    // (section 4.2) 2.22 V give 10.8 uS, 2.30 V 18 uS, 2.38 V 53 uS: 2.3 V is too little, 2.4 V too much. Then RESET
    // pulses from 0.8 V: 1.2 V give 37 uS, 1.3 V about 30 uS.
    tile.tile.array().set_conductances(std::vector<double>{5e-6}.data());
    tile.write_targets({48729});  // 29/39 of the window: 30 uS
    rram_command command = rram_command_of(operation::program_verify, {0, 1, 0, 1});
    command.verify_tolerance = 3360;  // 2 uS
    command.pulse_limit = 100;
    EXPECT_EQ(tile.carry_out(command), rram_error::none);
    std::vector<double> volts;
    for (const auto& pulse : tile.pulses.pulses()) volts.push_back(pulse.volts);
    // Bit line 2 V of five SET pulses (word line 2.0 to 2.4), then the source line's ramp, negative in the log
    const std::vector<double> expected{2, 2, 2, 2, 2, -0.8, -0.9, -1.0, -1.1, -1.2, -1.3};
    ASSERT_EQ(volts.size(), expected.size());
    for (std::size_t i = 0; i < volts.size(); ++i) EXPECT_NEAR(volts[i], expected[i], 1e-12) << i;
    EXPECT_EQ(tile.pulses.pulses().front().interval.length, 10u);  // 100 ns
    EXPECT_EQ(tile.pulses.pulses().back().interval.length, 20u);   // 200 ns
    EXPECT_NEAR(tile.conductances()[0], 30e-6, 2.3e-6);
  });
}

TEST(a_ramp_of_the_bit_line, sets_cells_as_well) {
  rram_tile_parameters p = quiet_rram_tile(4, 4);
  p.write.set_ramp = rram_set_ramp::bit_line;
  p.write.set = {1.0, 0.1, 4.0};
  p.write.set_other_voltage = 3.0;  // V on the word line, as NeuRRAM has it (ndr_1t1r.md section 4.1 [S11])
  p.device.set_spread_low = p.device.set_spread_high = 0.2;
  p.device.reset_spread = 0.4;
  rram_host_bench bench(p);
  bench.run([&](rram_driver& driver) {
    const auto targets = random_conductances(16, 32);
    const auto report = driver.program(driver.whole(), targets.data(), {2e-6, 2000, 1});
    EXPECT_EQ(report.failures, 0u);
    EXPECT_GT(report.pulses, 16u);
  });
}

TEST(cells_that_cannot_follow, are_counted_listed_and_reported_by_an_interrupt_of_their_own) {
  rram_tile_parameters p = quiet_rram_tile(8, 8);
  p.device.stuck_on_fraction = 0.1;
  p.device.stuck_off_fraction = 0.1;
  on_an_rram_tile(p, [&](rram_bench& tile) {
    const rram_cells& cells = tile.tile.array().cells();
    std::vector<std::uint32_t> stuck;
    for (std::uint32_t cell = 0; cell < 64; ++cell)
      if (cells.fault(cell) != cell_fault::none) stuck.push_back((cell / 8) << 16 | cell % 8);
    ASSERT_GT(stuck.size(), 3u);
    tile.write_targets(std::vector<std::uint32_t>(64, 31928));
    rram_command command = rram_command_of(operation::program_verify, {0, 8, 0, 8});
    command.verify_tolerance = 8000;
    command.pulse_limit = 60;
    EXPECT_EQ(tile.carry_out(command), rram_error::none);
    EXPECT_EQ(tile.causes, rram_interrupt::done | rram_interrupt::failure);
    EXPECT_EQ(tile.get(common_register::status), tile_status::done);
    ASSERT_EQ(tile.get(reg::failure_count), stuck.size());
    EXPECT_EQ(tile.get(reg::verify_failures), stuck.size());
    const auto list = tile.read<std::uint32_t>(rram_window::failure, 2 * stuck.size());
    const double lsb = tile.look_float(reg::cell_current_lsb);
    for (std::size_t i = 0; i < stuck.size(); ++i) {
      EXPECT_EQ(list[2 * i], stuck[i]);
      const std::uint32_t cell = (stuck[i] >> 16) * 8 + (stuck[i] & 0xFFFF);
      const bool on = cells.fault(cell) == cell_fault::stuck_on;
      // 128 uS carry 23 uA, beyond the converters' 10 uA; 0.1 uS carry 20 nA
      EXPECT_NEAR(static_cast<std::int32_t>(list[2 * i + 1]) * lsb, on ? 10e-6 : 20e-9, lsb);
    }
    // A command that succeeds has an empty list; the count since reset stays.
    command.region = {0, 1, 0, 1};
    command.verify_tolerance = 65535;
    EXPECT_EQ(tile.carry_out(command), rram_error::none);
    EXPECT_EQ(tile.causes, rram_interrupt::done);
    EXPECT_EQ(tile.get(reg::failure_count), 0u);
    EXPECT_EQ(tile.get(reg::verify_failures), stuck.size());
  });
}

TEST(a_driver, splits_a_region_by_the_buffers_and_reports_every_failed_cell_where_it_is) {
  rram_tile_parameters p = quiet_rram_tile(10, 12);
  p.device.stuck_on_fraction = 0.1;
  p.sequencer.program_cells = 17;  // less than two rows of the region, more than one
  p.sequencer.result_buffer = 4 * 5;
  rram_host_bench bench(p);
  bench.run([&](rram_driver& driver) {
    const array_region region{1, 8, 2, 9};
    std::vector<double> targets(region.cells());
    for (std::size_t cell = 0; cell < targets.size(); ++cell) targets[cell] = cell % 2 == 0 ? 20e-6 : 30e-6;
    const auto report = driver.program(region, targets.data(), {4e-6, 200, 1});
    EXPECT_EQ(report.cells, 72u);
    const rram_cells& cells = bench.tile.array().cells();
    std::size_t next = 0;
    std::vector<double> read(region.cells());
    driver.read_cells(region, 1, read.data());
    for (std::uint32_t row = 1; row < 9; ++row)
      for (std::uint32_t column = 2; column < 11; ++column) {
        const std::size_t index = (row - 1) * 9 + (column - 2);
        if (cells.fault(row * 12 + column) == cell_fault::none) {
          EXPECT_NEAR(read[index], targets[index], 4.5e-6);
          continue;
        }
        ASSERT_LT(next, report.failed_cells.size());
        EXPECT_EQ(report.failed_cells[next].row, row);
        EXPECT_EQ(report.failed_cells[next].column, column);
        EXPECT_GT(report.failed_cells[next].siemens, 45e-6);  // all that the converters can say of 128 uS
        ++next;
      }
    EXPECT_EQ(next, report.failures);
    EXPECT_GT(next, 2u);
  });
}

TEST(a_target, outside_the_window_or_not_a_number_is_refused_before_anything_is_sent) {
  rram_host_bench bench(quiet_rram_tile(4, 4));
  bench.run([&](rram_driver& driver) {
    for (const double bad : {41e-6, 0.5e-6, -1e-6, std::nan(""), HUGE_VAL}) {
      std::vector<double> targets(4, 20e-6);
      targets[3] = bad;
      const std::uint64_t before = bench.host.transactions();
      const std::string sentence = sentence_of<std::invalid_argument>([&] {
        driver.program({1, 2, 1, 2}, targets.data(), rram_verify_settings{});
      });
      EXPECT_NE(sentence.find("row 2, column 2"), std::string::npos) << sentence;
      EXPECT_NE(sentence.find("window of 1 to 40 uS"), std::string::npos) << sentence;
      EXPECT_EQ(bench.host.transactions(), before);
    }
    const std::vector<double> targets(25, 20e-6);
    sentence_of<std::invalid_argument>([&] { driver.program({0, 5, 0, 5}, targets.data(), rram_verify_settings{}); });
    EXPECT_EQ(driver.pulses(), 0u);
  });
}

TEST(forming, raises_the_bit_line_until_every_cell_that_can_has_formed) {
  rram_tile_parameters p = quiet_rram_tile(12, 12);
  p.device.formed = false;
  p.device.forming_voltage_spread = 0.243;
  p.device.formed_spread = 0.38;
  p.device.stuck_off_fraction = 0.05;
  rram_host_bench bench(p);
  bench.run([&](rram_driver& driver) {
    const auto report = driver.form(driver.whole(), {1e-6, 30, 1});
    const rram_cells& cells = bench.tile.array().cells();
    std::size_t unformed = 0;
    for (std::size_t cell = 0; cell < cells.size(); ++cell) unformed += !cells.formed(cell);
    EXPECT_GT(unformed, 2u);
    EXPECT_EQ(report.failures, unformed);  // those stuck off
    for (const rram_failed_cell& failed : report.failed_cells)
      EXPECT_EQ(cells.fault(failed.row * 12 + failed.column), cell_fault::stuck_off);
    // From 2.6 V in steps of 0.1 V to 3.15 +- 0.243 V: 6 to 7 pulses a cell, and 30 a cell that never forms.
    const double pulses = static_cast<double>(report.pulses - 30 * unformed) / static_cast<double>(144 - unformed);
    EXPECT_NEAR(pulses, 6.5, 0.7);
  });
}

TEST(single_pulses, move_cells_along_the_measured_curves) {
  on_an_rram_tile(quiet_rram_tile(2, 2), [&](rram_bench& tile) {
    tile.tile.array().set_conductances(std::vector<double>(4, 2e-6).data());
    rram_command command = rram_command_of(operation::set_pulses, {0, 1, 0, 2});
    command.ramp_step = 7;  // word line 2.0 + 0.7 = 2.7 V: 167 uS (section 4.2)
    EXPECT_EQ(tile.carry_out(command), rram_error::none);
    EXPECT_NEAR(tile.conductances()[1], 167e-6, 0.5e-6);
    EXPECT_NEAR(tile.conductances()[2], 2e-6, 1e-12);
    command.operation = operation::reset_pulses;
    command.ramp_step = 6;  // source line 1.4 V: 25 uS
    EXPECT_EQ(tile.carry_out(command), rram_error::none);
    EXPECT_NEAR(tile.conductances()[0], 25e-6, 0.1e-6);
  });
}

}  // namespace
}  // namespace memvp
