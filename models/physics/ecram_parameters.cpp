// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ecram_parameters.hpp"

#include <array>
#include <cmath>
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

void require_fraction(const named_value& entry, double least, double most) {
  require(entry.value >= least && entry.value <= most,
          std::string("device.") + entry.key + " is " + std::to_string(entry.value) + " and must lie between " +
              std::to_string(least) + " and " + std::to_string(most) + ".");
}

void visit_window(parameter_visitor& visitor, ecram_device_parameters& p) {
  visitor.real({"device.pulse_voltage", dimension::voltage, 1e-3, 100, "Gate pulse amplitude Vp, either sign",
                provenance::paper, "doi 10.1038/s41467-023-41958-4, Fig. 1c and 2a,b: +/-5 V"},
               p.pulse_voltage);
  visitor.real({"device.pulse_width", dimension::time, 1e-9, 1e4, "Width t_q of one quantum of writing",
                provenance::paper, "doi 10.1038/s41467-023-41958-4, Fig. 2a,b: 100 ms (150 ms in Fig. 1c)"},
               p.pulse_width);
  visitor.real({"device.pulses_per_window", dimension::number, 1, 1e9, "Quanta N0 that cross the whole window",
                provenance::inferred, "100 up and 100 down pulses a cycle, doi 10.1038/s41467-023-41958-4, Fig. 2a,b"},
               p.pulses_per_window);
  visitor.real(
      {"device.minimum_conductance", dimension::conductance, 0, 1, "Channel conductance at g = 0", provenance::paper,
       "lower end of the 15-30 uS window, doi 10.1038/s41467-023-41958-4, Fig. 2a; choice of window assumed"},
      p.minimum_conductance);
  visitor.real({"device.maximum_conductance", dimension::conductance, 1e-15, 1, "Channel conductance at g = 1",
                provenance::paper,
                "upper end of the 15-30 uS window, doi 10.1038/s41467-023-41958-4, Fig. 2a; choice of window assumed"},
               p.maximum_conductance);
  visitor.path({"device.update_curve", dimension::number, -unbounded, unbounded,
                "CSV file of a measured update curve (pulse number, conductance in S) to fit instead; empty for none",
                provenance::setting, "the user's own measurement"},
               p.update_curve);
}

void visit_update_law(parameter_visitor& visitor, ecram_device_parameters& p) {
  visitor.enumeration({"device.update_law", dimension::number, -unbounded, unbounded,
                       "How the step depends on the state inside the window", provenance::assumed,
                       "assumed: exponential form, which is linear at nonlinearity 0"},
                      {"exponential", "soft_bounds"}, p.law);
  visitor.real({"device.nonlinearity_up", dimension::number, 0, 9,
                "Bow of the rising curve of the exponential law, in NeuroSim's unit (1 = 9.9 % of the window)",
                provenance::assumed, "assumed: 0, since the paper calls the update linear and gives no figure"},
               p.nonlinearity_up);
  visitor.real({"device.nonlinearity_down", dimension::number, 0, 9,
                "Bow of the falling curve of the exponential law, in NeuroSim's unit (1 = 9.9 % of the window)",
                provenance::assumed, "assumed: 0, since the paper calls the update linear and gives no figure"},
               p.nonlinearity_down);
  visitor.real({"device.soft_bound_up", dimension::number, 0, 0.999,
                "Fall of the upward step towards the upper bound (soft_bounds law)", provenance::assumed,
                "assumed: 0; pessimistic 0.4152 after github.com/IBM/aihwkit, presets/devices.py, EcRamMOPresetDevice"},
               p.soft_bound_up);
  visitor.real({"device.soft_bound_down", dimension::number, 0, 0.999,
                "Fall of the downward step towards the lower bound (soft_bounds law)", provenance::assumed,
                "assumed: 0; pessimistic 0.7342 after github.com/IBM/aihwkit, presets/devices.py, EcRamMOPresetDevice"},
               p.soft_bound_down);
  visitor.real({"device.asymmetry", dimension::number, -1, 1, "Mean asymmetry A of the steps, (up - down) / mean",
                provenance::assumed, "assumed: 0, since the paper calls the update symmetric and gives no figure"},
               p.asymmetry);
}

void visit_variation(parameter_visitor& visitor, ecram_device_parameters& p) {
  visitor.real(
      {"device.asymmetry_spread", dimension::number, 0, 0.1, "Spread of the asymmetry over the devices",
       provenance::literature, "up_down_dtod 0.01 of the ECRAM presets, github.com/IBM/aihwkit, presets/devices.py"},
      p.asymmetry_spread);
  visitor.real(
      {"device.device_spread", dimension::number, 0, 1, "Spread of the step size over the devices", provenance::assumed,
       "assumed: 0.03 for the good uniformity of doi 10.1038/s41467-023-41958-4, Fig. 2b, which gives no figure"},
      p.device_spread);
  visitor.real(
      {"device.cycle_noise", dimension::number, 0, 100,
       "Random part of one quantum, in quanta; grows with the square root of their number", provenance::literature,
       "noise of EcRamMOPresetDevice, github.com/IBM/aihwkit, presets/devices.py (after Kim et al., IEDM 2019), "
       "rescaled to a quantum of 1 % of the window"},
      p.cycle_noise);
  visitor.real({"device.half_select_ratio", dimension::number, 0, 1e12,
                "Effect of a full pulse over that of half its voltage; 0 for no disturb at all", provenance::assumed,
                "assumed: 300 (V0 = 0.438 V); exponential form after Kim et al., IEDM 2019, ieeexplore 8993463"},
               p.half_select_ratio);
  visitor.real({"device.retention_time", dimension::time, 1e-9, unbounded,
                "Time constant tau of relaxation towards the equilibrium state; infinite for none", provenance::assumed,
                "assumed: infinite; the paper's Fig. 2d shows 20 retained states without a time"},
               p.retention_time);
  visitor.real({"device.retention_exponent", dimension::number, 0.2, 1, "Stretching exponent b of the relaxation",
                provenance::assumed, "assumed: 1, a plain exponential"},
               p.retention_exponent);
  visitor.real({"device.retention_equilibrium", dimension::number, 0, 1, "State g_eq that the cell relaxes to",
                provenance::assumed, "assumed: 0.5, the middle of the window"},
               p.retention_equilibrium);
}

void visit_read_and_cell(parameter_visitor& visitor, ecram_device_parameters& p) {
  visitor.real({"device.read_noise", dimension::number, 0, 1, "Random part of one read current, as a fraction of it",
                provenance::assumed, "assumed: 0.005"},
               p.read_noise);
  visitor.real({"device.settle_time", dimension::time, 0, 1e3, "Wait between a write and the next read",
                provenance::literature, "doi 10.1038/s41928-023-00939-7, Extended Data Fig. 3 and 7: 10 us"},
               p.settle_time);
  visitor.real({"device.read_time", dimension::time, 1e-12, 1e3, "Time for which one read integrates",
                provenance::literature, "doi 10.1038/s41928-023-00939-7, Extended Data Fig. 3 and 7: 10 us"},
               p.read_time);
  visitor.real({"device.gate_leakage_current", dimension::current, 0, 1, "Gate current I_g during a pulse",
                provenance::unknown, "published nowhere that was found; 0 A leaves its energy out"},
               p.gate_leakage_current);
  visitor.real({"device.gate_capacitance", dimension::capacitance, 0, 1, "Gate capacitance C_g charged by each pulse",
                provenance::unknown, "published nowhere that was found; 0 F leaves its energy out"},
               p.gate_capacitance);
  visitor.real({"device.cell_area", dimension::area, 0, 1, "Area of one cell", provenance::unknown,
                "published nowhere that was found; 0 leaves the array out of the area"},
               p.cell_area);
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, ecram_device_parameters& parameters) {
  visit_window(visitor, parameters);
  visit_update_law(visitor, parameters);
  visit_variation(visitor, parameters);
  visit_read_and_cell(visitor, parameters);
}

void check(const ecram_device_parameters& p) {
  const std::array<named_value, 5> positive{{{"pulse_voltage", p.pulse_voltage},
                                             {"pulse_width", p.pulse_width},
                                             {"pulses_per_window", p.pulses_per_window},
                                             {"maximum_conductance", p.maximum_conductance},
                                             {"read_time", p.read_time}}};
  for (const named_value& entry : positive) {
    require(std::isfinite(entry.value) && entry.value > 0,
            std::string("device.") + entry.key + " must be a positive finite number.");
  }
  const std::array<named_value, 10> not_negative{{{"minimum_conductance", p.minimum_conductance},
                                                  {"asymmetry_spread", p.asymmetry_spread},
                                                  {"device_spread", p.device_spread},
                                                  {"cycle_noise", p.cycle_noise},
                                                  {"half_select_ratio", p.half_select_ratio},
                                                  {"read_noise", p.read_noise},
                                                  {"settle_time", p.settle_time},
                                                  {"gate_leakage_current", p.gate_leakage_current},
                                                  {"gate_capacitance", p.gate_capacitance},
                                                  {"cell_area", p.cell_area}}};
  for (const named_value& entry : not_negative) {
    require(std::isfinite(entry.value) && entry.value >= 0,
            std::string("device.") + entry.key + " must be a finite number of at least 0.");
  }
  require(p.minimum_conductance < p.maximum_conductance,
          "device.minimum_conductance must be less than device.maximum_conductance.");
  require(p.half_select_ratio == 0 || p.half_select_ratio > 2,
          "device.half_select_ratio must be 0 (no disturb) or more than 2, the ratio of a linear field law.");
  require(p.retention_time > 0, "device.retention_time must be positive, or infinite for no relaxation.");
  require_fraction({"retention_exponent", p.retention_exponent}, 0.2, 1);
  require_fraction({"retention_equilibrium", p.retention_equilibrium}, 0, 1);
  require_fraction({"nonlinearity_up", p.nonlinearity_up}, 0, 9);
  require_fraction({"nonlinearity_down", p.nonlinearity_down}, 0, 9);
  require_fraction({"soft_bound_up", p.soft_bound_up}, 0, 0.999);
  require_fraction({"soft_bound_down", p.soft_bound_down}, 0, 0.999);
  require_fraction({"asymmetry", p.asymmetry}, -1, 1);
  require_fraction({"asymmetry_spread", p.asymmetry_spread}, 0, 0.1);
}

double field_voltage(const ecram_device_parameters& parameters) {
  if (parameters.half_select_ratio == 0) return 0;
  return parameters.pulse_voltage / (2 * std::acosh(parameters.half_select_ratio / 2));
}

double field_factor(double volts, const ecram_device_parameters& parameters) {
  const double magnitude = std::abs(volts);
  if (magnitude == 0) return 0;
  if (parameters.half_select_ratio == 0) return magnitude < parameters.pulse_voltage ? 0 : std::copysign(1.0, volts);
  const double scale = field_voltage(parameters);
  const double at_volts = magnitude / scale;
  const double at_pulse = parameters.pulse_voltage / scale;
  // sinh(a) / sinh(b) without the overflow of either.
  const double ratio = std::exp(at_volts - at_pulse) * std::expm1(-2 * at_volts) / std::expm1(-2 * at_pulse);
  return std::copysign(ratio, volts);
}

update_branch update_branch_of(const ecram_device_parameters& parameters, bool rising) {
  if (parameters.law == update_law::soft_bounds) {
    return soft_bounds_branch(rising ? parameters.soft_bound_up : parameters.soft_bound_down);
  }
  return exponential_branch(rising ? parameters.nonlinearity_up : parameters.nonlinearity_down);
}

double device_energy_of_pulse(const ecram_device_parameters& parameters, double volts, double seconds) {
  return std::abs(volts) * parameters.gate_leakage_current * seconds + parameters.gate_capacitance * volts * volts;
}

}  // namespace memvp
