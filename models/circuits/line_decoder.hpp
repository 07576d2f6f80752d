// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "memvp/models/circuits/technology.hpp"

namespace memvp {

/// Decoder that selects one of several lines: a tree of two-input gates a line. Gate counts are our own (assumed).
class line_decoder {
 public:
  line_decoder(const technology_parameters& technology, std::size_t lines) : technology_(technology), lines_(lines) {
    while ((std::size_t{1} << address_bits_) < lines_) ++address_bits_;
  }

  unsigned address_bits() const noexcept { return address_bits_; }
  static constexpr std::uint64_t cycles_per_selection() noexcept { return 1; }
  /// J: the gates on the way of the line that falls and of the line that rises, one a bit, switch.
  double energy_per_selection() const noexcept { return 2.0 * address_bits_ * technology_.logic_gate_energy; }
  double area() const noexcept { return gates() * technology_.logic_gate_area; }              ///< m^2
  double leakage_power() const noexcept { return gates() * technology_.logic_gate_leakage; }  ///< W while powered

 private:
  double gates() const noexcept { return static_cast<double>(lines_) * address_bits_; }

  technology_parameters technology_;
  std::size_t lines_;
  unsigned address_bits_ = 0;
};

}  // namespace memvp
