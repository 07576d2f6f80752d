// SPDX-License-Identifier: Apache-2.0
// The reset input of the 1T1R tile, and whether waveforms change anything.
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/rram_bench.hpp"
#include "memvp/testbench/unit/traces/scratch_folder.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = rram_operation;
namespace reg = rram_register;

void reset_at(rram_bench& tile, cycle_count cycle) {
  sc_core::wait(duration(cycle - rram_bench::now(), period()));
  tile.reset.write(true);
  sc_core::wait(duration(1, period()));
  tile.reset.write(false);
  sc_core::wait(sc_core::SC_ZERO_TIME);
  tile.host.delay = sc_core::SC_ZERO_TIME;
}

TEST(a_reset_of_the_1t1r_tile, undoes_a_pulse_that_has_not_begun_and_leaves_one_that_has) {
  on_an_rram_tile(quiet_rram_tile(2, 2), [](rram_bench& tile) {
    tile.tile.array().set_conductances(std::vector<double>(4, 2e-6).data());
    rram_command command = rram_command_of(operation::set_pulses, {0, 1, 0, 2});
    command.ramp_step = 7;  // 167 uS
    // D 2, S 2, the first pulse from cycle 4 to 14, L 2, S 2, the second from 18 on.
    tile.start(command);
    reset_at(tile, rram_bench::now() + 3);
    EXPECT_NEAR(tile.conductances()[0], 2e-6, 1e-12);
    EXPECT_EQ(tile.look(reg::pulses_low), 0u);
    EXPECT_TRUE(tile.pulses.pulses().empty());

    tile.start(command);
    const cycle_count start = rram_bench::now();
    reset_at(tile, start + 10);
    EXPECT_NEAR(tile.conductances()[0], 167e-6, 0.5e-6);  // cells switch at once
    EXPECT_NEAR(tile.conductances()[1], 2e-6, 1e-12);
    ASSERT_EQ(tile.pulses.pulses().size(), 1u);
    EXPECT_EQ(tile.pulses.pulses()[0].interval.start, start + 4);
    EXPECT_EQ(tile.pulses.pulses()[0].interval.length, 6u);
    EXPECT_EQ(tile.look(common_register::status), 0u);
    EXPECT_EQ(tile.look(reg::pulses_low), 0u);  // counters begin anew
    EXPECT_EQ(tile.look(reg::columns), 2u);     // what the tile is, stays
    EXPECT_EQ(tile.look(reg::pulse_limit), 500u);
  });
}

TEST(a_pulse_that_is_to_come, is_not_seen_by_a_debugger) {
  rram_tile_parameters p = quiet_rram_tile(1, 1);
  p.write.setup_time = 1e-6;
  on_an_rram_tile(p, [](rram_bench& tile) {
    tile.tile.array().set_conductances(std::vector<double>{2e-6}.data());
    rram_command command = rram_command_of(operation::set_pulses, {0, 1, 0, 1});
    command.ramp_step = 7;
    tile.start(command);
    tile.spend(50);  // D 2, S 100, then the pulse of 10
    EXPECT_NEAR(tile.conductances()[0], 2e-6, 1e-12);
    EXPECT_EQ(tile.finish(), rram_error::none);
    EXPECT_NEAR(tile.conductances()[0], 167e-6, 0.5e-6);
  });
}

TEST(a_reset_of_the_1t1r_tile, delivers_only_results_that_were_converted) {
  rram_tile_parameters p = ideal_rram_tile(4, 8);
  p.converter.columns_per_adc = 4;
  p.read.settle_time = 10e-9;
  on_an_rram_tile(p, [](rram_bench& tile) {
    tile.tile.array().set_conductances(std::vector<double>(32, 20e-6).data());
    tile.write_codes({15, 15, 15, 15}, 4);
    // D 2, F 1, T 2, I 10: rounds of two lines and 9 cycles from cycle 15 on, at 24, 33, 42, 51.
    tile.start(rram_command_of(operation::multiply, {0, 4, 0, 8}));
    reset_at(tile, rram_bench::now() + 35);
    const auto words = tile.results(8);
    for (std::size_t column = 0; column < 4; ++column) EXPECT_GT(words[column], 0);
    for (std::size_t column = 4; column < 8; ++column) EXPECT_EQ(words[column], 0);
    tile.set(common_register::irq_enable, 7);
    EXPECT_EQ(tile.carry_out(rram_command_of(operation::multiply, {0, 4, 0, 8})), rram_error::none);
    for (const std::int32_t word : tile.results(8)) EXPECT_EQ(word, words[0]);
  });
}

TEST(a_reset_of_the_1t1r_tile, cuts_a_command_at_the_same_place_with_and_without_waveforms) {
  const scratch_folder folder;
  vcd_writer waveforms(folder / "waves.vcd");
  rram_tile_parameters p = quiet_rram_tile(4, 6);
  p.trace = {"0,0 1,1", "0 1", "0"};
  p.device.set_spread_low = 0.4;
  p.device.reset_spread = 0.6;
  p.device.read_noise = 0.01;
  p.device.relaxation = true;
  rram_bench asleep("asleep", p), walking("walking", p, 1, &waveforms);
  bool ended = false;
  asleep.host.script = [&](scripted_initiator&) {
    draws random(61);
    std::size_t pulses = 0;
    for (int trial = 0; trial < 60; ++trial) {
      std::vector<std::uint32_t> targets;
      std::vector<std::int32_t> codes;
      for (int i = 0; i < 24; ++i) targets.push_back(random.below(65536));
      for (int i = 0; i < 8; ++i) codes.push_back(random.between(0, 15));
      const operation kinds[] = {operation::program_verify, operation::multiply, operation::read_cells,
                                 operation::reset_pulses};
      rram_command command = rram_command_of(kinds[random.below(4)], {0, 4, 0, 6});
      command.verify_tolerance = 3000;
      command.pulse_limit = 20;
      command.vectors = 2;
      command.ramp_step = random.below(10);
      for (rram_bench* tile : {&asleep, &walking}) {
        tile->write_targets(targets);
        tile->write_codes(codes, 4);
        tile->load(command);
      }
      asleep.synchronise();
      walking.synchronise();
      asleep.set(common_register::command, static_cast<std::uint32_t>(command.operation));
      walking.set(common_register::command, static_cast<std::uint32_t>(command.operation));
      const cycle_count length = random.below(command.operation == operation::program_verify ? 8000 : 150);
      sc_core::wait(duration(length, period()));
      for (rram_bench* tile : {&asleep, &walking}) tile->reset.write(true);
      sc_core::wait(duration(2, period()));
      for (rram_bench* tile : {&asleep, &walking}) {
        tile->reset.write(false);
        tile->host.delay = sc_core::SC_ZERO_TIME;
      }
      sc_core::wait(period());
      EXPECT_EQ(asleep.conductances(), walking.conductances()) << trial << ": cut after " << length;
      EXPECT_EQ(asleep.look<std::uint32_t>(rram_window::result, 24),
                walking.look<std::uint32_t>(rram_window::result, 24));
      EXPECT_EQ(asleep.energy.dynamic_total(), walking.energy.dynamic_total()) << trial;
      ASSERT_EQ(asleep.pulses.pulses().size(), walking.pulses.pulses().size());
      pulses = asleep.pulses.pulses().size();
    }
    EXPECT_GT(pulses, 100u);
    ended = true;
  };
  sc_core::sc_start();
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace memvp
