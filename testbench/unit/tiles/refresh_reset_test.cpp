// SPDX-License-Identifier: Apache-2.0
// The reset input of the refresh tile, and whether waveforms change anything.
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/refresh_bench.hpp"
#include "memvp/testbench/unit/traces/scratch_folder.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using error = refresh_error;
using kind = refresh_request_kind;
using operation = refresh_operation;
namespace reg = refresh_register;

void reset_at(refresh_bench& tile, cycle_count cycle) {
  sc_core::wait(duration(cycle - refresh_bench::now(), period()));
  tile.reset.write(true);
  sc_core::wait(duration(1, period()));
  tile.reset.write(false);
  sc_core::wait(sc_core::SC_ZERO_TIME);
  tile.host.delay = sc_core::SC_ZERO_TIME;
}

TEST(a_reset_of_the_refresh_tile, cuts_a_pulse_where_it_is_and_drops_all_that_waits) {
  on_a_refresh_tile(quick_refresh_tile(4, 4), [](refresh_bench& tile) {
    tile.prepare_rows(0, 4, 4);
    tile.write_ions(1, 1, 500);
    const double half = tile.ionic_states()[4];
    tile.set_policy([](refresh_policy& policy) { policy.restore_pulses = 3; });
    tile.set(reg::pulse_table + 2 * reg::pulse_bytes + reg::pulse_width, 999);
    tile.set(reg::temperature, 305'000);
    const auto polarisations = tile.polarisations();
    tile.write_widths({900, 900, 900, 900}, 4);
    refresh_command command = refresh_command_of(operation::pulse, {0, 1, 0, 4});
    tile.load(command);
    EXPECT_EQ(tile.submit({kind::restore, 1, 1}), 0u);  // waits for nobody; the command waits for its first pulse
    tile.start(static_cast<std::uint32_t>(command.operation));
    const cycle_count start = refresh_bench::now();
    tile.spend(2100 + 2 + 100 + 500 - 5);  // more or less in the middle of the command's pulse
    EXPECT_GT(refresh_bench::now(), start);
    reset_at(tile, refresh_bench::now());
    EXPECT_EQ(tile.look(common_register::status), 0u);
    EXPECT_EQ(tile.look(reg::slots_busy), 0u);
    EXPECT_EQ(tile.look(common_register::irq_status), 0u);
    EXPECT_EQ(tile.look(reg::request_slot), refresh_no_slot);
    EXPECT_EQ(tile.polarisations(), polarisations);
    const double partial = tile.ionic_states()[0];
    EXPECT_GT(partial, 0.8 * half);  // about 500 cycles of the pulse's 900
    EXPECT_LT(partial, 1.2 * half);
    for (std::uint32_t row = 0; row < 4; ++row) EXPECT_EQ(tile.row_bits(row), 0u);
    for (std::uint32_t low = reg::restores_low; low < reg::undefined_pulses_low; low += 8)
      EXPECT_EQ(tile.look(low), 0u);
    EXPECT_EQ(tile.look(reg::refresh_energy_low), 0u);
    // What the configuration says holds again; what the tile is, and the sensor's temperature, stay.
    EXPECT_EQ(tile.look(reg::n_rest), 28u);
    EXPECT_EQ(tile.tile.controller().policy().restore_pulses, 28u);
    EXPECT_EQ(tile.look(reg::pulse_table + 2 * reg::pulse_bytes + reg::pulse_width), 1000u);
    EXPECT_EQ(pulse_of(tile.tile.planner().pulses(), refresh_pulse_kind::ion_set).width, 1000u);
    EXPECT_EQ(tile.look(reg::columns), 4u);
    EXPECT_EQ(tile.look(reg::temperature), 305'000u);
    EXPECT_EQ(tile.tile.array().cells().temperature(), 305.0);
    // Nothing that was dropped comes back.
    const std::size_t pulses = tile.pulses.pulses().size();
    tile.spend(1'000'000);
    EXPECT_EQ(tile.pulses.pulses().size(), pulses);
    tile.set(common_register::irq_enable, 7);
    EXPECT_EQ(tile.carry_out(refresh_command_of(operation::multiply, {0, 1, 0, 4})), error::row_not_allocated);
    tile.prepare_rows(0, 1, 4);
    EXPECT_EQ(tile.carry_out(refresh_command_of(operation::multiply, {0, 1, 0, 4})), error::none);
  });
}

TEST(a_reset_of_the_refresh_tile, cuts_work_at_the_same_place_with_and_without_waveforms) {
  const scratch_folder folder;
  vcd_writer waveforms(folder / "waves.vcd");
  refresh_tile_parameters p = quick_refresh_tile(4, 6);
  p.trace = {"0,0 1,1", "0 1"};
  p.device.variability = true;
  p.device.read_noise = 0.01;
  p.device.relaxation_time = 0.02;
  p.controller.level_tolerance = 40;
  p.controller.keep_alive = true;
  refresh_bench asleep("asleep", p), walking("walking", p, 1, &waveforms);
  bool ended = false;
  asleep.host.script = [&](scripted_initiator&) {
    draws random(61);
    for (int trial = 0; trial < 60; ++trial) {
      std::vector<std::uint8_t> levels(24);
      std::vector<std::int16_t> widths(24);
      for (auto& level : levels) level = static_cast<std::uint8_t>(random.below(16));
      for (auto& width : widths) width = static_cast<std::int16_t>(random.between(-300, 900));
      refresh_command command =
          refresh_command_of(static_cast<operation>(1 + random.below(4)), {0, 1 + random.below(4), 0, 6});
      command.verify = random.chance(0.7);
      const refresh_request request{static_cast<kind>(2 + random.below(4)), random.below(2), 1 + random.below(2)};
      const cycle_count length = random.below(random.chance(0.5) ? 20'000 : 2'000'000);
      for (refresh_bench* tile : {&asleep, &walking}) {
        // Both tiles at the same instant: what an access takes is left out.
        const auto at_once = [&](const std::function<void()>& access) {
          access();
          tile->host.delay = sc_core::SC_ZERO_TIME;
        };
        at_once([&] { tile->write_levels(0, levels); });
        at_once([&] { tile->write_widths(widths, 6); });
        for (const refresh_request& each : {refresh_request{kind::alloc, 0, 4, refresh_mode::non_volatile, 1},
                                            {kind::reprogram, 0, 2},
                                            {kind::alloc, 0, 4, refresh_mode::volatile_ions, 1},
                                            request}) {
          at_once([&] {
            tile->set(reg::request_first_row, each.first_row);
            tile->set(reg::request_row_count, each.row_count);
            tile->set(reg::request_mode, static_cast<std::uint32_t>(each.mode));
          });
          at_once([&] { tile->set(reg::request, static_cast<std::uint32_t>(each.kind)); });
        }
        at_once([&] { tile->load(command); });
      }
      sc_core::wait(duration(6'000'000, period()));
      for (refresh_bench* tile : {&asleep, &walking}) {
        tile->set(common_register::command, static_cast<std::uint32_t>(command.operation));
        tile->host.delay = sc_core::SC_ZERO_TIME;
      }
      sc_core::wait(duration(length, period()));
      for (refresh_bench* tile : {&asleep, &walking}) tile->reset.write(true);
      sc_core::wait(duration(2, period()));
      for (refresh_bench* tile : {&asleep, &walking}) tile->reset.write(false);
      sc_core::wait(period());
      EXPECT_EQ(asleep.polarisations(), walking.polarisations()) << trial << ": cut after " << length;
      EXPECT_EQ(asleep.ionic_states(), walking.ionic_states()) << trial;
      EXPECT_EQ(asleep.look<std::uint32_t>(refresh_window::result, 24),
                walking.look<std::uint32_t>(refresh_window::result, 24));
      EXPECT_EQ(asleep.energy.dynamic_total(), walking.energy.dynamic_total()) << trial;
      ASSERT_EQ(asleep.pulses.pulses().size(), walking.pulses.pulses().size());
      ASSERT_EQ(asleep.latency.rows().size(), walking.latency.rows().size());
    }
    EXPECT_GT(asleep.pulses.pulses().size(), 10'000u);
    ended = true;
    sc_core::sc_stop();
  };
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace memvp
