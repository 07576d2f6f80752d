// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/network_system.hpp"

#include <string>

#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/platforms/fixed_parameters.hpp"

namespace memvp {

void visit_parameters(parameter_visitor& visitor, network_system_parameters& p) {
  visit_parameters(visitor, static_cast<bus_system_parameters&>(p));
  visit_address(visitor, "arrays.address", "address of the first array", p.arrays_address);
  visit_address(visitor, "neurons.address", "address of the first bank of neurons", p.neurons_address);
  // Sizes and circuits follow from the network and its mapping.
  without_fixed_parameters free(visitor, {"array.rows", "array.columns", "ndr.neurons", "ndr.circuit"});
  visit_parameters(free, p.array);
  visit_parameters(free, p.neurons);
  visit_parameters(visitor, p.trace);
}

network_layout layout_of(const std::vector<layer_form>& forms, const std::vector<array_part>& parts,
                         const mapping_parameters& mapping) {
  network_layout layout{static_cast<std::size_t>(mapping.rows), static_cast<std::size_t>(mapping.columns), {}, {}};
  std::vector<std::size_t> bank_of_layer;
  for (const layer_form& form : forms) {
    bank_of_layer.push_back(form.hidden ? layout.banks.size() : network_layout::no_bank);
    if (form.hidden) layout.banks.push_back(form.outputs);
  }
  for (const array_part& part : parts) layout.bank_of_array.push_back(bank_of_layer[part.layer]);
  return layout;
}

network_system::network_system(const network_system_parameters& p, const network_layout& layout, std::uint64_t seed,
                               run_traces& traces)
    : traces_(traces),
      arrays_base_(static_cast<std::uint64_t>(p.arrays_address)),
      neurons_base_(static_cast<std::uint64_t>(p.neurons_address)),
      device_(p.neurons.device),
      bus_(p, static_cast<unsigned>(layout.bank_of_array.size() + layout.banks.size() + 2), traces) {
  const clock_grid clock = clock_of(p);
  rram_tile_parameters array = p.array;
  array.array.rows = static_cast<std::int64_t>(layout.rows);
  array.array.columns = static_cast<std::int64_t>(layout.columns);
  for (std::size_t i = 0; i < layout.bank_of_array.size(); ++i) {
    arrays_.push_back(std::make_unique<rram_tile>(("array" + std::to_string(i)).c_str(), array, clock, seed,
                                                  static_cast<std::uint32_t>(i), traces.for_tiles()));
    bus_.attach(*arrays_.back(), array_base(i), rram_tile_address_size);
  }
  const auto add_bank = [&](const std::string& name, std::size_t neurons, activation_circuit circuit) {
    ndr_unit_parameters bank = p.neurons;
    bank.unit.neurons = static_cast<std::int64_t>(neurons);
    bank.unit.circuit = circuit;
    bank.control = p.array.control;
    bank.technology = p.array.technology;
    const std::size_t index = banks_.size();
    banks_.push_back(std::make_unique<ndr_unit>(
        name.c_str(), bank, clock, seed, static_cast<std::uint32_t>(arrays_.size() + index), traces.for_tiles()));
    bus_.attach(*banks_.back(), bank_base(index), ndr_unit_address_size);
  };
  for (std::size_t b = 0; b < layout.banks.size(); ++b)
    add_bank("neurons" + std::to_string(b), layout.banks[b], activation_circuit::ndr);
  add_bank("digital0", layout.banks.front(), activation_circuit::digital);
  add_bank("analog0", layout.banks.front(), activation_circuit::analog);
  for (std::size_t i = 0; i < arrays_.size(); ++i)
    if (layout.bank_of_array[i] != network_layout::no_bank)
      arrays_[i]->neurons(banks_[layout.bank_of_array[i]]->columns);
}

std::uint64_t network_system::array_base(std::size_t index) const {
  return arrays_base_ + index * rram_tile_address_size;
}

std::uint64_t network_system::bank_base(std::size_t index) const {
  return neurons_base_ + index * ndr_unit_address_size;
}

void network_system::run(const program& work, run_summary& summary) {
  const cycle_count end = bus_.run([&](host_cpu& host) {
    network_hardware hardware{host, bus_.dma(), {}, {}};
    unsigned source = 0;
    for (std::size_t i = 0; i < arrays_.size(); ++i)
      hardware.arrays.emplace_back(host, array_base(i), bus_.line(source++));
    for (std::size_t b = 0; b < banks_.size(); ++b)
      hardware.neurons.emplace_back(host, bank_base(b), bus_.line(source++), device_);
    ndr_driver analog = hardware.neurons.back();
    hardware.neurons.pop_back();
    ndr_driver digital = hardware.neurons.back();
    hardware.neurons.pop_back();
    work(hardware, digital, analog);
  });
  for (const auto& array : arrays_) array->post_leakage(end);
  for (const auto& bank : banks_) bank->post_leakage(end);
  traces_.finish(end, bus_.transactions(), summary);
}

}  // namespace memvp
