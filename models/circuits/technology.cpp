// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/circuits/technology.hpp"

namespace memvp {

void visit_parameters(parameter_visitor& visitor, technology_parameters& t) {
  constexpr double most = 1e6;  // far above any sensible figure: only the lower bounds matter
  const auto real = [&](std::string_view key, dimension unit, double minimum, double maximum, double& value,
                        std::string_view meaning, provenance origin, std::string_view source) {
    visitor.real({key, unit, minimum, maximum, meaning, origin, source}, value);
  };
  using p = provenance;
  using d = dimension;

  visitor.text({"technology.name", d::number, 0, 0, "Name of this set of figures", p::setting, ""}, t.name);
  real("technology.feature_size", d::length, 1e-9, 10e-6, t.feature_size, "Technology node", p::setting,
       "130 nm: the node of the 1T1R chips in ndr_1t1r.md 4.1 [S10][S13]");
  real("technology.supply_voltage", d::voltage, 0.1, 10, t.supply_voltage, "Supply of logic and converters",
       p::literature, "NeuroSim, low standby power, 130 nm [S23]");
  real("technology.write_supply_voltage", d::voltage, 0.1, 100, t.write_supply_voltage,
       "Largest magnitude that a write line can be driven to", p::paper,
       "5 V: pulses of +/-5 V, doi 10.1038/s41467-023-41958-4, Figs. 1c and 2a; a tile of ferro-ionic cells has 15 V, "
       "for pulses up to 14.5 V, doi 10.1038/s41467-024-55701-0, Fig. 2e");
  real("technology.clock_frequency", d::frequency, 1, 1e11, t.clock_frequency, "Clock of the sequencers", p::assumed,
       "100 MHz, slow enough for every block here at 130 and 180 nm");

  real("technology.adc_power_per_bit", d::power, 0, most, t.adc_power_per_bit,
       "SAR converter: power per bit, constant a", p::literature, "NeuroSim SAR model, ndr_1t1r.md section 7 [S23]");
  real("technology.adc_fixed_power", d::power, 0, most, t.adc_fixed_power, "SAR converter: fixed power, constant c",
       p::literature, "NeuroSim SAR model, ndr_1t1r.md section 7 [S23]");
  real("technology.adc_column_factor", d::number, 0, most, t.adc_column_factor,
       "SAR converter: V^2 drawn through the column, constant d", p::literature,
       "NeuroSim SAR model, ndr_1t1r.md section 7 [S23]");
  real("technology.adc_column_resistance", d::resistance, 1, 1e12, t.adc_column_resistance,
       "SAR converter: column resistance R_col at which its power is taken", p::literature,
       "5 kohm, as evaluated in ndr_1t1r.md section 7 [S23]");
  real("technology.adc_bit_time", d::time, 0, 1, t.adc_bit_time, "SAR converter: time of one comparison", p::literature,
       "NeuroSim: (bits + 1) ns a conversion, ndr_1t1r.md section 7 [S23]");
  real("technology.adc_area", d::area, 0, 1, t.adc_area, "SAR converter: area for 8 bits", p::inferred,
       "1200 um^2 at 32 nm (ISAAC via [S8][S24]), scaled by the area rule");

  real("technology.dac_bit_energy", d::energy, 0, 1, t.dac_bit_energy,
       "Row DAC: energy of one 1-bit sample; doubles with each further bit", p::inferred,
       "3.9 uW at 1 GS/s, 32 nm [S8][S24], scaled by the energy rule; 4 bits at 31 uW give the doubling");
  real("technology.dac_bit_area", d::area, 0, 1, t.dac_bit_area,
       "Row DAC: area for 1 bit; doubles with each further bit", p::inferred,
       "0.167 um^2 at 32 nm [S8][S24], scaled by the area rule");
  real("technology.sample_energy", d::energy, 0, 1, t.sample_energy, "Sample-and-hold: energy of one sample",
       p::inferred, "9.7 nW [S8] over ISAAC's 100 ns read, 32 nm, scaled by the energy rule");
  real("technology.sample_area", d::area, 0, 1, t.sample_area, "Sample-and-hold: area per line", p::inferred,
       "0.039 um^2 at 32 nm [S8], scaled by the area rule");

  real("technology.wire_capacitance", d::capacitance, 0, 1e-6, t.wire_capacitance,
       "Capacitance of an array line per micrometre", p::literature, "0.2 fF/um, ndr_1t1r.md section 6 [S23]");
  real("technology.driver_capacitance", d::capacitance, 0, 1e-6, t.driver_capacitance,
       "Capacitance at the output of a write driver", p::literature, "48 fF fixed part of a 130 nm word line [S12]");
  real("technology.level_shifter_capacitance", d::capacitance, 0, 1e-6, t.level_shifter_capacitance,
       "Capacitance that a level shifter switches over the write supply per pulse", p::assumed,
       "no published figure found (ndr_1t1r.md section 7)");
  real("technology.pulse_driver_area", d::area, 0, 1, t.pulse_driver_area,
       "Area of one bipolar line driver with level shifter", p::literature, "MNSIM row driver at 130 nm [S24]");

  real("technology.logic_gate_energy", d::energy, 0, 1, t.logic_gate_energy,
       "Energy of one switching cycle of a two-input NAND", p::assumed,
       "C V^2 with 10 fF: fan-out of three at 2.32 fF (sky130_fd_sc_hd nand2_1) and 3 fF of wire");
  real("technology.logic_gate_area", d::area, 0, 1, t.logic_gate_area, "Area of a two-input NAND", p::literature,
       "sky130_fd_sc_hd nand2_1: 3.7536 um^2 (github google/skywater-pdk-libs-sky130_fd_sc_hd)");
  real("technology.logic_gate_leakage", d::power, 0, most, t.logic_gate_leakage, "Leakage of a two-input NAND",
       p::literature, "sky130_fd_sc_hd nand2_1, typical, 25 C, 1.8 V: 2.118 pW");
  real("technology.flip_flop_energy", d::energy, 0, 1, t.flip_flop_energy,
       "Energy of a flip-flop in one clock cycle, data unchanged", p::inferred,
       "sky130_fd_sc_hd dfxtp_1 clock pin, 40.5 fJ at 1.8 V, times (1.3/1.8)^2");
  real("technology.flip_flop_area", d::area, 0, 1, t.flip_flop_area, "Area of a flip-flop", p::literature,
       "sky130_fd_sc_hd dfxtp_1: 20.02 um^2");
  real("technology.flip_flop_leakage", d::power, 0, most, t.flip_flop_leakage, "Leakage of a flip-flop", p::literature,
       "sky130_fd_sc_hd dfxtp_1, typical, 25 C, 1.8 V: 8.44 pW");

  real("technology.sram_word_energy", d::energy, 0, 1, t.sram_word_energy, "Energy of one 32-bit buffer access",
       p::inferred,
       "half of 10 pJ per 64 bits of an 8 KiB cache, 45 nm (Horowitz, doi 10.1109/ISSCC.2014.6757323), scaled by the "
       "energy rule; a smaller buffer needs less");
  real("technology.sram_bit_area", d::area, 0, 1, t.sram_bit_area, "Buffer area per bit", p::assumed,
       "cell of 160 F^2 (NeuroSim, above 22 nm [S23]) filling half of the memory");
  real("technology.sram_bit_leakage", d::power, 0, most, t.sram_bit_leakage, "Buffer leakage per bit", p::inferred,
       "two off transistors 2 F wide, 100.2 pA/um (NeuroSim 130 nm low standby power [S23]), at the supply voltage");
}

double leakage_of_area(const technology_parameters& technology, double area) {
  return technology.logic_gate_leakage * area / technology.logic_gate_area;
}

}  // namespace memvp
