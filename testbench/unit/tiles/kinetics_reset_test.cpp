// SPDX-License-Identifier: Apache-2.0
// A reset of the kinetics tile in the middle of a command: docs/kinetics-sequencer.md, "Reset".
#include <gtest/gtest.h>

#include <cmath>

#include "memvp/testbench/unit/tiles/kinetics_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using error = kinetics_error;
using operation = kinetics_operation;
namespace reg = kinetics_register;

/// Starts a command, and a reset `cycles` later. Returns the cycle at which the command began.
cycle_count cut(kinetics_bench& tile, const kinetics_command& command, cycle_count cycles) {
  tile.load(command);
  tile.synchronise();
  const cycle_count start = kinetics_bench::now();
  tile.set(common_register::command, static_cast<std::uint32_t>(command.operation));
  sc_core::wait(duration(cycles, period()));
  tile.reset_now();
  return start;
}

void enable_interrupts(kinetics_bench& tile) {
  tile.set(common_register::irq_enable, kinetics_interrupt::done | kinetics_interrupt::error);
}

TEST(kinetics_tile_reset, cuts_a_pulse_where_it_is) {
  const auto p = quiet_kinetics_tile(4);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    tile.write_codes({65535, 0});
    // D 2, E 50, T 10, C 9, S 5: the pulse begins at 76 and would last to 176.
    const cycle_count start = cut(tile, run_of(1, 2, 1, p), 116);
    const auto at = [&](cycle_count cycle) { return (start + cycle) * 10'000; };
    kinetics_cells alone(1, p.device, 1);
    alone.refresh(0, 1, at(52));
    const double read_state = alone.state(0, at(62));
    const double volts = 3.0, seconds = 400e-9;
    double joules = 0;
    alone.pulse(0, 1, &volts, &seconds, at(76), &joules);
    EXPECT_EQ(tile.states(1)[0], alone.state(0, kinetics_bench::now() * 10'000));
    EXPECT_LT(alone.state(0, at(116)), 1);
    // V_r^2 G0 x t_r of the read and what has passed of the pulse; in it b = 1 * 200/100 for 0.2 steps.
    const double read_joules = 1.9 * 1.9 * 100e-6 * read_state * 100e-9;
    EXPECT_NEAR(tile.paid()["devices"], read_joules + joules, 1e-9 * joules);
    ASSERT_EQ(tile.pulses.pulses().size(), 1u);
    EXPECT_EQ(tile.pulses.pulses()[0].interval.start, start + 76);
    EXPECT_EQ(tile.pulses.pulses()[0].interval.length, 40u);
    EXPECT_TRUE(tile.latency.rows().empty());
  });
}

TEST(kinetics_tile_reset, cuts_the_parts_of_a_density_where_they_are) {
  const auto p = quiet_kinetics_tile(4);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    tile.write_codes({32768, 0});
    kinetics_command command = run_of(1, 2, 1, p);
    command.encoding = kinetics_encoding::density;
    // Half of 16 parts of 6 cycles: parts 1, 3, 5...; 21 cycles into the slot the second has half passed.
    const cycle_count start = cut(tile, command, 76 + 21);
    const auto at = [&](cycle_count cycle) { return (start + cycle) * 10'000; };
    kinetics_cells alone(1, p.device, 1);
    alone.refresh(0, 1, at(52));
    const double volts = 3.0, part = 60e-9, half = 30e-9;
    alone.pulse(0, 1, &volts, &part, at(76 + 6));
    alone.pulse(0, 1, &volts, &half, at(76 + 18));
    EXPECT_NEAR(tile.states(1)[0], alone.state(0, kinetics_bench::now() * 10'000), 1e-12);
    ASSERT_EQ(tile.pulses.pulses().size(), 2u);
    EXPECT_EQ(tile.pulses.pulses()[0].interval.length, 6u);
    EXPECT_EQ(tile.pulses.pulses()[1].interval.start, start + 76 + 18);
    EXPECT_EQ(tile.pulses.pulses()[1].interval.length, 3u);
  });
}

TEST(kinetics_tile_reset, lets_a_law_per_step_take_the_step_it_is_in) {
  const auto p = fine_discrete_tile(4);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    tile.write_codes({65535, 65535, 0});
    // C is 17: the pulse lasts from 84 to 184. By the law x is 0.7 after a step with all of the pulse; with 25 of 100
    // cycles of it, 1 + 0.7 - 0.25.
    cut(tile, run_of(1, 3, 1, p), 84 + 25);
    EXPECT_NEAR(tile.states(1)[0], 1.45, 1e-12);
    // Before its first cycle there is no step.
    cut(tile, run_of(1, 3, 1, p), 84);
    EXPECT_EQ(tile.states(1)[0], 1);
  });
}

TEST(kinetics_tile_reset, delivers_only_features_whose_conversion_has_ended) {
  const auto p = quiet_kinetics_tile(8);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    kinetics_command command = run_of(8, 1, 8, p);
    const auto converted = [&](cycle_count cycles) {
      // First a run that leaves 0 in FEATURE: nothing is below 1 mA.
      enable_interrupts(tile);
      command.converter_low = 1e-3;
      command.converter_high = 2e-3;
      EXPECT_EQ(tile.carry_out(command), error::none);
      command = run_of(8, 1, 8, p);
      cut(tile, command, cycles);
      std::size_t count = 0;
      for (const std::uint16_t feature : tile.features(8)) count += feature != 0 ? 1 : 0;
      return count;
    };
    // D 2, E 50, T 10, four rounds of 9 with two devices each.
    EXPECT_EQ(converted(61), 0u);
    EXPECT_EQ(converted(62), 0u);
    EXPECT_EQ(converted(70), 0u);
    EXPECT_EQ(converted(71), 2u);
    EXPECT_EQ(converted(79), 2u);
    EXPECT_EQ(converted(80), 4u);
    EXPECT_EQ(converted(97), 6u);
    EXPECT_EQ(converted(98), 8u);  // the command's own end
    enable_interrupts(tile);
    command.operation = operation::read;
    command.converter_low = 1e-3;
    command.converter_high = 2e-3;
    EXPECT_EQ(tile.carry_out(command), error::none);
    command = run_of(8, 1, 8, p);
    command.operation = operation::read;
    cut(tile, command, 2 + 10 + 2 * 9);
    EXPECT_NE(tile.features(8)[3], 0u);
    EXPECT_EQ(tile.features(8)[4], 0u);
  });
}

TEST(kinetics_tile_reset, leaves_devices_alone_whose_refresh_has_not_ended) {
  const auto p = quiet_kinetics_tile(2);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    kinetics_command command = run_of(1, 1, 2, p);
    command.operation = operation::refresh;
    tile.spend(300);
    // Since time 0 nothing has happened to them: x^2 = 1 + 1.4 t / 200.
    cut(tile, command, 51);
    EXPECT_NEAR(tile.states(2)[1], std::sqrt(1 + 1.4 * static_cast<double>(kinetics_bench::now()) / 200), 1e-12);
    const cycle_count start = cut(tile, command, 52);
    EXPECT_NEAR(tile.states(2)[1], std::sqrt(1 + 1.4 * static_cast<double>(kinetics_bench::now() - start - 52) / 200),
                1e-12);
  });
}

TEST(kinetics_tile_reset, leaves_constants_alone_whose_writing_has_not_ended) {
  const auto p = quiet_kinetics_tile(3);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    kinetics_command command = run_of(1, 1, 3, p);
    command.operation = operation::write;
    command.constants = {0.25, 0.75};
    cut(tile, command, 2 + 7 + 6);
    EXPECT_EQ(tile.constants(0)[0], 0.25);
    EXPECT_EQ(tile.constants(1)[0], 0.70);
    EXPECT_EQ(tile.get(reg::unstable_devices), 1u);
    EXPECT_EQ(tile.get(common_register::irq_status), 0u);
    cut(tile, command, 2 + 7 + 7);
    EXPECT_EQ(tile.constants(1)[0], 0.25);
    EXPECT_EQ(tile.constants(2)[0], 0.70);
  });
}

TEST(kinetics_tile_reset, brings_the_factor_of_alpha_back_to_one) {
  auto p = quiet_kinetics_tile(1);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    tile.write_codes({0, 0, 0});
    tile.write_half_words(kinetics_window::alpha_table, {8192, 8192, 8192});
    kinetics_command command = run_of(1, 3, 1, p);
    command.tables = 1;
    const cycle_count start = cut(tile, command, 52 + 120);
    // From the end of E on at twice the speed, since the reset at its own.
    const double at_reset = 1 + 2 * 1.4 * 120 / 200;
    const auto passed = static_cast<double>(kinetics_bench::now() - start - 172);
    EXPECT_NEAR(tile.states(1)[0], std::sqrt(at_reset + 1.4 * passed / 200), 1e-12);
    tile.spend(100);
    EXPECT_NEAR(tile.states(1)[0], std::sqrt(at_reset + 1.4 * (passed + 100) / 200), 1e-12);
  });
}

TEST(kinetics_tile_reset, brings_registers_back_and_keeps_buffers_tables_mask_and_constants) {
  auto p = fine_discrete_tile(4);
  p.sequencer.overlap = true;
  kinetics_bench by_line("by_line", p), by_register("by_register", p);
  int ended = 0;
  for (kinetics_bench* each : {&by_line, &by_register})
    each->host.script = [&, each](scripted_initiator&) {
      kinetics_bench& tile = *each;
      enable_interrupts(tile);
      tile.write_codes({65535, 0, 65535, 0});
      tile.write_half_words(kinetics_window::alpha_table, {1, 2});
      tile.write_half_words(kinetics_window::beta_table, {3, 4});
      tile.write(kinetics_window::mask, std::vector<std::uint32_t>{5, 6});
      kinetics_command command = run_of(1, 1, 4, p);
      command.operation = operation::write;
      command.constants = {0.5, 0.25};
      EXPECT_EQ(tile.carry_out(command), error::none);
      const std::uint32_t width = tile.get(reg::pulse_width), high = tile.get(reg::converter_high);
      command = run_of(2, 2, 2, p);
      EXPECT_EQ(tile.carry_out(command), error::none);
      tile.set(common_register::command, 99);  // an error and an interrupt to be cleared
      command.pulse_width = 50;
      command.period = 0;
      command.overlap = false;
      command.converter_high = 1e-3;
      if (each == &by_register) {
        tile.start(command);
        tile.spend(100);
        tile.set(common_register::control, 1);
        tile.synchronise();
      } else {
        cut(tile, command, 100);
      }
      EXPECT_FALSE(tile.interrupt.read());
      EXPECT_EQ(tile.get(common_register::status), 0u);
      EXPECT_EQ(tile.get(common_register::error), 0u);
      EXPECT_EQ(tile.get(common_register::irq_enable), 0u);
      EXPECT_EQ(tile.get(reg::train_count), 1u);
      EXPECT_EQ(tile.get(reg::refresh), 1u);
      EXPECT_EQ(tile.get(reg::overlap), 1u);
      EXPECT_EQ(tile.get(reg::pulse_width), width);
      EXPECT_EQ(tile.get(reg::period), 200u);
      EXPECT_EQ(tile.get(reg::converter_high), high);
      EXPECT_EQ(tile.get(reg::devices), 4u);
      EXPECT_NEAR(tile.look_float(reg::alpha), 0.70, 1e-7);
      EXPECT_EQ(tile.counter(common_register::cycles_low), 0u);
      EXPECT_EQ(tile.counter(common_register::energy_low), 0u);
      for (std::uint32_t counter = reg::samples_low; counter < reg::counters_end; counter += 8)
        EXPECT_EQ(tile.counter(counter), 0u) << std::hex << counter;
      EXPECT_EQ(tile.get(kinetics_window::input), 65535u);
      EXPECT_EQ(tile.get(kinetics_window::alpha_table), 0x00020001u);
      EXPECT_EQ(tile.get(kinetics_window::beta_table), 0x00040003u);
      EXPECT_EQ(tile.get(kinetics_window::mask + 4), 6u);
      EXPECT_EQ(tile.constants(3), (std::vector<double>{0.5, 0.25}));
      // And it works: 1, 1 + 0.5 - 0.25.
      enable_interrupts(tile);
      EXPECT_EQ(tile.carry_out(run_of(1, 2, 1, p)), error::none);
      EXPECT_NEAR(tile.features(2)[1], 1.25 / 5 * 65535, 0.51);
      EXPECT_EQ(tile.counter(reg::steps_low), 2u);
      ++ended;
    };
  sc_core::sc_start();
  EXPECT_EQ(ended, 2);
}

}  // namespace
}  // namespace memvp
