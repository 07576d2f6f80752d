// SPDX-License-Identifier: Apache-2.0
// Commands that the tile refuses: the code in ERROR, the interrupt, and nothing else.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "memvp/testbench/unit/tiles/tile_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = ecram_operation;
using error = ecram_error;

/// All that a refused command may not touch.
struct tile_contents {
  std::vector<std::uint32_t> registers, input, result, pulse;
  std::vector<double> conductances;
  double joules;
  std::uint64_t posts, commands, write_pulses;
  bool operator==(const tile_contents& o) const {
    return registers == o.registers && input == o.input && result == o.result && pulse == o.pulse &&
           conductances == o.conductances && joules == o.joules && posts == o.posts && commands == o.commands &&
           write_pulses == o.write_pulses;
  }
};

tile_contents contents_of(tile_bench& tile) {
  tile_contents c;
  for (const register_entry& entry : ecram_tile_registers().registers) {
    const std::uint32_t offset = entry.offset;
    // Where a refusal shows.
    if (offset == common_register::status || offset == common_register::irq_status ||
        offset == common_register::command || offset == common_register::error)
      continue;
    c.registers.push_back(tile.look(offset));
  }
  c.input = tile.look<std::uint32_t>(ecram_window::input, 2000);
  c.result = tile.look<std::uint32_t>(ecram_window::result, 2000);
  c.pulse = tile.look<std::uint32_t>(ecram_window::pulse, 2000);
  c.conductances = tile.conductances();
  c.joules = tile.energy.total();
  c.posts = tile.energy.posts();
  c.commands = tile.latency.rows().size();
  c.write_pulses = tile.pulses.pulses().size();
  return c;
}

void expect_refusal(tile_bench& tile, std::uint32_t code, error expected) {
  tile.synchronise();
  const tile_contents before = contents_of(tile);
  const sc_core::sc_time at = sc_core::sc_time_stamp();
  EXPECT_FALSE(tile.interrupt.read());
  tile.set(common_register::command, code);
  EXPECT_EQ(sc_core::sc_time_stamp(), at);
  for (int delta = 0; delta < 3; ++delta) sc_core::wait(sc_core::SC_ZERO_TIME);
  EXPECT_TRUE(tile.interrupt.read());  // at the instant of the write
  EXPECT_EQ(tile.look(common_register::error), static_cast<std::uint32_t>(expected));
  EXPECT_EQ(tile.look(common_register::status) & (ecram_status::busy | ecram_status::error), ecram_status::error);
  EXPECT_EQ(tile.look(common_register::irq_status), ecram_interrupt::error);
  EXPECT_TRUE(contents_of(tile) == before);
  tile.spend(100'000);  // nothing happens later either
  EXPECT_TRUE(contents_of(tile) == before);
  tile.set(common_register::irq_status, ecram_interrupt::error);
  tile.synchronise();
  EXPECT_FALSE(tile.interrupt.read());
}

void expect_refusal(tile_bench& tile, const ecram_command& command, error expected) {
  SCOPED_TRACE("operation " + std::to_string(static_cast<int>(command.operation)));
  tile.load(command);
  expect_refusal(tile, static_cast<std::uint32_t>(command.operation), expected);
}

/// A tile that has been written and read, so that there is something to be changed.
void on_a_used_tile(const ecram_tile_parameters& parameters, const std::function<void(tile_bench&)>& script) {
  on_a_tile(parameters, [&](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{50, -20, 30, 40});
    EXPECT_EQ(tile.carry_out(command_of(operation::program_serial, {0, 2, 0, 2})), error::none);
    if (!parameters.converter.ideal) tile.write(ecram_window::input, std::vector<std::int32_t>{100, 127});
    EXPECT_EQ(tile.carry_out(command_of(operation::multiply, {0, 2, 0, 2})), error::none);
    script(tile);
  });
}

const operation operations[] = {operation::program_serial,       operation::program_row_parallel,
                                operation::update_outer_product, operation::update_bit_streams,
                                operation::program_verify,       operation::multiply,
                                operation::multiply_transposed,  operation::read_cells};

TEST(a_refused_command, is_unknown) {
  on_a_used_tile(ecram_tile_parameters{}, [](tile_bench& tile) {
    tile.load(command_of(operation::none, {0, 1, 0, 1}));
    for (const std::uint32_t code : {0u, 9u, 10u, 0x80000001u, 0xFFFFFFFFu})
      expect_refusal(tile, code, error::unknown_command);
  });
}

TEST(a_refused_command, has_a_region_outside_the_array) {
  on_a_used_tile(ecram_tile_parameters{}, [](tile_bench& tile) {  // 10 x 10
    for (const operation op : operations) {
      expect_refusal(tile, command_of(op, {10, 1, 0, 1}), error::region_outside_array);
      expect_refusal(tile, command_of(op, {0, 1, 9, 2}), error::region_outside_array);
      // 2^32 - 1 + 2 would wrap to 1
      expect_refusal(tile, command_of(op, {0xFFFFFFFFu, 2, 0, 1}), error::region_outside_array);
      expect_refusal(tile, command_of(op, {0, 0xFFFFFFFFu, 0, 0xFFFFFFFFu}), error::region_outside_array);
    }
  });
}

TEST(a_refused_command, has_a_count_of_zero) {
  on_a_used_tile(ecram_tile_parameters{}, [](tile_bench& tile) {
    for (const operation op : operations) {
      expect_refusal(tile, command_of(op, {0, 0, 0, 1}), error::bad_argument);
      expect_refusal(tile, command_of(op, {0, 1, 0, 0}), error::bad_argument);
    }
    const auto with = [&](operation op, std::uint32_t ecram_command::*argument, std::uint32_t value) {
      ecram_command command = command_of(op, {0, 2, 0, 2});
      command.*argument = value;
      expect_refusal(tile, command, error::bad_argument);
    };
    with(operation::multiply, &ecram_command::vectors, 0);
    with(operation::multiply_transposed, &ecram_command::vectors, 0);
    with(operation::update_bit_streams, &ecram_command::slots, 0);
    with(operation::update_bit_streams, &ecram_command::slot_width, 0);
    with(operation::program_verify, &ecram_command::reads, 0);
    with(operation::program_verify, &ecram_command::sweeps, 0);
    with(operation::read_cells, &ecram_command::reads, 0);
    // 16-bit counters
    with(operation::update_bit_streams, &ecram_command::slots, 65536);
    with(operation::program_verify, &ecram_command::reads, 65536);
    with(operation::read_cells, &ecram_command::reads, 65536);
    ecram_command all = command_of(operation::read_cells, {0, 10, 0, 10});
    all.reads = 41944;  // 100 cells * 41944 > 2^22
    expect_refusal(tile, all, error::bad_argument);
  });
}

TEST(a_refused_command, needs_larger_buffers) {
  on_a_used_tile(ecram_tile_parameters{}, [](tile_bench& tile) {
    ecram_command command = command_of(operation::multiply, {0, 1, 0, 1});
    command.vectors = 33;  // VECTOR_MAXIMUM 32
    expect_refusal(tile, command, error::buffer_too_small);
    command.operation = operation::multiply_transposed;
    command.vectors = 0xFFFFFFFFu;
    expect_refusal(tile, command, error::buffer_too_small);
  });
}

TEST(a_refused_command, overruns_a_window_of_64_kib) {
  ecram_tile_parameters p = quiet_tile(200, 5);
  p.sequencer.buffer_vectors = 16384;
  on_a_used_tile(p, [](tile_bench& tile) {
    // 16384 words: 81 vectors of 200 words fit, 82 do not; likewise as results
    ecram_command command = command_of(operation::multiply, {0, 200, 0, 5});
    command.vectors = 82;
    expect_refusal(tile, command, error::buffer_too_small);
    command.operation = operation::multiply_transposed;
    expect_refusal(tile, command, error::buffer_too_small);
    command.vectors = 81;
    EXPECT_EQ(tile.carry_out(command), error::none);
  });
}

TEST(a_refused_command, reads_more_cells_than_the_result_window_holds) {
  on_a_used_tile(quiet_tile(200, 100), [](tile_bench& tile) {  // 20,000 cells, 16,384 words
    expect_refusal(tile, command_of(operation::read_cells, {0, 200, 0, 100}), error::buffer_too_small);
  });
}

TEST(a_refused_command, asks_for_a_pulse_beyond_the_counter) {
  ecram_tile_parameters p;
  p.sequencer.pulse_bits = 6;  // 63 units at most
  on_a_used_tile(p, [](tile_bench& tile) {
    for (const std::int32_t width :
         {64, -64, std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int32_t>::min()}) {
      tile.write(ecram_window::pulse, std::vector<std::int32_t>{1, 2, 3, width});
      expect_refusal(tile, command_of(operation::program_serial, {0, 2, 0, 2}), error::pulse_too_wide);
      expect_refusal(tile, command_of(operation::program_row_parallel, {0, 2, 0, 2}), error::pulse_too_wide);
      tile.write(ecram_window::input, std::vector<std::int32_t>{1, 1, 1, width});  // two rows, two columns
      expect_refusal(tile, command_of(operation::update_outer_product, {0, 2, 0, 2}), error::pulse_too_wide);
    }
    tile.write(ecram_window::input, std::vector<std::int32_t>{1, 1, 1, 1});
    ecram_command streams = command_of(operation::update_bit_streams, {0, 2, 0, 2});
    streams.slot_width = 64;
    expect_refusal(tile, streams, error::pulse_too_wide);
    // A row word is a sign, however great; and the widest pulse is no error.
    tile.write(ecram_window::input, std::vector<std::int32_t>{1000, -1000, 63, -63});
    EXPECT_EQ(tile.carry_out(command_of(operation::update_outer_product, {0, 2, 0, 2})), error::none);
  });
}

TEST(a_refused_command, has_codes_out_of_range) {
  on_a_used_tile(ecram_tile_parameters{}, [](tile_bench& tile) {
    for (const std::int32_t code : {128, -128, std::numeric_limits<std::int32_t>::min()}) {  // 8 bits: -127 to 127
      tile.write(ecram_window::input, std::vector<std::int32_t>{127, -127, 0, code});
      ecram_command command = command_of(operation::multiply, {0, 2, 0, 2});
      command.vectors = 2;
      expect_refusal(tile, command, error::code_out_of_range);
      command.operation = operation::multiply_transposed;
      expect_refusal(tile, command, error::code_out_of_range);
    }
    for (const std::int32_t level : {65537, -65537, std::numeric_limits<std::int32_t>::min()}) {  // 65536 is certainty
      tile.write(ecram_window::input, std::vector<std::int32_t>{65536, -65536, 0, level});
      expect_refusal(tile, command_of(operation::update_bit_streams, {0, 2, 0, 2}), error::code_out_of_range);
    }
    for (const std::uint32_t target : {65537u, 0xFFFFFFFFu}) {  // 65536 is the top of the window
      tile.write(ecram_window::pulse, std::vector<std::uint32_t>{0, 65536, 1, target});
      expect_refusal(tile, command_of(operation::program_verify, {0, 2, 0, 2}), error::code_out_of_range);
    }
  });
}

TEST(a_refused_command, has_volts_that_are_no_number) {
  ecram_tile_parameters p = quiet_tile(2, 2);
  p.converter.ideal = true;
  on_a_used_tile(p, [](tile_bench& tile) {
    for (const double volts : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
      tile.write(ecram_window::input, std::vector<double>{0.1, volts});
      expect_refusal(tile, command_of(operation::multiply, {0, 2, 0, 2}), error::code_out_of_range);
    }
  });
}

TEST(a_command_while_busy, is_refused_and_disturbs_nothing) {
  on_a_used_tile(ecram_tile_parameters{}, [](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{10});
    tile.start(command_of(operation::program_serial, {0, 1, 0, 1}));
    const cycle_count start = tile_bench::now();
    tile.spend(1000);
    const tile_contents before = contents_of(tile);
    tile.set(common_register::command, static_cast<std::uint32_t>(operation::multiply));
    tile.synchronise();
    EXPECT_TRUE(tile.interrupt.read());
    EXPECT_EQ(tile.get(common_register::error), static_cast<std::uint32_t>(error::busy));
    EXPECT_EQ(tile.get(common_register::status), ecram_status::busy | ecram_status::error);
    EXPECT_TRUE(contents_of(tile) == before);
    EXPECT_EQ(tile.finish(), error::busy);
    EXPECT_EQ(tile.finish(), error::none);
    // D 2, F 1, S 10, 10 ms, L 10: the first command has taken its time and nobody else's
    EXPECT_EQ(tile.latency.rows().back().start, start);
    EXPECT_EQ(tile.latency.rows().back().cycles, 1'000'023u);
    EXPECT_EQ(tile.latency.rows().size(), 3u);
  });
}

TEST(write_and_verify, says_which_cells_it_gave_up_on_after_trying_all) {
  ecram_tile_parameters p = quiet_tile(2, 2);
  p.array.initial_state = 0.5;
  on_a_tile(p, [](tile_bench& tile) {
    // The top of the window is out of reach for a cell that may have one pulse of 0.1 s at most; the others are there.
    tile.write(ecram_window::pulse, std::vector<std::uint32_t>{32768, 65536, 32768, 0});
    ecram_command command = command_of(operation::program_verify, {0, 2, 0, 2});
    command.verify_tries = 0;
    command.verify_tolerance = 655;
    EXPECT_EQ(tile.carry_out(command), error::not_verified);
    EXPECT_EQ(tile.get(ecram_register::verify_failures), 2u);
    EXPECT_EQ(tile.get(common_register::status), ecram_status::done | ecram_status::error);
    EXPECT_EQ(tile.get(ecram_register::conversions_low), 4u);  // each cell was read once
    command.verify_tries = 3;
    EXPECT_EQ(tile.carry_out(command), error::none);
    EXPECT_EQ(tile.get(common_register::status), ecram_status::done);
    EXPECT_EQ(tile.get(common_register::error), 0u);
  });
}

TEST(a_refused_command, would_end_beyond_the_longest_time) {
  ecram_tile_parameters p = quiet_tile(2, 2);
  p.device.retention_time = 1e9;  // relaxing cells are looked up at the very time of a sample
  on_a_used_tile(p, [](tile_bench& tile) {
    const auto refused = [&](ecram_command command) {
      SCOPED_TRACE("operation " + std::to_string(static_cast<int>(command.operation)));
      tile.load(command);
      tile.synchronise();
      const tile_contents before = contents_of(tile);
      tile.start(static_cast<std::uint32_t>(command.operation));
      EXPECT_EQ(tile.look(common_register::status) & ecram_status::busy, 0u);
      EXPECT_TRUE(contents_of(tile) == before);
      EXPECT_EQ(tile.finish(), error::time_out_of_range);
    };
    // 2^64 ps at 10 ns are 1844674407370955 cycles. Of the last 250,000 a pulse of 1 ms takes 100,000: two fit, three
    // do not.
    const cycle_count longest = tile_clock().longest_run();
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{1, 0, 2, 0});
    tile.write(ecram_window::input, std::vector<std::int32_t>{65536, -65536, 3, -3});
    tile.synchronise();
    sc_core::wait(duration(longest - 250'000 - tile_bench::now(), period()));
    refused(command_of(operation::program_serial, {0, 2, 0, 2}));
    refused(command_of(operation::program_row_parallel, {0, 2, 0, 2}));
    refused(command_of(operation::update_outer_product, {0, 2, 0, 2}));  // 3 units in each of four phases
    refused(command_of(operation::update_bit_streams, {0, 2, 0, 2}));    // a unit in each of four phases
    tile.write(ecram_window::pulse, std::vector<std::int32_t>{1, 0, 1, 0});
    EXPECT_EQ(tile.carry_out(command_of(operation::program_serial, {0, 2, 0, 2})), error::none);

    // Of the last 5000 a reading takes some 2000: two fit, three do not.
    tile.write(ecram_window::input, std::vector<std::int32_t>{1, -1, 1, 1, 1, 1});
    tile.synchronise();
    sc_core::wait(duration(longest - 5000 - tile_bench::now(), period()));
    for (const operation op :
         {operation::multiply, operation::multiply_transposed, operation::read_cells, operation::program_verify}) {
      ecram_command command = command_of(op, {0, 2, 0, 2});
      command.vectors = command.reads = 3;
      refused(command);
    }
    EXPECT_EQ(tile.carry_out(command_of(operation::multiply, {0, 2, 0, 2})), error::none);
  });
}

TEST(write_and_verify, ends_with_the_last_round_before_the_longest_time) {
  ecram_tile_parameters p = quiet_tile(1, 1);
  p.sequencer.pulse_lsb = 1e-6;
  p.device.pulse_width = 1e-6;  // a pulse across the window takes 100 us, 10^4 cycles
  on_a_tile(p, [](tile_bench& tile) {
    tile.write(ecram_window::pulse, std::vector<std::uint32_t>{65536});
    ecram_command command = command_of(operation::program_verify, {0, 1, 0, 1});
    command.verify_tries = 5;
    tile.load(command);
    tile.synchronise();
    // A round with its pulse is 2 + 1 + 2001 + 10 + 2 and 10 + 10,000 + 10: it fits into 13,000, a second one does not.
    sc_core::wait(duration(tile_clock().longest_run() - 13'000 - tile_bench::now(), period()));
    tile.start(static_cast<std::uint32_t>(operation::program_verify));
    EXPECT_EQ(tile.finish(), error::time_out_of_range);
    EXPECT_EQ(tile.get(common_register::status), ecram_status::done | ecram_status::error);
    EXPECT_EQ(tile.get(ecram_register::pulses_low), 1u);
    EXPECT_EQ(tile.get(ecram_register::conversions_low), 1u);
    // 30 uS is read as 3 uA/0.1 V to half of 1.8 uA / 127 * 2: the pulse went where it should, to 1 % of the window
    EXPECT_NEAR(tile.states()[0], 1.0, 0.01);
  });
}

}  // namespace
}  // namespace memvp
