// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/rram_tile.hpp"

#include <string>

#include "memvp/models/physics/rram_access_transistor.hpp"
#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

namespace reg = rram_register;

rram_tile::rram_tile(const sc_core::sc_module_name& name, const rram_tile_parameters& parameters, clock_grid clock,
                     std::uint64_t seed, std::uint32_t instance, const tile_traces& traces, const pulse_table* table)
    : sequenced_tile(name, rram_tile_registers(), clock, traces,
                     {"none", "form", "program_verify", "set_pulses", "reset_pulses", "read_cells", "multiply"}),
      neurons("neurons"),
      parameters_((check(parameters), parameters)),
      periphery_(parameters, clock, this->name(), traces.energy),
      array_(parameters.array, parameters.device, clock, seed, instance, table),
      planner_(array_, buffers_, periphery_.dac(), periphery_.adc(), periphery_.cell_adc(),
               periphery_.planner_settings(), clock) {
  buffers_.input.resize(rram_window::input_bytes);
  buffers_.result.resize(rram_window::result_bytes / 4);
  buffers_.target.resize(rram_window::target_bytes / 4);
  buffers_.failure.resize(rram_window::failure_bytes / 4);
  conductances_.resize(rram_window::conductance_bytes / 8);
  back_window("INPUT", buffers_.input.data());
  back_window("RESULT", buffers_.result.data());
  back_window("TARGET", buffers_.target.data());
  back_window("FAILURE", buffers_.failure.data());
  back_window("CONDUCTANCE", conductances_.data());

  const rram_converter_parameters& converter = parameters.converter;
  const rram_device_parameters& device = parameters.device;
  const auto set = [this](std::uint32_t offset, std::int64_t value) {
    registers().set(offset, static_cast<std::uint32_t>(value));
  };
  set(reg::rows, parameters.array.rows);
  set(reg::columns, parameters.array.columns);
  set(reg::input_bits, converter.dac_bits);
  set(reg::drive, static_cast<std::int64_t>(converter.drive));
  set(reg::input_bytes, parameters.sequencer.input_buffer);
  set(reg::result_bytes, parameters.sequencer.result_buffer);
  set(reg::program_cells, parameters.sequencer.program_cells);
  set(reg::converter_ranges, converter.ranges);
  set(reg::set_steps, parameters.write.set.steps());
  set(reg::reset_steps, parameters.write.reset.steps());
  set_float(reg::window_bottom, device.minimum_conductance);
  set_float(reg::window_top, device.maximum_conductance);
  set_float(reg::read_voltage, effective_read_voltage(device, parameters.read.voltage));
  set_float(reg::series_resistance, transistor_on_resistance(device, device.read_gate_voltage));
  set_float(reg::current_lsb, periphery_.adc().step());
  set_float(reg::cell_current_lsb, periphery_.cell_adc().step());
  keep_over_reset({reg::rows, reg::columns, reg::input_bits, reg::drive, reg::input_bytes, reg::result_bytes,
                   reg::program_cells, reg::converter_ranges, reg::set_steps, reg::reset_steps, reg::window_bottom,
                   reg::window_top, reg::read_voltage, reg::series_resistance, reg::current_lsb,
                   reg::cell_current_lsb});
  compute({reg::failure_count, reg::pulses_low, reg::pulses_high, reg::verify_reads_low, reg::verify_reads_high,
           reg::conversions_low, reg::conversions_high, reg::saturations_low, reg::saturations_high,
           reg::verify_failures, reg::clipped_events});
  registers().synchronise({reg::failure_count, reg::pulses_low, reg::verify_reads_low, reg::conversions_low,
                           reg::saturations_low, reg::verify_failures, reg::clipped_events});

  periphery_.add_area(this->name(), traces.area);
  if (traces.pulses != nullptr) pulse_tile_ = traces.pulses->tile(this->name());
  if (traces.waveforms != nullptr) {
    waveforms_ = std::make_unique<rram_waveforms>(*traces.waveforms, std::string("top.") + this->name(), parameters_,
                                                  periphery_.timing(), planner_, clock);
    show_in(waveforms_.get());
  }
}

rram_tile::~rram_tile() = default;

std::uint32_t rram_tile::register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const {
  const rram_counters& count = planner_.counters();
  const auto low = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
  const auto high = [](std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); };
  switch (offset) {
    case reg::failure_count:
      return planner_.failures();
    case reg::pulses_low:
      return low(count.pulses);
    case reg::pulses_high:
      return high(count.pulses);
    case reg::verify_reads_low:
      return low(count.verify_reads);
    case reg::verify_reads_high:
      return high(count.verify_reads);
    case reg::conversions_low:
      return low(count.conversions);
    case reg::conversions_high:
      return high(count.conversions);
    case reg::saturations_low:
      return low(count.saturations);
    case reg::saturations_high:
      return high(count.saturations);
    case reg::verify_failures:
      return low(count.verify_failures);
    case reg::clipped_events:
      return low(array_.cells().clipped_events());
    default:
      return sequenced_tile::register_value(offset, stored, at);
  }
}

std::uint32_t rram_tile::begin_command(std::uint32_t code, cycle_count start) {
  const auto value = [this](std::uint32_t offset) { return registers().get(offset); };
  rram_command command;
  command.operation = static_cast<rram_operation>(code);
  command.region = {value(reg::first_row), value(reg::row_count), value(reg::first_column), value(reg::column_count)};
  command.vectors = value(reg::vector_count);
  command.columns = static_cast<rram_column_mode>(value(reg::column_mode));
  command.slices = value(reg::slice_count);
  command.slice_bits = value(reg::slice_bits);
  command.input_signed = value(reg::input_signed) != 0;
  command.analog_output = value(reg::output) != 0;
  command.first_neuron = value(reg::neuron_first);
  command.converter_range = value(reg::converter_range);
  command.verify_tolerance = value(reg::verify_tolerance);
  command.pulse_limit = value(reg::pulse_limit);
  command.reads = value(reg::read_count);
  command.ramp_step = value(reg::ramp_step);
  return static_cast<std::uint32_t>(planner_.begin(command, start, neurons.size() > 0));
}

void rram_tile::execute(std::size_t index, cycle_count elapsed) {
  planner_.execute(index, elapsed);
  if (elapsed < current_plan().phases()[index].interval.length) return;
  const rram_delivery ready = planner_.delivery(index);
  if (ready.count == 0) return;
  if (!neurons->deliver(ready.slot, ready.first_neuron, ready.amperes, ready.count, ready.sampled_at))
    planner_.refuse_delivery();
}

rram_tile::ending rram_tile::end_of_command() const {
  return {static_cast<std::uint32_t>(planner_.outcome()), planner_.failures() > 0 ? rram_interrupt::failure : 0};
}

void rram_tile::reset_counters() {
  planner_.abandon();
  planner_.reset_counters();
}

bool rram_tile::shows_effect(const plan_phase& phase) const {
  return phase.activity == static_cast<std::uint32_t>(rram_activity::pulse);
}

void rram_tile::phase_passed(const plan_phase& phase, cycle_interval interval) {
  const auto activity = static_cast<rram_activity>(phase.activity);
  periphery_.powered(activity, interval.length);
  if (traces().pulses == nullptr || interval.length == 0 || activity != rram_activity::pulse) return;
  const rram_pulse& pulse = planner_.pulse();
  const double volts = pulse.what == rram_pulse::kind::reset ? -pulse.line_volts : pulse.line_volts;
  traces().pulses->record({pulse_tile_, pulse.row, pulse.column, volts, interval});
}

void rram_tile::refresh_window(const buffer_window& window) {
  if (window.offset != rram_window::conductance) return;
  planner_.conductances(conductances_.data(), clock().cycle_at(picoseconds(sc_core::sc_time_stamp())));
}

void rram_tile::post_leakage(cycle_count end) { periphery_.post_leakage(end, traces().energy); }

}  // namespace memvp
