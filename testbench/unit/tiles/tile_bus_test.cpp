// SPDX-License-Identifier: Apache-2.0
// The ECRAM tile as a bus target: what it refuses, what a debugger sees, when direct memory access is taken back.
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/tile_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = ecram_operation;
namespace reg = ecram_register;

constexpr std::uint32_t serial = static_cast<std::uint32_t>(operation::program_serial);

/// A pulse of 10 ms on cell (0, 0): a million cycles in which to disturb the tile.
void begin_long_pulse(tile_bench& tile) {
  tile.write(ecram_window::pulse, std::vector<std::int32_t>{10});
  tile.start(command_of(operation::program_serial, {0, 1, 0, 1}));
  tile.spend(100);
}

TEST(ecram_tile_on_the_bus, answers_bad_accesses_with_the_right_response_and_changes_nothing) {
  on_a_tile(ecram_tile_parameters{}, [](tile_bench& tile) {
    tile.set(reg::first_row, 5);
    tile.write(ecram_window::input, std::vector<std::uint32_t>{1, 2, 3, 4});
    const auto registers = tile.look<std::uint32_t>(0, 0x38 / 4);
    std::uint32_t words[4] = {7, 7, 7, 7};
    const auto answer = [&](tlm::tlm_command command, std::uint64_t address, unsigned length) {
      tile.host.prepare(command, address, words, length);
      const sc_core::sc_time before = sc_core::sc_time_stamp() + tile.host.delay;
      const tlm::tlm_response_status status = tile.host.send();
      EXPECT_EQ(sc_core::sc_time_stamp() + tile.host.delay, before + period());  // a refusal takes a cycle
      return status;
    };
    const auto reading = tlm::TLM_READ_COMMAND;
    const auto writing = tlm::TLM_WRITE_COMMAND;
    for (const tlm::tlm_command command : {reading, writing}) {
      // unaligned
      EXPECT_EQ(answer(command, reg::first_row + 2, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
      EXPECT_EQ(answer(command, ecram_window::input + 1, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
      // no register, between two windows, past the last, across a window's end
      EXPECT_EQ(answer(command, 0x3C, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
      EXPECT_EQ(answer(command, 0x8000, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
      EXPECT_EQ(answer(command, ecram_tile_address_size, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
      EXPECT_EQ(answer(command, ecram_window::input + ecram_window::vector_bytes - 8, 16),
                tlm::TLM_ADDRESS_ERROR_RESPONSE);
      // the true conductances are for debuggers
      EXPECT_EQ(answer(command, ecram_window::conductance, 8), tlm::TLM_ADDRESS_ERROR_RESPONSE);
      // a register is read and written whole and alone
      EXPECT_EQ(answer(command, reg::first_row, 2), tlm::TLM_BURST_ERROR_RESPONSE);
      EXPECT_EQ(answer(command, reg::first_row, 8), tlm::TLM_BURST_ERROR_RESPONSE);

      unsigned char enables[4] = {0xFF, 0, 0xFF, 0};
      tile.host.prepare(command, reg::first_row, words, 4).set_byte_enable_ptr(enables);
      tile.host.payload.set_byte_enable_length(4);
      EXPECT_EQ(tile.host.send(), tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
      tile.host.payload.set_byte_enable_ptr(nullptr);
      tile.host.prepare(command, ecram_window::input, words, 16).set_streaming_width(8);
      EXPECT_EQ(tile.host.send(), tlm::TLM_BURST_ERROR_RESPONSE);
      tile.host.prepare(command, ecram_window::input, nullptr, 4);
      EXPECT_EQ(tile.host.send(), tlm::TLM_GENERIC_ERROR_RESPONSE);
    }
    for (const std::uint32_t read_only : {common_register::id, common_register::status, common_register::error,
                                          reg::rows, reg::current_lsb, reg::pulses_low})
      EXPECT_EQ(answer(writing, read_only, 4), tlm::TLM_COMMAND_ERROR_RESPONSE) << read_only;
    EXPECT_EQ(answer(writing, ecram_window::result, 16), tlm::TLM_COMMAND_ERROR_RESPONSE);

    for (const std::uint32_t word : words) EXPECT_EQ(word, 7u);  // nothing was delivered
    EXPECT_EQ(tile.look<std::uint32_t>(0, 0x38 / 4), registers);
    EXPECT_EQ(tile.get(reg::first_row), 5u);
    EXPECT_EQ(tile.read<std::uint32_t>(ecram_window::input, 4), (std::vector<std::uint32_t>{1, 2, 3, 4}));
    EXPECT_FALSE(tile.interrupt.read());
  });
}

TEST(ecram_tile_on_the_bus, keeps_its_windows_while_it_works) {
  on_a_tile(ecram_tile_parameters{}, [](tile_bench& tile) {
    begin_long_pulse(tile);
    const std::uint32_t word = 99;
    for (const std::uint32_t window : {ecram_window::input, ecram_window::pulse})
      EXPECT_EQ(tile.host.write32(window, word), tlm::TLM_COMMAND_ERROR_RESPONSE);
    // What is wrong with the address is wrong whether the tile works or not.
    for (const std::uint32_t address : {0x8000u, ecram_window::input + 2, ecram_window::conductance})
      EXPECT_EQ(tile.host.write32(address, word), tlm::TLM_ADDRESS_ERROR_RESPONSE) << address;
    // Reading is allowed, and so is preparing the next command: this one has latched its arguments.
    EXPECT_EQ(tile.read<std::uint32_t>(ecram_window::pulse, 1)[0], 10u);
    EXPECT_EQ(tile.read<std::uint32_t>(ecram_window::input, 1)[0], 0u);
    tile.set(reg::row_count, 7);
    EXPECT_EQ(tile.finish(), ecram_error::none);
    EXPECT_EQ(tile.get(reg::pulses_low), 1u);
    EXPECT_EQ(tile.host.write32(ecram_window::input, word), tlm::TLM_OK_RESPONSE);
  });
}

TEST(ecram_tile_on_the_bus, shows_a_host_in_mid_command_what_has_happened_by_then) {
  ecram_tile_parameters p = quiet_tile(1, 3);
  p.converter.columns_per_adc = 3;
  on_a_tile(p, [](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{1, 1, 1});
    tile.load(command_of(operation::program_serial, {0, 1, 0, 3}));
    tile.start(serial);
    // D 2; then F 1, S 10, 100,000, L 10 for each: the first two pulses end at 100,013 and 200,034.
    tile.spend(200'032);                       // and one for COMMAND
    EXPECT_EQ(tile.get(reg::pulses_low), 1u);  // at 200,033
    EXPECT_EQ(tile.get(reg::pulses_low), 2u);  // at 200,034
    EXPECT_EQ(tile.finish(), ecram_error::none);

    tile.write(ecram_window::input, std::vector<std::int32_t>{127});
    tile.spend(1000);  // W
    tile.load(command_of(operation::multiply, {0, 1, 0, 3}));
    tile.start(static_cast<std::uint32_t>(operation::multiply));
    // D 2, F 1, T 1001, I 1000: sampled at 2004; C 10 a line: the first word is there at 2014.
    tile.spend(2012);
    EXPECT_EQ(tile.read<std::int32_t>(ecram_window::result, 1)[0], 0);  // at 2013
    EXPECT_GT(tile.read<std::int32_t>(ecram_window::result, 1)[0], 0);  // at 2014
    EXPECT_EQ(tile.get(reg::conversions_low), 1u);
    EXPECT_EQ(tile.read<std::int32_t>(ecram_window::result + 8, 1)[0], 0);
    EXPECT_EQ(tile.finish(), ecram_error::none);
  });
}

TEST(ecram_tile_on_the_bus, lets_an_initiator_that_runs_ahead_wait_for_the_command_to_end) {
  on_a_tile(ecram_tile_parameters{}, [](tile_bench& tile) {
    begin_long_pulse(tile);
    tile.host.delay += duration(2'000'000, period());  // the command ends 10^6 cycles from now
    tile.set(ecram_window::input, 3);
    EXPECT_EQ(tile.look(reg::pulses_low), 1u);
    EXPECT_EQ(tile.look(ecram_window::input), 3u);
    EXPECT_EQ(tile.finish(), ecram_error::none);
  });
}

TEST(ecram_tile_on_the_bus, answers_an_initiator_that_polls_without_stopping_it_where_nothing_is_due) {
  on_a_tile(ecram_tile_parameters{}, [](tile_bench& tile) {
    tile.synchronise();
    const cycle_count idle = tile.now();
    for (const std::uint32_t offset :
         {common_register::status, common_register::irq_status, common_register::cycles_low})
      EXPECT_EQ(tile.get(offset), 0u);
    EXPECT_EQ(tile.now(), idle);
    EXPECT_EQ(cycles_at(tile.host.delay), 3u);

    begin_long_pulse(tile);  // D 2, F 1, S 10, 10 ms, L 10
    tile.synchronise();
    const cycle_count begun = tile.now();
    const cycle_count end = begun - 101 + 1'000'023;  // COMMAND took a cycle, and a hundred have passed since
    std::uint64_t polls = 0;
    while (tile.get(common_register::status) == ecram_status::busy) {
      ++polls;
      tile.host.delay += duration(999, period());
      if (polls == 900) {
        EXPECT_EQ(tile.now(), begun);
      }
    }
    // Polls take effect at begun + 1000 * k, and the first one at or after the end sees it.
    EXPECT_EQ(polls, (end - begun + 999) / 1000);
    EXPECT_EQ(tile.get(common_register::irq_status), tile_interrupt::done);
    // How far a command has come is another matter: for that, time catches up.
    begin_long_pulse(tile);
    tile.host.delay += duration(1000, period());
    const cycle_count before = tile.now();
    tile.get(reg::pulses_low);
    EXPECT_EQ(tile.now(), before + 1000);
    EXPECT_EQ(tile.finish(), ecram_error::none);
  });
}

TEST(ecram_tile_on_the_bus, is_done_in_the_very_cycle_in_which_a_command_ends) {
  on_a_tile(ecram_tile_parameters{}, [](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{1});
    tile.load(command_of(operation::program_serial, {0, 1, 0, 1}));
    tile.start(serial);
    // D 2, F 1, S 10, 1 ms, L 10. STATUS is read at the given cycle after the start, whatever process comes first.
    tile.synchronise();  // the write of COMMAND took a cycle
    sc_core::wait(duration(100'021, period()));
    EXPECT_EQ(tile.get(common_register::status), ecram_status::busy);  // cycle 100,022
    EXPECT_EQ(tile.get(common_register::status), ecram_status::done);  // cycle 100,023
    EXPECT_EQ(tile.finish(), ecram_error::none);
    EXPECT_EQ(tile.latency.rows().back().cycles, 100'023u);
  });
}

TEST(ecram_tile_on_the_bus, grants_direct_memory_access_but_not_while_it_works) {
  on_a_tile(ecram_tile_parameters{}, [](tile_bench& tile) {
    const auto granted = [&](std::uint32_t window, tlm::tlm_dmi& dmi) {
      std::uint32_t word = 0;
      tile.host.prepare(tlm::TLM_READ_COMMAND, window, &word, 4);
      return tile.host.socket->get_direct_mem_ptr(tile.host.payload, dmi);
    };
    tlm::tlm_dmi dmi;
    ASSERT_TRUE(granted(ecram_window::input, dmi));
    EXPECT_TRUE(dmi.is_read_write_allowed());
    EXPECT_EQ(dmi.get_end_address() - dmi.get_start_address() + 1, ecram_window::vector_bytes);
    ASSERT_TRUE(granted(ecram_window::result, dmi));
    EXPECT_FALSE(dmi.is_write_allowed());
    ASSERT_TRUE(granted(ecram_window::pulse, dmi));
    EXPECT_FALSE(granted(ecram_window::conductance, dmi));
    EXPECT_FALSE(granted(reg::rows, dmi));
    // What goes past the bus is what a command finds.
    ASSERT_TRUE(granted(ecram_window::pulse, dmi));
    const std::int32_t ten = 10;
    std::memcpy(dmi.get_dmi_ptr(), &ten, 4);

    EXPECT_TRUE(tile.host.invalidated.empty());
    tile.start(command_of(operation::program_serial, {0, 1, 0, 1}));
    for (const std::uint32_t window : {ecram_window::input, ecram_window::result, ecram_window::pulse}) {
      bool taken_back = false;
      for (const auto& [first, last] : tile.host.invalidated) taken_back |= first <= window && window <= last;
      EXPECT_TRUE(taken_back) << std::hex << window;
      EXPECT_FALSE(granted(window, dmi)) << std::hex << window;
    }
    EXPECT_EQ(tile.finish(), ecram_error::none);
    EXPECT_TRUE(granted(ecram_window::input, dmi));
    EXPECT_NEAR(tile.states()[0], 0.001, 0.001);  // 10 ms of 10 s, with noise
    // A read tells whether asking is worth it.
    tile.read<std::uint32_t>(ecram_window::result, 1);
    EXPECT_TRUE(tile.host.payload.is_dmi_allowed());
    begin_long_pulse(tile);
    tile.read<std::uint32_t>(ecram_window::result, 1);
    EXPECT_FALSE(tile.host.payload.is_dmi_allowed());
    EXPECT_EQ(tile.finish(), ecram_error::none);
  });
}

TEST(ecram_tile_on_the_bus, shows_a_debugger_everything_without_side_effects_or_time) {
  ecram_tile_parameters p = quiet_tile(2, 3);
  p.array.initial_state = 0.25;
  p.device.half_select_ratio = 0;
  on_a_tile(p, [](tile_bench& tile) {
    // 5 pulses of 10 s are 5 * 10^9 cycles, more than 2^32: both words of CYCLES count.
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{10000, -10000, 10000, -10000, 10000, 0});
    EXPECT_EQ(tile.carry_out(command_of(operation::program_serial, {0, 2, 0, 3})), ecram_error::none);
    const std::uint64_t first = tile.latency.rows().back().cycles;
    EXPECT_GT(first, std::uint64_t{1} << 32);
    EXPECT_EQ(tile.get(common_register::cycles_low), static_cast<std::uint32_t>(first));  // latches the high word
    const std::uint32_t high = static_cast<std::uint32_t>(first >> 32);

    tile.write(ecram_window::pulse, std::vector<std::int32_t>{-10000, 10000, -10000, 10000, -10000, 0});
    EXPECT_EQ(tile.carry_out(command_of(operation::program_serial, {0, 2, 0, 3})), ecram_error::none);
    const std::uint64_t second = first + tile.latency.rows().back().cycles;
    ASSERT_NE(static_cast<std::uint32_t>(second >> 32), high);
    const std::uint32_t status = tile.look(common_register::irq_status);

    // A debugger reads everything, twice, also in one piece and beginning within a register.
    const sc_core::sc_time at = sc_core::sc_time_stamp();
    const sc_core::sc_time ahead = tile.host.delay;
    for (int twice = 0; twice < 2; ++twice) {
      EXPECT_EQ(tile.look(common_register::cycles_low), static_cast<std::uint32_t>(second));
      EXPECT_EQ(tile.look(common_register::cycles_high), static_cast<std::uint32_t>(second >> 32));  // the live one
      for (const register_entry& entry : ecram_tile_registers().registers) tile.look(entry.offset);
      EXPECT_EQ(tile.look(common_register::id), ecram_tile_id);
      EXPECT_EQ(tile.look(reg::rows), 2u);
      EXPECT_EQ(tile.look<std::uint16_t>(reg::columns + 2, 1)[0], 0u);
      EXPECT_EQ(tile.look<std::uint32_t>(ecram_window::pulse, 6)[5], 0u);
    }
    EXPECT_EQ(tile.look(common_register::irq_status), status);
    EXPECT_EQ(sc_core::sc_time_stamp(), at);
    EXPECT_EQ(tile.host.delay, ahead);
    EXPECT_EQ(tile.get(common_register::cycles_high), high);  // as latched: the debugger took nothing away

    // 15 uS and 30 uS, the window's ends, are where pulses of a whole window have put the cells, row by row.
    const std::vector<double> siemens = tile.conductances();
    for (const std::size_t cell : {0u, 2u, 4u}) EXPECT_DOUBLE_EQ(siemens[cell], 15e-6) << cell;
    const double half_read = tile.look<double>(ecram_window::conductance + 8, 1)[0];
    EXPECT_DOUBLE_EQ(half_read, siemens[1]);

    // It may also write windows, but no registers.
    std::uint32_t word = 42;
    EXPECT_EQ(tile.host.debug(tlm::TLM_WRITE_COMMAND, ecram_window::input, &word, 4), 4u);
    EXPECT_EQ(tile.look(ecram_window::input), 42u);
    EXPECT_EQ(tile.host.debug(tlm::TLM_WRITE_COMMAND, reg::first_row, &word, 4), 0u);
    EXPECT_EQ(tile.look(reg::first_row), 0u);
    EXPECT_EQ(tile.host.debug(tlm::TLM_WRITE_COMMAND, ecram_window::conductance, &word, 4), 0u);
  });
}

TEST(ecram_tile_on_the_bus, tells_a_host_its_size_and_units) {
  ecram_tile_parameters p = quiet_tile(12, 7);
  on_a_tile(p, [](tile_bench& tile) {
    EXPECT_EQ(tile.get(common_register::id), 0x45435241u);  // "ECRA"
    EXPECT_EQ(tile.get(reg::rows), 12u);
    EXPECT_EQ(tile.get(reg::columns), 7u);
    EXPECT_EQ(tile.get(reg::pulse_lsb), 1'000'000u);  // 1 ms in ns
    EXPECT_EQ(tile.get(reg::pulse_maximum), 16383u);  // 14 bits
    EXPECT_EQ(tile.get(reg::input_maximum), 127u);    // 8 bits with sign
    EXPECT_EQ(tile.get(reg::vector_maximum), 32u);
    const std::uint32_t bits = tile.get(reg::current_lsb);
    float lsb = 0;
    std::memcpy(&lsb, &bits, 4);
    // 230 uA are 127 steps of the widest of 8 ranges, each of 2^7 steps of the narrowest
    EXPECT_FLOAT_EQ(lsb, static_cast<float>(230e-6 / 127 / 128));
  });
}

}  // namespace
}  // namespace memvp
