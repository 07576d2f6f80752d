// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/ecram_tile.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

namespace {

namespace reg = ecram_register;

constexpr const char* command_names[] = {"none",
                                         "program_serial",
                                         "program_row_parallel",
                                         "update_outer_product",
                                         "update_bit_streams",
                                         "program_verify",
                                         "multiply",
                                         "multiply_transposed",
                                         "read_cells"};

}  // namespace

ecram_tile::ecram_tile(const sc_core::sc_module_name& name, const ecram_tile_parameters& parameters, clock_grid clock,
                       std::uint64_t seed, std::uint32_t instance, const tile_traces& traces)
    : register_device(name, ecram_tile_registers(), sc_core::sc_time::from_value(clock.period_ps())),
      interrupt("interrupt"),
      reset("reset"),
      parameters_((check(parameters), parameters)),
      clock_(clock),
      traces_(traces),
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
  const auto lsb = static_cast<float>(periphery_.adc().step());
  std::uint32_t lsb_bits = 0;
  std::memcpy(&lsb_bits, &lsb, sizeof lsb_bits);
  registers().set(reg::current_lsb, lsb_bits);
  registers().compute({common_register::status, common_register::cycles_low, common_register::operations_low,
                       common_register::energy_low, common_register::cycles_high, common_register::operations_high,
                       common_register::energy_high, reg::pulses_low, reg::pulses_high, reg::conversions_low,
                       reg::conversions_high, reg::verify_failures, reg::saturations, reg::clipped_events});
  // What these say or do depends on how far the running command has come.
  registers().synchronise({common_register::status, common_register::irq_status, common_register::irq_enable,
                           common_register::command, common_register::error, common_register::cycles_low,
                           common_register::operations_low, common_register::energy_low, reg::pulses_low,
                           reg::conversions_low, reg::verify_failures, reg::saturations, reg::clipped_events});

  periphery_.add_area(this->name(), traces_.area);
  for (const char* command : command_names) latency_ids_.push_back(traces_.latency.command(this->name(), command));
  if (traces_.pulses != nullptr) pulse_tile_ = traces_.pulses->tile(this->name());
  if (traces_.waveforms != nullptr)
    waveforms_ = std::make_unique<ecram_waveforms>(*traces_.waveforms, std::string("top.") + this->name(),
                                                   parameters_.device, parameters_.trace, array_, clock_);

  SC_HAS_PROCESS(ecram_tile);
  SC_METHOD(advance);
  sensitive << wake_;
  dont_initialize();
  SC_METHOD(on_reset);
  sensitive << reset.pos();
  dont_initialize();
}

ecram_tile::~ecram_tile() = default;

cycle_count ecram_tile::cycle_of(const sc_core::sc_time& time) const {
  return clock_.cycles_covering_ps(picoseconds(time));
}

unsigned ecram_tile::access(tlm::tlm_generic_payload& payload, const sc_core::sc_time& at) {
  const bool window = !registers().contains(payload.get_address());
  if (busy_ && (window || registers().synchronises(payload.get_address()))) {
    synchronise(at);
    progress();
    if (busy_ && window && payload.is_write()) {
      payload.set_response_status(tlm::TLM_COMMAND_ERROR_RESPONSE);
      return 1;
    }
  }
  return register_device::access(payload, at);
}

unsigned ecram_tile::debug_access(tlm::tlm_generic_payload& payload) {
  progress();
  return register_device::debug_access(payload);
}

std::uint64_t ecram_tile::femtojoules() const {
  return static_cast<std::uint64_t>(std::llround(energy_.value() * 1e15));
}

std::uint32_t ecram_tile::register_value(std::uint32_t offset, std::uint32_t stored, const sc_core::sc_time&) const {
  const ecram_counters& count = planner_.counters();
  const auto low = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
  const auto high = [](std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); };
  switch (offset) {
    case common_register::status:
      return (stored & ~ecram_status::busy) | (busy_ ? ecram_status::busy : 0);
    case common_register::cycles_low:
      return low(busy_cycles_);
    case common_register::cycles_high:
      return high(busy_cycles_);
    case common_register::operations_low:
      return low(count.operations);
    case common_register::operations_high:
      return high(count.operations);
    case common_register::energy_low:
      return low(femtojoules());
    case common_register::energy_high:
      return high(femtojoules());
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
      return stored;
  }
}

void ecram_tile::after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time& at) {
  switch (offset) {
    case common_register::command:
      start_command(value, at);
      return;
    case common_register::irq_status:
    case common_register::irq_enable:
      // An access runs in the initiator's process: the interrupt line is driven by the tile's own.
      wake_.notify(sc_core::SC_ZERO_TIME);
      return;
    default:
      return;
  }
}

ecram_command ecram_tile::latched_command(std::uint32_t code) const {
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
  return command;
}

void ecram_tile::refuse(ecram_error error) {
  registers().set(common_register::error, static_cast<std::uint32_t>(error));
  registers().set_bits(common_register::status, ecram_status::error);
  registers().set_bits(common_register::irq_status, ecram_interrupt::error);
  wake_.notify(sc_core::SC_ZERO_TIME);
}

void ecram_tile::start_command(std::uint32_t code, const sc_core::sc_time& at) {
  if (busy_) return refuse(ecram_error::busy);
  const cycle_count start = cycle_of(at);
  const ecram_error error = planner_.begin(latched_command(code), start);
  if (error != ecram_error::none) return refuse(error);
  busy_ = true;
  allow_direct_memory(false);
  registers().clear_bits(common_register::status, ecram_status::done | ecram_status::error);
  registers().set(common_register::error, static_cast<std::uint32_t>(ecram_error::none));
  command_start_ = start;
  if (waveforms_) waveforms_->command(start, code);
  begin_plan(start);
  if (waveforms_) walk_until(start);
  sleep();
}

void ecram_tile::begin_plan(cycle_count start) {
  plan_start_ = start;
  executed_phases_ = 0;
  if (!waveforms_) return;
  boundaries_.clear();
  next_boundary_ = 0;
  const auto& phases = planner_.current().phases();
  for (std::uint32_t i = 0; i < phases.size(); ++i) {
    if (phases[i].interval.length == 0) continue;
    boundaries_.push_back({phases[i].interval.start, true, i});
    boundaries_.push_back({phases[i].end(), false, i});
  }
  // Ends come before beginnings, so that a phase that follows another one of the same resource has the last word.
  const auto before = [](const boundary& a, const boundary& b) {
    return a.at != b.at ? a.at < b.at : !a.begins && b.begins;
  };
  // Only plans in which phases overlap are out of order.
  if (!std::is_sorted(boundaries_.begin(), boundaries_.end(), before))
    std::stable_sort(boundaries_.begin(), boundaries_.end(), before);
}

void ecram_tile::sleep() {
  cycle_count next = plan_start_ + planner_.current().length();
  // With waveforms, up to the next pulse's end: then its cells show what it has done.
  if (waveforms_ && next_boundary_ < boundaries_.size()) next = plan_start_ + boundaries_[next_boundary_].at;
  const std::uint64_t due = clock_.picoseconds(next);
  const std::uint64_t now = picoseconds(sc_core::sc_time_stamp());
  wake_.notify(sc_core::sc_time::from_value(due > now ? due - now : 0));
}

void ecram_tile::advance() {
  progress();
  if (busy_) sleep();
  publish_interrupt();
}

// Brings the running command up to the present. Accesses do so too, so that what they find does not depend on whether
// they or the tile's own process come first at the instant at which something ends.
void ecram_tile::progress() {
  const cycle_count now = clock_.cycle_at(picoseconds(sc_core::sc_time_stamp()));
  while (busy_) {
    const cycle_count end = plan_start_ + planner_.current().length();
    if (waveforms_) walk_until(now);
    execute_until(now);
    if (now < end) return;
    finish_plan(planner_.current().length());
    if (planner_.next(end))
      begin_plan(end);
    else
      finish_command(end);
  }
}

void ecram_tile::execute_until(cycle_count now) {
  const auto& phases = planner_.current().phases();
  for (; executed_phases_ < phases.size(); ++executed_phases_) {
    const plan_phase& phase = phases[executed_phases_];
    if (plan_start_ + phase.end() > now) return;
    planner_.execute(executed_phases_, phase.interval.length);
  }
}

// Describes phases to the waveforms as far as they are known: all that comes before the next pulse ends.
void ecram_tile::walk_until(cycle_count now) {
  for (; next_boundary_ < boundaries_.size(); ++next_boundary_) {
    const boundary& next = boundaries_[next_boundary_];
    const plan_phase& phase = planner_.current().phases()[next.phase];
    const bool ends_a_pulse = !next.begins && phase.activity == static_cast<std::uint32_t>(ecram_activity::pulse);
    if (ends_a_pulse) {
      if (plan_start_ + next.at > now) return;
      execute_until(plan_start_ + next.at);
    }
    if (next.begins)
      waveforms_->begin(planner_, phase, plan_start_);
    else
      waveforms_->end(planner_, phase, plan_start_,
                      next_boundary_ + 1 < boundaries_.size() && boundaries_[next_boundary_ + 1].at == next.at);
  }
}

void ecram_tile::pay(std::size_t index, cycle_count elapsed) {
  const plan& current = planner_.current();
  const plan_phase& phase = current.phases()[index];
  // Cut short by a reset, a phase has cost what has passed of it.
  const double share = elapsed == phase.interval.length
                           ? 1.0
                           : static_cast<double>(elapsed) / static_cast<double>(phase.interval.length);
  const cycle_interval interval{plan_start_ + phase.interval.start, elapsed};
  periphery_.powered(static_cast<ecram_activity>(phase.activity), elapsed);
  for (std::uint32_t i = 0; i < phase.energy_count; ++i) {
    const phase_energy& paid = current.energies(phase)[i];
    traces_.energy.post(paid.component, phase.cause, interval, paid.joules * share);
    energy_.add(paid.joules * share);
  }
  if (traces_.pulses != nullptr && elapsed > 0 && phase.activity == static_cast<std::uint32_t>(ecram_activity::pulse)) {
    const write_step step = planner_.step(phase);
    for (std::size_t r = 0; r < step.row_count; ++r)
      for (std::size_t c = 0; c < step.column_count; ++c)
        traces_.pulses->record({pulse_tile_,
                                step.rows[r],
                                step.columns[c].column,
                                step.polarity * parameters_.device.pulse_voltage,
                                {interval.start, std::min(step.columns[c].width, elapsed)}});
  }
}

void ecram_tile::finish_plan(cycle_count elapsed) {
  const auto& phases = planner_.current().phases();
  for (std::size_t i = 0; i < phases.size(); ++i) {
    if (phases[i].interval.start > elapsed) continue;
    const cycle_count passed = std::min(phases[i].interval.length, elapsed - phases[i].interval.start);
    if (i >= executed_phases_) planner_.execute(i, passed);
    pay(i, passed);
  }
}

void ecram_tile::finish_command(cycle_count end) {
  busy_ = false;
  busy_cycles_ += end - command_start_;
  allow_direct_memory(true);
  const auto operation = static_cast<std::size_t>(planner_.command().operation);
  traces_.latency.record(latency_ids_[operation], command_start_, end - command_start_);
  registers().set_bits(common_register::status, ecram_status::done);
  registers().set_bits(common_register::irq_status, ecram_interrupt::done);
  if (planner_.outcome() != ecram_error::none) {
    registers().set(common_register::error, static_cast<std::uint32_t>(planner_.outcome()));
    registers().set_bits(common_register::status, ecram_status::error);
    registers().set_bits(common_register::irq_status, ecram_interrupt::error);
  }
  if (waveforms_) waveforms_->command(end, 0);
}

void ecram_tile::on_reset() {
  const cycle_count now = cycle_of(sc_core::sc_time_stamp());
  progress();
  if (busy_) {
    finish_plan(now - plan_start_);
    busy_ = false;
    busy_cycles_ += now - command_start_;
    allow_direct_memory(true);
    wake_.cancel();
    if (waveforms_) waveforms_->cut_short(now);
  }
  const std::uint32_t kept[] = {reg::rows,          reg::columns,        reg::pulse_lsb,  reg::pulse_maximum,
                                reg::input_maximum, reg::vector_maximum, reg::current_lsb};
  std::vector<std::uint32_t> values;
  for (const std::uint32_t offset : kept) values.push_back(registers().get(offset));
  registers().reset();
  for (std::size_t i = 0; i < values.size(); ++i) registers().set(kept[i], values[i]);
  planner_.reset_counters();
  busy_cycles_ = 0;
  energy_ = {};
  wake_.notify(sc_core::SC_ZERO_TIME);  // the interrupt line has one driver
}

void ecram_tile::publish_interrupt() {
  const bool level = (registers().get(common_register::irq_status) & registers().get(common_register::irq_enable)) != 0;
  interrupt.write(level);
  if (waveforms_) waveforms_->interrupt(picoseconds(sc_core::sc_time_stamp()), level);
}

void ecram_tile::refresh_window(const buffer_window& window) {
  if (window.offset != ecram_window::conductance) return;
  array_.cells().conductances(conductances_.data(), picoseconds(sc_core::sc_time_stamp()));
}

void ecram_tile::post_leakage(cycle_count end) { periphery_.post_leakage(end, traces_.energy); }

}  // namespace memvp
