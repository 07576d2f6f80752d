// SPDX-License-Identifier: Apache-2.0
// What the tile plans against what the per-clock sequencer does, on random commands. Both are given the same table of
// times; every expected number is the sequencer's (docs/ecram-sequencer.md), none is written here.
#include <gtest/gtest.h>

#include <algorithm>

#include "memvp/testbench/unit/tiles/per_clock_tile.hpp"
#include "memvp/testbench/unit/tiles/random_commands.hpp"

namespace memvp {
namespace {

using namespace testing_words;

/// The tile without its module: plans are carried out phase by phase.
class planned_tile {
 public:
  planned_tile(const ecram_tile_parameters& parameters, std::uint64_t seed)
      : array_(parameters.array, parameters.device, tile_clock(), seed, 0),
        dac_(parameters.converter, parameters.technology),
        adc_(parameters.converter, parameters.technology),
        ideal_(parameters.converter.ideal) {
    for (auto* component : {&components_.row_drivers, &components_.column_drivers, &components_.decoders,
                            &components_.dacs, &components_.array, &components_.sample_and_holds,
                            &components_.converters, &components_.buffers, &components_.control})
      *component = ledger_.component("any");
    const cause_id cause = ledger_.cause("any");
    causes_ = {cause, cause, cause, cause, cause, cause};
    buffers_.input.resize(4096);
    buffers_.result.resize(4096);
    buffers_.pulse.resize(4096);
  }

  /// Plans for another table of times: the array and the time of the last write stay.
  void use(const ecram_timing& timing) {
    timing_ = timing;
    planner_ = std::make_unique<ecram_planner>(array_, buffers_, dac_, adc_,
                                               ecram_planner_settings{timing, {}, components_, causes_, 64, ideal_},
                                               tile_clock());
  }

  command_record carry_out(const drawn_command& drawn, cycle_count start) {
    std::copy(drawn.input.begin(), drawn.input.end(), buffers_.input.begin());
    std::copy(drawn.pulse.begin(), drawn.pulse.end(), buffers_.pulse.begin());
    const ecram_counters before = planner_->counters();
    command_record record;
    cycle_count plan_start = start;
    EXPECT_EQ(planner_->begin(drawn.command, start), ecram_error::none);
    do {
      const auto& phases = planner_->current().phases();
      for (std::size_t i = 0; i < phases.size(); ++i) {
        const auto activity = static_cast<ecram_activity>(phases[i].activity);
        record.samples += activity == ecram_activity::integrate;
        if (activity == ecram_activity::average) record.samples += planner_->round(phases[i]).lines;
        if (activity == ecram_activity::pulse) note_pulses(phases[i], plan_start, record);
        planner_->execute(i, phases[i].interval.length);
      }
      plan_start += planner_->current().length();
    } while (planner_->next(plan_start));
    record.cycles = plan_start - start;
    record.conversions = planner_->counters().conversions - before.conversions;
    record.verify_failures = planner_->counters().verify_failures - before.verify_failures;
    record.sort_pulses();
    return record;
  }

  const ecram_array& array() const { return array_; }
  std::vector<std::uint32_t> result(std::size_t words) const {
    return {buffers_.result.begin(), buffers_.result.begin() + static_cast<std::ptrdiff_t>(words)};
  }

 private:
  void note_pulses(const plan_phase& phase, cycle_count plan_start, command_record& record) const {
    const write_step step = planner_->step(phase);
    for (std::size_t r = 0; r < step.row_count; ++r)
      for (std::size_t c = 0; c < step.column_count; ++c)
        record.pulses.push_back({plan_start + phase.interval.start, step.columns[c].width, step.rows[r],
                                 step.columns[c].column, step.polarity > 0});
  }

  energy_ledger ledger_{2};
  ecram_array array_;
  digital_to_analog_converter dac_;
  successive_approximation_converter adc_;
  bool ideal_;
  ecram_components components_;
  ecram_causes causes_;
  ecram_buffers buffers_;
  ecram_timing timing_{};
  std::unique_ptr<ecram_planner> planner_;
};

/// Times of which a quarter is zero.
ecram_timing random_timing(draws& random) {
  const auto cycles = [&](std::uint32_t most) { return random.chance(0.25) ? 0u : random.below(most + 1); };
  ecram_timing t{};
  t.decode = cycles(5);
  t.fetch = cycles(4);
  t.line_setup = cycles(20);
  t.line_release = cycles(20);
  t.pulse_lsb = 1 + random.below(30);
  t.pulse_maximum = 16383;
  t.write_settle = cycles(200);
  t.drive = cycles(60);
  t.integrate = cycles(60);
  t.convert = cycles(30);
  t.decide = cycles(6);
  t.converters = 1 + random.below(5);
  return t;
}

/// Noisy cells that half-select disturbs, quanta scaled down to microseconds.
ecram_tile_parameters scaled_tile(std::uint32_t rows, std::uint32_t columns) {
  ecram_tile_parameters p;
  p.array.rows = rows;
  p.array.columns = columns;
  p.array.initial_state = 0.4;
  p.device.pulse_width = 2e-6;
  return p;
}

struct comparison {
  std::uint64_t commands = 0, cycles = 0, pulses = 0, samples = 0, failures = 0;
  cycle_count longest = 0;
};

/// Carries out `count` random commands on both and compares all that can be seen of each.
comparison compare(const ecram_tile_parameters& parameters, const command_limits& limits, std::uint64_t seed,
                   int timings, int commands_each) {
  comparison done;
  struct thread : sc_core::sc_module {
    ecram_sequencer_bench bench{"bench", sc_core::sc_time(2, sc_core::SC_PS)};
    std::function<void(ecram_sequencer_bench&)> work;
    SC_HAS_PROCESS(thread);
    explicit thread(const sc_core::sc_module_name& name) : sc_module(name) { SC_THREAD(run); }
    void run() { work(bench); }
  } runner("runner");
  runner.work = [&](ecram_sequencer_bench& bench) {
    draws random(seed);
    cycle_count now = 0;
    for (int t = 0; t < timings; ++t) {
      // A planner knows the last write of its own life only, and so does a fresh reference.
      planned_tile planned(parameters, seed + static_cast<std::uint64_t>(t));
      per_clock_tile reference(parameters, tile_clock(), seed + static_cast<std::uint64_t>(t));
      const ecram_timing timing = random_timing(random);
      planned.use(timing);
      for (int i = 0; i < commands_each; ++i) {
        const ecram_operation operation = all_operations[random.below(8)];
        const drawn_command drawn = draw_command(random, operation, limits);
        SCOPED_TRACE("timing " + std::to_string(t) + ", command " + std::to_string(i) + ", operation " +
                     std::to_string(static_cast<int>(operation)));
        now += random.chance(0.5) ? random.below(300) : 0;  // with and without time to settle after the write before
        const command_record expected =
            reference.carry_out(bench, drawn.command, timing, now, drawn.input, drawn.pulse);
        const command_record record = planned.carry_out(drawn, now);
        ASSERT_EQ(record.cycles, expected.cycles);
        ASSERT_EQ(record.pulses, expected.pulses);
        ASSERT_EQ(record.samples, expected.samples);
        ASSERT_EQ(record.conversions, expected.conversions);
        ASSERT_EQ(record.verify_failures, expected.verify_failures);
        ASSERT_EQ(planned.result(expected.words.size()), expected.words);
        now += record.cycles;
        for (std::uint32_t row = 0; row < limits.rows; ++row)
          for (std::uint32_t column = 0; column < limits.columns; ++column)
            ASSERT_EQ(planned.array().conductance(row, column, now), reference.array().conductance(row, column, now));
        ++done.commands;
        done.cycles += record.cycles;
        done.pulses += record.pulses.size();
        done.samples += record.samples;
        done.failures += record.verify_failures;
        done.longest = std::max(done.longest, record.cycles);
      }
    }
  };
  sc_core::sc_start();
  testing::Test::RecordProperty("cycles", std::to_string(done.cycles));
  return done;
}

TEST(plans, agree_with_the_per_clock_sequencer_on_random_commands_and_times) {
  const comparison done = compare(scaled_tile(7, 9), {7, 9}, 11, 60, 20);
  EXPECT_EQ(done.commands, 1200u);
  // Otherwise the draw would have become too easy to tell anything.
  EXPECT_GT(done.cycles, 1'000'000u);
  EXPECT_GT(done.longest, 50'000u);
  EXPECT_GT(done.pulses, 3000u);
  EXPECT_GT(done.samples, 3000u);
  EXPECT_GT(done.failures, 100u);
}

TEST(plans, agree_with_the_per_clock_sequencer_in_a_third_scheme_of_cells_that_forget) {
  ecram_tile_parameters parameters = scaled_tile(4, 3);
  parameters.array.scheme = half_select_scheme::third;
  parameters.device.half_select_ratio = 30;
  parameters.device.retention_time = 1e-3;  // a relaxing cell shows it if a pulse or a sample comes at the wrong time
  parameters.device.retention_exponent = 0.6;
  EXPECT_EQ(compare(parameters, {4, 3}, 12, 20, 20).commands, 400u);
}

TEST(plans, agree_with_the_per_clock_sequencer_with_ideal_converters_and_resistive_wires) {
  ecram_tile_parameters parameters = scaled_tile(3, 5);
  parameters.converter.ideal = true;
  parameters.array.wire_resistance = 2;
  command_limits limits{3, 5};
  limits.ideal_converters = true;
  EXPECT_EQ(compare(parameters, limits, 13, 20, 20).commands, 400u);
}

TEST(plans, agree_with_the_per_clock_sequencer_on_arrays_as_wide_as_its_pins) {
  EXPECT_EQ(compare(scaled_tile(64, 2), {64, 2}, 14, 6, 10).commands, 60u);
}

TEST(plans, agree_with_the_per_clock_sequencer_on_a_single_cell) {
  EXPECT_EQ(compare(scaled_tile(1, 1), {1, 1}, 15, 20, 20).commands, 400u);
}

}  // namespace
}  // namespace memvp
