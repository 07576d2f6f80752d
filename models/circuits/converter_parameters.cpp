// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/converter_parameters.hpp"

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace memvp {

namespace {

constexpr std::int64_t least_bits = 2;
constexpr std::int64_t most_bits = 16;
// With 16 bits and 16 ranges a word still fits 32 bits.
constexpr std::int64_t most_ranges = 16;
constexpr std::int64_t most_columns = 65536;

void check_count(const char* what, std::int64_t value, std::int64_t least, std::int64_t most) {
  if (value >= least && value <= most) return;
  std::ostringstream sentence;
  sentence << what << " must be between " << least << " and " << most << ", but is " << value << ".";
  throw std::invalid_argument(sentence.str());
}

void check_full_scale(const char* what, double value) {
  if (std::isfinite(value) && value > 0.0) return;
  std::ostringstream sentence;
  sentence << what << " must be positive and finite, but is " << value << ".";
  throw std::invalid_argument(sentence.str());
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, converter_parameters& c) {
  using p = provenance;
  using d = dimension;
  visitor.integer({"converter.dac_bits", d::number, least_bits, most_bits, "Bits of a row DAC, sign included",
                   p::assumed, "ecram.md section 6: 8-bit DAC"},
                  c.dac_bits);
  visitor.real({"converter.dac_full_scale", d::voltage, 1e-6, 10, "Read voltage at the largest DAC code", p::assumed,
                "ecram.md section 6: 0.1 V full scale"},
               c.dac_full_scale);
  visitor.integer({"converter.adc_bits", d::number, least_bits, most_bits, "Bits of a column ADC, sign included",
                   p::assumed, "ecram.md section 6: 8 bits"},
                  c.adc_bits);
  visitor.integer({"converter.adc_ranges", d::number, 1, most_ranges,
                   "Current ranges of a column ADC, each half of the one before; 1 turns auto range off", p::assumed,
                   "ecram.md section 6: the range must follow the window; 8 span 230 to 1.8 uA"},
                  c.adc_ranges);
  visitor.real({"converter.adc_full_scale", d::current, 1e-15, 10, "Current at the largest code of the widest range",
                p::inferred, "ecram.md section 6: at most 230 uA in a column of 10 cells at 0.1 V"},
               c.adc_full_scale);
  visitor.integer({"converter.columns_per_adc", d::number, 1, most_columns, "Lines that share an ADC", p::assumed,
                   "8, NeuroSim's usual sharing (numColMuxed) [S23]"},
                  c.columns_per_adc);
  visitor.boolean({"converter.ideal", d::number, 0, 1,
                   "Convert currents without quantisation, to tell converters' errors from others", p::setting, ""},
                  c.ideal);
}

const converter_parameters& checked(const converter_parameters& converters) {
  check_count("The number of DAC bits", converters.dac_bits, least_bits, most_bits);
  check_count("The number of ADC bits", converters.adc_bits, least_bits, most_bits);
  check_count("The number of ADC ranges", converters.adc_ranges, 1, most_ranges);
  check_count("The number of columns per ADC", converters.columns_per_adc, 1, most_columns);
  check_full_scale("The DAC full scale", converters.dac_full_scale);
  check_full_scale("The ADC full scale", converters.adc_full_scale);
  return converters;
}

}  // namespace memvp
