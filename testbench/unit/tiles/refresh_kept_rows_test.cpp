// SPDX-License-Identifier: Apache-2.0
// What a host may rely on, whatever it does in between: rows that the controller keeps alive hold what was written to
// them, no deadline is missed while there is room, and no polarisation moves. Nothing here asks a reference.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "memvp/testbench/unit/tiles/refresh_bench.hpp"

namespace memvp {
namespace {

using namespace testing_words;
using kind = refresh_request_kind;
namespace reg = refresh_register;
namespace bits = refresh_row_bits;

constexpr std::uint32_t rows = 12, columns = 6;
// Quick pulses: B 100, ion set 1000, ion reset 2000, reading 500; a row converts in 12 rounds of 11 cycles at most.
constexpr cycle_count slot = 100 + 1000 + 500 + 12 * 11 + 2;
// The longest unit is a verified update of both polarities; restores and readings are shorter.
constexpr cycle_count longest_unit = 3 + 100 + 1000 + 2000 + 500 + 12 * 11 + 2;

refresh_tile_parameters kept_tile(std::uint64_t seed, draws& random) {
  refresh_tile_parameters parameters = quick_refresh_tile(rows, columns);
  parameters.converter.columns_per_converter = random.between(1, 12);
  parameters.controller.keep_alive = true;
  parameters.controller.restore_kind = seed % 2 == 0 ? refresh_restore_kind::active : refresh_restore_kind::lazy;
  // Room for all rows, the unit at work, and between a tenth and twice as much besides.
  const double interval = static_cast<double>(rows * slot + longest_unit) * (1.1 + 0.9 * random.fraction());
  parameters.device.relaxation_time = interval * 10e-9 / -std::log1p(-parameters.controller.rewrite_loss);
  return parameters;
}

/// Compares every live row's cells with their targets. Returns how many rows there were.
std::size_t check_live_rows(refresh_bench& tile, const refresh_tile_parameters& parameters) {
  const auto siemens = tile.conductances();
  const double step = std::log(1e5) / 1023;  // 10 bits, 1 nS to 100 uS
  std::size_t live = 0;
  for (std::uint32_t row = 0; row < rows; ++row) {
    const std::uint32_t entry = tile.row_bits(row);
    EXPECT_EQ(entry & bits::missed, 0u) << row;
    constexpr std::uint32_t kept = 2u | bits::source_valid | bits::dirty | bits::target_valid;
    if ((entry & (kept | bits::claimed | bits::under_pulse)) != kept) continue;
    ++live;
    const auto target = tile.codes(refresh_window::target, row), source = tile.codes(refresh_window::source, row);
    for (std::uint32_t column = 0; column < columns; ++column) {
      const double code = std::log(siemens[row * columns + column] / 1e-9) / step;
      // What may be lost until the deadline, of what ions hold above SOURCE; what a rewrite accepts; a code of
      // rounding.
      const double lost = parameters.controller.rewrite_loss * std::max(0, int{target[column]} - int{source[column]});
      const auto tolerance = static_cast<double>(parameters.controller.verify_tolerance) + 1;
      EXPECT_GT(code, target[column] - lost - tolerance) << row << ' ' << column;
      EXPECT_LT(code, target[column] + tolerance) << row << ' ' << column;
    }
  }
  return live;
}

/// Something a host does: a command, or a request for one row. Waits for its end.
void do_something(refresh_bench& tile, draws& random) {
  const array_region region{random.below(rows), 1, 0, columns};
  const double lot = random.fraction();
  if (lot < 0.3) {  // a task learns
    std::vector<std::int16_t> widths(columns);
    for (std::int16_t& width : widths)
      width = static_cast<std::int16_t>(random.chance(0.5) ? random.between(0, 1000) : -random.between(0, 2000));
    tile.write_widths(widths, columns);
    refresh_command command = refresh_command_of(refresh_operation::pulse, region);
    command.verify = true;
    EXPECT_EQ(tile.carry_out(command), refresh_error::none);
  } else if (lot < 0.6) {
    refresh_command command = refresh_command_of(refresh_operation::multiply, {0, rows, 0, columns});
    command.vectors = 1 + random.below(20);
    std::vector<std::int8_t> codes(std::size_t{command.vectors} * rows);
    for (std::int8_t& code : codes) code = static_cast<std::int8_t>(random.between(-127, 127));
    tile.write_codes(codes, rows);
    EXPECT_EQ(tile.carry_out(command), refresh_error::none);
  } else if (lot < 0.7) {
    EXPECT_EQ(tile.carry_out(refresh_command_of(refresh_operation::read_cells, {0, rows, 0, columns})),
              refresh_error::none);
  } else if (lot < 0.75) {
    EXPECT_EQ(tile.ask({kind::restore, region.first_row, 1}), refresh_error::none);
  } else if (lot < 0.8) {  // another task
    EXPECT_EQ(tile.allocate(region.first_row, 1, refresh_mode::volatile_ions, 1 + random.below(3)),
              refresh_error::none);
  } else {
    tile.spend(random.below(3 * rows * slot));
  }
}

void keep_rows(std::uint64_t seed) {
  draws random(seed);
  const refresh_tile_parameters parameters = kept_tile(seed, random);
  on_a_refresh_tile(parameters, [&](refresh_bench& tile) {
    for (std::uint32_t row = 0; row < rows; ++row)
      tile.prepare_rows(row, 1, static_cast<std::uint8_t>(random.below(14)));
    const auto polarisations = tile.polarisations();
    std::size_t looked_at = 0;
    for (int action = 0; action < 2000 && !testing::Test::HasFailure(); ++action) {
      do_something(tile, random);
      looked_at += check_live_rows(tile, parameters);
    }
    EXPECT_GT(looked_at, 2000u);  // rows are restored now and then, and learned again
    EXPECT_EQ(tile.counter(reg::misses_low), 0u);
    EXPECT_GT(tile.counter(reg::rewrites_low), 1000u);
    EXPECT_EQ(tile.polarisations(), polarisations);
  });
}

TEST(rows_kept_alive, hold_what_was_written_to_them_whatever_the_host_does) { keep_rows(2); }
TEST(rows_kept_alive, hold_what_was_written_to_them_with_lazy_restores) { keep_rows(3); }

}  // namespace
}  // namespace memvp
