// SPDX-License-Identifier: Apache-2.0
// What the requests of the refresh tile do to its rows, and how long they take. Lengths are those of
// docs/refresh-controller.md: on a quick tile of up to 8 columns B is 100, an ion set 1000, an ion reset 2000, a
// reading 500, a row's conversion 8 * 11 (one converter), Q 2.
#include <gtest/gtest.h>

#include <cmath>

#include "memvp/testbench/unit/tiles/refresh_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using error = refresh_error;
using kind = refresh_request_kind;
using mode = refresh_mode;
using operation = refresh_operation;
namespace reg = refresh_register;
namespace bits = refresh_row_bits;

constexpr cycle_count active_restore = 100 + 28 * 2000;  // N_REST 28: fact sheet, section 5
constexpr cycle_count row_reading = 500 + 8 * 11 + 2;

TEST(a_reprogrammed_row, has_the_conductances_of_its_levels_after_the_time_of_the_staircase) {
  on_a_refresh_tile(quiet_refresh_tile(2, 16), [](refresh_bench& tile) {
    EXPECT_EQ(tile.allocate(0, 2, mode::non_volatile, 7), error::none);
    std::vector<std::uint8_t> levels(16);
    for (std::size_t i = 0; i < 16; ++i) levels[i] = static_cast<std::uint8_t>(i);
    tile.write_levels(0, levels);
    // The fact sheet, sections 1 and 5: 30 reset pulses and 16 groups of 40 set pulses, 0.41 s each. Besides, B (1 us)
    // before each of the 17 groups and the reading, the read pulse (0.1 s), 16 columns on 2 converters at 110 ns, Q 2.
    const cycle_count pulses = (30 + 16 * 40) * cycle_count{41'000'000};
    EXPECT_EQ(tile.cycles_of({kind::reprogram, 0, 1}), pulses + 18 * 100 + 10'000'000 + 8 * 11 + 2);
    EXPECT_EQ(tile.last_name(), "reprogram");
    const auto siemens = tile.conductances();
    const auto source = tile.codes(refresh_window::source, 0);
    for (std::size_t level = 0; level < 16; ++level) {
      // G_lo R_P^((1+p)/2) at p = -1 + 2 (k+1)/16: 1 nS times 1000^((k+1)/16). The pulses fill 95 % of the way.
      const double nominal = 1e-9 * std::pow(1000, (static_cast<double>(level) + 1) / 16);
      EXPECT_NEAR(siemens[level] / nominal, 1, 0.025) << level;
      // Codes of 10 bits over 1 nS to 100 uS.
      EXPECT_NEAR(source[level], std::log(siemens[level] / 1e-9) / std::log(1e5) * 1023, 0.5001) << level;
    }
    EXPECT_EQ(tile.row_bits(0), 1u | bits::source_valid | 7u << bits::task_shift);
    EXPECT_EQ(tile.row_bits(1), 1u | 7u << bits::task_shift);
    EXPECT_EQ(tile.counter(reg::reprograms_low), 1u);
    EXPECT_EQ(tile.counter(reg::verify_reads_low), 1u);
    EXPECT_EQ(tile.cycles_of({kind::reprogram, 0, 1}), 0u);  // the levels are as they are to be
  });
}

TEST(a_row_that_changes_its_task, is_restored_first) {
  on_a_refresh_tile(quick_refresh_tile(4, 8), [](refresh_bench& tile) {
    tile.prepare_rows(0, 2, 4);
    tile.write_ions(0, 1, 1000);
    const auto polarisations = tile.polarisations();
    const double excess = tile.ionic_states()[0];
    EXPECT_GT(excess, 0.09);
    const refresh_request same{kind::alloc, 0, 2, mode::volatile_ions, 1};
    EXPECT_EQ(tile.cycles_of(same), 2u);  // a cycle a row: neither mode nor task change
    EXPECT_EQ(tile.row_bits(0) & bits::dirty, bits::dirty);
    const refresh_request other{kind::alloc, 0, 2, mode::volatile_ions, 2};
    EXPECT_EQ(tile.cycles_of(other), active_restore + 2);
    EXPECT_EQ(tile.row_bits(0), 2u | bits::source_valid | 2u << bits::task_shift);
    EXPECT_EQ(tile.row_bits(1), 2u | bits::source_valid | 2u << bits::task_shift);
    // 30 ion-reset pulses take 95 % three times over... of three time constants, 28 of them exp(-2.8): 6 %.
    EXPECT_NEAR(tile.ionic_states()[0] / excess, std::exp(-2.8), 1e-3);
    EXPECT_EQ(tile.polarisations(), polarisations);
    EXPECT_EQ(tile.counter(reg::restores_low), 1u);
    EXPECT_EQ(tile.cycles_of({kind::restore, 0, 2}), 0u);  // nothing is dirty
    EXPECT_EQ(tile.counter(reg::restores_low), 1u);
  });
}

TEST(a_row_that_changes_its_task, keeps_its_ions_if_the_policy_says_so) {
  on_a_refresh_tile(quick_refresh_tile(4, 8), [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 4);
    tile.write_ions(0, 1, 1000);
    tile.set_policy([](refresh_policy& policy) { policy.restore = refresh_restore_kind::none; });
    const refresh_request other{kind::alloc, 0, 1, mode::volatile_ions, 2};
    EXPECT_EQ(tile.cycles_of(other), 1u);
    EXPECT_EQ(tile.row_bits(0), 2u | bits::source_valid | bits::dirty | bits::target_valid | 2u << bits::task_shift);
    EXPECT_EQ(tile.cycles_of({kind::restore, 0, 1}), active_restore);  // asked for, it is active
  });
}

TEST(a_passive_restore, waits_until_the_ions_have_rested_and_leaves_the_driver_to_others) {
  on_a_refresh_tile(quick_refresh_tile(4, 8), [](refresh_bench& tile) {
    tile.prepare_rows(0, 2, 4);
    tile.write_ions(0, 1, 1000);
    const cycle_count written = tile.last().start + tile.last().cycles - row_reading;  // the end of the ion-set pulse
    tile.set_policy([](refresh_policy& policy) {
      policy.restore = refresh_restore_kind::passive;
      policy.rest_time = 50'000;
    });
    const std::uint64_t pulses = tile.counter(reg::pulses_low);
    const std::uint32_t slot = tile.submit({kind::restore, 0, 1});
    // A product on another row begins at once: 1 word of a code, B, S 10 and 127 U, 8 conversions.
    tile.write_codes({1}, 1);
    EXPECT_EQ(tile.cycles_of(refresh_command_of(operation::multiply, {1, 1, 0, 8})), 1u + 100 + 137 + 88);
    EXPECT_EQ(tile.finish_request(slot), error::none);
    EXPECT_EQ(tile.last_name(), "restore");
    EXPECT_EQ(tile.last().start + tile.last().cycles, written + 50'000);
    EXPECT_EQ(tile.counter(reg::pulses_low), pulses);
    EXPECT_EQ(tile.row_bits(0) & bits::dirty, 0u);
  });
}

TEST(a_lazy_restore, pulses_only_what_has_not_rested_by_itself) {
  on_a_refresh_tile(quick_refresh_tile(4, 8), [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 4);
    tile.set_policy([](refresh_policy& policy) {
      policy.restore = refresh_restore_kind::lazy;
      policy.rest_time = 50'000;
    });
    tile.write_ions(0, 1, 1000);
    EXPECT_EQ(tile.cycles_of({kind::restore, 0, 1}), active_restore);
    tile.write_ions(0, 1, 1000);
    tile.spend(60'000);
    EXPECT_EQ(tile.cycles_of({kind::restore, 0, 1}), 0u);
    EXPECT_EQ(tile.row_bits(0) & bits::dirty, 0u);
  });
}

TEST(a_verified_restore, goes_on_until_the_row_reads_as_its_source) {
  on_a_refresh_tile(quick_refresh_tile(4, 8), [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 4);
    for (int pulse = 0; pulse < 4; ++pulse) tile.write_ions(0, 1, 1000);
    tile.set_policy([](refresh_policy& policy) {
      policy.restore_verify = true;
      policy.restore_pulses = 3;
      policy.restore_tolerance = 12;
      policy.verify_limit = 100;
    });
    const std::uint64_t reads = tile.counter(reg::verify_reads_low);
    const cycle_count taken = tile.cycles_of({kind::restore, 0, 1});
    const std::uint64_t rounds = tile.counter(reg::verify_reads_low) - reads;
    EXPECT_GT(rounds, 3u);
    // 3 pulses, then a pulse between readings; B before the first pulse and after each reading.
    EXPECT_EQ(taken, 100 + 3 * 2000 + rounds * (100 + row_reading) + (rounds - 1) * 2100);
    const double step = std::log(1e5) / 1023;  // nepers a code; ions make a factor of 10 at most
    EXPECT_LE(tile.ionic_states()[0] * std::log(10), 12.5 * step);
    EXPECT_GT(tile.ionic_states()[0] * std::log(10) * std::exp(0.1), 12.5 * step);  // a pulse less was not enough
  });
}

TEST(a_row_that_is_kept_alive, is_rewritten_every_rewrite_interval_and_no_oftener) {
  refresh_tile_parameters parameters = quick_refresh_tile(4, 8);
  parameters.device.relaxation_time = 10e-3;
  parameters.controller.keep_alive = true;
  parameters.controller.verify_tolerance = 2;
  on_a_refresh_tile(parameters, [](refresh_bench& tile) {
    // T_REF = -tau ln(1 - 5 %): 0.5129 ms.
    const std::uint64_t interval = tile.counter(reg::t_ref_low);
    EXPECT_EQ(interval, 51'293u);
    tile.prepare_rows(0, 1, 4);
    tile.write_ions(0, 1, 1000);
    const cycle_count written = tile.last().start + tile.last().cycles - row_reading;
    const double excess = tile.ionic_states()[0];
    tile.set(reg::row_select, 0);
    tile.synchronise();
    tile.spend(written + 20 * interval + 700 - refresh_bench::now());
    EXPECT_EQ(tile.counter(reg::row_age_low), 700u);  // the last ionic pulse has ended at its deadline
    EXPECT_EQ(tile.counter(reg::rewrites_low), 20u);
    EXPECT_EQ(tile.counter(reg::misses_low), 0u);
    EXPECT_EQ(tile.get(reg::row_rewrites), 20u);
    // It has lost 5 % at its worst, and a rewrite brings it to within two codes of 0.0113 nepers.
    EXPECT_NEAR(tile.ionic_states()[0], excess, 2.5 * 0.01126 / std::log(10));
    tile.spend(interval - 2000);
    EXPECT_NEAR(tile.ionic_states()[0], excess * 0.95, 2.5 * 0.01126 / std::log(10));
    tile.set_policy([](refresh_policy& policy) { policy.keep_alive = false; });
    const std::uint64_t rewrites = tile.counter(reg::rewrites_low);
    tile.spend(10 * interval);
    EXPECT_EQ(tile.counter(reg::rewrites_low), rewrites);
    EXPECT_EQ(tile.counter(reg::misses_low), 0u);
  });
}

TEST(a_row_that_is_kept_alive, gets_no_pulse_that_is_illegal) {
  refresh_tile_parameters parameters = quick_refresh_tile(4, 8);
  parameters.device.relaxation_time = 10e-3;
  parameters.controller.keep_alive = true;
  on_a_refresh_tile(parameters, [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 4);
    tile.write_ions(0, 1, 1000);
    const std::uint32_t voltage = reg::pulse_table +
                                  static_cast<std::uint32_t>(refresh_pulse_kind::ion_set) * reg::pulse_bytes +
                                  reg::pulse_voltage;
    const std::uint32_t legal = tile.get(voltage);
    const std::uint64_t pulses = tile.counter(reg::pulses_low);
    tile.set(voltage, static_cast<std::uint32_t>(-3000));  // between the ionic and the ferroelectric windows
    EXPECT_NE(tile.get(common_register::irq_status) & refresh_interrupt::illegal_voltage, 0u);
    tile.spend(200'000);  // four intervals
    EXPECT_EQ(tile.counter(reg::pulses_low), pulses);
    EXPECT_EQ(tile.counter(reg::undefined_pulses_low), 0u);
    tile.set(voltage, legal);
    tile.spend(10'000);
    EXPECT_GT(tile.counter(reg::rewrites_low), 0u);
  });
}

TEST(rows_that_are_kept_alive, miss_deadlines_if_there_are_too_many) {
  refresh_tile_parameters parameters = quick_refresh_tile(4, 8);
  parameters.controller.keep_alive = true;
  on_a_refresh_tile(parameters, [](refresh_bench& tile) {
    tile.prepare_rows(0, 4, 4);
    tile.write_ions(0, 4, 300);
    tile.set(common_register::irq_enable, refresh_interrupt::deadline_miss);
    const cycle_count slot = 100 + 1000 + row_reading;  // c
    tile.set_policy([&](refresh_policy& policy) { policy.rewrite_interval = 4 * slot; });
    tile.spend(50 * slot);
    // From the first deadline on, four rewrites just fit; those before it were written one after another.
    const std::uint64_t settled = tile.counter(reg::misses_low);
    tile.spend(100 * slot);
    EXPECT_EQ(tile.counter(reg::misses_low), settled);
    tile.set(common_register::irq_status, refresh_interrupt::deadline_miss);
    tile.synchronise();
    EXPECT_FALSE(tile.interrupt.read());
    tile.set_policy([&](refresh_policy& policy) { policy.rewrite_interval = 4 * slot - 1; });
    tile.spend(100 * slot);
    EXPECT_GT(tile.counter(reg::misses_low), settled);
    EXPECT_TRUE(tile.interrupt.read());
    EXPECT_EQ(tile.get(common_register::irq_status) & refresh_interrupt::deadline_miss,
              refresh_interrupt::deadline_miss);
  });
}

TEST(a_promoted_row, holds_in_its_polarisation_what_its_ions_held) {
  on_a_refresh_tile(quick_refresh_tile(4, 8), [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 4);
    for (int pulse = 0; pulse < 6; ++pulse) tile.write_ions(0, 1, 1000);
    const double before = tile.conductances()[0], polarisation = tile.polarisations()[0];
    EXPECT_EQ(tile.ask({kind::promote, 0, 1}), error::none);
    EXPECT_EQ(tile.last_name(), "promote");
    EXPECT_GT(tile.polarisations()[0], polarisation + 0.2);
    EXPECT_LT(tile.ionic_states()[0], 0.05);
    // Levels lie a factor of 1000^(1/16) apart: half a level, and the 5 % of a step that a group does not fill.
    EXPECT_NEAR(std::log(tile.conductances()[0] / before), 0, std::log(1000) / 32 + std::log(1000) / 16 * 0.06);
    EXPECT_EQ(tile.row_bits(0), 1u | bits::source_valid | 1u << bits::task_shift);
    const auto level = static_cast<std::uint8_t>(tile.look(refresh_window::level) & 0xFF);
    // The level whose nominal conductance is nearest: 16 log(G / 1 nS) / log 1000 - 1.
    EXPECT_EQ(level, std::lround(16 * std::log(before / 1e-9) / std::log(1000) - 1));
    EXPECT_EQ(tile.counter(reg::promotes_low), 1u);
    EXPECT_EQ(tile.counter(reg::reprograms_low), 2u);  // the first made the row's level
  });
}

TEST(a_row_that_was_rewritten_often_enough, is_promoted_by_itself) {
  refresh_tile_parameters parameters = quick_refresh_tile(4, 8);
  parameters.device.relaxation_time = 10e-3;
  parameters.controller.keep_alive = true;
  parameters.controller.promote_after = 3;
  on_a_refresh_tile(parameters, [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 4);
    tile.write_ions(0, 1, 1000);
    tile.await(refresh_interrupt::request_done);
    EXPECT_EQ(tile.last_name(), "promote");
    EXPECT_EQ(tile.counter(reg::rewrites_low), 3u);
    EXPECT_EQ(tile.counter(reg::promotes_low), 1u);
    EXPECT_EQ(tile.row_bits(0) & bits::mode, 1u);
    tile.spend(500'000);
    EXPECT_EQ(tile.counter(reg::rewrites_low), 3u);  // nothing is left to be kept alive
  });
}

TEST(the_refresh_counters, divide_energy_and_cycles_between_the_host_and_refresh) {
  on_a_refresh_tile(quick_refresh_tile(4, 8), [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 4);
    EXPECT_EQ(tile.counter(reg::refresh_energy_low), tile.counter(common_register::energy_low));
    const std::uint64_t cycles = tile.counter(reg::refresh_cycles_low), energy = tile.counter(reg::refresh_energy_low);
    EXPECT_EQ(tile.counter(common_register::cycles_low), 0u);  // no command was busy
    tile.write_ions(0, 1, 1000);
    EXPECT_EQ(tile.counter(reg::refresh_cycles_low), cycles);
    EXPECT_EQ(tile.counter(reg::refresh_energy_low), energy);
    EXPECT_GT(tile.counter(common_register::energy_low), energy);
    EXPECT_EQ(tile.counter(common_register::cycles_low), tile.last().cycles);
    EXPECT_EQ(tile.ask({kind::restore, 0, 1}), error::none);
    EXPECT_EQ(tile.counter(reg::refresh_cycles_low), cycles + active_restore);
    EXPECT_GT(tile.counter(reg::refresh_energy_low), energy);
    EXPECT_NEAR(static_cast<double>(tile.counter(common_register::energy_low)) * 1e-15, tile.energy.dynamic_total(),
                1e-15);
  });
}

TEST(the_pulse_log, has_every_write_pulse_of_every_cell) {
  on_a_refresh_tile(quick_refresh_tile(2, 4), [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 0);
    // 30 reset pulses and 40 set pulses of group 0 on each of four cells
    EXPECT_EQ(tile.pulses.pulses().size(), 70u * 4);
    EXPECT_EQ(tile.counter(reg::pulses_low), 70u * 4);
    EXPECT_EQ(tile.pulses.pulses().front().volts, -6.6);
    EXPECT_EQ(tile.pulses.pulses().back().volts, 7.0);
    EXPECT_EQ(tile.pulses.pulses().back().interval.length, 50u);
    tile.write_widths({10, -20, 0, 7}, 4);
    EXPECT_EQ(tile.carry_out(refresh_command_of(operation::pulse, {0, 1, 0, 4})), error::none);
    const auto& pulses = tile.pulses.pulses();
    ASSERT_EQ(pulses.size(), 283u);
    const cycle_count begin = tile.last().start + 2 + 100;  // two words of widths, B
    EXPECT_EQ(pulses[280].interval.start, begin);
    EXPECT_EQ(pulses[280].interval.length, 10u);
    EXPECT_EQ(pulses[281].column, 3u);
    EXPECT_EQ(pulses[281].interval.length, 7u);
    EXPECT_EQ(pulses[281].volts, -1.5);
    EXPECT_EQ(pulses[282].column, 1u);
    EXPECT_EQ(pulses[282].interval.start, begin + 10);
    EXPECT_EQ(pulses[282].interval.length, 20u);
    EXPECT_EQ(pulses[282].volts, 0.22);
  });
}

}  // namespace
}  // namespace memvp
