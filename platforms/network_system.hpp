// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "memvp/models/tiles/ndr_unit.hpp"
#include "memvp/models/tiles/rram_tile.hpp"
#include "memvp/platforms/bus_system.hpp"
#include "memvp/platforms/workloads/array_network.hpp"

namespace memvp {

/// Settings of a system of 1T1R arrays and banks of neurons.
struct network_system_parameters : bus_system_parameters {
  std::int64_t arrays_address = 0x40000000;   ///< of the first array; the others follow
  std::int64_t neurons_address = 0x60000000;  ///< of the first bank of neurons; the others follow
  rram_tile_parameters array;                 ///< of every array; the mapping sets rows and columns
  ndr_unit_parameters neurons;                ///< of every bank; the network sets how many
  trace_parameters trace;
};

/// Declares every key of the system.
void visit_parameters(parameter_visitor& visitor, network_system_parameters& parameters);

/// What is built: a bank of neurons for each entry of `banks`, and the bank that each array's columns lead to.
struct network_layout {
  std::size_t rows, columns;               ///< of each array
  std::vector<std::size_t> bank_of_array;  ///< index of a bank, or no_bank
  std::vector<std::size_t> banks;          ///< neurons of each
  static constexpr std::size_t no_bank = ~std::size_t{0};
};

/// The layout for layers that are placed so.
network_layout layout_of(const std::vector<layer_form>& forms, const std::vector<array_part>& parts,
                         const mapping_parameters& mapping);

/// A bus system with 1T1R arrays whose columns lead into banks of neurons:
/// ```
///   host, dma --- bus ---+-- array0 ==currents==+
///                        +-- array1 ============+==> neurons0
///                        +-- array2                  (the last layer is read by its converters)
///                        +-- neurons0
///                        +-- digital0, analog0       CMOS activations in the same socket, for comparison
/// ```
class network_system {
 public:
  using program = std::function<void(network_hardware&, ndr_driver& digital, ndr_driver& analog)>;

  /// \throws std::invalid_argument with one sentence for parameters that cannot be built
  network_system(const network_system_parameters& parameters, const network_layout& layout, std::uint64_t seed,
                 run_traces& traces);

  /// Runs the host's program to its end and writes all traces. What the program throws is thrown here.
  void run(const program& work, run_summary& summary);

 private:
  std::uint64_t array_base(std::size_t index) const;
  std::uint64_t bank_base(std::size_t index) const;

  run_traces& traces_;
  std::uint64_t arrays_base_, neurons_base_;
  ndr_device_parameters device_;  // nominal: what thetas refer to
  bus_system bus_;
  std::vector<std::unique_ptr<rram_tile>> arrays_;
  std::vector<std::unique_ptr<ndr_unit>> banks_;  // of the network, then the digital and the analog alternative
};

}  // namespace memvp
