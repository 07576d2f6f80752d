// SPDX-License-Identifier: Apache-2.0
#include "drift_tile.hpp"

#include <cmath>
#include <string>

namespace drift {

tile::tile(const sc_core::sc_module_name& name, const tile_parameters& parameters, memvp::clock_grid clock,
           std::uint64_t seed, std::uint32_t instance, const memvp::tile_traces& traces)
    : sequenced_tile(name, tile_registers(), clock, traces, {"none", "program", "read"}),
      cells_(static_cast<std::size_t>(parameters.cells), parameters.device, seed, instance),
      circuits_(parameters, clock, this->name(), traces.energy),
      pulse_(window::most_cells),
      result_(window::most_cells),
      resistance_(window::most_cells),
      plans_(cells_, circuits_, parameters, clock, pulse_, result_) {
  back_window("PULSE", pulse_.data());
  back_window("RESULT", result_.data());
  back_window("RESISTANCE", resistance_.data());

  registers().set(reg::cells, static_cast<std::uint32_t>(parameters.cells));
  registers().set(reg::pulse_lsb, static_cast<std::uint32_t>(std::lround(parameters.pulse_lsb * 1e9)));
  set_float(reg::current_lsb, circuits_.current_lsb());
  keep_over_reset({reg::cells, reg::pulse_lsb, reg::current_lsb});
  compute({reg::pulses_low, reg::pulses_high});
  registers().synchronise({reg::pulses_low});  // it counts in mid-command

  circuits_.add_area(this->name(), traces.area);
  if (traces.waveforms != nullptr) {
    waveforms_ =
        std::make_unique<waveforms>(*traces.waveforms, std::string("top.") + this->name(), plans_, cells_, clock);
    show_in(waveforms_.get());
  }
}

std::uint32_t tile::begin_command(std::uint32_t code, memvp::cycle_count start) {
  command wanted;
  wanted.code = static_cast<operation>(code);
  wanted.first = registers().get(reg::first_cell);
  wanted.count = registers().get(reg::cell_count);
  return static_cast<std::uint32_t>(plans_.begin(wanted, start));
}

void tile::phase_passed(const memvp::plan_phase& phase, memvp::cycle_interval interval) {
  circuits_.powered(static_cast<activity>(phase.activity), interval.length);
}

bool tile::shows_effect(const memvp::plan_phase& phase) const {
  return phase.operand != memvp::plan_phase::no_operand;  // the resistance of a cell
}

std::uint32_t tile::register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const {
  switch (offset) {
    case reg::pulses_low:
      return static_cast<std::uint32_t>(plans_.pulses());
    case reg::pulses_high:
      return static_cast<std::uint32_t>(plans_.pulses() >> 32);
    default:
      return sequenced_tile::register_value(offset, stored, at);
  }
}

void tile::refresh_window(const memvp::buffer_window& window) {
  if (window.offset != window::resistance) return;
  for (std::size_t i = 0; i < cells_.size(); ++i) resistance_[i] = cells_.resistance(i);
}

}  // namespace drift
