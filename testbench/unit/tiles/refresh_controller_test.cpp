// SPDX-License-Identifier: Apache-2.0
// What requests consist of, and what the controller refuses.
#include "memvp/testbench/unit/tiles/refresh_controller_bench.hpp"

namespace memvp {
namespace {

using namespace refresh_controller_testing;
using kind = refresh_request_kind;
using owner = refresh_controller::owner;

TEST_F(refresh_controller_test, a_fresh_row_takes_one_reset_group_and_every_set_group_up_to_its_highest_level) {
  level[0] = 1;  // the others of the row 2: groups 0, 1 and 2
  request(kind::alloc, 0, 1, refresh_mode::non_volatile, 7);
  request(kind::reprogram, 0, 1);
  run_until(100000);
  // table 1; reset group 10 + 3 * 100; three set groups 10 + 4 * 100 each, biased once a group; reading 100.
  ASSERT_EQ(log.size(), 1u + 3 + 12 + 1);
  EXPECT_EQ(log.back().end, 1u + 310 + 3 * 410 + 100);
  EXPECT_TRUE(controller.row(0).source_valid);
  EXPECT_EQ(controller.row(0).task, 7);
  // SOURCE is what was read: the nominal codes, ln(G_k / 1 nS) / step with G_k = 1 nS 1000^((k+1)/16).
  EXPECT_EQ(source[0], std::lround(2.0 / 16 * std::log(1000.0) / step));
  EXPECT_EQ(source[1], std::lround(3.0 / 16 * std::log(1000.0) / step));
}

TEST_F(refresh_controller_test, a_row_that_has_its_levels_takes_no_time) {
  request(kind::alloc, 0, 1, refresh_mode::non_volatile);
  request(kind::reprogram, 0, 1);
  run_until(100000);
  finished();
  log.clear();
  request(kind::reprogram, 0, 1);
  run_until(100001);
  EXPECT_TRUE(log.empty());
  const auto work = finished();
  ASSERT_EQ(work.size(), 1u);
  EXPECT_EQ(work[0].ended, 100000u);
}

TEST_F(refresh_controller_test, cells_that_only_rise_are_not_reset) {
  request(kind::alloc, 0, 1, refresh_mode::non_volatile);
  request(kind::reprogram, 0, 1);
  run_until(100000);
  log.clear();
  level[3] = 4;  // from 2: groups 3 and 4
  request(kind::reprogram, 0, 1);
  run_until(200000);
  EXPECT_EQ(log.size(), 8u + 1);
  EXPECT_EQ(source[3], std::lround(5.0 / 16 * std::log(1000.0) / step));
}

TEST_F(refresh_controller_test, a_reading_out_of_tolerance_makes_another_round_and_then_a_timeout) {
  request(kind::alloc, 0, 1, refresh_mode::non_volatile);
  sequencer.reading_error = -6;  // one code beyond the tolerance, below
  request(kind::reprogram, 0, 1);
  run_until(100000);
  // Two rounds of the reset group and groups 0..2. VERIFY_LIMIT is 2.
  EXPECT_EQ(log.size(), 1u + 2 * (3 + 12 + 1));
  const auto work = finished();
  EXPECT_EQ(work.back().error, refresh_error::verify_timeout);
  EXPECT_FALSE(controller.row(0).source_valid);
}

TEST_F(refresh_controller_test, a_row_that_changes_its_task_is_restored_first) {
  deploy(2);
  request(kind::alloc, 0, 1, refresh_mode::volatile_ions, 2);
  run_until(now + 10000);
  // three pulses, bias before the first, then the table entry
  ASSERT_EQ(log.size(), 4u);
  EXPECT_EQ(log[3].kind, refresh_unit_kind::table);
  EXPECT_EQ(log[3].end - log[0].start, 10u + 3 * 200 + 1);
  EXPECT_FALSE(controller.row(0).dirty);
  EXPECT_TRUE(controller.row(1).dirty);
  EXPECT_EQ(controller.counters().restores, 1u);
}

TEST_F(refresh_controller_test, a_passive_restore_takes_no_pulse_and_ends_when_the_ions_have_rested) {
  deploy(1);
  controller.policy().restore = refresh_restore_kind::passive;
  finished();
  request(kind::restore, 0, 1);
  run_until(now + 10000);
  EXPECT_TRUE(log.empty());
  const auto work = finished();
  ASSERT_EQ(work.size(), 1u);
  EXPECT_EQ(work[0].ended, controller.row(0).last_write + 5000);
}

TEST_F(refresh_controller_test, a_lazy_restore_spares_the_pulses_of_a_row_that_has_rested) {
  deploy(1);
  controller.policy().restore = refresh_restore_kind::lazy;
  run_until(controller.row(0).last_write + 5000);
  request(kind::restore, 0, 1);
  run_until(now + 1000);
  EXPECT_TRUE(log.empty());
  EXPECT_FALSE(controller.row(0).dirty);
}

TEST_F(refresh_controller_test, promotion_writes_what_ions_and_polarisation_make_together_to_the_polarisation) {
  sequencer.update_codes = 77;  // two levels of ln(1000) / 16 / 0.01125 = 38.4 codes
  deploy(1);
  request(kind::promote, 0, 1);
  run_until(now + 100000);
  EXPECT_EQ(level[0], 4);
  EXPECT_EQ(controller.row(0).mode, refresh_mode::non_volatile);
  EXPECT_FALSE(controller.row(0).dirty);
  EXPECT_EQ(controller.counters().promotes, 1u);
}

TEST_F(refresh_controller_test, promotion_past_the_last_level_is_refused_and_leaves_the_row_untouched) {
  std::fill(level.begin(), level.end(), std::uint8_t{15});
  deploy(1);  // 40 codes above level 15: more than half a level of 38.4
  request(kind::promote, 0, 1);
  run_until(now + 100000);
  ASSERT_EQ(log.size(), 1u);  // the reading
  EXPECT_EQ(finished().back().error, refresh_error::level_beyond_last);
  EXPECT_EQ(controller.row(0).mode, refresh_mode::volatile_ions);
  EXPECT_TRUE(controller.row(0).dirty);
}

TEST_F(refresh_controller_test, a_row_that_was_rewritten_often_enough_is_promoted) {
  deploy(1);
  controller.policy().keep_alive = true;
  controller.policy().promote_after = 3;
  look();
  run_until(now + 100000);
  EXPECT_EQ(controller.counters().rewrites, 3u);
  EXPECT_EQ(controller.counters().promotes, 1u);
  EXPECT_EQ(controller.row(0).mode, refresh_mode::non_volatile);
}

TEST_F(refresh_controller_test, refuses_what_it_cannot_do_and_changes_nothing) {
  EXPECT_EQ(request(static_cast<kind>(6), 0, 1), refresh_error::unknown_command);
  EXPECT_EQ(request(kind::restore, 0, 0), refresh_error::bad_argument);
  EXPECT_EQ(request(kind::restore, 7, 2), refresh_error::region_outside_array);
  EXPECT_EQ(request(kind::alloc, 0, 1, static_cast<refresh_mode>(3)), refresh_error::bad_argument);
  sequencer.table_[0].volts = 6;  // between the ionic and the ferroelectric window
  EXPECT_EQ(request(kind::reprogram, 0, 1), refresh_error::illegal_voltage);
  EXPECT_EQ(controller.slots_busy(), 0u);
  EXPECT_TRUE(log.empty());
}

TEST_F(refresh_controller_test, a_row_nobody_has_allocated_is_an_error_of_the_request_and_of_the_product) {
  EXPECT_EQ(request(kind::restore, 0, 1), refresh_error::none);
  run_until(now + 10);
  EXPECT_EQ(finished().back().error, refresh_error::row_not_allocated);
  EXPECT_EQ(compute(refresh_operation::multiply, 0, 1, 1), refresh_error::row_not_allocated);
}

TEST_F(refresh_controller_test, the_slot_table_fills_up) {
  deploy(1);
  controller.policy().restore = refresh_restore_kind::passive;
  for (int i = 0; i < 4; ++i) EXPECT_EQ(request(kind::restore, 0, 1), refresh_error::none);
  EXPECT_EQ(controller.slots_busy(), 0xfu);
  EXPECT_EQ(request(kind::restore, 0, 1), refresh_error::no_free_slot);
}

}  // namespace
}  // namespace memvp
