// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/kinetics_inference.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace memvp {

std::uint8_t rescaled_code(std::uint32_t code, std::uint32_t from_greatest, std::uint32_t to_greatest) {
  return static_cast<std::uint8_t>((2 * code * to_greatest + from_greatest) / (2 * from_greatest));
}

kinetics_inference::kinetics_inference(kinetics_hardware& hardware, array_network& network, std::size_t network_inputs,
                                       const kinetics_run& run, std::size_t vectors)
    : hardware_(hardware),
      network_(network),
      run_(run),
      vectors_(vectors),
      inputs_(network_inputs),
      greatest_feature_(std::min<std::uint32_t>(hardware.kinetics.greatest_code(), 255)) {
  if (run.features() != vectors * inputs_)
    throw std::invalid_argument("a sample's " + std::to_string(run.features()) + " features are not " +
                                std::to_string(vectors) + " input vectors of " + std::to_string(inputs_) + ".");
  run_.feature_bytes = true;
  direct_ = greatest_feature_ == network.input_maximum() && network.takes_stored_codes() &&
            (vectors == 1 || inputs_ % 4 == 0);
}

void kinetics_inference::infer(const std::uint16_t* codes, std::size_t samples, const hidden_activation& activation,
                               double* sums) {
  const std::size_t most = std::max<std::size_t>(hardware_.kinetics.most_samples(run_), 1);
  for (std::size_t done = 0; done < samples;) {
    const std::size_t some = std::min(most, samples - done);
    infer_together(codes + done * run_.codes(), static_cast<std::uint32_t>(some), activation,
                   sums + done * vectors_ * network_.classes());
    done += some;
  }
}

void kinetics_inference::infer_together(const std::uint16_t* codes, std::uint32_t samples,
                                        const hidden_activation& activation, double* sums) {
  hardware_.kinetics.start_run(run_, codes, samples);
  const std::size_t count = samples * vectors_;
  if (direct_) {
    hardware_.kinetics.finish_run(nullptr);
    const std::size_t stride = vectors_ == 1 ? kinetics_driver::feature_stride(run_) : inputs_;
    network_.infer_stored({hardware_.kinetics.feature_address(), static_cast<std::uint32_t>(stride)}, count,
                          activation_site::host, activation, sums);
    return;
  }
  features_.resize(count * inputs_);
  codes_.resize(features_.size());
  hardware_.kinetics.finish_run(features_.data());
  std::transform(features_.begin(), features_.end(), codes_.begin(), [this](std::uint16_t feature) {
    return rescaled_code(feature, greatest_feature_, network_.input_maximum());
  });
  network_.infer(codes_.data(), count, activation_site::host, activation, sums);
}

}  // namespace memvp
