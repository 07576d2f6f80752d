// SPDX-License-Identifier: Apache-2.0
// The per-clock sequencer of the 1T1R tile against cycle counts worked out by hand from docs/rram-sequencer.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "memvp/testbench/per_clock/rram_sequencer_bench.hpp"

namespace memvp {
namespace {

using ::testing::ElementsAre;

// Distinct numbers, so that a step counted twice or left out shows. One converter, n = 1.
rram_sequencer_request request_of(rram_operation operation, array_region region) {
  rram_sequencer_request request;
  request.command.operation = operation;
  request.command.region = region;
  rram_sequencer_settings& s = request.settings;
  s.rows = s.columns = 12;
  s.input_bits = 2;
  s.decode = 3;        // D
  s.fetch = 2;         // F
  s.settle = 17;       // T
  s.integrate = 19;    // I
  s.gap = 5;           // P
  s.convert = 23;      // C
  s.add = 1;           // A
  s.decide = 29;       // Q
  s.setup = 7;         // S
  s.release = 11;      // L
  s.set_width = 31;    // W
  s.reset_width = 37;  // W
  s.form_width = 41;   // W
  return request;
}

class program_thread : public sc_core::sc_module {
 public:
  rram_sequencer_bench bench{"bench"};

  SC_HAS_PROCESS(program_thread);
  program_thread(const sc_core::sc_module_name& name, std::function<void(rram_sequencer_bench&)> program)
      : sc_module(name), program_(std::move(program)) {
    SC_THREAD(run);
  }

 private:
  void run() { program_(bench); }
  std::function<void(rram_sequencer_bench&)> program_;
};

void on_a_bench(std::function<void(rram_sequencer_bench&)> program) {
  bool ended = false;
  program_thread thread("thread", [&](rram_sequencer_bench& bench) {
    program(bench);
    ended = true;
  });
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

// Keeps what the sequencer reports.
struct record {
  std::vector<cycle_count> samples, converted, added, pulses;

  void listen(rram_sequencer_callbacks& callbacks) {
    callbacks.sampled = [this](const per_clock_rram_sample& sample) { samples.push_back(sample.cycle); };
    callbacks.converted = [this](const per_clock_rram_round& round) { converted.push_back(round.cycle); };
    callbacks.added = [this](std::uint32_t, cycle_count cycle) { added.push_back(cycle); };
    callbacks.pulsed = [this](const per_clock_rram_pulse& pulse) { pulses.push_back(pulse.start); };
  }
};

cycle_count sum_of_steps(const rram_sequencer_result& result) {
  return std::accumulate(result.cycles_in.begin(), result.cycles_in.end(), cycle_count{0});
}

TEST(per_clock_rram_sequencer, converts_a_vector_while_it_fetches_and_drives_the_next) {
  on_a_bench([](rram_sequencer_bench& bench) {
    rram_sequencer_request request = request_of(rram_operation::multiply, {1, 5, 0, 4});
    record seen;
    seen.listen(request.callbacks);
    request.settings.convert = 10;
    request.command.columns = rram_column_mode::differential;
    request.command.slices = 2;
    request.command.vectors = 2;
    const rram_sequencer_result result = bench.run(request);
    // D 3; 2 words F 4 -> 7; T 17, I 19 -> sample at 43; P 5, 2 lines C 20 -> 68, A 1 -> 69. The second vector has been
    // fetched from 7 to 11: T 17, I 19 -> sample at 79; P 5, C 20 -> 104; A 1 -> 105.
    EXPECT_EQ(result.cycles, 105u);
    EXPECT_EQ(sum_of_steps(result), 105u);
    EXPECT_THAT(seen.samples, ElementsAre(43u, 79u));
    EXPECT_THAT(seen.converted, ElementsAre(58u, 68u, 94u, 104u));
    EXPECT_THAT(seen.added, ElementsAre(69u, 105u));
    EXPECT_EQ(result.conversions, 4u);
    EXPECT_EQ(result.in(rram_step::fetch), 4u);
    EXPECT_EQ(result.in(rram_step::add), 1u);
  });
}

TEST(per_clock_rram_sequencer, delays_a_drive_until_its_sample_meets_free_converters) {
  on_a_bench([](rram_sequencer_bench& bench) {
    rram_sequencer_request request = request_of(rram_operation::multiply, {0, 4, 0, 3});
    record seen;
    seen.listen(request.callbacks);
    request.command.columns = rram_column_mode::offset;
    request.command.vectors = 2;
    const rram_sequencer_result result = bench.run(request);
    // D 3; F 2; T 17, I 19 -> sample at 41; P 5, 2 lines C 46 -> 92; so it drives from 56 to 92; P 5, C 46 -> 143
    EXPECT_EQ(result.cycles, 143u);
    EXPECT_EQ(sum_of_steps(result), 143u);
    EXPECT_THAT(seen.samples, ElementsAre(41u, 92u));
    EXPECT_TRUE(seen.added.empty());
    EXPECT_EQ(result.in(rram_step::converter_wait), 15u);
  });
}

TEST(per_clock_rram_sequencer, waits_for_a_vector_that_takes_longer_to_fetch_than_the_one_before_to_drive) {
  on_a_bench([](rram_sequencer_bench& bench) {
    rram_sequencer_request request = request_of(rram_operation::multiply, {0, 9, 0, 1});
    record seen;
    seen.listen(request.callbacks);
    request.settings.fetch = 20;
    request.command.vectors = 3;
    // D 3; 3 words F 60 -> 63; sample at 99; the second was fetched from 63 to 123, sample at 159; the third from 123
    // to 183, sample at 219; P 5, C 23 -> 247
    EXPECT_EQ(bench.run(request).cycles, 247u);
    EXPECT_THAT(seen.samples, ElementsAre(99u, 159u, 219u));
  });
}

TEST(per_clock_rram_sequencer, converts_every_bit_of_a_bit_serial_drive_and_adds_a_vector_up_once) {
  on_a_bench([](rram_sequencer_bench& bench) {
    rram_sequencer_request request = request_of(rram_operation::multiply, {0, 4, 0, 1});
    record seen;
    seen.listen(request.callbacks);
    request.settings.drive = rram_drive::bit_serial;
    request.command.vectors = 2;
    const rram_sequencer_result result = bench.run(request);
    // D 3; F 2; T 17, I 19 -> 41, 77 (converted until 41 + 28 = 69), then the second vector, 113, 149; P 5, C 23, A 1
    EXPECT_EQ(result.cycles, 178u);
    EXPECT_THAT(seen.samples, ElementsAre(41u, 77u, 113u, 149u));
    EXPECT_THAT(seen.converted, ElementsAre(69u, 105u, 141u, 177u));
    EXPECT_THAT(seen.added, ElementsAre(106u, 178u));
    EXPECT_EQ(result.conversions, 4u);
    request.command.input_signed = true;  // one bit of magnitude is left
    // D 3; F 2; T 17, I 19 -> 41, 77; P 5, C 23, A 1
    EXPECT_EQ(bench.run(request).cycles, 106u);
  });
}

TEST(per_clock_rram_sequencer, counts_pulses_of_a_bit_and_samples_after_the_last) {
  on_a_bench([](rram_sequencer_bench& bench) {
    rram_sequencer_request request = request_of(rram_operation::multiply, {0, 4, 0, 1});
    record seen;
    seen.listen(request.callbacks);
    request.settings.drive = rram_drive::pulse_count;
    request.settings.input_bits = 3;
    request.settings.settle = 2;
    request.settings.integrate = 1;
    std::string bit;
    bench.watch = [&] { bit += bench.dac_enable.read() ? static_cast<char>('0' + bench.input_bit.read()) : '-'; };
    // D 3; F 2; 7 steps of T 2, I 1 -> 26; P 5, C 23
    EXPECT_EQ(bench.run(request).cycles, 54u);
    EXPECT_THAT(seen.samples, ElementsAre(26u));
    EXPECT_EQ(bit.substr(0, 27), "-----000111111222222222222-");
  });
}

TEST(per_clock_rram_sequencer, gives_currents_to_neurons_and_drives_on_at_once) {
  on_a_bench([](rram_sequencer_bench& bench) {
    rram_sequencer_request request = request_of(rram_operation::multiply, {0, 4, 0, 12});
    record seen;
    seen.listen(request.callbacks);
    request.command.analog_output = true;
    request.command.vectors = 3;
    const rram_sequencer_result result = bench.run(request);
    // D 3; F 2; 3 times T 17, I 19
    EXPECT_EQ(result.cycles, 113u);
    EXPECT_THAT(seen.samples, ElementsAre(41u, 77u, 113u));
    EXPECT_EQ(result.conversions, 0u);
  });
}

TEST(per_clock_rram_sequencer, reads_and_pulses_cells_one_by_one) {
  on_a_bench([](rram_sequencer_bench& bench) {
    rram_sequencer_request request = request_of(rram_operation::read_cells, {1, 1, 1, 2});
    record seen;
    seen.listen(request.callbacks);
    request.command.reads = 2;
    // D 3; 2 cells of T 17, 2 (I 19, P 5, C 23) = 111
    EXPECT_EQ(bench.run(request).cycles, 225u);
    EXPECT_THAT(seen.samples, ElementsAre(39u, 86u, 150u, 197u));
    request.command.operation = rram_operation::set_pulses;
    // D 3; 2 cells of S 7, W 31, L 11
    EXPECT_EQ(bench.run(request).cycles, 101u);
    request.command.operation = rram_operation::reset_pulses;
    // D 3; 2 cells of S 7, W 37, L 11
    EXPECT_EQ(bench.run(request).cycles, 113u);
    EXPECT_THAT(seen.pulses, ElementsAre(10u, 59u, 10u, 65u));
  });
}

TEST(per_clock_rram_sequencer, writes_and_verifies_as_the_readings_go) {
  on_a_bench([](rram_sequencer_bench& bench) {
    rram_sequencer_request request = request_of(rram_operation::program_verify, {2, 1, 1, 3});
    const rram_verdict script[] = {rram_verdict::too_low,  rram_verdict::too_low,  rram_verdict::too_high,
                                   rram_verdict::accepted, rram_verdict::too_high, rram_verdict::too_high,
                                   rram_verdict::too_low,  rram_verdict::too_low,  rram_verdict::accepted};
    std::size_t decisions = 0;
    std::vector<std::uint32_t> given_up, ramp_steps;
    std::vector<rram_pulse_kind> kinds;
    request.callbacks.compare = [&](std::uint32_t, std::uint32_t) { return script[decisions++]; };
    request.callbacks.given_up = [&](std::uint32_t, std::uint32_t column) { given_up.push_back(column); };
    request.callbacks.pulsed = [&](const per_clock_rram_pulse& pulse) {
      ramp_steps.push_back(pulse.ramp_step);
      kinds.push_back(pulse.kind);
    };
    request.command.pulse_limit = 3;
    const rram_sequencer_result result = bench.run(request);
    // A round is T 17, I 19, P 5, C 23, Q 29 = 93; a SET S 7, W 31, L 11 = 49; a RESET 55.
    // D 3; F 2, 4 rounds 372, 2 SET 98, 1 RESET 55 -> 530; no fetch, 4 rounds 372, 2 RESET 110, 1 SET 49 -> 1061: too
    // low after three pulses; F 2, a round 93 -> 1156
    EXPECT_EQ(result.cycles, 1156u);
    EXPECT_EQ(sum_of_steps(result), 1156u);
    EXPECT_THAT(given_up, ElementsAre(2u));
    EXPECT_THAT(ramp_steps, ElementsAre(0u, 1u, 0u, 0u, 1u, 0u));
    constexpr auto set = rram_pulse_kind::set, reset = rram_pulse_kind::reset;
    EXPECT_THAT(kinds, ElementsAre(set, set, reset, reset, reset, set));
    EXPECT_EQ(result.comparisons, 9u);
    EXPECT_EQ(result.failures, 1u);

    request.command.operation = rram_operation::form;
    request.command.region.columns = 1;
    decisions = 7;
    // D 3; a round 93, S 7, W 41, L 11, a round 93
    EXPECT_EQ(bench.run(request).cycles, 248u);
  });
}

TEST(per_clock_rram_sequencer, spends_no_cycle_on_steps_of_zero_cycles) {
  on_a_bench([](rram_sequencer_bench& bench) {
    for (const auto operation : {rram_operation::multiply, rram_operation::form, rram_operation::program_verify,
                                 rram_operation::set_pulses, rram_operation::reset_pulses, rram_operation::read_cells})
      for (const auto drive : {rram_drive::multi_level, rram_drive::bit_serial, rram_drive::pulse_count}) {
        rram_sequencer_request request = request_of(operation, {0, 3, 0, 3});
        const rram_sequencer_settings timed = request.settings;
        request.settings = {};
        request.settings.rows = request.settings.columns = timed.rows;
        request.settings.drive = drive;
        request.settings.input_bits = 4;
        request.command.vectors = 3;
        std::size_t decisions = 0;
        request.callbacks.compare = [&](std::uint32_t, std::uint32_t) {
          return ++decisions % 2 == 1 ? rram_verdict::too_low : rram_verdict::accepted;
        };
        EXPECT_EQ(bench.run(request).cycles, 0u);
        EXPECT_FALSE(bench.busy.read());
      }
  });
}

TEST(per_clock_rram_sequencer, shows_every_step_on_its_pins) {
  on_a_bench([](rram_sequencer_bench& bench) {
    rram_sequencer_request request = request_of(rram_operation::multiply, {11, 1, 3, 2});
    rram_sequencer_settings& s = request.settings;
    s.decode = s.fetch = s.integrate = s.gap = s.setup = s.release = 1;
    s.settle = s.convert = s.set_width = 2;
    std::string state, fetching, dac, sample, convert, channel, adding, pulse, word_line, source_line, busy, done;
    const auto level = [](bool high) { return high ? '1' : '0'; };
    bench.watch = [&] {
      state += "-dfwTIgCAQSPL"[static_cast<std::size_t>(bench.state.read())];
      fetching += level(bench.fetch_active.read());
      dac += level(bench.dac_enable.read());
      sample += level(bench.sample.read());
      convert += level(bench.convert_active.read());
      channel += static_cast<char>('0' + bench.converter_channel.read());
      adding += level(bench.add_active.read());
      pulse += level(bench.pulse_active.read());
      word_line += level(bench.word_line_select.read().get_bit(11) == sc_dt::SC_LOGIC_1);
      source_line += level(bench.source_line_select.read().get_bit(4) == sc_dt::SC_LOGIC_1);
      busy += level(bench.busy.read());
      done += level(bench.done.read());
    };
    request.command.vectors = 2;
    request.command.slices = 2;
    // D; F; T T I, sample at 5: P, C C C C until 10, A. The second vector is fetched in cycle 2 and waits from 5 to 7.
    EXPECT_EQ(bench.run(request).cycles, 16u);
    EXPECT_EQ(state, "dfTTIwwTTIgCCCCA-");
    EXPECT_EQ(fetching, "01100000000000000");
    EXPECT_EQ(dac, "00111001110000000");
    EXPECT_EQ(word_line, dac);
    EXPECT_EQ(source_line, dac);
    EXPECT_EQ(sample, "00000100001000000");
    EXPECT_EQ(convert, "00000011110111100");
    EXPECT_EQ(channel, "00000000110001100");
    EXPECT_EQ(adding, "00000000001000010");
    EXPECT_EQ(busy, "11111111111111110");
    EXPECT_EQ(done, "00000000000000001");

    state = pulse = word_line = dac = "";
    request.command.operation = rram_operation::set_pulses;
    request.command.region.columns = 1;
    EXPECT_EQ(bench.run(request).cycles, 5u);
    EXPECT_EQ(state, "dSPPL-");
    EXPECT_EQ(pulse, "001100");
    EXPECT_EQ(word_line, "011100");

    state = dac = "";
    request.command.operation = rram_operation::read_cells;
    EXPECT_EQ(bench.run(request).cycles, 7u);
    EXPECT_EQ(state, "dTTIgCC-");
    EXPECT_EQ(dac, "01111110");  // the drive is held to the end of the conversion
  });
}

TEST(per_clock_rram_sequencer, abandons_a_command_at_a_reset) {
  on_a_bench([](rram_sequencer_bench& bench) {
    rram_sequencer_request request = request_of(rram_operation::multiply, {0, 4, 0, 3});
    record seen;
    seen.listen(request.callbacks);
    request.command.vectors = 2;
    // D 3; F 2; T 17, I 19 -> sample at 41; P 5, C 23 -> 69, 92, 115; the second vector is to be driven from 79 on.
    EXPECT_EQ(bench.run(request, 92).cycles, 92u);
    EXPECT_THAT(seen.converted, ElementsAre(69u, 92u));
    EXPECT_FALSE(bench.convert_active.read());
    EXPECT_FALSE(bench.dac_enable.read());
    EXPECT_FALSE(bench.busy.read());
    EXPECT_EQ(bench.run(request).cycles, 189u);  // from the beginning: sampled at 115, converted from 120 to 189

    request.command.operation = rram_operation::set_pulses;
    bench.run(request, 10);  // D 3, S 7: it would begin
    EXPECT_TRUE(seen.pulses.empty());
    bench.run(request, 11);
    EXPECT_THAT(seen.pulses, ElementsAre(10u));
  });
}

TEST(per_clock_rram_sequencer, refuses_what_it_cannot_carry_out) {
  on_a_bench([](rram_sequencer_bench& bench) {
    const auto refused = [&](const rram_sequencer_request& request) {
      EXPECT_THROW(bench.run(request), std::invalid_argument);
    };
    refused(request_of(rram_operation::none, {0, 1, 0, 1}));
    refused(request_of(rram_operation::multiply, {0, 0, 0, 1}));
    refused(request_of(rram_operation::multiply, {11, 2, 0, 1}));
    refused(request_of(rram_operation::program_verify, {0, 1, 0, 1}));  // nothing compares
    rram_sequencer_request request = request_of(rram_operation::multiply, {0, 1, 0, 3});
    request.command.columns = rram_column_mode::differential;
    refused(request);
    request.command.columns = rram_column_mode::single;
    request.settings.drive = rram_drive::bit_serial;
    request.command.analog_output = true;
    refused(request);
    request.settings.rows = 65;
    refused(request);
  });
}

}  // namespace
}  // namespace memvp
