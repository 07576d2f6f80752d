// SPDX-License-Identifier: Apache-2.0
// How long the units of the refresh tile take (docs/refresh-controller.md, "Units"), and which commands are refused for
// their arguments.
#include <algorithm>

#include "memvp/testbench/unit/tiles/refresh_planner_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using kind = refresh_unit_kind;
using operation = refresh_operation;

refresh_planner_bench small_bench() {
  const refresh_tile_parameters p = small_refresh_tile();
  return {p, small_pulses(p)};
}

TEST(refresh_units, last_as_long_as_their_page_says) {
  refresh_planner_bench bench = small_bench();
  const refresh_planner& planner = bench.planner;
  EXPECT_EQ(planner.length(unit_of(kind::table, 1, 4)), 4u);  // a cycle a row

  refresh_unit verify = unit_of(kind::verify);
  verify.pulse = refresh_pulse_kind::read_ion;
  EXPECT_EQ(planner.length(verify), 7u + 50 + 2 + 4 * 9 + 11);  // B, w, g, 10 columns on 3 converters, Q
  verify.pulse = refresh_pulse_kind::read_ferroelectric;
  EXPECT_EQ(planner.length(verify), 7u + 40 + 1 + 4 * 9 + 11);

  refresh_unit pulse = unit_of(kind::ferroelectric);
  pulse.pulse = refresh_pulse_kind::ferroelectric_set;
  EXPECT_EQ(planner.length(pulse), 7u + 100 + 13);
  pulse.biased = true;
  EXPECT_EQ(planner.length(pulse), 100u + 13);
  pulse.pulse = refresh_pulse_kind::ferroelectric_reset;
  EXPECT_EQ(planner.length(pulse), 90u + 12);

  refresh_unit restore = unit_of(kind::restore, 0, 6);
  EXPECT_EQ(planner.length(restore), 7u + 60 + 4);
  restore.biased = true;
  EXPECT_EQ(planner.length(restore), 60u + 4);

  refresh_unit rewrite = unit_of(kind::rewrite);
  EXPECT_EQ(planner.length(rewrite), 7u + 80 + 0 + 50 + 2 + 36 + 11);
  EXPECT_EQ(planner.ionic_end(rewrite), 7u + 80);
  rewrite.reset_slot = true;
  EXPECT_EQ(planner.length(rewrite), 7u + 80 + 0 + 60 + 4 + 50 + 2 + 36 + 11);
  EXPECT_EQ(planner.ionic_end(rewrite), 7u + 80 + 0 + 60);
}

TEST(refresh_units, of_a_pulse_command_last_as_long_as_the_rows_widest_pulses) {
  refresh_planner_bench bench = small_bench();
  refresh_command command = compute(operation::pulse, {1, 4, 2, 5});
  bench.planner.set_command(command);
  // Rows begin 8 elements apart: 5 columns rounded up to words of four.
  const std::int16_t widths[4][5] = {{3, 0, 7, 0, 1}, {0, -4, 0, -12, 0}, {2, 0, 0, 0, -5}, {0, 0, 0, 0, 0}};
  for (std::size_t row = 0; row < 4; ++row) std::copy_n(widths[row], 5, bench.buffers.widths.begin() + 8 * row);
  const auto length = [&](std::uint32_t index) { return bench.planner.length(unit_of(command, index)); };
  const auto pulse_end = [&](std::uint32_t index) { return bench.planner.ionic_end(unit_of(command, index)); };
  // 3 words of two widths, B, greatest width in units of 5 cycles, gaps 0 and 4
  EXPECT_EQ(length(0), 9u + 7 + 35);
  EXPECT_EQ(length(1), 9u + 7 + 60 + 4);
  EXPECT_EQ(length(2), 9u + 7 + 10 + 0 + 25 + 4);
  EXPECT_EQ(length(3), 9u);
  EXPECT_EQ(pulse_end(0), 9u + 7 + 35);
  EXPECT_EQ(pulse_end(1), 9u + 7 + 60);
  EXPECT_EQ(pulse_end(2), 9u + 7 + 10 + 25);
  EXPECT_EQ(pulse_end(3), 0u);
  command.verify = true;
  bench.planner.set_command(command);
  EXPECT_EQ(length(2), 9u + 7 + 10 + 0 + 25 + 4 + 50 + 2 + 36 + 11);
  EXPECT_EQ(length(3), 9u);
}

TEST(refresh_units, of_products_and_readings_last_as_long_as_their_lines_and_signs_say) {
  refresh_planner_bench bench = small_bench();
  refresh_command command = compute(operation::multiply, {0, 5, 2, 8});
  command.vectors = 4;
  const std::int8_t codes[4][5] = {{1, 0, 0, 0, 127}, {0, -127, 0, 0, 0}, {5, 0, -5, 0, 0}, {0, 0, 0, 0, 0}};
  for (std::size_t vector = 0; vector < 4; ++vector)
    std::copy_n(codes[vector], 5, bench.buffers.input.begin() + 8 * vector);
  const cycle_count integration = 5 + 127 * 2;
  const auto length = [&](std::uint32_t index) {
    bench.planner.set_command(command);
    return bench.planner.length(unit_of(command, index));
  };
  EXPECT_EQ(length(0), 6 + 7 + integration + 3 * 9);      // 2 words, B, positive, 8 lines on 3 converters
  EXPECT_EQ(length(1), 6 + 7 + integration + 3 * 9);      // negative
  EXPECT_EQ(length(2), 6 + 7 + 2 * integration + 3 * 9);  // both
  EXPECT_EQ(length(3), 6u + 7 + 3 * 9);                   // nothing is driven
  command.columns = refresh_column_mode::pairs;
  EXPECT_EQ(length(0), 6 + 7 + integration + 2 * 9);  // 4 differences

  command.operation = operation::multiply_transposed;
  command.region = {0, 5, 2, 8};
  // 4 codes a vector, of pairs: a word; each drives a column with either sign. 5 rows are converted.
  std::fill(bench.buffers.input.begin(), bench.buffers.input.end(), std::int8_t{0});
  bench.buffers.input[0] = 9;
  EXPECT_EQ(length(0), 3 + 7 + 2 * integration + 2 * 9);
  EXPECT_EQ(length(1), 3u + 7 + 2 * 9);
  command.columns = refresh_column_mode::single;
  EXPECT_EQ(length(0), 6 + 7 + integration + 2 * 9);

  command = compute(operation::read_cells, {1, 2, 4, 3});
  EXPECT_EQ(length(0), 7u + 50 + 2 + 1 * 9);
}

TEST(refresh_commands, are_refused_for_what_the_page_says) {
  refresh_tile_parameters p = small_refresh_tile();
  p.sequencer.input_buffer = 64;
  p.sequencer.result_buffer = 160;  // 40 words
  refresh_planner_bench bench(p, small_pulses(p));
  const auto error = [&](const refresh_command& command) { return bench.planner.check_arguments(command); };
  refresh_command command = compute(operation::multiply, {0, 6, 0, 10});
  command.vectors = 4;
  EXPECT_EQ(error(command), refresh_error::none);
  command.vectors = 5;  // 50 words
  EXPECT_EQ(error(command), refresh_error::buffer_too_small);
  command.region.columns = 2;
  EXPECT_EQ(error(command), refresh_error::none);
  command.vectors = 9;  // of 8 codes
  EXPECT_EQ(error(command), refresh_error::buffer_too_small);
  command.vectors = 0;
  EXPECT_EQ(error(command), refresh_error::bad_argument);
  command.vectors = 1;
  command.columns = static_cast<refresh_column_mode>(2);
  EXPECT_EQ(error(command), refresh_error::bad_argument);
  command.columns = refresh_column_mode::pairs;
  command.region.columns = 3;
  EXPECT_EQ(error(command), refresh_error::bad_argument);
  command.region.columns = 4;
  command.converter_range = 16;
  EXPECT_EQ(error(command), refresh_error::bad_argument);
  command.converter_range = 15;
  EXPECT_EQ(error(command), refresh_error::none);
  command.region = {5, 2, 0, 2};
  EXPECT_EQ(error(command), refresh_error::region_outside_array);
  command.region = {5, 0xFFFFFFFFu, 0, 2};
  EXPECT_EQ(error(command), refresh_error::region_outside_array);
  EXPECT_EQ(error(compute(operation::pulse, {0, 0, 0, 1})), refresh_error::bad_argument);
  EXPECT_EQ(error(compute(operation::read_cells, {0, 4, 0, 10})), refresh_error::none);
  EXPECT_EQ(error(compute(operation::read_cells, {0, 5, 0, 10})), refresh_error::buffer_too_small);
  EXPECT_EQ(error(compute(operation::none, {0, 1, 0, 1})), refresh_error::unknown_command);
  EXPECT_EQ(error(compute(static_cast<operation>(5), {0, 1, 0, 1})), refresh_error::unknown_command);
}

TEST(refresh_commands, are_refused_for_codes_and_widths_out_of_range) {
  refresh_planner_bench bench = small_bench();
  const auto error = [&](const refresh_command& command) { return bench.planner.check_operands(command); };
  refresh_command product = compute(operation::multiply, {0, 5, 0, 10});
  product.vectors = 2;
  bench.buffers.input[5] = -128;  // between the vectors
  EXPECT_EQ(error(product), refresh_error::none);
  bench.buffers.input[8 + 4] = -127;
  EXPECT_EQ(error(product), refresh_error::none);
  bench.buffers.input[8 + 4] = -128;
  EXPECT_EQ(error(product), refresh_error::code_out_of_range);

  // 80 and 60 cycles in units of 5
  const refresh_command pulse = compute(operation::pulse, {0, 2, 0, 10});
  bench.buffers.widths[12 + 9] = 16;
  EXPECT_EQ(error(pulse), refresh_error::none);
  bench.buffers.widths[12 + 9] = 17;
  EXPECT_EQ(error(pulse), refresh_error::pulse_too_wide);
  bench.buffers.widths[12 + 9] = -12;
  EXPECT_EQ(error(pulse), refresh_error::none);
  bench.buffers.widths[12 + 9] = -13;
  EXPECT_EQ(error(pulse), refresh_error::pulse_too_wide);
  bench.buffers.widths[12 + 9] = -32768;
  EXPECT_EQ(error(pulse), refresh_error::pulse_too_wide);
}

}  // namespace
}  // namespace memvp
