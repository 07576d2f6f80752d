// SPDX-License-Identifier: Apache-2.0
// What the kinetics tile refuses, and how: docs/kinetics-sequencer.md, "What is refused".
#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "memvp/testbench/unit/tiles/kinetics_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using error = kinetics_error;
using operation = kinetics_operation;
namespace reg = kinetics_register;

constexpr std::uint32_t not_a_number = 0x7FC00000, infinite = 0x7F800000;

/// A command that the tile must refuse: nothing has changed but ERROR, its bits and the interrupt.
void expect_refused(kinetics_bench& tile, const kinetics_command& command, error reason) {
  tile.load(command);
  const auto everything = [&] {
    std::vector<std::uint32_t> words;
    for (const auto& [first, bytes] : {std::pair{common_register::cycles_low, 24u},
                                       {reg::samples_low, reg::counters_end - reg::samples_low},
                                       {kinetics_window::feature, 64u},
                                       {kinetics_window::mask, 64u}})
      for (const std::uint32_t word : tile.look<std::uint32_t>(first, bytes / 4)) words.push_back(word);
    return words;
  };
  const auto before = everything();
  const auto constants = tile.look<double>(kinetics_window::constants, 4);
  const double joules = tile.energy.dynamic_total();
  const std::size_t rows = tile.latency.rows().size();
  tile.start(static_cast<std::uint32_t>(command.operation));
  tile.spend(1);
  EXPECT_TRUE(tile.interrupt.read());
  EXPECT_EQ(tile.get(common_register::status) & (tile_status::busy | tile_status::error), tile_status::error);
  EXPECT_EQ(tile.finish(), reason);
  EXPECT_EQ(tile.causes, kinetics_interrupt::error);
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(tile.look<double>(kinetics_window::constants, 4), constants);
  EXPECT_EQ(tile.energy.dynamic_total(), joules);
  EXPECT_EQ(tile.latency.rows().size(), rows);
}

/// As expect_refused, after `spoil` has changed something of a run that would be carried out.
struct refusals {
  kinetics_bench& tile;
  kinetics_command good;

  template <class Spoil>
  void operator()(error reason, const Spoil& spoil) const {
    kinetics_command command = good;
    spoil(command);
    expect_refused(tile, command, reason);
  }
};

TEST(kinetics_tile_errors, commands_that_do_not_exist_are_refused) {
  const auto p = quiet_kinetics_tile(4);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    kinetics_command command = run_of(1, 2, 1, p);
    for (const std::uint32_t code : {0u, 6u, 77u, 0xFFFFFFFFu}) {
      command.operation = static_cast<operation>(code);
      expect_refused(tile, command, error::unknown_command);
    }
  });
}

TEST(kinetics_tile_errors, arguments_without_sense_are_refused) {
  const auto p = quiet_kinetics_tile(4);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    const refusals refused{tile, run_of(1, 2, 1, p)};
    constexpr auto bad = error::bad_argument;
    refused(bad, [](kinetics_command& c) { c.samples = 0; });
    refused(bad, [](kinetics_command& c) { c.trains = 0; });
    refused(bad, [](kinetics_command& c) { c.steps = 0; });
    for (const operation code : {operation::run, operation::refresh, operation::read, operation::write})
      refused(bad, [&](kinetics_command& c) {
        c.operation = code;
        c.devices = 0;
      });
    refused(bad, [](kinetics_command& c) { c.axis = static_cast<kinetics_axis>(2); });
    refused(bad, [](kinetics_command& c) { c.encoding = static_cast<kinetics_encoding>(3); });
    refused(bad, [](kinetics_command& c) { c.sampling = static_cast<kinetics_sampling>(3); });
    refused(bad, [](kinetics_command& c) { c.feature_size = 2; });
    refused(bad, [](kinetics_command& c) { c.tables = 4; });
    refused(bad, [](kinetics_command& c) { c.tables = 0x80000000; });
    refused(bad, [](kinetics_command& c) { c.mask_length = 65; });
    refused(bad, [](kinetics_command& c) {
      c.mask_length = 2;
      c.trains = 2;  // of a device
    });
    refused(bad, [](kinetics_command& c) { c.pulse_width = 0; });
    refused(bad, [](kinetics_command& c) {
      c.encoding = kinetics_encoding::density;
      c.pulse_width = 15;  // below the 16 parts
    });
    refused(bad, [](kinetics_command& c) { c.converter_high = c.converter_low; });
    refused(bad, [](kinetics_command& c) { c.converter_low = 1; });
    for (const double value : {HUGE_VAL, -HUGE_VAL, std::nan("")}) {
      refused(bad, [&](kinetics_command& c) { c.low_volts = value; });
      refused(bad, [&](kinetics_command& c) { c.high_volts = value; });
      refused(bad, [&](kinetics_command& c) { c.converter_low = value; });
      refused(bad, [&](kinetics_command& c) { c.converter_high = value; });
    }
    refused(bad, [&](kinetics_command& c) {
      c.operation = operation::read;
      c.converter_high = HUGE_VAL;
    });
    refused(bad, [&](kinetics_command& c) {
      c.operation = operation::read;
      c.feature_size = 7;
    });
    // The second of two steps has an entry of 0.
    tile.write_half_words(kinetics_window::alpha_table, {4096, 0});
    refused(bad, [](kinetics_command& c) { c.tables = 1; });
    // A command that does not use an argument does not mind what it says.
    kinetics_command refresh = run_of(0, 0, 4, p);
    refresh.operation = operation::refresh;
    refresh.axis = static_cast<kinetics_axis>(9);
    refresh.pulse_width = 0;
    refresh.high_volts = HUGE_VAL;
    EXPECT_EQ(tile.carry_out(refresh), error::none);
  });
}

TEST(kinetics_tile_errors, devices_that_the_bank_does_not_have_are_refused) {
  const auto p = quiet_kinetics_tile(4);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    for (const operation code : {operation::run, operation::refresh, operation::read, operation::write}) {
      kinetics_command command = run_of(1, 2, 5, p);
      command.operation = code;
      expect_refused(tile, command, error::devices_outside_bank);
      command.devices = 2;
      command.first_device = 3;
      expect_refused(tile, command, error::devices_outside_bank);
      command.first_device = 0xFFFFFFFF;
      expect_refused(tile, command, error::devices_outside_bank);
      command.first_device = 2;
      EXPECT_EQ(tile.carry_out(command), error::none);
    }
  });
}

TEST(kinetics_tile_errors, samples_that_the_buffers_do_not_hold_are_refused) {
  auto p = quiet_kinetics_tile(64);
  p.sequencer.input_buffer = 64;    // 32 codes
  p.sequencer.feature_buffer = 48;  // 24 features
  p.sequencer.table_steps = 8;
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    const refusals refused{tile, run_of(2, 8, 2, p)};  // 16 codes and features
    constexpr auto small = error::buffer_too_small;
    refused(small, [](kinetics_command& c) { c.samples = 2; });  // 64 bytes of features
    refused(small, [](kinetics_command& c) { c.steps = 13; });
    refused(small, [](kinetics_command& c) { c.samples = c.trains = c.steps = 0xFFFFFFFF; });
    refused(small, [](kinetics_command& c) {
      c.feature_size = 1;
      c.steps = 17;  // 34 codes
    });
    refused(small, [](kinetics_command& c) {
      c.mask_length = 64;  // 32 features
      c.trains = 1;
      c.steps = 1;
    });
    refused(small, [](kinetics_command& c) {
      c.trains = 1;
      c.steps = 9;
      c.tables = 2;
    });
    refused(small, [](kinetics_command& c) {
      c.operation = operation::read;
      c.devices = 25;
    });
    kinetics_command command = refused.good;
    command.feature_size = 1;
    command.samples = 2;  // 32 bytes of features
    EXPECT_EQ(tile.carry_out(command), error::none);
    command = run_of(1, 1, 48, p);
    command.operation = operation::read;
    command.feature_size = 1;
    EXPECT_EQ(tile.carry_out(command), error::none);
  });
}

TEST(kinetics_tile_errors, steps_that_their_period_does_not_hold_are_refused) {
  const auto p = quiet_kinetics_tile(8);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    // T 10, two rounds of 9 (four devices, two converters), 5 + 100 + 4
    kinetics_command command = run_of(4, 3, 4, p);
    command.period = 137;
    EXPECT_EQ(tile.cycles_of(command), 2u + 50 + 2 * 137 + 28);
    command.period = 136;
    expect_refused(tile, command, error::period_too_short);
    command.overlap = true;  // the pulse begins beside the conversions
    EXPECT_EQ(tile.cycles_of(command), 2u + 50 + 2 * 136 + 28);
    command.overlap = false;
    command.steps = 1;  // the one step has no pulse, and so no period
    EXPECT_EQ(tile.cycles_of(command), 2u + 50 + 28);
  });
}

TEST(kinetics_tile_errors, voltages_beyond_the_write_supply_are_refused) {
  auto p = quiet_kinetics_tile(4);
  p.technology.write_supply_voltage = 5;
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    const refusals refused{tile, run_of(1, 2, 1, p)};
    constexpr auto beyond = error::voltage_out_of_range;
    refused(beyond, [](kinetics_command& c) { c.high_volts = 5.001; });
    refused(beyond, [](kinetics_command& c) { c.low_volts = -5.001; });
    tile.write_half_words(kinetics_window::beta_table, {8192, 4096});
    refused(beyond, [](kinetics_command& c) { c.tables = 2; });  // 2 x 3 V
    kinetics_command good = refused.good;
    good.high_volts = 5;
    EXPECT_EQ(tile.carry_out(good), error::none);
    good.tables = 2;
    good.encoding = kinetics_encoding::width;  // at 5 V, but longer
    EXPECT_EQ(tile.carry_out(good), error::none);
  });
}

TEST(kinetics_tile_errors, constants_that_no_device_can_have_are_refused) {
  auto p = quiet_kinetics_tile(4);
  p.device.integrator = kinetics_integrator::discrete;
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    kinetics_command command = run_of(1, 1, 2, p);
    command.operation = operation::write;
    const auto refused = [&](double alpha, double beta) {
      command.constants = {alpha, beta};
      expect_refused(tile, command, error::unstable_constants);
    };
    for (const double value : {0.0, -0.5, HUGE_VAL, std::nan("")}) {
      refused(value, 0.5);
      refused(0.5, value);
    }
    refused(0.25, 1.0);  // r = 4
    command.constants = {0.2501, 1.0};
    EXPECT_EQ(tile.carry_out(command), error::none);
    EXPECT_EQ(tile.causes, kinetics_interrupt::done | kinetics_interrupt::unstable);
  });
}

TEST(kinetics_tile_errors, the_equation_takes_constants_of_any_stability) {
  const auto p = quiet_kinetics_tile(4);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    kinetics_command command = run_of(1, 1, 4, p);
    command.operation = operation::write;
    command.constants = {0.01, 1.0};  // r = 100
    EXPECT_EQ(tile.carry_out(command), error::none);
    EXPECT_EQ(tile.causes, kinetics_interrupt::done | kinetics_interrupt::unstable);
    EXPECT_EQ(tile.get(reg::unstable_devices), 4u);
  });
}

TEST(kinetics_tile_errors, reservoir_devices_take_neither_constants_nor_their_tables) {
  const auto p = quiet_reservoir_tile(4);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    kinetics_command command = run_of(1, 2, 1, p);
    command.operation = operation::write;
    expect_refused(tile, command, error::bad_argument);
    command.operation = operation::run;
    tile.write_half_words(kinetics_window::alpha_table, {4096, 4096});
    tile.write_half_words(kinetics_window::beta_table, {4096, 4096});
    command.tables = 1;
    expect_refused(tile, command, error::bad_argument);
    command.tables = 2;
    expect_refused(tile, command, error::bad_argument);
    command.tables = 0;
    EXPECT_EQ(tile.carry_out(command), error::none);
    EXPECT_EQ(tile.get(reg::unstable_devices), 0u);
  });
}

// 2^64 ps are 18.4 million seconds.
TEST(kinetics_tile_errors, commands_that_time_does_not_hold_are_refused) {
  auto p = quiet_kinetics_tile(2);
  p.sequencer.refresh_time = 1e6;
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    kinetics_command command = run_of(1, 1, 1, p);
    command.samples = 19;
    expect_refused(tile, command, error::time_out_of_range);
    command.samples = 18;
    EXPECT_EQ(tile.cycles_of(command), 2 + 18 * (cycle_count{100'000'000'000'000} + 19));
    command.samples = 1;
    expect_refused(tile, command, error::time_out_of_range);
  });
}

TEST(kinetics_tile_errors, the_first_reason_of_the_page_is_given) {
  auto p = quiet_kinetics_tile(4);
  p.sequencer.refresh_time = 1e6;
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    // Everything is wrong with it; one thing after the other is put right.
    kinetics_command command = run_of(1, 20000, 5, p);
    command.samples = 19;
    command.period = 20;
    command.high_volts = 9;
    command.axis = static_cast<kinetics_axis>(2);
    command.operation = static_cast<operation>(6);
    expect_refused(tile, command, error::unknown_command);
    command.operation = operation::run;
    expect_refused(tile, command, error::bad_argument);
    command.axis = kinetics_axis::rows;
    expect_refused(tile, command, error::devices_outside_bank);
    command.devices = 1;
    expect_refused(tile, command, error::buffer_too_small);
    command.steps = 2;
    expect_refused(tile, command, error::period_too_short);
    command.period = 200;
    expect_refused(tile, command, error::voltage_out_of_range);
    command.high_volts = 3;
    expect_refused(tile, command, error::time_out_of_range);
    command.refresh = false;
    EXPECT_EQ(tile.carry_out(command), error::none);
  });
}

TEST(kinetics_tile_errors, parameters_that_cannot_be_built_are_refused_with_a_sentence) {
  const auto refused = [](const std::function<void(kinetics_tile_parameters&)>& spoil) {
    kinetics_tile_parameters parameters = quiet_kinetics_tile(4);
    spoil(parameters);
    return sentence_of<std::invalid_argument>([&] { check(parameters); });
  };
  EXPECT_NE(refused([](auto& p) { p.bank.devices = 1025; }).find("1024"), std::string::npos);
  EXPECT_NE(refused([](auto& p) { p.device.least_state = 2; }).find("least_state"), std::string::npos);
  EXPECT_NE(refused([](auto& p) { p.trace.devices = "4"; }).find("trace.devices"), std::string::npos);
  // Whether a step at the reset values fits depends on the clock: T 10, four rounds of 9, S 5, W 100 and L 4, 155
  // cycles, do not fit into 100.
  kinetics_tile_parameters p = quiet_kinetics_tile(4);
  p.device.step_time = 1e-6;
  const std::string sentence = sentence_of<std::invalid_argument>([&] { kinetics_bench tile("tile", p); });
  EXPECT_NE(sentence.find("step_time"), std::string::npos);
  EXPECT_NE(sentence.find("1.55e-06 s"), std::string::npos);
}

}  // namespace
}  // namespace memvp
