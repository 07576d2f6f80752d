// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "memvp/models/tiles/ndr_driver.hpp"
#include "memvp/traces/summary.hpp"

namespace memvp {

/// What one evaluation of an activation circuit takes, measured by its unit's counters; the area is the inventory's.
struct activation_figures {
  std::string name;
  double latency_s = 0;  ///< of the circuit itself, not rounded to cycles
  double energy_j = 0;   ///< mean over what was evaluated
  double area_um2 = 0;   ///< of one neuron

  /// Latency * area * energy, s um^2 J: the plain product, one reading of the paper's "LAE" (inferred).
  double product() const { return latency_s * area_um2 * energy_j; }
};

/// Has a bank evaluate `vectors` vectors of inputs u through its own converter, and reads what its counters have moved.
activation_figures measure_activation(ndr_driver& bank, const std::string& name, const double* u, std::size_t vectors);

/// Area of one neuron of the bank called `name`, from a run's inventory. \throws std::runtime_error if it has none
double neuron_area_um2(const run_summary& summary, const std::string& name, std::size_t neurons);

/// The circuits side by side as a table for the terminal, from what write_activations() has left.
std::string activation_table(const nlohmann::ordered_json& results);

/// Figures of each circuit, and the products' ratios to the first.
void write_activations(const std::vector<activation_figures>& figures, nlohmann::ordered_json& results);

}  // namespace memvp
