// SPDX-License-Identifier: Apache-2.0
// A refreshable array with its circuits and its planner, without SystemC and without a controller: units are handed
// over by the test.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "memvp/models/tiles/refresh_periphery.hpp"
#include "memvp/models/tiles/refresh_planner.hpp"

namespace memvp::testing_words {

/// A tile without spread and noise, whose times are small and all different: F 3, B 7, S 5, U 2, C 9 (4 comparisons of
/// 2 and 1), Q 11 cycles of 10 ns; 3 converters for 6 rows and 10 columns. Pulse widths and gaps in cycles:
/// fe_set 100, 13; fe_reset 90, 12; ion_set 80, 0; ion_reset 60, 4; read_ion 50, 2; read_fe 40, 1.
inline refresh_tile_parameters small_refresh_tile(std::uint32_t rows = 6, std::uint32_t columns = 10) {
  refresh_tile_parameters p;
  p.array.rows = rows;
  p.array.columns = columns;
  p.device.variability = false;
  p.device.read_noise = 0;
  p.sequencer.fetch_cycles = 3;
  p.sequencer.bias_time = 70e-9;
  p.sequencer.decide_cycles = 11;
  p.read.settle_time = 50e-9;
  p.read.unit_time = 20e-9;
  p.converter.bits = 4;
  p.converter.bit_time = 20e-9;
  p.converter.overhead_time = 10e-9;
  p.converter.columns_per_converter = 4;
  p.driver.pulse_lsb = 50e-9;
  return p;
}

inline refresh_pulse_table small_pulses(const refresh_tile_parameters& p) {
  refresh_pulse_table table = pulse_table_of(p, clock_grid(10'000));
  const cycle_count widths[] = {100, 90, 80, 60, 50, 40}, gaps[] = {13, 12, 0, 4, 2, 1};
  for (std::size_t kind = 0; kind < table.size(); ++kind) {
    table[kind].width = widths[kind];
    table[kind].gap = gaps[kind];
  }
  return table;
}

struct refresh_planner_bench {
  refresh_tile_parameters parameters;
  clock_grid clock{10'000};
  energy_ledger energy;
  refresh_periphery periphery;
  refresh_array array;
  refresh_buffers buffers;
  refresh_planner planner;
  cycle_count now = 0;

  refresh_planner_bench(const refresh_tile_parameters& p, const refresh_pulse_table& pulses, std::uint64_t seed = 1)
      : parameters(p),
        periphery(p, clock, "tile", energy),
        array(p.array, p.device, clock, seed, 0),
        buffers(p),
        planner(array, buffers, periphery.adc(), periphery.planner_settings(), pulses, clock) {}
  explicit refresh_planner_bench(const refresh_tile_parameters& p)
      : refresh_planner_bench(p, pulse_table_of(p, clock_grid(10'000))) {}

  /// Carries a unit out, or as much of it as a reset leaves; the next begins where it ends. Returns what it costs, by
  /// component.
  std::map<std::string, double> carry_out(const refresh_unit& unit, cycle_count until = ~cycle_count{0}) {
    const cycle_count length = planner.length(unit);
    planner.make(unit, now);
    EXPECT_EQ(planner.current().length(), length);
    const cycle_count passed = std::min(until, length);
    std::map<std::string, double> before = paid();
    const auto& phases = planner.current().phases();
    for (std::size_t i = 0; i < phases.size(); ++i) {
      if (phases[i].interval.start > passed) continue;
      const cycle_count elapsed = std::min(phases[i].interval.length, passed - phases[i].interval.start);
      planner.execute(i, elapsed);
      const double share = phases[i].interval.length == 0
                               ? 1
                               : static_cast<double>(elapsed) / static_cast<double>(phases[i].interval.length);
      for (std::uint32_t k = 0; k < phases[i].energy_count; ++k) {
        const phase_energy& entry = planner.current().energies(phases[i])[k];
        energy.post(entry.component, phases[i].cause, {now + phases[i].interval.start, elapsed}, entry.joules * share);
      }
    }
    now += passed;
    std::map<std::string, double> cost = paid();
    for (auto& [name, joules] : cost) joules -= before[name];
    return cost;
  }

  std::map<std::string, double> paid() const {
    std::map<std::string, double> all;
    for (const auto& [name, joules] : energy.by_component()) all[name.substr(std::string("tile.").size())] = joules;
    return all;
  }

  void set_states(double polarisation, double ionic_state) {
    for (std::size_t cell = 0; cell < array.cells().size(); ++cell) array.set_state(cell, polarisation, ionic_state);
  }
  double ionic_state(std::size_t row, std::size_t column) const {
    return array.cells().ionic_state(row * array.columns() + column, clock.picoseconds(now));
  }
  double polarisation(std::size_t row, std::size_t column) const {
    return array.cells().polarisation(row * array.columns() + column);
  }
  double siemens(std::size_t row, std::size_t column) const { return array.conductance(row, column, now); }
};

inline refresh_unit unit_of(refresh_unit_kind kind, std::uint32_t first_row = 0, std::uint32_t row_count = 1) {
  refresh_unit unit;
  unit.kind = kind;
  unit.first_row = first_row;
  unit.row_count = row_count;
  return unit;
}

/// The unit of row or vector `index` of a compute command.
inline refresh_unit unit_of(const refresh_command& command, std::uint32_t index) {
  switch (command.operation) {
    case refresh_operation::pulse: {
      refresh_unit unit = unit_of(refresh_unit_kind::update, command.region.first_row + index);
      unit.index = index;
      return unit;
    }
    case refresh_operation::read_cells: {
      refresh_unit unit = unit_of(refresh_unit_kind::read_row, command.region.first_row + index);
      unit.index = index;
      return unit;
    }
    default: {
      refresh_unit unit = unit_of(refresh_unit_kind::vector, command.region.first_row, command.region.rows);
      unit.index = index;
      return unit;
    }
  }
}

inline refresh_command compute(refresh_operation operation, const array_region& region) {
  refresh_command command;
  command.operation = operation;
  command.region = region;
  return command;
}

}  // namespace memvp::testing_words
