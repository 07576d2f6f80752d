// SPDX-License-Identifier: Apache-2.0
// The tile itself, over its bus, against the per-clock sequencer on random commands. Every expected number is the
// reference's.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "memvp/testbench/unit/tiles/per_clock_tile.hpp"
#include "memvp/testbench/unit/tiles/random_commands.hpp"
#include "memvp/testbench/unit/tiles/tile_bench.hpp"
#include "memvp/testbench/unit/traces/scratch_folder.hpp"

namespace memvp {
namespace {

using namespace testing_words;

/// A tile and its reference, compared command by command.
struct compared_tile {
  ecram_tile_parameters parameters;
  tile_bench bench;
  per_clock_tile reference;
  ecram_timing timing;
  std::uint64_t conversions = 0, failures = 0, pulses = 0, cycles = 0;

  compared_tile(const std::string& name, const ecram_tile_parameters& p, std::uint64_t seed,
                vcd_writer* waveforms = nullptr)
      : parameters(p), bench(name, p, seed, waveforms), reference(p, tile_clock(), seed), timing(expected_timing(p)) {}

  command_limits limits() const {
    command_limits l{static_cast<std::uint32_t>(parameters.array.rows),
                     static_cast<std::uint32_t>(parameters.array.columns)};
    l.largest_code = (1u << (parameters.converter.dac_bits - 1)) - 1;
    l.ideal_converters = parameters.converter.ideal;
    return l;
  }

  void compare(ecram_sequencer_bench& sequencer, const drawn_command& drawn) {
    const std::size_t pulses_before = bench.pulses.pulses().size();
    bench.write(ecram_window::input, drawn.input);
    bench.write(ecram_window::pulse, drawn.pulse);
    bench.start(drawn.command);
    // Between two clock edges: from the next one on.
    const cycle_count start = tile_clock().cycles_covering_ps(picoseconds(sc_core::sc_time_stamp()));
    const ecram_error error = bench.finish();
    const latency_log::row& row = bench.latency.rows().back();
    EXPECT_EQ(row.start, start);

    const command_record expected =
        reference.carry_out(sequencer, drawn.command, timing, start, drawn.input, drawn.pulse);
    ASSERT_EQ(row.cycles, expected.cycles);
    ASSERT_EQ(error, expected.verify_failures == 0 ? ecram_error::none : ecram_error::not_verified);

    command_record record;
    for (std::size_t i = pulses_before; i < bench.pulses.pulses().size(); ++i) {
      const write_pulse& pulse = bench.pulses.pulses()[i];
      record.pulses.push_back({pulse.interval.start, pulse.interval.length, pulse.row, pulse.column, pulse.volts > 0});
    }
    record.sort_pulses();
    ASSERT_EQ(record.pulses, expected.pulses);
    cycles += expected.cycles;
    pulses += expected.pulses.size();
    conversions += expected.conversions;
    failures += expected.verify_failures;
    ASSERT_EQ(bench.counter(common_register::cycles_low), cycles);
    ASSERT_EQ(bench.counter(ecram_register::pulses_low), pulses);
    ASSERT_EQ(bench.counter(ecram_register::conversions_low), conversions);
    ASSERT_EQ(bench.get(ecram_register::verify_failures), failures);
    if (!expected.words.empty()) {
      ASSERT_EQ(bench.read<std::uint32_t>(ecram_window::result, expected.words.size()), expected.words);
    }
    // The reference's clock has led away from the tile's edges; a relaxing cell would show it.
    const std::uint64_t beyond_edge = picoseconds(sc_core::sc_time_stamp()) % period().value();
    sc_core::wait(sc_core::sc_time::from_value(beyond_edge == 0 ? 0 : period().value() - beyond_edge));
    const std::vector<double> siemens = bench.conductances();
    for (std::size_t cell = 0; cell < siemens.size(); ++cell)
      ASSERT_EQ(siemens[cell],
                reference.array().conductance(cell / limits().columns, cell % limits().columns, tile_bench::now()));
  }
};

/// Everything that makes up a tile at random, times down to zero, quanta scaled down to a microsecond.
ecram_tile_parameters random_tile(draws& random) {
  ecram_tile_parameters p;
  p.array.rows = random.between(1, 9);
  p.array.columns = random.between(1, 9);
  p.array.scheme = random.chance(0.5) ? half_select_scheme::half : half_select_scheme::third;
  p.array.initial_state = random.fraction();
  p.device.pulse_width = 1e-6;
  p.device.pulses_per_window = 20;
  p.device.half_select_ratio = random.chance(0.3) ? 0 : 30;
  p.device.settle_time = random.between(0, 30) * 37e-9;
  p.device.read_time = random.between(1, 30) * 13e-9;
  if (random.chance(0.3)) p.device.retention_time = 1e-3;
  p.sequencer.pulse_lsb = random.between(1, 20) * 5e-9;
  p.sequencer.setup_time = random.between(0, 20) * 10e-9;
  p.sequencer.release_time = random.between(0, 20) * 7e-9;
  p.sequencer.decode_cycles = random.between(0, 4);
  p.sequencer.fetch_cycles = random.between(0, 3);
  p.sequencer.decide_cycles = random.between(0, 5);
  p.converter.dac_bits = random.between(2, 10);
  p.converter.adc_bits = random.between(3, 12);
  p.converter.adc_ranges = random.between(1, 8);
  p.converter.columns_per_adc = random.between(1, 10);
  p.converter.ideal = random.chance(0.25);
  return p;
}

struct comparing_thread : sc_core::sc_module {
  ecram_sequencer_bench bench{"bench", sc_core::sc_time(2, sc_core::SC_PS)};
  std::function<void(ecram_sequencer_bench&)> work;
  bool ended = false;
  SC_HAS_PROCESS(comparing_thread);
  explicit comparing_thread(const sc_core::sc_module_name& name) : sc_module(name) { SC_THREAD(run); }

 private:
  void run() {
    work(bench);
    ended = true;
  }
};

TEST(ecram_tile, does_what_the_per_clock_sequencer_does_on_random_commands_over_the_bus) {
  draws random(21);
  const scratch_folder folder;
  vcd_writer waveforms(folder / "waves.vcd");
  std::vector<std::unique_ptr<compared_tile>> tiles;
  for (std::uint64_t i = 0; i < 10; ++i)  // one walks its phases for a waveform, the others sleep over them
    tiles.push_back(std::make_unique<compared_tile>("tile" + std::to_string(i), random_tile(random), 100 + i,
                                                    i == 3 ? &waveforms : nullptr));
  comparing_thread thread("thread");
  thread.work = [&](ecram_sequencer_bench& sequencer) {
    for (const auto& tile : tiles) {
      tile->bench.set(common_register::irq_enable, ecram_interrupt::done | ecram_interrupt::error);
      for (int i = 0; i < 10; ++i) {
        for (const ecram_operation operation : all_operations) {
          SCOPED_TRACE(std::string(tile->bench.tile.name()) + ", operation " +
                       std::to_string(static_cast<int>(operation)) + ", round " + std::to_string(i));
          if (random.chance(0.3)) sc_core::wait(sc_core::sc_time::from_value(random.below(10'000)));
          tile->compare(sequencer, draw_command(random, operation, tile->limits()));
          if (testing::Test::HasFatalFailure()) return;
        }
      }
    }
  };
  sc_core::sc_start();
  EXPECT_TRUE(thread.ended);
  std::uint64_t pulses = 0, conversions = 0;
  for (const auto& tile : tiles) {
    pulses += tile->pulses;
    conversions += tile->conversions;
    EXPECT_NO_THROW(tile->bench.energy.check());
  }
  EXPECT_GT(pulses, 1000u);
  EXPECT_GT(conversions, 1000u);
}

TEST(ecram_tile, does_what_the_per_clock_sequencer_does_in_commands_of_a_million_cycles) {
  ecram_tile_parameters p;
  p.sequencer.pulse_lsb = 100e-9;  // 10 cycles instead of 10^5: pulse widths scaled by 10^-4
  p.device.pulse_width = 10e-6;
  p.sequencer.buffer_vectors = 600;
  compared_tile tile("tile", p, 5);
  comparing_thread thread("thread");
  thread.work = [&](ecram_sequencer_bench& sequencer) {
    tile.bench.set(common_register::irq_enable, ecram_interrupt::done | ecram_interrupt::error);
    draws random(22);
    const array_region whole{0, 10, 0, 10};
    const auto longest = [&] { return tile.bench.latency.rows().back().cycles; };

    drawn_command serial{command_of(ecram_operation::program_serial, whole), {}, {}};
    for (int i = 0; i < 100; ++i)  // 1000 units of 10 cycles on average
      serial.pulse.push_back(static_cast<std::uint32_t>(random.between(500, 1600) * (random.chance(0.5) ? 1 : -1)));
    tile.compare(sequencer, serial);
    EXPECT_GT(longest(), 1'000'000u);

    drawn_command streams{command_of(ecram_operation::update_bit_streams, whole), {}, {}};
    streams.command.slots = 255;
    streams.command.slot_width = 100;
    for (int i = 0; i < 20; ++i) streams.input.push_back(static_cast<std::uint32_t>(random.between(-65536, 65536)));
    tile.compare(sequencer, streams);
    EXPECT_GT(longest(), 1'000'000u);

    drawn_command products{command_of(ecram_operation::multiply, whole), {}, {}};
    products.command.vectors = 500;  // of some 2000 cycles
    for (int i = 0; i < 5000; ++i) products.input.push_back(static_cast<std::uint32_t>(random.between(-127, 127)));
    tile.compare(sequencer, products);
    EXPECT_GT(longest(), 1'000'000u);

    drawn_command verify{command_of(ecram_operation::program_verify, whole), {}, {}};
    verify.command.verify_tolerance = 655;
    verify.command.verify_tries = 20;
    verify.command.reads = 2;
    verify.command.sweeps = 2;
    for (int i = 0; i < 100; ++i) verify.pulse.push_back(random.below(65537));
    tile.compare(sequencer, verify);
    EXPECT_GT(longest(), 1'000'000u);
  };
  sc_core::sc_start();
  EXPECT_TRUE(thread.ended);
}

TEST(ecram_tile, shows_the_same_in_the_middle_of_a_command_with_and_without_waveforms) {
  ecram_tile_parameters p = quiet_tile(2, 3);
  p.sequencer.pulse_lsb = 1e-6;
  p.device.pulse_width = 1e-6;
  p.converter.columns_per_adc = 3;
  const scratch_folder folder;
  vcd_writer waveforms(folder / "waves.vcd");
  tile_bench asleep("asleep", p), walking("walking", p, 1, &waveforms);
  bool ended = false;
  asleep.host.script = [&](scripted_initiator&) {
    const std::vector<std::int32_t> widths{1, 2, 0, 3, 1, 1};
    const array_region whole{0, 2, 0, 3};
    for (tile_bench* tile : {&asleep, &walking}) {
      tile->write(ecram_window::pulse, widths);
      tile->write(ecram_window::input, std::vector<std::int32_t>{100, 50, -7, 90});
      tile->load(command_of(ecram_operation::program_serial, whole));
      tile->set(ecram_register::vector_count, 2);
      tile->synchronise();
    }
    const auto same_in_steps_of = [&](cycle_count step) {
      std::size_t different = 0;
      std::vector<std::uint32_t> last;
      do {
        for (const std::uint32_t offset : {common_register::status, ecram_register::pulses_low,
                                           ecram_register::conversions_low, common_register::energy_low})
          EXPECT_EQ(asleep.look(offset), walking.look(offset)) << "register " << offset;
        EXPECT_EQ(asleep.conductances(), walking.conductances());
        std::vector<std::uint32_t> seen = asleep.look<std::uint32_t>(ecram_window::result, 6);
        EXPECT_EQ(seen, walking.look<std::uint32_t>(ecram_window::result, 6));
        seen.push_back(asleep.look(ecram_register::pulses_low));
        different += seen != last;
        last = seen;
        sc_core::wait(duration(step, period()));
      } while ((asleep.look(common_register::status) & ecram_status::busy) != 0);
      return different;
    };
    for (tile_bench* tile : {&asleep, &walking}) tile->start(1);
    // Steps of one cycle meet the very end of each of the five pulses, the last of which ends before the command does:
    // six different sights.
    EXPECT_EQ(same_in_steps_of(1), 6u);
    for (tile_bench* tile : {&asleep, &walking}) {
      tile->synchronise();
      tile->start(6);
    }
    // Two vectors of three words, one converter: words come one by one, the last with the end of the command.
    EXPECT_EQ(same_in_steps_of(1), 6u);
    EXPECT_EQ(asleep.read<std::uint32_t>(ecram_window::result, 6),
              walking.read<std::uint32_t>(ecram_window::result, 6));
    ended = true;
  };
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace memvp
