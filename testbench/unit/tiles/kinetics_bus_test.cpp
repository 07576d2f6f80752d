// SPDX-License-Identifier: Apache-2.0
// The kinetics tile as a bus target: accesses while it works, accesses that no device takes, direct memory access.
#include <gtest/gtest.h>

#include <cstring>

#include "memvp/testbench/unit/tiles/kinetics_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using error = kinetics_error;
using operation = kinetics_operation;
namespace reg = kinetics_register;

TEST(kinetics_tile_on_the_bus, refuses_a_command_while_it_is_busy_and_is_not_disturbed) {
  const auto p = fine_discrete_tile(4);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    tile.write_codes({0, 0});
    tile.start(run_of(1, 2, 1, p));
    tile.spend(10);
    tile.set(common_register::command, static_cast<std::uint32_t>(operation::read));
    tile.spend(1);
    EXPECT_TRUE(tile.interrupt.read());
    EXPECT_EQ(tile.get(common_register::error), static_cast<std::uint32_t>(error::busy));
    EXPECT_EQ(tile.get(common_register::irq_status), kinetics_interrupt::error);
    EXPECT_EQ(tile.get(common_register::status), kinetics_status::busy | kinetics_status::error);
    tile.set(common_register::irq_status, kinetics_interrupt::error);
    // Windows are the tile's while it works; arguments of the next command may be written.
    for (const std::uint32_t window :
         {kinetics_window::input, kinetics_window::alpha_table, kinetics_window::beta_table, kinetics_window::mask})
      EXPECT_EQ(tile.host.write32(window, 1), tlm::TLM_COMMAND_ERROR_RESPONSE);
    tile.set(reg::step_count, 77);
    EXPECT_EQ(tile.finish(), error::none);
    EXPECT_EQ(tile.counter(reg::steps_low), 2u);
    EXPECT_NEAR(tile.features(2)[1], 1.7 / 5 * 65535, 0.51);
  });
}

TEST(kinetics_tile_on_the_bus, answers_bad_accesses_with_the_right_response_and_changes_nothing) {
  const auto p = quiet_kinetics_tile(4);
  on_a_kinetics_tile(p, [](kinetics_bench& tile) {
    std::uint32_t words[2] = {7, 7};
    const auto answer = [&](tlm::tlm_command command, std::uint64_t address, unsigned length) {
      tile.host.prepare(command, address, words, length);
      return tile.host.send();
    };
    constexpr auto reading = tlm::TLM_READ_COMMAND;
    constexpr auto writing = tlm::TLM_WRITE_COMMAND;
    EXPECT_EQ(answer(writing, kinetics_window::feature, 8), tlm::TLM_COMMAND_ERROR_RESPONSE);
    EXPECT_EQ(answer(reading, kinetics_window::state, 8), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(answer(reading, kinetics_window::constants, 8), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(answer(writing, reg::devices, 4), tlm::TLM_COMMAND_ERROR_RESPONSE);
    EXPECT_EQ(answer(writing, reg::samples_low, 4), tlm::TLM_COMMAND_ERROR_RESPONSE);
    EXPECT_EQ(answer(reading, reg::arguments_end, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(answer(reading, reg::counters_end, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(answer(reading, kinetics_tile_address_size, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(answer(reading, kinetics_tile_address_size - 4, 8), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(answer(reading, reg::pulse_width + 2, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(answer(reading, reg::pulse_width, 2), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_EQ(words[0], 7u);
    EXPECT_EQ(tile.get(reg::pulse_width), 100u);
  });
}

TEST(kinetics_tile_on_the_bus, grants_direct_memory_access_but_not_while_it_works) {
  const auto p = fine_discrete_tile(4);
  on_a_kinetics_tile(p, [&](kinetics_bench& tile) {
    const auto granted = [&](std::uint32_t window, tlm::tlm_dmi& dmi) {
      std::uint32_t word = 0;
      tile.host.prepare(tlm::TLM_READ_COMMAND, window, &word, 4);
      return tile.host.socket->get_direct_mem_ptr(tile.host.payload, dmi);
    };
    tlm::tlm_dmi dmi;
    ASSERT_TRUE(granted(kinetics_window::feature, dmi));
    EXPECT_FALSE(dmi.is_write_allowed());
    EXPECT_FALSE(granted(kinetics_window::state, dmi));
    EXPECT_FALSE(granted(reg::devices, dmi));
    ASSERT_TRUE(granted(kinetics_window::input, dmi));
    // What goes past the bus is what a command finds.
    const std::uint16_t codes[2] = {65535, 0};
    std::memcpy(dmi.get_dmi_ptr(), codes, sizeof codes);
    EXPECT_TRUE(tile.host.invalidated.empty());
    tile.start(run_of(1, 2, 1, p));
    tile.spend(10);
    for (const std::uint32_t window : {kinetics_window::input, kinetics_window::feature, kinetics_window::mask}) {
      bool taken_back = false;
      for (const auto& [first, last] : tile.host.invalidated) taken_back |= first <= window && window <= last;
      EXPECT_TRUE(taken_back) << std::hex << window;
      EXPECT_FALSE(granted(window, dmi)) << std::hex << window;
    }
    EXPECT_EQ(tile.finish(), error::none);
    EXPECT_TRUE(granted(kinetics_window::feature, dmi));
    EXPECT_NEAR(tile.features(2)[1], 0.7 / 5 * 65535, 0.51);
  });
}

}  // namespace
}  // namespace memvp
