// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/kinetics_tile.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

namespace reg = kinetics_register;

kinetics_tile::kinetics_tile(const sc_core::sc_module_name& name, const kinetics_tile_parameters& parameters,
                             clock_grid clock, std::uint64_t seed, std::uint32_t instance, const tile_traces& traces)
    : sequenced_tile(name, kinetics_tile_registers(), clock, traces,
                     {"none", "run", "refresh", "read", "write", "begin_evaluation"}),
      parameters_((check(parameters), parameters)),
      periphery_(parameters, clock, this->name(), traces.energy),
      bank_(parameters, seed, instance),
      constants_(kinetics_window::constants_bytes / sizeof(double)),
      states_(kinetics_window::state_bytes / sizeof(double)),
      planner_(bank_, buffers_, periphery_, parameters_, clock) {
  back_window("ALPHA_TABLE", buffers_.alpha_table.data());
  back_window("BETA_TABLE", buffers_.beta_table.data());
  back_window("MASK", buffers_.mask.data());
  back_window("CONSTANTS", constants_.data());
  back_window("STATE", states_.data());
  back_window("FEATURE", buffers_.feature.data());
  back_window("INPUT", buffers_.input.data());
  set_figures();
  set_reset_values();
  compute({reg::unstable_devices});
  registers().synchronise({reg::unstable_devices});
  for (std::uint32_t offset = reg::samples_low; offset < reg::counters_end; offset += 8) {
    compute({offset, offset + 4});
    registers().synchronise({offset});
  }

  periphery_.add_area(this->name(), traces.area);
  if (traces.pulses != nullptr) pulse_tile_ = traces.pulses->tile(this->name());
  if (traces.waveforms != nullptr) {
    waveforms_ = std::make_unique<kinetics_waveforms>(*traces.waveforms, std::string("top.") + this->name(),
                                                      parameters_, periphery_.timing(), bank_, planner_, clock);
    show_in(waveforms_.get());
  }
}

kinetics_tile::~kinetics_tile() = default;

void kinetics_tile::set_figures() {
  const auto set = [this](std::uint32_t offset, std::uint64_t value) {
    registers().set(offset, static_cast<std::uint32_t>(value));
    keep_over_reset({offset});
  };
  const auto set_single = [this](std::uint32_t offset, double value) {
    set_float(offset, value);
    keep_over_reset({offset});
  };
  const auto number = [](std::int64_t value) { return static_cast<std::uint64_t>(value); };
  const bool reservoir = bank_.model() == kinetics_model::reservoir;
  set(reg::devices, bank_.size());
  set(reg::model, static_cast<std::uint64_t>(bank_.model()));
  set(reg::integrator, static_cast<std::uint64_t>(parameters_.device.integrator));
  set(reg::converter_bits, number(parameters_.converter.bits));
  set(reg::encoder_bits, number(parameters_.encoder.dac_bits));
  set(reg::density_slots, number(parameters_.encoder.density_slots));
  set(reg::input_bytes, number(parameters_.sequencer.input_buffer));
  set(reg::feature_bytes, number(parameters_.sequencer.feature_buffer));
  set(reg::table_steps, number(parameters_.sequencer.table_steps));
  set(reg::alpha_table_use, static_cast<std::uint64_t>(parameters_.sequencer.alpha_table));
  set(reg::cycle_time, clock().period_ps());
  set_single(reg::read_voltage, bank_.read_voltage());
  set_single(reg::full_scale_voltage, parameters_.device.full_scale_voltage);
  set_single(reg::initial_conductance, bank_.conductance_at_one());
  set_single(reg::step_time, reservoir ? parameters_.reservoir.step_time : parameters_.device.step_time);
}

void kinetics_tile::set_reset_values() {
  const kinetics_command command = reset_command(parameters_, clock());
  registers().set(reg::overlap, command.overlap ? 1 : 0);
  registers().set(reg::pulse_width, command.pulse_width);
  registers().set(reg::period, command.period);
  set_float(reg::voltage_low, command.low_volts);
  set_float(reg::voltage_high, command.high_volts);
  set_float(reg::converter_low, command.converter_low);
  set_float(reg::converter_high, command.converter_high);
  set_float(reg::alpha, command.constants.alpha);
  set_float(reg::beta, command.constants.beta);
}

std::uint32_t kinetics_tile::begin_command(std::uint32_t code, cycle_count start) {
  const auto value = [this](std::uint32_t offset) { return registers().get(offset); };
  const auto single = [&](std::uint32_t offset) {
    const std::uint32_t bits = value(offset);
    float number = 0;
    std::memcpy(&number, &bits, sizeof number);
    return static_cast<double>(number);
  };
  kinetics_command command;
  command.operation = static_cast<kinetics_operation>(code);
  command.first_device = value(reg::first_device);
  command.devices = value(reg::device_count);
  command.samples = value(reg::sample_count);
  command.trains = value(reg::train_count);
  command.steps = value(reg::step_count);
  command.axis = static_cast<kinetics_axis>(value(reg::axis));
  command.mask_length = value(reg::mask_length);
  command.encoding = static_cast<kinetics_encoding>(value(reg::encoding));
  command.sampling = static_cast<kinetics_sampling>(value(reg::sampling));
  command.refresh = value(reg::refresh) != 0;
  command.tables = value(reg::tables);
  command.feature_size = value(reg::feature_size);
  command.overlap = value(reg::overlap) != 0;
  command.pulse_width = value(reg::pulse_width);
  command.period = value(reg::period);
  command.low_volts = single(reg::voltage_low);
  command.high_volts = single(reg::voltage_high);
  command.converter_low = single(reg::converter_low);
  command.converter_high = single(reg::converter_high);
  command.constants = {single(reg::alpha), single(reg::beta)};
  return static_cast<std::uint32_t>(planner_.begin(command, start));
}

kinetics_tile::ending kinetics_tile::end_of_command() const {
  const bool wrote = planner_.command().operation == kinetics_operation::write;
  return {0, wrote && planner_.wrote_unstable() ? kinetics_interrupt::unstable : 0};
}

void kinetics_tile::reset_counters() {
  planner_.stop(cycle_of(sc_core::sc_time_stamp()));
  planner_.reset_counters();
  set_reset_values();
}

std::uint64_t kinetics_tile::counter(std::uint32_t low_offset) const {
  const kinetics_counters count = planner_.counters();
  switch (low_offset) {
    case reg::samples_low:
      return count.samples;
    case reg::steps_low:
      return count.steps;
    case reg::pulses_low:
      return count.pulses;
    case reg::reads_low:
      return count.reads;
    case reg::conversions_low:
      return count.conversions;
    case reg::saturations_low:
      return count.saturations;
    case reg::limited_low:
      return count.limited;
    case reg::refreshes_low:
      return count.refreshes;
    case reg::lower_events_low:
      return count.events.lower;
    case reg::upper_events_low:
      return count.events.upper;
    case reg::sign_changes_low:
      return count.events.sign_changes;
    default:
      return count.events.redraws;
  }
}

std::uint32_t kinetics_tile::register_value(std::uint32_t offset, std::uint32_t stored,
                                            const sc_core::sc_time& at) const {
  if (offset == reg::unstable_devices) return bank_.devices_of_stability(2, 0, bank_.size());
  if (offset < reg::samples_low || offset >= reg::counters_end)
    return sequenced_tile::register_value(offset, stored, at);
  const std::uint64_t count = counter(offset & ~std::uint32_t{7});
  return static_cast<std::uint32_t>(offset % 8 == 0 ? count : count >> 32);
}

// The phases whose effects the waveforms show when they end.
bool kinetics_tile::shows_effect(const plan_phase& phase) const {
  switch (static_cast<kinetics_activity>(phase.activity)) {
    case kinetics_activity::refresh:
    case kinetics_activity::read:
    case kinetics_activity::convert:
    case kinetics_activity::pulse:
    case kinetics_activity::idle:
      return true;
    default:
      return false;
  }
}

void kinetics_tile::phase_passed(const plan_phase& phase, cycle_interval interval) {
  const auto activity = static_cast<kinetics_activity>(phase.activity);
  periphery_.powered(activity, interval.length);
  if (traces().pulses != nullptr && interval.length > 0 && activity == kinetics_activity::pulse)
    log_pulses(phase, interval);
}

void kinetics_tile::log_pulses(const plan_phase& phase, cycle_interval interval) {
  const std::uint32_t step = kinetics_planner::step_of(phase), first = planner_.command().first_device;
  const kinetics_encoder& encoder = planner_.encoder();
  const auto record = [&](std::uint32_t device, double volts, cycle_count from, cycle_count length) {
    if (from >= interval.length) return;
    traces().pulses->record(
        {pulse_tile_, 0, device, volts, {interval.start + from, std::min(length, interval.length - from)}});
  };
  for (std::uint32_t i = 0; i < planner_.active(); ++i) {
    const kinetics_pulse pulse = planner_.pulse_of(step, i);
    if (pulse.empty()) continue;
    if (encoder.encoding() != kinetics_encoding::density) {
      record(first + i, pulse.volts, 0, pulse.cycles);
      continue;
    }
    for (std::uint32_t part = 0; part < encoder.parts(); ++part)
      if (encoder.part_is_pulsed(pulse.parts, part))
        record(first + i, pulse.volts, cycle_count{part} * encoder.part_cycles(), encoder.part_cycles());
  }
}

void kinetics_tile::refresh_window(const buffer_window& window) {
  if (window.offset == kinetics_window::state) {
    bank_.states(0, bank_.size(), states_.data(),
                 clock().picoseconds(clock().cycle_at(picoseconds(sc_core::sc_time_stamp()))));
  } else if (window.offset == kinetics_window::constants) {
    for (std::uint32_t device = 0; device < bank_.size(); ++device) {
      const kinetics_constants constants = bank_.constants(device);
      constants_[2 * device] = constants.alpha;
      constants_[2 * device + 1] = constants.beta;
    }
  }
}

void kinetics_tile::post_leakage(cycle_count end) { periphery_.post_leakage(end, traces().energy); }

}  // namespace memvp
