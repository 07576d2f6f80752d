// SPDX-License-Identifier: Apache-2.0
// What the refresh tile refuses or gives up, and that it leaves rows alone then.
#include <gtest/gtest.h>

#include "memvp/testbench/unit/tiles/refresh_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using error = refresh_error;
using kind = refresh_request_kind;
using operation = refresh_operation;
namespace reg = refresh_register;
namespace bits = refresh_row_bits;

const operation operations[] = {operation::multiply, operation::multiply_transposed, operation::read_cells,
                                operation::pulse};
const kind kinds[] = {kind::alloc, kind::restore, kind::rewrite, kind::reprogram, kind::promote};

/// All that a refused command must leave alone. Ions relax, but to 1e-9 of the state not in so short a time.
struct refresh_contents {
  std::vector<double> polarisations;
  std::vector<std::uint32_t> modes, results, counters, levels, sources, targets;
  std::uint32_t slots;
  double joules;
  std::size_t works;

  bool operator==(const refresh_contents& other) const {
    return polarisations == other.polarisations && modes == other.modes && results == other.results &&
           counters == other.counters && levels == other.levels && sources == other.sources &&
           targets == other.targets && slots == other.slots && joules == other.joules && works == other.works;
  }
};

refresh_contents contents_of(refresh_bench& tile) {
  return {tile.polarisations(),
          tile.look<std::uint32_t>(refresh_window::mode, 8),
          tile.look<std::uint32_t>(refresh_window::result, 64),
          tile.look<std::uint32_t>(reg::restores_low, (reg::counters_end - reg::restores_low) / 4),
          tile.look<std::uint32_t>(refresh_window::level, 16),
          tile.look<std::uint32_t>(refresh_window::source, 32),
          tile.look<std::uint32_t>(refresh_window::target, 32),
          tile.look(reg::slots_busy),
          tile.energy.total(),
          tile.latency.rows().size()};
}

void expect_refusal(refresh_bench& tile, const refresh_command& command, error expected) {
  SCOPED_TRACE("operation " + std::to_string(static_cast<std::uint32_t>(command.operation)));
  tile.load(command);
  const refresh_contents before = contents_of(tile);
  tile.start(static_cast<std::uint32_t>(command.operation));
  tile.synchronise();
  EXPECT_TRUE(tile.interrupt.read());
  EXPECT_EQ(tile.look(common_register::status) & (tile_status::busy | tile_status::error), tile_status::error);
  EXPECT_EQ(tile.finish(), expected);
  EXPECT_EQ(tile.causes,
            refresh_interrupt::error | (expected == error::illegal_voltage ? refresh_interrupt::illegal_voltage : 0));
  EXPECT_TRUE(contents_of(tile) == before);
  tile.spend(100'000);  // nothing happens later either
  EXPECT_TRUE(contents_of(tile) == before);
}

void expect_refusal(refresh_bench& tile, const refresh_request& request, error expected) {
  SCOPED_TRACE("request " + std::to_string(static_cast<std::uint32_t>(request.kind)));
  const refresh_contents before = contents_of(tile);
  EXPECT_EQ(tile.submit(request), refresh_no_slot);
  EXPECT_EQ(tile.finish(), expected);
  EXPECT_EQ(tile.causes,
            refresh_interrupt::error | (expected == error::illegal_voltage ? refresh_interrupt::illegal_voltage : 0));
  EXPECT_TRUE(contents_of(tile) == before);
  tile.spend(100'000);
  EXPECT_TRUE(contents_of(tile) == before);
}

/// A request that is accepted, and ends with an error when its turn has come.
void expect_failure(refresh_bench& tile, const refresh_request& request, error expected) {
  SCOPED_TRACE("request " + std::to_string(static_cast<std::uint32_t>(request.kind)));
  const std::uint32_t slot = tile.submit(request);
  ASSERT_NE(slot, refresh_no_slot);
  tile.await(refresh_interrupt::request_done);
  EXPECT_EQ(tile.causes, refresh_interrupt::request_done | refresh_interrupt::error);
  EXPECT_EQ(tile.error(), expected);
  EXPECT_EQ(tile.get(reg::slots_busy), 0u);
  EXPECT_EQ(tile.get(reg::request_failed), std::uint32_t{1} << slot);
  tile.set(reg::request_failed, std::uint32_t{1} << slot);
  EXPECT_EQ(tile.get(reg::request_failed), 0u);
}

/// A tile of 8 x 8 cells with rows 0 and 1 at level 4 in mode V, ions in row 0, row 2 in mode NV, the others FREE.
void on_a_used_tile(const std::function<void(refresh_bench&)>& script,
                    const std::function<void(refresh_tile_parameters&)>& change = {}) {
  refresh_tile_parameters parameters = quick_refresh_tile(8, 8);
  if (change) change(parameters);
  on_a_refresh_tile(parameters, [&](refresh_bench& tile) {
    tile.prepare_rows(0, 2, 4);
    tile.write_ions(0, 1, 300);
    EXPECT_EQ(tile.allocate(2, 1, refresh_mode::non_volatile), error::none);
    tile.set(common_register::irq_enable, 127);
    script(tile);
  });
}

TEST(a_refused_refresh_command, is_unknown) {
  on_a_used_tile([](refresh_bench& tile) {
    for (const std::uint32_t code : {0u, 5u, 0x80000001u, 0xFFFFFFFFu})
      expect_refusal(tile, refresh_command_of(static_cast<operation>(code), {0, 1, 0, 1}), error::unknown_command);
    for (const std::uint32_t code : {0u, 6u, 0xFFFFFFFFu})
      expect_refusal(tile, refresh_request{static_cast<kind>(code), 0, 1}, error::unknown_command);
  });
}

TEST(a_refused_refresh_command, has_a_region_outside_the_array_or_none_at_all) {
  on_a_used_tile([](refresh_bench& tile) {
    for (const operation op : operations) {
      expect_refusal(tile, refresh_command_of(op, {8, 1, 0, 1}), error::region_outside_array);
      expect_refusal(tile, refresh_command_of(op, {0, 1, 7, 2}), error::region_outside_array);
      expect_refusal(tile, refresh_command_of(op, {0xFFFFFFFFu, 2, 0, 1}), error::region_outside_array);  // would wrap
      expect_refusal(tile, refresh_command_of(op, {0, 0, 0, 1}), error::bad_argument);
      expect_refusal(tile, refresh_command_of(op, {0, 1, 0, 0}), error::bad_argument);
    }
    for (const kind each : kinds) {
      expect_refusal(tile, refresh_request{each, 8, 1}, error::region_outside_array);
      expect_refusal(tile, refresh_request{each, 0xFFFFFFFFu, 2}, error::region_outside_array);  // would wrap
      expect_refusal(tile, refresh_request{each, 0, 0}, error::bad_argument);
    }
  });
}

TEST(a_refused_refresh_command, has_counts_modes_or_codes_out_of_range) {
  on_a_used_tile([](refresh_bench& tile) {
    for (const operation op : {operation::multiply, operation::multiply_transposed}) {
      refresh_command command = refresh_command_of(op, {0, 2, 0, 4});
      command.vectors = 0;
      expect_refusal(tile, command, error::bad_argument);
      command.vectors = 1;
      command.converter_range = 16;  // converter.ranges: 0 to 15
      expect_refusal(tile, command, error::bad_argument);
      command.converter_range = 0;
      command.columns = static_cast<refresh_column_mode>(2);
      expect_refusal(tile, command, error::bad_argument);
      command = refresh_command_of(op, {0, 2, 0, 3});
      command.columns = refresh_column_mode::pairs;
      expect_refusal(tile, command, error::bad_argument);
    }
    tile.write_codes({0, -127, 127, -128}, 4);
    expect_refusal(tile, refresh_command_of(operation::multiply_transposed, {0, 2, 0, 4}), error::code_out_of_range);
    // The first two codes alone are in range.
    EXPECT_EQ(tile.carry_out(refresh_command_of(operation::multiply, {0, 2, 0, 4})), error::none);
    expect_refusal(tile, refresh_request{kind::alloc, 0, 1, static_cast<refresh_mode>(3), 0}, error::bad_argument);
    expect_refusal(tile, refresh_request{kind::alloc, 0, 1, refresh_mode::free, 256}, error::bad_argument);
  });
}

TEST(a_refused_refresh_command, does_not_fit_the_buffers) {
  const auto small = [](refresh_tile_parameters& p) {
    p.sequencer.input_buffer = 8;    // two vectors of 2 codes, which begin at words
    p.sequencer.result_buffer = 48;  // 12 words
  };
  on_a_used_tile(
      [](refresh_bench& tile) {
        refresh_command command = refresh_command_of(operation::multiply, {0, 2, 0, 4});
        command.vectors = 2;
        EXPECT_EQ(tile.carry_out(command), error::none);
        command.vectors = 3;
        expect_refusal(tile, command, error::buffer_too_small);
        command = refresh_command_of(operation::multiply, {0, 2, 0, 8});
        command.vectors = 2;  // 16 words
        expect_refusal(tile, command, error::buffer_too_small);
        EXPECT_EQ(tile.carry_out(refresh_command_of(operation::read_cells, {0, 2, 0, 6})), error::none);
        expect_refusal(tile, refresh_command_of(operation::read_cells, {0, 2, 0, 7}), error::buffer_too_small);
      },
      small);
}

TEST(a_refused_refresh_command, names_rows_that_are_not_in_its_mode) {
  on_a_used_tile([](refresh_bench& tile) {
    for (const operation op : operations)
      expect_refusal(tile, refresh_command_of(op, {2, 2, 0, 8}), error::row_not_allocated);       // row 3 is FREE
    expect_refusal(tile, refresh_command_of(operation::pulse, {1, 2, 0, 8}), error::wrong_mode);  // row 2 is NV
  });
}

TEST(a_refused_refresh_command, has_pulses_wider_than_the_pulse_table_has_them) {
  on_a_used_tile([](refresh_bench& tile) {
    // An ion-set pulse has 1000 units of a cycle, an ion-reset pulse 2000; the maximum holds for either sign.
    EXPECT_EQ(tile.get(reg::pulse_maximum), 1000u);
    const refresh_command command = refresh_command_of(operation::pulse, {0, 1, 0, 2});
    tile.write_widths({0, 1001}, 2);
    expect_refusal(tile, command, error::pulse_too_wide);
    tile.write_widths({-2001, 0}, 2);
    expect_refusal(tile, command, error::pulse_too_wide);
    tile.write_widths({-2000, 1000}, 2);
    EXPECT_EQ(tile.carry_out(command), error::none);
  });
}

/// An entry of the PULSE table, a voltage that is illegal there, and what it stops.
struct illegal_entry {
  refresh_pulse_kind entry;
  std::int32_t millivolts;
  std::vector<kind> requests;
  std::vector<operation> commands;
};

TEST(a_refused_refresh_command, needs_a_pulse_outside_the_window_of_its_kind) {
  // Windows of the device: read to 0.6 V, ion to 1.5 V, FE from +7 V and from -5 V on; nothing is known in between.
  const std::vector<kind> polarising = {kind::reprogram, kind::promote};
  const illegal_entry cases[] = {
      {refresh_pulse_kind::ferroelectric_set, 6999, polarising, {}},
      {refresh_pulse_kind::ferroelectric_reset, -4999, polarising, {}},
      {refresh_pulse_kind::ion_set, -1501, {kind::rewrite}, {operation::pulse}},
      {refresh_pulse_kind::ion_set, 1000, {kind::rewrite}, {operation::pulse}},
      {refresh_pulse_kind::ion_reset,
       1501,
       {kind::alloc, kind::restore, kind::rewrite, kind::promote},
       {operation::pulse}},
      {refresh_pulse_kind::ion_reset,
       -220,
       {kind::alloc, kind::restore, kind::rewrite, kind::promote},
       {operation::pulse}},
      {refresh_pulse_kind::read_ion,
       -601,
       {kind::alloc, kind::restore, kind::rewrite},
       {operation::pulse, operation::read_cells}},
      {refresh_pulse_kind::read_ferroelectric, 601, polarising, {}},
  };
  on_a_used_tile([&](refresh_bench& tile) {
    for (const illegal_entry& each : cases) {
      SCOPED_TRACE(refresh_pulse_names[static_cast<std::size_t>(each.entry)]);
      const std::uint32_t voltage =
          reg::pulse_table + static_cast<std::uint32_t>(each.entry) * reg::pulse_bytes + reg::pulse_voltage;
      const std::uint32_t before = tile.get(voltage);
      tile.set(voltage, static_cast<std::uint32_t>(each.millivolts));
      for (const kind request : kinds)
        if (std::count(each.requests.begin(), each.requests.end(), request) > 0)
          expect_refusal(tile, refresh_request{request, 0, 1}, error::illegal_voltage);
      for (const operation command : each.commands)
        expect_refusal(tile, refresh_command_of(command, {0, 1, 0, 1}), error::illegal_voltage);
      // What does not need the entry goes on.
      EXPECT_EQ(tile.carry_out(refresh_command_of(operation::multiply, {0, 1, 0, 1})), error::none);
      tile.set(voltage, before);
    }
    // LEVEL_STEP must not lead a group below the window: 7 V + 15 * (-1 mV).
    tile.set(reg::level_step, static_cast<std::uint32_t>(-1));
    expect_refusal(tile, refresh_request{kind::reprogram, 2, 1}, error::illegal_voltage);
  });
}

TEST(a_refused_refresh_command, would_need_more_than_the_write_supply) {
  on_a_used_tile([](refresh_bench& tile) {  // 15 V; the highest set group has 7 V + 15 * 0.5 V
    const auto refused = [&](std::uint32_t offset, std::int32_t millivolts) {
      const std::uint32_t before = tile.get(offset);
      tile.set(common_register::irq_status, ~0u);
      tile.set(offset, static_cast<std::uint32_t>(millivolts));
      EXPECT_EQ(tile.get(offset), before);
      EXPECT_EQ(tile.get(common_register::error), static_cast<std::uint32_t>(error::illegal_voltage));
      EXPECT_EQ(tile.get(common_register::irq_status), refresh_interrupt::error | refresh_interrupt::illegal_voltage);
    };
    refused(reg::pulse_table + reg::pulse_voltage, 7501);
    refused(reg::pulse_table + reg::pulse_voltage, 200'000);
    refused(reg::pulse_table + reg::pulse_bytes + reg::pulse_voltage, -15'001);
    refused(reg::level_step, 534);
    tile.set(reg::level_step, 533);  // 14.995 V
    EXPECT_EQ(tile.get(reg::level_step), 533u);
  });
}

TEST(a_refused_refresh_request, finds_no_free_slot) {
  on_a_used_tile([](refresh_bench& tile) {
    tile.set_policy([](refresh_policy& policy) { policy.restore = refresh_restore_kind::passive; });
    // Row 0 rests for tau ln 50 = 39 s; with the other seven slots the table is full.
    for (std::uint32_t slot = 0; slot < 8; ++slot) EXPECT_EQ(tile.submit({kind::restore, 0, 1}), slot);
    EXPECT_EQ(tile.get(reg::slots_busy), 0xFFu);
    tile.synchronise();
    expect_refusal(tile, refresh_request{kind::restore, 1, 1}, error::no_free_slot);
    EXPECT_EQ(tile.get(reg::slots_busy), 0xFFu);
  });
}

TEST(a_failed_refresh_request, leaves_rows_alone_that_are_not_in_its_mode) {
  on_a_used_tile([](refresh_bench& tile) {
    const refresh_contents before = contents_of(tile);
    expect_failure(tile, {kind::restore, 3, 1}, error::row_not_allocated);
    expect_failure(tile, {kind::rewrite, 2, 1}, error::wrong_mode);
    expect_failure(tile, {kind::reprogram, 0, 1}, error::wrong_mode);
    expect_failure(tile, {kind::promote, 2, 1}, error::wrong_mode);
    refresh_contents after = contents_of(tile);
    EXPECT_EQ(after.works, before.works + 4);  // each has its latency: 0
    EXPECT_EQ(tile.last().cycles, 0u);
    after.works = before.works;
    EXPECT_TRUE(after == before);
  });
}

TEST(a_failed_refresh_request, does_the_rows_before_the_one_at_fault) {
  on_a_used_tile([](refresh_bench& tile) {
    tile.write_levels(1, std::vector<std::uint8_t>(16, 3));
    EXPECT_EQ(tile.allocate(1, 1, refresh_mode::non_volatile), error::none);
    EXPECT_EQ(tile.allocate(2, 1, refresh_mode::volatile_ions), error::none);
    const auto before = tile.polarisations();
    expect_failure(tile, {kind::reprogram, 1, 2}, error::wrong_mode);
    const auto after = tile.polarisations();
    for (std::size_t cell = 8; cell < 16; ++cell) EXPECT_LT(after[cell], before[cell]);  // from level 4 to 3
    for (std::size_t cell = 16; cell < 24; ++cell) EXPECT_EQ(after[cell], before[cell]);
  });
}

TEST(a_failed_refresh_request, has_a_level_beyond_the_last) {
  on_a_used_tile([](refresh_bench& tile) {
    std::vector<std::uint8_t> levels(8, 5);
    levels[7] = 16;
    tile.write_levels(2, levels);
    const refresh_contents before = contents_of(tile);
    expect_failure(tile, {kind::reprogram, 2, 1}, error::level_beyond_last);
    refresh_contents after = contents_of(tile);
    after.works = before.works;
    EXPECT_TRUE(after == before);
  });
}

TEST(a_failed_refresh_request, promotes_past_the_last_level) {
  on_a_refresh_tile(quick_refresh_tile(2, 8), [](refresh_bench& tile) {
    tile.prepare_rows(0, 1, 15);
    for (int pulse = 0; pulse < 10; ++pulse) tile.write_ions(0, 1, 1000);  // w 0.63: a factor of 4 above level 15
    tile.set(common_register::irq_enable, 127);
    const auto polarisations = tile.polarisations();
    const auto ions = tile.ionic_states();
    const std::uint32_t mode = tile.row_bits(0);
    const std::uint64_t pulses = tile.counter(reg::pulses_low);
    expect_failure(tile, {kind::promote, 0, 1}, error::level_beyond_last);
    EXPECT_EQ(tile.polarisations(), polarisations);
    for (std::size_t cell = 0; cell < 8; ++cell) EXPECT_NEAR(tile.ionic_states()[cell] / ions[cell], 1, 1e-4);
    EXPECT_EQ(tile.row_bits(0), mode);
    EXPECT_EQ(tile.counter(reg::pulses_low), pulses);
    EXPECT_EQ(tile.counter(reg::promotes_low), 0u);
  });
}

TEST(a_failed_refresh_request, has_no_source_to_reckon_from) {
  on_a_refresh_tile(quick_refresh_tile(2, 8), [](refresh_bench& tile) {
    EXPECT_EQ(tile.allocate(0, 1, refresh_mode::volatile_ions), error::none);
    tile.write_ions(0, 1, 500);
    tile.set(common_register::irq_enable, 127);
    const std::uint32_t mode = tile.row_bits(0);
    expect_failure(tile, {kind::rewrite, 0, 1}, error::no_source);
    EXPECT_EQ(tile.row_bits(0), mode);
  });
}

TEST(a_failed_refresh_request, stays_out_of_tolerance_for_as_many_tries_as_allowed) {
  on_a_used_tile([](refresh_bench& tile) {
    tile.set_policy([](refresh_policy& policy) { policy.verify_limit = 5; });
    // The highest code, 100 uS, is far beyond what ions make of level 4 (8.7 nS times 10 at most).
    tile.write_rows(refresh_window::target, std::vector<std::uint16_t>(8, 1023), 8);
    const std::uint64_t reads = tile.counter(reg::verify_reads_low);
    const auto polarisations = tile.polarisations();
    expect_failure(tile, {kind::rewrite, 0, 1}, error::verify_timeout);
    EXPECT_EQ(tile.counter(reg::verify_reads_low), reads + 5);
    EXPECT_EQ(tile.counter(reg::rewrites_low), 0u);
    EXPECT_EQ(tile.polarisations(), polarisations);
    EXPECT_EQ(tile.get(common_register::status) & tile_status::error, tile_status::error);
  });
}

TEST(a_refresh_tile, refuses_a_second_command_and_writes_to_its_windows_while_one_runs) {
  on_a_used_tile([](refresh_bench& tile) {
    tile.start(refresh_command_of(operation::read_cells, {0, 2, 0, 8}));
    const std::uint32_t word = 0;
    for (const std::uint32_t window :
         {refresh_window::input, refresh_window::level, refresh_window::target, refresh_window::widths})
      EXPECT_EQ(tile.host.write32(window, word), tlm::TLM_COMMAND_ERROR_RESPONSE);
    EXPECT_EQ(tile.read<std::uint32_t>(refresh_window::level, 2).size(), 2u);
    tile.set(common_register::command, static_cast<std::uint32_t>(operation::multiply));
    EXPECT_EQ(tile.error(), error::busy);
    tile.await(refresh_interrupt::done);
    EXPECT_EQ(tile.last_name(), "read_cells");
  });
}

TEST(windows_of_the_refresh_tile, stay_open_while_only_a_request_is_at_work) {
  on_a_used_tile([](refresh_bench& tile) {
    EXPECT_NE(tile.submit({kind::restore, 0, 1}), refresh_no_slot);
    EXPECT_EQ(tile.get(common_register::status) & tile_status::busy, 0u);
    EXPECT_NE(tile.get(reg::slots_busy), 0u);
    for (const std::uint32_t window :
         {refresh_window::input, refresh_window::level, refresh_window::target, refresh_window::widths})
      EXPECT_EQ(tile.host.write32(window, 0x01010101), tlm::TLM_OK_RESPONSE);
    for (const std::uint32_t window : {refresh_window::mode, refresh_window::result, refresh_window::source})
      EXPECT_EQ(tile.host.write32(window, 0), tlm::TLM_COMMAND_ERROR_RESPONSE);  // never writable
    EXPECT_EQ(tile.read<std::uint32_t>(refresh_window::mode, 1)[0], 2u | bits::source_valid | bits::dirty |
                                                                        bits::target_valid | bits::claimed |
                                                                        1u << bits::task_shift | bits::under_pulse);
    EXPECT_NE(tile.get(reg::slots_busy), 0u);  // it was at work all the time
  });
}

TEST(a_refresh_tile, cannot_be_built_with_pulses_that_its_registers_do_not_hold) {
  refresh_tile_parameters parameters = quiet_refresh_tile(2, 2);
  parameters.device.ferroelectric_gap = 43;  // 2^32 cycles of 10 ns are 42.9 s
  EXPECT_THROW(refresh_bench("tile", parameters), std::invalid_argument);
}

}  // namespace
}  // namespace memvp
