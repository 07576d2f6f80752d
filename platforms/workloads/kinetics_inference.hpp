// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "memvp/platforms/kinetics_system.hpp"

namespace memvp {

/// Samples through the kinetics tile and on into a network on arrays, without a detour where the hardware allows it:
/// the tile leaves features as bytes in the form of the arrays' input codes, and DMA carries them over. Where the codes
/// do not match or the first layer's parts do not begin at words, the host reads, scales and sends them.
class kinetics_inference {
 public:
  /// \param run how a sample goes through the tile; features come as bytes
  /// \param vectors input vectors of the network that a sample's features are, one after the other
  /// \throws std::invalid_argument if a sample's features are not so many vectors of the network's inputs
  kinetics_inference(kinetics_hardware& hardware, array_network& network, std::size_t network_inputs,
                     const kinetics_run& run, std::size_t vectors);

  /// Whether DMA carries the features.
  bool direct() const { return direct_; }

  /// \param codes run.codes() a sample
  /// \param sums samples x vectors x classes, in the unit of the network's own sums
  void infer(const std::uint16_t* codes, std::size_t samples, const hidden_activation& activation, double* sums);

 private:
  void infer_together(const std::uint16_t* codes, std::uint32_t samples, const hidden_activation& activation,
                      double* sums);

  kinetics_hardware& hardware_;
  array_network& network_;
  kinetics_run run_;
  std::size_t vectors_, inputs_;
  std::uint32_t greatest_feature_;  // as a byte
  bool direct_;
  std::vector<std::uint16_t> features_;
  std::vector<std::uint8_t> codes_;
};

/// Codes of features for an array that takes others: 0 to `to_greatest` instead of 0 to `from_greatest`, rounded.
std::uint8_t rescaled_code(std::uint32_t code, std::uint32_t from_greatest, std::uint32_t to_greatest);

}  // namespace memvp
