// SPDX-License-Identifier: Apache-2.0
// How many cycles the commands of the 1T1R tile take: docs/rram-sequencer.md, computed again here.
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "memvp/testbench/unit/tiles/rram_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = rram_operation;
namespace reg = rram_register;

/// The steps of the document, in cycles of 10 ns.
struct steps {
  cycle_count D, F, T, I, P, C, A, Q, S, L, n;
};

cycle_count cycles(double seconds) { return static_cast<cycle_count>(std::ceil(seconds / 10e-9 - 1e-6)); }

steps steps_of(const rram_tile_parameters& p) {
  steps s{};
  s.D = static_cast<cycle_count>(p.sequencer.decode_cycles);
  s.F = static_cast<cycle_count>(p.sequencer.fetch_cycles);
  s.Q = static_cast<cycle_count>(p.sequencer.decide_cycles);
  s.T = 1 + cycles(p.read.settle_time);  // the DACs switch in one cycle
  s.I = cycles(p.read.integration_time);
  s.P = cycles(p.read.phase_gap);
  s.C =
      static_cast<cycle_count>(p.converter.adc_bits) * cycles(p.converter.bit_time) + cycles(p.converter.overhead_time);
  s.A = 1;
  s.S = cycles(p.write.setup_time);
  s.L = cycles(p.write.release_time);
  s.n = static_cast<cycle_count>((p.array.columns + p.converter.columns_per_adc - 1) / p.converter.columns_per_adc);
  return s;
}

/// Cycles of a multiply that sends words to RESULT.
cycle_count expected_product(const rram_tile_parameters& p, const rram_command& command) {
  const steps s = steps_of(p);
  const bool serial = p.converter.drive == rram_drive::bit_serial,
             counted = p.converter.drive == rram_drive::pulse_count;
  const auto bits = static_cast<cycle_count>(command.input_signed && p.converter.dac_bits > 1 ? p.converter.dac_bits - 1
                                                                                              : p.converter.dac_bits);
  const cycle_count rounds = (sensed_lines(command.columns, command.region.columns) + s.n - 1) / s.n;
  const cycle_count drive = counted ? ((cycle_count{1} << bits) - 1) * (s.T + s.I) : s.T + s.I;
  cycle_count fetch_may_begin = s.D, lines_free = s.D, converted = s.D, end = s.D;
  for (std::uint32_t vector = 0; vector < command.vectors; ++vector) {
    const cycle_count fetched = fetch_may_begin + s.F * ((command.region.rows + 3) / 4);
    for (cycle_count bit = 0; bit < (serial ? bits : 1); ++bit) {
      cycle_count begin = std::max(fetched, lines_free);
      if (begin + drive < converted) begin = converted - drive;
      if (bit == 0) fetch_may_begin = begin;
      lines_free = begin + drive;
      converted = lines_free + s.P + rounds * s.C;
    }
    end = converted + (serial || command.slices > 1 ? s.A : 0);
  }
  return end;
}

TEST(a_multiply, of_two_vectors_overlaps_fetch_drive_and_conversion) {
  // By hand, for 8 rows, 8 columns on 2 converters and pairs: D 2; F 2 words; T 1 + 1, I 10; 4 lines in 2 rounds of
  // 9 cycles. The first sample is taken at 2 + 2 + 12 = 16, converted until 34. The second vector was fetched from
  // cycle 4 on; its lines are free at 16, so its sample could be taken at 28, but the sample-and-holds are free at 34:
  // it drives from 22 to 34 and is converted at 52.
  rram_tile_parameters p = ideal_rram_tile(8, 8);
  p.converter.columns_per_adc = 4;
  p.read.settle_time = 10e-9;
  on_an_rram_tile(p, [&](rram_bench& tile) {
    rram_command command = rram_command_of(operation::multiply, {0, 8, 0, 8});
    command.columns = rram_column_mode::differential;
    EXPECT_EQ(tile.cycles_of(command), 34u);
    command.vectors = 2;
    EXPECT_EQ(tile.cycles_of(command), 52u);
  });
}

class the_cycles_of_a_multiply : public testing::TestWithParam<rram_drive> {};

TEST_P(the_cycles_of_a_multiply, follow_the_rules_for_any_settings) {
  rram_tile_parameters p = ideal_rram_tile(12, 12);
  draws numbers(static_cast<std::uint64_t>(GetParam()) + 21);
  p.converter.drive = GetParam();
  p.converter.ideal = false;
  p.converter.dac_bits = 1 + numbers.below(4);
  p.converter.adc_bits = 4 + numbers.below(5);
  p.converter.columns_per_adc = 1 + numbers.below(6);
  p.converter.bit_time = 1e-9 * (1 + numbers.below(60));
  p.converter.overhead_time = 1e-9 * numbers.below(60);
  p.read.settle_time = 1e-9 * (1 + numbers.below(80));
  p.read.integration_time = 1e-9 * numbers.below(300);
  p.read.phase_gap = 1e-9 * numbers.below(100);
  p.sequencer.decode_cycles = numbers.below(5);
  p.sequencer.fetch_cycles = numbers.below(9);
  on_an_rram_tile(p, [&](rram_bench& tile) {
    for (int trial = 0; trial < 40; ++trial) {
      rram_command command =
          rram_command_of(operation::multiply, {numbers.below(3), 1 + numbers.below(9), 2 * numbers.below(3), 6});
      command.columns = static_cast<rram_column_mode>(numbers.below(2));
      command.vectors = 1 + numbers.below(5);
      command.slices = numbers.chance(0.5) ? 3 : 1;
      command.input_signed = numbers.chance(0.5);
      tile.write_codes(std::vector<std::int32_t>(std::size_t{command.vectors} * command.region.rows, 1),
                       command.region.rows);
      EXPECT_EQ(tile.cycles_of(command), expected_product(p, command)) << trial;
    }
  });
}

INSTANTIATE_TEST_SUITE_P(driven, the_cycles_of_a_multiply,
                         testing::Values(rram_drive::multi_level, rram_drive::bit_serial, rram_drive::pulse_count),
                         [](const auto& chosen) {
                           switch (chosen.param) {
                             case rram_drive::multi_level:
                               return "multi_level";
                             case rram_drive::bit_serial:
                               return "bit_serial";
                             default:
                               return "pulse_count";
                           }
                         });

/// ADC bits, input bits, microseconds of the formula, microseconds of the publication: K8 of ndr_1t1r.md, section 9.
using neurram_figure = std::tuple<int, int, double, double>;
class a_product_timed_like_neurram : public testing::TestWithParam<neurram_figure> {};

TEST_P(a_product_timed_like_neurram, takes_the_published_time) {
  const auto [output_bits, input_bits, formula, published] = GetParam();
  // 0.27 us an integration step, 0.3 us a comparison, 0.3 us between the phases; a neuron a column [S12].
  rram_tile_parameters p = quiet_rram_tile(256, 256);
  p.array.row_resistance = p.array.column_resistance = 0;
  p.converter.drive = rram_drive::pulse_count;
  p.converter.dac_bits = input_bits;
  p.converter.adc_bits = output_bits;
  p.converter.columns_per_adc = 1;
  p.converter.bit_time = 0.3e-6;
  p.converter.overhead_time = 0;
  p.read.settle_time = 90e-9;  // with the DACs' cycle and the integration: 0.27 us
  p.read.integration_time = 170e-9;
  p.read.phase_gap = 0.3e-6;
  on_an_rram_tile(p, [&, formula = formula, published = published](rram_bench& tile) {
    rram_command command = rram_command_of(operation::multiply, {0, 256, 0, 256});
    command.columns = rram_column_mode::differential;
    command.input_signed = true;
    const cycle_count taken = tile.cycles_of(command);
    // The published time counts from the first integration step: D 2 and F 64 words come before it.
    EXPECT_EQ(taken - 2 - 64, static_cast<cycle_count>(std::lround(formula * 100)));
    EXPECT_NEAR(static_cast<double>(taken - 66) * 0.01 / published, 1, 0.09);
  });
}

INSTANTIATE_TEST_SUITE_P(k8, a_product_timed_like_neurram,
                         testing::Values(neurram_figure{3, 1, 1.47, 1.48}, neurram_figure{4, 2, 1.77, 1.75},
                                         neurram_figure{5, 3, 2.61, 2.70}, neurram_figure{6, 4, 3.99, 4.23}));

TEST(single_pulses, take_setup_width_and_release_a_cell) {
  rram_tile_parameters p = quiet_rram_tile(4, 4);
  on_an_rram_tile(p, [&](rram_bench& tile) {
    // D 2, then for each of 6 cells S 2, 10 or 20 cycles (100, 200 ns), L 2
    EXPECT_EQ(tile.cycles_of(rram_command_of(operation::set_pulses, {0, 2, 0, 3})), 2u + 6 * 14);
    EXPECT_EQ(tile.cycles_of(rram_command_of(operation::reset_pulses, {0, 2, 0, 3})), 2u + 6 * 24);
    EXPECT_EQ(tile.get(reg::pulses_low), 12u);
  });
}

TEST(reading_cells, takes_a_drive_a_cell_and_a_conversion_a_reading) {
  rram_tile_parameters p = quiet_rram_tile(4, 4);
  p.read.phase_gap = 30e-9;
  p.read.settle_time = 40e-9;
  on_an_rram_tile(p, [&](rram_bench& tile) {
    rram_command command = rram_command_of(operation::read_cells, {1, 2, 0, 3});
    command.reads = 5;
    // D 2; a cell: T 1 + 4, then 5 times I 10, P 3, C 8 + 1
    EXPECT_EQ(tile.cycles_of(command), 2u + 6 * (5 + 5 * 22));
    EXPECT_EQ(tile.get(reg::conversions_low), 30u);
  });
}

TEST(write_and_verify, takes_a_reading_a_decision_and_a_pulse_a_round) {
  rram_tile_parameters p = quiet_rram_tile(2, 3);
  p.read.settle_time = 10e-9;
  on_an_rram_tile(p, [&](rram_bench& tile) {
    tile.tile.array().set_conductances(std::vector<double>{20e-6, 39e-6, 20e-6, 20e-6, 20e-6, 20e-6}.data());
    // 19/39 of the window is 20 uS. Cell 1 is to come down from 39 uS: one RESET pulse at 0.8 V reaches 154 uS only and
    // leaves it alone, so that the ramp goes on until its end.
    tile.write_targets({31928, 31928, 31928});
    rram_command command = rram_command_of(operation::program_verify, {0, 1, 0, 3});
    command.verify_tolerance = 1680;  // 1 uS
    command.pulse_limit = 3;
    // D 2; F 1 for cells 0 and 1, F 1 for cell 2; a reading is T 2, I 10, C 9, Q 2 = 23; a RESET S 2, 20, L 2 = 24.
    // Cell 1: three pulses and four readings.
    const cycle_count taken = tile.cycles_of(command);
    EXPECT_EQ(taken, 2u + 2 + 23 * 6 + 24 * 3);
    EXPECT_EQ(tile.get(reg::verify_reads_low), 6u);
    EXPECT_EQ(tile.get(reg::pulses_low), 3u);
    EXPECT_EQ(tile.get(reg::failure_count), 1u);
  });
}

}  // namespace
}  // namespace memvp
