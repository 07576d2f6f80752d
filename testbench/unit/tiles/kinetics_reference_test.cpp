// SPDX-License-Identifier: Apache-2.0
// The kinetics tile against the per-clock sequencer, on random commands over the bus, with looks, refused commands and
// resets in the middle. Every expected number is the sequencer's (docs/kinetics-sequencer.md), none is written here.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>

#include "memvp/testbench/unit/tiles/kinetics_bench.hpp"
#include "memvp/testbench/unit/tiles/kinetics_random_commands.hpp"
#include "memvp/testbench/unit/traces/scratch_folder.hpp"
#include "memvp/tlm/simulated_time.hpp"

namespace memvp {
namespace {

using namespace testing_words;
namespace reg = kinetics_register;

std::uint64_t now_ps() { return picoseconds(sc_core::sc_time_stamp()); }

/// A tile beside its reference.
struct compared_tile {
  kinetics_bench bench;
  per_clock_kinetics_tile reference;
  std::uint64_t commands = 0, looks = 0, disturbed = 0, cut = 0, unstable = 0, cycles = 0;
  kinetics_tally sum;  // of what no reset has cleared
  std::array<std::uint64_t, 10> errors{};

  compared_tile(const std::string& name, const kinetics_tile_parameters& parameters, std::uint64_t seed,
                vcd_writer* waveforms = nullptr)
      : bench(name, parameters, seed, waveforms), reference(parameters, tile_clock(), seed) {}

  void enable() { bench.set(common_register::irq_enable, kinetics_interrupt::done | kinetics_interrupt::error); }

  void write_windows() {
    const kinetics_windows& w = reference.windows;
    bench.write_half_words(kinetics_window::input, w.input);
    bench.write_half_words(kinetics_window::alpha_table, w.alpha_table);
    bench.write_half_words(kinetics_window::beta_table, w.beta_table);
    bench.write(kinetics_window::mask, w.mask);
  }

  void load(const kinetics_sequencer_registers& r) {
    bench.set(reg::first_device, r.first_device);
    bench.set(reg::device_count, r.devices);
    bench.set(reg::sample_count, r.samples);
    bench.set(reg::train_count, r.trains);
    bench.set(reg::step_count, r.steps);
    bench.set(reg::axis, r.axis);
    bench.set(reg::mask_length, r.mask_length);
    bench.set(reg::encoding, r.encoding);
    bench.set(reg::sampling, r.sampling);
    bench.set(reg::refresh, r.refresh ? 1 : 0);
    bench.set(reg::tables, r.tables);
    bench.set(reg::feature_size, r.feature_size);
    bench.set(reg::overlap, r.overlap ? 1 : 0);
    bench.set(reg::pulse_width, r.pulse_width);
    bench.set(reg::period, r.period);
    bench.set_float(reg::voltage_low, r.low_volts);
    bench.set_float(reg::voltage_high, r.high_volts);
    bench.set_float(reg::converter_low, r.converter_low);
    bench.set_float(reg::converter_high, r.converter_high);
    bench.set_float(reg::alpha, r.alpha);
    bench.set_float(reg::beta, r.beta);
  }

  std::uint64_t count(std::uint32_t low) const {
    auto& looking = const_cast<kinetics_bench&>(bench);
    return looking.look(low) | std::uint64_t{looking.look(low + 4)} << 32;
  }
  kinetics_sight sight() {
    kinetics_sight s;
    s.tally = {count(common_register::cycles_low),
               count(reg::samples_low),
               count(reg::steps_low),
               count(reg::pulses_low),
               count(reg::reads_low),
               count(reg::conversions_low),
               count(reg::saturations_low),
               count(reg::limited_low),
               count(reg::refreshes_low),
               count(reg::lower_events_low),
               count(reg::upper_events_low),
               count(reg::sign_changes_low),
               count(reg::redraws_low)};
    s.features = bench.look<std::uint8_t>(kinetics_window::feature, reference.features().size());
    s.states = bench.states(reference.settings().bank_devices);
    return s;
  }

  static void expect_same(const kinetics_sight& found, const kinetics_sight& expected) {
    ASSERT_EQ(found.tally, expected.tally);
    ASSERT_EQ(found.features, expected.features);
    ASSERT_EQ(found.states, expected.states);
  }

  /// While a command runs, COMMAND is refused, windows are closed, and arguments are nothing to the command.
  void disturb(draws& random) {
    ++disturbed;
    bench.set(common_register::command, random.below(7));
    EXPECT_EQ(bench.look(common_register::error), static_cast<std::uint32_t>(kinetics_error::busy));
    const std::uint32_t word = 0;
    EXPECT_EQ(bench.host.write(kinetics_window::input, &word, sizeof word), tlm::TLM_COMMAND_ERROR_RESPONSE);
    for (std::uint32_t offset = reg::first_device; offset < reg::arguments_end; offset += 4)
      bench.set(offset, random.below(1000));
    bench.host.delay = sc_core::SC_ZERO_TIME;
  }

  /// Bits of IRQ_STATUS when the command is over.
  std::uint32_t wait_for_the_end() {
    std::uint32_t causes = 0;
    for (;;) {
      bench.synchronise();
      if (!bench.interrupt.read()) sc_core::wait(bench.interrupt.posedge_event());
      const std::uint32_t found = bench.get(common_register::irq_status);
      bench.set(common_register::irq_status, found);
      causes |= found;
      if ((bench.look(common_register::status) & tile_status::busy) == 0) break;
    }
    bench.synchronise();
    causes |= bench.look(common_register::irq_status);
    bench.set(common_register::irq_status, causes);
    bench.synchronise();
    return causes;
  }

  void add_to_sum(const kinetics_tally& before, const kinetics_tally& after) {
    sum.pulses += after.pulses - before.pulses;
    sum.saturations += after.saturations - before.saturations;
    sum.limited += after.limited - before.limited;
    sum.lower_events += after.lower_events - before.lower_events;
    sum.upper_events += after.upper_events - before.upper_events;
    sum.sign_changes += after.sign_changes - before.sign_changes;
    sum.redraws += after.redraws - before.redraws;
  }

  static void wait_until(std::uint64_t ps) {
    if (ps > now_ps()) sc_core::wait(sc_core::sc_time::from_value(ps - now_ps()));
  }

  void compare(kinetics_sequencer_bench& sequencer, draws& random, const kinetics_drawn_command& drawn, bool disturbs) {
    load(drawn.registers);
    bench.synchronise();
    const std::size_t rows_before = bench.latency.rows().size();
    const std::size_t pulses_before = bench.pulses.pulses().size();
    bench.start(drawn.registers.command);
    const cycle_count start = tile_clock().cycles_covering_ps(now_ps());
    bench.host.delay = sc_core::SC_ZERO_TIME;

    const bool refused = (bench.look(common_register::irq_status) & kinetics_interrupt::error) != 0;
    const auto error = static_cast<kinetics_error>(bench.look(common_register::error));
    std::optional<kinetics_sight> seen;
    const cycle_count length = refused ? 0 : length_of(reference.request_of(drawn, start));
    if (!refused && drawn.look) {
      wait_until(tile_clock().picoseconds(start + *drawn.look));
      if ((bench.look(common_register::status) & tile_status::busy) != 0) {
        seen = sight();
        if (disturbs && *drawn.look + 100 < std::min(length, drawn.reset.value_or(length))) disturb(random);
      }
    }
    std::uint32_t causes = 0;
    if (drawn.reset) {
      // Also between two edges: it counts from the next one.
      const std::uint64_t early = random.chance(0.5) ? 0 : random.below(10'000);
      if (!refused) wait_until(tile_clock().picoseconds(start + *drawn.reset) - early);
      bench.reset_now();
      bench.synchronise();
    } else {
      causes = wait_for_the_end();
    }
    const kinetics_sight found = sight();
    const std::uint64_t found_ps = tile_clock().picoseconds(tile_clock().cycle_at(now_ps()));

    const kinetics_tally before = reference.tally();
    const kinetics_record expected = reference.carry_out(sequencer, drawn, start);
    ASSERT_EQ(refused, expected.refused) << static_cast<int>(error) << ' ' << static_cast<int>(expected.error);
    ASSERT_EQ(error, expected.error);
    ++errors[static_cast<std::size_t>(error)];
    const bool ends = !expected.refused && !expected.cut;
    ASSERT_EQ(bench.latency.rows().size(), rows_before + (ends ? 1 : 0));
    if (ends) {
      ASSERT_EQ(bench.latency.rows().back().start, start);
      ASSERT_EQ(bench.latency.rows().back().cycles, expected.cycles);
    }
    if (!drawn.reset) {
      ASSERT_EQ((causes & kinetics_interrupt::unstable) != 0, expected.unstable);
      ASSERT_EQ((causes & kinetics_interrupt::done) != 0, ends);
    }
    std::vector<kinetics_device_pulse> pulses;
    for (std::size_t i = pulses_before; i < bench.pulses.pulses().size(); ++i) {
      const write_pulse& pulse = bench.pulses.pulses()[i];
      pulses.push_back({pulse.column, pulse.volts, pulse.interval.start, pulse.interval.length});
    }
    ASSERT_EQ(pulses, expected.pulses);
    if (seen) {
      SCOPED_TRACE("a look at cycle " + std::to_string(*drawn.look) + " of " + std::to_string(expected.cycles));
      ASSERT_TRUE(expected.sight.has_value());
      expect_same(*seen, *expected.sight);
      if (testing::Test::HasFatalFailure()) return;
      ++looks;
    }
    expect_same(found, {reference.tally(), reference.features(), reference.states(found_ps)});
    if (testing::Test::HasFatalFailure()) return;
    ASSERT_EQ(bench.look<double>(kinetics_window::constants, 2 * reference.settings().bank_devices),
              reference.constants());
    ASSERT_EQ(bench.look(reg::unstable_devices), reference.unstable_devices());
    if (!drawn.reset) add_to_sum(before, reference.tally());
    ++commands;
    cut += expected.cut;
    unstable += expected.unstable;
    cycles += expected.cycles;
    // The reference's clock has led away from the tile's edges.
    const std::uint64_t beyond_edge = now_ps() % period().value();
    sc_core::wait(sc_core::sc_time::from_value(beyond_edge == 0 ? 0 : period().value() - beyond_edge));
    if (drawn.reset) enable();
  }
};

struct comparing_thread : sc_core::sc_module {
  kinetics_sequencer_bench bench{"bench", sc_core::sc_time(2, sc_core::SC_PS)};
  std::function<void(kinetics_sequencer_bench&)> work;
  bool ended = false;
  SC_HAS_PROCESS(comparing_thread);
  explicit comparing_thread(const sc_core::sc_module_name& name) : sc_module(name) { SC_THREAD(run); }

 private:
  void run() {
    work(bench);
    ended = true;
  }
};

/// A cycle of a command of so many, the first excepted; half of them at those at which something happens, or beside.
cycle_count draw_cycle(draws& random, const std::vector<cycle_count>& events, std::uint32_t length) {
  if (events.empty() || random.chance(0.5)) return 1 + random.below(length + 3);
  const cycle_count event = events[random.below(static_cast<std::uint32_t>(events.size()))] + random.below(3);
  return std::max<cycle_count>(event, 2) - 1;
}

/// A command that is refused, or ends within so many cycles. Without interruption there are neither looks nor resets.
kinetics_drawn_command draw(draws& random, const per_clock_kinetics_tile& tile, kinetics_sequencer_bench& sequencer,
                            bool interrupted, cycle_count longest) {
  using operation = kinetics_operation;
  constexpr std::array<operation, 7> others = {
      operation::write, operation::write,   operation::write,           operation::read,
      operation::read,  operation::refresh, operation::begin_evaluation};
  const cycle_count start = kinetics_bench::now() + 200;  // thereabouts
  for (;;) {
    kinetics_drawn_command drawn =
        draw_kinetics_command(random, tile, random.chance(0.7) ? operation::run : others[random.below(7)]);
    if (random.chance(0.25)) spoil(random, drawn, tile.settings());
    if (random.chance(0.1)) spoil(random, drawn, tile.settings());
    const kinetics_sequencer_request request = tile.request_of(drawn, start);
    if (refusal_of(request) != kinetics_error::none) return drawn;
    if (length_of(request) > longest) continue;
    if (!interrupted || random.chance(0.4)) return drawn;
    const auto length = static_cast<std::uint32_t>(length_of(request));
    per_clock_kinetics_tile ahead = tile;
    const std::vector<cycle_count> events = ahead.carry_out(sequencer, drawn, start).events;
    if (random.chance(0.7)) drawn.look = draw_cycle(random, events, length);
    if (random.chance(0.4)) drawn.reset = draw_cycle(random, events, length);
    if (drawn.reset && drawn.look && *drawn.look >= *drawn.reset) drawn.look.reset();
    return drawn;
  }
}

std::vector<kinetics_kind> kinds() {
  using law = kinetics_integrator;
  using table = kinetics_alpha_table;
  constexpr auto drifting = kinetics_model::drift_diffusion, reservoir = kinetics_model::reservoir;
  constexpr auto steps = reservoir_decay::per_step, time = reservoir_decay::by_time;
  return {{drifting, law::exact, steps, table::constants},    {drifting, law::exact, steps, table::period},
          {drifting, law::discrete, steps, table::constants}, {drifting, law::discrete, steps, table::period},
          {drifting, law::kick, steps, table::constants},     {drifting, law::kick, steps, table::period},
          {reservoir, law::exact, steps, table::constants},   {reservoir, law::exact, time, table::period}};
}

/// Tiles of all kinds, one after another; one walks its phases for a waveform, the others sleep over them.
class kinetics_tile_beside_its_reference : public testing::Test {
 protected:
  void build(std::uint64_t seed) {
    for (std::uint64_t i = 0; i < 2 * kinds().size(); ++i)
      tiles.push_back(std::make_unique<compared_tile>("tile" + std::to_string(i),
                                                      random_kinetics_tile(random, kinds()[i % kinds().size()]),
                                                      seed + i, i % 5 == 3 ? &waveforms : nullptr));
  }
  void prepare(compared_tile& tile) {
    draw_windows(random, tile.reference.windows, tile.reference.parameters());
    tile.write_windows();
  }
  void compare(kinetics_sequencer_bench& sequencer, compared_tile& tile, bool interrupted,
               cycle_count longest = 20'000) {
    SCOPED_TRACE(std::string(tile.bench.tile.name()) + ", command " + std::to_string(tile.commands));
    if (random.chance(0.3)) sc_core::wait(sc_core::sc_time::from_value(random.below(50'000)));
    const kinetics_drawn_command drawn = draw(random, tile.reference, sequencer, interrupted, longest);
    tile.compare(sequencer, random, drawn, random.chance(0.3));
  }
  std::uint64_t errors(kinetics_error error) const {
    std::uint64_t sum = 0;
    for (const auto& tile : tiles) sum += tile->errors[static_cast<std::size_t>(error)];
    return sum;
  }

  draws random{53};
  const scratch_folder folder;
  vcd_writer waveforms{folder / "waves.vcd"};
  std::vector<std::unique_ptr<compared_tile>> tiles;
  comparing_thread thread{"thread"};
};

TEST_F(kinetics_tile_beside_its_reference, does_the_same_on_random_commands_with_looks_and_resets) {
  build(100);
  thread.work = [&](kinetics_sequencer_bench& sequencer) {
    for (const auto& tile : tiles) {
      tile->enable();
      for (int i = 0; i < 75; ++i) {
        if (i == 0 || random.chance(0.3)) prepare(*tile);
        compare(sequencer, *tile, true);
        if (HasFatalFailure()) return;
      }
    }
  };
  sc_core::sc_start();
  EXPECT_TRUE(thread.ended);
  std::uint64_t commands = 0, looks = 0, cut = 0, unstable = 0, cycles = 0, disturbed = 0;
  kinetics_tally sum;
  for (const auto& tile : tiles) {
    commands += tile->commands;
    looks += tile->looks;
    cut += tile->cut;
    unstable += tile->unstable;
    cycles += tile->cycles;
    disturbed += tile->disturbed;
    sum.pulses += tile->sum.pulses;
    sum.saturations += tile->sum.saturations;
    sum.limited += tile->sum.limited;
    sum.lower_events += tile->sum.lower_events;
    sum.upper_events += tile->sum.upper_events;
    sum.sign_changes += tile->sum.sign_changes;
    sum.redraws += tile->sum.redraws;
    EXPECT_NO_THROW(tile->bench.energy.check());
  }
  // Otherwise the draw would have become too easy to tell anything.
  EXPECT_EQ(commands, 1200u);
  EXPECT_GT(cycles, 700'000u);
  EXPECT_GT(looks, 150u);
  EXPECT_GT(disturbed, 20u);
  EXPECT_GT(cut, 100u);
  EXPECT_GT(unstable, 20u);
  EXPECT_GT(sum.pulses, 15'000u);
  EXPECT_GT(sum.saturations, 10'000u);
  EXPECT_GT(sum.limited, 300u);
  EXPECT_GT(sum.lower_events, 1000u);
  EXPECT_GT(sum.upper_events, 5000u);
  EXPECT_GT(sum.sign_changes, 300u);
  EXPECT_GT(sum.redraws, 3u);
  using error = kinetics_error;
  EXPECT_GT(errors(error::none), 600u);
  for (const error refusal :
       {error::unknown_command, error::devices_outside_bank, error::buffer_too_small, error::bad_argument,
        error::period_too_short, error::voltage_out_of_range, error::unstable_constants})
    EXPECT_GT(errors(refusal), 4u) << "ERROR " << static_cast<int>(refusal);
}

TEST_F(kinetics_tile_beside_its_reference, does_the_same_until_the_end_of_the_longest_time) {
  build(300);
  thread.work = [&](kinetics_sequencer_bench& sequencer) {
    for (const auto& tile : tiles) {
      tile->enable();
      prepare(*tile);
      tile->bench.synchronise();
    }
    const auto left = [] { return tile_clock().longest_run() - kinetics_bench::now(); };
    sc_core::wait(sc_core::sc_time::from_value((left() - 8'000) * period().value()));
    for (std::uint32_t i = 0; left() > 400; ++i) {
      compare(sequencer, *tiles[i % tiles.size()], false, 100);
      if (HasFatalFailure()) return;
    }
  };
  sc_core::sc_start();
  EXPECT_TRUE(thread.ended);
  EXPECT_GT(errors(kinetics_error::time_out_of_range), 10u);
}

}  // namespace
}  // namespace memvp
