// SPDX-License-Identifier: Apache-2.0
// Who gets the row driver next, and when.
#include "memvp/testbench/unit/tiles/refresh_controller_bench.hpp"

namespace memvp {
namespace {

using namespace refresh_controller_testing;
using kind = refresh_request_kind;
using owner = refresh_controller::owner;

class refresh_arbiter : public refresh_controller_test {};

TEST_F(refresh_arbiter, rewrites_come_once_in_every_interval_and_none_is_late) {
  deploy(5);  // 5 * 200 = 1000 = T_REF: as many rows as can be kept alive
  controller.policy().keep_alive = true;
  const cycle_count begin = now;
  look();
  run_until(begin + 100000);
  EXPECT_EQ(controller.counters().misses, 0u);
  // Every row is written every 1000 cycles: 100 times in 100,000, but for the ends.
  EXPECT_NEAR(static_cast<double>(controller.counters().rewrites), 5 * 100.0, 5);
  for (std::uint32_t row = 0; row < 5; ++row) {
    cycle_count last = 0;
    for (const entry& each : log) {
      if (each.row != row || each.owner != owner::timer) continue;
      EXPECT_TRUE(last == 0 || each.start - last <= 1000) << "row " << row;
      last = each.start;
    }
  }
}

TEST_F(refresh_arbiter, one_row_more_than_fit_misses_deadlines) {
  deploy(6);
  controller.policy().keep_alive = true;
  look();
  run_until(now + 100000);
  EXPECT_GT(controller.counters().misses, 0u);
  EXPECT_TRUE(controller.take_missed());
}

TEST_F(refresh_arbiter, a_single_row_is_written_again_as_late_as_its_deadline_allows) {
  deploy(1);
  const cycle_count written = controller.row(0).last_write;
  controller.policy().keep_alive = true;
  look();
  run_until(now + 2000);
  ASSERT_FALSE(log.empty());
  EXPECT_EQ(log[0].start + 110, written + 1000);  // the pulse ends at the deadline
  EXPECT_EQ(log[1].start + 110, written + 2000);
}

TEST_F(refresh_arbiter, a_product_goes_before_a_restore_and_a_restore_before_a_reprogram) {
  deploy(2);
  request(kind::alloc, 4, 1, refresh_mode::non_volatile);
  request(kind::alloc, 6, 2, refresh_mode::non_volatile);
  run_until(now + 100);
  log.clear();
  request(kind::reprogram, 4, 1);  // begins at once
  request(kind::restore, 0, 2);
  compute(refresh_operation::multiply, 6, 2, 2);
  run_until(now + 10000);
  ASSERT_GE(log.size(), 7u);
  EXPECT_EQ(log[0].owner, owner::request);
  EXPECT_EQ(log[0].kind, refresh_unit_kind::ferroelectric);
  EXPECT_EQ(log[1].kind, refresh_unit_kind::vector);
  EXPECT_EQ(log[2].kind, refresh_unit_kind::vector);
  EXPECT_EQ(log[3].kind, refresh_unit_kind::restore);
  EXPECT_EQ(log[5].kind, refresh_unit_kind::restore);
  EXPECT_EQ(log[6].kind, refresh_unit_kind::ferroelectric);
}

TEST_F(refresh_arbiter, a_product_on_rows_that_a_request_names_waits_for_it) {
  deploy(2);
  request(kind::restore, 0, 2);
  compute(refresh_operation::multiply, 0, 2, 1);
  run_until(now + 10000);
  ASSERT_EQ(log.size(), 4u);
  EXPECT_EQ(log[3].kind, refresh_unit_kind::vector);
  EXPECT_EQ(log[3].start, log[2].end);
}

TEST_F(refresh_arbiter, refuses_a_product_on_rows_under_refresh_if_told_to) {
  deploy(2);
  controller.policy().refuse = true;
  request(kind::restore, 0, 1);
  EXPECT_EQ(compute(refresh_operation::multiply, 0, 2, 1), refresh_error::row_under_refresh);
  EXPECT_EQ(compute(refresh_operation::multiply, 1, 1, 1), refresh_error::none);
}

TEST_F(refresh_arbiter, a_product_that_would_make_a_rewrite_late_waits_for_it) {
  deploy(1);
  controller.policy().keep_alive = true;
  look();
  const cycle_count due = controller.row(0).last_write + 1000 - 110;  // latest start of the rewrite
  run_until(due - 499);
  compute(refresh_operation::multiply, 0, 1, 1);  // takes 500
  run_until(now + 2000);
  EXPECT_EQ(log[0].owner, owner::timer);
  EXPECT_EQ(log[0].start, due - 499);  // brought forward
  EXPECT_EQ(log[1].owner, owner::compute);
  EXPECT_EQ(controller.counters().misses, 0u);
}

TEST_F(refresh_arbiter, a_product_longer_than_any_gap_runs_after_every_row_has_been_rewritten_once) {
  deploy(4);  // 4 * 200 of every 1000 cycles: a gap of 500 never comes
  controller.policy().keep_alive = true;
  look();
  compute(refresh_operation::multiply, 0, 4, 1);
  run_until(now + 3000);
  ASSERT_GE(log.size(), 5u);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(log[i].owner, owner::timer);
  EXPECT_EQ(log[4].owner, owner::compute);
}

TEST_F(refresh_arbiter, a_guard_lets_a_short_reading_pass_between_rewrites_that_follow_one_another) {
  for (const cycle_count guard : {0, 200}) {
    deploy(4);  // deadlines 200 apart, as long as a rewrite takes: without a guard the four have no gap between them
    controller.policy().guard = guard;
    controller.policy().keep_alive = true;
    look();
    run_until(controller.row(0).last_write + 1000 - 110 - guard + 50);  // in the middle of the first rewrite
    compute(refresh_operation::read_cells, 0, 1, 1);                    // takes 100
    run_until(now + 1500);
    const auto reading =
        std::find_if(log.begin(), log.end(), [](const entry& each) { return each.owner == owner::compute; });
    ASSERT_NE(reading, log.end());
    EXPECT_EQ(reading - log.begin(), guard == 0 ? 4 : 1) << "place among what ran";
    controller.policy().keep_alive = false;
    run_until(now + 1000);
    request(kind::restore, 0, 4);
    run_until(now + 10000);
  }
}

TEST_F(refresh_arbiter, the_timer_gives_no_illegal_pulse) {
  deploy(1);
  controller.policy().keep_alive = true;
  sequencer.table_[2].volts = -3;  // between the ionic and the ferroelectric window
  look();
  run_until(now + 5000);
  EXPECT_TRUE(log.empty());
  EXPECT_EQ(controller.counters().misses, 0u);  // a row that is not live has no deadline
  sequencer.table_[2].volts = -1.5;
  look();
  run_until(now + 500);
  EXPECT_FALSE(log.empty());
  EXPECT_EQ(controller.counters().misses, 1u);
}

TEST_F(refresh_arbiter, heat_makes_rows_suspect_and_holds_back_what_writes_polarisation) {
  deploy(1);
  request(kind::alloc, 3, 1, refresh_mode::non_volatile);
  run_until(now + 10);
  log.clear();
  controller.set_hot(true);
  EXPECT_TRUE(controller.row(0).suspect);
  EXPECT_FALSE(controller.row(3).suspect);  // it never held a polarisation
  request(kind::reprogram, 3, 1);
  run_until(now + 10000);
  EXPECT_TRUE(log.empty());
  controller.set_hot(false);
  look();
  run_until(now + 10000);
  EXPECT_FALSE(log.empty());
}

}  // namespace
}  // namespace memvp
