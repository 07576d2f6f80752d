// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "memvp/models/circuits/converter_parameters.hpp"
#include "memvp/models/circuits/technology.hpp"

namespace memvp {

/// A signed SAR ADC for line currents, shared by several lines, with auto range.
///
/// Range k has a full scale of adc_full_scale / 2^k. A first comparison cycle finds the narrowest range that holds the
/// current; the code is then scaled to the step of the narrowest range, so words of all ranges compare:
/// `word = code << (ranges - 1 - k)`, and `word * step()` is the current in amperes to half a step of its range.
/// Energy and time after NeuroSim (ndr_1t1r.md section 7 [S23]).
class successive_approximation_converter {
 public:
  /// @throws std::invalid_argument with a sentence if no converter can be built from the parameters.
  successive_approximation_converter(const converter_parameters& converters, const technology_parameters& technology)
      : bits_(static_cast<int>(checked(converters).adc_bits)),
        ranges_(static_cast<int>(converters.adc_ranges)),
        columns_(static_cast<std::size_t>(converters.columns_per_adc)),
        ideal_(converters.ideal),
        technology_(technology) {
    const double largest_code = std::ldexp(1.0, bits_ - 1) - 1.0;
    narrow_limit_ = largest_code + 0.5;
    largest_word_ = ideal_ ? 2147483647.0 : std::ldexp(largest_code, ranges_ - 1);
    step_ = ideal_ ? std::ldexp(converters.adc_full_scale, -30) : converters.adc_full_scale / largest_word_;
  }

  /// Amperes per unit of a word. An ideal converter has 2^30 steps to the full scale and saturates at twice that.
  double step() const noexcept { return step_; }
  /// Magnitude at which words saturate.
  std::int32_t largest_word() const noexcept { return static_cast<std::int32_t>(largest_word_); }

  /// Words of `count` currents in amperes; a current beyond the widest range (or not a number) gives the largest word.
  /// @return how many conversions were saturated
  std::size_t convert(const double* amperes, std::int32_t* words, std::size_t count) const noexcept {
    return ideal_ ? convert_ideal(amperes, words, count) : convert_ranged(amperes, words, count);
  }

  /// Comparisons of one conversion: sampling, one per bit, and one to find the range.
  std::uint64_t cycles_per_conversion() const noexcept {
    return static_cast<std::uint64_t>(bits_) + 1U + (ranges_ > 1 ? 1U : 0U);
  }
  /// Converters needed for `lines`, each serving at most columns_per_adc of them.
  std::size_t converters_for(std::size_t lines) const noexcept { return (lines + columns_ - 1) / columns_; }
  /// Cycles until all of `lines` are converted: the converters share the lines evenly and work side by side.
  std::uint64_t cycles_for(std::size_t lines) const noexcept {
    const std::size_t converters = converters_for(lines);
    return converters == 0 ? 0 : cycles_per_conversion() * ((lines + converters - 1) / converters);
  }

  /// Joules: (a b + c + d / R_col) for as many comparison times as a conversion has. The clock of the sequencer may be
  /// slower than the comparator; it is not powered in between.
  double energy_per_conversion() const noexcept {
    const double watts = technology_.adc_power_per_bit * bits_ + technology_.adc_fixed_power +
                         technology_.adc_column_factor / technology_.adc_column_resistance;
    return watts * technology_.adc_bit_time * static_cast<double>(cycles_per_conversion());
  }
  /// m^2 of one converter. Doubles with two bits: 580 um^2 at 6 bits and 1200 um^2 at 8 bits in [S24], inferred.
  double area() const noexcept { return technology_.adc_area * std::exp2(0.5 * (bits_ - 8)); }
  double leakage_power() const { return leakage_of_area(technology_, area()); }  ///< W of one while powered

 private:
  // Adding and taking away 1.5 * 2^52 leaves a double of less than 2^51 rounded to an integer, ties to even.
  static double rounded(double value) noexcept { return (value + 6755399441055744.0) - 6755399441055744.0; }

  std::size_t convert_ideal(const double* amperes, std::int32_t* words, std::size_t count) const noexcept {
    std::size_t saturated = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const double units = rounded(clamped(amperes[i] / step_));
      saturated += std::abs(amperes[i] / step_) <= largest_word_ ? 0U : 1U;
      words[i] = static_cast<std::int32_t>(units);
    }
    return saturated;
  }

  // Free of branches, so that compilers turn it into vector instructions: this runs for every output of every product.
  std::size_t convert_ranged(const double* amperes, std::int32_t* words, std::size_t count) const noexcept {
    constexpr std::uint64_t exponent_mask = 0x7FF0000000000000U;
    constexpr std::uint64_t one = std::uint64_t{1} << 52;
    const double units_per_ampere = 1.0 / step_;
    const double per_limit = 1.0 / narrow_limit_;
    const double limit = std::ldexp(narrow_limit_, ranges_ - 1);
    std::uint64_t saturated = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const double asked = amperes[i] * units_per_ampere;
      const double units = clamped(asked);
      saturated += std::abs(asked) <= limit ? 0U : 1U;
      // How many times the narrowest range has to double is the binary exponent of the current in such ranges; 0.5 has
      // the exponent of the narrowest range itself.
      const double in_ranges = std::abs(units) * per_limit;
      const double at_least = 0.5 < in_ranges ? in_ranges : 0.5;
      std::uint64_t exponent = 0;
      std::memcpy(&exponent, &at_least, sizeof exponent);
      exponent &= exponent_mask;
      const std::uint64_t up_bits = exponent + one;
      const std::uint64_t down_bits = 2045U * one - exponent;
      double up = 0.0;
      double down = 0.0;
      std::memcpy(&up, &up_bits, sizeof up);
      std::memcpy(&down, &down_bits, sizeof down);
      words[i] = static_cast<std::int32_t>(rounded(units * down) * up);
    }
    return saturated;
  }

  // Written so that NaN becomes the lower limit.
  double clamped(double units) const noexcept {
    const double from_below = -largest_word_ < units ? units : -largest_word_;
    return largest_word_ < from_below ? largest_word_ : from_below;
  }

  int bits_;
  int ranges_;
  std::size_t columns_;
  bool ideal_;
  double narrow_limit_ = 0.0;  // in steps: beyond it the narrowest range saturates
  double largest_word_ = 0.0;
  double step_ = 0.0;
  technology_parameters technology_;
};

}  // namespace memvp
