// SPDX-License-Identifier: Apache-2.0
// The per-clock sequencer against cycle counts worked out by hand from docs/ecram-sequencer.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <string>
#include <systemc>
#include <utility>
#include <vector>

#include "memvp/testbench/per_clock/ecram_sequencer_bench.hpp"

namespace memvp {
namespace {

using ::testing::ElementsAre;
using words = std::vector<std::uint32_t>;

// Distinct numbers, so that a step counted twice or left out shows. One converter, n = 1.
ecram_timing distinct_times() {
  ecram_timing t{};
  t.decode = 3;        // D
  t.fetch = 2;         // F
  t.line_setup = 5;    // S
  t.line_release = 7;  // L
  t.pulse_lsb = 11;    // U
  t.pulse_maximum = 1000;
  t.write_settle = 13;  // W
  t.drive = 17;         // T
  t.integrate = 19;     // I
  t.convert = 23;       // C
  t.decide = 29;        // Q
  t.converters = 1;
  return t;
}

ecram_timing no_times() {
  ecram_timing t{};
  t.pulse_maximum = 1000;
  t.converters = 1;
  return t;
}

words signed_words(const std::vector<int>& values) { return {values.begin(), values.end()}; }

ecram_command command_of(ecram_operation operation, array_region region) {
  ecram_command command;
  command.operation = operation;
  command.region = region;
  return command;
}

class program_thread : public sc_core::sc_module {
 public:
  ecram_sequencer_bench bench{"bench"};

  SC_HAS_PROCESS(program_thread);
  program_thread(const sc_core::sc_module_name& name, std::function<void(ecram_sequencer_bench&)> program)
      : sc_module(name), program_(std::move(program)) {
    SC_THREAD(run);
  }

 private:
  void run() { program_(bench); }
  std::function<void(ecram_sequencer_bench&)> program_;
};

void on_a_bench(std::function<void(ecram_sequencer_bench&)> program) {
  bool ended = false;
  program_thread thread("thread", [&](ecram_sequencer_bench& bench) {
    program(bench);
    ended = true;
  });
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

// Keeps what the sequencer reports.
struct record {
  std::vector<per_clock_pulse> pulses;
  std::vector<cycle_count> samples;

  per_clock_callbacks callbacks() {
    per_clock_callbacks c;
    c.pulse_finished = [this](const per_clock_pulse& pulse) { pulses.push_back(pulse); };
    c.sampled = [this](const per_clock_sample& sample) { samples.push_back(sample.cycle); };
    return c;
  }
};

std::vector<std::pair<std::uint32_t, std::uint64_t>> columns_of(const per_clock_pulse& pulse) {
  std::vector<std::pair<std::uint32_t, std::uint64_t>> columns;
  for (const auto& column : pulse.columns) columns.emplace_back(column.column, column.width);
  return columns;
}

cycle_count sum_of_steps(const per_clock_result& result) {
  return std::accumulate(result.cycles_in.begin(), result.cycles_in.end(), cycle_count{0});
}

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

TEST(per_clock_sequencer, spends_no_cycle_on_steps_of_zero_cycles) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    record seen;
    auto callbacks = seen.callbacks();
    callbacks.fires = [](array_line, std::uint32_t, std::uint32_t, unsigned) { return true; };
    std::size_t decisions = 0;
    callbacks.decide = [&](std::uint32_t, std::uint32_t) { return ++decisions % 2 == 1 ? 5 : 0; };
    for (const auto operation :
         {ecram_operation::program_serial, ecram_operation::program_row_parallel, ecram_operation::update_outer_product,
          ecram_operation::update_bit_streams, ecram_operation::program_verify, ecram_operation::multiply,
          ecram_operation::multiply_transposed, ecram_operation::read_cells}) {
      auto command = command_of(operation, {0, 2, 0, 2});
      command.vectors = 3;
      const auto result =
          bench.run(command, no_times(), 4, 4, signed_words({1, -1, 2, -2}), signed_words({1, 0, -3, 4}), callbacks);
      EXPECT_EQ(result.cycles, 0u);
      EXPECT_FALSE(bench.busy.read());
    }
    // serial 3, rows 3 (+ in row 0, - and + in row 1), outer product 4, streams 4, write-and-verify one for each of 4
    // cells
    EXPECT_EQ(seen.pulses.size(), 18u);
    // write-and-verify 2 rounds a cell, 3 vectors twice, 4 cells
    EXPECT_EQ(seen.samples.size(), 18u);
  });
}

TEST(per_clock_sequencer, mixes_steps_of_zero_cycles_with_others) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    auto timing = no_times();
    timing.pulse_lsb = 1;
    // 2 U + 1 U, one pulse directly after the other
    EXPECT_EQ(
        bench.run(command_of(ecram_operation::program_serial, {0, 1, 0, 3}), timing, 4, 4, {}, signed_words({2, 0, -1}))
            .cycles,
        3u);

    timing = no_times();
    timing.convert = 3;
    timing.fetch = 1;
    auto multiply = command_of(ecram_operation::multiply, {0, 1, 0, 2});
    multiply.vectors = 3;
    record seen;
    // F 1 -> sample at 1, 2 C 6 -> 7; F 1, wait 5 -> sample at 7 -> 13; F 1, wait 5 -> sample at 13 -> 19
    EXPECT_EQ(bench.run(multiply, timing, 4, 4, words(3), {}, seen.callbacks()).cycles, 19u);
    EXPECT_THAT(seen.samples, ElementsAre(1u, 7u, 13u));

    timing = distinct_times();
    timing.convert = 0;
    // D 3; 3 (F 2, T 17, I 19) = 114; the conversion takes no time
    EXPECT_EQ(bench.run(multiply, timing, 4, 4, words(3), {}).cycles, 117u);

    timing = distinct_times();
    timing.pulse_lsb = 0;
    timing.line_release = 0;
    // D 3; F 2, S 5; a read directly after it waits W 13 from the end of a pulse without length: D 3 of it, and a cycle
    // of `done`, have passed.
    EXPECT_EQ(bench.run(command_of(ecram_operation::program_serial, {0, 1, 0, 1}), timing, 4, 4, {}, {900}).cycles,
              10u);
    per_clock_request request;
    request.command = command_of(ecram_operation::read_cells, {0, 1, 0, 1});
    request.timing = timing;
    request.array_rows = request.array_columns = 4;
    EXPECT_EQ(bench.run(request).in(ecram_step::write_wait), 9u);
  });
}

TEST(per_clock_sequencer, shows_every_step_on_its_pins) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    auto timing = no_times();
    timing.decode = timing.fetch = timing.integrate = 1;
    timing.drive = timing.convert = 2;
    timing.line_setup = timing.line_release = 1;
    timing.pulse_lsb = 2;
    std::string state, busy, done, dac, sample, convert, pulse, rows, polarity;
    bench.watch = [&] {
      state += "-dfSPLwcTICQ"[static_cast<std::size_t>(bench.state.read())];
      const auto level = [](bool high) { return high ? '1' : '0'; };
      busy += level(bench.busy.read());
      done += level(bench.done.read());
      dac += level(bench.dac_enable.read());
      sample += level(bench.sample.read());
      convert += level(bench.convert_active.read());
      pulse += level(bench.pulse_active.read());
      polarity += level(bench.polarity.read());
      rows += bench.row_select.read().get_bit(63) == sc_dt::SC_LOGIC_1 ? '1' : '0';
    };
    auto multiply = command_of(ecram_operation::multiply, {63, 1, 0, 1});
    multiply.vectors = 2;
    EXPECT_EQ(bench.run(multiply, timing, 64, 4, words(2), {}).cycles, 11u);
    // D; F, T T, I, sample at 5; F and T while C C; I, sample at 9; C C; done at 11. One sensed line: one round.
    EXPECT_EQ(state, "dfTTIfTTICC-");
    EXPECT_EQ(busy, "111111111110");
    EXPECT_EQ(done, "000000000001");
    EXPECT_EQ(dac, "001110111000");
    EXPECT_EQ(rows, "001110111000");
    EXPECT_EQ(sample, "000001000100");
    EXPECT_EQ(convert, "000001100110");

    state = busy = done = pulse = rows = polarity = "";
    EXPECT_EQ(
        bench.run(command_of(ecram_operation::program_serial, {63, 1, 0, 1}), timing, 64, 4, {}, signed_words({-2}))
            .cycles,
        8u);
    EXPECT_EQ(state, "dfSPPPPL-");  // 2 units of 2 cycles
    EXPECT_EQ(pulse, "000111100");
    EXPECT_EQ(rows, "001111100");
    EXPECT_EQ(polarity.substr(2, 5), "00000");
    EXPECT_EQ(busy, "111111110");
    EXPECT_EQ(done, "000000001");
  });
}

TEST(per_clock_sequencer, refuses_what_it_cannot_carry_out) {
  on_a_bench([](ecram_sequencer_bench& bench) {
    const auto refused = [&](const ecram_command& command, std::uint32_t lines, const words& input,
                             const words& pulse) {
      EXPECT_THROW(bench.run(command, distinct_times(), lines, lines, input, pulse), std::invalid_argument);
    };
    refused(command_of(ecram_operation::none, {0, 1, 0, 1}), 4, {}, {});
    refused(command_of(ecram_operation::multiply, {0, 0, 0, 1}), 4, {}, {});
    refused(command_of(ecram_operation::multiply, {3, 2, 0, 1}), 4, {}, {});
    refused(command_of(ecram_operation::multiply, {0, 1, 0, 1}), 65, {}, {});
    refused(command_of(ecram_operation::program_serial, {0, 2, 0, 2}), 4, {}, words(3));
    refused(command_of(ecram_operation::update_outer_product, {0, 2, 0, 2}), 4, words(3), {});
    refused(command_of(ecram_operation::update_bit_streams, {0, 1, 0, 1}), 4, words(2), {});  // nothing says what fires
    refused(command_of(ecram_operation::program_verify, {0, 1, 0, 1}), 4, {}, words(1));      // nothing decides
    auto no_vectors = command_of(ecram_operation::multiply, {0, 1, 0, 1});
    no_vectors.vectors = 0;
    refused(no_vectors, 4, {}, {});
  });
}

}  // namespace
}  // namespace memvp
