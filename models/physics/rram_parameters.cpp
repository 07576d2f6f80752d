// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/rram_parameters.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace memvp {
namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

struct named_value {
  const char* key;
  double value;
};

void require(bool holds, const std::string& sentence) {
  if (!holds) throw std::invalid_argument(sentence);
}

void visit_cell(parameter_visitor& visitor, rram_device_parameters& p) {
  visitor.real({"device.minimum_conductance", dimension::conductance, 0, 1e-3, "Lower end of the programming window",
                provenance::literature, "1 uS: NeuRRAM, github.com/weierwan/Neurram_48core; ndr_1t1r.md 4.1 [S11]"},
               p.minimum_conductance);
  visitor.real({"device.maximum_conductance", dimension::conductance, 1e-9, 1e-3, "Upper end of the programming window",
                provenance::literature, "40 uS: NeuRRAM, github.com/weierwan/Neurram_48core; ndr_1t1r.md 4.1 [S11]"},
               p.maximum_conductance);
  visitor.real(
      {"device.transistor_gain", dimension::number, 1e-7, 1, "Gain beta of the access transistor, A/V^2",
       provenance::literature, "6e-4 A/V^2: W/L 10, KP 6e-5 of the PKU/Stanford 1T1R deck, ndr_1t1r.md 8a.1 [S22]"},
      p.transistor_gain);
  visitor.real({"device.transistor_threshold", dimension::voltage, 0, 10, "Threshold voltage of the access transistor",
                provenance::literature, "0.7 V: PKU/Stanford 1T1R deck, ndr_1t1r.md 8a.1 [S22]"},
               p.transistor_threshold);
  visitor.real(
      {"device.read_gate_voltage", dimension::voltage, 0, 10, "Word line of a selected row during a read",
       provenance::assumed,
       "assumed: 2.5 V, the second example of ndr_1t1r.md 8a.1 (926 ohm); NeuRRAM's swing ends at 2.2 V [S12]"},
      p.read_gate_voltage);
  visitor.real({"device.read_field_voltage", dimension::voltage, 0, 100,
                "V0 of the read current G V0 sinh(V/V0); 0 for an ohmic cell", provenance::literature,
                "0.43 V: Vref of the SkyWater ReRAM cell, ndr_1t1r.md 8a.2 [S13]"},
               p.read_field_voltage);
  visitor.real({"device.read_noise", dimension::number, 0, 1, "Random part of one read current, as a fraction of it",
                provenance::literature, "0.01: about 1 % for NeuRRAM-type cells, ndr_1t1r.md 4.3 [S14]"},
               p.read_noise);
  visitor.real({"device.cell_area", dimension::area, 0, 1, "Area of one cell with its transistor",
                provenance::literature, "125.74 F^2 at 130 nm: NeuRRAM macro model, ndr_1t1r.md 4.1 [S12]"},
               p.cell_area);
}

void visit_pulses(parameter_visitor& visitor, rram_device_parameters& p) {
  visitor.enumeration({"device.pulse_table", dimension::number, -unbounded, unbounded,
                       "Where the median conductance after a pulse comes from", provenance::setting,
                       "measured: RADAR data set, ndr_1t1r.md 4.2 [S20], doi 10.1109/TED.2021.3097975; reference: the "
                       "filament model of 8a.3"},
                      {"measured", "reference"}, p.pulse_source);
  visitor.real({"device.set_spread_low", dimension::number, 0, 3,
                "Spread of ln G after a set pulse, at 50 uS and below", provenance::inferred,
                "~0.4 near 50 uS, computed from the RADAR data set, ndr_1t1r.md 8a.4; below 50 uS assumed"},
               p.set_spread_low);
  visitor.real(
      {"device.set_spread_high", dimension::number, 0, 3, "Spread of ln G after a set pulse, at 120 uS and above",
       provenance::inferred, "middle of 0.10-0.17, computed from the RADAR data set, ndr_1t1r.md 8a.4"},
      p.set_spread_high);
  visitor.real({"device.reset_spread", dimension::number, 0, 3, "Spread of ln G after a reset pulse",
                provenance::inferred, "~0.6, from p10-p90 at 1.5 V of the RADAR data set, ndr_1t1r.md 8a.4"},
               p.reset_spread);
  visitor.real({"device.frozen_share", dimension::number, 0, 1,
                "Share of the variance after a pulse that belongs to the cell for good, not to the pulse",
                provenance::assumed, "assumed: 0.5; the published spreads are over cells and pulses together"},
               p.frozen_share);
}

void visit_faults_and_forming(parameter_visitor& visitor, rram_device_parameters& p) {
  visitor.real({"device.stuck_on_fraction", dimension::number, 0, 1, "Share of cells that stay in the set state",
                provenance::inferred,
                "half of the 0.2 % that 99.8 % yield leaves, doi 10.1038/s41928-017-0002-z, ndr_1t1r.md 4.1 [S17] "
                "(another HfO2 array); equal halves assumed"},
               p.stuck_on_fraction);
  visitor.real(
      {"device.stuck_off_fraction", dimension::number, 0, 1, "Share of cells that stay unformed", provenance::inferred,
       "half of the 0.2 % that 99.8 % yield leaves, doi 10.1038/s41928-017-0002-z, ndr_1t1r.md 4.1 [S17] "
       "(another HfO2 array); equal halves assumed"},
      p.stuck_off_fraction);
  visitor.real({"device.stuck_on_conductance", dimension::conductance, 0, 1e-3, "Conductance of a cell stuck on",
                provenance::assumed, "assumed: the median after forming"},
               p.stuck_on_conductance);
  visitor.boolean({"device.formed", dimension::number, -unbounded, unbounded,
                   "Whether the array begins formed (else every cell has to be formed first)", provenance::setting, ""},
                  p.formed);
  visitor.real({"device.pristine_conductance", dimension::conductance, 0, 1e-3,
                "Conductance before forming, of a cell stuck off, and the least that a reset leaves",
                provenance::literature, "< 0.1 uS pristine: SkyWater ReRAM, ndr_1t1r.md 4.1 [S13]; the bound itself"},
               p.pristine_conductance);
  visitor.real({"device.forming_voltage", dimension::voltage, 0, 100, "Bit line voltage that forms the median cell",
                provenance::literature, "3.15 V: RADAR data set, ndr_1t1r.md 4.2 [S20]"},
               p.forming_voltage);
  visitor.real({"device.forming_voltage_spread", dimension::voltage, 0, 100, "Spread of the forming voltage over cells",
                provenance::inferred, "p5-p95 2.65-3.45 V over 2 * 1.645: RADAR data set, ndr_1t1r.md 4.2 [S20]"},
               p.forming_voltage_spread);
  visitor.real({"device.forming_gate_voltage", dimension::voltage, 0, 100, "Least word line voltage that forms",
                provenance::literature, "2.0 V: RADAR data set, ndr_1t1r.md 4.2 [S20]; a sharp bound is assumed"},
               p.forming_gate_voltage);
  visitor.real({"device.forming_time", dimension::time, 1e-12, 1e3, "Least width of a pulse that forms",
                provenance::literature, "1 us: SkyWater ReRAM, ndr_1t1r.md 4.1 [S13]; a sharp bound is assumed"},
               p.forming_time);
  visitor.real({"device.formed_conductance", dimension::conductance, 0, 1e-3, "Median conductance after forming",
                provenance::inferred, "7.8 kohm: RADAR data set, ndr_1t1r.md 4.2 [S20]"},
               p.formed_conductance);
  visitor.real({"device.formed_spread", dimension::number, 0, 3, "Spread of ln G after forming", provenance::inferred,
                "5.7-20 kohm taken as p5-p95: RADAR data set, ndr_1t1r.md 4.2 [S20]"},
               p.formed_spread);
}

void visit_time(parameter_visitor& visitor, rram_device_parameters& p) {
  visitor.boolean({"device.relaxation", dimension::number, -unbounded, unbounded,
                   "Whether a written cell spreads with time (random part)", provenance::literature,
                   "16 292 cells, github.com/akashlevy/RRAM-Relaxation-Master-Model, table of ndr_1t1r.md 4.3 [S21]"},
                  p.relaxation);
  visitor.boolean({"device.drift", dimension::number, -unbounded, unbounded,
                   "Whether a written cell moves in the mean with time", provenance::literature,
                   "means at 1e5 s in the table of ndr_1t1r.md 4.3 [S21]; the same time law as the spread is assumed"},
                  p.drift);
  visitor.real({"device.relaxation_step", dimension::number, 1e-3, 10,
                "Decades of time since the last write for which conductances once computed are used again",
                provenance::setting, "0.1 decade moves a cell by at most 0.1 uS (one standard deviation)"},
               p.relaxation_step);
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, rram_device_parameters& parameters) {
  visit_cell(visitor, parameters);
  visit_pulses(visitor, parameters);
  visit_faults_and_forming(visitor, parameters);
  visit_time(visitor, parameters);
  visit_parameters(visitor, parameters.filament);
}

void check(const rram_device_parameters& p) {
  const std::array<named_value, 7> positive{{{"maximum_conductance", p.maximum_conductance},
                                             {"transistor_gain", p.transistor_gain},
                                             {"pristine_conductance", p.pristine_conductance},
                                             {"stuck_on_conductance", p.stuck_on_conductance},
                                             {"formed_conductance", p.formed_conductance},
                                             {"forming_time", p.forming_time},
                                             {"relaxation_step", p.relaxation_step}}};
  for (const named_value& entry : positive) {
    require(std::isfinite(entry.value) && entry.value > 0,
            std::string("device.") + entry.key + " must be a positive finite number.");
  }
  const std::array<named_value, 14> not_negative{{{"minimum_conductance", p.minimum_conductance},
                                                  {"transistor_threshold", p.transistor_threshold},
                                                  {"read_field_voltage", p.read_field_voltage},
                                                  {"set_spread_low", p.set_spread_low},
                                                  {"set_spread_high", p.set_spread_high},
                                                  {"reset_spread", p.reset_spread},
                                                  {"stuck_on_fraction", p.stuck_on_fraction},
                                                  {"stuck_off_fraction", p.stuck_off_fraction},
                                                  {"forming_voltage", p.forming_voltage},
                                                  {"forming_voltage_spread", p.forming_voltage_spread},
                                                  {"forming_gate_voltage", p.forming_gate_voltage},
                                                  {"formed_spread", p.formed_spread},
                                                  {"read_noise", p.read_noise},
                                                  {"cell_area", p.cell_area}}};
  for (const named_value& entry : not_negative) {
    require(std::isfinite(entry.value) && entry.value >= 0,
            std::string("device.") + entry.key + " must be a finite number of at least 0.");
  }
  require(p.minimum_conductance < p.maximum_conductance,
          "device.minimum_conductance must be less than device.maximum_conductance.");
  require(p.maximum_conductance <= 1e-3 && p.stuck_on_conductance <= 1e-3 && p.formed_conductance <= 1e-3 &&
              p.pristine_conductance <= 1e-3,
          "Conductances of device. must be at most 1 mS, the most that a cell of this model holds.");
  require(std::isfinite(p.read_gate_voltage) && p.read_gate_voltage > p.transistor_threshold,
          "device.read_gate_voltage must be above device.transistor_threshold, or no read current flows.");
  require(p.frozen_share >= 0 && p.frozen_share <= 1, "device.frozen_share must lie between 0 and 1.");
  require(p.stuck_on_fraction + p.stuck_off_fraction <= 1,
          "device.stuck_on_fraction and device.stuck_off_fraction must not add to more than 1.");
  check(p.filament);
}

double set_spread(const rram_device_parameters& p, double log_siemens) {
  static const double low = std::log(50e-6);
  static const double high = std::log(120e-6);
  const double position = std::clamp((log_siemens - low) / (high - low), 0.0, 1.0);
  return p.set_spread_low + position * (p.set_spread_high - p.set_spread_low);
}

}  // namespace memvp
