// SPDX-License-Identifier: Apache-2.0
// What the bus sees of the refresh tile: its registers and windows.
#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

#include "memvp/models/physics/ferroionic_laws.hpp"
#include "memvp/models/tiles/refresh_settings.hpp"
#include "memvp/models/tiles/refresh_tile.hpp"
#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

namespace {

namespace reg = refresh_register;

// Registers that set what the controller goes by; a number each.
constexpr std::array<std::uint32_t, 16> settings = {
    reg::policy,          reg::t_ref_low,    reg::t_ref_high,        reg::t_rest_low,
    reg::t_rest_high,     reg::n_rest,       reg::restore_tolerance, reg::verify_tolerance,
    reg::level_tolerance, reg::verify_limit, reg::promote_after,     reg::set_pulses,
    reg::reset_pulses,    reg::level_step,   reg::temperature,       reg::t_guard};

/// What ROW_AGE shows of a row whose ions were never written.
constexpr std::uint64_t never_written = ~std::uint64_t{0};

bool in_pulse_table(std::uint32_t offset) { return offset >= reg::pulse_table && offset < reg::pulse_table_end; }

}  // namespace

void refresh_tile::declare_registers() {
  compute({reg::slots_busy, reg::row_mode, reg::row_age_low, reg::row_age_high, reg::row_rewrites, reg::pulse_maximum});
  registers().synchronise({reg::request, reg::request_slot, reg::slots_busy, reg::request_failed, reg::row_mode,
                           reg::row_age_low, reg::row_rewrites});
  for (std::uint32_t offset = reg::restores_low; offset < reg::counters_end; offset += 4) {
    compute({offset});
    if (offset % 8 == 0) registers().synchronise({offset});
  }
  for (const std::uint32_t offset : settings) registers().synchronise({offset});
  for (std::uint32_t offset = reg::pulse_table; offset < reg::pulse_table_end; offset += 4)
    registers().synchronise({offset});
}

void refresh_tile::set_figures() {
  const ferroionic_device_parameters& device = parameters_.device;
  const auto set = [this](std::uint32_t offset, std::uint64_t value) {
    registers().set(offset, static_cast<std::uint32_t>(value));
    keep_over_reset({offset});
  };
  const auto set_single = [this](std::uint32_t offset, double value) {
    set_float(offset, value);
    keep_over_reset({offset});
  };
  set(reg::rows, array_.rows());
  set(reg::columns, array_.columns());
  set(reg::slots, static_cast<std::uint64_t>(parameters_.controller.slots));
  set(reg::input_bytes, static_cast<std::uint64_t>(parameters_.sequencer.input_buffer));
  set(reg::result_bytes, static_cast<std::uint64_t>(parameters_.sequencer.result_buffer));
  set(reg::converter_ranges, static_cast<std::uint64_t>(parameters_.converter.ranges));
  set(reg::cycle_time, clock().period_ps());
  set(reg::pulse_lsb, periphery_.timing().pulse_lsb);
  set(reg::cell_code_maximum, planner_.largest_cell_code());
  set_single(reg::log_step, planner_.step_nepers());
  set_single(reg::log_bottom, planner_.bottom_siemens());
  set_single(reg::current_lsb, planner_.current_lsb(0));
  set_single(reg::read_voltage, planner_.effective_voltage());
  const int last = static_cast<int>(device.set_groups) - 1;
  set_single(reg::level_bottom, conductance(device, level_polarisation(device, 0), device.equilibrium));
  set_single(reg::level_top, conductance(device, level_polarisation(device, last), device.equilibrium));
  set_single(reg::ionic_top, conductance(device, level_polarisation(device, last), 1));
  set(reg::temperature, static_cast<std::uint64_t>(std::llround(device.reference_temperature * 1e3)));
}

void refresh_tile::set_reset_values() {
  const refresh_policy policy = policy_of(parameters_, clock());
  const auto set = [this](std::uint32_t offset, std::uint32_t value) { registers().set(offset, value); };
  set(reg::policy, policy_bits_of(policy));
  registers().set_counter(reg::t_ref_low, policy.rewrite_interval);
  registers().set_counter(reg::t_rest_low, policy.rest_time);
  write_word_settings(policy, set);
  set(reg::request_slot, refresh_no_slot);
  controller_.policy() = policy;
  take_policy();  // what the registers can say of it
  const refresh_pulse_table table = pulse_table_of(parameters_, clock());
  for (std::uint32_t index = 0; index < refresh_pulse_kinds; ++index) {
    if (std::max(table[index].width, table[index].gap) > UINT32_MAX)
      throw std::invalid_argument(
          std::string("a pulse of kind ") + refresh_pulse_names[index] +
          " and its gap must last less than 2^32 cycles each, or the PULSE table cannot hold them.");
    const auto kind = static_cast<refresh_pulse_kind>(index);
    write_pulse_entry(kind, table[index], set);
    take_pulse(pulse_entry_offset(kind));  // what the registers can say of it
  }
}

std::uint64_t refresh_tile::wide(std::uint32_t low_offset) const {
  return registers().get(low_offset) | (std::uint64_t{registers().get(low_offset + 4)} << 32);
}

// Whether the row drivers can give such pulses: of fe_set, its highest group.
bool refresh_tile::within_supply(refresh_pulse_kind kind, double volts, double level_step) const {
  const double supply = parameters_.technology.write_supply_voltage * (1 + 1e-9);
  const double highest = kind == refresh_pulse_kind::ferroelectric_set
                             ? volts + static_cast<double>(parameters_.device.set_groups - 1) * level_step
                             : volts;
  return std::abs(volts) <= supply && std::abs(highest) <= supply;
}

void refresh_tile::refuse_voltage(std::uint32_t offset, double kept_volts) {
  registers().set(offset, millivolts(kept_volts));
  raise(refresh_interrupt::illegal_voltage);
  fail(static_cast<std::uint32_t>(refresh_error::illegal_voltage));
}

void refresh_tile::take_policy() {
  const auto value = [this](std::uint32_t offset) { return registers().get(offset); };
  refresh_policy& policy = controller_.policy();
  const double lowest = pulse_of(planner_.pulses(), refresh_pulse_kind::ferroelectric_set).volts;
  if (!within_supply(refresh_pulse_kind::ferroelectric_set, lowest, volts_of(value(reg::level_step))))
    refuse_voltage(reg::level_step, policy.level_step);
  take_policy_bits(policy, value(reg::policy));
  read_word_settings(policy, value);
}

void refresh_tile::take_pulse(std::uint32_t offset) {
  const auto kind = static_cast<refresh_pulse_kind>((offset - reg::pulse_table) / reg::pulse_bytes);
  const auto read = [&] { return read_pulse_entry(kind, [this](std::uint32_t at) { return registers().get(at); }); };
  if (!within_supply(kind, read().volts, controller_.policy().level_step))
    refuse_voltage(pulse_entry_offset(kind) + reg::pulse_voltage, pulse_of(planner_.pulses(), kind).volts);
  planner_.set_pulse(kind, read());
}

void refresh_tile::take_temperature(std::uint32_t value, cycle_count now) {
  if (value == 0) {  // no temperature that a sensor could say
    registers().set(reg::temperature, static_cast<std::uint32_t>(std::llround(array_.cells().temperature() * 1e3)));
    return fail(static_cast<std::uint32_t>(refresh_error::bad_argument));
  }
  const double kelvin = value / 1e3;
  array_.set_temperature(kelvin, now);
  const bool hot = kelvin >= parameters_.device.curie_temperature;
  controller_.set_hot(hot);
  if (hot) {
    ever_hot_ = true;
    raise(refresh_interrupt::over_temperature);
  }
  if (waveforms_ != nullptr) waveforms_->show_temperature(now);
}

void refresh_tile::submit(cycle_count now) {
  const auto value = [this](std::uint32_t offset) { return registers().get(offset); };
  const refresh_request request{static_cast<refresh_request_kind>(value(reg::request)), value(reg::request_first_row),
                                value(reg::request_row_count), static_cast<refresh_mode>(value(reg::request_mode)),
                                value(reg::request_task)};
  const refresh_error error = time_is_up_ ? refresh_error::time_out_of_range : controller_.submit(request, now);
  registers().set(reg::request_slot, error == refresh_error::none ? controller_.last_slot() : refresh_no_slot);
  if (error == refresh_error::none) return;
  if (error == refresh_error::illegal_voltage) raise(refresh_interrupt::illegal_voltage);
  fail(static_cast<std::uint32_t>(error));
}

void refresh_tile::after_write(std::uint32_t offset, std::uint32_t value, const sc_core::sc_time& at) {
  const bool is_setting = std::find(settings.begin(), settings.end(), offset) != settings.end();
  if (offset == reg::request) {
    submit(cycle_of(at));
  } else if (offset == reg::temperature) {
    take_temperature(value, cycle_of(at));
  } else if (offset == reg::t_ref_high) {
    controller_.policy().rewrite_interval = wide(reg::t_ref_low);
  } else if (offset == reg::t_rest_high) {
    controller_.policy().rest_time = wide(reg::t_rest_low);
  } else if (is_setting) {
    take_policy();
  } else if (in_pulse_table(offset)) {
    take_pulse(offset);
  } else {
    return sequenced_tile::after_write(offset, value, at);
  }
  if ((offset == reg::policy || in_pulse_table(offset)) && controller_.policy().keep_alive &&
      controller_.check_pulses(refresh_request_kind::rewrite) != refresh_error::none)
    raise(refresh_interrupt::illegal_voltage);
  if (waveforms_ != nullptr) waveforms_->show_controller(cycle_of(at));
  reconsider(at);
}

refresh_command refresh_tile::latched_command(std::uint32_t code) const {
  const auto value = [this](std::uint32_t offset) { return registers().get(offset); };
  refresh_command command;
  command.operation = static_cast<refresh_operation>(code);
  command.region = {value(reg::first_row), value(reg::row_count), value(reg::first_column), value(reg::column_count)};
  command.vectors = value(reg::vector_count);
  command.columns = static_cast<refresh_column_mode>(value(reg::column_mode));
  command.converter_range = value(reg::converter_range);
  command.verify = value(reg::verify) != 0;
  return command;
}

std::uint32_t refresh_tile::row_entry(std::uint32_t row) const {
  namespace bits = refresh_row_bits;
  const refresh_row& entry = controller_.row(row);
  const auto flag = [](bool set, std::uint32_t bit) { return set ? bit : 0; };
  return static_cast<std::uint32_t>(entry.mode) | flag(entry.source_valid, bits::source_valid) |
         flag(entry.dirty, bits::dirty) | flag(entry.target_valid, bits::target_valid) |
         flag(entry.suspect, bits::suspect) | flag(entry.missed, bits::missed) |
         flag(controller_.claimed(row), bits::claimed) | (std::uint32_t{entry.task} << bits::task_shift) |
         flag(controller_.under_pulse(row), bits::under_pulse);
}

std::uint64_t refresh_tile::counter(std::uint32_t low_offset) const {
  const refresh_counters& count = planner_.counters();
  const refresh_controller_counters& controlled = controller_.counters();
  switch (low_offset) {
    case reg::restores_low:
      return controlled.restores;
    case reg::rewrites_low:
      return controlled.rewrites;
    case reg::reprograms_low:
      return controlled.reprograms;
    case reg::promotes_low:
      return controlled.promotes;
    case reg::misses_low:
      return controlled.misses;
    case reg::verify_reads_low:
      return count.verify_reads;
    case reg::pulses_low:
      return count.pulses;
    case reg::conversions_low:
      return count.conversions;
    case reg::saturations_low:
      return count.saturations;
    case reg::undefined_pulses_low:
      return array_.cells().undefined_pulses();
    case reg::refresh_energy_low:
      return static_cast<std::uint64_t>(std::llround(refresh_energy_.value() * 1e15));
    default:
      return refresh_cycles_;
  }
}

std::uint32_t refresh_tile::register_value(std::uint32_t offset, std::uint32_t stored,
                                           const sc_core::sc_time& at) const {
  const std::uint32_t row = registers().get(reg::row_select);
  const bool row_exists = row < array_.rows();
  const auto half = [&](std::uint64_t value, std::uint32_t low_offset) {
    return static_cast<std::uint32_t>(offset == low_offset ? value : value >> 32);
  };
  switch (offset) {
    case reg::slots_busy:
      return controller_.slots_busy();
    case reg::row_mode:
      return row_exists ? row_entry(row) : 0;
    case reg::row_age_low:
    case reg::row_age_high: {
      const cycle_count now = cycle_of(at);
      const cycle_count written = row_exists ? controller_.row(row).last_write : 0;
      return half(written == 0 || written > now ? never_written : now - written, reg::row_age_low);
    }
    case reg::row_rewrites:
      return row_exists ? controller_.row(row).rewrites : 0;
    case reg::pulse_maximum: {
      const refresh_pulse_table& table = planner_.pulses();
      const cycle_count width = std::min(pulse_of(table, refresh_pulse_kind::ion_set).width,
                                         pulse_of(table, refresh_pulse_kind::ion_reset).width);
      return static_cast<std::uint32_t>(std::min<cycle_count>(width / periphery_.timing().pulse_lsb, 32767));
    }
    default:
      break;
  }
  if (offset < reg::restores_low || offset >= reg::counters_end)
    return sequenced_tile::register_value(offset, stored, at);
  const std::uint32_t low = offset / 8 * 8;
  return half(counter(low), low);
}

void refresh_tile::refresh_window(const buffer_window& window) {
  const cycle_count now = clock().cycle_at(picoseconds(sc_core::sc_time_stamp()));
  switch (window.offset) {
    case refresh_window::mode:
      for (std::uint32_t row = 0; row < array_.rows(); ++row) buffers_.mode[row] = row_entry(row);
      return;
    case refresh_window::conductance:
      return planner_.conductances(truth_.data(), now);
    case refresh_window::polarisation:
      return planner_.polarisations(truth_.data(), now);
    case refresh_window::ionic:
      return planner_.ionic_states(truth_.data(), now);
    default:
      return;
  }
}

bool refresh_tile::direct_memory(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& granted) {
  const std::uint64_t address = payload.get_address();
  const auto within = [&](std::uint32_t first, std::uint32_t bytes) {
    return address >= first && address < std::uint64_t{first} + bytes;
  };
  namespace window = memvp::refresh_window;
  const bool controllers = within(window::mode, window::mode_bytes) || within(window::level, window::level_bytes) ||
                           within(window::source, window::source_bytes) || within(window::target, window::target_bytes);
  if (!controllers) return sequenced_tile::direct_memory(payload, granted);
  const bool nothing = memory_mapped_target::direct_memory(payload, granted);
  granted.set_start_address(address);  // elsewhere in the tile it may be allowed
  granted.set_end_address(address);
  return nothing;
}

}  // namespace memvp
