// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/ecram_waveforms.hpp"

#include <algorithm>

namespace memvp {

namespace {
constexpr std::size_t lines_in_a_word = 64;
}  // namespace

void visit_parameters(parameter_visitor& visitor, ecram_trace_parameters& p) {
  visitor.text({"trace.cells", dimension::number, 0, 0, "cells whose conductances the waveforms show: row,column ...",
                provenance::setting, ""},
               p.cells);
}

ecram_waveforms::ecram_waveforms(vcd_writer& writer, const std::string& scope, const ecram_device_parameters& device,
                                 const ecram_trace_parameters& trace, const ecram_array& array,
                                 const ecram_planner& planner, clock_grid clock)
    : writer_(writer),
      array_(array),
      planner_(planner),
      clock_(clock),
      pulse_voltage_(device.pulse_voltage),
      first_signal_(writer.signals().size()),
      few_rows_(array.rows() <= lines_in_a_word),
      few_columns_(array.columns() <= lines_in_a_word) {
  const std::string sequencer = scope + ".sequencer";
  const std::string lines = scope + ".lines";
  const std::string read = scope + ".read_path";
  const std::vector<std::string> commands = {"idle",         "program_serial",      "program_row_parallel",
                                             "update_outer", "update_streams",      "program_verify",
                                             "multiply",     "multiply_transposed", "read_cells"};
  command_ = writer.state(sequencer, "command", commands);
  activity_ = writer.state(sequencer, "activity", {ecram_activity_names.begin(), ecram_activity_names.end()});
  row_ = writer.word(lines, "row", 16);
  column_ = writer.word(lines, "column", 16);
  // Up to a word's lines are shown themselves, more of them by their number.
  if (few_rows_)
    row_lines_ = writer.word(lines, "word_lines", static_cast<unsigned>(array.rows()), number_base::binary);
  else
    row_count_ = writer.word(lines, "rows_selected", 16);
  if (few_columns_)
    column_lines_ = writer.word(lines, "bit_lines", static_cast<unsigned>(array.columns()), number_base::binary);
  else
    column_count_ = writer.word(lines, "columns_selected", 16);
  gate_drive_ = writer.real(lines, "gate_drive_V");
  pulse_active_ = writer.bit(lines, "pulse_active");
  for (const traced_cell& cell : parse_traced_cells(trace.cells, array.rows(), array.columns()))
    cells_.push_back({cell, writer.real(scope + ".cells", "cell_" + std::to_string(cell.row) + "_" +
                                                              std::to_string(cell.column) + "_uS")});
  dac_active_ = writer.bit(read, "dac_active");
  dac_volts_ = writer.real(read, "dac_V");
  sample_ = writer.bit(read, "integrate");
  adc_active_ = writer.bit(read, "adc_active");
  adc_channel_ = writer.word(read, "adc_line", 16);
  adc_word_ = writer.word(read, "adc_word", 32, number_base::signed_decimal);
  interrupt_ = writer.bit(scope, "interrupt");
  power_ = writer.real(scope, "power_W");
  last_signal_ = writer.signals().size();
  idle(0);
  interrupt(0, false);
  writer_.change(0, row_, 0u);
  writer_.change(0, column_, 0u);
  writer_.change(0, adc_channel_, 0u);
  writer_.change(0, adc_word_, 0u);
  writer_.change(0, command_, 0u);
}

void ecram_waveforms::idle(cycle_count at) {
  const std::uint64_t ps = clock_.picoseconds(at);
  running_.clear();
  writer_.change(ps, activity_, static_cast<std::uint32_t>(ecram_activity::idle));
  writer_.change(ps, dac_active_, 0u);
  writer_.change(ps, dac_volts_, 0.0);
  writer_.change(ps, sample_, 0u);
  writer_.change(ps, adc_active_, 0u);
  release(ps);
  show_cells(at);
  show_power(ps);
}

void ecram_waveforms::cut_short(cycle_count at) {
  writer_.retract_after(clock_.picoseconds(at), first_signal_, last_signal_);
  command(at, 0);
}

void ecram_waveforms::command(cycle_count at, std::uint32_t code) {
  if (code == 0) idle(at);
  writer_.change(clock_.picoseconds(at), command_, code);
}

void ecram_waveforms::interrupt(std::uint64_t at_ps, bool level) { writer_.change(at_ps, interrupt_, level); }

void ecram_waveforms::select(const write_step& step, std::uint64_t at_ps) {
  std::uint64_t rows = 0, columns = 0;
  for (std::size_t r = 0; few_rows_ && r < step.row_count; ++r) rows |= std::uint64_t{1} << step.rows[r];
  for (std::size_t c = 0; few_columns_ && c < step.column_count; ++c)
    columns |= std::uint64_t{1} << step.columns[c].column;
  if (step.row_count > 0) writer_.change(at_ps, row_, step.rows[0]);
  if (step.column_count > 0) writer_.change(at_ps, column_, step.columns[0].column);
  writer_.change(at_ps, row_count_, step.row_count);
  writer_.change(at_ps, column_count_, step.column_count);
  writer_.change(at_ps, row_lines_, rows);
  writer_.change(at_ps, column_lines_, columns);
  writer_.change(at_ps, gate_drive_, step.polarity * pulse_voltage_);
}

void ecram_waveforms::release(std::uint64_t at_ps) {
  writer_.change(at_ps, pulse_active_, 0u);
  writer_.change(at_ps, gate_drive_, 0.0);
  writer_.change(at_ps, row_count_, 0u);
  writer_.change(at_ps, column_count_, 0u);
  writer_.change(at_ps, row_lines_, 0u);
  writer_.change(at_ps, column_lines_, 0u);
}

void ecram_waveforms::show_cells(cycle_count at) {
  const std::uint64_t ps = clock_.picoseconds(at);
  for (const cell_signal& traced : cells_)
    writer_.change(ps, traced.id, array_.conductance(traced.cell.row, traced.cell.column, at) * 1e6);
}

void ecram_waveforms::show_power(std::uint64_t at_ps) { writer_.change(at_ps, power_, running_.watts()); }

void ecram_waveforms::begin(const plan_phase& phase, cycle_count plan_start) {
  const std::uint64_t ps = clock_.picoseconds(plan_start + phase.interval.start);
  const auto activity = static_cast<ecram_activity>(phase.activity);
  running_.begin(phase, planner_.current().energy(phase) / clock_.seconds(phase.interval.length));
  switch (activity) {
    case ecram_activity::convert: {
      const conversion_round& round = planner_.round(phase);
      writer_.change(ps, adc_active_, 1u);
      writer_.change(ps, adc_channel_, round.first_line);
      break;
    }
    case ecram_activity::select:
      select(planner_.step(phase), ps);
      break;
    case ecram_activity::pulse:
      writer_.change(ps, pulse_active_, 1u);
      break;
    case ecram_activity::release:
      release(ps);
      break;
    case ecram_activity::drive:
      writer_.change(ps, dac_active_, 1u);
      writer_.change(ps, dac_volts_, planner_.first_driven_volts(phase));
      break;
    case ecram_activity::average:
      writer_.change(ps, adc_active_, 1u);
      writer_.change(ps, adc_channel_, planner_.round(phase).first_line);
      [[fallthrough]];
    case ecram_activity::integrate:
      writer_.change(ps, dac_active_, 1u);
      writer_.change(ps, sample_, 1u);
      break;
    default:
      break;
  }
  // Conversions overlap other activities and have signals of their own, unless nothing else goes on.
  if (activity != ecram_activity::convert || running_.count() == 1) writer_.change(ps, activity_, phase.activity);
  show_power(ps);
}

void ecram_waveforms::show_conversion(const conversion_round& done, std::uint64_t at_ps) {
  writer_.change(at_ps, adc_active_, 0u);
  const bool coded = planner_.words_per_value() == 1 && done.words > 0;
  if (coded) writer_.change(at_ps, adc_word_, planner_.results()[done.first_word]);
}

void ecram_waveforms::end(const plan_phase& phase, cycle_count plan_start, bool more) {
  const cycle_count at = plan_start + phase.end();
  const std::uint64_t ps = clock_.picoseconds(at);
  running_.end(phase);
  const auto activity = static_cast<ecram_activity>(phase.activity);
  switch (activity) {
    case ecram_activity::pulse:
      writer_.change(ps, pulse_active_, 0u);
      show_cells(at);
      break;
    case ecram_activity::convert:
      show_conversion(planner_.round(phase), ps);
      break;
    case ecram_activity::average:
      show_conversion(planner_.round(phase), ps);
      [[fallthrough]];
    case ecram_activity::integrate:
      writer_.change(ps, sample_, 0u);
      writer_.change(ps, dac_active_, 0u);
      writer_.change(ps, dac_volts_, 0.0);
      break;
    default:
      break;
  }
  if (more) return;
  show_power(ps);
  writer_.simulated_time_is(ps);
}

}  // namespace memvp
