// SPDX-License-Identifier: Apache-2.0
#include "memvp/models/physics/rram_filament.hpp"

#include <algorithm>
#include <array>
#include <boost/numeric/odeint.hpp>
#include <cmath>
#include <stdexcept>

namespace memvp {
namespace {

constexpr double nanometre = 1e-9;
constexpr double kelvin_per_volt = 1.602176634e-19 / 1.380649e-23;  // q/k, both exact in the SI

// x in nm, T in units of T0, energy in units of the most that the pulse can take.
using filament_state = std::array<double, 3>;

}  // namespace

rram_filament::rram_filament(const rram_filament_parameters& parameters)
    : parameters_((check(parameters), parameters)), length_(parameters.shortest_filament) {}

void rram_filament::set_length(double metres) {
  if (!(metres >= parameters_.shortest_filament && metres <= parameters_.longest_filament)) {
    throw std::invalid_argument(
        "A filament must be as long as device.filament_shortest to device.filament_longest allow.");
  }
  length_ = metres;
}

double rram_filament::current_scale(double length) const {
  const rram_filament_parameters& p = parameters_;
  return p.current_scale * std::exp(-(p.oxide_thickness - length) / (p.oxide_thickness - p.reference_filament));
}

double rram_filament::conductance(double volts) const {
  return current_scale(length_) * std::sinh(volts / parameters_.field_voltage) / volts;
}

double rram_filament::pulse(pulse_polarity polarity, double volts, const access_transistor& transistor, double seconds,
                            const std::function<void(const filament_sample&)>& observer) {
  if (!(std::isfinite(volts) && volts >= 0 && std::isfinite(seconds) && seconds >= 0)) {
    throw std::invalid_argument("A pulse on a filament needs finite, non-negative volts and width.");
  }
  if (volts == 0 || seconds == 0 || transistor.saturation_current == 0) return 0;

  const rram_filament_parameters& p = parameters_;
  const double sign = polarity == pulse_polarity::set ? 1 : -1;
  const double most_energy = volts * transistor.saturation_current * seconds;
  const double shortest = p.shortest_filament / nanometre;
  const double longest = p.longest_filament / nanometre;
  double cell_volts = volts;  // where the search for the next operating point begins

  const auto operating_point = [&](const filament_state& state, filament_sample& sample) {
    sample.length = nanometre * std::clamp(state[0], shortest, longest);
    sample.temperature = p.ambient_temperature * std::max(1.0, state[1]);
    const double scale = current_scale(sample.length);
    cell_volts = cell_voltage_in_series(scale, p.field_voltage, transistor, volts, cell_volts);
    sample.cell_volts = cell_volts;
    sample.amperes = scale * std::sinh(cell_volts / p.field_voltage);
  };
  const auto derivative = [&](const filament_state& state, filament_state& rate, double) {
    filament_sample now;
    operating_point(state, now);
    const double gap = (p.oxide_thickness - now.length) / nanometre;
    const double gamma = p.enhancement - p.enhancement_fall * gap * gap * gap;
    const double lowering = sign * gamma * p.hopping_distance * now.cell_volts / p.oxide_thickness;
    const double per_volt = kelvin_per_volt / now.temperature;
    rate[0] = p.velocity / nanometre *
              (std::exp((lowering - p.generation_barrier) * per_volt) -
               std::exp((-lowering - p.recombination_barrier) * per_volt));
    if ((state[0] >= longest && rate[0] > 0) || (state[0] <= shortest && rate[0] < 0)) rate[0] = 0;
    const double heating = now.cell_volts * now.amperes / p.heat_capacity;
    rate[1] = heating / p.ambient_temperature - (state[1] - 1) / p.thermal_time;
    rate[2] = volts * now.amperes / most_energy;
  };

  namespace odeint = boost::numeric::odeint;
  filament_state state{length_ / nanometre, 1, 0};
  const auto stepper = odeint::make_controlled<odeint::runge_kutta_dopri5<filament_state>>(1e-7, 1e-7);
  const double first_step = std::min(seconds, 0.01 * p.thermal_time);
  if (observer) {
    const auto watch = [&](const filament_state& at, double time) {
      filament_sample sample;
      sample.seconds = time;
      operating_point(at, sample);
      observer(sample);
    };
    odeint::integrate_adaptive(stepper, derivative, state, 0.0, seconds, first_step, watch);
  } else {
    odeint::integrate_adaptive(stepper, derivative, state, 0.0, seconds, first_step);
  }
  length_ = nanometre * std::clamp(state[0], shortest, longest);
  return state[2] * most_energy;
}

}  // namespace memvp
