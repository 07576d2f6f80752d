// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ferroionic_parameters.hpp"

#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

namespace memvp {
namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();
constexpr const char* figure_2e = "doi 10.1038/s41467-024-55701-0, Fig. 2e";
constexpr const char* figure_2h = "doi 10.1038/s41467-024-55701-0, Fig. 2h";

struct named_value {
  const char* key;
  double value;
};

void require(bool holds, const std::string& sentence) {
  if (!holds) throw std::invalid_argument(sentence);
}

void visit_ferroelectric_pulses(parameter_visitor& visitor, ferroionic_device_parameters& p) {
  visitor.real({"device.set_lowest", dimension::voltage, 1e-3, 1e3, "Amplitude of the lowest FE-set group",
                provenance::paper, figure_2e},
               p.set_lowest);
  visitor.real({"device.set_step", dimension::voltage, 1e-6, 1e3, "Step between the amplitudes of FE-set groups",
                provenance::paper, figure_2e},
               p.set_step);
  visitor.integer({"device.set_groups", dimension::number, 1, 256, "Amplitudes of FE-set pulses, and levels of p",
                   provenance::paper, "16 states, doi 10.1038/s41467-024-55701-0, Fig. 2f; (14.5 V - 7 V)/0.5 V + 1"},
                  p.set_groups);
  visitor.real({"device.reset_lowest", dimension::voltage, 1e-3, 1e3,
                "Amplitude of the lowest FE-reset group; its pulses are negative", provenance::paper, figure_2e},
               p.reset_lowest);
  visitor.real({"device.reset_step", dimension::voltage, 1e-6, 1e3, "Step between the amplitudes of FE-reset groups",
                provenance::paper, figure_2e},
               p.reset_step);
  visitor.integer({"device.reset_groups", dimension::number, 1, 256, "Amplitudes of FE-reset pulses",
                   provenance::inferred, "(6.6 V - 5 V)/0.1 V + 1, doi 10.1038/s41467-024-55701-0, Fig. 2e"},
                  p.reset_groups);
  visitor.real(
      {"device.ferroelectric_width", dimension::time, 1e-12, 1e4, "Width of an FE pulse", provenance::paper, figure_2e},
      p.ferroelectric_width);
  visitor.real({"device.ferroelectric_gap", dimension::time, 0, 1e4, "Time at 0 V after each FE pulse",
                provenance::paper, figure_2e},
               p.ferroelectric_gap);
  visitor.integer(
      {"device.set_pulses", dimension::number, 1, 1e6, "FE-set pulses of a group", provenance::paper, figure_2e},
      p.set_pulses);
  visitor.integer(
      {"device.reset_pulses", dimension::number, 1, 1e6, "FE-reset pulses of a group", provenance::paper, figure_2e},
      p.reset_pulses);
}

void visit_ionic_pulses(parameter_visitor& visitor, ferroionic_device_parameters& p) {
  visitor.real({"device.ion_set_voltage", dimension::voltage, -1e3, 0, "Ion-set pulse", provenance::paper, figure_2h},
               p.ion_set_voltage);
  visitor.real(
      {"device.ion_set_width", dimension::time, 1e-12, 1e4, "Width of the ion-set pulse", provenance::paper, figure_2h},
      p.ion_set_width);
  visitor.real(
      {"device.ion_reset_voltage", dimension::voltage, 0, 1e3, "Ion-reset pulse", provenance::paper, figure_2h},
      p.ion_reset_voltage);
  visitor.real({"device.ion_reset_width", dimension::time, 1e-12, 1e4, "Width of the ion-reset pulse",
                provenance::paper, figure_2h},
               p.ion_reset_width);
  visitor.real(
      {"device.read_voltage", dimension::voltage, -1e3, 1e3, "Read pulse of the ionic mode; used for both",
       provenance::paper, "doi 10.1038/s41467-024-55701-0, Fig. 2h; FE read bias not available (Suppl. Fig. 4)"},
      p.read_voltage);
  visitor.real(
      {"device.read_width", dimension::time, 1e-12, 1e4, "Width of the read pulse", provenance::paper, figure_2h},
      p.read_width);
  visitor.real(
      {"device.ion_gate_voltage", dimension::voltage, -1e3, 1e3, "Gate at which ions can be driven", provenance::paper,
       "doi 10.1038/s41467-024-55701-0, Fig. 2g; of the pulses of Fig. 2h the gate is not stated"},
      p.ion_gate_voltage);
  visitor.real({"device.hold_gate_voltage", dimension::voltage, -1e3, 1e3, "Gate at which ions cannot be driven",
                provenance::assumed, "assumed: 0 V; that a gate disables the effect: arXiv 2204.08216 (other stack)"},
               p.hold_gate_voltage);
  visitor.real({"device.ion_window", dimension::voltage, 1e-3, 1e3, "Greatest magnitude of the ion window",
                provenance::inferred, "the greatest amplitude of doi 10.1038/s41467-024-55701-0, Fig. 2h"},
               p.ion_window);
}

void visit_laws(parameter_visitor& visitor, ferroionic_device_parameters& p) {
  visitor.real({"device.set_filling_time", dimension::time, 1e-15, 1e6,
                "tau_Ps: time constant of p in FE-set pulses, in time of pulse", provenance::assumed,
                "assumed: 95 % after the 40 pulses of doi 10.1038/s41467-024-55701-0, Fig. 2e"},
               p.set_filling_time);
  visitor.real({"device.reset_filling_time", dimension::time, 1e-15, 1e6,
                "tau_Pr: time constant of p in FE-reset pulses, in time of pulse", provenance::assumed,
                "assumed: 95 % after the 30 pulses of doi 10.1038/s41467-024-55701-0, Fig. 2e"},
               p.reset_filling_time);
  visitor.real({"device.ion_set_pulses", dimension::number, 1e-3, 1e9,
                "Ns: ion-set pulses that fill 95 % of w without relaxation", provenance::unknown,
                "published nowhere that was found; 30 is an assumed value"},
               p.ion_set_pulses);
  visitor.real({"device.ion_reset_pulses", dimension::number, 1e-3, 1e9,
                "Nr: ion-reset pulses that empty 95 % of w without relaxation", provenance::unknown,
                "published nowhere that was found; 30 is an assumed value"},
               p.ion_reset_pulses);
  visitor.real({"device.ion_set_slope_voltage", dimension::voltage, 1e-3, 1e3, "Vs of the ion-set rate sinh(-V/Vs)",
                provenance::assumed, "assumed: the greatest that keeps a read pulse below 1 % of an ion-set pulse"},
               p.ion_set_slope_voltage);
  visitor.real({"device.ion_reset_slope_voltage", dimension::voltage, 1e-3, 1e3, "Vr of the ion-reset rate sinh(V/Vr)",
                provenance::assumed, "assumed: 0.1 V"},
               p.ion_reset_slope_voltage);
  visitor.real({"device.relaxation_time", dimension::time, 1e-9, unbounded,
                "tau0: time constant of w at the reference temperature; infinite for none", provenance::unknown,
                "published nowhere that was found; 10 s is an assumed value. Inferred from Fig. 2h of doi "
                "10.1038/s41467-024-55701-0: well above 0.3 s"},
               p.relaxation_time);
  visitor.real({"device.activation_energy", dimension::number, 0, 10,
                "Ea of the relaxation, eV; 0: it does not depend on temperature", provenance::unknown,
                "published nowhere that was found; 0 leaves it out"},
               p.activation_energy);
  visitor.real({"device.reference_temperature", dimension::number, 1, 2000,
                "T0 at which tau is tau0, and temperature at first, K", provenance::assumed, "assumed: 300 K"},
               p.reference_temperature);
  visitor.real({"device.equilibrium", dimension::number, 0, 1, "w_eq that w relaxes to", provenance::assumed,
                "assumed: 0, w is the excess over equilibrium"},
               p.equilibrium);
  visitor.real({"device.polarisation_retention", dimension::time, 1e-9, unbounded,
                "tau_ret: time constant at which p falls to 0; infinite for none", provenance::literature,
                "\"permanent\", doi 10.1039/C9MH01215J (no figure); Fig. 2f of doi 10.1038/s41467-024-55701-0 was not "
                "at hand"},
               p.polarisation_retention);
  visitor.real({"device.curie_temperature", dimension::number, 1, 2000, "Temperature from which p is lost, K",
                provenance::literature, "about 315 to 320 K, doi 10.1038/ncomms12357; the lower"},
               p.curie_temperature);
}

void visit_conductance(parameter_visitor& visitor, ferroionic_device_parameters& p) {
  visitor.real({"device.lowest_conductance", dimension::conductance, 1e-15, 1, "G_lo: conductance at p = -1, w = 0",
                provenance::unknown, "published nowhere that was found; 1 nS is an example"},
               p.lowest_conductance);
  visitor.real(
      {"device.polarisation_ratio", dimension::number, 1, 1e12, "R_P: G at p = 1 over G at p = -1", provenance::unknown,
       "published nowhere that was found; 1e3 is an example, other CuInP2S6 devices span 1e2 to 1e5"},
      p.polarisation_ratio);
  visitor.real({"device.ionic_ratio", dimension::number, 1, 1e12, "R_W: G at w = 1 over G at w = 0",
                provenance::unknown, "published nowhere that was found; 10 is an example"},
               p.ionic_ratio);
  visitor.enumeration({"device.conduction", dimension::number, -unbounded, unbounded,
                       "How p and w act together on the conductance", provenance::assumed,
                       "assumed: multiplicative, since both act on one barrier (doi 10.1038/s41467-024-55701-0, "
                       "Fig. 2c shows band diagrams)"},
                      {"multiplicative", "additive"}, p.conduction);
  visitor.real({"device.nonlinearity_voltage", dimension::voltage, 1e-3, 1e3, "V_nl of I = G V_nl sinh(V/V_nl)",
                provenance::assumed, "assumed: 0.5 V"},
               p.nonlinearity_voltage);
}

void visit_spreads(parameter_visitor& visitor, ferroionic_device_parameters& p) {
  visitor.boolean({"device.variability", dimension::number, -unbounded, unbounded,
                   "Whether cells and cycles differ at all", provenance::setting, ""},
                  p.variability);
  const auto unknown = [&](std::string_view key, std::string_view meaning, double& value, std::string_view source) {
    visitor.real({key, dimension::number, 0, 3, meaning, provenance::unknown, source}, value);
  };
  constexpr std::string_view assumed_value = "published nowhere that was found; 0.05 is an assumed value";
  unknown("device.polarisation_step_device_spread", "Spread over cells of ln (filling rate of p)",
          p.polarisation_step_device_spread, assumed_value);
  unknown("device.polarisation_step_cycle_spread", "Spread over write cycles of ln (filling rate of p)",
          p.polarisation_step_cycle_spread, assumed_value);
  unknown("device.ion_set_device_spread", "Spread over cells of ln (ion-set rate)", p.ion_set_device_spread,
          assumed_value);
  unknown("device.ion_set_cycle_spread", "Spread over pulses of ln (ion-set rate)", p.ion_set_cycle_spread,
          assumed_value);
  unknown("device.ion_reset_device_spread", "Spread over cells of ln (ion-reset rate)", p.ion_reset_device_spread,
          assumed_value);
  unknown("device.ion_reset_cycle_spread", "Spread over pulses of ln (ion-reset rate)", p.ion_reset_cycle_spread,
          assumed_value);
  unknown("device.relaxation_device_spread", "Spread over cells of ln tau", p.relaxation_device_spread, assumed_value);
  visitor.real({"device.relaxation_cycle_spread", dimension::number, 0, 3, "Spread over ionic writes of ln tau",
                provenance::literature,
                "342 to 1089 ms over 1000 runs of HfO2/Ta2O5 (another material), doi 10.1038/s41467-023-41921-3, "
                "Fig. 1: ln 3.18 over 6.48, the expected range of 1000 normal numbers"},
               p.relaxation_cycle_spread);
  constexpr std::string_view left_out = "published nowhere that was found; 0, the whole figure counts as of the cycle";
  unknown("device.set_threshold_device_spread", "Spread over cells of ln (FE-set threshold)",
          p.set_threshold_device_spread, left_out);
  visitor.real({"device.set_threshold_cycle_spread", dimension::number, 0, 3,
                "Spread over write cycles of ln (FE-set threshold)", provenance::literature,
                "5.3 % of the set voltage of Au/CuInP2S6/Ti, doi 10.1002/aelm.202000760"},
               p.set_threshold_cycle_spread);
  unknown("device.reset_threshold_device_spread", "Spread over cells of ln (FE-reset threshold)",
          p.reset_threshold_device_spread, left_out);
  visitor.real({"device.reset_threshold_cycle_spread", dimension::number, 0, 3,
                "Spread over write cycles of ln (FE-reset threshold)", provenance::literature,
                "9.1 % of the reset voltage of Au/CuInP2S6/Ti, doi 10.1002/aelm.202000760"},
               p.reset_threshold_cycle_spread);
  unknown("device.read_noise", "Random part of one read current, as a fraction of it", p.read_noise,
          "published nowhere that was found; 0.01 is an assumed value");
}

void check_pulses(const ferroionic_device_parameters& p) {
  require(p.set_groups >= 1 && p.set_groups <= 256 && p.reset_groups >= 1 && p.reset_groups <= 256,
          "device.set_groups and device.reset_groups must lie between 1 and 256.");
  require(p.set_pulses >= 1 && p.reset_pulses >= 1, "device.set_pulses and device.reset_pulses must be at least 1.");
  require(std::isfinite(p.ferroelectric_gap) && p.ferroelectric_gap >= 0,
          "device.ferroelectric_gap must be a finite number of at least 0.");
  require(p.ion_set_voltage < 0 && p.ion_set_voltage >= -p.ion_window,
          "device.ion_set_voltage must be negative and within device.ion_window.");
  require(p.ion_reset_voltage > 0 && p.ion_reset_voltage <= p.ion_window,
          "device.ion_reset_voltage must be positive and within device.ion_window.");
  require(p.read_voltage != 0 && std::abs(p.read_voltage) <= p.ion_window,
          "device.read_voltage must not be 0 and must lie within device.ion_window.");
  require(p.ion_window < p.set_lowest && p.ion_window < p.reset_lowest,
          "device.ion_window must be below device.set_lowest and device.reset_lowest, or ionic pulses would switch the "
          "polarisation.");
  require(std::isfinite(p.ion_gate_voltage) && std::isfinite(p.hold_gate_voltage) &&
              std::abs(p.ion_gate_voltage - p.hold_gate_voltage) > 0.1,
          "device.ion_gate_voltage and device.hold_gate_voltage must be finite and more than 0.1 V apart.");
}

void check_spreads(const ferroionic_device_parameters& p) {
  const std::array<named_value, 13> spreads{{
      {"polarisation_step_device_spread", p.polarisation_step_device_spread},
      {"polarisation_step_cycle_spread", p.polarisation_step_cycle_spread},
      {"ion_set_device_spread", p.ion_set_device_spread},
      {"ion_set_cycle_spread", p.ion_set_cycle_spread},
      {"ion_reset_device_spread", p.ion_reset_device_spread},
      {"ion_reset_cycle_spread", p.ion_reset_cycle_spread},
      {"relaxation_device_spread", p.relaxation_device_spread},
      {"relaxation_cycle_spread", p.relaxation_cycle_spread},
      {"set_threshold_device_spread", p.set_threshold_device_spread},
      {"set_threshold_cycle_spread", p.set_threshold_cycle_spread},
      {"reset_threshold_device_spread", p.reset_threshold_device_spread},
      {"reset_threshold_cycle_spread", p.reset_threshold_cycle_spread},
      {"read_noise", p.read_noise},
  }};
  for (const named_value& entry : spreads) {
    require(entry.value >= 0 && entry.value <= 3, std::string("device.") + entry.key + " must lie between 0 and 3.");
  }
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, ferroionic_device_parameters& parameters) {
  visit_ferroelectric_pulses(visitor, parameters);
  visit_ionic_pulses(visitor, parameters);
  visit_laws(visitor, parameters);
  visit_conductance(visitor, parameters);
  visit_spreads(visitor, parameters);
}

void check(const ferroionic_device_parameters& p) {
  const std::array<named_value, 20> positive{{{"set_lowest", p.set_lowest},
                                              {"set_step", p.set_step},
                                              {"reset_lowest", p.reset_lowest},
                                              {"reset_step", p.reset_step},
                                              {"ferroelectric_width", p.ferroelectric_width},
                                              {"ion_set_width", p.ion_set_width},
                                              {"ion_reset_width", p.ion_reset_width},
                                              {"read_width", p.read_width},
                                              {"ion_window", p.ion_window},
                                              {"set_filling_time", p.set_filling_time},
                                              {"reset_filling_time", p.reset_filling_time},
                                              {"ion_set_pulses", p.ion_set_pulses},
                                              {"ion_reset_pulses", p.ion_reset_pulses},
                                              {"ion_set_slope_voltage", p.ion_set_slope_voltage},
                                              {"ion_reset_slope_voltage", p.ion_reset_slope_voltage},
                                              {"reference_temperature", p.reference_temperature},
                                              {"curie_temperature", p.curie_temperature},
                                              {"lowest_conductance", p.lowest_conductance},
                                              {"nonlinearity_voltage", p.nonlinearity_voltage},
                                              {"ionic_ratio", p.ionic_ratio}}};
  for (const named_value& entry : positive) {
    require(std::isfinite(entry.value) && entry.value > 0,
            std::string("device.") + entry.key + " must be a positive finite number.");
  }
  check_pulses(p);
  require(p.relaxation_time > 0, "device.relaxation_time must be positive, or infinite for no relaxation.");
  require(p.polarisation_retention > 0, "device.polarisation_retention must be positive, or infinite for no loss.");
  require(std::isfinite(p.activation_energy) && p.activation_energy >= 0,
          "device.activation_energy must be a finite number of at least 0.");
  require(p.reference_temperature < p.curie_temperature,
          "device.reference_temperature must be below device.curie_temperature, where a polarisation exists.");
  require(p.equilibrium >= 0 && p.equilibrium <= 1, "device.equilibrium must lie between 0 and 1.");
  require(p.ionic_ratio >= 1 && p.polarisation_ratio >= 1 && std::isfinite(p.polarisation_ratio),
          "device.polarisation_ratio and device.ionic_ratio must be finite and at least 1.");
  check_spreads(p);
}

}  // namespace memvp
