// SPDX-License-Identifier: Apache-2.0
// The kinetics tile on a bus: what commands take, what they leave in FEATURE, in the devices and in the counters.
#include <gtest/gtest.h>

#include <cmath>

#include "memvp/testbench/unit/tiles/kinetics_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using error = kinetics_error;
using operation = kinetics_operation;
namespace reg = kinetics_register;

// docs/kinetics-sequencer.md, "run", worked by hand for 3 trains of 4 steps on 2 of 8 devices: two passes, the second
// with one device; two converters, so one round a step.
TEST(kinetics_tile, takes_the_cycles_that_the_page_says) {
  const kinetics_tile_parameters p = quiet_kinetics_tile(8);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    const kinetics_times t;
    kinetics_command command = run_of(3, 4, 2, p);
    ASSERT_EQ(command.period, t.Z);
    ASSERT_EQ(command.pulse_width, t.W);
    // E, three steps of a period, and the last one: T and C.
    const cycle_count periods = t.E + 3 * t.Z + t.T + t.C;
    EXPECT_EQ(tile.cycles_of(command), t.D + 2 * periods);
    command.samples = 5;
    EXPECT_EQ(tile.cycles_of(command), t.D + 10 * periods);
    command.samples = 1;
    command.refresh = false;
    EXPECT_EQ(tile.cycles_of(command), t.D + 2 * (periods - t.E));
    command.refresh = true;
    command.period = 0;
    const cycle_count slot = t.S + t.W + t.L;
    EXPECT_EQ(tile.cycles_of(command), t.D + 2 * (t.E + 3 * (t.T + t.C + slot) + t.T + t.C));
    command.overlap = true;  // C beside the pulse
    EXPECT_EQ(tile.cycles_of(command), t.D + 2 * (t.E + 3 * (t.T + slot) + t.T + t.C));
    command.overlap = false;
    // After the pulse the fetch comes first: trains 0 and 1 have their codes in two words, train 2 in one.
    command.sampling = kinetics_sampling::after_pulse;
    const cycle_count after = slot + t.T + t.C;
    EXPECT_EQ(tile.cycles_of(command), t.D + 2 * t.E + 4 * (2 * t.F + after) + 4 * (t.F + after));
    // Step after step, code (r, j) is half-word 3 j + r: trains 0 and 1 lie in 1, 2, 1 and 2 words.
    command.axis = kinetics_axis::columns;
    EXPECT_EQ(tile.cycles_of(command), t.D + 2 * t.E + 6 * t.F + 4 * after + 4 * (t.F + after));
    command.axis = kinetics_axis::rows;
    command.sampling = kinetics_sampling::in_pulse;  // C beside L, and longer
    const cycle_count in = t.S + t.W + t.C;
    EXPECT_EQ(tile.cycles_of(command), t.D + 2 * t.E + 4 * (2 * t.F + in) + 4 * (t.F + in));
    // A pass of eight devices has four rounds, of which a pulse beside does not hide the last step's.
    command = run_of(8, 2, 8, p);
    command.period = 0;
    EXPECT_EQ(tile.cycles_of(command), t.D + t.E + (t.T + 4 * t.C + slot) + t.T + 4 * t.C);

    command = run_of(1, 1, 5, p);
    command.operation = operation::refresh;
    EXPECT_EQ(tile.cycles_of(command), t.D + t.E);
    command.operation = operation::read;  // five devices: three rounds of two
    EXPECT_EQ(tile.cycles_of(command), t.D + t.T + 3 * t.C);
    command.operation = operation::write;
    EXPECT_EQ(tile.cycles_of(command), t.D + 5 * t.K);
    command.operation = operation::begin_evaluation;
    EXPECT_EQ(tile.cycles_of(command), t.D);
  });
}

// The authors' law, worked here train by train: x[0] = 1, x[k] = x[k-1] + alpha/x[k-1] - beta u[k-1].
TEST(kinetics_tile, makes_of_each_train_the_states_of_the_published_law) {
  const kinetics_tile_parameters p = fine_discrete_tile(8);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    constexpr std::uint32_t trains = 5, steps = 6, codes = trains * steps;
    const auto inputs = random_codes(codes, 11);
    tile.write_codes(inputs);
    // A converter from 0 to the current of x = 5: 65535 codes.
    const double codes_a_state = 65535.0 / 5;
    for (const kinetics_axis axis : {kinetics_axis::rows, kinetics_axis::columns}) {
      kinetics_command command = run_of(trains, steps, 3, p);
      command.first_device = 2;
      command.axis = axis;
      ASSERT_EQ(tile.carry_out(command), error::none);
      const auto features = tile.features(codes);
      const auto place = [&](std::uint32_t train, std::uint32_t step) {
        return axis == kinetics_axis::rows ? train * steps + step : step * trains + train;
      };
      for (std::uint32_t train = 0; train < trains; ++train) {
        std::vector<double> u;
        for (std::uint32_t step = 0; step < steps; ++step) u.push_back(inputs[place(train, step)] / 65535.0);
        const auto x = discrete_states(image_kinetics, u);
        for (std::uint32_t step = 0; step < steps; ++step)
          // half a code, and singles in the registers of voltages and currents
          EXPECT_NEAR(features[place(train, step)], x[step] * codes_a_state, 0.51) << train << " " << step;
        // Trains 3 and 4 were the last in devices 2 and 3, train 2 in device 4; the last code has not acted.
        if (train >= 2) {
          EXPECT_NEAR(tile.states(8)[2 + train % 3], x[steps - 1], 1e-6);
        }
      }
      EXPECT_EQ(tile.states(8)[0], 1);
      EXPECT_EQ(tile.states(8)[5], 1);
    }
    // 2 runs of 30 steps: 25 pulses each, since the last of a train's steps has none; 3 + 2 devices refreshed.
    EXPECT_EQ(tile.counter(reg::samples_low), 2u);
    EXPECT_EQ(tile.counter(reg::steps_low), 60u);
    EXPECT_EQ(tile.counter(reg::pulses_low), 50u);
    EXPECT_EQ(tile.counter(reg::reads_low), 60u);
    EXPECT_EQ(tile.counter(reg::conversions_low), 60u);
    EXPECT_EQ(tile.counter(reg::saturations_low), 0u);
    EXPECT_EQ(tile.counter(reg::refreshes_low), 10u);
    EXPECT_EQ(tile.counter(common_register::operations_low), 120u);  // two a step
    ASSERT_EQ(tile.pulses.pulses().size(), 50u);
    EXPECT_EQ(tile.pulses.pulses()[0].column, 2u);
    EXPECT_NEAR(tile.pulses.pulses()[0].volts, 3.0 * inputs[0] / 65535, 1e-12);
    EXPECT_EQ(tile.pulses.pulses()[0].interval.length, 100u);
    const auto femtojoules = static_cast<double>(tile.counter(common_register::energy_low));
    EXPECT_NEAR(femtojoules, tile.energy.dynamic_total() * 1e15, 1);
    EXPECT_GT(femtojoules, 1e6);
  });
}

TEST(kinetics_tile, stores_bytes_and_half_words_with_each_sample_from_a_word_on) {
  const kinetics_tile_parameters p = fine_discrete_tile(4);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    // Two samples of 3 codes: the second from half-word 4 on. The third code never acts.
    tile.write_codes({0, 65535, 7, 99, 65535, 32768, 7, 99});
    kinetics_command command = run_of(1, 3, 1, p);
    command.samples = 2;
    ASSERT_EQ(tile.carry_out(command), error::none);
    // x: 1, 1.7, 1.7 + 0.7/1.7 - 1; 1, 0.7, 0.7 + 1 - 32768/65535; of 5
    const double expected[] = {1, 1.7, 1.7 + 0.7 / 1.7 - 1, 0, 1, 0.7, 1.7 - 32768 / 65535.0};
    const auto words = tile.features(8);
    for (const std::size_t i : {0u, 1u, 2u, 4u, 5u, 6u}) EXPECT_NEAR(words[i], expected[i] / 5 * 65535, 0.51) << i;
    command.feature_size = 1;
    ASSERT_EQ(tile.carry_out(command), error::none);
    const auto bytes = tile.look<std::uint8_t>(kinetics_window::feature, 8);
    for (const std::size_t i : {0u, 1u, 2u, 4u, 5u, 6u}) EXPECT_EQ(bytes[i], words[i] >> 8) << i;
  });
}

// docs/kinetics-device.md: left alone, x^2 grows by 2 alpha a step, here of 200 cycles.
TEST(kinetics_tile, lets_devices_diffuse_while_it_has_nothing_to_do) {
  kinetics_tile_parameters p = quiet_kinetics_tile(4);
  p.converter.bits = 16;
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    kinetics_command command = run_of(1, 1, 4, p);
    command.operation = operation::refresh;
    ASSERT_EQ(tile.carry_out(command), error::none);
    const cycle_count refreshed = tile.latency.rows().back().start + tile.latency.rows().back().cycles;
    tile.spend(1234);
    command.operation = operation::read;
    ASSERT_EQ(tile.carry_out(command), error::none);
    const cycle_count sampled = tile.latency.rows().back().start + 2 + 10;
    const double x = std::sqrt(1 + 2 * 0.7 * static_cast<double>(sampled - refreshed) / 200);
    EXPECT_GT(x, 3);
    for (const std::uint16_t code : tile.features(4)) EXPECT_NEAR(code, x / 5 * 65535, 0.51);
    const double seen = tile.states(4)[3];
    EXPECT_NEAR(seen, std::sqrt(1 + 1.4 * static_cast<double>(kinetics_bench::now() - refreshed) / 200), 1e-12);
    tile.spend(5000);
    EXPECT_EQ(tile.states(4)[3], 5);  // as far as states go
    command.converter_high = 1.9 * 100e-6 * 4;
    ASSERT_EQ(tile.carry_out(command), error::none);
    EXPECT_EQ(tile.features(4)[0], 65535);
    EXPECT_EQ(tile.counter(reg::saturations_low), 4u);
  });
}

// Zhong et al., doi 10.1038/s41467-020-20692-1: g += -(1-r)(g - G0) + kappa(V)(1 - g), kappa = a V/(1 + a V),
// I = g K_p V^3, read in the pulse.
TEST(kinetics_tile, makes_virtual_nodes_of_masked_codes_in_reservoir_devices) {
  kinetics_tile_parameters p = quiet_reservoir_tile(4);
  p.encoder.dac_bits = p.converter.bits = 16;
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    EXPECT_EQ(tile.get(reg::model), 1u);
    constexpr std::uint32_t devices = 2, nodes = 3, steps = 2;
    tile.write_codes({20000, 60000});
    // Device 1: nodes 0 and 2 inverted; device 2: node 1.
    tile.write(kinetics_window::mask + 8, std::vector<std::uint32_t>{0b101, 0, 0b010, 0});
    kinetics_command command = run_of(devices, steps, devices, p);
    command.first_device = 1;
    command.mask_length = nodes;
    command.sampling = kinetics_sampling::in_pulse;
    command.high_volts = 2.5;
    command.converter_high = 9.13e-6 * 2.5 * 2.5 * 2.5;
    kinetics_times t;
    t.C = 17;  // 16 bits
    // A word of codes at node 0 of each code; one converter: two rounds.
    EXPECT_EQ(tile.cycles_of(command), t.D + t.E + steps * (t.F + nodes * (t.S + t.W + 2 * t.C)));
    const auto features = tile.features(devices * steps * nodes);
    for (std::uint32_t device = 0; device < devices; ++device) {
      double g = 0.5;
      for (std::uint32_t j = 0; j < steps * nodes; ++j) {
        const double f = (j / nodes == 0 ? 20000 : 60000) / 65535.0;
        const bool inverted = device == 0 ? j % nodes != 1 : j % nodes == 1;
        const double volts = 2.5 * (inverted ? 1 - f : f);
        const double kappa = 0.23 * volts / (1 + 0.23 * volts);
        g += -0.01 * (g - 0.5) + kappa * (1 - g);
        const double fraction = g * std::pow(volts / 2.5, 3);
        EXPECT_NEAR(features[device * steps * nodes + j], fraction * 65535, 0.52) << device << " " << j;
      }
      EXPECT_NEAR(tile.states(4)[1 + device], g, 1e-9);
    }
    EXPECT_EQ(tile.states(4)[0], 0.5);
    EXPECT_NEAR(tile.constants(1)[0], 0.99, 1e-15);
    EXPECT_NEAR(tile.constants(1)[1], 0.23, 1e-15);
  });
}

TEST(kinetics_tile, scales_alpha_and_inputs_step_by_step_from_tables) {
  const kinetics_tile_parameters p = fine_discrete_tile(2);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    const std::vector<std::uint16_t> codes{50000, 30000, 20000, 65535};
    const double alpha_scale[] = {1, 0.5, 2, 1}, beta_scale[] = {0.25, 1.5, 1, 1};
    tile.write_codes(codes);
    tile.write_half_words(kinetics_window::alpha_table, {4096, 2048, 8192, 4096});
    tile.write_half_words(kinetics_window::beta_table, {1024, 6144, 4096, 4096});
    for (std::uint32_t tables = 0; tables < 4; ++tables) {
      kinetics_command command = run_of(1, 4, 1, p);
      command.tables = tables;
      ASSERT_EQ(tile.carry_out(command), error::none);
      const auto features = tile.features(4);
      double x = 1;
      for (std::size_t k = 0; k < 4; ++k) {
        EXPECT_NEAR(features[k], x / 5 * 65535, 0.51) << tables << " " << k;
        const double a = (tables & 1) != 0 ? alpha_scale[k] : 1, b = (tables & 2) != 0 ? beta_scale[k] : 1;
        x += 0.7 * a / x - codes[k] / 65535.0 * b;
      }
    }
  });
}

TEST(kinetics_tile, writes_constants_and_says_which_come_out_unstable) {
  kinetics_tile_parameters p = quiet_kinetics_tile(6);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    EXPECT_EQ(tile.get(reg::unstable_devices), 0u);  // 1 / 0.7 = 1.43
    EXPECT_NEAR(tile.look_float(reg::alpha), 0.70, 1e-7);
    EXPECT_NEAR(tile.look_float(reg::beta), 1.00, 1e-7);
    kinetics_command command = run_of(1, 1, 2, p);
    command.operation = operation::write;
    command.first_device = 3;
    command.constants = {0.25, 0.75};  // r = 2.25
    ASSERT_EQ(tile.carry_out(command), error::none);
    EXPECT_EQ(tile.causes, kinetics_interrupt::done | kinetics_interrupt::unstable);
    EXPECT_EQ(tile.get(reg::unstable_devices), 2u);
    EXPECT_EQ(tile.constants(3), (std::vector<double>{0.25, 0.75}));
    EXPECT_EQ(tile.constants(4), (std::vector<double>{0.25, 0.75}));
    EXPECT_EQ(tile.constants(5), (std::vector<double>{0.70, 1.00}));
    // One of them again, stable: the other is still unstable, but not of this command.
    command.devices = 1;
    command.constants = {0.5, 0.5};
    ASSERT_EQ(tile.carry_out(command), error::none);
    EXPECT_EQ(tile.causes, kinetics_interrupt::done);
    EXPECT_EQ(tile.get(reg::unstable_devices), 1u);
  });
}

TEST(kinetics_tile, draws_spreads_anew_with_each_write_and_evaluation) {
  kinetics_tile_parameters p = quiet_kinetics_tile(64);
  p.device.variability = true;
  p.device.redrawn_each_evaluation = kinetics_redraw::beta;
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    const auto all = [&] { return tile.look<double>(kinetics_window::constants, 128); };
    const auto built = all();
    kinetics_command command = run_of(1, 1, 64, p);
    command.operation = operation::begin_evaluation;
    ASSERT_EQ(tile.carry_out(command), error::none);
    const auto evaluated = all();
    command.operation = operation::write;
    command.constants = image_kinetics;
    ASSERT_EQ(tile.carry_out(command), error::none);
    const auto written = all();
    double mean = 0;
    for (std::size_t i = 0; i < 64; ++i) {
      EXPECT_EQ(evaluated[2 * i], built[2 * i]);
      EXPECT_NE(evaluated[2 * i + 1], built[2 * i + 1]);
      EXPECT_NE(written[2 * i], evaluated[2 * i]);
      mean += written[2 * i + 1] / 64;
    }
    // 64 draws of sigma 0.276: 0.035; four of these
    EXPECT_NEAR(mean, 1.0, 0.14);
    // alpha 0.7 and beta 1.0 are 7.3 and 3.6 sigma from 0: no redraws are to be expected, but they would be counted
    EXPECT_LE(tile.counter(reg::redraws_low), 2u);
  });
}

TEST(kinetics_tile, shows_what_has_happened_to_whoever_looks_early) {
  const kinetics_tile_parameters p = fine_discrete_tile(8);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    tile.write_codes(std::vector<std::uint16_t>(16, 32768));
    kinetics_command command = run_of(8, 2, 8, p);
    command.axis = kinetics_axis::columns;
    tile.start(command);
    // D 2, E 50, T 10, then four rounds of C = 17 (16 bits): the first two of eight features are there at 96.
    sc_core::wait(duration(2 + 50 + 10 + 2 * 17 - 1, period()));
    EXPECT_NE(tile.look(kinetics_window::feature), 0u);
    EXPECT_EQ(tile.look(kinetics_window::feature + 4), 0u);
    sc_core::wait(period());
    EXPECT_NE(tile.look(kinetics_window::feature + 4), 0u);
    EXPECT_EQ(tile.look(reg::conversions_low), 4u);
    EXPECT_EQ(tile.look(reg::reads_low), 8u);
    EXPECT_EQ(tile.look(reg::pulses_low), 0u);
    EXPECT_EQ(tile.look(reg::refreshes_low), 8u);
    EXPECT_EQ(tile.states(1)[0], 1);
    // The last round ends at 130; S 5, W 100.
    sc_core::wait(duration(34 + 5 + 99, period()));
    EXPECT_EQ(tile.states(1)[0], 1);
    sc_core::wait(period());
    EXPECT_NEAR(tile.states(1)[0], 1.7 - 32768 / 65535.0, 1e-6);
    EXPECT_EQ(tile.finish(), error::none);
  });
}

TEST(kinetics_tile, says_in_its_registers_what_it_is) {
  kinetics_tile_parameters p = quiet_kinetics_tile(12);
  p.sequencer.input_buffer = 4096;
  p.sequencer.feature_buffer = 2048;
  p.sequencer.table_steps = 64;
  p.sequencer.overlap = true;
  p.sequencer.alpha_table = kinetics_alpha_table::period;
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    EXPECT_EQ(tile.get(common_register::id), kinetics_tile_id);
    EXPECT_EQ(tile.get(reg::devices), 12u);
    EXPECT_EQ(tile.get(reg::model), 0u);
    EXPECT_EQ(tile.get(reg::integrator), 1u);
    EXPECT_EQ(tile.get(reg::converter_bits), 8u);
    EXPECT_EQ(tile.get(reg::encoder_bits), 8u);
    EXPECT_EQ(tile.get(reg::density_slots), 16u);
    EXPECT_EQ(tile.get(reg::input_bytes), 4096u);
    EXPECT_EQ(tile.get(reg::feature_bytes), 2048u);
    EXPECT_EQ(tile.get(reg::table_steps), 64u);
    EXPECT_EQ(tile.get(reg::alpha_table_use), 1u);
    EXPECT_EQ(tile.get(reg::cycle_time), 10'000u);
    EXPECT_EQ(tile.get(reg::overlap), 1u);
    EXPECT_NEAR(tile.look_float(reg::read_voltage), 1.9, 1e-6);
    EXPECT_NEAR(tile.look_float(reg::full_scale_voltage), 3.0, 1e-6);
    EXPECT_NEAR(tile.look_float(reg::initial_conductance), 100e-6, 1e-11);
    EXPECT_NEAR(tile.look_float(reg::step_time), 2e-6, 1e-12);
    EXPECT_NEAR(tile.look_float(reg::voltage_high), 3.0, 1e-6);
    EXPECT_NEAR(tile.look_float(reg::converter_high), 1.9 * 100e-6 * 5, 1e-10);  // V_r G0 x_max
    EXPECT_GT(tile.area.total(), 0);
    EXPECT_EQ(tile.energy.static_total(), 0);
    tile.tile.post_leakage(1'000'000);
    EXPECT_GT(tile.energy.static_total(), 0);
  });
}

}  // namespace
}  // namespace memvp
