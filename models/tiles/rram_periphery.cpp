// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/rram_periphery.hpp"

#include <cmath>

#include "memvp/models/physics/rram_access_transistor.hpp"

namespace memvp {

namespace {

constexpr double square_micrometres = 1e12;  // per m^2
/// Steps of an ideal converter to the full scale; it saturates at 2^11 times that.
constexpr int ideal_bits = 20;

/// The converters as the SAR model takes them, without auto range: ranges are chosen by command.
converter_parameters converters_at(const rram_converter_parameters& c, double full_scale) {
  converter_parameters fixed;
  fixed.adc_bits = c.adc_bits;
  fixed.adc_ranges = 1;
  // The model's ideal converter has 2^30 steps to the full scale: too many for words that are shifted and added.
  fixed.adc_full_scale = c.ideal ? std::ldexp(full_scale, 30 - ideal_bits) : full_scale;
  fixed.columns_per_adc = c.columns_per_adc;
  fixed.ideal = c.ideal;
  return fixed;
}

std::size_t buffer_bytes(const rram_sequencer_parameters& s) {
  constexpr std::int64_t target_bytes = 2, failure_bytes = 8;
  return static_cast<std::size_t>(s.input_buffer + s.result_buffer + (target_bytes + failure_bytes) * s.program_cells);
}

/// ndr_1t1r.md section 8a.8: ln(2^(b+1)) (R_drv + R_on + N r/2) N (c_wire + c_j), along a bit line.
double settle_time(const rram_tile_parameters& p) {
  if (p.read.settle_time > 0) return p.read.settle_time;
  const auto cells = static_cast<double>(p.array.columns);
  const double ohm = p.read.driver_resistance + transistor_on_resistance(p.device, p.device.read_gate_voltage) +
                     cells * p.array.row_resistance / 2;
  return std::log(2.0) * static_cast<double>(p.converter.adc_bits + 1) * ohm * cells * p.array.bit_line_capacitance;
}

}  // namespace

rram_periphery::rram_periphery(const rram_tile_parameters& p, clock_grid clock, const std::string& tile,
                               energy_ledger& ledger)
    : parameters_(p),
      clock_(clock),
      rows_(static_cast<std::size_t>(p.array.rows)),
      columns_(static_cast<std::size_t>(p.array.columns)),
      dac_(p.converter.dac_bits, p.converter.drive == rram_drive::multi_level, p.technology),
      adc_(converters_at(p.converter, p.converter.full_scale), p.technology),
      cell_adc_(converters_at(p.converter, p.converter.cell_full_scale), p.technology),
      row_decoder_(p.technology, rows_),
      column_decoder_(p.technology, columns_),
      buffers_(p.technology, buffer_bytes(p.sequencer)),
      sample_(p.technology),
      shift_adder_(p.technology),
      control_(p.control, p.technology) {
  converters_ = adc_.converters_for(columns_);
  timing_ = timing_of();
  costs_ = costs_of();
  const auto component = [&](const char* name) { return ledger.component(tile + "." + name); };
  components_ = {component("word_line_drivers"),
                 component("bit_line_drivers"),
                 component("source_line_drivers"),
                 component("decoders"),
                 component("dacs"),
                 component("array"),
                 component("sample_and_holds"),
                 component("adcs"),
                 component("shift_adders"),
                 component("buffers"),
                 component("control")};
  causes_ = {ledger.cause("form"), ledger.cause("program"), ledger.cause("verify"), ledger.cause("read"),
             ledger.cause("multiply")};
  leakage_ = ledger.cause("leakage");
}

rram_timing rram_periphery::timing_of() const {
  const rram_tile_parameters& p = parameters_;
  const auto cycles = [this](double seconds) { return clock_.cycles_covering(seconds); };
  rram_timing t{};
  t.decode = static_cast<cycle_count>(p.sequencer.decode_cycles);
  t.fetch = static_cast<cycle_count>(p.sequencer.fetch_cycles);
  t.decide = static_cast<cycle_count>(p.sequencer.decide_cycles);
  t.drive = input_converter::cycles_per_conversion() + cycles(settle_time(p));
  t.integrate = cycles(p.read.integration_time);
  t.gap = cycles(p.read.phase_gap);
  t.compare = cycles(p.converter.bit_time);
  t.convert = static_cast<cycle_count>(p.converter.adc_bits) * t.compare + cycles(p.converter.overhead_time);
  t.shift_add = shift_adder::cycles();
  t.line_setup = cycles(p.write.setup_time);
  t.line_release = cycles(p.write.release_time);
  t.set_width = cycles(p.write.set_width);
  t.reset_width = cycles(p.write.reset_width);
  t.form_width = cycles(p.write.form_width);
  t.converters = static_cast<std::uint32_t>(converters_);
  return t;
}

rram_costs rram_periphery::costs_of() const {
  const rram_tile_parameters& p = parameters_;
  const technology_parameters& technology = p.technology;
  constexpr double counter_bits = 16;
  const auto line = [&](double per_cell, std::size_t cells) {
    return technology.driver_capacitance + per_cell * static_cast<double>(cells);
  };
  rram_costs c{};
  c.buffer_word = buffers_.energy_per_word();
  c.control_cycle = control_.energy_per_active_cycle();
  c.counter_tick = counter_bits * technology.flip_flop_energy;
  c.decode_row = row_decoder_.energy_per_selection();
  c.decode_column = column_decoder_.energy_per_selection();
  c.word_line = line(p.array.word_line_capacitance, columns_);
  c.bit_line = line(p.array.bit_line_capacitance, columns_);
  c.source_line = line(p.array.source_line_capacitance, rows_);
  const double supply = technology.write_supply_voltage;
  c.level_shift = technology.level_shifter_capacitance * supply * supply;
  const double swing = p.device.read_gate_voltage - p.read.word_line_rest;
  c.word_line_read = c.word_line * swing * swing + c.level_shift;
  c.dac_conversion = dac_.energy_per_conversion();
  c.clamp_power = p.read.clamp_power;
  c.sample = sample_.energy_per_sample();
  c.conversion = adc_.energy_per_conversion();
  c.shift_add = shift_adder_.energy_per_word();
  return c;
}

rram_planner_settings rram_periphery::planner_settings() const {
  const rram_tile_parameters& p = parameters_;
  return {timing_,
          costs_,
          components_,
          causes_,
          p.write,
          p.converter.drive,
          p.read.voltage,
          static_cast<std::uint32_t>(p.converter.ranges),
          p.converter.ideal ? std::uint32_t{ideal_bits + 2} : static_cast<std::uint32_t>(p.converter.adc_bits),
          static_cast<std::uint32_t>(p.sequencer.input_buffer),
          static_cast<std::uint32_t>(p.sequencer.result_buffer),
          static_cast<std::uint32_t>(p.sequencer.program_cells)};
}

void rram_periphery::add_area(const std::string& tile, area_inventory& inventory) const {
  const auto add = [&](const char* name, double square_metres) {
    inventory.add(tile + "." + name, square_metres * square_micrometres);
  };
  const technology_parameters& technology = parameters_.technology;
  const auto rows = static_cast<double>(rows_), columns = static_cast<double>(columns_);
  add("word_line_drivers", technology.pulse_driver_area * rows);
  add("bit_line_drivers", technology.pulse_driver_area * rows);
  add("source_line_drivers", technology.pulse_driver_area * columns);
  add("decoders", row_decoder_.area() + column_decoder_.area());
  add("dacs", dac_.area() * rows);
  add("array", parameters_.device.cell_area * rows * columns);
  add("sample_and_holds", sample_.area() * columns);
  add("adcs", adc_.area() * static_cast<double>(converters_));
  add("shift_adders", shift_adder_.area() * static_cast<double>(converters_));
  add("buffers", buffers_.area());
  add("control", control_.area());
}

cycle_count rram_periphery::powered_in(std::initializer_list<rram_activity> activities) const {
  cycle_count sum = 0;
  for (const rram_activity activity : activities) sum += powered_cycles_[static_cast<std::size_t>(activity)];
  return sum;
}

void rram_periphery::post_leakage(cycle_count end, energy_ledger& ledger) const {
  using activity = rram_activity;
  const auto post = [&](component_id component, double watts, cycle_count cycles) {
    ledger.post(component, leakage_, {0, end}, watts * clock_.seconds(cycles), energy_kind::static_energy);
  };
  const auto rows = static_cast<double>(rows_), columns = static_cast<double>(columns_);
  const auto converters = static_cast<double>(converters_);
  const double driver = leakage_of_area(parameters_.technology, parameters_.technology.pulse_driver_area);
  const cycle_count writing = powered_in({activity::select, activity::pulse, activity::release});
  const cycle_count reading =
      powered_in({activity::drive, activity::integrate, activity::pulse_train, activity::average});
  const cycle_count converting = powered_in({activity::convert, activity::average});
  const cycle_count adding = powered_in({activity::convert, activity::shift_add});
  post(components_.word_line_drivers, driver * rows, writing + reading);
  post(components_.bit_line_drivers, driver * rows, writing + reading);
  post(components_.source_line_drivers, driver * columns, writing + reading);
  post(components_.decoders, row_decoder_.leakage_power() + column_decoder_.leakage_power(), writing + reading);
  post(components_.dacs, dac_.leakage_power() * rows, reading);
  post(components_.sample_and_holds, sample_.leakage_power() * columns, reading + converting);
  post(components_.converters, adc_.leakage_power() * converters, converting);
  post(components_.shift_adders, shift_adder_.leakage_power() * converters, adding);
  post(components_.buffers, buffers_.leakage_power(), end);
  post(components_.control, control_.leakage_power(), end);
}

}  // namespace memvp
