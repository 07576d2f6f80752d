// SPDX-License-Identifier: Apache-2.0
// Plans of the open-loop write commands: serial, row-parallel, outer product, bit streams.
#include <algorithm>
#include <cstdlib>

#include "memvp/models/physics/random.hpp"
#include "memvp/models/tiles/ecram_planner.hpp"

namespace memvp {

void ecram_planner::begin_step(double polarity) {
  steps_.push_back({polarity, step_rows_.size(), 0, step_columns_.size(), 0, 0});
}

void ecram_planner::select_row(std::uint32_t row) {
  step_rows_.push_back(row);
  ++steps_.back().row_count;
}

void ecram_planner::select_column(std::uint32_t column, std::uint64_t width) {
  const cycle_count cycles = width * settings_.timing.pulse_lsb;
  step_columns_.push_back({column, cycles});
  stored_step& current = steps_.back();
  ++current.column_count;
  current.length = std::max(current.length, cycles);
}

void ecram_planner::raise_lines() {
  const stored_step& current = steps_.back();
  const auto selected_rows = static_cast<double>(current.row_count);
  const auto selected_columns = static_cast<double>(current.column_count);
  const auto rows = static_cast<double>(array_.rows());
  const auto columns = static_cast<double>(array_.columns());
  append(ecram_activity::select, settings_.timing.line_setup, static_cast<std::uint32_t>(steps_.size() - 1));
  plan_.pay(settings_.components.control,
            settings_.costs.control_cycle * static_cast<double>(settings_.timing.line_setup));
  if (current.row_count + current.column_count == 0) return;  // all lines stay at ground
  plan_.pay(settings_.components.decoders,
            settings_.costs.decode_row * selected_rows + settings_.costs.decode_column * selected_columns);
  plan_.pay(settings_.components.row_drivers, settings_.costs.row_line_selected * selected_rows +
                                                  settings_.costs.row_line_other * (rows - selected_rows));
  plan_.pay(settings_.components.column_drivers, settings_.costs.column_line_selected * selected_columns +
                                                     settings_.costs.column_line_other * (columns - selected_columns));
}

void ecram_planner::hold_pulse() {
  const stored_step& current = steps_.back();
  append(ecram_activity::pulse, current.length, static_cast<std::uint32_t>(steps_.size() - 1));
  if (current.row_count + current.column_count > 0)
    plan_.pay(settings_.components.array, array_.write_energy(step(plan_.phases().back())));
  plan_.pay(settings_.components.control,
            settings_.costs.counter_tick * static_cast<double>(current.length / settings_.timing.pulse_lsb));
}

void ecram_planner::lower_lines() {
  append(ecram_activity::release, settings_.timing.line_release);
  plan_.pay(settings_.components.control,
            settings_.costs.control_cycle * static_cast<double>(settings_.timing.line_release));
}

void ecram_planner::write_step_alone() {
  raise_lines();
  hold_pulse();
  lower_lines();
}

void ecram_planner::plan_serial() {
  const array_region& region = command_.region;
  std::size_t scanned = 0;
  for (std::uint32_t r = 0; r < region.rows; ++r) {
    for (std::uint32_t c = 0; c < region.columns; ++c) {
      ++scanned;
      const std::int32_t word = pulse_word(std::size_t{r} * region.columns + c);
      if (word == 0) continue;
      fetch(scanned);
      scanned = 0;
      begin_step(word > 0 ? 1 : -1);
      select_row(region.first_row + r);
      select_column(region.first_column + c, static_cast<std::uint64_t>(std::llabs(word)));
      write_step_alone();
    }
  }
  if (scanned > 0) fetch(scanned);
}

void ecram_planner::plan_row_parallel() {
  const array_region& region = command_.region;
  for (std::uint32_t r = 0; r < region.rows; ++r) {
    fetch(region.columns);
    for (const int sign : {1, -1}) {
      begin_step(sign);
      for (std::uint32_t c = 0; c < region.columns; ++c) {
        const std::int64_t width = std::int64_t{pulse_word(std::size_t{r} * region.columns + c)} * sign;
        if (width > 0) select_column(region.first_column + c, static_cast<std::uint64_t>(width));
      }
      if (steps_.back().column_count == 0) {
        steps_.pop_back();
        continue;
      }
      select_row(region.first_row + r);
      write_step_alone();
    }
  }
}

namespace {
/// Signs of row and column inputs that a sign phase selects, and the polarity of the pulse that they make.
struct sign_phase {
  int row, column;
};
constexpr sign_phase sign_phases[] = {{1, 1}, {-1, -1}, {1, -1}, {-1, 1}};
}  // namespace

void ecram_planner::plan_outer_product() {
  const array_region& region = command_.region;
  fetch(std::size_t{region.rows} + region.columns);
  const auto word = [&](std::size_t i) { return static_cast<std::int32_t>(buffers_.input[i]); };
  for (const sign_phase& phase : sign_phases) {
    begin_step(phase.row * phase.column);
    for (std::uint32_t r = 0; r < region.rows; ++r)
      if (std::int64_t{word(r)} * phase.row > 0) select_row(region.first_row + r);
    for (std::uint32_t c = 0; c < region.columns; ++c) {
      const std::int64_t width = std::int64_t{word(std::size_t{region.rows} + c)} * phase.column;
      if (width > 0) select_column(region.first_column + c, static_cast<std::uint64_t>(width));
    }
    if (steps_.back().row_count == 0 || steps_.back().column_count == 0) {
      steps_.pop_back();
      continue;
    }
    write_step_alone();
  }
}

void ecram_planner::plan_bit_streams() {
  const array_region& region = command_.region;
  fetch(std::size_t{region.rows} + region.columns);
  const random_key key = array_.stream_key();
  const auto level = [&](std::size_t i, int sign) {
    return std::int64_t{static_cast<std::int32_t>(buffers_.input[i])} * sign;
  };
  const auto fires = [&](std::size_t line, std::uint32_t slot, std::int64_t probability) {
    const std::uint64_t event = (std::uint64_t{command_.stream_seed} << 32) | slot;
    return uniform(key, line, event) * stream_probability_one < static_cast<double>(probability);
  };
  for (const sign_phase& phase : sign_phases) {
    const auto any = [&](std::size_t first, std::size_t count, int sign) {
      for (std::size_t i = first; i < first + count; ++i)
        if (level(i, sign) > 0) return true;
      return false;
    };
    if (!any(0, region.rows, phase.row) || !any(region.rows, region.columns, phase.column)) continue;
    for (std::uint32_t slot = 0; slot < command_.slots; ++slot) {
      begin_step(phase.row * phase.column);
      for (std::uint32_t r = 0; r < region.rows; ++r)
        if (const auto p = level(r, phase.row); p > 0 && fires(r, slot, p)) select_row(region.first_row + r);
      for (std::uint32_t c = 0; c < region.columns; ++c) {
        const std::size_t line = std::size_t{region.rows} + c;
        if (const auto p = level(line, phase.column); p > 0 && fires(line, slot, p))
          select_column(region.first_column + c, command_.slot_width);
      }
      // A slot passes whether or not anything fires in it.
      steps_.back().length = cycle_count{command_.slot_width} * settings_.timing.pulse_lsb;
      write_step_alone();
    }
  }
}

}  // namespace memvp
