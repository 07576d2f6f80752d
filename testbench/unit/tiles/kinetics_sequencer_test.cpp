// SPDX-License-Identifier: Apache-2.0
// The per-clock sequencer of the kinetics tile against cycle counts worked out by hand from docs/kinetics-sequencer.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "memvp/testbench/unit/tiles/kinetics_sequencer_words.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using ::testing::ElementsAre;
using operation = kinetics_operation;
using report = kinetics_report;

cycle_count cycles_of(kinetics_sequencer_bench& bench, const kinetics_sequencer_request& request) {
  report seen;
  return carry_out(bench, request, seen).cycles;
}

TEST(per_clock_kinetics, read_before_the_pulse_and_pulse_once_less_than_they_read) {
  on_a_bench([](kinetics_sequencer_bench& bench) {
    auto request = request_of(operation::run);
    report seen;
    // D 3; E 101; 3 (T 13 + 3 rounds of 7) = 102; 2 (S 17 + W 31 + L 19) = 134
    EXPECT_EQ(carry_out(bench, request, seen).cycles, 340u);
    EXPECT_THAT(seen.refreshed, ElementsAre(104u));
    EXPECT_THAT(seen.sampled, ElementsAre(117u, 218u, 319u));  // 104 + 13; every 34 + 67
    // Behind READ and CONVERT, which end at 104 + 34 = 138 and 239, and the setup of 17.
    EXPECT_THAT(seen.pulses, ElementsAre(report::pulse(0, 155, 31), report::pulse(1, 256, 31)));
    EXPECT_EQ(seen.converted.size(), 9u);
    EXPECT_EQ(seen.converted[0], std::make_pair(0u, 2u));
    EXPECT_EQ(seen.converted[2], std::make_pair(4u, 1u));
    EXPECT_THAT(std::vector<cycle_count>(seen.converted_at.begin(), seen.converted_at.begin() + 3),
                ElementsAre(124u, 131u, 138u));
    EXPECT_EQ(seen.steps, 3u);
    EXPECT_EQ(seen.samples, 1u);
    EXPECT_EQ(seen.commands, 1u);
    request.registers.refresh = false;
    EXPECT_EQ(cycles_of(bench, request), 239u);
    request.registers.samples = 4;
    EXPECT_EQ(cycles_of(bench, request), 3u + 4 * 236);
  });
}

TEST(per_clock_kinetics, convert_during_the_pulse_where_they_overlap) {
  on_a_bench([](kinetics_sequencer_bench& bench) {
    auto request = request_of(operation::run);
    request.registers.refresh = false;
    request.registers.overlap = true;
    report seen;
    // D 3; 2 (T 13 + 67), conversions of 21 inside; 13 + 21
    EXPECT_EQ(carry_out(bench, request, seen).cycles, 197u);
    EXPECT_THAT(seen.pulses, ElementsAre(report::pulse(0, 33, 31), report::pulse(1, 113, 31)));
    request.settings.convert = 30;
    EXPECT_EQ(cycles_of(bench, request), 3u + 3 * (13 + 90));  // longer than the pulse
  });
}

TEST(per_clock_kinetics, read_after_the_pulse_with_a_pulse_in_each_step) {
  on_a_bench([](kinetics_sequencer_bench& bench) {
    auto request = request_of(operation::run);
    request.registers.refresh = false;
    request.registers.sampling = 1;
    report seen;
    // D 3; 3 (fetch 5 words 10, S 17, W 31, L 19, T 13, 21)
    EXPECT_EQ(carry_out(bench, request, seen).cycles, 3u + 3 * 111);
    EXPECT_THAT(seen.pulses,
                ElementsAre(report::pulse(0, 30, 31), report::pulse(1, 141, 31), report::pulse(2, 252, 31)));
    EXPECT_THAT(seen.sampled, ElementsAre(93u, 204u, 315u));
    request.registers.overlap = true;  // there is nothing to overlap
    EXPECT_EQ(cycles_of(bench, request), 336u);
  });
}

TEST(per_clock_kinetics, sample_in_the_pulse_and_convert_while_the_lines_fall) {
  on_a_bench([](kinetics_sequencer_bench& bench) {
    auto request = request_of(operation::run);
    request.registers.refresh = false;
    request.registers.sampling = 2;
    report seen;
    // D 3; 3 (fetch 10, S 17, W 31, and 21 of conversions, in which L 19 passes)
    EXPECT_EQ(carry_out(bench, request, seen).cycles, 3u + 3 * 79);
    EXPECT_THAT(seen.sampled, ElementsAre(61u, 140u, 219u));
    request.settings.release = 24;
    EXPECT_EQ(cycles_of(bench, request), 3u + 3 * 82);
  });
}

TEST(per_clock_kinetics, wait_for_the_words_of_their_codes) {
  on_a_bench([](kinetics_sequencer_bench& bench) {
    auto request = request_of(operation::run);
    request.registers.refresh = false;
    request.settings.fetch = 9;
    report seen;
    // Five trains lie in five words: 45, longer than T + 21 = 34.  D 3; 2 (45 + 67); 34
    EXPECT_EQ(carry_out(bench, request, seen).cycles, 261u);
    EXPECT_THAT(seen.pulses, ElementsAre(report::pulse(0, 65, 31), report::pulse(1, 177, 31)));
    // By columns: codes 0 to 4 in words 0 to 2, codes 5 to 9 in words 2 to 4, three each.
    request.registers.axis = 1;
    const auto by_columns = carry_out(bench, request, seen);
    EXPECT_EQ(by_columns.fetched_words, 6u);
    EXPECT_EQ(by_columns.cycles, 239u);  // 27 is shorter than 34
    request.settings.fetch = 0;
    request.registers.axis = 0;
    EXPECT_EQ(cycles_of(bench, request), 239u);
    // A step a train: five half-words in three words.
    request.registers.steps = 1;
    request.registers.sampling = 1;
    EXPECT_EQ(carry_out(bench, request, seen).fetched_words, 3u);
  });
}

TEST(per_clock_kinetics, share_devices_in_passes) {
  on_a_bench([](kinetics_sequencer_bench& bench) {
    auto request = request_of(operation::run, 2);
    request.registers.trains = 5;
    report seen;
    // D 3; passes of 2, 2 and 1 trains, a round each: E 101 + 3 (13 + 7) + 2 * 67 = 295
    EXPECT_EQ(carry_out(bench, request, seen).cycles, 3u + 3 * 295);
    EXPECT_THAT(seen.refreshed, ElementsAre(104u, 399u, 694u));
    EXPECT_EQ(seen.steps, 9u);
    EXPECT_EQ(seen.converted.front(), std::make_pair(0u, 2u));
    EXPECT_EQ(seen.converted.back(), std::make_pair(0u, 1u));
  });
}

TEST(per_clock_kinetics, make_a_step_of_each_node_of_the_mask) {
  on_a_bench([](kinetics_sequencer_bench& bench) {
    auto request = request_of(operation::run);
    request.registers.refresh = false;
    request.registers.mask_length = 4;
    request.registers.sampling = 1;
    report seen;
    // D 3; 12 (17 + 31 + 19 + 13 + 21) = 1212; a word of 2 at every fourth
    const auto result = carry_out(bench, request, seen);
    EXPECT_EQ(result.cycles, 3u + 1212 + 6);
    EXPECT_EQ(result.fetched_words, 3u);
    // Nodes 0 of 12 steps without the last pulse
    request.registers.sampling = 0;
    EXPECT_EQ(carry_out(bench, request, seen).fetched_words, 3u);
    EXPECT_EQ(seen.pulses.size(), 11u);
    request.registers.mask_length = 1;
    EXPECT_EQ(carry_out(bench, request, seen).fetched_words, 2u);
  });
}

TEST(per_clock_kinetics, keep_periods_but_for_the_last_reading) {
  on_a_bench([](kinetics_sequencer_bench& bench) {
    auto request = request_of(operation::run);
    request.registers.refresh = false;
    request.registers.period = 150;
    report seen;
    EXPECT_EQ(carry_out(bench, request, seen).cycles, 3u + 300 + 34);
    EXPECT_THAT(seen.sampled, ElementsAre(16u, 166u, 316u));
    request.registers.sampling = 1;
    EXPECT_EQ(cycles_of(bench, request), 3u + 450);
    // As a table has them: half away from zero, 150 * 4110/4096 = 150.51, 150 * 2785/4096 = 101.99
    request.registers.sampling = 0;
    request.registers.tables = 1;
    request.settings.periods_in_alpha = true;
    request.alpha_table = {4110, 2785, 1};
    EXPECT_EQ(carry_out(bench, request, seen).cycles, 3u + 151 + 102 + 34);
    EXPECT_TRUE(seen.scaled.empty());
    request.registers.period = 101;  // the parts of a step
    request.alpha_table = {4096, 4096, 1};
    EXPECT_EQ(cycles_of(bench, request), 239u);
  });
}

TEST(per_clock_kinetics, scale_alpha_from_the_first_cycle_of_a_step_to_the_end_of_the_pass) {
  on_a_bench([](kinetics_sequencer_bench& bench) {
    auto request = request_of(operation::run, 3);
    request.registers.trains = 6;
    request.registers.tables = 1;
    request.registers.steps = 2;
    report seen;
    carry_out(bench, request, seen);
    // Passes of E 101, T 13 + 14, 67, T 13 + 14: from 104 and from 326
    EXPECT_THAT(seen.scaled, ElementsAre(std::make_pair(0u, 104u), std::make_pair(1u, 198u), std::make_pair(0u, 326u),
                                         std::make_pair(1u, 420u)));
    EXPECT_THAT(seen.unscaled, ElementsAre(225u, 447u));
  });
}

TEST(per_clock_kinetics, carry_out_the_other_commands) {
  on_a_bench([](kinetics_sequencer_bench& bench) {
    report seen;
    EXPECT_EQ(carry_out(bench, request_of(operation::refresh), seen).cycles, 104u);
    EXPECT_THAT(seen.refreshed, ElementsAre(104u));
    EXPECT_EQ(carry_out(bench, request_of(operation::read), seen).cycles, 3u + 13 + 21);
    EXPECT_THAT(seen.sampled, ElementsAre(16u));
    EXPECT_THAT(seen.converted_at, ElementsAre(23u, 30u, 37u));
    EXPECT_EQ(carry_out(bench, request_of(operation::write, 3), seen).cycles, 3u + 69);
    EXPECT_THAT(seen.written, ElementsAre(26u, 49u, 72u));
    EXPECT_EQ(carry_out(bench, request_of(operation::begin_evaluation), seen).cycles, 3u);
    EXPECT_EQ(seen.commands, 1u);
  });
}

TEST(per_clock_kinetics, pass_what_takes_no_time_within_an_edge) {
  on_a_bench([](kinetics_sequencer_bench& bench) {
    auto request = request_of(operation::run);
    kinetics_sequencer_settings& s = request.settings;
    s.decode = s.fetch = s.refresh = s.convert = s.setup = s.release = s.write = 0;
    report seen;
    EXPECT_EQ(carry_out(bench, request, seen).cycles, 3u * 13 + 2 * 31);
    EXPECT_THAT(seen.pulses, ElementsAre(report::pulse(0, 13, 31), report::pulse(1, 57, 31)));
    EXPECT_EQ(cycles_of(bench, request_of(operation::run)), 340u);
    request.registers.command = static_cast<std::uint32_t>(operation::write);
    EXPECT_EQ(carry_out(bench, request, seen).cycles, 0u);
    EXPECT_EQ(seen.written.size(), 5u);
  });
}

TEST(per_clock_kinetics, stop_where_a_reset_comes) {
  on_a_bench([](kinetics_sequencer_bench& bench) {
    auto request = request_of(operation::run);
    request.registers.tables = 1;
    report seen;
    request.reset = 165;  // ten cycles of the pulse that began at 155
    const auto result = carry_out(bench, request, seen);
    EXPECT_TRUE(result.cut);
    EXPECT_EQ(result.cycles, 165u);
    EXPECT_THAT(seen.pulses, ElementsAre(report::pulse(0, 155, 10)));
    EXPECT_THAT(seen.unscaled, ElementsAre(165u));
    EXPECT_EQ(seen.commands, 0u);
    request.reset = 155;  // it would begin
    carry_out(bench, request, seen);
    EXPECT_TRUE(seen.pulses.empty());
    request.reset = 130;  // in the second round, that ends at 131
    carry_out(bench, request, seen);
    EXPECT_EQ(seen.converted.size(), 1u);
    request.reset = 131;
    carry_out(bench, request, seen);
    EXPECT_EQ(seen.converted.size(), 2u);
    request.reset = 116;  // the read ends at 117
    carry_out(bench, request, seen);
    EXPECT_TRUE(seen.sampled.empty());
    request.reset = 104;
    carry_out(bench, request, seen);
    EXPECT_EQ(seen.refreshed.size(), 1u);
    request.reset = 340;  // the last cycle has ended
    EXPECT_FALSE(carry_out(bench, request, seen).cut);
    EXPECT_EQ(seen.commands, 1u);
  });
}

TEST(per_clock_kinetics, show_what_they_do_at_their_pins) {
  on_a_bench([](kinetics_sequencer_bench& bench) {
    auto request = request_of(operation::run, 2);
    request.registers.steps = 2;
    request.settings.refresh = 1;
    request.settings.convert = 3;
    request.settings.read = 4;
    request.settings.setup = request.settings.release = 1;
    request.registers.pulse_width = 4;
    request.registers.overlap = true;
    const auto nothing = [](auto&&...) {};
    kinetics_sequencer_callbacks& calls = request.callbacks;
    calls.refreshed = nothing;
    calls.ended = nothing;
    calls.pulsed = nothing;
    calls.sampled = nothing;
    calls.converted = nothing;
    calls.step_ended = calls.sample_ended = nothing;
    std::string busy, done, fetch, read, convert, drive, pulse;
    bench.watch = [&] {
      const auto add = [](std::string& to, const sc_core::sc_signal<bool>& pin) { to += pin.read() ? '1' : '0'; };
      add(busy, bench.busy);
      add(done, bench.done);
      add(fetch, bench.fetch_active);
      add(read, bench.read_active);
      add(convert, bench.convert_active);
      add(drive, bench.drive_active);
      add(pulse, bench.pulse_active);
    };
    bench.run(request);
    // D 3, E 1; T 4, S W L 6 with C 3; T 4, C 3
    EXPECT_EQ(busy, "1111111111111111111110");
    EXPECT_EQ(done, "0000000000000000000001");
    EXPECT_EQ(fetch, "0000111100000000000000");
    EXPECT_EQ(read, "0000111100000011110000");
    EXPECT_EQ(convert, "0000000011100000001110");
    EXPECT_EQ(drive, "0000000011111100000000");
    EXPECT_EQ(pulse, "0000000001111000000000");
    request.registers.first_device = 7;
    busy = done = {};
    EXPECT_EQ(bench.run(request).error, kinetics_error::devices_outside_bank);
    EXPECT_EQ(busy, "0");
    EXPECT_EQ(done, "0");
  });
}

}  // namespace
}  // namespace memvp
