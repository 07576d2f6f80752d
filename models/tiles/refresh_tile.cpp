// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/refresh_tile.hpp"

#include <algorithm>
#include <string>

#include "memvp/tlm/simulated_time.hpp"

namespace memvp {

namespace {

/// Windows have one size for all tiles, whatever part of them a tile's buffers and array need.
refresh_buffers window_sized(const refresh_tile_parameters& parameters) {
  refresh_buffers buffers(parameters);
  buffers.input.resize(refresh_window::input_bytes);
  buffers.mode.resize(refresh_window::mode_bytes / sizeof(std::uint32_t));
  buffers.result.resize(refresh_window::result_bytes / sizeof(std::int32_t));
  buffers.level.resize(refresh_window::level_bytes);
  buffers.source.resize(refresh_window::source_bytes / sizeof(std::uint16_t));
  buffers.target.resize(refresh_window::target_bytes / sizeof(std::uint16_t));
  buffers.widths.resize(refresh_window::widths_bytes / sizeof(std::int16_t));
  return buffers;
}

bool is_write_pulse(refresh_activity activity) {
  return activity == refresh_activity::ferroelectric_pulse || activity == refresh_activity::ion_set ||
         activity == refresh_activity::ion_reset;
}

}  // namespace

refresh_tile::refresh_tile(const sc_core::sc_module_name& name, const refresh_tile_parameters& parameters,
                           clock_grid clock, std::uint64_t seed, std::uint32_t instance, const tile_traces& traces)
    : sequenced_tile(name, refresh_tile_registers(), clock, traces,
                     {"none", "multiply", "multiply_transposed", "read_cells", "pulse", "alloc", "restore", "rewrite",
                      "reprogram", "promote", "timer_rewrite"}),
      parameters_((check(parameters), parameters)),
      periphery_(parameters, clock, this->name(), traces.energy),
      array_(parameters.array, parameters.device, clock, seed, instance),
      buffers_(window_sized(parameters)),
      truth_(refresh_window::truth_bytes / sizeof(double)),
      planner_(array_, buffers_, periphery_.adc(), periphery_.planner_settings(), pulse_table_of(parameters, clock),
               clock),
      controller_(array_.rows(), array_.columns(), static_cast<std::uint32_t>(parameters.controller.slots),
                  refresh_code_book(parameters.device, planner_.bottom_siemens(), planner_.step_nepers()), planner_,
                  buffers_.images(), clock.seconds(1)) {
  back_window("INPUT", buffers_.input.data());
  back_window("MODE", buffers_.mode.data());
  back_window("RESULT", buffers_.result.data());
  back_window("LEVEL", buffers_.level.data());
  back_window("SOURCE", buffers_.source.data());
  back_window("TARGET", buffers_.target.data());
  back_window("WIDTHS", buffers_.widths.data());
  for (const char* truth : {"CONDUCTANCE", "POLARISATION", "IONIC"}) back_window(truth, truth_.data());
  declare_registers();
  set_figures();
  set_reset_values();

  periphery_.add_area(this->name(), traces.area);
  if (traces.pulses != nullptr) pulse_tile_ = traces.pulses->tile(this->name());
  if (traces.waveforms != nullptr) {
    waveforms_ = std::make_unique<refresh_waveforms>(*traces.waveforms, std::string("top.") + this->name(), parameters_,
                                                     array_, planner_, controller_, clock);
    show_in(waveforms_.get());
  }
}

refresh_tile::~refresh_tile() = default;

std::uint32_t refresh_tile::begin_command(std::uint32_t code, cycle_count) {
  const refresh_command command = latched_command(code);
  refresh_error error = time_is_up_ ? refresh_error::time_out_of_range : planner_.check_arguments(command);
  if (error == refresh_error::none) error = controller_.check_rows(command);
  if (error == refresh_error::none) error = planner_.check_operands(command);
  const bool by_rows =
      command.operation == refresh_operation::pulse || command.operation == refresh_operation::read_cells;
  const std::uint32_t units = by_rows ? command.region.rows : command.vectors;
  if (error == refresh_error::none) error = controller_.begin(command, units);
  if (error == refresh_error::illegal_voltage) raise(refresh_interrupt::illegal_voltage);
  if (error == refresh_error::none) planner_.set_command(command);
  return static_cast<std::uint32_t>(error);
}

// The unit before has ended, if there was one; what comes next may belong to anybody.
bool refresh_tile::next_plan(cycle_count start) {
  if (unit_begun_) end_unit(start);
  if (!controller_.compute_active()) return false;
  return begin_unit(start) || !time_is_up_;
}

bool refresh_tile::begin_unit(cycle_count at) {
  if (unit_begun_) end_unit(at);
  if (time_is_up_) return false;
  const refresh_unit* unit = controller_.decide(at);
  report(at);
  if (unit == nullptr) return false;
  const cycle_count length = planner_.length(*unit), longest = clock().longest_run();
  if (at > longest || length > longest - at) {
    time_is_up_ = true;
    if (!busy()) fail(static_cast<std::uint32_t>(refresh_error::time_out_of_range));
    return false;
  }
  planner_.make(*unit, at);
  unit_begun_ = true;
  unit_start_ = at;
  return true;
}

void refresh_tile::end_unit(cycle_count at) {
  unit_begun_ = false;
  const refresh_unit& unit = controller_.unit();
  const bool compute = controller_.at_work() == refresh_controller::owner::compute;
  if (!compute) refresh_cycles_ += at - unit_start_;
  const bool reads = unit.kind == refresh_unit_kind::vector || unit.kind == refresh_unit_kind::read_row;
  if (ever_hot_ && reads) {
    const auto touched = [&](std::uint32_t row) { return controller_.row(row).suspect; };
    for (std::uint32_t row = unit.first_row; row < unit.first_row + unit.row_count; ++row)
      if (touched(row)) raise(refresh_interrupt::suspect);
  }
  controller_.ended(at);
  report(at);
}

// What the controller has to say: requests that have ended, deadlines missed.
void refresh_tile::report(cycle_count at) {
  if (controller_.take_missed()) raise(refresh_interrupt::deadline_miss);
  controller_.take_ended(ended_);
  for (const refresh_controller::ended_work& work : ended_) {
    const std::size_t name =
        work.by_timer ? refresh_timer_name : refresh_request_names_from + static_cast<std::size_t>(work.kind);
    log_latency(name, work.accepted, work.ended - work.accepted);
    if (work.error != refresh_error::none) {
      fail(static_cast<std::uint32_t>(work.error));
      if (!work.by_timer) registers().set_bits(refresh_register::request_failed, std::uint32_t{1} << work.slot);
    }
    if (!work.by_timer) raise(refresh_interrupt::request_done);
  }
  if (waveforms_ != nullptr) waveforms_->show_controller(at);
}

cycle_count refresh_tile::wakes_at() const {
  const cycle_count next = controller_.wakes_at();
  return time_is_up_ || next > clock().longest_run() ? never_cycle : next;
}

refresh_tile::ending refresh_tile::end_of_command() const {
  const bool cut_off = time_is_up_ && controller_.compute_active();
  return {static_cast<std::uint32_t>(cut_off ? refresh_error::time_out_of_range : refresh_error::none), 0};
}

void refresh_tile::reset_counters() {
  controller_.reset();
  controller_.reset_counters();
  planner_.reset_counters();
  unit_begun_ = time_is_up_ = ever_hot_ = false;
  refresh_cycles_ = 0;
  refresh_energy_ = {};
  set_reset_values();
  if (waveforms_ != nullptr) waveforms_->show_controller(clock().cycle_at(picoseconds(sc_core::sc_time_stamp())));
}

bool refresh_tile::shows_effect(const plan_phase& phase) const {
  const auto activity = static_cast<refresh_activity>(phase.activity);
  return is_write_pulse(activity) || activity == refresh_activity::read ||
         activity == refresh_activity::integrate_positive || activity == refresh_activity::integrate_negative;
}

void refresh_tile::phase_passed(const plan_phase& phase, cycle_interval interval) {
  const auto activity = static_cast<refresh_activity>(phase.activity);
  periphery_.powered(activity, interval.length);
  if (traces().pulses != nullptr && interval.length > 0 && is_write_pulse(activity))
    planner_.for_each_pulse(phase, [&](std::uint32_t row, std::uint32_t column, double seconds) {
      const cycle_count length = std::min(clock().cycles_covering(seconds), interval.length);
      traces().pulses->record({pulse_tile_, row, column, planner_.slot(phase).volts, {interval.start, length}});
    });
  if (controller_.at_work() == refresh_controller::owner::compute) return;
  const double share = interval.length == phase.interval.length
                           ? 1.0
                           : static_cast<double>(interval.length) / static_cast<double>(phase.interval.length);
  refresh_energy_.add(planner_.current().energy(phase) * share);
}

void refresh_tile::post_leakage(cycle_count end) { periphery_.post_leakage(end, traces().energy); }

}  // namespace memvp
