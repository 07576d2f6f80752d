// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/refresh_periphery.hpp"

#include <algorithm>
#include <cmath>

namespace memvp {

namespace {

constexpr double square_micrometres = 1e12;  // per m^2

/// The converters as the SAR model takes them, without auto range: ranges are chosen by command.
converter_parameters converters_at(const refresh_converter_parameters& c) {
  converter_parameters fixed;
  fixed.adc_bits = c.bits;
  fixed.adc_ranges = 1;
  fixed.adc_full_scale = c.full_scale;
  fixed.columns_per_adc = c.columns_per_converter;
  fixed.ideal = c.ideal;
  return fixed;
}

std::size_t buffer_bytes(const refresh_tile_parameters& p) {
  const auto rows = static_cast<std::size_t>(p.array.rows);
  const std::size_t cells = rows * refresh_row_stride(static_cast<std::size_t>(p.array.columns));
  constexpr std::size_t level = 1, source = 2, target = 2, width = 2, mode = 4;
  return static_cast<std::size_t>(p.sequencer.input_buffer + p.sequencer.result_buffer) +
         (level + source + target + width) * cells + mode * rows;
}

}  // namespace

refresh_periphery::refresh_periphery(const refresh_tile_parameters& p, clock_grid clock, const std::string& tile,
                                     energy_ledger& ledger)
    : parameters_((check(p), p)),
      clock_(clock),
      rows_(static_cast<std::size_t>(p.array.rows)),
      columns_(static_cast<std::size_t>(p.array.columns)),
      lines_(std::max(rows_, columns_)),
      adc_(converters_at(p.converter), p.technology),
      row_driver_(p.driver.line, p.technology, columns_),
      column_driver_(p.driver.line, p.technology, rows_),
      row_decoder_(p.technology, rows_),
      column_decoder_(p.technology, columns_),
      buffers_(p.technology, buffer_bytes(p)),
      integrator_(p.technology),
      control_(p.control, p.technology) {
  converters_ = adc_.converters_for(lines_);
  timing_ = timing_of();
  costs_ = costs_of();
  const auto component = [&](const char* name) { return ledger.component(tile + "." + name); };
  components_ = {component("row_drivers"), component("column_drivers"), component("gate_drivers"),
                 component("decoders"),    component("array"),          component("integrators"),
                 component("adcs"),        component("buffers"),        component("control")};
  causes_ = {
      ledger.cause("allocate"), ledger.cause("verify"), ledger.cause("reprogram"), ledger.cause("restore"),
      ledger.cause("rewrite"),  ledger.cause("update"), ledger.cause("multiply"),  ledger.cause("multiply_transposed"),
      ledger.cause("read")};
  leakage_ = ledger.cause("leakage");
}

refresh_timing refresh_periphery::timing_of() const {
  const refresh_tile_parameters& p = parameters_;
  const auto cycles = [this](double seconds) { return clock_.cycles_covering(seconds); };
  refresh_timing t{};
  t.fetch = static_cast<cycle_count>(p.sequencer.fetch_cycles);
  t.bias = cycles(p.sequencer.bias_time);
  t.settle = cycles(p.read.settle_time);
  t.unit = cycles(p.read.unit_time);
  t.convert =
      static_cast<cycle_count>(p.converter.bits) * cycles(p.converter.bit_time) + cycles(p.converter.overhead_time);
  t.decide = static_cast<cycle_count>(p.sequencer.decide_cycles);
  t.pulse_lsb = pulse_lsb_of(p, clock_);
  t.converters = static_cast<std::uint32_t>(converters_);
  return t;
}

refresh_costs refresh_periphery::costs_of() const {
  const technology_parameters& technology = parameters_.technology;
  refresh_costs c{};
  c.buffer_word = buffers_.energy_per_word();
  c.control_cycle = control_.energy_per_active_cycle();
  c.timer_tick = static_cast<double>(parameters_.driver.timer_bits) * technology.flip_flop_energy;
  c.decode_row = row_decoder_.energy_per_selection();
  c.decode_column = column_decoder_.energy_per_selection();
  c.row_line = row_driver_.line_capacitance();
  c.column_line = c.gate_line = column_driver_.line_capacitance();
  const double supply = technology.write_supply_voltage;
  c.level_shift = technology.level_shifter_capacitance * supply * supply;
  c.front_end_power = parameters_.read.front_end_power;
  c.sample = integrator_.energy_per_sample();
  c.conversion = adc_.energy_per_conversion();
  return c;
}

refresh_planner_settings refresh_periphery::planner_settings() const {
  return {timing_,
          costs_,
          components_,
          causes_,
          parameters_.converter,
          parameters_.read,
          parameters_.driver.closed_gate_voltage};
}

void refresh_periphery::add_area(const std::string& tile, area_inventory& inventory) const {
  const auto add = [&](const char* name, double square_metres) {
    inventory.add(tile + "." + name, square_metres * square_micrometres);
  };
  const auto rows = static_cast<double>(rows_), columns = static_cast<double>(columns_);
  add("row_drivers", row_driver_.area() * rows);
  add("column_drivers", column_driver_.area() * columns);
  if (parameters_.array.selection == refresh_selection::gated) add("gate_drivers", column_driver_.area() * columns);
  add("decoders", row_decoder_.area() + column_decoder_.area());
  if (parameters_.array.cell_area > 0)
    add("array", parameters_.array.cell_area * rows * columns);
  else
    inventory.add_unknown(tile + ".array");
  add("integrators", integrator_.area() * static_cast<double>(lines_));
  inventory.add_unknown(tile + ".logarithmic_stages");
  add("adcs", adc_.area() * static_cast<double>(converters_));
  add("buffers", buffers_.area());
  add("control", control_.area());
}

cycle_count refresh_periphery::powered_in(std::initializer_list<refresh_activity> activities) const {
  cycle_count sum = 0;
  for (const refresh_activity activity : activities) sum += powered_cycles_[static_cast<std::size_t>(activity)];
  return sum;
}

void refresh_periphery::post_leakage(cycle_count end, energy_ledger& ledger) const {
  using activity = refresh_activity;
  const auto post = [&](component_id component, double watts, cycle_count cycles) {
    ledger.post(component, leakage_, {0, end}, watts * clock_.seconds(cycles), energy_kind::static_energy);
  };
  const auto rows = static_cast<double>(rows_), columns = static_cast<double>(columns_);
  const cycle_count reading = powered_in({activity::read, activity::integrate_positive, activity::integrate_negative});
  const cycle_count converting = powered_in({activity::convert});
  const cycle_count driving =
      reading + powered_in({activity::bias, activity::ferroelectric_pulse, activity::ion_set, activity::ion_reset});
  post(components_.row_drivers, row_driver_.leakage_power() * rows, driving);
  post(components_.column_drivers, column_driver_.leakage_power() * columns, driving);
  if (parameters_.array.selection == refresh_selection::gated)
    post(components_.gate_drivers, column_driver_.leakage_power() * columns, driving);
  post(components_.decoders, row_decoder_.leakage_power() + column_decoder_.leakage_power(), driving);
  post(components_.integrators, integrator_.leakage_power() * static_cast<double>(lines_), reading + converting);
  post(components_.converters, adc_.leakage_power() * static_cast<double>(converters_), converting);
  post(components_.buffers, buffers_.leakage_power(), end);
  post(components_.control, control_.leakage_power(), end);
}

}  // namespace memvp
