// SPDX-License-Identifier: Apache-2.0
// The refresh tile with settings at the ends of their ranges: times of zero and of 2^64 - 1 cycles, pulses without
// width, the smallest and the largest array and slot table, policies that change while something is at work.
#include <gtest/gtest.h>

#include <limits>

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

constexpr cycle_count never = std::numeric_limits<cycle_count>::max();

TEST(a_rest_without_end, is_never_over_and_a_reset_ends_it) {
  on_a_refresh_tile(quick_refresh_tile(2, 4), [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 4);
    tile.write_ions(0, 1, 1000);
    tile.set_policy([](refresh_policy& policy) {
      policy.restore = refresh_restore_kind::passive;
      policy.rest_time = never;
    });
    const std::uint32_t slot = tile.submit({kind::restore, 0, 1});
    tile.spend(1'000'000'000);  // 10 s, the time constant
    EXPECT_EQ(tile.get(reg::slots_busy), 1u << slot);
    EXPECT_EQ(tile.row_bits(0) & (bits::dirty | bits::claimed), bits::dirty | bits::claimed);
    tile.set(common_register::control, 1);
    tile.synchronise();
    EXPECT_EQ(tile.get(reg::slots_busy), 0u);
  });
}

TEST(a_rest_without_end, has_a_lazy_restore_pulse) {
  on_a_refresh_tile(quick_refresh_tile(2, 4), [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 4);
    tile.write_ions(0, 1, 1000);
    tile.set_policy([](refresh_policy& policy) {
      policy.restore = refresh_restore_kind::lazy;
      policy.rest_time = never;
    });
    // B 100 and 28 pulses of 2000 cycles.
    EXPECT_EQ(tile.cycles_of({kind::restore, 0, 1}), 100u + 28 * 2000);
  });
}

TEST(a_rest_in_progress, ends_as_the_policy_was_when_it_began) {
  on_a_refresh_tile(quick_refresh_tile(2, 4), [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 4);
    tile.write_ions(0, 1, 1000);
    tile.set_policy([](refresh_policy& policy) {
      policy.restore = refresh_restore_kind::passive;
      policy.rest_time = 50'000;
    });
    const std::uint64_t pulses = tile.counter(reg::pulses_low);
    const std::uint32_t slot = tile.submit({kind::restore, 0, 1});
    const cycle_count begun = refresh_bench::now();
    tile.set_policy([](refresh_policy& policy) {
      policy.restore = refresh_restore_kind::active;
      policy.rest_time = never;
      policy.restore_pulses = 1;
    });
    EXPECT_EQ(tile.finish_request(slot), error::none);
    EXPECT_LE(tile.last().start + tile.last().cycles, begun + 50'000);
    EXPECT_EQ(tile.counter(reg::pulses_low), pulses);
  });
}

TEST(an_interval_of_zero, keeps_the_driver_busy_and_lets_products_through) {
  refresh_tile_parameters parameters = quick_refresh_tile(2, 4);
  parameters.controller.verify_tolerance = 1000;  // the time of a rewrite, not its success
  on_a_refresh_tile(parameters, [](refresh_bench& tile) {
    tile.prepare_rows(0, 2, 4);
    tile.write_ions(0, 2, 1000);
    tile.set_policy([](refresh_policy& policy) {
      policy.keep_alive = true;
      policy.rewrite_interval = 0;
    });
    const std::uint64_t rewrites = tile.counter(reg::rewrites_low);
    tile.spend(100'000);
    // A slot is B 100, ion-set 1000, read 500, 4 columns through a converter of 11 cycles each, Q 2: 1646 cycles.
    EXPECT_NEAR(static_cast<double>(tile.counter(reg::rewrites_low) - rewrites), 100'000.0 / 1646, 1);
    EXPECT_GT(tile.counter(reg::misses_low), 50u);
    // The rewrite at work and, at most, one of every live row go before a product of 1 + 100 + 137 + 44 cycles.
    tile.write_codes({1, 1}, 2);
    EXPECT_LE(tile.cycles_of(refresh_command_of(operation::multiply, {0, 2, 0, 4})), 3u * 1646 + 282);
  });
}

TEST(an_interval_without_end, leaves_rows_alone) {
  on_a_refresh_tile(quick_refresh_tile(2, 4), [](refresh_bench& tile) {
    tile.prepare_rows(0, 2, 4);
    tile.write_ions(0, 2, 1000);
    tile.set_policy([](refresh_policy& policy) {
      policy.keep_alive = true;
      policy.rewrite_interval = never;
    });
    tile.set(reg::t_guard, std::numeric_limits<std::uint32_t>::max());
    tile.synchronise();
    tile.spend(1'000'000'000);
    EXPECT_EQ(tile.counter(reg::rewrites_low), 0u);
    EXPECT_EQ(tile.counter(reg::misses_low), 0u);
    tile.write_codes({1, 1}, 2);
    EXPECT_EQ(tile.cycles_of(refresh_command_of(operation::multiply, {0, 2, 0, 4})), 1u + 100 + 137 + 44);
  });
}

TEST(ionic_pulses_without_width, cannot_be_asked_for_and_restore_nothing) {
  on_a_refresh_tile(quick_refresh_tile(2, 4), [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 4);
    tile.write_ions(0, 1, 1000);
    const double excess = tile.ionic_states()[0];
    for (const std::uint32_t entry : {2u, 3u})
      tile.set(reg::pulse_table + entry * reg::pulse_bytes + reg::pulse_width, 0);
    tile.synchronise();
    EXPECT_EQ(tile.get(reg::pulse_maximum), 0u);
    tile.write_widths({1, 0, 0, 0}, 4);
    EXPECT_EQ(tile.carry_out(refresh_command_of(operation::pulse, {0, 1, 0, 4})), error::pulse_too_wide);
    EXPECT_EQ(tile.cycles_of({kind::restore, 0, 1}), 100u);  // B, and 28 times nothing
    EXPECT_NEAR(tile.ionic_states()[0], excess, 1e-4 * excess);
  });
}

TEST(an_array_of_one_cell, does_all_that_an_array_does_with_one_slot) {
  refresh_tile_parameters parameters = quick_refresh_tile(1, 1);
  parameters.controller.slots = 1;
  on_a_refresh_tile(parameters, [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 15);
    EXPECT_NEAR(tile.polarisations()[0], 1 - 2 * std::exp(-3.0) / 16, 0.01);  // 95 % of the last of 16 steps
    tile.write_ions(0, 1, 500);
    tile.write_codes({127}, 1);
    EXPECT_EQ(tile.carry_out(refresh_command_of(operation::multiply, {0, 1, 0, 1})), error::none);
    EXPECT_EQ(tile.carry_out(refresh_command_of(operation::multiply_transposed, {0, 1, 0, 1})), error::none);
    EXPECT_EQ(tile.carry_out(refresh_command_of(operation::read_cells, {0, 1, 0, 1})), error::none);
    EXPECT_EQ(tile.ask({kind::rewrite, 0, 1}), error::none);
    EXPECT_EQ(tile.submit({kind::restore, 0, 1}), 0u);
    EXPECT_EQ(tile.submit({kind::restore, 0, 1}), refresh_no_slot);
    EXPECT_EQ(tile.error(), error::no_free_slot);
    EXPECT_EQ(tile.finish_request(0), error::none);
  });
}

TEST(the_largest_array, has_its_last_row_and_its_last_slot) {
  refresh_tile_parameters parameters = quick_refresh_tile(512, 512);
  parameters.controller.slots = 32;
  on_a_refresh_tile(parameters, [](refresh_bench& tile) {
    tile.prepare_rows(511, 1, 3);
    // From 512 x 512 cells the last row alone has been written; its nominal level is p = -1 + 2 (3 + 1) / 16.
    const std::vector<double> polarisations = tile.polarisations();
    EXPECT_NEAR(polarisations.back(), -0.5, 0.02);
    EXPECT_EQ(polarisations[510 * 512 + 511], -1.0);
    EXPECT_EQ(tile.allocate(0, 511, mode::non_volatile), error::none);
    tile.set_policy([](refresh_policy& policy) {
      policy.restore = refresh_restore_kind::passive;
      policy.rest_time = never;
    });
    tile.write_ions(511, 1, 100);
    for (std::uint32_t slot = 0; slot < 32; ++slot) EXPECT_EQ(tile.submit({kind::restore, 511, 1}), slot);
    EXPECT_EQ(tile.get(reg::slots_busy), 0xffffffffu);
    EXPECT_EQ(tile.submit({kind::restore, 511, 1}), refresh_no_slot);
  });
}

TEST(cells_that_never_relax, need_no_rewrite_and_find_no_rest) {
  refresh_tile_parameters parameters = quick_refresh_tile(2, 4);
  parameters.device.relaxation_time = std::numeric_limits<double>::infinity();
  parameters.controller.guard_share = 0.01;
  const refresh_policy policy = policy_of(parameters, tile_clock());
  EXPECT_EQ(policy.rewrite_interval, never);
  EXPECT_EQ(policy.rest_time, never);
  parameters.controller.keep_alive = true;
  on_a_refresh_tile(parameters, [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 4);
    tile.write_ions(0, 1, 1000);
    const double excess = tile.ionic_states()[0];
    tile.spend(1'000'000'000);
    EXPECT_EQ(tile.ionic_states()[0], excess);
    EXPECT_EQ(tile.counter(reg::rewrites_low), 0u);
  });
}

TEST(a_guard_that_no_register_holds, is_refused_with_a_sentence) {
  refresh_tile_parameters parameters = quick_refresh_tile(2, 4);
  parameters.device.relaxation_time = 1e4;  // T_REF 513 s, a half of it 2.6e10 cycles of 10 ns
  parameters.controller.guard_share = 0.5;
  EXPECT_THROW(policy_of(parameters, tile_clock()), std::invalid_argument);
  parameters.controller.guard_share = 0.05;
  EXPECT_EQ(policy_of(parameters, tile_clock()).guard, 2'564'664'719u);  // -1e4 ln 0.95 / 10 ns / 20
}

}  // namespace
}  // namespace memvp
