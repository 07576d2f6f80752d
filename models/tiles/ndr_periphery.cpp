// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/ndr_periphery.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "memvp/models/tiles/ndr_registers.hpp"
#include "memvp/models/tiles/ndr_waveforms.hpp"

namespace memvp {

namespace {

constexpr double square_micrometres = 1e12;  // per m^2
constexpr double counter_bits = 16;          // of a neuron's pulse counter

converter_parameters dac_of(const ndr_unit_settings& unit) {
  converter_parameters converter;
  // A neuron's input has one polarity, a row's two: the sign's bit is not there.
  converter.dac_bits = unit.input_bits + 1;
  return converter;
}

std::size_t buffer_bytes(const ndr_unit_settings& unit) {
  // Two bytes of input and one of output a vector; target, reading and pulse count of the tuning.
  return static_cast<std::size_t>(unit.neurons) * (3 * static_cast<std::size_t>(unit.buffer_vectors) + 10);
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, ndr_unit_parameters& parameters) {
  constexpr auto assumed = "assumed";
  ndr_unit_settings& u = parameters.unit;
  using d = dimension;
  using p = provenance;
  const auto integer = [&](std::string_view key, std::int64_t least, std::int64_t most, std::int64_t& value,
                           std::string_view meaning, p origin, std::string_view source) {
    visitor.integer({key, d::number, static_cast<double>(least), static_cast<double>(most), meaning, origin, source},
                    value);
  };
  integer("ndr.neurons", 1, ndr_unit_maximum_neurons, u.neurons, "neurons of the unit", p::setting, "");
  visitor.enumeration({"ndr.circuit", d::number, 0, 2, "activation circuit in each neuron's place", p::setting, ""},
                      {"ndr", "digital", "analog"}, u.circuit);
  integer("ndr.input_bits", 2, 12, u.input_bits,
          "bits of the input DACs, and of the converters before digital circuits", p::assumed,
          "assumed: 8, as the outputs");
  integer("ndr.output_bits", 2, 8, u.output_bits, "bits of the output converters", p::assumed,
          "assumed: 8, to which the neurons settle");
  integer("ndr.neurons_per_converter", 1, 65536, u.neurons_per_converter, "neurons that share a converter", p::assumed,
          "assumed: 8, NeuroSim's usual sharing (numColMuxed) [S23]");
  integer("ndr.held_vectors", 1, 65536, u.held_vectors,
          "sample capacitors of a neuron for column currents that wait for it", p::assumed, "assumed: 64");
  integer("ndr.buffer_vectors", 1, 65536, u.buffer_vectors, "vectors that the input and output buffers hold",
          p::assumed, "assumed: 64");
  visitor.real({"ndr.read_voltage", d::voltage, 1e-6, 10, "tuning: voltage across an ECRAM that is read", p::assumed,
                "assumed: 0.1 V, as of the ECRAM array"},
               u.read_voltage);
  visitor.real({"ndr.read_time", d::time, 1e-12, 1e3, "tuning: time for which one reading integrates", p::literature,
                "doi 10.1038/s41928-023-00939-7, Extended Data Fig. 3 and 7: 10 us"},
               u.read_time);
  visitor.real({"ndr.setup_time", d::time, 0, 1, "the write line rises", p::assumed, assumed}, u.setup_time);
  visitor.real({"ndr.release_time", d::time, 0, 1, "the write line falls", p::assumed, assumed}, u.release_time);
  visitor.real({"ndr.pitch", d::length, 1e-9, 1e-2, "write line per neuron", p::assumed, "assumed: 10 um"}, u.pitch);
  integer("ndr.decode_cycles", 0, 1000, u.decode_cycles, "from COMMAND to the first phase", p::assumed, assumed);
  integer("ndr.fetch_cycles", 0, 1000, u.fetch_cycles, "per buffer word read or written", p::assumed, assumed);
  integer("ndr.decide_cycles", 0, 1000, u.decide_cycles, "tuning: the comparisons of a round", p::assumed, assumed);
  visitor.text(
      {"ndr.trace_neurons", d::number, 0, 0, "neurons that the waveforms show, separated by spaces", p::setting, ""},
      u.trace_neurons);
  visit_parameters(visitor, parameters.device);
  visit_parameters(visitor, parameters.cmos);
  visit_parameters(visitor, parameters.stage);
}

void check(const ndr_unit_parameters& p) {
  check(p.device);
  const ndr_unit_settings& unit = p.unit;
  const std::int64_t stride = (unit.neurons + 3) / 4 * 4;
  if (unit.buffer_vectors * stride > static_cast<std::int64_t>(ndr_window::output_bytes))
    throw std::invalid_argument("ndr.buffer_vectors times ndr.neurons must not pass the output window's " +
                                std::to_string(ndr_window::output_bytes) + " bytes.");
  const double greatest = p.device.input_limit * ndr_kernel(p.device).voltage_scale();
  if (p.unit.circuit == activation_circuit::ndr && p.device.kernel == ndr_kernel_type::n_type &&
      greatest > p.stage.supply_voltage)
    throw std::invalid_argument("ndr.input_limit times ndr.peak_voltage is beyond ndr.stage_supply_voltage.");
  parse_traced_neurons(unit.trace_neurons, static_cast<std::uint64_t>(unit.neurons));
}

std::unique_ptr<neuron_bank> build_neurons(const ndr_unit_parameters& p, std::uint64_t seed, std::uint32_t instance) {
  const auto neurons = static_cast<std::uint32_t>(p.unit.neurons);
  switch (p.unit.circuit) {
    case activation_circuit::digital:
      return std::make_unique<digital_neurons>(p.cmos, p.device, neurons);
    case activation_circuit::analog:
      return std::make_unique<analog_sigmoid_neurons>(p.cmos, neurons, p.device.input_limit,
                                                      ndr_kernel(p.device).voltage_scale());
    case activation_circuit::ndr:
      break;
  }
  return std::make_unique<ndr_neurons>(p.device, neurons, seed, instance);
}

ndr_periphery::ndr_periphery(const ndr_unit_parameters& p, clock_grid clock, const std::string& unit,
                             energy_ledger& ledger)
    : parameters_(p),
      clock_(clock),
      neurons_(static_cast<std::size_t>(p.unit.neurons)),
      dac_(dac_of(p.unit), p.technology),
      stage_(p.stage, p.technology),
      sample_(p.technology),
      buffers_(p.technology, buffer_bytes(p.unit)),
      driver_({p.unit.pitch}, p.technology, neurons_),
      control_(p.control, p.technology) {
  const auto shared = static_cast<std::size_t>(p.unit.neurons_per_converter);
  converters_ = (neurons_ + shared - 1) / shared;
  if (p.unit.circuit == activation_circuit::ndr) driver_.check_level(p.device.ecram_pulse_voltage);
  timing_ = timing_of();
  costs_ = costs_of();
  const auto component = [&](const char* name) { return ledger.component(unit + "." + name); };
  components_ = {component("neurons"), component("input_stages"), component("dacs"),    component("sample_and_holds"),
                 component("adcs"),    component("write_driver"), component("buffers"), component("control")};
  causes_ = {ledger.cause("activate"), ledger.cause("tune"), ledger.cause("calibrate")};
  leakage_ = ledger.cause("leakage");
}

successive_approximation_converter ndr_periphery::converter_of(std::uint32_t bits) const {
  converter_parameters converter;
  converter.adc_bits = bits;
  converter.adc_ranges = 1;
  converter.columns_per_adc = parameters_.unit.neurons_per_converter;
  return {converter, parameters_.technology};
}

// The time of the activation circuit itself is the bank's: filled in by whoever has it.
ndr_timing ndr_periphery::timing_of() const {
  const ndr_unit_settings& unit = parameters_.unit;
  ndr_timing t{};
  t.decode = static_cast<cycle_count>(unit.decode_cycles);
  t.fetch = static_cast<cycle_count>(unit.fetch_cycles);
  t.dac = digital_to_analog_converter::cycles_per_conversion();
  t.input_stage = has_stage() ? clock_.cycles_covering(stage_.settle_time()) : 0;
  t.sample = sample_and_hold::cycles();
  t.decide = static_cast<cycle_count>(unit.decide_cycles);
  t.line_setup = clock_.cycles_covering(unit.setup_time);
  t.line_release = clock_.cycles_covering(unit.release_time);
  t.pulse = clock_.cycles_covering(parameters_.device.ecram_pulse_width);
  if (t.pulse > clock_.longest_run() / ndr_largest_count)
    throw std::invalid_argument(
        "65535 pulses of ndr.ecram_pulse_width are longer than the longest run that can be represented (2^64 ps).");
  t.write_settle = clock_.cycles_covering(parameters_.device.ecram_settle_time);
  t.integrate = clock_.cycles_covering(unit.read_time);
  t.converters = static_cast<std::uint32_t>(converters_);
  return t;
}

ndr_costs ndr_periphery::costs_of() const {
  const technology_parameters& technology = parameters_.technology;
  const double volts = parameters_.device.ecram_pulse_voltage;
  ndr_costs c{};
  c.buffer_word = buffers_.energy_per_word();
  c.control_cycle = control_.energy_per_active_cycle();
  c.counter_tick = counter_bits * technology.flip_flop_energy;
  c.dac_conversion = dac_.energy_per_conversion();
  c.sample = sample_.energy_per_sample();
  if (parameters_.unit.circuit != activation_circuit::ndr) return c;
  c.write_line = driver_.energy_per_pulse(volts);
  c.write_select = technology.level_shifter_capacitance * volts * volts;
  return c;
}

void ndr_periphery::add_area(const std::string& unit, double neuron_area, area_inventory& inventory) const {
  const auto add = [&](const char* name, double square_metres) {
    inventory.add(unit + "." + name, square_metres * square_micrometres);
  };
  const auto neurons = static_cast<double>(neurons_);
  const auto held = static_cast<double>(parameters_.unit.held_vectors);
  const bool digital = parameters_.unit.circuit == activation_circuit::digital;
  const auto bits = static_cast<std::uint32_t>(digital ? parameters_.unit.input_bits : parameters_.unit.output_bits);
  add("neurons", neuron_area * neurons);
  if (has_stage()) add("input_stages", stage_.area() * neurons);
  if (!digital) add("dacs", dac_.area() * neurons);
  add("sample_and_holds", sample_.area() * neurons * (digital ? held : held + 1));
  add("adcs", converter_of(bits).area() * static_cast<double>(converters_));
  if (parameters_.unit.circuit == activation_circuit::ndr) {
    const double select = 2 * parameters_.technology.logic_gate_area;  // a neuron's switch to the write line (assumed)
    const double counter = counter_bits * parameters_.technology.flip_flop_area;
    add("write_driver", driver_.area() + neurons * (select + counter));
  }
  add("buffers", buffers_.area());
  add("control", control_.area());
}

cycle_count ndr_periphery::powered_in(std::initializer_list<ndr_activity> activities) const {
  cycle_count sum = 0;
  for (const ndr_activity activity : activities) sum += powered_cycles_[static_cast<std::size_t>(activity)];
  return sum;
}

void ndr_periphery::post_leakage(cycle_count end, energy_ledger& ledger) const {
  using activity = ndr_activity;
  const auto post = [&](component_id component, double watts, cycle_count cycles) {
    ledger.post(component, leakage_, {0, end}, watts * clock_.seconds(cycles), energy_kind::static_energy);
  };
  const auto neurons = static_cast<double>(neurons_);
  const cycle_count converting =
      powered_in({activity::convert, activity::convert_input, activity::read, activity::sweep});
  const cycle_count driving = powered_in({activity::input_stage, activity::activate, activity::sweep});
  const cycle_count writing = powered_in({activity::select, activity::pulse, activity::release});
  const double held = static_cast<double>(parameters_.unit.held_vectors) + 1;
  const auto bits = static_cast<std::uint32_t>(parameters_.unit.circuit == activation_circuit::digital
                                                   ? parameters_.unit.input_bits
                                                   : parameters_.unit.output_bits);
  if (has_stage()) post(components_.input_stages, stage_.leakage_power() * neurons, driving);
  if (has_stage()) post(components_.dacs, dac_.leakage_power() * neurons, powered_in({activity::dac}));
  post(components_.sample_and_holds, sample_.leakage_power() * neurons * held, driving + converting);
  post(components_.converters, converter_of(bits).leakage_power() * static_cast<double>(converters_), converting);
  post(components_.write_driver, driver_.leakage_power(), writing);
  post(components_.buffers, buffers_.leakage_power(), end);
  post(components_.control, control_.leakage_power(), end);
}

}  // namespace memvp
