// SPDX-License-Identifier: Apache-2.0
// Features and states of a kinetics tile's planner, beside loops over the devices' physics alone. Times as in
// counted_kinetics_tile(): D 2, F 3, E 23, T 11, C 9, S 5, W 40, L 7 cycles of 10 ns; rounds of 3 devices.
#include <cmath>

#include "memvp/models/physics/kinetics_cells.hpp"
#include "memvp/models/physics/kinetics_reservoir_cells.hpp"
#include "memvp/testbench/unit/tiles/kinetics_planner_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;

constexpr std::uint64_t cycle_ps = 10'000;
constexpr double greatest = 1.9 * 100e-6 * 5;  // V_r G0 x_max: the converter's upper end after a reset

/// Codes without a pattern.
std::vector<std::uint32_t> some_codes(std::size_t count) {
  std::vector<std::uint32_t> codes;
  for (std::uint32_t i = 0; i < count; ++i) codes.push_back((i * 40503u + 12345u) % 65536u);
  return codes;
}

std::uint32_t code_of(double amperes, double high = greatest) {
  return static_cast<std::uint32_t>(std::round(amperes / high * 65535));
}

TEST(kinetics_features, are_those_of_the_devices_read_and_pulsed_at_the_specified_times) {
  kinetics_tile_parameters p = fine_kinetics_tile();
  p.converter.bit_time = 5e-9;  // a cycle each: with one of overhead C is 17
  p.device.variability = true;
  p.device.beta_spread = 0.1;
  kinetics_planner_bench bench(p, 7);
  kinetics_command c = bench.run(5, 4, 3);
  c.samples = 2;
  c.period = 150;
  const std::vector<std::uint32_t> codes = some_codes(40);
  bench.set_codes(codes);
  bench.now = 1000;
  bench.carry_out(c);

  kinetics_cells cells(6, p.device, 7);
  std::uint64_t t = 1000 + 2;  // D
  for (std::uint32_t sample = 0; sample < 2; ++sample) {
    for (std::uint32_t pass = 0; pass < 2; ++pass) {
      const std::uint32_t active = pass == 0 ? 3 : 2;
      t += 23;
      cells.refresh(0, active, t * cycle_ps);
      for (std::uint32_t j = 0; j < 4; ++j) {
        double amperes[3], volts[3], seconds[3];
        cells.read(0, active, amperes, (t + 11) * cycle_ps);
        for (std::uint32_t i = 0; i < active; ++i) {
          const std::uint32_t place = sample * 20 + (3 * pass + i) * 4 + j;
          EXPECT_EQ(bench.feature(place), code_of(amperes[i])) << place;
          volts[i] = 3.0 * (codes[place] / 65535.0);
          seconds[i] = codes[place] == 0 ? 0 : 400e-9;
        }
        if (j == 3) continue;
        cells.pulse(0, active, volts, seconds, (t + 11 + 17 + 5) * cycle_ps);  // T, one round, S
        t += 150;
      }
      t += 11 + 17;
    }
  }
  EXPECT_EQ(bench.now, t);
  for (std::uint32_t i = 0; i < 6; ++i) EXPECT_DOUBLE_EQ(bench.state(i), cells.state(i, t * cycle_ps)) << i;
}

/// x[0] = 1, x[k] = x[k-1] + alpha/x[k-1] - beta u[k-1]: the authors' software (fact sheet kinetics.md, section 2).
std::vector<double> software(double alpha, double beta, const std::vector<double>& u) {
  std::vector<double> x{1};
  for (std::size_t k = 0; k + 1 < u.size(); ++k) x.push_back(x[k] + alpha / x[k] - beta * u[k]);
  return x;
}

kinetics_tile_parameters discrete_tile(const kinetics_constants& constants = image_kinetics) {
  kinetics_tile_parameters p = fine_kinetics_tile();
  p.device.integrator = kinetics_integrator::discrete;
  p.device.alpha = constants.alpha;
  p.device.beta = constants.beta;
  return p;
}

/// States that features stand for; a code is 5/65535 = 7.6e-5.
double state_of(std::uint32_t code) { return code * 5.0 / 65535; }

TEST(kinetics_features, of_the_discrete_law_are_those_of_the_published_software) {
  for (const kinetics_constants& constants : {image_kinetics, audio_kinetics}) {
    kinetics_planner_bench bench(discrete_tile(constants));
    const std::vector<std::uint32_t> codes = some_codes(128);
    bench.set_codes(codes);
    bench.carry_out(bench.run(1, 128, 1));
    std::vector<double> u;
    for (const std::uint32_t code : codes) u.push_back(code / 65535.0);
    const std::vector<double> x = software(constants.alpha, constants.beta, u);
    for (std::size_t k = 0; k < x.size(); ++k) EXPECT_NEAR(state_of(bench.feature(k)), x[k], 3.9e-5) << k;
    EXPECT_EQ(bench.feature(0), 13107u);  // 1 of 5, always
    EXPECT_EQ(bench.planner.counters().events.lower, 0u);
  }
}

TEST(kinetics_features, of_the_discrete_law_hardly_depend_on_the_encoding) {
  std::vector<std::uint32_t> codes;
  for (std::uint32_t i = 0; i < 32; ++i) codes.push_back(i * 7 % 17 * 65535 / 16);  // sixteenths
  std::vector<std::vector<std::uint32_t>> features;
  for (const std::uint32_t encoding : {0u, 1u, 2u}) {
    kinetics_planner_bench bench(discrete_tile());
    bench.set_codes(codes);
    kinetics_command c = bench.run(2, 16, 2);
    c.encoding = kinetics_encoding{encoding};
    c.pulse_width = 48;  // a sixteenth is 3 cycles
    bench.carry_out(c);
    features.emplace_back();
    for (std::uint32_t i = 0; i < 32; ++i) features.back().push_back(bench.feature(i));
  }
  EXPECT_NE(features[0][5], features[0][1]);
  for (std::uint32_t i = 0; i < 32; ++i) {
    EXPECT_NEAR(features[1][i], features[0][i], 1) << i;
    EXPECT_NEAR(features[2][i], features[0][i], 1) << i;
  }
}

TEST(kinetics_features, follow_tables_of_alpha_and_beta) {
  kinetics_planner_bench bench(discrete_tile());
  const std::vector<std::uint32_t> codes = some_codes(6);
  bench.set_codes(codes);
  const std::uint32_t alpha[] = {4096, 2048, 6000, 3000, 4096, 5000}, beta[] = {4096, 1000, 3000, 4096, 2000, 0};
  for (std::uint32_t j = 0; j < 6; ++j) {
    set_half_word(bench.buffers.alpha_table, j, alpha[j]);
    set_half_word(bench.buffers.beta_table, j, beta[j]);
  }
  kinetics_command c = bench.run(1, 6, 1);
  c.tables = kinetics_tables::alpha | kinetics_tables::beta;
  bench.carry_out(c);
  double x = 1;
  for (std::uint32_t j = 0; j < 6; ++j) {
    EXPECT_NEAR(state_of(bench.feature(j)), x, 3.9e-5) << j;
    x += 0.7 * alpha[j] / 4096 / x - 1.0 * beta[j] / 4096 * codes[j] / 65535;
  }
  // The factor is gone after the run.
  c.tables = 0;
  bench.carry_out(c);
  EXPECT_NEAR(state_of(bench.feature(1)), 1 + 0.7 - codes[0] / 65535.0, 3.9e-5);
}

TEST(kinetics_features, of_an_alpha_table_in_time_are_those_of_scaled_diffusion) {
  kinetics_planner_bench bench(fine_kinetics_tile());
  for (std::uint32_t j = 0; j < 3; ++j) set_half_word(bench.buffers.alpha_table, j, 4096 >> j);
  kinetics_command c = bench.run(1, 3, 1);  // codes of 0: no pulses
  c.period = 150;
  c.tables = kinetics_tables::alpha;
  bench.carry_out(c);
  // x^2 grows by 2 alpha a step of 150 cycles; read 11 cycles into steps 0, 1, 2.
  double square = 1 + 1.4 * 11 / 150;
  EXPECT_EQ(bench.feature(0), code_of(1.9e-4 * std::sqrt(square)));
  square += 1.4 * 139 / 150 + 0.7 * 11 / 150;
  EXPECT_EQ(bench.feature(1), code_of(1.9e-4 * std::sqrt(square)));
  square += 0.7 * 139 / 150 + 0.35 * 11 / 150;
  EXPECT_EQ(bench.feature(2), code_of(1.9e-4 * std::sqrt(square)));
}

TEST(kinetics_features, after_the_pulse_are_those_of_its_end) {
  kinetics_tile_parameters p = fine_kinetics_tile();
  kinetics_planner_bench bench(p);
  bench.set_codes({65535, 30000});
  kinetics_command c = bench.run(1, 2, 1);
  c.sampling = kinetics_sampling::after_pulse;
  bench.carry_out(c);
  kinetics_cells cells(1, p.device, 1);
  std::uint64_t t = 2 + 23;
  cells.refresh(0, 1, t * cycle_ps);
  for (std::uint32_t j = 0; j < 2; ++j) {
    const double volts = 3.0 * ((j == 0 ? 65535 : 30000) / 65535.0), seconds = 400e-9;
    cells.pulse(0, 1, &volts, &seconds, (t + 3 + 5) * cycle_ps);  // F, S
    t += 3 + 52 + 11;
    EXPECT_EQ(bench.feature(j), code_of(1.9e-4 * cells.state(0, t * cycle_ps)));
    t += 33;  // 16 comparisons of 2 cycles and 1
  }
}

TEST(kinetics_features, in_the_pulse_are_currents_at_its_voltage) {
  kinetics_tile_parameters p = fine_kinetics_tile();
  for (const auto encoding : {kinetics_encoding::amplitude, kinetics_encoding::width, kinetics_encoding::density}) {
    kinetics_planner_bench bench(p);
    bench.set_codes({65535, 40000, 0});
    kinetics_command c = bench.run(3, 1, 3);
    c.sampling = kinetics_sampling::in_pulse;
    c.encoding = encoding;
    c.pulse_width = 48;
    c.converter_high = 2e-3;
    bench.carry_out(c);
    EXPECT_EQ(bench.feature(2), 0u);
    kinetics_cells cells(1, p.device, 1);
    const double volts = 3, seconds = 480e-9;
    const std::uint64_t begin = (2 + 23 + 6 + 5) * cycle_ps;  // two words
    cells.refresh(0, 1, (2 + 23) * cycle_ps);
    cells.pulse(0, 1, &volts, &seconds, begin);
    const double after = cells.state(0, begin + 48 * cycle_ps);
    EXPECT_NEAR(bench.feature(0), 3.0 * 100e-6 * after / 2e-3 * 65535, 0.51);
    // 40000 is 29 of 48 cycles: the line is at ground by then. Of 10 of 16 parts the last is pulsed.
    EXPECT_EQ(bench.feature(1) == 0, encoding == kinetics_encoding::width);
    EXPECT_EQ(bench.planner.counters().reads, 3u);
  }
}

TEST(kinetics_features, of_a_density_in_time_are_those_of_its_parts) {
  kinetics_tile_parameters p = fine_kinetics_tile();
  p.encoder.density_slots = 8;
  kinetics_planner_bench bench(p);
  bench.set_codes({65535, 0, 3 * 65535 / 8, 6 * 65535 / 8, 0, 0, 0, 0});
  kinetics_command c = bench.run(4, 2, 4);
  c.axis = kinetics_axis::columns;
  c.encoding = kinetics_encoding::density;
  c.pulse_width = 83;  // 8 parts of 10 cycles
  bench.carry_out(c);
  const char* patterns[] = {"11111111", "00000000", "00100101", "01110111"};
  for (std::uint32_t device = 0; device < 4; ++device) {
    kinetics_cells cells(1, p.device, 1);
    cells.refresh(0, 1, (2 + 23) * cycle_ps);
    const std::uint64_t begin = 2 + 23 + 11 + 2 * 33 + 5;  // two rounds of 33
    for (std::uint32_t part = 0; part < 8; ++part) {
      if (patterns[device][part] == '0') continue;
      const double volts = 3, seconds = 100e-9;
      cells.pulse(0, 1, &volts, &seconds, (begin + 10 * part) * cycle_ps);
    }
    const std::uint64_t read = begin + 83 + 7 + 11;
    EXPECT_NEAR(bench.feature(4 + device), 65535 / 5.0 * cells.state(0, read * cycle_ps), 0.51) << device;
    EXPECT_NEAR(bench.state(device), cells.state(0, bench.now * cycle_ps), 1e-13) << device;
  }
}

TEST(kinetics_features, of_a_reservoir_in_its_pulses_are_those_of_its_law) {
  kinetics_tile_parameters p = fine_kinetics_tile();
  p.bank.model = kinetics_model::reservoir;
  kinetics_planner_bench bench(p);
  bench.set_codes({10000, 50000, 65535});
  bench.buffers.mask[2 * 1] = 0b0110;  // device 1: nodes 1 and 2 see 1 - f
  kinetics_command c = bench.run(2, 3, 2);
  c.mask_length = 4;
  c.sampling = kinetics_sampling::in_pulse;
  c.high_volts = 2.5;
  c.converter_high = 150e-6;
  bench.carry_out(c);
  for (std::uint32_t device = 0; device < 2; ++device) {
    double g = 0.5;
    for (std::uint32_t j = 0; j < 12; ++j) {
      const double f = (j < 4 ? 10000 : j < 8 ? 50000 : 65535) / 65535.0;
      const double volts = 2.5 * (device == 1 && (j % 4 == 1 || j % 4 == 2) ? 1 - f : f);
      // Section 6 of the fact sheet: g += -(1-r)(g - G0) + kappa (1[V>0] - g), I = g K_p V^3
      const double kappa = 0.23 * volts / (1 + 0.23 * volts);
      g += -(1 - 0.99) * (g - 0.5) + kappa * ((volts > 0 ? 1 : 0) - g);
      EXPECT_NEAR(bench.feature(device * 12 + j), g * 9.13e-6 * volts * volts * volts / 150e-6 * 65535, 0.51) << j;
    }
  }
}

TEST(kinetics_features, of_nodes_beyond_32_take_the_second_word_of_the_mask) {
  kinetics_planner_bench bench(discrete_tile());
  bench.set_codes({0});
  bench.buffers.mask[2 * 3 + 1] = 1u << 8;  // node 40 of device 3
  kinetics_command c = bench.run(1, 1, 1);
  c.first_device = 3;
  c.mask_length = 64;
  bench.carry_out(c);
  for (std::uint32_t j = 0; j < 63; ++j) EXPECT_EQ(bench.planner.pulse_of(j, 0).empty(), j != 40) << j;
  EXPECT_EQ(bench.planner.counters().pulses, 1u);
}

TEST(kinetics_features, lie_as_axis_and_size_say) {
  kinetics_planner_bench bench(discrete_tile());
  for (const std::uint32_t axis : {0u, 1u}) {
    for (const std::uint32_t size : {0u, 1u}) {
      std::fill(bench.buffers.feature.begin(), bench.buffers.feature.end(), 0xAAAAAAAA);
      kinetics_command c = bench.run(3, 3, 2);
      c.samples = 2;
      c.axis = kinetics_axis{axis};
      c.feature_size = size;
      const auto place = [&](std::uint32_t r, std::uint32_t j) { return axis == 0 ? r * 3 + j : j * 3 + r; };
      // 9 half-words a sample: the second begins with the tenth, at a word boundary.
      for (std::uint32_t r = 0; r < 3; ++r)
        for (std::uint32_t j = 0; j < 3; ++j) {
          bench.set_code(place(r, j), 5000 * (r + 1) + 1000 * j);
          bench.set_code(10 + place(r, j), 5000 * (r + 4) + 1000 * j);
        }
      bench.carry_out(c);
      for (std::uint32_t sample = 0; sample < 2; ++sample)
        for (std::uint32_t r = 0; r < 3; ++r) {
          const auto u = [&](std::uint32_t j) { return (5000 * (r + 1 + 3 * sample) + 1000 * j) / 65535.0; };
          const std::vector<double> x = software(0.7, 1, {u(0), u(1), u(2)});
          for (std::uint32_t j = 0; j < 3; ++j) {
            const std::uint32_t code =
                size == 0
                    ? bench.feature(10 * sample + place(r, j))
                    : (bench.buffers.feature[(12 * sample + place(r, j)) / 4] >> 8 * ((12 * sample + place(r, j)) % 4) &
                       0xFF);
            EXPECT_NEAR(code, size == 0 ? x[j] / 5 * 65535 : std::floor(x[j] / 5 * 65535 / 256), 0.51);
          }
        }
      // What lies between samples is as it was.
      EXPECT_EQ(size == 0 ? bench.feature(9) : bench.buffers.feature[2] >> 8, size == 0 ? 0xAAAAu : 0xAAAAAAu);
    }
  }
}

TEST(kinetics_features, of_a_read_are_the_present_states) {
  kinetics_planner_bench bench(fine_kinetics_tile());
  kinetics_command c = bench.command(kinetics_operation::read, 3);
  c.first_device = 2;
  bench.carry_out(c);
  // x^2 grows by 2 alpha in 150 cycles, sampled D + T = 13 cycles after the beginning of time
  for (std::uint32_t i = 0; i < 3; ++i) EXPECT_EQ(bench.feature(i), code_of(1.9e-4 * std::sqrt(1 + 1.4 * 13 / 150)));
}

TEST(kinetics_reset, leaves_of_a_pulse_what_has_passed) {
  for (const auto encoding : {kinetics_encoding::amplitude, kinetics_encoding::width, kinetics_encoding::density}) {
    for (const std::uint32_t passed : {0u, 1u, 17u, 30u, 64u}) {
      kinetics_tile_parameters p = fine_kinetics_tile();
      p.encoder.density_slots = 2;
      kinetics_planner_bench bench(p);
      bench.set_codes({32768, 32768});
      kinetics_command c = bench.run(1, 2, 1);
      c.encoding = encoding;
      c.pulse_width = 64;
      const cycle_count begin = 2 + 23 + 11 + 33 + 5;
      bench.carry_out(c, begin + passed);
      // Amplitude: 1.5 V all the time; width: 3 V for 32 cycles; density: 3 V for the second half.
      const bool second = encoding == kinetics_encoding::density;
      const std::uint32_t on = encoding == kinetics_encoding::amplitude ? passed
                               : second                                 ? (passed > 32 ? passed - 32 : 0)
                                                                        : std::min(passed, 32u);
      kinetics_cells cells(1, p.device, 1);
      cells.refresh(0, 1, (2 + 23) * cycle_ps);
      const double volts = encoding == kinetics_encoding::amplitude ? 3 * (32768 / 65535.0) : 3, seconds = on * 10e-9;
      if (on > 0) cells.pulse(0, 1, &volts, &seconds, (begin + (second ? 32 : 0)) * cycle_ps);
      EXPECT_NEAR(bench.state(0), cells.state(0, bench.now * cycle_ps), 1e-13) << passed;
      EXPECT_EQ(bench.feature(1), 0u);
      EXPECT_NE(bench.feature(0), 0u);  // converted before the pulse began
    }
  }
}

TEST(kinetics_reset, takes_a_step_of_the_discrete_law_with_the_width_that_has_passed) {
  kinetics_tile_parameters p = discrete_tile();
  kinetics_planner_bench bench(p);
  bench.set_codes({65535, 65535});
  bench.carry_out(bench.run(1, 2, 1), 2 + 23 + 11 + 33 + 5 + 10);
  EXPECT_NEAR(bench.state(0), 1 + 0.7 - 10.0 / 40, 1e-12);  // of a pulse of 40 cycles
}

TEST(kinetics_reset, leaves_no_factor_on_alpha) {
  kinetics_planner_bench bench(fine_kinetics_tile());
  for (std::uint32_t j = 0; j < 3; ++j) set_half_word(bench.buffers.alpha_table, j, 8192);
  kinetics_command c = bench.run(1, 3, 1);
  c.period = 150;
  c.tables = kinetics_tables::alpha;
  bench.carry_out(c, 2 + 23 + 100);
  EXPECT_NEAR(bench.state(0), std::sqrt(1 + 2 * 1.4 * 100 / 150), 1e-12);
  bench.now += 150;
  EXPECT_NEAR(bench.state(0), std::sqrt(1 + 2 * 1.4 * 100 / 150 + 1.4), 1e-12);
}

TEST(kinetics_reset, leaves_an_interrupted_read_or_refresh_undone) {
  kinetics_planner_bench bench(fine_kinetics_tile());
  bench.now = 1000;
  bench.carry_out(bench.command(kinetics_operation::refresh, 6), 2 + 22);
  EXPECT_NEAR(bench.state(0), std::sqrt(1 + 1.4 * 1024 / 150), 1e-12);
  bench.carry_out(bench.command(kinetics_operation::read, 6), 2 + 10);
  EXPECT_EQ(bench.planner.counters().reads, 0u);
  EXPECT_EQ(bench.feature(0), 0u);
  kinetics_command write = bench.command(kinetics_operation::write, 6);
  write.constants = {0.3, 0.4};
  bench.carry_out(write, 2 + 2 * 13 + 12);  // one cycle before the third device has them
  EXPECT_EQ(bench.bank.constants(1).alpha, 0.3);
  EXPECT_EQ(bench.bank.constants(2).alpha, 0.7);
}

}  // namespace
}  // namespace memvp
