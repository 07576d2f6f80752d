// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "memvp/platforms/workloads/array_network.hpp"
#include "memvp/platforms/workloads/image_data.hpp"
#include "memvp/platforms/workloads/network_workload.hpp"

namespace memvp {

/// What the steps of firmware/rram_ndr_mnist.c are about, for the C++ host.
struct soc_mnist_steps {
  const network& net;
  const std::vector<array_part>& parts;
  const mapping_parameters& mapping;
  const network_programming_parameters& programming;
  const inference_parameters& inference;
  bool crests;  ///< calibrate the neurons instead of tuning them
  double clock_frequency;
  const hidden_activation& activation;
  const image_set& test;
  const image_set& calibration;
};

/// The same steps through the C++ drivers, part of a host's program. Results have the names that the firmware prints;
/// those that only a firmware has are missing.
nlohmann::ordered_json run_soc_mnist(network_hardware& hardware, const soc_mnist_steps& steps);

}  // namespace memvp
