// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "memvp/models/physics/parameters.hpp"

namespace memvp {

/// Energy, area and leakage figures of the CMOS around the arrays, at one technology node. Defaults are the 130 nm set;
/// other sets are files of the same keys (platforms/technologies).
///
/// Sources are tagged as in the fact sheet ndr_1t1r.md, section 7 and source list. Figures published at another node
/// are brought here by a rule of our own (assumed): energy times (node / node') * (supply / supply')^2, that is C V^2
/// with C in proportion to the node; area times (node / node')^2. 32 and 45 nm figures count as 0.9 V.
struct technology_parameters {
  std::string name = "130 nm CMOS";
  double feature_size = 130e-9;       ///< m
  double supply_voltage = 1.3;        ///< V, logic and converters
  double write_supply_voltage = 5.0;  ///< V, largest magnitude of a write line
  double clock_frequency = 100e6;     ///< Hz

  // Successive approximation converter: power = power_per_bit * bits + fixed_power + column_factor / column_resistance,
  // for bits + 1 steps of bit_time.
  double adc_power_per_bit = 8.448e-6;  ///< W, constant a
  double adc_fixed_power = 65.24e-6;    ///< W, constant c
  double adc_column_factor = 0.169;     ///< V^2, constant d
  double adc_column_resistance = 5e3;   ///< ohm, R_col
  double adc_bit_time = 1e-9;           ///< s
  double adc_area = 19805e-12;          ///< m^2, 8 bits

  double dac_bit_energy = 33.1e-15;  ///< J, one sample of a 1-bit DAC; doubles with each further bit
  double dac_bit_area = 2.756e-12;   ///< m^2, 1-bit DAC; doubles with each further bit
  double sample_energy = 8.22e-15;   ///< J, one sample held
  double sample_area = 0.6437e-12;   ///< m^2

  double wire_capacitance = 0.2e-15;          ///< F per micrometre of line
  double driver_capacitance = 48e-15;         ///< F, output of a write driver
  double level_shifter_capacitance = 20e-15;  ///< F, switched over the write supply once per pulse
  double pulse_driver_area = 1150e-12;        ///< m^2 per line, with level shifter

  double logic_gate_energy = 16.9e-15;    ///< J per output transition pair, two-input NAND with fan-out of three
  double logic_gate_area = 3.7536e-12;    ///< m^2
  double logic_gate_leakage = 2.118e-12;  ///< W
  double flip_flop_energy = 21.1e-15;     ///< J per clock cycle
  double flip_flop_area = 20.02e-12;      ///< m^2
  double flip_flop_leakage = 8.44e-12;    ///< W

  double sram_word_energy = 30.1e-12;  ///< J per 32-bit access
  double sram_bit_area = 5.41e-12;     ///< m^2 per bit with its share of the periphery
  double sram_bit_leakage = 67.7e-12;  ///< W per bit
};

void visit_parameters(parameter_visitor& visitor, technology_parameters& technology);

/// Leakage in watts of powered analog circuits of `area` square metres, at the density of a logic gate. An assumption:
/// capacitors leak less than gates, so this is an upper estimate where a converter is mostly capacitors.
double leakage_of_area(const technology_parameters& technology, double area);

}  // namespace memvp
