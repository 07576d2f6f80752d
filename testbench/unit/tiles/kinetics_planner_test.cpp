// SPDX-License-Identifier: Apache-2.0
// How long commands take, by hand from docs/kinetics-sequencer.md, and what they count. Times as in
// counted_kinetics_tile(): D 2, F 3, E 23, T 11, C 9, S 5, W 40, L 7, K 13; rounds of 3 devices.
#include "memvp/testbench/unit/tiles/kinetics_planner_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = kinetics_operation;

constexpr cycle_count slot = 5 + 40 + 7;  // S, W, L

TEST(kinetics_planner, reads_before_each_pulse_and_pulses_once_less) {
  kinetics_planner_bench bench(counted_kinetics_tile());
  // 5 devices are 2 rounds, 18 cycles; 5 words of 3 cycles are fetched by then. P (E + J (T + Rnd C) + (J-1)(S+W+L)).
  EXPECT_EQ(bench.carry_out(bench.run(5, 4, 5)), 2 + 23 + 4 * (11 + 18) + 3 * slot);
  EXPECT_EQ(bench.plans, 1u);
  kinetics_command c = bench.run(5, 4, 5);
  c.refresh = false;
  EXPECT_EQ(bench.carry_out(c), 2 + 4 * (11 + 18) + 3 * slot);
  c.steps = 1;  // no pulse at all, so nothing is fetched
  EXPECT_EQ(bench.carry_out(c), 2 + 11 + 18);
  c.steps = 4;
  c.samples = 3;
  EXPECT_EQ(bench.carry_out(c), 2 + 3 * (4 * (11 + 18) + 3 * slot));
  EXPECT_EQ(bench.plans, 3u);
}

TEST(kinetics_planner, keeps_the_period_in_all_steps_but_the_last_reading) {
  kinetics_planner_bench bench(counted_kinetics_tile());
  kinetics_command c = bench.run(5, 4, 5);
  c.period = 150;
  EXPECT_EQ(bench.carry_out(c), 2 + 23 + 3 * 150 + (11 + 18));
  c.sampling = kinetics_sampling::after_pulse;  // here the last step has a pulse and a period
  EXPECT_EQ(bench.carry_out(c), 2 + 23 + 4 * 150);
}

TEST(kinetics_planner, begins_the_pulse_with_the_conversion_where_they_overlap) {
  kinetics_planner_bench bench(counted_kinetics_tile());
  kinetics_command c = bench.run(5, 4, 5);
  c.overlap = true;
  // The fetch of 5 words lasts until 15, the read until 11.
  EXPECT_EQ(bench.carry_out(c), 2 + 23 + 3 * (15 + slot) + (11 + 18));
  c.pulse_width = 1;  // over before the conversion: 15 + 5 + 1 + 7 = 28 < 29
  EXPECT_EQ(bench.carry_out(c), 2 + 23 + 3 * 29 + 29);
}

TEST(kinetics_planner, reads_after_the_pulse_that_the_fetch_precedes) {
  kinetics_planner_bench bench(counted_kinetics_tile());
  kinetics_command c = bench.run(5, 4, 5);
  c.sampling = kinetics_sampling::after_pulse;
  EXPECT_EQ(bench.carry_out(c), 2 + 23 + 4 * (15 + slot + 11 + 18));
}

TEST(kinetics_planner, converts_what_it_samples_in_the_pulse_while_the_lines_fall) {
  kinetics_planner_bench bench(counted_kinetics_tile());
  kinetics_command c = bench.run(5, 4, 5);
  c.sampling = kinetics_sampling::in_pulse;
  EXPECT_EQ(bench.carry_out(c), 2 + 23 + 4 * (15 + 45 + 18));  // 18 of conversions, 7 of falling lines beside them
  c.devices = c.trains = 1;                                    // one round of 9, one word
  EXPECT_EQ(bench.carry_out(c), 2 + 23 + 4 * (3 + 45 + 9));
}

TEST(kinetics_planner, fetches_the_words_in_which_the_codes_of_a_step_lie) {
  kinetics_planner_bench bench(counted_kinetics_tile());
  kinetics_command c = bench.run(5, 4, 5);
  c.sampling = kinetics_sampling::after_pulse;
  c.axis = kinetics_axis::columns;  // half-words 0..4, 5..9, 10..14, 15..19: 3 words each
  EXPECT_EQ(bench.carry_out(c), 2 + 23 + 4 * (9 + slot + 11 + 18));
  c.devices = 3;  // passes of 3 and 2 devices, a round each
  c.steps = 2;    // pass 0: half-words 0..2, 5..7: 2 and 2 words; pass 1: 3..4, 8..9: 2 and 1
  EXPECT_EQ(bench.carry_out(c), 2 + 2 * 23 + (6 + 6 + 6 + 3) + 4 * (slot + 11 + 9));
  c.axis = kinetics_axis::rows;  // a word each: 3 and 2
  EXPECT_EQ(bench.carry_out(c), 2 + 2 * 23 + 2 * (9 + 6) + 4 * (slot + 11 + 9));
  c.steps = 1;  // trains of one code lie behind each other: half-words 0..2 and 3..4
  EXPECT_EQ(bench.carry_out(c), 2 + 2 * 23 + (6 + 6) + 2 * (slot + 11 + 9));
}

TEST(kinetics_planner, makes_steps_of_the_nodes_of_a_mask) {
  kinetics_planner_bench bench(counted_kinetics_tile());
  kinetics_command c = bench.run(4, 2, 4);
  c.mask_length = 3;
  c.sampling = kinetics_sampling::after_pulse;
  // 6 steps, two rounds; a word is fetched at nodes 0.
  EXPECT_EQ(bench.carry_out(c), 2 + 23 + 6 * (slot + 11 + 18) + 2 * 3);
  EXPECT_EQ(bench.planner.counters().steps, 24u);
}

TEST(kinetics_planner, scales_periods_by_a_table) {
  kinetics_tile_parameters p = counted_kinetics_tile();
  p.sequencer.alpha_table = kinetics_alpha_table::period;
  kinetics_planner_bench bench(p);
  const std::uint32_t entries[] = {4096, 6144, 5000, 3891};
  for (std::uint32_t i = 0; i < 4; ++i) set_half_word(bench.buffers.alpha_table, i, entries[i]);
  kinetics_command c = bench.run(1, 4, 1);
  c.sampling = kinetics_sampling::after_pulse;
  c.period = 100;
  c.tables = kinetics_tables::alpha;
  // 100, 150, 122.07, 94.995 cycles
  EXPECT_EQ(bench.carry_out(c), 2 + 23 + 100 + 150 + 122 + 95);
  set_half_word(bench.buffers.alpha_table, 3, 3000);  // 73 cycles: parts take 3 + 52 + 11 + 9
  EXPECT_EQ(bench.planner.begin(c, bench.now), kinetics_error::period_too_short);
  c.sampling = kinetics_sampling::before_pulse;  // whose last step has no period
  EXPECT_EQ(bench.carry_out(c), 2 + 23 + 100 + 150 + 122 + 20);
}

TEST(kinetics_planner, carries_out_the_other_commands) {
  kinetics_planner_bench bench(counted_kinetics_tile());
  EXPECT_EQ(bench.carry_out(bench.command(operation::refresh, 5)), 2 + 23);
  EXPECT_EQ(bench.carry_out(bench.command(operation::read, 5)), 2 + 11 + 18);
  EXPECT_EQ(bench.carry_out(bench.command(operation::write, 4)), 2 + 4 * 13);
  EXPECT_EQ(bench.carry_out(bench.command(operation::begin_evaluation)), 2);
  EXPECT_EQ(bench.planner.counters().refreshes, 5u);
  EXPECT_EQ(bench.planner.counters().reads, 5u);
  EXPECT_EQ(bench.planner.counters().conversions, 5u);
}

TEST(kinetics_planner, counts_what_it_does) {
  kinetics_planner_bench bench(counted_kinetics_tile());
  bench.set_codes(std::vector<std::uint32_t>(2 * 20, 65535));
  bench.set_code(0, 0);  // no pulse
  kinetics_command c = bench.run(5, 4, 3);
  c.samples = 2;
  bench.carry_out(c);
  const kinetics_counters count = bench.planner.counters();
  EXPECT_EQ(count.samples, 2u);
  EXPECT_EQ(count.steps, 40u);
  EXPECT_EQ(bench.planner.operations(), 80u);
  EXPECT_EQ(count.reads, 40u);
  EXPECT_EQ(count.conversions, 40u);
  EXPECT_EQ(count.pulses, 2u * 5 * 3 - 1);
  EXPECT_EQ(count.refreshes, 10u);
  EXPECT_EQ(bench.plans, 4u);  // two passes a sample
  bench.planner.reset_counters();
  EXPECT_EQ(bench.planner.counters().steps, 0u);
}

TEST(kinetics_planner, counts_events_of_devices_since_its_last_reset) {
  kinetics_tile_parameters p = counted_kinetics_tile();
  p.device.integrator = kinetics_integrator::discrete;
  p.device.beta = 1.6;  // r = 3.66
  kinetics_planner_bench bench(p);
  bench.set_codes({65535, 65535, 65535, 65535});
  const kinetics_command c = bench.run(1, 4, 1);
  bench.carry_out(c);
  // 1, 0.1, 5.5 (at most 5), 3.54: the second pulse leaves the device at its greatest state, the third finds it there.
  EXPECT_EQ(bench.planner.counters().events.upper, 2u);
  bench.carry_out(c);
  EXPECT_EQ(bench.planner.counters().events.upper, 4u);
  bench.planner.reset_counters();
  EXPECT_EQ(bench.planner.counters().events.upper, 0u);
  EXPECT_EQ(bench.bank.events().upper, 4u);
}

TEST(kinetics_planner, counts_currents_beyond_the_converter) {
  kinetics_planner_bench bench(counted_kinetics_tile());
  kinetics_command c = bench.command(operation::read, 4);
  c.converter_high = 1.8 * 100e-6;  // below the current at state 1, V_r G0 = 190 uA
  bench.carry_out(c);
  EXPECT_EQ(bench.planner.counters().saturations, 4u);
  EXPECT_EQ(bench.feature(3), 15u);
  c.converter_low = 5e-4;  // above the current at state 1.4, to which diffusion leads by then
  c.converter_high = 6e-4;
  bench.carry_out(c);
  EXPECT_EQ(bench.planner.counters().saturations, 8u);
  EXPECT_EQ(bench.feature(3), 0u);
}

TEST(kinetics_planner, splits_long_trains_into_plans_that_nobody_sees) {
  kinetics_planner_bench bench(counted_kinetics_tile());
  kinetics_command c = bench.run(1, 1000, 1);
  EXPECT_EQ(bench.carry_out(c), 2 + 23 + 1000 * (11 + 9) + 999 * slot);
  EXPECT_EQ(bench.plans, 4u);  // of 256 steps
  EXPECT_EQ(bench.planner.counters().steps, 1000u);
  EXPECT_EQ(bench.planner.counters().samples, 1u);
}

TEST(kinetics_planner, refuses_what_the_page_says_and_changes_nothing) {
  kinetics_planner_bench bench(counted_kinetics_tile());
  const auto refused = [&](const std::function<void(kinetics_command&)>& change) {
    kinetics_command c = bench.run(4, 4, 4);
    change(c);
    return bench.planner.begin(c, 0);
  };
  using e = kinetics_error;
  EXPECT_EQ(refused([](auto& c) { c.operation = operation{6}; }), e::unknown_command);
  EXPECT_EQ(refused([](auto& c) { c.samples = 0; }), e::bad_argument);
  EXPECT_EQ(refused([](auto& c) { c.devices = 0; }), e::bad_argument);
  EXPECT_EQ(refused([](auto& c) { c.axis = kinetics_axis{2}; }), e::bad_argument);
  EXPECT_EQ(refused([](auto& c) { c.encoding = kinetics_encoding{3}; }), e::bad_argument);
  EXPECT_EQ(refused([](auto& c) { c.sampling = kinetics_sampling{3}; }), e::bad_argument);
  EXPECT_EQ(refused([](auto& c) { c.tables = 4; }), e::bad_argument);
  EXPECT_EQ(refused([](auto& c) { c.feature_size = 2; }), e::bad_argument);
  EXPECT_EQ(refused([](auto& c) { c.mask_length = 65; }), e::bad_argument);
  EXPECT_EQ(refused([](auto& c) { c.trains = 5, c.mask_length = 2; }), e::bad_argument);
  EXPECT_EQ(refused([](auto& c) { c.pulse_width = 0; }), e::bad_argument);
  EXPECT_EQ(refused([](auto& c) { c.pulse_width = 15, c.encoding = kinetics_encoding::density; }), e::bad_argument);
  EXPECT_EQ(refused([](auto& c) { c.high_volts = std::numeric_limits<double>::quiet_NaN(); }), e::bad_argument);
  EXPECT_EQ(refused([](auto& c) { c.converter_high = c.converter_low; }), e::bad_argument);
  EXPECT_EQ(refused([](auto& c) { c.tables = kinetics_tables::alpha; }), e::bad_argument);  // entries of 0
  EXPECT_EQ(refused([](auto& c) { c.first_device = 3; }), e::devices_outside_bank);
  EXPECT_EQ(refused([](auto& c) { c.first_device = ~0u, c.devices = 2; }), e::devices_outside_bank);
  EXPECT_EQ(refused([](auto& c) { c.steps = 0xFFFFFFFF, c.trains = 0xFFFFFFFF; }), e::buffer_too_small);
  EXPECT_EQ(refused([](auto& c) { c.samples = 65536 / 32 + 1; }), e::buffer_too_small);  // 16 half-words each
  EXPECT_EQ(refused([](auto& c) { c.samples = 0xFFFFFFFF; }), e::buffer_too_small);
  EXPECT_EQ(refused([](auto& c) { c.period = 11 + 18 + 52 - 1; }), e::period_too_short);
  EXPECT_EQ(refused([](auto& c) { c.high_volts = 5.1; }), e::voltage_out_of_range);
  EXPECT_EQ(refused([](auto& c) { c.low_volts = -5.1; }), e::voltage_out_of_range);
  kinetics_command c = bench.command(operation::write, 4);
  c.constants = {0.5, -1};
  EXPECT_EQ(bench.planner.begin(c, 0), e::unstable_constants);
  c.operation = operation::refresh;
  EXPECT_EQ(bench.planner.begin(c, bench.clock.longest_run() - 24), e::time_out_of_range);  // D + E = 25
  EXPECT_EQ(bench.planner.begin(c, bench.clock.longest_run() - 25), e::none);
  EXPECT_EQ(bench.planner.counters().refreshes, 0u);
}

TEST(kinetics_planner, refuses_a_run_of_half_a_year) {
  kinetics_tile_parameters p = counted_kinetics_tile();
  p.sequencer.input_buffer = kinetics_window::input_bytes;
  p.sequencer.feature_buffer = kinetics_window::feature_bytes;
  kinetics_planner_bench bench(p);
  kinetics_command c = bench.run(1, 262144, 1);  // as many features as fit, two bytes each
  c.period = ~std::uint32_t{0};                  // 42.9 s: 130 days in all
  EXPECT_EQ(bench.planner.begin(c, 0), kinetics_error::none);
  c.feature_size = 1;
  c.steps = 524288;  // 260 days: more than 2^64 ps
  EXPECT_EQ(bench.planner.begin(c, 0), kinetics_error::time_out_of_range);
}

TEST(kinetics_planner, lets_a_command_disregard_what_it_does_not_use) {
  kinetics_planner_bench bench(counted_kinetics_tile());
  kinetics_command c = bench.command(operation::refresh, 6);
  c.samples = c.steps = c.trains = 0;
  c.axis = kinetics_axis{7};
  c.converter_high = -1;
  EXPECT_EQ(bench.planner.begin(c, 0), kinetics_error::none);
  c.operation = operation::begin_evaluation;
  c.devices = 0;
  EXPECT_EQ(bench.planner.begin(c, 0), kinetics_error::none);
  c.operation = operation::read;
  EXPECT_EQ(bench.planner.begin(c, 0), kinetics_error::bad_argument);
}

TEST(kinetics_planner, refuses_tables_that_would_let_the_discrete_law_cross_zero) {
  kinetics_tile_parameters p = counted_kinetics_tile();
  p.device.integrator = kinetics_integrator::discrete;  // alpha 0.7, beta 1: r = 1.43
  kinetics_planner_bench bench(p);
  kinetics_command c = bench.run(1, 3, 1);
  c.tables = kinetics_tables::alpha;
  // r = 4 at a scale of 1/(4 * 0.7) = 0.35714 = 1462.86 / 4096
  for (std::uint32_t i = 0; i < 3; ++i) set_half_word(bench.buffers.alpha_table, i, i == 1 ? 1462 : 4096);
  EXPECT_EQ(bench.planner.begin(c, 0), kinetics_error::unstable_constants);
  set_half_word(bench.buffers.alpha_table, 1, 1463);
  EXPECT_EQ(bench.planner.begin(c, 0), kinetics_error::none);
  kinetics_command write = bench.command(operation::write, 6);
  write.constants = {0.25, 1};  // r = 4
  EXPECT_EQ(bench.planner.begin(write, 0), kinetics_error::unstable_constants);
}

TEST(kinetics_planner, refuses_constants_for_a_reservoir) {
  kinetics_tile_parameters p = counted_kinetics_tile();
  p.bank.model = kinetics_model::reservoir;
  kinetics_planner_bench bench(p);
  EXPECT_EQ(bench.planner.begin(bench.command(operation::write, 1), 0), kinetics_error::bad_argument);
  kinetics_command c = bench.run(1, 3, 1);
  for (std::uint32_t i = 0; i < 3; ++i) set_half_word(bench.buffers.alpha_table, i, 4096);
  c.tables = kinetics_tables::beta;
  EXPECT_EQ(bench.planner.begin(c, 0), kinetics_error::bad_argument);
  c.tables = kinetics_tables::alpha;
  EXPECT_EQ(bench.planner.begin(c, 0), kinetics_error::bad_argument);
}

TEST(kinetics_planner, says_whether_a_write_has_left_devices_unstable) {
  kinetics_planner_bench bench(counted_kinetics_tile());
  kinetics_command c = bench.command(operation::write, 3);
  c.constants = {0.5, 0.99};  // r = 1.96
  bench.carry_out(c);
  EXPECT_FALSE(bench.planner.wrote_unstable());
  c.first_device = 3;
  c.constants = {0.5, 1};  // r = 2
  bench.carry_out(c);
  EXPECT_TRUE(bench.planner.wrote_unstable());
  EXPECT_EQ(bench.bank.devices_of_stability(2, 0, 6), 3u);
  c.first_device = 0;
  c.constants = {0.5, 0.99};
  bench.carry_out(c);
  EXPECT_FALSE(bench.planner.wrote_unstable());
}

TEST(kinetics_planner, cannot_be_built_where_a_step_does_not_fit_its_time) {
  kinetics_tile_parameters p = counted_kinetics_tile();
  p.device.step_time = 810e-9;  // T 11, two rounds 18, S W L 52
  EXPECT_NO_THROW(kinetics_planner_bench{p});
  p.device.step_time = 800e-9;
  EXPECT_THROW(kinetics_planner_bench{p}, std::invalid_argument);
  p.sequencer.overlap = true;  // 6 words of 3 cycles, then the pulse: 70
  p.device.step_time = 700e-9;
  EXPECT_NO_THROW(kinetics_planner_bench{p});
}

}  // namespace
}  // namespace memvp
