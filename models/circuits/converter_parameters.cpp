// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/converter_parameters.hpp"

namespace memvp {

void visit_parameters(parameter_visitor& visitor, converter_parameters& c) {
  using p = provenance;
  using d = dimension;
  visitor.integer({"converter.dac_bits", d::number, 2, 16, "Bits of a row DAC, sign included", p::assumed,
                   "ecram.md section 6: 8-bit DAC"},
                  c.dac_bits);
  visitor.real({"converter.dac_full_scale", d::voltage, 1e-6, 10, "Read voltage at the largest DAC code", p::assumed,
                "ecram.md section 6: 0.1 V full scale"},
               c.dac_full_scale);
  visitor.integer({"converter.adc_bits", d::number, 2, 16, "Bits of a column ADC, sign included", p::assumed,
                   "ecram.md section 6: 8 bits"},
                  c.adc_bits);
  visitor.integer({"converter.adc_ranges", d::number, 1, 16,
                   "Current ranges of a column ADC, each half of the one before; 1 turns auto range off", p::assumed,
                   "ecram.md section 6: the range must follow the window; 8 span 230 to 1.8 uA"},
                  c.adc_ranges);
  visitor.real({"converter.adc_full_scale", d::current, 1e-15, 10, "Current at the largest code of the widest range",
                p::inferred, "ecram.md section 6: at most 230 uA in a column of 10 cells at 0.1 V"},
               c.adc_full_scale);
  visitor.integer({"converter.columns_per_adc", d::number, 1, 65536, "Lines that share an ADC", p::assumed,
                   "8, NeuroSim's usual sharing (numColMuxed) [S23]"},
                  c.columns_per_adc);
  visitor.boolean({"converter.ideal", d::number, 0, 1,
                   "Convert currents without quantisation, to tell converters' errors from others", p::setting, ""},
                  c.ideal);
}

}  // namespace memvp
