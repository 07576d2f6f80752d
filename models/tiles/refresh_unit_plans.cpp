// SPDX-License-Identifier: Apache-2.0
// Plans of units: their phases, what these cost, and the currents of products.
#include <algorithm>
#include <cmath>

#include "memvp/models/circuits/half_select.hpp"
#include "memvp/models/tiles/refresh_planner.hpp"

namespace memvp {

namespace {
constexpr std::size_t codes_a_word = 4, widths_a_word = 2, cell_codes_a_word = 2, levels_a_word = 4;
}

void refresh_planner::make(const refresh_unit& unit, cycle_count start) {
  unit_ = unit;
  plan_.clear();
  slots_.clear();
  seconds_.clear();
  conversion_ = {};
  origin_ = start;
  at_ = 0;
  cause_ = cause_of(unit);
  plan_unit();
}

void refresh_planner::plan_unit() {
  switch (unit_.kind) {
    case refresh_unit_kind::table:
      append(refresh_activity::table, unit_.row_count);
      pay(settings_.components.buffers, settings_.costs.buffer_word * unit_.row_count);
      pay(settings_.components.control, logic(unit_.row_count));
      return;
    case refresh_unit_kind::verify:
      bias(1, array_.columns(), pulse_of(pulses_, unit_.pulse).gate_volts, 0);
      append_reading(unit_.pulse, true, 0, static_cast<std::uint32_t>(array_.columns()), false);
      append_decision();
      return;
    case refresh_unit_kind::ferroelectric:
      return plan_ferroelectric();
    case refresh_unit_kind::restore:
      return plan_restore();
    case refresh_unit_kind::rewrite:
      return plan_rewrite();
    case refresh_unit_kind::update:
      return plan_update();
    case refresh_unit_kind::vector:
      return plan_vector();
    case refresh_unit_kind::read_row:
      return plan_read_row();
  }
}

cause_id refresh_planner::cause_of(const refresh_unit& unit) const {
  const refresh_causes& causes = settings_.causes;
  switch (unit.kind) {
    case refresh_unit_kind::table:
      return causes.allocate;
    case refresh_unit_kind::verify:
      return causes.verify;
    case refresh_unit_kind::ferroelectric:
      return causes.reprogram;
    case refresh_unit_kind::restore:
      return causes.restore;
    case refresh_unit_kind::rewrite:
      return causes.rewrite;
    case refresh_unit_kind::update:
      return causes.update;
    case refresh_unit_kind::vector:
      return command_.operation == refresh_operation::multiply ? causes.multiply : causes.multiply_transposed;
    case refresh_unit_kind::read_row:
      break;
  }
  return causes.read;
}

void refresh_planner::append(refresh_activity activity, cycle_count length, std::uint32_t operand) {
  plan_.append(static_cast<std::uint32_t>(activity), {at_, length}, cause_, operand);
  at_ += length;
}

double refresh_planner::ticks(cycle_count cycles) const {
  const cycle_count lsb = settings_.timing.pulse_lsb;
  return settings_.costs.timer_tick * static_cast<double>(cycles / lsb + (cycles % lsb != 0 ? 1 : 0));
}

double refresh_planner::swing(double farads, double volts) const {
  return volts == 0 ? 0 : farads * volts * volts + settings_.costs.level_shift;
}

void refresh_planner::fetch(std::size_t words) {
  const cycle_count cycles = settings_.timing.fetch * words;
  append(refresh_activity::fetch, cycles);
  pay(settings_.components.buffers, settings_.costs.buffer_word * static_cast<double>(words));
  pay(settings_.components.control, logic(cycles));
}

void refresh_planner::open_gates(std::size_t gates, double gate_volts) {
  if (!gated()) return;
  const double each = swing(settings_.costs.gate_line, gate_volts - settings_.closed_gate_volts);
  pay(settings_.components.gate_drivers, each * static_cast<double>(gates));
  pay(settings_.components.decoders, settings_.costs.decode_column * static_cast<double>(gates));
}

// `words` are fetched meanwhile: levels or codes that say which gates open for how long.
void refresh_planner::bias(std::size_t rows, std::size_t gates, double gate_volts, std::size_t words) {
  append(refresh_activity::bias, settings_.timing.bias);
  pay(settings_.components.control, logic(settings_.timing.bias));
  pay(settings_.components.decoders, settings_.costs.decode_row * static_cast<double>(rows));
  pay(settings_.components.buffers, settings_.costs.buffer_word * static_cast<double>(words));
  open_gates(gates, gate_volts);
}

std::size_t refresh_planner::add_seconds(const double* seconds) {
  const std::size_t first = seconds_.size();
  seconds_.resize(first + array_.columns());
  if (seconds != nullptr) std::copy_n(seconds, array_.columns(), seconds_.begin() + static_cast<std::ptrdiff_t>(first));
  return first;
}

std::size_t refresh_planner::add_seconds(const std::uint8_t* open, double seconds) {
  const std::size_t first = seconds_.size();
  seconds_.resize(first + array_.columns());
  for (std::size_t column = 0; column < array_.columns(); ++column)
    seconds_[first + column] = open == nullptr || open[column] != 0 ? seconds : 0;
  return first;
}

std::uint32_t refresh_planner::participants(std::size_t seconds) const {
  const auto first = seconds_.begin() + static_cast<std::ptrdiff_t>(seconds);
  const auto last = first + static_cast<std::ptrdiff_t>(array_.columns());
  return static_cast<std::uint32_t>(std::count_if(first, last, [](double time) { return time > 0; }));
}

void refresh_planner::append_pulse(refresh_activity activity, const pulse_slot& slot) {
  slots_.push_back(slot);
  append(activity, slot.shown.width, static_cast<std::uint32_t>(slots_.size() - 1));
  slots_.back().energy = plan_.owe(settings_.components.array);
  pay(settings_.components.control, ticks(slot.shown.width));
}

// A pulse on some cells of the unit's row.
void refresh_planner::append_row_pulse(refresh_activity activity, refresh_pulse_kind kind, double volts,
                                       std::size_t seconds, cycle_count width, bool gates_open) {
  const refresh_costs& costs = settings_.costs;
  const double gate_volts = pulse_of(pulses_, kind).gate_volts;
  const std::uint32_t cells = participants(seconds);
  append_pulse(activity, {{kind, volts, gate_volts, unit_.first_row, 1, cells, width}, seconds, nullptr, 0});
  if (!gates_open) open_gates(cells, gate_volts);
  if (gated()) {
    pay(settings_.components.row_drivers, swing(costs.row_line, volts));
    return;
  }
  const line_voltage_fractions share = line_fractions(
      array_.selection() == refresh_selection::half ? half_select_scheme::half : half_select_scheme::third);
  const auto other_rows = static_cast<double>(array_.rows() - 1);
  const auto other_columns = static_cast<double>(array_.columns() - cells);
  pay(settings_.components.row_drivers, swing(costs.row_line, share.selected_row * volts) +
                                            other_rows * swing(costs.row_line, share.unselected_row * volts));
  pay(settings_.components.column_drivers,
      cells * swing(costs.column_line, share.selected_column * volts) +
          other_columns * swing(costs.column_line, share.unselected_column * volts));
}

void refresh_planner::append_gap(refresh_pulse_kind kind) {
  const cycle_count gap = pulse_of(pulses_, kind).gap;
  if (gap == 0) return;
  append(refresh_activity::gap, gap);
  pay(settings_.components.control, ticks(gap));
}

// A read pulse on the unit's row, its gap, and the conversions of `columns` columns.
void refresh_planner::append_reading(refresh_pulse_kind kind, bool gates_open, std::uint32_t first_column,
                                     std::uint32_t columns, bool to_result) {
  const refresh_costs& costs = settings_.costs;
  const refresh_pulse& pulse = pulse_of(pulses_, kind);
  const bool whole = !gated() || columns == array_.columns();
  std::size_t seconds = whole_rows;
  if (!whole) {
    seconds = add_seconds(nullptr);
    std::fill_n(seconds_.begin() + static_cast<std::ptrdiff_t>(seconds + first_column), columns,
                clock_.seconds(pulse.width));
  }
  append_pulse(refresh_activity::read,
               {{kind, pulse.volts, pulse.gate_volts, unit_.first_row, 1, columns, pulse.width}, seconds, nullptr, 0});
  if (!gates_open) open_gates(columns, pulse.gate_volts);
  pay(settings_.components.row_drivers, swing(costs.row_line, pulse.volts));
  pay(settings_.components.integrators, columns * (costs.sample + costs.front_end_power * clock_.seconds(pulse.width)));
  append_gap(kind);
  conversion_ = {columns, first_column, false, to_result};
  append_conversions(columns, to_result ? columns : 0);
}

void refresh_planner::append_conversions(std::uint32_t lines, std::uint32_t result_words) {
  const cycle_count length = conversion_length(lines);
  append(refresh_activity::convert, length);
  pay(settings_.components.converters, settings_.costs.conversion * lines);
  pay(settings_.components.control, logic(length));
  pay(settings_.components.buffers, settings_.costs.buffer_word * result_words);
}

// Codes are compared with those kept of the row, or become those kept.
void refresh_planner::append_decision() {
  append(refresh_activity::decide, settings_.timing.decide);
  pay(settings_.components.control, logic(settings_.timing.decide));
  pay(settings_.components.buffers, settings_.costs.buffer_word * row_words(array_.columns(), cell_codes_a_word));
}

void refresh_planner::plan_ferroelectric() {
  const refresh_pulse& pulse = pulse_of(pulses_, unit_.pulse);
  const std::size_t seconds = add_seconds(unit_.open, clock_.seconds(pulse.width));
  if (!unit_.biased) bias(1, participants(seconds), pulse.gate_volts, row_words(array_.columns(), levels_a_word));
  append_row_pulse(refresh_activity::ferroelectric_pulse, unit_.pulse, unit_.volts, seconds, pulse.width, true);
  append_gap(unit_.pulse);
}

void refresh_planner::plan_restore() {
  const refresh_pulse& pulse = pulse_of(pulses_, refresh_pulse_kind::ion_reset);
  std::uint32_t rows = unit_.row_count;
  if (unit_.open != nullptr)
    rows = static_cast<std::uint32_t>(
        std::count_if(unit_.open, unit_.open + unit_.row_count, [](std::uint8_t open) { return open != 0; }));
  if (!unit_.biased) bias(rows, array_.columns(), pulse.gate_volts, 0);
  const auto cells = static_cast<std::uint32_t>(rows * array_.columns());
  append_pulse(refresh_activity::ion_reset, {{refresh_pulse_kind::ion_reset, pulse.volts, pulse.gate_volts,
                                              unit_.first_row, unit_.row_count, cells, pulse.width},
                                             whole_rows,
                                             unit_.open,
                                             0});
  pay(settings_.components.row_drivers, rows * swing(settings_.costs.row_line, pulse.volts));
  append_gap(refresh_pulse_kind::ion_reset);
}

void refresh_planner::plan_rewrite() {
  using kind = refresh_pulse_kind;
  const refresh_pulse &set = pulse_of(pulses_, kind::ion_set), &reset = pulse_of(pulses_, kind::ion_reset);
  const std::size_t setting = add_seconds(unit_.set_seconds);
  bias(1, participants(setting), set.gate_volts, row_words(array_.columns(), cell_codes_a_word));
  append_row_pulse(refresh_activity::ion_set, kind::ion_set, set.volts, setting, set.width, true);
  append_gap(kind::ion_set);
  if (unit_.reset_slot) {
    append_row_pulse(refresh_activity::ion_reset, kind::ion_reset, reset.volts, add_seconds(unit_.reset_seconds),
                     reset.width, false);
    append_gap(kind::ion_reset);
  }
  append_reading(kind::read_ion, false, 0, static_cast<std::uint32_t>(array_.columns()), false);
  append_decision();
}

void refresh_planner::plan_update() {
  using kind = refresh_pulse_kind;
  const std::uint32_t columns = command_.region.columns;
  fetch(row_words(columns, widths_a_word));
  const update_widths widths = widths_of_row(unit_.index);
  if (widths.set == 0 && widths.reset == 0) return;
  const std::int16_t* row = buffers_.widths.data() + unit_.index * refresh_row_stride(columns);
  const double lsb = clock_.seconds(settings_.timing.pulse_lsb);
  const auto add_widths = [&](int sign) {
    const std::size_t first = add_seconds(nullptr);
    double* seconds = seconds_.data() + first + command_.region.first_column;
    for (std::uint32_t column = 0; column < columns; ++column) seconds[column] = std::max(0, sign * row[column]) * lsb;
    return first;
  };
  const auto give = [&](kind which, refresh_activity activity, int sign, cycle_count width, bool first) {
    const refresh_pulse& pulse = pulse_of(pulses_, which);
    const std::size_t seconds = add_widths(sign);
    if (first) bias(1, participants(seconds), pulse.gate_volts, 0);
    append_row_pulse(activity, which, pulse.volts, seconds, width, first);
    append_gap(which);
  };
  if (widths.set > 0) give(kind::ion_set, refresh_activity::ion_set, 1, widths.set, true);
  if (widths.reset > 0) give(kind::ion_reset, refresh_activity::ion_reset, -1, widths.reset, widths.set == 0);
  if (!command_.verify) return;
  append_reading(kind::read_ion, false, 0, static_cast<std::uint32_t>(array_.columns()), false);
  append_decision();
}

void refresh_planner::plan_read_row() {
  const array_region& region = command_.region;
  bias(1, region.columns, pulse_of(pulses_, refresh_pulse_kind::read_ion).gate_volts, 0);
  append_reading(refresh_pulse_kind::read_ion, true, region.first_column, region.columns, true);
}

void refresh_planner::collect_driven_lines() {
  const array_region& region = command_.region;
  const bool transposed = command_.operation == refresh_operation::multiply_transposed;
  const bool pairs = transposed && command_.columns == refresh_column_mode::pairs;
  const std::uint32_t codes = codes_of_vector(command_);
  const std::uint32_t first = transposed ? region.first_column : region.first_row;
  const std::int8_t* code = buffers_.input.data() + unit_.index * refresh_row_stride(codes);
  for (driven_lines_of_sign& part : driven_) {
    part.lines.clear();
    part.shares.clear();
  }
  const auto drive = [&](std::uint32_t line, int value) {
    driven_lines_of_sign& part = driven_[value > 0 ? 0 : 1];
    part.lines.push_back(line);
    part.shares.push_back(std::abs(value) / static_cast<double>(refresh_greatest_code));
  };
  for (std::uint32_t i = 0; i < codes; ++i) {
    if (code[i] == 0) continue;
    if (pairs) {
      drive(first + 2 * i, code[i]);
      drive(first + 2 * i + 1, -code[i]);
    } else {
      drive(first + i, code[i]);
    }
  }
}

// Settles, then drives the lines of one sign, each for its share.
void refresh_planner::append_integration(bool positive) {
  const refresh_timing& t = settings_.timing;
  const refresh_costs& costs = settings_.costs;
  const std::size_t sign = positive ? 0 : 1;
  const driven_lines_of_sign& part = driven_[sign];
  const array_region& region = command_.region;
  const bool transposed = command_.operation == refresh_operation::multiply_transposed;
  const std::uint32_t sensed = transposed ? region.rows : region.columns;
  sensed_[sign].assign(sensed, 0.0);
  if (part.lines.empty()) return;
  const cycle_count driven = refresh_greatest_code * t.unit;
  const double drawn = array_.integrate({region, transposed, part.lines.data(), part.shares.data(), part.lines.size()},
                                        origin_ + at_ + t.settle + driven, sensed_[sign].data(), squares_.data());

  append(positive ? refresh_activity::integrate_positive : refresh_activity::integrate_negative, t.settle + driven,
         unit_.index);
  const auto lines = static_cast<double>(part.lines.size());
  const double volts = settings_.read.voltage;
  if (transposed)
    pay(settings_.components.column_drivers, lines * swing(costs.column_line, volts));
  else
    pay(settings_.components.row_drivers, lines * swing(costs.row_line, volts));
  pay(settings_.components.array, volts * volts * drawn * clock_.seconds(driven));
  pay(settings_.components.integrators,
      sensed * (costs.sample + costs.front_end_power * clock_.seconds(t.settle + driven)));
  pay(settings_.components.control, costs.timer_tick * static_cast<double>(t.settle + refresh_greatest_code));
}

void refresh_planner::plan_vector() {
  const array_region& region = command_.region;
  const bool transposed = command_.operation == refresh_operation::multiply_transposed;
  collect_driven_lines();
  fetch(row_words(codes_of_vector(command_), codes_a_word));
  bias(transposed ? region.rows : driven_[0].lines.size() + driven_[1].lines.size(), region.columns, read_gate_volts_,
       0);
  squares_.assign(transposed ? region.rows : region.columns, 0.0);
  append_integration(true);
  append_integration(false);
  make_words();
  const std::uint32_t lines = sensed_lines(command_);
  conversion_ = {lines, 0, true, true};
  append_conversions(lines, lines);
}

// The integrators hold the charge of the positive codes less that of the negative ones; of a pair of columns the second
// is subtracted before the conversion.
void refresh_planner::make_words() {
  const bool transposed = command_.operation == refresh_operation::multiply_transposed;
  const bool pairs = !transposed && command_.columns == refresh_column_mode::pairs;
  std::vector<double>& sums = sensed_[0];
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] -= sensed_[1][i];
  array_.add_read_noise(transposed ? command_.region.first_row : command_.region.first_column, sums.size(),
                        squares_.data(), sense_events_++, sums.data());
  const std::uint32_t lines = sensed_lines(command_);
  const double scale = std::ldexp(effective_voltage_, static_cast<int>(command_.converter_range));
  amperes_.resize(lines);
  for (std::uint32_t i = 0; i < lines; ++i)
    amperes_[i] = scale * (pairs ? sums[2 * std::size_t{i}] - sums[2 * std::size_t{i} + 1] : sums[i]);
  words_.resize(lines);
  saturated_.assign(lines, 0);
  if (adc_.convert(amperes_.data(), words_.data(), lines) == 0) return;
  for (std::uint32_t i = 0; i < lines; ++i) {
    std::int32_t word = 0;
    saturated_[i] = adc_.convert(&amperes_[i], &word, 1) != 0;
  }
}

}  // namespace memvp
