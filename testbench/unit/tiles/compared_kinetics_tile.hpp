// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "memvp/testbench/unit/tiles/kinetics_bench.hpp"
#include "memvp/testbench/unit/tiles/per_clock_kinetics_tile.hpp"
#include "memvp/tlm/simulated_time.hpp"

namespace memvp::testing_words {

inline std::uint64_t now_ps() { return picoseconds(sc_core::sc_time_stamp()); }

/// A tile beside its reference.
struct compared_kinetics_tile {
  kinetics_bench bench;
  per_clock_kinetics_tile reference;
  std::uint64_t commands = 0, looks = 0, disturbed = 0, cut = 0, unstable = 0, cycles = 0;
  kinetics_tally sum;  // of what no reset has cleared
  std::array<std::uint64_t, 10> errors{};

  compared_kinetics_tile(const std::string& name, const kinetics_tile_parameters& parameters, std::uint64_t seed,
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
    bench.set(kinetics_register::first_device, r.first_device);
    bench.set(kinetics_register::device_count, r.devices);
    bench.set(kinetics_register::sample_count, r.samples);
    bench.set(kinetics_register::train_count, r.trains);
    bench.set(kinetics_register::step_count, r.steps);
    bench.set(kinetics_register::axis, r.axis);
    bench.set(kinetics_register::mask_length, r.mask_length);
    bench.set(kinetics_register::encoding, r.encoding);
    bench.set(kinetics_register::sampling, r.sampling);
    bench.set(kinetics_register::refresh, r.refresh ? 1 : 0);
    bench.set(kinetics_register::tables, r.tables);
    bench.set(kinetics_register::feature_size, r.feature_size);
    bench.set(kinetics_register::overlap, r.overlap ? 1 : 0);
    bench.set(kinetics_register::pulse_width, r.pulse_width);
    bench.set(kinetics_register::period, r.period);
    bench.set_float(kinetics_register::voltage_low, r.low_volts);
    bench.set_float(kinetics_register::voltage_high, r.high_volts);
    bench.set_float(kinetics_register::converter_low, r.converter_low);
    bench.set_float(kinetics_register::converter_high, r.converter_high);
    bench.set_float(kinetics_register::alpha, r.alpha);
    bench.set_float(kinetics_register::beta, r.beta);
  }

  std::uint64_t count(std::uint32_t low) const {
    auto& looking = const_cast<kinetics_bench&>(bench);
    return looking.look(low) | std::uint64_t{looking.look(low + 4)} << 32;
  }
  kinetics_sight sight() {
    kinetics_sight s;
    s.tally = {count(common_register::cycles_low),         count(kinetics_register::samples_low),
               count(kinetics_register::steps_low),        count(kinetics_register::pulses_low),
               count(kinetics_register::reads_low),        count(kinetics_register::conversions_low),
               count(kinetics_register::saturations_low),  count(kinetics_register::limited_low),
               count(kinetics_register::refreshes_low),    count(kinetics_register::lower_events_low),
               count(kinetics_register::upper_events_low), count(kinetics_register::sign_changes_low),
               count(kinetics_register::redraws_low)};
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
    for (std::uint32_t offset = kinetics_register::first_device; offset < kinetics_register::arguments_end; offset += 4)
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

  /// Carries a command out on both, the tile not before a cycle of the run.
  void compare(kinetics_sequencer_bench& sequencer, draws& random, const kinetics_drawn_command& drawn, bool disturbs,
               cycle_count not_before = 0) {
    load(drawn.registers);
    bench.synchronise();
    wait_until(tile_clock().picoseconds(not_before));
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
    ASSERT_EQ(bench.look(kinetics_register::unstable_devices), reference.unstable_devices());
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

}  // namespace memvp::testing_words
