// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/kinetics_parameters.hpp"

#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

#include "memvp/models/physics/kinetics_laws.hpp"

namespace memvp {
namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

void require(bool holds, const std::string& sentence) {
  if (!holds) throw std::invalid_argument(sentence);
}

void visit_laws(parameter_visitor& visitor, kinetics_device_parameters& p) {
  visitor.real({"device.alpha", dimension::number, 1e-3, 10, "Diffusion: x grows by alpha/x a step", provenance::paper,
                "0.70, learned on MNIST by the paper's software, github.com/gllspeed/DDK (doi "
                "10.1038/s41467-025-56286-y); audio 0.354447, text 0.10234"},
               p.alpha);
  visitor.real(
      {"device.beta", dimension::number, 1e-3, 10, "Drift: x falls by beta a step at an input of 1", provenance::paper,
       "1.00, learned on MNIST by the paper's software, github.com/gllspeed/DDK (doi "
       "10.1038/s41467-025-56286-y); audio 0.854424, text 0.63911"},
      p.beta);
  visitor.enumeration({"device.integrator", dimension::number, -unbounded, unbounded,
                       "Law from pulse to pulse: discrete (the authors' software), exact (its equation) or kick",
                       provenance::setting, ""},
                      {"discrete", "exact", "kick"}, p.integrator);
  visitor.real({"device.initial_state", dimension::number, 1e-6, 1e6, "x0, where a refresh leads to", provenance::paper,
                "x[0] = 1 in the paper's software, github.com/gllspeed/DDK (doi 10.1038/s41467-025-56286-y)"},
               p.initial_state);
  visitor.real({"device.least_state", dimension::number, 1e-6, 1e6, "x_min, at which drift stops", provenance::assumed,
                "assumed: 0.05"},
               p.least_state);
  visitor.real({"device.greatest_state", dimension::number, 1e-6, unbounded,
                "x_max, at which diffusion stops; infinite for none", provenance::assumed, "assumed: 5"},
               p.greatest_state);
  visitor.real({"device.step_time", dimension::time, 1e-12, 1e6, "T0, the time in which alpha acts once",
                provenance::assumed, "assumed: 1.1 ms, for a pulse, a read and as much to convert; not published"},
               p.step_time);
  visitor.real({"device.pulse_width", dimension::time, 1e-12, 1e6, "Width of a pulse that carries a drift of beta f(V)",
                provenance::literature, "1 ms as a stand-in: another device, doi 10.1038/s41467-020-20692-1, Fig. 1"},
               p.pulse_width);
  visitor.real({"device.full_scale_voltage", dimension::voltage, 1e-6, 1e3, "V_fs: amplitude of an input of 1",
                provenance::literature, "3.0 V as a stand-in: another device, doi 10.1038/s41467-020-20692-1, Fig. 1"},
               p.full_scale_voltage);
  visitor.enumeration(
      {"device.drift", dimension::number, -unbounded, unbounded,
       "How drift depends on the voltage: V/V_fs or sinh(V/V0)/sinh(V_fs/V0)", provenance::assumed,
       "assumed: linear, which gives the paper's law; the device's own is published nowhere that was found"},
      {"linear", "sinh"}, p.drift);
  visitor.real({"device.drift_slope_voltage", dimension::voltage, 1e-3, 1e6, "V0 of the sinh law", provenance::unknown,
                "published nowhere that was found; 1 V is an example"},
               p.drift_slope_voltage);
}

void visit_reading(parameter_visitor& visitor, kinetics_device_parameters& p) {
  visitor.real({"device.initial_conductance", dimension::conductance, 1e-15, 1, "G0: conductance at x = 1",
                provenance::unknown, "published nowhere that was found; 100 uS is an example"},
               p.initial_conductance);
  visitor.real({"device.read_voltage", dimension::voltage, -1e3, 1e3, "V_r", provenance::literature,
                "1.9 V as a stand-in: another device, doi 10.1038/s41467-020-20692-1, Fig. 1"},
               p.read_voltage);
  visitor.real({"device.read_width", dimension::time, 1e-12, 1e6, "Width of a read pulse", provenance::literature,
                "10 us as a stand-in: another device, doi 10.1038/s41467-020-20692-1, Fig. 1"},
               p.read_width);
}

void visit_spreads(parameter_visitor& visitor, kinetics_device_parameters& p) {
  visitor.boolean({"device.variability", dimension::number, -unbounded, unbounded,
                   "Whether devices differ and reads are noisy at all", provenance::setting, ""},
                  p.variability);
  visitor.real({"device.alpha_spread", dimension::number, 0, 10,
                "Standard deviation of alpha over devices, absolute; drawn again unless positive", provenance::paper,
                "0.01873 x 5.1 in the paper's software, github.com/gllspeed/DDK (doi 10.1038/s41467-025-56286-y); the "
                "factor 5.1 is not explained"},
               p.alpha_spread);
  visitor.real({"device.beta_spread", dimension::number, 0, 10,
                "Standard deviation of beta over devices, absolute; drawn again unless positive", provenance::paper,
                "0.05411 x 5.1 in the paper's software, github.com/gllspeed/DDK (doi 10.1038/s41467-025-56286-y); the "
                "factor 5.1 is not explained"},
               p.beta_spread);
  visitor.enumeration({"device.redrawn_each_evaluation", dimension::number, -unbounded, unbounded,
                       "What is drawn anew at each evaluation, besides at each write", provenance::assumed,
                       "assumed: none, constants are written into a device; the MNIST script of "
                       "github.com/gllspeed/DDK draws beta again at each evaluation"},
                      {"none", "beta", "both"}, p.redrawn_each_evaluation);
  visitor.real({"device.read_noise", dimension::number, 0, 3, "Random part of one read current, as a fraction of it",
                provenance::unknown, "published nowhere that was found; 0.01 is an assumed value"},
               p.read_noise);
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, kinetics_device_parameters& parameters) {
  visit_laws(visitor, parameters);
  visit_reading(visitor, parameters);
  visit_spreads(visitor, parameters);
}

void check(const kinetics_device_parameters& p) {
  struct named_value {
    const char* key;
    double value;
  };
  const std::array<named_value, 10> positive{{{"alpha", p.alpha},
                                              {"beta", p.beta},
                                              {"initial_state", p.initial_state},
                                              {"least_state", p.least_state},
                                              {"step_time", p.step_time},
                                              {"pulse_width", p.pulse_width},
                                              {"full_scale_voltage", p.full_scale_voltage},
                                              {"drift_slope_voltage", p.drift_slope_voltage},
                                              {"initial_conductance", p.initial_conductance},
                                              {"read_width", p.read_width}}};
  for (const named_value& entry : positive) {
    require(std::isfinite(entry.value) && entry.value > 0,
            std::string("device.") + entry.key + " must be a positive finite number.");
  }
  require(std::isfinite(p.read_voltage) && p.read_voltage != 0, "device.read_voltage must be finite and not 0.");
  require(p.least_state <= p.initial_state && p.initial_state <= p.greatest_state && p.least_state < p.greatest_state,
          "device.initial_state must lie between device.least_state and device.greatest_state, and these must differ.");
  const std::array<named_value, 3> spreads{
      {{"alpha_spread", p.alpha_spread}, {"beta_spread", p.beta_spread}, {"read_noise", p.read_noise}}};
  for (const named_value& entry : spreads) {
    require(std::isfinite(entry.value) && entry.value >= 0,
            std::string("device.") + entry.key + " must be a finite number of at least 0.");
  }
  require(p.integrator != kinetics_integrator::discrete ||
              stability_of(stability_figure(p.alpha, p.beta)) != kinetics_stability::crossing,
          "The discrete law needs device.beta^2/device.alpha below 4, or states can cross zero; take "
          "device.integrator = exact.");
}

}  // namespace memvp
