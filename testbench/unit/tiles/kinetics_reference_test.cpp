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
  std::uint64_t commands = 0, looks = 0, cut = 0, unstable = 0, cycles = 0, busy = 0;
  kinetics_tally sum;  // beyond resets
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
    ++busy;
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
      if (!bench.interrupt.read()) sc_core::wait(sc_core::sc_time(1, sc_core::SC_SEC), bench.interrupt.posedge_event());
      if (!bench.interrupt.read()) ADD_FAILURE() << "no interrupt came";
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

  static void wait_until(cycle_count cycle) {
    const std::uint64_t at = tile_clock().picoseconds(cycle);
    if (at > now_ps()) sc_core::wait(sc_core::sc_time::from_value(at - now_ps()));
  }

  void compare(kinetics_sequencer_bench& sequencer, draws& random, const kinetics_drawn_command& drawn,
               bool disturbed) {
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
      wait_until(start + *drawn.look);
      if ((bench.look(common_register::status) & tile_status::busy) != 0) {
        seen = sight();
        if (disturbed && *drawn.look + 100 < std::min(length, drawn.reset.value_or(length))) disturb(random);
      }
    }
    std::uint32_t causes = 0;
    if (drawn.reset) {
      wait_until(start + *drawn.reset);
      bench.reset_now();
      bench.synchronise();
    } else {
      causes = wait_for_the_end();
    }
    const kinetics_sight found = sight();
    const std::uint64_t found_ps = tile_clock().picoseconds(tile_clock().cycle_at(now_ps()));

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

/// A command that can be reckoned with: one that is not refused ends within as many cycles.
kinetics_drawn_command draw(draws& random, const per_clock_kinetics_tile& tile, kinetics_operation operation,
                            cycle_count start) {
  constexpr cycle_count longest = 20'000;
  for (;;) {
    kinetics_drawn_command drawn = draw_kinetics_command(random, tile, operation);
    if (random.chance(0.25)) spoil(random, drawn, tile.settings());
    if (random.chance(0.1)) spoil(random, drawn, tile.settings());
    const kinetics_sequencer_request request = tile.request_of(drawn, start);
    if (refusal_of(request) != kinetics_error::none) return drawn;
    const auto length = static_cast<std::uint32_t>(std::min(length_of(request), longest + 1));
    if (length > longest) continue;
    if (random.chance(0.5)) drawn.look = random.below(length + 1);
    if (random.chance(0.2)) {
      drawn.reset = 1 + random.below(length + 3);
      if (drawn.look && *drawn.look >= *drawn.reset) drawn.look.reset();
    }
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

TEST(kinetics_tile, does_what_the_per_clock_sequencer_does_on_random_commands_over_the_bus) {
  draws random(53);
  std::vector<std::unique_ptr<compared_tile>> tiles;
  for (std::uint64_t i = 0; i < 2 * kinds().size(); ++i)
    tiles.push_back(std::make_unique<compared_tile>(
        "tile" + std::to_string(i), random_kinetics_tile(random, kinds()[i % kinds().size()]), 100 + i));
  comparing_thread thread("thread");
  thread.work = [&](kinetics_sequencer_bench& sequencer) {
    for (const auto& tile : tiles) {
      tile->enable();
      for (int i = 0; i < 60; ++i) {
        using operation = kinetics_operation;
        constexpr std::array<operation, 8> others = {
            operation::write, operation::write, operation::write,   operation::refresh,
            operation::read,  operation::read,  operation::refresh, operation::begin_evaluation};
        const operation command = random.chance(0.7) ? operation::run : others[random.below(8)];
        SCOPED_TRACE(std::string(tile->bench.tile.name()) + ", operation " + std::to_string(static_cast<int>(command)) +
                     ", round " + std::to_string(i));
        if (i == 0 || random.chance(0.3)) {
          draw_windows(random, tile->reference.windows, tile->reference.parameters());
          tile->write_windows();
        }
        if (random.chance(0.3)) sc_core::wait(sc_core::sc_time::from_value(random.below(50'000)));
        const kinetics_drawn_command drawn = draw(random, tile->reference, command, kinetics_bench::now() + 1000);
        tile->compare(sequencer, random, drawn, random.chance(0.3));
        if (testing::Test::HasFatalFailure()) return;
      }
    }
  };
  sc_core::sc_start();
  EXPECT_TRUE(thread.ended);
  std::uint64_t commands = 0, looks = 0, cut = 0, unstable = 0, cycles = 0, busy = 0;
  std::array<std::uint64_t, 10> errors{};
  for (const auto& tile : tiles) {
    commands += tile->commands;
    looks += tile->looks;
    cut += tile->cut;
    unstable += tile->unstable;
    cycles += tile->cycles;
    busy += tile->busy;
    for (std::size_t e = 0; e < errors.size(); ++e) errors[e] += tile->errors[e];
    EXPECT_NO_THROW(tile->bench.energy.check());
  }
  std::cout << commands << " commands, " << cycles << " cycles, " << looks << " looks, " << busy << " busy, " << cut
            << " cut, " << unstable << " unstable; errors";
  for (const std::uint64_t e : errors) std::cout << ' ' << e;
  std::cout << '\n';
}

}  // namespace
}  // namespace memvp
