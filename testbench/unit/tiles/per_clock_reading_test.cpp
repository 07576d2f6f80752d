// SPDX-License-Identifier: Apache-2.0
// The per-clock sequencer's products and readings against cycle counts worked out by hand from
// docs/ecram-sequencer.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "memvp/testbench/unit/tiles/per_clock_sequencer_bench.hpp"

namespace memvp {
namespace {

using namespace per_clock_words;
using ::testing::ElementsAre;

TEST(per_clock_sequencer, converts_a_vector_while_it_fetches_and_drives_the_next) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    record seen;
    auto timing = distinct_times();
    timing.convert = 10;
    auto command = command_of(ecram_operation::multiply, {0, 2, 0, 2});
    command.vectors = 2;
    const auto result = bench.run(command, timing, 4, 4, words(4), {}, seen.callbacks());
    // D 3; 2 F 4, T 17, I 19 -> sample at 43, 2 rounds of C 10 end at 63; 2 F 4, T 17, I 19 -> sample at 83; 20 -> 103
    EXPECT_EQ(result.cycles, 103u);
    EXPECT_EQ(sum_of_steps(result), 103u);
    EXPECT_THAT(seen.samples, ElementsAre(43u, 83u));
    EXPECT_EQ(result.conversions, 4u);
    EXPECT_EQ(result.in(ecram_step::converter_wait), 0u);
    EXPECT_EQ(result.in(ecram_step::convert), 20u);  // of the last vector only
  });
}

TEST(per_clock_sequencer, delays_the_drive_until_its_sample_meets_free_converters) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    record seen;
    auto command = command_of(ecram_operation::multiply, {0, 2, 0, 2});
    command.vectors = 3;
    const auto result = bench.run(command, distinct_times(), 4, 4, words(6), {}, seen.callbacks());
    // D 3; 2 F 4, T 17, I 19 -> sample at 43, 2 rounds of C 23 end at 89; 2 F 4 -> 47, wait 6 so that T + I = 36 end at
    // 89; sample at 89, converted until 135; 2 F 4 -> 93, wait 6, sample at 135, converted until 181
    EXPECT_EQ(result.cycles, 181u);
    EXPECT_EQ(sum_of_steps(result), 181u);
    EXPECT_THAT(seen.samples, ElementsAre(43u, 89u, 135u));
    EXPECT_EQ(result.in(ecram_step::converter_wait), 12u);
  });
}

TEST(per_clock_sequencer, multiplies_transposed_with_columns_driven_and_rows_sensed) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    const auto command = command_of(ecram_operation::multiply_transposed, {0, 2, 0, 3});
    // D 3; 3 F 6, T 17, I 19 -> 45; 2 rows sensed by one converter: 2 C 46 -> 91
    EXPECT_EQ(bench.run(command, distinct_times(), 4, 4, words(3), {}).cycles, 91u);
  });
}

TEST(per_clock_sequencer, converts_the_sensed_lines_in_rounds_of_as_many_as_there_are_converters) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    auto timing = distinct_times();
    timing.converters = 2;
    // 5 sensed lines on 2 converters: 3 rounds. D 3; F 2, T 17, I 19 -> 41; 3 C 69 -> 110
    EXPECT_EQ(bench.run(command_of(ecram_operation::multiply, {0, 1, 1, 5}), timing, 4, 6, words(1), {}).cycles, 110u);
    std::vector<unsigned> channels;
    bench.watch = [&] {
      if (bench.convert_active.read()) channels.push_back(bench.converter_channel.read());
    };
    // 4 lines: 2 rounds, so multiplexers stand 23 cycles at 0 and 23 at 1. 41 + 46 = 87
    EXPECT_EQ(bench.run(command_of(ecram_operation::multiply, {0, 1, 1, 4}), timing, 4, 6, words(1), {}).cycles, 87u);
    std::vector<unsigned> expected(23, 0u);
    expected.resize(46, 1u);
    EXPECT_EQ(channels, expected);
  });
}

TEST(per_clock_sequencer, waits_after_a_write_before_it_drives) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    auto timing = distinct_times();
    timing.write_settle = 40;
    const auto multiply = command_of(ecram_operation::multiply, {0, 1, 0, 1});
    const auto run_after = [&](cycle_count cycles) {
      return bench.run(multiply, timing, 4, 4, words(1), {}, {}, cycles).cycles;
    };
    // D 3; F 2; T 17; I 19; C 23 = 64 without a wait; the write ended 12 + D 3 = 15 cycles before: 25 more
    EXPECT_EQ(run_after(never_written), 64u);
    EXPECT_EQ(run_after(12), 89u);
    EXPECT_EQ(run_after(0), 101u);  // 40 - 3 more
    EXPECT_EQ(run_after(36), 65u);  // 40 - 36 - 3 more
    EXPECT_EQ(run_after(37), 64u);
    EXPECT_EQ(run_after(1000), 64u);

    // Counted by the sequencer itself: release L 7, the cycle of `done` and 5 idle ones, then D 3, are 16 of the 40.
    bench.run(command_of(ecram_operation::program_serial, {0, 1, 0, 1}), timing, 4, 4, {}, {1});
    bench.idle(5);
    per_clock_request request;
    request.command = multiply;
    request.timing = timing;
    request.array_rows = request.array_columns = 4;
    EXPECT_EQ(bench.run(request).cycles, 64u + 24u);
  });
}

TEST(per_clock_sequencer, reads_cells_one_by_one) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    record seen;
    auto command = command_of(ecram_operation::read_cells, {1, 1, 1, 2});
    command.reads = 2;
    const auto result = bench.run(command, distinct_times(), 4, 4, {}, {}, seen.callbacks(), 4);
    // D 3; the write ended 4 + 3 cycles before, so 6 of W 13 are left -> 9; 2 cells of T 17, 2 (I 19, C 23) = 101 ->
    // 211
    EXPECT_EQ(result.cycles, 211u);
    EXPECT_EQ(sum_of_steps(result), 211u);
    EXPECT_THAT(seen.samples, ElementsAre(45u, 87u, 146u, 188u));
    EXPECT_EQ(result.conversions, 4u);
    EXPECT_EQ(result.in(ecram_step::write_wait), 6u);
  });
}

}  // namespace
}  // namespace memvp
