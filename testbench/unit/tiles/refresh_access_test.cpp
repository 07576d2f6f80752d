// SPDX-License-Identifier: Apache-2.0
// Compute commands of the refresh tile beside requests and the timer: who waits for whom, and who is refused; and the
// temperature.
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

constexpr cycle_count row_reading = 500 + 8 * 11 + 2;
/// A product of a vector with positive codes on up to four rows and all of eight columns: a word of codes, B, S 10 and
/// 127 units of a cycle, eight conversions on one converter.
constexpr cycle_count product_cycles = 1 + 100 + 137 + 88;

refresh_command product_on(std::uint32_t row) { return refresh_command_of(operation::multiply, {row, 1, 0, 8}); }

/// Rows 0 to 2 at level 4 in mode V, ions in row 0, a RESTORE of it under way since cycle `restore`.
void during_a_restore(const std::function<void(refresh_bench&, cycle_count restore, std::uint32_t slot)>& script) {
  on_a_refresh_tile(quick_refresh_tile(4, 8), [&](refresh_bench& tile) {
    tile.prepare_rows(0, 3, 4);
    tile.write_ions(0, 1, 1000);
    tile.write_codes({1}, 1);
    tile.load(product_on(0));
    tile.set(reg::request_first_row, 0);
    tile.set(reg::request_row_count, 1);
    tile.synchronise();
    const cycle_count restore = refresh_bench::now();
    tile.set(reg::request, static_cast<std::uint32_t>(kind::restore));
    tile.synchronise();
    script(tile, restore, tile.get(reg::request_slot));
  });
}

TEST(a_product_on_a_row_under_refresh, waits_for_the_refresh_and_its_latency_says_so) {
  during_a_restore([](refresh_bench& tile, cycle_count restore, std::uint32_t) {
    tile.spend(1000);
    EXPECT_EQ(tile.carry_out(product_on(0)), error::none);
    EXPECT_EQ(tile.last_name(), "multiply");
    EXPECT_EQ(tile.last().start + tile.last().cycles, restore + 100 + 28 * 2000 + product_cycles);
    EXPECT_EQ(tile.get(reg::slots_busy), 0u);
    EXPECT_EQ(tile.counter(common_register::cycles_low),
              tile.last().cycles + 4 + 100 + 1000 + row_reading);  // busy while it waits; the pulse before
  });
}

TEST(a_product_on_another_row, waits_for_the_unit_in_progress_only) {
  during_a_restore([](refresh_bench& tile, cycle_count restore, std::uint32_t slot) {
    tile.spend(1000);
    EXPECT_EQ(tile.carry_out(product_on(1)), error::none);
    EXPECT_EQ(tile.last().start + tile.last().cycles, restore + 100 + 2000 + product_cycles);
    EXPECT_NE(tile.get(reg::slots_busy), 0u);
    EXPECT_EQ(tile.finish_request(slot), error::none);
    // Its train was interrupted: B once more.
    EXPECT_EQ(tile.last().cycles, 100u + 2000 + product_cycles + 100 + 27 * 2000);
  });
}

TEST(a_command_on_a_row_under_refresh, is_refused_if_the_policy_says_so) {
  during_a_restore([](refresh_bench& tile, cycle_count, std::uint32_t slot) {
    tile.set(reg::policy, tile.get(reg::policy) | refresh_policy_bits::refuse);
    for (const operation op :
         {operation::multiply, operation::multiply_transposed, operation::read_cells, operation::pulse}) {
      tile.start(refresh_command_of(op, {0, 2, 0, 8}));
      EXPECT_EQ(tile.error(), error::row_under_refresh);
      tile.set(common_register::irq_status, refresh_interrupt::error);
    }
    EXPECT_EQ(tile.carry_out(product_on(1)), error::none);  // no row in common
    EXPECT_EQ(tile.finish_request(slot), error::none);
    EXPECT_EQ(tile.carry_out(product_on(0)), error::none);
  });
}

TEST(a_command_on_a_row_under_refresh, is_refused_while_the_timer_rewrites_the_row_and_not_between) {
  refresh_tile_parameters parameters = quick_refresh_tile(4, 8);
  parameters.controller.keep_alive = parameters.controller.refuse = true;
  on_a_refresh_tile(parameters, [](refresh_bench& tile) {
    tile.prepare_rows(0, 2, 4);
    tile.write_ions(0, 1, 300);
    tile.write_codes({1}, 1);
    EXPECT_EQ(tile.carry_out(product_on(0)), error::none);
    tile.load(product_on(0));
    // Let its deadline come: the timer takes the driver now, as late as it is.
    tile.set_policy([](refresh_policy& policy) { policy.rewrite_interval = 0; });
    EXPECT_EQ(tile.row_bits(0) & bits::under_pulse, bits::under_pulse);
    tile.start(static_cast<std::uint32_t>(operation::multiply));
    EXPECT_EQ(tile.finish(), error::row_under_refresh);
    tile.set_policy([](refresh_policy& policy) { policy.rewrite_interval = 1'000'000; });
    tile.spend(3000);
    EXPECT_EQ(tile.row_bits(0) & bits::under_pulse, 0u);
    EXPECT_EQ(tile.carry_out(product_on(0)), error::none);
    EXPECT_EQ(tile.counter(reg::misses_low), 1u);
  });
}

TEST(a_product, waits_for_a_rewrite_whose_time_it_would_take) {
  refresh_tile_parameters parameters = quick_refresh_tile(4, 8);
  parameters.controller.keep_alive = true;
  on_a_refresh_tile(parameters, [](refresh_bench& tile) {
    tile.prepare_rows(0, 2, 4);
    tile.write_ions(0, 1, 300);
    const cycle_count written = tile.last().start + tile.last().cycles - row_reading;
    tile.set_policy([](refresh_policy& policy) { policy.rewrite_interval = 100'000; });
    tile.write_codes({1}, 1);
    tile.load(product_on(1));
    tile.synchronise();
    // The rewrite has to begin B + w before the deadline; 100 cycles before that a product does not fit any more.
    const cycle_count latest = written + 100'000 - 1100, asked = latest - 100;
    tile.spend(asked - refresh_bench::now());
    tile.set(common_register::command, static_cast<std::uint32_t>(operation::multiply));
    EXPECT_EQ(tile.finish(), error::none);
    EXPECT_EQ(tile.last().start, asked);
    EXPECT_EQ(tile.last().cycles, 1100 + row_reading + product_cycles);
    EXPECT_EQ(tile.counter(reg::rewrites_low), 1u);
    EXPECT_EQ(tile.counter(reg::misses_low), 0u);
  });
}

TEST(the_age_of_a_row, counts_from_its_last_ionic_pulse) {
  on_a_refresh_tile(quick_refresh_tile(4, 8), [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 4);
    tile.set(reg::row_select, 0);
    EXPECT_EQ(tile.counter(reg::row_age_low), ~std::uint64_t{0});
    tile.write_ions(0, 1, 300);
    const cycle_count written = tile.last().start + tile.last().cycles - row_reading;
    tile.spend(written + 5000 - refresh_bench::now());
    EXPECT_EQ(tile.get(reg::row_age_low), 5000u);
    tile.set(reg::row_select, 4);  // beyond the array
    EXPECT_EQ(tile.counter(reg::row_age_low), ~std::uint64_t{0});
    EXPECT_EQ(tile.get(reg::row_mode), 0u);
    EXPECT_EQ(tile.get(reg::row_rewrites), 0u);
  });
}

TEST(the_curie_temperature, takes_the_polarisation_and_says_so) {
  on_a_refresh_tile(quick_refresh_tile(4, 8), [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 9);
    EXPECT_EQ(tile.allocate(1, 1, mode::volatile_ions), error::none);  // nothing was ever written to it
    tile.set(common_register::irq_enable, 127);
    tile.set(reg::temperature, 314'999);  // 315 K: fact sheet, section 4
    tile.synchronise();
    EXPECT_FALSE(tile.interrupt.read());
    EXPECT_GT(tile.polarisations()[0], 0.2);
    tile.set(reg::temperature, 315'000);
    tile.await(refresh_interrupt::over_temperature);
    EXPECT_EQ(tile.causes, refresh_interrupt::over_temperature);
    for (const double polarisation : tile.polarisations()) EXPECT_EQ(polarisation, 0);
    EXPECT_EQ(tile.row_bits(0) & bits::suspect, bits::suspect);
    EXPECT_EQ(tile.row_bits(1) & bits::suspect, 0u);
    // A product or reading that touches the row is told apart from one that does not.
    EXPECT_EQ(tile.carry_out(product_on(1)), error::none);
    EXPECT_EQ(tile.causes, refresh_interrupt::done);
    EXPECT_EQ(tile.carry_out(refresh_command_of(operation::multiply, {0, 2, 0, 8})), error::none);
    EXPECT_EQ(tile.causes, refresh_interrupt::done | refresh_interrupt::suspect);
    EXPECT_EQ(tile.carry_out(refresh_command_of(operation::read_cells, {0, 1, 0, 1})), error::none);
    EXPECT_EQ(tile.causes, refresh_interrupt::done | refresh_interrupt::suspect);

    // Writing the polarisation waits until the die has cooled.
    EXPECT_EQ(tile.allocate(0, 1, mode::non_volatile), error::none);
    const std::uint32_t slot = tile.submit({kind::reprogram, 0, 1});
    tile.spend(10'000'000);
    EXPECT_NE(tile.get(reg::slots_busy), 0u);
    EXPECT_EQ(tile.polarisations()[0], 0);
    tile.set(reg::temperature, 300'000);
    EXPECT_EQ(tile.finish_request(slot), error::none);
    EXPECT_NEAR(tile.polarisations()[0], 0.25, 0.01);  // level 9: -1 + 2 * 10/16
    EXPECT_EQ(tile.row_bits(0) & bits::suspect, 0u);
  });
}

TEST(a_refresh_tile, takes_no_temperature_of_zero) {
  on_a_refresh_tile(quick_refresh_tile(2, 8), [](refresh_bench& tile) {
    tile.set(reg::temperature, 0);
    EXPECT_EQ(tile.finish(), error::bad_argument);
    EXPECT_EQ(tile.get(reg::temperature), 300'000u);
  });
}

TEST(a_refresh_tile, begins_nothing_that_would_end_beyond_the_longest_time) {
  on_a_refresh_tile(quick_refresh_tile(2, 8), [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 4);
    // 2^64 ps at 10,000 ps a cycle are 1844674407370955 cycles. 1000 cycles before, a verified pulse does not fit.
    sc_core::wait(sc_core::sc_time::from_value((1'844'674'407'370'955u - 1000) * 10'000) - sc_core::sc_time_stamp());
    tile.write_widths(std::vector<std::int16_t>(8, 1000), 8);
    EXPECT_EQ(tile.carry_out(refresh_command_of(operation::pulse, {0, 1, 0, 8})), error::time_out_of_range);
    EXPECT_EQ(tile.submit({kind::restore, 0, 1}), refresh_no_slot);
    EXPECT_EQ(tile.error(), error::time_out_of_range);
  });
}

TEST(windows_that_the_controller_uses, give_no_direct_memory_access) {
  on_a_refresh_tile(quick_refresh_tile(4, 8), [](refresh_bench& tile) {
    const auto granted = [&](std::uint32_t address) {
      tlm::tlm_dmi dmi;
      return tile.host.socket->get_direct_mem_ptr(tile.host.prepare(tlm::TLM_READ_COMMAND, address, nullptr, 4), dmi);
    };
    for (const std::uint32_t window : {refresh_window::input, refresh_window::result, refresh_window::widths})
      EXPECT_TRUE(granted(window));
    for (const std::uint32_t window : {refresh_window::mode, refresh_window::level, refresh_window::source,
                                       refresh_window::target, refresh_window::conductance})
      EXPECT_FALSE(granted(window));
    tile.prepare_rows(0, 1, 4);
    tile.start(refresh_command_of(operation::read_cells, {0, 1, 0, 8}));
    EXPECT_FALSE(granted(refresh_window::input));
    EXPECT_EQ(tile.finish(), error::none);
    EXPECT_TRUE(granted(refresh_window::input));
  });
}

}  // namespace
}  // namespace memvp
