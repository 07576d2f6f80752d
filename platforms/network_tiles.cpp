// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/network_tiles.hpp"

#include "memvp/platforms/bus_system.hpp"
#include "memvp/platforms/fixed_parameters.hpp"

namespace memvp {

void visit_parameters(parameter_visitor& visitor, network_tile_parameters& p) {
  visit_address(visitor, "arrays.address", "address of the first array", p.arrays_address);
  visit_address(visitor, "neurons.address", "address of the first bank of neurons", p.neurons_address);
  // Sizes and circuits follow from the network and its mapping.
  without_fixed_parameters free(visitor, {"array.rows", "array.columns", "ndr.neurons", "ndr.circuit"});
  visit_parameters(free, p.array);
  visit_parameters(free, p.neurons);
}

std::uint64_t array_address(const network_tile_parameters& p, std::size_t index) {
  return static_cast<std::uint64_t>(p.arrays_address) + index * rram_tile_address_size;
}

std::uint64_t bank_address(const network_tile_parameters& p, std::size_t index) {
  return static_cast<std::uint64_t>(p.neurons_address) + index * ndr_unit_address_size;
}

std::vector<array_part> place_network(const std::vector<layer_form>& forms, const mapping_parameters& mapping) {
  std::vector<layer_matrix> matrices;
  for (const layer_form& form : forms) matrices.push_back({form.name, form.inputs() + 1, form.outputs});
  return place_layers(matrices, mapping);
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

unsigned network_tiles::count(const network_layout& layout, bool with_cmos_activations) {
  return static_cast<unsigned>(layout.bank_of_array.size() + layout.banks.size() + (with_cmos_activations ? 2 : 0));
}

network_tiles::network_tiles(const network_tile_parameters& p, const network_layout& layout, bool with_cmos_activations,
                             const clock_grid& clock, std::uint64_t seed, const tile_traces& traces)
    : parameters_(p) {
  rram_tile_parameters array = p.array;
  array.array.rows = static_cast<std::int64_t>(layout.rows);
  array.array.columns = static_cast<std::int64_t>(layout.columns);
  for (std::size_t i = 0; i < layout.bank_of_array.size(); ++i)
    arrays_.push_back(std::make_unique<rram_tile>(("array" + std::to_string(i)).c_str(), array, clock, seed,
                                                  static_cast<std::uint32_t>(i), traces));
  const auto add_bank = [&](const std::string& name, std::size_t neurons, activation_circuit circuit) {
    ndr_unit_parameters bank = p.neurons;
    bank.unit.neurons = static_cast<std::int64_t>(neurons);
    bank.unit.circuit = circuit;
    bank.control = p.array.control;
    bank.technology = p.array.technology;
    banks_.push_back(std::make_unique<ndr_unit>(name.c_str(), bank, clock, seed,
                                                static_cast<std::uint32_t>(arrays_.size() + banks_.size()), traces));
  };
  for (std::size_t b = 0; b < layout.banks.size(); ++b)
    add_bank("neurons" + std::to_string(b), layout.banks[b], activation_circuit::ndr);
  if (with_cmos_activations) {
    add_bank("digital0", layout.banks.front(), activation_circuit::digital);
    add_bank("analog0", layout.banks.front(), activation_circuit::analog);
  }
  for (std::size_t i = 0; i < arrays_.size(); ++i)
    if (layout.bank_of_array[i] != network_layout::no_bank)
      arrays_[i]->neurons(banks_[layout.bank_of_array[i]]->columns);
}

void network_tiles::post_leakage(cycle_count end) {
  for (const auto& array : arrays_) array->post_leakage(end);
  for (const auto& bank : banks_) bank->post_leakage(end);
}

}  // namespace memvp
