// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/tiles/ndr_targets.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "memvp/models/tiles/ndr_command.hpp"

namespace memvp {

namespace {

void require_theta(const ndr_activation& nominal, double theta, std::uint32_t neuron) {
  // A billionth of slack: ends of the range come from conductances and back.
  const double slack = 1e-9 * nominal.greatest_theta();
  if (theta >= nominal.least_theta() - slack && theta <= nominal.greatest_theta() + slack) return;
  throw std::invalid_argument("theta of neuron " + std::to_string(neuron) + " is " + std::to_string(theta) +
                              ", but its ECRAM spans " + std::to_string(nominal.least_theta()) + " to " +
                              std::to_string(nominal.greatest_theta()) + ".");
}

}  // namespace

std::uint32_t ndr_tuning_target(const ndr_activation& nominal, double theta, std::uint32_t neuron) {
  require_theta(nominal, theta, neuron);
  const ndr_device_parameters& device = nominal.parameters();
  const ndr_ecram_range range = ecram_range(device);
  const double siemens = ecram_conductance(device, nominal.kernel(), theta);
  const double fraction = std::clamp((siemens - range.minimum) / (range.maximum - range.minimum), 0.0, 1.0);
  return static_cast<std::uint32_t>(std::lround(fraction * ndr_target_one));
}

std::uint32_t ndr_crest_target(const ndr_activation& nominal, double theta, std::uint32_t neuron) {
  require_theta(nominal, theta, neuron);
  return static_cast<std::uint32_t>(std::lround(nominal.crest_centre(theta) / nominal.input_limit() * ndr_target_one));
}

std::uint32_t ndr_tuning_tolerance(double fraction) {
  return static_cast<std::uint32_t>(std::lround(fraction * ndr_target_one));
}

}  // namespace memvp
