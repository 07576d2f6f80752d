// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/rram_waveforms.hpp"

namespace memvp {

rram_waveforms::rram_waveforms(vcd_writer& writer, const std::string& scope, const rram_tile_parameters& parameters,
                               const rram_timing& timing, const rram_planner& planner, clock_grid clock)
    : writer_(writer),
      planner_(planner),
      clock_(clock),
      compare_(timing.compare),
      converter_bits_(parameters.converter.ideal ? 0 : static_cast<unsigned>(parameters.converter.adc_bits)),
      read_gate_volts_(parameters.device.read_gate_voltage),
      first_signal_(writer.signals().size()) {
  const std::string sequencer = scope + ".sequencer", lines = scope + ".lines", read = scope + ".read_path";
  const auto rows = static_cast<std::uint64_t>(parameters.array.rows);
  const auto columns = static_cast<std::uint64_t>(parameters.array.columns);
  const std::vector<std::string> commands = {"idle",         "form",       "program_verify", "set_pulses",
                                             "reset_pulses", "read_cells", "multiply"};
  command_ = writer.state(sequencer, "command", commands);
  activity_ = writer.state(sequencer, "activity", {rram_activity_names.begin(), rram_activity_names.end()});
  fetch_ = writer.bit(sequencer, "fetch");
  row_ = writer.word(lines, "row", 16);
  column_ = writer.word(lines, "column", 16);
  rows_on_ = writer.word(lines, "word_lines_on", 16);
  word_line_ = writer.real(lines, "word_line_V");
  bit_line_ = writer.real(lines, "bit_line_V");
  source_line_ = writer.real(lines, "source_line_V");
  pulse_active_ = writer.bit(lines, "pulse_active");
  for (const traced_cell& cell : parse_traced_cells(parameters.trace.cells, rows, columns))
    cells_.push_back({cell, writer.real(scope + ".cells", "cell_" + std::to_string(cell.row) + "_" +
                                                              std::to_string(cell.column) + "_uS")});
  dac_active_ = writer.bit(read, "dac_active");
  input_vector_ = writer.word(read, "input_vector", 16);
  input_bit_ = writer.word(read, "input_bit", 4);
  lines_driven_ = writer.word(read, "bit_lines_driven", 16);
  for (const std::uint32_t row : parse_traced_numbers("trace.inputs", parameters.trace.inputs, rows))
    inputs_.push_back({row, writer.word(read, "dac_code_" + std::to_string(row), 9, number_base::signed_decimal)});
  sample_ = writer.bit(read, "integrate");
  adc_active_ = writer.bit(read, "adc_active");
  adc_line_ = writer.word(read, "adc_line", 16);
  adc_word_ = writer.word(read, "adc_word", 32, number_base::signed_decimal);
  for (const std::uint32_t number :
       parse_traced_numbers("trace.converters", parameters.trace.converters, timing.converters))
    if (converter_bits_ > 0)
      converters_.push_back(
          {number, writer.word(read, "adc_" + std::to_string(number) + "_bits", converter_bits_, number_base::binary)});
  shift_add_ = writer.bit(read, "shift_add");
  sum_ = writer.word(read, "sum", 32, number_base::signed_decimal);
  analog_output_ = writer.real(read, "analog_output_0_A");
  interrupt_ = writer.bit(scope, "interrupt");
  power_ = writer.real(scope, "power_W");
  last_signal_ = writer.signals().size();
  idle(0);
  interrupt(0, false);
  for (const signal_id id : {row_, column_, input_vector_, input_bit_, adc_line_, adc_word_, sum_, command_})
    writer_.change(0, id, 0u);
  for (const numbered_signal& input : inputs_) writer_.change(0, input.id, 0u);
  for (const numbered_signal& converter : converters_) writer_.change(0, converter.id, 0u);
  writer_.change(0, analog_output_, 0.0);
}

void rram_waveforms::idle(cycle_count at) {
  const std::uint64_t ps = clock_.picoseconds(at);
  running_.clear();
  writer_.change(ps, activity_, static_cast<std::uint32_t>(rram_activity::idle));
  for (const signal_id id : {fetch_, dac_active_, lines_driven_, sample_, adc_active_, shift_add_})
    writer_.change(ps, id, 0u);
  release(ps);
  show_cells(at);
  writer_.change(ps, power_, 0.0);
}

void rram_waveforms::cut_short(cycle_count at) {
  writer_.retract_after(clock_.picoseconds(at), first_signal_, last_signal_);
  command(at, 0);
}

void rram_waveforms::command(cycle_count at, std::uint32_t code) {
  if (code == 0) idle(at);
  writer_.change(clock_.picoseconds(at), command_, code);
}

void rram_waveforms::interrupt(std::uint64_t at_ps, bool level) { writer_.change(at_ps, interrupt_, level); }

void rram_waveforms::select(const rram_pulse& pulse, std::uint64_t at_ps) {
  const bool reset = pulse.what == rram_pulse::kind::reset;
  writer_.change(at_ps, row_, pulse.row);
  writer_.change(at_ps, column_, pulse.column);
  writer_.change(at_ps, rows_on_, 1u);
  writer_.change(at_ps, word_line_, pulse.word_line_volts);
  writer_.change(at_ps, reset ? source_line_ : bit_line_, pulse.line_volts);
}

void rram_waveforms::release(std::uint64_t at_ps) {
  writer_.change(at_ps, pulse_active_, 0u);
  writer_.change(at_ps, rows_on_, 0u);
  for (const signal_id id : {word_line_, bit_line_, source_line_}) writer_.change(at_ps, id, 0.0);
}

void rram_waveforms::show_cells(cycle_count at) {
  const std::uint64_t ps = clock_.picoseconds(at);
  for (const cell_signal& traced : cells_)
    writer_.change(ps, traced.id, planner_.conductance(traced.cell.row, traced.cell.column, at) * 1e6);
}

void rram_waveforms::drive(const plan_phase& phase, std::uint64_t at_ps) {
  writer_.change(at_ps, dac_active_, 1u);
  writer_.change(at_ps, word_line_, read_gate_volts_);
  if (phase.operand == plan_phase::no_operand) {  // a cell alone
    writer_.change(at_ps, rows_on_, 1u);
    writer_.change(at_ps, lines_driven_, 1u);
    return;
  }
  const rram_drive_step& step = planner_.drive_step(phase);
  const array_region& region = planner_.command().region;
  writer_.change(at_ps, rows_on_, region.rows);
  writer_.change(at_ps, lines_driven_, step.lines);
  writer_.change(at_ps, input_vector_, step.vector);
  writer_.change(at_ps, input_bit_, step.bit);
  for (const numbered_signal& input : inputs_) {
    const bool inside = input.number >= region.first_row && input.number - region.first_row < region.rows;
    const std::int32_t code = inside ? planner_.code(step.vector, input.number - region.first_row) : 0;
    writer_.change(at_ps, input.id, static_cast<std::uint32_t>(code) & 0x1FFu);
  }
}

// A successive approximation register in offset binary: after each comparison one more bit, from the top, is known.
void rram_waveforms::approximate(const rram_conversion_round& round, cycle_count start) {
  for (const numbered_signal& converter : converters_) {
    if (converter.number >= round.lines) continue;
    const std::int64_t word = planner_.converted()[round.first_word + converter.number];
    const auto code = static_cast<std::uint64_t>(word + (std::int64_t{1} << (converter_bits_ - 1)));
    writer_.change(clock_.picoseconds(start), converter.id, 0u);
    for (unsigned known = 1; known <= converter_bits_; ++known) {
      const std::uint64_t mask = ~std::uint64_t{0} << (converter_bits_ - known);
      writer_.change(clock_.picoseconds(start + known * compare_), converter.id, code & mask);
    }
  }
}

void rram_waveforms::begin(const plan_phase& phase, cycle_count plan_start) {
  const cycle_count start = plan_start + phase.interval.start;
  const std::uint64_t ps = clock_.picoseconds(start);
  const auto activity = static_cast<rram_activity>(phase.activity);
  running_.begin(phase, planner_.current().energy(phase) / clock_.seconds(phase.interval.length));
  // Fetches, conversions and sums overlap other activities and have signals of their own.
  bool beside = false;
  switch (activity) {
    case rram_activity::fetch:
      writer_.change(ps, fetch_, 1u);
      beside = true;
      break;
    case rram_activity::select:
      select(planner_.pulse(), ps);
      break;
    case rram_activity::pulse:
      writer_.change(ps, pulse_active_, 1u);
      break;
    case rram_activity::release:
      release(ps);
      break;
    case rram_activity::drive:
      drive(phase, ps);
      break;
    case rram_activity::integrate:
      writer_.change(ps, sample_, 1u);
      break;
    case rram_activity::pulse_train:
      drive(phase, ps);
      writer_.change(ps, sample_, 1u);
      break;
    case rram_activity::convert:
      writer_.change(ps, adc_active_, 1u);
      writer_.change(ps, adc_line_, planner_.round(phase).first_line);
      approximate(planner_.round(phase), start);
      beside = true;
      break;
    case rram_activity::average:
      writer_.change(ps, sample_, 1u);
      writer_.change(ps, adc_active_, 1u);
      writer_.change(ps, adc_line_, planner_.round(phase).first_line);
      break;
    case rram_activity::shift_add:
      writer_.change(ps, shift_add_, 1u);
      beside = true;
      break;
    default:
      break;
  }
  if (!beside || running_.count() == 1) writer_.change(ps, activity_, phase.activity);
  writer_.change(ps, power_, running_.watts());
}

void rram_waveforms::end(const plan_phase& phase, cycle_count plan_start, bool more) {
  const cycle_count at = plan_start + phase.end();
  const std::uint64_t ps = clock_.picoseconds(at);
  running_.end(phase);
  const auto lines_fall = [&] {
    writer_.change(ps, sample_, 0u);
    writer_.change(ps, dac_active_, 0u);
    writer_.change(ps, lines_driven_, 0u);
    release(ps);
  };
  switch (static_cast<rram_activity>(phase.activity)) {
    case rram_activity::fetch:
      writer_.change(ps, fetch_, 0u);
      break;
    case rram_activity::pulse:
      writer_.change(ps, pulse_active_, 0u);
      show_cells(at);
      break;
    case rram_activity::integrate:
    case rram_activity::pulse_train: {
      lines_fall();
      const rram_drive_step& step = planner_.drive_step(phase);
      if (planner_.command().analog_output && step.sampled)
        writer_.change(ps, analog_output_, planner_.first_analog_output(step.vector));
      break;
    }
    case rram_activity::average:
      lines_fall();
      [[fallthrough]];
    case rram_activity::convert:
      writer_.change(ps, adc_active_, 0u);
      writer_.change(ps, adc_word_, static_cast<std::uint32_t>(planner_.converted()[planner_.round(phase).first_word]));
      break;
    case rram_activity::shift_add:
      writer_.change(ps, shift_add_, 0u);
      writer_.change(ps, sum_, static_cast<std::uint32_t>(planner_.first_sum(phase)));
      break;
    default:
      break;
  }
  if (more) return;
  writer_.change(ps, power_, running_.watts());
  writer_.simulated_time_is(ps);
}

}  // namespace memvp
