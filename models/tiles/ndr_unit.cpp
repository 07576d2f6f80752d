// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/ndr_unit.hpp"

#include <cmath>
#include <cstring>
#include <string>

#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

namespace reg = ndr_register;

ndr_unit::ndr_unit(const sc_core::sc_module_name& name, const ndr_unit_parameters& parameters, clock_grid clock,
                   std::uint64_t seed, std::uint32_t instance, const tile_traces& traces)
    : sequenced_tile(name, ndr_unit_registers(), clock, traces,
                     {"none", "evaluate_analog", "evaluate_input", "tune", "calibrate"}),
      columns("columns"),
      parameters_((check(parameters), parameters)),
      neurons_(build_neurons(parameters, seed, instance)),
      periphery_(parameters, clock, this->name(), traces.energy),
      planner_(*neurons_, buffers_, periphery_, parameters.unit, clock) {
  columns.bind(*this);
  buffers_.input.resize(ndr_window::input_bytes / 4);
  buffers_.output.resize(ndr_window::output_bytes / 4);
  buffers_.tuning.resize(ndr_window::tuning_bytes / 4);
  buffers_.measured.resize(ndr_window::tuning_bytes / 4);
  truth_.resize(ndr_window::truth_bytes / 8);
  back_window("INPUT", buffers_.input.data());
  back_window("OUTPUT", buffers_.output.data());
  back_window("TUNING", buffers_.tuning.data());
  back_window("MEASURED", buffers_.measured.data());
  back_window("TRUTH", truth_.data());

  const ndr_unit_settings& unit = parameters.unit;
  registers().set(reg::neurons, neurons_->size());
  registers().set(reg::circuit, static_cast<std::uint32_t>(neurons_->circuit()));
  registers().set(reg::vector_maximum, static_cast<std::uint32_t>(unit.buffer_vectors));
  registers().set(reg::input_maximum, (std::uint32_t{1} << unit.input_bits) - 1);
  registers().set(reg::output_bits_maximum, static_cast<std::uint32_t>(unit.output_bits));
  set_float(reg::input_unit, neurons_->input_volts());
  set_float(reg::input_limit, neurons_->greatest_input());
  set_float(reg::full_scale, neurons_->full_scale());
  keep_over_reset({reg::neurons, reg::circuit, reg::vector_maximum, reg::input_maximum, reg::output_bits_maximum,
                   reg::input_unit, reg::input_limit, reg::full_scale});
  compute({reg::evaluations_low, reg::evaluations_high, reg::activation_time_low, reg::activation_time_high,
           reg::activation_energy_low, reg::activation_energy_high, reg::conversions_low, reg::conversions_high,
           reg::write_pulses_low, reg::write_pulses_high, reg::rectified, reg::limited, reg::saturations,
           reg::tune_failures, reg::refused_deliveries, reg::clipped_events});
  registers().synchronise({reg::evaluations_low, reg::activation_time_low, reg::activation_energy_low,
                           reg::conversions_low, reg::write_pulses_low, reg::rectified, reg::limited, reg::saturations,
                           reg::tune_failures, reg::refused_deliveries, reg::clipped_events});

  periphery_.add_area(this->name(), neurons_->area(), traces.area);
  if (traces.pulses != nullptr) pulse_tile_ = traces.pulses->tile(this->name());
  if (traces.waveforms != nullptr) {
    waveforms_ = std::make_unique<ndr_waveforms>(*traces.waveforms, std::string("top.") + this->name(), parameters_,
                                                 *neurons_, planner_, clock);
    show_in(waveforms_.get());
  }
}

ndr_unit::~ndr_unit() = default;

double ndr_unit::get_float(std::uint32_t offset) const {
  const std::uint32_t bits = registers().get(offset);
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return static_cast<double>(value);
}

std::uint32_t ndr_unit::begin_command(std::uint32_t code, cycle_count start) {
  const auto value = [this](std::uint32_t offset) { return registers().get(offset); };
  ndr_command command;
  command.operation = static_cast<ndr_operation>(code);
  command.first_neuron = value(reg::first_neuron);
  command.neurons = value(reg::neuron_count);
  command.vectors = value(reg::vector_count);
  command.sources = value(reg::source_count);
  command.transimpedance = get_float(reg::transimpedance);
  command.input_step = get_float(reg::input_step);
  command.output_bits = value(reg::output_bits);
  command.output_full_scale = get_float(reg::output_full_scale);
  command.tolerance = value(reg::tune_tolerance);
  command.pulse_limit = value(reg::pulse_limit);
  command.reads = value(reg::read_count);
  command.points = value(reg::sweep_points);
  return static_cast<std::uint32_t>(planner_.begin(command, start));
}

bool ndr_unit::deliver(std::uint32_t slot, std::uint32_t first_neuron, const double* amperes, std::uint32_t count,
                       cycle_count sampled_at) {
  const cycle_count now = clock().cycle_at(picoseconds(sc_core::sc_time_stamp()));
  if (!planner_.deliver(slot, first_neuron, amperes, count, sampled_at, now)) return false;
  if (planner_.waits() && (planner_.next_vector_is_complete() || planner_.next_vector_is_lost())) resume();
  return true;
}

std::uint64_t ndr_unit::operations() const {
  return planner_.counters().evaluations + planner_.counters().write_pulses;
}

void ndr_unit::reset_counters() {
  planner_.stop();
  planner_.reset_counters();
}

std::uint32_t ndr_unit::register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time& at) const {
  const ndr_counters& count = planner_.counters();
  const auto low = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
  const auto high = [](std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); };
  const auto attojoules = static_cast<std::uint64_t>(std::llround(count.activation_joules * 1e18));
  switch (offset) {
    case reg::evaluations_low:
      return low(count.evaluations);
    case reg::evaluations_high:
      return high(count.evaluations);
    case reg::activation_time_low:
      return low(count.activation_ps);
    case reg::activation_time_high:
      return high(count.activation_ps);
    case reg::activation_energy_low:
      return low(attojoules);
    case reg::activation_energy_high:
      return high(attojoules);
    case reg::conversions_low:
      return low(count.conversions);
    case reg::conversions_high:
      return high(count.conversions);
    case reg::write_pulses_low:
      return low(count.write_pulses);
    case reg::write_pulses_high:
      return high(count.write_pulses);
    case reg::rectified:
      return low(count.rectified);
    case reg::limited:
      return low(count.limited);
    case reg::saturations:
      return low(count.saturations);
    case reg::tune_failures:
      return low(count.tune_failures);
    case reg::refused_deliveries:
      return low(count.refused_deliveries);
    case reg::clipped_events: {
      const auto* ndr = dynamic_cast<const ndr_neurons*>(neurons_.get());
      return ndr == nullptr ? 0 : low(ndr->cells().clipped_events());
    }
    default:
      return sequenced_tile::register_value(offset, stored, at);
  }
}

bool ndr_unit::shows_effect(const plan_phase& phase) const {
  return phase.activity == static_cast<std::uint32_t>(ndr_activity::pulse);
}

void ndr_unit::phase_passed(const plan_phase& phase, cycle_interval interval) {
  const auto activity = static_cast<ndr_activity>(phase.activity);
  periphery_.powered(activity, interval.length);
  if (traces().pulses == nullptr || interval.length == 0 || activity != ndr_activity::pulse) return;
  const double volts = parameters_.device.ecram_pulse_voltage;
  for (const neuron_pulses& given : planner_.pulses(phase))
    traces().pulses->record({pulse_tile_,
                             0,
                             given.neuron,
                             phase.operand == 0 ? volts : -volts,
                             {interval.start, std::min(periphery_.timing().pulse * given.pulses, interval.length)}});
}

void ndr_unit::refresh_window(const buffer_window& window) {
  const auto* ndr = dynamic_cast<const ndr_neurons*>(neurons_.get());
  if (window.offset != ndr_window::truth || ndr == nullptr) return;
  for (std::uint32_t i = 0; i < ndr->size(); ++i) {
    truth_[3 * i] = ndr->current_factor(i);
    truth_[3 * i + 1] = ndr->voltage_factor(i);
    truth_[3 * i + 2] = ndr->conductance(i);
  }
}

void ndr_unit::post_leakage(cycle_count end) { periphery_.post_leakage(end, traces().energy); }

}  // namespace memvp
