// SPDX-License-Identifier: Apache-2.0
// The clocked reference of the refresh controller on jobs worked by hand from docs/refresh-controller.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/refresh_clocked_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using testing::ElementsAre;
namespace bit = clocked_refresh_interrupt;

TEST(clocked_refresh_controller, a_table_unit_takes_a_cycle_for_each_row) {
  controller_bench bench;
  EXPECT_EQ(bench.ask(refresh_request_kind::alloc, 1, 3, refresh_mode::volatile_ions, 7), refresh_error::none);
  bench.until(2);
  EXPECT_EQ(bench.controller().row(1).mode, refresh_mode::free);
  bench.until(3);
  EXPECT_EQ(bench.controller().row(3).mode, refresh_mode::volatile_ions);
  EXPECT_EQ(bench.controller().row(1).task, 7u);
  EXPECT_EQ(bench.controller().row(0).mode, refresh_mode::free);
  EXPECT_THAT(bench.ends, ElementsAre(std::make_tuple(1u, refresh_error::none, 3u)));
  EXPECT_EQ(bench.controller().take_interrupts(), bit::request_done);
}

TEST(clocked_refresh_controller, a_row_of_unknown_levels_is_reset_and_climbs_group_by_group) {
  controller_bench bench;
  bench.ask(refresh_request_kind::alloc, 0, 1, refresh_mode::non_volatile);
  bench.until(1);
  bench.levels(0, {0, 1, 3});
  bench.ask(refresh_request_kind::reprogram, 0, 1);
  // reset group, groups 0 to 3, verify
  bench.until(1 + 5 * group + verify - 1);
  EXPECT_EQ(bench.controller().busy_slots(), 1u);
  EXPECT_FALSE(bench.controller().row(0).source_valid);
  bench.until(1 + 5 * group + verify);
  EXPECT_EQ(bench.controller().busy_slots(), 0u);
  EXPECT_TRUE(bench.controller().row(0).source_valid);
  EXPECT_EQ(bench.controller().source()[2], level_code(3));
  using open = std::vector<std::uint8_t>;
  EXPECT_THAT(bench.gates, ElementsAre(open{1, 1, 1}, open{1, 1, 1}, open{1, 1, 1}, open{1, 1, 1}, open{0, 1, 1},
                                       open{0, 1, 1}, open{0, 0, 1}, open{0, 0, 1}, open{0, 0, 1}, open{0, 0, 1}));
}

TEST(clocked_refresh_controller, cells_that_only_go_up_see_the_groups_above_their_level) {
  controller_bench bench;
  bench.ask(refresh_request_kind::alloc, 0, 1, refresh_mode::non_volatile);
  bench.idle();
  bench.levels(0, {0, 1, 3});
  bench.ask(refresh_request_kind::reprogram, 0, 1);
  bench.idle();
  const cycle_count first = bench.controller().now();
  bench.gates.clear();
  bench.levels(0, {2, 1, 3});
  bench.ask(refresh_request_kind::reprogram, 0, 1);
  bench.idle();
  EXPECT_EQ(bench.controller().now(), first + 2 * group + verify);  // groups 1 and 2, no reset
  using open = std::vector<std::uint8_t>;
  EXPECT_THAT(bench.gates, ElementsAre(open{1, 0, 0}, open{1, 0, 0}, open{1, 0, 0}, open{1, 0, 0}));
  bench.ask(refresh_request_kind::reprogram, 0, 1);  // all agree: no time
  EXPECT_EQ(bench.controller().busy_slots(), 0u);
  EXPECT_EQ(bench.controller().now(), first + 2 * group + verify);
}

TEST(clocked_refresh_controller, a_second_round_treats_the_cells_that_miss_their_level) {
  controller_bench bench;
  bench.ask(refresh_request_kind::alloc, 0, 1, refresh_mode::non_volatile);
  bench.idle();
  bench.levels(0, {1, 2, 0});
  bench.reading[0] = {level_code(1) + 4, level_code(2) - 4, level_code(0) + 3};  // above, below, just in tolerance
  bench.ask(refresh_request_kind::reprogram, 0, 1);
  bench.until(1 + 4 * group + verify - 1);
  EXPECT_EQ(bench.controller().busy_slots(), 1u);
  bench.gates.clear();
  // Both are reset and climb, cell 0 to 1, cell 1 to 2: reset, groups 0, 1, 2.
  bench.idle();
  EXPECT_EQ(bench.controller().now(), 1 + 4 * group + verify + 4 * group + verify);
  using open = std::vector<std::uint8_t>;
  EXPECT_THAT(bench.gates, ElementsAre(open{1, 1, 0}, open{1, 1, 0}, open{1, 1, 0}, open{1, 1, 0}, open{1, 1, 0},
                                       open{1, 1, 0}, open{0, 1, 0}, open{0, 1, 0}));
  EXPECT_EQ(bench.controller().error(), refresh_error::verify_timeout);  // two rounds are all
  EXPECT_EQ(bench.controller().failed_slots(), 1u);
  EXPECT_FALSE(bench.controller().row(0).source_valid);
  // The third cell is known to be at level 0, the others are not.
  bench.gates.clear();
  bench.levels(0, {0, 0, 0});
  bench.ask(refresh_request_kind::reprogram, 0, 1);
  bench.idle();
  EXPECT_THAT(bench.gates, ElementsAre(open{1, 1, 0}, open{1, 1, 0}, open{1, 1, 0}, open{1, 1, 0}));
}

TEST(clocked_refresh_controller, an_update_writes_its_row_at_the_end_of_its_pulse) {
  controller_bench bench;
  bench.prepare(0);
  const cycle_count start = bench.controller().now();
  EXPECT_EQ(bench.pulse(0, {0, 7, 3}, false), refresh_error::none);
  bench.until(start + update);
  EXPECT_EQ(bench.controller().row(0).last_write, start + update_pulse_end);
  EXPECT_FALSE(bench.controller().row(0).target_valid);
  EXPECT_FALSE(bench.controller().compute_active());
  // Both polarities: sets first; verified.
  bench.pulse(0, {-4, 7, 0}, true);
  bench.until(start + update + verified_update + 4 + 5);
  EXPECT_EQ(bench.controller().row(0).last_write, start + update + update + 4);
  EXPECT_TRUE(bench.controller().row(0).target_valid);
  EXPECT_FALSE(bench.controller().compute_active());
  // No widths: two words are fetched, nothing else.
  bench.pulse(0, {0, 0, 0}, true);
  bench.until(start + update + verified_update + 4 + 5 + 2);
  EXPECT_FALSE(bench.controller().compute_active());
  EXPECT_EQ(bench.pulse(0, {11, 0, 0}, true), refresh_error::pulse_too_wide);
  EXPECT_EQ(bench.pulse(1, {1, 0, 0}, true), refresh_error::row_not_allocated);
}

TEST(clocked_refresh_controller, a_further_try_has_a_reset_slot_if_a_cell_reads_above_its_target) {
  controller_bench bench;
  bench.prepare(0);
  const cycle_count start = bench.controller().now();
  bench.reading[0][1] += 4;
  EXPECT_EQ(bench.ask(refresh_request_kind::rewrite, 0, 1), refresh_error::none);
  bench.until(start + slot + 1);
  bench.reading[0][1] -= 4;
  bench.until(start + slot + longer_slot);
  EXPECT_THAT(bench.units,
              ElementsAre(std::make_tuple(refresh_unit_kind::rewrite, 0u, start, start + slot),
                          std::make_tuple(refresh_unit_kind::rewrite, 0u, start + slot, start + slot + longer_slot)));
  EXPECT_EQ(bench.controller().row(0).last_write, start + slot + longer_pulse_end);
  EXPECT_EQ(std::get<1>(bench.ends.back()), refresh_error::none);
  EXPECT_EQ(bench.controller().row(0).rewrites, 0u);  // the timer asked for none
  // Below its target: no reset slot; two tries are all.
  bench.reading[0][2] -= 4;
  bench.ask(refresh_request_kind::rewrite, 0, 2);
  bench.idle();
  EXPECT_EQ(bench.controller().now(), start + slot + longer_slot + 2 * slot);
  EXPECT_EQ(bench.controller().error(), refresh_error::verify_timeout);
}

TEST(clocked_refresh_controller, an_active_restore_pulses_all_rows_at_once) {
  controller_bench bench;
  bench.prepare(0);
  bench.prepare(2);
  bench.ask(refresh_request_kind::alloc, 1, 1, refresh_mode::non_volatile);
  bench.idle();
  bench.units.clear();
  const cycle_count start = bench.controller().now();
  bench.ask(refresh_request_kind::restore, 0, 3);
  bench.until(start + bias + 2 * restore_pulse - 1);
  EXPECT_TRUE(bench.controller().row(0).dirty);
  EXPECT_TRUE(bench.controller().under_pulse(2));
  EXPECT_FALSE(bench.controller().under_pulse(3));
  EXPECT_TRUE(bench.controller().claimed(1));
  bench.until(start + bias + 2 * restore_pulse);
  EXPECT_FALSE(bench.controller().row(0).dirty);
  EXPECT_FALSE(bench.controller().row(2).target_valid);
  EXPECT_EQ(bench.controller().busy_slots(), 0u);
  bench.ask(refresh_request_kind::restore, 0, 3);  // no row is dirty
  EXPECT_EQ(bench.controller().busy_slots(), 0u);
  bench.ask(refresh_request_kind::restore, 0, 4);
  EXPECT_EQ(bench.controller().error(), refresh_error::row_not_allocated);
}

TEST(clocked_refresh_controller, a_verified_restore_adds_a_pulse_for_cells_that_read_too_high) {
  controller_bench bench;
  bench.prepare(0);
  const cycle_count start = bench.controller().now();
  bench.controller().write([](clocked_refresh_registers& r) { r.restore_verify = true; });
  bench.reading[0][0] += 4;
  bench.ask(refresh_request_kind::restore, 0, 1);
  bench.idle();
  // Two pulses and a verify, then twice a pulse and a verify, B before each train.
  EXPECT_EQ(bench.controller().now(),
            start + (bias + 2 * restore_pulse + verify) + 2 * (bias + restore_pulse + verify));
  EXPECT_EQ(bench.controller().error(), refresh_error::verify_timeout);
  EXPECT_TRUE(bench.controller().row(0).dirty);
}

TEST(clocked_refresh_controller, a_passive_restore_rests_without_the_driver) {
  controller_bench bench;
  bench.prepare(0);
  const cycle_count written = bench.controller().row(0).last_write;
  bench.controller().write([](clocked_refresh_registers& r) { r.restore_kind = clocked_restore_kind::passive; });
  bench.ask(refresh_request_kind::alloc, 0, 1, refresh_mode::volatile_ions, 2);
  bench.pulse(0, {1, 0, 0}, false);  // waits for the request
  bench.until(written + 299);
  EXPECT_FALSE(bench.controller().unit());
  EXPECT_TRUE(bench.controller().row(0).dirty);
  bench.until(written + 300);
  EXPECT_FALSE(bench.controller().row(0).dirty);
  EXPECT_EQ(bench.controller().row(0).task, 1u);
  bench.until(written + 301);
  EXPECT_EQ(bench.controller().row(0).task, 2u);
  EXPECT_EQ(bench.controller().unit()->kind, refresh_unit_kind::update);
}

TEST(clocked_refresh_controller, a_lazy_restore_pulses_only_if_time_has_not_done_it) {
  controller_bench bench;
  bench.prepare(0);
  bench.controller().write([](clocked_refresh_registers& r) { r.restore_kind = clocked_restore_kind::lazy; });
  const cycle_count start = bench.controller().now();
  bench.ask(refresh_request_kind::restore, 0, 1);
  bench.idle();
  EXPECT_EQ(bench.controller().now(), start + bias + 2 * restore_pulse);
  bench.pulse(0, {7, 0, 0}, true);
  bench.idle();
  bench.until(bench.controller().row(0).last_write + 300);
  bench.ask(refresh_request_kind::restore, 0, 1);
  EXPECT_EQ(bench.controller().busy_slots(), 0u);
  EXPECT_FALSE(bench.controller().row(0).dirty);
}

TEST(clocked_refresh_controller, a_promoted_row_takes_the_nearest_levels_and_becomes_nv) {
  controller_bench bench;
  bench.prepare(0);  // levels 1, 2, 1
  const cycle_count start = bench.controller().now();
  // 20 above level 1 is as near to 2: the lower one. 21 above: level 2.
  bench.reading[0] = {level_code(1) + 20, level_code(2) - 19, level_code(1) + 21};
  bench.ask(refresh_request_kind::promote, 0, 1);
  bench.until(start + verify + 1);
  bench.reading[0] = {level_code(1), level_code(2), level_code(2)};
  bench.idle();
  // The reading, two restore pulses, group 2 for the third cell, the verify.
  EXPECT_EQ(bench.controller().now(), start + verify + bias + 2 * restore_pulse + group + verify);
  EXPECT_EQ(bench.controller().row(0).mode, refresh_mode::non_volatile);
  EXPECT_FALSE(bench.controller().row(0).dirty);
  EXPECT_EQ(bench.controller().level()[2], 2);
  EXPECT_EQ(bench.controller().counters().promotes, 1u);
}

TEST(clocked_refresh_controller, a_row_beyond_the_last_level_is_not_promoted) {
  controller_bench bench;
  bench.prepare(0);
  const cycle_count start = bench.controller().now();
  bench.reading[0][1] = level_code(15) + 21;
  bench.ask(refresh_request_kind::promote, 0, 1);
  bench.idle();
  EXPECT_EQ(bench.controller().now(), start + verify);
  EXPECT_EQ(bench.controller().error(), refresh_error::level_beyond_last);
  EXPECT_EQ(bench.controller().row(0).mode, refresh_mode::volatile_ions);
  EXPECT_TRUE(bench.controller().row(0).source_valid);
  EXPECT_TRUE(bench.controller().row(0).dirty);
  EXPECT_EQ(bench.controller().level()[1], 2);
}

TEST(clocked_refresh_controller, heat_makes_rows_suspect_and_holds_back_what_writes_the_polarisation) {
  controller_bench bench;
  bench.prepare(0);
  bench.controller().write_temperature(315000);
  EXPECT_TRUE(bench.controller().row(0).suspect);
  EXPECT_FALSE(bench.controller().row(1).suspect);
  EXPECT_EQ(bench.controller().take_interrupts() & bit::over_temperature, bit::over_temperature);
  const cycle_count start = bench.controller().now();
  bench.ask(refresh_request_kind::promote, 0, 1);
  bench.until(start + 50);
  EXPECT_FALSE(bench.controller().unit());
  bench.controller().write_temperature(314999);
  EXPECT_TRUE(bench.controller().unit());
  bench.idle();
  // All levels are unknown: the reset group and groups 0, 1, 2.
  EXPECT_EQ(bench.controller().now(), start + 50 + verify + bias + 2 * restore_pulse + 4 * group + verify);
  EXPECT_FALSE(bench.controller().row(0).suspect);
}

}  // namespace
}  // namespace memvp
