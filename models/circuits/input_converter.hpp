// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>

#include "memvp/models/circuits/technology.hpp"

namespace memvp {

/// What drives a bit line from a digital code of 1 to 16 bits: a DAC of as many bits, or a one-bit driver that gives the
/// full voltage for each bit in turn. Codes are unsigned, 0 to 2^bits - 1, or two's complement with as large codes of
/// either sign, -(2^(bits-1) - 1) to 2^(bits-1) - 1 (-1 to 1 for a single bit). One cycle a conversion.
class input_converter {
 public:
  /// \param bits of a code, 1 to 16
  /// \param levels whether there is a voltage for every code; else the full one, 0 and its negative
  input_converter(std::int64_t bits, bool levels, const technology_parameters& technology)
      : bits_(static_cast<std::uint32_t>(bits)),
        size_factor_(levels ? std::ldexp(1.0, static_cast<int>(bits) - 1) : 1.0),
        technology_(technology) {}

  std::uint32_t bits() const noexcept { return bits_; }
  /// Bits of a code's magnitude.
  std::uint32_t magnitude_bits(bool is_signed) const noexcept { return is_signed && bits_ > 1 ? bits_ - 1 : bits_; }
  std::int32_t largest_code(bool is_signed) const noexcept {
    return (std::int32_t{1} << magnitude_bits(is_signed)) - 1;
  }

  static constexpr std::uint64_t cycles_per_conversion() noexcept { return 1; }
  /// Joules per conversion: 2^(bits-1) times that of one bit, as between the 1-bit and 4-bit entries of ndr_1t1r.md
  /// section 7 [S24]; beyond 4 bits that is an extrapolation.
  double energy_per_conversion() const noexcept { return size_factor_ * technology_.dac_bit_energy; }
  double area() const noexcept { return size_factor_ * technology_.dac_bit_area; }  ///< m^2
  double leakage_power() const { return leakage_of_area(technology_, area()); }     ///< W while powered

 private:
  std::uint32_t bits_;
  double size_factor_;
  technology_parameters technology_;
};

}  // namespace memvp
