// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// Converters on the read path of an array: a DAC a row, SAR ADCs shared by columns (ecram.md section 6, assumed
/// there).
struct converter_parameters {
  std::int64_t dac_bits = 8;         ///< signed: codes -(2^(bits-1)-1) to 2^(bits-1)-1
  double dac_full_scale = 0.1;       ///< V at the largest code
  std::int64_t adc_bits = 8;         ///< signed
  std::int64_t adc_ranges = 8;       ///< current ranges, each half of the one before; 1 = fixed range
  double adc_full_scale = 230e-6;    ///< A at the largest code of the widest range
  std::int64_t columns_per_adc = 8;  ///< lines that share a converter
  bool ideal = false;                ///< convert without quantisation, for checks; cycles and energy stay
};

void visit_parameters(parameter_visitor& visitor, converter_parameters& converters);

/// The parameters themselves, if converters can be built from them: for those who fill them in by hand.
/// @throws std::invalid_argument with a sentence if bits, ranges or sharing are outside what visit_parameters allows,
/// or a full scale is not positive and finite.
const converter_parameters& checked(const converter_parameters& converters);

}  // namespace memvp
