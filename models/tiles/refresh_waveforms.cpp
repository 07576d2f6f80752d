// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/refresh_waveforms.hpp"

#include <array>

namespace memvp {

namespace {

/// Names of the units, by refresh_unit_kind + 1.
const std::vector<std::string> unit_names = {"none",    "table",  "verify", "ferroelectric", "restore",
                                             "rewrite", "update", "vector", "read_row"};
const std::vector<std::string> mode_names = {"FREE", "NV", "V"};

bool reads_row(refresh_activity activity) { return activity == refresh_activity::read; }
bool integrates(refresh_activity activity) {
  return activity == refresh_activity::integrate_positive || activity == refresh_activity::integrate_negative;
}
bool writes(refresh_activity activity) {
  return activity == refresh_activity::ferroelectric_pulse || activity == refresh_activity::ion_set ||
         activity == refresh_activity::ion_reset;
}

}  // namespace

refresh_waveforms::refresh_waveforms(vcd_writer& writer, const std::string& scope,
                                     const refresh_tile_parameters& parameters, const refresh_array& array,
                                     const refresh_planner& planner, const refresh_controller& controller,
                                     clock_grid clock)
    : writer_(writer),
      array_(array),
      planner_(planner),
      controller_(controller),
      clock_(clock),
      product_volts_(parameters.read.voltage),
      product_gate_volts_(read_gate_voltage(parameters.device, parameters.read.gate)),
      first_signal_(writer.signals().size()) {
  const std::string control = scope + ".controller", driver = scope + ".row_driver";
  const std::vector<std::string> work_names(refresh_work_names.begin(), refresh_work_names.end());
  const auto rows = static_cast<std::uint64_t>(parameters.array.rows);
  const auto columns = static_cast<std::uint64_t>(parameters.array.columns);
  command_ = writer.state(control, "command", work_names);
  work_ = writer.state(control, "at_work", work_names);
  unit_ = writer.state(control, "unit", unit_names);
  unit_row_ = writer.word(control, "row", 16);
  unit_rows_ = writer.word(control, "row_count", 16);
  slots_busy_ =
      writer.word(control, "slots_busy", static_cast<unsigned>(parameters.controller.slots), number_base::binary);
  rows_free_ = writer.word(control, "rows_free", 16);
  rows_non_volatile_ = writer.word(control, "rows_nv", 16);
  rows_volatile_ = writer.word(control, "rows_v", 16);
  rows_live_ = writer.word(control, "rows_live", 16);
  misses_ = writer.word(control, "misses", 32);
  for (const std::uint32_t row : parse_traced_numbers("trace.rows", parameters.trace.rows, rows)) {
    const std::string table = scope + ".mode_table", name = "row_" + std::to_string(row);
    rows_.push_back({row, writer.state(table, name + "_mode", mode_names), writer.bit(table, name + "_dirty"),
                     writer.bit(table, name + "_live"), writer.bit(table, name + "_suspect"),
                     writer.real(table, name + "_age_s")});
  }
  activity_ = writer.state(driver, "activity", {refresh_activity_names.begin(), refresh_activity_names.end()});
  bias_ = writer.bit(driver, "bias");
  pulse_ = writer.bit(driver, "pulse");
  std::vector<std::string> kinds = {"none"};
  kinds.insert(kinds.end(), refresh_pulse_names.begin(), refresh_pulse_names.end());
  pulse_kind_ = writer.state(driver, "pulse_kind", kinds);
  row_volts_ = writer.real(driver, "row_V");
  gate_volts_ = writer.real(driver, "gate_V");
  cells_open_ = writer.word(driver, "cells_open", 32);
  read_ = writer.bit(driver, "read");
  verify_ = writer.bit(driver, "verify");
  convert_ = writer.bit(driver, "convert");
  for (const traced_cell& cell : parse_traced_cells(parameters.trace.cells, rows, columns)) {
    const std::string cells = scope + ".cells",
                      name = "cell_" + std::to_string(cell.row) + "_" + std::to_string(cell.column);
    cells_.push_back(
        {cell, writer.real(cells, name + "_p"), writer.real(cells, name + "_w"), writer.real(cells, name + "_uS")});
  }
  temperature_ = writer.real(scope, "temperature_K");
  interrupt_ = writer.bit(scope, "interrupt");
  power_ = writer.real(scope, "power_W");
  last_signal_ = writer.signals().size();
  interrupt(0, false);
  writer_.change(0, command_, 0u);
  show_temperature(0);
  show_controller(0);
  idle(0);
}

void refresh_waveforms::idle(cycle_count at) {
  const std::uint64_t ps = clock_.picoseconds(at);
  running_.clear();
  writer_.change(ps, activity_, static_cast<std::uint32_t>(refresh_activity::idle));
  for (const signal_id id : {bias_, convert_}) writer_.change(ps, id, 0u);
  release(ps);
  show_cells(at);
  writer_.change(ps, power_, 0.0);
}

void refresh_waveforms::cut_short(cycle_count at) {
  writer_.retract_after(clock_.picoseconds(at), first_signal_, last_signal_);
  command(at, 0);
  idle(at);
}

void refresh_waveforms::command(cycle_count at, std::uint32_t code) {
  writer_.change(clock_.picoseconds(at), command_, code);
}

void refresh_waveforms::interrupt(std::uint64_t at_ps, bool level) { writer_.change(at_ps, interrupt_, level); }

void refresh_waveforms::show_temperature(cycle_count at) {
  writer_.change(clock_.picoseconds(at), temperature_, array_.cells().temperature());
  show_cells(at);
}

std::uint32_t refresh_waveforms::work() const {
  switch (controller_.at_work()) {
    case refresh_controller::owner::compute:
      return static_cast<std::uint32_t>(planner_.command().operation);
    case refresh_controller::owner::request:
      return static_cast<std::uint32_t>(refresh_request_names_from) +
             static_cast<std::uint32_t>(controller_.request_at_work().kind);
    case refresh_controller::owner::timer:
      return refresh_timer_name;
    case refresh_controller::owner::nobody:
      break;
  }
  return 0;
}

void refresh_waveforms::show_controller(cycle_count at) {
  const std::uint64_t ps = clock_.picoseconds(at);
  const bool at_work = controller_.at_work() != refresh_controller::owner::nobody;
  writer_.change(ps, work_, work());
  writer_.change(ps, unit_, at_work ? static_cast<std::uint32_t>(controller_.unit().kind) + 1 : 0);
  writer_.change(ps, unit_row_, at_work ? controller_.unit().first_row : 0);
  writer_.change(ps, unit_rows_, at_work ? controller_.unit().row_count : 0);
  writer_.change(ps, slots_busy_, controller_.slots_busy());
  std::array<std::uint32_t, 3> modes{};
  std::uint32_t live = 0;
  for (std::uint32_t row = 0; row < controller_.rows(); ++row) {
    ++modes[static_cast<std::size_t>(controller_.row(row).mode)];
    live += controller_.live(row) ? 1 : 0;
  }
  writer_.change(ps, rows_free_, modes[0]);
  writer_.change(ps, rows_non_volatile_, modes[1]);
  writer_.change(ps, rows_volatile_, modes[2]);
  writer_.change(ps, rows_live_, live);
  writer_.change(ps, misses_, static_cast<std::uint32_t>(controller_.counters().misses));
  for (const row_signals& traced : rows_) {
    const refresh_row& row = controller_.row(traced.row);
    writer_.change(ps, traced.mode, static_cast<std::uint32_t>(row.mode));
    writer_.change(ps, traced.dirty, row.dirty);
    writer_.change(ps, traced.live, controller_.live(traced.row));
    writer_.change(ps, traced.suspect, row.suspect);
    // A rewrite's last ionic pulse may end before the unit does: its row is as old as what has passed since then.
    const bool written = row.last_write > 0 && row.last_write <= at;
    writer_.change(ps, traced.age, written ? clock_.seconds(at - row.last_write) : 0.0);
  }
}

void refresh_waveforms::release(std::uint64_t at_ps) {
  for (const signal_id id : {pulse_, read_, verify_}) writer_.change(at_ps, id, 0u);
  writer_.change(at_ps, pulse_kind_, 0u);
  writer_.change(at_ps, cells_open_, 0u);
  for (const signal_id id : {row_volts_, gate_volts_}) writer_.change(at_ps, id, 0.0);
}

void refresh_waveforms::show_cells(cycle_count at) {
  const std::uint64_t ps = clock_.picoseconds(at);
  for (const cell_signals& traced : cells_) {
    const std::size_t cell = traced.cell.row * array_.columns() + traced.cell.column;
    writer_.change(ps, traced.polarisation, array_.cells().polarisation(cell, ps));
    writer_.change(ps, traced.ionic_state, array_.cells().ionic_state(cell, ps));
    writer_.change(ps, traced.conductance, array_.cells().conductance(cell, ps) * 1e6);
  }
}

void refresh_waveforms::drive(const plan_phase& phase, std::uint64_t at_ps) {
  const auto activity = static_cast<refresh_activity>(phase.activity);
  if (integrates(activity)) {
    writer_.change(at_ps, read_, 1u);
    writer_.change(at_ps, row_volts_, product_volts_);
    writer_.change(at_ps, gate_volts_, product_gate_volts_);
    return;
  }
  const refresh_slot& slot = planner_.slot(phase);
  writer_.change(at_ps, reads_row(activity) ? read_ : pulse_, 1u);
  writer_.change(at_ps, pulse_kind_, static_cast<std::uint32_t>(slot.kind) + 1);
  writer_.change(at_ps, row_volts_, slot.volts);
  writer_.change(at_ps, gate_volts_, slot.gate_volts);
  writer_.change(at_ps, cells_open_, slot.cells);
}

void refresh_waveforms::begin(const plan_phase& phase, cycle_count plan_start) {
  const std::uint64_t ps = clock_.picoseconds(plan_start + phase.interval.start);
  const auto activity = static_cast<refresh_activity>(phase.activity);
  const auto index = static_cast<std::size_t>(&phase - planner_.current().phases().data());
  const double joules = planner_.current().energy(phase) + planner_.owed_energy(index);
  running_.begin(phase, joules / clock_.seconds(phase.interval.length));
  if (writes(activity) || reads_row(activity) || integrates(activity)) {
    drive(phase, ps);
    show_cells(plan_start + phase.interval.start);  // what relaxation has left of them
  }
  if (activity == refresh_activity::bias) writer_.change(ps, bias_, 1u);
  if (activity == refresh_activity::convert) writer_.change(ps, convert_, 1u);
  const refresh_unit_kind unit = planner_.unit().kind;
  const bool compares =
      unit == refresh_unit_kind::verify || unit == refresh_unit_kind::rewrite || unit == refresh_unit_kind::update;
  const bool reading = reads_row(activity) || activity == refresh_activity::convert;
  writer_.change(ps, verify_, compares && (reading || activity == refresh_activity::decide));
  writer_.change(ps, activity_, phase.activity);
  writer_.change(ps, power_, running_.watts());
}

void refresh_waveforms::end(const plan_phase& phase, cycle_count plan_start, bool more) {
  const cycle_count at = plan_start + phase.end();
  const std::uint64_t ps = clock_.picoseconds(at);
  const auto activity = static_cast<refresh_activity>(phase.activity);
  running_.end(phase);
  if (activity == refresh_activity::bias) writer_.change(ps, bias_, 0u);
  if (activity == refresh_activity::convert) writer_.change(ps, convert_, 0u);
  if (writes(activity) || reads_row(activity) || integrates(activity)) {
    release(ps);
    show_cells(at);
  }
  if (more) return;
  writer_.change(ps, activity_, static_cast<std::uint32_t>(refresh_activity::idle));
  writer_.change(ps, verify_, 0u);
  writer_.change(ps, power_, running_.watts());
  writer_.simulated_time_is(ps);
}

}  // namespace memvp
