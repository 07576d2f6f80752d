// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/ecram_periphery.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace memvp {

namespace {
constexpr double square_micrometres = 1e12;  // per m^2
}

void visit_parameters(parameter_visitor& visitor, ecram_sequencer_parameters& p) {
  constexpr auto proposed = "assumed: proposed PWM driver, 1 ms steps and 14 bits cover the 10 s window";
  constexpr auto assumed = "assumed";
  visitor.real({"driver.pulse_lsb", dimension::time, 1e-9, 4, "unit of pulse width", provenance::assumed, proposed},
               p.pulse_lsb);
  visitor.integer(
      {"driver.pulse_bits", dimension::number, 1, 31, "bits of the pulse-width counter", provenance::assumed, proposed},
      p.pulse_bits);
  visitor.real(
      {"driver.setup_time", dimension::time, 0, 1, "lines rise to the write voltages", provenance::assumed, assumed},
      p.setup_time);
  visitor.real({"driver.release_time", dimension::time, 0, 1, "lines fall to ground", provenance::assumed, assumed},
               p.release_time);
  visitor.integer({"sequencer.decode_cycles", dimension::number, 0, 1000, "from COMMAND to the first phase",
                   provenance::assumed, assumed},
                  p.decode_cycles);
  visitor.integer({"sequencer.fetch_cycles", dimension::number, 0, 1000, "per word fetched from a buffer",
                   provenance::assumed, assumed},
                  p.fetch_cycles);
  visitor.integer({"sequencer.decide_cycles", dimension::number, 0, 1000, "write-and-verify: one comparison",
                   provenance::assumed, assumed},
                  p.decide_cycles);
  visitor.integer({"sequencer.buffer_vectors", dimension::number, 1, 16384,
                   "vectors that the input and result buffers hold", provenance::assumed, assumed},
                  p.buffer_vectors);
}

namespace {

void visit_around_array(parameter_visitor& visitor, ecram_tile_parameters& p) {
  visit_parameters(visitor, p.device);
  visit_parameters(visitor, p.converter);
  visit_parameters(visitor, p.driver);
  visit_parameters(visitor, p.sequencer);
  visit_parameters(visitor, p.control);
  visit_parameters(visitor, p.technology);
  visit_parameters(visitor, p.trace);
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, ecram_tile_parameters& p) {
  visit_parameters(visitor, p.array);
  visit_around_array(visitor, p);
}

void visit_unsized_parameters(parameter_visitor& visitor, ecram_tile_parameters& p) {
  visit_unsized_parameters(visitor, p.array);
  visit_around_array(visitor, p);
}

void check(const ecram_tile_parameters& p) {
  check(p.array);
  check(p.device);
  if (p.sequencer.pulse_lsb > p.device.pulse_width)
    throw std::invalid_argument("driver.pulse_lsb must not be longer than device.pulse_width, the quantum of writing.");
  const double nanoseconds = p.sequencer.pulse_lsb * 1e9;
  if (std::abs(nanoseconds - std::round(nanoseconds)) > 1e-6)
    throw std::invalid_argument("driver.pulse_lsb must be a whole number of nanoseconds.");
  parse_traced_cells(p.trace.cells, static_cast<std::uint64_t>(p.array.rows),
                     static_cast<std::uint64_t>(p.array.columns));
}

ecram_periphery::ecram_periphery(const ecram_tile_parameters& p, clock_grid clock, const std::string& tile,
                                 energy_ledger& ledger)
    : parameters_(p),
      clock_(clock),
      rows_(static_cast<std::size_t>(p.array.rows)),
      columns_(static_cast<std::size_t>(p.array.columns)),
      lines_(std::max(rows_, columns_)),
      dac_(p.converter, p.technology),
      adc_(p.converter, p.technology),
      row_driver_(p.driver, p.technology, columns_),
      column_driver_(p.driver, p.technology, rows_),
      row_decoder_(p.technology, rows_),
      column_decoder_(p.technology, columns_),
      buffers_(p.technology,
               4 * (2 * lines_ * static_cast<std::size_t>(p.sequencer.buffer_vectors) + rows_ * columns_)),
      sample_(p.technology),
      control_(p.control, p.technology) {
  converters_ = adc_.converters_for(lines_);
  const line_voltage_fractions lines = line_fractions(p.array.scheme);
  row_driver_.check_level(lines.selected_row * p.device.pulse_voltage);
  column_driver_.check_level(lines.selected_column * p.device.pulse_voltage);
  timing_ = timing_of(p, clock, adc_);
  timing_.converters = static_cast<std::uint32_t>(converters_);
  costs_ = costs_of();
  const auto component = [&](const char* name) { return ledger.component(tile + "." + name); };
  components_ = {component("row_drivers"), component("column_drivers"), component("decoders"),
                 component("dacs"),        component("array"),          component("sample_and_holds"),
                 component("adcs"),        component("buffers"),        component("control")};
  causes_ = {ledger.cause("program"),
             ledger.cause("update"),
             ledger.cause("verify"),
             ledger.cause("multiply"),
             ledger.cause("multiply_transposed"),
             ledger.cause("read")};
  leakage_ = ledger.cause("leakage");
}

ecram_timing ecram_periphery::timing_of(const ecram_tile_parameters& p, clock_grid clock,
                                        const successive_approximation_converter& adc) {
  ecram_timing t{};
  t.decode = static_cast<cycle_count>(p.sequencer.decode_cycles);
  t.fetch = static_cast<cycle_count>(p.sequencer.fetch_cycles);
  t.decide = static_cast<cycle_count>(p.sequencer.decide_cycles);
  t.line_setup = clock.cycles_covering(p.sequencer.setup_time);
  t.line_release = clock.cycles_covering(p.sequencer.release_time);
  t.pulse_lsb = clock.cycles_covering(p.sequencer.pulse_lsb);
  t.pulse_maximum = (cycle_count{1} << p.sequencer.pulse_bits) - 1;
  if (t.pulse_maximum > clock.longest_run() / t.pulse_lsb)
    throw std::invalid_argument(
        "the widest pulse, of 2^driver.pulse_bits - 1 times driver.pulse_lsb, is longer than the longest run that can "
        "be represented (2^64 ps).");
  t.write_settle = clock.cycles_covering(p.device.settle_time);
  t.drive = digital_to_analog_converter::cycles_per_conversion() + clock.cycles_covering(p.device.settle_time);
  t.integrate = clock.cycles_covering(p.device.read_time);
  t.convert = adc.cycles_per_conversion();
  return t;
}

ecram_costs ecram_periphery::costs_of() const {
  const line_voltage_fractions lines = line_fractions(parameters_.array.scheme);
  const double full = parameters_.device.pulse_voltage;
  ecram_costs c{};
  c.buffer_word = buffers_.energy_per_word();
  c.control_cycle = control_.energy_per_active_cycle();
  c.counter_tick = static_cast<double>(parameters_.sequencer.pulse_bits) * parameters_.technology.flip_flop_energy;
  c.decode_row = row_decoder_.energy_per_selection();
  c.decode_column = column_decoder_.energy_per_selection();
  c.row_line_selected = row_driver_.energy_per_pulse(lines.selected_row * full);
  c.row_line_other = row_driver_.energy_per_pulse(lines.unselected_row * full);
  c.column_line_selected = column_driver_.energy_per_pulse(lines.selected_column * full);
  c.column_line_other = column_driver_.energy_per_pulse(lines.unselected_column * full);
  c.dac_conversion = dac_.energy_per_conversion();
  const double read = dac_.step() * dac_.largest_code();
  c.read_row_full_scale = row_driver_.line_capacitance() * read * read;
  c.read_column_full_scale = column_driver_.line_capacitance() * read * read;
  c.sample = sample_.energy_per_sample();
  c.conversion = adc_.energy_per_conversion();
  return c;
}

void ecram_periphery::add_area(const std::string& tile, area_inventory& inventory) const {
  const auto add = [&](const char* name, double square_metres) {
    inventory.add(tile + "." + name, square_metres * square_micrometres);
  };
  add("row_drivers", row_driver_.area() * static_cast<double>(rows_));
  add("column_drivers", column_driver_.area() * static_cast<double>(columns_));
  add("decoders", row_decoder_.area() + column_decoder_.area());
  add("dacs", dac_.area() * static_cast<double>(lines_));
  if (parameters_.device.cell_area > 0)
    add("array", parameters_.device.cell_area * static_cast<double>(rows_ * columns_));
  else
    inventory.add_unknown(tile + ".array");
  add("sample_and_holds", sample_.area() * static_cast<double>(lines_));
  add("adcs", adc_.area() * static_cast<double>(converters_));
  add("buffers", buffers_.area());
  add("control", control_.area());
}

cycle_count ecram_periphery::powered_in(std::initializer_list<ecram_activity> activities) const {
  cycle_count sum = 0;
  for (const ecram_activity activity : activities) sum += powered_cycles_[static_cast<std::size_t>(activity)];
  return sum;
}

void ecram_periphery::post_leakage(cycle_count end, energy_ledger& ledger) const {
  using activity = ecram_activity;
  const auto post = [&](component_id component, double watts, cycle_count cycles) {
    ledger.post(component, leakage_, {0, end}, watts * clock_.seconds(cycles), energy_kind::static_energy);
  };
  const cycle_count writing = powered_in({activity::select, activity::pulse, activity::release});
  const cycle_count reading = powered_in({activity::drive, activity::integrate, activity::average});
  const cycle_count converting = powered_in({activity::convert, activity::average});
  post(components_.row_drivers, row_driver_.leakage_power() * static_cast<double>(rows_), writing + reading);
  post(components_.column_drivers, column_driver_.leakage_power() * static_cast<double>(columns_), writing + reading);
  post(components_.decoders, row_decoder_.leakage_power() + column_decoder_.leakage_power(), writing);
  post(components_.dacs, dac_.leakage_power() * static_cast<double>(lines_), reading);
  post(components_.sample_and_holds, sample_.leakage_power() * static_cast<double>(lines_), reading + converting);
  post(components_.converters, adc_.leakage_power() * static_cast<double>(converters_), converting);
  post(components_.buffers, buffers_.leakage_power(), end);
  post(components_.control, control_.leakage_power(), end);
}

}  // namespace memvp
