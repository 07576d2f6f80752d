// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/ionic_updates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "memvp/models/physics/ferroionic_laws.hpp"

namespace memvp {

namespace {
/// Ions that raise a conductance by less than this share of it are left alone: of so little, rounding in the rise would
/// make pulses of widths that nobody wants.
constexpr double all_but_gone = 1e-9;
}  // namespace

ionic_updates::ionic_updates(const ferroionic_device_parameters& device, std::size_t cells, double pulse_lsb_s)
    : device_(device),
      pulse_lsb_(pulse_lsb_s),
      set_rate_(set_rate(device, device.ion_set_voltage)),
      reset_rate_(reset_rate(device, device.ion_reset_voltage)),
      log_ratio_(std::log(device.ionic_ratio)),
      equilibrium_factor_(std::pow(device.ionic_ratio, device.equilibrium)),
      at_rest_(cells),
      scale_(cells),
      excess_(cells, device.equilibrium) {
  const double widest = std::max(device.ion_set_width, device.ion_reset_width) / pulse_lsb_s;
  if (widest > std::numeric_limits<std::int16_t>::max())
    throw std::invalid_argument(
        "device.ion_set_width and device.ion_reset_width must be at most 32767 driver.pulse_lsb.");
}

void ionic_updates::set_at_rest(const double* siemens) {
  for (std::size_t cell = 0; cell < cells(); ++cell) {
    at_rest_[cell] = siemens[cell];
    scale_[cell] = device_.conduction == ferroionic_conduction::multiplicative ? siemens[cell] / equilibrium_factor_
                                                                               : device_.lowest_conductance;
  }
  restored();
}

void ionic_updates::restored() { std::fill(excess_.begin(), excess_.end(), device_.equilibrium); }

void ionic_updates::rest(double seconds) {
  const double kept = std::exp(-seconds / device_.relaxation_time);
  for (double& w : excess_) w = device_.equilibrium + kept * (w - device_.equilibrium);
}

std::int16_t ionic_updates::units_of(double seconds) const {
  return static_cast<std::int16_t>(std::lround(seconds / pulse_lsb_));
}

// dw/dt = -kr w
double ionic_updates::lower(std::size_t cell, double change_s, std::int16_t& width) {
  double& w = excess_[cell];
  const double factor = std::exp(log_ratio_ * w);
  const double above = scale_[cell] * (factor - equilibrium_factor_);
  if (above <= all_but_gone * scale_[cell]) return 0;
  const double wanted = std::log(factor - std::min(change_s, above) / scale_[cell]) / log_ratio_;
  const double seconds = wanted > 0 ? std::log(w / wanted) / reset_rate_ : device_.ion_reset_width;
  const std::int16_t units = units_of(std::clamp(seconds, 0.0, device_.ion_reset_width));
  width = static_cast<std::int16_t>(-units);
  w *= std::exp(-reset_rate_ * units * pulse_lsb_);
  return scale_[cell] * (factor - std::exp(log_ratio_ * w));
}

// dw/dt = ks (1 - w)
void ionic_updates::raise(std::size_t cell, double change_s, std::int16_t& width) {
  double& w = excess_[cell];
  const double wanted = std::log(std::exp(log_ratio_ * w) + change_s / scale_[cell]) / log_ratio_;
  const double seconds =
      wanted < 1 ? std::log((1 - w) / (1 - wanted)) / set_rate_ : std::numeric_limits<double>::infinity();
  cut_pulses_ += seconds > device_.ion_set_width ? 1U : 0U;
  width = units_of(std::min(seconds, device_.ion_set_width));
  w = 1 - (1 - w) * std::exp(-set_rate_ * width * pulse_lsb_);
}

void ionic_updates::widths(const double* change_s, std::int16_t* widths) {
  std::fill(widths, widths + cells(), std::int16_t{0});
  for (std::size_t pair = 0; 2 * pair < cells(); ++pair) {
    const double change = change_s[pair];
    if (change == 0) continue;
    const std::size_t up = 2 * pair + (change > 0 ? 0 : 1), down = 2 * pair + (change > 0 ? 1 : 0);
    const double left = std::abs(change) - lower(down, std::abs(change), widths[down]);
    if (left > 0) raise(up, left, widths[up]);
  }
}

}  // namespace memvp
