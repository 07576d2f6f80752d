// SPDX-License-Identifier: Apache-2.0
// What the 1T1R tile refuses, and that a refused command changes nothing.
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/rram_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using operation = rram_operation;
using error = rram_error;
namespace reg = rram_register;

const operation operations[] = {operation::form,         operation::program_verify, operation::set_pulses,
                                operation::reset_pulses, operation::read_cells,     operation::multiply};

struct rram_contents {
  std::vector<double> conductances;
  std::vector<std::uint32_t> results, failures, counters;
  double joules;
  std::size_t commands, pulses;

  bool operator==(const rram_contents& other) const {
    return conductances == other.conductances && results == other.results && failures == other.failures &&
           counters == other.counters && joules == other.joules && commands == other.commands && pulses == other.pulses;
  }
};

rram_contents contents_of(rram_bench& tile) {
  return {tile.conductances(),
          tile.look<std::uint32_t>(rram_window::result, 64),
          tile.look<std::uint32_t>(rram_window::failure, 64),
          tile.look<std::uint32_t>(reg::pulses_low, 9),
          tile.energy.total(),
          tile.latency.rows().size(),
          tile.pulses.pulses().size()};
}

void expect_refusal(rram_bench& tile, const rram_command& command, error expected) {
  SCOPED_TRACE("operation " + std::to_string(static_cast<int>(command.operation)));
  tile.load(command);
  const rram_contents before = contents_of(tile);
  tile.start(static_cast<std::uint32_t>(command.operation));
  tile.synchronise();
  EXPECT_TRUE(tile.interrupt.read());
  EXPECT_EQ(tile.look(common_register::status) & (tile_status::busy | tile_status::error), tile_status::error);
  EXPECT_EQ(tile.finish(), expected);
  EXPECT_TRUE(contents_of(tile) == before);
  tile.spend(100'000);  // nothing happens later either
  EXPECT_TRUE(contents_of(tile) == before);
}

/// A tile that has been written and read, so that there is something to be changed.
void on_a_used_tile(const rram_tile_parameters& parameters, const std::function<void(rram_bench&)>& script) {
  on_an_rram_tile(parameters, [&](rram_bench& tile) {
    tile.write_targets({1000, 60000, 20000, 30000});
    rram_command program = rram_command_of(operation::program_verify, {0, 2, 0, 2});
    program.verify_tolerance = 1;
    program.pulse_limit = 3;
    EXPECT_EQ(tile.carry_out(program), error::none);
    EXPECT_EQ(tile.carry_out(rram_command_of(operation::multiply, {0, 4, 0, 4})), error::none);
    script(tile);
  });
}

TEST(a_refused_rram_command, is_unknown) {
  on_a_used_tile(quiet_rram_tile(8, 8), [](rram_bench& tile) {
    for (const std::uint32_t code : {0u, 7u, 0x80000001u, 0xFFFFFFFFu})
      expect_refusal(tile, rram_command_of(static_cast<operation>(code), {0, 1, 0, 1}), error::unknown_command);
  });
}

TEST(a_refused_rram_command, has_a_region_outside_the_array_or_none_at_all) {
  on_a_used_tile(quiet_rram_tile(8, 8), [](rram_bench& tile) {
    for (const operation op : operations) {
      expect_refusal(tile, rram_command_of(op, {8, 1, 0, 1}), error::region_outside_array);
      expect_refusal(tile, rram_command_of(op, {0, 1, 7, 2}), error::region_outside_array);
      expect_refusal(tile, rram_command_of(op, {0xFFFFFFFFu, 2, 0, 1}), error::region_outside_array);  // would wrap
      expect_refusal(tile, rram_command_of(op, {0, 0, 0, 1}), error::bad_argument);
      expect_refusal(tile, rram_command_of(op, {0, 1, 0, 0}), error::bad_argument);
    }
  });
}

TEST(a_refused_rram_command, has_counts_or_modes_out_of_range) {
  on_a_used_tile(quiet_rram_tile(8, 8), [](rram_bench& tile) {
    const auto with = [&](operation op, std::uint32_t rram_command::*argument, std::uint32_t value, error expected) {
      rram_command command = rram_command_of(op, {0, 4, 0, 4});
      command.*argument = value;
      expect_refusal(tile, command, expected);
    };
    for (const operation op : {operation::form, operation::program_verify, operation::read_cells}) {
      with(op, &rram_command::reads, 0, error::bad_argument);
      with(op, &rram_command::reads, 65536, error::bad_argument);  // 16-bit counters
    }
    with(operation::program_verify, &rram_command::pulse_limit, 65536, error::bad_argument);
    with(operation::set_pulses, &rram_command::ramp_step, 11, error::bad_argument);    // 2.0 to 3.0 V: 10 steps
    with(operation::reset_pulses, &rram_command::ramp_step, 33, error::bad_argument);  // 0.8 to 4.0 V: 32 steps
    with(operation::multiply, &rram_command::vectors, 0, error::bad_argument);
    with(operation::multiply, &rram_command::slices, 0, error::bad_argument);
    with(operation::multiply, &rram_command::slices, 9, error::bad_argument);
    with(operation::multiply, &rram_command::slice_bits, 0, error::bad_argument);
    with(operation::multiply, &rram_command::slice_bits, 9, error::bad_argument);
    with(operation::multiply, &rram_command::converter_range, 8, error::bad_argument);  // ranges 0 to 7
    rram_command command = rram_command_of(operation::multiply, {0, 4, 0, 4});
    command.columns = static_cast<rram_column_mode>(3);
    expect_refusal(tile, command, error::bad_argument);
    // Slices whose sum would not fit 32 bits: 8 bits of the converter and 3 * 8 of shift do, one more does not.
    command = rram_command_of(operation::multiply, {0, 4, 0, 4});
    command.slices = 4;
    command.slice_bits = 8;
    EXPECT_EQ(tile.carry_out(command), error::none);
    command.region.columns = 5;
    command.slices = 5;
    expect_refusal(tile, command, error::bad_argument);
  });
}

TEST(a_refused_rram_command, has_columns_that_do_not_divide) {
  on_a_used_tile(quiet_rram_tile(8, 8), [](rram_bench& tile) {
    rram_command command = rram_command_of(operation::multiply, {0, 4, 0, 5});
    command.columns = rram_column_mode::differential;
    expect_refusal(tile, command, error::columns_do_not_fit);
    command.region.columns = 6;  // three pairs
    command.slices = 2;
    expect_refusal(tile, command, error::columns_do_not_fit);
    command.columns = rram_column_mode::offset;  // five columns and their reference
    expect_refusal(tile, command, error::columns_do_not_fit);
    command.region.columns = 1;
    command.slices = 1;
    expect_refusal(tile, command, error::columns_do_not_fit);
  });
}

TEST(a_refused_rram_command, needs_larger_buffers) {
  rram_tile_parameters p = quiet_rram_tile(8, 8);
  p.sequencer.input_buffer = 64;
  p.sequencer.result_buffer = 128;
  p.sequencer.program_cells = 10;
  on_a_used_tile(p, [](rram_bench& tile) {
    rram_command command = rram_command_of(operation::multiply, {0, 5, 0, 1});
    command.vectors = 9;  // of 8 bytes each
    expect_refusal(tile, command, error::buffer_too_small);
    command.vectors = 0xFFFFFFFFu;
    expect_refusal(tile, command, error::buffer_too_small);
    command.vectors = 8;
    EXPECT_EQ(tile.carry_out(command), error::none);
    command.region.columns = 5;  // 8 vectors of 5 words
    expect_refusal(tile, command, error::buffer_too_small);
    expect_refusal(tile, rram_command_of(operation::read_cells, {0, 5, 0, 7}), error::buffer_too_small);
    expect_refusal(tile, rram_command_of(operation::program_verify, {0, 3, 0, 4}), error::buffer_too_small);
    expect_refusal(tile, rram_command_of(operation::form, {0, 2, 0, 6}), error::buffer_too_small);
  });
}

TEST(a_refused_rram_command, has_codes_beyond_the_input_converters) {
  rram_tile_parameters p = quiet_rram_tile(8, 8);
  p.converter.dac_bits = 3;
  on_a_used_tile(p, [](rram_bench& tile) {
    rram_command command = rram_command_of(operation::multiply, {0, 6, 0, 4});
    command.vectors = 2;
    for (const std::int32_t code : {8, 200, -1}) {  // 0 to 7
      tile.write_codes({7, 0, 1, 2, 3, 4, /**/ 0, 0, 0, 0, 0, code}, 6);
      expect_refusal(tile, command, error::code_out_of_range);
    }
    command.input_signed = true;
    for (const std::int32_t code : {4, -4, -128, 127}) {  // -3 to 3
      tile.write_codes({3, -3, 1, 2, 3, 0, /**/ 0, 0, 0, 0, 0, code}, 6);
      expect_refusal(tile, command, error::code_out_of_range);
    }
    // What lies between the vectors is nobody's.
    tile.write_codes({3, -3, 1, 2, 3, 0, 100, 100, /**/ 0, 0, 0, 0, 0, 1, 100, 100}, 8);
    EXPECT_EQ(tile.carry_out(command), error::none);
  });
}

TEST(a_refused_rram_command, asks_for_an_analog_output_that_cannot_be) {
  on_a_used_tile(quiet_rram_tile(8, 8), [](rram_bench& tile) {
    rram_command command = rram_command_of(operation::multiply, {0, 4, 0, 4});
    command.analog_output = true;  // no neurons are bound
    expect_refusal(tile, command, error::no_analog_output);
  });
}

TEST(an_analog_output_of_slices_or_bits, is_refused) {
  rram_tile_parameters p = quiet_rram_tile(8, 8);
  p.converter.drive = rram_drive::bit_serial;
  recording_sink neurons("neurons");
  on_an_rram_tile(
      p,
      [&](rram_bench& tile) {
        rram_command command = rram_command_of(operation::multiply, {0, 4, 0, 4});
        command.analog_output = true;
        expect_refusal(tile, command, error::no_analog_output);  // four bits, a conversion each
        command.slices = 2;
        expect_refusal(tile, command, error::no_analog_output);
        EXPECT_TRUE(neurons.deliveries.empty());
      },
      1, &neurons);
}

TEST(an_rram_command_while_busy, is_refused_and_disturbs_nothing) {
  on_a_used_tile(quiet_rram_tile(8, 8), [](rram_bench& tile) {
    rram_command command = rram_command_of(operation::read_cells, {0, 2, 0, 2});
    command.reads = 1000;
    tile.start(command);
    const cycle_count start = rram_bench::now();
    tile.spend(1000);
    tile.set(common_register::command, static_cast<std::uint32_t>(operation::multiply));
    EXPECT_EQ(tile.finish(), error::busy);
    EXPECT_EQ(tile.finish(), error::none);
    EXPECT_EQ(tile.latency.rows().back().start, start);
    EXPECT_EQ(tile.latency.rows().back().cycles, 2u + 4 * (2 + 1000 * 19));  // D; T 2, then I 10 and C 9 a reading
  });
}

TEST(a_refused_rram_command, would_end_beyond_the_longest_time) {
  rram_tile_parameters p = quiet_rram_tile(4, 4);
  p.device.relaxation = true;  // cells are looked up at the very time of a sample
  on_a_used_tile(p, [](rram_bench& tile) {
    // Of the last 100 cycles: a product takes 2 + 1 + 2 + 10 + 9 of them, three take 62; a cell that is read takes 21.
    const cycle_count longest = tile_clock().longest_run();
    tile.synchronise();
    sc_core::wait(duration(longest - 150 - rram_bench::now(), period()));
    const auto refused = [&](rram_command command) {
      SCOPED_TRACE("operation " + std::to_string(static_cast<int>(command.operation)));
      tile.load(command);
      const rram_contents before = contents_of(tile);
      tile.start(static_cast<std::uint32_t>(command.operation));
      EXPECT_EQ(tile.finish(), error::time_out_of_range);
      EXPECT_TRUE(contents_of(tile) == before);
    };
    rram_command command = rram_command_of(operation::multiply, {0, 4, 0, 4});
    command.vectors = 50;
    refused(command);
    refused(rram_command_of(operation::read_cells, {0, 4, 0, 4}));
  });
}

TEST(parameters_of_the_1t1r_tile, that_contradict_each_other_are_refused_with_a_sentence) {
  const auto refusal = [](const std::function<void(rram_tile_parameters&)>& spoil) {
    rram_tile_parameters p = quiet_rram_tile(8, 8);
    p.trace = {};
    spoil(p);
    return sentence_of<std::invalid_argument>([&] { check(p); });
  };
  EXPECT_NE(refusal([](auto& p) { p.array.rows = 513; }).find("1..512"), std::string::npos);
  EXPECT_NE(refusal([](auto& p) { p.write.set.end = 1.9; }).find("write.set_end"), std::string::npos);
  EXPECT_NE(refusal([](auto& p) { p.write.reset_gate_voltage = 5.1; }).find("write_supply_voltage"), std::string::npos);
  EXPECT_NE(refusal([](auto& p) { p.device.read_gate_voltage = 0.7; }).find("read_gate_voltage"), std::string::npos);
  EXPECT_NE(refusal([](auto& p) { p.trace.cells = "8,0"; }).find("trace.cells"), std::string::npos);
  EXPECT_NE(refusal([](auto& p) { p.trace.inputs = "8"; }).find("trace.inputs"), std::string::npos);
  EXPECT_NE(refusal([](auto& p) { p.trace.inputs = "x"; }).find("trace.inputs"), std::string::npos);
  EXPECT_NE(refusal([](auto& p) { p.trace.converters = "1"; }).find("trace.converters"), std::string::npos);
}

}  // namespace
}  // namespace memvp
