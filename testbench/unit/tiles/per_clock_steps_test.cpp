// SPDX-License-Identifier: Apache-2.0
// The per-clock sequencer's steps without length, its pins and what it refuses, worked out by hand from
// docs/ecram-sequencer.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <stdexcept>
#include <string>

#include "memvp/testbench/unit/tiles/per_clock_sequencer_bench.hpp"

namespace memvp {
namespace {

using namespace per_clock_words;
using ::testing::ElementsAre;

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
