// SPDX-License-Identifier: Apache-2.0
// The per-clock sequencer of the unit of neurons against cycle counts worked out by hand from docs/ndr-neuron.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "memvp/testbench/per_clock/ndr_sequencer_bench.hpp"

namespace memvp {
namespace {

using ::testing::ElementsAre;
using operation = ndr_operation;

// Distinct numbers, so that a step counted twice or left out shows. Five neurons on two converters: three rounds.
ndr_sequencer_request request_of(operation code, std::uint32_t neurons = 5) {
  ndr_sequencer_request request;
  request.command.operation = code;
  request.command.neurons = neurons;
  request.command.transimpedance = request.command.input_step = 1;
  request.command.output_bits = 4;
  request.command.reads = 2;
  request.command.pulse_limit = 9;
  request.command.points = 8;
  ndr_sequencer_settings& s = request.settings;
  s.neurons = 8;
  s.converters = 2;
  s.held_vectors = s.buffer_vectors = 4;
  s.input_bits = 6;
  s.output_bits = 8;
  s.decode = 3;
  s.fetch = 2;
  s.dac = 5;
  s.input_stage = 7;
  s.activate = 11;
  s.sample = 13;
  s.load = 17;
  s.read = 19;
  s.decide = 23;
  s.setup = 29;
  s.pulse = 31;
  s.release = 37;
  s.settle = 41;
  request.targets.assign(neurons, 0);
  request.callbacks.decide = [neurons] { return std::vector<std::int64_t>(neurons); };
  return request;
}

void deliver(ndr_sequencer_request& request, std::int64_t cycle, std::size_t source, std::uint32_t slot) {
  request.deliveries.push_back({cycle, source, {true, slot, 0, request.command.neurons}});
}

class program_thread : public sc_core::sc_module {
 public:
  ndr_sequencer_bench bench{"bench"};

  SC_HAS_PROCESS(program_thread);
  program_thread(const sc_core::sc_module_name& name, std::function<void(ndr_sequencer_bench&)> program)
      : sc_module(name), program_(std::move(program)) {
    SC_THREAD(run);
  }

 private:
  void run() { program_(bench); }
  std::function<void(ndr_sequencer_bench&)> program_;
};

void on_a_bench(std::function<void(ndr_sequencer_bench&)> program) {
  bool ended = false;
  program_thread thread("thread", [&](ndr_sequencer_bench& bench) {
    program(bench);
    ended = true;
  });
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

cycle_count sum_of_steps(const ndr_sequencer_result& result) {
  return std::accumulate(result.cycles_in.begin(), result.cycles_in.end(), cycle_count{0});
}

TEST(per_clock_neurons, evaluate_vector_after_vector_from_the_window) {
  on_a_bench([](ndr_sequencer_bench& bench) {
    auto request = request_of(operation::evaluate_input);
    request.command.vectors = 2;
    const auto result = bench.run(request);
    // D 3; 3 words of two codes 6, DAC 5, stage 7, activate 11, sample 13, 3 rounds of 4 + 1 bits 15, 2 words of four
    // codes 4 = 61, twice
    EXPECT_EQ(result.cycles, 125u);
    EXPECT_EQ(sum_of_steps(result), 125u);
    EXPECT_EQ(result.evaluations, 10u);
    EXPECT_EQ(result.conversions, 10u);
    request.settings.circuit = activation_circuit::digital;
    EXPECT_EQ(bench.run(request).cycles, 45u);  // D 3; 6, 11, 4, twice
    EXPECT_EQ(bench.run(request).conversions, 0u);
  });
}

TEST(per_clock_neurons, begin_a_vector_with_its_last_current_or_after_the_vector_before) {
  on_a_bench([](ndr_sequencer_bench& bench) {
    auto request = request_of(operation::evaluate_analog);
    request.command.vectors = 3;
    request.command.sources = 2;
    deliver(request, 0, 0, 0);
    deliver(request, 8, 1, 0);
    deliver(request, 20, 0, 1);
    deliver(request, 30, 1, 1);
    deliver(request, 60, 0, 2);
    deliver(request, 200, 1, 2);
    const auto result = bench.run(request);
    // Stage 7, activate 11, sample 13, convert 15, store 4 = 50: from 8 to 58, to 108, and from 200 to 250.
    EXPECT_EQ(result.cycles, 250u);
    EXPECT_EQ(sum_of_steps(result), 250u);
    EXPECT_EQ(result.in(ndr_step::await), 5u + 92u);
    EXPECT_EQ(result.refused_deliveries, 0u);
  });
}

TEST(per_clock_neurons, convert_currents_before_digital_circuits) {
  on_a_bench([](ndr_sequencer_bench& bench) {
    auto request = request_of(operation::evaluate_analog);
    request.settings.circuit = activation_circuit::digital;
    deliver(request, 10, 0, 0);
    // 3 rounds of 6 + 1 bits 21, activate 11, store 4
    EXPECT_EQ(bench.run(request).cycles, 46u);
  });
}

TEST(per_clock_neurons, end_the_command_when_the_turn_of_a_lost_vector_comes) {
  on_a_bench([](ndr_sequencer_bench& bench) {
    auto request = request_of(operation::evaluate_analog);
    request.settings.held_vectors = 1;
    request.command.vectors = 2;
    deliver(request, 0, 0, 0);
    deliver(request, 53, 0, 1);  // D 3 and 50: the capacitor is free
    EXPECT_EQ(bench.run(request).cycles, 103u);
    request.deliveries.back().cycle = 52;
    const auto lost = bench.run(request);
    EXPECT_EQ(lost.error, ndr_error::slot_overflow);
    EXPECT_EQ(lost.cycles, 53u);
    EXPECT_EQ(lost.evaluations, 5u);
    request.command.sources = 2;
    request.deliveries = {};
    deliver(request, 0, 0, 0);
    deliver(request, 1, 1, 0);
    deliver(request, 2, 0, 1);
    deliver(request, 53, 1, 1);  // comes to a command that is over
    const auto incomplete = bench.run(request);
    EXPECT_EQ(incomplete.error, ndr_error::slot_overflow);
    EXPECT_EQ(incomplete.cycles, 53u);
    EXPECT_EQ(incomplete.refused_deliveries, 1u);
  });
}

TEST(per_clock_neurons, refuse_currents_that_nobody_expects) {
  on_a_bench([](ndr_sequencer_bench& bench) {
    auto request = request_of(operation::evaluate_analog);
    deliver(request, -2, 0, 0);  // before the command
    deliver(request, 0, 0, 1);   // no such vector
    deliver(request, 4, 0, 0);
    deliver(request, 5, 0, 0);   // complete
    deliver(request, 80, 0, 0);  // over
    const auto result = bench.run(request);
    EXPECT_EQ(result.cycles, 54u);
    EXPECT_EQ(result.refused_deliveries, 4u);
  });
}

TEST(per_clock_neurons, tune_in_rounds_of_reading_deciding_and_pulses_up_and_down) {
  on_a_bench([](ndr_sequencer_bench& bench) {
    auto request = request_of(operation::tune, 3);
    request.command.first_neuron = 1;
    int round = 0;
    request.callbacks.decide = [&round] {
      return ++round == 1 ? std::vector<std::int64_t>{2, 1, -1} : std::vector<std::int64_t>{0, 0, 0};
    };
    std::vector<neuron_pulse_train> trains;
    request.callbacks.pulsed = [&](const neuron_pulse_train& train) { trains.push_back(train); };
    std::vector<std::string> selected;
    bench.watch = [&] { selected.push_back(bench.neuron_select.read().range(4, 0).to_string()); };
    const auto result = bench.run(request);
    // D 3, 3 words 6 -> 9; 2 (19 and 2 rounds of 9) = 74 -> 83; Q 23 -> 106; S 29, 2 pulses 62, L 37 -> 234;
    // S 29, 31, L 37 -> 331; 4 of 41 are left -> 335; 74 -> 409; Q 23 -> 432; 3 words 6 -> 438
    EXPECT_EQ(result.cycles, 438u);
    EXPECT_EQ(sum_of_steps(result), 438u);
    EXPECT_EQ(result.pulses, 4u);
    EXPECT_EQ(result.conversions, 12u);
    EXPECT_EQ(result.rounds, 2u);
    ASSERT_EQ(trains.size(), 2u);
    EXPECT_TRUE(trains[0].up);
    EXPECT_EQ(trains[0].start, 135u);
    EXPECT_EQ(trains[0].cycles, 62u);
    ASSERT_EQ(trains[0].neurons.size(), 2u);
    EXPECT_EQ(trains[0].neurons[0].cycles, 62u);
    EXPECT_EQ(trains[0].neurons[1].cycles, 31u);
    EXPECT_FALSE(trains[1].up);
    EXPECT_EQ(trains[1].start, 263u);
    // Neurons 1 and 2 together, 2 leaves the line after its pulse, then 3.
    ASSERT_EQ(selected.size(), 439u);
    EXPECT_EQ(selected[105], "00000");
    EXPECT_EQ(selected[106], "00110");
    EXPECT_EQ(selected[165], "00110");
    EXPECT_EQ(selected[166], "00010");
    EXPECT_EQ(selected[197], "00000");
    EXPECT_EQ(selected[234], "01000");
    EXPECT_EQ(selected[294], "00000");
  });
}

TEST(per_clock_neurons, sweep_every_input_as_often_as_it_is_read) {
  on_a_bench([](ndr_sequencer_bench& bench) {
    const auto result = bench.run(request_of(operation::calibrate, 3));
    // D 3, 3 words 6; 8 * 2 (DAC 5, stage 7, activate 11, sample 13, 2 rounds of 9); Q 23; 3 words 6
    EXPECT_EQ(result.cycles, 9u + 16 * 54 + 23 + 6);
    EXPECT_EQ(result.evaluations, 48u);
    EXPECT_EQ(result.conversions, 48u);
  });
}

TEST(per_clock_neurons, load_the_parameters_of_digital_circuits) {
  on_a_bench([](ndr_sequencer_bench& bench) {
    auto request = request_of(operation::tune, 3);
    request.settings.circuit = activation_circuit::digital;
    EXPECT_EQ(bench.run(request).cycles, 3u + 6 + 17);
  });
}

TEST(per_clock_neurons, show_a_refusal_for_a_cycle_and_are_never_busy) {
  on_a_bench([](ndr_sequencer_bench& bench) {
    std::string busy, done, refused;
    bench.watch = [&] {
      busy += bench.busy.read() ? '1' : '0';
      done += bench.done.read() ? '1' : '0';
      refused += bench.refused.read() ? '1' : '0';
    };
    auto request = request_of(operation::evaluate_input, 9);
    EXPECT_EQ(bench.run(request).error, ndr_error::neuron_out_of_range);
    EXPECT_EQ(busy, "0");
    EXPECT_EQ(done, "0");
    EXPECT_EQ(refused, "1");
    EXPECT_EQ(bench.run(request_of(operation::evaluate_input)).cycles, 64u);  // D 3, 61
    EXPECT_EQ(done, "0" + std::string(64, '0') + "1");
    EXPECT_EQ(busy, "0" + std::string(64, '1') + "0");
  });
}

}  // namespace
}  // namespace memvp
