// SPDX-License-Identifier: Apache-2.0
// The 1T1R tile against the per-clock sequencer, on random commands over the bus. Every expected number is the
// sequencer's (docs/rram-sequencer.md), none is written here.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "memvp/testbench/unit/tiles/per_clock_rram_tile.hpp"
#include "memvp/testbench/unit/tiles/rram_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
namespace reg = rram_register;

/// A tile beside its reference.
struct compared_tile {
  recording_sink neurons;
  rram_bench bench;
  per_clock_rram_tile reference;
  std::size_t pulses_before = 0, deliveries_before = 0;
  std::uint64_t commands = 0, failures = 0, cuts = 0, parts = 0;

  compared_tile(const std::string& name, const rram_tile_parameters& parameters, std::uint64_t seed)
      : neurons((name + "_neurons").c_str()), bench(name, parameters, seed), reference(parameters, tile_clock(), seed) {
    neurons.capacity = ~std::size_t{0};
    bench.tile.neurons(neurons);
  }

  rram_tally tally() {
    return {bench.counter(common_register::cycles_low), bench.counter(reg::pulses_low),
            bench.counter(reg::verify_reads_low), bench.counter(reg::conversions_low), bench.get(reg::verify_failures)};
  }

  /// Gives the tile a command. Returns the cycle in which it begins.
  cycle_count begin(const rram_drawn_command& drawn) {
    bench.set(common_register::irq_enable, rram_interrupt::done | rram_interrupt::error | rram_interrupt::failure);
    if (!drawn.codes.empty()) bench.write_codes(drawn.codes, drawn.command.region.rows);
    if (!drawn.targets.empty()) bench.write_targets(drawn.targets);
    bench.load(drawn.command);
    bench.synchronise();
    pulses_before = bench.pulses.pulses().size();
    deliveries_before = neurons.deliveries.size();
    bench.start(static_cast<std::uint32_t>(drawn.command.operation));
    return tile_clock().cycles_covering_ps(picoseconds(sc_core::sc_time_stamp()));
  }

  /// What pulses, neurons and cells have seen of the command.
  void compare_effects(const rram_drawn_command& drawn, const rram_record& expected) {
    std::vector<rram_cell_pulse> pulses;
    for (std::size_t i = pulses_before; i < bench.pulses.pulses().size(); ++i) {
      const write_pulse& pulse = bench.pulses.pulses()[i];
      pulses.push_back({pulse.interval.start, pulse.interval.length, pulse.row, pulse.column});
    }
    ASSERT_EQ(pulses, expected.pulses);
    if (drawn.command.analog_output) {
      std::vector<rram_product_sample> samples;
      for (std::size_t i = deliveries_before; i < neurons.deliveries.size(); ++i)
        samples.push_back({neurons.deliveries[i].sampled_at, neurons.deliveries[i].slot});
      ASSERT_EQ(samples, expected.samples);
    }
    ASSERT_EQ(bench.look<std::int32_t>(rram_window::result, expected.readings.size()), expected.readings);
    ASSERT_EQ(bench.look(reg::failure_count), expected.failures.size() / 2);
    ASSERT_EQ(bench.look<std::uint32_t>(rram_window::failure, expected.failures.size()), expected.failures);
    const std::vector<double> siemens = bench.conductances();
    const std::size_t columns = reference.array().columns();
    const cycle_count looked_at = tile_clock().cycle_at(picoseconds(sc_core::sc_time_stamp()));
    for (std::size_t cell = 0; cell < siemens.size(); ++cell)
      ASSERT_EQ(siemens[cell], reference.array().conductance(cell / columns, cell % columns, looked_at)) << cell;
    ++commands;
    failures += expected.failures.size() / 2;
  }

  /// The reference's clock has led away from the tile's edges.
  static void wait_for_an_edge() {
    const std::uint64_t beyond_edge = picoseconds(sc_core::sc_time_stamp()) % period().value();
    sc_core::wait(sc_core::sc_time::from_value(beyond_edge == 0 ? 0 : period().value() - beyond_edge));
  }

  /// @param taken vectors that the neurons have room for
  void compare(rram_sequencer_bench& sequencer, const rram_drawn_command& drawn, std::size_t taken = ~std::size_t{0}) {
    const bool refused = drawn.command.analog_output && taken < drawn.command.vectors;
    neurons.capacity = refused ? neurons.deliveries.size() + taken : ~std::size_t{0};
    const cycle_count start = begin(drawn);
    ASSERT_EQ(bench.finish(), refused ? rram_error::neurons_refused : rram_error::none);
    neurons.capacity = ~std::size_t{0};

    rram_record expected = reference.carry_out(sequencer, drawn, start);
    if (refused) expected.samples.resize(taken);
    ASSERT_EQ(bench.latency.rows().back().start, start);
    ASSERT_EQ(bench.latency.rows().back().cycles, expected.cycles);
    ASSERT_EQ(tally(), reference.tally());
    ASSERT_EQ((bench.causes & rram_interrupt::failure) != 0, !expected.failures.empty());
    compare_effects(drawn, expected);
    wait_for_an_edge();
  }

  /// Resets the tile some cycles after the command has begun; words of a product must differ from 0.
  void compare_cut(rram_sequencer_bench& sequencer, const rram_drawn_command& drawn, cycle_count after) {
    if (drawn.command.operation == rram_operation::multiply) {
      rram_drawn_command zeros = drawn;
      zeros.command.analog_output = false;
      std::fill(zeros.codes.begin(), zeros.codes.end(), 0);
      compare(sequencer, zeros);
    }
    const cycle_count start = begin(drawn);
    sc_core::wait(duration(start + after - rram_bench::now(), period()));
    bench.reset.write(true);
    sc_core::wait(period());
    bench.reset.write(false);
    sc_core::wait(period());
    bench.host.delay = sc_core::SC_ZERO_TIME;
    rram_record expected = reference.carry_out(sequencer, drawn, start, after);
    expected.failures.clear();  // a reset empties the list
    compare_effects(drawn, expected);
    cuts += expected.cycles == after;
    if (drawn.command.operation == rram_operation::multiply && !drawn.command.analog_output) {
      const rram_command& c = drawn.command;
      const std::size_t outputs = outputs_of(sensed_lines(c.columns, c.region.columns), c.slices);
      const auto words = bench.look<std::int32_t>(rram_window::result, c.vectors * outputs);
      std::vector<std::uint32_t> delivered;
      for (std::uint32_t i = 0; i < words.size(); ++i)
        if (words[i] != 0) delivered.push_back(i);
      ASSERT_EQ(delivered, expected.delivered);
      parts += !delivered.empty() && delivered.size() != words.size();
    }
    wait_for_an_edge();
  }
};

/// Everything that takes time at random, some of it zero, on noisy cells that relax.
rram_tile_parameters random_tile(draws& random, std::uint32_t rows, std::uint32_t columns) {
  rram_tile_parameters p;
  p.array.rows = rows;
  p.array.columns = columns;
  if (random.chance(0.5)) p.array.row_resistance = p.array.column_resistance = 0;
  p.trace = {"", "", ""};
  const auto nanoseconds = [&](std::uint32_t most) { return random.chance(0.2) ? 0.0 : 1e-9 * random.below(most + 1); };
  p.converter.drive = static_cast<rram_drive>(random.below(3));
  p.converter.dac_bits = random.between(1, p.converter.drive == rram_drive::pulse_count ? 5 : 8);
  p.converter.adc_bits = random.between(6, 10);
  p.converter.columns_per_adc = random.between(1, 9);
  p.converter.bit_time = 1e-9 * random.between(1, 40);
  p.converter.overhead_time = nanoseconds(60);
  p.read.settle_time = nanoseconds(80);
  p.read.integration_time = nanoseconds(300);
  p.read.phase_gap = nanoseconds(200);
  p.write.set_width = 1e-9 * random.between(20, 300);
  p.write.reset_width = 1e-9 * random.between(20, 300);
  p.write.form_width = 1e-9 * random.between(500, 2000);
  p.write.setup_time = nanoseconds(60);
  p.write.release_time = nanoseconds(60);
  p.write.set_ramp = random.chance(0.5) ? rram_set_ramp::word_line : rram_set_ramp::bit_line;
  p.sequencer.decode_cycles = random.below(5);
  p.sequencer.fetch_cycles = random.below(9);
  p.sequencer.decide_cycles = random.below(5);
  return p;
}

rram_drawn_command draw(draws& random, const per_clock_rram_tile& reference, rram_operation operation) {
  const rram_sequencer_settings& s = reference.settings();
  rram_drawn_command drawn;
  rram_command& c = drawn.command;
  c.operation = operation;
  const bool product = operation == rram_operation::multiply;
  array_region& region = c.region;
  region.rows = 1 + random.below(product ? s.rows : std::min(s.rows, 4u));
  do {
    region.columns = 1 + random.below(product ? s.columns : std::min(s.columns, 4u));
    if (!product) break;
    c.columns = static_cast<rram_column_mode>(random.below(3));
    c.slices = 1 + random.below(3);
  } while (outputs_of(sensed_lines(c.columns, region.columns), c.slices) == 0);
  region.first_row = random.below(s.rows - region.rows + 1);
  region.first_column = random.below(s.columns - region.columns + 1);
  if (product) {
    c.vectors = 1 + random.below(6);
    c.slice_bits = 1 + random.below(3);
    c.input_signed = random.chance(0.5);
    c.analog_output = c.slices == 1 && s.drive != rram_drive::bit_serial && random.chance(0.5);
    c.first_neuron = random.below(9);
    const std::uint32_t bits = c.input_signed && s.input_bits > 1 ? s.input_bits - 1 : s.input_bits;
    const std::int32_t most = (1 << bits) - 1;
    for (std::uint32_t i = 0; i < c.vectors * region.rows; ++i)
      drawn.codes.push_back(random.between(c.input_signed ? -most : 0, most));
    return drawn;
  }
  c.reads = 1 + random.below(4);
  c.pulse_limit = random.below(25);
  c.verify_tolerance = random.below(6000);
  c.ramp_step = random.below(11);
  if (operation == rram_operation::program_verify)
    for (std::uint32_t i = 0; i < region.rows * region.columns; ++i) drawn.targets.push_back(random.below(65536));
  return drawn;
}

struct comparing_thread : sc_core::sc_module {
  rram_sequencer_bench bench{"bench", sc_core::sc_time(2, sc_core::SC_PS)};
  std::function<void(rram_sequencer_bench&)> work;
  bool ended = false;
  SC_HAS_PROCESS(comparing_thread);
  explicit comparing_thread(const sc_core::sc_module_name& name) : sc_module(name) { SC_THREAD(run); }

 private:
  void run() {
    work(bench);
    ended = true;
  }
};

struct comparison {
  std::uint64_t commands = 0, failures = 0;
  std::uint64_t cuts = 0;   ///< commands that a reset has cut
  std::uint64_t parts = 0;  ///< products of which some words were delivered and some not
  rram_tally tally;
};

using tiles_under_test = std::vector<std::unique_ptr<compared_tile>>;
using comparison_of_a_command = std::function<void(compared_tile&, rram_sequencer_bench&, const rram_drawn_command&)>;

/// Carries out `rounds` commands of each of the given kinds on each tile and its reference.
comparison compare(const tiles_under_test& tiles, draws& random, int rounds,
                   const std::vector<rram_operation>& operations, const comparison_of_a_command& compare_command) {
  comparing_thread thread("thread");
  thread.work = [&](rram_sequencer_bench& sequencer) {
    for (const auto& tile : tiles)
      for (int round = 0; round < rounds; ++round)
        for (const rram_operation operation : operations) {
          SCOPED_TRACE(std::string(tile->bench.tile.name()) + ", operation " +
                       std::to_string(static_cast<int>(operation)) + ", round " + std::to_string(round));
          compare_command(*tile, sequencer, draw(random, tile->reference, operation));
          if (testing::Test::HasFatalFailure()) return;
        }
  };
  sc_core::sc_start();
  EXPECT_TRUE(thread.ended);
  comparison sum;
  for (const auto& tile : tiles) {
    const rram_tally& tally = tile->reference.tally();
    sum.commands += tile->commands;
    sum.failures += tile->failures;
    sum.cuts += tile->cuts;
    sum.parts += tile->parts;
    sum.tally.cycles += tally.cycles;
    sum.tally.pulses += tally.pulses;
    sum.tally.conversions += tally.conversions;
  }
  testing::Test::RecordProperty("cycles", std::to_string(sum.tally.cycles));
  return sum;
}

void uncut(compared_tile& tile, rram_sequencer_bench& sequencer, const rram_drawn_command& drawn) {
  tile.compare(sequencer, drawn);
}

TEST(rram_tile, does_what_the_per_clock_sequencer_does_on_random_commands_over_the_bus) {
  draws random(41);
  tiles_under_test tiles;
  for (std::uint64_t i = 0; i < 12; ++i) {
    rram_tile_parameters p = random_tile(random, 1 + random.below(12), 1 + random.below(12));
    p.device.formed = i % 4 != 3;
    tiles.push_back(std::make_unique<compared_tile>("tile" + std::to_string(i), p, 200 + i));
  }
  const comparison done =
      compare(tiles, random, 8,
              {rram_operation::multiply, rram_operation::form, rram_operation::program_verify, rram_operation::multiply,
               rram_operation::set_pulses, rram_operation::reset_pulses, rram_operation::read_cells},
              uncut);
  EXPECT_EQ(done.commands, 672u);
  // Otherwise the draw would have become too easy to tell anything.
  EXPECT_GT(done.tally.cycles, 1'000'000u);
  EXPECT_GT(done.tally.pulses, 5000u);
  EXPECT_GT(done.tally.conversions, 15'000u);
  EXPECT_GT(done.failures, 200u);
}

TEST(rram_tile, multiplies_like_the_per_clock_sequencer_on_arrays_as_wide_as_its_pins) {
  draws random(42);
  tiles_under_test tiles;
  for (std::uint64_t i = 0; i < 6; ++i) {
    rram_tile_parameters p = random_tile(random, 64, 64);
    p.array.row_resistance = p.array.column_resistance = 0;  // which would take long to solve
    p.device.relaxation = false;
    p.converter.drive = static_cast<rram_drive>(i % 3);
    p.converter.dac_bits = random.between(1, 4);
    p.converter.columns_per_adc = random.between(4, 40);
    tiles.push_back(std::make_unique<compared_tile>("tile" + std::to_string(i), p, 300 + i));
  }
  EXPECT_EQ(compare(tiles, random, 30, {rram_operation::multiply}, uncut).commands, 180u);
}

TEST(rram_tile, drives_on_like_the_per_clock_sequencer_when_neurons_refuse) {
  draws random(44);
  tiles_under_test tiles;
  for (std::uint64_t i = 0; i < 4; ++i) {
    rram_tile_parameters p = random_tile(random, 8, 8);
    p.converter.drive = i % 2 == 0 ? rram_drive::multi_level : rram_drive::pulse_count;
    p.converter.dac_bits = 1 + random.below(4);
    tiles.push_back(std::make_unique<compared_tile>("tile" + std::to_string(i), p, 500 + i));
  }
  const auto with_little_room = [&](compared_tile& tile, rram_sequencer_bench& sequencer,
                                    const rram_drawn_command& drawn) {
    tile.compare(sequencer, drawn, random.below(drawn.command.vectors + 1));
  };
  EXPECT_EQ(compare(tiles, random, 40, {rram_operation::multiply}, with_little_room).commands, 160u);
}

TEST(rram_tile, leaves_at_a_reset_what_the_per_clock_sequencer_leaves) {
  draws random(43);
  tiles_under_test tiles;
  for (std::uint64_t i = 0; i < 9; ++i) {
    rram_tile_parameters p = random_tile(random, 1 + random.below(8), 1 + random.below(8));
    // A word is 0 for codes of 0 and for no others: pristine cells would all be alike.
    p.converter.ideal = true;
    p.device.read_noise = 0;
    tiles.push_back(std::make_unique<compared_tile>("tile" + std::to_string(i), p, 400 + i));
  }
  const auto cut = [&](compared_tile& tile, rram_sequencer_bench& sequencer, rram_drawn_command drawn) {
    std::replace(drawn.codes.begin(), drawn.codes.end(), 0, 1);
    for (std::int32_t& code : drawn.codes) code = std::abs(code);
    tile.compare_cut(sequencer, drawn, random.below(random.chance(0.5) ? 150 : 1000));
  };
  const comparison done =
      compare(tiles, random, 12,
              {rram_operation::multiply, rram_operation::form, rram_operation::program_verify, rram_operation::multiply,
               rram_operation::set_pulses, rram_operation::reset_pulses, rram_operation::read_cells},
              cut);
  EXPECT_GT(done.cuts, 400u);
  EXPECT_GT(done.parts, 30u);
}

}  // namespace
}  // namespace memvp
