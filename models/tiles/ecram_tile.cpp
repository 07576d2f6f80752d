// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/ecram_tile.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

namespace reg = ecram_register;

ecram_tile::ecram_tile(const sc_core::sc_module_name& name, const ecram_tile_parameters& parameters, clock_grid clock,
                       std::uint64_t seed, std::uint32_t instance, const tile_traces& traces)
    : sequenced_tile(name, ecram_tile_registers(), clock, traces,
                     {"none", "program_serial", "program_row_parallel", "update_outer_product", "update_bit_streams",
                      "program_verify", "multiply", "multiply_transposed", "read_cells"}),
      parameters_((check(parameters), parameters)),
      periphery_(parameters, clock, this->name(), traces.energy),
      array_(parameters.array, parameters.device, clock, seed, instance),
      planner_(array_, buffers_, periphery_.dac(), periphery_.adc(), periphery_.planner_settings(), clock) {
  buffers_.input.resize(ecram_window::vector_bytes / 4);
  buffers_.result.resize(ecram_window::vector_bytes / 4);
  buffers_.pulse.resize(ecram_window::pulse_bytes / 4);
  conductances_.resize(ecram_window::conductance_bytes / 8);
  back_window("INPUT", buffers_.input.data());
  back_window("RESULT", buffers_.result.data());
  back_window("PULSE", buffers_.pulse.data());
  back_window("CONDUCTANCE", conductances_.data());

  registers().set(reg::rows, static_cast<std::uint32_t>(array_.rows()));
  registers().set(reg::columns, static_cast<std::uint32_t>(array_.columns()));
  registers().set(reg::pulse_lsb, static_cast<std::uint32_t>(std::lround(parameters.sequencer.pulse_lsb * 1e9)));
  registers().set(reg::pulse_maximum, static_cast<std::uint32_t>(periphery_.timing().pulse_maximum));
  registers().set(reg::input_maximum,
                  parameters.converter.ideal ? 0 : static_cast<std::uint32_t>(periphery_.dac().largest_code()));
  registers().set(reg::vector_maximum, static_cast<std::uint32_t>(parameters.sequencer.buffer_vectors));
  set_float(reg::current_lsb, periphery_.adc().step());
  keep_over_reset({reg::rows, reg::columns, reg::pulse_lsb, reg::pulse_maximum, reg::input_maximum, reg::vector_maximum,
                   reg::current_lsb});
  compute({reg::pulses_low, reg::pulses_high, reg::conversions_low, reg::conversions_high, reg::verify_failures,
           reg::saturations, reg::clipped_events});
  registers().synchronise(
      {reg::pulses_low, reg::conversions_low, reg::verify_failures, reg::saturations, reg::clipped_events});

  periphery_.add_area(this->name(), traces.area);
  if (traces.pulses != nullptr) pulse_tile_ = traces.pulses->tile(this->name());
  if (traces.waveforms != nullptr) {
    waveforms_ = std::make_unique<ecram_waveforms>(*traces.waveforms, std::string("top.") + this->name(),
                                                   parameters_.device, parameters_.trace, array_, planner_, clock);
    show_in(waveforms_.get());
  }
}

ecram_tile::~ecram_tile() = default;

std::uint32_t ecram_tile::register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const {
  const ecram_counters& count = planner_.counters();
  const auto low = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
  const auto high = [](std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); };
  switch (offset) {
    case reg::pulses_low:
      return low(count.pulses);
    case reg::pulses_high:
      return high(count.pulses);
    case reg::conversions_low:
      return low(count.conversions);
    case reg::conversions_high:
      return high(count.conversions);
    case reg::verify_failures:
      return low(count.verify_failures);
    case reg::saturations:
      return low(count.saturations);
    case reg::clipped_events:
      return low(array_.cells().clipped_events());
    default:
      return sequenced_tile::register_value(offset, stored, at);
  }
}

std::uint32_t ecram_tile::begin_command(std::uint32_t code, cycle_count start) {
  const auto value = [this](std::uint32_t offset) { return registers().get(offset); };
  ecram_command command;
  command.operation = static_cast<ecram_operation>(code);
  command.region = {value(reg::first_row), value(reg::row_count), value(reg::first_column), value(reg::column_count)};
  command.vectors = value(reg::vector_count);
  command.slots = value(reg::slot_count);
  command.slot_width = value(reg::slot_width);
  command.stream_seed = value(reg::stream_seed);
  command.verify_tolerance = value(reg::verify_tolerance);
  command.verify_tries = value(reg::verify_tries);
  command.reads = value(reg::read_count);
  command.sweeps = value(reg::sweep_count);
  command.training = value(reg::purpose) != 0;
  return static_cast<std::uint32_t>(planner_.begin(command, start));
}

bool ecram_tile::shows_effect(const plan_phase& phase) const {
  return phase.activity == static_cast<std::uint32_t>(ecram_activity::pulse);
}

void ecram_tile::phase_passed(const plan_phase& phase, cycle_interval interval) {
  const auto activity = static_cast<ecram_activity>(phase.activity);
  periphery_.powered(activity, interval.length);
  if (traces().pulses == nullptr || interval.length == 0 || activity != ecram_activity::pulse) return;
  const write_step step = planner_.step(phase);
  for (std::size_t r = 0; r < step.row_count; ++r)
    for (std::size_t c = 0; c < step.column_count; ++c)
      traces().pulses->record({pulse_tile_,
                               step.rows[r],
                               step.columns[c].column,
                               step.polarity * parameters_.device.pulse_voltage,
                               {interval.start, std::min(step.columns[c].width, interval.length)}});
}

void ecram_tile::refresh_window(const buffer_window& window) {
  if (window.offset != ecram_window::conductance) return;
  array_.cells().conductances(conductances_.data(), picoseconds(sc_core::sc_time_stamp()));
}

void ecram_tile::post_leakage(cycle_count end) { periphery_.post_leakage(end, traces().energy); }

}  // namespace memvp
