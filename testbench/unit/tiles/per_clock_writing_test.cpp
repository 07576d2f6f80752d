// SPDX-License-Identifier: Apache-2.0
// The per-clock sequencer's writes against cycle counts worked out by hand from docs/ecram-sequencer.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "memvp/testbench/unit/tiles/per_clock_sequencer_bench.hpp"

namespace memvp {
namespace {

using namespace per_clock_words;
using ::testing::ElementsAre;

TEST(per_clock_sequencer, programs_cell_after_cell_and_skips_words_of_zero) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    record seen;
    const auto result = bench.run(command_of(ecram_operation::program_serial, {1, 2, 2, 2}), distinct_times(), 4, 4, {},
                                  signed_words({2, 0, -3, 1}), seen.callbacks());
    // D 3; F 2, S 5, 2 U 22, L 7 -> 39; F 2 (zero) -> 41; F 2, S 5, 3 U 33, L 7 -> 88; F 2, S 5, U 11, L 7 -> 113
    EXPECT_EQ(result.cycles, 113u);
    EXPECT_EQ(sum_of_steps(result), 113u);
    EXPECT_EQ(result.in(ecram_step::pulse), 66u);  // 6 U
    ASSERT_EQ(seen.pulses.size(), 3u);
    EXPECT_EQ(seen.pulses[0].start, 10u);  // D + F + S
    EXPECT_EQ(seen.pulses[0].cycles, 22u);
    EXPECT_TRUE(seen.pulses[0].positive);
    EXPECT_THAT(seen.pulses[0].rows, ElementsAre(1u));
    EXPECT_THAT(columns_of(seen.pulses[0]), ElementsAre(std::pair(2u, 2u)));
    EXPECT_EQ(seen.pulses[1].start, 48u);  // 41 + F + S
    EXPECT_EQ(seen.pulses[1].cycles, 33u);
    EXPECT_FALSE(seen.pulses[1].positive);
    EXPECT_THAT(seen.pulses[1].rows, ElementsAre(2u));
    EXPECT_EQ(seen.pulses[2].start, 95u);  // 88 + F + S
    EXPECT_THAT(columns_of(seen.pulses[2]), ElementsAre(std::pair(3u, 1u)));
  });
}

TEST(per_clock_sequencer, programs_the_positive_and_then_the_negative_words_of_a_row_together) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    record seen;
    std::vector<std::string> columns_in_cycle;
    bench.watch = [&] { columns_in_cycle.push_back(bench.column_select.read().range(2, 0).to_string()); };
    const auto result = bench.run(command_of(ecram_operation::program_row_parallel, {0, 2, 0, 3}), distinct_times(), 4,
                                  4, {}, signed_words({3, -1, 2, 0, -2, 0}), seen.callbacks());
    // D 3; 3 F 6 -> 9; positive: S 5, 3 U 33, L 7 -> 54; negative: S 5, U 11, L 7 -> 77;
    // 3 F 6 -> 83; no positive; negative: S 5, 2 U 22, L 7 -> 117
    EXPECT_EQ(result.cycles, 117u);
    EXPECT_EQ(sum_of_steps(result), 117u);
    ASSERT_EQ(seen.pulses.size(), 3u);
    EXPECT_EQ(seen.pulses[0].start, 14u);
    EXPECT_EQ(seen.pulses[0].cycles, 33u);
    EXPECT_THAT(columns_of(seen.pulses[0]), ElementsAre(std::pair(0u, 3u), std::pair(2u, 2u)));
    EXPECT_EQ(seen.pulses[1].start, 59u);
    EXPECT_FALSE(seen.pulses[1].positive);
    EXPECT_EQ(seen.pulses[2].start, 88u);
    EXPECT_THAT(seen.pulses[2].rows, ElementsAre(1u));

    // A cycle for each of the command and one for `done`. Lines are selected from S (cycle 9); column 2 falls after 2
    // units of 11 cycles (14 + 22 = 36), column 0 after 3 (47).
    ASSERT_EQ(columns_in_cycle.size(), 118u);
    EXPECT_EQ(columns_in_cycle[8], "000");
    EXPECT_EQ(columns_in_cycle[9], "101");
    EXPECT_EQ(columns_in_cycle[35], "101");
    EXPECT_EQ(columns_in_cycle[36], "001");
    EXPECT_EQ(columns_in_cycle[46], "001");
    EXPECT_EQ(columns_in_cycle[47], "000");
    EXPECT_EQ(columns_in_cycle[54], "010");
  });
}

TEST(per_clock_sequencer, updates_in_four_sign_phases) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    record seen;
    const auto result = bench.run(command_of(ecram_operation::update_outer_product, {0, 3, 0, 2}), distinct_times(), 4,
                                  4, signed_words({1, -1, 0, 2, -3}), {}, seen.callbacks());
    // D 3; 5 F 10 -> 13; (+,+): S 5, 2 U 22, L 7 -> 47; (-,-): S 5, 3 U 33, L 7 -> 92; (+,-): 45 -> 137; (-,+): 34 ->
    // 171
    EXPECT_EQ(result.cycles, 171u);
    EXPECT_EQ(sum_of_steps(result), 171u);
    ASSERT_EQ(seen.pulses.size(), 4u);
    const cycle_count starts[] = {18, 52, 97, 142};
    const cycle_count lengths[] = {22, 33, 33, 22};
    const std::uint32_t rows[] = {0, 1, 0, 1};
    const std::uint32_t columns[] = {0, 1, 1, 0};
    const bool positive[] = {true, true, false, false};  // product of the signs
    for (std::size_t phase = 0; phase < 4; ++phase) {
      EXPECT_EQ(seen.pulses[phase].start, starts[phase]);
      EXPECT_EQ(seen.pulses[phase].cycles, lengths[phase]);
      EXPECT_EQ(seen.pulses[phase].positive, positive[phase]);
      EXPECT_THAT(seen.pulses[phase].rows, ElementsAre(rows[phase]));
      ASSERT_EQ(seen.pulses[phase].columns.size(), 1u);
      EXPECT_EQ(seen.pulses[phase].columns[0].column, columns[phase]);
    }
  });
}

TEST(per_clock_sequencer, skips_sign_phases_without_rows_or_columns) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    const auto update = command_of(ecram_operation::update_outer_product, {1, 2, 2, 2});
    // D 3; 4 F 8 -> 11; (+,+) with the widest column: S 5, 4 U 44, L 7 -> 67
    EXPECT_EQ(bench.run(update, distinct_times(), 4, 4, signed_words({1, 0, 2, 4}), {}).cycles, 67u);
    // D 3; 4 F 8; no row has a sign
    EXPECT_EQ(bench.run(update, distinct_times(), 4, 4, signed_words({0, 0, 2, 4}), {}).cycles, 11u);
  });
}

TEST(per_clock_sequencer, gives_every_slot_of_a_bit_stream_its_time) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    record seen;
    auto callbacks = seen.callbacks();
    std::vector<unsigned> phases;
    callbacks.fires = [&](array_line kind, std::uint32_t line, std::uint32_t slot, unsigned phase) {
      phases.push_back(phase);
      if (kind == array_line::row) return slot == 0 && line == 1;
      return slot != 1;
    };
    auto command = command_of(ecram_operation::update_bit_streams, {1, 2, 3, 1});
    command.slots = 3;
    command.slot_width = 2;
    const auto result = bench.run(command, distinct_times(), 4, 4, signed_words({9, 9, -5}), {}, callbacks);
    // D 3; 3 F 6 -> 9; only (+,-): 3 slots of S 5, 2 U 22, L 7 = 102 -> 111
    EXPECT_EQ(result.cycles, 111u);
    EXPECT_EQ(sum_of_steps(result), 111u);
    EXPECT_EQ(result.in(ecram_step::pulse), 66u);  // 3 * 2 U, the slot without a pulse too
    EXPECT_THAT(phases, ::testing::Each(2u));
    EXPECT_EQ(phases.size(), 9u);       // 2 rows and a column in 3 slots
    ASSERT_EQ(seen.pulses.size(), 2u);  // nothing fires in slot 1
    EXPECT_EQ(seen.pulses[0].start, 14u);
    EXPECT_FALSE(seen.pulses[0].positive);
    EXPECT_THAT(seen.pulses[0].rows, ElementsAre(1u));
    EXPECT_THAT(columns_of(seen.pulses[0]), ElementsAre(std::pair(3u, 2u)));
    EXPECT_EQ(seen.pulses[1].start, 82u);  // 9 + 2 * 34 + 5
    EXPECT_TRUE(seen.pulses[1].rows.empty());
    EXPECT_EQ(seen.pulses[1].cycles, 22u);
  });
}

TEST(per_clock_sequencer, writes_and_verifies_as_the_decisions_go) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    record seen;
    auto callbacks = seen.callbacks();
    // Cell (2,1) is accepted after two pulses; cell (2,2) wants more than the two tries; the second sweep accepts both.
    const std::int64_t script[] = {2, -1, 0, 1, 1, 1, 0, 0};
    std::size_t decisions = 0;
    std::vector<std::uint32_t> columns;
    callbacks.decide = [&](std::uint32_t row, std::uint32_t column) {
      EXPECT_EQ(row, 2u);
      columns.push_back(column);
      return script[decisions++];
    };
    auto command = command_of(ecram_operation::program_verify, {2, 1, 1, 2});
    command.verify_tries = 2;
    command.reads = 2;
    command.sweeps = 2;
    const auto result = bench.run(command, distinct_times(), 4, 4, {}, words(2), callbacks, 5);
    // A round is T 17, 2 (I 19, C 23), Q 29 = 130. After a pulse L 7 of W 13 has passed: 6 more.
    // D 3, F 2; 5 + 5 of 13 have passed since the write: wait 3; round 130 -> 138
    //   S 5, 2 U 22, L 7, wait 6, round 130 -> 308;  S 5, U 11, L 7, wait 6, round 130 -> 467: accepted
    // F 2, round 130 -> 599;  S 5, U 11, L 7, wait 6, round 130 -> 758;  the same -> 917: no tries left
    // second sweep: 2 (F 2, round 130) = 264 -> 1181
    EXPECT_EQ(result.cycles, 1181u);
    EXPECT_EQ(sum_of_steps(result), 1181u);
    EXPECT_EQ(decisions, 8u);
    EXPECT_THAT(columns, ElementsAre(1u, 1u, 1u, 2u, 2u, 2u, 1u, 2u));
    EXPECT_EQ(result.samples, 16u);                     // 8 rounds of 2
    EXPECT_EQ(result.in(ecram_step::write_wait), 27u);  // 3 + 4 * 6
    ASSERT_EQ(seen.pulses.size(), 4u);
    EXPECT_EQ(seen.pulses[0].start, 143u);  // 138 + S
    EXPECT_EQ(seen.pulses[1].start, 313u);  // 308 + S
    EXPECT_FALSE(seen.pulses[1].positive);
    EXPECT_EQ(seen.pulses[2].start, 604u);
    EXPECT_EQ(seen.pulses[3].start, 763u);
  });
}

TEST(per_clock_sequencer, only_reads_when_write_and_verify_has_no_tries) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    per_clock_callbacks callbacks;
    callbacks.decide = [](std::uint32_t, std::uint32_t) { return 7; };
    auto command = command_of(ecram_operation::program_verify, {0, 1, 0, 1});
    command.verify_tries = 0;
    // D 3, F 2, T 17, I 19, C 23, Q 29
    EXPECT_EQ(bench.run(command, distinct_times(), 4, 4, {}, words(1), callbacks).cycles, 93u);
  });
}

}  // namespace
}  // namespace memvp
