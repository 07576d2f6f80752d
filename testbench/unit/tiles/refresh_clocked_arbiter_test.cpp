// SPDX-License-Identifier: Apache-2.0
// The clocked reference of the refresh controller, its arbiter and timer, on cases worked by hand from
// docs/refresh-controller.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/refresh_clocked_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using testing::ElementsAre;
namespace bit = clocked_refresh_interrupt;

TEST(clocked_refresh_controller, a_kept_row_is_rewritten_so_late_that_its_pulse_ends_at_the_deadline) {
  controller_bench bench;
  bench.prepare(0);
  const cycle_count written = bench.controller().row(0).last_write;
  bench.controller().write([](clocked_refresh_registers& r) { r.keep_alive = true; });
  const cycle_count first = written + 1000 - slot_pulse_end, second = first + 1000;
  bench.until(second + slot);
  EXPECT_THAT(bench.units, ElementsAre(std::make_tuple(refresh_unit_kind::rewrite, 0u, first, first + slot),
                                       std::make_tuple(refresh_unit_kind::rewrite, 0u, second, second + slot)));
  EXPECT_EQ(bench.controller().row(0).last_write, written + 2000);
  EXPECT_EQ(bench.controller().row(0).rewrites, 2u);
  EXPECT_EQ(bench.controller().counters().misses, 0u);
}

TEST(clocked_refresh_controller, rewrites_that_would_collide_begin_early_enough_for_the_last_of_them) {
  controller_bench bench;
  bench.prepare(0);
  bench.prepare(1);
  clocked_refresh_compute both;
  both.command.operation = refresh_operation::pulse;
  both.command.region = {0, 2, 0, 3};
  both.command.verify = true;
  both.widths = {7, 0, 0, 0, 0, 7};
  bench.controller().compute(both);
  bench.idle();
  bench.units.clear();
  const cycle_count first = bench.controller().row(0).last_write, second = bench.controller().row(1).last_write;
  ASSERT_EQ(second, first + verified_update);  // 30, a cycle less than a slot
  bench.controller().write([](clocked_refresh_registers& r) { r.keep_alive = true; });
  bench.until(second + 1000 + slot);
  // Row 1 must begin at second + 1000 - 12, so row 0 a slot before it: one cycle before its own latest start.
  EXPECT_THAT(bench.units,
              ElementsAre(std::make_tuple(refresh_unit_kind::rewrite, 0u, first + 1000 - slot_pulse_end - 1,
                                          second + 1000 - slot_pulse_end),
                          std::make_tuple(refresh_unit_kind::rewrite, 1u, second + 1000 - slot_pulse_end,
                                          second + 1000 - slot_pulse_end + slot)));
  EXPECT_EQ(bench.controller().counters().misses, 0u);
}

TEST(clocked_refresh_controller, what_does_not_fit_before_a_rewrite_runs_after_it) {
  controller_bench bench;
  bench.prepare(0);
  bench.until(1000);
  bench.prepare(1);
  const cycle_count first = bench.controller().row(0).last_write, second = bench.controller().row(1).last_write;
  bench.controller().write([&](clocked_refresh_registers& r) {
    r.keep_alive = true;
    r.t_ref = 2000;
  });
  // Row 1 was written more than a slot after row 0, so each row is rewritten at its own latest start.
  ASSERT_GT(second - first, slot + 500);
  bench.until(first + 2000 + 100);
  EXPECT_EQ(bench.controller().row(0).last_write, first + 2000);
  // A product of two vectors begins before row 1's turn; the second one would not fit: row 1 is brought forward.
  const cycle_count latest = second + 2000 - slot_pulse_end;
  const cycle_count vector = 1 + 2 + 3 + 127 + 2 * 4;  // positive codes only: 141
  bench.until(latest - vector - 10);
  bench.product({1, 2, 3, 4}, 2);
  bench.until(latest + 200);
  EXPECT_THAT(bench.units,
              testing::Contains(std::make_tuple(refresh_unit_kind::rewrite, 1u, latest - 10, latest - 10 + slot)));
  EXPECT_EQ(bench.ends.back(), std::make_tuple(9u, refresh_error::none, latest - 10 + slot + vector));
  EXPECT_EQ(bench.controller().counters().brought_forward, 1u);
}

TEST(clocked_refresh_controller, a_candidate_that_never_fits_runs_after_a_round_of_rewrites_and_misses_are_counted) {
  controller_bench bench;
  bench.ask(refresh_request_kind::alloc, 1, 1, refresh_mode::non_volatile);
  bench.idle();
  bench.prepare(0);
  const cycle_count start = bench.controller().now();
  bench.controller().write([](clocked_refresh_registers& r) {
    r.keep_alive = true;
    r.t_ref = 100;  // less than the vector of 141 cycles
  });
  // last_write was 30 - 11 = 19 cycles ago: s = start - 19 + 100 - 12 = start + 69.
  EXPECT_EQ(bench.controller().row(0).last_write, start - (verified_update - update_pulse_end));
  bench.product({1, 2, 3, 4}, 1);
  bench.until(start + slot + 141);
  EXPECT_FALSE(bench.controller().compute_active());
  // Rewritten at once: its pulse ends at start + 12, its deadline is start + 112, the vector ends at start + 172.
  EXPECT_EQ(bench.controller().counters().misses, 1u);
  EXPECT_TRUE(bench.controller().row(0).missed);
  EXPECT_EQ(bench.controller().take_interrupts() & bit::deadline_miss, bit::deadline_miss);
  bench.until(start + slot + 141 + slot);
  EXPECT_FALSE(bench.controller().row(0).missed);
  EXPECT_EQ(bench.controller().counters().misses, 1u);
}

TEST(clocked_refresh_controller, refuse_turns_away_what_shares_a_row_with_a_request_or_a_rewrite_of_the_timer) {
  controller_bench bench;
  bench.prepare(0);
  bench.prepare(1);
  bench.controller().write([](clocked_refresh_registers& r) { r.refuse = r.keep_alive = true; });
  bench.ask(refresh_request_kind::rewrite, 0, 1);
  EXPECT_EQ(bench.product({1, 1}, 1), refresh_error::row_under_refresh);
  EXPECT_EQ(bench.pulse(1, {1, 0, 0}, true), refresh_error::none);  // row 0 is none of its rows
  bench.idle();
  bench.until(bench.controller().row(0).last_write + 1000 - slot_pulse_end);
  while (!bench.controller().unit() || bench.controller().unit()->first_row != 1) bench.controller().clock();
  EXPECT_EQ(bench.pulse(1, {1, 0, 0}, true), refresh_error::row_under_refresh);
  EXPECT_EQ(bench.pulse(0, {1, 0, 0}, true), refresh_error::none);
}

TEST(clocked_refresh_controller, a_row_rewritten_often_enough_is_promoted) {
  controller_bench bench;
  bench.prepare(0);
  bench.controller().write([](clocked_refresh_registers& r) {
    r.keep_alive = true;
    r.promote_after = 2;
  });
  const cycle_count written = bench.controller().row(0).last_write;
  bench.until(written + 2000 - slot_pulse_end + slot);  // the end of the second rewrite
  EXPECT_EQ(bench.controller().busy_slots(), 1u);
  EXPECT_EQ(bench.controller().unit()->kind, refresh_unit_kind::verify);
  bench.idle();
  EXPECT_EQ(bench.controller().row(0).mode, refresh_mode::non_volatile);
}

TEST(clocked_refresh_controller, a_row_that_waits_to_be_promoted_is_kept_alive_until_it_is_read) {
  controller_bench bench;
  bench.prepare(0);
  const cycle_count written = bench.controller().row(0).last_write;
  bench.controller().write([](clocked_refresh_registers& r) { r.keep_alive = true; });
  bench.controller().write_temperature(315000);  // holds PROMOTE back
  bench.ask(refresh_request_kind::promote, 0, 1);
  const cycle_count first = written + 1000 - slot_pulse_end;
  bench.until(first + slot);
  EXPECT_THAT(bench.units, ElementsAre(std::make_tuple(refresh_unit_kind::rewrite, 0u, first, first + slot)));
  bench.controller().write_temperature(300000);
  EXPECT_EQ(bench.controller().unit()->kind, refresh_unit_kind::verify);
  EXPECT_FALSE(bench.controller().live(0));
  bench.idle();
  EXPECT_EQ(bench.controller().counters().promotes, 1u);
  EXPECT_EQ(bench.controller().counters().misses, 0u);
}

TEST(clocked_refresh_controller, an_alloc_that_changes_nothing_does_not_make_a_rewrite_late) {
  controller_bench bench;
  bench.prepare(0);  // mode V, task 1
  const cycle_count written = bench.controller().row(0).last_write;
  bench.controller().write([](clocked_refresh_registers& r) { r.keep_alive = true; });
  const cycle_count first = written + 1000 - slot_pulse_end;
  bench.until(first);  // the rewrite begins
  bench.ask(refresh_request_kind::alloc, 0, 1, refresh_mode::volatile_ions, 1);
  bench.until(first + slot + 1);
  EXPECT_EQ(bench.controller().row(0).last_write, written + 1000);
  EXPECT_EQ(bench.controller().busy_slots(), 0u);
  // Another one, a cycle before the next rewrite has to begin: its table unit would just fit; at that cycle it does
  // not.
  bench.until(first + 1000 - 1);
  bench.ask(refresh_request_kind::alloc, 0, 1, refresh_mode::volatile_ions, 1);
  bench.until(first + 1000 + slot);
  EXPECT_EQ(bench.controller().row(0).last_write, written + 2000);
  bench.until(first + 2000 - 1);
  bench.ask(refresh_request_kind::alloc, 0, 2, refresh_mode::volatile_ions, 1);  // two rows, two cycles: does not fit
  bench.until(first + 2000 + slot);
  EXPECT_EQ(bench.controller().row(0).last_write, written + 3000 - 1);  // brought forward
  EXPECT_EQ(bench.controller().counters().brought_forward, 1u);
  EXPECT_EQ(bench.controller().counters().misses, 0u);
}

TEST(clocked_refresh_controller, requests_are_refused_in_the_order_of_the_page) {
  controller_bench bench;
  bench.controller();
  EXPECT_EQ(bench.ask(static_cast<refresh_request_kind>(9), 9, 0), refresh_error::unknown_command);
  EXPECT_EQ(bench.ask(refresh_request_kind::restore, 3, 2), refresh_error::region_outside_array);
  bench.controller().write([](clocked_refresh_registers& r) { r.pulses[3].volts = 3; });  // between the windows
  EXPECT_EQ(bench.ask(refresh_request_kind::restore, 0, 1), refresh_error::illegal_voltage);
  EXPECT_NE(bench.controller().take_interrupts() & bit::illegal_voltage, 0u);
  bench.controller().write([](clocked_refresh_registers& r) { r.pulses[3].volts = 0.22; });
  bench.ask(refresh_request_kind::alloc, 0, 4, refresh_mode::non_volatile);
  bench.ask(refresh_request_kind::reprogram, 0, 1);
  EXPECT_EQ(bench.controller().last_slot(), 1u);
  EXPECT_EQ(bench.ask(refresh_request_kind::restore, 0, 1), refresh_error::no_free_slot);
}

TEST(clocked_refresh_controller, classes_decide_between_units_and_a_job_that_has_begun_goes_on) {
  controller_bench bench;
  bench.prepare(0);
  bench.prepare(1);
  bench.ask(refresh_request_kind::alloc, 2, 2, refresh_mode::non_volatile);
  bench.idle();
  bench.levels(2, {0, 0, 0});
  bench.levels(3, {0, 0, 0});
  bench.units.clear();
  bench.ends.clear();
  bench.ask(refresh_request_kind::reprogram, 2, 1);  // job 10
  const cycle_count start = bench.controller().now();
  bench.ask(refresh_request_kind::restore, 0, 1);  // 11
  bench.pulse(1, {7, 0, 0}, false);                // 12: computing goes before restoring
  bench.until(start + 1);
  EXPECT_EQ(bench.controller().unit()->kind, refresh_unit_kind::ferroelectric);
  bench.idle();
  const cycle_count first_pulse = bias + 10;
  const cycle_count restored = start + first_pulse + update + bias + 2 * restore_pulse;
  // The train was interrupted: B again before the second reset pulse; then group 0 and the verify.
  EXPECT_THAT(bench.ends,
              ElementsAre(std::make_tuple(12u, refresh_error::none, start + first_pulse + update),
                          std::make_tuple(11u, refresh_error::none, restored),
                          std::make_tuple(10u, refresh_error::none, restored + bias + 10 + group + verify)));
}

}  // namespace
}  // namespace memvp
