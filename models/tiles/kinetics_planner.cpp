// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/kinetics_planner.hpp"

#include <algorithm>
#include <cmath>

#include "memvp/models/tiles/kinetics_half_words.hpp"
#include "memvp/models/tiles/kinetics_registers.hpp"

namespace memvp {

namespace {

using operation = kinetics_operation;

constexpr double longest_slot = 1e6;    // s, that devices take
constexpr double voltage_slack = 1e-6;  // of the supply: voltages come in single precision
constexpr double unstable_figure = 2;   // r from which the discrete law no longer settles

std::uint64_t whole_words(std::uint64_t bytes) { return (bytes + 3) / 4 * 4; }

bool uses(const kinetics_command& command, std::uint32_t table) { return (command.tables & table) != 0; }

bool has_good_ends(const kinetics_command& c) {
  return std::isfinite(c.converter_low) && std::isfinite(c.converter_high) && c.converter_high > c.converter_low;
}

}  // namespace

kinetics_buffers::kinetics_buffers()
    : input(kinetics_window::input_bytes / 4),
      feature(kinetics_window::feature_bytes / 4),
      alpha_table(kinetics_window::table_bytes / 4),
      beta_table(kinetics_window::table_bytes / 4),
      mask(kinetics_window::mask_bytes / 4) {}

kinetics_planner::kinetics_planner(kinetics_bank& bank, kinetics_buffers& buffers, const kinetics_periphery& periphery,
                                   const kinetics_tile_parameters& parameters, clock_grid clock)
    : bank_(bank),
      buffers_(buffers),
      periphery_(periphery),
      timing_(periphery.timing()),
      sequencer_(parameters.sequencer),
      encoder_parameters_(parameters.encoder),
      write_supply_(parameters.technology.write_supply_voltage),
      read_seconds_(clock.seconds(timing_.read)),
      greatest_code_((std::uint32_t{1} << parameters.converter.bits) - 1),
      converter_bits_(static_cast<std::uint32_t>(parameters.converter.bits)),
      clock_(clock),
      events_at_reset_(bank.events()) {
  const auto devices = static_cast<std::size_t>(bank.size());
  pulses_.resize(devices);
  volts_.resize(devices);
  seconds_.resize(devices);
  joules_.resize(devices);
  parts_owed_.resize(devices);
  sampled_.resize(devices);
  codes_.resize(devices);
}

bool kinetics_planner::scales_alpha(const kinetics_command& c) const {
  return uses(c, kinetics_tables::alpha) && sequencer_.alpha_table == kinetics_alpha_table::constants;
}

bool kinetics_planner::scales_periods(const kinetics_command& c) const {
  return uses(c, kinetics_tables::alpha) && sequencer_.alpha_table == kinetics_alpha_table::period;
}

kinetics_step_schedule kinetics_planner::timing_of_steps(const kinetics_command& command) const {
  return {command, timing_, scales_periods(command) ? &buffers_.alpha_table : nullptr};
}

// Reasons in the order of the specification.
kinetics_error kinetics_planner::check(const kinetics_command& c, cycle_count start) const {
  if (c.operation < operation::run || c.operation > operation::begin_evaluation) return kinetics_error::unknown_command;
  if (!has_good_arguments(c)) return kinetics_error::bad_argument;
  const bool names_devices = c.operation != operation::begin_evaluation;
  if (names_devices && (c.first_device >= bank_.size() || c.devices > bank_.size() - c.first_device))
    return kinetics_error::devices_outside_bank;
  if (!fits_buffers(c)) return kinetics_error::buffer_too_small;
  if (!fits_periods(c)) return kinetics_error::period_too_short;
  if (!has_safe_voltages(c)) return kinetics_error::voltage_out_of_range;
  if (!has_stable_constants(c)) return kinetics_error::unstable_constants;
  if (!ends_in_time(c, start)) return kinetics_error::time_out_of_range;
  return kinetics_error::none;
}

bool kinetics_planner::has_good_arguments(const kinetics_command& c) const {
  switch (c.operation) {
    case operation::run:
      return c.devices > 0 && c.feature_size <= 1 && has_good_ends(c) && has_good_run_arguments(c);
    case operation::read:
      return c.devices > 0 && c.feature_size <= 1 && has_good_ends(c);
    case operation::write:
      return c.devices > 0 && bank_.model() == kinetics_model::drift_diffusion;
    case operation::refresh:
      return c.devices > 0;
    default:
      return true;
  }
}

bool kinetics_planner::has_good_run_arguments(const kinetics_command& c) const {
  if (c.samples == 0 || c.trains == 0 || c.steps == 0) return false;
  if (c.axis > kinetics_axis::columns || c.encoding > kinetics_encoding::density ||
      c.sampling > kinetics_sampling::in_pulse)
    return false;
  if ((c.tables & ~(kinetics_tables::alpha | kinetics_tables::beta)) != 0) return false;
  if (c.mask_length > kinetics_maximum_nodes || (c.has_mask() && c.trains > c.devices)) return false;
  if (c.pulse_width == 0 || clock_.seconds(c.pulse_width) > longest_slot) return false;
  if (c.encoding == kinetics_encoding::density && c.pulse_width < encoder_parameters_.density_slots) return false;
  if (!std::isfinite(c.low_volts) || !std::isfinite(c.high_volts)) return false;
  if (bank_.model() == kinetics_model::reservoir && (uses(c, kinetics_tables::beta) || scales_alpha(c))) return false;
  if (!uses(c, kinetics_tables::alpha)) return true;
  if (scales_periods(c) && c.period == 0) return false;
  const std::uint64_t held =
      std::min<std::uint64_t>(c.steps_of_train(), static_cast<std::uint64_t>(sequencer_.table_steps));
  for (std::uint64_t step = 0; step < held; ++step)
    if (half_word(buffers_.alpha_table, step) == 0) return false;
  return true;
}

bool kinetics_planner::fits_buffers(const kinetics_command& c) const {
  const auto input = static_cast<std::uint64_t>(sequencer_.input_buffer);
  const auto feature = static_cast<std::uint64_t>(sequencer_.feature_buffer);
  const std::uint64_t size = c.feature_bytes() ? 1 : 2;
  if (c.operation == operation::read) return c.devices * size <= feature;
  if (c.operation != operation::run) return true;
  const std::uint64_t codes = c.codes_of_sample(), steps = c.steps_of_train();
  // In this order no product leaves 64 bits: first the codes bound trains and steps, then they bound the samples.
  if (codes > input || c.samples * whole_words(2 * codes) > input) return false;
  if (c.samples * whole_words(c.trains * steps * size) > feature) return false;
  return c.tables == 0 || steps <= static_cast<std::uint64_t>(sequencer_.table_steps);
}

bool kinetics_planner::fits_periods(const kinetics_command& c) const {
  if (c.operation != operation::run || c.period == 0) return true;
  const kinetics_step_schedule steps = timing_of_steps(c);
  const std::uint64_t count = c.steps_of_train();
  for (std::uint32_t pass = 0; pass < steps.passes(); ++pass)
    for (std::uint64_t step = 0; step < count; ++step)
      if (steps.has_pulse(step) && steps.period(step) < steps.needed(pass, step)) return false;
  return true;
}

bool kinetics_planner::has_safe_voltages(const kinetics_command& c) const {
  if (c.operation != operation::run) return true;
  std::uint32_t scale = kinetics_table_one;
  if (uses(c, kinetics_tables::beta)) {
    scale = 0;
    for (std::uint64_t step = 0; step < c.steps_of_train(); ++step)
      scale = std::max(scale, half_word(buffers_.beta_table, step));
  }
  return encoder_of(c).greatest_voltage(scale) <= write_supply_ * (1 + voltage_slack);
}

bool kinetics_planner::has_stable_constants(const kinetics_command& c) const {
  if (c.operation == operation::write) return bank_.accepts(c.constants);
  if (c.operation != operation::run || !scales_alpha(c)) return true;
  std::uint32_t least = half_word(buffers_.alpha_table, 0);
  for (std::uint64_t step = 1; step < c.steps_of_train(); ++step)
    least = std::min(least, half_word(buffers_.alpha_table, step));
  return bank_.accepts_alpha_scale(static_cast<double>(least) / kinetics_table_one);
}

bool kinetics_planner::ends_in_time(const kinetics_command& c, cycle_count start) const {
  const cycle_count longest = clock_.longest_run();
  cycle_count length = timing_.decode;
  switch (c.operation) {
    case operation::run: {
      const cycle_count sample = cycles_of_sample(c);
      if (sample > (longest - length) / c.samples) return false;
      length += sample * c.samples;
      break;
    }
    case operation::refresh:
      length += timing_.refresh;
      break;
    case operation::read:
      length += timing_.read + timing_.rounds(c.devices) * timing_.convert;
      break;
    case operation::write:
      length += timing_.write * c.devices;
      break;
    default:
      break;
  }
  return start <= longest && length <= longest - start;
}

cycle_count kinetics_planner::cycles_of_sample(const kinetics_command& c) const {
  const kinetics_step_schedule steps = timing_of_steps(c);
  const std::uint64_t count = c.steps_of_train();
  cycle_count sum = 0;
  for (std::uint32_t pass = 0; pass < steps.passes(); ++pass) {
    sum += c.refresh ? timing_.refresh : 0;
    for (std::uint64_t step = 0; step < count; ++step) sum += steps.length(pass, step);
  }
  return sum;
}

kinetics_encoder kinetics_planner::encoder_of(const kinetics_command& c) const {
  return {c, static_cast<std::uint32_t>(encoder_parameters_.dac_bits),
          static_cast<std::uint32_t>(encoder_parameters_.density_slots)};
}

kinetics_error kinetics_planner::begin(const kinetics_command& command, cycle_count start) {
  if (const kinetics_error error = check(command, start); error != kinetics_error::none) return error;
  command_ = command;
  sample_ = pass_ = 0;
  active_ = command.operation == operation::begin_evaluation ? 0 : command.devices;
  runs_ = command.operation == operation::run;
  open(start);
  append(kinetics_activity::decode, timing_.decode);
  pay_logic(timing_.decode);
  switch (command.operation) {
    case operation::run:
      steps_ = timing_of_steps(command);
      encoder_ = encoder_of(command);
      train_steps_ = static_cast<std::uint32_t>(command.steps_of_train());
      code_stride_ = whole_words(2 * command.codes_of_sample()) / 2;
      feature_stride_ = whole_words(std::uint64_t{command.trains} * train_steps_ * (command.feature_bytes() ? 1 : 2));
      plan_pass();
      break;
    case operation::refresh:
      plan_refresh();
      break;
    case operation::read:
      plan_read();
      break;
    case operation::write:
      plan_write();
      break;
    default:
      append(kinetics_activity::evaluate, 0);
      break;
  }
  return kinetics_error::none;
}

bool kinetics_planner::next(cycle_count start) {
  if (!runs_) return false;
  open(start);
  if (next_step_ < train_steps_) {
    plan_steps();
    return true;
  }
  if (++pass_ == steps_.passes()) {
    pass_ = 0;
    ++sample_;
  }
  runs_ = sample_ < command_.samples;
  if (runs_) plan_pass();
  return runs_;
}

void kinetics_planner::stop(cycle_count at) {
  if (runs_ && scales_alpha(command_)) bank_.set_alpha_scale(1, clock_.picoseconds(at));
  runs_ = false;
}

kinetics_counters kinetics_planner::counters() const {
  kinetics_counters counters = counted_;
  const kinetics_events now = bank_.events();
  counters.events = {now.lower - events_at_reset_.lower, now.upper - events_at_reset_.upper,
                     now.sign_changes - events_at_reset_.sign_changes, now.redraws - events_at_reset_.redraws};
  return counters;
}

void kinetics_planner::reset_counters() {
  counted_ = {};
  events_at_reset_ = bank_.events();
}

bool kinetics_planner::wrote_unstable() const {
  return command_.operation == operation::write &&
         bank_.devices_of_stability(unstable_figure, command_.first_device, command_.devices) > 0;
}

}  // namespace memvp
