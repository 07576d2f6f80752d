// SPDX-License-Identifier: Apache-2.0
// What the units of the refresh tile do to cells, buffers and counts.
#include <cmath>

#include "memvp/models/physics/ferroionic_laws.hpp"
#include "memvp/testbench/unit/tiles/refresh_planner_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using kind = refresh_unit_kind;
using operation = refresh_operation;

TEST(refresh_pulses, of_published_widths_move_each_cell_by_its_own_width) {
  refresh_tile_parameters p = small_refresh_tile();
  refresh_planner_bench bench(p);
  bench.set_states(level_polarisation(p.device, 7), 0.5);
  const refresh_command command = compute(operation::pulse, {2, 1, 1, 4});
  bench.planner.set_command(command);
  const std::int16_t widths[] = {2000, 0, -4000, 300};  // units of 50 ns
  std::copy_n(widths, 4, bench.buffers.widths.begin());
  bench.carry_out(unit_of(command, 0));
  EXPECT_EQ(bench.planner.counters().pulses, 3u);
  EXPECT_EQ(bench.planner.counters().operations, 3u);
  const double tau = p.device.relaxation_time;
  // F, B, then set pulses of at most 100 us, then reset pulses of 200 us; laws as in the device page.
  const auto relaxed_to = [&](double w, double seconds) { return relaxed(p.device, w, seconds, tau); };
  const auto pulsed = [&](double volts, double before, double width, double after) {
    return relaxed_to(ionic_after(p.device, relaxed_to(0.5, before), volts, width, tau), after);
  };
  const double begin = (3 * 2 + 7) * 10e-9;
  EXPECT_NEAR(bench.ionic_state(2, 1), pulsed(-1.5, begin, 100e-6, 200e-6), 1e-12);
  EXPECT_NEAR(bench.ionic_state(2, 2), relaxed_to(0.5, begin + 300e-6), 1e-12);
  EXPECT_NEAR(bench.ionic_state(2, 3), pulsed(0.22, begin + 100e-6, 200e-6, 0), 1e-12);
  EXPECT_NEAR(bench.ionic_state(2, 4), pulsed(-1.5, begin, 15e-6, 285e-6), 1e-12);
  for (const std::size_t column : {0u, 5u, 9u}) EXPECT_EQ(bench.ionic_state(2, column), bench.ionic_state(0, 0));
  EXPECT_GT(bench.ionic_state(2, 1), bench.ionic_state(2, 4));
  for (std::size_t column = 0; column < 10; ++column)
    EXPECT_EQ(bench.polarisation(2, column), level_polarisation(p.device, 7));
}

TEST(refresh_pulses, that_a_reset_cuts_short_act_for_as_long_as_they_lasted) {
  refresh_tile_parameters p = small_refresh_tile();
  refresh_planner_bench cut(p), shorter(p);
  const refresh_command command = compute(operation::pulse, {0, 1, 0, 2});
  for (refresh_planner_bench* bench : {&cut, &shorter}) {
    bench->set_states(0, 0.2);
    bench->planner.set_command(command);
  }
  const std::int16_t widths[] = {1000, 4000}, halved[] = {1000, 2000};  // 50 us, 200 us
  std::copy_n(widths, 2, cut.buffers.widths.begin());
  std::copy_n(halved, 2, shorter.buffers.widths.begin());
  const cycle_count begin = 3 + 7;
  const auto of_cut = cut.carry_out(unit_of(command, 0), begin + 10'000);
  const auto of_shorter = shorter.carry_out(unit_of(command, 0));
  EXPECT_EQ(cut.ionic_state(0, 0), shorter.ionic_state(0, 0));
  EXPECT_EQ(cut.ionic_state(0, 1), shorter.ionic_state(0, 1));
  EXPECT_NEAR(of_cut.at("array"), of_shorter.at("array"), 1e-12 * of_shorter.at("array"));
  EXPECT_EQ(cut.planner.counters().pulses, 2u);
}

TEST(refresh_pulses, of_a_restore_act_on_the_rows_that_take_part) {
  refresh_tile_parameters p = small_refresh_tile();
  refresh_planner_bench bench(p);
  bench.set_states(0.3, 0.8);
  const std::uint8_t dirty[] = {1, 0, 1};
  refresh_unit restore = unit_of(kind::restore, 2, 3);
  restore.open = dirty;
  bench.carry_out(restore);
  const double tau = p.device.relaxation_time;
  const double before = relaxed(p.device, 0.8, 70e-9, tau);  // B
  const double after = ionic_after(p.device, before, 0.22, 0.4, tau);
  for (const std::size_t row : {2u, 4u})
    for (std::size_t column = 0; column < 10; ++column) EXPECT_NEAR(bench.ionic_state(row, column), after, 1e-12);
  for (const std::size_t row : {0u, 1u, 3u, 5u})
    EXPECT_NEAR(bench.ionic_state(row, 0), relaxed(p.device, 0.8, 0.4 + 70e-9, tau), 1e-12);
  EXPECT_EQ(bench.polarisation(2, 0), 0.3);
  EXPECT_EQ(bench.planner.counters().pulses, 20u);
}

TEST(refresh_pulses, find_a_temperature_that_changes_before_they_end) {
  refresh_tile_parameters p = small_refresh_tile();
  refresh_planner_bench bench(p);
  bench.set_states(-1, 0);
  refresh_unit pulse = unit_of(kind::ferroelectric, 1);
  pulse.pulse = refresh_pulse_kind::ferroelectric_set;
  pulse.volts = 14.5;
  bench.planner.make(pulse, 0);
  bench.array.set_temperature(320, 500'000);  // in the midst of 10 ms; Curie temperature 315 K
  for (std::size_t i = 0; i < bench.planner.current().phases().size(); ++i)
    bench.planner.execute(i, bench.planner.current().phases()[i].interval.length);
  EXPECT_EQ(bench.polarisation(1, 0), 0);
}

TEST(refresh_readings, are_logarithmic_codes_of_the_conductances_at_the_end_of_the_read_pulse) {
  refresh_tile_parameters p = small_refresh_tile();
  p.converter.bits = 10;
  refresh_planner_bench bench(p);
  for (std::size_t column = 0; column < 10; ++column)
    bench.array.set_state(column, level_polarisation(p.device, static_cast<int>(column)),
                          0.1 * static_cast<double>(column));
  refresh_unit verify = unit_of(kind::verify);
  verify.pulse = refresh_pulse_kind::read_ion;
  bench.carry_out(verify);
  // 0.1 s read pulse after B; five decades on 1023 steps
  const double step = std::log(1e5) / 1023;
  for (std::size_t column = 0; column < 10; ++column) {
    const double w = relaxed(p.device, 0.1 * static_cast<double>(column), 0.1 + 70e-9, p.device.relaxation_time);
    const double siemens = conductance(p.device, level_polarisation(p.device, static_cast<int>(column)), w);
    EXPECT_EQ(bench.planner.codes()[column], std::lround(std::log(siemens / 1e-9) / step)) << column;
  }
  EXPECT_EQ(bench.planner.counters().verify_reads, 1u);
  EXPECT_EQ(bench.planner.counters().conversions, 10u);
  EXPECT_EQ(bench.planner.counters().pulses, 0u);
  EXPECT_NEAR(bench.planner.step_nepers(), step, 1e-15);

  const refresh_command command = compute(operation::read_cells, {0, 2, 3, 4});
  bench.planner.set_command(command);
  bench.carry_out(unit_of(command, 1));
  bench.carry_out(unit_of(command, 0));
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(bench.buffers.result[i], bench.planner.codes()[3 + i]);
  for (std::size_t i = 4; i < 8; ++i) EXPECT_EQ(bench.buffers.result[i], 0);  // p = -1, w = 0: 1 nS
  EXPECT_EQ(bench.planner.counters().conversions, 18u);
  EXPECT_EQ(bench.planner.counters().verify_reads, 1u);
}

TEST(refresh_readings, beyond_the_ends_of_the_converter_are_counted) {
  refresh_tile_parameters p = small_refresh_tile();
  p.converter.bits = 10;
  p.converter.cell_bottom = 2e-9;
  p.converter.cell_top = 5e-6;
  refresh_planner_bench bench(p);
  bench.set_states(0, 0);
  bench.array.set_state(3, -1, 0);  // 1 nS
  bench.array.set_state(8, 1, 1);   // 10 uS
  refresh_unit verify = unit_of(kind::verify);
  verify.pulse = refresh_pulse_kind::read_ferroelectric;
  bench.carry_out(verify);
  EXPECT_EQ(bench.planner.codes()[3], 0);
  EXPECT_EQ(bench.planner.codes()[8], 1023);
  EXPECT_EQ(bench.planner.counters().saturations, 2u);
}

TEST(refresh_readings, through_the_ion_gate_are_weak_set_pulses) {
  refresh_tile_parameters p = small_refresh_tile();
  refresh_planner_bench held(p);
  p.read.gate = refresh_read_gate::ion;
  refresh_planner_bench driven(p);
  refresh_unit verify = unit_of(kind::verify, 3);
  verify.pulse = refresh_pulse_kind::read_ion;
  held.carry_out(verify);
  driven.carry_out(verify);
  EXPECT_EQ(held.ionic_state(3, 4), 0);
  const double disturbed = ionic_after(p.device, 0, -0.6, 0.1, 10);
  EXPECT_NEAR(driven.ionic_state(3, 4), disturbed, 1e-6 * disturbed);  // conversions later
  EXPECT_GT(driven.ionic_state(3, 4), 0);
  EXPECT_EQ(driven.ionic_state(2, 4), 0);
}

TEST(refresh_rewrites, give_each_cell_its_seconds_and_read_the_row) {
  refresh_tile_parameters p = small_refresh_tile();
  p.converter.bits = 10;
  refresh_planner_bench bench(p);
  bench.set_states(0, 0.4);
  std::vector<double> set(10, 0.0), reset(10, 0.0);
  set[2] = 0.05;
  reset[7] = 0.1;
  refresh_unit rewrite = unit_of(kind::rewrite, 5);
  rewrite.set_seconds = set.data();
  rewrite.reset_seconds = reset.data();
  rewrite.reset_slot = true;
  bench.carry_out(rewrite);
  const double tau = 10, begin = 70e-9;
  const auto rest = [&](double w, double seconds) { return relaxed(p.device, w, seconds, tau); };
  const double read_end = 0.2 + 0.4 + 0.1;  // both slots last as long as their pulses may
  const double risen = rest(ionic_after(p.device, rest(0.4, begin), -1.5, 0.05, tau), read_end - 0.05);
  const double fallen = rest(ionic_after(p.device, rest(0.4, begin + 0.2), 0.22, 0.1, tau), read_end - 0.3);
  const auto code = [&](double w) {
    return std::lround(std::log(conductance(p.device, 0, w) / 1e-9) / std::log(1e5) * 1023);
  };
  EXPECT_EQ(bench.planner.codes()[2], code(risen));
  EXPECT_EQ(bench.planner.codes()[7], code(fallen));
  EXPECT_EQ(bench.planner.codes()[0], code(rest(0.4, begin + read_end)));
  EXPECT_EQ(bench.planner.counters().pulses, 2u);
}

TEST(refresh_products, are_sums_of_conductances_times_codes) {
  refresh_tile_parameters p = small_refresh_tile();
  p.converter.ideal = true;
  refresh_planner_bench bench(p);
  for (std::size_t cell = 0; cell < 60; ++cell)
    bench.array.set_state(cell, level_polarisation(p.device, static_cast<int>(cell * 7 % 16)), 0);
  refresh_command command = compute(operation::multiply, {1, 5, 2, 6});
  command.vectors = 2;
  const std::int8_t codes[2][5] = {{127, -60, 0, 3, -127}, {1, 2, 4, 8, 16}};
  for (std::size_t vector = 0; vector < 2; ++vector)
    std::copy_n(codes[vector], 5, bench.buffers.input.begin() + 8 * vector);
  const double volts = 0.5 * std::sinh(0.6 / 0.5);  // V_nl sinh(V / V_nl)
  EXPECT_NEAR(bench.planner.effective_voltage(), volts, 1e-15);
  for (const std::uint32_t range : {0u, 9u})
    for (const bool pairs : {false, true}) {
      command.columns = pairs ? refresh_column_mode::pairs : refresh_column_mode::single;
      command.converter_range = range;
      bench.planner.set_command(command);
      const std::uint32_t lines = pairs ? 3 : 6;
      for (std::uint32_t vector = 0; vector < 2; ++vector) {
        bench.carry_out(unit_of(command, vector));
        for (std::uint32_t line = 0; line < lines; ++line) {
          double amperes = 0;
          for (std::uint32_t i = 0; i < 5; ++i) {
            const std::uint32_t column = 2 + (pairs ? 2 * line : line);
            const double siemens = bench.siemens(1 + i, column) - (pairs ? bench.siemens(1 + i, column + 1) : 0);
            amperes += siemens * volts * codes[vector][i] / 127;
          }
          const double word = bench.buffers.result[vector * lines + line];
          EXPECT_NEAR(word * bench.planner.current_lsb(range), amperes, bench.planner.current_lsb(range) * 0.51);
        }
      }
    }
  EXPECT_EQ(bench.planner.counters().operations, 8u * 30);
  EXPECT_EQ(bench.planner.counters().conversions, 2u * 2 * (6 + 3));
  EXPECT_EQ(bench.planner.counters().saturations, 0u);
}

TEST(refresh_products, transposed_are_sums_over_columns) {
  refresh_tile_parameters p = small_refresh_tile();
  p.converter.ideal = true;
  refresh_planner_bench bench(p);
  for (std::size_t cell = 0; cell < 60; ++cell)
    bench.array.set_state(cell, level_polarisation(p.device, static_cast<int>(cell * 5 % 16)), 0);
  refresh_command command = compute(operation::multiply_transposed, {2, 3, 4, 6});
  const std::int8_t codes[] = {100, -50, 25, 7, 0, -127};
  std::copy_n(codes, 6, bench.buffers.input.begin());
  const double lsb = bench.planner.current_lsb(0), volts = bench.planner.effective_voltage();
  bench.planner.set_command(command);
  bench.carry_out(unit_of(command, 0));
  for (std::uint32_t row = 0; row < 3; ++row) {
    double amperes = 0;
    for (std::uint32_t i = 0; i < 6; ++i) amperes += bench.siemens(2 + row, 4 + i) * volts * codes[i] / 127;
    EXPECT_NEAR(bench.buffers.result[row] * lsb, amperes, 0.51 * lsb);
  }
  // A code a pair: 100 on column 4, -100 on column 5, ...
  command.columns = refresh_column_mode::pairs;
  bench.planner.set_command(command);
  bench.carry_out(unit_of(command, 0));
  for (std::uint32_t row = 0; row < 3; ++row) {
    double amperes = 0;
    for (std::uint32_t i = 0; i < 3; ++i)
      amperes += (bench.siemens(2 + row, 4 + 2 * i) - bench.siemens(2 + row, 5 + 2 * i)) * volts * codes[i] / 127;
    EXPECT_NEAR(bench.buffers.result[row] * lsb, amperes, 0.51 * lsb);
  }
}

TEST(refresh_products, have_as_many_codes_as_their_converters_have_bits) {
  refresh_tile_parameters p = small_refresh_tile();
  p.converter.bits = 10;
  p.converter.full_scale = 511e-9;  // 1 nA a code in range 0
  refresh_planner_bench bench(p);
  bench.set_states(0, 0);  // 31.6 nS
  const refresh_command zero = compute(operation::multiply, {0, 1, 0, 10});
  bench.buffers.input[0] = 127;
  bench.planner.set_command(zero);
  bench.carry_out(unit_of(zero, 0));
  const double amperes = std::sqrt(1e3) * 1e-9 * bench.planner.effective_voltage();
  EXPECT_EQ(bench.buffers.result[0], std::lround(amperes / 1e-9));
  refresh_command fine = zero;
  fine.converter_range = 2;
  bench.planner.set_command(fine);
  bench.carry_out(unit_of(fine, 0));
  EXPECT_EQ(bench.buffers.result[0], std::lround(amperes / 0.25e-9));
  EXPECT_EQ(bench.planner.counters().saturations, 0u);
  fine.converter_range = 6;  // full scale 8 nA
  bench.planner.set_command(fine);
  bench.carry_out(unit_of(fine, 0));
  EXPECT_EQ(bench.buffers.result[0], 511);
  EXPECT_EQ(bench.planner.counters().saturations, 10u);
}

TEST(refresh_products, carry_the_read_noise_of_all_their_cells) {
  refresh_tile_parameters p = small_refresh_tile(64, 4);
  p.converter.ideal = true;
  p.device.read_noise = 0.1;
  refresh_planner_bench bench(p);
  bench.set_states(0, 0);
  const refresh_command command = compute(operation::multiply, {0, 64, 0, 4});
  for (std::size_t i = 0; i < 64; ++i) bench.buffers.input[i] = i % 2 == 0 ? 127 : -127;
  bench.planner.set_command(command);
  const double each = std::sqrt(1e3) * 1e-9 * bench.planner.effective_voltage();
  double sum = 0, squares = 0;
  constexpr int readings = 500;
  for (int i = 0; i < readings; ++i) {
    bench.carry_out(unit_of(command, 0));
    for (std::size_t line = 0; line < 4; ++line) {
      const double relative = bench.buffers.result[line] * bench.planner.current_lsb(0) / each;
      sum += relative;
      squares += relative * relative;
    }
  }
  // 64 cells of either sign cancel; their noise adds up: 0.1 sqrt(64) = 0.8. 2000 draws: 1.6 % of it, 0.018 of the
  // mean.
  EXPECT_NEAR(sum / 2000, 0, 4 * 0.018);
  EXPECT_NEAR(std::sqrt(squares / 2000), 0.8, 4 * 0.016 * 0.8);
}

TEST(refresh_products, with_the_ion_gate_disturb_only_cells_that_are_driven_and_open) {
  refresh_tile_parameters p = small_refresh_tile();
  p.read.gate = refresh_read_gate::ion;
  p.read.unit_time = 1e-4;
  refresh_planner_bench bench(p);
  refresh_command command = compute(operation::multiply, {1, 3, 2, 4});
  const std::int8_t codes[] = {127, 0, -64};
  std::copy_n(codes, 3, bench.buffers.input.begin());
  bench.planner.set_command(command);
  bench.carry_out(unit_of(command, 0));
  const double full = ionic_after(p.device, 0, -0.6, 12.7e-3, 10), half = ionic_after(p.device, 0, -0.6, 6.4e-3, 10);
  // The positive integration comes first: its cells relax for another 12.7 ms.
  EXPECT_NEAR(bench.ionic_state(1, 2), full, 2e-3 * full);
  EXPECT_NEAR(bench.ionic_state(3, 5), half, 2e-3 * half);
  EXPECT_GT(bench.ionic_state(1, 2), 1e-5);
  for (const auto& [row, column] : {std::pair{2, 2}, {0, 2}, {1, 1}, {1, 6}, {3, 0}})
    EXPECT_EQ(bench.ionic_state(row, column), 0) << row << ", " << column;
}

}  // namespace
}  // namespace memvp
