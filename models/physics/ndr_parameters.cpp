// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/ndr_parameters.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "memvp/models/physics/ndr_kernel.hpp"

namespace memvp {
namespace {

using d = dimension;
using p = provenance;

void require(bool holds, const std::string& sentence) {
  if (!holds) throw std::invalid_argument(sentence);
}

void visit_kernels(parameter_visitor& visitor, ndr_device_parameters& n) {
  constexpr auto n_kernel =
      "assumed: fact sheet 8b, chosen so that V I 10 ns at 0.6 V is near 60.5 fJ; the paper gives no device figure";
  constexpr auto s_kernel =
      "assumed: fact sheet 8b, an oxide threshold switch (thermal model after arXiv 1907.02651); no figure of the "
      "paper";
  constexpr double any = std::numeric_limits<double>::infinity();
  visitor.enumeration({"ndr.kernel", d::number, -any, any, "Which way the characteristic folds", p::assumed,
                       "assumed: the paper's abstract (doi 10.1002/adfm.202405618) does not say; N-type"},
                      {"n_type", "s_type"}, n.kernel);
  visitor.enumeration({"ndr.connection", d::number, -any, any, "Where the ECRAM that tunes a neuron lies", p::assumed,
                       "assumed: the paper's abstract does not say; in series it moves the peak"},
                      {"parallel", "series"}, n.connection);
  visitor.real({"ndr.peak_current", d::current, 1e-12, 1, "N-type: I_p", p::assumed, n_kernel}, n.peak_current);
  visitor.real({"ndr.peak_voltage", d::voltage, 1e-3, 100, "N-type: V_p", p::assumed, n_kernel}, n.peak_voltage);
  visitor.real(
      {"ndr.leakage_current", d::current, 0, 1, "N-type: I_0 of the rise beyond the valley", p::assumed, n_kernel},
      n.leakage_current);
  visitor.real(
      {"ndr.leakage_voltage", d::voltage, 1e-3, 100, "N-type: V_e of the rise beyond the valley", p::assumed, n_kernel},
      n.leakage_voltage);
  visitor.real(
      {"ndr.cold_resistance", d::resistance, 1, 1e12, "S-type: R_0 at ambient temperature", p::assumed, s_kernel},
      n.cold_resistance);
  visitor.real(
      {"ndr.activation_energy", d::voltage, 0, 5, "S-type: E_a over the electron's charge", p::assumed, s_kernel},
      n.activation_energy);
  visitor.real({"ndr.thermal_resistance", d::number, 1, 1e12, "S-type: R_th, K/W", p::assumed, s_kernel},
               n.thermal_resistance);
  visitor.real(
      {"ndr.metallic_resistance", d::resistance, 0, 1e12, "S-type: R_m, which stays when hot", p::assumed, s_kernel},
      n.metallic_resistance);
  visitor.real({"ndr.ambient_temperature", d::number, 1, 2000, "S-type: T_0, K", p::assumed,
                "assumed: 300 K, at which the fact sheet's threshold of 0.745 V at 45.9 uA comes out"},
               n.ambient_temperature);
}

void visit_operation(parameter_visitor& visitor, ndr_device_parameters& n) {
  visitor.real({"ndr.time_constant", d::time, 1e-15, 1,
                "tau of the device: of its current (N-type), R_th C_th (S-type)", p::assumed,
                "assumed: 1.6 ns, which settles to 8 bits in the 10 ns chosen in fact sheet section 2; the published "
                "product leaves about 10 to 700 ns open"},
               n.time_constant);
  visitor.real(
      {"ndr.settle_bits", d::number, 1, 16, "A neuron settles to half a step of so many bits of its full scale",
       p::assumed, "assumed: 8, fact sheet 8b"},
      n.settle_bits);
  visitor.real({"ndr.compliance_voltage", d::voltage, 1e-3, 100,
                "S-type: greatest voltage of the current source that drives the neuron", p::assumed,
                "assumed: 1.8 V, the input stage's supply; a cold device would ask for more"},
               n.compliance_voltage);
  visitor.real({"ndr.input_limit", d::number, 0.5, 16,
                "Greatest input, in units of V_p (N-type) or of the threshold current (S-type)", p::assumed,
                "assumed: 4, a little beyond the valley; the input stage limits there"},
               n.input_limit);
  visitor.real({"ndr.current_spread", d::number, 0, 0.3, "Lognormal spread of the neurons' currents", p::assumed,
                "assumed: 5 %, fact sheet 8b (5 to 10 %)"},
               n.current_spread);
  visitor.real({"ndr.voltage_spread", d::number, 0, 0.3, "Lognormal spread of the neurons' voltages", p::assumed,
                "assumed: 5 %, fact sheet 8b (5 to 10 %)"},
               n.voltage_spread);
  visitor.real({"ndr.noise", d::number, 0, 1, "Random part of one output, as a fraction of it", p::assumed,
                "assumed: 0.5 %, as of an ECRAM's read current"},
               n.noise);
  visitor.boolean({"ndr.calibration", d::number, 0, 1, "Whether the host calibrates the neurons before it uses them",
                   p::setting, "the paper says of the ECRAM that it reduces non-ideality, without a figure"},
                  n.calibration);
  visitor.real({"ndr.neuron_area", d::area, 0, 1, "Area of one device with its ECRAM", p::assumed,
                "assumed: 0.25 um^2, chosen in fact sheet section 2"},
               n.neuron_area);
}

void visit_ecram(parameter_visitor& visitor, ndr_device_parameters& n) {
  constexpr auto range = "doi 10.1038/s41467-023-41958-4, Figs. 1-2: usable ranges; the choice of one is assumed";
  constexpr auto figure_2 = "doi 10.1038/s41467-023-41958-4, Fig. 2";
  constexpr auto as_array = "assumed: as of the ECRAM array's cells";
  visitor.real({"ndr.ecram_minimum", d::conductance, 0, 1,
                "Lower end of the ECRAM's range; 0: the range that suits kernel and connection", p::literature, range},
               n.ecram_minimum);
  visitor.real({"ndr.ecram_maximum", d::conductance, 0, 1,
                "Upper end of the ECRAM's range; 0: the range that suits kernel and connection", p::literature, range},
               n.ecram_maximum);
  visitor.real({"ndr.ecram_pulses", d::number, 1, 1e9, "Pulses that cross the ECRAM's range", p::literature, figure_2},
               n.ecram_pulses);
  visitor.real({"ndr.ecram_nonlinearity", d::number, 0, 0.999, "nu: how far the step falls towards the range's ends",
                p::assumed, "assumed: 0, as of the ECRAM array's cells"},
               n.ecram_nonlinearity);
  visitor.real({"ndr.ecram_cycle_noise", d::number, 0, 100, "Random part of one pulse, in steps", p::assumed, as_array},
               n.ecram_cycle_noise);
  visitor.real(
      {"ndr.ecram_device_spread", d::number, 0, 1, "Spread of the step over the devices", p::assumed, as_array},
      n.ecram_device_spread);
  visitor.real(
      {"ndr.ecram_read_noise", d::number, 0, 1, "Random part of one reading of the ECRAM", p::assumed, as_array},
      n.ecram_read_noise);
  visitor.real({"ndr.ecram_pulse_voltage", d::voltage, 1e-3, 100, "Write pulse, either sign", p::literature, figure_2},
               n.ecram_pulse_voltage);
  visitor.real({"ndr.ecram_pulse_width", d::time, 1e-9, 1e4, "Width of one write pulse", p::literature, figure_2},
               n.ecram_pulse_width);
  visitor.real({"ndr.ecram_settle_time", d::time, 0, 1e3, "Wait between a write pulse and the next reading",
                p::literature, "doi 10.1038/s41928-023-00939-7, Extended Data Fig. 3 and 7: 10 us"},
               n.ecram_settle_time);
}

}  // namespace

void visit_parameters(parameter_visitor& visitor, ndr_device_parameters& parameters) {
  visit_kernels(visitor, parameters);
  visit_operation(visitor, parameters);
  visit_ecram(visitor, parameters);
}

ndr_ecram_range ecram_range(const ndr_device_parameters& n) {
  const bool series = n.connection == ndr_connection::series;
  double minimum = n.ecram_minimum;
  double maximum = n.ecram_maximum;
  if (minimum == 0 && maximum == 0) {
    if (n.kernel == ndr_kernel_type::n_type) {
      minimum = series ? 60e-6 : 2e-6;
      maximum = series ? 100e-6 : 4e-6;
    } else {
      minimum = series ? 170e-6 : 15e-6;
      maximum = series ? 230e-6 : 30e-6;
    }
  }
  return {minimum, maximum, (maximum - minimum) / n.ecram_pulses};
}

ecram_device_parameters ecram_of(const ndr_device_parameters& n) {
  const ndr_ecram_range range = ecram_range(n);
  ecram_device_parameters cell;
  cell.pulse_voltage = n.ecram_pulse_voltage;
  cell.pulse_width = n.ecram_pulse_width;
  cell.pulses_per_window = n.ecram_pulses;
  cell.minimum_conductance = range.minimum;
  cell.maximum_conductance = range.maximum;
  cell.law = update_law::soft_bounds;
  cell.soft_bound_up = n.ecram_nonlinearity;
  cell.soft_bound_down = n.ecram_nonlinearity;
  cell.asymmetry_spread = 0;
  cell.cycle_noise = n.ecram_cycle_noise;
  cell.device_spread = n.ecram_device_spread;
  cell.read_noise = n.ecram_read_noise;
  cell.settle_time = n.ecram_settle_time;
  return cell;
}

void check(const ndr_device_parameters& n) {
  require((n.ecram_minimum == 0) == (n.ecram_maximum == 0),
          "ndr.ecram_minimum and ndr.ecram_maximum must both be set or both be 0.");
  const ndr_ecram_range range = ecram_range(n);
  require(range.minimum > 0 && range.minimum < range.maximum, "ndr.ecram_minimum must be less than ndr.ecram_maximum.");
  check(ecram_of(n));
  const ndr_kernel kernel(n);
  if (!ecram_divides(n)) return;
  const double theta = std::max(ecram_theta(n, kernel, range.minimum), ecram_theta(n, kernel, range.maximum));
  require(theta * -kernel.least_slope() < 1,
          "the range ndr.ecram_minimum to ndr.ecram_maximum makes the neuron hysteretic: its characteristic would have "
          "several values for one input.");
}

}  // namespace memvp
