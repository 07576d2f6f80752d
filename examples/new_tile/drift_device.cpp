// SPDX-License-Identifier: Apache-2.0
#include "drift_device.hpp"

#include <cmath>
#include <stdexcept>

#include "memvp/models/physics/random.hpp"

namespace drift {

void visit_parameters(memvp::parameter_visitor& visitor, device_parameters& device) {
  using d = memvp::dimension;
  using p = memvp::provenance;
  visitor.real({"device.on_resistance", d::resistance, 1e-3, 1e12, "resistance of the film when all of it is doped",
                p::inferred, "doi 10.1038/nature06932, caption of fig. 2: v0 / R_ON = 10 mA at v0 = 1 V"},
               device.on_resistance);
  visitor.real(
      {"device.resistance_ratio", d::number, 1.001, 1e9, "R_OFF / R_ON", p::paper, "doi 10.1038/nature06932, fig. 2b"},
      device.resistance_ratio);
  visitor.real({"device.thickness", d::length, 1e-10, 1e-3, "thickness of the film", p::paper,
                "doi 10.1038/nature06932, caption of fig. 2"},
               device.thickness);
  visitor.real({"device.mobility", d::number, 1e-24, 1e-3, "mobility of the dopants, m^2/(V s)", p::paper,
                "doi 10.1038/nature06932, caption of fig. 2: 1e-10 cm^2/(V s)"},
               device.mobility);
  visitor.real(
      {"device.initial_state", d::number, 0, 1, "where the boundary is at first; 0: off, 1: on", p::assumed, "assumed"},
      device.initial_state);
  visitor.real({"device.mobility_spread", d::number, 0, 2, "standard deviation of the logarithm of a device's mobility",
                p::unknown, "the paper describes one device"},
               device.mobility_spread);
}

void check(const device_parameters& device) {
  const bool possible = device.on_resistance > 0 && device.resistance_ratio > 1 && device.thickness > 0 &&
                        device.mobility > 0 && device.initial_state >= 0 && device.initial_state <= 1 &&
                        device.mobility_spread >= 0 && std::isfinite(device.off_resistance());
  if (!possible)
    throw std::invalid_argument(
        "A drift device needs a positive resistance, thickness and mobility, a ratio above 1, a state from 0 to 1 and "
        "a spread of at least 0.");
}

device_row::device_row(std::size_t count, const device_parameters& device, std::uint64_t seed, std::uint32_t instance)
    : device_(device), states_(count, device.initial_state) {
  check(device);
  const memvp::random_key key{seed, memvp::random_purpose::device_gain, instance};
  // Equation 6 for x = w / D and the charge q: dx/dq = mu R_ON / D^2.
  const double rate = device.mobility * device.on_resistance / (device.thickness * device.thickness);
  for (std::size_t i = 0; i < count; ++i)
    rates_.push_back(rate * std::exp(device.mobility_spread * memvp::standard_normal(key, i, 0)));
}

double device_row::resistance(std::size_t i) const {
  const double off = device_.off_resistance();
  return off - (off - device_.on_resistance) * states_[i];  // equation 5
}

// With equation 5, R dR = -(R_OFF - R_ON) (dx/dq) v dt: under a constant voltage the square of the resistance falls (or
// rises) evenly with time, until the boundary has reached an end of the film, where it stays: the boundary condition
// that the paper gives as its example. What a device dissipates while x moves is v times the charge that moves it.
device_row::outcome device_row::preview(std::size_t i, double volts, double seconds) const {
  const double on = device_.on_resistance, off = device_.off_resistance();
  const double before = resistance(i);
  const double speed = 2 * (off - on) * rates_[i] * volts;  // of -R^2, ohm^2/s
  if (speed == 0 || seconds == 0) return {states_[i], volts * volts / before * seconds};
  const double bound = volts > 0 ? on : off;
  const double until_bound = (before - bound) * (before + bound) / speed;
  const bool stops = seconds >= until_bound;
  const double after = stops ? bound : std::sqrt(before * before - speed * seconds);
  const double state = stops ? (volts > 0 ? 1 : 0) : (off - after) / (off - on);
  const double moving = volts * (state - states_[i]) / rates_[i];
  const double standing = stops ? volts * volts / bound * (seconds - until_bound) : 0;
  return {state, moving + standing};
}

}  // namespace drift
