// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "memvp/models/tiles/ndr_registers.hpp"
#include "memvp/models/tiles/ndr_unit.hpp"
#include "memvp/models/tiles/rram_registers.hpp"
#include "memvp/models/tiles/rram_tile.hpp"
#include "memvp/platforms/workloads/array_mapping.hpp"
#include "memvp/platforms/workloads/network.hpp"

namespace memvp {

/// Settings of 1T1R arrays and banks of neurons for a network.
struct network_tile_parameters {
  std::int64_t arrays_address = 0x40000000;   ///< of the first array; the others follow
  std::int64_t neurons_address = 0x60000000;  ///< of the first bank of neurons; the others follow
  rram_tile_parameters array;                 ///< of every array; the mapping sets rows and columns
  ndr_unit_parameters neurons;                ///< of every bank; the network sets how many
};

/// Declares the addresses, the arrays' and the neurons' keys.
void visit_parameters(parameter_visitor& visitor, network_tile_parameters& parameters);

/// Where the tiles are on the bus.
std::uint64_t array_address(const network_tile_parameters& parameters, std::size_t index);
std::uint64_t bank_address(const network_tile_parameters& parameters, std::size_t index);

/// What is built: a bank of neurons for each entry of `banks`, and the bank that each array's columns lead to.
struct network_layout {
  std::size_t rows, columns;               ///< of each array
  std::vector<std::size_t> bank_of_array;  ///< index of a bank, or no_bank
  std::vector<std::size_t> banks;          ///< neurons of each
  static constexpr std::size_t no_bank = ~std::size_t{0};
};

/// The rectangles of the arrays that hold a network's layers, biases included. \throws as place_layers() does
std::vector<array_part> place_network(const std::vector<layer_form>& forms, const mapping_parameters& mapping);

/// The layout for layers that are placed so.
network_layout layout_of(const std::vector<layer_form>& forms, const std::vector<array_part>& parts,
                         const mapping_parameters& mapping);

/// The arrays and banks of a layout, the arrays' columns bound to their banks; and, besides, if asked for, a bank of
/// digital and one of analog CMOS activations, as large as the first. Addresses and interrupt lines follow the order:
/// arrays, banks, digital, analog.
class network_tiles {
 public:
  /// \throws std::invalid_argument with one sentence for parameters that cannot be built
  network_tiles(const network_tile_parameters& parameters, const network_layout& layout, bool with_cmos_activations,
                const clock_grid& clock, std::uint64_t seed, const tile_traces& traces);

  /// How many tiles such a layout has.
  static unsigned count(const network_layout& layout, bool with_cmos_activations);

  /// Maps every tile on a system's bus and connects its interrupt and reset.
  template <class system>
  void attach_to(system& host) {
    for (std::size_t i = 0; i < arrays_.size(); ++i)
      host.attach(*arrays_[i], array_address(parameters_, i), rram_tile_address_size);
    for (std::size_t b = 0; b < banks_.size(); ++b)
      host.attach(*banks_[b], bank_address(parameters_, b), ndr_unit_address_size);
  }

  std::size_t arrays() const { return arrays_.size(); }
  std::size_t banks() const { return banks_.size(); }

  void post_leakage(cycle_count end);

 private:
  network_tile_parameters parameters_;
  std::vector<std::unique_ptr<rram_tile>> arrays_;
  std::vector<std::unique_ptr<ndr_unit>> banks_;
};

}  // namespace memvp
