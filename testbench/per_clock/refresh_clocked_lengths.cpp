// SPDX-License-Identifier: Apache-2.0
// The table of units in docs/refresh-controller.md.
#include <algorithm>

#include "memvp/testbench/per_clock/refresh_clocked_types.hpp"

namespace memvp {

using kind_of = refresh_pulse_kind;

namespace {

cycle_count divided_up(cycle_count number, cycle_count by) { return (number + by - 1) / by; }

cycle_count width(const refresh_pulse_table& pulses, kind_of kind) { return pulse_of(pulses, kind).width; }

cycle_count width_and_gap(const refresh_pulse_table& pulses, kind_of kind) {
  return pulse_of(pulses, kind).width + pulse_of(pulses, kind).gap;
}

cycle_count conversions(const clocked_refresh_settings& settings, std::uint32_t lines) {
  return divided_up(lines, settings.converters) * settings.convert;
}

// A read of all columns that ends with a decision, without the bias before it.
cycle_count comparison(const clocked_refresh_settings& settings, const refresh_pulse_table& pulses, kind_of read) {
  return width_and_gap(pulses, read) + conversions(settings, settings.columns) + settings.decide;
}

// The greatest width of either sign in a row of PULSE.
struct widest {
  cycle_count set = 0, reset = 0;
};
widest widest_of(const clocked_refresh_unit& unit, const clocked_refresh_settings& settings,
                 const clocked_refresh_compute& compute) {
  const std::uint32_t columns = compute.command.region.columns;
  widest found;
  for (std::uint32_t i = 0; i < columns; ++i) {
    const std::int64_t cycles = compute.widths[std::size_t{unit.index} * columns + i];
    if (cycles > 0) found.set = std::max(found.set, static_cast<cycle_count>(cycles) * settings.pulse_lsb);
    if (cycles < 0) found.reset = std::max(found.reset, static_cast<cycle_count>(-cycles) * settings.pulse_lsb);
  }
  return found;
}

cycle_count update_length(const clocked_refresh_unit& unit, const clocked_refresh_settings& settings,
                          const refresh_pulse_table& pulses, const clocked_refresh_compute& compute) {
  const widest row = widest_of(unit, settings, compute);
  cycle_count cycles = divided_up(compute.command.region.columns, 2) * settings.fetch;
  if (row.set == 0 && row.reset == 0) return cycles;
  cycles += settings.bias;
  if (row.set != 0) cycles += row.set + pulse_of(pulses, kind_of::ion_set).gap;
  if (row.reset != 0) cycles += row.reset + pulse_of(pulses, kind_of::ion_reset).gap;
  return compute.command.verify ? cycles + comparison(settings, pulses, kind_of::read_ion) : cycles;
}

// Transposed, a pair of columns is driven by one code with either sign.
cycle_count vector_length(const clocked_refresh_unit& unit, const clocked_refresh_settings& settings,
                          const clocked_refresh_compute& compute) {
  const refresh_command& command = compute.command;
  const bool paired = command.columns == refresh_column_mode::pairs;
  const bool transposed = command.operation == refresh_operation::multiply_transposed;
  const std::uint32_t column_lines = paired ? command.region.columns / 2 : command.region.columns;
  const std::uint32_t driven = transposed ? column_lines : command.region.rows;
  const std::uint32_t sensed = transposed ? command.region.rows : column_lines;
  bool positive = false, negative = false;
  for (std::uint32_t i = 0; i < driven; ++i) {
    const int code = compute.codes[std::size_t{unit.index} * driven + i];
    positive = positive || code > 0 || (paired && transposed && code != 0);
    negative = negative || code < 0 || (paired && transposed && code != 0);
  }
  const cycle_count integration = settings.settle + refresh_greatest_code * settings.unit;
  return divided_up(driven, 4) * settings.fetch + settings.bias + (positive ? integration : 0) +
         (negative ? integration : 0) + conversions(settings, sensed);
}

}  // namespace

cycle_count length_of(const clocked_refresh_unit& unit, const clocked_refresh_settings& settings,
                      const refresh_pulse_table& pulses, const clocked_refresh_compute& compute) {
  switch (unit.kind) {
    case refresh_unit_kind::table:
      return unit.row_count;
    case refresh_unit_kind::verify:
      return settings.bias + comparison(settings, pulses, unit.pulse);
    case refresh_unit_kind::ferroelectric:
    case refresh_unit_kind::restore:
      return (unit.biased ? 0 : settings.bias) + width_and_gap(pulses, unit.pulse);
    case refresh_unit_kind::rewrite:
      return settings.bias + width_and_gap(pulses, kind_of::ion_set) +
             (unit.reset_slot ? width_and_gap(pulses, kind_of::ion_reset) : 0) +
             comparison(settings, pulses, kind_of::read_ion);
    case refresh_unit_kind::update:
      return update_length(unit, settings, pulses, compute);
    case refresh_unit_kind::vector:
      return vector_length(unit, settings, compute);
    case refresh_unit_kind::read_row:
      return settings.bias + width_and_gap(pulses, kind_of::read_ion) +
             conversions(settings, compute.command.region.columns);
  }
  return 0;
}

std::optional<cycle_count> read_end_of(const clocked_refresh_unit& unit, const clocked_refresh_settings& settings,
                                       const refresh_pulse_table& pulses, const clocked_refresh_compute& compute) {
  bool compared = unit.kind == refresh_unit_kind::verify || unit.kind == refresh_unit_kind::rewrite;
  if (unit.kind == refresh_unit_kind::update) {
    const widest row = widest_of(unit, settings, compute);
    compared = compute.command.verify && (row.set != 0 || row.reset != 0);
  }
  if (!compared) return std::nullopt;
  const kind_of read = unit.kind == refresh_unit_kind::verify ? unit.pulse : kind_of::read_ion;
  return length_of(unit, settings, pulses, compute) - comparison(settings, pulses, read) + width(pulses, read);
}

std::optional<cycle_count> pulse_end_of(const clocked_refresh_unit& unit, const clocked_refresh_settings& settings,
                                        const refresh_pulse_table& pulses, const clocked_refresh_compute& compute) {
  if (unit.kind == refresh_unit_kind::rewrite) {
    const cycle_count set_end = settings.bias + width(pulses, kind_of::ion_set);
    if (!unit.reset_slot) return set_end;
    return set_end + pulse_of(pulses, kind_of::ion_set).gap + width(pulses, kind_of::ion_reset);
  }
  if (unit.kind != refresh_unit_kind::update) return std::nullopt;
  const widest row = widest_of(unit, settings, compute);
  if (row.set == 0 && row.reset == 0) return std::nullopt;
  const cycle_count begin = divided_up(compute.command.region.columns, 2) * settings.fetch + settings.bias;
  if (row.reset == 0) return begin + row.set;
  return begin + (row.set == 0 ? 0 : row.set + pulse_of(pulses, kind_of::ion_set).gap) + row.reset;
}

}  // namespace memvp
