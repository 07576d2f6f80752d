// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "memvp/models/circuits/converter_parameters.hpp"
#include "memvp/models/circuits/technology.hpp"

namespace memvp {

/// The DAC of one row: a signed code becomes a read voltage of either sign, 0 for code 0. One cycle a conversion.
class digital_to_analog_converter {
 public:
  /// @throws std::invalid_argument with a sentence if no converter can be built from the parameters.
  digital_to_analog_converter(const converter_parameters& converters, const technology_parameters& technology)
      : largest_code_((std::int32_t{1} << (checked(converters).dac_bits - 1)) - 1),
        step_(converters.dac_full_scale / static_cast<double>(largest_code_)),
        size_factor_(std::ldexp(1.0, static_cast<int>(converters.dac_bits) - 1)),
        technology_(technology) {}

  /// Codes run from -largest_code() to largest_code(): sign and magnitude, so that both polarities are alike.
  std::int32_t largest_code() const noexcept { return largest_code_; }
  /// Volts per code step.
  double step() const noexcept { return step_; }

  /// Output voltages of `count` codes. Codes beyond the largest give the full scale of their sign.
  /// @return how many codes were beyond it
  std::size_t convert(const std::int32_t* codes, double* volts, std::size_t count) const noexcept {
    std::size_t saturated = 0;
    for (std::size_t i = 0; i < count; ++i) {
      std::int32_t code = codes[i] > largest_code_ ? largest_code_ : codes[i];
      code = code < -largest_code_ ? -largest_code_ : code;
      saturated += code != codes[i] ? 1U : 0U;
      volts[i] = step_ * code;
    }
    return saturated;
  }

  static constexpr std::uint64_t cycles_per_conversion() noexcept { return 1; }
  /// Joules per conversion: 2^(bits-1) times that of one bit, as between the 1-bit and 4-bit entries of [S24].
  double energy_per_conversion() const noexcept { return size_factor_ * technology_.dac_bit_energy; }
  double area() const noexcept { return size_factor_ * technology_.dac_bit_area; }  ///< m^2
  double leakage_power() const { return leakage_of_area(technology_, area()); }     ///< W while powered

 private:
  std::int32_t largest_code_;
  double step_;
  double size_factor_;
  technology_parameters technology_;
};

}  // namespace memvp
