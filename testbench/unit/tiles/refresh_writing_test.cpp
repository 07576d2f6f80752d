// SPDX-License-Identifier: Apache-2.0
// The controller's requests carried out on cells with the default spread and noise: whether the default pulses,
// tolerances and limits lead anywhere.
#include <cmath>
#include <cstdlib>

#include "memvp/models/tiles/refresh_controller.hpp"
#include "memvp/testbench/unit/tiles/refresh_planner_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using request = refresh_request_kind;

constexpr std::uint32_t columns = 128;

struct refresh_writing : testing::Test {
  static refresh_tile_parameters parameters() {
    refresh_tile_parameters p;
    p.array.rows = 4;
    p.array.columns = columns;
    return p;
  }

  refresh_planner_bench bench{parameters()};
  refresh_images images = bench.buffers.images();
  refresh_controller controller{4,
                                columns,
                                8,
                                {bench.parameters.device, bench.planner.bottom_siemens(), bench.planner.step_nepers()},
                                bench.planner,
                                images,
                                1e-8};
  std::vector<refresh_controller::ended_work> work;

  refresh_writing() {
    controller.policy() = policy_of(bench.parameters, bench.clock);
    for (std::size_t cell = 0; cell < bench.buffers.level.size(); ++cell)
      bench.buffers.level[cell] = static_cast<std::uint8_t>(cell * 7 % refresh_levels);
  }

  /// Until there is nothing to do.
  void run() {
    while (const refresh_unit* unit = controller.decide(bench.now)) {
      bench.carry_out(*unit);
      controller.ended(bench.now);
    }
  }
  refresh_error ask(request kind, std::uint32_t row_count, refresh_mode mode = refresh_mode::free) {
    EXPECT_EQ(controller.submit({kind, 0, row_count, mode, 1}, bench.now), refresh_error::none);
    run();
    work.clear();
    controller.take_ended(work);
    EXPECT_EQ(work.size(), 1u);
    return work.at(0).error;
  }
  void rest(double seconds) { bench.now += bench.clock.cycles_covering(seconds); }
  /// PULSE on the first row: `units` of pulse_lsb, of every other column twice as many; verified.
  void pulse(std::int16_t units) {
    refresh_command command = compute(refresh_operation::pulse, {0, 1, 0, columns});
    command.verify = true;
    for (std::uint32_t column = 0; column < columns; ++column)
      bench.buffers.widths[column] = static_cast<std::int16_t>(units * (1 + column % 2));
    bench.planner.set_command(command);
    ASSERT_EQ(controller.begin(command, 1), refresh_error::none);
    run();
  }
};

TEST_F(refresh_writing, reaches_all_levels_with_the_default_spread) {
  ASSERT_EQ(ask(request::alloc, 4, refresh_mode::non_volatile), refresh_error::none);
  ASSERT_EQ(ask(request::reprogram, 4), refresh_error::none);
  // Half a level is 1/16 in p; read noise and the tolerance of 18 of 38.4 codes leave a little more.
  for (std::size_t row = 0; row < 4; ++row)
    for (std::size_t column = 0; column < columns; ++column) {
      const int level = bench.buffers.level[row * columns + column];
      EXPECT_NEAR(bench.polarisation(row, column), -1 + (level + 1) / 8.0, 0.07) << row << ", " << column;
    }
  EXPECT_TRUE(controller.row(3).source_valid);
  EXPECT_EQ(bench.array.cells().undefined_pulses(), 0u);
}

TEST_F(refresh_writing, restores_and_rewrites_ions_within_the_default_tolerances) {
  ask(request::alloc, 1, refresh_mode::non_volatile);
  ASSERT_EQ(ask(request::reprogram, 1), refresh_error::none);
  const std::vector<std::uint16_t> source(bench.buffers.source.begin(), bench.buffers.source.begin() + columns);
  ask(request::alloc, 1, refresh_mode::volatile_ions);
  for (int i = 0; i < 5; ++i) pulse(1000);  // 0.1 and 0.2 s
  EXPECT_TRUE(controller.row(0).target_valid);
  const double written = bench.ionic_state(0, 1);
  EXPECT_GT(written, 0.3);
  rest(1);
  const double faded = bench.ionic_state(0, 1);
  EXPECT_LT(faded, 0.96 * written);  // tau 10 s; its spread from write to write is 18 %
  EXPECT_EQ(ask(request::rewrite, 1), refresh_error::none);
  EXPECT_NEAR(bench.ionic_state(0, 1), written, 0.06);  // 10 codes are 0.049

  std::vector<double> before(columns);
  for (std::size_t column = 0; column < columns; ++column) before[column] = bench.polarisation(0, column);
  controller.policy().restore_verify = true;
  EXPECT_EQ(ask(request::restore, 1), refresh_error::none);
  for (std::size_t column = 0; column < columns; ++column) {
    EXPECT_LT(bench.ionic_state(0, column), 0.05);
    EXPECT_EQ(bench.polarisation(0, column), before[column]);  // the paper's abstract: P stays
    EXPECT_NEAR(bench.planner.codes()[column], source[column], 12);
  }
  EXPECT_FALSE(controller.row(0).dirty);
}

TEST_F(refresh_writing, promotes_what_ions_and_polarisation_make_together) {
  for (std::size_t column = 0; column < columns; ++column) bench.buffers.level[column] = 4;
  ask(request::alloc, 1, refresh_mode::non_volatile);
  ASSERT_EQ(ask(request::reprogram, 1), refresh_error::none);
  ask(request::alloc, 1, refresh_mode::volatile_ions);
  for (int i = 0; i < 5; ++i) pulse(1000);
  ASSERT_EQ(ask(request::promote, 1), refresh_error::none);
  EXPECT_EQ(controller.row(0).mode, refresh_mode::non_volatile);
  // ln 10 w nepers of ions over 0.43 nepers a level: w of 0.35 and 0.55 are 2 to 3 levels
  for (std::size_t column = 0; column < columns; ++column) EXPECT_GT(bench.buffers.level[column], 4) << column;
}

}  // namespace
}  // namespace memvp
