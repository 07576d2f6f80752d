// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/refresh_planner.hpp"

#include <algorithm>
#include <cmath>

#include "memvp/models/physics/ferroionic_laws.hpp"

namespace memvp {

namespace {

constexpr std::size_t codes_a_word = 4, widths_a_word = 2;

bool is_product(refresh_operation operation) {
  return operation == refresh_operation::multiply || operation == refresh_operation::multiply_transposed;
}

}  // namespace

refresh_buffers::refresh_buffers(const refresh_tile_parameters& p) {
  const auto rows = static_cast<std::size_t>(p.array.rows);
  const std::size_t cells = rows * refresh_row_stride(static_cast<std::size_t>(p.array.columns));
  input_bytes = static_cast<std::size_t>(p.sequencer.input_buffer);
  result_words = static_cast<std::size_t>(p.sequencer.result_buffer) / sizeof(std::int32_t);
  input.resize(input_bytes);
  result.resize(result_words);
  level.resize(cells);
  source.resize(cells);
  target.resize(cells);
  widths.resize(cells);
  mode.resize(rows);
}

refresh_planner::refresh_planner(refresh_array& array, refresh_buffers& buffers,
                                 const successive_approximation_converter& adc,
                                 const refresh_planner_settings& settings, const refresh_pulse_table& pulses,
                                 clock_grid clock)
    : array_(array),
      buffers_(buffers),
      adc_(adc),
      settings_(settings),
      pulses_(pulses),
      clock_(clock),
      effective_voltage_(std::abs(effective_read_voltage(array.device(), settings.read.voltage))),
      read_gate_volts_(read_gate_voltage(array.device(), settings.read.gate)),
      step_nepers_(cell_code_step(settings.converter)),
      largest_cell_code_(static_cast<std::uint16_t>((1u << settings.converter.bits) - 1)),
      codes_(array.columns()),
      beyond_(array.columns()),
      siemens_(array.columns()) {}

void refresh_planner::set_pulse(refresh_pulse_kind kind, const refresh_pulse& pulse) {
  pulses_[static_cast<std::size_t>(kind)] = pulse;
}

std::uint32_t refresh_planner::sensed_lines(const refresh_command& command) {
  if (command.operation == refresh_operation::multiply_transposed) return command.region.rows;
  return command.columns == refresh_column_mode::pairs ? command.region.columns / 2 : command.region.columns;
}

std::uint32_t refresh_planner::codes_of_vector(const refresh_command& command) {
  if (command.operation == refresh_operation::multiply) return command.region.rows;
  return command.columns == refresh_column_mode::pairs ? command.region.columns / 2 : command.region.columns;
}

refresh_error refresh_planner::check_arguments(const refresh_command& command) const {
  const array_region& region = command.region;
  const bool product = is_product(command.operation);
  if (command.operation == refresh_operation::none || command.operation > refresh_operation::pulse)
    return refresh_error::unknown_command;
  if (!region.inside(array_.rows(), array_.columns())) return refresh_error::region_outside_array;
  const std::uint64_t vectors = command.vectors;
  if (product && (vectors * refresh_row_stride(codes_of_vector(command)) > buffers_.input_bytes ||
                  vectors * sensed_lines(command) > buffers_.result_words))
    return refresh_error::buffer_too_small;
  if (command.operation == refresh_operation::read_cells && region.cells() > buffers_.result_words)
    return refresh_error::buffer_too_small;
  if (region.rows == 0 || region.columns == 0) return refresh_error::bad_argument;
  if (!product) return refresh_error::none;
  const bool paired = command.columns == refresh_column_mode::pairs;
  if (vectors == 0 || vectors > refresh_most_vectors || command.columns > refresh_column_mode::pairs ||
      (paired && region.columns % 2 != 0) ||
      command.converter_range >= static_cast<std::uint32_t>(settings_.converter.ranges))
    return refresh_error::bad_argument;
  return refresh_error::none;
}

refresh_error refresh_planner::check_operands(const refresh_command& command) const {
  if (command.operation == refresh_operation::pulse) {
    const cycle_count lsb = settings_.timing.pulse_lsb;
    const auto longest = [&](refresh_pulse_kind kind) {
      return static_cast<std::int64_t>(std::min<cycle_count>(pulse_of(pulses_, kind).width / lsb, 1 << 16));
    };
    const std::int64_t most = longest(refresh_pulse_kind::ion_set), least = -longest(refresh_pulse_kind::ion_reset);
    const std::size_t stride = refresh_row_stride(command.region.columns);
    for (std::uint32_t row = 0; row < command.region.rows; ++row) {
      const std::int16_t* widths = buffers_.widths.data() + row * stride;
      for (std::uint32_t column = 0; column < command.region.columns; ++column)
        if (widths[column] > most || widths[column] < least) return refresh_error::pulse_too_wide;
    }
  }
  if (!is_product(command.operation)) return refresh_error::none;
  const std::uint32_t codes = codes_of_vector(command);
  const std::size_t stride = refresh_row_stride(codes);
  for (std::uint32_t vector = 0; vector < command.vectors; ++vector) {
    const std::int8_t* first = buffers_.input.data() + vector * stride;
    // Without an early way out, so that the loop becomes vector instructions.
    bool in_range = true;
    for (std::uint32_t i = 0; i < codes; ++i) in_range &= first[i] >= -static_cast<std::int32_t>(refresh_greatest_code);
    if (!in_range) return refresh_error::code_out_of_range;
  }
  return refresh_error::none;
}

cycle_count refresh_planner::conversion_length(std::size_t lines) const {
  const std::size_t n = settings_.timing.converters;
  return (lines + n - 1) / n * settings_.timing.convert;
}

cycle_count refresh_planner::pulse_length(refresh_pulse_kind kind) const {
  const refresh_pulse& pulse = pulse_of(pulses_, kind);
  return pulse.width + pulse.gap;
}

refresh_planner::update_widths refresh_planner::widths_of_row(std::uint32_t index) const {
  const std::uint32_t columns = command_.region.columns;
  const std::int16_t* widths = buffers_.widths.data() + index * refresh_row_stride(columns);
  std::int32_t greatest = 0, least = 0;
  for (std::uint32_t column = 0; column < columns; ++column) {
    greatest = std::max<std::int32_t>(greatest, widths[column]);
    least = std::min<std::int32_t>(least, widths[column]);
  }
  const cycle_count lsb = settings_.timing.pulse_lsb;
  return {static_cast<cycle_count>(greatest) * lsb, static_cast<cycle_count>(-least) * lsb};
}

refresh_planner::driven_signs refresh_planner::signs_of_vector(std::uint32_t index) const {
  const std::uint32_t codes = codes_of_vector(command_);
  const std::int8_t* first = buffers_.input.data() + index * refresh_row_stride(codes);
  std::int8_t greatest = 0, least = 0;
  for (std::uint32_t i = 0; i < codes; ++i) {
    greatest = std::max(greatest, first[i]);
    least = std::min(least, first[i]);
  }
  // A code that drives a pair of columns drives one of them with either sign.
  const bool pairs =
      command_.operation == refresh_operation::multiply_transposed && command_.columns == refresh_column_mode::pairs;
  if (pairs) return {greatest > 0 || least<0, greatest> 0 || least < 0};
  return {greatest > 0, least < 0};
}

cycle_count refresh_planner::length(const refresh_unit& unit) const {
  using kind = refresh_pulse_kind;
  const refresh_timing& t = settings_.timing;
  const cycle_count reading = pulse_length(kind::read_ion) + conversion_length(array_.columns()) + t.decide;
  switch (unit.kind) {
    case refresh_unit_kind::table:
      return unit.row_count;
    case refresh_unit_kind::verify:
      return t.bias + pulse_length(unit.pulse) + conversion_length(array_.columns()) + t.decide;
    case refresh_unit_kind::ferroelectric:
      return (unit.biased ? 0 : t.bias) + pulse_length(unit.pulse);
    case refresh_unit_kind::restore:
      return (unit.biased ? 0 : t.bias) + pulse_length(kind::ion_reset);
    case refresh_unit_kind::rewrite:
      return t.bias + pulse_length(kind::ion_set) + (unit.reset_slot ? pulse_length(kind::ion_reset) : 0) + reading;
    case refresh_unit_kind::update: {
      const cycle_count fetched = t.fetch * row_words(command_.region.columns, widths_a_word);
      const update_widths widths = widths_of_row(unit.index);
      if (widths.set == 0 && widths.reset == 0) return fetched;
      const cycle_count set = widths.set > 0 ? widths.set + pulse_of(pulses_, kind::ion_set).gap : 0;
      const cycle_count reset = widths.reset > 0 ? widths.reset + pulse_of(pulses_, kind::ion_reset).gap : 0;
      return fetched + t.bias + set + reset + (command_.verify ? reading : 0);
    }
    case refresh_unit_kind::vector: {
      const driven_signs signs = signs_of_vector(unit.index);
      const cycle_count integration = t.settle + refresh_greatest_code * t.unit;
      return t.fetch * row_words(codes_of_vector(command_), codes_a_word) + t.bias +
             (signs.positive ? integration : 0) + (signs.negative ? integration : 0) +
             conversion_length(sensed_lines(command_));
    }
    case refresh_unit_kind::read_row:
      return t.bias + pulse_length(kind::read_ion) + conversion_length(command_.region.columns);
  }
  return 0;
}

cycle_count refresh_planner::ionic_end(const refresh_unit& unit) const {
  using kind = refresh_pulse_kind;
  const refresh_timing& t = settings_.timing;
  if (unit.kind == refresh_unit_kind::rewrite)
    return t.bias + (unit.reset_slot ? pulse_length(kind::ion_set) + pulse_of(pulses_, kind::ion_reset).width
                                     : pulse_of(pulses_, kind::ion_set).width);
  if (unit.kind != refresh_unit_kind::update) return 0;
  const update_widths widths = widths_of_row(unit.index);
  if (widths.set == 0 && widths.reset == 0) return 0;
  const cycle_count begin = t.fetch * row_words(command_.region.columns, widths_a_word) + t.bias;
  if (widths.reset == 0) return begin + widths.set;
  return begin + (widths.set > 0 ? widths.set + pulse_of(pulses_, kind::ion_set).gap : 0) + widths.reset;
}

double refresh_planner::current_lsb(std::uint32_t range) const {
  return std::ldexp(adc_.step(), -static_cast<int>(range));
}

void refresh_planner::polarisations(double* p, cycle_count now) const {
  for (std::size_t cell = 0; cell < array_.cells().size(); ++cell)
    p[cell] = array_.cells().polarisation(cell, clock_.picoseconds(now));
}

void refresh_planner::ionic_states(double* w, cycle_count now) const {
  for (std::size_t cell = 0; cell < array_.cells().size(); ++cell)
    w[cell] = array_.cells().ionic_state(cell, clock_.picoseconds(now));
}

void refresh_planner::execute(std::size_t index, cycle_count elapsed) {
  const plan_phase& phase = plan_.phases()[index];
  const bool complete = elapsed == phase.interval.length;
  switch (static_cast<refresh_activity>(phase.activity)) {
    case refresh_activity::ferroelectric_pulse:
    case refresh_activity::ion_set:
    case refresh_activity::ion_reset:
      apply_pulse(phase, elapsed);
      return;
    case refresh_activity::read:
      apply_pulse(phase, elapsed);
      if (complete) take_reading(slots_[phase.operand], origin_ + phase.end());
      return;
    case refresh_activity::integrate_positive:
    case refresh_activity::integrate_negative: {
      // Only what the read gate lets through: the currents are known already.
      const bool positive = static_cast<refresh_activity>(phase.activity) == refresh_activity::integrate_positive;
      if (elapsed > settings_.timing.settle) disturb(positive, phase, elapsed - settings_.timing.settle);
      return;
    }
    case refresh_activity::convert:
      convert(elapsed, complete);
      return;
    case refresh_activity::decide:
      if (complete) ++counters_.verify_reads;
      return;
    default:
      return;
  }
}

refresh_row_pulse refresh_planner::row_pulse(const pulse_slot& slot, cycle_count longest) {
  const refresh_slot& shown = slot.shown;
  const double length = clock_.seconds(longest);
  const double* seconds = seconds_.data() + slot.first_seconds;
  if (longest < shown.width) {
    cut_seconds_.assign(seconds, seconds + array_.columns());
    for (double& time : cut_seconds_) time = std::min(time, length);
    seconds = cut_seconds_.data();
  }
  return {shown.first_row, shown.volts, shown.gate_volts, seconds, length};
}

void refresh_planner::apply_pulse(const plan_phase& phase, cycle_count elapsed) {
  if (elapsed == 0) return;
  const pulse_slot& slot = slots_[phase.operand];
  const refresh_slot& shown = slot.shown;
  const cycle_count start = origin_ + phase.interval.start;
  double joules = 0;
  if (slot.first_seconds == whole_rows) {
    const double seconds = clock_.seconds(elapsed);
    for (std::uint32_t i = 0; i < shown.row_count; ++i) {
      if (slot.row_mask != nullptr && slot.row_mask[i] == 0) continue;
      joules += array_.whole_row_energy(shown.first_row + i, shown.volts, seconds, start);
      array_.pulse_whole_row(shown.first_row + i, shown.volts, shown.gate_volts, seconds, start);
    }
  } else {
    const refresh_row_pulse pulse = row_pulse(slot, elapsed);
    joules = array_.pulse_energy(pulse, start);
    array_.pulse(pulse, start);
  }
  // The plan's energies are those of whole phases, of which a reset leaves its share.
  plan_.settle(slot.energy, joules * static_cast<double>(shown.width) / static_cast<double>(elapsed));
  if (static_cast<refresh_activity>(phase.activity) == refresh_activity::read) return;
  counters_.pulses += shown.cells;
  counters_.operations += shown.cells;
}

double refresh_planner::owed_energy(std::size_t index) const {
  const plan_phase& phase = plan_.phases()[index];
  const auto activity = static_cast<refresh_activity>(phase.activity);
  const bool pulse = activity == refresh_activity::ferroelectric_pulse || activity == refresh_activity::ion_set ||
                     activity == refresh_activity::ion_reset || activity == refresh_activity::read;
  if (!pulse) return 0;
  for (std::uint32_t i = 0; i < phase.energy_count; ++i) {
    const phase_energy& entry = plan_.energies(phase)[i];
    if (entry.component.index == settings_.components.array.index && entry.joules > 0) return 0;
  }
  return energy_of(slots_[phase.operand], origin_ + phase.interval.start);
}

double refresh_planner::energy_of(const pulse_slot& slot, cycle_count start) const {
  const refresh_slot& shown = slot.shown;
  const double seconds = clock_.seconds(shown.width);
  if (slot.first_seconds != whole_rows)
    return array_.pulse_energy(
        {shown.first_row, shown.volts, shown.gate_volts, seconds_.data() + slot.first_seconds, seconds}, start);
  double joules = 0;
  for (std::uint32_t i = 0; i < shown.row_count; ++i)
    if (slot.row_mask == nullptr || slot.row_mask[i] != 0)
      joules += array_.whole_row_energy(shown.first_row + i, shown.volts, seconds, start);
  return joules;
}

void refresh_planner::take_reading(const pulse_slot& slot, cycle_count now) {
  array_.read_row(slot.shown.first_row, now, sense_events_++, siemens_.data());
  const double steps = 1 / step_nepers_, bottom = settings_.converter.cell_bottom;
  const double largest = largest_cell_code_;
  for (std::size_t column = 0; column < codes_.size(); ++column) {
    const double code = std::log(siemens_[column] / bottom) * steps;
    // Written so that what is no number becomes the lower end.
    const double above = code > 0 ? code : 0;
    codes_[column] = static_cast<std::uint16_t>((above < largest ? above : largest) + 0.5);
    beyond_[column] = !(code > -0.5) || code >= largest + 0.5;
  }
}

void refresh_planner::disturb(bool positive, const plan_phase& phase, cycle_count driven) {
  const driven_lines_of_sign& part = driven_[positive ? 0 : 1];
  const double length = clock_.seconds(refresh_greatest_code * settings_.timing.unit);
  const double passed = clock_.seconds(driven);
  const bool transposed = command_.operation == refresh_operation::multiply_transposed;
  cut_shares_ = part.shares;
  for (double& share : cut_shares_) share = std::min(share, passed / length);
  array_.disturb({command_.region, transposed, part.lines.data(), cut_shares_.data(), part.lines.size()},
                 settings_.read.voltage, read_gate_volts_, length,
                 origin_ + phase.interval.start + settings_.timing.settle);
}

void refresh_planner::convert(cycle_count elapsed, bool complete) {
  const refresh_timing& t = settings_.timing;
  // Of rounds that a reset cuts short, those that are complete have been converted.
  const std::uint64_t rounds = t.convert == 0 ? 0 : elapsed / t.convert;
  const auto lines =
      complete ? conversion_.lines
               : static_cast<std::uint32_t>(std::min<std::uint64_t>(conversion_.lines, rounds * t.converters));
  counters_.conversions += lines;
  const std::size_t first_result = std::size_t{unit_.index} * conversion_.lines;
  if (conversion_.product) {
    if (complete) counters_.operations += command_.region.cells();
    for (std::uint32_t i = 0; i < lines; ++i) counters_.saturations += saturated_[i];
    std::copy_n(words_.begin(), lines, buffers_.result.begin() + static_cast<std::ptrdiff_t>(first_result));
    return;
  }
  for (std::uint32_t i = 0; i < lines; ++i) counters_.saturations += beyond_[conversion_.first_column + i];
  if (conversion_.to_result)
    std::copy_n(codes_.begin() + conversion_.first_column, lines,
                buffers_.result.begin() + static_cast<std::ptrdiff_t>(first_result));
}

}  // namespace memvp
