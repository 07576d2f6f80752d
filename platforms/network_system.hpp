// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "memvp/platforms/bus_system.hpp"
#include "memvp/platforms/network_tiles.hpp"
#include "memvp/platforms/workloads/array_network.hpp"

namespace memvp {

/// Settings of a system of 1T1R arrays and banks of neurons.
struct network_system_parameters : bus_system_parameters, network_tile_parameters {
  trace_parameters trace;
};

/// Declares every key of the system.
void visit_parameters(parameter_visitor& visitor, network_system_parameters& parameters);

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
  run_traces& traces_;
  network_tile_parameters places_;  // and the nominal device, which thetas refer to
  bus_system bus_;
  network_tiles tiles_;
};

}  // namespace memvp
