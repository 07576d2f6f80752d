// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/kinetics_periphery.hpp"

#include <cmath>
#include <sstream>
#include <stdexcept>

#include "memvp/models/tiles/kinetics_registers.hpp"
#include "memvp/models/tiles/kinetics_step.hpp"

namespace memvp {

namespace {

constexpr double square_micrometres = 1e12;  // per m^2
constexpr double timer_bits = 32;            // as wide as PULSE_WIDTH and PERIOD (assumed)
constexpr double width_bits = 16;            // of the comparator that ends a device's widths (assumed)

converter_parameters adc_of(const kinetics_converter_parameters& c) {
  converter_parameters converter;
  converter.adc_bits = c.bits;
  converter.adc_ranges = 1;
  converter.columns_per_adc = c.devices_per_converter;
  return converter;
}

/// A device's line runs along the device alone.
pulse_driver_parameters line_of(const kinetics_bank_parameters& bank) { return {std::sqrt(bank.cell_area)}; }

std::size_t buffer_bytes(const kinetics_tile_parameters& p) {
  constexpr std::int64_t entry = 2, mask_of_a_device = 8;
  return static_cast<std::size_t>(p.sequencer.input_buffer + p.sequencer.feature_buffer +
                                  2 * entry * p.sequencer.table_steps + mask_of_a_device * p.bank.devices);
}

}  // namespace

kinetics_timing timing_of(const kinetics_tile_parameters& p, clock_grid clock) {
  const auto cycles = [&](double seconds) { return clock.cycles_covering(seconds); };
  kinetics_timing t{};
  t.decode = static_cast<cycle_count>(p.sequencer.decode_cycles);
  t.fetch = static_cast<cycle_count>(p.sequencer.fetch_cycles);
  t.refresh = cycles(p.sequencer.refresh_time);
  t.read = cycles(read_width(p));
  t.compare = cycles(p.converter.bit_time);
  t.convert = static_cast<cycle_count>(p.converter.bits) * t.compare + cycles(p.converter.overhead_time);
  t.setup = cycles(p.sequencer.setup_time);
  t.release = cycles(p.sequencer.release_time);
  t.write = cycles(p.sequencer.write_time);
  const std::int64_t shared = p.converter.devices_per_converter;
  t.converters = static_cast<std::uint32_t>((p.bank.devices + shared - 1) / shared);
  return t;
}

kinetics_periphery::kinetics_periphery(const kinetics_tile_parameters& p, clock_grid clock, const std::string& tile,
                                       energy_ledger& ledger)
    : parameters_((check(p), p)),
      clock_(clock),
      devices_(static_cast<std::size_t>(p.bank.devices)),
      dac_(p.encoder.dac_bits, true, p.technology),
      driver_(line_of(p.bank), p.technology, 1),
      sample_(p.technology),
      adc_(adc_of(p.converter), p.technology),
      buffers_(p.technology, buffer_bytes(p)),
      control_(p.control, p.technology),
      timing_(timing_of(p, clock)) {
  converters_ = timing_.converters;
  costs_ = costs_of();
  check_period();
  const auto component = [&](const char* name) { return ledger.component(tile + "." + name); };
  components_ = {component("devices"), component("encoders"), component("line_drivers"), component("sample_and_holds"),
                 component("adcs"),    component("buffers"),  component("control")};
  causes_ = {ledger.cause("decode"),  ledger.cause("refresh"), ledger.cause("fetch"), ledger.cause("read"),
             ledger.cause("convert"), ledger.cause("pulse"),   ledger.cause("idle"),  ledger.cause("write")};
  leakage_ = ledger.cause("leakage");
}

// All devices of the bank, a code each: the most that a step at reset values can be asked for.
void kinetics_periphery::check_period() const {
  kinetics_command command = reset_command(parameters_, clock_);
  if (command.period == 0) return;
  command.devices = command.trains = static_cast<std::uint32_t>(devices_);
  command.steps = 2;
  const cycle_count needed = kinetics_step_schedule(command, timing_, nullptr).needed(0, 0);
  if (needed <= command.period) return;
  std::ostringstream sentence;
  sentence << "device.step_time is shorter than fetching, reading, converting and pulsing a whole bank takes, "
           << clock_.seconds(needed)
           << " s; give it a longer step_time, or a shorter device.pulse_width, device.read_width or conversion.";
  throw std::invalid_argument(sentence.str());
}

kinetics_costs kinetics_periphery::costs_of() const {
  const technology_parameters& technology = parameters_.technology;
  kinetics_costs c{};
  c.buffer_word = buffers_.energy_per_word();
  c.control_cycle = control_.energy_per_active_cycle();
  c.timer_tick = timer_bits * technology.flip_flop_energy;
  c.encode_amplitude = dac_.energy_per_conversion();
  c.encode_width = width_bits * technology.flip_flop_energy;
  c.line_capacitance = driver_.line_capacitance();
  c.level_shift =
      technology.level_shifter_capacitance * technology.write_supply_voltage * technology.write_supply_voltage;
  c.read_line = driver_.energy_per_pulse(read_voltage(parameters_));
  c.sample = sample_.energy_per_sample();
  c.conversion = adc_.energy_per_conversion();
  c.refresh = parameters_.sequencer.refresh_energy;
  c.write = parameters_.sequencer.write_energy;
  return c;
}

void kinetics_periphery::add_area(const std::string& tile, area_inventory& inventory) const {
  const auto add = [&](const char* name, double square_metres) {
    inventory.add(tile + "." + name, square_metres * square_micrometres);
  };
  const technology_parameters& technology = parameters_.technology;
  const auto devices = static_cast<double>(devices_);
  if (parameters_.bank.cell_area > 0)
    add("devices", parameters_.bank.cell_area * devices);
  else
    inventory.add_unknown(tile + ".devices");
  // A comparator of widths: an exclusive-or and its share of the tree per bit, about three gates (assumed).
  const double comparator = width_bits * (technology.flip_flop_area + 3 * technology.logic_gate_area);
  add("encoders", (dac_.area() + comparator) * devices);
  add("line_drivers", driver_.area() * devices);
  add("sample_and_holds", sample_.area() * devices);
  add("adcs", adc_.area() * static_cast<double>(converters_));
  add("buffers", buffers_.area());
  add("control", control_.area() + timer_bits * technology.flip_flop_area);
}

cycle_count kinetics_periphery::powered_in(std::initializer_list<kinetics_activity> activities) const {
  cycle_count sum = 0;
  for (const kinetics_activity activity : activities) sum += powered_cycles_[static_cast<std::size_t>(activity)];
  return sum;
}

void kinetics_periphery::post_leakage(cycle_count end, energy_ledger& ledger) const {
  using activity = kinetics_activity;
  const auto post = [&](component_id component, double watts, cycle_count cycles) {
    ledger.post(component, leakage_, {0, end}, watts * clock_.seconds(cycles), energy_kind::static_energy);
  };
  const auto devices = static_cast<double>(devices_);
  const technology_parameters& technology = parameters_.technology;
  const cycle_count pulsing = powered_in({activity::setup, activity::pulse, activity::release});
  const cycle_count reading = powered_in({activity::read});
  const cycle_count converting = powered_in({activity::convert});
  post(components_.encoders, (dac_.leakage_power() + width_bits * technology.flip_flop_leakage) * devices, pulsing);
  post(components_.line_drivers, driver_.leakage_power() * devices, pulsing + reading);
  post(components_.sample_and_holds, sample_.leakage_power() * devices, reading + converting);
  post(components_.converters, adc_.leakage_power() * static_cast<double>(converters_), converting);
  post(components_.buffers, buffers_.leakage_power(), end);
  post(components_.control, control_.leakage_power() + timer_bits * technology.flip_flop_leakage, end);
}

}  // namespace memvp
